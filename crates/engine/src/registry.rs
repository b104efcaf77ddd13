//! The registry's reply, folded into the seventeen three-state tests and one ratio.

use std::collections::BTreeMap;

use bonafide_aamva::dldv::{self, DmvMatches, FoldPolicy, RegistryReply, Status};
use bonafide_types::{Document, Score, Settings, TestId};

use crate::result::{RegistryResult, TestResult};

/// What the registry's reply means for this session, and its seventeen tests.
pub(crate) fn judge(
    reply: Option<&RegistryReply>,
    settings: &Settings,
    documents: &[&Document],
) -> (RegistryResult, BTreeMap<TestId, TestResult>) {
    if !settings.perform_aamva_test {
        return without("switched off by perform_aamva_test", Status::NotPerformed);
    }
    let Some(reply) = reply else {
        return without("no registry reply was given", Status::NotPerformed);
    };
    let matches = match reply {
        RegistryReply::Indicators(indicators) => dldv::fold(indicators, FoldPolicy::Exact),
        RegistryReply::Record(record) => crate::agreement::with_record(record, documents),
        _ => DmvMatches::default(),
    };
    let status = dldv::status(reply, &matches);
    let ratio = dldv::ratio(&matches).map(Score::rounded);
    let counts = dldv::counts(&matches);
    let reason = ratio.is_none().then(|| match status {
        Status::Unavailable => "the registry was unavailable".to_owned(),
        _ => "the registry compared nothing".to_owned(),
    });
    let result = RegistryResult {
        dmv_status_e: status,
        compared: counts.compared,
        matched: counts.matched,
        ratio,
        not_returned: counts.not_returned.into_iter().map(str::to_owned).collect(),
        reason,
    };
    (result, tests_of(&matches, "the registry did not return this indicator"))
}

fn without(reason: &str, status: Status) -> (RegistryResult, BTreeMap<TestId, TestResult>) {
    let result = RegistryResult {
        dmv_status_e: status,
        compared: 0,
        matched: 0,
        ratio: None,
        not_returned: Vec::new(),
        reason: Some(reason.to_owned()),
    };
    (result, tests_of(&DmvMatches::default(), reason))
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
