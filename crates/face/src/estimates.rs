//! What networks estimate of a face. Estimates, not facts: biased by their training data.

use std::collections::BTreeMap;
use std::fmt;

use bonafide_types::Score;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What networks estimate of a face; each is absent where its network is not installed.
/// `Debug` says which are there, not what they are.
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Estimates {
    /// Years.
    pub age: Option<f64>,
    /// The likelier of two.
    pub gender: Option<GenderEstimate>,
    /// Probability of each expression; they add up to 1.
    pub expressions: Option<BTreeMap<Expression, Score>>,
}

impl fmt::Debug for Estimates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Estimates")
            .field("age", &self.age.is_some())
            .field("gender", &self.gender.is_some())
            .field("expressions", &self.expressions.is_some())
            .finish()
    }
}

/// The likelier gender with its probability, 0.5 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GenderEstimate {
    /// Which.
    pub gender: Gender,
    /// How likely.
    pub probability: Score,
}

/// The two classes of the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the words are their own documentation
pub enum Gender {
    Male,
    Female,
}

/// The seven classes of the network.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the words are their own documentation
pub enum Expression {
    Neutral,
    Happy,
    Sad,
    Angry,
    Fearful,
    Disgusted,
    Surprised,
}
