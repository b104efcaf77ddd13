//! What is done to a line before edges are looked for.

use std::borrow::Cow;

/// A treatment of lines with three samples a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Treatment {
    Plain,
    /// Against noise: the mean over a module.
    Smooth,
    /// Against blur: bars of one module are raised fivefold over wide ones.
    Sharp,
}

impl Treatment {
    /// The share of the common contrast that makes an edge.
    pub(crate) fn edge(self) -> f32 {
        match self {
            Self::Plain => 0.14,
            Self::Smooth => 0.25,
            Self::Sharp => 0.2,
        }
    }

    pub(crate) fn of(self, samples: &[f32]) -> Cow<'_, [f32]> {
        match self {
            Self::Plain => Cow::Borrowed(samples),
            Self::Smooth => filtered(samples, |at| (at(-1) + 2.0 * at(0) + at(1)) / 4.0),
            Self::Sharp => {
                let (dark, light) = extent(samples);
                // Wide bars and spaces would overshoot at their edges and fall apart.
                filtered(samples, |at| (3.0 * at(0) - at(-3) - at(3)).clamp(dark, light))
            }
        }
    }
}

fn filtered<'a>(samples: &[f32], kernel: impl Fn(&dyn Fn(isize) -> f32) -> f32) -> Cow<'a, [f32]> {
    let last = samples.len().saturating_sub(1) as isize;
    let value = |middle: usize| {
        kernel(&|offset| samples[(middle as isize + offset).clamp(0, last) as usize])
    };
    (0..samples.len()).map(value).collect()
}

/// Between which levels nine tenths of the samples lie.
fn extent(samples: &[f32]) -> (f32, f32) {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable_by(f32::total_cmp);
    let at = |share: usize| sorted.get(sorted.len() * share / 100).copied().unwrap_or(0.0);
    (at(5), at(95))
}
