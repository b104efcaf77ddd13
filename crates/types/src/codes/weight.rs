//! Body weight in the forms that cards print and encode.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Weights accepted when reading text, in pounds.
const POUNDS: std::ops::RangeInclusive<u16> = 10..=999;
/// Weights accepted when reading text, in kilograms.
const KILOGRAMS: std::ops::RangeInclusive<u16> = 5..=454;

/// Upper ends of AAMVA weight ranges 0 to 8, in pounds; range 9 is open
/// (card design standard, annex D, element DCE).
const RANGE_TOPS: [u16; 9] = [70, 100, 130, 160, 190, 220, 250, 280, 320];

/// The same ranges in kilograms, as the element states them beside the pounds.
const RANGE_TOPS_KG: [u16; 9] = [31, 45, 59, 70, 86, 100, 113, 127, 145];

/// Pounds in a kilogram (1 lb = 0.45359237 kg by definition).
const POUNDS_PER_KILOGRAM: f64 = 1.0 / 0.453_592_37;

/// Why a weight could not be read. Carries no part of the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum WeightError {
    /// The text has none of the known forms.
    #[error("weight has an unknown form")]
    Form,
    /// The number is outside 10–999 lb or 5–454 kg, or no range code.
    #[error("weight is outside 10 to 999 lb, 5 to 454 kg and range codes 0 to 9")]
    Range,
}

/// A body weight in whole pounds or kilograms, or as the AAMVA range code that stands for it.
///
/// Text form, used by serde as well: `180 lb`, `82 kg`; a range is written by its ends,
/// `161-190 lb` or `321+ lb`.
///
/// ```
/// use bonafide_types::codes::Weight;
///
/// let weight: Weight = "180".parse()?; // AAMVA element DAW is in pounds
/// assert_eq!(weight.to_string(), "180 lb");
/// assert_eq!(weight.to_kilograms(), Some(82));
/// // AAMVA element DCE, code 4: 71 to 86 kg, 161 to 190 lb.
/// assert_eq!(Weight::from_range_code(4)?.to_string(), "161-190 lb");
/// # Ok::<(), bonafide_types::codes::WeightError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Weight(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Pounds(u16),
    Kilograms(u16),
    Range(u8),
}

impl Weight {
    /// Returns a weight of `number` pounds.
    pub const fn pounds(number: u16) -> Weight {
        Weight(Kind::Pounds(number))
    }

    /// Returns a weight of `number` kilograms.
    pub const fn kilograms(number: u16) -> Weight {
        Weight(Kind::Kilograms(number))
    }

    /// Returns the range of AAMVA element DCE, `0` (up to 70 lb) to `9` (321 lb and more).
    ///
    /// # Errors
    /// [`WeightError::Range`] if `code` is above 9.
    pub const fn from_range_code(code: u8) -> Result<Weight, WeightError> {
        if code > 9 { Err(WeightError::Range) } else { Ok(Weight(Kind::Range(code))) }
    }

    /// Returns the AAMVA range code if the document states only that.
    pub fn range_code(self) -> Option<u8> {
        match self.0 {
            Kind::Range(code) => Some(code),
            Kind::Pounds(_) | Kind::Kilograms(_) => None,
        }
    }

    /// Returns the AAMVA range that the weight is, or falls into in its own unit.
    pub fn falls_into(self) -> u8 {
        let place = |tops: &[u16; 9], n| tops.iter().position(|top| n <= *top).unwrap_or(9) as u8;
        match self.0 {
            Kind::Range(code) => code,
            Kind::Pounds(number) => place(&RANGE_TOPS, number),
            Kind::Kilograms(number) => place(&RANGE_TOPS_KG, number),
        }
    }

    /// Returns the weight in whole pounds, nearest; `None` for a range.
    pub fn to_pounds(self) -> Option<u16> {
        match self.0 {
            Kind::Pounds(number) => Some(number),
            Kind::Kilograms(number) => {
                Some((f64::from(number) * POUNDS_PER_KILOGRAM).round() as u16)
            }
            Kind::Range(_) => None,
        }
    }

    /// Returns the weight in whole kilograms, nearest; `None` for a range.
    pub fn to_kilograms(self) -> Option<u16> {
        match self.0 {
            Kind::Pounds(number) => Some((f64::from(number) / POUNDS_PER_KILOGRAM).round() as u16),
            Kind::Kilograms(number) => Some(number),
            Kind::Range(_) => None,
        }
    }

    /// Returns the lowest and the highest weight in pounds that the statement covers; equal
    /// unless it is a range, the upper one infinite for range 9.
    pub fn pound_bounds(self) -> (f64, f64) {
        match self.0 {
            Kind::Pounds(number) => (f64::from(number), f64::from(number)),
            Kind::Kilograms(number) => {
                let pounds = f64::from(number) * POUNDS_PER_KILOGRAM;
                (pounds, pounds)
            }
            Kind::Range(code) => {
                let (low, high) = range_ends(code);
                (f64::from(low), high.map_or(f64::INFINITY, f64::from))
            }
        }
    }
}

