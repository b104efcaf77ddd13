//! What one source says, and how and where it was read.

use std::collections::BTreeMap;

use bonafide_aamva::Report as BarcodeReport;
use bonafide_mrz::{Group, MrzReport};
use bonafide_types::{Document, Score};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What looking for a machine-readable zone in a picture came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum ZoneOutcome {
    /// At least one zone was read.
    Read,
    /// Something looks like a zone, but too little of it can be made out.
    Unreadable,
    /// Nothing looks like a zone.
    NoZone,
    /// The networks that would read it are not installed.
    NoReader,
    /// A network did not run; the session has the error.
    Failed,
}

/// What one source says, with what its carrier tells about itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SourceDocument {
    /// The document.
    #[serde(flatten)]
    pub document: Document,
    /// The barcode, if it was read from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub barcode: Option<BarcodeFacts>,
    /// The machine-readable zone, if it was read from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mrz: Option<MrzFacts>,
}

/// A machine-readable zone: its text with its check digits, and how and where it was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MrzFacts {
    /// Lines, checks, corrections.
    #[serde(flatten)]
    pub report: MrzReport,
    /// The probability that every character is right: the product over all characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Score>,
    /// For each check digit the probability that it and the characters it covers are what is
    /// printed: the product over these characters.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub check_confidence: BTreeMap<Group, Score>,
    /// Corners in pixels of the upright picture: top left, top right, bottom right, bottom left in
    /// reading direction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corners: Option<Corners>,
    /// Corners of each line, in the same order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub line_corners: Vec<Corners>,
}

/// Four corners in pixels of the upright picture, to a tenth.
pub type Corners = [[f64; 2]; 4];

/// A zone that was given as text, so that nothing is known of characters and places.
impl From<MrzReport> for MrzFacts {
    fn from(report: MrzReport) -> Self {
        Self {
            report,
            confidence: None,
            check_confidence: BTreeMap::new(),
            corners: None,
            line_corners: Vec::new(),
        }
    }
}

/// A barcode: the symbol and its payload's form, never the payload itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BarcodeFacts {
    /// `pdf417`.
    pub symbology: String,
    /// Which reader read it.
    pub reader: String,
    /// Corners in pixels of the upright picture, clockwise from the symbol's top left.
    pub corners: [[f64; 2]; 4],
    /// Codewords that error correction mended, where the reader tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codewords_corrected: Option<u32>,
    /// Error-correction level 0 to 8, where the reader tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ec_level: Option<u8>,
    /// SHA-256 of the payload.
    pub raw_sha256: String,
    /// The payload's form.
    #[serde(flatten)]
    pub report: BarcodeReport,
}
