//! Spaces that the recogniser dropped.
//!
//! Recognisers trained on running text swallow the space between a small label and a large value, or
//! before a bold word. Where they do, the space comes close to being read, and paper shows it: columns of the
//! strip without ink. Paper alone does not tell: glare and blur leave gaps within words.

use std::ops::Range;

use crate::ctc::Letter;
use crate::strip::{HEIGHT, Strip};
use crate::words::FRAME;

/// Rows left out at the top and at the bottom, where neighbouring lines reach in.
const EDGE: usize = 9;
/// Of the way from the plainest columns to the inked ones, how far from paper a column with ink is.
const INKED: f32 = 0.35;
/// Least difference of distances from paper between plain and inked columns, of 255: with less there is nothing to
/// be told apart.
const LEAST_CONTRAST: f32 = 24.0;
/// Least width of a space, in heights of the strip: a space is 0.25 to 0.33 em wide in common faces, and
/// capitals of 0.7 em fill 0.45 of a strip's height.
const SPACE: f32 = 0.18;
/// How many times the usual gap of the line a space is at least. Letters of common faces stand at most
/// twice as far apart as usual.
const OVER_USUAL: f32 = 2.5;
/// The usual gap is taken as at least so many columns.
const LEAST_USUAL: f32 = 2.0;
/// Least probability of a space that was not read where paper shows a gap. On drawn documents under camera
/// effects (seeds 51001 to 51060 and 52001 to 52060) gaps within words have less.
const HINT: f32 = 0.03;
/// Probability of a space that was not read from which on no gap needs to be seen; from the same documents.
const LIKELY: f32 = 0.2;
/// The recogniser places a character as early as one frame before its ink.
const EARLY: f32 = FRAME;

/// Where the ink of a strip is.
pub(crate) struct Ink {
    /// Columns of ink, from left to right, plain columns between each.
    runs: Vec<Range<usize>>,
}

impl Ink {
    /// The ink of a strip; `None` where it cannot be told from paper.
    pub(crate) fn of(strip: &Strip) -> Option<Self> {
        let inked = inked_columns(&strip.luma(), strip.width)?;
        let mut runs = Vec::new();
        let mut start = 0;
        for run in inked.chunk_by(|a, b| a == b) {
            if run.first() == Some(&true) {
                runs.push(start..start + run.len());
            }
            start += run.len();
        }
        Some(Self { runs })
    }

    /// The plain columns between runs of ink.
    fn gaps(&self) -> impl Iterator<Item = Range<usize>> {
        self.runs.windows(2).filter_map(|pair| match pair {
            [a, b] => Some(a.end..b.start),
            _ => None,
        })
    }

    /// Gaps as wide as a space.
    fn spaces(&self) -> Vec<Range<usize>> {
        let mut widths: Vec<usize> = self.gaps().map(|gap| gap.len()).collect();
        widths.sort_unstable();
        let usual = widths.get(widths.len() / 2).map_or(0.0, |width| *width as f32);
        let least = (SPACE * HEIGHT as f32).max(OVER_USUAL * usual.max(LEAST_USUAL));
        self.gaps().filter(|gap| gap.len() as f32 >= least).collect()
    }

    /// From where to where the ink of characters reaches that the recogniser places between two columns:
    /// out to the widest gaps next to them.
    pub(crate) fn extent(&self, first: f32, last: f32) -> Option<(f32, f32)> {
        let from = self.runs.iter().find(|run| run.end as f32 > first - EARLY / 2.0)?;
        let to = self.runs.iter().rev().find(|run| (run.start as f32) < last + EARLY)?;
        (from.start < to.end).then_some((from.start as f32, to.end as f32))
    }
}

/// Before which characters a space stands that was not read.
pub(crate) fn unread_spaces(ink: Option<&Ink>, letters: &[Letter]) -> Vec<usize> {
    let at_gap = |gap: Range<usize>| {
        letters.partition_point(|letter| letter.middle * FRAME < split_at(&gap))
    };
    let gaps: Vec<usize> =
        ink.map_or_else(Vec::new, |ink| ink.spaces().into_iter().map(at_gap).collect());
    let is_unread = |(at, pair): (usize, &[Letter])| {
        let least = if gaps.contains(&at) { HINT } else { LIKELY };
        let both = pair.iter().all(|letter| letter.character != ' ');
        (both && pair.last()?.space_before >= least).then_some(at)
    };
    (1..).zip(letters.windows(2)).filter_map(is_unread).collect()
}

