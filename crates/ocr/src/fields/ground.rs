//! Where in a line labels may begin and end, and which stand there.

use std::ops::Range;

use bonafide_types::Field;

use super::expectation::{begins_with_value, is_open, is_word_of_values};
use super::label::{Hit, matched};
use super::vocabulary::{Label, Scheme, Slot, labels, numbered};
use super::{address, value};
use crate::fold::{EDIT, Key, LOOKALIKE};
use crate::straight::Strip;

/// The characters of a line with what decides where labels may begin and end.
pub(crate) struct Ground<'a> {
    strip: &'a Strip,
    key: Key,
    dates: &'a [Range<usize>],
    /// Whether the line is the last one of an address.
    city_line: bool,
}

impl<'a> Ground<'a> {
    /// Looks at a line with the places of its dates.
    pub(crate) fn of(strip: &'a Strip, dates: &'a [Range<usize>]) -> Self {
        let text = value::upper(&strip.text(0..strip.glyphs.len()));
        let city_line = address::city_line(&text).is_some_and(|a| a.state.is_some());
        Self { strip, key: Key::of(strip.chars()), dates, city_line }
    }

    /// Every label that may stand in the line, with what choosing it gains; they overlap.
    pub(crate) fn hits(&self) -> Vec<(Hit, f32)> {
        let mut found = Vec::new();
        for start in 0..self.key.symbols.len() {
            if self.may_start(start) && !self.in_date(self.glyph(start)) {
                self.hits_at(start, &mut found);
            }
        }
        found
    }

    fn glyph(&self, symbol: usize) -> usize {
        self.key.from.get(symbol).copied().unwrap_or(usize::MAX)
    }

    fn char_at(&self, glyph: usize) -> Option<char> {
        self.strip.glyphs.get(glyph).map(|g| g.c)
    }

    fn in_date(&self, glyph: usize) -> bool {
        self.dates.iter().any(|range| range.contains(&glyph))
    }

    /// Whether something may begin between two neighbouring characters.
    fn is_edge(&self, before: Option<usize>, after: usize) -> bool {
        let Some(a) = before.and_then(|i| self.char_at(i)) else { return true };
        let Some(b) = self.char_at(after) else { return true };
        if before.is_some_and(|i| self.in_date(i)) != self.in_date(after) {
            return true;
        }
        !a.is_alphanumeric()
            || !b.is_alphanumeric()
            || a.is_ascii_digit() != b.is_ascii_digit()
            || (a.is_lowercase() && b.is_uppercase())
    }

    fn may_start(&self, symbol: usize) -> bool {
        let glyph = self.glyph(symbol);
        let first_of_glyph = symbol == 0 || self.glyph(symbol - 1) != glyph;
        first_of_glyph && self.is_edge(glyph.checked_sub(1), glyph)
    }

    /// All labels that begin at a symbol: number and words, words alone, number alone.
    fn hits_at(&self, start: usize, found: &mut Vec<(Hit, f32)>) {
        let glyph = self.glyph(start);
        let standing =
            !glyph.checked_sub(1).and_then(|i| self.char_at(i)).is_some_and(char::is_alphanumeric);
        if standing {
            for (number, taken) in self.numbers_at(start) {
                let after = start + taken;
                self.words_at(after, Some((start, &number)), found);
                self.bare_number(start, after, number, found);
            }
        }
        self.words_at(start, None, found);
    }

    /// Field numbers at a symbol, with how many symbols they take.
    fn numbers_at(&self, start: usize) -> Vec<(String, usize)> {
        let symbols = self.key.symbols.get(start..).unwrap_or_default();
        let digits = symbols.iter().take_while(|s| s.is_ascii_digit()).count();
        let mut numbers = Vec::new();
        let text = |range: Range<usize>| {
            let bytes = symbols.get(range).unwrap_or_default();
            String::from_utf8_lossy(bytes).into_owned()
        };
        let glyph = self.glyph(start);
        if text(0..2) == "12" && self.char_at(glyph + 1) == Some(',') {
            return vec![("1,2".to_owned(), 2)];
        }
        for length in 1..=digits.min(2) {
            if self.glyph(start + length - 1) != glyph + length - 1 {
                break;
            }
            numbers.push((text(0..length), length));
            let letter = symbols.get(length).copied().unwrap_or(b' ');
            let touching = self.glyph(start + length) == glyph + length;
            if touching && matches!(letter, b'A'..=b'D') {
                numbers.push((text(0..length + 1), length + 1));
            }
            // `4b` reads as `46` or `48` in small print.
            if length == 2 && matches!(text(0..2).as_str(), "46" | "48") {
                numbers.push(("4B".to_owned(), 2));
            }
        }
        numbers.retain(|(number, _)| {
            numbered(number, Scheme::Aamva).is_some() || numbered(number, Scheme::Eu).is_some()
        });
        numbers
    }

