//! Equal inputs give equal results: on any number of threads, through JSON and back, and when a
//! stored result is decided again.
#![allow(clippy::unwrap_used)]

mod specimen;

use bonafide::input::{ImageInput, Kind, SessionId, SessionInput};
use bonafide::result::SessionResult;
use bonafide::session_file::{SessionFile, registry_from_bytes};
use bonafide::types::settings::RequirementRow;
use bonafide::types::{DataSource, DocumentType, Field, Policy, Slot, TestId, Weights};
use bonafide::{Changes, Context, Engine, Proofing, first_difference, rescore, seal};
use rayon::iter::ParallelIterator;
use serde_json::Value;
use specimen::{AS_OF, blank_png, claims, engine, evaluate, json, rich, rich_input, row};

/// Sessions of every sort: good, wrong, broken, empty, refused.
fn sessions() -> Vec<SessionInput> {
    let mut wrong = rich_input("wrong-claim");
    wrong.claims = Some(claims(&[
        (Field::FirstName, "Joan"),
        (Field::LastName, "Roe"),
        (Field::BirthDate, "1990-01-10"),
        (Field::DocumentNumber, "D7654321"),
    ]));
    let mut broken = rich_input("broken-back");
    broken.images[0] = ImageInput::new(Slot::DriverLicenseBack, b"\x89PNG\r\n\x1a\nno".to_vec());
    let mut alternates = rich_input("alternates");
    alternates.images.push(
        ImageInput::new(Slot::DriverLicenseBack, blank_png()).named("driver_license_back.2.png"),
    );
    let mut record = rich_input("record");
    let reply =
        br#"{"record": {"document_number": "D1234567", "last_name": "DOE", "city": "ALBANY"}}"#;
    record.registry = Some(registry_from_bytes(reply).unwrap());
    let mut authentication = SessionInput::new(SessionId::new("authentication").unwrap());
    authentication.kind = Kind::Ida;
    authentication.images.push(ImageInput::new(Slot::Selfie, blank_png()));
    let mut simulated = rich_input("simulated");
    SessionFile::from_bytes(
        br#"{"simulate": {"doc_back_suspicious_words_fail": true},
        "claims": {"first_name": "John"}, "as_of": "2031-01-02"}"#,
    )
    .unwrap()
    .apply(&mut simulated);
    let mut other_encoder = rich_input("other-encoder");
    other_encoder.settings.face_encoder_id = Some("a".to_owned());
    let encoding = br#"{"encoder_id": "b", "values": [1.0]}"#;
    other_encoder.reference = bonafide::session_file::reference_from_bytes(encoding).ok();
    let empty = SessionInput::new(SessionId::new("empty").unwrap());
    vec![
        rich_input("rich"),
        wrong,
        broken,
        alternates,
        record,
        authentication,
        simulated,
        other_encoder,
        empty,
    ]
}

/// A result without its timings, as it stands in a file.
fn text(result: &SessionResult) -> String {
    let mut value = json(result);
    assert!(value.as_object_mut().unwrap().remove("timings_ms").is_some());
    value.to_string()
}

fn hash_of(result: &SessionResult) -> &str {
    &result.result_hash
}

#[test]
fn results_are_equal_on_any_number_of_threads() {
    let context = Context::on(AS_OF);
    let run = |threads| -> Vec<SessionResult> {
        let engine = Engine::builder().threads(threads).build().unwrap();
        engine.install(|| engine.evaluate_all(sessions(), &context).collect())
    };
    let one = run(1);
    let ids: Vec<String> = sessions().iter().map(|s| s.id.to_string()).collect();
    assert_eq!(one.iter().map(|r| r.session_id.to_string()).collect::<Vec<_>>(), ids);
    for threads in [2, 8] {
        for (a, b) in one.iter().zip(run(threads)) {
            assert_eq!(text(a), text(&b), "{} on {threads} threads", a.session_id);
            assert_eq!(hash_of(a), hash_of(&b));
        }
    }
}

