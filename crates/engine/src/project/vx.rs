//! Shape V: the session result.

use bonafide_types::Field;
use serde_json::{Value, json};

use super::sheet::{REDACTED, Sheet};
use super::{DateForm, Options, Projection, Redact, text};
use crate::decision::Action;
use crate::result::SessionResult;

/// The core's part of the V session result; identifiers, times and the journey's rest are the
/// server's.
pub(super) fn session_result(result: &SessionResult, options: &Options) -> Projection {
    let decision = &result.decision;
    let mut plus = Sheet::new(result, options, DateForm::Compact);
    plus.nest("document_data", document_data(result, options));
    plus.put("output", json!({"vpin": {}}), "");
    let engine_fault = result.error.as_ref().is_some_and(|e| e.code.is_engine_fault());
    let at = if result.error.is_some() { "/error/code" } else { "" };
    plus.put("api_processing_error", engine_fault, at);
    plus.put("action", decision.action.name(), "/decision/action");
    plus.put("detail", decision.detail.as_str(), "/decision/detail");
    plus.put("issues", decision.issues.clone(), "/decision/issues");

    let mut sheet = Sheet::new(result, options, DateForm::Compact);
    sheet.put("status", status(decision.action), "/decision/action");
    sheet.nest("dcams_plus", plus);
    let stop = json!({
        "type": "SDK_Scan", "status": status(decision.action),
        "action": decision.action.name(), "detail": decision.detail,
    });
    sheet.put("journey", json!({"stops": [stop]}), "/decision");
    sheet.put("documents", Value::Null, "");
    sheet.finish()
}

/// V knows PASS, FAIL and PENDING; a review is pending.
fn status(action: Action) -> &'static str {
    match action {
        Action::Pass => "PASS",
        Action::Fail => "FAIL",
        Action::Review | Action::Pending => "PENDING",
    }
}

/// `{}` where no document was read.
fn document_data<'a>(result: &'a SessionResult, options: &'a Options) -> Sheet<'a> {
    let mut data = Sheet::new(result, options, DateForm::Compact);
    let was_read = result
        .documents
        .iter()
        .any(|d| d.document.data_source_e != bonafide_types::DataSource::UserInput);
    if !was_read {
        return data;
    }
    data.field("FirstName", Field::FirstName, text::title_case);
    data.field("LastName", Field::LastName, text::title_case);
    data.field("MiddleName", Field::MiddleName, text::title_case);
    data.field("Address", Field::Street, text::title_case);
    data.field("City", Field::City, text::title_case);
    data.field("State", Field::State, text::verbatim);
    data.field("Zip", Field::PostalCode, text::postal);
    data.field("CountryCode", Field::IssuingCountry, text::alpha2);
    full_address(&mut data, result, options);
    data.field("DateOfBirth", Field::BirthDate, text::verbatim);
    data.field("Height", Field::Height, text::feet_inches);
    data.field("Sex", Field::Gender, text::sex_letter);
    data.field("EyeColor", Field::EyeColor, text::eye_word);
    secret(&mut data, "DocumentNumber", Field::DocumentNumber, result);
    let words = result.document_type_e.title_upper();
    data.put("DocumentType", words.map_or(Value::Null, Value::from), "/document_type_e");
    data.field("SourceDocumentType", Field::SourceDocumentType, text::verbatim);
    secret(&mut data, "NationalID", Field::NationalId, result);
    data.field("IssueDate", Field::IssuedAt, text::verbatim);
    data.field("ExpirationDate", Field::ExpiresAt, text::verbatim);
    data
}

/// V hides the value of numbers and keeps the key.
fn secret(data: &mut Sheet<'_>, key: &str, field: Field, result: &SessionResult) {
    if result.chosen(field).is_some() && !data.shows_numbers() {
        data.put(key, REDACTED, &format!("/fields/{}/chosen", field.name()));
    } else {
        data.field(key, field, text::verbatim);
    }
}

/// `123 Main Street, New York, NY 10001`; null when no part was read.
fn full_address(data: &mut Sheet<'_>, result: &SessionResult, options: &Options) {
    let part = |field, rewrite: fn(&str) -> Option<String>| result.chosen(field).and_then(rewrite);
    let region = [part(Field::State, text::verbatim), part(Field::PostalCode, text::postal)];
    let region = region.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let parts =
        [part(Field::Street, text::title_case), part(Field::City, text::title_case), Some(region)];
    let line = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ");
    let value = match options.redact {
        _ if line.is_empty() => Value::Null,
        Redact::All => Value::from(REDACTED),
        _ => Value::from(line),
    };
    let parts = [Field::Street, Field::City, Field::State, Field::PostalCode];
    data.put("FullAddress", value, &data.first_read(&parts));
}
