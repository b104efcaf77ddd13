//! What a session came to, and the rule that made it so.

use bonafide_types::Score;

use crate::decision::{Decision, RuleId, RuleResult};
use crate::input::Kind;
use crate::result::SessionResult;

/// The outcome, the rule that decided and its words, and what else applied.
pub(super) fn lines(result: &SessionResult) -> Vec<String> {
    let decision = &result.decision;
    let mut lines = vec![format!("{}: {}", decision.action.name(), decision.detail)];
    let what = match (result.kind, decision.verified) {
        (Kind::Idv, true) => "verified",
        (Kind::Idv, false) => "not verified",
        (Kind::Ida, true) => "authenticated",
        (Kind::Ida, false) => "not authenticated",
    };
    let document = super::words(result.document_type_e.name());
    lines.push(match result.kind {
        Kind::Idv => format!("{what}, judged by {}, document: {document}", result.as_of),
        Kind::Ida => format!("{what}, judged by {}, a known person", result.as_of),
    });
    lines.push(format!("because {}", because(result)));
    if result.simulated {
        lines.push("something was pretended: this is no verdict about a person".to_owned());
    }
    lines.extend(also(decision));
    let (score, limit) = (decision.score, decision.threshold.get());
    if let Some(score) = score {
        lines.push(format!("score {:.4}, limit {limit:.4}", score.get()));
    }
    if !decision.issues.is_empty() {
        lines.push(format!("issues: {}", decision.issues.join(", ")));
    }
    lines
}

/// The rule that decided, in words.
fn because(result: &SessionResult) -> String {
    let decision = &result.decision;
    let reasons = fired(decision).map(|rule| rule.reasons.join(", ")).unwrap_or_default();
    let (score, limit) = (decision.score.map_or(0.0, Score::get), decision.threshold.get());
    match decision.rule {
        RuleId::SessionError => match &result.error {
            Some(error) => {
                format!("the session could not be evaluated: {} ({})", error.message, error.stage)
            }
            None => "the session could not be evaluated".to_owned(),
        },
        RuleId::RequiredInformation => format!("required information is missing: {reasons}"),
        RuleId::FailOn => format!("a test that the policy lets decide failed: {reasons}"),
        RuleId::SanctionsMatch => "the person is on the sanctions list".to_owned(),
        RuleId::GateFailed => {
            format!("what must hold whatever the score does not hold: {reasons}")
        }
        RuleId::GateNotPerformed => format!("what must hold could not be looked at: {reasons}"),
        RuleId::LowCoverage => format!(
            "too little was performed: {:.4} of the weight asked for, and {:.4} is needed",
            decision.coverage.get(),
            decision.minimum_coverage.get()
        ),
        RuleId::Review => format!("a person must look at it: {reasons}"),
        RuleId::ScoreReached if result.kind == Kind::Ida => {
            "everything that must hold does; of a known person the score decides nothing".to_owned()
        }
        RuleId::ScoreReached => format!("the score {score:.4} reaches the limit {limit:.4}"),
        RuleId::ScoreBelowLimit => format!("the score {score:.4} is below the limit {limit:.4}"),
    }
}

fn fired(decision: &Decision) -> Option<&RuleResult> {
    decision.rules.iter().find(|rule| rule.fired)
}

/// Later rules that apply as well: what would have decided otherwise.
fn also(decision: &Decision) -> Option<String> {
    let later = decision.rules.iter().skip_while(|rule| !rule.fired).skip(1);
    let names: Vec<String> = later
        .filter(|rule| rule.applies && rule.rule != RuleId::ScoreReached)
        .map(|rule| format!("{} ({})", name(rule.rule), rule.action.name()))
        .collect();
    (!names.is_empty()).then(|| format!("later rules that apply as well: {}", names.join(", ")))
}

fn name(rule: RuleId) -> &'static str {
    match rule {
        RuleId::SessionError => "session error",
        RuleId::RequiredInformation => "required information missing",
        RuleId::FailOn => "deciding test failed",
        RuleId::SanctionsMatch => "sanctions match",
        RuleId::GateFailed => "condition does not hold",
        RuleId::GateNotPerformed => "condition not looked at",
        RuleId::LowCoverage => "low coverage",
        RuleId::Review => "review",
        RuleId::ScoreReached => "score reached",
        RuleId::ScoreBelowLimit => "score below limit",
    }
}
