//! Driver licences and identification cards of invented states: what they say.

use bonafide_types::{Field, FieldValue, Fields, Score, Sex};
use jiff::Span;
use jiff::civil::Date;

use crate::issuer::Issuer;
use crate::person::Person;
use crate::rng::Rng;

/// Which of the two cards a state issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CardKind {
    /// A driver licence.
    DriverLicense,
    /// An identification card: the same without a class.
    IdentificationCard,
}

/// A card as its issuer's records hold it.
#[derive(Clone, Debug)]
pub struct Licence {
    /// Licence or identification card.
    pub kind: CardKind,
    /// The invented state.
    pub issuer: &'static Issuer,
    /// Whose it is.
    pub holder: Person,
    /// Customer number (AAMVA DAQ), with the issuer's own spaces and hyphens.
    pub document_number: String,
    /// Document discriminator (AAMVA DCF).
    pub ref_number: String,
    /// Date of issue.
    pub issued: Date,
    /// Date of expiry, a birthday of the holder.
    pub expires: Date,
    /// Vehicle class.
    pub class: String,
    /// Restriction codes, or `NONE`.
    pub restrictions: String,
    /// Endorsement codes, or `NONE`.
    pub endorsements: String,
}

impl Licence {
    /// Invents a card that is valid on `as_of`: issued in the four years before, valid until the
    /// holder's eighth birthday after the issue.
    pub fn draw(kind: CardKind, issuer: &'static Issuer, seed: u64, as_of: Date) -> Self {
        let mut rng = Rng::for_purpose(seed, "licence");
        let holder = Person::resident(seed, issuer);
        let age_in_days = rng.whole(60, 4 * 365);
        let issued = as_of.saturating_sub(Span::new().days(age_in_days));
        let expires = birthday_in(holder.birth_date, issued.year() + 8);
        Self {
            kind,
            issuer,
            document_number: number(issuer.number_form, &mut rng),
            ref_number: number("00000000000LL00", &mut rng),
            issued,
            expires,
            class: rng.pick(&["D", "D", "C", "M"]).to_owned(),
            restrictions: rng.pick(&["NONE", "B", "NONE"]).to_owned(),
            endorsements: rng.pick(&["NONE", "NONE", "M"]).to_owned(),
            holder,
        }
    }

    /// Moves the card into the past, so that it expires on the holder's birthday in `year`.
    #[must_use]
    pub fn expiring_in(mut self, year: i16) -> Self {
        let moved = self.expires.year() - year;
        self.issued = self.issued.saturating_sub(Span::new().years(moved));
        self.expires = birthday_in(self.holder.birth_date, year);
        self
    }

    /// The card's fields in canonical form, as a barcode would hold them: a middle name that the
    /// holder does not have is there without a value.
    pub fn fields(&self) -> Fields {
        let person = &self.holder;
        let sex = if person.sex == Sex::Female { "female" } else { "male" };
        let mut fields = Fields::new();
        let mut set = |field: Field, value: &str| {
            fields.insert(field, FieldValue::read(value, Score::ONE));
        };
        set(Field::DocumentNumber, &self.document_number);
        set(Field::RefNumber, &self.ref_number);
        set(Field::IssuedAt, &self.issued.to_string());
        set(Field::ExpiresAt, &self.expires.to_string());
        set(Field::IssuingCountry, "USA");
        set(Field::IssuingState, self.issuer.code);
        set(Field::FirstName, &person.first_name);
        set(Field::LastName, &person.last_name);
        if let Some(middle) = &person.middle_name {
            set(Field::MiddleName, middle);
        }
        if let Some(suffix) = &person.name_suffix {
            set(Field::NameSuffix, suffix);
        }
        set(Field::Street, &person.street);
        set(Field::City, &person.city);
        set(Field::State, self.issuer.code);
        set(Field::PostalCode, &person.postal_code);
        set(Field::BirthDate, &person.birth_date.to_string());
        set(Field::Gender, sex);
        set(Field::Height, &format!("{} in", person.height_inches));
        set(Field::Weight, &format!("{} lb", person.weight_pounds));
        set(Field::EyeColor, person.eye_color);
        set(Field::HairColor, person.hair_color);
        if self.kind == CardKind::DriverLicense {
            set(Field::Class, &self.class);
            set(Field::Restrictions, &self.restrictions);
            set(Field::Mentions, &self.endorsements);
        }
        if person.middle_name.is_none() {
            fields.insert(Field::MiddleName, FieldValue::none(Score::ONE));
        }
        fields
    }
}

/// A birthday in another year; 29 February becomes 28.
pub(crate) fn birthday_in(birth: Date, year: i16) -> Date {
    birth
        .with()
        .year(year)
        .build()
        .unwrap_or_else(|_| birth.with().day(28).year(year).build().unwrap_or(birth))
}

/// Fills a form: `L` becomes a letter that no digit looks like, `0` a digit.
pub(crate) fn number(form: &str, rng: &mut Rng) -> String {
    form.chars()
        .map(|slot| match slot {
            'L' => rng.pick(&['A', 'C', 'E', 'F', 'H', 'K', 'M', 'P', 'R', 'T', 'W', 'X']),
            '0' => char::from(b'0' + rng.below(10) as u8),
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use bonafide_types::Field;
    use jiff::civil::date;

    use super::{CardKind, Licence};
    use crate::issuer::ISSUERS;

    #[test]
    fn a_card_is_valid_on_its_day_and_expires_on_a_birthday() {
        let as_of = date(2026, 6, 1);
        for seed in 0..50 {
            let card = Licence::draw(CardKind::DriverLicense, &ISSUERS[2], seed, as_of);
            assert!(card.issued < as_of && as_of < card.expires, "{seed}");
            assert_eq!(card.expires.day(), card.holder.birth_date.day());
            let past = card.expiring_in(2025);
            assert!(past.issued < past.expires && past.expires < as_of, "{seed}");
        }
    }

    #[test]
    fn an_identification_card_has_no_class() {
        let card = Licence::draw(CardKind::IdentificationCard, &ISSUERS[0], 3, date(2026, 6, 1));
        assert!(!card.fields().contains_key(&Field::Class));
        assert_eq!(card.fields()[&Field::IssuingCountry].text(), Some("USA"));
    }
}
