//! Shape U: users and their documents.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_types::{DataSource, DocumentType, Field, Side, Slot};
use serde_json::Value;

use super::sheet::{REDACTED, Sheet};
use super::{DateForm, Options, Projection, Redact, text};
use crate::decision::Action;
use crate::result::{SessionResult, SourceDocument};

/// The core's part of the U user: the status word; ids, times and device facts are the server's.
pub(super) fn user(result: &SessionResult, options: &Options) -> Projection {
    let mut sheet = Sheet::new(result, options, DateForm::DayMonthYear);
    let word = match result.decision.action {
        Action::Pass => "successful",
        Action::Fail => "failed",
        Action::Review => "review",
        Action::Pending => "pending",
    };
    sheet.put("status", word, "/decision/action");
    with_document(sheet, result, options)
}

/// The U user documents.
pub(super) fn documents(result: &SessionResult, options: &Options) -> Projection {
    let mut sheet = Sheet::new(result, options, DateForm::DayMonthYear);
    if result.inputs.iter().any(|input| input.storage_file_type_e == Slot::Selfie) {
        sheet.put("selfie", image(options, Slot::Selfie), "/inputs");
    }
    with_document(sheet, result, options)
}

/// The list of the one document that a session is about.
fn with_document(mut sheet: Sheet<'_>, result: &SessionResult, options: &Options) -> Projection {
    let document = document(result, options).finish();
    sheet.put("documents", vec![document.value], "/documents");
    let mut projection = sheet.finish();
    for (member, origin) in document.origins {
        projection.origins.insert(format!("/documents/0{member}"), origin);
    }
    projection
}

fn document<'a>(result: &'a SessionResult, options: &'a Options) -> Sheet<'a> {
    let mut sheet = Sheet::new(result, options, DateForm::DayMonthYear);
    sheet.put("stepId", step_id(result), "/document_type_e");
    pictures(&mut sheet, result, options);
    if let Some(title) = result.document_type_e.title() {
        sheet.put("type", title, "/document_type_e");
    }
    sheet.field_if_read("firstName", Field::FirstName, text::verbatim);
    sheet.field_if_read("lastName", Field::LastName, text::verbatim);
    sheet.field_if_read("dateOfExpiration", Field::ExpiresAt, text::verbatim);
    sheet.field_if_read("dateOfIssue", Field::IssuedAt, text::verbatim);
    sheet.field_if_read("dateOfBirth", Field::BirthDate, text::verbatim);
    address(&mut sheet, result, options);
    sheet.field_if_read("sex", Field::Gender, text::sex_letter);
    sheet.field_if_read("issuingAuthority", Field::IssuingAuthority, text::verbatim);
    sheet.field_if_read("placeOfBirth", Field::PlaceOfBirth, text::verbatim);
    mrz_lines(&mut sheet, result, options);
    sheet.field_if_read("idNumber", Field::DocumentNumber, text::verbatim);
    if let Some(comparison) = result.face.comparisons.first() {
        let level = (10.0 * comparison.similarity.get()).floor().clamp(0.0, 10.0) as i64;
        sheet.put("matchLevel", level, "/face/comparisons/0/similarity");
    }
    sheet
}

/// The enumeration's spelling, `DRIVING_LICENSE`, not the sample's.
fn step_id(result: &SessionResult) -> &'static str {
    let given = |slot| result.inputs.iter().any(|input| input.storage_file_type_e == slot);
    match result.document_type_e {
        DocumentType::DriverLicense => "DRIVING_LICENSE",
        _ if given(Slot::CarRegistrationFront) => "CAR_REGISTRATION_DOCUMENT",
        _ if given(Slot::AddressProof) => "ADDRESS_PROOF",
        _ => "ID_DOCUMENT",
    }
}

/// `front` and `back` where they were handed in; crops and portrait are `""` until they are cut out.
fn pictures(sheet: &mut Sheet<'_>, result: &SessionResult, options: &Options) {
    for (side, key, cropped) in
        [(Side::Front, "front", "frontCropped"), (Side::Back, "back", "backCropped")]
    {
        let shows = |slot: Slot| match slot {
            // A proof of address is one picture without sides.
            Slot::AddressProof => side == Side::Front,
            slot => slot.side() == Some(side),
        };
        let slot = result
            .inputs
            .iter()
            .find(|input| input.used && shows(input.storage_file_type_e))
            .map(|input| input.storage_file_type_e);
        if let Some(slot) = slot {
            sheet.put(key, image(options, slot), "/inputs");
            sheet.put(cropped, "", "");
        }
    }
}

fn image(options: &Options, slot: Slot) -> Value {
    let hidden = options.redact == Redact::All;
    match options.images.get(&slot) {
        Some(bytes) if !hidden => Value::from(STANDARD.encode(bytes)),
        Some(_) => Value::from(REDACTED),
        None => Value::from(""),
    }
}

/// Street and city on one line with a comma.
fn address(sheet: &mut Sheet<'_>, result: &SessionResult, options: &Options) {
    let parts = [result.chosen(Field::Street), result.chosen(Field::City)];
    let line = parts.into_iter().flatten().collect::<Vec<_>>().join(", ");
    if !line.is_empty() {
        let shown = if options.redact == Redact::All { REDACTED.to_owned() } else { line };
        sheet.put("address1", shown, &sheet.first_read(&[Field::Street, Field::City]));
    }
}

/// The lines as they were read, never repaired.
fn mrz_lines(sheet: &mut Sheet<'_>, result: &SessionResult, options: &Options) {
    let zone = |d: &SourceDocument| d.document.data_source_e == DataSource::Mrz;
    let Some(at) = result.documents.iter().position(zone) else { return };
    let Some(mrz) = &result.documents[at].mrz else { return };
    for (index, line) in mrz.report.lines.iter().enumerate() {
        let shown = if options.redact == Redact::All { REDACTED } else { line.expose().as_str() };
        let origin = format!("/documents/{at}/mrz/lines/{index}");
        sheet.put(&format!("mrzLine{}", index + 1), shown, &origin);
    }
}
