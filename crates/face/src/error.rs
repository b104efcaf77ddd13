//! Why faces cannot be looked at.

use bonafide_inference::{InferenceError, Model};

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
    /// A network gives something else than its recipe says.
    #[error("model {id} is not what its recipe says: {problem}")]
    Output {
        /// The model.
        id: String,
        /// What differs.
        problem: String,
    },
    /// A network does not open or run.
    #[error(transparent)]
    Network(#[from] InferenceError),
}

impl FaceError {
    pub(crate) fn output(model: &Model, problem: String) -> Self {
        Self::Output { id: model.entry().id.clone(), problem }
    }

    pub(crate) fn needs_landmarks(model: &Model) -> Self {
        Self::Absent {
            stage: "face_landmarks",
            remedy: format!(
                "the encoder {} aligns faces by landmarks; `bonafide models install` brings their network",
                model.entry().id
            ),
        }
    }

    pub(crate) fn unknown_recipe(model: &Model) -> Self {
        let entry = model.entry();
        Self::UnknownRecipe {
            id: entry.id.clone(),
            recipe: entry.recipe.clone().unwrap_or_default(),
        }
    }
}
