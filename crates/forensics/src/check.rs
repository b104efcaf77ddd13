//! What a check is, and what it says.

use bonafide_types::{Evidence, Score};

use crate::heat_map::HeatMap;
use crate::page::Page;

/// Looks at a page for one kind of trace.
pub trait Check: Send + Sync {
    /// Stable id written to output, for example `noise.outliers`.
    fn id(&self) -> &'static str;

    /// Looks at the page. The answer depends on the page alone, for any number of threads.
    ///
    /// # Errors
    /// Only if the check could not run; a suspicious page is an `Ok(Finding)`.
    fn run(&self, page: &Page<'_>) -> Result<Finding, CheckError>;
}

/// log10 of the false alarms that is flagged at: one page in a hundred, the half of the scale.
pub(crate) const FLAGGED: f64 = -2.0;

/// How suspicious so few false alarms are: half at [`FLAGGED`], and steeper by a factor of e per decade.
pub(crate) fn suspicion(log10_false_alarms: f64) -> Score {
    Score::clamped(1.0 / (1.0 + (log10_false_alarms - FLAGGED).exp()))
}

/// What a check found.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// How suspicious the page is, or why that cannot be said.
    pub outcome: Outcome,
    /// How many untouched pages of a hundred would look at least as suspicious, as log10 of the expected
    /// number of false alarms on one page (NFA; Desolneux, Moisan, Morel, IJCV 2000): −2 is one page in
    /// a hundred. `None` where the check has no such figure.
    pub log10_false_alarms: Option<f64>,
    /// What it rests on: places are pixels of the upright picture.
    pub evidence: Vec<Evidence>,
    /// Where, if the check can tell.
    pub heat: Option<HeatMap>,
}

/// How suspicious a page is to one check.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    /// From 0, nothing, to 1, hardly explained otherwise. No probability: checks are weighed together.
    Scored(Score),
    /// The check says nothing of this page, and why; never a score of 0.
    NotApplicable(&'static str),
}

impl Finding {
    /// Nothing can be said, for this reason.
    pub fn not_applicable(reason: &'static str) -> Self {
        Self {
            outcome: Outcome::NotApplicable(reason),
            log10_false_alarms: None,
            evidence: Vec::new(),
            heat: None,
        }
    }

    /// A score, with nothing else said yet.
    pub fn scored(score: Score) -> Self {
        Self { outcome: Outcome::Scored(score), ..Self::not_applicable("") }
    }

    /// The score, if there is one.
    pub fn score(&self) -> Option<Score> {
        match self.outcome {
            Outcome::Scored(score) => Some(score),
            Outcome::NotApplicable(_) => None,
        }
    }
}

/// Why a check could not run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckError {
    /// The picture is beyond what the check takes.
    #[error("{check}: {width} × {height} pixels are more than it takes")]
    TooLarge {
        /// The check.
        check: &'static str,
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
}
