//! Dates and their roles.

use bonafide_types::Field;

use super::{Basis, LEAST, Reading};
use crate::fields::date_roles::{Candidate, ROLES, Role, give_roles};
use crate::fields::neighbour::Relation;
use crate::fields::piece::Piece;
use crate::fields::value;
use crate::fields::vocabulary::{Scheme, Slot};

/// A date piece with what its labels say.
struct Labelled {
    piece: usize,
    candidate: Candidate,
    /// How it stands to its best label of each role.
    relations: [Relation; 3],
}

impl Reading<'_> {
    /// Gives dates their roles.
    pub(super) fn dates(&mut self) {
        let dates: Vec<Labelled> =
            (0..self.page.pieces.len()).filter_map(|piece| self.labelled_date(piece)).collect();
        let candidates: Vec<Candidate> = dates.iter().map(|d| d.candidate.clone()).collect();
        let roles = give_roles(&candidates, self.page.order, self.page.as_of);
        for (role, (field, given)) in ROLES.into_iter().zip(roles).enumerate() {
            let Some((given, date)) = given.and_then(|g| Some((g, dates.get(g.candidate)?))) else {
                continue;
            };
            self.put_date(field, role, given, date);
        }
    }

    fn put_date(&mut self, field: Field, role: usize, given: Role, date: &Labelled) {
        let labelled = date.candidate.labelled.get(role).is_some_and(|l| *l > LEAST);
        let basis = match date.relations.get(role).filter(|_| labelled) {
            Some(relation) => Basis::Label(*relation),
            None => Basis::Form,
        };
        self.put(field, basis, &[date.piece], Some(given.date.to_string()), given.confidence);
    }

    fn labelled_date(&self, piece: usize) -> Option<Labelled> {
        let date = self.piece(piece).and_then(Piece::date)?;
        let mut labelled = [0.0_f32; 3];
        let mut relations = [Relation::Right; 3];
        let mut claimed = false;
        for pair in self.page.pairs.iter().filter(|pair| pair.value == piece) {
            let strength = pair.near * pair.said;
            let role = ROLES.iter().position(|field| pair.slot == Slot::One(*field));
            claimed |= role.is_none() && pair.slot == Slot::Other && strength > 0.6;
            let best = role.and_then(|r| labelled.get_mut(r).zip(relations.get_mut(r)));
            if let Some((best, relation)) = best.filter(|(best, _)| strength > **best) {
                *best = strength;
                *relation = pair.relation;
            }
        }
        let (readings, form) = (date.readings.clone(), date.form);
        Some(Labelled {
            piece,
            candidate: Candidate { readings, labelled, form, claimed },
            relations,
        })
    }

    /// The place of birth that European licences print behind the date (field 3), and Italian cards
    /// before it.
    pub(super) fn place_beside_birth(&mut self) {
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
}
