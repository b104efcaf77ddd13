//! Peaks of a power spectrum, against what texture gives by chance.

use bonafide_imaging::RgbImage;

use super::chance::ln_exponential_tail;
use super::fourier::{Complex, SIDE, transform};
use super::view::Part;

/// The number of frequencies along an axis, with a sign.
const BINS: i32 = (SIDE as u32).cast_signed();
/// From one harmonic of blocks of 8 × 8 pixels to the next.
const BLOCK: i32 = BINS / 8;
/// Half of the square in which the level around a frequency is taken.
const REACH: usize = 4;
/// Frequencies this near to an axis, in bins, belong to edges and to the block grid of JPEG.
const AXIS: i32 = 3;
/// Frequencies nearer to 0 than this, in bins, belong to the shape of the face.
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
pub(super) struct Spectrum {
    ratio: Vec<f32>,
    pub(super) windows: u32,
}

/// A frequency in bins, right and down positive, with the logarithm of its chance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Peak {
    pub(super) u: i32,
    pub(super) v: i32,
    pub(super) ln_chance: f64,
}

impl Peak {
    /// Pixels from wave to wave.
    pub(super) fn period(&self) -> f64 {
        SIDE as f64 / f64::from(self.u).hypot(f64::from(self.v))
    }

    /// Degrees between the direction of the waves and the rows, 0 to 180.
    pub(super) fn degrees(&self) -> f64 {
        f64::from(self.v).atan2(f64::from(self.u)).to_degrees().rem_euclid(180.0)
    }
}

/// How many frequencies are looked at.
pub(super) fn tests() -> f64 {
    frequencies().count() as f64
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
    /// Spectra of two planes of a part; `None` where the part has no room for a window.
    pub(super) fn of(
        picture: &RgbImage,
        part: Part,
        planes: [fn([f32; 3]) -> f32; 2],
    ) -> Option<[Self; 2]> {
        let corners = corners(part)?;
        let mut power = [vec![0.0_f32; SIDE * SIDE], vec![0.0_f32; SIDE * SIDE]];
        for &(x, y) in &corners {
            let mut values = window(picture, x, y, planes);
            transform(&mut values);
            add_power(&mut power, &values);
            values.fill((0.0, 0.0));
        }
        let windows = corners.len() as u32;
        Some(power.map(|power| Self { ratio: over_level(&power, windows), windows }))
    }

    /// The most surprising of the frequencies.
    pub(super) fn peak(&self) -> Option<Peak> {
        frequencies().map(|(u, v)| self.at(u, v)).min_by(|a, b| a.ln_chance.total_cmp(&b.ln_chance))
    }

    /// The frequencies whose chance times their number is below 1, the most surprising first.
    pub(super) fn peaks(&self) -> Vec<Peak> {
        let limit = -tests().ln();
        // Below three times the level no mean of up to four values is that rare.
        let mut peaks: Vec<Peak> = frequencies()
            .filter(|&(u, v)| self.ratio[bin(u) + bin(v) * SIDE] >= 3.0)
            .map(|(u, v)| self.at(u, v))
            .filter(|peak| peak.ln_chance < limit)
            .collect();
        peaks.sort_by(|a, b| a.ln_chance.total_cmp(&b.ln_chance));
        peaks
    }

    pub(super) fn at(&self, u: i32, v: i32) -> Peak {
        let ratio = self.ratio[bin(u) + bin(v) * SIDE];
        Peak { u, v, ln_chance: ln_exponential_tail(f64::from(ratio), self.windows) }
    }

    /// The most surprising frequency at most one bin away.
    pub(super) fn near(&self, u: i32, v: i32) -> Peak {
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

/// Upper left corners of the windows: two by two where the part has room for that many side by side, else
/// one in the middle.
fn corners(part: Part) -> Option<Vec<(u32, u32)>> {
    let side = SIDE as u32;
    let free = |length: u32| length.checked_sub(side);
    let (across, down) = (free(part.width)?, free(part.height)?);
    if across < side || down < side {
        return Some(vec![(part.x + across / 2, part.y + down / 2)]);
    }
    // Four that touch, around the middle.
    let (left, top) = (part.x + (across - side) / 2, part.y + (down - side) / 2);
    Some(vec![(left, top), (left + side, top), (left, top + side), (left + side, top + side)])
}

/// Two planes of a window as one complex one, without their mean, under a Hann window.
fn window(picture: &RgbImage, x: u32, y: u32, planes: [fn([f32; 3]) -> f32; 2]) -> Vec<Complex> {
    let mut values = Vec::with_capacity(SIDE * SIDE);
    for row in 0..SIDE as u32 {
        for column in 0..SIDE as u32 {
            let pixel = picture.get_pixel(x + column, y + row).0.map(f32::from);
            values.push((planes[0](pixel), planes[1](pixel)));
        }
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

/// Power over the level in the square around it, the middle 3 × 3 left out; the level is taken two
/// standard errors high.
fn over_level(power: &[f32], windows: u32) -> Vec<f32> {
    // An 8-bit picture has no density below that of its rounding; this keeps flat ones quiet.
    let floor = (SIDE * SIDE) as f32 * 0.05 * windows as f32;
    let logarithm: Vec<f32> = power.iter().map(|value| (value + floor).ln()).collect();
    let outer = box_sums(&logarithm, REACH);
    let inner = box_sums(&logarithm, 1);
    let count = ((2 * REACH + 1).pow(2) - 9) as f32;
    let expected = (mean_logarithm(windows) - 2.0 * level_error(windows)) as f32;
    let levels = outer.iter().zip(&inner).map(|(outer, inner)| (outer - inner) / count - expected);
    logarithm.iter().zip(levels).map(|(value, level)| (value - level).exp()).collect()
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
