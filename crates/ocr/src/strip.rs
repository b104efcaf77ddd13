//! Lines cut out of the picture, upright and at the height that the recogniser reads.

use bonafide_imaging::{RgbImage, Wipe as _, interpolated_rgb8};

use crate::rectangle::Rectangle;

/// Rows of a strip.
pub(crate) const HEIGHT: usize = 48;
/// How many times as high as the line a strip reaches: paper above and below. The more there is, the
/// fewer columns a line has, to which the recogniser's time is proportional. On drawn documents under
/// camera effects 257 texts are read as well with 1.5 as with 1 in two thirds of the columns, and worse
/// from 2 on.
pub(crate) const TALL: f32 = 1.45;
/// The widest strip: a line 60 times as long as it is high.
pub(crate) const WIDEST: usize = 2048;
/// Widths up to this are padded to multiples of [`NARROW_STEP`], beyond it to those of [`WIDE_STEP`]:
/// few widths, so that strips can be run together and runtimes see few shapes.
const NARROW: usize = 320;
const NARROW_STEP: usize = 32;
const WIDE_STEP: usize = 64;
/// Samples taken for one pixel of a strip along each axis, at most. More would be needed for letters
/// that are 400 pixels high.
const MOST_SAMPLES: usize = 8;

/// A line on its own: 48 rows of colour.
#[derive(Clone)]
pub(crate) struct Strip {
    /// Where it comes from, in the direction in which it is read.
    pub(crate) place: Rectangle,
    /// Columns without padding.
    pub(crate) width: usize,
    /// Rows of pixels, red, green and blue, 0 to 255.
    samples: Vec<u8>,
}

impl Drop for Strip {
    fn drop(&mut self) {
        self.samples.wipe();
    }
}

impl Strip {
    /// Cuts a line out. Beyond the picture its edge goes on.
    pub(crate) fn cut(picture: &RgbImage, place: Rectangle) -> Self {
        let pixel = (place.height * TALL / HEIGHT as f32).max(1e-3);
        let width = ((place.length / pixel).round() as usize).clamp(8, WIDEST);
        // A line too long for the widest strip is squeezed.
        let step = (place.length / width as f32, pixel);
        let fine = (samples_for(step.0), samples_for(step.1));
        let mut samples = Vec::with_capacity(3 * HEIGHT * width);
        for row in 0..HEIGHT {
            for column in 0..width {
                let mut sums = [0.0_f32; 3];
                for index in 0..fine.0 * fine.1 {
                    let part = |index: usize, of: usize| (index as f32 + 0.5) / of as f32;
                    let s = column as f32 + part(index % fine.0, fine.0) - width as f32 / 2.0;
                    let t = row as f32 + part(index / fine.0, fine.1) - HEIGHT as f32 / 2.0;
                    let at = place.at(s * step.0, t * step.1);
                    let sample = interpolated_rgb8(picture, at.x, at.y);
                    sums.iter_mut().zip(sample).for_each(|(sum, value)| *sum += value);
                }
                let count = (fine.0 * fine.1) as f32;
                samples.extend(sums.map(|sum| (sum / count + 0.5) as u8));
            }
        }
        Self { place, width, samples }
    }

    /// Columns with padding: what the recogniser is given.
    pub(crate) fn padded_width(&self) -> usize {
        let step = if self.width <= NARROW { NARROW_STEP } else { WIDE_STEP };
        self.width.next_multiple_of(step).clamp(2 * NARROW_STEP, WIDEST)
    }

    /// The same line read from the other end.
    pub(crate) fn reversed(&self) -> Self {
        let samples = self.samples.rchunks_exact(3).flatten().copied().collect();
        Self { place: self.place.reversed(), width: self.width, samples }
    }

    /// Blue, green and red planes from -1 to 1, zero to the right of the line.
    pub(crate) fn planes(&self) -> Vec<f32> {
        let padded = self.padded_width();
        let mut values = vec![0.0; 3 * HEIGHT * padded];
        let rows = self.samples.chunks_exact(3 * self.width);
        for (channel, plane) in values.chunks_exact_mut(HEIGHT * padded).enumerate() {
            for (target, row) in plane.chunks_exact_mut(padded).zip(rows.clone()) {
                let samples = row.iter().skip(2 - channel).step_by(3);
                for (value, &sample) in target.iter_mut().zip(samples) {
                    *value = f32::from(sample) / 127.5 - 1.0;
                }
            }
        }
        values
    }

