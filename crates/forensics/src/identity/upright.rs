//! Which way up a document is, by what is on it.

use bonafide_imaging::DocumentQuad;
use bonafide_types::Score;
use serde::{Deserialize, Serialize};

use super::text::{Print, SAME_COLUMN, TextLine};
use crate::page::Page;
use crate::plane::document_or_whole;

/// Log-odds of a direction that something speaks for, over each of the others. Reasoned, not fitted: a zone
/// that was read runs one way only, faces are found in one orientation only, but a barcode is read upside
/// down as well and is printed on end by some issuers.
const ZONE: f64 = 7.0;
const PORTRAIT: f64 = 5.0;
const BARCODE: f64 = 2.5;
/// Most that the starts of lines may say.
const STARTS: f64 = 3.0;
/// Probability from which it is decided.
const DECIDED: f64 = 0.9;

/// How the flat document must be turned to be upright.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Upright {
    /// Quarter turns clockwise, 0 to 3, of the document as [`bonafide_imaging::rectify`] cuts it out;
    /// `None` where the content does not decide.
    pub quarter_turns: Option<u8>,
    /// The probability of the likeliest turn, by the weights that its evidence has.
    pub confidence: Score,
}

/// Which way up the document on a page is: by the direction of a machine-readable zone that was read, by the
/// head of the portrait, by barcodes, and by lines of print, which start in columns more than they end in
/// them.
///
/// Of lines of print alone only the half turn is told, and with less than certainty; where nothing decides,
/// the answer is `None` and never a guess.
pub fn upright(page: &Page<'_>) -> Upright {
    let mut odds = [0.0_f64; 4];
    let axes = Axes::of(page.known.document.as_ref(), page);
    let mut vote = |direction: [f32; 2], weight: f64| {
        if let Some(turn) = axes.turn(direction) {
            odds[turn] += weight;
        }
    };
    // Lines of one zone are one witness.
    if let Some([from, to, ..]) = page.known.zone_lines.first() {
        vote([to[0] - from[0], to[1] - from[1]], ZONE);
    }
    if let Some([x, y]) = page.known.portrait_up {
        // What is right when that is up.
        vote([-y, x], PORTRAIT);
    }
    if let Some([from, to, ..]) = page.known.barcodes.first() {
        vote([to[0] - from[0], to[1] - from[1]], BARCODE);
    }
    if odds.iter().all(|odds| *odds < PORTRAIT) {
        let print = Print::of(&page.flat().rgb);
        for (sum, said) in odds.iter_mut().zip(from_print(&print)) {
            *sum += said;
        }
    }
    decided(&odds)
}

fn decided(odds: &[f64; 4]) -> Upright {
    let total: f64 = odds.iter().map(|odds| odds.exp()).sum();
    let best = (0_u8..4).zip(odds).max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
    let (turn, most) = best.map_or((0, 0.0), |(turn, odds)| (turn, *odds));
    let confidence = most.exp() / total;
    Upright {
        quarter_turns: (confidence >= DECIDED).then_some(turn),
        confidence: Score::clamped(confidence),
    }
}

/// The level and the upright direction of the flat document, in the picture; unit vectors.
struct Axes {
    along: [f32; 2],
    down: [f32; 2],
}

impl Axes {
    fn of(document: Option<&DocumentQuad>, page: &Page<'_>) -> Self {
        let [a, b, c, d] = document_or_whole(document, page.picture.rgb());
        let between = |from: [f32; 2], to: [f32; 2]| [to[0] - from[0], to[1] - from[1]];
        let unit = |one: [f32; 2], other: [f32; 2]| {
            let [x, y] = [one[0] + other[0], one[1] + other[1]];
            let length = x.hypot(y).max(1e-6);
            [x / length, y / length]
        };
        Self { along: unit(between(a, b), between(d, c)), down: unit(between(a, d), between(b, c)) }
    }

