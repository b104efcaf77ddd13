//! Whether a picture shows a live person or a picture of one (presentation attack detection,
//! ISO/IEC 30107-3).
//!
//! - One picture: [`Liveness`] opens the networks that a machine has and judges a face that a detector
//!   found; beside their score stand [`Cue`]s, which a person can check in the picture and which move
//!   no score.
//! - Several pictures: a [`Plan`] says what a person is asked to do, [`judge_steps`] whether it was done.
//! - Both together: [`decide`] says whether a live person was detected, with the reason.
//!
//! Everything but the networks is pure: the same numbers give the same verdict.

mod active;
mod crop;
mod cues;
mod decision;
mod error;
mod frame;
mod network;
mod passive;
mod plan;
mod thumbnail;

pub use active::{
    ActiveLimits, ActiveVerdict, EYES_CLOSED, MOUTH_OPEN, StepFault, StepVerdict, judge_steps,
};
pub use cues::cues;
pub use decision::{
    Decision, DecisionRules, Gate, PassiveEvidence, Standing, decide, passive_gate,
};
pub use error::LivenessError;
pub use frame::{Frame, RIVAL_AREA, rivals};
pub use passive::{AttackKind, Cue, Liveness, NEEDED_CONTEXT, Passive, PassiveOutcome};
pub use plan::{Challenge, Plan, PlanFault, Step};
pub use thumbnail::{SAME_PICTURE, thumbnail};
