//! Prints of documents out of plain text.

use bonafide::types::{Score, Sensitive};
use bonafide_ocr::{Line, Point, Print, Word};

/// A print of 1000 × 630 pixels: one line for each of the text's, with left, top, height and lean in
/// degrees before its words, or below the line before it.
pub fn from_text(text: &str) -> Print {
    let mut lines = Vec::new();
    let mut next = [20.0_f32, 20.0, 24.0, 0.0];
    for row in text.lines().take(500) {
        let mut parts = row.splitn(5, ' ');
        let mut numbers = [0.0_f32; 4];
        let read = numbers.iter_mut().all(|number| {
            parts.next().and_then(|part| part.parse().ok()).map(|value| *number = value).is_some()
        });
        let (place, words) = match parts.next().filter(|_| read) {
            Some(words) => (numbers, words),
            None => (next, row),
        };
        next = [place[0], place[1] + 1.5 * place[2], place[2], place[3]];
        lines.push(line(place, words));
    }
    Print { frame: (1000, 630), lines, marks: Vec::new() }
}

fn line([left, top, height, degrees]: [f32; 4], text: &str) -> Line {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let at = |along: f32, across: f32| Point {
        x: left + along * cos - across * sin,
        y: top + along * sin + across * cos,
    };
    let corners =
        |from: f32, to: f32| [at(from, 0.0), at(to, 0.0), at(to, height), at(from, height)];
    let mut along = 0.0;
    let mut words = Vec::new();
    for word in text.split(' ') {
        let count = word.chars().count();
        let end = along + 0.55 * height * count as f32;
        words.push(Word {
            text: Sensitive::new(word.to_owned()),
            probabilities: vec![Score::clamped(0.98); count],
            corners: corners(along, end),
        });
        along = end + 0.3 * height;
    }
    Line { corners: corners(0.0, along), words }
}
