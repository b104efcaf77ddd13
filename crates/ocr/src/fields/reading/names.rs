//! Names by their labels, with second lines, suffixes and middle names; on American cards also by
//! their place above the address.

use bonafide_types::Field;

use super::{Basis, Given, Reading};
use crate::fields::neighbour::Pair;
use crate::fields::piece::Piece;
use crate::fields::vocabulary::{Scheme, Slot};
use crate::fields::{names, value};

/// The pieces of a name, what they rest on, how surely.
type Found = (Vec<usize>, Basis, f32);

impl Reading<'_> {
    /// Puts the names of the holder.
    pub(super) fn names(&mut self, given: &Given) {
        let american = self.page.scheme == Scheme::Aamva;
        if let Some((pair, _)) = given.get(&Slot::FullName) {
            // Not yet a value: it may be the second line of another name.
            self.used.remove(&pair.value);
        }
        let mut last = self.labelled_name(given, Field::LastName);
        let mut first = self.labelled_name(given, Field::FirstName);
        if first.is_none() && self.whole_name(given) {
            return;
        }
        if let Some((pair, weight)) = given.get(&Slot::FullName).filter(|_| last.is_none()) {
            // `Name` beside `Vorname`: the surname.
            last = Some((vec![pair.value], Basis::Label(pair.relation), *weight));
        }
        if american && (last.is_none() || first.is_none()) {
            self.names_above_address(&mut last, &mut first);
        }
        if let Some((pieces, basis, weight)) = last {
            self.put_last(&pieces, basis, weight);
        }
        if let Some(found) = first {
            self.put_first(&found, given);
        }
        if let Some((pair, weight)) = given.get(&Slot::One(Field::MiddleName))
            && let Some(read) = value::parse(Field::MiddleName, &self.page.text(pair.value))
        {
            let basis = Basis::Label(pair.relation);
            self.put(Field::MiddleName, basis, &[pair.value], read.value, *weight);
        }
    }

    /// Both names under one label, where there is no label of given names: `Name / Nom` over
    /// `DOE, JOHN`, or `1,2`.
    fn whole_name(&mut self, given: &Given) -> bool {
        let surname = given.get(&Slot::One(Field::LastName)).copied().filter(|(pair, _)| {
            let words = self.piece(pair.label).and_then(Piece::label);
            words.is_some_and(|hit| hit.words.iter().any(|(slot, _)| *slot == Slot::FullName))
        });
        let whole = given.get(&Slot::FullName).copied();
        for (pair, weight) in surname.into_iter().chain(whole) {
            let lone = given.contains_key(&Slot::One(Field::LastName)) && surname.is_none();
            self.used.remove(&pair.value);
            if !lone && self.full_name(pair, weight) {
                return true;
            }
            self.used.insert(pair.value);
        }
        false
    }

    /// The pieces of a labelled name: its row, and a second line where cards have such.
    fn labelled_name(&mut self, given: &Given, field: Field) -> Option<Found> {
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

    fn put_last(&mut self, pieces: &[usize], basis: Basis, weight: f32) {
        let Some(name) = value::name_text(&self.text_of(pieces)) else { return };
        let (last, suffix) = names::without_suffix(&name);
        self.put(Field::LastName, basis, pieces, Some(last), weight);
        if let Some(suffix) = suffix.filter(|_| !self.has(Field::NameSuffix)) {
            self.put(Field::NameSuffix, basis, pieces, Some(suffix), weight);
        }
    }

    fn put_first(&mut self, (pieces, basis, weight): &Found, given: &Given) {
        let (basis, weight) = (*basis, *weight);
        let american = self.page.scheme == Scheme::Aamva;
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
    fn names_above_address(&mut self, last: &mut Option<Found>, first: &mut Option<Found>) {
        // The family name stands above the given names where their label was seen, else all above the street.
        let given = first.as_ref().and_then(|(pieces, ..)| pieces.first().copied());
        let Some(mut at) = given.or(self.street) else { return };
        let mut rows: Vec<Vec<usize>> = Vec::new();
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
}
