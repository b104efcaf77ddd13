//! How alike two words are.

use super::words::LONGEST_WORD;
use crate::edits::Pattern;

/// What equal words with look-alike digits are worth (as in `name_tokens/2`).
pub(super) const LOOK_ALIKE: f32 = 0.98;
/// What words written together or apart are worth (as in `name_tokens/2`).
pub(super) const JOINED: f32 = 0.98;
/// Part of the raw difference that counts where the folded forms are equal.
const FOLDED_PART: f32 = 0.25;
/// Cost of one vowel for another, or of a vowel more, in the folded form; any other edit costs 1.
const VOWEL: f32 = 0.5;
/// Cost of one consonant for another that romanisations exchange.
const KINDRED: f32 = 0.6;
/// What remains of a likeness that only the folded forms show.
const FOLDED_FACTOR: f32 = 0.97;

/// Edits that two spellings of one word may be apart, by the length of the longer (as in
/// `name_tokens/2`).
pub(super) fn budget(length: usize) -> usize {
    match length {
        0..=3 => 0,
        4..=5 => 1,
        6..=8 => 2,
        _ => 3,
    }
}

/// Edits of the folded forms, which are shorter and lose what spellings differ in.
pub(super) fn folded_budget(length: usize) -> usize {
    match length {
        0..=2 => 0,
        3..=5 => 1,
        6..=8 => 2,
        _ => 3,
    }
}

/// Which letters a word has: bits 0 to 25 letters, 26 to 31 digits.
pub(super) fn mask(word: &str) -> u32 {
    word.bytes().fold(0, |mask, b| match b {
        b'A'..=b'Z' => mask | 1 << (b - b'A'),
        b'0'..=b'9' => mask | 1 << (26 + (b - b'0') % 6),
        _ => mask,
    })
}

/// Whether two words of these letters can be within so many edits: every edit removes at most one
/// letter of one word and adds at most one of the other, so what only one has bounds the edits from
/// below.
#[inline]
pub(super) fn may_be_within(a: u32, b: u32, edits: u32) -> bool {
    (a & !b).count_ones() <= edits && (b & !a).count_ones() <= edits
}

/// The likeness of two different words with their folded forms, in `(0, 1)`; `None` if they are
/// different words.
pub(super) fn likeness(a: &str, b: &str, fold_a: &str, fold_b: &str) -> Option<f32> {
    let length = a.len().max(b.len());
    let raw = edits_within(a, b, budget(length));
    let raw = raw.map(|edits| 1.0 - edits as f32 / length as f32);
    let folded = if fold_a == fold_b {
        let edits = edits_within(a, b, length).unwrap_or(length);
        Some(1.0 - FOLDED_PART * edits as f32 / length as f32)
    } else {
        let longer = fold_a.len().max(fold_b.len());
        let near = edits_within(fold_a, fold_b, folded_budget(longer));
        near.map(|_| {
            let cost = weighted_edits(fold_a.as_bytes(), fold_b.as_bytes());
            FOLDED_FACTOR * (1.0 - cost / longer as f32)
        })
    };
    match (raw, folded) {
        (Some(x), Some(y)) => Some(x.max(y)),
        (x, y) => x.or(y),
    }
}

/// Optimal string alignment distance, if it is at most `most`.
fn edits_within(a: &str, b: &str, most: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > most {
        return None;
    }
    Some(Pattern::new(a.as_bytes()).edits(b.bytes())).filter(|edits| *edits <= most)
}

/// The same with vowels and kindred consonants at less.
fn weighted_edits(a: &[u8], b: &[u8]) -> f32 {
    let longest = a.len().max(b.len()) as f32;
    alignment(a, b, exchange, |c| if is_vowel(c) { VOWEL } else { 1.0 }).unwrap_or(longest)
}

fn is_vowel(c: u8) -> bool {
    matches!(c, b'A' | b'I' | b'U' | b'E' | b'O')
}

fn exchange(x: u8, y: u8) -> f32 {
    /// Consonants that romanisations or ears exchange.
    const PAIRS: [&[u8; 2]; 16] = [
        b"BP", b"DT", b"GK", b"GJ", b"IJ", b"CK", b"CS", b"SZ", b"FV", b"BV", b"HK", b"GH", b"CX",
        b"CJ", b"DZ", b"UV",
    ];
    if x == y {
        0.0
    } else if is_vowel(x) && is_vowel(y) {
        VOWEL
    } else if PAIRS.iter().any(|p| **p == [x, y] || **p == [y, x]) {
        KINDRED
    } else {
        1.0
    }
}

/// Least cost of edits and swaps of neighbours between two words; `None` beyond [`LONGEST_WORD`].
fn alignment(
    a: &[u8],
    b: &[u8],
    exchange: impl Fn(u8, u8) -> f32,
    drop: impl Fn(u8) -> f32,
) -> Option<f32> {
    const WIDTH: usize = LONGEST_WORD + 1;
    if a.len() >= WIDTH || b.len() >= WIDTH {
        return None;
    }
    let mut rows = [[0.0_f32; WIDTH]; 3];
    let [before, last, row] = &mut rows;
    let (mut before, mut last, mut row) = (before, last, row);
    for (j, &y) in b.iter().enumerate() {
        last[j + 1] = last[j] + drop(y);
    }
    for (i, &x) in a.iter().enumerate() {
        row[0] = last[0] + drop(x);
        for (j, &y) in b.iter().enumerate() {
            let mut best = last[j] + exchange(x, y);
            best = best.min(last[j + 1] + drop(x)).min(row[j] + drop(y));
            if i > 0 && j > 0 && x == b[j - 1] && a[i - 1] == y {
                best = best.min(before[j - 1] + 1.0);
            }
            row[j + 1] = best;
        }
        (before, last, row) = (last, row, before);
    }
    Some(last[b.len()])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::words::folded;
    use super::*;

    fn of(a: &str, b: &str) -> Option<f32> {
        likeness(a, b, &folded(a), &folded(b))
    }

    #[test]
    fn romanisations_are_alike_and_other_names_are_not() {
        for (a, b) in [
            ("MOHAMMED", "MUHAMMAD"),
            ("YUSUF", "YOUSSEF"),
            ("HAWATMEH", "HAWATMA"),
            ("SERGEY", "SERGEI"),
            ("CHEHADE", "SHEHADE"),
            ("QADHAFI", "GADAFI"),
        ] {
            assert!(of(a, b) >= Some(0.7), "{a} {b} {:?}", of(a, b));
        }
        for (a, b) in [("ALI", "ABU"), ("KIM", "KHAN"), ("HASSAN", "MARTIN"), ("JOHN", "PETER")] {
            assert_eq!(of(a, b), None, "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn no_word_within_the_budget_is_masked_out(a in "[A-F0-2]{1,12}", b in "[A-F0-2]{1,12}") {
            let edits = strsim::osa_distance(&a, &b);
            prop_assert!(may_be_within(mask(&a), mask(&b), edits as u32));
        }

        #[test]
        fn likeness_is_symmetric_and_below_one(a in "[A-Z]{1,12}", b in "[A-Z]{1,12}") {
            prop_assert_eq!(of(&a, &b), of(&b, &a));
            if a != b && let Some(likeness) = of(&a, &b) {
                prop_assert!(0.0 < likeness && likeness < 1.0);
            }
        }
    }
}
