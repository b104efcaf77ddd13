//! The rules of a decision, in order: the first that applies sets action and detail, and all are
//! evaluated. Source: docs/scoring.md, section 6.

use bonafide_types::TestId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Action, EPSILON, Facts, MINIMUM_COVERAGE, Parts, REVIEW_BAND};

/// The detail of a pass with notes.
pub(super) const PASSED_WITH_NOTES: &str = "CHECKS PASSED WITH NOTES";

/// A rule, in the order in which the rules are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum RuleId {
    /// The session could not be evaluated.
    SessionError,
    /// A required value is missing.
    RequiredInformation,
    /// A test of `policy.fail_on` failed.
    FailOn,
    /// The person is on a sanctions list.
    SanctionsMatch,
    /// A gate does not hold.
    GateFailed,
    /// A needed gate could not be looked at.
    GateNotPerformed,
    /// Too few of the requested tests were performed.
    LowCoverage,
    /// A potential sanctions hit, or a score just below the limit.
    Review,
    /// The score reaches the limit.
    ScoreReached,
    /// The score does not.
    ScoreBelowLimit,
}

/// One rule as evaluated.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RuleResult {
    /// The rule.
    pub rule: RuleId,
    /// Whether it applies.
    pub applies: bool,
    /// Whether it is the first that applies and so decided.
    pub fired: bool,
    /// Where it leads when it is the first that applies.
    pub action: Action,
    /// Issue codes of why it applies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<String>,
}

/// The outcome of judging parts.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub action: Action,
    pub detail: String,
    pub rule: RuleId,
    pub score: Option<f64>,
    pub coverage: f64,
    pub rules: Vec<RuleResult>,
}

impl Parts {
    /// Asks every rule.
    pub(super) fn judge(&self) -> Judged {
        let (score, coverage) = (self.score(), self.coverage());
        let mut rules = self.rules(score, coverage);
        let first = rules.iter().position(|rule| rule.applies).unwrap_or(rules.len() - 1);
        rules[first].fired = true;
        let fired = &rules[first];
        Judged {
            action: fired.action,
            detail: detail(fired),
            rule: fired.rule,
            score,
            coverage,
            rules,
        }
    }

    fn rules(&self, score: Option<f64>, coverage: f64) -> Vec<RuleResult> {
        let limit = self.threshold.get();
        let reached = !self.by_score || score.is_some_and(|s| s + EPSILON >= limit);
        let near = score.is_some_and(|s| s + EPSILON >= limit - REVIEW_BAND) && !reached;
        let low_coverage = self.by_score && coverage + EPSILON < MINIMUM_COVERAGE;
        let mut review = Vec::new();
        if self.potential_sanctions_hit {
            review.push("POTENTIAL SANCTIONS MATCH".to_owned());
        }
        if near {
            review.push("SCORE NEAR LIMIT".to_owned());
        }
        let list = |on: bool, code: &str| if on { vec![code.to_owned()] } else { Vec::new() };
        let missing = if self.retry_possible { Action::Pending } else { Action::Fail };
        vec![
            rule(RuleId::SessionError, Action::Pending, list(self.refused, "SESSION ERROR")),
            rule(RuleId::RequiredInformation, missing, self.missing.clone()),
            rule(
                RuleId::FailOn,
                Action::Fail,
                self.failed_on.iter().copied().map(failed_code).collect(),
            ),
            rule(
                RuleId::SanctionsMatch,
                Action::Fail,
                list(self.on_sanction_list, "SANCTIONS MATCH"),
            ),
            rule(RuleId::GateFailed, Action::Fail, self.gate_codes(Some(false))),
            rule(RuleId::GateNotPerformed, Action::Pending, self.gate_codes(None)),
            rule(RuleId::LowCoverage, Action::Pending, list(low_coverage, "LOW COVERAGE")),
            rule(RuleId::Review, Action::Review, review),
            RuleResult { applies: reached, ..rule(RuleId::ScoreReached, Action::Pass, Vec::new()) },
            rule(
                RuleId::ScoreBelowLimit,
                Action::Fail,
                list(score.is_some() && !reached && !near, "SCORE BELOW LIMIT"),
            ),
        ]
    }

    fn gate_codes(&self, passed: Option<bool>) -> Vec<String> {
        self.gates
            .iter()
            .filter(|gate| gate.decides() && gate.passed == passed)
            .filter(|gate| passed.is_some() || gate.needed)
            .map(super::Gate::code)
            .collect()
    }
}

fn rule(rule: RuleId, action: Action, reasons: Vec<String>) -> RuleResult {
    RuleResult { rule, applies: !reasons.is_empty(), fired: false, action, reasons }
}

fn detail(rule: &RuleResult) -> String {
    match rule.rule {
        RuleId::SessionError => "SESSION COULD NOT BE EVALUATED",
        RuleId::RequiredInformation if rule.action == Action::Fail => {
            "REQUIRED INFORMATION IS MISSING"
        }
        RuleId::RequiredInformation => "MORE INFORMATION IS REQUIRED",
        RuleId::FailOn => "A DECIDING TEST FAILED",
        RuleId::SanctionsMatch => "PERSON IS ON A SANCTIONS LIST",
        RuleId::GateFailed => return rule.reasons.first().cloned().unwrap_or_default(),
        RuleId::GateNotPerformed => "A REQUIRED CHECK WAS NOT PERFORMED",
        RuleId::LowCoverage => "TOO FEW CHECKS WERE PERFORMED",
        RuleId::Review => "MANUAL REVIEW IS REQUIRED",
        RuleId::ScoreReached => "ALL CHECKS PASSED",
        RuleId::ScoreBelowLimit => "SCORE IS BELOW THE LIMIT",
    }
    .to_owned()
}

/// The issue code of a test of `policy.fail_on` that failed.
pub(super) fn failed_code(test: TestId) -> String {
    format!("FAILED {}", test.name().to_uppercase().replace('_', " "))
}

/// Issue codes of required values that are missing, by source.
pub(super) fn missing_codes(facts: &Facts<'_>) -> Vec<String> {
    let mut codes = Vec::new();
    for (source, required) in &facts.requirements.by_source {
        if required.satisfied {
            continue;
        }
        let source = source.name().to_uppercase().replace('_', " ");
        if let Some(reason) = &required.reason {
            codes.push(format!("{source} MISSING: {}", reason.to_uppercase()));
        } else {
            codes.extend(
                required.missing.iter().map(|name| {
                    format!("{source} MISSING {}", name.to_uppercase().replace('_', " "))
                }),
            );
        }
    }
    let waits = facts.settings.perform_aamva_test
        && facts.document_type.has_registry()
        && facts.settings.aamva_retry_e == bonafide_types::settings::AamvaRetry::Retry
        && facts.registry.ratio.is_none();
    if waits {
        codes.push("REGISTRY REPLY MISSING".to_owned());
    }
    codes
}
