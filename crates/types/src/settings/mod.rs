//! Settings: the 27 numbers, the requirements matrix, the policy, simulation and switches.
//!
//! A setting that is wrong is refused by name; none is silently corrected.

mod policy;
mod requirements;
mod scenario;
mod switches;
mod weights;

pub use policy::{FoldPolicy, Policy, Retry, Simulate};
pub use requirements::{Requirement, RequirementRow, Requirements};
pub use scenario::{TestScenario, UnknownScenario};
pub use switches::{AamvaRetry, Consent, LivenessMode, Settings};
pub use weights::{NumberKind, Weights};

use crate::number::OutOfRange;

/// A setting that cannot be used. Messages name the key.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// No setting has this name.
    #[error("unknown key `{key}`")]
    UnknownKey {
        /// The name, cut at 64 characters.
        key: String,
    },
    /// The value is outside the range of its kind.
    #[error("`{key}`: {source}")]
    OutOfRange {
        /// The setting.
        key: &'static str,
        /// The value and the range.
        #[source]
        source: OutOfRange,
    },
    /// No test has a weight, so that no score exists.
    #[error("all weights are zero")]
    AllWeightsZero,
    /// One limit must not be below another.
    #[error("`{higher}` is below `{lower}`")]
    Inverted {
        /// The setting that must not be below the other.
        higher: &'static str,
        /// The other.
        lower: &'static str,
    },
}

impl ConfigError {
    /// Names an unknown key; hostile lengths are cut.
    pub(crate) fn unknown_key(key: &str) -> Self {
        Self::UnknownKey { key: key.chars().take(64).collect() }
    }
}
