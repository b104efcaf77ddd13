//! A document as seen from straight above.

use image::RgbImage;

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
/// Each output pixel is the mean of the picture where it lies: as many samples along each axis as it
/// covers pixels there, so that nothing is passed over where the crop is smaller. What lies
/// outside the picture is black.
pub fn rectify(picture: &Picture, quad: &DocumentQuad, width: u32) -> Wiped<RgbImage> {
    let source = picture.rgb();
    let width = width.clamp(1, WIDEST);
    let ratio = quad.format.ratio().unwrap_or(quad.evidence.ratio).clamp(1.0 / HIGHEST, 20.0);
    let height = ((width as f32 / ratio).round() as u32).max(1);
    let mut crop = RgbImage::new(width, height);
    let Some(view) = Perspective::of(&quad.corners) else { return Wiped::new(crop) };
    let samples = samples(&quad.corners, width, height);
    for (x, y, pixel) in crop.enumerate_pixels_mut() {
        pixel.0 = view.pixel(source, [x, y], [width, height], samples);
    }
    Wiped::new(crop)
}

/// Samples a pixel along and across: how many of the picture's pixels its longest row and column cover.
fn samples(corners: &[Point; 4], width: u32, height: u32) -> [u32; 2] {
    let [a, b, c, d] = *corners;
    let count = |one: f32, two: f32, pixels: u32| {
        (one.max(two) / pixels as f32).ceil().clamp(1.0, MOST_SAMPLES) as u32
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

    /// Mean colour over an output pixel.
    fn pixel(&self, source: &RgbImage, at: [u32; 2], size: [u32; 2], samples: [u32; 2]) -> [u8; 3] {
        let mut sum = [0.0_f32; 3];
        let place = |k: usize, part: u32| {
            (f64::from(at[k]) + (f64::from(part) + 0.5) / f64::from(samples[k]))
                / f64::from(size[k])
        };
        for down in 0..samples[1] {
            let v = place(1, down);
            for along in 0..samples[0] {
                let Some([x, y]) = self.at(place(0, along), v) else { continue };
                let colour = colour(source, x, y);
                sum.iter_mut().zip(colour).for_each(|(sum, value)| *sum += value);
            }
        }
        let count = (samples[0] * samples[1]) as f32;
        sum.map(|value| (value / count + 0.5) as u8)
    }
}

/// Colour between pixel centres, which lie at halves; black outside.
fn colour(source: &RgbImage, x: f64, y: f64) -> [f32; 3] {
    let (width, height) = (source.width() as usize, source.height() as usize);
    if !(x >= 0.0 && y >= 0.0 && x <= width as f64 && y <= height as f64) {
        return [0.0; 3];
    }
    let (x, y) =
        ((x - 0.5).clamp(0.0, width as f64 - 1.0), (y - 0.5).clamp(0.0, height as f64 - 1.0));
    let (x0, y0) = (x as usize, y as usize);
    let (right, down) = ((x - x0 as f64) as f32, (y - y0 as f64) as f32);
    // The pixel to the right and the row below; at the edge the same again, whose share is 0.
    let (to_right, below) =
        (if x0 + 1 < width { 3 } else { 0 }, if y0 + 1 < height { 3 * width } else { 0 });
    let samples = source.as_raw();
    let first = 3 * (y0 * width + x0);
    let pixel = |from: usize| -> [f32; 3] {
        match samples.get(from..from + 3) {
            Some(&[r, g, b]) => [f32::from(r), f32::from(g), f32::from(b)],
            _ => [0.0; 3],
        }
    };
    let [a, b, c, d] =
        [first, first + to_right, first + below, first + below + to_right].map(pixel);
    std::array::from_fn(|k| {
        let (above, below) = (a[k] + (b[k] - a[k]) * right, c[k] + (d[k] - c[k]) * right);
        above + (below - above) * down
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
    fn a_smaller_crop_is_the_mean() {
        let stripes = RgbImage::from_fn(64, 64, |x, _| image::Rgb([(x % 2) as u8 * 200; 3]));
        let view = Perspective::of(&[[0.0, 0.0], [64.0, 0.0], [64.0, 64.0], [0.0, 64.0]]).unwrap();
        let samples = samples(&[[0.0, 0.0], [64.0, 0.0], [64.0, 64.0], [0.0, 64.0]], 8, 8);
        assert_eq!(samples, [8, 8]);
        assert_eq!(view.pixel(&stripes, [3, 3], [8, 8], samples), [100; 3]);
    }
}
