//! What noise is to be expected where, from the page itself.

#![allow(clippy::inline_always)] // compiled for each set of vector instructions

use bonafide_imaging::vectorised;

use super::grid::{Grid, median};

/// Terms of the fit: a constant, two scales of structure with their squares, brightness with its square.
const TERMS: usize = 7;

/// Rounds of the fit; in each, cells that are off count less (weights of P. J. Huber, 1964).
const ROUNDS: usize = 3;

/// Spreads beyond which a cell counts less, the usual loss of a twentieth of efficiency.
const HUBER: f64 = 1.5;

/// The least spread of log energies that deviations are measured by: 8 % of energy, well below what a
/// block of 64 samples of pure noise shows.
const LEAST_SPREAD: f64 = 0.08;

/// Deviations are cut off here, so that no single cell speaks for a region.
const FARTHEST: f64 = 8.0;

/// What the energy of fine detail is explained by.
pub(super) struct Ground {
    /// The terms of each cell, and behind them a place for what they are to explain.
    rows: Vec<[f64; TERMS + 1]>,
    /// Whether a cell is within the range of the sensor.
    used: Vec<bool>,
}

impl Ground {
    /// Of the log energies of structure at half and quarter size, and brightness (−1 to 1).
    pub(super) fn of(half: &Grid, quarter: &Grid, brightness: &Grid, saturated: &Grid) -> Self {
        let scales = half.values.iter().zip(&quarter.values).zip(&brightness.values);
        let rows = scales
            .map(|((&h, &q), &y)| [h, q, y].map(f64::from))
            .map(|[h, q, y]| [1.0, h, h * h, q, q * q, y, y * y, 0.0])
            .collect::<Vec<_>>();
        let mut used: Vec<bool> = saturated.values.iter().map(|&share| share < 0.5).collect();
        if used.iter().filter(|&&used| used).count() < 200 {
            used.fill(true);
        }
        Self { rows, used }
    }

    /// How far each log energy is from what its ground lets expect, in spreads of the page.
    pub(super) fn deviations(&self, energy: &Grid) -> Grid {
        let mut weights: Vec<f64> =
            self.used.iter().map(|&used| f64::from(u8::from(used))).collect();
        let mut off = vec![0.0_f64; self.rows.len()];
        let mut spread = 1.0;
        for _ in 0..ROUNDS {
            let fit = self.fit(energy, &weights);
            for ((off, row), &value) in off.iter_mut().zip(&self.rows).zip(&energy.values) {
                *off = f64::from(value) - row.iter().zip(&fit).map(|(a, b)| a * b).sum::<f64>();
            }
            spread = self.spread(&off);
            for ((weight, off), &used) in weights.iter_mut().zip(&off).zip(&self.used) {
                *weight = if used { 1.0 / (off.abs() / (HUBER * spread)).max(1.0) } else { 0.0 };
            }
        }
        let scale = spread.max(LEAST_SPREAD);
        let values =
            off.iter().map(|off| (off / scale).clamp(-FARTHEST, FARTHEST) as f32).collect();
        Grid { columns: energy.columns, rows: energy.rows, values }
    }

    fn spread(&self, off: &[f64]) -> f64 {
        let used = off.iter().zip(&self.used).filter(|(_, used)| **used);
        1.4826 * f64::from(median(used.map(|(off, _)| off.abs() as f32).collect())) + 1e-3
    }

    /// Least squares with weights squared, held slightly towards 0 so that a flat page has an answer.
    fn fit(&self, energy: &Grid, weights: &[f64]) -> [f64; TERMS] {
        let mut normal = vectorised(|| self.products(energy, weights));
        let ridge = 1e-3 * self.rows.len() as f64 / TERMS as f64;
        for (at, line) in normal.iter_mut().enumerate() {
            line[at] += ridge;
        }
        solved(normal)
    }

    /// Weighted sums of the products of each term with all terms and with the energy.
    #[inline(always)]
    fn products(&self, energy: &Grid, weights: &[f64]) -> [[f64; TERMS + 1]; TERMS] {
        let mut sums = [[0.0_f64; TERMS + 1]; TERMS];
        for ((row, &value), weight) in self.rows.iter().zip(&energy.values).zip(weights) {
            let weight = weight * weight;
            let mut row = *row;
            row[TERMS] = f64::from(value);
            for (line, term) in sums.iter_mut().zip(row) {
                let weighted = weight * term;
                line.iter_mut().zip(row).for_each(|(sum, other)| *sum += weighted * other);
            }
        }
        sums
    }
}

/// Gauss's elimination of a positive definite system, its right side in the last column.
fn solved(mut lines: [[f64; TERMS + 1]; TERMS]) -> [f64; TERMS] {
    for pivot in 0..TERMS {
        let line = lines[pivot];
        for lower in lines.iter_mut().skip(pivot + 1) {
            let factor = lower[pivot] / line[pivot];
            for (value, above) in lower.iter_mut().zip(&line) {
                *value -= factor * above;
            }
        }
    }
    let mut answer = [0.0; TERMS];
    for pivot in (0..TERMS).rev() {
        let line = &lines[pivot];
        let known: f64 = line.iter().zip(&answer).skip(pivot + 1).map(|(a, b)| a * b).sum();
        answer[pivot] = (line[TERMS] - known) / line[pivot];
    }
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_ground_explains_is_no_deviation() {
        let (columns, rows) = (40, 30);
        let at = |i: usize, step: usize| ((i * step) % 97) as f32 / 97.0;
        let grid = |step| Grid {
            columns,
            rows,
            values: (0..columns * rows).map(|i| at(i, step)).collect(),
        };
        let (half, quarter, brightness, noise) = (grid(31), grid(17), grid(53), grid(71));
        let saturated = Grid::of(columns, rows, 0.0);
        let mut energy = half.zip(&quarter, |h, q| 2.0 + 3.0 * h - q * q);
        energy = energy.zip(&noise, |value, noise| value + 0.2 * (noise - 0.5));
        energy.values[455] += 2.0;
        let off = Ground::of(&half, &quarter, &brightness, &saturated).deviations(&energy);
        assert!(off.values[455] > 7.0, "{}", off.values[455]);
        let far = off.values.iter().filter(|off| off.abs() > 3.0).count();
        assert_eq!(far, 1);
    }
}
