//! Weights of the features, in log-odds for a value of 1.
//!
//! Fitted by `training/identity/fit.py` on drawn pictures alone; no picture that figures are reported on took
//! part.

use super::features::COUNT;

/// Log-odds of a page that has nothing.
pub(super) const INTERCEPT: f64 = -3.0;

/// In the order of the features.
pub(super) const WEIGHTS: [f64; COUNT] =
    [0.5, 1.5, 0.5, 5.0, 2.0, 3.0, 3.0, -4.0, 2.0, -3.0, -1.0, 1.0, 1.0];
