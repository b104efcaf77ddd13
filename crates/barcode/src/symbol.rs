//! What was read.

use bonafide_types::Sensitive;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A place in the upright picture, in pixels from the outer edge of its top left pixel; it may lie
/// a little outside.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// What decoded a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// The `rxing` library.
    Rxing,
}

/// The place of a symbol in a file that is spread over several (Macro PDF417, ISO/IEC 15438
/// annex H). Joining the segments in order of `index` is the caller's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MacroSegment {
    /// Place in the file, from 0.
    pub index: u32,
    /// Number of segments, if the symbol tells.
    pub count: Option<u32>,
    /// Identifies the file: its codewords as three decimal digits each.
    pub file_id: String,
    /// Whether the symbol marks itself as the last segment.
    pub last: bool,
}

/// One decoded PDF417 symbol.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Symbol {
    /// The bytes that were encoded. `rxing` gives text only, so these are the Latin-1 bytes of the
    /// text if it has no other characters: exactly what was encoded, control characters and
    /// binary content included, unless the symbol switches to another character set (ECI). If it
    /// has other characters, which takes such a switch, they are the text's UTF-8 bytes.
    pub payload: Sensitive<Vec<u8>>,
    /// The same as text.
    pub text: Sensitive<String>,
    /// Top left, top right, bottom right and bottom left as the symbol itself is read; in a
    /// symbol upside down the first is at the lower right of the picture. Where the stop pattern
    /// was not found the right corners are those of the searched area.
    pub corners: [Point; 4],
    /// Direction of reading in degrees clockwise from the picture's horizontal, in [0, 360).
    pub rotation: f32,
    /// Whether the picture shows the symbol mirrored.
    pub mirrored: bool,
    /// Error correction level, 0–8.
    pub ec_level: Option<u8>,
    /// Codewords that error correction repaired. `None` from [`Reader::Rxing`]: where its votes
    /// for a codeword tie, the number differs from run to run.
    pub codewords_corrected: Option<u32>,
    /// Set if the symbol is one of several of a file.
    pub macro_segment: Option<MacroSegment>,
    /// What decoded it.
    pub reader: Reader,
}
