//! Measured against sets that are not part of the repository: `BONAFIDE_CORPUS` says where they are.
#![allow(clippy::unwrap_used)] // a failed unwrap is the failed test

use std::collections::{BTreeMap, BTreeSet};

use bonafide_aamva::dldv::{
    FoldPolicy, Indicators, RegistryReply, Status, canned_reply, fold, ratio, status,
};
use bonafide_aamva::{CheckKind, Context, Opinion, Severity, parse, validate};
use bonafide_testing::{folder, not_performed};
use serde_json::{Map, Value};

/// Returns the rows of a set, or says aloud that it is not there.
fn rows(set: &str) -> Option<Vec<Value>> {
    let path = folder(set, "BONAFIDE_CORPUS")?.join(set);
    let Ok(text) = std::fs::read_to_string(&path) else {
        not_performed(set, format_args!("{} is not there", path.display()));
        return None;
    };
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// The folding rules once more, over names instead of struct fields.
fn expected(given: &Map<String, Value>, names: &[&str], fuzzy: bool) -> Option<bool> {
    let mut values = names.iter().filter_map(|name| given.get(*name)?.as_bool()).peekable();
    values.peek()?;
    Some(if fuzzy { values.any(|v| v) } else { values.all(|v| v) })
}

/// The canned replies are what the public test suite expects.
#[test]
fn canned_replies_are_those_of_the_set() {
    let Some(rows) = rows("pdf417/dldv_cases.jsonl") else { return };
    for row in rows {
        let case = row["case"].as_str().unwrap();
        let canned = match canned_reply(case.parse().unwrap()) {
            RegistryReply::Indicators(indicators) => *indicators,
            RegistryReply::Incomplete(_) => Indicators::default(),
            other => panic!("{other:?}"),
        };
        let expected: Indicators = serde_json::from_value(row["expected_match"].clone()).unwrap();
        assert_eq!(canned, expected, "{case}");
    }
}

#[test]
fn registry_replies_fold() {
    let Some(rows) = rows("pdf417/dldv_cases.jsonl") else { return };
    assert_eq!(rows.len(), 22);
    for row in rows {
        let given = row["expected_match"].as_object().unwrap();
        let case = row["case"].as_str().unwrap();
        let indicators: Indicators = serde_json::from_value(row["expected_match"].clone()).unwrap();
        let name = |part: &str, policy| match policy {
            FoldPolicy::Exact => expected(given, &[&format!("person{part}NameExact")], false),
            FoldPolicy::Fuzzy => {
                let kinds = ["Exact", "FuzzyPrimary", "FuzzyAlternate"];
                let names = kinds.map(|kind| format!("person{part}Name{kind}"));
                expected(given, &names.each_ref().map(String::as_str), true)
            }
        };
        for policy in [FoldPolicy::Exact, FoldPolicy::Fuzzy] {
            let found = fold(&indicators, policy);
            let one = |name: &str| expected(given, &[name], false);
            assert_eq!(found.document_number, one("driverLicenseNumber"), "{case}");
            assert_eq!(found.document_expiration, one("driverLicenseExpirationDate"), "{case}");
            assert_eq!(found.document_issue, one("driverLicenseIssueDate"), "{case}");
            assert_eq!(found.document_category, one("documentCategory"), "{case}");
            assert_eq!(found.birth_date, one("personBirthDate"), "{case}");
            assert_eq!(found.sex, one("personSexCode"), "{case}");
            assert_eq!(found.eye_color, one("personEyeColor"), "{case}");
            assert_eq!(found.height, one("personHeight"), "{case}");
            assert_eq!(found.weight, one("personWeight"), "{case}");
            assert_eq!(found.first_name, name("First", policy), "{case}");
            assert_eq!(found.middle_name, name("Middle", policy), "{case}");
            assert_eq!(found.last_name, name("Last", policy), "{case}");
            assert_eq!(found.suffix_name, one("personNameSuffix"), "{case}");
            let street = expected(given, &["addressLine1", "addressLine2"], false);
            assert_eq!(found.street, street, "{case}");
            assert_eq!(found.city, one("addressCity"), "{case}");
            assert_eq!(found.state, one("addressStateCode"), "{case}");
            assert_eq!(found.postal_code, one("addressZIP5"), "{case}");
            for absent in row["expected_absent"].as_array().unwrap() {
                assert!(!given.contains_key(absent.as_str().unwrap()), "{case}");
            }
            let reply = RegistryReply::Indicators(Box::new(indicators));
            if given.is_empty() {
                assert_eq!((status(&reply, &found), ratio(&found)), (Status::NotPerformed, None));
            }
            if given.get("driverLicenseNumber") == Some(&Value::Bool(false)) {
                assert_eq!(status(&reply, &found), Status::NoMatch, "{case}");
                assert_eq!(ratio(&found), Some(bonafide_types::Score::ZERO), "{case}");
            }
        }
    }
}

#[test]
fn payloads_parse() {
    let Some(rows) = rows("pdf417/aamva_cases.jsonl") else { return };
    for (index, row) in rows.iter().enumerate() {
        let card = parse(&payload(row)).unwrap();
        if let Some(header) = row["header"].as_object() {
            let iin = card.header().iin.map(|iin| iin.to_string());
            assert_eq!(iin.as_deref(), header["iin"].as_str(), "row {index}");
            let version = card.header().version.map(u64::from);
            assert_eq!(version, header["version"].as_u64(), "row {index}");
        }
    }
}

/// The bytes of a row's payload.
fn payload(row: &Value) -> Vec<u8> {
    let hex = row["payload_hex"].as_str().unwrap();
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(byte).collect()
}

/// The rows of the table in docs/aamva.md: check, payloads with doubts, payloads with grave findings.
fn published_counts() -> BTreeMap<String, [usize; 2]> {
    let document = include_str!("../../../docs/aamva.md");
    let (_, calibration) = document.split_once("## Calibration").unwrap();
    let rows = calibration.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let count = |cell: &str| if cell == "–" { 0 } else { cell.parse().unwrap() };
        (cells[0].trim_end_matches('`').to_owned(), [count(cells[1]), count(cells[2])])
    })
    .collect()
}

#[test]
fn anonymised_strings_are_judged_as_published() {
    let Some(rows) = rows("pdf417/aamva_cases.jsonl") else { return };
    let context = Context::new(jiff::civil::date(2026, 1, 1));
    let mut counts: BTreeMap<String, [usize; 2]> = BTreeMap::new();
    let mut opinions: BTreeMap<Opinion, usize> = BTreeMap::new();
    let mut by_places_alone = 0;
    for row in &rows {
        let raw = payload(row);
        let judgement = validate(&parse(&raw).unwrap(), &raw, &context);
        let grounds: BTreeSet<_> = judgement
            .findings
            .iter()
            .filter(|finding| finding.severity > Severity::Info)
            .map(|finding| (finding.check, finding.severity))
            .collect();
        let places = grounds.iter().all(|(check, _)| *check == CheckKind::SubfilePlaces);
        by_places_alone += usize::from(places && !grounds.is_empty());
        for (check, severity) in grounds {
            let name = serde_json::to_value(check).unwrap().as_str().unwrap().to_owned();
            counts.entry(name).or_default()[usize::from(severity == Severity::Error)] += 1;
        }
        *opinions.entry(judgement.opinion).or_default() += 1;
    }
    assert_eq!(opinions, [(Opinion::Consistent, 16), (Opinion::Review, 51)].into());
    assert_eq!((rows.len(), by_places_alone), (67, 30));
    assert_eq!(counts, published_counts());
}
