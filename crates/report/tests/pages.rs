//! What pages show and hide, and that no value of a result can become markup.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

#[path = "../../engine/tests/specimen/mod.rs"]
mod specimen;

use std::collections::{BTreeMap, BTreeSet};

use bonafide::Context;
use bonafide::input::{ImageInput, SessionId, SessionInput};
use bonafide::result::SessionResult;
use bonafide::session_file::{SessionFile, registry_from_bytes};
use bonafide::types::{DataSource, DocumentType, Field, Score, Slot, TestId};
use bonafide_report::{Artifacts, Batch, Options, Redact, Sharing, batch_index, session_report};
use proptest::prelude::*;
use serde_json::Value;
use specimen::{AS_OF, back_png, blank_png, engine, everything, fields, payload, row};

fn page(result: &SessionResult, redact: Redact) -> String {
    session_report(result, &Artifacts::none(), &Options::default().with_redact(redact))
}

fn index(results: &[SessionResult]) -> String {
    let mut batch = Batch::default();
    for result in results {
        batch.add(result);
    }
    batch.share(Sharing {
        sessions: ["visitor-17".to_owned(), "visitor-18".to_owned()],
        what: "portrait".to_owned(),
        similarity: 0.97,
    });
    batch_index(&batch)
}

/// The page without what differs between builds or is tested elsewhere.
fn body(page: &str) -> String {
    let (_, body) = page.split_once("</head>").unwrap();
    let script = body.rfind("<script>").unwrap_or(body.len());
    body[..script].lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}

/// Everything, with times and hashes that every build gives.
fn steady() -> SessionResult {
    let mut result = everything();
    let stages = [("barcode", 30.0), ("face", 50.0), ("match", 20.0), ("total", 101.0)];
    result.timings_ms = stages.map(|(stage, ms)| (stage.to_owned(), ms)).into();
    result.engine.components = BTreeMap::from([("matching".to_owned(), "1".to_owned())]);
    "0".clone_into(&mut result.engine.version);
    for hash in
        [&mut result.result_hash, &mut result.engine.weights_hash, &mut result.engine.config_hash]
    {
        "sha256:00".clone_into(hash);
    }
    result
}

#[test]
fn a_session_in_full() {
    insta::assert_snapshot!("session", body(&page(&steady(), Redact::Default)));
}

#[test]
fn a_batch() {
    insta::assert_snapshot!("index", body(&index(&[steady(), marked()])));
}

#[test]
fn a_page_asks_for_nothing_from_outside() {
    for page in [page(&everything(), Redact::None), index(&[everything()])] {
        assert!(!page.contains("http://") && !page.contains("https://"));
        assert!(page.contains("default-src &#39;none&#39;"));
        assert!(!page.contains(" style=") && !page.contains("javascript:"));
    }
    assert!(!page(&everything(), Redact::None).contains("<script"));
}

#[test]
fn every_part_of_the_result_is_there() {
    let result = everything();
    let expected = [
        "visitor-18",
        "★",
        "Turn left",
        "27.5 of 15.0 asked for",
        "distance 0.3000, within the tolerance 0.6000",
        "estimated 31.4, on the document 34",
        "w-2026",
        "<span class=\"g-number composite\">L898902C3</span>",
        "hatched",
        "Back text", // as a column once there is such a source
    ];
    let mut with_text = result.clone();
    let mut text = with_text.documents[0].clone();
    text.document.data_source_e = DataSource::BackOcr;
    with_text.documents.push(text);
    let page = session_report(
        &with_text,
        &Artifacts::none(),
        &Options::default().with_redact(Redact::None),
    );
    for text in expected {
        assert!(page.contains(text), "{text}");
    }
    assert!(page.contains(&result.result_hash));
}

