//! How coefficients are distributed after one compression, and after two.
//!
//! Source: T. Bianchi, A. Piva, Image forgery localization via block-grained analysis of JPEG artifacts,
//! IEEE TIFS 7(3), 2012: the distribution before compression is taken from the same pixels on a grid that
//! is moved by half a block, where the first quantisation has left no lattice.

use std::cmp::Ordering;

use super::blocks::{FREQUENCIES, LumaBlocks, natural};
use super::dct;
use crate::page::Page;

/// Largest quantised value that is looked at, either sign: larger ones are rare.
const LARGEST: i32 = 20;
const VALUES: usize = 2 * LARGEST as usize + 1;
/// Largest coefficient before quantisation that is counted, either sign.
const RANGE: i32 = 600;
/// Error of a coefficient between two compressions, from rounding pixels and colours: a uniform error of
/// ±½ in each pixel has this deviation, and the DCT keeps it; converting colours adds some.
const ROUNDING: f64 = 0.4;
/// Chance that a value is anything: what the model does not foresee.
const SURPRISE: f64 = 0.02;
/// Each how many blocks one is taken for the distribution before compression.
const SAMPLING: usize = 2;

/// Chances of the quantised values of one frequency, from −20 to 20.
pub(super) type Chances = [f64; VALUES];

/// Distributions of the lowest frequencies of a page before compression.
pub(crate) struct Model {
    /// For each frequency the share of values below each whole value from −[`RANGE`] to [`RANGE`] + 1, which is 1 at
    /// the end.
    below: Vec<Vec<f64>>,
    steps: [i32; FREQUENCIES],
}

impl Model {
    /// Takes the distributions from pixels between the blocks; `None` of a page without blocks, or with few.
    pub(crate) fn of(page: &Page<'_>) -> Option<Self> {
        let luma = LumaBlocks::of(page).ok()?;
        let (pixels, width) = luma.pixels();
        let (columns, rows) = luma.size();
        if columns * rows < 400 {
            return None;
        }
        let mut before = vec![vec![0.0; (2 * RANGE + 1) as usize]; FREQUENCIES];
        for row in 0..rows.saturating_sub(1) {
            for column in (row % SAMPLING..columns.saturating_sub(1)).step_by(SAMPLING) {
                let place = (column * 8 + 4, row * 8 + 4);
                let Some(block) = dct::samples(&pixels, width, place.0, place.1) else { continue };
                let found = dct::forward(&block);
                for (zigzag, counts) in (1..).zip(&mut before) {
                    let at = natural(zigzag);
                    let value = found[at / 8][at % 8].round() as i32 + RANGE;
                    if let Some(count) =
                        usize::try_from(value).ok().and_then(|at| counts.get_mut(at))
                    {
                        *count += 1.0;
                    }
                }
            }
        }
        let steps = std::array::from_fn(|index| i32::from(luma.step(index + 1)));
        Some(Self { below: before.iter().map(|counts| sums(counts)).collect(), steps })
    }

    /// The step of a frequency (0 is the first behind the mean).
    pub(super) fn step(&self, frequency: usize) -> i32 {
        self.steps.get(frequency).copied().unwrap_or(1)
    }

    /// Chances after one compression.
    pub(super) fn once(&self, frequency: usize) -> Chances {
        let step = self.step(frequency);
        let mut chances = [0.0; VALUES];
        for bin in -LARGEST..=LARGEST {
            add(&mut chances, bin, self.mass(frequency, bin, step));
        }
        surprised(chances)
    }

    /// Chances after a compression with step `first` and then one with the step of the page.
    pub(super) fn twice(&self, frequency: usize, first: i32) -> Chances {
        let step = self.step(frequency);
        let first = first.max(1);
        // What lies beyond does not reach a bin that is looked at.
        let furthest = ((LARGEST + 2) * step / first).min(RANGE / first + 1);
        let mut chances = [0.0; VALUES];
        for index in -furthest..=furthest {
            let mass = self.mass(frequency, index, first);
            if mass <= 0.0 {
                continue;
            }
            let value = f64::from(index * first);
            let middle = quantised(index * first, step);
            // The rounding error reaches the neighbouring bins at most.
            for bin in middle - 1..=middle + 1 {
                let edge = |side: f64| (f64::from(bin) + side) * f64::from(step) - value;
                let share = normal(edge(0.5) / ROUNDING) - normal(edge(-0.5) / ROUNDING);
                add(&mut chances, bin, mass * share);
            }
        }
        surprised(chances)
    }

    /// Share of the values of a frequency that a step puts into a bin.
    fn mass(&self, frequency: usize, bin: i32, step: i32) -> f64 {
        let Some(below) = self.below.get(frequency) else { return 0.0 };
        let at = |value: i32| {
            let place = (value + RANGE).clamp(0, 2 * RANGE + 1) as usize;
            below.get(place).copied().unwrap_or(0.0)
        };
        // The least value of the bin of that distance from 0, on the positive side.
        let least = |bin: i32| ((2 * bin - 1) * step + 1) / 2;
        match bin.cmp(&0) {
            Ordering::Greater => at(least(bin + 1)) - at(least(bin)),
            Ordering::Equal => at(least(1)) - at(1 - least(1)),
            Ordering::Less => at(1 - least(-bin)) - at(1 - least(1 - bin)),
        }
    }
}

