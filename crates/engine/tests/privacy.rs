//! No personal value in logs, `Debug` output or errors: markers go in everywhere, and nothing that a
//! developer or operator sees may show one.
#![allow(clippy::unwrap_used)]

mod specimen;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use bonafide::audit::AuditRecord;
use bonafide::explain::{Values, explain};
use bonafide::input::{ImageInput, SessionId, SessionInput};
use bonafide::result::SessionResult;
use bonafide::session_file::{SessionFile, reference_from_bytes, registry_from_bytes};
use bonafide::types::{DataSource, DocumentType, Field, Slot};
use bonafide::{Context, aamva, redacted};
use specimen::{AS_OF, back_png, blank_png, engine, fields, payload, row};
use tracing_subscriber::fmt::MakeWriter;

/// In every text of the session; and the person's dates and measures, which can carry no word.
const MARKERS: [&str; 10] = [
    "ZZMARK",
    "zzmark",
    "Zzmark", // as given, and re-cased
    "1987-06-05",
    "19870605",
    "06051987",
    "1987, 6, 5", // the birthday in every form
    "10777",
    "211 lb",
    "81 in",
];

/// A card whose every value is a marker.
const CARD: [(Field, &str); 19] = [
    (Field::DocumentNumber, "ZZMARK001"),
    (Field::RefNumber, "ZZMARK002"),
    (Field::IssuedAt, "2021-06-05"),
    (Field::ExpiresAt, "2029-06-05"),
    (Field::IssuingCountry, "USA"),
    (Field::FirstName, "ZZMARKA"),
    (Field::MiddleName, "ZZMARKB"),
    (Field::LastName, "ZZMARKC"),
    (Field::Street, "7 ZZMARKD STREET"),
    (Field::City, "ZZMARKE"),
    (Field::State, "NY"),
    (Field::PostalCode, "10777"),
    (Field::BirthDate, "1987-06-05"),
    (Field::Gender, "female"),
    (Field::Height, "81 in"),
    (Field::Weight, "211 lb"),
    (Field::Class, "D"),
    (Field::Restrictions, "ZZMARKF"),
    (Field::Mentions, "ZZMARKG"),
];

/// Near the card, and wrong in parts, so that every comparator finds something to say.
const SESSION_JSON: &str = r#"{
    "document_type_e": "driver_license",
    "claims": {"document_number": "ZZMARK0O1", "first_name": "Zzmarka", "middle_name": "Zzmarkx",
        "last_name": "ZZMARKCC", "name_suffix": "ZZMARKJR", "street": "77 ZZMARKD ST APT ZZMARK",
        "city": "ZZMARKEE", "state": "NY", "postal_code": "10777-0001", "birth_date": "1987-05-06",
        "gender_e": "F", "height": "81 in", "weight": "211 lb", "national_id": "ZZMARKH",
        "issuing_authority": "ZZMARKI", "place_of_birth": "ZZMARKJ",
        "source_document_type": "ZZMARKK", "class": "ZZMARKL"},
    "settings": {"perform_liveness_test": false, "perform_ofac_test": false},
    "metadata": {"ZZMARKkey": ["ZZMARKvalue"]}}"#;

const RECORD: &str = r#"{"record": {"document_number": "ZZMARK001", "last_name": "ZZMARKZ",
    "first_name": "ZZMARKA", "birth_date": "1987-06-05", "street": "ZZMARKD", "weight": "211 lb"}}"#;