    /// Luma by row, for the search for gaps.
    pub(crate) fn luma(&self) -> Vec<u8> {
        let mean = |pixel: &[u8]| {
            let [r, g, b] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
            ((77 * r + 150 * g + 29 * b) >> 8) as u8
        };
        self.samples.chunks_exact(3).map(mean).collect()
    }

    /// Where along the place a column lies, counted from its middle.
    pub(crate) fn station(&self, column: f32) -> f32 {
        (column / self.width as f32 - 0.5) * self.place.length
    }
}

/// Samples along an axis for a pixel that covers so many pixels of the picture.
fn samples_for(step: f32) -> usize {
    (step.ceil() as usize).clamp(1, MOST_SAMPLES)
}

#[cfg(test)]
mod tests {
    use bonafide_imaging::Rgb;

    use super::*;
    use bonafide_imaging::Point;

    /// A picture whose red is its column and whose green its row.
    fn ramp() -> RgbImage {
        RgbImage::from_fn(250, 200, |x, y| Rgb([x as u8, y as u8, 9]))
    }

    fn place(along: (f32, f32), length: f32, tall: f32) -> Rectangle {
        let height = tall / TALL;
        let along = Point { x: along.0, y: along.1 };
        Rectangle { center: Point { x: 125.0, y: 100.0 }, along, length, height }
    }

    #[test]
    fn columns_run_along_the_line_and_rows_across() {
        let strip = Strip::cut(&ramp(), place((1.0, 0.0), 96.0, 48.0));
        assert_eq!((strip.width, strip.padded_width()), (96, 96));
        for (column, row) in [(0, 0), (95, 0), (40, 47)] {
            let pixel = &strip.samples[3 * (row * 96 + column)..][..3];
            assert_eq!(pixel, [77 + column as u8, 76 + row as u8, 9]);
        }
        assert!((strip.station(48.0)).abs() < 1e-4 && (strip.station(96.0) - 48.0).abs() < 1e-4);
        let up = Strip::cut(&ramp(), place((0.0, -1.0), 96.0, 48.0));
        let (first, last) = (&up.samples[..3], &up.samples[3 * 95..][..3]);
        assert!(first[1] > last[1] && first[0] == last[0] && first[0] < 125);
    }

    #[test]
    fn a_strip_read_from_the_other_end_is_the_one_cut_that_way() {
        let there = place((0.8, 0.6), 90.0, 24.0);
        let (cut, turned) =
            (Strip::cut(&ramp(), there.reversed()), Strip::cut(&ramp(), there).reversed());
        assert_eq!((cut.place, cut.width), (turned.place, turned.width));
        let close = cut.samples.iter().zip(&turned.samples).all(|(a, b)| a.abs_diff(*b) <= 1);
        assert!(close);
    }

    #[test]
    fn large_letters_are_averaged_and_widths_bounded() {
        let fine = RgbImage::from_fn(400, 400, |x, _| Rgb([if x % 2 == 0 { 0 } else { 200 }; 3]));
        let mut there = place((1.0, 0.0), 200.0, 192.0);
        there.center = Point { x: 200.0, y: 200.0 };
        let strip = Strip::cut(&fine, there);
        assert!(strip.samples.iter().all(|sample| sample.abs_diff(100) <= 2));
        let far = Strip::cut(&fine, place((1.0, 0.0), 1e6, 3.0));
        assert_eq!((far.width, far.padded_width()), (WIDEST, WIDEST));
        let none = Strip::cut(&fine, place((1.0, 0.0), 0.0, 0.0));
        assert_eq!((none.width, none.padded_width()), (8, 64));
        let planes = none.planes();
        assert_eq!(planes.len(), 3 * HEIGHT * 64);
        assert!(planes.iter().all(|value| (-1.0..=1.0).contains(value)));
    }
}
