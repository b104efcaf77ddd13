//! A picture to draw on: what was read in it is marked for a person who checks a reading.

use bonafide_imaging::{Rgb, RgbImage, Wiped, encode_png};

/// The longer side of an overlay at most, in pixels.
const LONGER_SIDE: u32 = 1600;

/// Pixels to draw on; coordinates are those of the picture at full size.
pub(crate) struct Canvas {
    pixels: Wiped<RgbImage>,
    factor: f32,
}

/// A place in the upright picture, in its pixels: to the right, downwards.
pub(crate) type Place = (f32, f32);

impl Canvas {
    /// The upright picture, shrunk to at most 1,600 pixels along its longer side.
    pub(crate) fn of(picture: &RgbImage) -> Self {
        let factor = picture.width().max(picture.height()).div_ceil(LONGER_SIDE).max(1);
        Self { pixels: Wiped::new(shrunk(picture, factor)), factor: factor as f32 }
    }

    /// The drawing.
    pub(crate) fn pixels(&self) -> &RgbImage {
        &self.pixels
    }

    /// The drawing as PNG; none for a picture without pixels.
    pub(crate) fn png(&self) -> Option<Vec<u8>> {
        encode_png(&self.pixels).ok()
    }

    pub(crate) fn outline(&mut self, corners: [Place; 4], colour: Rgb<u8>, width: u32) {
        for (from, to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            self.stroke(*from, *to, colour, width);
        }
    }

    /// A straight stroke, `width` pixels of the drawing wide.
    pub(crate) fn stroke(&mut self, from: Place, to: Place, colour: Rgb<u8>, width: u32) {
        let (columns, rows) = self.pixels.dimensions();
        // What lies far outside is cut off, so that a wild corner costs no time.
        let place =
            |value: f32, size: u32| (value / self.factor).clamp(-(size as f32), 2.0 * size as f32);
        let (x0, y0) = (place(from.0, columns), place(from.1, rows));
        let (x1, y1) = (place(to.0, columns), place(to.1, rows));
        let steps = (x1 - x0).abs().max((y1 - y0).abs()).ceil().max(1.0);
        if !steps.is_finite() {
            return;
        }
        for step in 0..=steps as u32 {
            let share = step as f32 / steps;
            let (x, y) = (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share);
            self.dot(x, y, colour, width);
        }
    }

    fn dot(&mut self, x: f32, y: f32, colour: Rgb<u8>, width: u32) {
        let before = (width / 2) as f32;
        for down in 0..width {
            for right in 0..width {
                let (column, row) = (x - before + right as f32, y - before + down as f32);
                if column >= 0.0
                    && row >= 0.0
                    && let Some(pixel) =
                        self.pixels.get_pixel_mut_checked(column as u32, row as u32)
                {
                    *pixel = colour;
                }
            }
        }
    }
}

/// The picture at one `factor`-th of its size; a pixel is the mean of those that it stands for.
fn shrunk(picture: &RgbImage, factor: u32) -> RgbImage {
    if factor == 1 {
        return picture.clone();
    }
    let (width, height) = (picture.width().div_ceil(factor), picture.height().div_ceil(factor));
    RgbImage::from_fn(width, height, |x, y| {
        let columns = x * factor..((x + 1) * factor).min(picture.width());
        let rows = y * factor..((y + 1) * factor).min(picture.height());
        let mut sums = [0_u32; 3];
        for row in rows.clone() {
            for column in columns.clone() {
                let Rgb(levels) = *picture.get_pixel(column, row);
                for (sum, level) in sums.iter_mut().zip(levels) {
                    *sum += u32::from(level);
                }
            }
        }
        let count = (rows.len() * columns.len()).max(1) as u32;
        Rgb(sums.map(|sum| ((sum + count / 2) / count) as u8))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn large_pictures_are_shrunk_and_keep_their_colour() {
        let picture = RgbImage::from_pixel(3300, 100, Rgb([10, 20, 30]));
        let small = shrunk(&picture, 3);
        assert_eq!(small.dimensions(), (1100, 34));
        assert!(small.pixels().all(|pixel| pixel.0 == [10, 20, 30]));
    }
}
