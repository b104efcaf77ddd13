//! What would have changed the outcome: each single change is judged again by the same rules.

use bonafide_types::{Outcome, Score, TestId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::rule::{Judged, failed_code};
use super::{Action, Change, Component, EPSILON, Parts};

/// One change and where it would have led.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Counterfactual {
    /// The change in words: `driver_license_fuzzy_match score >= 0.8500`; [`Change::parse`] reads them.
    pub change: String,
    /// The score it would have given.
    pub score: Option<Score>,
    /// The action it would have led to.
    pub action: Action,
    /// Whether that differs from the action taken.
    pub flips: bool,
}

/// Judges every single change; those that flip the outcome come first, then by score.
pub(super) fn explore(parts: &Parts, judged: &Judged) -> Vec<Counterfactual> {
    if parts.refused {
        return Vec::new();
    }
    let mut found: Vec<Counterfactual> = candidates(parts)
        .into_iter()
        .map(|(change, changed)| {
            let other = changed.judge();
            Counterfactual {
                change,
                score: other.score.map(|s| Score::clamped(s).rounded()),
                action: other.action,
                flips: other.action != judged.action,
            }
        })
        .filter(|c| c.flips || raises(c.score, judged.score))
        .collect();
    found.sort_by(|a, b| {
        let by_score = |c: &Counterfactual| c.score.map_or(0.0, Score::get);
        b.flips
            .cmp(&a.flips)
            .then(by_score(b).total_cmp(&by_score(a)))
            .then(a.change.cmp(&b.change))
    });
    found
}

fn raises(score: Option<Score>, base: Option<f64>) -> bool {
    // Compared in the four decimals that are shown.
    score.map_or(0.0, Score::get)
        > base.map_or(0.0, |s| Score::clamped(s).rounded().get()) + EPSILON
}

fn candidates(parts: &Parts) -> Vec<(String, Parts)> {
    let mut changes = Vec::new();
    if !parts.missing.is_empty() {
        let complete = Parts { missing: Vec::new(), ..parts.clone() };
        changes.push((Change::AllGiven.to_string(), complete));
    }
    for (index, component) in parts.components.iter().enumerate() {
        if component.requested && component.credit_or_zero() < 1.0 && is_earnable(component) {
            let full = component.clone().with_full_credit();
            changes.push((full_credit(component).to_string(), with_component(parts, index, full)));
        }
    }
    changes.extend(agreeing_fields(parts));
    for (index, gate) in parts.gates.iter().enumerate() {
        if gate.decides() && gate.passed != Some(true) && (gate.needed || gate.passed.is_some()) {
            let mut changed = parts.clone();
            changed.gates[index].passed = Some(true);
            changes.push((Change::GateHolds(&gate.name).to_string(), changed));
        }
    }
    for (index, test) in parts.failed_on.iter().enumerate() {
        let mut changed = parts.clone();
        changed.failed_on.remove(index);
        changes.push((Change::Without(&failed_code(*test)).to_string(), changed));
    }
    changes
}

/// The parts with one component changed, and with what follows from it: a test that no longer fails
/// no longer triggers `policy.fail_on`, and a person cleared of a sanctions hit is on no list.
fn with_component(parts: &Parts, index: usize, component: Component) -> Parts {
    let mut changed = parts.clone();
    if component.outcome == Outcome::Pass {
        changed.failed_on.retain(|test| !component.test.covers(*test));
        if component.test == TestId::OfacFuzzyMatch {
            changed.on_sanction_list = false;
            changed.potential_sanctions_hit = false;
        }
    }
    changed.components[index] = component;
    changed
}

/// Under a sanctions tolerance below one half not even a hit of 0 earns full credit.
fn is_earnable(component: &Component) -> bool {
    let below_half = component.tolerance.is_some_and(|tolerance| tolerance.get() < 0.5);
    component.test != TestId::OfacFuzzyMatch || !below_half
}

/// What full credit would have taken.
fn full_credit(component: &Component) -> Change<'_> {
    let name = &component.name;
    match component.tolerance {
        Some(t) if component.counted && component.test == TestId::OfacFuzzyMatch => {
            Change::BestHitAtMost(name, 2.0 * t.get() - 1.0)
        }
        Some(t) if component.counted => Change::ScoreAtLeast(name, t.get()),
        _ => Change::FullCredit(name),
    }
}

/// Each compared field as if its sources agreed.
fn agreeing_fields(parts: &Parts) -> Vec<(String, Parts)> {
    let position = |c: &Component| c.test == TestId::DocumentFuzzyMatch && c.counted;
    let Some(index) = parts.components.iter().position(position) else { return Vec::new() };
    let total: f64 = parts.fields.iter().map(|field| field.phi).sum();
    let differing = parts.fields.iter().filter(|field| field.score < 1.0);
    differing
        .map(|field| {
            // Summed as the comparison sums, so that no rounding parts the two.
            let raised: f64 = parts
                .fields
                .iter()
                .map(|f| f.phi * if f.name == field.name { 1.0 } else { f.score } / total)
                .sum();
            let component =
                parts.components[index].clone().with_score(Score::clamped(raised).rounded());
            (Change::Agrees(field.name).to_string(), with_component(parts, index, component))
        })
        .collect()
}
