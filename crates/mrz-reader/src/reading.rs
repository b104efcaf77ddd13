//! What was found in a picture.

use bonafide_imaging::{Point, encloses};
use bonafide_mrz::{Mrz, MrzReport};
use bonafide_types::{Score, Sensitive};

/// What a picture holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing that looks like a zone.
    NoZone,
    /// Something that looks like a zone, of which too little can be made out.
    Unreadable,
    /// At least one zone was read.
    Read,
}

/// Everything found in one picture.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What it comes to.
    pub outcome: Outcome,
    /// The zones that were read, the surest first.
    pub zones: Vec<ReadZone>,
    /// Corners of what looks like a zone but could not be read (top left, top right, bottom right,
    /// bottom left in reading direction).
    pub unreadable: Vec<[Point; 4]>,
}

/// One zone that was read.
///
/// `Debug` prints neither lines nor characters.
#[derive(Clone, Debug)]
pub struct ReadZone {
    /// The zone; `None` if the lines fit no layout (their length is not that of a standard).
    pub mrz: Option<Mrz>,
    /// What goes into a result: the lines, the check digits, the corrections.
    pub report: MrzReport,
    /// The lines, in reading order.
    pub lines: Vec<ReadLine>,
    /// The probability that every character is right (product over characters).
    pub confidence: Score,
}

/// One line of a zone.
#[derive(Clone, Debug)]
pub struct ReadLine {
    /// Corners: top left, top right, bottom right, bottom left in reading direction.
    pub corners: [Point; 4],
    /// The characters.
    pub characters: Vec<ReadCharacter>,
}

/// One character of a line.
#[derive(Clone, Debug)]
pub struct ReadCharacter {
    /// `A`–`Z`, `0`–`9` or `<`.
    pub value: Sensitive<char>,
    /// The probability that this is what is printed.
    pub probability: Score,
    /// The middle of the character.
    pub center: Point,
}

impl Reading {
    /// Keeps of what could not be read only what was not read in another view, and that once.
    pub(crate) fn tidy(&mut self) {
        let mut kept: Vec<[Point; 4]> = Vec::new();
        for corners in std::mem::take(&mut self.unreadable) {
            let center = center(&corners);
            let is_read = self.zones.iter().any(|zone| zone.contains(center));
            if !is_read && !kept.iter().any(|other| contains(other, center)) {
                kept.push(corners);
            }
        }
        self.unreadable = kept;
    }
}

impl ReadZone {
    /// Corners of all lines together: top left, top right, bottom right, bottom left.
    pub fn corners(&self) -> Option<[Point; 4]> {
        let (first, last) = (self.lines.first()?.corners, self.lines.last()?.corners);
        Some([first[0], first[1], last[2], last[3]])
    }

    fn contains(&self, point: Point) -> bool {
        self.corners().is_some_and(|corners| contains(&corners, point))
    }
}

impl ReadLine {
    /// The corners of a character's cell, from the top left one clockwise in reading direction: as
    /// high as the line there, as wide as the line has room for each character. `None` beyond the
    /// last character.
    pub fn cell(&self, column: usize) -> Option<[Point; 4]> {
        let center = self.characters.get(column)?.center;
        let count = self.characters.len() as f32;
        let [top_left, top_right, bottom_right, bottom_left] = self.corners;
        // How far along the line the character is, so that cells of a tapering line taper too.
        let (dx, dy) = (top_right.x - top_left.x, top_right.y - top_left.y);
        let (px, py) = (center.x - top_left.x, center.y - top_left.y);
        let along = ((px * dx + py * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
        let between = |a: Point, b: Point| Point {
            x: a.x + (b.x - a.x) * along,
            y: a.y + (b.y - a.y) * along,
        };
        let (top, bottom) = (between(top_left, top_right), between(bottom_left, bottom_right));
        let down = ((bottom.x - top.x) / 2.0, (bottom.y - top.y) / 2.0);
        let right = (dx / count / 2.0, dy / count / 2.0);
        let corner = |r: f32, d: f32| Point {
            x: center.x + r * right.0 + d * down.0,
            y: center.y + r * right.1 + d * down.1,
        };
        Some([corner(-1.0, -1.0), corner(1.0, -1.0), corner(1.0, 1.0), corner(-1.0, 1.0)])
    }
}

fn center(corners: &[Point; 4]) -> Point {
    Point {
        x: corners.iter().map(|p| p.x).sum::<f32>() / 4.0,
        y: corners.iter().map(|p| p.y).sum::<f32>() / 4.0,
    }
}

fn contains(corners: &[Point; 4], point: Point) -> bool {
    encloses(&corners.map(Into::into), point.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f32, y: f32) -> [Point; 4] {
        [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
            .map(|(dx, dy)| Point { x: x + dx, y: y + dy })
    }

    #[test]
    fn what_was_read_or_said_already_is_not_said_to_be_unreadable() {
        let line = ReadLine { corners: square(0.0, 0.0), characters: Vec::new() };
        let zone = ReadZone {
            mrz: None,
            report: MrzReport::of_lines(&[]),
            lines: vec![line],
            confidence: Score::ONE,
        };
        let mut reading = Reading {
            outcome: Outcome::NoZone,
            zones: vec![zone],
            unreadable: vec![square(2.0, 1.0), square(50.0, 50.0), square(52.0, 49.0)],
        };
        reading.tidy();
        assert_eq!(reading.unreadable, [square(50.0, 50.0)]);
    }
}
