//! A document as seen from straight above.

use image::{Rgb, RgbImage};

use super::geometry::{Point, distance};
use super::quad::DocumentQuad;
use crate::Picture;
use crate::wipe::Wiped;

/// The widest crop, in pixels: 1200 dots per inch of ID-1.
const WIDEST: u32 = 4096;
/// The highest, in widths: what has no known shape is taken as it appears, within this.
const HIGHEST: f32 = 2.0;
/// Most samples along one axis that an output pixel is the mean of.
const MOST_SAMPLES: f32 = 8.0;

/// The document cut out and seen from straight above, `width` pixels wide (1 to 4096) and as high as
/// its shape asks for: that of its format, or where it has none, of what was measured.
///
/// Each output pixel is the mean of the picture where it lies: about as many samples along each axis as it
/// covers pixels there, each over two of them, so that nothing is passed over where the crop is smaller. What lies
/// outside the picture is black.
pub fn rectify(picture: &Picture, quad: &DocumentQuad, width: u32) -> Wiped<RgbImage> {
    let source = picture.rgb();
    let width = width.clamp(1, WIDEST);
    let ratio = quad.format.ratio().unwrap_or(quad.evidence.ratio).clamp(1.0 / HIGHEST, 20.0);
    let height = ((width as f32 / ratio).round() as u32).max(1);
    let mut crop = RgbImage::new(width, height);
    let Some(view) = Perspective::of(&quad.corners) else { return Wiped::new(crop) };
    let samples = samples(&quad.corners, width, height);
    for (y, row) in crop.rows_mut().enumerate() {
        view.row(source, (y as u32, height), samples, row);
    }
    Wiped::new(crop)
}

/// Samples a pixel along and across: how many of the picture's pixels its longest row and column cover.
fn samples(corners: &[Point; 4], width: u32, height: u32) -> [u32; 2] {
    let [a, b, c, d] = *corners;
    let count = |one: f32, two: f32, pixels: u32| {
        (one.max(two) / pixels as f32).round().clamp(1.0, MOST_SAMPLES) as u32
    };
    [count(distance(a, b), distance(d, c), width), count(distance(a, d), distance(b, c), height)]
}

/// The projective map from the unit square to four corners: from places on a document to places in the
/// picture of it.
///
/// Source: Heckbert, "Fundamentals of texture mapping and image warping", 1989, section 2.2.3.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Perspective {
    x: [f64; 3],
    y: [f64; 3],
    depth: [f64; 2],
}

impl Perspective {
    /// The map that takes (0, 0), (1, 0), (1, 1) and (0, 1) to the corners, in pixels; `None` where they
    /// span nothing.
    pub fn of(corners: &[[f32; 2]; 4]) -> Option<Self> {
        let [a, b, c, d] = corners.map(|corner| corner.map(f64::from));
        let sum = [a[0] - b[0] + c[0] - d[0], a[1] - b[1] + c[1] - d[1]];
        let (one, two) = ([b[0] - c[0], b[1] - c[1]], [d[0] - c[0], d[1] - c[1]]);
        let determinant = one[0] * two[1] - two[0] * one[1];
        if determinant.abs() < 1e-9 || !determinant.is_finite() {
            return None;
        }
        let g = (sum[0] * two[1] - two[0] * sum[1]) / determinant;
        let h = (one[0] * sum[1] - sum[0] * one[1]) / determinant;
        let row = |k: usize| [b[k] - a[k] + g * b[k], d[k] - a[k] + h * d[k], a[k]];
        Some(Self { x: row(0), y: row(1), depth: [g, h] })
    }

    /// Where the place `u` to the right and `v` down lies in the picture, in pixels; `None` where it is
    /// behind the camera.
    pub fn at(&self, u: f64, v: f64) -> Option<[f64; 2]> {
        let depth = self.depth[0] * u + self.depth[1] * v + 1.0;
        let share = 1.0 / depth;
        let along = |row: [f64; 3]| (row[0] * u + row[1] * v + row[2]) * share;
        (depth > 1e-6).then(|| [along(self.x), along(self.y)])
    }

    /// The place that a point of the picture shows: the inverse of [`at`](Self::at); `None` where none
    /// does.
    pub fn place_of(&self, x: f64, y: f64) -> Option<[f64; 2]> {
        // (x · depth − x-row) = 0 and the like are linear in u and v.
        let row = |row: [f64; 3], value: f64| {
            [row[0] - value * self.depth[0], row[1] - value * self.depth[1], value - row[2]]
        };
        let (one, two) = (row(self.x, x), row(self.y, y));
        let determinant = one[0] * two[1] - one[1] * two[0];
        let u = (one[2] * two[1] - one[1] * two[2]) / determinant;
        let v = (one[0] * two[2] - one[2] * two[0]) / determinant;
        (u.is_finite() && v.is_finite()).then_some([u, v])
    }

    /// A row of output pixels, each the mean of its samples.
    fn row<'a>(
        &self,
        source: &RgbImage,
        (y, height): (u32, u32),
        [along, down]: [u32; 2],
        out: impl ExactSizeIterator<Item = &'a mut Rgb<u8>>,
    ) {
        let width = out.len();
        // From one sample to the next; a sample lies in the middle of its part.
        let step = [f64::from(along) * width as f64, f64::from(down * height)].map(f64::recip);
        let place = |sample: u32, step: f64| (f64::from(sample) + 0.5) * step;
        let mut sums = vec![[0_u32; 3]; width];
        for part in 0..down {
            let line = self.line(place(y * down + part, step[1]));
            for (x, sum) in (0..).zip(&mut sums) {
                for part in 0..along {
                    let Some(at) = line.at(place(x * along + part, step[0])) else { continue };
                    let colour = colour(source, at);
                    sum.iter_mut().zip(colour).for_each(|(sum, level)| *sum += level);
                }
            }
        }
        let whole = along * down * ONE * ONE;
        for (pixel, sum) in out.zip(sums) {
            pixel.0 = sum.map(|sum| ((sum + whole / 2) / whole) as u8);
        }
    }

    /// The map along one level of the document: its terms with `v` taken together.
    fn line(&self, v: f64) -> Line {
        let terms = |row: [f64; 3]| [row[0], row[1] * v + row[2]];
        Line { x: terms(self.x), y: terms(self.y), depth: [self.depth[0], self.depth[1] * v + 1.0] }
    }
}

