//! What a person states, brought into the canonical form of each field.

use bonafide_types::{
    Country, EyeColor, Field, FieldValue, HairColor, Height, PartialDate, Score, Sex, Subdivision,
    Weight,
};

/// A claim that is not a value of its field. Holds no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{}` is not {expected}", field.name())]
pub struct ClaimError {
    /// The field.
    pub field: Field,
    /// What its values look like.
    pub expected: &'static str,
}

/// Longest text of a claim, in bytes.
pub const LONGEST_CLAIM: usize = 256;

/// Brings a stated value into canonical form; an empty text is a field left empty on purpose.
///
/// Dates are taken as `YYYY-MM-DD` (unknown parts as `XX`) or `YYYYMMDD`; forms whose day and month
/// could be mistaken for each other are refused.
///
/// ```
/// use bonafide::{claims::canonical, types::Field};
/// assert_eq!(canonical(Field::BirthDate, "19900131")?.text(), Some("1990-01-31"));
/// assert_eq!(canonical(Field::State, "new york")?.text(), Some("NY"));
/// assert_eq!(canonical(Field::Height, "6'0\"")?.text(), Some("72 in"));
/// assert!(canonical(Field::BirthDate, "01/02/1990").is_err());
/// # Ok::<(), bonafide::claims::ClaimError>(())
/// ```
///
/// # Errors
/// [`ClaimError`] when the text is longer than 256 bytes or not a value of the field.
pub fn canonical(field: Field, text: &str) -> Result<FieldValue, ClaimError> {
    let stated = text.trim();
    if stated.len() > LONGEST_CLAIM {
        return Err(ClaimError { field, expected: "at most 256 bytes long" });
    }
    if stated.is_empty() {
        return Ok(FieldValue::none(Score::ONE));
    }
    let (value, expected) = match field {
        Field::IssuedAt | Field::ExpiresAt | Field::BirthDate => {
            (date(stated), "a date in the form YYYY-MM-DD or YYYYMMDD")
        }
        Field::Gender => (gender(stated), "male, female or unspecified"),
        Field::State | Field::IssuingState => (state(stated), "a state or province"),
        Field::IssuingCountry | Field::Nationality => (country(stated), "a country"),
        Field::Height => (parsed::<Height>(stated), "a height with unit"),
        Field::Weight => (parsed::<Weight>(stated), "a weight with unit"),
        Field::EyeColor => (eye(stated), "an eye colour"),
        Field::HairColor => (hair(stated), "a hair colour"),
        _ => (Some(stated.to_owned()), "a text"),
    };
    let value = value.ok_or(ClaimError { field, expected })?;
    let changed = value != text;
    let read = FieldValue::read(value, Score::ONE);
    Ok(if changed { read.with_raw(text) } else { read })
}

fn date(text: &str) -> Option<String> {
    let compact = text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit());
    let iso = if compact {
        format!("{}-{}-{}", &text[..4], &text[4..6], &text[6..])
    } else {
        text.to_owned()
    };
    iso.parse::<PartialDate>().ok().map(|date| date.to_string())
}

fn gender(text: &str) -> Option<String> {
    let sex = Sex::from_aamva(text).or_else(|| Sex::from_word(text))?;
    Some(sex.word().to_owned())
}

fn state(text: &str) -> Option<String> {
    let found = Subdivision::from_code(text).or_else(|| Subdivision::from_name(text))?;
    Some(found.code().to_owned())
}

fn country(text: &str) -> Option<String> {
    let found = Country::from_alpha3(text)
        .or_else(|| Country::from_alpha2(text))
        .or_else(|| Country::from_name(text))?;
    Some(found.alpha3().to_owned())
}

fn parsed<T: std::str::FromStr + ToString>(text: &str) -> Option<String> {
    text.parse::<T>().ok().map(|value| value.to_string())
}

fn eye(text: &str) -> Option<String> {
    EyeColor::from_code(text).or_else(|| EyeColor::from_word(text)).map(|c| c.code().to_owned())
}

fn hair(text: &str) -> Option<String> {
    HairColor::from_code(text).or_else(|| HairColor::from_word(text)).map(|c| c.code().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_the_field_and_not_the_value() {
        let error = canonical(Field::BirthDate, "31 Feb").unwrap_err().to_string();
        assert!(error.contains("birth_date") && !error.contains("31"), "{error}");
    }

    #[test]
    fn what_was_stated_is_kept() {
        let value = canonical(Field::EyeColor, "Brown").unwrap();
        assert_eq!(value.text(), Some("BRO"));
        assert_eq!(value.raw.unwrap().expose(), "Brown");
    }

    #[test]
    fn names_stay_as_stated() {
        assert_eq!(canonical(Field::LastName, " O'Neil ").unwrap().text(), Some("O'Neil"));
        assert_eq!(canonical(Field::MiddleName, "").unwrap().text(), None);
    }
}
