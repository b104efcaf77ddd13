//! Where labels stand in a line: numbers and words, glued to values or not, with reading errors.

use std::ops::Range;

use bonafide_types::Field;

use super::vocabulary::{Label, Scheme, Slot, labels, numbered};
use super::{address, value};
use crate::fold::{EDIT, Key, LOOKALIKE, prefix_distance};
use crate::strip::Strip;

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

/// The characters of a line with what decides where labels may begin and end.
struct Ground<'a> {
    strip: &'a Strip,
    key: Key,
    dates: &'a [Range<usize>],
    /// Whether the line is the last one of an address.
    city_line: bool,
}

/// Finds the labels of a line outside its dates, from left to right, none overlapping: the choice
/// that explains most characters.
pub(crate) fn spot(strip: &Strip, dates: &[Range<usize>]) -> Vec<Hit> {
    let text = value::upper(&strip.text(0..strip.glyphs.len()));
    let city_line = address::city_line(&text).is_some_and(|a| a.state.is_some());
    let ground = Ground { strip, key: Key::of(strip.chars()), dates, city_line };
    let mut found: Vec<(Hit, f32)> = Vec::new();
    for start in 0..ground.key.symbols.len() {
        if ground.may_start(start) && !ground.in_date(ground.glyph(start)) {
            ground.hits_at(start, &mut found);
        }
    }
    best_cover(found, strip.glyphs.len())
}

impl Ground<'_> {
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
        let Some(rest) = self.key.symbols.get(start..).filter(|rest| rest.len() >= 2) else {
            return;
        };
        let first = number.map_or(start, |(s, _)| s);
        if number.is_some() && self.glyph(start).saturating_sub(self.glyph(start - 1)) > 4 {
            return;
        }
        for label in labels() {
            let Some((cost, taken)) = matched(label, rest) else { continue };
            if taken == 0 {
                continue;
            }
            let range = self.glyph(first)..self.glyph(start + taken - 1) + 1;
            let inner = self.glyph(start)..range.end;
            if self.crosses(label, &inner) {
                continue;
            }
            let said = number.map(|(_, n)| n);
            let agrees = said.is_some_and(|n| {
                [Scheme::Aamva, Scheme::Eu].iter().any(|s| numbered(n, *s) == Some(label.slot))
            });
            let Some(end) = self.end_weight(label, start + taken, range.end, agrees) else {
                continue;
            };
            // A word that goes on behind an inexact match is another word: `PASSPORT OFFICE`.
            if cost > LOOKALIKE && end < 1.0 {
                continue;
            }
            let error = 1.0 - 0.5 * cost as f32 / (EDIT as f32 * 2.0);
            let mut weight = label.weight * error * end;
            if number.is_some() && !agrees {
                weight *= 0.5;
            }
            if number.is_none() && !self.stands_apart(label, &range) {
                continue;
            }
            let gain = weight * (range.len() as f32 - 0.5) + if agrees { 2.0 } else { 0.0 };
            let words = vec![(label.slot, weight)];
            let number = said.filter(|_| agrees).map(str::to_owned);
            found.push((Hit { range, number, words }, gain));
        }
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

/// Whether the words of a label are words of values too.
fn is_word_of_values(slot: Slot) -> bool {
    matches!(slot, Slot::One(Field::City | Field::State | Field::IssuingCountry))
}

/// Whether the values of a slot have no form of their own.
fn is_open(slot: Slot) -> bool {
    match slot {
        Slot::FullName | Slot::Address | Slot::Other => true,
        Slot::One(field) => matches!(
            field,
            Field::LastName
                | Field::FirstName
                | Field::MiddleName
                | Field::NameSuffix
                | Field::IssuingAuthority
                | Field::PlaceOfBirth
        ),
    }
}

/// Whether a text begins like a value of a slot.
fn begins_with_value(slot: Slot, text: &str, date_next: bool) -> bool {
    let text = text.trim_start_matches([' ', ':', '.', '#', '-']);
    let words: Vec<&str> = text.split_whitespace().take(2).collect();
    let first = words.first().copied().unwrap_or_default();
    let both = words.join(" ");
    match slot {
        Slot::One(field) if field.is_date() => date_next,
        _ if date_next => false,
        Slot::FullName | Slot::One(Field::LastName | Field::FirstName) => {
            first.chars().filter(|c| c.is_alphabetic()).count() >= 2
                && value::name_text(first).is_some()
        }
        Slot::Address => text.chars().filter(|c| c.is_alphanumeric()).count() >= 6,
        Slot::One(field @ (Field::Class | Field::Mentions | Field::Restrictions)) => {
            value::parse(field, first).is_some_and(|p| p.form >= 0.6)
        }
        Slot::One(Field::DocumentNumber | Field::RefNumber | Field::NationalId) => {
            value::parse(Field::DocumentNumber, first)
                .or_else(|| value::parse(Field::DocumentNumber, &both))
                .is_some_and(|p| p.form >= 0.65)
        }
        Slot::One(
            field @ (Field::Gender
            | Field::Height
            | Field::Weight
            | Field::EyeColor
            | Field::HairColor
            | Field::State
            | Field::PostalCode
            | Field::Nationality
            | Field::IssuingCountry),
        ) => [first, &both].into_iter().any(|t| value::parse(field, t).is_some()),
        Slot::One(Field::IssuingAuthority | Field::PlaceOfBirth) => {
            first.chars().filter(|c| c.is_alphabetic()).count() >= 2
        }
        Slot::One(_) | Slot::Other => false,
    }
}

/// The cheapest match of a label at the beginning of the symbols, within its budget: none for words
/// of up to three letters but lookalikes, one edit from five letters, two from ten.
fn matched(label: &Label, rest: &[u8]) -> Option<(u32, usize)> {
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
