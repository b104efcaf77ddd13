//! From pairs of label and value to fields: dates together, the others by assignment, names and
//! addresses from the lines that belong together.

mod address;
mod dates;
mod names;

use std::collections::{BTreeMap, BTreeSet};

use bonafide_types::{Field, Side};

use super::assignment::assign;
use super::neighbour::Pair;
use super::page::Page;
use super::piece::Piece;
use super::vocabulary::{Scheme, Slot};
use super::{Basis, Extraction, address as address_lines, value};
use crate::classify::Classification;

/// Evidence below this is no evidence: a bare number label three lines away has less.
const LEAST: f32 = 0.12;

/// What is being put together.
struct Reading<'a> {
    page: &'a Page,
    result: Extraction,
    /// Pieces that are the value of something.
    used: BTreeSet<usize>,
    /// The piece that the street begins with.
    street: Option<usize>,
}

/// Reads all fields but those that phrases tell.
pub(crate) fn read(page: &Page) -> Extraction {
    let mut reading =
        Reading { page, result: Extraction::default(), used: BTreeSet::new(), street: None };
    reading.dates();
    let given = reading.assigned();
    reading.texts(&given);
    reading.address(given.get(&Slot::Address).copied());
    reading.names(&given);
    reading.unlabelled_number();
    reading.place_beside_birth();
    reading.result
}

/// Adds what phrases tell: document type, issuing country and state.
pub(crate) fn add_phrases(
    extraction: &mut Extraction,
    classification: &Classification,
    page: &Page,
) {
    for (field, found) in classification.fields() {
        let labelled = extraction.fields.get(&field).is_some_and(|v| v.value.is_some());
        if !labelled {
            extraction.fields.insert(field, found);
            extraction.basis.insert(field, Basis::Phrase);
        }
    }
    // An issuer outside of the table of states: its cards state its code in the address.
    let licence = page.scheme == Scheme::Aamva && page.country.as_deref() == Some("USA");
    if licence
        && !extraction.fields.contains_key(&Field::IssuingState)
        && let Some(state) = extraction.fields.get(&Field::State)
    {
        let mut state = state.clone();
        state.confidence = bonafide_types::Score::clamped(state.confidence.get() * 0.5);
        extraction.fields.insert(Field::IssuingState, state);
        extraction.basis.insert(Field::IssuingState, Basis::Form);
    }
}

/// The best pair of each slot and piece.
type Given = BTreeMap<Slot, (Pair, f32)>;

