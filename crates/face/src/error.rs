//! Why faces cannot be looked at.

use bonafide_inference::InferenceError;

/// Why faces cannot be looked at. Holds nothing of a picture.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FaceError {
    /// No model of a stage is there. The message says how to get one.
    #[error("no {stage} is installed: {remedy}")]
    Absent {
        /// The stage: `face_detector`, `face_encoder` …
        stage: &'static str,
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
    /// A network does not open or run.
    #[error(transparent)]
    Network(#[from] InferenceError),
}
