//! Passports and identity cards of Utopia: what they say.

use bonafide_types::{Field, FieldValue, Fields, Score, Sex};
use jiff::Span;
use jiff::civil::Date;

use crate::issuer::ISSUERS;
use crate::licence::number;
use crate::person::Person;
use crate::rng::Rng;

/// Which travel document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TravelKind {
    /// A passport booklet's data page, ID-3 with two machine-readable lines (TD3).
    Passport,
    /// An identity card, ID-1 with three machine-readable lines on the back (TD1).
    IdentityCard,
    /// A passport card: the same size and zone as an identity card, for travel to some states.
    PassportCard,
}

impl TravelKind {
    /// The document code that begins the machine-readable zone.
    pub fn code(self) -> &'static str {
        match self {
            Self::Passport => "P",
            Self::IdentityCard => "I",
            Self::PassportCard => "IP",
        }
    }

    /// The issuer's phrase for the document.
    pub fn title(self) -> &'static str {
        match self {
            Self::Passport => "PASSPORT",
            Self::IdentityCard => "IDENTITY CARD",
            Self::PassportCard => "PASSPORT CARD",
        }
    }
}

/// A travel document of Utopia, the state that ICAO Doc 9303 uses for its specimens.
#[derive(Clone, Debug)]
pub struct TravelDocument {
    /// Passport or identity card.
    pub kind: TravelKind,
    /// Whose it is.
    pub holder: Person,
    /// Nine characters.
    pub document_number: String,
    /// Date of issue.
    pub issued: Date,
    /// Date of expiry, ten years less a day after the issue.
    pub expires: Date,
    /// The state's own number for the holder (the optional data of the MRZ).
    pub national_id: String,
}

impl TravelDocument {
    /// Invents a document that is valid on `as_of`.
    pub fn draw(kind: TravelKind, seed: u64, as_of: Date) -> Self {
        let mut rng = Rng::for_purpose(seed, "travel");
        // The address stays unused: a passport has none.
        let holder = Person::resident(seed, &ISSUERS[0]);
        let age_in_days = rng.whole(60, 7 * 365);
        let issued = as_of.saturating_sub(Span::new().days(age_in_days));
        let expires =
            issued.saturating_add(Span::new().years(10)).saturating_sub(Span::new().days(1));
        Self {
            kind,
            holder,
            document_number: number("L00000000", &mut rng),
            issued,
            expires,
            national_id: number("LL0000000", &mut rng),
        }
    }

    /// The document's fields in canonical form.
    pub fn fields(&self) -> Fields {
        let person = &self.holder;
        let sex = if person.sex == Sex::Female { "female" } else { "male" };
        let mut fields = Fields::new();
        let mut set = |field: Field, value: &str| {
            fields.insert(field, FieldValue::read(value, Score::ONE));
        };
        set(Field::DocumentNumber, &self.document_number);
        set(Field::IssuedAt, &self.issued.to_string());
        set(Field::ExpiresAt, &self.expires.to_string());
        set(Field::IssuingCountry, "UTO");
        set(Field::Nationality, "UTO");
        set(Field::NationalId, &self.national_id);
        set(Field::FirstName, &person.first_name);
        if let Some(middle) = &person.middle_name {
            set(Field::MiddleName, middle);
        }
        set(Field::LastName, &person.last_name);
        set(Field::BirthDate, &person.birth_date.to_string());
        set(Field::Gender, sex);
        set(Field::PlaceOfBirth, &person.place_of_birth);
        fields
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{TravelDocument, TravelKind};

    #[test]
    fn a_passport_is_valid_on_its_day() {
        for seed in 0..50 {
            let passport = TravelDocument::draw(TravelKind::Passport, seed, date(2026, 6, 1));
            assert!(passport.issued < date(2026, 6, 1) && passport.expires > date(2026, 6, 1));
            assert_eq!(passport.expires.year() - passport.issued.year(), 10, "{seed}");
            assert_eq!(passport.document_number.len(), 9);
        }
    }
}
