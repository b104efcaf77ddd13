//! Peaks of a power spectrum, against what texture gives by chance.
//!
//! For moiré, the grid of a screen and the dots of a print: what repeats stands out of the spectrum of
//! what does not.

mod chance;
mod fourier;

use image::RgbImage;

pub use self::chance::{false_alarm_strength, ln_binomial_tail, ln_exponential_tail};
use self::fourier::{Complex, SIDE, transform};

/// The number of frequencies along an axis, with a sign.
const BINS: i32 = (SIDE as u32).cast_signed();
/// From one harmonic of blocks of 8 × 8 pixels to the next.
const BLOCK: i32 = BINS / 8;
/// Half of the square in which the level around a frequency is taken.
const REACH: usize = 4;
/// Frequencies this near to an axis, in bins, belong to edges and to the block grid of JPEG.
const AXIS: i32 = 3;
/// Frequencies nearer to 0 than this, in bins, belong to the shape of things.
const SLOWEST: i32 = 10;
/// Frequencies beyond this, in bins, are left to the camera's interpolation of colours.
const FASTEST: i32 = 58;

/// The power spectrum of a plane, the mean of one or four windows of 128 × 128 pixels, each value over
/// the level around it.
///
/// Null model: texture without period is a stationary random field; the power at a frequency then
/// follows an exponential distribution whose mean is the spectral density (Brillinger, "Time Series",
/// section 5.2), and the mean of `windows` independent ones a Gamma distribution. The density is
/// estimated by the mean logarithm of the power around the frequency: where the density falls as a power
/// of the frequency, as that of natural pictures does, its logarithm is harmonic and this is exact.
#[derive(Clone, Debug)]
pub struct Spectrum {
    /// Natural logarithms of power over level; most are never asked for.
    over_level: Vec<f32>,
    windows: u32,
}

/// A frequency of a [`Spectrum`], and how often chance would be as strong there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peak {
    /// Waves across a window of [`Spectrum::SIDE`] pixels, to the right positive.
    pub u: i32,
    /// As `u`, downwards positive.
    pub v: i32,
    /// Natural logarithm of the probability of at least this power, at most 0.
    pub ln_chance: f64,
}

impl Peak {
    /// Pixels from wave to wave.
    pub fn period(&self) -> f64 {
        SIDE as f64 / f64::from(self.u).hypot(f64::from(self.v))
    }

    /// Degrees between the direction of the waves and the rows, 0 to 180.
    pub fn degrees(&self) -> f64 {
        f64::from(self.v).atan2(f64::from(self.u)).to_degrees().rem_euclid(180.0)
    }
}

/// Every frequency that is looked at, one of each pair of opposite ones.
fn frequencies() -> impl Iterator<Item = (i32, i32)> {
    (AXIS..=FASTEST).flat_map(|v| (-FASTEST..=FASTEST).map(move |u| (u, v))).filter(|&(u, v)| {
        let radius = u * u + v * v;
        u.abs() >= AXIS
            && (SLOWEST * SLOWEST..=FASTEST * FASTEST).contains(&radius)
            && !on_block_grid(u, v)
    })
}

/// The harmonics of blocks of 8 × 8 pixels, which JPEG leaves off the axes too.
fn on_block_grid(u: i32, v: i32) -> bool {
    let near = |bin: i32| {
        let rest = bin.rem_euclid(BLOCK);
        rest <= 1 || rest == BLOCK - 1
    };
    near(u) && near(v)
}

impl Spectrum {
    /// Columns and rows of a window, in pixels.
    pub const SIDE: u32 = SIDE as u32;

    /// Spectra of two planes, each the mean over windows of [`Spectrum::SIDE`] pixels a side, given by
    /// their upper left pixels; `None` without a window, or where one reaches beyond the picture. A plane
    /// makes one value of red, green and blue, 0 to 255; `planes` makes both.
    ///
    /// Cost: some 0.5 ms a window in release.
    pub fn of(
        picture: &RgbImage,
        windows: &[[u32; 2]],
        planes: impl Fn([f32; 3]) -> [f32; 2],
    ) -> Option<[Self; 2]> {
        let fits = |from: u32, length: u32| length >= Self::SIDE && from <= length - Self::SIDE;
        let inside = |&[x, y]: &[u32; 2]| fits(x, picture.width()) && fits(y, picture.height());
        if windows.is_empty() || !windows.iter().all(inside) {
            return None;
        }
        let mut power = [vec![0.0_f32; SIDE * SIDE], vec![0.0_f32; SIDE * SIDE]];
        for &[x, y] in windows {
            let mut values = window(picture, x, y, &planes);
            transform(&mut values);
            add_power(&mut power, &values);
            values.fill((0.0, 0.0));
        }
        let windows = windows.len() as u32;
        Some(power.map(|power| Self { over_level: over_level(&power, windows), windows }))
    }

