//! One channel as numbers, with means and greatest values around every sample.

use bonafide_imaging::{sliding_greatest, sliding_mean};

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
        self.along_both(|lines, width, out| sliding_mean(lines, width, reach, out))
    }

    /// The greatest of the samples up to `reach` away along both axes.
    pub(crate) fn spread(&self, reach: usize) -> Self {
        self.along_both(|lines, width, out| sliding_greatest(lines, width, reach, out))
    }

    /// A filter along every row, then down all rows at once. It takes lines of that width.
    fn along_both(&self, filter: impl Fn(&[f32], usize, &mut Vec<f32>)) -> Self {
        let mut across = Vec::with_capacity(self.samples.len());
        for row in self.samples.chunks_exact(self.width.max(1)) {
            filter(row, 1, &mut across);
        }
        let mut samples = Vec::with_capacity(across.len());
        filter(&across, self.width, &mut samples);
        Self { width: self.width, samples }
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
        let turned = |plane: &Plane| {
            let columns = (0..plane.width).map(|column| plane.samples.iter().skip(column));
            let samples = columns.flat_map(|column| column.step_by(plane.width)).copied();
            Plane { width: plane.samples.len() / plane.width, samples: samples.collect() }
        };
        let plane = Plane { width: 3, samples: vec![1.0, 9.0, 2.0, 4.0, 3.0, 8.0] };
        assert_eq!(turned(&plane.spread(1)).samples, turned(&plane).spread(1).samples);
        assert_eq!(turned(&plane.blurred(2)).samples, turned(&plane).blurred(2).samples);
    }
}