/// Characters placed before this column stand before a gap.
fn split_at(gap: &Range<usize>) -> f32 {
    ((gap.start + gap.end) as f32 / 2.0 - EARLY / 2.0).max(gap.start as f32)
}

/// Which columns have ink on them: those where some sample is far from paper, which is what most of the
/// strip shows. `None` where that cannot be told.
fn inked_columns(luma: &[u8], width: usize) -> Option<Vec<bool>> {
    let mut sorted = luma.to_vec();
    let paper = *sorted.select_nth_unstable(luma.len().checked_sub(1)? / 2).1;
    let mut farthest = vec![0_u8; width];
    for row in luma.chunks_exact(width).take(HEIGHT - EDGE).skip(EDGE) {
        for (far, level) in farthest.iter_mut().zip(row) {
            *far = level.abs_diff(paper).max(*far);
        }
    }
    let mut sorted = farthest.clone();
    sorted.sort_unstable();
    let plain = f32::from(*sorted.get(width / 10)?);
    let inked = f32::from(*sorted.get(width * 3 / 4)?);
    let limit = plain + INKED * (inked - plain);
    let differ = inked - plain >= LEAST_CONTRAST;
    differ.then(|| farthest.iter().map(|level| f32::from(*level) > limit).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use bonafide_imaging::{Rgb, RgbImage};

    use super::*;
    use crate::rectangle::Rectangle;
    use crate::strip::TALL;
    use bonafide_imaging::Point;

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
            center: Point { x: 75.0, y: 24.0 },
            along: Point { x: 1.0, y: 0.0 },
            length: 150.0,
            height: 48.0 / TALL,
        };
        let letter = |&left: &u32| Letter {
            character: 'I',
            probability: 1.0,
            middle: (left as f32 + 2.0) / FRAME,
            space_before: 0.05,
        };
        (Strip::cut(&picture, place), columns.iter().map(letter).collect())
    }

    fn unread(strip: &Strip, letters: &[Letter]) -> Vec<usize> {
        unread_spaces(Some(&Ink::of(strip).unwrap()), letters)
    }

    #[test]
    fn a_wide_gap_is_a_space_if_the_recogniser_all_but_read_one() {
        let (strip, mut letters) = bars(&[20, 60, 74, 88, 102], |_, _| 220);
        assert_eq!(unread(&strip, &letters), [1]);
        letters[1].space_before = 0.001;
        assert!(unread(&strip, &letters).is_empty());
        letters[3].space_before = 0.3;
        assert_eq!(unread(&strip, &letters), [3]);
        assert_eq!(unread_spaces(None, &letters), [3]);
    }

    #[test]
    fn letters_far_apart_in_all_of_the_line_are_one_word() {
        let (strip, letters) = bars(&[20, 48, 76, 104, 132], |_, _| 220);
        assert!(unread(&strip, &letters).is_empty());
    }

    #[test]
    fn a_background_may_be_printed_and_a_strip_empty() {
        let waves = |x: u32, y: u32| 200 + ((x / 3 + y / 2) % 8) as u8 * 4;
        let (strip, letters) = bars(&[20, 60, 74, 88, 102], waves);
        assert_eq!(unread(&strip, &letters), [1]);
        assert!(unread(&strip, &[]).is_empty());
        let (strip, _) = bars(&[], |_, _| 220);
        assert!(Ink::of(&strip).is_none());
    }

    #[test]
    fn a_space_that_was_read_is_not_read_again() {
        let (strip, mut letters) = bars(&[20, 60, 74, 88, 102], |_, _| 220);
        letters
            .insert(1, Letter { character: ' ', probability: 1.0, middle: 5.5, space_before: 1.0 });
        assert!(unread(&strip, &letters).is_empty());
    }

    #[test]
    fn words_reach_as_far_as_their_ink() {
        let (strip, letters) = bars(&[20, 60, 74, 88, 102], |_, _| 220);
        let ink = Ink::of(&strip).unwrap();
        let place = |index: usize| letters[index].middle * FRAME;
        assert_eq!(ink.extent(place(0), place(0)), Some((20.0, 30.0)));
        assert_eq!(ink.extent(place(1), place(4)), Some((60.0, 112.0)));
        assert_eq!(ink.extent(130.0, 140.0), None);
    }
}