    /// How many frequencies are looked at: the number of tests that one spectrum is.
    pub fn tests() -> f64 {
        frequencies().count() as f64
    }

    /// The most surprising of the frequencies.
    pub fn peak(&self) -> Option<Peak> {
        frequencies().map(|(u, v)| self.at(u, v)).min_by(|a, b| a.ln_chance.total_cmp(&b.ln_chance))
    }

    /// The frequencies whose chance times their number is below 1, the most surprising first.
    pub fn peaks(&self) -> Vec<Peak> {
        let limit = -Self::tests().ln();
        // Below three times the level no mean of up to four values is that rare.
        let mut peaks: Vec<Peak> = frequencies()
            .filter(|&(u, v)| self.over_level[bin(u) + bin(v) * SIDE] >= 3.0_f32.ln())
            .map(|(u, v)| self.at(u, v))
            .filter(|peak| peak.ln_chance < limit)
            .collect();
        peaks.sort_by(|a, b| a.ln_chance.total_cmp(&b.ln_chance));
        peaks
    }

    /// A frequency, in waves across a window; those beyond half the pixels of a window come round.
    pub fn at(&self, u: i32, v: i32) -> Peak {
        let ratio = self.over_level[bin(u) + bin(v) * SIDE].exp();
        Peak { u, v, ln_chance: ln_exponential_tail(f64::from(ratio), self.windows) }
    }

    /// The most surprising frequency at most one wave away.
    pub fn near(&self, u: i32, v: i32) -> Peak {
        let around = (-1..=1).flat_map(|dv| (-1..=1).map(move |du| (u + du, v + dv)));
        around
            .map(|(u, v)| self.at(u, v))
            .min_by(|a, b| a.ln_chance.total_cmp(&b.ln_chance))
            .unwrap_or(Peak { u, v, ln_chance: 0.0 })
    }
}

fn bin(frequency: i32) -> usize {
    frequency.rem_euclid(BINS) as usize
}

/// Two planes of a window as one complex one, without their mean, under a Hann window.
fn window(
    picture: &RgbImage,
    x: u32,
    y: u32,
    planes: &impl Fn([f32; 3]) -> [f32; 2],
) -> Vec<Complex> {
    let stride = picture.width() as usize;
    let (pixels, _) = picture.as_raw().as_chunks::<3>();
    let mut values = Vec::with_capacity(SIDE * SIDE);
    for row in 0..SIDE {
        let first = (y as usize + row) * stride + x as usize;
        values.extend(pixels.iter().skip(first).take(SIDE).map(|pixel| {
            let [one, two] = planes(pixel.map(f32::from));
            (one, two)
        }));
    }
    let count = values.len() as f32;
    let (a, b) = values.iter().fold((0.0, 0.0), |sum, value| (sum.0 + value.0, sum.1 + value.1));
    let mean = (a / count, b / count);
    let hann: Vec<f32> = (0..SIDE)
        .map(|at| {
            let angle = std::f64::consts::TAU * (at as f64 + 0.5) / SIDE as f64;
            (0.5 - 0.5 * angle.cos()) as f32
        })
        .collect();
    for (line, down) in values.chunks_exact_mut(SIDE).zip(&hann) {
        for (value, across) in line.iter_mut().zip(&hann) {
            let weight = down * across;
            *value = ((value.0 - mean.0) * weight, (value.1 - mean.1) * weight);
        }
    }
    values
}

/// The two real planes in one complex transform come apart by symmetry.
fn add_power(power: &mut [Vec<f32>; 2], values: &[Complex]) {
    for v in 0..SIDE {
        for u in 0..SIDE {
            let here = values[u + v * SIDE];
            let there = values[(SIDE - u) % SIDE + (SIDE - v) % SIDE * SIDE];
            let first = (here.0 + there.0, here.1 - there.1);
            let second = (here.0 - there.0, here.1 + there.1);
            power[0][u + v * SIDE] += first.0 * first.0 + first.1 * first.1;
            power[1][u + v * SIDE] += second.0 * second.0 + second.1 * second.1;
        }
    }
}

