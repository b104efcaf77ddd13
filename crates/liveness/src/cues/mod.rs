//! Evidence beside the networks: what a person can check in the picture.
//!
//! Every cue is classical, says its source, and looks at windows or reduced copies of a fixed size, so that
//! its cost is bounded; only reducing the face for `moire` reads each of its pixels once. A cue moves no score: each of them has innocent causes, and there
//! are too few labelled attacks to weigh them.

mod colour_gamut;
mod flat_light;
mod halftone;
mod moire;
mod screen_border;
mod view;

use bonafide_imaging::{Area, Picture};
use bonafide_types::Score;

use crate::Cue;
use crate::crop::context;

/// What speaks for an attack in a face and around it; the area is the detector's box. Empty where nothing
/// does, and where the face is too small or no area.
pub fn cues(picture: &Picture, area: Area) -> Vec<Cue> {
    if context(picture.rgb(), area) <= 0.0 {
        return Vec::new();
    }
    let found = [
        moire::cue(picture, area),
        halftone::cue(picture, area),
        screen_border::cue(picture, area),
        flat_light::cue(picture, area),
        colour_gamut::cue(picture, area),
    ];
    found.into_iter().flatten().collect()
}

/// A cue, unless its strength rounds to nothing.
fn cue(name: &str, strength: f64, detail: String) -> Option<Cue> {
    let strength = Score::clamped(strength).rounded();
    (strength > Score::ZERO).then(|| Cue { name: name.to_owned(), strength, detail })
}

#[cfg(test)]
mod drawn;
#[cfg(test)]
mod tests;
