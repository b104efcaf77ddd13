//! The 27 numbers: twelve weights and fifteen tolerances.

use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::ConfigError;
use crate::document::DocumentType;
use crate::number::{Degrees, Distance, TestWeight, Tolerance, Years};

/// What sort of number one of the 27 is: its unit and direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    /// A minimum similarity or probability, in `[0, 1]`.
    Tolerance,
    /// A maximum distance between face encodings, in `[0, ∞)`; depends on the encoder.
    Distance,
    /// How much a test counts, in `[0, ∞)`.
    TestWeight,
    /// A maximum number of years, in `[0, 150]`.
    Years,
    /// An angle in degrees, in `[0, 180]`.
    Degrees,
}

macro_rules! weights {
    ($($(#[doc = $doc:literal])+ $name:ident: $kind:ident = $default:literal),+ $(,)?) => {
        /// The 27 numbers that weigh a session (docs/scoring.md, section 2). Always valid: every number is in
        /// range, some weight is above zero, and `passive_active_skip_tolerance` is not below
        /// `minimum_liveness_tolerance`.
        ///
        /// ```
        /// use bonafide_types::Weights;
        /// let weights: Weights = serde_json::from_str(r#"{"idv_session_tolerance": 0.9}"#)?;
        /// assert_eq!(weights.idv_session_tolerance().get(), 0.9);
        /// assert_eq!(weights.age_weight().get(), 0.02); // what is not given keeps its default
        /// let error = serde_json::from_str::<Weights>(r#"{"idv_session_tolerance": 90}"#).unwrap_err();
        /// assert!(error.to_string().starts_with("`idv_session_tolerance`: 90 is outside [0, 1]"));
        /// # Ok::<(), serde_json::Error>(())
        /// ```
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(try_from = "BTreeMap<String, f64>", into = "BTreeMap<String, f64>")]
        pub struct Weights { $($name: $kind),+ }

        impl Weights {
            /// Every number's name, kind and default, in the order of docs/scoring.md, section 2.
            pub const TABLE: &'static [(&'static str, NumberKind, f64)] =
                &[$((stringify!($name), NumberKind::$kind, $default)),+];

            /// What each number is, in the same order.
            const MEANINGS: &'static [&'static str] = &[$(concat!($($doc),+)),+];

            $($(#[doc = $doc])+ pub fn $name(&self) -> $kind { self.$name })+

            /// Every number by name, in the order of docs/scoring.md, section 2.
            pub fn entries(&self) -> Vec<(&'static str, f64)> {
                vec![$((stringify!($name), self.$name.get())),+]
            }

            fn set(&mut self, key: &str, value: f64) -> Result<(), ConfigError> {
                match key {
                    $(stringify!($name) => {
                        self.$name = $kind::new(value)
                            .map_err(|source| ConfigError::OutOfRange { key: stringify!($name), source })?;
                    })+
                    other => return Err(ConfigError::unknown_key(other)),
                }
                Ok(())
            }
        }

        impl Default for Weights {
            fn default() -> Self {
                Self { $($name: $kind::clamped($default)),+ }
            }
        }
    };
}

weights! {
    /// Gate: maximum L2 distance between selfie and document portrait.
    onboarding_face_encoding_tolerance: Distance = 0.60,
    /// Gate: maximum L2 distance between a new selfie and the stored one.
    verified_account_face_encoding_tolerance: Distance = 0.50,
    /// Minimum agreement of a driver licence's sources.
    driver_license_fuzzy_match_tolerance: Tolerance = 0.85,
    /// Weight of that agreement.
    driver_license_fuzzy_match_weight: TestWeight = 0.30,
    /// Minimum agreement of an identification card's sources.
    state_id_fuzzy_match_tolerance: Tolerance = 0.85,
    /// Weight of that agreement.
    state_id_fuzzy_match_weight: TestWeight = 0.30,
    /// Minimum agreement of a passport's sources.
    passport_fuzzy_match_tolerance: Tolerance = 0.90,
    /// Weight of that agreement.
    passport_fuzzy_match_weight: TestWeight = 0.40,
    /// Minimum agreement of a passport card's sources.
    passport_card_fuzzy_match_tolerance: Tolerance = 0.90,
    /// Weight of that agreement.
    passport_card_fuzzy_match_weight: TestWeight = 0.40,
    /// Minimum name score of a candidate sanctions hit.
    ofac_fuzzy_match_tolerance: Tolerance = 0.85,
    /// Weight of sanctions screening; its credit is inverted.
    ofac_fuzzy_match_weight: TestWeight = 0.10,
    /// Weight of suspicious words.
    suspicious_words_weight: TestWeight = 0.06,
    /// Weight of image manipulation.
    image_manipulation_weight: TestWeight = 0.12,
    /// Weight of duplicates.
    online_duplication_weight: TestWeight = 0.08,
    /// Weight of being an identity document.
    is_identity_document_weight: TestWeight = 0.10,
    /// Minimum weighted share of registry indicators that are true.
    aamva_match_tolerance: Tolerance = 0.80,
    /// Weight of the registry; licences and state IDs only.
    aamva_match_weight: TestWeight = 0.20,
    /// Minimum session score for `verified`.
    idv_session_tolerance: Tolerance = 0.85,
    /// Gate: minimum passive liveness probability.
    minimum_liveness_tolerance: Tolerance = 0.50,
    /// From this passive probability on, active steps are skipped.
    passive_active_skip_tolerance: Tolerance = 0.90,
    /// Below this confidence of the estimator the gender test is not performed.
    gender_probability_tolerance: Tolerance = 0.90,
    /// Weight of the gender test.
    gender_weight: TestWeight = 0.02,
    /// Minimum probability of the expression asked for in an active step.
    expression_tolerance: Tolerance = 0.70,
    /// Full credit when estimated and documented age differ by at most this; none at twice.
    age_tolerance: Years = 10.0,
    /// Weight of the age test.
    age_weight: TestWeight = 0.02,
    /// A turn counts as shown from this angle on; `front` is below it.
    direction_tolerance: Degrees = 15.0,
}