/// Returns the ends of a range in pounds, the upper one `None` if open.
fn range_ends(code: u8) -> (u16, Option<u16>) {
    let index = usize::from(code);
    let below = index.checked_sub(1).and_then(|i| RANGE_TOPS.get(i));
    (below.map_or(0, |top| top + 1), RANGE_TOPS.get(index).copied())
}

impl fmt::Display for Weight {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Kind::Pounds(number) => write!(f, "{number} lb"),
            Kind::Kilograms(number) => write!(f, "{number} kg"),
            Kind::Range(code) => match range_ends(code) {
                (low, Some(high)) => write!(f, "{low}-{high} lb"),
                (low, None) => write!(f, "{low}+ lb"),
            },
        }
    }
}

impl FromStr for Weight {
    type Err = WeightError;

    /// Reads `180 lb`, `180LBS`, `82 kg`, a bare number (pounds) or a range as displayed.
    /// A bare range code is not read: `4` alone could be anything.
    fn from_str(text: &str) -> Result<Weight, WeightError> {
        let text = text.trim();
        if text.len() > 24 {
            return Err(WeightError::Form);
        }
        let digits_end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (digits, rest) = text.split_at(digits_end);
        if digits.is_empty() || digits.len() > 4 {
            return Err(WeightError::Form);
        }
        let number: u16 = digits.parse().map_err(|_| WeightError::Form)?;
        if rest.starts_with(['-', '+']) {
            let same = |code: &u8| Weight(Kind::Range(*code)).to_string() == text;
            let code = (0..=9).find(same).ok_or(WeightError::Form)?;
            return Ok(Weight(Kind::Range(code)));
        }
        let unit = rest.trim().trim_end_matches('.').to_ascii_lowercase();
        let (weight, fits) = match unit.as_str() {
            "" | "lb" | "lbs" | "pounds" => (Weight::pounds(number), POUNDS.contains(&number)),
            "kg" | "kgs" | "kilograms" => (Weight::kilograms(number), KILOGRAMS.contains(&number)),
            _ => return Err(WeightError::Form),
        };
        if fits { Ok(weight) } else { Err(WeightError::Range) }
    }
}

impl Serialize for Weight {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Weight {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Weight, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Weight {
    fn schema_name() -> Cow<'static, str> {
        "Weight".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": r"^[0-9]{1,3}(-[0-9]{2,3}|\+)? (lb|kg)$",
            "examples": ["180 lb", "161-190 lb"],
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a failed unwrap is the failed test
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn forms_are_read() {
        for (text, canonical) in [
            ("180", "180 lb"),
            ("180 lb", "180 lb"),
            ("180LBS.", "180 lb"),
            ("075", "75 lb"),
            ("82 kg", "82 kg"),
            ("082KG", "82 kg"),
            ("161-190 lb", "161-190 lb"),
            ("321+ lb", "321+ lb"),
        ] {
            assert_eq!(text.parse::<Weight>().unwrap().to_string(), canonical, "{text}");
        }
    }

    #[test]
    fn wrong_text_is_refused() {
        for text in ["", "lb", "-180", "180 stone", "160-190 lb", "180-", "12345 lb"] {
            assert_eq!(text.parse::<Weight>(), Err(WeightError::Form), "{text}");
        }
        for text in ["4", "000", "1000 lb", "455 kg"] {
            assert_eq!(text.parse::<Weight>(), Err(WeightError::Range), "{text}");
        }
        assert_eq!(Weight::from_range_code(10), Err(WeightError::Range));
    }

    #[test]
    fn ranges_touch_without_overlap() {
        let mut previous: Option<f64> = None;
        for code in 0..=9 {
            let range = Weight::from_range_code(code).unwrap();
            let (low, high) = range.pound_bounds();
            if let Some(top) = previous {
                assert!((low - top - 1.0).abs() < 1e-9, "range {code}");
            }
            previous = Some(high);
            assert_eq!(range.to_string().parse::<Weight>().unwrap(), range);
            assert_eq!(range.range_code(), Some(code));
        }
        assert_eq!(previous, Some(f64::INFINITY));
    }

    #[test]
    fn conversions_round_to_nearest() {
        assert_eq!(Weight::pounds(150).to_kilograms(), Some(68));
        assert_eq!(Weight::kilograms(68).to_pounds(), Some(150));
        assert_eq!(Weight::from_range_code(3).unwrap().to_pounds(), None);
    }

    proptest! {
        #[test]
        fn canonical_form_round_trips(n in 10u16..=454, metric: bool) {
            let weight = if metric { Weight::kilograms(n) } else { Weight::pounds(n) };
            prop_assert_eq!(weight.to_string().parse::<Weight>().unwrap(), weight);
        }

        #[test]
        fn any_text_parses_or_errs(text in ".{0,30}") {
            let _ = text.parse::<Weight>();
        }
    }
}
