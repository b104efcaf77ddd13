//! How much work one picture may cost.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Bounds on the work for one picture, all counts, so that the result depends on the picture alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Options {
    /// Largest view that is searched whole, in pixels. Default 4 million: a 12-megapixel photo is
    /// searched at half size; what is located on it is still read at full size. Larger views are
    /// halved until they fit.
    pub max_view_pixels: u32,
    /// Most located areas that are turned level and tried. Default 8: the back of a licence has
    /// one or two symbols, a linear bar code and a few blocks of print, and some are located in
    /// two ways.
    pub max_areas: u32,
    /// Most views of any kind that are searched. Default 40: eight areas in four variants, the whole
    /// picture in five, and room.
    pub max_views: u32,
    /// Most candidates that are handed to the decoder. Default 160; a hopeless candidate costs up
    /// to a few milliseconds.
    pub max_candidates: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { max_view_pixels: 4_000_000, max_areas: 8, max_views: 40, max_candidates: 160 }
    }
}
