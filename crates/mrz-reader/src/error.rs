//! Why a picture could not be looked at.

use bonafide_inference::InferenceError;

/// Why no zone could be looked for. A picture without a zone, or with one that cannot be read, is
/// no error but an [`Outcome`](crate::Outcome).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
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
}

impl ReadError {
    pub(crate) fn network(model: &'static str, source: InferenceError) -> Self {
        Self::Network { model, source }
    }
}
