//! Exit codes: a verdict is never one of them, unless asked for.

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Every session was evaluated, whatever the verdict.
    Done,
    /// Some session ended in error.
    SomeInError,
    /// Wrong usage or settings.
    Usage,
    /// There was nothing to do.
    NothingToDo,
    /// A session was not verified, and that was asked for.
    NotVerified,
    /// Ctrl-C.
    Interrupted,
}

impl Exit {
    /// The code for the shell.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::SomeInError => 1,
            Self::Usage => 2,
            Self::NothingToDo => 5,
            Self::NotVerified => 10,
            Self::Interrupted => 130,
        }
    }
}
