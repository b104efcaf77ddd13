//! Face encodings, bound to what made them.

use std::fmt;

use bonafide_types::{Distance, Sensitive, Similarity};
use serde::{Deserialize, Serialize};

/// What made an encoding: the model's hash, and the recipes of detection and alignment. Encodings
/// are comparable when these are the same, and not otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EncoderId(pub String);

impl EncoderId {
    /// Most bytes of an id.
    pub const MOST_BYTES: usize = 256;

    /// Whether it is 1 to 256 bytes of printable ASCII, so that it can be stored and shown as it is.
    pub fn is_sound(&self) -> bool {
        (1..=Self::MOST_BYTES).contains(&self.0.len())
            && self.0.bytes().all(|byte| matches!(byte, b' '..=b'~'))
    }
}

/// What would steer a terminal is escaped: ids come from files of others too.
impl fmt::Display for EncoderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.escape_debug())
    }
}

/// Two encodings that cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncoderMismatch {
    /// Different networks or preparations made them.
    #[error("encodings of different encoders cannot be compared: {a} and {b}")]
    Encoder {
        /// The first encoder.
        a: EncoderId,
        /// The second encoder.
        b: EncoderId,
    },
    /// They are said to be of one encoder, but have different lengths.
    #[error(
        "encodings of {a} and {b} values cannot be compared, though both are said to be of {encoder}"
    )]
    Length {
        /// The encoder of both.
        encoder: EncoderId,
        /// Values of the first.
        a: usize,
        /// Values of the second.
        b: usize,
    },
}

/// Why numbers are no encoding. Holds none of them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodingError {
    /// The encoder's id cannot be stored or shown.
    #[error("the encoder's id is not 1 to {most} bytes of printable ASCII", most = EncoderId::MOST_BYTES)]
    Encoder,
    /// No values, or more than any encoder gives.
    #[error("an encoding of {found} values, expected 1 to {most}")]
    Count {
        /// How many there are.
        found: usize,
        /// How many there may be.
        most: usize,
    },
    /// Infinite, or not a number.
    #[error("value {position} of the encoding is not a finite number")]
    Value {
        /// Index of the value, from 0.
        position: usize,
    },
    /// All values are zero or almost: such a vector has no direction, and would be within the tolerance
    /// of everybody where an encoder's vectors are shorter than its tolerance.
    #[error("the encoding is a vector of almost no length")]
    Short,
}

/// A face as a vector. Biometric data: `Debug` shows its length only, and it is wiped when dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoding {
    encoder: EncoderId,
    values: Sensitive<Vec<f32>>,
}

impl Encoding {
    /// Most values: eight times those of the largest encoders in use.
    pub const MOST_VALUES: usize = 4096;

    /// A vector and what made it: 1 to 4096 finite values, not all of them almost zero.
    ///
    /// # Errors
    /// When the vector or the encoder's id cannot be one. The values are wiped then.
    pub fn new(encoder: EncoderId, values: Vec<f32>) -> Result<Self, EncodingError> {
        let values = Sensitive::new(values);
        if !encoder.is_sound() {
            return Err(EncodingError::Encoder);
        }
        check(values.expose())?;
        Ok(Self { encoder, values })
    }

    /// What made it.
    pub fn encoder(&self) -> &EncoderId {
        &self.encoder
    }

    /// The vector.
    pub fn values(&self) -> &[f32] {
        self.values.expose()
    }

    /// Euclidean distance; 0 is the same.
    ///
    /// # Errors
    /// [`EncoderMismatch`] when the encoders or the lengths differ.
    pub fn distance(&self, other: &Self) -> Result<Distance, EncoderMismatch> {
        let (a, b) = (self.values().len(), other.values().len());
        if self.encoder != other.encoder {
            let (a, b) = (self.encoder.clone(), other.encoder.clone());
            return Err(EncoderMismatch::Encoder { a, b });
        }
        if a != b {
            return Err(EncoderMismatch::Length { encoder: self.encoder.clone(), a, b });
        }
        Ok(Distance::clamped(euclidean(self.values(), other.values())))
    }
}

/// Below this Euclidean length a vector is none: encoders in use give lengths from 0.5 on.
const LEAST_LENGTH: f64 = 1e-3;

/// Whether these values can be an encoding.
///
/// # Errors
/// What is wrong with them.
pub(crate) fn check(values: &[f32]) -> Result<(), EncodingError> {
    if values.is_empty() || values.len() > Encoding::MOST_VALUES {
        return Err(EncodingError::Count { found: values.len(), most: Encoding::MOST_VALUES });
    }
    if let Some(position) = values.iter().position(|value| !value.is_finite()) {
        return Err(EncodingError::Value { position });
    }
    let square: f64 = values.iter().map(|&value| f64::from(value).powi(2)).sum();
    if square < LEAST_LENGTH.powi(2) { Err(EncodingError::Short) } else { Ok(()) }
}