    /// Labels in words at a symbol, which may follow a field number.
    fn words_at(&self, start: usize, number: Option<(usize, &str)>, found: &mut Vec<(Hit, f32)>) {
        let rest = self.key.symbols.get(start..).unwrap_or_default();
        let far = number.is_some() && self.glyph(start).saturating_sub(self.glyph(start - 1)) > 4;
        if rest.len() < 2 || far {
            return;
        }
        for label in labels() {
            if let Some((cost, taken)) = matched(label, rest).filter(|(_, taken)| *taken > 0) {
                found.extend(self.weigh(label, start..start + taken, cost, number));
            }
        }
    }

    /// A match of a label at some symbols with what choosing it gains, if it may stand there.
    fn weigh(
        &self,
        label: &Label,
        symbols: Range<usize>,
        cost: u32,
        number: Option<(usize, &str)>,
    ) -> Option<(Hit, f32)> {
        let first = number.map_or(symbols.start, |(s, _)| s);
        let range = self.glyph(first)..self.glyph(symbols.end - 1) + 1;
        if self.crosses(label, &(self.glyph(symbols.start)..range.end)) {
            return None;
        }
        let said = number.map(|(_, n)| n);
        let agrees = said.is_some_and(|n| {
            [Scheme::Aamva, Scheme::Eu].iter().any(|s| numbered(n, *s) == Some(label.slot))
        });
        let end = self.end_weight(label, symbols.end, range.end, agrees)?;
        // A word that goes on behind an inexact match is another word: `PASSPORT OFFICE`.
        if cost > LOOKALIKE && end < 1.0 {
            return None;
        }
        if cost > 0 && self.tears(&(self.glyph(symbols.start)..range.end)) {
            return None;
        }
        let range = if number.is_none() { self.with_numbering(range) } else { range };
        if number.is_none() && !self.stands_apart(label, &range) {
            return None;
        }
        let error = 1.0 - 0.25 * cost as f32 / EDIT as f32;
        let stray = if number.is_some() && !agrees { 0.5 } else { 1.0 };
        let weight = label.weight * error * end * stray;
        let gain = weight * (range.len() as f32 - 0.5) + if agrees { 2.0 } else { 0.0 };
        let number = said.filter(|_| agrees).map(str::to_owned);
        Some((Hit { range, number, words: vec![(label.slot, weight)] }, gain))
    }

    /// A label with the numbering of its issuer before it, at the beginning of a line: `(3) Sex`.
    fn with_numbering(&self, range: Range<usize>) -> Range<usize> {
        let before: String =
            (0..range.start).filter_map(|i| self.char_at(i)).filter(|c| *c != ' ').collect();
        let letters = before.chars().filter(|c| c.is_alphabetic()).count();
        let marks = before.chars().all(|c| c.is_alphanumeric() || ".()-*:".contains(c));
        let numbering = before.chars().count() <= 4 && letters <= 1 && marks;
        if numbering && !self.in_date(0) { 0..range.end } else { range }
    }

    /// Whether a match takes the beginning of a word behind a space and leaves its rest: what looks like `DL NO`
    /// in `DLN D1234567`.
    fn tears(&self, range: &Range<usize>) -> bool {
        let goes_on = self.char_at(range.end).is_some_and(char::is_alphanumeric);
        goes_on && range.clone().any(|i| self.char_at(i) == Some(' '))
    }

    /// Whether a match runs into a date, or a space stands in a short word.
    fn crosses(&self, label: &Label, range: &Range<usize>) -> bool {
        let has = |test: fn(char) -> bool| range.clone().any(|i| self.char_at(i).is_some_and(test));
        let dated = range.clone().any(|i| self.in_date(i));
        let spaced = label.one_word && label.key.len() < 7 && has(|c| c == ' ');
        // `l/n` among vehicle classes is not `LN`.
        let marked = label.plain && label.key.len() < 5 && has(|c| !c.is_alphanumeric());
        dated || spaced || marked
    }