    /// Quarter turns clockwise that bring a reading direction level; `None` where it is between two.
    fn turn(&self, direction: [f32; 2]) -> Option<usize> {
        let part = |axis: [f32; 2]| direction[0] * axis[0] + direction[1] * axis[1];
        let (along, down) = (part(self.along), part(self.down));
        let (more, less) = (along.abs().max(down.abs()), along.abs().min(down.abs()));
        // Within 35° of an axis.
        if !(more > 0.0 && less < 0.7 * more) {
            return None;
        }
        Some(match (along.abs() > down.abs(), along > 0.0, down > 0.0) {
            (true, true, _) => 0,
            (true, false, _) => 2,
            (false, _, true) => 3,
            (false, _, false) => 1,
        })
    }
}

/// Log-odds of the four turns by where lines start and end.
fn from_print(print: &Print) -> [f64; 4] {
    let in_columns = |edge: fn(&TextLine) -> usize| {
        let mut count = 0_u32;
        for (index, one) in print.lines.iter().enumerate() {
            let rest = print.lines.iter().skip(index + 1);
            count +=
                rest.filter(|other| edge(one).abs_diff(edge(other)) <= SAME_COLUMN).count() as u32;
        }
        f64::from(count)
    };
    if print.lines.len() < 4 {
        return [0.0; 4];
    }
    let starts = in_columns(|line| line.left);
    let ends = in_columns(|line| line.left + line.width);
    // Pairs hang together, so that they say less than as many coins: the root of their number.
    let said = ((starts - ends) / (starts + ends + 1.0).sqrt()).clamp(-STARTS, STARTS);
    // Lines that run down start at the top when turned clockwise once from upright.
    let (first, second) = if print.runs_down { (3, 1) } else { (0, 2) };
    let mut odds = [0.0; 4];
    odds[first] = 1.0 + said.max(0.0);
    odds[second] = 1.0 + (-said).max(0.0);
    odds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::Known;
    use bonafide_imaging::{Limits, Picture, Rgb, RgbImage, encode_png};

    fn picture(pixel: impl Fn(u32, u32) -> bool) -> Picture {
        let drawn =
            RgbImage::from_fn(640, 400, |x, y| Rgb(if pixel(x, y) { [30; 3] } else { [210; 3] }));
        Picture::decode(&encode_png(&drawn).unwrap(), &Limits::default()).unwrap()
    }

    /// Eight lines that start in one column and end anywhere.
    fn print(x: u32, y: u32) -> bool {
        let (row, within) = (y / 40, y % 40);
        (1..9).contains(&row) && within < 14 && x > 60 && x < 300 + 37 * (row * 5 % 8) && x % 6 < 3
    }

    #[test]
    fn the_zone_decides_in_every_direction() {
        let blank = picture(|_, _| false);
        for (turn, [x, y]) in [(0, [1.0, 0.0]), (3, [0.0, 1.0]), (2, [-1.0, 0.1]), (1, [0.0, -1.0])]
        {
            let line = [[300.0, 200.0], [300.0 + 90.0 * x, 200.0 + 90.0 * y], [0.0; 2], [0.0; 2]];
            let known = Known { zone_lines: vec![line], ..Known::default() };
            let said = upright(&Page::new(&[], &blank).with(known));
            assert_eq!(said.quarter_turns, Some(turn));
            assert!(said.confidence.get() > 0.95);
        }
    }

    #[test]
    fn a_head_that_points_down_asks_for_a_half_turn() {
        let blank = picture(|_, _| false);
        let known = Known { portrait_up: Some([0.0, 1.0]), ..Known::default() };
        assert_eq!(upright(&Page::new(&[], &blank).with(known)).quarter_turns, Some(2));
    }

    #[test]
    fn lines_say_a_half_turn_and_nothing_says_nothing() {
        let (up, down) = (picture(print), picture(|x, y| print(639 - x, 399 - y)));
        let turn = |picture: &Picture| upright(&Page::new(&[], picture)).quarter_turns;
        assert_eq!(turn(&up), Some(0));
        assert_eq!(turn(&down), Some(2));
        assert_eq!(turn(&picture(|_, _| false)), None);
    }
}
