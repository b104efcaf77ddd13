//! The fonts that specimens are drawn with, where this machine has them.

use bonafide_synth::{Fonts, SynthError};
use bonafide_testing::not_performed;

/// The fonts; `None`, and said, where packages of them are missing.
pub(crate) fn fonts() -> Option<Fonts> {
    match Fonts::load() {
        Ok(fonts) => Some(fonts),
        Err(error @ SynthError::FontMissing { .. }) => {
            not_performed(env!("CARGO_CRATE_NAME"), error);
            None
        }
        Err(error) => panic!("{error}"),
    }
}
