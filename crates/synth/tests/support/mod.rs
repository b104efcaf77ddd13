//! The fonts that specimens are drawn with, where this machine has them.

use std::io::Write as _;

use bonafide_synth::{Fonts, SynthError};

/// Says on standard error, past the capture of the test harness, what did not run.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "NOT_PERFORMED: {text}");
}

/// The fonts; `None`, and said, where packages of them are missing.
pub(crate) fn fonts() -> Option<Fonts> {
    match Fonts::load() {
        Ok(fonts) => Some(fonts),
        Err(error @ SynthError::FontMissing { .. }) => {
            say(&format!("{}: {error}", env!("CARGO_CRATE_NAME")));
            None
        }
        Err(error) => panic!("{error}"),
    }
}
