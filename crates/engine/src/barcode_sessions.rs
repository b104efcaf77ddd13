//! Tests: sessions with a drawn barcode, alone and beside a made-up zone and claims.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use bonafide_aamva::{Card, CheckKind, Designator, Opinion, Severity, write};
use bonafide_barcode::{MacroSegment, Symbol};
use bonafide_imaging::{GrayImage, Luma, encode_png_luma8};
use bonafide_types::{
    DataSource, Field, FieldValue, Fields, Score, Sensitive, Slot, TestId, Verdict,
};
use jiff::civil::date;
use pdf417::{PDF417, PDF417Encoder};

use crate::context::{Artifacts, Context};
use crate::equipment::Equipment;
use crate::input::{ImageInput, SessionId, SessionInput};
use crate::result::{ArtifactKind, SessionResult};
use crate::session;
use crate::zone_sessions::{equipment, page, zone};

/// ICAO Doc 9303 part 5, appendix B: the holder of the enhanced card below.
const ZONE: [&str; 3] = [
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
];

const HOLDER: [(Field, &str); 8] = [
    (Field::DocumentNumber, "D23145890"),
    (Field::LastName, "ERIKSSON"),
    (Field::FirstName, "ANNA"),
    (Field::MiddleName, "MARIA"),
    (Field::BirthDate, "1974-08-12"),
    (Field::ExpiresAt, "2012-04-15"),
    (Field::Street, "12 EXAMPLE ST"),
    (Field::City, "ALBANY"),
];

fn fields(values: &[(Field, &str)]) -> Fields {
    values.iter().map(|(field, text)| (*field, FieldValue::read(*text, Score::ONE))).collect()
}

/// The holder's fields with some changed; an empty text takes one away.
fn but(changes: &[(Field, &str)]) -> Fields {
    let mut all = fields(&HOLDER);
    for (field, text) in changes {
        all.remove(field);
        all.extend(fields(&[(*field, *text)]).into_iter().filter(|_| !text.is_empty()));
    }
    all
}

/// The back of an enhanced card, which has a barcode and a zone.
pub(crate) fn back_png() -> Vec<u8> {
    back_of(&fields(&HOLDER))
}

fn back_of(fields: &Fields) -> Vec<u8> {
    const COLUMNS: u8 = 10;
    const ROWS: u8 = 30;
    const MODULE: u32 = 3;
    const MARGIN: u32 = 30;
    let card = Card::from_fields(fields, 10, "636001".parse().unwrap(), Designator::EN);
    let mut codewords = [0; COLUMNS as usize * ROWS as usize];
    let (level, sealed) =
        PDF417Encoder::new(&mut codewords, false).append_bytes(&write(&card)).fit_seal().unwrap();
    let width = (usize::from(COLUMNS) + 4) * 17 + 1;
    let mut dark = vec![false; width * usize::from(ROWS)];
    PDF417::new(sealed, ROWS, COLUMNS, level).render(&mut dark[..]);
    let size = (width as u32 * MODULE + 2 * MARGIN, u32::from(ROWS) * 3 * MODULE + 2 * MARGIN);
    let picture = GrayImage::from_fn(size.0, size.1, |x, y| {
        let column = x.checked_sub(MARGIN).map(|x| (x / MODULE) as usize).filter(|c| *c < width);
        let row = y.checked_sub(MARGIN).map(|y| (y / MODULE / 3) as usize);
        let at = column.zip(row).and_then(|(c, r)| dark.get(r * width + c));
        Luma([if at == Some(&true) { 20 } else { 235 }])
    });
    encode_png_luma8(&picture).unwrap()
}

/// A symbol's payload cut in two at a byte, as the segments of a file: the last, then the first.
pub(crate) fn segments(whole: &Symbol, at: usize) -> [Symbol; 2] {
    let (first, last) = whole.payload.expose().split_at(at);
    [(1, last), (0, first)].map(|(index, part)| {
        let mut symbol = whole.clone();
        symbol.payload = Sensitive::new(part.to_vec());
        symbol.matrix = None;
        symbol.macro_segment = Some(MacroSegment {
            index,
            count: Some(2),
            file_id: "017053".to_owned(),
            last: index == 1,
        });
        symbol
    })
}

