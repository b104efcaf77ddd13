//! Values in the words of the shapes.

use bonafide_types::{Country, EyeColor, Height, Sex};

/// As it stands.
pub(super) fn verbatim(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// Words with a capital first letter: `123 MAIN STREET` becomes `123 Main Street`. Text that already
/// has small letters stays as it is.
pub(super) fn title_case(text: &str) -> Option<String> {
    if text.chars().any(char::is_lowercase) {
        return verbatim(text);
    }
    let mut start = true;
    let cased = text
        .chars()
        .flat_map(|c| {
            let capital = start;
            // After a digit no new word starts: `1ST` is `1st`.
            start = !c.is_alphanumeric();
            if capital { vec![c] } else { c.to_lowercase().collect() }
        })
        .collect();
    Some(cased)
}

/// `M`, `F` or `X` of a canonical gender.
pub(super) fn sex_letter(text: &str) -> Option<String> {
    Sex::from_word(text).map(|sex| sex.letter().to_string())
}

/// Two letters of a country that has them.
pub(super) fn alpha2(text: &str) -> Option<String> {
    Country::from_alpha3(text).and_then(Country::alpha2).map(str::to_owned)
}

/// The word of an eye colour code.
pub(super) fn eye_word(text: &str) -> Option<String> {
    EyeColor::from_code(text).map(|colour| colour.word().to_owned())
}

/// Feet and inches of a height: `6'0"`.
pub(super) fn feet_inches(text: &str) -> Option<String> {
    text.parse::<Height>().ok().map(Height::feet_inches)
}

/// The first five digits of a US postal code whose last four are zeros.
pub(super) fn postal(text: &str) -> Option<String> {
    let plain = text.trim_end_matches("-0000");
    Some(plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn title_case_by_words() {
        for (given, wanted) in [
            ("123 MAIN STREET", "123 Main Street"),
            ("O'NEIL-SMITH", "O'Neil-Smith"),
            ("42ND ST", "42nd St"),
            ("McDonald", "McDonald"),
            ("ÉMILE", "Émile"),
        ] {
            assert_eq!(title_case(given).as_deref(), Some(wanted));
        }
    }
}