/// A [`Perspective`] along one level of the document; terms are slope and start.
struct Line {
    x: [f64; 2],
    y: [f64; 2],
    depth: [f64; 2],
}

impl Line {
    /// As [`Perspective::at`].
    fn at(&self, u: f64) -> Option<[f64; 2]> {
        let along = |[slope, start]: [f64; 2]| slope * u + start;
        let depth = along(self.depth);
        let share = 1.0 / depth;
        (depth > 1e-6).then(|| [along(self.x) * share, along(self.y) * share])
    }
}

/// Parts of a pixel that places between pixels are told to.
const ONE: u32 = 256;

/// Colour between pixel centres, which lie at halves, in 256 · 256 parts of a level; black outside.
fn colour(source: &RgbImage, [x, y]: [f64; 2]) -> [u32; 3] {
    let (width, height) = source.dimensions();
    if !(x >= 0.0 && y >= 0.0 && x <= f64::from(width) && y <= f64::from(height)) {
        return [0; 3];
    }
    // The last pixel is met as the right one of the last pair. A picture one pixel wide has no pair; the same twice then.
    let first = |at: f64, size: u32| {
        let at = ((at * f64::from(ONE)) as u32).saturating_sub(ONE / 2);
        let whole = (at / ONE).min(size.saturating_sub(2));
        (whole as usize, (at - whole * ONE).min(ONE))
    };
    let ((column, right), (row, down)) = (first(x, width), first(y, height));
    let (width, last) = (width as usize, (height as usize).saturating_sub(1));
    let pair = |row: usize| -> [[u32; 3]; 2] {
        let from = 3 * (row * width + column);
        match source.as_raw().get(from..from + 3 * width.min(2)) {
            Some(&[r, g, b, r2, g2, b2]) => [[r, g, b], [r2, g2, b2]].map(|p| p.map(u32::from)),
            Some(&[r, g, b]) => [[r, g, b].map(u32::from); 2],
            _ => [[0; 3]; 2],
        }
    };
    let ([a, b], [c, d]) = (pair(row), pair((row + 1).min(last)));
    std::array::from_fn(|k| {
        let (above, below) =
            (a[k] * (ONE - right) + b[k] * right, c[k] * (ONE - right) + d[k] * right);
        above * (ONE - down) + below * down
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_of_the_unit_square_go_to_the_corners() {
        let corners = [[10.0, 20.0], [300.0, 40.0], [280.0, 230.0], [30.0, 200.0]];
        let view = Perspective::of(&corners).unwrap();
        for ([u, v], [x, y]) in
            [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]].into_iter().zip(corners)
        {
            let [found_x, found_y] = view.at(u, v).unwrap();
            assert!((found_x - f64::from(x)).abs() < 1e-3 && (found_y - f64::from(y)).abs() < 1e-3);
            let [back_u, back_v] = view.place_of(found_x, found_y).unwrap();
            assert!((back_u - u).abs() < 1e-9 && (back_v - v).abs() < 1e-9);
        }
        assert!(Perspective::of(&[[1.0, 1.0]; 4]).is_none());
    }

    #[test]
    fn between_pixels_colours_mix_and_at_the_edge_they_go_on() {
        let ramp = RgbImage::from_fn(3, 2, |x, y| image::Rgb([(x * 100 + y * 10) as u8; 3]));
        let seen = |x, y| colour(&ramp, [x, y])[0] / (ONE * ONE); // all are whole
        assert_eq!([seen(0.5, 0.5), seen(1.0, 0.5), seen(1.5, 1.0)], [0, 50, 105]);
        assert_eq!([seen(0.0, 0.0), seen(3.0, 2.0), seen(3.0, 0.0)], [0, 210, 200]);
        assert_eq!(seen(3.1, 1.0), 0);
        let line = RgbImage::from_fn(1, 3, |_, y| image::Rgb([y as u8 * 20; 3]));
        let dot = RgbImage::from_pixel(1, 1, image::Rgb([7; 3]));
        let ends = [colour(&line, [1.0, 2.5]), colour(&dot, [0.3, 0.9])];
        assert_eq!(ends.map(|[red, ..]| red / (ONE * ONE)), [40, 7]);
    }

    #[test]
    fn a_smaller_crop_is_the_mean() {
        let stripes = RgbImage::from_fn(64, 64, |x, _| image::Rgb([(x % 2) as u8 * 200; 3]));
        let view = Perspective::of(&[[0.0, 0.0], [64.0, 0.0], [64.0, 64.0], [0.0, 64.0]]).unwrap();
        let samples = samples(&[[0.0, 0.0], [64.0, 0.0], [64.0, 64.0], [0.0, 64.0]], 8, 8);
        assert_eq!(samples, [8, 8]);
        let mut row = [Rgb([0; 3]); 8];
        view.row(&stripes, (3, 8), samples, row.iter_mut());
        assert_eq!(row, [Rgb([100; 3]); 8]);
    }
}
