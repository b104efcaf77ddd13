//! Rectangles whose cells deviate together more than rectangles of their size do.

use std::ops::Range;

use super::grid::{Grid, median};

/// Widths and heights looked at, in cells: from a word of small print to a portrait.
const SIDES: [(usize, usize); 12] = [
    (3, 3),
    (6, 3),
    (12, 3),
    (24, 3),
    (5, 5),
    (10, 5),
    (20, 5),
    (9, 9),
    (18, 9),
    (12, 18),
    (20, 28),
    (30, 40),
];

/// A rectangle of cells that stands out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rectangle {
    pub(super) columns: Range<usize>,
    pub(super) rows: Range<usize>,
    /// Deviation of its sum in spreads of all rectangles of its size; negative is too quiet.
    pub(super) deviations: f64,
    pub(super) log10_false_alarms: f64,
}

/// Rectangles with less than ten false alarms expected, the least expected first; none covers the middle
/// of one before it.
pub(super) fn rectangles(grid: &Grid) -> Vec<Rectangle> {
    let integral = Integral::of(grid);
    let mut found: Vec<Rectangle> =
        SIDES.iter().flat_map(|&(width, height)| of_size(&integral, width, height)).collect();
    found.sort_by(|a, b| {
        let place = |r: &Rectangle| (r.rows.start, r.columns.start);
        a.log10_false_alarms.total_cmp(&b.log10_false_alarms).then(place(a).cmp(&place(b)))
    });
    let mut kept: Vec<Rectangle> = Vec::new();
    for rectangle in found {
        let middle = |range: &Range<usize>| range.start.midpoint(range.end);
        let (x, y) = (middle(&rectangle.columns), middle(&rectangle.rows));
        if !kept.iter().any(|k| k.columns.contains(&x) && k.rows.contains(&y)) {
            kept.push(rectangle);
        }
    }
    kept
}

/// The number of tests is the number of rectangles of all sizes that do not overlap by more than half;
/// the deviations are taken to be normal with the page's own spread, or to fall off as slowly as those of
/// the page do where that is slower: portraits and print make the tails of a page heavy.
fn of_size(integral: &Integral, width: usize, height: usize) -> Vec<Rectangle> {
    if 2 * width > integral.columns || 2 * height > integral.rows {
        return Vec::new();
    }
    let step = (width.min(height) / 3).max(1);
    let mut sums = Vec::new();
    for top in (0..=integral.rows - height).step_by(step) {
        for left in (0..=integral.columns - width).step_by(step) {
            sums.push((left, top, integral.sum(left, top, width, height)));
        }
    }
    let middle = f64::from(median(sums.iter().map(|sum| sum.2 as f32).collect()));
    let off = sums.iter().map(|sum| (sum.2 - middle).abs() as f32).collect();
    // Cells of pure noise would give the root of the area; a page that is more even than noise is rounded.
    let spread = (1.4826 * f64::from(median(off))).max(((width * height) as f64).sqrt());
    let places = (4 * integral.columns * integral.rows) as f64 / (width * height) as f64;
    let tests = (places * SIDES.len() as f64).log10();
    let heavy =
        HeavyTail::of(sums.iter().map(|sum| ((sum.2 - middle) / spread).abs() as f32).collect());
    let rectangle = |(left, top, sum): (usize, usize, f64)| {
        let deviations = (sum - middle) / spread;
        let log10_false_alarms = tests + log10_tails(deviations).max(heavy.log10(deviations));
        Rectangle {
            columns: left..left + width,
            rows: top..top + height,
            deviations,
            log10_false_alarms,
        }
    };
    sums.into_iter().map(rectangle).filter(|found| found.log10_false_alarms < 1.0).collect()
}

/// An exponential tail through two quantiles of a page's own deviations.
struct HeavyTail {
    /// What a fifth and a twentieth of the rectangles exceed: a changed region is smaller than that.
    fifth: f64,
    twentieth: f64,
}

impl HeavyTail {
    fn of(mut deviations: Vec<f32>) -> Self {
        let mut exceeded_by = |share: usize| {
            let at = deviations.len() - 1 - deviations.len() / share;
            f64::from(*deviations.select_nth_unstable_by(at, f32::total_cmp).1)
        };
        let fifth = exceeded_by(5);
        Self { fifth, twentieth: exceeded_by(20) }
    }

    /// log10 of the share that is off by so many spreads; a fifth and more is told as all.
    fn log10(&self, deviations: f64) -> f64 {
        let beyond = deviations.abs() - self.fifth;
        if beyond <= 0.0 {
            0.0
        } else {
            -(5.0_f64.log10() + 4.0_f64.log10() * beyond / (self.twentieth - self.fifth).max(1e-6))
        }
    }
}

/// log10 of the share of a normal distribution that is off by so many spreads to either side.
///
/// The bound of W. Feller (An Introduction to Probability Theory, lemma VII.1.2), which is exact far off.
fn log10_tails(deviations: f64) -> f64 {
    let z = deviations.abs();
    if z < 1.0 {
        return 0.0;
    }
    let ln = -0.5 * z * z - z.ln() - 0.5 * std::f64::consts::TAU.ln() + 2.0_f64.ln();
    (ln / std::f64::consts::LN_10).min(0.0)
}

/// Sums of values left of and above each corner of cells.
struct Integral {
    columns: usize,
    rows: usize,
    sums: Vec<f64>,
}

impl Integral {
    fn of(grid: &Grid) -> Self {
        let (columns, rows) = (grid.columns, grid.rows);
        let mut sums = vec![0.0_f64; columns + 1];
        sums.reserve((columns + 1) * rows);
        for (row, values) in grid.values.chunks_exact(columns.max(1)).enumerate() {
            let mut along = 0.0;
            sums.push(0.0);
            for (column, &value) in values.iter().enumerate() {
                along += f64::from(value);
                let above = sums.get(row * (columns + 1) + column + 1).copied().unwrap_or(0.0);
                sums.push(above + along);
            }
        }
        Self { columns, rows, sums }
    }

    fn sum(&self, left: usize, top: usize, width: usize, height: usize) -> f64 {
        let at =
            |x: usize, y: usize| self.sums.get(y * (self.columns + 1) + x).copied().unwrap_or(0.0);
        let (right, bottom) = (left + width, top + height);
        at(right, bottom) - at(left, bottom) - at(right, top) + at(left, top)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quiet_rectangle_among_noise_is_found_where_it_is() {
        let (columns, rows) = (100, 80);
        let mut state = 12345_u32;
        let mut noise = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 2_f32.powi(24) * 3.46 - 1.73
        };
        let values = (0..columns * rows).map(|_| noise()).collect();
        let mut grid = Grid { columns, rows, values };
        assert!(rectangles(&grid).first().is_none_or(|best| best.log10_false_alarms > -1.0));
        for row in 30..35 {
            for column in 40..60 {
                grid.values[row * columns + column] -= 1.5;
            }
        }
        let found = rectangles(&grid);
        let best = &found[0];
        assert!(best.log10_false_alarms < -5.0 && best.deviations < 0.0, "{best:?}");
        assert!(
            best.columns.start.abs_diff(40) <= 2 && best.rows.start.abs_diff(30) <= 2,
            "{best:?}"
        );
    }
}
