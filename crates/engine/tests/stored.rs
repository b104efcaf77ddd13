//! Stored results decided again: fields taken away, known people, and what older versions wrote.
#![allow(clippy::unwrap_used)]

mod specimen;

use bonafide::decision::{Action, RuleId};
use bonafide::input::Kind;
use bonafide::project::{Options, Shape, project};
use bonafide::result::SessionResult;
use bonafide::types::{DataSource, Field, TestId, Weights};
use bonafide::{Changes, rescore};
use proptest::prelude::*;
use specimen::{everything, fields, json, rich};

fn again(value: serde_json::Value, changes: Changes) -> SessionResult {
    rescore(serde_json::from_value(value).unwrap(), changes)
}

fn under(key: &str, value: f64) -> Changes {
    let weights = Some(Weights::default().with(key, value).unwrap());
    Changes { weights, ..Changes::default() }
}

/// The session of a known person as it is stored: the stored encoding against the selfie.
fn authentication() -> serde_json::Value {
    let mut stored = json(&everything());
    stored["kind"] = "ida".into();
    let face = &mut stored["face"];
    face["reference"] = serde_json::json!({"encoding_dim": 128, "encoding_id": "sha256:02"});
    face["comparisons"][0]["a"] = "reference".into();
    face["comparisons"][0]["distance"] = 0.45.into();
    stored["settings"]["switches"]["perform_liveness_test"] = true.into();
    stored["liveness"]["active"]["frames"]["liveness_active_step_1"]["person_distance"] =
        0.4.into();
    stored
}

/// A stored authentication is decided again by its own two numbers; those of onboarding, of documents and
/// of the session's score change nothing.
#[test]
fn an_authentication_is_decided_again_by_its_own_numbers() {
    let result = again(authentication(), Changes::default());
    assert_eq!(result.kind, Kind::Ida);
    assert_eq!(result.decision.action, Action::Pass, "{:?}", result.decision.issues);
    let authenticated = |result: &SessionResult| {
        project(result, Shape::IdaSession, &Options::default()).value["authenticated"].clone()
    };
    assert_eq!(authenticated(&result), true);
    for (key, value, issue) in [
        ("verified_account_face_encoding_tolerance", 0.44, "FACE DOES NOT MATCH"),
        ("minimum_liveness_tolerance", 0.81, "LIVENESS NOT SHOWN"),
        ("direction_tolerance", 30.0, "LIVENESS NOT SHOWN"),
    ] {
        let refused = again(authentication(), under(key, value));
        assert_eq!(refused.decision.rule, RuleId::GateFailed, "{key}");
        assert!(refused.decision.issues.contains(&issue.to_owned()), "{key}");
        assert_eq!(authenticated(&refused), false, "{key}");
    }
    for (key, value) in [
        ("onboarding_face_encoding_tolerance", 0.1),
        ("idv_session_tolerance", 1.0),
        ("driver_license_fuzzy_match_tolerance", 1.0),
        ("ofac_fuzzy_match_tolerance", 0.1),
    ] {
        // An encoder is known by the tolerance of its scale; this one's is that of the defaults.
        let same = again(authentication(), under(key, value));
        assert_eq!(authenticated(&same), true, "{key}: {:?}", same.decision.issues);
    }
}

/// Without the stored encoding nobody is authenticated, and it is not a failure either.
#[test]
fn an_authentication_without_a_stored_encoding_waits() {
    let mut stored = authentication();
    stored["face"]["comparisons"] = serde_json::json!([]);
    stored["face"]["reason"] = "no stored encoding was given".into();
    let result = again(stored, Changes::default());
    assert_eq!(
        (result.decision.action, result.decision.rule),
        (Action::Pending, RuleId::GateNotPerformed)
    );
}

/// A result that an earlier version of a comparator wrote can be read, and is decided again by today's.
#[test]
fn results_of_former_comparators_are_decided_by_those_in_force() {
    let mut stored = json(&rich());
    for field in stored["agreement"]["fields"].as_array_mut().unwrap() {
        let id = field["comparator"].as_str().unwrap().replace("/2", "/1");
        field["comparator"] = id.into();
    }
    let read: SessionResult = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(json(&read)["agreement"], stored["agreement"], "read as it was written");
    let result = rescore(read, Changes::default());
    assert_eq!(json(&result)["agreement"], json(&rich())["agreement"]);
    let versions = &result.engine.components;
    assert_eq!((versions["name_tokens"].as_str(), versions["rare_words"].as_str()), ("2", "2"));
}

/// The fields of which a source may lack one, and what it says otherwise.
const SAID: [(Field, &str); 6] = [
    (Field::FirstName, "JANE"),
    (Field::LastName, "ROE"),
    (Field::BirthDate, "1971-07-08"),
    (Field::DocumentNumber, "Z7654321"),
    (Field::Street, "9 ELM COURT"),
    (Field::PostalCode, "94110"),
];

/// A session in which a source says something else in some of its fields.
fn differing(source: DataSource, which: &[usize]) -> SessionResult {
    let mut result = rich();
    let document =
        result.documents.iter_mut().find(|d| d.document.data_source_e == source).unwrap();
    let said: Vec<(Field, &str)> = which.iter().map(|index| SAID[*index]).collect();
    document.document.fields.extend(fields(&said));
    rescore(result, under("idv_session_tolerance", 0.9))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// Taking a field away may lift a score that it weighed down. Then the result names the field and the
    /// source that does not state it: as missing, as not compared, or as absent from a comparison.
    #[test]
    fn a_field_taken_away_never_passes_unseen(
        barcode in any::<bool>(),
        which in prop::sample::subsequence((0..SAID.len()).collect::<Vec<_>>(), 1..=3),
        taken in 0..SAID.len(),
    ) {
        let source = if barcode { DataSource::Barcode } else { DataSource::UserInput };
        let field = SAID[taken].0;
        let before = differing(source, &which);
        let mut stored = before.clone();
        let document = stored.documents.iter_mut().find(|d| d.document.data_source_e == source).unwrap();
        document.document.fields.remove(&field);
        let after = rescore(stored, Changes::default());
        let not_compared = after.agreement.not_compared.iter().any(|n| {
            n.field == field && n.reason.contains(source.name())
        });
        let absent =
            after.agreement.fields.iter().any(|f| f.field == field && f.absent.contains(&source));
        prop_assert!(not_compared || absent, "{:?} of {:?} is gone unseen", field, source);
        if after.decision.verified && !before.decision.verified {
            let compared = |r: &SessionResult| r.agreement.fields.iter().map(|f| f.pairs.len()).sum::<usize>();
            prop_assert!(compared(&after) < compared(&before));
        }
    }
}

/// What a test of a stored result rests on does not change by deciding again: pictures are not looked at.
#[test]
fn measured_tests_stay_as_they_are() {
    let result = rich();
    let again = rescore(result.clone(), under("idv_session_tolerance", 0.99));
    let kept = |id: &TestId| id.name().starts_with("dmv_") || id.name().starts_with("doc_back_");
    for (id, test) in result.tests.iter().filter(|(id, _)| kept(id)) {
        assert!(again.tests[id] == *test, "{}", id.name());
    }
}
