//! How far a repeated region reaches, and at which of its two places it has a border.

use bonafide_imaging::GrayImage;

use super::clusters::Cluster;

/// Lines added at most on a side, pixels: the height of a line of print.
const MOST_LINES: i32 = 24;

/// A line is no longer repeated where its differences are this many times those within the region.
const UNLIKE: f64 = 1.6;

/// A place is told from the other where the steps over its sides are this many times the other's.
const CLEARER: f64 = 1.25;

/// Left, top, right and bottom; the last two exclusive.
type Bounds = [i32; 4];

/// Which of two places is likelier the pasted one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    First,
    Second,
    Unclear,
}

/// The first place of a cluster, grown line by line for as long as the second repeats it.
pub(super) fn grown(luma: &GrayImage, cluster: &Cluster) -> Bounds {
    let mut bounds = cluster.bounds;
    let Some(inside) = unlike(luma, bounds, cluster.shift) else {
        return bounds;
    };
    let limit = UNLIKE * inside + 0.5;
    for _ in 0..MOST_LINES {
        for side in 0..4 {
            let line = beside(bounds, side);
            if unlike(luma, line, cluster.shift).is_some_and(|line| line <= limit) {
                bounds[side] += if side < 2 { -1 } else { 1 };
            }
        }
    }
    bounds
}

/// The line of pixels just beyond a side: 0 left, 1 above, 2 right, 3 below.
fn beside([left, top, right, bottom]: Bounds, side: usize) -> Bounds {
    match side {
        0 => [left - 1, top, left, bottom],
        1 => [left, top - 1, right, top],
        2 => [right, top, right + 1, bottom],
        _ => [left, bottom, right, bottom + 1],
    }
}

/// Mean difference of pixels to those at a shift, without the largest quarter; `None` beyond the picture.
fn unlike(luma: &GrayImage, [left, top, right, bottom]: Bounds, [dx, dy]: [i32; 2]) -> Option<f64> {
    let mut counts = [0_u32; 256];
    let mut number = 0;
    for y in top..bottom {
        for x in left..right {
            let difference = level(luma, x, y)?.abs_diff(level(luma, x + dx, y + dy)?);
            counts[usize::from(difference)] += 1;
            number += 1;
        }
    }
    // Print beside the other place reaches into a few pixels of a line.
    let (mut left, mut sum) = (number * 3 / 4, 0.0);
    for (difference, &count) in counts.iter().enumerate() {
        let taken = count.min(left);
        sum += difference as f64 * f64::from(taken);
        left -= taken;
    }
    (number > 0).then(|| sum / f64::from((number * 3 / 4).max(1)))
}

fn level(luma: &GrayImage, x: i32, y: i32) -> Option<u8> {
    let (x, y) = (u32::try_from(x).ok()?, u32::try_from(y).ok()?);
    luma.get_pixel_checked(x, y).map(|level| level.0[0])
}

/// Compares the steps over the sides at both places.
pub(super) fn target(luma: &GrayImage, bounds: Bounds, [dx, dy]: [i32; 2]) -> Target {
    let [left, top, right, bottom] = bounds;
    let first = steps(luma, bounds);
    let second = steps(luma, [left + dx, top + dy, right + dx, bottom + dy]);
    match first.zip(second) {
        Some((first, second)) if first > CLEARER * second => Target::First,
        Some((first, second)) if second > CLEARER * first => Target::Second,
        _ => Target::Unclear,
    }
}

/// Mean step between the pixels on both sides of a border.
fn steps(luma: &GrayImage, bounds: Bounds) -> Option<f64> {
    let (mut sum, mut number) = (0.0, 0.0);
    for side in 0..4 {
        let [left, top, right, bottom] = beside(bounds, side);
        let [dx, dy] = [[1, 0], [0, 1], [-1, 0], [0, -1]].get(side).copied()?;
        for y in top..bottom {
            for x in left..right {
                let step = level(luma, x, y)?.abs_diff(level(luma, x + dx, y + dy)?);
                sum += f64::from(step);
                number += 1.0;
            }
        }
    }
    (number > 0.0).then(|| sum / number)
}
