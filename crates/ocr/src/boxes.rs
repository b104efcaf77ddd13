//! From a map of probabilities to lines: the way back of differentiable binarisation.
//!
//! The network marks the shrunk kernel of every line, so that lines that touch stay apart. A kernel
//! is a connected patch of the map; the smallest rectangle around it is grown by what it was shrunk.
//! Source: Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", AAAI 2020.

use bonafide_imaging::Point;

use crate::rectangle::{Rectangle, smallest_around};

/// Probability above which a pixel belongs to a kernel. Published with the network.
const KERNEL: f32 = 0.2;
/// Least mean probability in the rectangle around a kernel. Published with the network.
const LEAST_SCORE: f32 = 0.45;
/// A kernel is grown by its area times this over its perimeter. Published with the network.
const GROWTH: f32 = 1.4;
/// Least extent of a kernel, in pixels of the map between the middles of its outer pixels: three
/// pixels, less than which no recogniser reads.
const LEAST_EXTENT: f32 = 2.0;
/// Most lines of one map, the largest kernels first: ten times those of a crowded document.
const MOST_LINES: usize = 400;

/// A line that was found in a map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Where it is, in pixels of the map, the corner of the first pixel at (0, 0). The direction is one
    /// of four: which of them reads the line is not known here.
    pub rectangle: Rectangle,
    /// Mean probability in the kernel's rectangle, in [0, 1].
    pub score: f32,
}

/// The lines of a map of probabilities, row by row, `width` values a row; those with the largest
/// kernels first, at most 400. What is no number belongs to no line; values beyond the last whole
/// row are left out.
///
/// Cost: linear in the map. Bounded for any map; equal maps give equal lines.
pub fn lines_of_map(values: &[f32], width: usize) -> Vec<Found> {
    let mut kernels = kernels(values, width);
    kernels.sort_by_key(|kernel| std::cmp::Reverse(kernel.count));
    kernels.truncate(MOST_LINES);
    kernels.iter().filter_map(Kernel::line).collect()
}

/// A connected patch of pixels.
struct Kernel {
    count: usize,
    sum: f32,
    /// The first and the last pixel of every row, their middles.
    outline: Vec<Point>,
}

impl Kernel {
    fn line(&self) -> Option<Found> {
        let inner = smallest_around(&self.outline)?;
        if inner.length.min(inner.height) < LEAST_EXTENT {
            return None;
        }
        let score = (self.sum / (inner.length * inner.height).max(self.count as f32)).min(1.0);
        if score < LEAST_SCORE {
            return None;
        }
        let (length, height) = (inner.length, inner.height);
        let margin = length * height * GROWTH / (2.0 * (length + height));
        Some(Found { rectangle: inner.grown(margin), score })
    }
}

/// The patches of pixels that touch by a side or a corner, in the order of their first pixels.
fn kernels(values: &[f32], width: usize) -> Vec<Kernel> {
    let mut kernels = Vec::new();
    let Some(height) = values.len().checked_div(width) else { return kernels };
    let mut is_open: Vec<bool> = values.iter().map(|value| *value > KERNEL).collect();
    is_open.truncate(width * height);
    let mut waiting = Vec::new();
    for start in 0..is_open.len() {
        if !take(&mut is_open, start) {
            continue;
        }
        waiting.push(start);
        let mut pixels = Vec::new();
        while let Some(index) = waiting.pop() {
            pixels.push(index);
            for near in neighbours(index, width, height) {
                if take(&mut is_open, near) {
                    waiting.push(near);
                }
            }
        }
        kernels.push(kernel(values, width, pixels));
    }
    kernels
}

/// Whether a pixel is open; it is not any more.
fn take(is_open: &mut [bool], index: usize) -> bool {
    is_open.get_mut(index).is_some_and(std::mem::take)
}

/// The up to eight pixels around one.
fn neighbours(index: usize, width: usize, height: usize) -> impl Iterator<Item = usize> {
    let (x, y) = (index % width, index / width);
    let columns = x.saturating_sub(1)..=(x + 1).min(width - 1);
    let rows = y.saturating_sub(1)..=(y + 1).min(height - 1);
    rows.flat_map(move |row| columns.clone().map(move |column| row * width + column))
}

