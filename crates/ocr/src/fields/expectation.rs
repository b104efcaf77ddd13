//! What is expected behind a label, before the page is cut into pieces.

use bonafide_types::Field;

use super::value;
use super::vocabulary::Slot;

/// Whether the words of a label are words of values too.
pub(crate) fn is_word_of_values(slot: Slot) -> bool {
    matches!(slot, Slot::One(Field::City | Field::State | Field::IssuingCountry))
}

/// Whether the values of a slot have no form of their own.
pub(crate) fn is_open(slot: Slot) -> bool {
    match slot {
        Slot::FullName | Slot::Address | Slot::Other => true,
        Slot::One(field) => matches!(
            field,
            Field::LastName
                | Field::FirstName
                | Field::MiddleName
                | Field::NameSuffix
                | Field::IssuingAuthority
                | Field::PlaceOfBirth
        ),
    }
}

/// Whether a text begins like a value of a slot.
pub(crate) fn begins_with_value(slot: Slot, text: &str, date_next: bool) -> bool {
    let text = text.trim_start_matches([' ', ':', '.', '#', '-']);
    let words: Vec<&str> = text.split_whitespace().take(2).collect();
    let first = words.first().copied().unwrap_or_default();
    let both = words.join(" ");
    match slot {
        Slot::One(field) if field.is_date() => date_next,
        _ if date_next => false,
        Slot::FullName | Slot::One(Field::LastName | Field::FirstName) => {
            first.chars().filter(|c| c.is_alphabetic()).count() >= 2
                && value::name_text(first).is_some()
        }
        Slot::Address => text.chars().filter(|c| c.is_alphanumeric()).count() >= 6,
        Slot::One(field @ (Field::Class | Field::Mentions | Field::Restrictions)) => {
            value::parse(field, first).is_some_and(|p| p.form >= 0.6)
        }
        Slot::One(Field::DocumentNumber | Field::RefNumber | Field::NationalId) => {
            value::parse(Field::DocumentNumber, first)
                .or_else(|| value::parse(Field::DocumentNumber, &both))
                .is_some_and(|p| p.form >= 0.65)
        }
        Slot::One(
            field @ (Field::Gender
            | Field::Height
            | Field::Weight
            | Field::EyeColor
            | Field::HairColor
            | Field::State
            | Field::PostalCode
            | Field::Nationality
            | Field::IssuingCountry),
        ) => [first, &both].into_iter().any(|t| value::parse(field, t).is_some()),
        Slot::One(Field::IssuingAuthority | Field::PlaceOfBirth) => {
            first.chars().filter(|c| c.is_alphabetic()).count() >= 2
        }
        Slot::One(_) | Slot::Other => false,
    }
}
