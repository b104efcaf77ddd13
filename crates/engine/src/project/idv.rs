//! Shape S: session tests, documents, sessions.

use bonafide_types::{DataSource, Field, FieldValue, Side, Slot, TestId, Verdict};
use serde_json::Value;

use super::sheet::Sheet;
use super::{DateForm, NullAs, Options, Projection, text};
use crate::decision::Action;
use crate::result::{SessionResult, wire_name};

/// The session test read: strings for the eight `doc_*` tests, three-state booleans for the rest.
pub(super) fn tests(result: &SessionResult, options: &Options) -> Projection {
    let mut sheet = Sheet::new(result, options, DateForm::Iso);
    for id in TestId::session_tests() {
        let test = result.tests.get(&id);
        if id.side().is_some() {
            let verdict = test.map_or(Verdict::NotPerformed, |t| t.verdict);
            let word = wire_name(&verdict);
            sheet.put(id.name(), word, &format!("/tests/{}/verdict", id.name()));
        } else {
            // A test that was not compared has no `match`; its verdict says so.
            let (value, member) = match (test.and_then(|t| t.matched), options.null_as) {
                (Some(matched), _) => (Value::from(matched), "match"),
                (None, NullAs::Null) => (Value::Null, "verdict"),
                (None, NullAs::False) => (Value::from(false), "verdict"),
                (None, NullAs::Omit) => continue,
            };
            sheet.put(id.name(), value, &format!("/tests/{}/{member}", id.name()));
        }
    }
    sheet.finish()
}

/// The fields of a document read, in order.
const DOCUMENT_FIELDS: [Field; 22] = [
    Field::DocumentNumber,
    Field::RefNumber,
    Field::IssuedAt,
    Field::ExpiresAt,
    Field::IssuingCountry,
    Field::IssuingState,
    Field::FirstName,
    Field::MiddleName,
    Field::LastName,
    Field::NameSuffix,
    Field::Street,
    Field::City,
    Field::State,
    Field::PostalCode,
    Field::BirthDate,
    Field::Gender,
    Field::Height,
    Field::Weight,
    Field::EyeColor,
    Field::HairColor,
    Field::Class,
    Field::Restrictions,
];

/// What one source says; `{}` where there is no such source.
pub(super) fn document(result: &SessionResult, options: &Options) -> Projection {
    let mut sheet = Sheet::new(result, options, DateForm::Iso);
    let order = [DataSource::Barcode, DataSource::Mrz, DataSource::FrontOcr, DataSource::UserInput];
    let wanted: Vec<DataSource> = options.source.map_or_else(|| order.to_vec(), |s| vec![s]);
    let found = wanted.into_iter().find_map(|source| {
        result.documents.iter().position(|d| d.document.data_source_e == source)
    });
    let Some(index) = found else { return sheet.finish() };
    let document = &result.documents[index].document;
    let at = format!("/documents/{index}");
    sheet.put("session_id", result.session_id.as_str(), "/session_id");
    sheet.put("document_id", document.document_id.as_str(), &format!("{at}/document_id"));
    sheet.put("type_e", document.type_e.name(), &format!("{at}/type_e"));
    sheet.put("data_source_e", document.data_source_e.name(), &format!("{at}/data_source_e"));
    for field in DOCUMENT_FIELDS {
        let value = document
            .fields
            .get(&field)
            .and_then(FieldValue::text)
            .and_then(|t| sheet.shown(field, t, text::verbatim));
        let origin = format!("{at}/fields/{}/value", field.name());
        sheet.put(field.name(), value.map_or(Value::Null, Value::from), &origin);
    }
    sheet.finish()
}

/// The session read: the core's part.
pub(super) fn session(result: &SessionResult, options: &Options) -> Projection {
    let mut sheet = Sheet::new(result, options, DateForm::Iso);
    let weights_id = result.settings.weights_id.as_deref();
    sheet.put(
        "idv_weights_id",
        weights_id.map_or(Value::Null, Value::from),
        "/settings/weights_id",
    );
    sheet.put("document_type_e", result.document_type_e.name(), "/document_type_e");
    sheet.field("first_name", Field::FirstName, text::verbatim);
    sheet.field("middle_name", Field::MiddleName, text::verbatim);
    sheet.field("last_name", Field::LastName, text::verbatim);
    sheet.field("suffix_name", Field::NameSuffix, text::verbatim);
    sheet.field("gender_e", Field::Gender, text::verbatim);
    sheet.field("birth_date", Field::BirthDate, text::verbatim);
    sheet.put("document_front_given", side_given(result, Side::Front), "/inputs");
    sheet.put("document_back_given", side_given(result, Side::Back), "/inputs");
    sheet.put("selfie_given", slot_given(result, Slot::Selfie), "/inputs");
    let live = result.liveness.liveness_detected;
    sheet.put("liveness_detected", live, "/liveness/liveness_detected");
    let dmv = wire_name(&result.registry.dmv_status_e);
    sheet.put("dmv_status_e", dmv, "/registry/dmv_status_e");
    let ofac = wire_name(&result.sanctions.ofac_status_e);
    sheet.put("ofac_status_e", ofac, "/sanctions/ofac_status_e");
    sheet.put("verified", result.decision.verified, "/decision/verified");
    let score = sheet.score();
    sheet.put("score", score, "/decision/score");
    sheet.put("status_e", suggested_status(result), "/decision/action");
    sheet.finish()
}

/// `complete`, or `temporarily_complete` while something can still be handed in; the server decides.
fn suggested_status(result: &SessionResult) -> &'static str {
    if result.decision.action == Action::Pending { "temporarily_complete" } else { "complete" }
}

/// Finalisation.
pub(super) fn finalisation(result: &SessionResult, options: &Options) -> Projection {
    let mut sheet = Sheet::new(result, options, DateForm::Iso);
    sheet.put("verified", result.decision.verified, "/decision/verified");
    let listed = result.sanctions.on_sanction_list;
    sheet.put("on_sanction_list", listed, "/sanctions/on_sanction_list");
    sheet.finish()
}

/// The authentication session read: the core's part.
pub(super) fn authentication(result: &SessionResult, options: &Options) -> Projection {
    let mut sheet = Sheet::new(result, options, DateForm::Iso);
    sheet.put("authenticated", result.decision.verified, "/decision/verified");
    let live = result.liveness.liveness_detected;
    sheet.put("liveness_detected", live, "/liveness/liveness_detected");
    sheet.put("selfie_given", slot_given(result, Slot::Selfie), "/inputs");
    sheet.finish()
}

/// A picture that could not be decoded was not given.
fn slot_given(result: &SessionResult, slot: Slot) -> bool {
    result.inputs.iter().any(|i| i.storage_file_type_e == slot && i.error.is_none())
}

fn side_given(result: &SessionResult, side: Side) -> bool {
    result.inputs.iter().any(|i| i.storage_file_type_e.is_document_side(side) && i.error.is_none())
}
