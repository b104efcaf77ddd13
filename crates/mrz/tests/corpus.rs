//! Measures against strings from other projects' test suites, where the set is at hand: its folder
//! is read from `BONAFIDE_CORPUS`.
#![allow(clippy::unwrap_used)] // a failed unwrap is the failed test

use bonafide_testing::{folder, not_performed};
use serde_json::Value;

#[test]
fn verdicts_and_fields_agree_with_the_set() {
    let Some(corpus) = folder("strings of zones", "BONAFIDE_CORPUS") else { return };
    let path = corpus.join("mrz/parser_cases.jsonl");
    if !path.is_file() {
        return not_performed("strings of zones", format_args!("{} is not there", path.display()));
    }
    let (mut accepted, mut compared) = (0, 0);
    for (index, line) in std::fs::read_to_string(path).unwrap().lines().enumerate() {
        let case: Value = serde_json::from_str(line).unwrap();
        let lines: Vec<&str> =
            case["mrz"].as_array().unwrap().iter().map(|line| line.as_str().unwrap()).collect();
        let consistent = case["all_checks_pass"] == true;
        let read = bonafide_mrz::parse(&lines);
        assert_eq!(
            read.as_ref().is_ok_and(bonafide_mrz::Mrz::is_valid),
            consistent,
            "case {index}"
        );
        let Some(mrz) = read.ok().filter(|_| consistent) else { continue };
        accepted += 1;
        let fields = mrz.raw_fields();
        for (name, truth) in case["fields"].as_object().unwrap() {
            let plain = |text: &str| text.replace(['<', '-', '_'], " ").trim().replace(' ', "");
            let truth = truth.as_str().unwrap_or_default();
            let Some(ours) = fields.get(name.as_str()) else { panic!("case {index}: no {name}") };
            assert_eq!(plain(ours), plain(truth), "case {index}: {name}");
            compared += 1;
        }
    }
    assert!(accepted >= 63 && compared > 500, "{accepted} accepted, {compared} fields");
}
