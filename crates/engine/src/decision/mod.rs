//! From tests to a verdict, as docs/scoring.md, sections 1, 2 and 6 define it. Pure: facts and numbers in,
//! decision out.
//!
//! A [`Component`] turns a weighed test into credit, a [`Gate`] tells what must hold whatever the
//! score, the first of the ordered rules ([`RuleId`]) that applies decides, and a
//! [`Counterfactual`] says what would have changed the outcome.

mod change;
mod component;
mod counterfactual;
mod gate;
mod rule;

pub use change::Change;
pub use component::{Component, credit};
pub use counterfactual::Counterfactual;
pub use gate::Gate;
pub use rule::{RuleId, RuleResult};

use std::collections::BTreeMap;

use bonafide_matching::MatchReport;
use bonafide_types::{
    DocumentType, Outcome, PartialDate, Policy, Score, Settings, TestId, Tolerance, Weights,
};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::input::Kind;
use crate::result::{
    FaceResult, LivenessResult, MrzFacts, RegistryResult, RequirementsResult, SanctionsResult,
    TestResult,
};

/// Share of the requested weight that must have been performed before a session can be verified.
/// Source: docs/scoring.md, section 1.
pub const MINIMUM_COVERAGE: f64 = 0.5;
/// How far below the limit a score still goes to a person. Source: docs/scoring.md, section 6, rule 6.
pub const REVIEW_BAND: f64 = 0.10;
/// Slack of comparisons of sums, far below the four decimals that are shown.
pub(crate) const EPSILON: f64 = 1e-9;

/// What a session leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Action {
    /// Verified.
    Pass,
    /// Not verified.
    Fail,
    /// A person must look at it.
    Review,
    /// Something is missing.
    Pending,
}

impl Action {
    /// The word on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pass => "PASS",
            Self::Fail => "FAIL",
            Self::Review => "REVIEW",
            Self::Pending => "PENDING",
        }
    }
}

/// A verdict and everything it rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Decision {
    /// True only for `PASS`.
    pub verified: bool,
    /// What the session leads to.
    pub action: Action,
    /// The reason in words; every sentence belongs to one rule.
    pub detail: String,
    /// The rule that decided.
    pub rule: RuleId,
    /// Upper-case codes, sorted, each once; notes too, so not a list of failures. No personal data.
    pub issues: Vec<String>,
    /// `S = Σ w·c / Σ w` over the performed tests, four decimals; none when none was performed.
    pub score: Option<Score>,
    /// The limit of `S`.
    pub threshold: Tolerance,
    /// Performed share of the requested weight, four decimals.
    pub coverage: Score,
    /// Weighed tests that were switched off; they are in neither part of the coverage.
    #[serde(default)]
    pub not_requested: Vec<String>,
    /// The coverage that `PASS` needs.
    pub minimum_coverage: Score,
    /// Every weighed test, also those not performed.
    pub components: Vec<Component>,
    /// What must hold whatever the score.
    pub gates: Vec<Gate>,
    /// The rules in order, with those that apply.
    pub rules: Vec<RuleResult>,
    /// Single changes that would have raised the score or changed the outcome.
    pub counterfactuals: Vec<Counterfactual>,
}

impl Decision {
    /// The component of this name, if it was performed.
    pub fn performed(&self, name: &str) -> Option<&Component> {
        self.components.iter().find(|component| component.name == name && component.counted)
    }
}

/// What a decision is made from.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Whether an identity is established or a known person authenticated.
    pub kind: Kind,
    /// What the document is taken for.
    pub document_type: DocumentType,
    /// The date to judge by.
    pub as_of: Date,
    /// The switches.
    pub settings: &'a Settings,
    /// Whether a face must be compared in this session.
    pub face_requested: bool,
    /// Every test.
    pub tests: &'a BTreeMap<TestId, TestResult>,
    /// How well the sources agree.
    pub agreement: &'a MatchReport,
    /// What was required and is missing.
    pub requirements: &'a RequirementsResult,
    /// What the registry said.
    pub registry: &'a RegistryResult,
    /// Sanctions screening.
    pub sanctions: &'a SanctionsResult,
    /// Faces.
    pub face: &'a FaceResult,
    /// Liveness.
    pub liveness: &'a LivenessResult,
    /// The machine-readable zone, if one was read.
    pub zone: Option<&'a MrzFacts>,
    /// The chosen date of expiry.
    pub expires_at: Option<PartialDate>,
    /// The chosen date of birth.
    pub birth_date: Option<PartialDate>,
    /// Issue codes found on the way, for the list of issues.
    pub notes: &'a [String],
    /// Set when the session could not be evaluated at all.
    pub refused: bool,
}

