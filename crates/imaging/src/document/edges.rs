//! Places where the colour changes, and in which direction it does.

use super::plane::Plane;

/// Changes of less than this are noise in any file, in levels a pixel and channel. A step of colour of
/// height `h` measures `h / 2`.
const FAINTEST: f32 = 1.5;
/// At most this share of the pixels are taken for edges before thinning, the strongest. Print and
/// texture that fill a picture have about as much.
const MOST: f32 = 0.2;
/// Bins of the histogram that finds the strongest, a quarter of a level each.
const BINS: usize = 1024;

/// One pixel of a thinned edge.
#[derive(Clone, Copy, Debug)]
pub(super) struct EdgePoint {
    /// Centre of the pixel.
    pub(super) x: f32,
    pub(super) y: f32,
    /// Direction of the steepest change, in degrees, 0 to 180; the edge runs across it.
    pub(super) degrees: f32,
    /// Steepness in levels a pixel.
    pub(super) steepness: f32,
}

/// Thinned edges of a plane.
pub(super) struct Edges {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) points: Vec<EdgePoint>,
    /// Per pixel 0 for no edge, else 1 + the direction in whole degrees.
    map: Vec<u8>,
}

/// The colour gradient as a tensor: `xx`, `xy`, `yy` summed over the channels.
///
/// Source: Di Zenzo, "A note on the gradient of a multi-image", CVGIP 33(1), 1986. Two colours of the
/// same lightness have an edge in it, which luma has not.
struct Gradient {
    /// Steepness along the steepest direction, in levels a pixel.
    steepness: Vec<f32>,
    /// `xx - yy` and `2 xy`: twice the direction, as a vector.
    double: Vec<[f32; 2]>,
}

impl Edges {
    /// Finds the edges of a plane; a plane of fewer than 3 pixels a side has none.
    pub(super) fn of(plane: &Plane) -> Self {
        let (width, height) = (plane.width, plane.height);
        let mut map = vec![0; width * height];
        let mut points = Vec::new();
        if width >= 3 && height >= 3 {
            let gradient = Gradient::of(plane);
            let threshold = gradient.threshold();
            for y in 1..height - 1 {
                for x in 1..width - 1 {
                    let at = y * width + x;
                    if gradient.steepness[at] > threshold && gradient.is_crest(at, width) {
                        let [along, across] = gradient.double_around(at, width);
                        let degrees = across.atan2(along).to_degrees() / 2.0;
                        let degrees = if degrees < 0.0 { degrees + 180.0 } else { degrees };
                        map[at] = 1 + (degrees as u8).min(179);
                        points.push(EdgePoint {
                            x: x as f32 + 0.5,
                            y: y as f32 + 0.5,
                            degrees,
                            steepness: gradient.steepness[at],
                        });
                    }
                }
            }
        }
        Self { width, height, points, map }
    }

    /// Whether the pixel under the point is part of an edge whose normal has that direction, in degrees
    /// from 0 to 180, within the tolerance.
    pub(super) fn runs(&self, x: f32, y: f32, degrees: f32, tolerance: f32) -> bool {
        if x < 0.0 || y < 0.0 || x >= self.width as f32 || y >= self.height as f32 {
            return false;
        }
        match self.map.get(y as usize * self.width + x as usize) {
            Some(&code) if code > 0 => {
                let apart = (f32::from(code) - 0.5 - degrees).abs();
                apart.min(180.0 - apart) <= tolerance
            }
            _ => false,
        }
    }
}

