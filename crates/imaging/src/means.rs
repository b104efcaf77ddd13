//! Means and greatest values of what is near.

use std::ops::Range;

/// Adds to `out`, for each line of a stack of lines of `width` values, the mean of the lines up to `reach` before
/// and behind it, as far as they are there, value by value. A width of 1 takes means along a line.
///
/// ```
/// use bonafide_imaging::sliding_mean;
///
/// let mut means = Vec::new();
/// sliding_mean(&[1.0, 4.0, 7.0], 1, 1, &mut means);
/// assert_eq!(means, [2.5, 4.0, 5.5]);
///
/// means.clear();
/// sliding_mean(&[1.0, 10.0, 4.0, 40.0, 7.0, 70.0], 2, 1, &mut means);
/// assert_eq!(means, [2.5, 25.0, 4.0, 40.0, 5.5, 55.0]);
/// ```
pub fn sliding_mean(values: &[f32], width: usize, reach: usize, out: &mut Vec<f32>) {
    let width = width.max(1);
    let lines = values.len() / width;
    let sums = sums_before(values, width);
    let mut add = |first: usize, end: usize, lines: usize| {
        let (count, sums) = ((end - first) as f64, |line: usize| sums[line * width..].iter());
        let pairs = sums(end).zip(sums(first)).take(lines * width);
        out.extend(pairs.map(|(end, first)| ((end - first) / count) as f32));
    };
    let whole = whole_windows(lines, reach);
    for middle in 0..whole.start {
        add(0, (middle + reach + 1).min(lines), 1);
    }
    if !whole.is_empty() {
        add(0, 2 * reach + 1, whole.len());
    }
    for middle in whole.end..lines {
        add(middle.saturating_sub(reach), lines, 1);
    }
}

/// The lines that have as many lines as the window wants on both sides; the others come before and behind.
fn whole_windows(lines: usize, reach: usize) -> Range<usize> {
    let start = reach.min(lines);
    start..lines.saturating_sub(reach).max(start)
}

/// The sums of all lines before each line and after the last one.
fn sums_before(values: &[f32], width: usize) -> Vec<f64> {
    let mut sums = vec![0.0; values.len() + width];
    for (line, values) in values.chunks_exact(width).enumerate() {
        let (before, after) = sums[line * width..].split_at_mut(width);
        for ((after, before), value) in after.iter_mut().zip(before).zip(values) {
            *after = *before + f64::from(*value);
        }
    }
    sums
}

/// Adds to `out`, for each line of a stack of lines of `width` values, the greatest values of the lines up to
/// `reach` before and behind it. A width of 1 goes along a line.
///
/// ```
/// use bonafide_imaging::sliding_greatest;
///
/// let mut greatest = Vec::new();
/// sliding_greatest(&[0.0, 3.0, 1.0, 5.0, 2.0], 1, 1, &mut greatest);
/// assert_eq!(greatest, [3.0, 3.0, 5.0, 5.0, 5.0]);
/// ```
pub fn sliding_greatest(values: &[f32], width: usize, reach: usize, out: &mut Vec<f32>) {
    let width = width.max(1);
    let window = 2 * reach + 1;
    let border = || std::iter::repeat_n(f32::NEG_INFINITY, reach * width);
    let mut best: Vec<f32> = border().chain(values.iter().copied()).chain(border()).collect();
    let mut next = Vec::with_capacity(best.len());
    // Windows of 1, 2, 4 … lines, each the greater of two of half the length.
    let mut length = 1;
    while length < window {
        let step = length.min(window - length);
        let pairs = best.iter().zip(best.get(step * width..).unwrap_or_default());
        next.clear();
        next.extend(pairs.map(|(&here, &ahead)| if ahead > here { ahead } else { here }));
        std::mem::swap(&mut best, &mut next);
        length += step;
    }
    out.extend(best.into_iter().take(values.len()));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// By looking at every value of every window.
    fn plainly(values: &[f32], width: usize, reach: usize) -> Vec<(f32, f32)> {
        let lines = values.len() / width;
        let near = |line: usize| line.saturating_sub(reach)..(line + reach + 1).min(lines);
        let at = |index: usize| {
            let near = near(index / width).map(|line| values[line * width + index % width]);
            let (sum, count) =
                near.clone().fold((0.0, 0.0), |(sum, count), v| (sum + f64::from(v), count + 1.0));
            ((sum / count) as f32, near.fold(f32::NEG_INFINITY, f32::max))
        };
        (0..lines * width).map(at).collect()
    }

    proptest! {
        #[test]
        fn windows_hold_what_is_near(
            lines in 0_usize..12,
            width in 1_usize..5,
            reach in 0_usize..14,
            seed in prop::collection::vec(-9.0_f32..9.0, 60),
        ) {
            let values = &seed[..lines * width];
            let (mut means, mut greatest) = (Vec::new(), Vec::new());
            sliding_mean(values, width, reach, &mut means);
            sliding_greatest(values, width, reach, &mut greatest);
            prop_assert_eq!(means.len(), values.len());
            for ((mean, most), (expected, top)) in means.iter().zip(&greatest).zip(plainly(values, width, reach)) {
                prop_assert!((mean - expected).abs() < 1e-4, "{} {}", mean, expected);
                prop_assert_eq!(most.to_bits(), top.to_bits());
            }
        }
    }
}
