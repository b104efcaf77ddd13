//! One channel as numbers, with means and greatest values around every sample.

use bonafide_imaging::sliding_mean;

/// Samples row by row.
#[derive(Clone)]
pub(crate) struct Plane {
    pub(crate) width: usize,
    pub(crate) samples: Vec<f32>,
}

impl Plane {
    pub(crate) fn map(mut self, of: impl Fn(f32) -> f32) -> Self {
        self.samples.iter_mut().for_each(|sample| *sample = of(*sample));
        self
    }

    pub(crate) fn zip(mut self, other: &Self, of: impl Fn(f32, f32) -> f32) -> Self {
        let pairs = self.samples.iter_mut().zip(&other.samples);
        pairs.for_each(|(sample, other)| *sample = of(*sample, *other));
        self
    }

    /// The mean of the samples up to `reach` away along both axes, of those that are there.
    pub(crate) fn blurred(&self, reach: usize) -> Self {
        self.along_both(|line, out| sliding_mean(line.iter().copied(), line.len(), reach, out))
    }

    /// The greatest of the samples up to `reach` away along both axes.
    pub(crate) fn spread(&self, reach: usize) -> Self {
        self.along_both(|line, out| greatest(line, reach, out))
    }

    fn along_both(&self, filter: impl Fn(&[f32], &mut Vec<f32>)) -> Self {
        self.along_rows(&filter).turned().along_rows(&filter).turned()
    }

    fn along_rows(&self, filter: impl Fn(&[f32], &mut Vec<f32>)) -> Self {
        let mut samples = Vec::with_capacity(self.samples.len());
        for line in self.samples.chunks_exact(self.width.max(1)) {
            filter(line, &mut samples);
        }
        Self { width: self.width, samples }
    }

    /// Rows as columns.
    fn turned(&self) -> Self {
        let rows = self.samples.len() / self.width.max(1);
        let mut samples = Vec::with_capacity(self.samples.len());
        for column in 0..self.width {
            samples.extend(self.samples.iter().skip(column).step_by(self.width));
        }
        Self { width: rows, samples }
    }

    /// The value below which this share of the samples lies.
    pub(crate) fn quantile(&self, share: f32) -> f32 {
        let mut sorted = self.samples.clone();
        let index = (share * sorted.len().saturating_sub(1) as f32).round() as usize;
        if sorted.is_empty() {
            return 0.0;
        }
        *sorted.select_nth_unstable_by(index, f32::total_cmp).1
    }
}

/// Windows of 1, 2, 4 … samples, each the greater of two of half the length.
fn greatest(line: &[f32], reach: usize, out: &mut Vec<f32>) {
    let window = 2 * reach + 1;
    let border = || std::iter::repeat_n(f32::NEG_INFINITY, reach);
    let mut best: Vec<f32> = border().chain(line.iter().copied()).chain(border()).collect();
    let mut length = 1;
    while length < window {
        let step = length.min(window - length);
        for index in 0..best.len() - step {
            best[index] =
                if best[index + step] > best[index] { best[index + step] } else { best[index] };
        }
        length += step;
    }
    out.extend(best.into_iter().take(line.len()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn around_every_sample() {
        let plane = Plane { width: 5, samples: vec![0.0, 3.0, 1.0, 5.0, 2.0] };
        assert_eq!(plane.spread(1).samples, [3.0, 3.0, 5.0, 5.0, 5.0]);
        assert_eq!(plane.spread(3).samples, [5.0; 5]);
        assert_eq!(plane.blurred(1).samples[1..4], [4.0 / 3.0, 3.0, 8.0 / 3.0]);
        assert!((plane.quantile(0.5) - 2.0).abs() < 1e-6);
        assert!((plane.quantile(1.0) - 5.0).abs() < 1e-6);
    }

    #[test]
    fn axes_are_alike() {
        let samples = vec![1.0, 9.0, 2.0, 4.0, 3.0, 8.0];
        let plane = Plane { width: 3, samples };
        assert_eq!(plane.spread(1).turned().samples, plane.turned().spread(1).samples);
        assert_eq!(plane.turned().turned().samples, plane.samples);
    }
}
