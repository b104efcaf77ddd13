//! Weights of the features, in log-odds for a value of 1.
//!
//! Fitted by `training/identity/fit.py` on drawn pictures alone; no picture that figures are reported on was
//! fitted on.

use super::features::COUNT;

/// Log-odds of a page that has nothing.
pub(super) const INTERCEPT: f64 = -3.42;

/// In the order of the features.
pub(super) const WEIGHTS: [f64; COUNT] =
    [0.37, 1.83, 0.16, 2.39, 0.63, 1.04, 0.74, -0.64, 4.08, -2.24, -3.13, 0.44, -0.56];
