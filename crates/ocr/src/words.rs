//! Words of a line: its characters, parted at spaces, with the place of each.

use bonafide_types::{Score, Sensitive};

use crate::ctc::Letter;
use crate::gaps::{Ink, unread_spaces};
use crate::print::{Line, Word};
use crate::strip::{HEIGHT, Strip};

/// Columns of a strip for a frame of the recogniser.
pub(crate) const FRAME: f32 = 8.0;
/// Half the width of a character alone in its line, in heights of the strip: that of a capital.
const LONE_HALF: f32 = 0.3;

/// The line that these characters of a strip are; `None` where they are none but spaces.
pub(crate) fn line(strip: &Strip, letters: &[Letter]) -> Option<Line> {
    let half = half_pitch(letters);
    let ink = Ink::of(strip);
    let unread = unread_spaces(ink.as_ref(), letters);
    let words: Vec<Word> = parted(letters, &unread)
        .filter_map(|letters| word(strip, letters, half, ink.as_ref()))
        .collect();
    (!words.is_empty()).then(|| Line { corners: strip.place.corners(), words })
}

/// The characters of each word: parted at the spaces that were read, and before these characters.
fn parted<'a>(letters: &'a [Letter], unread: &[usize]) -> impl Iterator<Item = &'a [Letter]> {
    let starts = std::iter::once(0).chain(unread.iter().copied());
    let ends = unread.iter().copied().chain([letters.len()]).collect::<Vec<usize>>();
    let parts = starts.zip(ends).filter_map(|(start, end)| letters.get(start..end));
    parts.flat_map(|part| part.split(|letter| letter.character == ' '))
}

/// Mean probability of the characters of a line, spaces aside; 0 for none.
pub(crate) fn mean_probability(letters: &[Letter]) -> f32 {
    let shown = || letters.iter().filter(|letter| letter.character != ' ');
    let count = shown().count();
    let sum: f32 = shown().map(|letter| letter.probability).sum();
    if count > 0 { sum / count as f32 } else { 0.0 }
}

fn word(strip: &Strip, letters: &[Letter], half: f32, ink: Option<&Ink>) -> Option<Word> {
    let (first, last) = (letters.first()?, letters.last()?);
    let (first, last) = (first.middle * FRAME, last.middle * FRAME);
    let width = strip.width as f32;
    let guessed = || {
        let from = (first - half).clamp(0.0, width);
        (from, (last + half).clamp(from, width))
    };
    let (from, to) = ink.and_then(|ink| ink.extent(first, last)).unwrap_or_else(guessed);
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
