//! `session.json`: what a session folder says about itself. Every key is optional; an unknown key, a
//! wrong range or a wrong type is refused by name.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use bonafide_aamva::dldv::RegistryReply;
use bonafide_face::{EncoderId, Encoding, EncodingError};
use bonafide_liveness::Plan;
use bonafide_types::settings::{Consent, RequirementRow};
use bonafide_types::{DocumentType, Field, Fields, Policy, Sensitive, Settings, Simulate, Weights};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::claims::{ClaimError, canonical};
use crate::input::{Kind, SessionInput};

/// Largest `session.json`, in bytes.
pub const LARGEST_SESSION_FILE: usize = 1 << 20;

/// The content of `session.json`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SessionFile {
    /// What the session is for.
    pub kind: Kind,
    /// The declared document type.
    pub document_type_e: Option<DocumentType>,
    /// The date to judge by, `YYYY-MM-DD`; in place of the run's.
    #[schemars(with = "Option<String>")]
    pub as_of: Option<Date>,
    /// What the person states, by field name. Never printed.
    pub claims: Option<Claims>,
    /// The switches.
    pub settings: Settings,
    /// The challenges of the active liveness steps, 1 to 4 of them.
    #[serde(deserialize_with = "plan")]
    pub liveness_plan: Plan,
    /// The 27 numbers; those not given keep their default.
    pub weights: Option<Weights>,
    /// The name of the numbers.
    pub weights_id: Option<String>,
    /// Rows in place of the requirements matrix's.
    pub requirements: Vec<RequirementRow>,
    /// The caller's rules.
    pub policy: Option<Policy>,
    /// What is pretended.
    pub simulate: Simulate,
    /// What the person agreed to.
    pub consent: Option<Consent>,
    /// The server's; carried unread and not echoed.
    pub metadata: Option<Unread>,
}

/// A list without steps asks for nothing; any other must be a plan.
fn plan<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Plan, D::Error> {
    let plan = Plan::deserialize(deserializer)?;
    if !plan.0.is_empty() {
        plan.check().map_err(D::Error::custom)?;
    }
    Ok(plan)
}

/// JSON that is carried and never looked at; `Debug` prints `***`.
#[derive(Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Unread(pub Value);

impl fmt::Debug for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// Claims in canonical form.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "BTreeMap<String, Option<String>>", into = "Fields")]
pub struct Claims(pub Fields);

impl From<Claims> for Fields {
    fn from(claims: Claims) -> Self {
        claims.0
    }
}

impl JsonSchema for Claims {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Claims".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let properties: BTreeMap<&str, schemars::Schema> = Field::ALL
            .iter()
            .map(|(_, name)| (*name, schemars::json_schema!({"type": ["string", "null"]})))
            .collect();
        schemars::json_schema!({
            "type": "object", "properties": properties, "additionalProperties": false
        })
    }
}

/// A claim that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClaimsError {
    /// No field has this name.
    #[error("unknown key `{0}`")]
    UnknownField(String),
    /// A field is given under two of its names.
    #[error("`{}` is given twice", .0.name())]
    Twice(Field),
    /// The value is none of its field.
    #[error(transparent)]
    Value(#[from] ClaimError),
}

impl TryFrom<BTreeMap<String, Option<String>>> for Claims {
    type Error = ClaimsError;
    fn try_from(given: BTreeMap<String, Option<String>>) -> Result<Self, ClaimsError> {
        let mut fields = Fields::new();
        for (name, text) in &given {
            let field = Field::from_name(name)
                .ok_or_else(|| ClaimsError::UnknownField(name.chars().take(64).collect()))?;
            let value = canonical(field, text.as_deref().unwrap_or_default())?;
            if fields.insert(field, value).is_some() {
                return Err(ClaimsError::Twice(field));
            }
        }
        Ok(Self(fields))
    }
}