#[test]
fn pictures_are_within_the_page_only_where_nothing_is_hidden() {
    let mut result = everything();
    let front = Slot::DriverLicenseFront;
    let artifact = |name: &str, kind: &str| {
        let json = serde_json::json!({"name": name, "kind": kind, "storage_file_type_e": front});
        serde_json::from_value(json).unwrap()
    };
    result.artifacts = vec![
        artifact("artifacts/portrait.jpg", "portrait"),
        artifact("artifacts/front_cropped.jpg", "document_crop"),
    ];
    let jpeg = [0xFF, 0xD8, 0xFF, 0xE0].as_slice();
    let files: Artifacts<'_> =
        result.artifacts.iter().map(|artifact| (artifact.name.as_str(), jpeg)).collect();
    let pictures = |redact| {
        let page = session_report(&result, &files, &Options::default().with_redact(redact));
        page.matches("data:image/jpeg;base64,/9j/4A==").count()
    };
    assert_eq!([Redact::None, Redact::Default, Redact::All].map(pictures), [2, 0, 0]);
}

/// In every text of the session, and the person's dates and measures, which can carry no word.
const MARKERS: [&str; 10] = [
    "ZZMARK",
    "zzmark",
    "Zzmark",
    "1987-06-05",
    "19870605",
    "06051987",
    "2029-06-05",
    "10777",
    "211 lb",
    "81 in",
];

const CARD: [(Field, &str); 17] = [
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
    (Field::Restrictions, "ZZMARKF"),
];

/// Near the card and wrong in parts, so that every comparator finds something to say.
const SESSION_JSON: &str = r#"{
    "document_type_e": "driver_license",
    "claims": {"document_number": "ZZMARK0O1", "first_name": "Zzmarka", "middle_name": "Zzmarkx",
        "last_name": "ZZMARKCC", "name_suffix": "ZZMARKJR", "street": "77 ZZMARKD ST APT ZZMARK",
        "city": "ZZMARKEE", "state": "NY", "postal_code": "10777-0001", "birth_date": "1987-05-06",
        "gender_e": "F", "height": "81 in", "weight": "211 lb", "national_id": "ZZMARKH",
        "issuing_authority": "ZZMARKI", "place_of_birth": "ZZMARKJ"},
    "settings": {"perform_liveness_test": false, "perform_ofac_test": false}}"#;

const RECORD: &str = r#"{"record": {"document_number": "ZZMARK001", "last_name": "ZZMARKZ",
    "first_name": "ZZMARKA", "birth_date": "1987-06-05", "street": "ZZMARKD"}}"#;

/// A session of which every value is a marker.
fn marked() -> SessionResult {
    let mut input = SessionInput::new(SessionId::new("session-1").unwrap());
    SessionFile::from_bytes(SESSION_JSON.as_bytes()).unwrap().apply(&mut input);
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
    let mut result = engine().evaluate(&input, &Context::on(AS_OF));
    let lines = [
        "P<UTOZZMARKC<<ZZMARKA<<<<<<<<<<<<<<<<<<<<<<<",
        "ZZMARK0017UTO8706059F2906057<<<<<<<<<<<<<<<0",
    ];
    result.documents.push(specimen::zone(&lines, fields(&[(Field::LastName, "ZZMARKC")])));
    // What later tests may say: words that were read, another document that is alike.
    let word = bonafide::types::Evidence::of("word").named("specimen").with("text", "ZZMARKW");
    let seen = bonafide::types::Evidence::of("duplicate").with("entry", "ZZMARKQ");
    let test = result.tests.get_mut(&TestId::DocFrontSuspiciousWords).unwrap();
    test.evidence = vec![word, seen];
    test.detail = Some("like ZZMARKQ, and the text ZZMARKW".to_owned());
    result.timings_ms = BTreeMap::from([("total".to_owned(), 12.0)]);
    result
}

