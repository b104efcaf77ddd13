//! Words of a line: its characters, parted at spaces, with the place of each.

use bonafide_types::{Score, Sensitive};

use crate::ctc::Letter;
use crate::gaps::spaces;
use crate::print::{Line, Word};
use crate::strip::{HEIGHT, Strip};

/// Columns of a strip for a frame of the recogniser.
pub(crate) const FRAME: f32 = 8.0;
/// Half the width of a character alone in its line, in heights of the strip: that of a capital.
const LONE_HALF: f32 = 0.3;

/// The line that these characters of a strip are; `None` where they are none but spaces.
pub(crate) fn line(strip: &Strip, letters: &[Letter]) -> Option<Line> {
    let half = half_pitch(letters);
    let words: Vec<Word> =
        parted(strip, letters).filter_map(|letters| word(strip, letters, half)).collect();
    (!words.is_empty()).then(|| Line { corners: strip.place.corners(), words })
}

/// The characters of each word: parted at the spaces that were read, and at gaps as wide as one.
fn parted<'a>(strip: &Strip, letters: &'a [Letter]) -> impl Iterator<Item = &'a [Letter]> {
    let mut words = Vec::new();
    let mut rest = letters;
    for is_space in spaces(strip, letters).iter().rev().enumerate().filter(|(_, is)| **is) {
        let (head, tail) = rest.split_at((letters.len() - 1 - is_space.0).min(rest.len()));
        words.push(tail);
        rest = head;
    }
    words.push(rest);
    words.into_iter().rev().flat_map(|part| part.split(|letter| letter.character == ' '))
}

/// Mean probability of the characters of a line, spaces aside; 0 for none.
pub(crate) fn mean_probability(letters: &[Letter]) -> f32 {
    let shown = || letters.iter().filter(|letter| letter.character != ' ');
    let count = shown().count();
    let sum: f32 = shown().map(|letter| letter.probability).sum();
    if count > 0 { sum / count as f32 } else { 0.0 }
}

fn word(strip: &Strip, letters: &[Letter], half: f32) -> Option<Word> {
    let (first, last) = (letters.first()?, letters.last()?);
    let width = strip.width as f32;
    let from = (first.middle * FRAME - half).clamp(0.0, width);
    let to = (last.middle * FRAME + half).clamp(from, width);
    Some(Word {
        text: Sensitive::new(letters.iter().map(|letter| letter.character).collect()),
        probabilities: letters
            .iter()
            .map(|letter| Score::clamped(f64::from(letter.probability)))
            .collect(),
        corners: strip.place.part(strip.station(from), strip.station(to)),
    })
}

/// Half the usual distance of two characters, in columns: the median, which spaces hardly move.
fn half_pitch(letters: &[Letter]) -> f32 {
    let mut pitches: Vec<f32> = letters
        .windows(2)
        .filter(|pair| pair.iter().all(|letter| letter.character != ' '))
        .map(|pair| (pair[1].middle - pair[0].middle) * FRAME)
        .collect();
    pitches.sort_by(f32::total_cmp);
    match pitches.get(pitches.len() / 2) {
        Some(pitch) => pitch / 2.0,
        None => LONE_HALF * HEIGHT as f32,
    }
}
