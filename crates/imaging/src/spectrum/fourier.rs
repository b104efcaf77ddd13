//! The Fourier transform of a small square.

#![allow(clippy::inline_always)] // compiled for each set of vector instructions

use std::f64::consts::TAU;

use crate::simd::vectorised;

/// Columns and rows of the squares: cheap (some 0.3 ms), and 1 % of a frequency fine.
pub(super) const SIDE: usize = 128;

/// A complex number.
pub(super) type Complex = (f32, f32);

/// The Fourier transform of `SIDE × SIDE` values in place, row by row; frequencies in the usual order,
/// 0 first.
pub(super) fn transform(values: &mut [Complex]) {
    debug_assert_eq!(values.len(), SIDE * SIDE);
    let turns = turns();
    for row in values.chunks_exact_mut(SIDE) {
        transform_lines::<1>(row, &turns);
    }
    // All columns at once: what is done to a value of one is done to a row.
    vectorised(|| transform_lines::<SIDE>(values, &turns));
}

/// `exp(-2πi k / SIDE)`.
fn turns() -> [Complex; SIDE / 2] {
    std::array::from_fn(|k| {
        let angle = -TAU * k as f64 / SIDE as f64;
        (angle.cos() as f32, angle.sin() as f32)
    })
}

/// Cooley and Tukey's, in place, after a reordering by reversed bits: of `WIDTH` lines beside each other, place
/// by place.
#[inline(always)]
fn transform_lines<const WIDTH: usize>(lines: &mut [Complex], turns: &[Complex; SIDE / 2]) {
    let bits = SIDE.trailing_zeros();
    for index in 0..SIDE {
        let other = index.reverse_bits() >> (usize::BITS - bits);
        if index < other {
            let (before, from) = lines.split_at_mut(other * WIDTH);
            before[index * WIDTH..][..WIDTH].swap_with_slice(&mut from[..WIDTH]);
        }
    }
    let mut half = 1;
    while half < SIDE {
        let stride = SIDE / (2 * half);
        for block in lines.chunks_exact_mut(2 * half * WIDTH) {
            let (low, high) = block.split_at_mut(half * WIDTH);
            let pairs = low.chunks_exact_mut(WIDTH).zip(high.chunks_exact_mut(WIDTH));
            for (index, (low, high)) in pairs.enumerate() {
                let turn = turns[index * stride];
                for (a, b) in low.iter_mut().zip(high) {
                    let turned = product(*b, turn);
                    *b = (a.0 - turned.0, a.1 - turned.1);
                    *a = (a.0 + turned.0, a.1 + turned.1);
                }
            }
        }
        half *= 2;
    }
}

#[inline(always)]
fn product(a: Complex, b: Complex) -> Complex {
    (a.0 * b.0 - a.1 * b.1, a.0 * b.1 + a.1 * b.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wave_is_one_frequency() {
        let wave = |at: usize| {
            let (x, y) = ((at % SIDE) as f64, (at / SIDE) as f64);
            ((TAU * (5.0 * x + 9.0 * y) / SIDE as f64).cos() as f32, 0.0)
        };
        let mut values: Vec<Complex> = (0..SIDE * SIDE).map(wave).collect();
        transform(&mut values);
        for (at, value) in values.iter().enumerate() {
            let (u, v) = (at % SIDE, at / SIDE);
            let here = (u, v) == (5, 9) || (u, v) == (SIDE - 5, SIDE - 9);
            let expected = if here { (SIDE * SIDE / 2) as f32 } else { 0.0 };
            assert!((value.0.hypot(value.1) - expected).abs() < 0.1, "{u} {v}: {value:?}");
        }
    }
}
