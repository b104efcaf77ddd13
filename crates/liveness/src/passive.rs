//! One picture: live or not.

use std::collections::BTreeMap;

use bonafide_imaging::{Area, Picture, RgbImage};
use bonafide_inference::{Model, Models};
use bonafide_types::Score;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::LivenessError;
use crate::crop::context;
use crate::cues::cues;
use crate::network::Panel;

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

impl Passive {
    /// An outcome with nothing else said.
    pub fn new(outcome: PassiveOutcome) -> Self {
        Self {
            outcome,
            attack_scores: BTreeMap::new(),
            by_model: BTreeMap::new(),
            cues: Vec::new(),
        }
    }
}

/// How many times a face must fit into its picture, `min((H - 1) / h, (W - 1) / w)`: with less, the
/// crops of the pair (2.7 and 4 times the face) shrink to much the same close view, which they were
/// not trained on. The limit is that of the reference pipeline.
pub const NEEDED_CONTEXT: f32 = 2.0;

/// The networks for liveness, open.
///
/// The score is the mean of the two MiniFASNets, as their authors combine them: a number in `[0, 1]` on
/// their own scale, **not** a calibrated frequency. Fitting a calibration (Platt, isotonic) needs
/// attacks by the hundred; with the few labelled ones that there are it would be invented.
///
/// A third network of another training (`minifasnet_tight/1`) speaks in [`Passive::by_model`] alone. Its
/// scale is another one: limits for it do not carry over from one camera to the next, so that a mean or a
/// vote would change what `minimum_liveness_tolerance` means on machines that happen to have it.
#[derive(Clone, Debug)]
pub struct Liveness {
    panel: Panel,
}

impl Liveness {
    /// Opens every liveness model that is there.
    ///
    /// # Errors
    /// [`LivenessError::Absent`] when there is none or one of the pair is missing,
    /// [`LivenessError::UnknownRecipe`] when a model asks for what this build does not know,
    /// [`LivenessError::Network`] when one does not open.
    pub fn open(models: &Models) -> Result<Self, LivenessError> {
        Ok(Self { panel: Panel::open(models)? })
    }

    /// Every model that takes part.
    pub fn models(&self) -> Vec<&Model> {
        self.panel.models()
    }

    /// Judges the face in `area` of a picture; the area is the detector's box.
    ///
    /// # Errors
    /// When a network does not run.
    pub fn judge(&self, picture: &Picture, area: Area) -> Result<Passive, LivenessError> {
        let passive = self.score(picture, area)?;
        Ok(Passive { cues: cues(picture, area), ..passive })
    }

    /// As [`Liveness::judge`], without cues, which take longer than the networks: for throughput.
    ///
    /// # Errors
    /// When a network does not run.
    pub fn score(&self, picture: &Picture, area: Area) -> Result<Passive, LivenessError> {
        let pixels = picture.rgb();
        let mut by_model = BTreeMap::new();
        for network in &self.panel.beside {
            if let Some(live) = network.live(pixels, area)? {
                by_model.insert(network.id().to_owned(), Score::clamped(live));
            }
        }
        let scale = context(pixels, area);
        let outcome = if scale < NEEDED_CONTEXT {
            PassiveOutcome::InsufficientContext { scale }
        } else {
            self.pair_score(pixels, area, &mut by_model)?
        };
        Ok(Passive { attack_scores: attack_scores(&outcome), outcome, by_model, cues: Vec::new() })
    }

    fn pair_score(
        &self,
        pixels: &RgbImage,
        area: Area,
        by_model: &mut BTreeMap<String, Score>,
    ) -> Result<PassiveOutcome, LivenessError> {
        let mut sum = 0.0;
        for network in &self.panel.pair {
            // A face that fits twice into the picture has both crops.
            let live = network.live(pixels, area)?.unwrap_or(0.0);
            by_model.insert(network.id().to_owned(), Score::clamped(live));
            sum += live;
        }
        Ok(PassiveOutcome::Scored { score: Score::clamped(sum / 2.0) })
    }
}

/// The two attack classes of the networks are not published as print and screen: their authors call them
/// two- and three-dimensional, and real prints and real screens both come out as the latter. What is not
/// told apart is [`AttackKind::Other`].
fn attack_scores(outcome: &PassiveOutcome) -> BTreeMap<AttackKind, Score> {
    match outcome {
        PassiveOutcome::Scored { score } => {
            BTreeMap::from([(AttackKind::Other, Score::clamped(1.0 - score.get()))])
        }
        PassiveOutcome::InsufficientContext { .. } => BTreeMap::new(),
    }
}
