//! One number for each cell of a picture.

#![allow(clippy::inline_always)] // compiled for each set of vector instructions

use bonafide_imaging::vectorised;

/// Values of cells, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Grid {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
    pub(crate) values: Vec<f32>,
}

impl Grid {
    /// The same value everywhere.
    pub(crate) fn of(columns: usize, rows: usize, value: f32) -> Self {
        Self { columns, rows, values: vec![value; columns * rows] }
    }

    /// The same cells with each value changed.
    pub(crate) fn map(&self, change: impl Fn(f32) -> f32) -> Self {
        let values = self.values.iter().map(|&value| change(value)).collect();
        Self { columns: self.columns, rows: self.rows, values }
    }

    /// Two grids of the same cells taken together, value by value.
    pub(crate) fn zip(&self, other: &Self, join: impl Fn(f32, f32) -> f32) -> Self {
        let values = self.values.iter().zip(&other.values).map(|(&a, &b)| join(a, b)).collect();
        Self { columns: self.columns, rows: self.rows, values }
    }

    /// The values of a row of cells, to change.
    pub(crate) fn row_mut(&mut self, row: usize) -> &mut [f32] {
        self.values.get_mut(row * self.columns..(row + 1) * self.columns).unwrap_or(&mut [])
    }

    fn row(&self, row: usize) -> &[f32] {
        self.values.get(row * self.columns..(row + 1) * self.columns).unwrap_or(&[])
    }

    fn transposed(&self) -> Self {
        let mut values = Vec::with_capacity(self.values.len());
        for column in 0..self.columns {
            values.extend(self.values.iter().skip(column).step_by(self.columns));
        }
        Self { columns: self.rows, rows: self.columns, values }
    }

    /// Means over `width` × `height` cells about each cell (odd numbers); beyond the border the border
    /// goes on.
    pub(crate) fn mean(&self, width: usize, height: usize) -> Self {
        let across = self.along_rows(|row| means(row, width));
        vectorised(|| across.down(height))
    }

    /// Means over `height` rows about each cell, all columns of a row at a time.
    #[inline(always)]
    fn down(&self, height: usize) -> Self {
        let half = height / 2;
        let last = self.rows.saturating_sub(1);
        let mut sums = vec![0.0_f64; self.columns];
        let add = |sums: &mut [f64], row: usize, sign: f64| {
            sums.iter_mut()
                .zip(self.row(row))
                .for_each(|(sum, &value)| *sum += sign * f64::from(value));
        };
        for ahead in 0..2 * half {
            add(&mut sums, ahead.saturating_sub(half).min(last), 1.0);
        }
        let span = (2 * half + 1) as f64;
        let mut values = Vec::with_capacity(self.values.len());
        for row in 0..self.rows {
            add(&mut sums, (row + half).min(last), 1.0);
            values.extend(sums.iter().map(|sum| (sum / span) as f32));
            add(&mut sums, row.saturating_sub(half), -1.0);
        }
        Self { columns: self.columns, rows: self.rows, values }
    }

    /// Highest value over `side` × `side` cells about each cell (an odd number).
    pub(crate) fn highest(&self, side: usize) -> Self {
        let across = self.along_rows(|row| maxima(row, side));
        across.transposed().along_rows(|row| maxima(row, side)).transposed()
    }

    fn along_rows(&self, change: impl Fn(&[f32]) -> Vec<f32>) -> Self {
        let values = (0..self.rows).flat_map(|row| change(self.row(row))).collect();
        Self { columns: self.columns, rows: self.rows, values }
    }

    /// The middle value, and the spread about it: 1.4826 times the median absolute deviation, which is
    /// the standard deviation of a normal distribution.
    pub(crate) fn middle_and_spread(&self) -> (f32, f32) {
        let middle = median(self.values.clone());
        let off = self.values.iter().map(|value| (value - middle).abs()).collect();
        (middle, 1.4826 * median(off))
    }
}

/// The middle value, the upper one of an even number; 0 of none.
pub(crate) fn median(mut values: Vec<f32>) -> f32 {
    if values.is_empty() {
        return 0.0;
    }
    let at = values.len() / 2;
    *values.select_nth_unstable_by(at, f32::total_cmp).1
}

fn means(row: &[f32], width: usize) -> Vec<f32> {
    let (Some(&first), Some(&last)) = (row.first(), row.last()) else { return Vec::new() };
    let half = width / 2;
    let mut sums = Vec::with_capacity(row.len() + width);
    let mut sum = 0.0_f64;
    sums.push(sum);
    let padded = std::iter::repeat_n(first, half)
        .chain(row.iter().copied())
        .chain(std::iter::repeat_n(last, half));
    for value in padded {
        sum += f64::from(value);
        sums.push(sum);
    }
    let span = 2 * half + 1;
    sums.iter().zip(sums.iter().skip(span)).map(|(a, b)| ((b - a) / span as f64) as f32).collect()
}

fn maxima(row: &[f32], width: usize) -> Vec<f32> {
    let half = width / 2;
    (0..row.len())
        .map(|at| {
            let end = (at + half + 1).min(row.len());
            let near = row.get(at.saturating_sub(half)..end).unwrap_or(&[]);
            near.iter().copied().fold(f32::NEG_INFINITY, f32::max)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_and_maxima_go_on_beyond_the_border() {
        let grid = Grid { columns: 3, rows: 2, values: vec![3.0, 0.0, 0.0, 0.0, 0.0, 6.0] };
        let mean = grid.mean(3, 1);
        assert_eq!(mean.values, [2.0, 1.0, 0.0, 0.0, 2.0, 4.0]);
        assert_eq!(grid.mean(1, 3).values, [2.0, 0.0, 2.0, 1.0, 0.0, 4.0]);
        assert_eq!(grid.highest(3).values, [3.0, 6.0, 6.0, 3.0, 6.0, 6.0]);
    }

    #[test]
    fn the_spread_is_that_of_the_middle() {
        let grid = Grid { columns: 5, rows: 1, values: vec![1.0, 2.0, 3.0, 4.0, 1000.0] };
        let (middle, spread) = grid.middle_and_spread();
        assert!((middle - 3.0).abs() < 1e-6 && (spread - 1.4826).abs() < 1e-6);
        assert!(median(Vec::new()).abs() < f32::EPSILON);
    }
}
