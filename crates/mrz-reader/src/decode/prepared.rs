//! What the recogniser answered for one line, worked out at most once, whatever groups the line is tried in.

use std::cmp::Ordering;
use std::sync::OnceLock;

use super::ctc::{Aligned, Lattice, MAX_LENGTH};
use super::frames::{Frames, SYMBOLS};
use super::levels::Levels;

/// How many lengths of a line are looked at where no layout gives one.
pub(crate) const NEAR: usize = 3;

/// A line by itself: nothing here depends on layouts or on other lines.
pub(crate) struct Prepared {
    pub(crate) frames: Frames,
    ln_lengths: OnceLock<Vec<f64>>,
    near: OnceLock<[Option<Aligned>; NEAR]>,
}

impl Prepared {
    /// Takes `[frames, 38]` logits, row-major.
    pub(crate) fn new(logits: &[f32], levels: &Levels) -> Self {
        let frames = Frames::new(logits, levels.temperature);
        Self { frames, ln_lengths: OnceLock::new(), near: OnceLock::new() }
    }

    /// The log-probability of each length from 0 on.
    pub(crate) fn ln_lengths(&self) -> &[f64] {
        self.ln_lengths.get_or_init(|| Lattice::new(&self.frames, MAX_LENGTH, None).ln_lengths())
    }

    pub(crate) fn likeliest_length(&self) -> Option<usize> {
        let ln_lengths = self.ln_lengths();
        (1..ln_lengths.len()).max_by(|&a, &b| ln_lengths[a].total_cmp(&ln_lengths[b]))
    }

    /// The line in its likeliest length and those shorter by one and two. Many faint readings between
    /// the characters make a greater length likely without any of its texts being so.
    pub(crate) fn near(&self) -> &[Option<Aligned>; NEAR] {
        self.near.get_or_init(|| {
            let likeliest = self.likeliest_length();
            std::array::from_fn(|less| {
                let length = likeliest?.checked_sub(less)?;
                Lattice::new(&self.frames, length, None).align()
            })
        })
    }
}

/// The log-probability of the likeliest text, place by place.
pub(crate) fn ln_text(line: &Aligned) -> f64 {
    let largest = |place: &[f64; SYMBOLS]| place.iter().copied().fold(0.0, f64::max).ln();
    line.ln_likelihood + line.places.iter().map(largest).sum::<f64>()
}

pub(crate) fn by_text(a: &Aligned, b: &Aligned) -> Ordering {
    ln_text(a).total_cmp(&ln_text(b))
}
