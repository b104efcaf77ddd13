//! Weights of the features, in log-odds for a value of 1.
//!
//! Fitted by `training/identity/fit.py` on drawn pictures alone; no picture that figures are reported on was
//! fitted on.

use super::features::COUNT;

/// Log-odds of a page that has nothing.
pub(super) const INTERCEPT: f64 = -6.89;

/// In the order of the features.
pub(super) const WEIGHTS: [f64; COUNT] = [
    0.55, 1.76, -1.23, 2.39, -0.15, 1.67, 0.58, 1.82, -0.25, -0.03, 0.67, -0.41, -1.8, -3.71, 0.02,
    0.51, 1.63, 2.39, 1.87, 0.46, -0.77, 0.63, 0.52, 2.3, 0.71, 2.7,
];
