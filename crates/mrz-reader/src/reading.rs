//! What was found in a picture.

use bonafide_mrz::{Mrz, MrzReport};
use bonafide_types::{Score, Sensitive};

/// A place in the upright picture in pixels, the origin at the top left corner, y downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

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
#[non_exhaustive]
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
#[non_exhaustive]
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
#[non_exhaustive]
pub struct ReadLine {
    /// Corners: top left, top right, bottom right, bottom left in reading direction.
    pub corners: [Point; 4],
    /// The characters.
    pub characters: Vec<ReadCharacter>,
}

/// One character of a line.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ReadCharacter {
    /// `A`–`Z`, `0`–`9` or `<`.
    pub value: Sensitive<char>,
    /// The probability that this is what is printed.
    pub probability: Score,
    /// The middle of the character.
    pub center: Point,
}
