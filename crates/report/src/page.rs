//! What every page has: style, content security policy, and the classes for lengths.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

/// The style of both pages.
const STYLE: &str = include_str!("../templates/style.css");

/// The style with a class for every whole percentage: `w37` is a width, `l37` a place from the left and
/// `h37` a height. A page needs no style attributes then, which its policy forbids.
pub(crate) fn style() -> String {
    let mut css = STYLE.to_owned();
    for n in 0..=100 {
        // A string takes all.
        let _ = writeln!(css, ".w{n}{{width:{n}%}}.l{n}{{left:{n}%}}.h{n}{{height:{n}%}}");
    }
    css
}

/// A policy that allows this style, this script and pictures within the page, and nothing else.
pub(crate) fn policy(style: &str, script: Option<&str>) -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)));
    let script = script.map(|text| format!(" script-src {};", hash(text))).unwrap_or_default();
    format!(
        "default-src 'none'; img-src data:; style-src {};{script} base-uri 'none'; form-action 'none'",
        hash(style)
    )
}

/// A share as a whole percentage, 0 to 100; what is no number is 0.
pub(crate) fn percent(share: f64) -> u8 {
    if share.is_finite() { (share.clamp(0.0, 1.0) * 100.0).round() as u8 } else { 0 }
}

/// Shares of a whole as percentages that add up to 100 (largest remainders); all 0 where there is
/// nothing to share.
pub(crate) fn percentages(parts: &[f64]) -> Vec<u8> {
    let total: f64 = parts.iter().filter(|part| part.is_finite()).sum();
    if total <= 0.0 {
        return vec![0; parts.len()];
    }
    let exact: Vec<f64> = parts.iter().map(|p| (p / total).clamp(0.0, 1.0) * 100.0).collect();
    let mut whole: Vec<u8> = exact.iter().map(|share| share.floor() as u8).collect();
    let given: u32 = whole.iter().map(|share| u32::from(*share)).sum();
    let mut order: Vec<usize> = (0..exact.len()).collect();
    let rest = |index: &usize| exact.get(*index).map_or(0.0, |share| share.fract());
    order.sort_by(|a, b| rest(b).total_cmp(&rest(a)));
    for index in order.into_iter().take(100_u32.saturating_sub(given) as usize) {
        if let Some(share) = whole.get_mut(index) {
            *share = share.saturating_add(1);
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_policy_names_what_is_there() {
        // The SHA-256 of the empty text, FIPS 180-4.
        let empty = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
        let policy = policy("", None);
        assert!(policy.contains(&format!("style-src {empty};")) && !policy.contains("script-src"));
    }

    proptest! {
        #[test]
        fn shares_add_up(parts in prop::collection::vec(0.0..1e6_f64, 1..20)) {
            let sum: u32 = percentages(&parts).into_iter().map(u32::from).sum();
            prop_assert!(sum == 100 || parts.iter().sum::<f64>() == 0.0, "{sum}");
        }
    }
}
