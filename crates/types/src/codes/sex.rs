//! Sex as documents state it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The sex marker of a document.
///
/// ```
/// use bonafide_types::codes::Sex;
///
/// assert_eq!(Sex::from_aamva("1"), Some(Sex::Male));
/// assert_eq!(Sex::from_mrz(b'<'), Some(Sex::Unspecified));
/// assert_eq!(Sex::Unspecified.letter(), 'X');
/// ```
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// `M`; AAMVA `1`.
    Male,
    /// `F`; AAMVA `2`.
    Female,
    /// Stated to be neither, or left open: `X`; MRZ `<`; AAMVA `9`.
    Unspecified,
}

impl Sex {
    /// Returns the value of AAMVA element DBC: `1`, `2`, `9` (card design standard, annex D)
    /// or the `M`, `F`, `X` of early cards; surrounding spaces are ignored.
    pub fn from_aamva(code: &str) -> Option<Sex> {
        match code.trim() {
            "1" | "M" | "m" => Some(Sex::Male),
            "2" | "F" | "f" => Some(Sex::Female),
            "9" | "X" | "x" => Some(Sex::Unspecified),
            _ => None,
        }
    }

    /// Returns the value of the MRZ sex position: `M`, `F`, `<` and the `X` that some issuers
    /// write there (ICAO Doc 9303 Part 3, section 4.1; Parts 4 to 7).
    pub fn from_mrz(character: u8) -> Option<Sex> {
        match character {
            b'M' => Some(Sex::Male),
            b'F' => Some(Sex::Female),
            b'X' | b'<' => Some(Sex::Unspecified),
            _ => None,
        }
    }

    /// Returns the value of a printed or typed word or letter, whatever its case.
    ///
    /// ```
    /// use bonafide_types::codes::Sex;
    ///
    /// assert_eq!(Sex::from_word("Female"), Some(Sex::Female));
    /// assert_eq!(Sex::from_word("x"), Some(Sex::Unspecified));
    /// assert_eq!(Sex::from_word("blue"), None);
    /// ```
    pub fn from_word(word: &str) -> Option<Sex> {
        let word = word.trim();
        let table = [
            ("male", Sex::Male),
            ("man", Sex::Male),
            ("female", Sex::Female),
            ("woman", Sex::Female),
            ("unspecified", Sex::Unspecified),
            ("not specified", Sex::Unspecified),
            ("nonbinary", Sex::Unspecified),
            ("non-binary", Sex::Unspecified),
        ];
        let known = table.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
        known.map(|(_, sex)| sex).or_else(|| Sex::from_aamva(word))
    }

    /// Returns the wire word: `male`, `female` or `unspecified`.
    pub fn word(self) -> &'static str {
        match self {
            Sex::Male => "male",
            Sex::Female => "female",
            Sex::Unspecified => "unspecified",
        }
    }

    /// Returns the letter printed on documents: `M`, `F` or `X`.
    pub fn letter(self) -> char {
        match self {
            Sex::Male => 'M',
            Sex::Female => 'F',
            Sex::Unspecified => 'X',
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a failed unwrap is the failed test
mod tests {
    use super::*;

    #[test]
    fn every_form_agrees_with_the_letter() {
        for sex in [Sex::Male, Sex::Female, Sex::Unspecified] {
            assert_eq!(Sex::from_aamva(&sex.letter().to_string()), Some(sex));
            assert_eq!(Sex::from_mrz(sex.letter() as u8), Some(sex));
            assert_eq!(Sex::from_word(sex.word()), Some(sex));
            let json = serde_json::to_string(&sex).unwrap();
            assert_eq!(json, format!("\"{}\"", sex.word()));
            assert_eq!(serde_json::from_str::<Sex>(&json).unwrap(), sex);
        }
    }

    #[test]
    fn other_codes_are_unknown() {
        for code in ["", "0", "3", "U", "MF", "11"] {
            assert_eq!(Sex::from_aamva(code), None, "{code}");
        }
        assert_eq!(Sex::from_mrz(b'1'), None);
    }
}