/// Mean logarithm of the mean of `count` exponential values: digamma(count) - ln(count).
fn mean_logarithm(count: u32) -> f64 {
    const EULER: f64 = 0.577_215_664_901_532_9;
    let harmonic: f64 = (1..count).map(|k| 1.0 / f64::from(k)).sum();
    harmonic - EULER - f64::from(count).ln()
}

/// Standard error of a level: the logarithm of the mean of `count` exponential values has the variance
/// trigamma(count), and of the 72 values of a square some 32 are independent (a Hann window spreads a
/// frequency over 1.5 bins either way: Harris, Proc. IEEE 66(1), 1978, table I).
fn level_error(count: u32) -> f64 {
    let squares: f64 = (1..count).map(|k| 1.0 / f64::from(k * k)).sum();
    ((std::f64::consts::PI.powi(2) / 6.0 - squares) / 32.0).sqrt()
}

/// Logarithm of power over the level in the square around it, the middle 3 × 3 left out; the level is taken two
/// standard errors high.
fn over_level(power: &[f32], windows: u32) -> Vec<f32> {
    // An 8-bit picture has no density below that of its rounding; this keeps flat ones quiet.
    let floor = (SIDE * SIDE) as f32 * 0.05 * windows as f32;
    let mut logarithm: Vec<f32> = power.iter().map(|value| (value + floor).ln()).collect();
    let outer = box_sums(&logarithm, REACH);
    let inner = box_sums(&logarithm, 1);
    let count = ((2 * REACH + 1).pow(2) - 9) as f32;
    let expected = (mean_logarithm(windows) - 2.0 * level_error(windows)) as f32;
    let levels = outer.iter().zip(&inner).map(|(outer, inner)| (outer - inner) / count - expected);
    logarithm.iter_mut().zip(levels).for_each(|(value, level)| *value -= level);
    logarithm
}

/// Sums over squares of `2 · reach + 1` bins a side, around the edge to the other side.
fn box_sums(values: &[f32], reach: usize) -> Vec<f32> {
    pass(&pass(values, reach), reach)
}

/// Running sums along the rows, written as columns, so that two passes are a square.
fn pass(values: &[f32], reach: usize) -> Vec<f32> {
    let mut turned = vec![0.0; values.len()];
    for (index, line) in values.chunks_exact(SIDE).enumerate() {
        let mut sum: f32 = (0..=2 * reach).map(|place| line[(SIDE + place - reach) % SIDE]).sum();
        for place in 0..SIDE {
            turned[place * SIDE + index] = sum;
            sum += line[(place + reach + 1) % SIDE] - line[(SIDE + place - reach) % SIDE];
        }
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

    fn green([_, green, _]: [f32; 3]) -> [f32; 2] {
        [green, 0.0]
    }

    #[test]
    fn a_wave_in_noise_is_the_peak_and_windows_must_fit() {
        let mut state = 3_u32;
        let drawn = RgbImage::from_fn(300, 200, |x, y| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (state >> 24) as f32 / 16.0;
            let phase = (x as f32 * 21.0 + y as f32 * 13.0) / SIDE as f32;
            let level = 120.0 + noise + 4.0 * (std::f32::consts::TAU * phase).cos();
            image::Rgb([level as u8; 3])
        });
        let [spectrum, _] = Spectrum::of(&drawn, &[[0, 0], [172, 72]], green).unwrap();
        let peak = spectrum.peak().unwrap();
        assert_eq!((peak.u, peak.v), (21, 13));
        assert!((peak.period() - 128.0 / 610_f64.sqrt()).abs() < 1e-9);
        assert!(peak.ln_chance + Spectrum::tests().ln() < -10.0);
        assert_eq!(spectrum.peaks().first().map(|peak| (peak.u, peak.v)), Some((21, 13)));
        for outside in [vec![], vec![[173, 0]], vec![[0, 0], [0, 73]], vec![[u32::MAX, 0]]] {
            assert!(Spectrum::of(&drawn, &outside, green).is_none(), "{outside:?}");
        }
    }
}
