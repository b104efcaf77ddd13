//! Means of neighbouring values.

/// Adds to `out`, for each of the `length` values of a line, the mean of those up to `reach` before and behind it,
/// as far as they are there.
///
/// ```
/// let mut means = Vec::new();
/// bonafide_imaging::sliding_mean([1.0, 4.0, 7.0].into_iter(), 3, 1, &mut means);
/// assert_eq!(means, [2.5, 4.0, 5.5]);
/// ```
pub fn sliding_mean(
    line: impl Iterator<Item = f32>,
    length: usize,
    reach: usize,
    out: &mut Vec<f32>,
) {
    let mut sums = Vec::with_capacity(length + 1);
    let mut sum = 0.0_f64;
    sums.push(sum);
    for value in line {
        sum += f64::from(value);
        sums.push(sum);
    }
    let at = |index: usize| sums.get(index).copied().unwrap_or(sum);
    for middle in 0..length {
        let (first, end) = (middle.saturating_sub(reach), (middle + reach + 1).min(length));
        out.push(((at(end) - at(first)) / (end - first) as f64) as f32);
    }
}