#[test]
fn the_pool_may_be_the_callers() {
    let pool = std::sync::Arc::new(rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap());
    let engine = Engine::builder().pool(pool).proofing(Proofing::Off).build().unwrap();
    let context = Context::on(AS_OF);
    let inputs = vec![rich_input("visitor-17")];
    let results: Vec<_> = engine.install(|| engine.evaluate_all(inputs, &context).collect());
    assert_eq!(hash_of(&results[0]), hash_of(&rich()));
}

/// Whoever has the file can compute the hash from it.
#[test]
fn the_hash_follows_from_the_written_json() {
    for input in sessions() {
        let result = evaluate(&input);
        let written = serde_json::to_string_pretty(&result).unwrap();
        let value: Value = serde_json::from_str(&written).unwrap();
        assert_eq!(seal::result_hash(&value), result.result_hash, "{}", input.id);
    }
}

/// The hash is over the values and a reader has the text: a number that is written shorter than it
/// is held (a 32-bit 123.4) would give them two hashes.
#[test]
fn numbers_are_held_as_they_are_written() {
    let mut result = rich();
    let barcode = result.documents[0].barcode.as_mut().unwrap();
    barcode.symbol.corners[0] = [123.4, 0.1];
    let written = serde_json::to_string(&result).unwrap();
    let read: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(serde_json::to_value(&result).unwrap(), read);
}

#[test]
fn the_hash_covers_everything_but_the_timings() {
    let original = json(&rich());
    let hash = seal::result_hash(&original);
    for (member, value) in original.as_object().unwrap() {
        let mut changed = original.clone();
        changed[member] = match value {
            Value::String(_) => "changed".into(),
            Value::Bool(on) => (!on).into(),
            _ => Value::Null,
        };
        let covered = !matches!(member.as_str(), "timings_ms" | "result_hash");
        assert_eq!(seal::result_hash(&changed) != hash, covered, "{member}");
    }
}

#[test]
fn a_result_survives_json() {
    for input in sessions() {
        let result = evaluate(&input);
        let written = serde_json::to_string(&result).unwrap();
        let read: SessionResult = serde_json::from_str(&written).unwrap();
        assert!(read == result, "{}", input.id);
        assert_eq!(serde_json::to_string(&read).unwrap(), written, "{}", input.id);
    }
}

