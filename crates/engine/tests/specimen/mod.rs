//! One person with a licence, and the sessions that the tests make of them.
//!
//! The back is drawn here, module by module, so that the tests need no fonts and no files.
#![allow(dead_code, clippy::unwrap_used)] // each test takes what it needs

use std::sync::OnceLock;

use bonafide::aamva::{Card, Designator, write};
use bonafide::claims::canonical;
use bonafide::imaging::{GrayImage, Luma, encode_png_luma8};
use bonafide::input::{ImageInput, SessionId, SessionInput};
use bonafide::mrz::MrzReport;
use bonafide::result::{SessionResult, SourceDocument};
use bonafide::session_file::registry_from_bytes;
use bonafide::types::settings::RequirementRow;
use bonafide::types::{
    DataSource, Document, DocumentType, Field, FieldValue, Fields, Score, Side, Slot,
};
use bonafide::{Context, Engine, Proofing};
use jiff::civil::{Date, date};
use pdf417::{PDF417, PDF417Encoder};

/// The day the sessions are judged on.
pub(crate) const AS_OF: Date = date(2026, 6, 1);

/// What the barcode of the licence says, in canonical form.
pub(crate) const CARD: [(Field, &str); 21] = [
    (Field::DocumentNumber, "D1234567"),
    (Field::RefNumber, "AB12CD34EF"),
    (Field::IssuedAt, "2020-01-01"),
    (Field::ExpiresAt, "2030-01-01"),
    (Field::IssuingCountry, "USA"),
    (Field::FirstName, "JOHN"),
    (Field::MiddleName, "QUINCY"),
    (Field::LastName, "DOE"),
    (Field::Street, "123 MAIN STREET"),
    (Field::City, "NEW YORK"),
    (Field::State, "NY"),
    (Field::PostalCode, "10001"),
    (Field::BirthDate, "1990-01-01"),
    (Field::Gender, "male"),
    (Field::Height, "72 in"),
    (Field::Weight, "180 lb"),
    (Field::EyeColor, "BRO"),
    (Field::HairColor, "BLK"),
    (Field::Class, "D"),
    (Field::Restrictions, "NONE"),
    (Field::Mentions, "M"),
];

/// ICAO Doc 9303 part 4, appendix A: the specimen passport of Utopia.
pub(crate) const PASSPORT: [&str; 2] = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
];

/// What the person states: their form of what the card says, and what only print has.
pub(crate) const CLAIMS: [(Field, &str); 15] = [
    (Field::FirstName, "John"),
    (Field::LastName, "Doe"),
    (Field::BirthDate, "19900101"),
    (Field::Street, "123 Main St"),
    (Field::City, "New York"),
    (Field::State, "NY"),
    (Field::PostalCode, "10001-4356"),
    (Field::DocumentNumber, "D1234567"),
    (Field::ExpiresAt, "2030-01-01"),
    (Field::Gender, "M"),
    (Field::NameSuffix, "JR"),
    (Field::NationalId, "NAT-55-1122"),
    (Field::IssuingAuthority, "DEPARTMENT OF MOTOR VEHICLES"),
    (Field::PlaceOfBirth, "ALBANY"),
    (Field::SourceDocumentType, "Driver License"),
];

/// The registry's reply: the weight differs, the suffix was not compared.
pub(crate) const INDICATORS: &str = r#"{"indicators": {
    "driverLicenseNumber": true, "driverLicenseIssueDate": true,
    "driverLicenseExpirationDate": true, "documentCategory": true, "personBirthDate": true,
    "personSexCode": true, "personEyeColor": true, "personHeight": true, "personWeight": false,
    "personLastNameExact": true, "personFirstNameExact": true, "personMiddleNameExact": true,
    "addressLine1": true, "addressCity": true, "addressStateCode": true, "addressZIP5": true}}"#;

pub(crate) fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| Engine::builder().threads(1).proofing(Proofing::Off).build().unwrap())
}

pub(crate) fn fields(values: &[(Field, &str)]) -> Fields {
    values.iter().map(|(field, text)| (*field, FieldValue::read(*text, Score::ONE))).collect()
}

pub(crate) fn claims(values: &[(Field, &str)]) -> Fields {
    values.iter().map(|(field, text)| (*field, canonical(*field, text).unwrap())).collect()
}

/// A New York licence with these fields, as the payload of its barcode.
pub(crate) fn payload(fields: &Fields) -> Vec<u8> {
    write(&Card::from_fields(fields, 10, "636001".parse().unwrap(), Designator::DL))
}

/// The back of a card with a symbol of this payload: three pixels a module, quiet zone around it.
pub(crate) fn back_png(payload: &[u8]) -> Vec<u8> {
    const COLUMNS: u8 = 11;
    const ROWS: u8 = 36;
    const MODULE: u32 = 3;
    const MARGIN: u32 = 40;
    let mut codewords = vec![0; usize::from(COLUMNS) * usize::from(ROWS)];
    let encoder = PDF417Encoder::new(&mut codewords, false);
    let encoder = match std::str::from_utf8(payload) {
        Ok(text) if text.is_ascii() => encoder.append_ascii(text),
        _ => encoder.append_bytes(payload),
    };
    let (level, sealed) = encoder.fit_seal().expect("the symbol is large enough");
    let width = (usize::from(COLUMNS) + 4) * 17 + 1;
    let mut dark = vec![false; width * usize::from(ROWS)];
    PDF417::new(sealed, ROWS, COLUMNS, level).render(&mut dark[..]);
    let size = (width as u32 * MODULE + 2 * MARGIN, u32::from(ROWS) * 3 * MODULE + 2 * MARGIN);
    let picture = GrayImage::from_fn(size.0, size.1, |x, y| {
        let column = x.checked_sub(MARGIN).map(|x| (x / MODULE) as usize);
        let row = y.checked_sub(MARGIN).map(|y| (y / MODULE / 3) as usize);
        let inside = column.zip(row).filter(|(c, r)| *c < width && *r < usize::from(ROWS));
        Luma([if inside.is_some_and(|(c, r)| dark[r * width + c]) { 20 } else { 235 }])
    });
    encode_png_luma8(&picture).unwrap()
}