#[test]
fn a_masked_page_shows_no_personal_value() {
    let result = marked();
    let clear = page(&result, Redact::None);
    let written =
        ["ZZMARK001", "Zzmarka", "1987-06-05", "ZZMARKW", "ZZMARKQ", "ZZMARK holiday.jpg"];
    for text in written {
        assert!(clear.contains(text), "the page in clear lacks {text}, so the test shows nothing");
    }
    for page in [page(&result, Redact::Default), page(&result, Redact::All), index(&[result])] {
        for marker in MARKERS {
            assert!(!page.contains(marker), "{marker}");
        }
    }
}

#[test]
fn lengths_are_shown_by_default_only() {
    let nine = "•".repeat(9);
    assert!(page(&marked(), Redact::Default).contains(&nine));
    let all = page(&marked(), Redact::All);
    assert!(!all.contains("••••") && !all.contains("<mark>"));
}

/// Every tag of a page and the names of its attributes.
fn markup(page: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for piece in body(page).split('<').skip(1) {
        let (tag, _) = piece.split_once('>').unwrap_or((piece, ""));
        // What stands in quotes is a value.
        let outside = tag.split('"').step_by(2).flat_map(str::split_whitespace);
        found.extend(outside.map(str::to_owned));
    }
    found
}

/// The places of a result that take any text.
fn texts(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(all) => {
            for (index, value) in all.iter().enumerate() {
                texts(value, &format!("{at}/{index}"), found);
            }
        }
        Value::Object(all) => {
            for (key, value) in all {
                texts(value, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        _ => {}
    }
}

/// The result with this text in all places that take any.
fn filled(with: &str) -> SessionResult {
    static PLACES: std::sync::OnceLock<(Value, Vec<String>)> = std::sync::OnceLock::new();
    let put = |json: &mut Value, place: &str, text: &str| {
        *json.pointer_mut(place).unwrap() = text.into();
    };
    let (json, places) = PLACES.get_or_init(|| {
        let json = specimen::json(&marked());
        let mut places = Vec::new();
        texts(&json, "", &mut places);
        places.retain(|place| {
            let mut changed = json.clone();
            put(&mut changed, place, "<any>");
            serde_json::from_value::<SessionResult>(changed).is_ok()
        });
        assert!(places.len() > 100, "{}", places.len());
        (json, places)
    });
    let mut json = json.clone();
    for place in places {
        put(&mut json, place, with);
    }
    let mut result: SessionResult = serde_json::from_value(json).unwrap();
    result.timings_ms.insert(with.to_owned(), 1.0);
    result.engine.components.insert(with.to_owned(), with.to_owned());
    result.notes.push(with.to_owned());
    for test in result.tests.values_mut() {
        test.evidence.push(
            bonafide::types::Evidence::of(with).named(with).scored(Score::ONE).with(with, with),
        );
        test.detail = Some(with.to_owned());
    }
    result
}

const PIECES: [&str; 16] = [
    "<script>",
    "</script>",
    "<img src=x onerror=y>",
    "</style>",
    "\"",
    "'",
    "&",
    "<!--",
    "-->",
    "]]>",
    " onload=z ",
    "javascript:",
    "\u{2028}",
    "\u{0}",
    "`",
    "x",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn no_value_becomes_markup(pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 1..6)) {
        let hostile = pieces.concat();
        let (benign, result) = (filled("x"), filled(&hostile));
        for redact in [Redact::None, Redact::Default] {
            let known = markup(&page(&benign, Redact::None));
            let found = markup(&page(&result, redact));
            let new: Vec<&String> = found.difference(&known).collect();
            prop_assert!(new.is_empty(), "{hostile:?}: {new:?}");
        }
        let known = markup(&index(&[benign]));
        let listed = index(&[result]);
        let new: Vec<String> = markup(&listed).difference(&known).cloned().collect();
        prop_assert!(new.is_empty(), "{hostile:?}: {new:?}");
        prop_assert_eq!(listed.matches("<script").count(), 2);
        let (_, island) = listed.split_once("id=\"rows\">").unwrap();
        let (island, _) = island.split_once("</script>").unwrap();
        prop_assert!(serde_json::from_str::<Value>(island).is_ok());
    }
}
