//! Results in plain words.
#![allow(clippy::unwrap_used)]

mod specimen;

use bonafide::explain::{Explanation, Values, explain};
use bonafide::result::SessionResult;
use bonafide::types::{DataSource, Field, Weights};
use bonafide::{Changes, rescore};
use specimen::{CLAIMS, evaluate, everything, fields, rich, rich_input};

/// The rich session in which the person states another surname and day of birth.
fn differing() -> SessionResult {
    let mut result = rich();
    let claims = result
        .documents
        .iter_mut()
        .find(|d| d.document.data_source_e == DataSource::UserInput)
        .unwrap();
    let said = [(Field::LastName, "DOWE"), (Field::BirthDate, "1990-01-11")];
    claims.document.fields.extend(fields(&said));
    rescore(result, Changes::default())
}

fn section<'a>(account: &'a Explanation, title: &str) -> &'a [String] {
    let found = account.sections.iter().find(|section| section.title.starts_with(title));
    found.map_or(&[], |section| section.lines.as_slice())
}

fn has(lines: &[String], part: &str) -> bool {
    lines.iter().any(|line| line.contains(part))
}

#[test]
fn the_outcome_comes_first_with_the_rule_that_decided() {
    let result = rich();
    let account = explain(&result, Values::Masked);
    let first = &account.sections[0];
    assert_eq!(first.title, "Session visitor-17");
    assert_eq!(first.lines[0], format!("PASS: {}", result.decision.detail));
    assert!(first.lines[2].starts_with("because the score 1.0000 reaches"), "{}", first.lines[2]);
    let refused = {
        let mut input = rich_input("refused");
        input.settings.face_encoder_id = Some("a".to_owned());
        let encoding = br#"{"encoder_id": "b", "values": [1.0]}"#;
        input.reference = bonafide::session_file::reference_from_bytes(encoding).ok();
        explain(&evaluate(&input), Values::Masked)
    };
    assert!(has(section(&refused, "Session"), "the stored encoding comes from another encoder"));
    assert_eq!(section(&refused, "What would"), ["no single change"]);
}

/// What differs is marked, with the pair of sources, the rule and its version, and what it costs.
#[test]
fn differing_characters_are_marked() {
    let account = explain(&differing(), Values::Shown);
    let lines = section(&account, "Tests");
    assert!(lines[0].starts_with("driver license fuzzy match: "), "{}", lines[0]);
    assert!(has(lines, "last name: ") && has(lines, "[name_tokens/2]"), "{account}");
    assert!(has(lines, "barcode     DO[]E"), "{account}");
    assert!(has(lines, "user input  DO[W]E"), "{account}");
    assert!(has(lines, "user input  1990-01-[1]1"), "{account}");
    assert!(has(lines, "one digit differs"), "{account}");
    assert!(has(lines, "agree: document number"), "{account}");
}

/// No personal value is in a masked account; marks and lengths are.
#[test]
fn nothing_personal_is_shown_unless_it_is_asked_for() {
    for result in [rich(), differing(), everything()] {
        let account = explain(&result, Values::Masked).to_string();
        let personal = CLAIMS.iter().chain(&specimen::CARD).filter(|(field, _)| {
            !matches!(
                field,
                Field::IssuingCountry | Field::State | Field::Gender | Field::NameSuffix
            )
        });
        for (field, value) in personal.filter(|(_, value)| value.len() > 3) {
            assert!(!account.contains(value), "{field:?}\n{account}");
        }
        assert_eq!(format!("{:?}", explain(&result, Values::Shown)).matches("DOE").count(), 0);
    }
    let account = explain(&differing(), Values::Masked).to_string();
    assert!(
        account.contains("barcode     **[]*") && account.contains("user input  **[*]*"),
        "{account}"
    );
}

#[test]
fn the_dearest_test_comes_first() {
    let account = explain(&differing(), Values::Masked);
    let costs: Vec<f64> = section(&account, "Tests")
        .iter()
        .filter_map(|line| line.split_once("costs ")?.1.split(':').next())
        .map(|cost| cost.parse().unwrap_or(0.0))
        .collect();
    assert!(costs.len() > 1 && costs.is_sorted_by(|a, b| a >= b), "{costs:?}");
}

#[test]
fn what_was_not_performed_says_why_and_what_would_change_it_is_told() {
    let weights = Weights::default().with("idv_session_tolerance", 1.0).unwrap();
    let weights = weights.with("driver_license_fuzzy_match_tolerance", 0.99).unwrap();
    let result = rescore(differing(), Changes { weights: Some(weights), ..Changes::default() });
    let account = explain(&result, Values::Masked);
    let open = section(&account, "Not performed");
    assert!(
        has(open, "sanctions fuzzy match (does not count in the coverage): switched off by"),
        "{open:?}"
    );
    assert!(has(section(&account, "What must hold"), "liveness: was not looked at and not needed"));
    assert!(has(section(&account, "Coverage"), "PASS needs 0.5000"));
    let changes = section(&account, "What would");
    assert!(!changes.is_empty() && changes[0].starts_with("if "), "{changes:?}");
    assert!(has(changes, "score >= 0.9900: PASS"), "{changes:?}");
}

/// Equal results give equal words, and the words survive JSON.
#[test]
fn an_account_is_a_function_of_the_result() {
    let account = explain(&everything(), Values::Shown);
    assert!(account == explain(&everything(), Values::Shown));
    let json = serde_json::to_string(&account).unwrap();
    assert!(serde_json::from_str::<Explanation>(&json).unwrap() == account);
}

/// A stored result may have been written by anyone.
#[test]
fn nothing_in_a_result_steers_a_terminal() {
    let mut result = differing();
    result.decision.detail = "ALL\u{1b}[2J CHECKS".to_owned();
    result.decision.components[0].rule = Some("score\r\u{202e}1.0".to_owned());
    let account = explain(&result, Values::Shown).to_string();
    assert!(account.contains("\\u{1b}[2J") && !account.contains(['\u{1b}', '\r', '\u{202e}']));
}
