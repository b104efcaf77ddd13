//! What was read.

use bonafide_imaging::Point;
use bonafide_types::Sensitive;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::pdf417::Decoded;

/// What decoded a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Reader {
    /// This crate's own decoder.
    Bonafide,
    /// The `rxing` library, asked where the own decoder reads nothing.
    Rxing,
}

/// A symbol's shape and what its error correction had to do.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Matrix {
    /// Rows, 3 to 90.
    pub rows: u8,
    /// Columns of data and error correction codewords, 1 to 30.
    pub columns: u8,
    /// Error correction level, 0 to 8: `2^(level + 1)` of the codewords are for correction.
    pub ec_level: u8,
    /// All `rows × columns` codewords after correction, row by row, each below 929: the length
    /// descriptor, the data with their padding, the error correction.
    pub codewords: Sensitive<Vec<u16>>,
    /// Codewords that were read as something else and corrected.
    pub corrected: u16,
    /// Codewords that could not be read and were restored.
    pub erased: u16,
    /// Codewords of padding (900) at the end of the data.
    pub padding: u16,
    /// Width of a module in pixels of the picture, the mean over the symbol.
    pub module: f32,
    /// Height of a row in pixels of the picture, the mean over the symbol.
    pub row_height: f32,
    /// Whether the symbol has no right row indicators (Compact PDF417).
    pub compact: bool,
    /// Whether the picture shows light bars on dark.
    pub inverted: bool,
}

/// The place of a symbol in a file that is spread over several (Macro PDF417, ISO/IEC 15438
/// annex H). `join_segments` puts them together.
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
    /// The bytes that were encoded. From [`Reader::Rxing`], which gives text only, they are the
    /// Latin-1 bytes of the text if it has no other characters: exactly what was encoded unless the
    /// symbol switches to another character set (ECI). If it has other characters, which takes such
    /// a switch, they are the text's UTF-8 bytes.
    pub payload: Sensitive<Vec<u8>>,
    /// The same as text.
    pub text: Sensitive<String>,
    /// Top left, top right, bottom right and bottom left as the symbol itself is read; in a
    /// symbol upside down the first is at the lower right of the picture. They include the guard
    /// patterns, seen or not, and no quiet zone. From [`Reader::Rxing`], where the stop pattern was
    /// not found the right corners are those of the searched area.
    pub corners: [Point; 4],
    /// Direction of reading in degrees clockwise from the picture's horizontal, in [0, 360).
    pub rotation: f32,
    /// Whether the picture shows the symbol mirrored.
    pub mirrored: bool,
    /// Shape, codewords and corrections; `None` from [`Reader::Rxing`], which does not tell them.
    pub matrix: Option<Matrix>,
    /// Error correction level, 0–8.
    pub ec_level: Option<u8>,
    /// Set if the symbol is one of several of a file.
    pub macro_segment: Option<MacroSegment>,
    /// What decoded it.
    pub reader: Reader,
}

impl Symbol {
    /// What was decoded on the picture made smaller by `factor`.
    pub(crate) fn of(decoded: Decoded, factor: f32) -> Self {
        let Decoded { solved, layout, frame, compact } = decoded;
        let frame = frame.scaled(factor);
        let corners = frame.outline(compact);
        let along = corners[1].minus(corners[0]).moved(corners[2].minus(corners[3]), 1.0);
        let matrix = Matrix {
            rows: layout.rows as u8,
            columns: layout.columns as u8,
            ec_level: layout.level,
            codewords: Sensitive::new(solved.codewords),
            corrected: solved.corrected.errors as u16,
            erased: solved.corrected.erasures as u16,
            padding: solved.message.padding as u16,
            module: frame.module,
            row_height: frame.rows_height() * frame.module / layout.rows as f32,
            compact,
            inverted: frame.inverted,
        };
        Self {
            payload: Sensitive::new(solved.message.bytes),
            text: Sensitive::new(solved.message.text),
            corners,
            rotation: along.y.atan2(along.x).to_degrees().rem_euclid(360.0),
            mirrored: frame.mirrored,
            matrix: Some(matrix),
            ec_level: Some(layout.level),
            macro_segment: solved.message.segment,
            reader: Reader::Bonafide,
        }
    }

    /// Whether a point of the picture lies within its corners.
    pub(crate) fn encloses(&self, point: Point) -> bool {
        let sides: [f32; 4] = std::array::from_fn(|i| {
            let (a, b) = (self.corners[i], self.corners[(i + 1) % 4]);
            let (side, to) = (b.minus(a), point.minus(a));
            side.x * to.y - side.y * to.x
        });
        sides.iter().all(|side| *side >= 0.0) || sides.iter().all(|side| *side <= 0.0)
    }
}
