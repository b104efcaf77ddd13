//! Tests: sessions with readings that are made up, so that no network is needed.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bonafide_imaging::{Picture, Rgb, RgbImage, encode_png};
use bonafide_mrz::MrzReport;
use bonafide_mrz_reader::{Outcome, Point, ReadCharacter, ReadError, ReadLine, ReadZone, Reading};
use bonafide_types::{DataSource, DocumentType, Field, FieldValue, Fields, Score, Sensitive, Slot};
use jiff::civil::date;

use crate::context::{Artifacts, Context};
use crate::decision::{Action, RuleId};
use crate::equipment::Equipment;
use crate::error::ErrorCode;
use crate::input::{ImageInput, SessionId, SessionInput};
use crate::project::{Options, Shape, project};
use crate::result::{ModelFacts, Provenance, SessionResult, ZoneOutcome};
use crate::session;
use crate::zones::ReadZones;

/// ICAO Doc 9303 part 4, appendix B.
pub(crate) const PASSPORT: [&str; 2] = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
];

/// The same with another digit behind the number.
const WRONG_DIGIT: [&str; 2] = [PASSPORT[0], "L898902C37UTO7408122F1204159ZE184226B<<<<<10"];

/// ICAO Doc 9303 part 5, appendix B.
const CARD: [&str; 3] = [
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
];

pub(crate) fn page(zones: Vec<ReadZone>) -> Reading {
    let outcome = if zones.is_empty() { Outcome::NoZone } else { Outcome::Read };
    Reading { outcome, zones, unreadable: Vec::new() }
}

/// A zone whose characters are 20 pixels apart from `x = 60` on, and whose lines are 40 pixels high
/// and begin at `y = 400`, `480` and so on.
pub(crate) fn zone(lines: &[&str], probability: f64) -> ReadZone {
    let probability = Score::new(probability).unwrap();
    let line = |(index, text): (usize, &&str)| {
        let (top, bottom) = (400.0 + 80.0 * index as f32, 440.0 + 80.0 * index as f32);
        let right = 60.0 + 20.0 * text.len() as f32;
        let center = |column: usize| Point { x: 70.0 + 20.0 * column as f32, y: top + 20.0 };
        ReadLine {
            corners: [(60.0, top), (right, top), (right, bottom), (60.0, bottom)]
                .map(|(x, y)| Point { x, y }),
            characters: (text.chars().enumerate())
                .map(|(column, value)| ReadCharacter {
                    value: Sensitive::new(value),
                    probability,
                    center: center(column),
                })
                .collect(),
        }
    };
    let count = lines.concat().len() as f64;
    ReadZone {
        mrz: bonafide_mrz::parse(lines).ok(),
        report: MrzReport::of_lines(lines),
        lines: lines.iter().enumerate().map(line).collect(),
        confidence: Score::clamped(probability.get().powf(count)),
    }
}

/// A reader that finds the same in every picture and counts them.
struct Always<F> {
    finds: F,
    pictures: Arc<AtomicUsize>,
}

impl<F: Fn() -> Result<Reading, ReadError> + Send + Sync> ReadZones for Always<F> {
    fn read_page(&self, _: &Picture) -> Result<Reading, ReadError> {
        self.pictures.fetch_add(1, Ordering::Relaxed);
        (self.finds)()
    }
}

pub(crate) fn equipment(
    finds: impl Fn() -> Result<Reading, ReadError> + Send + Sync + 'static,
) -> (Equipment, Arc<AtomicUsize>) {
    let pictures = Arc::new(AtomicUsize::new(0));
    let reader = Always { finds, pictures: Arc::clone(&pictures) };
    let model = ModelFacts {
        id: "mrz_ocr".to_owned(),
        version: "1".to_owned(),
        sha256: "sha256:00".to_owned(),
        license: "MIT".to_owned(),
    };
    let zone_origin = Provenance {
        device: "cpu".to_owned(),
        execution_provider: Some("rten".to_owned()),
        models: vec![model],
    };
    let zones: Arc<dyn ReadZones> = Arc::new(reader);
    (Equipment { zones: Some(zones), zone_origin, ..Equipment::default() }, pictures)
}

fn session(slots: &[Slot]) -> SessionInput {
    let png = encode_png(&RgbImage::from_pixel(1000, 600, Rgb([200; 3]))).unwrap();
    let mut input = SessionInput::new(SessionId::new("zone").unwrap());
    input.images = slots.iter().map(|slot| ImageInput::new(*slot, png.clone())).collect();
    input.settings.perform_liveness_test = false;
    input.settings.perform_ofac_test = false;
    input.settings.perform_image_manipulation_test = false;
    input
}