impl Gradient {
    fn of(plane: &Plane) -> Self {
        let (width, height) = (plane.width, plane.height);
        let mut steepness = vec![0.0; width * height];
        let mut double = vec![[0.0; 2]; width * height];
        for y in 1..height - 1 {
            let (above, here, below) = (plane.row(y - 1), plane.row(y), plane.row(y + 1));
            let windows = above.windows(9).zip(here.windows(9)).zip(below.windows(9)).step_by(3);
            for (x, ((above, here), below)) in windows.enumerate() {
                let (mut xx, mut xy, mut yy) = (0, 0, 0);
                for channel in 0..3 {
                    let at = |row: &[u8], column: usize| i32::from(row[column * 3 + channel]);
                    let dx = at(above, 2) - at(above, 0)
                        + 2 * (at(here, 2) - at(here, 0))
                        + at(below, 2)
                        - at(below, 0);
                    let dy = at(below, 0) - at(above, 0)
                        + 2 * (at(below, 1) - at(above, 1))
                        + at(below, 2)
                        - at(above, 2);
                    xx += dx * dx;
                    xy += dx * dy;
                    yy += dy * dy;
                }
                let (along, across) = ((xx - yy) as f32, (2 * xy) as f32);
                let largest = ((xx + yy) as f32 + (along * along + across * across).sqrt()) / 2.0;
                let at = y * width + x + 1;
                // Sobel's weights add up to 8; the root of 3 makes gray steps count as in luma.
                steepness[at] = largest.sqrt() / (8.0 * 1.732_050_8);
                double[at] = [along, across];
            }
        }
        Self { steepness, double }
    }

    /// What an edge must exceed so that they do not take up more than their share of the pixels.
    fn threshold(&self) -> f32 {
        let mut counts = [0_usize; BINS];
        for &steepness in &self.steepness {
            counts[((steepness * 4.0) as usize).min(BINS - 1)] += 1;
        }
        let mut room = (self.steepness.len() as f32 * MOST) as usize;
        let mut bin = BINS;
        while bin > 0 && counts[bin - 1] <= room {
            room -= counts[bin - 1];
            bin -= 1;
        }
        (bin as f32 / 4.0).max(FAINTEST)
    }

    /// Twice the direction of the steepest change, summed over the pixel and its neighbours: along a
    /// hard edge that is nearly level most pixels by themselves say that it is level, and those at its
    /// steps that it is steeper than it is.
    fn double_around(&self, at: usize, width: usize) -> [f32; 2] {
        let rows = [at - width, at, at + width];
        let nine = rows.into_iter().flat_map(|middle| &self.double[middle - 1..=middle + 1]);
        nine.fold([0.0; 2], |sum, double| [sum[0] + double[0], sum[1] + double[1]])
    }

    /// Whether the change is steepest here along its own direction, rounded to eighths of a turn.
    fn is_crest(&self, at: usize, width: usize) -> bool {
        let [along, across] = self.double[at];
        let step = if along > across.abs() {
            1
        } else if -along > across.abs() {
            width
        } else if across > 0.0 {
            width + 1
        } else {
            width - 1
        };
        // Equal neighbours: the first of them is the crest.
        self.steepness[at] >= self.steepness[at + step]
            && self.steepness[at] > self.steepness[at - step]
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::*;

    #[test]
    fn colours_of_one_lightness_have_an_edge() {
        // 0.299 · 120 = 0.114 · 315 / 1 does not fit a byte, so green gives way instead.
        let (left, right) = (Rgb([160, 80, 90]), Rgb([60, 131, 90]));
        let picture = RgbImage::from_fn(60, 40, |x, _| if x < 30 { left } else { right });
        let edges = Edges::of(&Plane::of(&picture));
        assert!(!edges.points.is_empty());
        for point in &edges.points {
            assert!((point.x - 30.0).abs() <= 0.5, "{point:?}");
            assert!(point.degrees.min(180.0 - point.degrees) < 0.1, "{point:?}");
        }
        assert!(edges.runs(point_x(&edges), 20.5, 178.0, 4.0), "directions wrap around");
        assert!(!edges.runs(point_x(&edges), 20.5, 90.0, 30.0));
    }

    fn point_x(edges: &Edges) -> f32 {
        edges.points[0].x
    }

    #[test]
    fn flat_and_tiny_planes_have_no_edges() {
        for (width, height) in [(50, 50), (2, 9), (1, 1)] {
            let flat = RgbImage::from_pixel(width, height, Rgb([90, 10, 200]));
            assert!(Edges::of(&Plane::of(&flat)).points.is_empty());
        }
    }
}
