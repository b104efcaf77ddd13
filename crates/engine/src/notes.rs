//! Issue codes of tests that did not come out well: upper-case, without personal data.

use std::collections::BTreeMap;

use bonafide_types::{DataSource, Side, TestId, Verdict};

use crate::result::{RegistryResult, TestResult, wire_name};

/// One code per test that failed or could not tell; a pass or a test not performed has none.
pub(crate) fn of_tests(tests: &BTreeMap<TestId, TestResult>) -> Vec<String> {
    tests.iter().filter_map(|(id, test)| code(*id, test)).collect()
}

/// The code of a reply that no registry gave.
pub(crate) fn of_registry(registry: &RegistryResult) -> Option<String> {
    registry.scenario.is_some().then(|| "REGISTRY REPLY SIMULATED".to_owned())
}

fn code(id: TestId, test: &TestResult) -> Option<String> {
    let name = id.name();
    if let Some(datum) = name.strip_prefix("dmv_").and_then(|n| n.strip_suffix("_match")) {
        return (test.matched == Some(false)).then(|| format!("DMV {} NOT MATCHED", words(datum)));
    }
    if let Some(datum) = name.strip_suffix("_crosscheck") {
        return (test.matched == Some(false))
            .then(|| format!("{} MISMATCH{}", words(datum), pair(&test.sources)));
    }
    let side = match id.side()? {
        Side::Front => "FRONT",
        Side::Back => "BACK",
    };
    Some(match test.verdict {
        // Of an expired document the gate already says it.
        Verdict::Pass | Verdict::NotPerformed | Verdict::Expired => return None,
        Verdict::DatesIllogical => "DATES ILLOGICAL".to_owned(),
        Verdict::SuspiciousWordsFound => format!("SUSPICIOUS WORDS {side}"),
        Verdict::Inconclusive => format!("INCONCLUSIVE {}", words(name)),
        other => format!("{} {side}", words(&wire_name(&other))),
    })
}

/// ` FRONT/BARCODE`: the two sources that disagree most.
fn pair(sources: &[DataSource]) -> String {
    if sources.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = sources
        .iter()
        .map(|source| match source {
            DataSource::FrontOcr => "FRONT",
            DataSource::BackOcr => "BACK",
            DataSource::Barcode => "BARCODE",
            DataSource::Mrz => "MRZ",
            DataSource::UserInput => "CLAIMS",
            DataSource::Dmv => "DMV",
            _ => "UNKNOWN",
        })
        .collect();
    format!(" {}", names.join("/"))
}

fn words(name: &str) -> String {
    name.to_uppercase().replace('_', " ")
}