/// A session with these claims, in which nothing is required of print.
fn stating(slots: &[Slot], claims: &[(Field, &str)]) -> SessionInput {
    let mut input = session(slots);
    let stated: Fields =
        claims.iter().map(|(f, text)| (*f, FieldValue::read(*text, Score::ONE))).collect();
    input.claims = Some(stated);
    let row = serde_json::json!({"type_e": "passport", "data_source_e": "front_ocr"});
    input.overrides.requirements = vec![serde_json::from_value(row).unwrap()];
    input
}

fn cx() -> Context {
    Context::on(date(2012, 4, 1))
}

/// The session in whose pictures these zones are found.
fn with_zones(input: &SessionInput, zones: fn() -> Vec<ReadZone>) -> SessionResult {
    session::evaluate(input, &cx(), &equipment(move || Ok(page(zones()))).0)
}

const CLAIMS: [(Field, &str); 5] = [
    (Field::DocumentNumber, "L898902C3"),
    (Field::ExpiresAt, "2012-04-15"),
    (Field::FirstName, "Anna Maria"),
    (Field::LastName, "Eriksson"),
    (Field::BirthDate, "1974-08-12"),
];

#[test]
fn a_passport_carries_its_zone_as_a_document() {
    let input = session(&[Slot::PassportFront]);
    let result = with_zones(&input, || vec![zone(&PASSPORT, 0.99)]);
    let source = result.document(DataSource::Mrz).unwrap();
    assert_eq!(source.document.type_e, DocumentType::Passport);
    assert_eq!(source.document.document_id, "d-mrz");
    let number = &source.document.fields[&Field::DocumentNumber];
    assert_eq!(number.text(), Some("L898902C3"));
    // Nine characters of 0.99 each.
    assert_eq!(number.confidence, Score::clamped(0.9135));
    // Columns 0 to 8 of the second line.
    assert_eq!(<[u32; 4]>::from(number.bounds.unwrap()), [60, 480, 240, 520]);
    let facts = source.mrz.as_ref().unwrap();
    assert_eq!(facts.report.char_confidence_min, Some(Score::clamped(0.99)));
    let corners = [[60.0, 400.0], [940.0, 400.0], [940.0, 520.0], [60.0, 520.0]];
    assert_eq!(facts.corners, Some(corners));
    assert_eq!(facts.line_corners.len(), 2);
    assert_eq!(result.inputs[0].mrz, Some(ZoneOutcome::Read));
    assert_eq!(result.document_type_e, DocumentType::Passport);
    let engine = serde_json::to_value(&result.engine).unwrap();
    assert_eq!(engine["models"][0]["id"], "mrz_ocr");
    assert_eq!(engine["execution_provider"], "rten");
    assert!(engine["models_hash"].as_str().unwrap().starts_with("sha256:"));
}

#[test]
fn what_the_zone_says_is_in_the_projections() {
    let options = Options::default();
    let passport = with_zones(&session(&[Slot::PassportFront]), || vec![zone(&PASSPORT, 0.99)]);
    let user = project(&passport, Shape::UserDocs, &options).value;
    let document = &user["documents"][0];
    for (key, value) in [
        ("mrzLine1", PASSPORT[0]),
        ("mrzLine2", PASSPORT[1]),
        ("idNumber", "L898902C3"),
        ("firstName", "ANNA MARIA"),
        ("lastName", "ERIKSSON"),
        ("dateOfBirth", "12/08/1974"),
        ("dateOfExpiration", "15/04/2012"),
        ("sex", "F"),
        ("type", "Passport"),
    ] {
        assert_eq!(document[key], value, "{key}");
    }
    assert_eq!(document.get("mrzLine3"), None);
    let data = &project(&passport, Shape::Vx, &options).value["dcams_plus"]["document_data"];
    assert_eq!((&data["DateOfBirth"], &data["Sex"]), (&"19740812".into(), &"F".into()));
    let read = project(&passport, Shape::IdvDocument, &options).value;
    assert_eq!((&read["data_source_e"], &read["issuing_country"]), (&"mrz".into(), &"UTO".into()));

    let card = with_zones(&session(&[Slot::IdCardBack]), || vec![zone(&CARD, 0.99)]);
    let user = project(&card, Shape::UserDocs, &options).value;
    assert_eq!(user["documents"][0]["mrzLine3"], CARD[2]);
}

