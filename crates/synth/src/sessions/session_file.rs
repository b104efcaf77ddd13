//! `session.json` and `dmv.json`.

use bonafide_types::{DocumentType, Field, Fields};
use serde_json::{Map, Value, json};

use crate::error::SynthError;

/// What a person may claim about a licence. The state is left out: invented states are in no table
/// of states, and a claim outside the table is refused.
pub(super) const CLAIMED: [Field; 11] = [
    Field::DocumentNumber,
    Field::IssuedAt,
    Field::ExpiresAt,
    Field::FirstName,
    Field::MiddleName,
    Field::LastName,
    Field::Street,
    Field::City,
    Field::PostalCode,
    Field::BirthDate,
    Field::Gender,
];

/// A short form: the number, the name, and what makes a mismatch weigh.
pub(super) const SHORT_CLAIM: [Field; 6] = [
    Field::DocumentNumber,
    Field::ExpiresAt,
    Field::FirstName,
    Field::LastName,
    Field::Street,
    Field::BirthDate,
];

/// What the barcode must give: the mandatory elements of the AAMVA standard that say who and how
/// long.
const FROM_BARCODE: &[&str] = &[
    "document_number_required",
    "issue_at_required",
    "expires_at_required",
    "first_name_required",
    "last_name_required",
    "birth_date_required",
    "street_required",
    "city_required",
    "postal_code_required",
    "gender_required",
    "raw_barcode_required",
];

/// What the person must state.
const FROM_USER: &[&str] = &["first_name_required", "last_name_required", "birth_date_required"];

/// What a machine-readable zone must give.
const FROM_ZONE: &[&str] = &[
    "document_number_required",
    "expires_at_required",
    "issuing_country_required",
    "first_name_required",
    "last_name_required",
    "birth_date_required",
    "gender_required",
];

/// A `session.json` under way.
pub(super) struct SessionJson(Map<String, Value>);

impl SessionJson {
    /// A session judged on the stories' day, with the tests switched off that ask for more than
    /// pictures of a document.
    pub(super) fn new(kind: DocumentType) -> Self {
        let mut keys = Map::new();
        keys.insert("kind".to_owned(), json!("idv"));
        keys.insert("document_type_e".to_owned(), json!(kind.name()));
        keys.insert("as_of".to_owned(), json!(super::stories::AS_OF.to_string()));
        let settings = json!({
            "perform_liveness_test": false,
            "perform_ofac_test": false,
        });
        keys.insert("settings".to_owned(), settings);
        Self(keys)
    }

    /// Switches off the registry's test, for documents that are in no registry.
    pub(super) fn without_registry(mut self) -> Self {
        if let Some(Value::Object(settings)) = self.0.get_mut("settings") {
            settings.insert("perform_aamva_test".to_owned(), json!(false));
        }
        self
    }

    /// Claims the named fields as they are.
    pub(super) fn claims(mut self, fields: &Fields, claimed: &[Field]) -> Self {
        let claims: Map<String, Value> = claimed
            .iter()
            .filter_map(|&field| {
                let text = fields.get(&field)?.text()?;
                Some((field.name().to_owned(), json!(text)))
            })
            .collect();
        self.0.insert("claims".to_owned(), Value::Object(claims));
        self
    }

    /// Replaces one claim.
    pub(super) fn claim(mut self, field: Field, text: &str) -> Self {
        if let Some(Value::Object(claims)) = self.0.get_mut("claims") {
            claims.insert(field.name().to_owned(), json!(text));
        }
        self
    }

    /// Requires what a barcode and the person can give, and nothing of the print.
    pub(super) fn requires_barcode(self, kind: DocumentType) -> Self {
        self.requires(vec![
            row(kind, "front_ocr", &[]),
            row(kind, "barcode", FROM_BARCODE),
            row(kind, "user_input", FROM_USER),
        ])
    }

    /// Requires what a machine-readable zone can give, and nothing of print or barcode.
    pub(super) fn requires_zone(self, kind: DocumentType) -> Self {
        self.requires(vec![
            row(kind, "front_ocr", &[]),
            row(kind, "barcode", &[]),
            row(kind, "mrz", FROM_ZONE),
        ])
    }

    fn requires(mut self, rows: Vec<Value>) -> Self {
        self.0.insert("requirements".to_owned(), Value::Array(rows));
        self
    }

    /// Names the tests that must not fail.
    pub(super) fn fail_on(mut self, tests: &[&str]) -> Self {
        self.0.insert("policy".to_owned(), json!({"fail_on": tests}));
        self
    }

    pub(super) fn bytes(self) -> Result<Vec<u8>, SynthError> {
        lines(&Value::Object(self.0))
    }
}

fn row(kind: DocumentType, source: &str, required: &[&str]) -> Value {
    let mut row = Map::new();
    row.insert("type_e".to_owned(), json!(kind.name()));
    row.insert("data_source_e".to_owned(), json!(source));
    row.extend(required.iter().map(|&key| (key.to_owned(), json!(true))));
    Value::Object(row)
}

/// A registry's reply in which everything agrees but the named indicators.
pub(super) fn indicators(disagreeing: &[&str]) -> Result<Vec<u8>, SynthError> {
    const ALL: [&str; 16] = [
        "driverLicenseNumber",
        "driverLicenseIssueDate",
        "driverLicenseExpirationDate",
        "documentCategory",
        "personLastNameExact",
        "personFirstNameExact",
        "personMiddleNameExact",
        "personBirthDate",
        "personSexCode",
        "personEyeColor",
        "personHeight",
        "personWeight",
        "addressLine1",
        "addressCity",
        "addressStateCode",
        "addressZIP5",
    ];
    let indicators: Map<String, Value> =
        ALL.iter().map(|&name| (name.to_owned(), json!(!disagreeing.contains(&name)))).collect();
    lines(&json!({"indicators": indicators}))
}

/// A registry's reply when it holds no such number: nothing else is compared.
pub(super) fn number_not_found() -> Result<Vec<u8>, SynthError> {
    lines(&json!({"indicators": {"driverLicenseNumber": false}}))
}

/// A registry that gave no answer.
pub(super) fn unavailable(reason: &str) -> Result<Vec<u8>, SynthError> {
    lines(&json!({"unavailable": reason}))
}

fn lines(value: &Value) -> Result<Vec<u8>, SynthError> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}
