//! What the registry answers, through whole sessions: every reply form, and the scenarios of its
//! structured test.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

mod specimen;

use bonafide::aamva::dldv::Status;
use bonafide::decision::Action;
use bonafide::error::ErrorCode;
use bonafide::input::SessionInput;
use bonafide::result::SessionResult;
use bonafide::session_file::{SessionFile, registry_from_bytes};
use bonafide::types::settings::{AamvaRetry, FoldPolicy, TestScenario};
use bonafide::types::{Score, TestId, Verdict};
use bonafide::{Context, TestMode};
use specimen::{AS_OF, engine, evaluate, json, rich_input};

fn answered(reply: &str, change: impl FnOnce(&mut SessionInput)) -> SessionResult {
    let mut input = rich_input("answered");
    input.registry = Some(registry_from_bytes(reply.as_bytes()).unwrap());
    change(&mut input);
    evaluate(&input)
}

fn in_test_mode(input: &SessionInput) -> SessionResult {
    let mut cx = Context::on(AS_OF);
    cx.test_mode = TestMode::On;
    engine().evaluate(input, &cx)
}

fn asking_for(name: &str) -> SessionInput {
    let mut input = rich_input("scenario");
    let file = format!(r#"{{"settings": {{"aamva_test_scenario": "{name}"}}}}"#);
    let scenario = SessionFile::from_bytes(file.as_bytes()).unwrap().settings.aamva_test_scenario;
    input.settings.aamva_test_scenario = scenario;
    input
}

fn in_scenario(name: &str) -> SessionResult {
    in_test_mode(&asking_for(name))
}

/// Ending, compared, matched and ratio, worked out by hand from the weights of docs/scoring.md, section 4.
const ENDINGS: [(&str, Status, usize, usize, Option<f64>); 22] = [
    ("TestCase01", Status::Match, 4, 4, Some(1.0)),
    ("TestCase02", Status::Match, 17, 17, Some(1.0)),
    ("TestCase03", Status::PartialMatch, 15, 14, Some(0.9012)), // 18.25 of 20.25
    ("TestCase04", Status::Match, 4, 4, Some(1.0)),
    ("TestCase05", Status::PartialMatch, 16, 8, Some(0.6506)), // 13.5 of 20.75
    ("TestCase06", Status::Match, 5, 5, Some(1.0)),
    ("TestCase07", Status::PartialMatch, 13, 4, Some(0.2857)), // 5.5 of 19.25
    ("TestCase08", Status::PartialMatch, 15, 12, Some(0.8025)), // 16.25 of 20.25
    ("TestCase09", Status::PartialMatch, 17, 11, Some(0.5476)), // 11.5 of 21
    ("TestCase10", Status::NoMatch, 1, 0, Some(0.0)),
    ("TestCase11", Status::NoMatch, 15, 14, Some(0.0)), // no record under the number
    ("TestCase12", Status::PartialMatch, 15, 5, Some(0.5823)), // 11.5 of 19.75
    ("TestCase13", Status::PartialMatch, 5, 2, Some(0.5217)), // 6 of 11.5
    ("TestCase14", Status::PartialMatch, 17, 11, Some(0.5595)), // 11.75 of 21
    ("TestCase15", Status::PartialMatch, 15, 12, Some(0.8272)), // 16.75 of 20.25
    ("TestCase16", Status::PartialMatch, 17, 16, Some(0.9048)), // 19 of 21
    ("TestCase17", Status::PartialMatch, 17, 16, Some(0.9762)), // 20.5 of 21
    ("TestCase18", Status::PartialMatch, 17, 16, Some(0.8571)), // 18 of 21
    ("TestCase19A", Status::Match, 17, 17, Some(1.0)),
    ("TestCase19B", Status::PartialMatch, 17, 14, Some(0.881)), // 18.5 of 21
    ("TestCase20", Status::NotPerformed, 0, 0, None),
    ("TestCase21", Status::NoMatch, 1, 0, Some(0.0)),
];

#[test]
fn each_scenario_ends_as_its_test_says_and_is_marked() {
    assert_eq!(
        ENDINGS.map(|row| row.0).to_vec(),
        TestScenario::ALL.iter().map(|s| s.name()).collect::<Vec<_>>()
    );
    for (name, status, compared, matched, ratio) in ENDINGS {
        let result = in_scenario(name);
        let registry = &result.registry;
        assert_eq!(registry.dmv_status_e, status, "{name}");
        assert_eq!((registry.compared, registry.matched), (compared, matched), "{name}");
        assert_eq!(registry.ratio.map(Score::get), ratio, "{name}");
        assert!(result.simulated, "{name}");
        assert_eq!(json(&result)["registry"]["scenario"], name);
        let dmv = result.tests.iter().filter(|(id, _)| id.name().starts_with("dmv_"));
        assert!(dmv.clone().count() == 17 && dmv.clone().all(|(_, test)| test.simulated), "{name}");
    }
}

#[test]
fn a_scenario_stands_in_the_place_of_a_real_reply() {
    // The reply of the rich session has 16 indicators, the scenario's one.
    assert_eq!(in_scenario("TestCase21").registry.compared, 1);
    let mut off = rich_input("off");
    off.settings.aamva_test_scenario = Some(TestScenario::Case02);
    off.settings.perform_aamva_test = false;
    let result = in_test_mode(&off);
    assert_eq!(result.registry.dmv_status_e, Status::NotPerformed);
    assert!(!result.simulated && result.registry.scenario.is_none());
}

#[test]
fn a_scenario_never_verifies_in_silence() {
    let marked = "REGISTRY REPLY SIMULATED".to_owned();
    for (name, ..) in ENDINGS {
        let input = asking_for(name);
        let pretended = in_test_mode(&input);
        assert!(pretended.simulated && pretended.decision.issues.contains(&marked), "{name}");
        let again = bonafide::rescore(pretended.clone(), bonafide::Changes::default());
        assert_eq!(again.result_hash, pretended.result_hash, "{name}");

        let refused = evaluate(&input);
        let error = refused.error.clone().unwrap();
        assert_eq!((error.code, error.stage.as_str()), (ErrorCode::ConfigInvalid, "registry"));
        assert!(error.message.contains("--test-mode"), "{}", error.message);
        assert_eq!(refused.decision.action, Action::Pending, "{name}");
        assert!(!refused.decision.verified && refused.registry.compared == 0, "{name}");
    }
    assert!(!evaluate(&rich_input("real")).decision.issues.contains(&marked));
}

#[test]
fn an_unknown_scenario_is_refused_with_those_that_exist() {
    let file = br#"{"settings": {"aamva_test_scenario": "TestCase22"}}"#;
    let error = SessionFile::from_bytes(file).unwrap_err().to_string();
    assert!(error.contains("settings.aamva_test_scenario"), "{error}");
    assert!(error.contains("TestCase22") && error.contains("TestCase19B"), "{error}");
}

#[test]
fn what_compares_nothing_is_not_performed_and_follows_the_retry_setting() {
    let rows = [
        (r#"{"unavailable": "timeout"}"#, Status::Unavailable, "unavailable (timeout)"),
        (r#"{"unavailable": "JANE DOE"}"#, Status::Unavailable, "the registry was unavailable"),
        (r#"{"unavailable": "jane-doe"}"#, Status::Unavailable, "the registry was unavailable"),
        (r#"{"incomplete": "no_number"}"#, Status::NotPerformed, "needs (no_number)"),
        (r#"{"indicators": {}}"#, Status::NotPerformed, "compared nothing"),
    ];
    for (reply, status, reason) in rows {
        let skipped = answered(reply, |_| {});
        assert_eq!(skipped.registry.dmv_status_e, status, "{reply}");
        let said = skipped.registry.reason.clone().unwrap();
        assert!(said.ends_with(reason), "{said}");
        let component =
            skipped.decision.components.iter().find(|c| c.test == TestId::AamvaMatch).unwrap();
        assert_eq!(component.credit, None, "{reply}");
        let test = &skipped.tests[&TestId::DmvLastNameMatch];
        assert_eq!((test.verdict, test.matched), (Verdict::NotPerformed, None));
        let missing = "REGISTRY REPLY MISSING".to_owned();
        assert!(!skipped.decision.issues.contains(&missing), "{reply}");

        let retried = answered(reply, |input| input.settings.aamva_retry_e = AamvaRetry::Retry);
        assert_eq!(retried.decision.action, Action::Pending, "{reply}");
        assert!(retried.decision.issues.contains(&missing), "{reply}");
    }
}

#[test]
fn names_that_sound_alike_match_where_the_policy_says_so() {
    let reply = r#"{"indicators": {"driverLicenseNumber": true, "personLastNameExact": false,
        "personLastNameFuzzyPrimary": true, "personLastNameFuzzyAlternate": false}}"#;
    let exact = answered(reply, |_| {});
    assert_eq!(exact.tests[&TestId::DmvLastNameMatch].matched, Some(false));
    let fuzzy = answered(reply, |input| {
        let mut policy = bonafide::types::Policy::default();
        policy.registry_fold = FoldPolicy::Fuzzy;
        input.overrides.policy = Some(policy.into());
    });
    assert_eq!(fuzzy.tests[&TestId::DmvLastNameMatch].matched, Some(true));
    assert_eq!(fuzzy.registry.dmv_status_e, Status::Match);
}

/// A stored result keeps the values that were folded, so its settings keep how.
#[test]
fn deciding_again_says_how_the_reply_was_folded() {
    let stored = answered(r#"{"indicators": {"driverLicenseNumber": true}}"#, |_| {});
    let mut policy = bonafide::types::Policy::default();
    policy.registry_fold = FoldPolicy::Fuzzy;
    policy.minimum_age = Some(21);
    let changes = bonafide::Changes { policy: Some(policy), ..bonafide::Changes::default() };
    let again = bonafide::rescore(stored, changes).settings.policy;
    assert_eq!((again.registry_fold, again.minimum_age), (FoldPolicy::Exact, Some(21)));
}

#[test]
fn a_record_is_compared_like_a_document() {
    let reply = r#"{"record": {"document_number": "D1234567", "last_name": "DOE",
        "birth_date": "1991-01-01", "middle_name": null}}"#;
    let result = answered(reply, |_| {});
    let matched = |id: TestId| result.tests[&id].matched;
    assert_eq!(matched(TestId::DmvDocumentNumberMatch), Some(true));
    assert_eq!(matched(TestId::DmvLastNameMatch), Some(true));
    assert_eq!(matched(TestId::DmvBirthDateMatch), Some(false));
    assert_eq!(matched(TestId::DmvMiddleNameMatch), None);
    // 6 of 9.
    assert_eq!(result.registry.ratio.map(Score::get), Some(0.6667));
    assert_eq!(result.registry.dmv_status_e, Status::PartialMatch);
}
