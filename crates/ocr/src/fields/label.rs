//! Where labels stand in a line: numbers and words, glued to values or not, with reading errors.

use std::ops::Range;

use super::ground::Ground;
use super::vocabulary::{Label, Scheme, Slot, numbered};
use crate::fold::{EDIT, LOOKALIKE, prefix_distance};
use crate::straight::Strip;

/// A label in a line.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    /// Which characters of the line.
    pub(crate) range: Range<usize>,
    /// Its field number, in capitals: `4D`, `1,2`.
    pub(crate) number: Option<String>,
    /// What its words say, and how surely; empty for a bare number.
    pub(crate) words: Vec<(Slot, f32)>,
}

impl Hit {
    /// What the label says under a scheme, with how surely.
    pub(crate) fn slots(&self, scheme: Scheme) -> Vec<(Slot, f32)> {
        let number = self.number.as_deref().and_then(|n| numbered(n, scheme));
        let mut slots: Vec<(Slot, f32)> = self.words.clone();
        match number {
            Some(slot) if self.words.is_empty() => slots.push((slot, 0.6)),
            Some(slot) => {
                for (said, weight) in &mut slots {
                    if *said == slot {
                        *weight = (*weight + 0.2).min(1.0);
                    }
                }
            }
            None => {}
        }
        slots
    }
}

/// Finds the labels of a line outside its dates, from left to right, none overlapping: the choice
/// that explains most characters.
pub(crate) fn spot(strip: &Strip, dates: &[Range<usize>]) -> Vec<Hit> {
    let found = Ground::of(strip, dates).hits();
    best_cover(found, strip.glyphs.len())
}

/// The cheapest match of a label at the beginning of the symbols, within its budget: none for words
/// of up to three letters but lookalikes, one edit from five letters, two from ten.
pub(crate) fn matched(label: &Label, rest: &[u8]) -> Option<(u32, usize)> {
    let word = label.key.as_bytes();
    let limit = match word.len() {
        0..=2 => 0,
        3 | 4 => LOOKALIKE,
        5..=9 => EDIT,
        _ => 2 * EDIT,
    };
    if rest.len() + 2 < word.len() || !promising(word, rest, limit) {
        return None;
    }
    prefix_distance(word, rest, limit)
}

/// A cheap test that rules most labels out: their first two symbols, or the third and fourth, are
/// there, give or take one place.
fn promising(word: &[u8], rest: &[u8], limit: u32) -> bool {
    let same = |i: usize, j: usize| {
        word.get(i)
            .zip(rest.get(j))
            .is_some_and(|(a, b)| crate::fold::shape(*a) == crate::fold::shape(*b))
    };
    if limit < EDIT {
        return same(0, 0) && same(1, 1);
    }
    let pair = |i: usize, j: usize| same(i, j) && same(i + 1, j + 1);
    pair(0, 0)
        || pair(2, 2)
        || pair(2, 1)
        || pair(2, 3)
        || pair(1, 0)
        || pair(0, 1)
        || (limit > EDIT && (pair(4, 4) || pair(4, 3) || pair(4, 5)))
}

/// The choice of hits without overlap that gains most; of equal ones the earlier.
fn best_cover(mut found: Vec<(Hit, f32)>, length: usize) -> Vec<Hit> {
    found.retain(|(hit, gain)| *gain > 0.0 && hit.range.end <= length);
    found.sort_by(|(a, x), (b, y)| {
        (a.range.end, a.range.start).cmp(&(b.range.end, b.range.start)).then(y.total_cmp(x))
    });
    // best[i]: the most that hits ending at or before character i gain, and the last hit chosen.
    let mut best: Vec<(f32, Option<usize>)> = vec![(0.0, None); length + 1];
    let mut next = 0;
    for end in 0..=length {
        let mut here = match end.checked_sub(1).and_then(|i| best.get(i)) {
            Some((gain, _)) => (*gain, None),
            None => (0.0, None),
        };
        while let Some((hit, gain)) = found.get(next).filter(|(hit, _)| hit.range.end == end) {
            let before = best.get(hit.range.start).map_or(0.0, |b| b.0);
            if before + gain > here.0 {
                here = (before + gain, Some(next));
            }
            next += 1;
        }
        if let Some(cell) = best.get_mut(end) {
            *cell = here;
        }
    }
    let mut chosen = Vec::new();
    let mut end = length;
    while let Some(&(_, pick)) = best.get(end) {
        match pick.and_then(|i| found.get(i)) {
            Some((hit, _)) => {
                end = hit.range.start;
                chosen.push(hit.clone());
            }
            None if end == 0 => break,
            None => end -= 1,
        }
    }
    chosen.reverse();
    join_rivals(&found, &mut chosen);
    chosen
}

/// Gives each chosen hit the other meanings of the same characters (`TYPE` is a class or a kind of passport).
fn join_rivals(found: &[(Hit, f32)], chosen: &mut [Hit]) {
    for hit in chosen {
        for (rival, _) in found {
            let same = rival.range == hit.range && !rival.words.is_empty();
            if !same || hit.words.is_empty() || rival.number != hit.number {
                continue;
            }
            for &(slot, weight) in &rival.words {
                if hit.words.iter().all(|(said, _)| *said != slot) {
                    hit.words.push((slot, weight));
                }
            }
        }
    }
}