/// Why a JSON file of a session cannot be used. Names the key; holds no value of a claim.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SessionFileError {
    /// Larger than [`LARGEST_SESSION_FILE`].
    #[error("{file} has {bytes} bytes, the limit is {LARGEST_SESSION_FILE}")]
    TooLarge {
        /// Which file.
        file: &'static str,
        /// Its size.
        bytes: usize,
    },
    /// Not JSON.
    #[error("{file} is not JSON: line {line}, column {column}")]
    Syntax {
        /// Which file.
        file: &'static str,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// A key or value that cannot be used.
    #[error("{file}, `{path}`: {message}")]
    Value {
        /// Which file.
        file: &'static str,
        /// Where, for example `weights.age_weight`.
        path: String,
        /// What is wrong.
        message: String,
    },
}

impl SessionFile {
    /// Reads the bytes of a `session.json`.
    ///
    /// # Errors
    /// [`SessionFileError`], which names the key.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SessionFileError> {
        strict("session.json", bytes)
    }

    /// Puts what the file says into a session.
    pub fn apply(self, input: &mut SessionInput) {
        input.kind = self.kind;
        input.document_type = self.document_type_e;
        input.claims = self.claims.map(|claims| claims.0);
        input.settings = self.settings;
        input.simulate = self.simulate;
        input.consent = self.consent;
        input.liveness_plan = self.liveness_plan;
        input.overrides.as_of = self.as_of;
        input.overrides.weights = self.weights.map(Arc::new);
        input.overrides.weights_id = self.weights_id;
        input.overrides.requirements = self.requirements;
        input.overrides.policy = self.policy.map(Arc::new);
    }
}

/// Reads the bytes of a `dmv.json`: what the registry answered.
///
/// # Errors
/// [`SessionFileError`], which names the key.
pub fn registry_from_bytes(bytes: &[u8]) -> Result<RegistryReply, SessionFileError> {
    strict("dmv.json", bytes)
}

/// Reads the fields of a document: a JSON object of texts, as the claims of a session.
///
/// # Errors
/// [`SessionFileError`], which names the key.
pub fn claims_from_bytes(bytes: &[u8]) -> Result<Claims, SessionFileError> {
    strict("fields", bytes)
}

/// Reads the bytes of a `reference.enc.json`: `{"encoder_id": "…", "values": [0.1, …]}`.
///
/// # Errors
/// [`SessionFileError`], which names the key: also of an id that is empty or longer than 256 bytes, and
/// of a vector that has not 1 to 4096 finite numbers.
pub fn reference_from_bytes(bytes: &[u8]) -> Result<Encoding, SessionFileError> {
    strict::<Stored>("reference.enc.json", bytes).map(|Stored(encoding)| encoding)
}

/// A stored encoding.
#[derive(Deserialize)]
#[serde(try_from = "StoredParts")]
struct Stored(Encoding);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredParts {
    encoder_id: String,
    values: Sensitive<Vec<f32>>,
}

impl TryFrom<StoredParts> for Stored {
    type Error = &'static str;
    fn try_from(parts: StoredParts) -> Result<Self, &'static str> {
        let values = parts.values.expose().clone();
        let encoding = Encoding::new(EncoderId(parts.encoder_id), values);
        encoding.map(Self).map_err(|error| match error {
            EncodingError::Encoder => "`encoder_id` is not 1 to 256 bytes of printable ASCII",
            EncodingError::Count { .. } => "`values` has not 1 to 4096 numbers",
            EncodingError::Short => "`values` are almost zero",
            _ => "`values` has a number that is too large",
        })
    }
}

fn strict<T: DeserializeOwned>(file: &'static str, bytes: &[u8]) -> Result<T, SessionFileError> {
    if bytes.len() > LARGEST_SESSION_FILE {
        return Err(SessionFileError::TooLarge { file, bytes: bytes.len() });
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|e| named(file, &e))?;
    reader.end().map_err(|error| syntax(file, &error))?;
    Ok(value)
}

fn syntax(file: &'static str, error: &serde_json::Error) -> SessionFileError {
    SessionFileError::Syntax { file, line: error.line(), column: error.column() }
}

fn named(
    file: &'static str,
    error: &serde_path_to_error::Error<serde_json::Error>,
) -> SessionFileError {
    let inner = error.inner();
    if !inner.is_data() {
        return syntax(file, inner);
    }
    let path = error.path().to_string();
    let message = without_position(&inner.to_string());
    // Settings are nobody's personal data; everything else may be, a whole file of a wrong type too.
    let is_setting = file == "session.json"
        && SETTINGS.iter().any(|member| path.split(['.', '[']).next() == Some(member));
    let message = if is_setting { message } else { without_value(&message) };
    SessionFileError::Value { file, path, message }
}

