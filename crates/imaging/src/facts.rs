//! What is known about a file besides its pixels.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Format;

/// How colours are stored in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum ColorModel {
    /// One channel of brightness.
    Gray,
    /// Brightness and opacity.
    GrayAlpha,
    /// Red, green and blue, or a transform of them (JPEG's YCbCr).
    Rgb,
    /// Red, green, blue and opacity.
    Rgba,
    /// An index into a table of colours.
    Palette,
    /// Four inks.
    Cmyk,
    /// Four inks, three of them transformed like YCbCr (Adobe's JPEG).
    Ycck,
}

/// Facts about a decoded file, kept for the result and for forensic checks.
///
/// They hold nothing from the metadata itself: no camera, place or time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct FileFacts {
    /// Format, told by content.
    pub format: Format,
    /// SHA-256 of the file as `sha256:` and 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Width of the upright picture in pixels.
    pub width: u32,
    /// Height of the upright picture in pixels.
    pub height: u32,
    /// The Exif orientation that was applied, 1–8 (Exif 2.32, tag 0x0112); 1 if the file has none.
    pub exif_orientation: u8,
    /// How colours are stored.
    pub color: ColorModel,
    /// Bits per channel as stored (1, 2, 4, 8, 16 or 32; of a palette: bits per index).
    pub bit_depth: u8,
    /// The quality setting of the last JPEG encoder, 1–100, on the scale of the Independent JPEG
    /// Group; `None` for other formats. See [`crate::Picture::facts`] for how it is estimated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jpeg_quality: Option<u8>,
    /// Whether the JPEG is progressive or the PNG interlaced.
    pub progressive: bool,
    /// Whether the file has a colour profile.
    pub has_icc: bool,
    /// Whether the file has an Exif block (for TIFF: an Exif sub-directory is not looked for).
    pub has_exif: bool,
}

/// Writes a SHA-256 digest as the result does.
pub(crate) fn sha256_of(bytes: &[u8]) -> String {
    use std::fmt::Write as _;

    use sha2::Digest as _;

    let digest = sha2::Sha256::digest(bytes);
    let mut text = String::with_capacity(7 + 64);
    text.push_str("sha256:");
    for byte in digest {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4 example: the digest of `abc`.
    #[test]
    fn sha256_is_prefixed_lower_case_hex() {
        assert_eq!(
            sha256_of(b"abc"),
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