#[test]
fn each_way_to_have_no_zone_has_its_own_reason() {
    let input = session(&[Slot::PassportFront]);
    let reason = |result: &SessionResult| {
        result.requirements.by_source[&DataSource::Mrz].reason.clone().unwrap()
    };
    let none = with_zones(&input, Vec::new);
    assert_eq!(reason(&none), "no machine-readable zone was found");
    assert!(none.notes.contains(&"MRZ NOT FOUND".to_owned()));
    let corners = [Point::default(); 4];
    let unreadable = move || {
        let outcome = Outcome::Unreadable;
        Ok(Reading { outcome, zones: Vec::new(), unreadable: vec![corners] })
    };
    let unreadable = session::evaluate(&input, &cx(), &equipment(unreadable).0);
    assert_eq!(reason(&unreadable), "the machine-readable zone could not be made out");
    assert!(unreadable.notes.contains(&"MRZ UNREADABLE".to_owned()));
    assert_eq!((none.error, unreadable.error), (None, None));

    let absent = session::evaluate(&input, &cx(), &Equipment::default());
    assert!(reason(&absent).contains("not installed"));
    assert!(absent.engine.models.is_empty());

    let broken = equipment(|| Err(ReadError::Shape { model: "mrz_ocr" })).0;
    let failed = session::evaluate(&input, &cx(), &broken);
    let error = failed.error.as_ref().unwrap();
    assert_eq!((error.code, error.stage.as_str()), (ErrorCode::Internal, "mrz"));
    assert_eq!(failed.decision.action, Action::Pending);
}

#[test]
fn a_sound_zone_that_agrees_with_the_claims_passes() {
    let result =
        with_zones(&stating(&[Slot::PassportFront], &CLAIMS), || vec![zone(&PASSPORT, 0.999)]);
    assert_eq!(result.decision.action, Action::Pass, "{:?}", result.decision);
    let gate = result.decision.gates.iter().find(|gate| gate.name == "mrz_check_digits").unwrap();
    assert_eq!((gate.passed, gate.value, gate.limit), (Some(true), Some(5.0), Some(5.0)));
}

#[test]
fn a_wrong_digit_fails_when_surely_read_and_waits_otherwise() {
    let input = stating(&[Slot::PassportFront], &CLAIMS);
    let sure = with_zones(&input, || vec![zone(&WRONG_DIGIT, 0.999)]);
    let decision = &sure.decision;
    assert_eq!((decision.action, decision.rule), (Action::Fail, RuleId::GateFailed));
    assert_eq!(decision.detail, "MRZ CHECK DIGIT WRONG");
    let flip = "gate mrz_check_digits holds";
    assert!(decision.counterfactuals.iter().any(|c| c.change == flip && c.flips));

    let unsure = with_zones(&input, || vec![zone(&WRONG_DIGIT, 0.95)]);
    let decision = &unsure.decision;
    assert_eq!((decision.action, decision.rule), (Action::Pending, RuleId::GateNotPerformed));
    assert!(decision.issues.contains(&"MRZ CHECK DIGIT UNCERTAIN".to_owned()));
}

#[test]
fn fields_are_trusted_as_far_as_their_own_digits_hold() {
    let other_names = [(Field::LastName, "Nilsson"), (Field::ExpiresAt, "2011-01-01")];
    let input = stating(&[Slot::PassportFront], &other_names);
    let from = |result: &SessionResult, field| result.fields[&field].chosen_source;
    let sound = with_zones(&input, || vec![zone(&PASSPORT, 0.999)]);
    assert_eq!(from(&sound, Field::LastName), DataSource::Mrz);
    let wrong = with_zones(&input, || vec![zone(&WRONG_DIGIT, 0.999)]);
    assert_eq!(from(&wrong, Field::ExpiresAt), DataSource::Mrz, "its own digit holds");
    assert_eq!(from(&wrong, Field::LastName), DataSource::UserInput, "no digit speaks for it");
    let number = &wrong.document(DataSource::Mrz).unwrap().document.fields[&Field::DocumentNumber];
    assert_eq!(number.confidence, Score::clamped(0.2), "its digit refutes it");
}

#[test]
fn lines_of_no_layout_are_kept_as_they_stand() {
    const LINES: [&str; 2] =
        ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<"];
    let result = with_zones(&session(&[Slot::PassportFront]), || vec![zone(&LINES, 0.99)]);
    let source = result.document(DataSource::Mrz).unwrap();
    let facts = source.mrz.as_ref().unwrap();
    assert_eq!(facts.report.lines.iter().map(|l| l.expose().as_str()).collect::<Vec<_>>(), LINES);
    assert!(source.document.fields.is_empty() && facts.report.checks.is_empty());
    assert!(result.notes.contains(&"MRZ FITS NO LAYOUT".to_owned()));
    assert_eq!(result.decision.action, Action::Pending);
}

