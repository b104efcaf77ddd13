//! How much one file may cost before it is refused.

use serde::{Deserialize, Serialize};

/// Bounds on one file, checked before its pixels are allocated.
///
/// ```
/// let mut limits = bonafide_imaging::Limits::default();
/// limits.max_pixels = 12_000_000;
/// assert_eq!(limits.max_bytes, 64 << 20);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Limits {
    /// Largest file, in bytes. Default 64 MiB: a 50-megapixel phone JPEG is below 30 MB, an
    /// uncompressed A4 colour scan at 400 dpi is 47 MB.
    pub max_bytes: u64,
    /// Largest picture, in pixels (width × height as stored). Default 100 million: above the
    /// 50 million of today's phones in their full mode, and A4 at 1000 dpi (97 million).
    pub max_pixels: u64,
    /// Most memory that decoding one file may take at its peak, in bytes: the codec's own
    /// working memory as far as it is known, the decoded samples and the upright picture.
    /// Default 1 GiB: 100 million pixels of a baseline JPEG need 0.6 GB; a progressive JPEG or a
    /// 16-bit PNG of that size needs more and is refused.
    pub max_alloc_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_bytes: 64 << 20, max_pixels: 100_000_000, max_alloc_bytes: 1 << 30 }
    }
}
