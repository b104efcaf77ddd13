//! Why a picture could not be read.

use bonafide_inference::InferenceError;

/// Why nothing could be read. A picture without print is no error but a [`Print`](crate::Print)
/// without lines.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OcrError {
    /// A network could not be opened or did not run.
    #[error("the network {model} does not run")]
    Network {
        /// The model's id in the manifest.
        model: &'static str,
        /// What the runtime says.
        #[source]
        source: InferenceError,
    },
    /// A network gave an answer of another shape than its manifest entry says.
    #[error("the network {model} answered in another shape than it should")]
    Shape {
        /// The model's id in the manifest.
        model: &'static str,
    },
    /// The file of the recogniser does not say which characters it reads.
    #[error("the file of the network {model} names {found} characters, expected {expected}")]
    Characters {
        /// The model's id in the manifest.
        model: &'static str,
        /// How many it should name.
        expected: usize,
        /// How many it names.
        found: usize,
    },
}

impl OcrError {
    pub(crate) fn network(model: &'static str, source: InferenceError) -> Self {
        Self::Network { model, source }
    }
}