/// Decides a session.
pub fn decide(facts: &Facts<'_>, weights: &Weights, policy: &Policy) -> Decision {
    let parts = Parts::gather(facts, weights, policy);
    let verdict = parts.judge();
    let counterfactuals = counterfactual::explore(&parts, &verdict);
    let mut issues: Vec<String> = facts.notes.to_vec();
    issues.extend(verdict.rules.iter().flat_map(|rule| rule.reasons.iter().cloned()));
    issues.sort();
    issues.dedup();
    let noted = verdict.action == Action::Pass && !issues.is_empty();
    Decision {
        verified: verdict.action == Action::Pass,
        action: verdict.action,
        detail: if noted { rule::PASSED_WITH_NOTES.to_owned() } else { verdict.detail.clone() },
        rule: verdict.rule,
        issues,
        score: verdict.score.map(|s| Score::clamped(s).rounded()),
        threshold: parts.threshold,
        coverage: Score::clamped(verdict.coverage).rounded(),
        not_requested: parts.not_requested(),
        minimum_coverage: Score::clamped(MINIMUM_COVERAGE),
        components: parts.weighed_components(),
        gates: parts.gates.clone(),
        rules: verdict.rules,
        counterfactuals,
    }
}

/// A compared field's part in the agreement of the document.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FieldScore {
    pub name: &'static str,
    pub phi: f64,
    pub score: f64,
}

/// Everything that the rules look at, so that a changed copy can be judged again.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub components: Vec<Component>,
    pub gates: Vec<Gate>,
    pub fields: Vec<FieldScore>,
    /// Issue codes of required values that are missing.
    pub missing: Vec<String>,
    pub retry_possible: bool,
    /// Tests of `policy.fail_on` that failed.
    pub failed_on: Vec<TestId>,
    pub on_sanction_list: bool,
    pub potential_sanctions_hit: bool,
    pub threshold: Tolerance,
    /// Whether score and coverage decide. To authenticate a known person the gates do: face and
    /// liveness have no weight, so nothing that must be shown is in the score.
    pub by_score: bool,
    pub refused: bool,
}

impl Parts {
    fn gather(facts: &Facts<'_>, weights: &Weights, policy: &Policy) -> Self {
        let components = component::all(facts, weights);
        let failed_on = policy
            .fail_on
            .iter()
            .copied()
            .filter(|id| outcome_of(*id, facts, &components) == Outcome::Fail)
            .collect();
        Self {
            gates: gate::all(facts, weights, policy),
            fields: field_scores(facts.agreement),
            components,
            missing: rule::missing_codes(facts),
            retry_possible: policy.retry == bonafide_types::settings::Retry::Possible,
            failed_on,
            on_sanction_list: facts.sanctions.on_sanction_list,
            potential_sanctions_hit: facts.sanctions.ofac_status_e
                == crate::result::OfacStatus::PossibleMatch,
            threshold: weights.idv_session_tolerance(),
            by_score: facts.kind == Kind::Idv,
            refused: facts.refused,
        }
    }

    /// `S`, not rounded; none when nothing was performed.
    pub(crate) fn score(&self) -> Option<f64> {
        let performed: f64 = self.counted().map(|c| c.weight.get()).sum();
        let credited: f64 = self.counted().map(|c| c.weight.get() * c.credit_or_zero()).sum();
        (performed > 0.0).then(|| credited / performed)
    }

    /// Performed share of the requested weight; 0 when nothing with a weight was requested.
    pub(crate) fn coverage(&self) -> f64 {
        let performed: f64 = self.counted().map(|c| c.weight.get()).sum();
        let requested: f64 =
            self.components.iter().filter(|c| c.requested).map(|c| c.weight.get()).sum();
        if requested > 0.0 { performed / requested } else { 0.0 }
    }

    fn not_requested(&self) -> Vec<String> {
        self.components.iter().filter(|c| !c.requested).map(|c| c.name.clone()).collect()
    }

    fn counted(&self) -> impl Iterator<Item = &Component> {
        self.components.iter().filter(|c| c.counted)
    }

    /// The components with their share of the score filled in.
    fn weighed_components(&self) -> Vec<Component> {
        let performed: f64 = self.counted().map(|c| c.weight.get()).sum();
        self.components.iter().cloned().map(|c| c.weighed(performed)).collect()
    }
}

fn field_scores(agreement: &MatchReport) -> Vec<FieldScore> {
    let score_of = |field: &bonafide_matching::FieldComparison| FieldScore {
        name: field.field.name(),
        phi: field.phi,
        score: field.score.get(),
    };
    agreement.fields.iter().map(score_of).collect()
}

fn outcome_of(id: TestId, facts: &Facts<'_>, components: &[Component]) -> Outcome {
    components
        .iter()
        .find(|component| component.test == id)
        .map(|component| component.outcome)
        .or_else(|| facts.tests.get(&id).map(|test| test.verdict.outcome()))
        .unwrap_or(Outcome::NotPerformed)
}
