//! Gates: what must hold whatever the score.

use bonafide_types::{Distance, PartialDate, Policy, Score, Verdict, Weights, age_on};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Facts;
use crate::input::Kind;
use crate::result::MrzFacts;

/// The gate of a machine-readable zone.
const CHECK_DIGITS: &str = "mrz_check_digits";

/// From which probability on the characters behind a wrong check digit count as printed like that.
/// Failing a session on a misreading accuses its holder, so this is well above one half; below it the
/// session waits for a better picture.
const SURELY_READ: f64 = 0.9;

/// Something that must hold whatever the score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Gate {
    /// Its name.
    pub name: String,
    /// Whether it holds; none when it could not be looked at.
    pub passed: Option<bool>,
    /// Whether the session needs it: a needed gate that was not looked at keeps it from passing.
    pub needed: bool,
    /// What was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// The limit of the measure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// Why it was not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Gate {
    fn new(name: &str, passed: Option<bool>, needed: bool) -> Self {
        Self { name: name.to_owned(), passed, needed, value: None, limit: None, reason: None }
    }

    fn because(mut self, reason: Option<&str>) -> Self {
        self.reason = reason.map(str::to_owned).filter(|_| self.passed.is_none());
        self
    }

    fn measured(mut self, value: Option<f64>, limit: f64) -> Self {
        (self.value, self.limit) = (value, Some(limit));
        self
    }

    /// The issue code of a gate that does not hold or was not looked at.
    pub(super) fn code(&self) -> String {
        let held = match self.name.as_str() {
            "document_not_expired" => "DOCUMENT EXPIRED",
            "liveness" => "LIVENESS NOT SHOWN",
            "face_match" => "FACE DOES NOT MATCH",
            "minimum_age" => "BELOW MINIMUM AGE",
            CHECK_DIGITS => "MRZ CHECK DIGIT WRONG",
            _ => "",
        };
        match self.passed {
            Some(false) if !held.is_empty() => held.to_owned(),
            None if self.name == CHECK_DIGITS => "MRZ CHECK DIGIT UNCERTAIN".to_owned(),
            _ => format!("{} NOT PERFORMED", self.name.to_uppercase().replace('_', " ")),
        }
    }

    /// Whether the gate is one of those that fail a session (requirements and sanctions have rules
    /// of their own).
    pub(super) fn decides(&self) -> bool {
        !matches!(self.name.as_str(), "requirements" | "sanctions")
    }
}

pub(super) fn all(facts: &Facts<'_>, weights: &Weights, policy: &Policy) -> Vec<Gate> {
    let satisfied = facts.requirements.by_source.values().all(|source| source.satisfied);
    let mut gates = vec![
        Gate::new("requirements", Some(satisfied), true),
        liveness(facts, weights),
        face(facts, weights),
        expiry(facts, policy),
    ];
    gates.extend(facts.zone.and_then(check_digits));
    gates.extend(policy.minimum_age.map(|minimum| age(facts, minimum)));
    gates.push(
        Gate::new(
            "sanctions",
            facts.sanctions.best.as_ref().map(|_| !facts.sanctions.on_sanction_list),
            false,
        )
        .because(facts.sanctions.reason.as_deref()),
    );
    gates
}

fn liveness(facts: &Facts<'_>, weights: &Weights) -> Gate {
    let limit = weights.minimum_liveness_tolerance().get();
    let score = facts.liveness.score.map(Score::get);
    let passed = match facts.liveness.verdict {
        Verdict::Pass => {
            Some(facts.liveness.liveness_detected && score.is_some_and(|s| s >= limit))
        }
        Verdict::Fail => Some(false),
        _ => None,
    };
    Gate::new("liveness", passed, facts.settings.perform_liveness_test)
        .measured(score, limit)
        .because(facts.liveness.reason.as_deref())
}

/// Two live captures of an authentication are held to a stricter limit than selfie and print.
fn face(facts: &Facts<'_>, weights: &Weights) -> Gate {
    let limit = match facts.kind {
        Kind::Idv => weights.onboarding_face_encoding_tolerance(),
        Kind::Ida => weights.verified_account_face_encoding_tolerance(),
    }
    .get();
    let decisive = facts.face.decisive(facts.kind);
    let distance = decisive.map(|pair| Distance::get(pair.distance));
    // Without a tolerance the number in force says nothing about this encoder.
    let judged = decisive.is_some_and(|pair| pair.tolerance.is_some());
    let passed = distance.filter(|_| judged).map(|distance| distance <= limit);
    Gate::new("face_match", passed, facts.face_requested)
        .measured(distance, limit)
        .because(facts.face.reason.as_deref())
}

/// A document is good through its day of expiry.
fn expiry(facts: &Facts<'_>, policy: &Policy) -> Gate {
    let last_day = facts.expires_at.and_then(PartialDate::latest);
    let passed = last_day.map(|day| {
        let grace = jiff::Span::new().days(i64::from(policy.allow_expired_days));
        facts.as_of <= day.saturating_add(grace)
    });
    Gate::new("document_not_expired", passed, false).because(Some("no date of expiry was read"))
}

/// Every check digit of a machine-readable zone agrees. A wrong one that was surely read stands on
/// the document and fails the session; one among characters that may have been misread says nothing
/// yet. A zone without check digits has no such gate.
fn check_digits(zone: &MrzFacts) -> Option<Gate> {
    let checks = &zone.report.checks;
    let wrong = || checks.iter().filter(|check| !check.ok);
    let is_sure = |group| {
        // What was given as text was not read and so not misread.
        zone.check_confidence.get(&group).is_none_or(|sure| sure.get() >= SURELY_READ)
    };
    let passed = match (wrong().next(), wrong().any(|check| is_sure(check.group))) {
        (None, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    };
    let right = checks.iter().filter(|check| check.ok).count();
    let gate = Gate::new(CHECK_DIGITS, passed, true)
        .measured(Some(right as f64), checks.len() as f64)
        .because(Some("a check digit is wrong, but its characters may have been misread"));
    (!checks.is_empty()).then_some(gate)
}

fn age(facts: &Facts<'_>, minimum: u8) -> Gate {
    let age = facts.birth_date.and_then(|birth| age_on(birth, facts.as_of));
    Gate::new("minimum_age", age.map(|years| years >= i16::from(minimum)), true)
        .measured(age.map(f64::from), f64::from(minimum))
        .because(Some("no complete date of birth was read"))
}
