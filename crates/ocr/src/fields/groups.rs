//! From pairs of label and value to fields: dates together, the others by assignment, names and
//! addresses from the lines that belong together.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_types::{Field, FieldValue};

use super::assignment::assign;
use super::date_roles::{Candidate, ROLES, give_roles};
use super::neighbour::{Pair, Relation};
use super::page::Page;
use super::piece::Piece;
use super::vocabulary::{Scheme, Slot};
use super::{Basis, Extraction, address, names, value};
use crate::classify::Classification;

/// Evidence below this is no evidence: a bare number label three lines away has less.
const LEAST: f32 = 0.12;

/// What is being put together.
struct Reading<'a> {
    page: &'a Page,
    result: Extraction,
    /// Pieces that are the value of something.
    used: BTreeSet<usize>,
}

/// Reads all fields but those that phrases tell.
pub(crate) fn read(page: &Page) -> Extraction {
    let mut reading = Reading { page, result: Extraction::default(), used: BTreeSet::new() };
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
    fn put(
        &mut self,
        field: Field,
        basis: Basis,
        pieces: &[usize],
        text: Option<String>,
        evidence: f32,
    ) {
        let found = self.page.value(pieces, text, evidence);
        self.put_value(field, basis, pieces, found);
    }

    fn put_value(&mut self, field: Field, basis: Basis, pieces: &[usize], found: FieldValue) {
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

    /// Gives dates their roles.
    fn dates(&mut self) {
        let indices: Vec<usize> = (0..self.page.pieces.len())
            .filter(|&i| self.piece(i).is_some_and(|p| p.date().is_some()))
            .collect();
        let mut candidates = Vec::new();
        let mut relations: Vec<[Relation; 3]> = Vec::new();
        for &index in &indices {
            let Some(date) = self.piece(index).and_then(Piece::date) else { continue };
            let mut labelled = [0.0_f32; 3];
            let mut relation = [Relation::Right; 3];
            let mut claimed = false;
            for pair in self.page.pairs.iter().filter(|pair| pair.value == index) {
                let strength = pair.near * pair.said;
                let role = ROLES.iter().position(|field| pair.slot == Slot::One(*field));
                claimed |= role.is_none() && pair.slot == Slot::Other && strength > 0.6;
                let Some((best, how)) =
                    role.and_then(|r| labelled.get_mut(r).zip(relation.get_mut(r)))
                else {
                    continue;
                };
                if strength > *best {
                    *best = strength;
                    *how = pair.relation;
                }
            }
            let (readings, form) = (date.readings.clone(), date.form);
            candidates.push(Candidate { readings, labelled, form, claimed });
            relations.push(relation);
        }
        let roles = give_roles(&candidates, self.page.order, self.page.as_of);
        for (role, (field, given)) in ROLES.into_iter().zip(roles).enumerate() {
            let Some(given) = given else { continue };
            let Some(&index) = indices.get(given.candidate) else { continue };
            let labelled = candidates
                .get(given.candidate)
                .and_then(|c| c.labelled.get(role))
                .is_some_and(|l| *l > LEAST);
            let relation = relations.get(given.candidate).and_then(|r| r.get(role)).copied();
            let basis = match relation.filter(|_| labelled) {
                Some(relation) => Basis::Label(relation),
                None => Basis::Form,
            };
            self.put(field, basis, &[index], Some(given.date.to_string()), given.confidence);
        }
    }

    /// Assigns texts to slots: the best sum of label, place and form over the page.
    fn assigned(&self) -> Given {
        let mut best: BTreeMap<(Slot, usize), (Pair, f32)> = BTreeMap::new();
        for pair in &self.page.pairs {
            let text = self.piece(pair.value).is_some_and(Piece::is_text);
            if !text {
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
        let slots: BTreeSet<Slot> = best.keys().map(|(slot, _)| *slot).collect();
        let values: BTreeSet<usize> = best.keys().map(|(_, value)| *value).collect();
        let slots: Vec<Slot> = slots.into_iter().collect();
        let values: Vec<usize> = values.into_iter().collect();
        let weight = |slot: Slot, value: usize| best.get(&(slot, value)).map_or(0.0, |b| b.1);
        let weights: Vec<Vec<f32>> = slots
            .iter()
            .map(|&slot| values.iter().map(|&value| weight(slot, value)).collect())
            .collect();
        let chosen = assign(&weights);
        let pick = |(slot, column): (&Slot, Option<usize>)| {
            let value = values.get(column?)?;
            best.get(&(*slot, *value)).map(|found| (*slot, *found))
        };
        slots.iter().zip(chosen).filter_map(pick).collect()
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
                let street = address::is_street(&text) || address::city_line(&text).is_some();
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

    /// Fields whose value is one piece.
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
            let texts: Vec<String> = row.iter().map(|&i| self.page.text(i)).collect();
            let whole = value::parse(field, &texts.join(" "));
            let (row, read) = match whole {
                Some(read) => (row, Some(read)),
                None => (vec![pair.value], value::parse(field, &self.page.text(pair.value))),
            };
            if let Some(read) = read {
                self.put(field, Basis::Label(pair.relation), &row, read.value, *weight);
            }
        }
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

    /// The address from its label on, or from a line with city, state and postal code.
    fn address(&mut self, given: Option<(Pair, f32)>) {
        let labelled = given.and_then(|(pair, weight)| {
            let mut rows = self.lines_from(pair.value, 4, 1.0);
            // The address ends with the line that has the postal code, unless it begins with it.
            let lines = self.joined(&rows);
            let end = lines.iter().position(|line| address::city_line(line).is_some());
            rows.truncate(
                end.filter(|end| *end > 0).map_or(if end == Some(0) { 2 } else { 3 }, |e| e + 1),
            );
            let parsed = address::parse_lines(&self.joined(&rows))?;
            Some((rows, parsed, weight, Basis::Label(pair.relation)))
        });
        let sure = labelled.as_ref().is_some_and(|(_, parsed, ..)| parsed.postal_code.is_some());
        let found = if sure { labelled } else { self.unlabelled_address().or(labelled) };
        let Some((rows, mut parsed, weight, basis)) = found else { return };
        if let Some(street) = self.without_number(&rows) {
            parsed.street = Some(street);
        }
        let evidence = (weight * (0.6 + 0.4 * parsed.form)).min(1.0);
        let pieces: Vec<usize> = rows.iter().flatten().copied().collect();
        let parts = [
            (Field::Street, parsed.street),
            (Field::City, parsed.city),
            (Field::State, parsed.state),
            (Field::PostalCode, parsed.postal_code),
        ];
        for (field, part) in parts {
            if let Some(part) = part.filter(|_| !self.has(field)) {
                let own: Vec<usize> =
                    self.pieces_with(&rows, &part).unwrap_or_else(|| pieces.clone());
                self.put(field, basis, &own, Some(part), evidence);
            }
        }
        self.used.extend(pieces);
    }

    /// The street without the field number `8` that a reader glued to the house number: such a line
    /// begins to the left of the line below it.
    fn without_number(&self, rows: &[Vec<usize>]) -> Option<String> {
        let first = self.piece(*rows.first()?.first()?)?;
        let second = self.piece(*rows.get(1)?.first()?)?;
        let text = self.joined(rows).first()?.clone();
        let house = text.strip_prefix('8').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))?;
        let indent = (second.rect.left - first.rect.left) / first.rect.height();
        let lines: Vec<String> =
            std::iter::once(house.to_owned()).chain(self.joined(rows).into_iter().skip(1)).collect();
        let hanging = self.page.scheme == Scheme::Aamva && (0.6..2.5).contains(&indent);
        hanging.then(|| address::parse_lines(&lines)).flatten()?.street
    }

    /// The row of which a part of an address is made.
    fn pieces_with(&self, rows: &[Vec<usize>], part: &str) -> Option<Vec<usize>> {
        let key = crate::fold::folded(part);
        let texts = self.joined(rows);
        let row = texts.iter().position(|text| crate::fold::folded(text).contains(&key))?;
        rows.get(row).cloned()
    }

    /// An American or Canadian address without a label: the last line tells it.
    fn unlabelled_address(&self) -> Option<(Vec<Vec<usize>>, address::Address, f32, Basis)> {
        let free = |i: usize| !self.used.contains(&i);
        let mut best: Option<(Vec<Vec<usize>>, address::Address, f32, Basis)> = None;
        for index in 0..self.page.pieces.len() {
            if !self.piece(index).is_some_and(Piece::is_text) || !free(index) {
                continue;
            }
            let row = self.page.row_from(index, &free);
            let line = self.joined(std::slice::from_ref(&row));
            let Some(last) = line.first().and_then(|l| address::city_line(l)) else { continue };
            if last.form < 0.7 || last.state.is_none() {
                continue;
            }
            let mut rows = vec![row];
            let mut top = index;
            while rows.len() < 3
                && let Some(above) = self.page.above(top, 1.0).filter(|i| free(*i))
            {
                let text = self.page.text(above);
                let is_street = address::is_street(&text);
                if !is_street && rows.len() > 1 {
                    break;
                }
                rows.insert(0, self.page.row_from(above, &free));
                top = above;
                if text.starts_with(|c: char| c.is_ascii_digit()) {
                    break;
                }
            }
            let streetless = rows.len() == 1;
            if streetless && last.form <= address::GLUED {
                continue;
            }
            let Some(parsed) = address::parse_lines(&self.joined(&rows)) else { continue };
            let better = best.as_ref().is_none_or(|(_, old, ..)| parsed.form > old.form);
            if better {
                best = Some((rows, parsed, 0.85, Basis::Form));
            }
        }
        best
    }

    /// Names by their labels, with second lines, suffixes and middle names; on American cards also
    /// by their place above the address.
    fn names(&mut self, given: &Given) {
        let american = self.page.scheme == Scheme::Aamva;
        if let Some((pair, _)) = given.get(&Slot::FullName) {
            // Not yet a value: it may be the second line of another name.
            self.used.remove(&pair.value);
        }
        let mut last = self.labelled_name(given, Field::LastName);
        let mut first = self.labelled_name(given, Field::FirstName);
        let both = given.get(&Slot::One(Field::LastName)).filter(|(pair, _)| {
            // `Name / Nom` over `DOE, JOHN`, or `1,2`: both names under one label.
            let words = self.piece(pair.label).and_then(Piece::label);
            let whole =
                words.is_some_and(|hit| hit.words.iter().any(|(slot, _)| *slot == Slot::FullName));
            whole && first.is_none()
        });
        if let Some((pair, weight)) = both.copied() {
            self.used.remove(&pair.value);
            if self.full_name(pair, weight) {
                return;
            }
        }
        if let Some((pair, weight)) = given.get(&Slot::FullName).filter(|_| last.is_none()) {
            if first.is_some() {
                // `Name` beside `Vorname`: the surname.
                last = Some((vec![pair.value], Basis::Label(pair.relation), *weight));
            } else {
                self.full_name(*pair, *weight);
                return;
            }
        }
        if american && (last.is_none() || first.is_none()) {
            self.names_above_address(&mut last, &mut first);
        }
        if let Some((pieces, basis, weight)) = last {
            self.put_last(&pieces, basis, weight);
        }
        if let Some((pieces, basis, weight)) = first {
            self.put_first(&pieces, basis, weight, american, given);
        }
        if let Some((pair, weight)) = given.get(&Slot::One(Field::MiddleName))
            && let Some(read) = value::parse(Field::MiddleName, &self.page.text(pair.value))
        {
            self.put(
                Field::MiddleName,
                Basis::Label(pair.relation),
                &[pair.value],
                read.value,
                *weight,
            );
        }
    }

    /// The pieces of a labelled name: its row, and a second line where cards have such.
    fn labelled_name(&mut self, given: &Given, field: Field) -> Option<(Vec<usize>, Basis, f32)> {
        let (pair, weight) = given.get(&Slot::One(field))?;
        // On numbered cards each name has its own number; a line without one is another's.
        let most = if self.page.scheme == Scheme::None { 2 } else { 1 };
        let rows = self.lines_from(pair.value, most, 0.55);
        let named = |row: &[usize]| {
            let text: Vec<String> = row.iter().map(|&i| self.page.text(i)).collect();
            value::parse(Field::LastName, &text.join(" ")).is_some_and(|p| p.form > 0.75)
        };
        let mut pieces: Vec<usize> = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            if index == 0 && !named(row) {
                pieces.push(pair.value);
                break;
            }
            if named(row) {
                pieces.extend(row);
            }
        }
        self.used.extend(pieces.iter().copied());
        Some((pieces, Basis::Label(pair.relation), *weight))
    }

    fn text_of(&self, pieces: &[usize]) -> String {
        pieces.iter().map(|&i| self.page.text(i)).collect::<Vec<_>>().join(" ")
    }

    fn put_last(&mut self, pieces: &[usize], basis: Basis, weight: f32) {
        let Some(name) = value::name_text(&self.text_of(pieces)) else { return };
        let (last, suffix) = names::without_suffix(&name);
        self.put(Field::LastName, basis, pieces, Some(last), weight);
        if let Some(suffix) = suffix.filter(|_| !self.has(Field::NameSuffix)) {
            self.put(Field::NameSuffix, basis, pieces, Some(suffix), weight);
        }
    }

    fn put_first(
        &mut self,
        pieces: &[usize],
        basis: Basis,
        weight: f32,
        american: bool,
        given: &Given,
    ) {
        let Some(name) = value::name_text(&self.text_of(pieces)) else { return };
        let name = if self.page.scheme == Scheme::Eu { names::without_title(&name) } else { name };
        let (name, suffix) = if american { names::without_suffix(&name) } else { (name, None) };
        if let Some(suffix) = suffix.filter(|_| !self.has(Field::NameSuffix)) {
            self.put(Field::NameSuffix, basis, pieces, Some(suffix), weight);
        }
        let own_middle = given.contains_key(&Slot::One(Field::MiddleName));
        let (first, middle) =
            if american && !own_middle { names::first_and_middle(&name) } else { (name, None) };
        self.put(Field::FirstName, basis, pieces, Some(first), weight);
        if let Some(middle) = middle {
            self.put(Field::MiddleName, basis, pieces, Some(middle), weight);
        }
    }

    /// Surname and given names under one label; `false` if there are not both.
    fn full_name(&mut self, pair: Pair, weight: f32) -> bool {
        let rows = self.lines_from(pair.value, 2, 0.6);
        let mut lines: Vec<String> =
            self.joined(&rows).iter().map_while(|line| value::name_text(line)).collect();
        let mut pieces: Vec<usize> = rows.iter().take(lines.len()).flatten().copied().collect();
        // A second line goes on only where the first has one part.
        if lines.first().is_some_and(|l| l.trim_end_matches(',').contains(", ")) {
            lines.truncate(1);
            pieces = rows.first().cloned().unwrap_or_default();
        }
        let american = self.page.scheme == Scheme::Aamva;
        let Some((parts, sure)) = names::whole(&lines, american) else { return false };
        let parts = [
            (Field::LastName, parts.last),
            (Field::FirstName, parts.first),
            (Field::MiddleName, parts.middle),
            (Field::NameSuffix, parts.suffix),
        ];
        for (field, part) in parts {
            if let Some(part) = part {
                self.put(field, Basis::Label(pair.relation), &pieces, Some(part), weight * sure);
            }
        }
        true
    }

    /// Names without labels on an American card: the annex A order puts the family name, the given
    /// names and the address below one another.
    fn names_above_address(
        &mut self,
        last: &mut Option<(Vec<usize>, Basis, f32)>,
        first: &mut Option<(Vec<usize>, Basis, f32)>,
    ) {
        let top = self.page.pieces.iter().enumerate().filter(|(i, piece)| {
            let box_of = |f: Field| self.result.fields.get(&f).and_then(|v| v.raw.as_ref());
            self.used.contains(i)
                && piece.is_text()
                && box_of(Field::Street)
                    .is_some_and(|raw| raw.expose().starts_with(&self.page.text(*i)))
        });
        let Some(street) = top.map(|(i, _)| i).next() else { return };
        let mut rows: Vec<Vec<usize>> = Vec::new();
        let mut at = street;
        while rows.len() < 2
            && let Some(above) = self.page.above(at, 1.6).filter(|i| !self.used.contains(i))
        {
            let row = self.page.row_from(above, &|i| !self.used.contains(&i));
            let named = value::parse(Field::LastName, &self.text_of(&row));
            if named.is_none_or(|p| p.form < 0.75) {
                break;
            }
            rows.push(row);
            at = above;
        }
        let found = |row: &Vec<usize>| Some((row.clone(), Basis::Form, 0.7));
        match (rows.as_slice(), last.is_some(), first.is_some()) {
            ([given, family, ..], false, false) => {
                *first = found(given);
                *last = found(family);
            }
            ([given, ..], true, false) => *first = found(given),
            ([family, ..], false, true) => *last = found(family),
            _ => {}
        }
    }

    /// The place of birth that European licences print behind the date (field 3), and Italian cards
    /// before it.
    fn place_beside_birth(&mut self) {
        let birth = self.result.fields.get(&Field::BirthDate).and_then(|v| v.bounds);
        if self.has(Field::PlaceOfBirth) || birth.is_none() {
            return;
        }
        let date = self.page.pieces.iter().enumerate().find(|(index, piece)| {
            piece.date().is_some()
                && self.used.contains(index)
                && self.page.value(&[*index], None, 0.0).bounds == birth
        });
        let Some((index, date)) = date else { return };
        let asked = self.page.scheme == Scheme::Eu
            || self
                .page
                .pairs
                .iter()
                .any(|pair| pair.slot == Slot::One(Field::PlaceOfBirth) && pair.value == index);
        let beside = self.page.pieces.iter().enumerate().find(|(i, piece)| {
            piece.strip == date.strip && piece.is_text() && !self.used.contains(i)
        });
        let Some((place, _)) = beside.filter(|_| asked) else { return };
        if let Some(read) = value::parse(Field::PlaceOfBirth, &self.page.text(place)) {
            self.put(
                Field::PlaceOfBirth,
                Basis::Label(Relation::Right),
                &[place],
                read.value,
                0.75,
            );
        }
    }

    /// A document number without a label: the only text that looks like one (German cards print it alone).
    fn unlabelled_number(&mut self) {
        if self.has(Field::DocumentNumber) {
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
