//! Points of print that are found again, to the pixel, in a copy of it.

#![allow(clippy::inline_always)] // compiled for each set of vector instructions

use std::cmp::Ordering;

use bonafide_imaging::{GrayImage, vectorised};

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

/// Sums of the products of gradients over the columns of a window: across by across, across by down, down by down.
struct Sums([Vec<i32>; 3]);

impl Sums {
    #[inline(always)]
    fn add(&mut self, [above, here, below]: [&[u8]; 3], sign: i32) {
        let [xx, xy, yy] = &mut self.0;
        let sums = xx.iter_mut().zip(xy).zip(yy).skip(1);
        let across = here.iter().zip(here.iter().skip(2));
        let down = above.iter().zip(below).skip(1);
        for (((xx, xy), yy), ((left, right), (up, down))) in sums.zip(across.zip(down)) {
            let (gx, gy) =
                (i32::from(*right) - i32::from(*left), i32::from(*down) - i32::from(*up));
            *xx += sign * gx * gx;
            *xy += sign * gx * gy;
            *yy += sign * gy * gy;
        }
    }

    /// The smaller eigenvalue at each place of a row that has a whole window.
    #[inline(always)]
    fn responses(&self, out: &mut [f32]) {
        const SPAN: usize = 2 * WINDOW + 1;
        // A central difference is twice the gradient.
        const SCALE: f32 = 0.25 / (SPAN * SPAN) as f32;
        let [xx, xy, yy] = self.0.each_ref().map(|columns| {
            let mut sums = vec![0_i32; columns.len().saturating_sub(SPAN - 1)];
            for first in 0..SPAN {
                let columns = columns.iter().skip(first);
                sums.iter_mut().zip(columns).for_each(|(sum, column)| *sum += column);
            }
            sums
        });
        let places = out.iter_mut().skip(WINDOW);
        for (response, ((xx, xy), yy)) in places.zip(xx.iter().zip(&xy).zip(&yy)) {
            let [a, b, c] = [xx, xy, yy].map(|sum| *sum as f32 * SCALE);
            *response = (a + c) / 2.0 - ((a - c) * (a - c) / 4.0 + b * b).sqrt();
        }
    }
}

fn responses(luma: &GrayImage, width: usize, height: usize) -> Vec<f32> {
    let raw = luma.as_raw();
    let row = |y: usize| raw.get(y * width..(y + 1) * width).unwrap_or(&[]);
    let rows = |y: usize| [y - 1, y, y + 1].map(row);
    let mut out = vec![0.0; width * height];
    let mut sums = Sums([(); 3].map(|()| vec![0; width]));
    for y in 1..height - 1 {
        vectorised(|| sums.add(rows(y), 1));
        if y > 2 * WINDOW + 1 {
            vectorised(|| sums.add(rows(y - 2 * WINDOW - 1), -1));
        }
        if let Some(out) = y.checked_sub(WINDOW).and_then(|y| out.chunks_exact_mut(width).nth(y)) {
            vectorised(|| sums.responses(out));
        }
    }
    out
}
