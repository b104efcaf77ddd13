//! Face encodings, bound to what made them.

use std::fmt;

use bonafide_types::{Distance, Sensitive, Similarity};
use serde::{Deserialize, Serialize};

/// What made an encoding: the model's hash, and the recipes of detection and alignment. Encodings
/// are comparable when these are the same, and not otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EncoderId(pub String);

impl fmt::Display for EncoderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Two encodings of different encoders.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("encodings of different encoders cannot be compared: {a} and {b}")]
pub struct EncoderMismatch {
    /// The first encoder.
    pub a: EncoderId,
    /// The second encoder.
    pub b: EncoderId,
}

/// A face as a vector. Biometric data: `Debug` shows its length only, and it is wiped when dropped.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoding {
    encoder: EncoderId,
    values: Sensitive<Vec<f32>>,
}

impl Encoding {
    /// A vector and what made it.
    pub fn new(encoder: EncoderId, values: Vec<f32>) -> Self {
        Self { encoder, values: Sensitive::new(values) }
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
        if self.encoder != other.encoder || self.values().len() != other.values().len() {
            return Err(EncoderMismatch { a: self.encoder.clone(), b: other.encoder.clone() });
        }
        Ok(Distance::clamped(euclidean(self.values(), other.values())))
    }
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
        Encoding::new(EncoderId(encoder.to_owned()), values.to_vec())
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
            let (a, b, c) = (of("e", &a), of("e", &b), of("e", &c));
            let d = |x: &Encoding, y: &Encoding| x.distance(y).unwrap().get();
            prop_assert!(d(&a, &a) == 0.0);
            prop_assert!((d(&a, &b) - d(&b, &a)).abs() < 1e-12);
            prop_assert!(d(&a, &c) <= d(&a, &b) + d(&b, &c) + 1e-9);
        }
    }
}