/// Sums of all counts before each place, the last of all, as shares of all.
fn sums(counts: &[f64]) -> Vec<f64> {
    let all = counts.iter().sum::<f64>().max(1.0);
    let mut sum = 0.0;
    let rest = counts.iter().map(|count| {
        sum += count;
        sum / all
    });
    std::iter::once(0.0).chain(rest).collect()
}

/// The bin of a value, ties away from zero as encoders have it.
fn quantised(value: i32, step: i32) -> i32 {
    value.signum() * ((value.abs() * 2 + step) / (2 * step))
}

fn add(chances: &mut Chances, bin: i32, mass: f64) {
    let at = usize::try_from(bin + LARGEST).ok();
    if let Some(chance) = at.and_then(|at| chances.get_mut(at)) {
        *chance += mass;
    }
}

fn surprised(mut chances: Chances) -> Chances {
    for chance in &mut chances {
        *chance = *chance * (1.0 - SURPRISE) + SURPRISE / VALUES as f64;
    }
    chances
}

/// The normal distribution's share below `z`; logistic approximation, wrong by at most 0.01.
fn normal(z: f64) -> f64 {
    1.0 / (1.0 + (-1.702 * z).exp())
}

/// Counts of the values of the lowest frequencies over all blocks.
pub(super) fn histograms(luma: &LumaBlocks<'_>) -> Vec<Chances> {
    let mut counts = vec![[0.0; VALUES]; FREQUENCIES];
    for block in luma.all() {
        for (zigzag, counts) in (1..).zip(&mut counts) {
            add(counts, i32::from(block[natural(zigzag)]), 1.0);
        }
    }
    counts
}

/// For each frequency that tells something, the log of how much more likely each value is after two
/// compressions than after one.
pub(super) struct Ratios(Vec<Option<Chances>>);

impl Ratios {
    /// Of first steps per frequency; `None` where nothing is known of one.
    pub(super) fn of(model: &Model, first: &[Option<i32>]) -> Self {
        Self(
            first
                .iter()
                .enumerate()
                .map(|(frequency, first)| {
                    let (once, twice) = (model.once(frequency), model.twice(frequency, (*first)?));
                    Some(std::array::from_fn(|at| (twice[at] / once[at]).ln()))
                })
                .collect(),
        )
    }

    /// The evidence of a block for two compressions: natural logarithm of the ratio of likelihoods, and
    /// how many of its values are not zero.
    pub(super) fn of_block(&self, block: &[i16; 64]) -> (f64, usize) {
        let (mut sum, mut count) = (0.0, 0);
        for (zigzag, ratios) in (1..).zip(&self.0) {
            let value = block[natural(zigzag)];
            let at = usize::try_from(i32::from(value) + LARGEST).ok();
            if let (Some(ratios), Some(at)) = (ratios, at)
                && let Some(ratio) = ratios.get(at)
            {
                sum += ratio;
                count += usize::from(value != 0);
            }
        }
        (sum, count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(step: i32) -> Model {
        let counts = vec![1.0; (2 * RANGE + 1) as usize];
        Model { below: vec![sums(&counts)], steps: [step; FREQUENCIES] }
    }

    #[test]
    fn two_steps_leave_a_comb() {
        let model = flat(4);
        let (once, twice) = (model.once(0), model.twice(0, 10));
        let at = |chances: &Chances, value: i32| chances[(value + LARGEST) as usize];
        // Multiples of 10 fall on 0, 2 or 3, 5, 7 or 8, 10: never on 1, 4, 6, 9.
        for value in [1, 4, 6, 9] {
            assert!(at(&twice, value) < 0.25 * at(&once, value), "{value}");
            assert!((at(&once, value) - at(&once, 5)).abs() < 1e-9);
        }
        assert!(at(&twice, 5) > 2.0 * at(&once, 5));
    }

    #[test]
    fn a_bin_holds_the_values_that_are_quantised_to_it() {
        let model = flat(1);
        let each = 1.0 / f64::from(2 * RANGE + 1);
        for step in 1..=9 {
            for bin in -12..=12 {
                let count = (-RANGE..=RANGE).filter(|&value| quantised(value, step) == bin).count();
                let off = model.mass(0, bin, step) - count as f64 * each;
                assert!(off.abs() < 1e-12, "step {step}, bin {bin}");
            }
        }
    }

    #[test]
    fn bins_are_those_of_encoders() {
        assert_eq!(
            [-6, -5, -4, 0, 4, 5, 14, 15].map(|v| quantised(v, 10)),
            [-1, -1, 0, 0, 0, 1, 1, 2]
        );
    }
}