fn session(barcode: &Fields, claims: Option<Fields>) -> SessionInput {
    let mut input = SessionInput::new(SessionId::new("enhanced").unwrap());
    input.images = vec![ImageInput::new(Slot::IdCardBack, back_of(barcode))];
    input.claims = claims;
    input
}

fn cx() -> Context {
    Context::on(date(2012, 4, 1))
}

/// Barcode, claims, and a zone where one is given.
fn crosschecked(barcode: &Fields, claims: Option<Fields>, with_zone: bool) -> SessionResult {
    let zones = move || if with_zone { vec![zone(&ZONE, 0.999)] } else { Vec::new() };
    session::evaluate(&session(barcode, claims), &cx(), &equipment(move || Ok(page(zones()))).0)
}

const CHECKS: [TestId; 3] =
    [TestId::DocumentNumberCrosscheck, TestId::NameCrosscheck, TestId::AddressCrosscheck];

fn matched(result: &SessionResult) -> [Option<bool>; 3] {
    CHECKS.map(|id| result.tests[&id].matched)
}

#[test]
fn barcode_zone_and_claims_that_agree_match() {
    let holder = fields(&HOLDER);
    let all = crosschecked(&holder, Some(holder.clone()), true);
    assert_eq!(matched(&all), [Some(true); 3]);
    let sources = [DataSource::Barcode, DataSource::Mrz, DataSource::UserInput];
    let mut compared = all.tests[&TestId::NameCrosscheck].sources.clone();
    compared.sort();
    let mut expected = sources.to_vec();
    expected.sort();
    assert_eq!(compared, expected);
    // A zone has no address.
    let zone_only = crosschecked(&holder, None, true);
    assert_eq!(matched(&zone_only), [Some(true), Some(true), None]);
    assert_eq!(zone_only.tests[&TestId::AddressCrosscheck].verdict, Verdict::NotPerformed);
}

#[test]
fn a_conflict_of_barcode_and_zone_is_found_and_named() {
    let number = crosschecked(&but(&[(Field::DocumentNumber, "D99945890")]), None, true);
    assert_eq!(matched(&number), [Some(false), Some(true), None]);
    assert!(number.decision.issues.contains(&"DOCUMENT NUMBER MISMATCH BARCODE/MRZ".to_owned()));

    let name = crosschecked(&but(&[(Field::LastName, "LINDQVIST")]), None, true);
    assert_eq!(matched(&name), [Some(true), Some(false), None]);
    assert!(name.decision.issues.contains(&"NAME MISMATCH BARCODE/MRZ".to_owned()));
    assert_eq!(name.tests[&TestId::NameCrosscheck].verdict, Verdict::NoMatch);
}

#[test]
fn a_conflict_of_barcode_and_claims_is_found_and_named() {
    let stated = but(&[(Field::Street, "900 OTHER AVENUE"), (Field::City, "BUFFALO")]);
    let address = crosschecked(&fields(&HOLDER), Some(stated), false);
    assert_eq!(matched(&address), [Some(true), Some(true), Some(false)]);
    assert!(address.decision.issues.contains(&"ADDRESS MISMATCH BARCODE/CLAIMS".to_owned()));
    // The zone agrees with the barcode, so that the claims stand alone against both.
    let stated = but(&[(Field::LastName, "LINDQVIST")]);
    let name = crosschecked(&fields(&HOLDER), Some(stated), true);
    assert_eq!(matched(&name)[1], Some(false));
    assert!(
        name.decision.issues.iter().any(|i| i.starts_with("NAME MISMATCH") && i.contains("CLAIMS"))
    );
}

