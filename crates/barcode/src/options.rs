//! How much work one picture may cost.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Bounds on the work for one picture. Work is counted, so that the result depends on the picture
/// alone and not on the machine or its load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Options {
    /// Work that one picture may cost, in milliseconds of one core as they were counted on the
    /// machine that the prices were taken on; a slow machine takes longer and reads the same.
    /// Default 400: a clear symbol takes a hundredth of it.
    pub budget_ms: u32,
    /// Most areas that look like bars and are searched one by one where no guard pattern is seen
    /// on the picture as it is. Default 6: the back of a licence has one or two symbols, a linear
    /// bar code and a few blocks of print.
    pub max_areas: u32,
    /// Whether `rxing` is asked where the own decoder sees a guard pattern and reads nothing, and
    /// on small pictures. Default true. Its work is bounded apart, by counts.
    pub fallback: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { budget_ms: 400, max_areas: 6, fallback: true }
    }
}