#[test]
fn only_pictures_that_may_hold_a_zone_are_searched() {
    let searched = |slots: &[Slot], zones: fn() -> Vec<ReadZone>| {
        let (equipment, pictures) = equipment(move || Ok(page(zones())));
        session::evaluate(&session(slots), &cx(), &equipment);
        pictures.load(Ordering::Relaxed)
    };
    assert_eq!(searched(&[Slot::DriverLicenseFront, Slot::Selfie], Vec::new), 0);
    assert_eq!(searched(&[Slot::DriverLicenseFront, Slot::DriverLicenseBack], Vec::new), 1);
    let card = [Slot::IdCardFront, Slot::IdCardBack];
    assert_eq!(searched(&card, Vec::new), 2);
    assert_eq!(searched(&card, || vec![zone(&CARD, 0.99)]), 1, "the back is enough");
    assert_eq!(searched(&card, || vec![zone(&WRONG_DIGIT, 0.99)]), 2, "a better one may be there");
}

#[test]
fn of_two_documents_in_one_picture_the_declared_one_counts() {
    let mut input = session(&[Slot::Unknown]);
    let both = || vec![zone(&CARD, 0.99), zone(&PASSPORT, 0.95)];
    let result = with_zones(&input, both);
    assert_eq!(result.document_type_e, DocumentType::IdentificationCard);
    assert!(result.notes.contains(&"SEVERAL MRZ IN ONE PICTURE".to_owned()));
    input.document_type = Some(DocumentType::Passport);
    let result = with_zones(&input, both);
    let zone = result.document(DataSource::Mrz).unwrap();
    assert_eq!(zone.document.type_e, DocumentType::Passport);
    assert!(!result.notes.iter().any(|note| note.starts_with("DOCUMENT TYPE DIFFERS")));
}

#[test]
fn a_zone_of_another_type_than_declared_is_an_issue() {
    let result = with_zones(&session(&[Slot::PassportFront]), || vec![zone(&CARD, 0.99)]);
    assert!(result.notes.contains(&"DOCUMENT TYPE DIFFERS FROM MRZ".to_owned()));
    assert_eq!(result.document_type_e, DocumentType::Passport);
}

#[test]
fn overlays_are_made_only_where_they_are_asked_for() {
    let input = session(&[Slot::PassportFront]);
    let equipment = equipment(|| Ok(page(vec![zone(&PASSPORT, 0.99)]))).0;
    let mut cx = cx();
    assert!(session::evaluate(&input, &cx, &equipment).artifacts.is_empty());
    cx.artifacts = Artifacts::All;
    let result = session::evaluate(&input, &cx, &equipment);
    assert_eq!(result.artifacts[0].name, "artifacts/passport_front_mrz.png");
    assert!(result.artifacts[0].content.expose().starts_with(b"\x89PNG"));
    let json = serde_json::to_value(&result).unwrap();
    assert_eq!(json["artifacts"][0]["kind"], "mrz_overlay");
    assert_eq!(json["artifacts"][0].as_object().unwrap().len(), 3, "no pixels in the JSON");
}

#[test]
fn results_with_a_zone_follow_the_schema() {
    let mut cx = cx();
    cx.artifacts = Artifacts::All;
    let equipment = equipment(|| Ok(page(vec![zone(&PASSPORT, 0.99)]))).0;
    let result = session::evaluate(&session(&[Slot::PassportFront]), &cx, &equipment);
    let schema = serde_json::to_value(schemars::schema_for!(SessionResult)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let result = serde_json::to_value(&result).unwrap();
    let errors: Vec<String> = validator.iter_errors(&result).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn a_stored_result_with_a_zone_is_decided_again_to_the_same_hash() {
    let input = stating(&[Slot::PassportFront], &CLAIMS);
    let result = with_zones(&input, || vec![zone(&WRONG_DIGIT, 0.999)]);
    let text = serde_json::to_string(&result).unwrap();
    let stored: SessionResult = serde_json::from_str(&text).unwrap();
    let again = crate::rescore(stored, crate::Changes::default());
    assert_eq!(again.result_hash, result.result_hash);
}

#[test]
fn nothing_personal_shows_in_debug() {
    let result = with_zones(&session(&[Slot::PassportFront]), || vec![zone(&PASSPORT, 0.99)]);
    let shown = format!("{result:?}{:?}", result.documents);
    assert!(!shown.contains("ERIKSSON") && !shown.contains("L898902C3"));
}