#[test]
fn results_follow_the_published_schema() {
    let schema = serde_json::to_value(schemars::schema_for!(SessionResult)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for input in sessions() {
        let value = json(&evaluate(&input));
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {errors:#?}", input.id);
    }
    let mut value = json(&rich());
    value["decision"]["score"] = (-1).into();
    assert!(!validator.is_valid(&value), "a score of -1");
    value["decision"]["score"] = 0.9.into();
    assert!(validator.is_valid(&value));
    value["decision"]["action"] = "MAYBE".into();
    assert!(!validator.is_valid(&value), "an unknown action");
}

#[test]
fn session_files_follow_their_published_schema() {
    let schema = serde_json::to_value(schemars::schema_for!(SessionFile)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for (text, good) in [
        (
            r#"{"claims": {"last_name": "Doe", "middle_name": null}, "weights": {"age_weight": 0}}"#,
            true,
        ),
        (
            r#"{"policy": {"fail_on": ["doc_front_expiry"]}, "simulate": {"ocr_name_match_fail": true}}"#,
            true,
        ),
        (r#"{"weights": {"idv_session_tolerance": 90}}"#, false),
        (r#"{"claims": {"surname": "Doe"}}"#, false),
        (r#"{"requirements": [{"type_e": "passport"}]}"#, false),
        (r#"{"nonsense": 1}"#, false),
    ] {
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(validator.is_valid(&value), good, "{text}");
        assert_eq!(SessionFile::from_bytes(text.as_bytes()).is_ok(), good, "{text}");
    }
}

#[test]
fn rescoring_without_changes_changes_nothing() {
    for input in sessions() {
        let result = evaluate(&input);
        let again = rescore(result.clone(), Changes::default());
        assert!(again.decision == result.decision, "{}", input.id);
        assert_eq!(text(&again), text(&result), "{}", input.id);
    }
}

/// What a result was decided by is in it: deciding again by other settings is the same as having
/// evaluated with them.
#[test]
fn rescoring_equals_evaluating_with_the_same_settings() {
    let numbers = r#"{"idv_session_tolerance": 0.97, "driver_license_fuzzy_match_weight": 0.9,
        "driver_license_fuzzy_match_tolerance": 0.99, "aamva_match_weight": 0.05}"#;
    let weights: Weights = serde_json::from_str(numbers).unwrap();
    let mut policy = Policy::default();
    policy.fail_on = [TestId::DmvWeightMatch, TestId::NameCrosscheck].into();
    policy.minimum_age = Some(65);
    let keys = ["hair_color_required", "middle_name_required"];
    let rows: Vec<RequirementRow> =
        vec![row(DocumentType::DriverLicense, DataSource::UserInput, &keys)];
    for input in sessions() {
        let changes = Changes {
            weights: Some(weights.clone()),
            weights_id: Some("w-strict".to_owned()),
            requirements: rows.clone(),
            policy: Some(policy.clone()),
        };
        let rescored = rescore(evaluate(&input), changes);
        let mut anew = input.clone();
        anew.overrides.weights = Some(weights.clone().into());
        anew.overrides.weights_id = Some("w-strict".to_owned());
        anew.overrides.requirements.extend(rows.clone());
        anew.overrides.policy = Some(policy.clone().into());
        assert_eq!(text(&rescored), text(&evaluate(&anew)), "{}", input.id);
    }
}

/// A result tells the context that it was made in.
#[test]
fn a_stored_result_is_made_again_from_its_inputs() {
    for input in sessions() {
        let json = serde_json::to_string(&evaluate(&input)).unwrap();
        let stored: SessionResult = serde_json::from_str(&json).unwrap();
        assert!(stored.is_sealed());
        let again = engine().evaluate(&input, &stored.context());
        assert!(first_difference(&stored, &again).is_none(), "{}", input.id);
        assert_eq!(hash_of(&again), hash_of(&stored), "{}", input.id);
    }
}

/// Of all that follows from it, the cause is named.
#[test]
fn the_first_difference_is_the_cause() {
    let input = &sessions()[0];
    let stored = evaluate(input);
    let mut tomorrow = stored.context();
    tomorrow.as_of = tomorrow.as_of.tomorrow().unwrap();
    let again = engine().evaluate(input, &tomorrow);
    assert_eq!(first_difference(&stored, &again).unwrap().pointer, "/as_of");
    let mut strict = stored.context();
    strict.weights =
        serde_json::from_str::<Weights>(r#"{"idv_session_tolerance": 0.97}"#).unwrap().into();
    let found = first_difference(&stored, &engine().evaluate(input, &strict)).unwrap();
    assert_eq!(found.pointer, "/settings/weights/idv_session_tolerance");
    assert_eq!(found.again.unwrap(), 0.97);
    let mut touched = stored.clone();
    touched.decision.verified = !touched.decision.verified;
    assert!(!touched.is_sealed());
    assert_eq!(first_difference(&stored, &touched).unwrap().pointer, "/decision/verified");
}

/// A session's own settings stand in the place of the run's.
#[test]
fn the_sessions_own_settings_win() {
    let mut context = Context::on(jiff::civil::date(2050, 1, 1));
    context.weights_id = Some("w-run".to_owned());
    let mut input = rich_input("own");
    input.overrides.as_of = Some(AS_OF);
    let result = specimen::engine().evaluate(&input, &context);
    assert_eq!((result.as_of, result.decision.verified), (AS_OF, true));
    assert_eq!(result.settings.weights_id.as_deref(), Some("w-2026"));
    input.overrides.as_of = None;
    let result = specimen::engine().evaluate(&input, &context);
    assert_eq!(result.decision.detail, "DOCUMENT EXPIRED");
}
