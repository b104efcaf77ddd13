//! Gates, what is missing, what was not performed, the coverage, and what would have changed the outcome.

use super::words;
use crate::decision::{Action, Change, Counterfactual, Gate};
use crate::result::SessionResult;

/// Changes that are told.
const MOST_CHANGES: usize = 12;

/// Every gate and what it was held against.
pub(super) fn gates(result: &SessionResult) -> Vec<String> {
    result.decision.gates.iter().map(|gate| of_gate(result, gate)).collect()
}

fn of_gate(result: &SessionResult, gate: &Gate) -> String {
    let name = words(&gate.name);
    let held = match gate.passed {
        Some(true) => "holds",
        Some(false) => "does not hold",
        None if gate.needed => "was needed and not looked at",
        None => "was not looked at and not needed",
    };
    let measured = match (gate.name.as_str(), gate.value, gate.limit) {
        ("face_match", Some(value), Some(limit)) => {
            format!(": distance {value:.4}, at most {limit:.4} by {}", encoder(result))
        }
        ("minimum_age", Some(value), Some(limit)) => format!(": {value} years, at least {limit}"),
        ("mrz_check_digits", Some(value), Some(limit)) => format!(": {value} of {limit} agree"),
        (_, Some(value), Some(limit)) => format!(": {value:.4}, at least {limit:.4}"),
        _ => String::new(),
    };
    let reason = gate.reason.as_deref().filter(|reason| !reason.is_empty());
    let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    format!("{name}: {held}{measured}{reason}")
}

fn encoder(result: &SessionResult) -> &str {
    result.face.encoder.as_ref().map_or("an encoder not named", |encoder| encoder.id.as_str())
}

/// What each source was required to give and did not.
pub(super) fn missing(result: &SessionResult) -> Vec<String> {
    let unsatisfied = result.requirements.by_source.iter().filter(|(_, found)| !found.satisfied);
    unsatisfied
        .map(|(source, found)| {
            let names: Vec<String> = found.missing.iter().map(|name| words(name)).collect();
            let what = found.reason.clone().unwrap_or_else(|| names.join(", "));
            format!("{}: {what}", words(source.name()))
        })
        .collect()
}

/// Weighed tests that were not performed, and why.
pub(super) fn not_performed(result: &SessionResult) -> Vec<String> {
    let open = result.decision.components.iter().filter(|component| !component.counted);
    open.map(|component| {
        let reason = component.reason.as_deref().filter(|reason| !reason.is_empty());
        let asked = if component.requested { "" } else { " (does not count in the coverage)" };
        format!("{}{asked}: {}", words(&component.name), reason.unwrap_or("no reason is given"))
    })
    .collect()
}

/// How much of what was asked for was performed.
pub(super) fn coverage(result: &SessionResult) -> Vec<String> {
    let decision = &result.decision;
    let (coverage, needed) = (decision.coverage.get(), decision.minimum_coverage.get());
    vec![format!(
        "{coverage:.4} of the weight that was asked for was performed; PASS needs {needed:.4}"
    )]
}

/// Single changes: those that lead elsewhere first.
pub(super) fn counterfactuals(result: &SessionResult) -> Vec<String> {
    let changes = &result.decision.counterfactuals;
    if changes.is_empty() {
        return vec![match result.decision.action {
            Action::Pass => "nothing could have raised the score".to_owned(),
            _ => "no single change".to_owned(),
        }];
    }
    let mut lines: Vec<String> =
        changes.iter().take(MOST_CHANGES).map(|change| of_change(result, change)).collect();
    if let Some(more) = changes.len().checked_sub(MOST_CHANGES).filter(|more| *more > 0) {
        lines.push(format!("and {more} more"));
    }
    if !changes.iter().any(|change| change.flips) && result.decision.action != Action::Pass {
        lines.push("no single change leads to another outcome".to_owned());
    }
    lines
}

fn of_change(result: &SessionResult, change: &Counterfactual) -> String {
    let score = change
        .score
        .map(|score| format!(" with a score of {:.4}", score.get()))
        .unwrap_or_default();
    let what = in_words(result, &change.change);
    if change.flips {
        format!("if {what}: {}{score}", change.action.name())
    } else {
        format!("if {what}: still {}{score}", result.decision.action.name())
    }
}

/// A change in words. Of a test that was performed it is the credit that would have been another.
fn in_words(result: &SessionResult, change: &str) -> String {
    match Change::parse(change) {
        Some(Change::Agrees(field)) => format!("{} agrees", words(field)),
        Some(Change::ScoreAtLeast(name, limit)) => format!("{} score >= {limit:.4}", words(name)),
        Some(Change::BestHitAtMost(name, limit)) => {
            format!("{} best hit <= {limit:.4}", words(name))
        }
        Some(Change::FullCredit(name)) if result.decision.performed(name).is_some() => {
            format!("{} earns full credit", words(name))
        }
        Some(Change::FullCredit(name)) => {
            format!("{} is performed and earns full credit", words(name))
        }
        Some(Change::GateHolds(gate)) => format!("gate {} holds", words(gate)),
        Some(Change::AllGiven | Change::Without(_)) | None => change.to_owned(),
    }
}

/// What the result was made with.
pub(super) fn origin(result: &SessionResult) -> Vec<String> {
    let engine = &result.engine;
    let id = engine.weights_id.as_deref().unwrap_or("without a name");
    let mut lines = vec![
        format!("bonafide {}", engine.version),
        format!("numbers {id}, {}", engine.weights_hash),
    ];
    if let Some(list) = &result.sanctions.list {
        lines.push(format!("sanctions list {}, {}", list.name, list.sha256));
    }
    lines.push(format!("result {}", result.result_hash));
    lines
}
