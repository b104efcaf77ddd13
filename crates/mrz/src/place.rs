//! Where fields and check digits stand, for whoever knows how well each character was read.

use std::ops::Range;

use bonafide_types::Field;

use crate::check::Group;
use crate::layout::Span;
use crate::national_id::national_id_at;
use crate::zone::Mrz;

/// Characters that stand side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line, from 0.
    pub line: usize,
    /// The columns, from 0.
    pub columns: Range<usize>,
}

impl Mrz {
    /// Where the characters of a field of [`Mrz::to_fields`] stand, without the fillers around them:
    /// one place, or two for a number that runs over into the optional data. None where the layout
    /// has no such field or nothing stands in it.
    ///
    /// ```
    /// use bonafide_types::Field;
    /// let mrz = bonafide_mrz::parse(&[
    ///     "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    ///     "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    /// ])?;
    /// let given = &mrz.places(Field::FirstName)[0];
    /// assert_eq!((given.line, given.columns.clone()), (0, 15..25));
    /// assert!(mrz.places(Field::Street).is_empty());
    /// # Ok::<(), bonafide_mrz::ParseError>(())
    /// ```
    pub fn places(&self, field: Field) -> Vec<Place> {
        let layout = self.layout();
        let spans = match field {
            Field::DocumentNumber => vec![self.trimmed(layout.number), self.run_over()],
            Field::IssuingCountry => vec![self.trimmed(layout.issuing)],
            Field::Nationality => vec![self.trimmed(layout.nationality)],
            Field::BirthDate => vec![layout.birth_date],
            Field::ExpiresAt => vec![layout.expiry_date],
            Field::Gender => vec![layout.sex],
            Field::LastName => vec![self.trimmed(self.name_spans().0)],
            Field::FirstName => vec![self.trimmed(self.name_spans().1)],
            Field::NationalId => national_id_at(self).into_iter().collect(),
            _ => Vec::new(),
        };
        spans.into_iter().flat_map(|span| self.split(span)).collect()
    }

    /// Where the characters that a check digit covers stand, and the digit itself.
    ///
    /// ```
    /// use bonafide_mrz::Group;
    /// let mrz = bonafide_mrz::parse(&[
    ///     "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    ///     "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    /// ])?;
    /// let columns: Vec<_> = mrz.check_places(Group::BirthDate).into_iter().map(|p| p.columns).collect();
    /// assert_eq!(columns, [13..19, 19..20]);
    /// # Ok::<(), bonafide_mrz::ParseError>(())
    /// ```
    pub fn check_places(&self, group: Group) -> Vec<Place> {
        let Some(check) = self.layout().checks.iter().find(|check| check.group == group) else {
            return Vec::new();
        };
        let run_over = self.run_over();
        let mut spans = check.covers.to_vec();
        if group == Group::DocumentNumber && !run_over.is_none() {
            // The digit follows the last piece of the number.
            spans.push(Span { start: run_over.start, end: run_over.end + 1 });
        } else {
            spans.push(Span { start: check.at, end: check.at + 1 });
        }
        spans.into_iter().flat_map(|span| self.split(span)).collect()
    }

    /// The piece of the number that stands in the optional data.
    fn run_over(&self) -> Span {
        let start = self.layout().optional[0].start;
        Span { start, end: start + self.run_over_length() }
    }

    /// The name field in its two parts, still with fillers.
    fn name_spans(&self) -> (Span, Span) {
        let layout = self.layout();
        if !layout.given_names.is_none() {
            return (layout.names, layout.given_names);
        }
        match self.slice(layout.names).find("<<") {
            Some(at) => {
                let gap = layout.names.start + at;
                (Span { end: gap, ..layout.names }, Span { start: gap + 2, ..layout.names })
            }
            None => (layout.names, Span::NONE),
        }
    }

    /// A run of characters without the fillers at its ends.
    pub(crate) fn trimmed(&self, span: Span) -> Span {
        let text = self.slice(span);
        let trailing = text.len() - text.trim_end_matches('<').len();
        let leading = text.len() - text.trim_start_matches('<').len();
        if leading == text.len() {
            return Span::NONE;
        }
        Span { start: span.start + leading, end: span.end - trailing }
    }

    /// A run of characters, which may go over the end of a line, by lines.
    fn split(&self, span: Span) -> Vec<Place> {
        let mut places = Vec::new();
        let mut start = 0;
        for (line, length) in self.layout().lines.iter().enumerate() {
            let end = start + length;
            let (from, to) = (span.start.max(start), span.end.min(end));
            if from < to {
                places.push(Place { line, columns: from - start..to - start });
            }
            start = end;
        }
        places
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::zone::parse;

    fn text_at(mrz: &Mrz, places: &[Place]) -> String {
        let lines: Vec<&str> = mrz.lines().collect();
        places.iter().map(|place| &lines[place.line][place.columns.clone()]).collect()
    }

    #[test]
    fn a_number_that_runs_over_has_two_places() {
        // ICAO Doc 9303 Part 5, appendix B.
        let lines = [
            "I<UTOD23145890<7349<<<<<<<<<<<",
            "3407127M9507122UTO<<<<<<<<<<<2",
            "STEVENSON<<PETER<JOHN<<<<<<<<<",
        ];
        let mrz = parse(&lines).unwrap();
        let number = mrz.places(Field::DocumentNumber);
        assert_eq!(text_at(&mrz, &number), "D23145890734");
        assert_eq!(text_at(&mrz, &mrz.check_places(Group::DocumentNumber)), "D231458907349");
        assert_eq!(text_at(&mrz, &mrz.places(Field::LastName)), "STEVENSON");
        assert_eq!(text_at(&mrz, &mrz.places(Field::FirstName)), "PETER<JOHN");
        let composite = mrz.check_places(Group::Composite);
        assert_eq!(composite.iter().map(|place| place.line).max(), Some(1));
        assert_eq!(text_at(&mrz, &composite[..1]), "D23145890<7349<<<<<<<<<<<");
    }

    #[test]
    fn fields_stand_where_their_raw_text_stands() {
        let zones: [&[&str]; 3] = [
            &[
                "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
                "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
            ],
            &["IDFRABERTHIER<<<<<<<<<<<<<<<<<923026", "8806923102858CORINNE<<<<<<<6512068F6"],
            &[
                "I<LTU11810187<346411231034<<<<",
                "6411231F1901012LTU<<<<<<<<<<<9",
                "BASANAVICIENE<<BIRUTE<<<<<<<<<",
            ],
        ];
        for lines in zones {
            let mrz = parse(lines).unwrap();
            for (field, value) in mrz.to_fields(jiff::civil::date(2026, 6, 1)) {
                let there = text_at(&mrz, &mrz.places(field));
                match &value.raw {
                    Some(raw) => assert_eq!(&there, raw.expose(), "{field:?}"),
                    None => assert_eq!(Some(there.as_str()), value.text(), "{field:?}"),
                }
            }
        }
    }
}