    /// How well a label ends where it ends: 1 at an edge, less where a value is glued to it.
    fn end_weight(&self, label: &Label, symbol: usize, glyph: usize, agrees: bool) -> Option<f32> {
        let inside = symbol < self.key.symbols.len() && self.glyph(symbol) + 1 == glyph;
        if inside {
            return None; // half of a character that folds to two symbols
        }
        if self.is_edge(glyph.checked_sub(1), glyph) {
            // `DL` before digits, `ID12`: two letters glued to digits are as well a number.
            let glued = self.char_at(glyph).is_some_and(char::is_alphanumeric);
            return Some(if glued && label.key.len() <= 2 && !agrees { 0.5 } else { 1.0 });
        }
        let run: String = (glyph..)
            .map_while(|i| self.char_at(i))
            .take_while(|c| c.is_alphanumeric())
            .take(40)
            .collect();
        let closed = match label.slot {
            Slot::One(field @ (Field::Gender | Field::EyeColor | Field::HairColor)) => {
                value::parse(field, &run).is_some()
            }
            Slot::One(Field::Class | Field::Restrictions | Field::Mentions) => {
                run.len() <= 2 || run == "NONE"
            }
            Slot::One(Field::DocumentNumber | Field::RefNumber) => {
                run.chars().filter(char::is_ascii_digit).count() >= 4
            }
            _ => false,
        };
        match (agrees, closed) {
            (true, true) => Some(0.95),
            (false, true) if label.key.len() >= 3 => Some(0.8),
            (true, false) if label.key.len() >= 2 => Some(0.6),
            (false, false) if label.key.len() >= 7 => Some(0.5),
            _ => None,
        }
    }

    /// Whether a label without a number may stand where it stands: at the beginning of a line, after
    /// a gap or a mark, or before something that looks like its value. `STATE` within a sentence may not.
    fn stands_apart(&self, label: &Label, range: &Range<usize>) -> bool {
        if is_word_of_values(label.slot) && !self.is_followed_well(label.slot, range.end) {
            return false;
        }
        let Some(before) = range.start.checked_sub(1) else { return true };
        let previous = (0..range.start)
            .rev()
            .find_map(|i| self.char_at(i).filter(|c| *c != ' ').map(|c| (i, c)));
        let Some((at, mark)) = previous else { return true };
        let edge = |i: usize, end: bool| {
            self.strip.glyphs.get(i).map_or(0.0, |g| if end { g.span.1 } else { g.span.0 })
        };
        let gap = edge(range.start, false) - edge(at, true);
        let after = self.char_at(range.end);
        let marked = "/|(:".contains(mark) || after == Some(':') || self.in_date(before);
        if marked || self.in_date(at) || gap > 0.9 * self.strip.height() || label.key.len() >= 10 {
            return true;
        }
        // `BOISE ID 83702` has no label, and names begin like any other word.
        if self.city_line || is_open(label.slot) {
            return false;
        }
        let rest = self.strip.text(range.end..self.strip.glyphs.len());
        let date_next = self.dates.iter().any(|d| d.start >= range.end && d.start - range.end <= 3);
        begins_with_value(label.slot, &rest, date_next)
    }

    /// Whether a label that may as well begin a value (`STADT KÖLN`) stands as a label does: alone,
    /// before a mark or a gap, or before what it asks for.
    fn is_followed_well(&self, slot: Slot, end: usize) -> bool {
        let rest = self.strip.text(end..self.strip.glyphs.len());
        let first = rest.trim_start().chars().next();
        let next =
            (end..self.strip.glyphs.len()).find(|i| self.char_at(*i).is_some_and(|c| c != ' '));
        let edge = |i: usize| self.strip.glyphs.get(i).map(|g| g.span);
        let gap = next
            .and_then(edge)
            .zip(end.checked_sub(1).and_then(edge))
            .map_or(0.0, |(b, a)| b.0 - a.1);
        first.is_none_or(|c| ":/|(".contains(c))
            || gap > 0.9 * self.strip.height()
            || begins_with_value(slot, &rest, false)
    }

    /// A field number without words: only at the beginning of a line or after a gap, and only before
    /// something that looks like its value under one of the schemes.
    fn bare_number(&self, start: usize, after: usize, number: String, found: &mut Vec<(Hit, f32)>) {
        let first = self.glyph(start);
        let last = self.glyph(after - 1);
        let end = last + 1;
        let before = first.checked_sub(1).and_then(|i| self.strip.glyphs.get(i));
        let gap =
            self.strip.glyphs.get(first).zip(before).map_or(f32::MAX, |(g, b)| g.span.0 - b.span.1);
        if gap < 0.8 * self.strip.height() && first > 0 && !self.in_date(first.saturating_sub(2)) {
            return;
        }
        let rest = self.strip.text(end..self.strip.glyphs.len());
        let glued = rest.chars().next().is_some_and(char::is_alphanumeric);
        let digits_go_on = rest.chars().next().is_some_and(|c| c.is_ascii_digit());
        if digits_go_on && !self.in_date(end) {
            return;
        }
        let date_next = self.dates.iter().any(|d| d.start >= end && d.start - end <= 3);
        let alone = rest.trim().is_empty();
        let fits = [Scheme::Aamva, Scheme::Eu].into_iter().any(|scheme| {
            numbered(&number, scheme).is_some_and(|slot| begins_with_value(slot, &rest, date_next))
        });
        if !(alone || fits) {
            return;
        }
        let gain = if glued { 0.5 } else { 1.2 };
        found.push((Hit { range: first..end, number: Some(number), words: Vec::new() }, gain));
    }
}
