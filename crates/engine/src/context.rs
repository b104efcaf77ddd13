//! What a session is judged by: date, numbers, requirements, policy, limits.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bonafide_forensics::duplicates::DuplicateIndex;
use bonafide_imaging::Limits;
use bonafide_matching::sanctions::SanctionsIndex;
use bonafide_ocr::WordLists;
use bonafide_types::{Policy, Requirements, Weights};
use jiff::civil::Date;

pub use crate::consent::ConsentRule;
use crate::error::{ErrorCode, SessionError};

/// The settings of a run. `as_of` is the only clock that decides anything.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Context {
    /// The date to judge by: expiry, age, centuries.
    pub as_of: Date,
    /// The 27 numbers.
    pub weights: Arc<Weights>,
    /// The name of those numbers, echoed in results.
    pub weights_id: Option<String>,
    /// What each source must give.
    pub requirements: Arc<Requirements>,
    /// The caller's rules beside the numbers.
    pub policy: Arc<Policy>,
    /// What one session may use.
    pub budget: Budget,
    /// Which pictures are made beside results.
    pub artifacts: Artifacts,
    /// Whether a session may ask for the registry's reply to be pretended
    /// (`settings.aamva_test_scenario`); without it such a session is refused.
    pub test_mode: TestMode,
    /// Whether faces are looked at only where the person agreed.
    pub consent: ConsentRule,
    /// Whether results carry the face encodings.
    pub encodings: Encodings,
    /// Pictures that were seen before; without it nobody looks for duplicates.
    pub duplicates: Option<Arc<DuplicateIndex>>,
    /// The list that names are screened against; without one the test is not performed.
    pub sanctions: Option<Arc<SanctionsIndex>>,
    /// Words that are added to, or taken from, those that no document should show.
    pub words: WordLists,
}

/// Whether results carry face encodings. They are biometric data, so by default only their hashes are
/// there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encodings {
    /// Hashes only.
    #[default]
    Omitted,
    /// The vectors too, for a server that keeps them as references.
    Included,
}

impl Encodings {
    /// Whether the vectors are there.
    pub fn included(self) -> bool {
        self == Self::Included
    }
}

/// Whether replies may be pretended. It is the operator's to say, never the session's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum TestMode {
    /// A session that asks for it is refused.
    #[default]
    Off,
    /// It is done, and marked wherever it shows.
    On,
}

/// Which pictures are made beside results. They show personal data, so none are by default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Artifacts {
    /// None.
    #[default]
    None,
    /// What is cut out: the sides of the document and its portrait.
    Crops,
    /// All that this build makes: crops, overlays of machine-readable zones and of barcodes, heat maps of
    /// manipulation.
    All,
}

impl Artifacts {
    /// Whether pictures are cut out.
    pub fn crops(self) -> bool {
        self != Self::None
    }
}

impl Context {
    /// The defaults of everything, judged on a date.
    pub fn on(as_of: Date) -> Self {
        Self {
            as_of,
            weights: Arc::default(),
            weights_id: None,
            requirements: Arc::default(),
            policy: Arc::default(),
            budget: Budget::default(),
            artifacts: Artifacts::default(),
            test_mode: TestMode::default(),
            consent: ConsentRule::default(),
            encodings: Encodings::default(),
            duplicates: None,
            sanctions: None,
            words: WordLists::default(),
        }
    }
}

/// What one session may use before it is given up with a `timeout` error.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Budget {
    /// Limits of each picture.
    pub picture: Limits,
    /// Wall time of one session, looked at between stages; none by default, because what is given up
    /// depends on the machine and so is not reproducible.
    pub time: Option<Duration>,
    /// Set by the caller to give up sessions that have not finished.
    pub cancel: Option<Arc<AtomicBool>>,
}

/// A running budget.
pub(crate) struct Stopwatch<'a> {
    budget: &'a Budget,
    started: Instant,
}

impl<'a> Stopwatch<'a> {
    pub(crate) fn start(budget: &'a Budget) -> Self {
        Self { budget, started: Instant::now() }
    }

    /// Fails, after a stage, where the session must be given up.
    pub(crate) fn check(&self, stage: &str) -> Result<(), SessionError> {
        let cancelled = self.budget.cancel.as_ref().is_some_and(|c| c.load(Ordering::Relaxed));
        if cancelled || self.budget.time.is_some_and(|limit| self.started.elapsed() > limit) {
            let message = "the session's time is used up";
            return Err(SessionError::of_session(ErrorCode::Timeout, stage, message));
        }
        Ok(())
    }
}
