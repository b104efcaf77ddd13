//! Sine and cosine that give the same bits on every machine.
//!
//! The system's mathematics library may differ in the last bit from one release to the next, and
//! one bit is enough to change a compressed picture; these use only the four operations.

use std::f64::consts::TAU;

/// The sine of an angle given in turns (1 turn = 360°), within 1e-6.
pub(crate) fn sine(turns: f32) -> f32 {
    let turns = f64::from(turns);
    let turn = turns - turns.floor();
    let (half, sign) = if turn < 0.5 { (turn, 1.0) } else { (turn - 0.5, -1.0) };
    let quarter = if half > 0.25 { 0.5 - half } else { half };
    let x = quarter * TAU;
    let square = x * x;
    // Taylor series in Horner form; the first term left out is x^13 / 13! < 6e-8.
    let series = [110.0, 72.0, 42.0, 20.0, 6.0]
        .iter()
        .fold(1.0, |inner, divisor| 1.0 - square / divisor * inner);
    (sign * x * series) as f32
}

/// The cosine of an angle given in turns, within 1e-6.
pub(crate) fn cosine(turns: f32) -> f32 {
    sine(turns + 0.25)
}

/// The square root; exactly rounded by IEEE 754, so the same everywhere.
pub(crate) fn length(x: f32, y: f32) -> f32 {
    (x * x + y * y).sqrt()
}

#[cfg(test)]
mod tests {
    use super::{cosine, sine};

    #[test]
    fn agrees_with_the_mathematics_library() {
        for step in -500_i16..500 {
            let turns = f32::from(step) / 173.0;
            let radians = turns * std::f32::consts::TAU;
            assert!((sine(turns) - radians.sin()).abs() < 1e-5, "{turns}");
            assert!((cosine(turns) - radians.cos()).abs() < 1e-5, "{turns}");
        }
    }
}
