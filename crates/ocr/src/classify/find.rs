//! Where a phrase stands in a line.

use std::ops::Range;

use crate::fold::{EDIT, Key, prefix_distance};
use crate::strip::Strip;

/// A line with its folded characters.
pub(crate) struct Folded<'a> {
    pub(crate) strip: &'a Strip,
    pub(crate) key: Key,
}

impl<'a> Folded<'a> {
    /// Folds a line.
    pub(crate) fn of(strip: &'a Strip) -> Self {
        Self { strip, key: Key::of(strip.chars()) }
    }

    /// The best occurrence of a phrase: which characters and how many errors, in edit units. Spaces
    /// do not count; the phrase begins and ends where a word does, or where case or kind changes.
    pub(crate) fn find(&self, phrase: &str) -> Option<(Range<usize>, u32)> {
        let limit = match phrase.len() {
            0..=5 => 1,
            6..=12 => EDIT,
            _ => 2 * EDIT,
        };
        let word = phrase.as_bytes();
        let symbols = &self.key.symbols;
        let mut best: Option<(Range<usize>, u32)> = None;
        for start in 0..symbols.len() {
            let rest = symbols.get(start..)?;
            if rest.len() + 2 < word.len() {
                break;
            }
            if !self.is_edge(start) || !near(word, rest) {
                continue;
            }
            let Some((cost, taken)) = prefix_distance(word, rest, limit) else { continue };
            if taken > 0 && self.is_edge(start + taken) && best.as_ref().is_none_or(|b| cost < b.1)
            {
                let end = self.key.from.get(start + taken - 1)? + 1;
                best = Some((*self.key.from.get(start)?..end, cost));
            }
        }
        best
    }

    /// Whether a word begins or ends before a symbol.
    fn is_edge(&self, symbol: usize) -> bool {
        let Some(before) = symbol.checked_sub(1).and_then(|i| self.key.from.get(i)) else {
            return true;
        };
        let Some(here) = self.key.from.get(symbol) else { return true };
        let char_at = |i: usize| self.strip.glyphs.get(i).map_or(' ', |g| g.c);
        let (a, b) = (char_at(*before), char_at(*here));
        here - before > 1
            || a.is_ascii_digit() != b.is_ascii_digit()
            || (a.is_lowercase() && b.is_uppercase())
    }
}

fn near(word: &[u8], rest: &[u8]) -> bool {
    let shape = |s: &[u8], i: usize| s.get(i).map(|c| crate::fold::shape(*c));
    let same = |i: usize, j: usize| shape(word, i).is_some() && shape(word, i) == shape(rest, j);
    (same(0, 0) && same(1, 1))
        || (same(2, 2) && same(3, 3))
        || (same(2, 1) && same(3, 2))
        || (same(2, 3) && same(3, 4))
}