fn session() -> (SessionFile, SessionInput) {
    let file = SessionFile::from_bytes(SESSION_JSON.as_bytes()).unwrap();
    let mut input = SessionInput::new(SessionId::new("session-1").unwrap());
    file.clone().apply(&mut input);
    input.registry = Some(registry_from_bytes(RECORD.as_bytes()).unwrap());
    input.overrides.requirements =
        vec![row(DocumentType::DriverLicense, DataSource::FrontOcr, &[])];
    input.images = vec![
        ImageInput::new(Slot::DriverLicenseBack, back_png(&payload(&fields(&CARD))))
            .named("ZZMARK back.png"),
        ImageInput::new(Slot::DriverLicenseFront, blank_png()).named("ZZMARK.jpg"),
        ImageInput::new(Slot::Selfie, b"GIF89a ZZMARK".to_vec()).named("ZZMARK.selfie.png"),
    ];
    input.unassigned = vec!["ZZMARK holiday.jpg".to_owned()];
    input.reference =
        reference_from_bytes(br#"{"encoder_id": "e", "values": [0.625125, 0.5]}"#).ok();
    (file, input)
}

fn assert_silent(what: &str, text: &str) {
    assert!(!text.is_empty(), "{what} says nothing at all");
    for marker in MARKERS {
        assert!(!text.contains(marker), "{what} shows {marker}:\n{text}");
    }
    assert!(!text.contains("0.625125"), "{what} shows the encoding:\n{text}");
}

/// What the subscriber writes.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Captured {
    type Writer = Self;
    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Evaluates under a subscriber that takes everything; returns what it wrote too.
fn evaluated() -> (SessionResult, String) {
    let captured = Captured::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_ansi(false)
        .with_writer(captured.clone())
        .finish();
    let result = tracing::subscriber::with_default(subscriber, || {
        engine().evaluate(&session().1, &Context::on(AS_OF))
    });
    let log = String::from_utf8(captured.0.lock().unwrap().clone()).unwrap();
    (result, log)
}

/// The markers really went through every stage, or the other tests would show nothing.
#[test]
fn the_markers_are_in_the_result() {
    let (result, _) = evaluated();
    let read = result.document(DataSource::Barcode).expect("the barcode is read");
    for (field, text) in CARD {
        assert_eq!(read.document.fields[&field].text(), Some(text), "{}", field.name());
    }
    assert!(result.agreement.fields.len() > 12);
    assert!(result.error.is_some(), "the selfie is no picture");
    assert_eq!(result.registry.reason, None);
    let json = serde_json::to_string(&result).unwrap();
    for marker in ["ZZMARK001", "Zzmarka", "ZZMARK holiday.jpg", "1987-06-05"] {
        assert!(json.contains(marker), "{marker}");
    }
    assert!(!json.contains("ZZMARKvalue"), "metadata is not echoed");
    assert!(!json.contains("0.625125"), "encodings are not echoed");
}

#[test]
fn the_log_at_its_loudest_names_nobody() {
    let (_, log) = evaluated();
    assert!(log.contains("session-1") && log.contains("stage"), "{log}");
    assert_silent("the log", &log);
}

#[test]
fn debug_output_names_nobody() {
    let (file, input) = session();
    let (result, _) = evaluated();
    assert_silent("SessionFile", &format!("{file:?}"));
    assert_silent("SessionInput", &format!("{input:?}"));
    assert_silent("SessionInput, pretty", &format!("{input:#?}"));
    for image in &input.images {
        assert_silent("ImageInput", &format!("{image:?}"));
    }
    assert_silent("RegistryReply", &format!("{:?}", input.registry));
    assert_silent("FaceEncoding", &format!("{:?}", input.reference));
    assert_silent("SessionResult", &format!("{result:?}"));
    // Its parts are public, and print themselves as well.
    assert_silent("inputs", &format!("{:?}", result.inputs));
    assert_silent("documents", &format!("{:?}", result.documents));
    assert_silent("fields", &format!("{:?}", result.fields));
    assert_silent("agreement", &format!("{:?}", result.agreement));
    assert_silent("tests", &format!("{:?}", result.tests));
    assert_silent("decision", &format!("{:?}", result.decision));
    assert_silent("requirements", &format!("{:?}", result.requirements));
    assert_silent("registry", &format!("{:?}", result.registry));
    assert_silent("settings", &format!("{:?}", result.settings));
    let parsed = aamva::parse(&payload(&fields(&CARD))).unwrap();
    assert_silent("the payload", &format!("{parsed:?}"));
}

/// A redacted copy shows what was judged and nobody; it can be read, explained and decided again.
#[test]
fn a_redacted_result_names_nobody() {
    let (result, _) = evaluated();
    let copy = redacted(&result).unwrap();
    assert_silent("the copy", &serde_json::to_string(&copy).unwrap());
    assert_eq!(copy.decision, result.decision);
    assert_eq!(copy.result_hash, result.result_hash);
    assert!(!copy.is_sealed(), "the copy is not the original");
    let card = &copy.document(DataSource::Barcode).unwrap().document.fields;
    assert_eq!(card[&Field::BirthDate].text(), Some("****-**-**"));
    assert_silent("its account", &explain(&copy, Values::Shown).to_string());
    let mut named = result;
    named.inputs[0].file = "selfie.ZZMARK.jpg".to_owned();
    named.inputs[1].file = "selfie.2.jpg".to_owned();
    let copy = redacted(&named).unwrap();
    assert_eq!(copy.inputs[0].file, "******.******.***");
    assert_eq!(copy.inputs[1].file, "selfie.2.jpg");
    assert_silent("its file names", &format!("{:?}{:?}", copy.unassigned, copy.inputs));
}

#[test]
fn an_audit_record_names_nobody() {
    let (result, _) = evaluated();
    let record = AuditRecord::of(&result);
    assert_silent("the record", &serde_json::to_string(&record).unwrap());
    assert_eq!(record.inputs.len(), 3);
    assert_eq!(record.verdicts.len(), result.tests.len());
    assert_eq!(record.result_hash, result.result_hash);
}

/// The decision, its issues and the tests' details are shown to operators: they name fields, never
/// values, in JSON too.
#[test]
fn what_explains_a_verdict_names_fields_not_values() {
    let (result, _) = evaluated();
    assert_silent("the decision", &serde_json::to_string(&result.decision).unwrap());
    assert_silent("the notes", &format!("{:?}{:?}", result.notes, result.decision.issues));
    for (id, test) in &result.tests {
        let detail = test.detail.as_deref().unwrap_or("none");
        assert_silent(id.name(), detail);
    }
    for field in &result.agreement.fields {
        assert_silent(field.field.name(), &format!("{:?}.", field.notes));
    }
    let errors: Vec<_> = result.inputs.iter().filter_map(|input| input.error.as_ref()).collect();
    assert_silent("the errors", &serde_json::to_string(&errors).unwrap());
    let barcode = result.document(DataSource::Barcode).unwrap().barcode.as_ref().unwrap();
    assert_silent("the barcode's facts", &serde_json::to_string(barcode).unwrap());
}

#[test]
fn errors_of_session_files_name_keys_not_values() {
    for (_, name) in Field::ALL {
        for value in [
            r#""19870605ZZMARK""#,
            r#"["ZZMARK"]"#,
            r#"{"first": "ZZMARK"}"#,
            "19870605",
            "1987.0605",
            "true",
        ] {
            let json = format!(r#"{{"claims": {{"{name}": {value}}}}}"#);
            let Err(error) = SessionFile::from_bytes(json.as_bytes()) else { continue };
            assert_silent(name, &format!("{error} {error:?}"));
        }
        let long = format!(r#"{{"claims": {{"{name}": "{}"}}}}"#, "ZZMARK".repeat(100));
        let error = SessionFile::from_bytes(long.as_bytes()).unwrap_err();
        assert_silent(name, &format!("{error} {error:?}"));
        assert!(error.to_string().contains(name), "{error}");
    }
    for json in [
        r#"{"claims": "ZZMARK"}"#,
        r#"{"claims": ["ZZMARK"]}"#,
        r#"{"claims": {"last_name": "ZZMARK"#,
        r#"{"claims": {"last_name": "ZZMARK"}} ZZMARK"#,
        r#""ZZMARK""#,
        r#"["ZZMARK"]"#,
        "ZZMARK",
    ] {
        let error = SessionFile::from_bytes(json.as_bytes()).unwrap_err();
        assert_silent(json, &format!("{error} {error:?}").replace(json, ""));
    }
}

#[test]
fn errors_of_replies_and_encodings_name_keys_not_values() {
    for json in [
        r#"{"record": {"last_name": ["ZZMARK"]}}"#,
        r#"{"record": {"last_name": 19870605}}"#,
        r#"{"record": {"last_name": "ZZMARK", "last_name": "ZZMARK"}}"#,
        r#"{"record": {"last_name": "ZZMARK"}, "unavailable": "ZZMARK"}"#,
        r#"{"record": "ZZMARK"}"#,
        r#"{"indicators": {"personLastNameExact": "ZZMARK"}}"#,
        r#"{"indicators": "ZZMARK"}"#,
        r#"{"unavailable": ["ZZMARK"]}"#,
        r#"["ZZMARK"]"#,
        r#""ZZMARK""#,
        r#"{"record": {"last_name": "ZZMARK"#,
    ] {
        let error = registry_from_bytes(json.as_bytes()).unwrap_err();
        assert_silent(json, &format!("{error} {error:?}"));
    }
    for json in [
        r#"{"encoder_id": "e", "values": ["ZZMARK"]}"#,
        r#"{"encoder_id": "e", "values": "ZZMARK"}"#,
        r#"{"encoder_id": "e", "values": [0.625125, "ZZMARK"]}"#,
        r#"{"encoder_id": "e", "values": 0.625125}"#,
        r#""ZZMARK""#,
    ] {
        let error = reference_from_bytes(json.as_bytes()).unwrap_err();
        assert_silent(json, &format!("{error} {error:?}"));
    }
}
