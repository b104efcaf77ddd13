//! The fields of a zone in canonical form.

use bonafide_types::{Country, Field, FieldValue, Fields, PartialDate, Score, Sex};
use jiff::civil::Date;

use crate::check::Group;
use crate::format::Format;
use crate::national_id::national_id;
use crate::zone::Mrz;

/// Ranks of confidence, not probabilities: they put a field whose digit agrees before one that no
/// digit covers, and that before one whose digit is wrong. How well the characters were read is the
/// reader's to say.
mod confidence {
    /// A check digit of the field's own agrees.
    pub(super) const CHECKED: f64 = 1.0;
    /// Only the composite digit covers the field, and agrees; or no digit does.
    pub(super) const COVERED: f64 = 0.9;
    pub(super) const UNCHECKED: f64 = 0.8;
    /// A digit that covers the field is wrong.
    pub(super) const REFUTED: f64 = 0.2;
}

impl Mrz {
    /// The fields of the zone in canonical form, as of a day (which only settles the century of
    /// dates): number, issuing country and nationality (alpha-3), dates (EDTF, unknown parts as
    /// `X`), sex, names, and the national number where the issuer's layout defines one.
    ///
    /// Confidence is 1 where a check digit of the field's own agrees, 0.9 where the composite
    /// digit covers it, 0.8 where no digit does, 0.2 where a digit is wrong. A field whose
    /// characters mean nothing (month 13, an unknown letter for the sex) is left out. A name that
    /// is not there is a value of `None`; `truncated` says whether the issuer may have cut it.
    ///
    /// ```
    /// use bonafide_types::Field;
    /// use jiff::civil::date;
    /// let mrz = bonafide_mrz::parse(&[
    ///     "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    ///     "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    /// ])?;
    /// let fields = mrz.to_fields(date(2024, 8, 12));
    /// assert_eq!(fields[&Field::DocumentNumber].text(), Some("L898902C3"));
    /// assert_eq!(fields[&Field::BirthDate].text(), Some("1974-08-12"));
    /// assert_eq!(fields[&Field::ExpiresAt].text(), Some("2012-04-15"));
    /// assert_eq!(fields[&Field::Gender].text(), Some("female"));
    /// assert_eq!(fields[&Field::FirstName].text(), Some("ANNA MARIA"));
    /// assert_eq!(fields[&Field::FirstName].truncated, Some(false));
    /// # Ok::<(), bonafide_mrz::ParseError>(())
    /// ```
    pub fn to_fields(&self, as_of: Date) -> Fields {
        let mut fields = Fields::new();
        self.put_number(&mut fields);
        self.put_countries(&mut fields);
        let birth = self.birth_date_on(as_of);
        self.put_date(&mut fields, Field::BirthDate, birth, self.birth_date(), Group::BirthDate);
        let expiry = self.expiry_date_on(as_of);
        self.put_date(&mut fields, Field::ExpiresAt, expiry, self.expiry_date(), Group::ExpiryDate);
        if let Some((letter, sex)) =
            self.sex().and_then(|c| Some((c, Sex::from_mrz(u8::try_from(c).ok()?)?)))
        {
            let value = FieldValue::read(sex.word(), self.uncovered()).with_raw(letter);
            fields.insert(Field::Gender, value);
        }
        self.put_names(&mut fields);
        if let Some(number) = national_id(self) {
            let confidence = self.confidence(Group::PersonalNumber);
            fields.insert(Field::NationalId, FieldValue::read(number, confidence));
        }
        fields
    }

    fn put_number(&self, fields: &mut Fields) {
        let raw = self.document_number().to_string();
        if !raw.is_empty() {
            let value =
                FieldValue::read(raw.replace('<', ""), self.confidence(Group::DocumentNumber));
            fields.insert(Field::DocumentNumber, value.with_raw(raw));
        }
    }

    fn put_countries(&self, fields: &mut Fields) {
        let places =
            [(Field::IssuingCountry, self.issuing()), (Field::Nationality, self.nationality())];
        for (field, code) in places.into_iter().filter(|(_, code)| !code.is_empty()) {
            let value = match Country::from_mrz(code) {
                Some(country) => FieldValue::read(country.alpha3(), self.uncovered()),
                // A code that no table has is kept: what it says about the document is for others.
                None => FieldValue::read(code, Score::clamped(confidence::REFUTED)),
            };
            fields.insert(field, value.with_raw(code));
        }
    }

    fn put_date(
        &self,
        fields: &mut Fields,
        field: Field,
        date: Option<PartialDate>,
        raw: &str,
        group: Group,
    ) {
        let Some(date) = date else { return };
        let value = if (date.year(), date.month(), date.day()) == (None, None, None) {
            FieldValue::none(self.confidence(group))
        } else {
            FieldValue::read(date.to_string(), self.confidence(group))
        };
        fields.insert(field, value.with_raw(raw));
    }

    fn put_names(&self, fields: &mut Fields) {
        let layout = self.layout();
        if layout.names.is_none() {
            return;
        }
        let given_are_there = self.format() != Format::FrenchDrivingLicence;
        let names = [(Field::LastName, self.surname()), (Field::FirstName, self.given_names())];
        for (field, name) in names {
            if field == Field::FirstName && !given_are_there {
                continue;
            }
            let value = if name.is_empty() {
                FieldValue::none(self.uncovered())
            } else {
                FieldValue::read(name.to_string(), self.uncovered()).with_raw(name.raw())
            };
            fields.insert(field, value.with_truncated(Some(self.names_may_be_truncated())));
        }
    }

    /// The confidence in a field with a digit of its own, or without one in this layout.
    fn confidence(&self, group: Group) -> Score {
        let composite = self.check(Group::Composite).map(|check| check.ok);
        Score::clamped(match (self.check(group).map(|check| check.ok), composite) {
            (Some(true), _) => confidence::CHECKED,
            (Some(false), _) | (None, Some(false)) => confidence::REFUTED,
            (None, Some(true)) => confidence::COVERED,
            (None, None) => confidence::UNCHECKED,
        })
    }

    /// The confidence in a field that no digit covers; a composite that takes in every character
    /// speaks for it too.
    fn uncovered(&self) -> Score {
        let covers_all = matches!(
            self.format(),
            Format::FrenchId | Format::DrivingLicence | Format::FrenchDrivingLicence
        );
        match self.check(Group::Composite) {
            Some(check) if covers_all && check.ok => Score::clamped(confidence::COVERED),
            Some(_) if covers_all => Score::clamped(confidence::REFUTED),
            _ => Score::clamped(confidence::UNCHECKED),
        }
    }
}
