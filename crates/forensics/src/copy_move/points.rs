//! Points of print that are found again, to the pixel, in a copy of it.

use std::cmp::Ordering;

use bonafide_imaging::GrayImage;

/// Half of a patch around a point, in pixels: a patch of 16 × 16 holds about a letter of small print.
pub(super) const HALF: usize = 8;

/// Points looked at, strongest first: all pairs of them are compared.
const MOST: usize = 4000;

/// Half of the window that gradients are summed over: 7 × 7 pixels.
const WINDOW: usize = 3;

/// Least response, in squared gray levels a pixel along the weaker direction.
const LEAST: f32 = 36.0;

/// Distance that a point keeps of stronger ones.
const APART: usize = 2;

/// A corner of print.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) x: usize,
    pub(super) y: usize,
    response: f32,
}

/// The strongest corners, at most [`MOST`], far enough from the border for a patch and one pixel more.
///
/// Source: Shi and Tomasi, "Good features to track", CVPR 1994: the smaller eigenvalue of the summed
/// gradients.
pub(super) fn points(luma: &GrayImage) -> Vec<Point> {
    let (width, height) = (luma.width() as usize, luma.height() as usize);
    let margin = HALF + 2;
    if width <= 2 * margin || height <= 2 * margin {
        return Vec::new();
    }
    let responses = responses(luma, width, height);
    let mut points = Vec::new();
    for y in margin..height - margin {
        for x in margin..width - margin {
            let response = at(&responses, width, x, y);
            if response > LEAST && highest(&responses, width, (x, y), response) {
                points.push(Point { x, y, response });
            }
        }
    }
    points.sort_by(|a, b| b.response.total_cmp(&a.response).then((a.y, a.x).cmp(&(b.y, b.x))));
    points.truncate(MOST);
    points
}

fn at(responses: &[f32], width: usize, x: usize, y: usize) -> f32 {
    responses.get(y * width + x).copied().unwrap_or(0.0)
}

/// Whether none around is higher, nor as high and before it.
fn highest(responses: &[f32], width: usize, (x, y): (usize, usize), response: f32) -> bool {
    let span = 2 * APART + 1;
    (0..span).all(|row| {
        let start = (y + row - APART) * width + x - APART;
        responses.get(start..start + span).is_some_and(|around| {
            around.iter().enumerate().all(|(column, &other)| match other.total_cmp(&response) {
                Ordering::Less => true,
                Ordering::Equal => (row, column) >= (APART, APART),
                Ordering::Greater => false,
            })
        })
    })
}

/// Sums of gradient products over columns of a window, and their response along a row.
struct Sums {
    columns: Vec<[i32; 3]>,
}

impl Sums {
    fn add(&mut self, raw: &[u8], width: usize, y: usize, sign: i32) {
        let row = |y: usize| raw.get(y * width..(y + 1) * width).unwrap_or(&[]);
        let (above, here, below) = (row(y - 1), row(y), row(y + 1));
        let inner = self.columns.iter_mut().skip(1);
        let sides = here.windows(3).zip(above.iter().zip(below).skip(1));
        for (sums, (across, (up, down))) in inner.zip(sides) {
            let gx = i32::from(across[2]) - i32::from(across[0]);
            let gy = i32::from(*down) - i32::from(*up);
            sums[0] += sign * gx * gx;
            sums[1] += sign * gx * gy;
            sums[2] += sign * gy * gy;
        }
    }

    fn responses(&self, out: &mut [f32]) {
        // A central difference is twice the gradient.
        let scale = 0.25 / ((2 * WINDOW + 1) * (2 * WINDOW + 1)) as f32;
        let mut sums = [0_i32; 3];
        for x in 0..self.columns.len() {
            for (sum, entering) in sums.iter_mut().zip(self.columns[x]) {
                *sum += entering;
            }
            if let Some(leaving) = x.checked_sub(2 * WINDOW + 1) {
                for (sum, leaving) in sums.iter_mut().zip(self.columns[leaving]) {
                    *sum -= leaving;
                }
            }
            let [a, b, c] = sums.map(|sum| sum as f32 * scale);
            let smaller = (a + c) / 2.0 - ((a - c) * (a - c) / 4.0 + b * b).sqrt();
            if let Some(response) = x.checked_sub(WINDOW).and_then(|x| out.get_mut(x)) {
                *response = smaller;
            }
        }
    }
}

fn responses(luma: &GrayImage, width: usize, height: usize) -> Vec<f32> {
    let raw = luma.as_raw();
    let mut out = vec![0.0; width * height];
    let mut sums = Sums { columns: vec![[0; 3]; width] };
    for y in 1..height - 1 {
        sums.add(raw, width, y, 1);
        if y > 2 * WINDOW + 1 {
            sums.add(raw, width, y - 2 * WINDOW - 1, -1);
        }
        if let Some(row) = y.checked_sub(WINDOW).and_then(|y| out.chunks_exact_mut(width).nth(y)) {
            sums.responses(row);
        }
    }
    out
}
