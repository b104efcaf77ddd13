//! Pairs of patches that look alike, and by what fraction of a pixel they are apart.

#![allow(clippy::inline_always)] // compiled for each set of vector instructions

use bonafide_imaging::{GrayImage, vectorised};

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
    vectorised(|| alike_of(points, shapes))
}

#[inline(always)]
fn alike_of(points: &[Point], shapes: &[u64]) -> Vec<(usize, usize)> {
    let mut counts = vec![0_u16; shapes.len()];
    let mut found = Vec::new();
    for (b, &shape) in shapes.iter().enumerate() {
        for (chunk, others) in shapes.get(..b).unwrap_or(&[]).chunks(LANES).enumerate() {
            let apart = bits_apart(shape, others);
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

/// Counted without branches, so that the compiler takes several at a time.
#[inline(always)]
fn bits_apart(shape: u64, others: &[u64]) -> [u32; LANES] {
    let mut apart = [u32::MAX; LANES];
    for (apart, other) in apart.iter_mut().zip(others) {
        *apart = (shape ^ other).count_ones();
    }
    apart
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
    vectorised(|| Products::of(&first, &second)).solved()
}

/// Gray levels of a patch with one pixel around it.
type Patch = [[u8; SIDE + 2]; SIDE + 2];

fn patch(luma: &GrayImage, [x, y]: [i32; 2]) -> Option<Patch> {
    let (raw, width) = (luma.as_raw(), luma.width() as usize);
    let left = usize::try_from(x).ok()?.checked_sub(HALF + 1)?;
    let top = usize::try_from(y).ok()?.checked_sub(HALF + 1)?;
    if left + SIDE + 2 > width {
        return None;
    }
    let mut patch = [[0; SIDE + 2]; SIDE + 2];
    for (row, out) in patch.iter_mut().enumerate() {
        let start = (top + row) * width + left;
        out.copy_from_slice(raw.get(start..start + SIDE + 2)?);
    }
    Some(patch)
}

/// What is measured at each pixel along a row of two patches, in whole numbers: sums of them are exact in any order,
/// so that the compiler takes many at a time.
struct Row {
    /// Four times the gradients of the mean of both patches.
    gradients: [[i16; SIDE]; 2],
    levels: [[i16; SIDE]; 2],
}

impl Row {
    #[inline(always)]
    fn of(above: TwoRows<'_>, here: TwoRows<'_>, below: TwoRows<'_>) -> Self {
        let sum = |(one, two): TwoRows<'_>, x: usize| i16::from(one[x]) + i16::from(two[x]);
        let inner = |row: &[u8; SIDE + 2]| std::array::from_fn(|x| i16::from(row[x + 1]));
        Self {
            gradients: [
                std::array::from_fn(|x| sum(here, x + 2) - sum(here, x)),
                std::array::from_fn(|x| sum(below, x + 1) - sum(above, x + 1)),
            ],
            levels: [inner(here.0), inner(here.1)],
        }
    }
}

type TwoRows<'a> = (&'a [u8; SIDE + 2], &'a [u8; SIDE + 2]);

/// Sums over two patches of what least squares needs. None is beyond 2²⁷.
#[derive(Default)]
struct Products {
    gradients: [i32; 2],
    squares: [i32; 3],
    moved: [i32; 2],
    levels: [i32; 2],
    powers: [i32; 3],
}

impl Products {
    #[inline(always)]
    fn of(first: &Patch, second: &Patch) -> Self {
        let mut sums = Self::default();
        for y in 1..=SIDE {
            let rows = [y - 1, y, y + 1].map(|y| first.get(y).zip(second.get(y)));
            if let [Some(above), Some(here), Some(below)] = rows {
                sums.add(&Row::of(above, here, below));
            }
        }
        sums
    }

    #[inline(always)]
    fn add(&mut self, row: &Row) {
        let ([gx, gy], [first, second]) = (&row.gradients, &row.levels);
        let difference = std::array::from_fn(|x| first[x] - second[x]);
        for (sums, one) in [(&mut self.gradients, &row.gradients), (&mut self.levels, &row.levels)]
        {
            sums.iter_mut().zip(one).for_each(|(sum, values)| *sum += dot(values, &[1; SIDE]));
        }
        for (sum, (a, b)) in self.squares.iter_mut().zip([(gx, gx), (gx, gy), (gy, gy)]) {
            *sum += dot(a, b);
        }
        for (sum, gradient) in self.moved.iter_mut().zip(&row.gradients) {
            *sum += dot(gradient, &difference);
        }
        let powers = [(first, first), (first, second), (second, second)];
        for (sum, (a, b)) in self.powers.iter_mut().zip(powers) {
            *sum += dot(a, b);
        }
    }

    fn solved(&self) -> Option<([f64; 2], f64)> {
        const STEP: f64 = 4.0; // of gradients, which are held in quarters
        let count = (SIDE * SIDE) as f64;
        let centred =
            |product: i32, a: i32, b: i32| f64::from(product) - f64::from(a) * f64::from(b) / count;
        let ([gx, gy], [first, second]) = (self.gradients, self.levels);
        let a = centred(self.squares[0], gx, gx) / (STEP * STEP);
        let b = centred(self.squares[1], gx, gy) / (STEP * STEP);
        let c = centred(self.squares[2], gy, gy) / (STEP * STEP);
        let across = centred(self.moved[0], gx, first - second) / STEP;
        let down = centred(self.moved[1], gy, first - second) / STEP;
        let determinant = a * c - b * b;
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

#[inline(always)]
fn dot(a: &[i16; SIDE], b: &[i16; SIDE]) -> i32 {
    a.iter().zip(b).map(|(&a, &b)| i32::from(a) * i32::from(b)).sum()
}
