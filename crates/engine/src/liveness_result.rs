//! What a result says of liveness: measurements, and what they come to under the numbers in force.

use std::collections::BTreeMap;

use bonafide_liveness::{AttackKind, Challenge, Cue, Passive, PassiveOutcome, StepFault};
use bonafide_types::settings::LivenessMode;
use bonafide_types::{Distance, Score, Slot, Tolerance, Verdict};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Liveness.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LivenessResult {
    /// How it was to be judged.
    #[serde(default)]
    pub mode: LivenessMode,
    /// What one picture says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passive: Option<PassiveFacts>,
    /// What the active steps say; only in the mode `passive_active`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<ActiveFacts>,
    /// `PASS`, `FAIL` or `NOT_PERFORMED`.
    #[serde(default = "not_performed")]
    pub verdict: Verdict,
    /// Whether a live person was found; false when not performed, with the reason.
    pub liveness_detected: bool,
    /// The passive score.
    pub score: Option<Score>,
    /// What decided, or why it was not performed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

fn not_performed() -> Verdict {
    Verdict::NotPerformed
}

impl LivenessResult {
    /// Nothing was judged, and why.
    pub fn not_performed(mode: LivenessMode, reason: impl Into<String>) -> Self {
        Self {
            mode,
            passive: None,
            active: None,
            verdict: Verdict::NotPerformed,
            liveness_detected: false,
            score: None,
            reason: Some(reason.into()),
        }
    }
}

/// What one picture says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PassiveFacts {
    /// The picture: `liveness_passive`, or `selfie` where there is none.
    pub source: Slot,
    /// 0 attack, 1 live; none where the picture shows too little around the face.
    pub score: Option<Score>,
    /// How many times the face fits into the picture, where that is too little; to a hundredth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub insufficient_context: Option<f64>,
    /// `minimum_liveness_tolerance`.
    pub tolerance: Tolerance,
    /// Whether the score reaches it.
    pub verdict: Verdict,
    /// Probability per kind of attack, as far as the networks tell them apart.
    pub attack_scores: BTreeMap<AttackKind, Score>,
    /// What each network said.
    pub by_model: BTreeMap<String, Score>,
    /// Evidence beside the networks; it moves no score.
    pub cues: Vec<Cue>,
}

impl PassiveFacts {
    /// What networks made of a picture, in the precision of the wire; nothing is judged yet.
    pub(crate) fn measured(source: Slot, passive: Passive) -> Self {
        let (score, scale) = match passive.outcome {
            PassiveOutcome::Scored { score } => (Some(score.rounded()), None),
            PassiveOutcome::InsufficientContext { scale } => (None, Some(hundredth(scale))),
        };
        let rounded = |cue: Cue| Cue { strength: cue.strength.rounded(), ..cue };
        Self {
            source,
            score,
            insufficient_context: scale,
            tolerance: Tolerance::ZERO,
            verdict: Verdict::NotPerformed,
            attack_scores: passive.attack_scores.into_iter().map(four).collect(),
            by_model: passive.by_model.into_iter().map(four).collect(),
            cues: passive.cues.into_iter().map(rounded).collect(),
        }
    }

    /// The measurement again.
    pub(crate) fn outcome(&self) -> PassiveOutcome {
        match self.score {
            Some(score) => PassiveOutcome::Scored { score },
            None => PassiveOutcome::InsufficientContext {
                scale: self.insufficient_context.unwrap_or_default() as f32,
            },
        }
    }
}

fn four<K>((key, score): (K, Score)) -> (K, Score) {
    (key, score.rounded())
}

fn hundredth(value: f32) -> f64 {
    let rounded = (f64::from(value) * 100.0).round() / 100.0;
    if rounded.is_finite() { rounded } else { 0.0 }
}

/// What the active steps say.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActiveFacts {
    /// Whether the steps decide: the passive score passes, and is below `passive_active_skip_tolerance`.
    pub required: bool,
    /// Why they are required or not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The steps of the plan, in order.
    pub steps: Vec<StepFacts>,
    /// What was measured in each frame.
    pub frames: BTreeMap<Slot, FrameFacts>,
}

/// What became of one step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StepFacts {
    /// 1 to 4.
    pub step: u8,
    /// What was asked for.
    pub challenge: Challenge,
    /// How far it was done: degrees in the direction that was asked for, or a probability, an openness or
    /// a closedness.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<f64>,
    /// What it is held against: done when `measured` is not below it.
    pub target: f64,
    /// `measured` less `target`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviation: Option<f64>,
    /// Distance to the person's face.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_person_distance: Option<Distance>,
    /// `NOT_PERFORMED` also where the passive score made the step needless.
    pub verdict: Verdict,
    /// Why it is not passed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<StepFault>,
    /// The same in words; `skipped_by_passive` where it was needless.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What was measured in the frame of a step; enough to judge it again without its pixels.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FrameFacts {
    /// Faces that may be the person's.
    pub faces: usize,
    /// Degrees to a tenth, positive to the person's left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub yaw: Option<f64>,
    /// Degrees to a tenth, positive up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pitch: Option<f64>,
    /// Probability of a smile; only with consent, and where the plan asks for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub happy: Option<Score>,
    /// Probability of a neutral face.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub neutral: Option<Score>,
    /// Openness of the eyes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub eyes_open: Option<Score>,
    /// Closedness of the mouth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mouth_closed: Option<Score>,
    /// Distance to the person's face.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_distance: Option<Distance>,
    /// The same file or picture was handed in before: as selfie, passive picture or earlier step.
    pub repeated: bool,
}
