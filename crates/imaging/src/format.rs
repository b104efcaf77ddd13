//! What a file is, told by its first bytes and never by its name.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A picture format that this build reads.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// JPEG, ITU-T T.81: baseline and progressive, one to four components.
    Jpeg,
    /// PNG, ISO/IEC 15948.
    Png,
    /// WebP, lossy and lossless; of an animation the first frame.
    Webp,
    /// TIFF 6.0; the first page.
    Tiff,
    /// Windows bitmap.
    Bmp,
}

impl Format {
    /// The wire name, for example `jpeg`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Tiff => "tiff",
            Self::Bmp => "bmp",
        }
    }

    /// Whether a file name ending in `extension` (without the dot, any case) suits the format. A
    /// wrong extension is a note for the caller; decoding goes by content.
    ///
    /// ```
    /// assert!(bonafide_imaging::Format::Jpeg.suits_extension("JPG"));
    /// assert!(!bonafide_imaging::Format::Png.suits_extension("jpg"));
    /// ```
    pub fn suits_extension(self, extension: &str) -> bool {
        let known: &[&str] = match self {
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Png => &["png"],
            Self::Webp => &["webp"],
            Self::Tiff => &["tif", "tiff"],
            Self::Bmp => &["bmp", "dib"],
        };
        known.iter().any(|known| known.eq_ignore_ascii_case(extension))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Tells the format of a file by its first bytes; `None` if it is no picture this build reads.
///
/// Sources: ITU-T T.81 B.1.1.3 (JPEG markers), ISO/IEC 15948 section 5.2 (PNG signature), RFC 9649
/// section 2.4 (WebP), TIFF 6.0 section 2 and the BITMAPFILEHEADER structure.
///
/// ```
/// use bonafide_imaging::{Format, detect_format};
/// assert_eq!(detect_format(b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR"), Some(Format::Png));
/// assert_eq!(detect_format(b"PK\x03\x04"), None);
/// ```
pub fn detect_format(bytes: &[u8]) -> Option<Format> {
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        Some(Format::Jpeg)
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(Format::Png)
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        Some(Format::Webp)
    } else if [&b"II*\0"[..], b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|m| bytes.starts_with(m)) {
        Some(Format::Tiff)
    } else if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
        Some(Format::Bmp)
    } else {
        None
    }
}

/// Names what the bytes look like, for the error about a file that is no picture.
pub(crate) fn looks_like(bytes: &[u8]) -> &'static str {
    const KNOWN: [(&[u8], &str); 9] = [
        (b"PK\x03\x04", "a zip archive"),
        (b"%PDF-", "a PDF document"),
        (b"GIF8", "a GIF animation"),
        (b"\x1f\x8b", "a gzip stream"),
        (b"Rar!", "a rar archive"),
        (b"7z\xbc\xaf", "a 7z archive"),
        (b"\x7fELF", "a program"),
        (b"MZ", "a program"),
        (b"<", "markup"),
    ];
    if bytes.get(4..8) == Some(b"ftyp") {
        return match bytes.get(8..12) {
            Some(b"avif" | b"avis") => "an AVIF picture",
            Some(b"heic" | b"heix" | b"hevc" | b"mif1" | b"msf1") => "a HEIF picture",
            _ => "a video",
        };
    }
    KNOWN
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map_or("of no known format", |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_content() {
        let cases: [(&[u8], Option<Format>); 9] = [
            (b"\xFF\xD8\xFF\xE0", Some(Format::Jpeg)),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some(Format::Webp)),
            (b"RIFF\0\0\0\0WAVEfmt ", None),
            (b"II*\0\x08\0\0\0", Some(Format::Tiff)),
            (b"MM\0*\0\0\0\x08", Some(Format::Tiff)),
            (b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0", Some(Format::Bmp)),
            (b"BMX, a text that begins so", None),
            (b"\xFF\xD8", None),
            (b"", None),
        ];
        for (bytes, format) in cases {
            assert_eq!(detect_format(bytes), format, "{bytes:?}");
        }
    }

    #[test]
    fn strangers_are_named() {
        assert_eq!(looks_like(b"PK\x03\x04\x14\0"), "a zip archive");
        assert_eq!(looks_like(b"\0\0\0\x18ftypheic"), "a HEIF picture");
        assert_eq!(looks_like(b"hello"), "of no known format");
    }
}
