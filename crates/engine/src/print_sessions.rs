//! Tests: sessions whose print is made up, so that no network is needed.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use std::sync::Arc;

use bonafide_imaging::{Rgb, RgbImage, encode_png};
use bonafide_ocr::{Line, OcrError, Point, Print, Word};
use bonafide_types::{
    DataSource, DocumentType, Field, FieldValue, Score, Sensitive, Slot, TestId, Verdict,
};
use jiff::civil::date;

use crate::context::Context;
use crate::equipment::{Equipment, Outfit};
use crate::error::ErrorCode;
use crate::input::{ImageInput, SessionId, SessionInput};
use crate::prints::ReadPrint;
use crate::result::{ModelFacts, PrintOutcome, Provenance, SessionResult};
use crate::session;
use crate::zone_sessions::{self, PASSPORT};

/// A text and the upper left corner of its box; letters are 12 pixels wide and 24 high.
type Row = (f32, f32, &'static str);

/// A licence of an invented person.
const LICENCE: &[Row] = &[
    (40.0, 20.0, "ARIZONA"),
    (400.0, 20.0, "DRIVER LICENSE"),
    (400.0, 80.0, "4d DLN D4483917"),
    (400.0, 120.0, "4b EXP 06/01/2030"),
    (400.0, 160.0, "1 VANTERPOOL"),
    (400.0, 200.0, "2 MARISOL"),
    (400.0, 240.0, "8 77 QUARRY LANE"),
    (400.0, 280.0, "MESA, AZ 85201"),
    (400.0, 320.0, "3 DOB 02/03/1984"),
    (400.0, 360.0, "4a ISS 06/01/2022"),
];

fn corners(left: f32, top: f32, letters: usize) -> [Point; 4] {
    let (right, bottom) = (left + 12.0 * letters as f32, top + 24.0);
    [(left, top), (right, top), (right, bottom), (left, bottom)].map(|(x, y)| Point { x, y })
}

fn line((left, top, text): &Row) -> Line {
    let mut at = 0;
    let words = text.split(' ').map(|word| {
        let start = at;
        at += word.len() + 1;
        Word {
            text: Sensitive::new(word.to_owned()),
            probabilities: vec![Score::clamped(0.99); word.len()],
            corners: corners(left + 12.0 * start as f32, *top, word.len()),
        }
    });
    Line { corners: corners(*left, *top, text.len()), words: words.collect() }
}

/// Finds the same print in every picture, whatever its size.
struct Printed<F>(F);

impl<F: Fn() -> Result<Vec<Line>, OcrError> + Send + Sync> ReadPrint for Printed<F> {
    fn read_print(&self, picture: &RgbImage) -> Result<Print, OcrError> {
        Ok(Print { frame: picture.dimensions(), lines: (self.0)()?, marks: Vec::new() })
    }
}

fn equipment(finds: impl Fn() -> Result<Vec<Line>, OcrError> + Send + Sync + 'static) -> Equipment {
    let model = ModelFacts {
        id: "print_recognition".to_owned(),
        version: "1".to_owned(),
        sha256: "sha256:00".to_owned(),
        license: "Apache-2.0".to_owned(),
    };
    let origin = Provenance {
        device: "cpu".to_owned(),
        execution_provider: Some("rten".to_owned()),
        models: vec![model],
    };
    let prints = Outfit::of(Arc::new(Printed(finds)) as Arc<dyn ReadPrint>, origin);
    Equipment { prints, ..Equipment::default() }
}

fn session(slot: Slot) -> SessionInput {
    // Without an outline the view is the whole picture.
    let png = encode_png(&RgbImage::from_pixel(1000, 600, Rgb([200; 3]))).unwrap();
    let mut input = SessionInput::new(SessionId::new("print").unwrap());
    input.images = vec![ImageInput::new(slot, png)];
    input.settings.perform_liveness_test = false;
    input.settings.perform_ofac_test = false;
    input.settings.perform_image_manipulation_test = false;
    input
}

fn evaluated(input: &SessionInput, equipment: &Equipment) -> SessionResult {
    session::evaluate(input, &Context::on(date(2026, 6, 1)), equipment)
}

fn with_print(slot: Slot, rows: &'static [Row]) -> SessionResult {
    evaluated(&session(slot), &equipment(|| Ok(rows.iter().map(line).collect())))
}

fn words(result: &SessionResult) -> &crate::result::TestResult {
    &result.tests[&TestId::DocFrontSuspiciousWords]
}

#[test]
fn the_print_of_a_side_is_a_source() {
    let result = with_print(Slot::DriverLicenseFront, LICENCE);
    let source = result.document(DataSource::FrontOcr).unwrap();
    assert_eq!(source.document.type_e, DocumentType::DriverLicense);
    assert_eq!(source.document.document_id, "d-front");
    let text = |field| source.document.fields.get(&field).and_then(FieldValue::text);
    assert_eq!(text(Field::DocumentNumber), Some("D4483917"));
    assert_eq!(text(Field::LastName), Some("VANTERPOOL"));
    assert_eq!(text(Field::BirthDate), Some("1984-02-03"));
    assert_eq!(text(Field::PostalCode), Some("85201"));
    let [left, top, right, bottom] =
        <[u32; 4]>::from(source.document.fields[&Field::DocumentNumber].bounds.unwrap());
    assert!((480..=490).contains(&left) && (575..=600).contains(&right), "{left} to {right}");
    assert!((78..=82).contains(&top) && (102..=106).contains(&bottom), "{top} to {bottom}");
    assert_eq!(result.inputs[0].print, Some(PrintOutcome::Read));
    assert_eq!(words(&result).verdict, Verdict::Pass);
    assert!(result.engine.models.iter().any(|model| model.id == "print_recognition"));
    assert!(!result.notes.iter().any(|note| note.starts_with("DOCUMENT TYPE DIFFERS")));
}

#[test]
fn a_mark_is_found_with_its_place() {
    let mut rows = LICENCE.to_vec();
    rows.push((200.0, 460.0, "SPECIMEN"));
    let equipment = equipment(move || Ok(rows.iter().map(line).collect()));
    let result = evaluated(&session(Slot::DriverLicenseFront), &equipment);
    let test = words(&result);
    assert_eq!(test.verdict, Verdict::SuspiciousWordsFound);
    assert_eq!(test.score, Some(Score::ONE));
    let found = test.evidence.iter().find(|evidence| evidence.kind == "word").unwrap();
    assert_eq!(found.values["list"].expose(), "definite");
    let [left, top, ..] = <[u32; 4]>::from(found.bounds.unwrap());
    assert!(left.abs_diff(200) <= 2 && top.abs_diff(460) <= 2, "{left}, {top}");
    assert!(result.decision.issues.contains(&"SUSPICIOUS WORDS FRONT".to_owned()));
}

#[test]
fn a_number_that_differs_between_print_and_claims_fails_its_crosscheck() {
    let mut input = session(Slot::DriverLicenseFront);
    let stated = [(Field::DocumentNumber, FieldValue::read("D7719384", Score::ONE))];
    input.claims = Some(stated.into());
    let result = evaluated(&input, &equipment(|| Ok(LICENCE.iter().map(line).collect())));
    let test = &result.tests[&TestId::DocumentNumberCrosscheck];
    assert_eq!(test.matched, Some(false));
    assert_eq!(test.sources, [DataSource::FrontOcr, DataSource::UserInput]);
}

#[test]
fn the_print_of_a_back_is_held_against_nothing() {
    let mut input = session(Slot::DriverLicenseBack);
    let stated = [(Field::DocumentNumber, FieldValue::read("D7719384", Score::ONE))];
    input.claims = Some(stated.into());
    let result = evaluated(&input, &equipment(|| Ok(LICENCE.iter().map(line).collect())));
    assert!(result.document(DataSource::BackOcr).is_some());
    assert_eq!(result.tests[&TestId::DocumentNumberCrosscheck].matched, None);
}

#[test]
fn another_type_than_declared_is_an_issue() {
    let result = with_print(Slot::PassportFront, LICENCE);
    assert!(result.notes.contains(&"DOCUMENT TYPE DIFFERS FROM FRONT".to_owned()));
    assert_eq!(result.document_type_e, DocumentType::Passport);
}

#[test]
fn print_that_stands_on_its_head_is_turned() {
    let result = evaluated(
        &session(Slot::DriverLicenseFront),
        &equipment(|| {
            let lines = LICENCE.iter().map(line).collect();
            Ok(Print { frame: (1000, 600), lines, marks: Vec::new() }.turned(2).lines)
        }),
    );
    let source = result.document(DataSource::FrontOcr).unwrap();
    let number = &source.document.fields[&Field::DocumentNumber];
    assert_eq!(number.text(), Some("D4483917"));
    // Its place is that in the picture, which was not turned.
    let [left, top, right, bottom] = <[u32; 4]>::from(number.bounds.unwrap());
    assert!((400..=425).contains(&left) && (510..=522).contains(&right), "{left} to {right}");
    assert!((494..=498).contains(&top) && (518..=522).contains(&bottom), "{top} to {bottom}");
}

#[test]
fn without_networks_nothing_is_read_and_the_reason_said() {
    let mut input = session(Slot::DriverLicenseFront);
    input.document_type = Some(DocumentType::DriverLicense);
    let pages =
        Equipment { pages: Some(Arc::new(crate::examiner::Examiner)), ..Default::default() };
    let result = evaluated(&input, &pages);
    assert_eq!(result.inputs[0].print, Some(PrintOutcome::NoReader));
    let absent = "the networks that read print are not installed";
    assert_eq!(words(&result).verdict, Verdict::NotPerformed);
    assert_eq!(words(&result).detail.as_deref(), Some(absent));
    let required = &result.requirements.by_source[&DataSource::FrontOcr];
    assert_eq!(required.reason.as_deref(), Some(absent));
}

#[test]
fn a_blank_side_says_that_no_print_was_made_out() {
    let result = with_print(Slot::DriverLicenseFront, &[]);
    assert_eq!(result.inputs[0].print, Some(PrintOutcome::NoPrint));
    assert_eq!(words(&result).verdict, Verdict::NotPerformed);
    assert!(result.document(DataSource::FrontOcr).is_none());
}

#[test]
fn a_network_that_does_not_run_costs_only_its_test() {
    let broken = equipment(|| Err(OcrError::Shape { model: "print_detection" }));
    let result = evaluated(&session(Slot::DriverLicenseFront), &broken);
    let error = result.error.as_ref().unwrap();
    assert_eq!((error.code, error.stage.as_str()), (ErrorCode::Internal, "ocr"));
    assert_eq!(result.inputs[0].print, Some(PrintOutcome::Failed));
    assert_eq!(words(&result).verdict, Verdict::NotPerformed);
}

#[test]
fn lines_of_the_zone_are_no_print() {
    let (mut equipment, _) = zone_sessions::equipment(|| {
        Ok(zone_sessions::page(vec![zone_sessions::zone(&PASSPORT, 0.99)]))
    });
    // Where the made-up zone lies.
    equipment.prints = self::equipment(|| {
        let zone = [(60.0, 408.0, PASSPORT[0]), (60.0, 488.0, PASSPORT[1])];
        Ok(zone.iter().map(line).collect())
    })
    .prints;
    let result = evaluated(&session(Slot::PassportFront), &equipment);
    assert_eq!(result.inputs[0].print, Some(PrintOutcome::NoPrint));
    assert!(result.document(DataSource::Mrz).is_some());
}
