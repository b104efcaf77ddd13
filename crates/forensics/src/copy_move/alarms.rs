//! How many regions as exact as one a page without copies shows.

use super::clusters::Cluster;
use super::ground::Ground;

/// Finest root mean square that is told from 0, pixels: what JPEG leaves of an exact copy.
const FINEST: f64 = 0.02;

/// A region further off the whole shift than this is no copy, pixels: three times what JPEG of quality 68
/// leaves, median of generated copies.
pub(super) const FURTHEST: f64 = 0.1;

/// Regions are compared with those of the page that have as many patches, in classes from these numbers on.
const CLASSES: [usize; 4] = [3, 6, 12, 24];

/// Repeats that any page may show: fewer seen do not make a fraction of a pixel any rarer. With them, a
/// whole shift alone stays above one page in a hundred, and the ground must speak as well.
const LEAST_REPEATS: f64 = 10.0;

/// Ground that is less alike than this is not counted: guilloches that print repeats on are up to 0.2 alike
/// on generated untouched pages, copies 0.3 and more.
const LEAST_CORRELATION: f64 = 0.25;

/// Most that ground is believed, log10 of a chance.
const MOST_BELIEVED: f64 = -8.0;

/// log10 of the false alarms that a region stands for.
///
/// Print repeats itself at shifts whose fractions are spread evenly over a pixel, so that of N repeats
/// N · π r² lie within r of a whole shift, patch by patch; and the noise of the ground is independent.
pub(super) fn log10_false_alarms(
    cluster: &Cluster,
    ground: Option<Ground>,
    all: &[Cluster],
) -> f64 {
    let size = cluster.patches.len();
    let class = CLASSES.iter().rev().find(|&&class| class <= size).copied().unwrap_or(0);
    let repeats = all.iter().filter(|other| other.patches.len() >= class).count() * CLASSES.len();
    let near = std::f64::consts::PI * cluster.off.max(FINEST).powi(2);
    let whole = (repeats as f64).max(LEAST_REPEATS) * near.min(1.0);
    let same = ground
        .filter(|ground| ground.correlation >= LEAST_CORRELATION)
        .map_or(0.0, |ground| ground.log10_chance.clamp(MOST_BELIEVED, 0.0));
    whole.log10() + same
}