#[test]
fn a_missing_value_contradicts_nothing() {
    let gaps = [Field::DocumentNumber, Field::MiddleName, Field::Street, Field::City];
    let changes = gaps.map(|field| (field, ""));
    let claims = crosschecked(&fields(&HOLDER), Some(but(&changes)), false);
    assert_eq!(matched(&claims), [None, Some(true), None]);
    let barcode = crosschecked(&but(&changes), Some(fields(&HOLDER)), true);
    // The zone's number and the stated one are compared; the barcode has none.
    assert_eq!(barcode.tests[&CHECKS[0]].matched, Some(true));
    assert!(!barcode.tests[&CHECKS[0]].sources.contains(&DataSource::Barcode));
    assert_eq!(barcode.tests[&CHECKS[2]].matched, None);
    let alone = crosschecked(&fields(&HOLDER), None, false);
    assert_eq!(matched(&alone), [None; 3]);
    assert!(!alone.decision.issues.iter().any(|issue| issue.contains("MISMATCH")));
}

#[test]
fn the_symbol_tells_its_shape_and_which_reader_read_it() {
    let result = crosschecked(&fields(&HOLDER), None, false);
    let facts = &result.document(DataSource::Barcode).unwrap().barcode.as_ref().unwrap().symbol;
    assert!(!facts.mirrored && facts.rotation.min(360.0 - facts.rotation) < 1.0);
    let remark = "a barcode was read by the fallback reader".to_owned();
    assert_eq!(facts.reader, "bonafide");
    assert!(!result.inputs[0].notes.contains(&remark));
    assert_eq!((facts.rows, facts.columns), (Some(30), Some(10)));
    assert_eq!((facts.codewords_corrected, facts.codewords_erased), (Some(0), Some(0)));
    assert_eq!((facts.inverted, facts.compact), (Some(false), Some(false)));
    assert!((facts.module_width.unwrap() - 3.0).abs() < 0.05, "{facts:?}");
    assert!((facts.row_height.unwrap() - 9.0).abs() < 0.2, "{facts:?}");
}

#[test]
fn an_overlay_is_made_where_it_is_asked_for() {
    let mut cx = cx();
    let input = session(&fields(&HOLDER), None);
    assert!(session::evaluate(&input, &cx, &Equipment::default()).artifacts.is_empty());
    cx.artifacts = Artifacts::All;
    let result = session::evaluate(&input, &cx, &Equipment::default());
    let [artifact] = &result.artifacts[..] else { panic!("{:?}", result.artifacts.len()) };
    assert_eq!(artifact.name, "artifacts/id_card_back_barcode.png");
    assert_eq!(artifact.kind, ArtifactKind::BarcodeOverlay);
    assert!(artifact.content.expose().starts_with(b"\x89PNG"));
}

#[test]
fn results_with_a_barcode_follow_the_schema() {
    let mut cx = cx();
    cx.artifacts = Artifacts::All;
    let input = session(&fields(&HOLDER), Some(fields(&HOLDER)));
    let result = session::evaluate(&input, &cx, &Equipment::default());
    let schema = serde_json::to_value(schemars::schema_for!(SessionResult)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let result = serde_json::to_value(&result).unwrap();
    let errors: Vec<String> = validator.iter_errors(&result).map(|e| e.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

#[test]
fn what_the_judgement_doubts_is_an_issue_and_decides_nothing() {
    let sound = crosschecked(&fields(&HOLDER), Some(fields(&HOLDER)), true);
    // Issued before the holder was born.
    let card = but(&[(Field::IssuedAt, "1970-01-01")]);
    let doubted = crosschecked(&card, Some(fields(&HOLDER)), true);
    let judgement = |result: &SessionResult| {
        let barcode = result.document(DataSource::Barcode).unwrap().barcode.clone().unwrap();
        barcode.judgement.unwrap()
    };
    let code = "BARCODE FAILS BIRTH BEFORE ISSUE".to_owned();
    assert!(doubted.decision.issues.contains(&code), "{:?}", doubted.decision.issues);
    assert!(!sound.decision.issues.contains(&code));
    assert_eq!(judgement(&doubted).opinion, Opinion::Review);
    let found = judgement(&doubted).findings;
    let finding = found.iter().find(|f| f.check == CheckKind::BirthBeforeIssue).unwrap();
    assert_eq!(finding.severity, Severity::Error);
    assert_eq!(doubted.decision.action, sound.decision.action);
    let rules = |result: &SessionResult| result.decision.rule;
    assert_eq!(rules(&doubted), rules(&sound));
}
