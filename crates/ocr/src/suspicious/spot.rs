//! Listed words within one line.

use std::ops::Range;

use bonafide_types::{Field, Sensitive};

use super::lists::{self, Entry, NEIGHBOURS, ORDINARY};
use super::{Doubt, Kind, List, SuspiciousWord, WordLists, overlap};
use crate::fields::Extraction;
use crate::fields::piece::is_machine_readable;
use crate::fold::{EDIT, Key, folded, prefix_distance, shape};
use crate::straight::{Strip, pixel_box};

/// The built-in entries and those of the user, with those that do not count marked.
pub(crate) fn entries(lists: &WordLists) -> Vec<Entry> {
    let ignored: Vec<String> =
        lists.ignored.iter().take(WordLists::MOST).map(|word| folded(word)).collect();
    let own = |words: &[String], list: List| -> Vec<Entry> {
        let words = words.iter().take(WordLists::MOST);
        words.filter_map(|word| Entry::of(word, list, Kind::User, None)).collect()
    };
    let mut all = own(&lists.definite, List::Definite);
    all.extend(own(&lists.inconclusive, List::Inconclusive));
    all.extend(lists::entries().iter().cloned());
    for entry in &mut all {
        entry.ignored = ignored.contains(&entry.key);
    }
    all
}

/// What a match may cost: nothing but a lookalike in words of up to 4 letters, two lookalikes in
/// those of 5 and 6, an edit from 7, two from 12.
pub(crate) fn budget(length: usize) -> u32 {
    match length {
        0..=4 => 1,
        5..=6 => 2,
        7..=11 => EDIT,
        _ => 2 * EDIT,
    }
}

/// Listed words in lines, one find of each entry for each line.
pub(crate) fn words(
    strips: &[Strip],
    entries: &[Entry],
    frame: (u32, u32),
    extraction: &Extraction,
) -> Vec<SuspiciousWord> {
    let mut found = Vec::new();
    for strip in strips.iter().filter(|s| !is_machine_readable(s)) {
        let line = Line { strip, key: Key::of(strip.chars()) };
        for (entry, range) in line.finds(entries) {
            if entry.ignored || line.is_ordinary(entry, &range) {
                continue;
            }
            let mut word = SuspiciousWord {
                word: entry.word.clone(),
                kind: entry.kind,
                language: entry.language,
                list: entry.list,
                doubt: None,
                text: Sensitive::new(strip.text(range.clone())),
                bounds: pixel_box(
                    strip.glyphs.get(range.clone()).unwrap_or_default().iter(),
                    frame,
                ),
            };
            word.doubt = line.doubt(entry, &range, &word, extraction);
            if word.doubt.is_some() {
                word.list = List::Inconclusive;
            }
            found.push(word);
        }
    }
    found
}

struct Line<'a> {
    strip: &'a Strip,
    key: Key,
}

