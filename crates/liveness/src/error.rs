//! Why liveness cannot be judged.

use bonafide_inference::InferenceError;

/// Why liveness cannot be judged. Holds nothing of a picture.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LivenessError {
    /// No model is there. The message says how to get one.
    #[error("no liveness model is installed: {remedy}")]
    Absent {
        /// What to do.
        remedy: String,
    },
    /// A model asks for a recipe that this build does not know.
    #[error("model {id}: recipe {recipe:?} is not known to this build")]
    UnknownRecipe {
        /// The model.
        id: String,
        /// What its entry says.
        recipe: String,
    },
    /// A network gave no probability of a live person.
    #[error("model {id}: no probability of a live person")]
    NoProbability {
        /// The model.
        id: String,
    },
    /// A network does not open or run.
    #[error(transparent)]
    Network(#[from] InferenceError),
}
