//! Whether a picture shows a live person or a picture of one (presentation attack detection,
//! ISO/IEC 30107-3).

mod active;
mod error;
mod passive;

pub use active::{
    ActiveLimits, ActiveVerdict, Challenge, Frame, Plan, Step, StepFault, StepVerdict, judge_steps,
};
pub use error::LivenessError;
pub use passive::{AttackKind, Cue, Liveness, Passive, PassiveOutcome};
