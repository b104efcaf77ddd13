//! Why the verdict is what it is: bars, gates, rules, and what would have changed it.

use bonafide::decision::{Action, Change, Component, Counterfactual, Decision, Gate};
use bonafide::result::{SessionResult, wire_name};
use bonafide_types::{Outcome, Score};

use crate::page::percent;
use crate::words::{Badge, counterfactual, four, in_words, title};

pub(crate) struct Why {
    pub(crate) bars: Vec<Bar>,
    pub(crate) total: Option<String>,
    pub(crate) gates: Vec<GateRow>,
    pub(crate) rules: Vec<RuleRow>,
    pub(crate) missing: Vec<String>,
    pub(crate) smallest: String,
    pub(crate) others: Vec<String>,
}

/// One component: the box is as wide as its weight, the filling as its credit.
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) badge: Badge,
    pub(crate) weight_percent: u8,
    pub(crate) credit_percent: u8,
    pub(crate) counted: bool,
    pub(crate) sum: String,
    pub(crate) rule: String,
}

pub(crate) struct GateRow {
    pub(crate) name: String,
    pub(crate) badge: Badge,
    pub(crate) measure: String,
    pub(crate) note: String,
}

pub(crate) struct RuleRow {
    pub(crate) name: String,
    pub(crate) says: String,
    pub(crate) fired: bool,
}

impl Why {
    pub(crate) fn of(result: &SessionResult) -> Self {
        let decision = &result.decision;
        let weights = decision.components.iter().map(|c| c.weight.get());
        let largest = weights.fold(0.0, f64::max);
        let (smallest, others) = changes(decision);
        Self {
            bars: decision.components.iter().map(|c| Bar::of(c, largest)).collect(),
            total: decision.score.map(|score| four(score.get())),
            gates: decision.gates.iter().map(GateRow::of).collect(),
            rules: rules(decision),
            missing: missing(result),
            smallest,
            others,
        }
    }
}

impl Bar {
    fn of(component: &Component, largest: f64) -> Self {
        let (weight, credit) = (component.weight.get(), component.credit);
        let sum = match credit.filter(|_| component.counted) {
            Some(credit) => format!(
                "{} × {} → {}",
                four(component.normalised_weight.get()),
                four(credit.get()),
                four(component.contribution.get())
            ),
            None => format!("weight {weight} not counted"),
        };
        let said = component.rule.as_ref().or(component.reason.as_ref());
        Self {
            name: title(&component.name),
            badge: Badge::new(component.outcome, in_words(&wire_name(&component.outcome))),
            // A weight that is there is never shown as none.
            weight_percent: percent(weight / largest).max(u8::from(weight > 0.0)),
            credit_percent: percent(credit.map_or(0.0, Score::get)),
            counted: component.counted,
            sum,
            rule: said.cloned().unwrap_or_default(),
        }
    }
}

impl GateRow {
    fn of(gate: &Gate) -> Self {
        let limit = gate.limit.map(|limit| format!("limit {}", number(limit)));
        let value = gate.value.map(number);
        let measure: Vec<String> = value.into_iter().chain(limit).collect();
        let mut note = gate.reason.clone().unwrap_or_default();
        if note.is_empty() && !gate.needed {
            "not needed in this session".clone_into(&mut note);
        }
        Self {
            name: title(&gate.name),
            badge: Badge::holding(gate.passed, ["holds", "does not hold"]),
            measure: measure.join(", "),
            note,
        }
    }
}

/// Up to four decimals.
fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn rules(decision: &Decision) -> Vec<RuleRow> {
    let row = |rule: &bonafide::decision::RuleResult| RuleRow {
        name: title(&wire_name(&rule.rule)),
        says: match (rule.fired, rule.applies) {
            (true, _) => format!("applies first and decides: {}", rule.action.name()),
            (false, true) => format!("applies too: {}", rule.action.name()),
            _ => "does not apply".to_owned(),
        },
        fired: rule.fired,
    };
    decision.rules.iter().map(row).collect()
}

/// What is required and missing, a sentence per source.
fn missing(result: &SessionResult) -> Vec<String> {
    let sources = result.requirements.by_source.iter().filter(|(_, source)| !source.satisfied);
    let sentence =
        |(source, said): (&bonafide_types::DataSource, &bonafide::result::SourceRequirements)| {
            let names: Vec<String> = said.missing.iter().map(|name| in_words(name)).collect();
            let reason = said.reason.as_ref().map(|reason| format!(" ({reason})"));
            let source = title(source.name());
            format!("{source}: {}{}", names.join(", "), reason.unwrap_or_default())
        };
    sources.map(sentence).collect()
}

/// The change that moves the score least of those that flip the outcome, and the others. What went wrong
/// comes before what was not performed or passed with less than full credit.
fn changes(decision: &Decision) -> (String, Vec<String>) {
    let score = decision.score.map_or(0.0, Score::get);
    let moved =
        |change: &Counterfactual| change.score.map_or(0.0, |other| (other.get() - score).abs());
    let mut all: Vec<_> = decision.counterfactuals.iter().collect();
    let mended = |change: &Counterfactual| match Change::parse(&change.change) {
        Some(Change::FullCredit(name)) => {
            decision.performed(name).is_some_and(|component| component.outcome == Outcome::Fail)
        }
        _ => true,
    };
    all.sort_by(|a, b| {
        let first = b.flips.cmp(&a.flips).then(mended(b).cmp(&mended(a)));
        first.then(moved(a).total_cmp(&moved(b)))
    });
    let flips = all.first().is_some_and(|change| change.flips);
    let mut sentences = all
        .into_iter()
        .map(|change| counterfactual(change, |name| decision.performed(name).is_some()));
    let smallest = if flips { sentences.next() } else { None };
    let smallest = smallest.unwrap_or_else(|| unmoved(decision, score));
    (smallest, sentences.collect())
}

/// What is said where no single change leads elsewhere.
fn unmoved(decision: &Decision, score: f64) -> String {
    let margin = score - decision.threshold.get();
    if decision.action == Action::Pass && margin >= 0.0 {
        return format!("Nothing has to change: the score is {} above its limit.", four(margin));
    }
    "No single improvement would have changed the outcome.".to_owned()
}