/// The back of the licence.
pub(crate) fn card_back() -> Vec<u8> {
    static PNG: OnceLock<Vec<u8>> = OnceLock::new();
    PNG.get_or_init(|| back_png(&payload(&fields(&CARD)))).clone()
}

/// A picture that shows nothing.
pub(crate) fn blank_png() -> Vec<u8> {
    encode_png_luma8(&GrayImage::from_fn(64, 48, |x, _| Luma([(x * 3) as u8]))).unwrap()
}

/// A row of the requirements matrix by its keys.
pub(crate) fn row(kind: DocumentType, source: DataSource, keys: &[&str]) -> RequirementRow {
    let mut row = serde_json::json!({"type_e": kind, "data_source_e": source});
    for key in keys {
        row[*key] = true.into();
    }
    serde_json::from_value(row).unwrap()
}

/// A licence session in which everything that this build can judge is there: back, front, selfie,
/// claims, registry reply. Nothing is required of print, and no live person.
pub(crate) fn rich_input(id: &str) -> SessionInput {
    let mut input = SessionInput::new(SessionId::new(id).unwrap());
    input.document_type = Some(DocumentType::DriverLicense);
    input.images = vec![
        ImageInput::new(Slot::DriverLicenseBack, card_back()).named("driver_license_back.png"),
        ImageInput::new(Slot::DriverLicenseFront, blank_png()).named("driver_license_front.jpg"),
    ];
    input.claims = Some(claims(&CLAIMS));
    input.registry = Some(registry_from_bytes(INDICATORS.as_bytes()).unwrap());
    input.settings.perform_liveness_test = false;
    input.settings.perform_ofac_test = false;
    input.settings.perform_image_manipulation_test = false;
    input.overrides.requirements =
        vec![row(DocumentType::DriverLicense, DataSource::FrontOcr, &[])];
    input.overrides.weights_id = Some("w-2026".to_owned());
    input
}

/// The result of [`rich_input`], evaluated once per test program.
pub(crate) fn rich() -> SessionResult {
    static RESULT: OnceLock<SessionResult> = OnceLock::new();
    RESULT.get_or_init(|| evaluate(&rich_input("visitor-17"))).clone()
}

/// The rich session with a face found on the selfie and a zone that was read, as later builds fill
/// them in.
pub(crate) fn everything() -> SessionResult {
    let mut input = rich_input("visitor-18");
    input.images.push(ImageInput::new(Slot::Selfie, blank_png()));
    let mut result = evaluate(&input);
    let said = fields(&[(Field::LastName, "ERIKSSON"), (Field::DocumentNumber, "L898902C3")]);
    result.documents.push(zone(&PASSPORT, said));
    result.face = serde_json::from_str(FACES).unwrap();
    result.liveness = serde_json::from_str(LIVENESS).unwrap();
    result
}

const FACES: &str = r#"{
    "encoder": {"id": "face_encode:00", "tolerance": 0.6},
    "portrait": {"source": "driver_license_front", "box": [88, 310, 402, 742], "score": 0.9,
        "encoding_dim": 128, "encoding_id": "sha256:00", "artifact": "artifacts/portrait.jpg"},
    "selfie": {"source": "selfie", "box": [331, 402, 748, 955], "score": 0.9, "encoding_dim": 128,
        "encoding_id": "sha256:01"},
    "comparisons": [{"a": "portrait", "b": "selfie", "distance": 0.3, "tolerance": 0.6, "match": true,
        "similarity": 0.75, "match_level": 7}],
    "attributes": {
        "age": {"estimate": 31.4, "document_age": 34, "delta": 2.6, "tolerance": 10, "credit": 1.0,
            "verdict": "PASS"},
        "gender": {"estimate": "male", "probability": 0.99, "tolerance": 0.9, "credit": 0.99,
            "verdict": "PASS"}}}"#;

const LIVENESS: &str = r#"{
    "mode": "passive_active",
    "passive": {"source": "selfie", "score": 0.8, "tolerance": 0.5, "verdict": "PASS",
        "attack_scores": {"other": 0.2}, "by_model": {"liveness_v2": 0.8}, "cues": []},
    "active": {"required": true, "steps": [{"step": 1, "challenge": "turn_left", "measured": 27.5,
        "target": 15.0, "deviation": 12.5, "same_person_distance": 0.4, "verdict": "PASS"}],
        "frames": {"liveness_active_step_1": {"faces": 1, "yaw": 27.5, "repeated": false}}},
    "verdict": "PASS", "liveness_detected": true, "score": 0.8}"#;

pub(crate) fn zone(lines: &[&str], said: Fields) -> SourceDocument {
    let document = Document::new(DocumentType::Passport, DataSource::Mrz, Some(Side::Front), said);
    SourceDocument { document, barcode: None, mrz: Some(MrzReport::of_lines(lines).into()) }
}

pub(crate) fn evaluate(input: &SessionInput) -> SessionResult {
    engine().evaluate(input, &Context::on(AS_OF))
}

pub(crate) fn json(result: &SessionResult) -> serde_json::Value {
    serde_json::from_str(&serde_json::to_string(result).unwrap()).unwrap()
}
