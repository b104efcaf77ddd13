//! Whether a line differs from the others of its page by more than they differ among themselves.

use crate::noise::median;

/// What a value is explained by: a constant, height, contrast, brightness of the ground, and its structure
/// or how much ink there is.
pub(super) const TERMS: usize = 5;

/// Fewer lines than this tell nothing of what is usual.
pub(super) const LEAST_LINES: usize = 8;

/// Variance of the logarithm of a mean energy, times its number of samples. Squares of normal values give 2
/// over their number, and diagonal detail of white noise is correlated (1, −2/3, 1/6 along each axis, whose
/// squares sum to 1.94): 2 · 1.94² = 7.6.
pub(super) const SAMPLING: f64 = 7.6;

/// Rounds of the fit, and spreads beyond which a line counts less (P. J. Huber, 1964).
const ROUNDS: usize = 4;
const HUBER: f64 = 1.5;

/// How far the slopes are held towards 0, in lines of mean weight: differences of some lines of one card do
/// not fix five of them.
const RIDGE: f64 = 0.1;

/// The value of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sample {
    /// The first of them is 1.
    pub(super) terms: [f64; TERMS],
    pub(super) value: f64,
    /// Variance of the value by chance alone.
    pub(super) variance: f64,
}

/// By how many standard errors each line is off what the others let expect, and log10 of the chance to be so
/// far off either way; nothing for fewer than [`LEAST_LINES`]. `least` is the least spread of values of untouched
/// lines.
///
/// Each is left out in turn, the rest is fitted, and its difference is a Student's t whose degrees of
/// freedom are the others less what is fitted of them.
pub(super) fn compared(samples: &[Sample], least: f64) -> Vec<(f64, f64)> {
    if samples.len() < LEAST_LINES {
        return Vec::new();
    }
    let one = |at: usize| {
        let others: Vec<Sample> =
            samples.iter().enumerate().filter_map(|(i, s)| (i != at).then_some(*s)).collect();
        let t = samples.get(at).map_or(0.0, |sample| Usual::of(&others, least).off(sample));
        (t, log10_two_sided(t, others.len().saturating_sub(TERMS)))
    };
    (0..samples.len()).map(one).collect()
}

/// What some lines let expect.
struct Usual {
    middle: [f64; TERMS],
    slopes: [f64; TERMS],
    /// Inverse of the normal matrix.
    inverse: [[f64; TERMS]; TERMS],
    /// Variance between lines, sampling taken off.
    between: f64,
    /// By how much residuals exceed both variances; at least 1.
    excess: f64,
}

impl Usual {
    fn of(lines: &[Sample], least: f64) -> Self {
        let count = lines.len().max(1) as f64;
        let mut middle: [f64; TERMS] = std::array::from_fn(|term| {
            lines.iter().map(|line| line.terms[term]).sum::<f64>() / count
        });
        middle[0] = 0.0;
        let mut usual = Self {
            middle,
            slopes: [0.0; TERMS],
            inverse: [[0.0; TERMS]; TERMS],
            between: least * least,
            excess: 1.0,
        };
        usual.slopes[0] = f64::from(median(lines.iter().map(|line| line.value as f32).collect()));
        for _ in 0..ROUNDS {
            usual.fit(lines);
            let off: Vec<f64> = lines.iter().map(|line| usual.residual(line)).collect();
            let spread = spread(off.iter().copied());
            let sampling = median(lines.iter().map(|line| line.variance as f32).collect());
            usual.between = (spread * spread - f64::from(sampling)).max(least * least);
        }
        let scaled =
            lines.iter().map(|line| usual.residual(line) / (usual.between + line.variance).sqrt());
        usual.excess = spread(scaled).max(1.0);
        usual
    }

    fn centred(&self, line: &Sample) -> [f64; TERMS] {
        std::array::from_fn(|term| line.terms[term] - self.middle[term])
    }

    fn residual(&self, line: &Sample) -> f64 {
        let expected: f64 =
            self.centred(line).iter().zip(&self.slopes).map(|(term, slope)| term * slope).sum();
        line.value - expected
    }

    /// Weighted least squares; those that are off by the last fit count less.
    fn fit(&mut self, lines: &[Sample]) {
        let mut normal = [[0.0_f64; TERMS]; TERMS];
        let mut right = [0.0_f64; TERMS];
        let mut weights = 0.0;
        for line in lines {
            let variance = self.between + line.variance;
            let off = (self.residual(line).abs() / (HUBER * variance.sqrt())).max(1.0);
            let weight = 1.0 / (variance * off);
            let terms = self.centred(line);
            for ((row, sum), a) in normal.iter_mut().zip(&mut right).zip(terms) {
                row.iter_mut().zip(terms).for_each(|(cell, b)| *cell += weight * a * b);
                *sum += weight * a * line.value;
            }
            weights += weight;
        }
        let ridge = RIDGE * weights / lines.len().max(1) as f64;
        for (at, row) in normal.iter_mut().enumerate().skip(1) {
            row[at] += ridge;
        }
        self.inverse = inverted(normal);
        for (slope, row) in self.slopes.iter_mut().zip(&self.inverse) {
            *slope = row.iter().zip(&right).map(|(a, b)| a * b).sum();
        }
    }

