//! Shape U: users and their documents.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bonafide_imaging::{Limits, Picture, encode_jpeg};
use bonafide_types::{DataSource, DocumentType, Field, Sensitive, Side, Slot};
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
        sheet.put("selfie", selfie(options), "/inputs");
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
    match_level(&mut sheet, result);
    sheet
}

/// Tenths of the similarity of portrait and selfie; absent where they were not compared.
fn match_level(sheet: &mut Sheet<'_>, result: &SessionResult) {
    let pair = ("portrait", Slot::Selfie.name());
    let comparisons = result.face.comparisons.iter().enumerate();
    let found = comparisons.filter(|(_, c)| (c.a.as_str(), c.b.as_str()) == pair);
    for (index, comparison) in found {
        if let Some(level) = comparison.match_level {
            sheet.put("matchLevel", level, &format!("/face/comparisons/{index}/match_level"));
        }
    }
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

/// `front` and `back` where they were handed in, crops of them, `""` where none was cut out, and the
/// portrait where one was found.
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
            let crop = options.crops.get(&slot).map(Vec::as_slice);
            let origin = if crop.is_some() { "/artifacts" } else { "" };
            sheet.put(cropped, base64(options, crop), origin);
        }
    }
    if result.face.portrait.is_some() {
        let photo = base64(options, options.portrait.as_deref());
        sheet.put("photo", photo, "/face/portrait/artifact");
    }
}

fn image(options: &Options, slot: Slot) -> Value {
    base64(options, options.images.get(&slot).map(Vec::as_slice))
}

/// The selfie upright and without what its file says beside the pixels (place, time, device), which is
/// nobody's to see. Empty where it cannot be decoded.
fn selfie(options: &Options) -> Value {
    let Some(file) = options.images.get(&Slot::Selfie) else { return Value::from("") };
    if options.redact == Redact::All {
        return Value::from(REDACTED);
    }
    let picture = Picture::decode(file, &Limits::default()).ok();
    let stripped = picture.and_then(|picture| encode_jpeg(picture.rgb(), SELFIE_QUALITY).ok());
    base64(options, stripped.map(Sensitive::new).as_ref().map(|bytes| bytes.expose().as_slice()))
}

/// JPEG quality of a selfie that was encoded anew: no loss that a person sees.
const SELFIE_QUALITY: u8 = 95;

fn base64(options: &Options, bytes: Option<&[u8]>) -> Value {
    let hidden = options.redact == Redact::All;
    match bytes {
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
