//! The fields of one source, ready to be compared with those of another.

use std::collections::BTreeSet;

use bonafide_types::{DataSource, Field, FieldValue, Fields, PartialDate};

use crate::address::AddressParts;
use crate::comparison::{Comparison, Operand};
use crate::name::{PersonName, is_placeholder};
use crate::{address, codes, date, number};

/// What one source says about a document.
#[derive(Clone, Debug)]
pub struct SourceFields<'a> {
    source: DataSource,
    fields: &'a Fields,
    doubtful: BTreeSet<Field>,
}

impl<'a> SourceFields<'a> {
    /// Returns the fields of a source, all of them trusted.
    pub fn new(source: DataSource, fields: &'a Fields) -> SourceFields<'a> {
        SourceFields { source, fields, doubtful: BTreeSet::new() }
    }

    /// Names the fields whose check does not hold (a wrong MRZ check digit): they are compared,
    /// but chosen only where no other source states a value.
    #[must_use]
    pub fn doubting(mut self, fields: impl IntoIterator<Item = Field>) -> SourceFields<'a> {
        self.doubtful.extend(fields);
        self
    }

    /// Returns where the fields came from.
    pub fn source(&self) -> DataSource {
        self.source
    }

    pub(crate) fn doubts(&self, field: Field) -> bool {
        self.doubtful.contains(&field)
    }

    pub(crate) fn value(&self, field: Field) -> Option<&'a FieldValue> {
        self.fields.get(&field)
    }

    /// Whether this source takes part in document agreement; the registry only confirms.
    pub(crate) fn takes_part(&self) -> bool {
        !matches!(self.source, DataSource::Dmv | DataSource::Unknown)
    }
}

/// A source with its names split.
pub(crate) struct Prepared<'a> {
    pub(crate) from: &'a SourceFields<'a>,
    name: PersonName<'a>,
    /// Its characters were recognised in a picture.
    pub(crate) pixels: bool,
}

impl<'a> Prepared<'a> {
    pub(crate) fn new(from: &'a SourceFields<'a>) -> Prepared<'a> {
        let pixels = from.source.is_read_from_pixels();
        Prepared { from, name: PersonName::of(from.fields, pixels), pixels }
    }

    /// Prepares the sources that take part, in the order of the source enumeration.
    pub(crate) fn all(sources: &'a [SourceFields<'a>]) -> Vec<Prepared<'a>> {
        let mut prepared: Vec<_> =
            sources.iter().filter(|s| s.takes_part()).map(Prepared::new).collect();
        prepared.sort_by_key(|p| p.from.source);
        prepared
    }

    pub(crate) fn source(&self) -> DataSource {
        self.from.source
    }

    /// Returns the value that the source states; placeholders and empty values are none.
    pub(crate) fn stated(&self, field: Field) -> Option<&'a str> {
        if field == Field::NameSuffix {
            return self.name.suffix();
        }
        let text = self.from.value(field)?.text()?;
        let states = match field {
            Field::FirstName | Field::MiddleName | Field::LastName => self.name.states(field),
            Field::Class | Field::Mentions | Field::Restrictions => !text.trim().is_empty(),
            date if date.is_date() => {
                let nothing = PartialDate::new(None, None, None);
                !is_placeholder(text) && text.parse::<PartialDate>() != nothing
            }
            _ => !is_placeholder(text),
        };
        states.then_some(text)
    }

    /// Whether the source was asked for the field and says that there is none.
    pub(crate) fn states_none(&self, field: Field) -> bool {
        self.from.value(field).is_some() && self.stated(field).is_none()
    }

    fn operand(&self, field: Field) -> Option<Operand<'a>> {
        let text = self.stated(field)?;
        let operand = if self.pixels { Operand::from_pixels(text) } else { Operand::exact(text) };
        Some(operand.cut_short(self.from.value(field).and_then(|value| value.truncated)))
    }

    /// Compares one field with that of another source; `None` unless both state it.
    pub(crate) fn compare(&self, other: &Prepared<'_>, field: Field) -> Option<Comparison> {
        let (a, b) = (self.operand(field)?, other.operand(field)?);
        Some(match field {
            Field::FirstName | Field::MiddleName | Field::LastName | Field::NameSuffix => {
                self.name.compare(&other.name, field)
            }
            Field::DocumentNumber | Field::RefNumber | Field::NationalId => {
                number::compare_numbers(a, b)
            }
            Field::BirthDate | Field::IssuedAt | Field::ExpiresAt => date::compare_dates(a, b),
            Field::IssuingCountry | Field::Nationality => codes::compare_countries(a, b),
            Field::IssuingState | Field::State => codes::compare_states(a, b),
            Field::Street => address::compare_streets(a, b),
            Field::PostalCode => address::compare_postal_codes(a, b),
            Field::Gender => codes::compare_sexes(a, b),
            Field::Height => codes::compare_heights(a, b),
            Field::Weight => codes::compare_weights(a, b),
            Field::EyeColor => codes::compare_eye_colors(a, b),
            Field::HairColor => codes::compare_hair_colors(a, b),
            Field::Class | Field::Mentions | Field::Restrictions => codes::compare_code_sets(a, b),
            _ => address::compare_places(a, b),
        })
    }

    /// Returns the address, if the source states a street.
    /// `pixels` says whether either of the sides to be compared was read from pixels, so that equal
    /// text is folded alike on both.
    pub(crate) fn address(&self, pixels: bool) -> Option<AddressParts> {
        let street = self.stated(Field::Street)?;
        let [city, state, postal_code] =
            [Field::City, Field::State, Field::PostalCode].map(|field| self.stated(field));
        Some(AddressParts::of_fields(Some(street), city, state, postal_code, pixels))
    }
}
