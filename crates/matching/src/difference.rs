//! What a misspelling is worth.

/// Shares of different letters and what they are worth: full agreement at none, nothing at `0.6`,
/// steep where two words become two.
///
/// One slip in eight letters costs 0.06, one in five 0.1, one in four 0.14; a third of the letters
/// is another word at the default tolerance of 0.85.
const STEPS: [(f64, f64); 8] = [
    (0.0, 1.0),
    (0.125, 0.94),
    (0.2, 0.9),
    (0.25, 0.86),
    (0.33, 0.72),
    (0.4, 0.55),
    (0.5, 0.3),
    (0.6, 0.0),
];

/// Returns the worth, in `[0, 1]`, of two words of which the share `difference` of the letters is
/// not the same; linear between the steps.
pub(crate) fn worth(difference: f64) -> f64 {
    let mut steps = STEPS.windows(2).filter_map(|step| match step {
        [(from, high), (to, low)] if difference <= *to => {
            Some(high - (high - low) * (difference - from) / (to - from))
        }
        _ => None,
    });
    steps.next().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worth_falls_from_one_to_nothing() {
        assert!((worth(0.0) - 1.0).abs() < 1e-12);
        assert!((worth(0.2) - 0.9).abs() < 1e-12);
        assert!(worth(0.6).abs() < 1e-12 && worth(1.0).abs() < 1e-12);
        let all: Vec<f64> = (0..=100).map(|i| worth(f64::from(i) / 100.0)).collect();
        assert!(all.windows(2).all(|w| w[0] >= w[1]));
    }
}