    /// The difference of another line in standard errors of its prediction.
    fn off(&self, line: &Sample) -> f64 {
        let terms = self.centred(line);
        let of_fit: f64 = self
            .inverse
            .iter()
            .zip(terms)
            .map(|(row, a)| a * row.iter().zip(terms).map(|(cell, b)| cell * b).sum::<f64>())
            .sum();
        let variance = self.between + line.variance + of_fit.max(0.0);
        self.residual(line) / (self.excess * variance.sqrt())
    }
}

/// 1.4826 times the median of what they are off 0.
fn spread(values: impl Iterator<Item = f64>) -> f64 {
    1.4826 * f64::from(median(values.map(|value| value.abs() as f32).collect()))
}

/// The inverse of a positive definite matrix by Gauss and Jordan.
fn inverted(mut matrix: [[f64; TERMS]; TERMS]) -> [[f64; TERMS]; TERMS] {
    let mut inverse: [[f64; TERMS]; TERMS] =
        std::array::from_fn(|i| std::array::from_fn(|j| f64::from(u8::from(i == j))));
    for pivot in 0..TERMS {
        let scale = matrix[pivot][pivot].max(1e-12);
        let (line, right) =
            (matrix[pivot].map(|value| value / scale), inverse[pivot].map(|value| value / scale));
        for other in 0..TERMS {
            let factor = matrix[other][pivot];
            if other == pivot {
                (matrix[other], inverse[other]) = (line, right);
                continue;
            }
            for column in 0..TERMS {
                matrix[other][column] -= factor * line[column];
                inverse[other][column] -= factor * right[column];
            }
        }
    }
    inverse
}

/// log10 of the chance that a Student's t of this many degrees of freedom is as far from 0, either way.
///
/// The regularised incomplete beta function of ν / (ν + t²) at ν / 2 and ½, by its power series (Abramowitz
/// and Stegun, 26.7.1, 26.5.4); the beta function by its recurrence from B(½, ½) = π and B(1, ½) = 2.
pub(super) fn log10_two_sided(t: f64, degrees: usize) -> f64 {
    let degrees = degrees.clamp(1, 200);
    let half = degrees as f64 / 2.0;
    let x = 2.0 * half / (2.0 * half + t * t);
    let (mut at, mut beta) =
        if degrees % 2 == 1 { (0.5, std::f64::consts::PI) } else { (1.0, 2.0) };
    while at + 0.25 < half {
        beta *= at / (at + 0.5);
        at += 1.0;
    }
    let (mut term, mut sum) = (1.0_f64, 0.0_f64);
    for k in 0..400 {
        let k = f64::from(k);
        let added = term / (half + k);
        sum += added;
        if added < 1e-12 * sum {
            break;
        }
        term *= (k + 0.5) / (k + 1.0) * x;
    }
    (half * x.log10() + (sum / beta).log10()).min(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_those_of_tables() {
        // Two-sided quantiles of Student's t.
        for (t, degrees, chance) in [
            (12.7062, 1, 0.05),
            (4.3027, 2, 0.05),
            (2.2281, 10, 0.05),
            (4.1437, 10, 0.002),
            (3.2317, 11, 0.008),
        ] {
            let found = 10_f64.powf(log10_two_sided(t, degrees));
            assert!((found / chance - 1.0).abs() < 0.01, "{t} {degrees} {found}");
            assert!((log10_two_sided(-t, degrees) - log10_two_sided(t, degrees)).abs() < 1e-12);
        }
        assert!(log10_two_sided(0.0, 9) > -0.05);
        assert!(log10_two_sided(1e4, 20) < -40.0);
    }

    fn lines(count: usize) -> Vec<Sample> {
        let mut state = 5_u32;
        let mut next = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f64::from(state >> 8) / f64::from(1_u32 << 24) - 0.5
        };
        (0..count)
            .map(|_| {
                let terms = [1.0, 3.0 + next(), 0.3 + 0.1 * next(), 0.5 + 0.1 * next(), next()];
                let value = 2.0 - 0.8 * terms[1] + terms[4] + 0.3 * next();
                Sample { terms, value, variance: 0.01 }
            })
            .collect()
    }

    #[test]
    fn only_the_line_that_is_off_stands_out() {
        let mut lines = lines(20);
        let usual = compared(&lines, 0.1);
        assert!(usual.iter().all(|(_, chance)| *chance > -2.5), "{usual:?}");
        lines[7].value += 1.5;
        let found = compared(&lines, 0.1);
        let chance = found[7].1;
        assert!(found[7].0 > 5.0 && chance < -4.0, "{found:?}");
        assert!(found.iter().enumerate().all(|(at, (_, other))| at == 7 || *other > -2.5));
        assert!(compared(&lines[..7], 0.1).is_empty());
    }

    #[test]
    fn what_no_line_explains_is_answered() {
        let flat = Sample { terms: [1.0, 0.0, 0.0, 0.0, 0.0], value: 0.0, variance: 0.0 };
        assert!(
            compared(&[flat; 9], 0.1).iter().all(|(t, chance)| t.abs() < 1e-9 && *chance > -0.1)
        );
    }
}
