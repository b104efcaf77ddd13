//! What a session must not fail, and what is pretended in a test.

use std::collections::{BTreeMap, BTreeSet};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::ConfigError;
use crate::verdict::TestId;

/// Whether the person can still hand in what is missing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Retry {
    /// A missing value makes the session `PENDING`.
    #[default]
    Possible,
    /// A missing value makes the session `FAIL`.
    Exhausted,
}

/// How several of the registry's indicators of one name become one value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FoldPolicy {
    /// Only the exact indicator counts; for the middle name, its initial where the registry
    /// compared nothing else.
    #[default]
    Exact,
    /// The name matches if any of its indicators says so: exact, fuzzy primary, fuzzy alternate,
    /// and the initial of the middle name.
    Fuzzy,
}

/// Rules of the caller beside the numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
pub struct Policy {
    /// Tests whose failure fails the session, whatever the score. A test that was not performed does
    /// not trigger.
    pub fail_on: BTreeSet<TestId>,
    /// Gate: minimum age in completed years at `as_of`.
    pub minimum_age: Option<u8>,
    /// A document that expired at most this many days before `as_of` still counts. Default 0.
    pub allow_expired_days: u16,
    /// Whether missing values can still be handed in.
    pub retry: Retry,
    /// Whether a name that the registry says sounds alike matches. Default `exact`. It is asked when
    /// the reply is folded: deciding a stored result again folds nothing.
    pub registry_fold: FoldPolicy,
}

/// Failures pretended in a test: the eleven `*_fail` finalisation flags. A verdict made with any of
/// them is marked as simulated.
///
/// On the wire: `{"ocr_name_match_fail": true}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, bool>", into = "BTreeMap<String, bool>")]
pub struct Simulate {
    failing: BTreeSet<TestId>,
}

/// The finalisation flags and the test that each of them makes fail.
const FLAGS: [(&str, TestId); 11] = [
    ("doc_front_suspicious_words_fail", TestId::DocFrontSuspiciousWords),
    ("doc_front_image_manipulation_fail", TestId::DocFrontImageManipulation),
    ("doc_front_online_duplication_fail", TestId::DocFrontOnlineDuplication),
    ("doc_front_is_identity_document_fail", TestId::DocFrontIsIdentityDocument),
    ("doc_back_suspicious_words_fail", TestId::DocBackSuspiciousWords),
    ("doc_back_image_manipulation_fail", TestId::DocBackImageManipulation),
    ("doc_back_online_duplication_fail", TestId::DocBackOnlineDuplication),
    ("doc_back_is_identity_document_fail", TestId::DocBackIsIdentityDocument),
    ("ocr_name_match_fail", TestId::NameCrosscheck),
    ("ocr_address_match_fail", TestId::AddressCrosscheck),
    ("ocr_document_number_match_fail", TestId::DocumentNumberCrosscheck),
];

impl Simulate {
    /// The flag names with the tests that they make fail.
    pub fn flags() -> impl Iterator<Item = (&'static str, TestId)> {
        FLAGS.into_iter()
    }

    /// Whether a test is to come out failed.
    pub fn fails(&self, test: TestId) -> bool {
        self.failing.contains(&test)
    }
}

impl TryFrom<BTreeMap<String, bool>> for Simulate {
    type Error = ConfigError;
    fn try_from(given: BTreeMap<String, bool>) -> Result<Self, ConfigError> {
        let mut failing = BTreeSet::new();
        for (key, on) in &given {
            let (_, test) = FLAGS
                .iter()
                .find(|(flag, _)| flag == key)
                .ok_or_else(|| ConfigError::unknown_key(key))?;
            if *on {
                failing.insert(*test);
            }
        }
        Ok(Self { failing })
    }
}

impl From<Simulate> for BTreeMap<String, bool> {
    fn from(simulate: Simulate) -> Self {
        FLAGS
            .iter()
            .filter(|(_, test)| simulate.fails(*test))
            .map(|(flag, _)| ((*flag).to_owned(), true))
            .collect()
    }
}

impl JsonSchema for Simulate {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Simulate".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let properties: BTreeMap<&str, Schema> =
            FLAGS.iter().map(|(flag, _)| (*flag, json_schema!({"type": "boolean"}))).collect();
        json_schema!({"type": "object", "properties": properties, "additionalProperties": false})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_makes_its_test_fail() {
        let simulate: Simulate = serde_json::from_str(
            r#"{"ocr_name_match_fail": true, "ocr_address_match_fail": false}"#,
        )
        .unwrap();
        assert!(simulate.fails(TestId::NameCrosscheck));
        assert!(!simulate.fails(TestId::AddressCrosscheck));
    }

    #[test]
    fn unknown_keys_are_refused_by_name() {
        let error = serde_json::from_str::<Simulate>(r#"{"name_fail": true}"#).unwrap_err();
        assert!(error.to_string().contains("name_fail"));
        let error = serde_json::from_str::<Policy>(r#"{"minimal_age": 21}"#).unwrap_err();
        assert!(error.to_string().contains("minimal_age"));
    }

    #[test]
    fn fail_on_takes_wire_names() {
        let policy: Policy =
            serde_json::from_str(r#"{"fail_on": ["doc_front_suspicious_words"]}"#).unwrap();
        assert!(policy.fail_on.contains(&TestId::DocFrontSuspiciousWords));
    }
}
