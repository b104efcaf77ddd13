//! The network that weighs a cell.

use super::features::CELL_FEATURES;
use super::weights::{HIDDEN, HIDDEN_BIAS, HIDDEN_WEIGHTS, OUT_BIAS, OUT_WEIGHTS};

/// Log odds that a cell was changed, at the prior of the material fitted on.
///
/// Features are kept to six spreads of the material about its means; both are folded into the first
/// layer but for that range.
pub(super) fn logit(features: &[f32; CELL_FEATURES]) -> f32 {
    let mut hidden: [f32; HIDDEN] = HIDDEN_BIAS;
    for ((&feature, &(middle, spread)), weights) in
        features.iter().zip(&super::weights::SCALES).zip(&HIDDEN_WEIGHTS)
    {
        let value = ((feature - middle) / spread).clamp(-6.0, 6.0);
        for (sum, weight) in hidden.iter_mut().zip(weights) {
            *sum += value * weight;
        }
    }
    OUT_BIAS
        + hidden.iter().zip(&OUT_WEIGHTS).map(|(sum, weight)| sum.max(0.0) * weight).sum::<f32>()
}
