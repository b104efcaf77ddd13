//! The opinion on a payload and what it rests on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::finding::Finding;
use super::kind::{Basis, CheckKind};
use crate::deviation::Severity;

/// What the findings amount to. There is no "forged": no check can know that.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Opinion {
    /// Every check that could be made holds, remarks aside.
    Consistent,
    /// A person should look: something is against the standard, practice or the calendar. Damage,
    /// anonymised copies and issuers' own habits all end here.
    Review,
    /// Two values that an issuer's system works out from each other, or the payload and its
    /// symbol, exclude each other.
    Suspicious,
}

/// How a check came out.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum CheckResult {
    /// Made, nothing found.
    Passed,
    /// Made, with findings that are remarks only.
    Remarked,
    /// Made, with a finding that changes the opinion.
    Failed,
    /// Not made; `reason` says why.
    NotMade,
}

/// Why a check could not be made.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum NotMade {
    /// An element it needs is missing or says that there is no value.
    NoValue,
    /// A value it needs could not be read, which another check reports.
    Unreadable,
    /// The version is not known.
    UnknownVersion,
    /// The issuer is not known.
    UnknownIssuer,
    /// Nothing was told of the symbol.
    NoSymbol,
    /// Nothing public says what to expect of this issuer.
    NoRule,
    /// It has no meaning for this kind of payload.
    NotApplicable,
}

/// One row of the account: a check and how it came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct CheckRow {
    /// The check.
    pub check: CheckKind,
    /// How it came out.
    pub result: CheckResult,
    /// Why it was not made; only then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<NotMade>,
}

/// What is to be thought of a payload. Holds no personal value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Judgement {
    /// What the findings amount to.
    pub opinion: Opinion,
    /// What failed or is worth a remark, in the order of the checks.
    pub findings: Vec<Finding>,
    /// Every check, once, in order: how it came out, or why it could not be made.
    pub checks: Vec<CheckRow>,
}

impl Judgement {
    pub(super) fn with_room() -> Self {
        Self {
            opinion: Opinion::Consistent,
            findings: Vec::new(),
            checks: Vec::with_capacity(CheckKind::ALL.len()),
        }
    }

    pub(super) fn add(&mut self, check: CheckKind, outcome: Result<Vec<Finding>, NotMade>) {
        let (result, reason) = match outcome {
            Ok(findings) => {
                let worst = findings.iter().map(|finding| finding.severity).max();
                self.opinion = findings.iter().map(opinion_of).fold(self.opinion, Opinion::max);
                self.findings.extend(findings);
                let result = match worst {
                    None => CheckResult::Passed,
                    Some(Severity::Info) => CheckResult::Remarked,
                    Some(Severity::Warning | Severity::Error) => CheckResult::Failed,
                };
                (result, None)
            }
            Err(reason) => (CheckResult::NotMade, Some(reason)),
        };
        self.checks.push(CheckRow { check, result, reason });
    }

    /// Returns how many checks came out this way.
    pub fn count(&self, result: CheckResult) -> usize {
        self.checks.iter().filter(|row| row.result == result).count()
    }

    /// Returns how many checks were made.
    pub fn made(&self) -> usize {
        self.checks.len() - self.count(CheckResult::NotMade)
    }

    /// Returns how a check came out.
    pub fn result(&self, check: CheckKind) -> Option<CheckResult> {
        self.checks.iter().find(|row| row.check == check).map(|row| row.result)
    }
}

/// What one finding amounts to.
fn opinion_of(finding: &Finding) -> Opinion {
    match (finding.severity, finding.basis) {
        (Severity::Info, _) => Opinion::Consistent,
        (Severity::Error, Basis::Derived) => Opinion::Suspicious,
        (Severity::Warning | Severity::Error, _) => Opinion::Review,
    }
}