impl Reading<'_> {
    /// Puts a value that stands in pieces.
    fn put(
        &mut self,
        field: Field,
        basis: Basis,
        pieces: &[usize],
        text: Option<String>,
        evidence: f32,
    ) {
        let found = self.page.value(pieces, text, evidence);
        self.used.extend(pieces.iter().copied());
        self.result.fields.insert(field, found);
        self.result.basis.insert(field, basis);
    }

    fn has(&self, field: Field) -> bool {
        self.result.fields.contains_key(&field)
    }

    fn piece(&self, index: usize) -> Option<&Piece> {
        self.page.pieces.get(index)
    }

    /// The best pair of each slot and text, where it has any weight.
    fn weighed(&self) -> BTreeMap<(Slot, usize), (Pair, f32)> {
        let mut best: BTreeMap<(Slot, usize), (Pair, f32)> = BTreeMap::new();
        for pair in &self.page.pairs {
            if !self.piece(pair.value).is_some_and(Piece::is_text) {
                continue;
            }
            let weight = pair.said * pair.near * self.form(pair.slot, pair.value);
            if weight >= LEAST {
                let entry = best.entry((pair.slot, pair.value)).or_insert((*pair, weight));
                if weight > entry.1 {
                    *entry = (*pair, weight);
                }
            }
        }
        best
    }

    /// Assigns texts to slots: the best sum of label, place and form over the page.
    fn assigned(&self) -> Given {
        let best = self.weighed();
        let slots: BTreeSet<Slot> = best.keys().map(|(slot, _)| *slot).collect();
        let values: BTreeSet<usize> = best.keys().map(|(_, value)| *value).collect();
        let values: Vec<usize> = values.into_iter().collect();
        let weight = |slot: Slot, value: usize| best.get(&(slot, value)).map_or(0.0, |b| b.1);
        let weights: Vec<Vec<f32>> = slots
            .iter()
            .map(|&slot| values.iter().map(|&value| weight(slot, value)).collect())
            .collect();
        let pick = |(slot, column): (&Slot, Option<usize>)| {
            let value = values.get(column?)?;
            best.get(&(*slot, *value)).map(|found| (*slot, *found))
        };
        slots.iter().zip(assign(&weights)).filter_map(pick).collect()
    }

    /// How much a piece looks like the value of a slot.
    fn form(&self, slot: Slot, piece: usize) -> f32 {
        let text = self.page.text(piece);
        match slot {
            Slot::One(field) if field.is_date() => 0.0,
            Slot::One(field) => value::parse(field, &text).map_or(0.0, |p| p.form),
            Slot::FullName => value::parse(Field::LastName, &text).map_or(0.0, |p| 0.9 * p.form),
            Slot::Address => {
                let letters = text.chars().filter(|c| c.is_alphabetic()).count();
                let street =
                    address_lines::is_street(&text) || address_lines::city_line(&text).is_some();
                if street {
                    0.9
                } else if letters >= 3 {
                    0.5
                } else {
                    0.0
                }
            }
            Slot::Other => 0.5,
        }
    }

    /// The text of pieces, spaces between.
    fn text_of(&self, pieces: &[usize]) -> String {
        pieces.iter().map(|&i| self.page.text(i)).collect::<Vec<_>>().join(" ")
    }

    /// Fields whose value is one piece, or a row.
    fn texts(&mut self, given: &Given) {
        for (slot, (pair, weight)) in given {
            self.used.insert(pair.value);
            let Slot::One(field) = *slot else { continue };
            if matches!(field, Field::LastName | Field::FirstName | Field::MiddleName) {
                continue;
            }
            let free = |i: usize| !self.used.contains(&i);
            let row = match field {
                Field::IssuingAuthority => self.lines_from(pair.value, 2, 0.35).concat(),
                Field::PlaceOfBirth | Field::Nationality | Field::City => {
                    self.page.row_from(pair.value, &free)
                }
                _ => vec![pair.value],
            };
            let whole = value::parse(field, &self.text_of(&row));
            let (row, read) = match whole {
                Some(read) => (row, Some(read)),
                None => (vec![pair.value], value::parse(field, &self.page.text(pair.value))),
            };
            if let Some(read) = read.filter(|read| !self.is_legend(field, read.form)) {
                self.put(field, Basis::Label(pair.relation), &row, read.value, *weight);
            }
        }
    }

    /// Whether a value in words is the legend of a back: `RESTRICTIONS: B corrective lenses`.
    fn is_legend(&self, field: Field, form: f32) -> bool {
        let coded = matches!(field, Field::Class | Field::Mentions | Field::Restrictions);
        coded && form < 0.6 && self.page.side == Some(Side::Back)
    }

    /// Lines of text below a piece that belong to it.
    fn lines_from(&self, first: usize, most: usize, gap: f32) -> Vec<Vec<usize>> {
        let free = |i: usize| !self.used.contains(&i);
        let mut lines = vec![self.page.row_from(first, &free)];
        let mut last = first;
        while lines.len() < most
            && let Some(next) = self.page.below(last, gap)
            && free(next)
        {
            lines.push(self.page.row_from(next, &free));
            last = next;
        }
        lines
    }

    fn joined(&self, rows: &[Vec<usize>]) -> Vec<String> {
        rows.iter()
            .map(|row| row.iter().map(|&i| self.page.text(i)).collect::<Vec<_>>().join(" "))
            .collect()
    }

    /// A document number without a label: the only text that looks like one (German cards print it alone).
    fn unlabelled_number(&mut self) {
        // Backs carry numbers of the blank card and of offices.
        let holder = self.has(Field::LastName) || self.has(Field::BirthDate);
        if self.has(Field::DocumentNumber) || !holder || self.page.side == Some(Side::Back) {
            return;
        }
        let candidates: Vec<(usize, value::Parsed)> = (0..self.page.pieces.len())
            .filter(|&i| self.piece(i).is_some_and(Piece::is_text) && !self.used.contains(&i))
            .filter_map(|i| {
                let text = self.page.text(i);
                let read = value::parse(Field::DocumentNumber, &text)?;
                let long = read.value.as_ref().is_some_and(|v| v.len() >= 7);
                let plain = !text.contains(' ') && !text.contains('/');
                (long && plain && read.form >= 0.75).then_some((i, read))
            })
            .collect();
        if let [(index, read)] = candidates.as_slice() {
            let (index, value) = (*index, read.value.clone());
            self.put(Field::DocumentNumber, Basis::Form, &[index], value, 0.5);
        }
    }
}
