//! The picture reduced by a whole number, for finding lines in.

use image::RgbImage;

use crate::wipe::Wiped;

/// Longer side that the reduced picture comes near to, in pixels: a document that fills half of it has
/// sides of some 300 pixels, so that a line through it is known to a tenth of a degree, and letters
/// of print are too small to have straight edges that count.
const LONGER_SIDE: f32 = 640.0;

/// Colour at the reduced size. A length in it is `step` times as long in the picture.
pub(super) struct Plane {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) step: u32,
    /// Red, green, blue, row by row.
    samples: Wiped<Vec<u8>>,
}

impl Plane {
    /// Means of squares of `step × step`; a rest at the right and lower border is left out.
    pub(super) fn of(source: &RgbImage) -> Self {
        let longer = source.width().max(source.height());
        let step = ((longer as f32 / LONGER_SIDE).round() as u32)
            .clamp(1, source.width().min(source.height()).max(1));
        let (width, height) = ((source.width() / step) as usize, (source.height() / step) as usize);
        let stride = source.width() as usize * 3;
        let mut samples = Vec::with_capacity(width * height * 3);
        let mut sums = vec![0_u32; width * 3];
        let per_square = step * step;
        for rows in source.as_raw().chunks_exact((stride * step as usize).max(1)).take(height) {
            sums.fill(0);
            for row in rows.chunks_exact(stride) {
                add_row(&mut sums, row, step as usize);
            }
            samples.extend(sums.iter().map(|sum| ((sum + per_square / 2) / per_square) as u8));
        }
        Self { width, height, step, samples: Wiped::new(samples) }
    }

    /// The samples of one row.
    pub(super) fn row(&self, y: usize) -> &[u8] {
        self.samples.get(y * self.width * 3..(y + 1) * self.width * 3).unwrap_or(&[])
    }

    /// The colour at a point whose pixel centres lie at halves, nearest pixel; beyond the border the
    /// border goes on.
    pub(super) fn colour(&self, x: f32, y: f32) -> [f32; 3] {
        let column = (x.max(0.0) as usize).min(self.width - 1);
        let row = (y.max(0.0) as usize).min(self.height - 1);
        let at = (row * self.width + column) * 3;
        match self.samples.get(at..at + 3) {
            Some(&[r, g, b]) => [f32::from(r), f32::from(g), f32::from(b)],
            _ => [0.0; 3],
        }
    }

    /// Width and height, as a point.
    pub(super) fn size(&self) -> [f32; 2] {
        [self.width as f32, self.height as f32]
    }
}

/// Adds a row of samples to the sums of the squares that it crosses.
fn add_row(sums: &mut [u32], row: &[u8], step: usize) {
    for (sum, square) in sums.chunks_exact_mut(3).zip(row.chunks_exact(step * 3)) {
        for pixel in square.chunks_exact(3) {
            for (sum, &sample) in sum.iter_mut().zip(pixel) {
                *sum += u32::from(sample);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    #[test]
    fn squares_become_their_mean() {
        let picture = RgbImage::from_fn(1281, 643, |x, _| Rgb([(x % 2) as u8 * 100, 7, 9]));
        let plane = Plane::of(&picture);
        assert_eq!((plane.width, plane.height, plane.step), (640, 321, 2));
        assert_eq!(plane.colour(3.2, 4.9).map(|c| c as u8), [50, 7, 9]);
        assert_eq!(plane.colour(-9.0, 9e9).map(|c| c as u8), [50, 7, 9]);
        let narrow = Plane::of(&RgbImage::new(4000, 1));
        assert_eq!((narrow.width, narrow.height, narrow.step), (4000, 1, 1));
    }
}