impl Line<'_> {
    fn char_at(&self, glyph: usize) -> char {
        self.strip.glyphs.get(glyph).map_or(' ', |g| g.c)
    }

    fn is_edge(&self, symbol: usize) -> bool {
        let before = symbol.checked_sub(1).and_then(|i| self.key.from.get(i));
        let (Some(before), Some(here)) = (before, self.key.from.get(symbol)) else { return true };
        here - before > 1
    }

    /// The entries of the line; of those that overlap the one that explains most of it. An ignored
    /// word, or one in an ordinary phrase, still explains its characters.
    fn finds<'e>(&self, entries: &'e [Entry]) -> Vec<(&'e Entry, Range<usize>)> {
        let finds = entries.iter().filter_map(|entry| {
            let (range, cost) = self.find(entry)?;
            let gain = i64::try_from(range.len()).unwrap_or(0) * i64::from(EDIT) - i64::from(cost);
            Some((gain, cost, entry, range))
        });
        let mut finds: Vec<_> = finds.collect();
        finds.sort_by_key(|(gain, cost, ..)| (std::cmp::Reverse(*gain), *cost));
        let mut kept: Vec<(&Entry, Range<usize>)> = Vec::new();
        for (_, _, entry, range) in finds {
            if kept.iter().all(|(_, k)| k.end <= range.start || range.end <= k.start) {
                kept.push((entry, range));
            }
        }
        kept
    }

    /// The first occurrence of an entry that is its own word, with its cost.
    fn find(&self, entry: &Entry) -> Option<(Range<usize>, u32)> {
        let word = entry.key.as_bytes();
        let phrase = entry.word.contains(' ');
        let limit = budget(word.len());
        let symbols = &self.key.symbols;
        for start in 0..symbols.len() {
            let rest = symbols.get(start..)?;
            if rest.len() + 2 < word.len() {
                return None;
            }
            // Readers drop spaces: a long phrase may begin within what they took for a word.
            let open = phrase && word.len() >= 12;
            if !(open || self.is_edge(start)) || !near(word, rest) {
                continue;
            }
            let Some((cost, taken)) = prefix_distance(word, rest, limit) else { continue };
            let end = start + taken;
            if taken == 0 || !(open || self.is_edge(end)) || !both_words_hold(entry, rest) {
                continue;
            }
            let read = rest.get(..taken)?;
            let text = String::from_utf8_lossy(read);
            if is_inflected(word, read) || NEIGHBOURS.contains(&text.as_ref()) {
                continue;
            }
            let range = *self.key.from.get(start)?..self.key.from.get(end - 1)? + 1;
            if phrase || self.holds_together(&range, word.len()) {
                return Some((range, cost));
            }
        }
        None
    }

    /// Whether the characters of a word stand together: no space in it, or the letters spaced out, or
    /// two halves of a long one.
    fn holds_together(&self, range: &Range<usize>, length: usize) -> bool {
        let spaces = range.clone().filter(|i| self.char_at(*i) == ' ').count();
        spaces == 0 || spaces + 1 >= length || (spaces == 1 && length >= 7)
    }

    /// The word before and the word behind a range, in key form.
    fn neighbours(&self, range: &Range<usize>) -> (String, String) {
        let before = self.strip.text(0..range.start);
        let after = self.strip.text(range.end..self.strip.glyphs.len());
        let last = before.split_whitespace().next_back().unwrap_or_default();
        let first = after.split_whitespace().next().unwrap_or_default();
        (folded(last), folded(first))
    }

    fn is_ordinary(&self, entry: &Entry, range: &Range<usize>) -> bool {
        let (before, after) = self.neighbours(range);
        ORDINARY.iter().any(|(word, b, a)| {
            *word == entry.key
                && (!b.is_empty() && *b == before || !a.is_empty() && after.starts_with(a))
        })
    }

    fn doubt(
        &self,
        entry: &Entry,
        range: &Range<usize>,
        word: &SuspiciousWord,
        extraction: &Extraction,
    ) -> Option<Doubt> {
        if entry.list == List::Inconclusive
            || matches!(entry.kind, Kind::Statement | Kind::Template)
        {
            return None;
        }
        if let Some(field) = self.field_at(range, word, extraction) {
            let name = matches!(
                field,
                Field::LastName | Field::FirstName | Field::MiddleName | Field::NameSuffix
            );
            return Some(if name { Doubt::Name } else { Doubt::Value });
        }
        let words = self.strip.chars().filter(|c| *c == ' ').count() + 1;
        let lower = self.strip.chars().filter(|c| c.is_lowercase()).count();
        let letters = self.strip.chars().filter(|c| c.is_alphabetic()).count();
        (words > 4 && lower * 2 > letters).then_some(Doubt::Sentence)
    }

    /// The field whose value a word belongs to.
    fn field_at(
        &self,
        range: &Range<usize>,
        word: &SuspiciousWord,
        extraction: &Extraction,
    ) -> Option<Field> {
        let key = folded(&self.strip.text(range.clone()));
        extraction.fields.iter().find_map(|(field, value)| {
            let holds = value.raw.as_ref().is_some_and(|raw| folded(raw.expose()).contains(&key));
            let inside = value
                .bounds
                .zip(word.bounds)
                .is_some_and(|(a, b)| overlap(a, b) > 0.6 && similar_height(a, b));
            let told = matches!(
                field,
                Field::IssuingCountry | Field::IssuingState | Field::SourceDocumentType
            );
            (holds && inside && !told).then_some(*field)
        })
    }
}

fn similar_height(a: bonafide_types::PixelBox, b: bonafide_types::PixelBox) -> bool {
    let height = |b: bonafide_types::PixelBox| f64::from(b.bottom.saturating_sub(b.top)).max(1.0);
    height(b) < 2.0 * height(a)
}

/// Of two words a short one may not use up what a long one may cost: `DESTE DOCUMENTO` is no `TEST DOCUMENT`.
fn both_words_hold(entry: &Entry, text: &[u8]) -> bool {
    let word = entry.key.as_bytes();
    entry
        .parted
        .and_then(|length| word.get(..length))
        .is_none_or(|first| prefix_distance(first, text, budget(first.len())).is_some())
}

/// The word with an ending: another word, not a reading error.
fn is_inflected(word: &[u8], read: &[u8]) -> bool {
    ["S", "ES", "ED", "EN", "N", "E"].iter().any(|ending| {
        read.len() == word.len() + ending.len()
            && read.starts_with(word)
            && read.ends_with(ending.as_bytes())
    })
}

/// A cheap test: two neighbouring letters near the beginning agree.
fn near(word: &[u8], rest: &[u8]) -> bool {
    let at = |s: &[u8], i: usize| s.get(i).map(|c| shape(*c));
    let same = |i: usize, j: usize| at(word, i).is_some() && at(word, i) == at(rest, j);
    let pair = |i: usize, j: usize| same(i, j) && same(i + 1, j + 1);
    if word.len() <= 6 {
        pair(0, 0)
    } else {
        pair(0, 0) || pair(2, 2) || pair(2, 1) || pair(2, 3) || pair(1, 0)
    }
}