/// Euclidean distance in `f64`, summed from the first value to the last: the one that every result has.
pub(crate) fn euclidean(a: &[f32], b: &[f32]) -> f64 {
    let squares = a.iter().zip(b).map(|(&a, &b)| (f64::from(a) - f64::from(b)).powi(2));
    squares.sum::<f64>().sqrt()
}

/// 1 at distance 0, 0.5 at the tolerance, 0 at twice the tolerance, linear between; with a tolerance
/// of 0, 1 at distance 0 and 0 elsewhere.
pub fn similarity(distance: Distance, tolerance: Distance) -> Similarity {
    if tolerance.get() == 0.0 {
        return Similarity::clamped(if distance.get() == 0.0 { 1.0 } else { 0.0 });
    }
    Similarity::clamped(1.0 - distance.get() / (2.0 * tolerance.get()))
}

/// `matchLevel`: tenths of the similarity, rounded down; 0 to 10.
pub fn match_level(similarity: Similarity) -> u8 {
    // A similarity of 0.7 that was computed must not become 6.
    (similarity.get() * 10.0 + 1e-9).floor() as u8
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    fn of(encoder: &str, values: &[f32]) -> Encoding {
        Encoding::new(EncoderId(encoder.to_owned()), values.to_vec()).unwrap()
    }

    #[test]
    fn what_is_no_vector_is_refused() {
        let new = |encoder: &str, values: &[f32]| {
            Encoding::new(EncoderId(encoder.to_owned()), values.to_vec()).unwrap_err()
        };
        assert_eq!(new("e", &[]), EncodingError::Count { found: 0, most: 4096 });
        assert_eq!(new("e", &vec![1.0; 4097]), EncodingError::Count { found: 4097, most: 4096 });
        for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            assert_eq!(new("e", &[1.0, bad]), EncodingError::Value { position: 1 });
        }
        for zero in [0.0, -0.0, 1e-40, 1e-4] {
            assert_eq!(new("e", &[zero; 8]), EncodingError::Short);
        }
        for encoder in ["", "e\u{1b}[2J", "e\n", "é", &"e".repeat(257)] {
            assert_eq!(new(encoder, &[1.0]), EncodingError::Encoder, "{encoder:?}");
        }
        assert!(Encoding::new(EncoderId("e".repeat(256)), vec![f32::MAX; 4096]).is_ok());
    }

    #[test]
    fn messages_say_what_differs_and_steer_no_terminal() {
        let lengths = of("e", &[1.0, 0.0]).distance(&of("e", &[1.0])).unwrap_err().to_string();
        assert!(lengths.contains("2 and 1 values"), "{lengths}");
        let encoders = of("a", &[1.0]).distance(&of("b", &[1.0])).unwrap_err().to_string();
        assert!(encoders.ends_with("a and b"), "{encoders}");
        assert!(!EncoderId("e\u{1b}[2J".to_owned()).to_string().contains('\u{1b}'));
    }

    #[test]
    fn encodings_of_different_encoders_are_not_compared() {
        assert!(of("a", &[1.0, 0.0]).distance(&of("b", &[1.0, 0.0])).is_err());
        assert!(of("a", &[1.0, 0.0]).distance(&of("a", &[1.0])).is_err());
        let distance = of("a", &[1.0, 0.0]).distance(&of("a", &[0.0, 1.0])).unwrap();
        assert!((distance.get() - 2_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn the_anchors_of_similarity_hold() {
        let tolerance = Distance::clamped(0.6);
        for (distance, level) in [(0.0, 10), (0.3, 7), (0.6, 5), (0.84, 3), (1.2, 0), (9.0, 0)] {
            let similarity = similarity(Distance::clamped(distance), tolerance);
            assert_eq!(match_level(similarity), level, "{distance}");
        }
        let none = Distance::clamped(0.0);
        assert_eq!(similarity(none, none), Similarity::ONE);
        assert_eq!(similarity(tolerance, none), Similarity::ZERO);
    }

    #[test]
    fn debug_shows_no_value() {
        assert!(!format!("{:?}", of("a", &[0.125])).contains("0.125"));
    }

    proptest! {
        #[test]
        fn distance_is_a_metric(a in prop::collection::vec(-1f32..1.0, 8), b in prop::collection::vec(-1f32..1.0, 8), c in prop::collection::vec(-1f32..1.0, 8)) {
            prop_assume!([&a, &b, &c].into_iter().all(|values| check(values).is_ok()));
            let (a, b, c) = (of("e", &a), of("e", &b), of("e", &c));
            let d = |x: &Encoding, y: &Encoding| x.distance(y).unwrap().get();
            prop_assert!(d(&a, &a) == 0.0);
            prop_assert!((d(&a, &b) - d(&b, &a)).abs() < 1e-12);
            prop_assert!(d(&a, &c) <= d(&a, &b) + d(&b, &c) + 1e-9);
        }
    }
}
