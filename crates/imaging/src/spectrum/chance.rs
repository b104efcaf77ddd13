//! How often chance would do the same: expected numbers of false alarms.
//!
//! Desolneux, Moisan and Morel, "Meaningful Alignments", IJCV 40(1), 2000: what is seen is compared with
//! a null model; the number of tests times the probability under it is the number of false alarms (NFA)
//! that one picture is expected to give.

/// Natural logarithm of the probability that the mean of `count` values of an exponential distribution
/// of mean 1 is at least `mean` (Gamma tail; exact).
pub fn ln_exponential_tail(mean: f64, count: u32) -> f64 {
    let sum = mean.max(0.0) * f64::from(count);
    let mut term = 1.0;
    let mut terms = 1.0;
    for k in 1..count {
        term *= sum / f64::from(k);
        terms += term;
    }
    (terms.ln() - sum).min(0.0)
}

/// Natural logarithm of a bound on the probability of at least `hits` of `trials` where each hits with
/// probability `p` (Chernoff; never below the true one).
pub fn ln_binomial_tail(hits: u32, trials: u32, p: f64) -> f64 {
    if trials == 0 {
        return 0.0;
    }
    let share = f64::from(hits) / f64::from(trials);
    if share <= p {
        return 0.0;
    }
    let part = |q: f64, p: f64| if q > 0.0 { q * (q / p).ln() } else { 0.0 };
    -f64::from(trials) * (part(share, p) + part(1.0 - share, 1.0 - p))
}

/// 0 from an expected number of false alarms of 1 in 100 pictures up, 1 at 1 in 10¹⁰ and below; linear in
/// the logarithm between. The null models are cleaner than skin, hair and print, so the lower end of the scale
/// is worth little.
pub fn false_alarm_strength(ln_nfa: f64) -> f64 {
    let decades = -ln_nfa / std::f64::consts::LN_10;
    ((decades - 2.0) / 8.0).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_the_known_ones() {
        assert!((ln_exponential_tail(3.0, 1) + 3.0).abs() < 1e-12);
        // Gamma(2) from 2 on: 3 e^-2.
        assert!((ln_exponential_tail(1.0, 2) - (3.0_f64.ln() - 2.0)).abs() < 1e-12);
        assert!(ln_exponential_tail(0.0, 4).abs() < 1e-12);
        // All of 10 with probability 1/8 each: the bound is exact.
        assert!((ln_binomial_tail(10, 10, 0.125) - 10.0 * 0.125_f64.ln()).abs() < 1e-9);
        assert!(ln_binomial_tail(1, 10, 0.125).abs() < 1e-12);
        assert!(ln_binomial_tail(0, 0, 0.125).abs() < 1e-12);
    }

    #[test]
    fn rare_is_strong() {
        let of = |decades: f64| false_alarm_strength(-decades * std::f64::consts::LN_10);
        assert!(of(2.0).abs() < 1e-9 && (of(10.0) - 1.0).abs() < 1e-9 && of(0.0).abs() < 1e-9);
        assert!((of(6.0) - 0.5).abs() < 1e-9);
    }
}
