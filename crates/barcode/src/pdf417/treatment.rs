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

/// Least difference of luma that makes an edge.
const FAINTEST: f32 = 3.0;
/// Samples from one to the next that sharpening compares: a module.
const MODULE: usize = 3;

impl Treatment {
    /// The difference of luma that makes an edge where bars and spaces have these levels.
    pub(crate) fn contrast(self, (dark, light): (f32, f32)) -> f32 {
        let share = match self {
            Self::Plain => 0.14,
            Self::Smooth => 0.25,
            Self::Sharp => 0.2,
        };
        (share * (light - dark)).max(FAINTEST)
    }

    /// The treated line; `levels` are those of bars and spaces.
    pub(crate) fn of(self, samples: &[f32], levels: (f32, f32)) -> Cow<'_, [f32]> {
        match self {
            Self::Plain => Cow::Borrowed(samples),
            Self::Smooth => filtered::<1>(samples, |[a, b, c]| (a + 2.0 * b + c) / 4.0),
            Self::Sharp => {
                let (dark, light) = levels;
                // Wide bars and spaces would overshoot at their edges and fall apart.
                filtered::<MODULE>(samples, |[a, b, c]| (3.0 * b - a - c).clamp(dark, light))
            }
        }
    }
}

/// A function of each sample and those `REACH` before and behind it; at the ends the samples
/// themselves.
fn filtered<const REACH: usize>(
    samples: &[f32],
    kernel: impl Fn([f32; 3]) -> f32,
) -> Cow<'static, [f32]> {
    let mut result = samples.to_vec();
    if let (Some(after), Some(inner)) = (samples.get(2 * REACH..), result.get_mut(REACH..)) {
        let middle = samples.iter().zip(&samples[REACH..]).zip(after);
        for (value, ((a, b), c)) in inner.iter_mut().zip(middle) {
            *value = kernel([*a, *b, *c]);
        }
    }
    Cow::Owned(result)
}

/// Between which levels nine tenths of the samples lie, for lines across a whole picture.
pub(crate) fn extent(samples: &[f32]) -> (f32, f32) {
    let mut sorted = samples.to_vec();
    let mut at = |share: usize| {
        let index = (sorted.len() * share / 100).min(sorted.len().saturating_sub(1));
        if sorted.is_empty() {
            return 0.0;
        }
        *sorted.select_nth_unstable_by(index, f32::total_cmp).1
    };
    (at(5), at(95))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sharpening_raises_narrow_bars_only() {
        // A wide bar, then bars of a module that are nearly washed out.
        let mut line = vec![200.0; 24];
        line[..12].fill(20.0);
        for start in (12..24).step_by(6) {
            line[start..start + 3].fill(120.0);
            line[start + 3..start + 6].fill(100.0);
        }
        let sharp = Treatment::Sharp.of(&line, (20.0, 200.0));
        assert!(sharp[3..9].iter().all(|value| (value - 20.0).abs() < 1e-3), "{sharp:?}");
        assert!(sharp[18] - sharp[16] > 55.0, "{sharp:?}");
        assert_eq!(extent(&line), (20.0, 120.0));
    }

    #[test]
    fn short_lines_stay() {
        for length in 0..8 {
            let line = vec![7.0; length];
            for treatment in [Treatment::Plain, Treatment::Smooth, Treatment::Sharp] {
                assert_eq!(*treatment.of(&line, (0.0, 255.0)), line[..]);
            }
        }
    }
}
