//! Errors as values of a result, and the errors of building an engine.

use bonafide_face::FaceError;
use bonafide_imaging::DecodeError;
use bonafide_inference::InferenceError;
use bonafide_liveness::LivenessError;
use bonafide_mrz_reader::ReadError;
use bonafide_ocr::OcrError;
use bonafide_types::Slot;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a session, or one of its files, could not be evaluated. Wire names are the contract.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The bytes are not a picture, or a damaged one.
    DecodeFailed,
    /// The picture is over a limit of bytes, pixels or memory.
    ImageTooLarge,
    /// No document was found in a picture that should show one.
    NoDocument,
    /// No face was found in a picture that should show one.
    NoFace,
    /// Several faces were found where one was expected.
    MultipleFaces,
    /// Two files claim one slot.
    SlotDuplicate,
    /// A model is not installed.
    ModelMissing,
    /// A model's bytes are not those of the manifest.
    ModelHashMismatch,
    /// Two face encodings come from different encoders.
    EncoderMismatch,
    /// A setting cannot be used.
    ConfigInvalid,
    /// A file of the session cannot be read.
    FileUnreadable,
    /// The named device is not there.
    DeviceUnavailable,
    /// The session took longer than its budget, or was cancelled.
    Timeout,
    /// A defect of the engine.
    Internal,
}

impl From<&DecodeError> for ErrorCode {
    fn from(error: &DecodeError) -> Self {
        match error {
            DecodeError::TooManyBytes { .. }
            | DecodeError::TooLarge { .. }
            | DecodeError::TooMuchMemory { .. } => Self::ImageTooLarge,
            _ => Self::DecodeFailed,
        }
    }
}

impl ErrorCode {
    /// Whether the engine is at fault, not what was handed in.
    pub fn is_engine_fault(self) -> bool {
        matches!(
            self,
            Self::ModelMissing
                | Self::ModelHashMismatch
                | Self::DeviceUnavailable
                | Self::Timeout
                | Self::Internal
        )
    }
}

/// An error as it stands in a result. The message holds no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SessionError {
    /// What went wrong.
    pub code: ErrorCode,
    /// The stage in which it went wrong: `session`, `decode`, `barcode`, `mrz`, `face`, `liveness`, `registry` …
    pub stage: String,
    /// The slot of the file, if it is a file's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<Slot>,
    /// What is wrong, and where.
    pub message: String,
}

impl SessionError {
    /// An error of the session as a whole.
    pub fn of_session(code: ErrorCode, stage: &str, message: impl Into<String>) -> Self {
        Self { code, stage: stage.to_owned(), file: None, message: message.into() }
    }

    /// An error of one file.
    pub fn of_file(code: ErrorCode, stage: &str, slot: Slot, message: impl Into<String>) -> Self {
        Self { code, stage: stage.to_owned(), file: Some(slot), message: message.into() }
    }
}

/// Why an engine cannot be built.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// The thread pool could not be started.
    #[error("thread pool could not be started")]
    ThreadPool(#[source] rayon::ThreadPoolBuildError),
    /// A manifest, a model, the device or the runtime library cannot be used.
    #[error("the models cannot be used")]
    Models(#[source] InferenceError),
    /// The networks that read machine-readable zones do not open.
    #[error("machine-readable zones cannot be read")]
    ZoneReader(#[source] ReadError),
    /// The networks for faces do not open.
    #[error("faces cannot be looked at")]
    Faces(#[source] FaceError),
    /// The networks for liveness do not open.
    #[error("liveness cannot be judged")]
    Liveness(#[source] LivenessError),
    /// The networks that read print do not open.
    #[error("print cannot be read")]
    Prints(#[source] OcrError),
}
