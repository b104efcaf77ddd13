//! Prints laid out by hand: rows of text at places, as a reader would give them.
#![allow(dead_code)] // each test file uses a part of it

use bonafide_ocr::{Line, Point, Print, Word};
use bonafide_types::{Score, Sensitive};

/// Width of a character against the height of its line.
const PITCH: f32 = 0.55;

/// One line: left, top, height, text. A tab is a gap of three heights.
pub(crate) type Row = (f32, f32, f32, &'static str);

/// A print of 1000 × 630 pixels with these lines.
pub(crate) fn page(rows: &[Row]) -> Print {
    page_of(rows, 0.0, 0.99)
}

/// A print whose lines all lean by some degrees, each character read with the given probability.
pub(crate) fn page_of(rows: &[Row], degrees: f32, probability: f64) -> Print {
    let lines = rows.iter().map(|&(x, y, h, text)| line((x, y), h, text, degrees, probability));
    Print { frame: (1000, 630), lines: lines.collect(), marks: Vec::new() }
}

/// A line that leans by some degrees about its own beginning; the page's when all lean alike.
pub(crate) fn line(
    at: (f32, f32),
    height: f32,
    text: &str,
    degrees: f32,
    probability: f64,
) -> Line {
    let (sin, cos) = degrees.to_radians().sin_cos();
    // All lines turn about the middle of the page, so that they keep their places to each other.
    let turn = |x: f32, y: f32| {
        let (x, y) = (x - 500.0, y - 315.0);
        Point { x: 500.0 + x * cos - y * sin, y: 315.0 + x * sin + y * cos }
    };
    let corners = |left: f32, right: f32| {
        [turn(left, at.1), turn(right, at.1), turn(right, at.1 + height), turn(left, at.1 + height)]
    };
    let mut words = Vec::new();
    let mut x = at.0;
    for part in text.split('\t') {
        for word in part.split(' ') {
            let width = word.chars().count() as f32 * PITCH * height;
            if !word.is_empty() {
                words.push(Word {
                    text: Sensitive::new(word.to_owned()),
                    probabilities: vec![Score::clamped(probability); word.chars().count()],
                    corners: corners(x, x + width),
                });
            }
            x += width + 0.3 * height;
        }
        x += 3.0 * height;
    }
    let right = x - 3.3 * height;
    Line { corners: corners(at.0, right), words }
}
