//! Pairs of patches that look alike, and by what fraction of a pixel they are apart.

use bonafide_imaging::GrayImage;

use super::points::{HALF, Point};

/// Side of a patch.
const SIDE: usize = 2 * HALF;

/// Bits in which the shapes of two patches may differ, of 64.
const BITS_APART: u32 = 6;

/// A point alike more others than this belongs to a pattern: a filler, a screen, a chequerboard.
const MOST_ALIKE: u16 = 48;

/// Shapes compared at once.
const LANES: usize = 16;

/// Pairs compared in full.
const MOST_PAIRS: usize = 40_000;

/// Least distance along one axis: patches do not overlap, nor what smoothing left of each other.
pub(super) const LEAST_SHIFT: i32 = 24;

/// Least correlation of the patches of a pair.
const LEAST_CORRELATION: f64 = 0.95;

/// Two patches at a shift in whole pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pair {
    /// From the first patch to the second: down, or in one row to the right.
    pub(super) shift: [i32; 2],
    /// Middle of the first patch.
    pub(super) at: [i32; 2],
    /// How far the second is from lying exactly at `shift`, in pixels, each below 0.6.
    pub(super) rest: [f64; 2],
}

/// Pairs of points whose patches are alike, in a fixed order.
pub(super) fn pairs(luma: &GrayImage, points: &[Point]) -> Vec<Pair> {
    let shapes: Vec<u64> = points.iter().map(|point| shape(luma, point)).collect();
    let alike = alike(points, &shapes);
    let mut pairs: Vec<Pair> = alike
        .into_iter()
        .filter_map(|(a, b)| aligned(luma, points.get(a)?, points.get(b)?))
        .collect();
    let order = |pair: &Pair| (pair.shift, pair.at);
    pairs.sort_by_key(order);
    pairs.dedup_by_key(|pair| order(pair));
    pairs
}

fn alike(points: &[Point], shapes: &[u64]) -> Vec<(usize, usize)> {
    let mut counts = vec![0_u16; shapes.len()];
    let mut found = Vec::new();
    for (b, &shape) in shapes.iter().enumerate() {
        for (chunk, others) in shapes.get(..b).unwrap_or(&[]).chunks(LANES).enumerate() {
            // Counted without branches, so that the compiler takes several at a time.
            let mut apart = [u32::MAX; LANES];
            for (apart, other) in apart.iter_mut().zip(others) {
                *apart = (shape ^ other).count_ones();
            }
            if apart.iter().all(|&apart| apart > BITS_APART) {
                continue;
            }
            for (lane, _) in apart.iter().enumerate().filter(|(_, apart)| **apart <= BITS_APART) {
                let a = chunk * LANES + lane;
                if far(&points[a], &points[b]) {
                    counts[a] = counts[a].saturating_add(1);
                    counts[b] = counts[b].saturating_add(1);
                    let few = counts[a] <= MOST_ALIKE && counts[b] <= MOST_ALIKE;
                    if few && found.len() < MOST_PAIRS {
                        found.push((a, b));
                    }
                }
            }
        }
    }
    found.retain(|&(a, b)| counts[a] <= MOST_ALIKE && counts[b] <= MOST_ALIKE);
    found
}

fn far(a: &Point, b: &Point) -> bool {
    a.x.abs_diff(b.x).max(a.y.abs_diff(b.y)) >= LEAST_SHIFT as usize
}

/// Which squares of 2 × 2 pixels of a patch are brighter than its mean.
fn shape(luma: &GrayImage, point: &Point) -> u64 {
    let (raw, width) = (luma.as_raw(), luma.width() as usize);
    let mut cells = [0_u32; 64];
    for y in 0..SIDE {
        let start = (point.y + y - HALF) * width + point.x - HALF;
        let row = raw.get(start..start + SIDE).unwrap_or(&[]);
        for (x, &level) in row.iter().enumerate() {
            cells[y / 2 * HALF + x / 2] += u32::from(level);
        }
    }
    let sum: u32 = cells.iter().sum();
    cells.iter().enumerate().fold(0, |bits, (at, &cell)| bits | (u64::from(cell * 64 > sum) << at))
}

