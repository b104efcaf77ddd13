//! Body height in the forms that cards print and encode.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Heights accepted when reading text, in inches: 1 ft to 9 ft.
const INCHES: std::ops::RangeInclusive<u16> = 12..=108;
/// Heights accepted when reading text, in centimetres: the same span.
const CENTIMETRES: std::ops::RangeInclusive<u16> = 30..=275;

/// Why a height could not be read. Carries no part of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeightError {
    /// The text has none of the known forms.
    #[error("height has an unknown form")]
    Form,
    /// The number is outside 12–108 in or 30–275 cm.
    #[error("height is outside 12 to 108 in or 30 to 275 cm")]
    Range,
}

/// A body height in whole inches or whole centimetres, as the document states it.
///
/// Text form, used by serde as well: `72 in` or `178 cm`. Two heights are equal if number and
/// unit are; [`Height::inches_f64`] compares across units.
///
/// ```
/// use bonafide_types::codes::Height;
///
/// // AAMVA element DAU: "072 in" (version 2 and later), packed feet and inches before.
/// let height: Height = "072 in".parse()?;
/// assert_eq!(height, "6'-00\"".parse()?);
/// assert_eq!(height, "600".parse()?);
/// assert_eq!(height.to_string(), "72 in");
/// assert_eq!(height.feet_inches(), "6'0\"");
/// assert_eq!(height.to_centimetres(), 183);
/// # Ok::<(), bonafide_types::codes::HeightError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Height {
    number: u16,
    unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Unit {
    Inches,
    Centimetres,
}

impl Height {
    /// Returns a height of `number` inches.
    pub const fn inches(number: u16) -> Height {
        Height { number, unit: Unit::Inches }
    }

    /// Returns a height of `number` centimetres.
    pub const fn centimetres(number: u16) -> Height {
        Height { number, unit: Unit::Centimetres }
    }

    /// Returns the height in inches, exactly (1 in = 2.54 cm).
    pub fn inches_f64(self) -> f64 {
        match self.unit {
            Unit::Inches => f64::from(self.number),
            Unit::Centimetres => f64::from(self.number) / 2.54,
        }
    }

    /// Returns the height in whole inches, halves rounded up.
    pub fn to_inches(self) -> u16 {
        match self.unit {
            Unit::Inches => self.number,
            Unit::Centimetres => ((u32::from(self.number) * 100 + 127) / 254) as u16,
        }
    }

    /// Returns the height in whole centimetres, halves rounded up.
    pub fn to_centimetres(self) -> u16 {
        match self.unit {
            Unit::Centimetres => self.number,
            Unit::Inches => {
                let rounded = (u32::from(self.number) * 254 + 50) / 100;
                u16::try_from(rounded).unwrap_or(u16::MAX)
            }
        }
    }

    /// Returns whether the document states centimetres.
    pub fn is_metric(self) -> bool {
        self.unit == Unit::Centimetres
    }

    /// Returns feet and inches as in `6'0"`, after rounding to whole inches.
    pub fn feet_inches(self) -> String {
        let inches = self.to_inches();
        format!("{}'{}\"", inches / 12, inches % 12)
    }

    fn checked(self) -> Result<Height, HeightError> {
        let fits = match self.unit {
            Unit::Inches => INCHES.contains(&self.number),
            Unit::Centimetres => CENTIMETRES.contains(&self.number),
        };
        if fits { Ok(self) } else { Err(HeightError::Range) }
    }
}

impl fmt::Display for Height {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            Unit::Inches => write!(f, "{} in", self.number),
            Unit::Centimetres => write!(f, "{} cm", self.number),
        }
    }
}

impl FromStr for Height {
    type Err = HeightError;

    /// Reads a number with a unit (`72 in`, `072 in`, `170 cm`, `1.70 m`), feet and inches with
    /// marks (`5'-06"`, `5' 6"`, `5 ft 6 in`, `5-06`), or a bare number.
    ///
    /// Bare numbers: a leading zero or two digits are inches; three digits of which the first
    /// is 3 to 8 and the others are at most 11 are packed feet and inches (`600`, `511`);
    /// 100 to 275 otherwise is centimetres.
    fn from_str(text: &str) -> Result<Height, HeightError> {
        let text = text.trim();
        if text.len() > 24 {
            return Err(HeightError::Form);
        }
        let (numbers, words) = split(text)?;
        let height = match (numbers.as_slice(), words.as_str()) {
            ([only], "") => bare(only)?,
            ([only], "in" | "ins" | "inch" | "inches" | "\"") => Height::inches(number(only)?),
            ([only], "cm" | "cms" | "centimeters" | "centimetres") => {
                Height::centimetres(number(only)?)
            }
            ([metres, cents], ".m") if cents.len() == 2 => {
                let whole = number(metres)?.saturating_mul(100);
                Height::centimetres(whole.saturating_add(number(cents)?))
            }
            ([feet], "'" | "ft") => feet_and_inches(feet, "0")?,
            ([feet, inches], "'\"" | "'" | "'-\"" | "'-" | "-" | "-\"" | "ftin" | "ft") => {
                feet_and_inches(feet, inches)?
            }
            _ => return Err(HeightError::Form),
        };
        height.checked()
    }
}

