//! The address: its lines by label, or by a last line with city, state and postal code.

use bonafide_types::Field;

use super::{Basis, Reading};
use crate::fields::address::{self, Address};
use crate::fields::neighbour::Pair;
use crate::fields::piece::Piece;
use crate::fields::vocabulary::Scheme;

/// Lines of an address, each of pieces, with what they say.
struct Found {
    rows: Vec<Vec<usize>>,
    parsed: Address,
    weight: f32,
    basis: Basis,
}

impl Reading<'_> {
    /// Puts the parts of the address.
    pub(super) fn address(&mut self, given: Option<(Pair, f32)>) {
        let labelled = given.and_then(|(pair, weight)| self.labelled_address(pair, weight));
        let sure = labelled.as_ref().is_some_and(|found| found.parsed.postal_code.is_some());
        let found = if sure { labelled } else { self.unlabelled_address().or(labelled) };
        let Some(Found { rows, mut parsed, weight, basis }) = found else { return };
        if let Some(street) = self.without_number(&rows) {
            parsed.street = Some(street);
        }
        self.street =
            rows.first().and_then(|row| row.first()).copied().filter(|_| parsed.street.is_some());
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
                let own = self.pieces_with(&rows, &part).unwrap_or_else(|| pieces.clone());
                self.put(field, basis, &own, Some(part), evidence);
            }
        }
        self.used.extend(pieces);
    }

    fn labelled_address(&self, pair: Pair, weight: f32) -> Option<Found> {
        let mut rows = self.lines_from(pair.value, 4, 1.0);
        // The address ends with the line that has the postal code, unless it begins with it.
        let lines = self.joined(&rows);
        let last = lines.iter().position(|line| address::city_line(line).is_some());
        rows.truncate(match last {
            Some(0) => 2,
            Some(last) => last + 1,
            None => 3,
        });
        let parsed = address::parse_lines(&self.joined(&rows))?;
        Some(Found { rows, parsed, weight, basis: Basis::Label(pair.relation) })
    }

    /// The street without the field number `8` that a reader glued to the house number: such a line
    /// begins to the left of the line below it.
    fn without_number(&self, rows: &[Vec<usize>]) -> Option<String> {
        let first = self.piece(*rows.first()?.first()?)?;
        let second = self.piece(*rows.get(1)?.first()?)?;
        let text = self.joined(rows).first()?.clone();
        let house =
            text.strip_prefix('8').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))?;
        let indent = (second.rect.left - first.rect.left) / first.rect.height();
        let lines: Vec<String> = std::iter::once(house.to_owned())
            .chain(self.joined(rows).into_iter().skip(1))
            .collect();
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
    fn unlabelled_address(&self) -> Option<Found> {
        let mut best: Option<Found> = None;
        for index in 0..self.page.pieces.len() {
            let text = self.piece(index).is_some_and(Piece::is_text);
            let found =
                if text && !self.used.contains(&index) { self.address_at(index) } else { None };
            if let Some(found) = found
                && best.as_ref().is_none_or(|old| found.parsed.form > old.parsed.form)
            {
                best = Some(found);
            }
        }
        best
    }

    /// The address whose last line begins with a piece.
    fn address_at(&self, index: usize) -> Option<Found> {
        let row = self.page.row_from(index, &|i| !self.used.contains(&i));
        let line = self.joined(std::slice::from_ref(&row));
        let last = address::city_line(line.first()?)?;
        if last.form < address::GLUED || last.state.is_none() {
            return None;
        }
        let rows = self.with_street(index, row);
        if rows.len() == 1 && last.form <= address::GLUED {
            return None;
        }
        let parsed = address::parse_lines(&self.joined(&rows))?;
        Some(Found { rows, parsed, weight: 0.85, basis: Basis::Form })
    }

    /// A last line with the street above it, and the street's first line where it has two.
    fn with_street(&self, index: usize, row: Vec<usize>) -> Vec<Vec<usize>> {
        let free = |i: usize| !self.used.contains(&i);
        let mut rows = vec![row];
        let mut top = index;
        while rows.len() < 3
            && let Some(above) = self.page.above(top, 1.0).filter(|i| free(*i))
        {
            let text = self.page.text(above);
            if rows.len() > 1 && !address::is_street(&text) {
                break;
            }
            rows.insert(0, self.page.row_from(above, &free));
            top = above;
            if text.starts_with(|c: char| c.is_ascii_digit()) {
                break;
            }
        }
        rows
    }
}