/// The pair of two points, moved to the nearest whole shift; `None` if the patches are not alike there.
fn aligned(luma: &GrayImage, a: &Point, b: &Point) -> Option<Pair> {
    let (a, b) = if (a.y, a.x) <= (b.y, b.x) { (a, b) } else { (b, a) };
    let whole = |at: usize| i32::try_from(at).ok();
    let from = [whole(a.x)?, whole(a.y)?];
    let mut to = [whole(b.x)?, whole(b.y)?];
    let (mut rest, mut correlation) = displacement(luma, from, to)?;
    if rest.iter().any(|rest| rest.abs() > 0.5) {
        if rest.iter().any(|rest| rest.abs() > 2.0) {
            return None;
        }
        to = [to[0] + rest[0].round() as i32, to[1] + rest[1].round() as i32];
        (rest, correlation) = displacement(luma, from, to)?;
    }
    let near = rest.iter().all(|rest| rest.abs() <= 0.6);
    let shift = [to[0] - from[0], to[1] - from[1]];
    (near && correlation >= LEAST_CORRELATION).then_some(Pair { shift, at: from, rest })
}

/// By how much the second patch is displaced against the first (Lucas and Kanade, 1981, one step on the
/// mean of both), and their correlation; `None` beyond the border and without structure.
fn displacement(luma: &GrayImage, from: [i32; 2], to: [i32; 2]) -> Option<([f64; 2], f64)> {
    let first = patch(luma, from)?;
    let second = patch(luma, to)?;
    let mut sums = Products::default();
    for y in 1..=SIDE {
        for x in 1..=SIDE {
            let mean = |x: usize, y: usize| f32::midpoint(first[y][x], second[y][x]);
            let gx = (mean(x + 1, y) - mean(x - 1, y)) / 2.0;
            let gy = (mean(x, y + 1) - mean(x, y - 1)) / 2.0;
            sums.add(gx, gy, first[y][x], second[y][x]);
        }
    }
    sums.solved()
}

type Patch = [[f32; SIDE + 2]; SIDE + 2];

/// A patch with one pixel around it.
fn patch(luma: &GrayImage, [x, y]: [i32; 2]) -> Option<Patch> {
    let (raw, width) = (luma.as_raw(), luma.width() as usize);
    let left = usize::try_from(x).ok()?.checked_sub(HALF + 1)?;
    let top = usize::try_from(y).ok()?.checked_sub(HALF + 1)?;
    if left + SIDE + 2 > width {
        return None;
    }
    let mut patch = [[0.0; SIDE + 2]; SIDE + 2];
    for (row, out) in patch.iter_mut().enumerate() {
        let start = (top + row) * width + left;
        for (out, &level) in out.iter_mut().zip(raw.get(start..start + SIDE + 2)?) {
            *out = f32::from(level) - 128.0;
        }
    }
    Some(patch)
}

/// Sums over a patch of what least squares needs.
#[derive(Default)]
struct Products {
    gradients: [f32; 2],
    squares: [f32; 3],
    difference: f32,
    moved: [f32; 2],
    levels: [f32; 2],
    powers: [f32; 3],
}

impl Products {
    fn add(&mut self, gx: f32, gy: f32, first: f32, second: f32) {
        let difference = first - second;
        self.gradients[0] += gx;
        self.gradients[1] += gy;
        self.squares[0] += gx * gx;
        self.squares[1] += gx * gy;
        self.squares[2] += gy * gy;
        self.difference += difference;
        self.moved[0] += gx * difference;
        self.moved[1] += gy * difference;
        self.levels[0] += first;
        self.levels[1] += second;
        self.powers[0] += first * first;
        self.powers[1] += first * second;
        self.powers[2] += second * second;
    }

    fn solved(&self) -> Option<([f64; 2], f64)> {
        let count = (SIDE * SIDE) as f64;
        let centred =
            |product: f32, a: f32, b: f32| f64::from(product) - f64::from(a) * f64::from(b) / count;
        let [gx, gy] = self.gradients;
        let a = centred(self.squares[0], gx, gx);
        let b = centred(self.squares[1], gx, gy);
        let c = centred(self.squares[2], gy, gy);
        let across = centred(self.moved[0], gx, self.difference);
        let down = centred(self.moved[1], gy, self.difference);
        let determinant = a * c - b * b;
        let [first, second] = self.levels;
        let power = centred(self.powers[0], first, first) * centred(self.powers[2], second, second);
        if determinant <= count || power <= count * count {
            return None;
        }
        let correlation = centred(self.powers[1], first, second) / power.sqrt();
        Some((
            [(c * across - b * down) / determinant, (a * down - b * across) / determinant],
            correlation,
        ))
    }
}
