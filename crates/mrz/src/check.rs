//! Check digits: how they are computed and what a zone says about its own.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Marks a byte that is not an MRZ character in [`VALUES`].
const INVALID: u8 = 0xFF;

/// What each byte counts: `<` 0, digits their value, `A`–`Z` 10 to 35.
const VALUES: [u8; 256] = {
    let mut values = [INVALID; 256];
    values[b'<' as usize] = 0;
    let mut n = 0;
    while n < 10 {
        values[b'0' as usize + n] = n as u8;
        n += 1;
    }
    let mut n = 0;
    while n < 26 {
        values[b'A' as usize + n] = n as u8 + 10;
        n += 1;
    }
    values
};

/// The weights, repeated over the field from its first character.
const WEIGHTS: [u32; 3] = [7, 3, 1];

/// Returns what a character counts (0 to 35), or `None` if it is not an MRZ character.
pub(crate) fn value(byte: u8) -> Option<u8> {
    match VALUES[usize::from(byte)] {
        INVALID => None,
        value => Some(value),
    }
}

/// Computes the check digit of a field, as an ASCII digit (weights 7, 3, 1; `<` counts 0, `A`–`Z`
/// count 10 to 35). Returns `None` if a byte is not an MRZ character.
///
/// Source: ICAO Doc 9303 Part 3, section 4.9.
///
/// ```
/// use bonafide_mrz::check_digit;
/// assert_eq!(check_digit(b"520727"), Some(b'3')); // section 4.9, example 1
/// assert_eq!(check_digit(b"AB2134<<<"), Some(b'5')); // section 4.9, example 2
/// assert_eq!(check_digit(b"ab2134"), None);
/// ```
pub fn check_digit(field: &[u8]) -> Option<u8> {
    let mut sum = Sum::default();
    for &byte in field {
        if VALUES[usize::from(byte)] == INVALID {
            return None;
        }
        sum.push(byte);
    }
    Some(sum.digit())
}

/// A running check sum over pieces of a zone. Bytes must be MRZ characters.
#[derive(Clone, Copy, Default)]
pub(crate) struct Sum {
    total: u32,
    position: usize,
}

impl Sum {
    /// Adds one character.
    #[inline]
    pub(crate) fn push(&mut self, byte: u8) {
        self.total += u32::from(VALUES[usize::from(byte)]) * WEIGHTS[self.position];
        self.position = if self.position == 2 { 0 } else { self.position + 1 };
    }

    /// Adds a run of characters.
    #[inline]
    pub(crate) fn extend(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.push(byte);
        }
    }

    /// The check digit so far, as an ASCII digit.
    pub(crate) fn digit(self) -> u8 {
        b'0' + (self.total % 10) as u8
    }
}

/// What a check digit covers.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// The document number, with its overflow when it has more than nine characters.
    DocumentNumber,
    /// The date of birth.
    BirthDate,
    /// The date of expiry.
    ExpiryDate,
    /// The personal number of a passport (TD3, second line, positions 29 to 42).
    PersonalNumber,
    /// Everything that the layout's last digit covers.
    Composite,
}

impl Group {
    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::DocumentNumber => "document_number",
            Self::BirthDate => "birth_date",
            Self::ExpiryDate => "expiry_date",
            Self::PersonalNumber => "personal_number",
            Self::Composite => "composite",
        }
    }
}

/// One check digit of a zone: what stands there and what should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// What the digit covers.
    pub group: Group,
    /// The character that stands in the zone.
    pub given: char,
    /// The digit that the covered characters ask for.
    pub computed: char,
    /// Whether they agree. `<` agrees with a personal number or a date that is left blank
    /// (Doc 9303 Part 4, section 4.2.2.2; issuers do the same for unknown dates).
    pub ok: bool,
}
