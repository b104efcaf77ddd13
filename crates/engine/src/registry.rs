//! The registry's reply, folded into the seventeen three-state tests and one ratio.

use std::collections::BTreeMap;

use bonafide_aamva::dldv::{self, DmvMatches, RegistryReply, Status};
use bonafide_types::{Document, Score, Settings, TestId};

use crate::result::{RegistryResult, SettingsInForce, TestResult};

/// What the registry's reply means for this session, and its seventeen tests. In test mode the
/// scenario's reply stands in the place of what was handed in.
pub(crate) fn judge(
    reply: Option<&RegistryReply>,
    settings: &SettingsInForce,
    documents: &[&Document],
) -> (RegistryResult, BTreeMap<TestId, TestResult>) {
    let switches = &settings.switches;
    let canned = switches.aamva_test_scenario.map(dldv::canned_reply);
    let reply = canned.as_ref().or(reply).filter(|_| switches.perform_aamva_test);
    let Some(reply) = reply else { return unanswered(switches) };
    let matches = match reply {
        RegistryReply::Indicators(given) => dldv::fold(given, settings.policy.registry_fold),
        RegistryReply::Record(record) => crate::agreement::with_record(record, documents),
        _ => DmvMatches::default(),
    };
    let counts = dldv::counts(&matches);
    let ratio = dldv::ratio(&matches).map(Score::rounded);
    let result = RegistryResult {
        dmv_status_e: dldv::status(reply, &matches),
        compared: counts.compared,
        matched: counts.matched,
        ratio,
        not_returned: counts.not_returned.into_iter().map(str::to_owned).collect(),
        reason: ratio.is_none().then(|| why_nothing(reply)),
        scenario: switches.aamva_test_scenario,
    };
    let mut tests = tests_of(&matches, "the registry did not return this indicator");
    for test in tests.values_mut() {
        test.simulated = result.scenario.is_some();
    }
    (result, tests)
}

/// A session that the registry did not answer, or was not to be asked about.
pub(crate) fn unanswered(switches: &Settings) -> (RegistryResult, BTreeMap<TestId, TestResult>) {
    let reason = if switches.perform_aamva_test {
        "no registry reply was given"
    } else {
        "switched off by perform_aamva_test"
    };
    let result = RegistryResult {
        dmv_status_e: Status::NotPerformed,
        compared: 0,
        matched: 0,
        ratio: None,
        not_returned: Vec::new(),
        reason: Some(reason.to_owned()),
        scenario: None,
    };
    (result, tests_of(&DmvMatches::default(), reason))
}

/// Why a reply compares nothing.
fn why_nothing(reply: &RegistryReply) -> String {
    match reply {
        RegistryReply::Unavailable(code) => {
            format!("the registry was unavailable{}", in_brackets(code))
        }
        RegistryReply::Incomplete(code) => {
            format!("the request lacked what the registry needs{}", in_brackets(code))
        }
        _ => "the registry compared nothing".to_owned(),
    }
}

/// The reply's reason, if it is a known code: anything else may hold personal data.
fn in_brackets(code: &str) -> String {
    let known = dldv::REASONS.iter().find(|known| **known == code);
    known.map(|code| format!(" ({code})")).unwrap_or_default()
}

fn tests_of(matches: &DmvMatches, reason: &str) -> BTreeMap<TestId, TestResult> {
    matches
        .iter()
        .filter_map(|m| {
            let mut test = TestResult::of_match(m.value);
            test.detail = m.value.is_none().then(|| reason.to_owned());
            Some((TestId::from_name(m.name)?, test))
        })
        .collect()
}
