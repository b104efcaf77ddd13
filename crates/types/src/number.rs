//! Numbers that know their range: validated once, wherever they come from.
//!
//! They hold `f64` because the contributions of a decision must add up to its score within 1e-9.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A number outside the range of its type.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{value} is outside {range}")]
pub struct OutOfRange {
    /// The refused number.
    pub value: f64,
    /// The accepted range in words, for example `[0, 1]`.
    pub range: &'static str,
}

macro_rules! ranged {
    ($(#[$doc:meta])* $name:ident, $upper:expr, $range:literal $(, $maximum:literal)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
        #[serde(try_from = "f64", into = "f64")]
        #[schemars(with = "f64", extend("minimum" = 0 $(, "maximum" = $maximum)?))]
        pub struct $name(f64);

        impl $name {
            /// The lowest value.
            pub const ZERO: Self = Self(0.0);
            /// One.
            pub const ONE: Self = Self(1.0);

            /// Accepts a number in range.
            ///
            /// # Errors
            /// [`OutOfRange`] for anything else, NaN included.
            pub fn new(value: f64) -> Result<Self, OutOfRange> {
                // `-0.0` passes the range check; adding zero makes it `0.0`, so that it never prints a sign.
                if (0.0..=$upper).contains(&value) { Ok(Self(value + 0.0)) } else { Err(OutOfRange { value, range: $range }) }
            }

            /// Moves a number to the nearest end of the range; NaN becomes 0.
            #[must_use]
            pub fn clamped(value: f64) -> Self {
                if value.is_nan() { Self(0.0) } else { Self(value.clamp(0.0, $upper) + 0.0) }
            }

            /// The number.
            pub fn get(self) -> f64 {
                self.0
            }

            /// The number rounded to four decimal places, the precision of everything on the wire.
            #[must_use]
            pub fn rounded(self) -> Self {
                Self((self.0 * 1e4).round() / 1e4)
            }
        }

        impl TryFrom<f64> for $name {
            type Error = OutOfRange;
            fn try_from(value: f64) -> Result<Self, OutOfRange> {
                Self::new(value)
            }
        }

        impl From<$name> for f64 {
            fn from(value: $name) -> f64 {
                value.0
            }
        }
    };
}

ranged! {
    /// How likely or how creditable something is, in `[0, 1]`. Never NaN.
    Score, 1.0, "[0, 1]", 1
}
ranged! {
    /// How alike two values are, in `[0, 1]`; 1 is the same. Never NaN.
    Similarity, 1.0, "[0, 1]", 1
}
ranged! {
    /// A minimum similarity or probability, in `[0, 1]`. A `90` meant as per cent is refused.
    Tolerance, 1.0, "[0, 1]", 1
}
ranged! {
    /// A distance between face encodings, in `[0, ∞)`; 0 is the same. Never NaN.
    Distance, f64::MAX, "[0, inf)"
}
ranged! {
    /// How much a test counts against the others, in `[0, ∞)`. Never NaN.
    TestWeight, f64::MAX, "[0, inf)"
}
ranged! {
    /// A span of years, in `[0, 150]`. Never NaN.
    Years, 150.0, "[0, 150]", 150
}
ranged! {
    /// An angle in degrees, in `[0, 180]`. Never NaN.
    Degrees, 180.0, "[0, 180]", 180
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_out_of_range() {
        for bad in [-0.1, 1.1, 90.0, f64::NAN, f64::INFINITY] {
            assert!(Score::new(bad).is_err(), "{bad}");
        }
        assert!(Distance::new(f64::INFINITY).is_err());
        assert!(Distance::new(1.2).is_ok());
    }

    #[test]
    fn deserialisation_validates_too() {
        assert!(serde_json::from_str::<Tolerance>("90").is_err());
        assert_eq!(serde_json::from_str::<Tolerance>("0.9").ok(), Tolerance::new(0.9).ok());
    }

    #[test]
    fn rounds_to_four_places() {
        assert_eq!(Score::clamped(0.123_456).rounded(), Score::clamped(0.1235));
    }

    #[test]
    fn negative_zero_loses_its_sign() {
        assert!(Score::new(-0.0).is_ok_and(|s| s.get().is_sign_positive()));
    }
}
