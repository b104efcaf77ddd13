//! The distinct words of a list, searched for everything that is like a given word.

use std::collections::HashMap;

use super::likeness::{LOOK_ALIKE, budget, folded_budget, likeness, mask, may_be_within};
use super::words::{folded, without_look_alikes};
use crate::edits::Pattern;

/// A word of the list that is like a word of the query.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Related {
    /// Index of the word.
    pub word: u32,
    /// In `(0, 1]`.
    pub likeness: f32,
}

/// Words in one order with what is needed to leave most of them out at a glance.
#[derive(Debug, Default)]
struct Column {
    /// Words by length of their form, then as they come.
    words: Vec<u32>,
    masks: Vec<u32>,
    /// The forms themselves, one after the other.
    text: Vec<u8>,
    /// Where the text of each length begins.
    texts: Vec<usize>,
    /// Where the forms of each length begin; one more than there are lengths.
    starts: Vec<usize>,
}

impl Column {
    fn of(forms: &[String]) -> Self {
        let mut order: Vec<(usize, u32, &str)> =
            (0..).zip(forms).map(|(word, form)| (form.len(), word, form.as_str())).collect();
        order.sort_unstable_by_key(|(length, word, _)| (*length, *word));
        let longest = order.last().map_or(0, |(length, ..)| *length);
        let starts: Vec<usize> =
            (0..=longest + 1).map(|l| order.partition_point(|(n, ..)| *n < l)).collect();
        let mut texts = vec![0];
        for (length, span) in starts.windows(2).enumerate() {
            let [from, to] = *span else { continue };
            texts.push(texts.last().copied().unwrap_or(0) + length * (to - from));
        }
        Self {
            text: order.iter().flat_map(|(.., form)| form.bytes()).collect(),
            texts,
            words: order.iter().map(|(_, word, _)| *word).collect(),
            masks: order.iter().map(|(.., form)| mask(form)).collect(),
            starts,
        }
    }

    /// Appends every word whose form is within the budget of edits of `form`.
    fn near(&self, form: &str, budget: impl Fn(usize) -> usize, found: &mut Vec<u32>) {
        let (length, mask, pattern) = (form.len(), mask(form), Pattern::new(form.as_bytes()));
        for (other, span) in self.starts.windows(2).enumerate() {
            let edits = budget(length.max(other));
            let [from, to] = *span else { continue };
            if other.abs_diff(length) > edits || from == to || other == 0 {
                continue;
            }
            let masks = self.masks.get(from..to).unwrap_or_default();
            let words = self.words.get(from..to).unwrap_or_default();
            let text =
                self.texts.get(other).and_then(|at| self.text.get(*at..)).unwrap_or_default();
            for ((word, theirs), text) in words.iter().zip(masks).zip(text.chunks_exact(other)) {
                if may_be_within(mask, *theirs, edits as u32)
                    && pattern.edits(text.iter().copied()) <= edits
                {
                    found.push(*word);
                }
            }
        }
    }
}

/// The distinct words of a list.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: Vec<String>,
    folds: Vec<String>,
    index: HashMap<String, u32>,
    plain: Column,
    folded: Column,
}

impl Vocabulary {
    /// Returns the number of a word, a new one if it was not there.
    pub(super) fn intern(&mut self, word: &str) -> u32 {
        if let Some(known) = self.index.get(word) {
            return *known;
        }
        let number = self.words.len() as u32;
        self.index.insert(word.to_owned(), number);
        self.words.push(word.to_owned());
        self.folds.push(folded(word));
        number
    }

    /// Makes the words searchable; to be called when all are in.
    pub(super) fn finish(&mut self) {
        self.plain = Column::of(&self.words);
        self.folded = Column::of(&self.folds);
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    pub(super) fn find(&self, word: &str) -> Option<u32> {
        self.index.get(word).copied()
    }

    pub(super) fn word(&self, number: u32) -> &str {
        self.words.get(number as usize).map_or("", String::as_str)
    }

    /// Every word that is like `word`, by number.
    pub(super) fn related(&self, word: &str) -> Vec<Related> {
        let fold = folded(word);
        let letters = without_look_alikes(word);
        let mut near = Vec::new();
        self.plain.near(word, budget, &mut near);
        self.folded.near(&fold, folded_budget, &mut near);
        let read = letters.as_deref().map(|read| (read, folded(read)));
        if let Some((read, fold)) = &read {
            self.plain.near(read, budget, &mut near);
            self.folded.near(fold, folded_budget, &mut near);
        }
        near.sort_unstable();
        near.dedup();
        let related = |word_there: u32| {
            let likeness = self.likeness_to(word_there, word, &fold, read.as_ref())?;
            Some(Related { word: word_there, likeness })
        };
        near.into_iter().filter_map(related).collect()
    }

    /// The same by looking at every word: what [`related`](Self::related) is tested against.
    #[cfg(test)]
    pub(super) fn related_exhaustively(&self, word: &str) -> Vec<Related> {
        let fold = folded(word);
        let letters = without_look_alikes(word);
        let read = letters.as_deref().map(|read| (read, folded(read)));
        (0..self.words.len() as u32)
            .filter_map(|there| {
                let likeness = self.likeness_to(there, word, &fold, read.as_ref())?;
                Some(Related { word: there, likeness })
            })
            .collect()
    }

    fn likeness_to(
        &self,
        number: u32,
        word: &str,
        fold: &str,
        read: Option<&(&str, String)>,
    ) -> Option<f32> {
        let (theirs, their_fold) =
            (self.words.get(number as usize)?, self.folds.get(number as usize)?);
        if theirs == word {
            return Some(1.0);
        }
        let as_written = likeness(word, theirs, fold, their_fold);
        let as_read = read.and_then(|(letters, fold)| {
            if letters == theirs {
                return Some(LOOK_ALIKE);
            }
            likeness(letters, theirs, fold, their_fold).map(|l| l * LOOK_ALIKE)
        });
        match (as_written, as_read) {
            (Some(x), Some(y)) => Some(x.max(y)),
            (x, y) => x.or(y),
        }
    }
}