/// Splits text into its digit runs (at most two) and the rest, lower-cased, without spaces,
/// with typographic marks made plain.
fn split(text: &str) -> Result<(Vec<String>, String), HeightError> {
    let mut numbers: Vec<String> = Vec::new();
    let mut words = String::new();
    let mut in_number = false;
    for c in text.chars() {
        if c.is_ascii_digit() {
            match numbers.last_mut() {
                Some(last) if in_number => last.push(c),
                _ => numbers.push(c.to_string()),
            }
            in_number = true;
            continue;
        }
        in_number = false;
        match c {
            ' ' => {}
            '\u{2019}' | '\u{2032}' | '`' | '\u{b4}' => words.push('\''),
            '\u{201d}' | '\u{2033}' => words.push('"'),
            other => words.push(other.to_ascii_lowercase()),
        }
    }
    if numbers.is_empty() || numbers.len() > 2 || numbers.iter().any(|n| n.len() > 3) {
        return Err(HeightError::Form);
    }
    let words = words.trim_end_matches('.');
    let plain = words.strip_suffix("''").map(|feet| format!("{feet}\""));
    Ok((numbers, plain.unwrap_or_else(|| words.to_owned())))
}

fn number(digits: &str) -> Result<u16, HeightError> {
    digits.parse().map_err(|_| HeightError::Form)
}

fn feet_and_inches(feet: &str, inches: &str) -> Result<Height, HeightError> {
    let (feet, inches) = (number(feet)?, number(inches)?);
    if feet > 9 || inches > 11 {
        return Err(HeightError::Range);
    }
    Ok(Height::inches(feet * 12 + inches))
}

/// Reads a number without unit, by the rule stated at `from_str`.
fn bare(digits: &str) -> Result<Height, HeightError> {
    let value = number(digits)?;
    if digits.starts_with('0') || digits.len() < 3 {
        return Ok(Height::inches(value));
    }
    let (feet, inches) = (value / 100, value % 100);
    if (3..=8).contains(&feet) && inches <= 11 {
        return Ok(Height::inches(feet * 12 + inches));
    }
    Ok(Height::centimetres(value))
}

impl Serialize for Height {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Height {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Height, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Height {
    fn schema_name() -> Cow<'static, str> {
        "Height".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]{2,3} (in|cm)$", "examples": ["72 in"] })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)] // a failed unwrap is the failed test
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn forms_are_read() {
        for (text, canonical) in [
            ("5'-06\"", "66 in"),
            ("5'06\"", "66 in"),
            ("5' 6\"", "66 in"),
            ("5’6”", "66 in"),
            ("5'6''", "66 in"),
            ("5 ft 6 in", "66 in"),
            ("5FT 06IN.", "66 in"),
            ("5-06", "66 in"),
            ("6'", "72 in"),
            ("072 in", "72 in"),
            ("072 IN", "72 in"),
            ("72\"", "72 in"),
            ("072", "72 in"),
            ("72", "72 in"),
            ("600", "72 in"),
            ("511", "71 in"),
            ("510", "70 in"),
            ("170", "170 cm"),
            ("170 cm", "170 cm"),
            ("170CM", "170 cm"),
            ("1.70 m", "170 cm"),
            ("211", "211 cm"),
        ] {
            assert_eq!(text.parse::<Height>().unwrap().to_string(), canonical, "{text}");
        }
    }

    #[test]
    fn wrong_text_is_refused() {
        for text in ["", "tall", "in", "5'6\"7", "1 2 3", "72 kg", "0072 in", "99999999999 in"] {
            assert_eq!(text.parse::<Height>(), Err(HeightError::Form), "{text}");
        }
        for text in ["5'12\"", "000", "11 in", "109 in", "276 cm", "29 cm", "512", "999"] {
            assert_eq!(text.parse::<Height>(), Err(HeightError::Range), "{text}");
        }
    }

    #[test]
    fn conversions_round_halves_up() {
        for (inches, centimetres) in [(60, 152), (66, 168), (70, 178), (72, 183), (75, 191)] {
            assert_eq!(Height::inches(inches).to_centimetres(), centimetres);
            assert_eq!(Height::centimetres(centimetres).to_inches(), inches);
        }
        assert_eq!(Height::inches(25).to_centimetres(), 64); // 63.5 cm
        assert_eq!(Height::centimetres(254).inches_f64(), 100.0);
        assert_eq!(Height::centimetres(178).feet_inches(), "5'10\"");
    }

    proptest! {
        #[test]
        fn canonical_form_round_trips(n in 12u16..=108, metric: bool) {
            let height = if metric { Height::centimetres(n + 30) } else { Height::inches(n) };
            prop_assert_eq!(height.to_string().parse::<Height>().unwrap(), height);
        }

        #[test]
        fn every_inch_survives_centimetres(n in 12u16..=108) {
            let metric = Height::centimetres(Height::inches(n).to_centimetres());
            prop_assert_eq!(metric.to_inches(), n);
        }

        #[test]
        fn any_text_parses_or_errs(text in ".{0,30}") {
            let _ = text.parse::<Height>();
        }
    }
}
