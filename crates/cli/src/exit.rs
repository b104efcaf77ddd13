//! Exit codes: a verdict is never one of them, unless asked for.

use std::error::Error;

use bonafide::face::FaceError;
use bonafide::inference::InferenceError;
use bonafide::liveness::LivenessError;
use bonafide_models::InstallError;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Every session was evaluated, whatever the verdict.
    Done,
    /// Some session or input is in error, or in the one that was given nothing was found to read.
    SomeInError,
    /// Wrong usage or settings.
    Usage,
    /// A model is missing, or not the one of its manifest.
    ModelsUnusable,
    /// The device or runtime that was asked for is not there.
    DeviceUnavailable,
    /// There was nothing to do.
    NothingToDo,
    /// A session was not verified, and that was asked for.
    NotVerified,
    /// A stored result did not come out of its inputs again.
    NotReproduced,
    /// Ctrl-C.
    Interrupted,
}

/// Networks that are not installed, and packages that cannot be had.
fn is_about_models(cause: &(dyn Error + 'static)) -> bool {
    matches!(cause.downcast_ref(), Some(FaceError::Absent { .. }))
        || matches!(cause.downcast_ref(), Some(LivenessError::Absent { .. }))
        || cause.is::<InstallError>()
}

impl Exit {
    /// How an error that nobody handled ends the program.
    pub(crate) fn of_error(error: &anyhow::Error) -> Self {
        if error.chain().any(is_about_models) {
            return Self::ModelsUnusable;
        }
        match error.chain().find_map(|cause| cause.downcast_ref::<InferenceError>()) {
            Some(
                InferenceError::DeviceUnavailable { .. }
                | InferenceError::RuntimeNotFound { .. }
                | InferenceError::RuntimeTooOld { .. }
                | InferenceError::RuntimeUnusable { .. },
            ) => Self::DeviceUnavailable,
            Some(
                InferenceError::UnknownModel { .. }
                | InferenceError::ModelMissing { .. }
                | InferenceError::SizeMismatch { .. }
                | InferenceError::HashMismatch { .. }
                | InferenceError::NotAModel { .. }
                | InferenceError::Interface { .. },
            ) => Self::ModelsUnusable,
            _ => Self::Usage,
        }
    }

    /// The code for the shell.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::SomeInError => 1,
            Self::Usage => 2,
            Self::ModelsUnusable => 3,
            Self::DeviceUnavailable => 4,
            Self::NothingToDo => 5,
            Self::NotVerified => 10,
            Self::NotReproduced => 11,
            Self::Interrupted => 130,
        }
    }
}
