//! Whether the ground beneath print is repeated with it.

use bonafide_imaging::GrayImage;

use super::clusters::Cluster;

/// Shifts up to this far beside the one looked at say how alike the ground is anyway, pixels.
const RING: i32 = 6;

/// A pixel with a stronger step to one of its neighbours is print, gray levels.
const PRINT: i32 = 14;

/// Half of the window whose mean is taken away: what is left is noise and fine pattern.
const SMOOTH: i32 = 2;

/// Most pixels along one axis that are looked at.
const MOST_ALONG: i32 = 320;

/// Pixels of ground that are needed.
const LEAST_GROUND: usize = 200;

/// Degrees of freedom of the spread over the ring: of its 160 shifts, neighbours within three pixels are not
/// independent.
const FREEDOM: u32 = 16;

/// How the ground at the shift compares with the ground beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ground {
    /// Correlation at the shift, -1 to 1.
    pub(super) correlation: f64,
    /// By how many deviations of those beside it.
    pub(super) deviations: f64,
    /// log10 of how likely as much is by chance.
    pub(super) log10_chance: f64,
}

/// Noise of a part of the page, 0 and not counted where there is print.
struct Patch {
    width: usize,
    values: Vec<f32>,
    counted: Vec<bool>,
}

/// Compares the ground of a cluster at both places; `None` where too little of it is free of print.
pub(super) fn ground(luma: &GrayImage, cluster: &Cluster) -> Option<Ground> {
    let [left, top, right, bottom] = cluster.bounds;
    let (right, bottom) = (right.min(left + MOST_ALONG), bottom.min(top + MOST_ALONG));
    let first = Patch::of(luma, [left, top, right, bottom]);
    let [dx, dy] = cluster.shift;
    let around = [left + dx - RING, top + dy - RING, right + dx + RING, bottom + dy + RING];
    let second = Patch::of(luma, around);
    let side = 2 * RING as usize + 1;
    let here = fisher(correlation(&first, &second, (RING as usize, RING as usize))?);
    let mut beside = Vec::with_capacity(side * side);
    for v in 0..side {
        for u in 0..side {
            let far = u.abs_diff(RING as usize).max(v.abs_diff(RING as usize));
            if far >= 2 {
                beside.extend(correlation(&first, &second, (u, v)).map(fisher));
            }
        }
    }
    let n = beside.len() as f64;
    if beside.len() < side * side / 2 {
        return None;
    }
    let mean = beside.iter().sum::<f64>() / n;
    let variance = beside.iter().map(|z| (z - mean) * (z - mean)).sum::<f64>() / n;
    let deviations = (here - mean) / variance.max(1e-6).sqrt();
    let chance = student_tail(deviations, FREEDOM).max(1e-300);
    Some(Ground { correlation: here.tanh(), deviations, log10_chance: chance.log10() })
}

/// Source: Fisher, "On the probable error of a coefficient of correlation", Metron 1, 1921.
fn fisher(correlation: f64) -> f64 {
    correlation.clamp(-0.999_999, 0.999_999).atanh()
}

impl Patch {
    fn of(luma: &GrayImage, [left, top, right, bottom]: [i32; 4]) -> Self {
        let reach = SMOOTH + 1;
        let (width, height) = ((right - left).max(0) as usize, (bottom - top).max(0) as usize);
        let wide = width + 2 * reach as usize;
        let tall = height + 2 * reach as usize;
        let level = |x: usize, y: usize| {
            let (x, y) =
                (i32::try_from(x).ok()? + left - reach, i32::try_from(y).ok()? + top - reach);
            let inside = u32::try_from(x).ok().zip(u32::try_from(y).ok());
            inside
                .and_then(|(x, y)| luma.get_pixel_checked(x, y))
                .map(|level| i32::from(level.0[0]))
        };
        let mut levels = vec![None; wide * tall];
        for y in 0..tall {
            for x in 0..wide {
                levels[y * wide + x] = level(x, y);
            }
        }
        let free = |x: usize, y: usize| {
            let at = |x: usize, y: usize| levels.get(y * wide + x).copied().flatten();
            let here = at(x, y)?;
            let step =
                |other: Option<i32>| other.is_some_and(|other| (other - here).abs() <= PRINT);
            let beside = x > 0 && y > 0 && x + 1 < wide && y + 1 < tall;
            (beside
                && step(at(x - 1, y))
                && step(at(x + 1, y))
                && step(at(x, y - 1))
                && step(at(x, y + 1)))
            .then_some(here)
        };
        let mut print = vec![None; wide * tall];
        for y in 0..tall {
            for x in 0..wide {
                print[y * wide + x] = free(x, y);
            }
        }
        Self::without_means(&print, wide, (width, height))
    }

    /// What is left of each pixel without the mean of the ground around it.
    fn without_means(free: &[Option<i32>], wide: usize, (width, height): (usize, usize)) -> Self {
        let (mut values, mut counted) = (vec![0.0; width * height], vec![false; width * height]);
        let (near, span) = (1, 2 * SMOOTH as usize + 1);
        for y in 0..height {
            for x in 0..width {
                let (mut sum, mut number) = (0, 0);
                for row in free.chunks(wide).skip(y + near).take(span) {
                    for level in row.iter().skip(x + near).take(span).flatten() {
                        sum += level;
                        number += 1;
                    }
                }
                let middle = (y + near + SMOOTH as usize) * wide + x + near + SMOOTH as usize;
                if let Some(level) = free.get(middle).copied().flatten().filter(|_| number > 12) {
                    values[y * width + x] = level as f32 - sum as f32 / number as f32;
                    counted[y * width + x] = true;
                }
            }
        }
        Self { width, values, counted }
    }
}

/// Correlation of the ground of both, with the second moved by columns and rows.
fn correlation(first: &Patch, second: &Patch, (right, down): (usize, usize)) -> Option<f64> {
    let rows =
        first.values.chunks(first.width.max(1)).zip(first.counted.chunks(first.width.max(1)));
    let (mut number, mut sums) = (0_usize, [0.0_f64; 5]);
    for (y, (values, counted)) in rows.enumerate() {
        let start = (y + down) * second.width + right;
        let others = second.values.get(start..).unwrap_or(&[]);
        let free = second.counted.get(start..).unwrap_or(&[]);
        let mut row = [0.0_f32; 5];
        for (((a, b), own), other) in values.iter().zip(others).zip(counted).zip(free) {
            if *own && *other {
                number += 1;
                row[0] += a;
                row[1] += b;
                row[2] += a * a;
                row[3] += a * b;
                row[4] += b * b;
            }
        }
        sums.iter_mut().zip(row).for_each(|(sum, row)| *sum += f64::from(row));
    }
    let count = number as f64;
    let [a, b, aa, ab, bb] = sums;
    let power = (aa - a * a / count) * (bb - b * b / count);
    (number >= LEAST_GROUND && power > 1e-6).then(|| (ab - a * b / count) / power.sqrt())
}

/// How likely Student's t with an even number of degrees of freedom is above `t`.
///
/// Source: Abramowitz and Stegun, 26.7.4.
pub(super) fn student_tail(t: f64, freedom: u32) -> f64 {
    let freedom_f = f64::from(freedom.max(2));
    let cosine2 = freedom_f / (freedom_f + t * t);
    let sine = t / (freedom_f + t * t).sqrt();
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..freedom.max(2) / 2 {
        let k = f64::from(k);
        term *= (2.0 * k - 1.0) / (2.0 * k) * cosine2;
        sum += term;
    }
    ((1.0 - sine * sum) / 2.0).clamp(0.0, 1.0)
}