impl Weights {
    /// These numbers with one changed.
    ///
    /// # Errors
    /// [`ConfigError`], naming the key.
    pub fn with(mut self, key: &str, value: f64) -> Result<Self, ConfigError> {
        self.set(key, value)?;
        self.checked()
    }

    /// Minimum agreement and weight for a document type; those of a licence when it is unknown.
    pub fn document_match(&self, document: DocumentType) -> (Tolerance, TestWeight) {
        match document {
            DocumentType::IdentificationCard => {
                (self.state_id_fuzzy_match_tolerance, self.state_id_fuzzy_match_weight)
            }
            DocumentType::Passport => {
                (self.passport_fuzzy_match_tolerance, self.passport_fuzzy_match_weight)
            }
            DocumentType::PassportCard => {
                (self.passport_card_fuzzy_match_tolerance, self.passport_card_fuzzy_match_weight)
            }
            DocumentType::DriverLicense | DocumentType::Unknown => {
                (self.driver_license_fuzzy_match_tolerance, self.driver_license_fuzzy_match_weight)
            }
        }
    }

    fn checked(self) -> Result<Self, ConfigError> {
        let some_weight = self
            .entries()
            .iter()
            .zip(Self::TABLE)
            .any(|((_, value), (_, kind, _))| *kind == NumberKind::TestWeight && *value > 0.0);
        if !some_weight {
            return Err(ConfigError::AllWeightsZero);
        }
        if self.passive_active_skip_tolerance < self.minimum_liveness_tolerance {
            return Err(ConfigError::Inverted {
                higher: "passive_active_skip_tolerance",
                lower: "minimum_liveness_tolerance",
            });
        }
        Ok(self)
    }
}

impl TryFrom<BTreeMap<String, f64>> for Weights {
    type Error = ConfigError;
    fn try_from(given: BTreeMap<String, f64>) -> Result<Self, ConfigError> {
        let mut weights = Self::default();
        for (key, value) in &given {
            weights.set(key, *value)?;
        }
        weights.checked()
    }
}

impl From<Weights> for BTreeMap<String, f64> {
    fn from(weights: Weights) -> Self {
        weights.entries().into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}

impl JsonSchema for Weights {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Weights".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let properties: BTreeMap<&str, Schema> = Self::TABLE
            .iter()
            .zip(Self::MEANINGS)
            .map(|((name, kind, default), meaning)| {
                let mut schema = json_schema!({
                    "description": meaning.trim(),
                    "type": "number",
                    "minimum": 0,
                    "default": default,
                });
                let upper = match kind {
                    NumberKind::Tolerance => Some(1),
                    NumberKind::Years => Some(150),
                    NumberKind::Degrees => Some(180),
                    NumberKind::Distance | NumberKind::TestWeight => None,
                };
                if let Some(upper) = upper {
                    schema.insert("maximum".to_owned(), upper.into());
                }
                (*name, schema)
            })
            .collect();
        json_schema!({"type": "object", "properties": properties, "additionalProperties": false})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(json: &str) -> Result<Weights, String> {
        serde_json::from_str(json).map_err(|e: serde_json::Error| e.to_string())
    }

    #[test]
    fn there_are_27() {
        assert_eq!(Weights::TABLE.len(), 27);
        let weights = |kind| Weights::TABLE.iter().filter(|row| row.1 == kind).count();
        assert_eq!(weights(NumberKind::TestWeight), 12);
    }

    #[test]
    fn every_number_can_be_set_and_is_refused_out_of_range() {
        for (name, kind, default) in Weights::TABLE {
            assert!(parse(&format!(r#"{{"{name}": {default}}}"#)).is_ok(), "{name}");
            let error = parse(&format!(r#"{{"{name}": -1}}"#)).unwrap_err();
            assert!(error.contains(name), "{error}");
            if *kind == NumberKind::Tolerance {
                let error = parse(&format!(r#"{{"{name}": 90}}"#)).unwrap_err();
                assert!(error.contains(name) && error.contains("[0, 1]"), "{error}");
            }
        }
    }

    #[test]
    fn nan_and_unknown_keys_are_refused_by_name() {
        let error = Weights::default().with("age_weight", f64::NAN).unwrap_err();
        assert!(error.to_string().contains("age_weight"));
        assert!(parse(r#"{"age_wieght": 1}"#).unwrap_err().contains("age_wieght"));
    }

    #[test]
    fn at_least_one_weight_counts() {
        let zeros: BTreeMap<String, f64> = Weights::TABLE
            .iter()
            .filter(|row| row.1 == NumberKind::TestWeight)
            .map(|row| (row.0.to_owned(), 0.0))
            .collect();
        assert_eq!(Weights::try_from(zeros), Err(ConfigError::AllWeightsZero));
    }

    #[test]
    fn the_skip_limit_is_not_below_the_minimum() {
        let error = Weights::default().with("minimum_liveness_tolerance", 0.95).unwrap_err();
        assert!(matches!(error, ConfigError::Inverted { .. }));
    }

    #[test]
    fn round_trips() {
        let weights = Weights::default().with("age_tolerance", 7.0).unwrap();
        let json = serde_json::to_string(&weights).unwrap();
        assert_eq!(parse(&json), Ok(weights));
    }
}
