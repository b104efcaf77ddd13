//! Folding the registry's reply.
#![allow(clippy::unwrap_used)] // a failed unwrap is the failed test

use bonafide_aamva::dldv::{
    DmvMatches, FoldPolicy, Indicators, RegistryReply, Status, counts, fold, ratio, status,
};
use bonafide_types::Score;

const T: Option<bool> = Some(true);
const F: Option<bool> = Some(false);

fn indicators(json: serde_json::Value) -> Indicators {
    serde_json::from_value(json).unwrap()
}

#[test]
fn each_indicator_reaches_its_value() {
    let pairs = [
        ("driverLicenseNumber", "dmv_document_number_match"),
        ("driverLicenseExpirationDate", "dmv_document_expiration_match"),
        ("driverLicenseIssueDate", "dmv_document_issue_match"),
        ("documentCategory", "dmv_document_category_match"),
        ("personBirthDate", "dmv_birth_date_match"),
        ("personSexCode", "dmv_sex_match"),
        ("personEyeColor", "dmv_eye_color_match"),
        ("personHeight", "dmv_height_match"),
        ("personWeight", "dmv_weight_match"),
        ("personFirstNameExact", "dmv_first_name_match"),
        ("personMiddleNameExact", "dmv_middle_name_match"),
        ("personMiddleInitial", "dmv_middle_name_match"),
        ("personLastNameExact", "dmv_last_name_match"),
        ("personNameSuffix", "dmv_suffix_name_match"),
        ("addressLine1", "dmv_street_match"),
        ("addressLine2", "dmv_street_match"),
        ("addressCity", "dmv_city_match"),
        ("addressStateCode", "dmv_state_match"),
        ("addressZIP5", "dmv_postal_code_match"),
        ("addressZIP4", "dmv_postal_code_match"),
    ];
    for (indicator, name) in pairs {
        for value in [true, false] {
            let reply = indicators(serde_json::json!({ indicator: value }));
            for policy in [FoldPolicy::Exact, FoldPolicy::Fuzzy] {
                for found in fold(&reply, policy).iter() {
                    let expected = (found.name == name).then_some(value);
                    assert_eq!(found.value, expected, "{indicator}, {}", found.name);
                }
            }
        }
    }
}

#[test]
fn parts_fold_to_false_if_any_is() {
    let rows = [
        (T, T, T),
        (T, F, F),
        (F, T, F),
        (F, F, F),
        (T, None, T),
        (None, F, F),
        (None, None, None),
    ];
    for (first, second, expected) in rows {
        let reply = Indicators {
            address_line1: first,
            address_line2: second,
            address_zip5: first,
            address_zip4: second,
            ..Default::default()
        };
        let matches = fold(&reply, FoldPolicy::Exact);
        assert_eq!((matches.street, matches.postal_code), (expected, expected));
    }
}

#[test]
fn names_follow_the_policy() {
    let rows = [
        // exact, primary, alternate -> exact policy, fuzzy policy
        (F, T, None, F, T),
        (F, F, T, F, T),
        (F, F, F, F, F),
        (T, None, None, T, T),
        (None, T, None, None, T),
        (None, F, None, None, F),
        (None, None, None, None, None),
    ];
    for (exact, primary, alternate, by_exact, by_fuzzy) in rows {
        let reply = Indicators {
            person_last_name_exact: exact,
            person_last_name_fuzzy_primary: primary,
            person_last_name_fuzzy_alternate: alternate,
            person_middle_name_exact: exact,
            person_middle_name_fuzzy_primary: primary,
            person_middle_name_fuzzy_alternate: alternate,
            person_first_name_exact: exact,
            person_first_name_fuzzy_primary: primary,
            person_first_name_fuzzy_alternate: alternate,
            ..Default::default()
        };
        for (policy, expected) in [(FoldPolicy::Exact, by_exact), (FoldPolicy::Fuzzy, by_fuzzy)] {
            let found = fold(&reply, policy);
            assert_eq!([found.first_name, found.middle_name, found.last_name], [expected; 3]);
        }
    }
}

#[test]
fn the_initial_speaks_for_the_middle_name_only_alone() {
    let reply =
        Indicators { person_middle_name_exact: F, person_middle_initial: T, ..Default::default() };
    assert_eq!(fold(&reply, FoldPolicy::Exact).middle_name, F);
    assert_eq!(fold(&reply, FoldPolicy::Fuzzy).middle_name, T);
}

#[test]
fn the_score_weighs_what_was_compared() {
    assert_eq!(ratio(&DmvMatches::default()), None);
    let no_record = DmvMatches { document_number: F, last_name: T, ..Default::default() };
    assert_eq!(ratio(&no_record), Some(Score::ZERO));
    // 3 + 3 of 3 + 3 + 2: number and family name against the first name.
    let most = DmvMatches { document_number: T, last_name: T, first_name: F, ..Default::default() };
    assert_eq!(ratio(&most).map(Score::get), Some(0.75));
    let all = DmvMatches::default().iter().map(|m| m.phi).sum::<f64>();
    assert!((all - 21.0).abs() < 1e-9, "{all}");
}

#[test]
fn how_a_reply_ends() {
    let reply = RegistryReply::Indicators(Box::default());
    let rows = [
        (DmvMatches::default(), Status::NotPerformed),
        (DmvMatches { document_number: T, ..Default::default() }, Status::Match),
        (DmvMatches { document_number: T, weight: F, ..Default::default() }, Status::PartialMatch),
        (DmvMatches { document_number: F, weight: T, ..Default::default() }, Status::NoMatch),
        (DmvMatches { weight: F, ..Default::default() }, Status::NoMatch),
    ];
    for (matches, expected) in rows {
        assert_eq!(status(&reply, &matches), expected);
    }
    let none = DmvMatches::default();
    assert_eq!(status(&RegistryReply::Unavailable("timeout".into()), &none), Status::Unavailable);
    assert_eq!(status(&RegistryReply::Incomplete("no_number".into()), &none), Status::NotPerformed);
}

#[test]
fn counts_name_what_was_not_returned() {
    let matches = DmvMatches { document_number: T, weight: F, ..Default::default() };
    let found = counts(&matches);
    assert_eq!((found.compared, found.matched, found.not_returned.len()), (2, 1, 15));
    assert!(found.not_returned.contains(&"suffix_name"));
    assert_eq!(found.share().map(Score::get), Some(0.5));
}

#[test]
fn the_seventeen_names_are_the_wires() {
    let json = serde_json::to_value(DmvMatches::default()).unwrap();
    let names: Vec<&str> = DmvMatches::default().iter().map(|m| m.name).collect();
    assert_eq!(names.len(), 17);
    for name in names {
        assert!(json.get(name).is_some(), "{name}");
        assert!(name.starts_with("dmv_") && name.ends_with("_match"));
    }
}
