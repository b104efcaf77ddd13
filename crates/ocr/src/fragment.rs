//! Marks that were read in part, and where the rest of them must stand.

use crate::ctc::Letter;
use crate::fold::{Key, distance};
use crate::rectangle::Rectangle;
use crate::strip::Strip;
use crate::suspicious::{budget, definite_marks};
use crate::words::{FRAME, mean_probability};

/// Fewest letters of a part: with fewer every word is one.
const SHORTEST: usize = 3;
/// Letters from which on a part may be of the middle of a word.
const OF_MIDDLE: usize = 4;
/// A strip around the whole word reaches so many letters beyond its first and its last.
const MARGIN: f32 = 0.6;
/// Height of that strip against that of the part: the detector's places are higher than letters.
const HEIGHT: f32 = 0.9;
/// Mean probability from which on a reading says anything, and for words under six letters, which noise
/// resembles easily.
const LEGIBLE: f32 = 0.5;
const LEGIBLE_SHORT: f32 = 0.8;

/// The longest part of a listed mark in a reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fragment {
    /// Letters that were read.
    pub(crate) length: usize,
    /// Letters of the word that are missing before and after them.
    missing: (usize, usize),
    /// The first and the last of them among the characters of the reading.
    ends: (usize, usize),
}

impl Fragment {
    pub(crate) fn of(letters: &[Letter]) -> Option<Self> {
        let mut best: Option<Self> = None;
        for (from, key) in tokens(letters) {
            for word in definite_marks() {
                let least = best.map_or(SHORTEST, |best| best.length + 1);
                let found = part(word.as_bytes(), &key.symbols, least);
                if let Some((length, before, at)) = found {
                    let place = |index: usize| key.from.get(index).map(|place| from + place);
                    let (Some(first), Some(last)) = (place(at), place(at + length - 1)) else {
                        continue;
                    };
                    let missing = (before, word.len() - length - before);
                    best = Some(Self { length, missing, ends: (first, last) });
                }
            }
        }
        best
    }

    /// Where the whole word must stand, its letters being as far apart as those that were read.
    pub(crate) fn whole(&self, strip: &Strip, letters: &[Letter]) -> Option<Rectangle> {
        let station = |index: usize| Some(strip.station(letters.get(index)?.middle * FRAME));
        let (first, last) = (station(self.ends.0)?, station(self.ends.1)?);
        let pitch = (last - first) / (self.length - 1) as f32;
        let from = first - pitch * (self.missing.0 as f32 + MARGIN);
        let to = last + pitch * (self.missing.1 as f32 + MARGIN);
        let place = &strip.place;
        let center = place.at((from + to) / 2.0, 0.0);
        let whole =
            Rectangle { center, length: to - from, height: place.height * HEIGHT, ..*place };
        (pitch > 0.0).then_some(whole)
    }
}

/// The longest run of letters of a word in a text, at least `least` long and not the whole: its length, the
/// letters missing before it, and where it begins in the text.
fn part(word: &[u8], text: &[u8], least: usize) -> Option<(usize, usize, usize)> {
    (least..word.len().min(text.len() + 1)).rev().find_map(|length| {
        (0..=word.len() - length).find_map(|before| {
            let at_end = before == 0 || before + length == word.len();
            let run =
                word.get(before..before + length).filter(|_| at_end || length >= OF_MIDDLE)?;
            let at = text.windows(length).position(|window| window == run)?;
            Some((length, before, at))
        })
    })
}

/// The words of a reading, each with the index of its first character.
fn tokens(letters: &[Letter]) -> impl Iterator<Item = (usize, Key)> {
    let mut from = 0;
    letters.split(|letter| letter.character == ' ').map(move |word| {
        let start = from;
        from += word.len() + 1;
        (start, Key::of(word.iter().map(|letter| letter.character)))
    })
}

/// Whether a reading is a whole listed mark.
pub(crate) fn is_mark(letters: &[Letter]) -> bool {
    let all = Key::of(letters.iter().map(|letter| letter.character));
    let listed = |key: &Key| {
        let same =
            |word: &&str| distance(word.as_bytes(), &key.symbols, budget(word.len())).is_some();
        definite_marks().find(same).is_some()
    };
    is_legible(letters) && (listed(&all) || tokens(letters).any(|(_, key)| listed(&key)))
}

/// Whether a reading says anything.
pub(crate) fn is_legible(letters: &[Letter]) -> bool {
    let symbols = Key::of(letters.iter().map(|letter| letter.character)).symbols.len();
    let least = if symbols < 6 { LEGIBLE_SHORT } else { LEGIBLE };
    symbols > 0 && mean_probability(letters) >= least
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letters(text: &str) -> Vec<Letter> {
        let letter = |(index, character)| Letter {
            character,
            probability: 0.9,
            middle: index as f32 * 3.0 + 2.0,
            space_before: 0.0,
        };
        text.chars().enumerate().map(letter).collect()
    }

    #[test]
    fn parts_of_marks() {
        let part = |text: &str| Fragment::of(&letters(text)).map(|f| (f.length, f.missing));
        assert_eq!(part("CIMEN"), Some((5, (3, 0))));
        assert_eq!(part("SPE"), Some((3, (0, 5))));
        assert_eq!(part("X ECIM"), Some((4, (2, 2))));
        assert_eq!(part("ECI"), None);
        assert_eq!(part("OTTAWA"), None);
        assert_eq!(Fragment::of(&letters("AB CIMEN")).unwrap().ends, (3, 7));
    }

    #[test]
    fn whole_marks() {
        for mark in ["SPECIMEN", "SPEC1MEN", "SPECIMEN 14", "MUSTER"] {
            assert!(is_mark(&letters(mark)), "{mark}");
        }
        for other in ["CIMEN", "OTTAWA", ""] {
            assert!(!is_mark(&letters(other)), "{other}");
        }
    }
}
