//! Several pictures: whether a person did what was asked.

use bonafide_types::number::Degrees;
use bonafide_types::{Distance, Score, Tolerance};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a person is asked to do in an active step. Sides are the person's own.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the words are their own documentation
pub enum Challenge {
    TurnLeft,
    TurnRight,
    LookUp,
    LookDown,
    Smile,
    Neutral,
    MouthOpen,
    EyesClosed,
}

/// One step of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// 1 to 4: the frame is in slot `liveness_active_step_1` to `_4`.
    #[schemars(range(min = 1, max = 4))]
    pub step: u8,
    /// What the person is asked to do.
    pub challenge: Challenge,
}

/// The steps that a person is asked to do, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Plan(pub Vec<Step>);

impl Plan {
    /// A plan of 1 to 4 steps that the seed alone decides, so that a server can make it again; no
    /// challenge comes twice in a row, and at least one is a turn of the head.
    pub fn seeded(seed: u64, steps: u8) -> Self {
        let _ = (seed, steps);
        unimplemented!()
    }
}

/// What was measured in the frame of a step.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Frame {
    /// SHA-256 of the file: the same bytes twice are no two pictures.
    pub sha256: String,
    /// How many faces there are.
    pub faces: usize,
    /// Degrees; absent without landmarks. Signs as [`bonafide_face::Direction`](https://docs.rs): yaw
    /// positive to the person's left, pitch positive up.
    pub yaw: Option<f32>,
    /// Degrees, positive up.
    pub pitch: Option<f32>,
    /// Probability of a smile.
    pub happy: Option<Score>,
    /// Probability of a neutral face.
    pub neutral: Option<Score>,
    /// Openness of the eyes, 0 closed to 1 open.
    pub eyes_open: Option<Score>,
    /// Closedness of the mouth, 0 open to 1 closed.
    pub mouth_closed: Option<Score>,
    /// Distance to the face that the steps must belong to.
    pub person_distance: Option<Distance>,
    /// A small gray picture of the face, to notice a frame that was handed in again: 16 × 16, row by
    /// row. Empty where there is no face.
    pub thumbnail: Vec<u8>,
}

/// Limits of the active steps.
#[derive(Clone, Copy, Debug)]
pub struct ActiveLimits {
    /// `direction_tolerance`: a turn is shown from here on; "front" is below it.
    pub direction: Degrees,
    /// `expression_tolerance`: least probability of the expression asked for.
    pub expression: Tolerance,
    /// Greatest distance at which two faces are one person.
    pub person: Distance,
}

/// Why a step is not passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum StepFault {
    /// No frame was given.
    NoFrame,
    /// There is no face in it.
    NoFace,
    /// There is more than one face in it.
    SeveralFaces,
    /// The same file, or the same picture, was given before.
    RepeatedFrame,
    /// It is another person.
    OtherPerson,
    /// What was asked for was not done.
    NotDone,
    /// No model that could tell is installed.
    NotMeasured,
}

/// What became of one step.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StepVerdict {
    /// The step.
    pub step: Step,
    /// What was measured: degrees or a probability.
    pub measured: Option<f64>,
    /// What it is held against.
    pub limit: f64,
    /// Distance to the person.
    pub person_distance: Option<Distance>,
    /// Empty when it was passed.
    pub faults: Vec<StepFault>,
}

/// What became of all steps.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ActiveVerdict {
    /// In the order of the plan.
    pub steps: Vec<StepVerdict>,
    /// Every step was passed; `None` when one could not be measured and none failed.
    pub passed: Option<bool>,
}

/// Holds the frames of steps 1 to 4 against the plan. `passive` is the frame of the passive picture, if
/// there is one: no step may repeat it.
pub fn judge_steps(
    plan: &Plan,
    frames: [Option<&Frame>; 4],
    passive: Option<&Frame>,
    limits: ActiveLimits,
) -> ActiveVerdict {
    let _ = (plan, frames, passive, limits);
    unimplemented!()
}