/// The members of `session.json` that hold settings.
const SETTINGS: [&str; 11] = [
    "kind",
    "document_type_e",
    "as_of",
    "settings",
    "liveness_plan",
    "weights",
    "weights_id",
    "requirements",
    "policy",
    "simulate",
    "consent",
];

/// serde's own messages quote the value: `invalid type: string "…", expected …`, and a text in the
/// place of an object is an "unknown variant". What was expected may be said.
fn without_value(message: &str) -> String {
    let expected = || message.rsplit_once(", expected ").map_or("another type", |(_, tail)| tail);
    if message.starts_with("invalid ") {
        "a value of the wrong type".to_owned()
    } else if message.starts_with("unknown variant ") {
        format!("unknown key, expected {}", expected())
    } else {
        message.to_owned()
    }
}

/// serde_json appends `at line 1 column 2`, which the path already says better.
fn without_position(message: &str) -> String {
    message.rsplit_once(" at line ").map_or(message, |(head, _)| head).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_of(json: &str) -> String {
        SessionFile::from_bytes(json.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn errors_name_the_key() {
        for (json, key) in [
            (r#"{"documnt_type": 1}"#, "documnt_type"),
            (r#"{"weights": {"age_weight": -1}}"#, "age_weight"),
            (r#"{"weights": {"idv_session_tolerance": 90}}"#, "idv_session_tolerance"),
            (r#"{"weights": {"nope": 1}}"#, "nope"),
            (r#"{"settings": {"perform_x": true}}"#, "perform_x"),
            (r#"{"claims": {"birth_dat": "1990-01-01"}}"#, "birth_dat"),
            (r#"{"claims": {"birth_date": "1990-02-31"}}"#, "birth_date"),
            (r#"{"policy": {"fail_on": ["nothing"]}}"#, "policy.fail_on"),
        ] {
            let error = error_of(json);
            assert!(error.contains(key), "{json}: {error}");
        }
    }

    #[test]
    fn nan_is_not_json_and_is_refused_with_its_place() {
        let error = error_of("{\"weights\": {\n\"age_weight\": NaN}}");
        assert!(error.contains("line 2"), "{error}");
    }

    #[test]
    fn errors_hold_no_claim() {
        for json in [
            r#"{"claims": {"birth_date": "MARKER-31"}}"#,
            r#"{"claims": {"last_name": {"MARKER": 1}}}"#,
            r#"{"claims": "MARKER"}"#,
            r#"{"claims": {"document_number": 12345678}}"#,
        ] {
            let error = error_of(json);
            assert!(!error.contains("MARKER") && !error.contains("12345678"), "{error}");
        }
    }

    #[test]
    fn a_whole_file_is_taken() {
        let json = r#"{"kind": "idv", "document_type_e": "driver_license", "as_of": "2026-06-01",
            "claims": {"first_name": "Anna", "birth_date": "19740812", "issue_date": "2020-01-01"},
            "settings": {"perform_liveness_test": false}, "weights": {"age_tolerance": 5},
            "requirements": [{"type_e": "driver_license", "data_source_e": "front_ocr"}],
            "policy": {"minimum_age": 21}, "simulate": {"ocr_name_match_fail": true},
            "consent": {"biometric": true}, "metadata": {"anything": [1, 2]}}"#;
        let file = SessionFile::from_bytes(json.as_bytes()).unwrap();
        let claims = file.claims.unwrap().0;
        assert_eq!(claims[&Field::BirthDate].text(), Some("1974-08-12"));
        assert_eq!(claims[&Field::IssuedAt].text(), Some("2020-01-01"));
    }

    #[test]
    fn too_large_is_refused_unread() {
        let big = vec![b' '; LARGEST_SESSION_FILE + 1];
        assert!(matches!(SessionFile::from_bytes(&big), Err(SessionFileError::TooLarge { .. })));
    }
}
