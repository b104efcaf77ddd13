//! Sanctions in a session: what the list says decides as docs/scoring.md, sections 5 and 6 say.
#![allow(clippy::unwrap_used)] // a failed unwrap is the failed test

use std::sync::Arc;

use bonafide::decision::RuleId;
use bonafide::input::{SessionId, SessionInput};
use bonafide::matching::sanctions::{ListFacts, SanctionsIndex, parse_jsonl};
use bonafide::result::{OfacStatus, SessionResult};
use bonafide::session_file::SessionFile;
use bonafide::types::{Outcome, Weights};
use bonafide::{Changes, Context, Engine, rescore};
use jiff::civil::date;

const LIST: &[u8] = br#"{"id":"7","kind":"individual","name":"GHUMAYN, Yusuf Zaytun","birth_dates":["15 Jan 1955"],"programs":["SDGT"]}
{"id":"8","kind":"entity","name":"GHUMAYN ZAYTUN TRADING"}
{"id":"9","kind":"individual","name":"PETROV, Ivan"}"#;

fn evaluated(first: &str, last: &str, born: &str, list: bool) -> SessionResult {
    let engine = Engine::builder().threads(1).build().unwrap();
    let mut cx = Context::on(date(2026, 6, 1));
    let mut facts = ListFacts::default();
    "sdn".clone_into(&mut facts.name);
    facts.published = Some("2024-08-09".to_owned());
    let index = SanctionsIndex::build(facts, parse_jsonl(LIST).unwrap().entities);
    cx.sanctions = list.then(|| Arc::new(index));
    let text = format!(
        r#"{{"claims": {{"first_name": "{first}", "last_name": "{last}", "birth_date": "{born}"}}}}"#
    );
    let mut session = SessionInput::new(SessionId::new("s").unwrap());
    SessionFile::from_bytes(text.as_bytes()).unwrap().apply(&mut session);
    engine.evaluate(&session, &cx)
}

fn outcome(result: &SessionResult) -> Outcome {
    let component = result.decision.components.iter().find(|c| c.name == "ofac_fuzzy_match");
    component.unwrap().outcome
}

#[test]
fn a_name_and_a_year_of_birth_are_a_match() {
    let result = evaluated("Youssef Zaytun", "Ghumayn", "1955-03-02", true);
    let found = &result.sanctions;
    assert_eq!(found.ofac_status_e, OfacStatus::Match);
    assert!(found.on_sanction_list);
    let list = found.list.as_ref().unwrap();
    assert_eq!((list.name.as_str(), list.entries), ("sdn", 3));
    let best = found.best.as_ref().unwrap();
    assert_eq!((best.entry_id.as_deref(), best.reported), (Some("7"), true));
    assert_eq!(found.hits[0].programs, ["SDGT"]);
    assert!(!found.hits.iter().any(|hit| hit.entry_id == "8"), "bodies are no people");
    assert_eq!(outcome(&result), Outcome::Fail);
    let rules = &result.decision.rules;
    assert!(rules.iter().any(|rule| rule.rule == RuleId::SanctionsMatch && rule.applies));
}

#[test]
fn another_year_of_birth_is_for_a_person_to_look_at() {
    let result = evaluated("Yusuf Zaytun", "Ghumayn", "1990-03-02", true);
    assert_eq!(result.sanctions.ofac_status_e, OfacStatus::PossibleMatch);
    assert!(!result.sanctions.on_sanction_list);
    let issues = &result.decision.issues;
    assert!(issues.iter().any(|issue| issue == "POTENTIAL SANCTIONS MATCH"), "{issues:?}");
}

#[test]
fn a_stranger_is_clear_and_no_list_is_not_performed() {
    let result = evaluated("Margaret", "Thompson", "1990-03-02", true);
    assert_eq!(result.sanctions.ofac_status_e, OfacStatus::Clear);
    assert!(result.sanctions.best.as_ref().unwrap().similarity.get().abs() < 1e-12);
    assert_eq!(outcome(&result), Outcome::Pass);
    let result = evaluated("Margaret", "Thompson", "1990-03-02", false);
    assert_eq!(result.sanctions.ofac_status_e, OfacStatus::NotPerformed);
    assert_eq!(result.sanctions.reason.as_deref(), Some("no sanctions list was given"));
}

#[test]
fn a_stored_result_is_judged_again_by_its_hits() {
    let before = evaluated("Youssef Zaytun", "Ghumayn", "1955-03-02", true);
    let same = rescore(before.clone(), Changes::default());
    assert_eq!(same.sanctions, before.sanctions);
    let text = r#"{"ofac_fuzzy_match_tolerance": 0.999}"#;
    let weights: Weights = serde_json::from_str(text).unwrap();
    let stricter = rescore(before, Changes { weights: Some(weights), ..Changes::default() });
    assert_eq!(stricter.sanctions.ofac_status_e, OfacStatus::Clear);
    assert!(!stricter.sanctions.on_sanction_list);
    assert_eq!(stricter.sanctions.hits.len(), 1);
}
