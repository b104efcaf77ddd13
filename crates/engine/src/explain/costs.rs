//! The weighed tests in order of what they cost, and the tests without weight that did not hold.

use bonafide_types::{Outcome, Score, Similarity, TestId};

use super::{Values, agreement, marks, words};
use crate::decision::Component;
use crate::result::{SessionResult, TestResult};

/// Pieces of evidence that are told of one test.
const MOST_EVIDENCE: usize = 6;

/// Every performed test with a weight, the dearest first.
pub(super) fn lines(result: &SessionResult, values: Values) -> Vec<String> {
    let mut counted: Vec<&Component> =
        result.decision.components.iter().filter(|c| c.counted).collect();
    // Stable, so that equal costs stay in the order of the result.
    counted.sort_by(|a, b| cost(b).total_cmp(&cost(a)));
    counted.into_iter().flat_map(|component| of_component(result, component, values)).collect()
}

/// What full credit would have added to the score.
fn cost(component: &Component) -> f64 {
    (component.normalised_weight.get() - component.contribution.get()).max(0.0)
}

fn of_component(result: &SessionResult, component: &Component, values: Values) -> Vec<String> {
    let rule = component.rule.as_deref().unwrap_or_default();
    let (lost, name) = (cost(component), words(&component.name));
    let head = if lost < 5e-5 {
        format!("{name}: {}, costs nothing: {rule}", outcome(component.outcome))
    } else {
        format!("{name}: {}, costs {lost:.4}: {rule}", outcome(component.outcome))
    };
    let credit = component.credit.map_or(0.0, Score::get);
    let share = component.normalised_weight.get();
    let mut lines = vec![head];
    lines.push(format!(
        "  credit {credit:.4} x share {share:.4} = {:.4} of the score",
        component.contribution.get()
    ));
    lines.extend(details(result, component, values).into_iter().map(|line| format!("  {line}")));
    lines
}

/// What a test rests on.
fn details(result: &SessionResult, component: &Component, values: Values) -> Vec<String> {
    match component.test {
        TestId::DocumentFuzzyMatch => agreement::lines(&result.agreement, values),
        TestId::OfacFuzzyMatch => sanctions(result, values),
        TestId::AamvaMatch => registry(result),
        test => of_sides(result, test),
    }
}

/// The sides that an image test looked at, where they are not clean.
fn of_sides(result: &SessionResult, of: TestId) -> Vec<String> {
    let sides = ["doc_front_", "doc_back_"]
        .into_iter()
        .filter_map(|side| TestId::from_name(&format!("{side}{}", of.name())));
    sides
        .filter_map(|side| Some((side, result.tests.get(&side)?)))
        .filter(|(_, test)| matches!(test.verdict.outcome(), Outcome::Fail | Outcome::Inconclusive))
        .flat_map(|(side, test)| side_lines(side, test))
        .collect()
}

fn side_lines(side: TestId, test: &TestResult) -> Vec<String> {
    let measure = test.score.map(|score| format!(" at {:.4}", score.get())).unwrap_or_default();
    let mut lines = vec![format!("{}: {}{measure}", words(side.name()), verdict(test))];
    let named = test.evidence.iter().filter(|evidence| evidence.score.is_some());
    lines.extend(named.take(MOST_EVIDENCE).map(|evidence| {
        let name = evidence.name.as_deref().unwrap_or_default();
        let score = evidence.score.map_or(0.0, Score::get);
        format!("  {} {}: {score:.4}", words(&evidence.kind), words(name))
    }));
    lines
}

fn registry(result: &SessionResult) -> Vec<String> {
    let registry = &result.registry;
    let mut lines = vec![format!("{} of {} indicators match", registry.matched, registry.compared)];
    let denied: Vec<String> = result
        .tests
        .iter()
        .filter(|(id, test)| id.is_registry() && test.matched == Some(false))
        .map(|(id, _)| words(id.name().trim_start_matches("dmv_").trim_end_matches("_match")))
        .collect();
    if !denied.is_empty() {
        lines.push(format!("does not match: {}", denied.join(", ")));
    }
    if !registry.not_returned.is_empty() {
        let names: Vec<String> = registry.not_returned.iter().map(|name| words(name)).collect();
        lines.push(format!("not returned: {}", names.join(", ")));
    }
    lines
}

/// The best hit, if it costs anything. Names of the list mostly are the person's own, so they are masked.
fn sanctions(result: &SessionResult, values: Values) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(list) = &result.sanctions.list {
        let published = list.published.as_deref().unwrap_or("at a day not stated");
        lines.push(format!("list {}, published {published}, {} entries", list.name, list.entries));
    }
    for hit in result.sanctions.hits.iter().filter(|hit| is_dear(result, hit.similarity.get())) {
        let tags: Vec<String> =
            hit.tags.iter().map(|tag| words(&crate::result::wire_name(tag))).collect();
        let tags =
            if tags.is_empty() { "nothing else is known".to_owned() } else { tags.join(", ") };
        lines.push(format!(
            "entry {} \"{}\": {:.4} ({tags}): {}",
            hit.entry_id,
            marks::shown(&hit.listed_name, values),
            hit.similarity.get(),
            words(&crate::result::wire_name(&hit.outcome)),
        ));
        if values == Values::Shown {
            lines.push(format!("  {}", marks::shown(&hit.in_words(), values)));
        }
    }
    lines
}

/// Whether a hit earns less than full credit.
fn is_dear(result: &SessionResult, similarity: f64) -> bool {
    let threshold = result.sanctions.threshold.map_or(1.0, Similarity::get);
    similarity > 2.0 * threshold - 1.0
}

/// Failed and inconclusive tests that have no weight of their own and are part of none that has.
pub(super) fn not_held(result: &SessionResult) -> Vec<String> {
    let told = |id: TestId| {
        id.is_registry() || result.decision.components.iter().any(|c| c.test.covers(id))
    };
    let open = result.tests.iter().filter(|(id, test)| {
        matches!(test.verdict.outcome(), Outcome::Fail | Outcome::Inconclusive) && !told(**id)
    });
    open.map(|(id, test)| not_held_line(*id, test)).collect()
}

fn not_held_line(id: TestId, test: &TestResult) -> String {
    let measure = match (test.similarity, test.score) {
        (Some(similarity), _) => format!(" at similarity {:.4}", similarity.get()),
        (None, Some(score)) => format!(" at {:.4}", score.get()),
        (None, None) => String::new(),
    };
    let sources: Vec<String> = test.sources.iter().map(|s| words(s.name())).collect();
    let between = if sources.is_empty() { "" } else { ", " };
    let sources = sources.join(" against ");
    format!("{}: {}{measure}{between}{sources}", words(id.name()), verdict(test))
}

fn verdict(test: &TestResult) -> String {
    let word = crate::result::wire_name(&test.verdict).to_lowercase().replace('_', " ");
    if test.simulated { format!("{word} (pretended)") } else { word }
}

fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "passed",
        Outcome::Fail => "failed",
        Outcome::Inconclusive => "cannot tell",
        _ => "not performed",
    }
}