fn kernel(values: &[f32], width: usize, mut pixels: Vec<usize>) -> Kernel {
    pixels.sort_unstable();
    let sum =
        pixels.iter().filter_map(|&index| values.get(index)).map(|value| value.min(1.0)).sum();
    let middle =
        |index: usize| Point { x: (index % width) as f32 + 0.5, y: (index / width) as f32 + 0.5 };
    let mut outline = Vec::new();
    for row in pixels.chunk_by(|a, b| a / width == b / width) {
        outline.extend(row.first().map(|&index| middle(index)));
        outline.extend(row.last().map(|&index| middle(index)));
    }
    Kernel { count: pixels.len(), sum, outline }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WIDTH: usize = 200;
    const HEIGHT: usize = 160;

    /// A map with rectangles drawn into it.
    fn drawn(rectangles: &[Rectangle], value: f32) -> Vec<f32> {
        let is_inside = |x: f32, y: f32| {
            rectangles.iter().any(|r| {
                let (dx, dy) = (x - r.center.x, y - r.center.y);
                let (s, t) = (dx * r.along.x + dy * r.along.y, dy * r.along.x - dx * r.along.y);
                s.abs() <= r.length / 2.0 && t.abs() <= r.height / 2.0
            })
        };
        (0..WIDTH * HEIGHT)
            .map(|i| ((i % WIDTH) as f32 + 0.5, (i / WIDTH) as f32 + 0.5))
            .map(|(x, y)| if is_inside(x, y) { value } else { 0.02 })
            .collect()
    }

    fn rectangle(x: f32, y: f32, degrees: f32, length: f32, height: f32) -> Rectangle {
        let (sine, cosine) = degrees.to_radians().sin_cos();
        let along = Point { x: cosine, y: sine };
        Rectangle { center: Point { x, y }, along, length, height }
    }

    /// The extents that a rectangle of that extent grew from, by bisection.
    fn before_growth(length: f32, height: f32) -> (f32, f32) {
        let margin = |m: f32| {
            let (l, h) = (length - 2.0 * m, height - 2.0 * m);
            l * h * GROWTH / (2.0 * (l + h)) - m
        };
        let (mut low, mut high) = (0.0, height / 2.0);
        for _ in 0..40 {
            let middle = (low + high) / 2.0;
            if margin(middle) > 0.0 { low = middle } else { high = middle }
        }
        (length - 2.0 * low, height - 2.0 * low)
    }

    #[test]
    fn turned_rectangles_are_found_to_a_pixel_or_two() {
        for degrees in [0.0, 3.0, 12.0, 30.0, 45.0, 71.0, 90.0, 118.0] {
            let kernel = rectangle(100.0, 80.0, degrees, 90.0, 10.0);
            let found = lines_of_map(&drawn(&[kernel], 0.9), WIDTH);
            let [line] = found.as_slice() else { panic!("{degrees}: {}", found.len()) };
            let r = line.rectangle;
            let (long, short) = before_growth(r.length.max(r.height), r.length.min(r.height));
            // Middles of outer pixels lie half a pixel inside of what was drawn.
            assert!((long - 89.0).abs() < 1.5, "{degrees}: {long}");
            assert!((short - 9.0).abs() < 1.5, "{degrees}: {short}");
            assert!((r.center.x - 100.0).hypot(r.center.y - 80.0) < 1.0, "{degrees}");
            let long_way = if r.length > r.height { r.along } else { r.across() };
            let sine = long_way.x * kernel.along.y - long_way.y * kernel.along.x;
            assert!(sine.abs() < 0.03, "{degrees}: {sine}");
        }
    }

    #[test]
    fn lines_that_do_not_touch_are_apart_and_the_largest_is_first() {
        let upper = rectangle(60.0, 30.0, 0.0, 60.0, 8.0);
        let lower = rectangle(100.0, 44.0, 0.0, 120.0, 8.0);
        let found = lines_of_map(&drawn(&[upper, lower], 0.8), WIDTH);
        let centers: Vec<f32> = found.iter().map(|line| line.rectangle.center.y).collect();
        assert!(centers.len() == 2 && (centers[0] - 44.0).abs() < 1.0, "{centers:?}");
        assert!(found.iter().all(|line| (0.75..0.9).contains(&line.score)));
    }

    #[test]
    fn what_is_faint_small_or_ragged_is_no_line() {
        let line = rectangle(100.0, 80.0, 0.0, 90.0, 10.0);
        assert!(lines_of_map(&drawn(&[line], 0.3), WIDTH).is_empty());
        assert!(lines_of_map(&drawn(&[line], f32::NAN), WIDTH).is_empty());
        let speck = rectangle(100.0, 80.0, 0.0, 2.0, 2.0);
        assert!(lines_of_map(&drawn(&[speck], 0.9), WIDTH).is_empty());
        let cross = [line, rectangle(100.0, 80.0, 90.0, 90.0, 10.0)];
        assert!(lines_of_map(&drawn(&cross, 0.9), WIDTH).is_empty());
    }

    #[test]
    fn the_number_of_lines_is_bounded() {
        let mut values = vec![0.0; 400 * 400];
        for (index, value) in values.iter_mut().enumerate() {
            *value = if index % 400 % 5 < 4 && index / 400 % 5 < 4 { 0.9 } else { 0.0 };
        }
        assert_eq!(lines_of_map(&values, 400).len(), MOST_LINES);
    }

    proptest! {
        #[test]
        fn any_map_is_taken(
            values in prop::collection::vec(prop_oneof![any::<f32>(), 0.0..1.0_f32], 0..600),
            width in prop_oneof![0..40_usize, Just(usize::MAX)],
        ) {
            for found in lines_of_map(&values, width) {
                let r = found.rectangle;
                prop_assert!((LEAST_SCORE..=1.0).contains(&found.score));
                prop_assert!(r.length >= LEAST_EXTENT && r.height >= LEAST_EXTENT);
                prop_assert!(r.center.x >= 0.0 && r.center.x <= width as f32);
                prop_assert!((r.along.x.hypot(r.along.y) - 1.0).abs() < 1e-4);
            }
        }
    }
}
