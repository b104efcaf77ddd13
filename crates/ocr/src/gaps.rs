//! Gaps between characters that are as wide as a space, where the recogniser dropped it.
//!
//! Recognisers trained on running text swallow the space between a small label and a large value, or
//! before a bold word. Paper shows it all the same: columns of the strip without ink.

use crate::ctc::Letter;
use crate::strip::{HEIGHT, Strip};
use crate::words::FRAME;

/// Rows left out at the top and at the bottom, where neighbouring lines reach in.
const EDGE: usize = 6;
/// Of the way from the plainest columns to the inked ones, how far a column with ink is at least.
const INKED: f32 = 0.35;
/// Least difference in contrast between plain and inked columns, of 255: with less there is nothing to
/// be told apart.
const LEAST_CONTRAST: f32 = 24.0;
/// Least width of a space, in heights of the strip: a space is 0.25 to 0.33 em wide in common faces, and
/// capitals of 0.7 em fill 0.6 of a strip's height.
const SPACE: f32 = 0.2;
/// How many times the usual gap of the line a space is at least. Letters of common faces stand at most
/// twice as far apart as usual.
const OVER_USUAL: f32 = 2.5;
/// The usual gap is taken as at least so many columns.
const LEAST_USUAL: f32 = 2.0;

/// Whether a space stands after each of the characters but the last one.
pub(crate) fn spaces(strip: &Strip, letters: &[Letter]) -> Vec<bool> {
    let Some(ink) = ink(&strip.luma(), strip.width) else {
        return vec![false; letters.len().saturating_sub(1)];
    };
    let between = |pair: &[Letter]| match pair {
        [a, b] if a.character != ' ' && b.character != ' ' => {
            Some(longest_gap(&ink, a.middle * FRAME, b.middle * FRAME))
        }
        _ => None,
    };
    let gaps: Vec<Option<usize>> = letters.windows(2).map(between).collect();
    let mut known: Vec<usize> = gaps.iter().flatten().copied().collect();
    known.sort_unstable();
    let usual = known.get(known.len() / 2).map_or(0.0, |gap| *gap as f32).max(LEAST_USUAL);
    let least = (SPACE * HEIGHT as f32).max(OVER_USUAL * usual);
    gaps.into_iter().map(|gap| gap.is_some_and(|gap| gap as f32 >= least)).collect()
}

/// Which columns have ink on them; `None` where that cannot be told.
fn ink(luma: &[u8], width: usize) -> Option<Vec<bool>> {
    let mut darkest = vec![u8::MAX; width];
    let mut lightest = vec![0_u8; width];
    let rows = luma.chunks_exact(width).take(HEIGHT - EDGE).skip(EDGE);
    for row in rows {
        for ((dark, light), &level) in darkest.iter_mut().zip(&mut lightest).zip(row) {
            *dark = level.min(*dark);
            *light = level.max(*light);
        }
    }
    let contrast: Vec<u8> =
        lightest.iter().zip(&darkest).map(|(light, dark)| light.saturating_sub(*dark)).collect();
    let mut sorted = contrast.clone();
    sorted.sort_unstable();
    let plain = f32::from(*sorted.get(width / 10)?);
    let inked = f32::from(*sorted.get(width * 3 / 4)?);
    let limit = plain + INKED * (inked - plain);
    let differ = inked - plain >= LEAST_CONTRAST;
    differ.then(|| contrast.iter().map(|level| f32::from(*level) > limit).collect())
}

/// The longest run of columns without ink between two places.
fn longest_gap(ink: &[bool], from: f32, to: f32) -> usize {
    let (from, to) = (from as usize, (to as usize).min(ink.len()));
    let columns = ink.get(from..to).unwrap_or_default();
    columns.split(|is_inked| *is_inked).map(<[bool]>::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use bonafide_imaging::{Rgb, RgbImage};

    use super::*;
    use crate::print::Point;
    use crate::rectangle::Rectangle;

    /// A strip of bars as characters, at these columns, and the characters read from it.
    fn bars(columns: &[u32], paper: impl Fn(u32, u32) -> u8) -> (Strip, Vec<Letter>) {
        let is_bar = |x: u32, y: u32| {
            (10..38).contains(&y) && columns.iter().any(|&left| (left..left + 10).contains(&x))
        };
        let picture =
            RgbImage::from_fn(
                320,
                48,
                |x, y| Rgb([if is_bar(x, y) { 40 } else { paper(x, y) }; 3]),
            );
        let place = Rectangle {
            center: Point { x: 160.0, y: 24.0 },
            along: Point { x: 1.0, y: 0.0 },
            length: 320.0,
            height: 48.0,
        };
        let letter = |&left: &u32| Letter {
            character: 'I',
            probability: 1.0,
            middle: (left as f32 + 5.0) / FRAME,
        };
        (Strip::cut(&picture, place), columns.iter().map(letter).collect())
    }

    #[test]
    fn a_wide_gap_is_a_space() {
        let (strip, letters) = bars(&[20, 60, 74, 88, 102], |_, _| 220);
        assert_eq!(spaces(&strip, &letters), [true, false, false, false]);
    }

    #[test]
    fn letters_far_apart_in_all_of_the_line_are_one_word() {
        let (strip, letters) = bars(&[20, 48, 76, 104, 132], |_, _| 220);
        assert_eq!(spaces(&strip, &letters), [false; 4]);
    }

    #[test]
    fn a_background_may_be_printed_and_a_strip_empty() {
        let waves = |x: u32, y: u32| 200 + ((x / 3 + y / 2) % 8) as u8 * 4;
        let (strip, letters) = bars(&[20, 60, 74, 88, 102], waves);
        assert_eq!(spaces(&strip, &letters), [true, false, false, false]);
        let (strip, _) = bars(&[], |_, _| 220);
        assert_eq!(spaces(&strip, &letters), [false; 4]);
        assert!(spaces(&strip, &[]).is_empty());
    }
}
