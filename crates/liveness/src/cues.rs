//! Evidence beside the networks: what a person can check in the picture.

use bonafide_imaging::{Area, Picture};

use crate::Cue;

/// What speaks for an attack in the surroundings of a face. Moves no score.
pub fn cues(_picture: &Picture, _area: Area) -> Vec<Cue> {
    Vec::new()
}
