//! Which tests are performed, and how.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TestScenario;

/// How liveness is judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LivenessMode {
    /// One picture decides.
    #[default]
    Passive,
    /// Active steps decide when the passive score does not.
    PassiveActive,
}

/// What it means that the registry compared nothing (`aamva_retry_e`): no reply, one that it was
/// unavailable, or one that the request was incomplete.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AamvaRetry {
    /// The registry test is left out of the score.
    #[default]
    Skip,
    /// The session waits: it is `PENDING` until the registry answers.
    Retry,
}

/// What the person agreed to. Absent means that nothing is known of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    /// Whether faces may be compared.
    pub biometric: bool,
}

/// The switches of a session. A test that is switched off is `NOT_PERFORMED`, never `PASS`, and is
/// not asked for in the coverage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools)] // the wire has nine switches; each is one
pub struct Settings {
    /// Look for manipulated pictures. Default true.
    pub perform_image_manipulation_test: bool,
    /// Weigh the registry's reply. Default true.
    pub perform_aamva_test: bool,
    /// Screen the name against sanctions lists. Default true.
    pub perform_ofac_test: bool,
    /// Compare the estimated age with the document's. Default false.
    pub perform_age_test: bool,
    /// Compare the estimated gender with the document's. Default false.
    pub perform_gender_test: bool,
    /// Require a live person. Default true.
    pub perform_liveness_test: bool,
    /// How liveness is judged.
    pub liveness_mode: LivenessMode,
    /// What an absent registry reply means.
    pub aamva_retry_e: AamvaRetry,
    /// The registry answers as in this scenario, whatever reply is handed in, and the result is marked
    /// as simulated. A session that asks for it is refused unless the operator has switched test mode on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aamva_test_scenario: Option<TestScenario>,
    /// The server's; carried unread.
    pub collect_ip_data: bool,
    /// The server's; carried unread.
    pub collect_location_data: bool,
    /// The encoder that the face tolerances were chosen for; another encoder is refused.
    pub face_encoder_id: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            perform_image_manipulation_test: true,
            perform_aamva_test: true,
            perform_ofac_test: true,
            perform_age_test: false,
            perform_gender_test: false,
            perform_liveness_test: true,
            liveness_mode: LivenessMode::default(),
            aamva_retry_e: AamvaRetry::default(),
            aamva_test_scenario: None,
            collect_ip_data: false,
            collect_location_data: false,
            face_encoder_id: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_refused_by_name() {
        let error = serde_json::from_str::<Settings>(r#"{"perform_ofac": false}"#).unwrap_err();
        assert!(error.to_string().contains("perform_ofac"));
    }

    #[test]
    fn what_is_not_given_keeps_its_default() {
        let settings: Settings = serde_json::from_str(r#"{"aamva_retry_e": "retry"}"#).unwrap();
        assert_eq!(settings.aamva_retry_e, AamvaRetry::Retry);
        assert!(settings.perform_liveness_test && !settings.perform_age_test);
    }
}
