//! One picture: live or not.

use std::collections::BTreeMap;

use bonafide_imaging::{Area, Picture};
use bonafide_inference::{Model, Models};
use bonafide_types::Score;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::LivenessError;

/// Kinds of presentation attack that the evidence points to.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum AttackKind {
    /// A print on paper.
    Print,
    /// A screen that shows a picture or a film.
    Screen,
    /// Not told apart.
    Other,
}

/// What liveness networks made of a face.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", tag = "outcome")]
pub enum PassiveOutcome {
    /// The probability of a live person.
    Scored {
        /// 0 attack, 1 live.
        score: Score,
    },
    /// Too little around the face to judge by.
    InsufficientContext {
        /// How many times the face fits into the picture; 2 are needed.
        scale: f32,
    },
}

/// Something that a person can check in the picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cue {
    /// `moire`, `halftone`, `screen_border`, `flat_light`, `colour_gamut`.
    pub name: String,
    /// How strongly it speaks for an attack, 0 to 1.
    pub strength: Score,
    /// In words.
    pub detail: String,
}

/// What one picture says.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Passive {
    /// The score, or why there is none.
    pub outcome: PassiveOutcome,
    /// Probability per kind of attack, where the networks tell them apart.
    pub attack_scores: BTreeMap<AttackKind, Score>,
    /// What each network said, by model id: the probability of a live person.
    pub by_model: BTreeMap<String, Score>,
    /// Evidence beside the networks.
    pub cues: Vec<Cue>,
}

/// The networks for liveness, open.
#[derive(Clone, Debug)]
pub struct Liveness {}

#[allow(unused_variables, clippy::unused_self)]
impl Liveness {
    /// Opens every liveness model that is there.
    ///
    /// # Errors
    /// [`LivenessError::Absent`] when there is none or one of a pair is missing.
    pub fn open(models: &Models) -> Result<Self, LivenessError> {
        unimplemented!()
    }

    /// Every model that takes part.
    pub fn models(&self) -> Vec<&Model> {
        unimplemented!()
    }

    /// Judges the face in `area` of a picture; the area is the detector's box.
    ///
    /// # Errors
    /// When a network does not run.
    pub fn judge(&self, picture: &Picture, area: Area) -> Result<Passive, LivenessError> {
        unimplemented!()
    }
}
