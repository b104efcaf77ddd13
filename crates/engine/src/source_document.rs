//! What one source says, and how and where it was read.

use std::collections::BTreeMap;

use bonafide_aamva::{CheckResult, Finding, Judgement, Opinion, Report as BarcodeReport};
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

/// What reading the print of a side came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum PrintOutcome {
    /// At least one line was read.
    Read,
    /// No line was made out.
    NoPrint,
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
    /// The symbol.
    #[serde(flatten)]
    pub symbol: SymbolFacts,
    /// Of a file that was put together from several symbols: how many. The symbol is one of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined: Option<usize>,
    /// What is to be thought of the payload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judgement: Option<BarcodeJudgement>,
    /// The payload's form.
    #[serde(flatten)]
    pub report: BarcodeReport,
}

/// What is to be thought of a payload on the day of the session. It decides nothing by itself: what
/// matters becomes an issue. No forged card stands behind any check.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BarcodeJudgement {
    /// What the findings amount to.
    pub opinion: Opinion,
    /// What failed or is worth a remark, each with its severity and what it is founded on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    /// Checks that could be made.
    pub checks_made: usize,
    /// Checks that could not: a value, the issuer's rule or the symbol's shape is not known.
    pub checks_not_made: usize,
}

impl BarcodeJudgement {
    pub(crate) fn of(judgement: &Judgement) -> Self {
        Self {
            opinion: judgement.opinion,
            findings: judgement.findings.clone(),
            checks_made: judgement.made(),
            checks_not_made: judgement.count(CheckResult::NotMade),
        }
    }
}

/// A symbol: what read it, where it is, its shape and what its error correction had to do. What the
/// reader does not tell is absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SymbolFacts {
    /// `pdf417`.
    pub symbology: String,
    /// What read it: `bonafide`, or `rxing`, which is asked where the own reader reads nothing.
    pub reader: String,
    /// Corners in pixels of the upright picture, clockwise from the symbol's top left.
    pub corners: Corners,
    /// Direction of reading in degrees clockwise from the upright picture's horizontal, in
    /// [0, 360).
    #[serde(default)]
    pub rotation: f64,
    /// Whether the picture shows it mirrored.
    #[serde(default)]
    pub mirrored: bool,
    /// Whether the picture shows light bars on dark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inverted: Option<bool>,
    /// Rows, 3 to 90.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u8>,
    /// Columns of data and error-correction codewords, 1 to 30.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<u8>,
    /// Whether it has no right row indicators (Compact PDF417).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compact: Option<bool>,
    /// Error-correction level 0 to 8: `2^(level + 1)` codewords are for correction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ec_level: Option<u8>,
    /// Codewords that were read as something else and corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codewords_corrected: Option<u32>,
    /// Codewords that could not be read and were restored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub codewords_erased: Option<u32>,
    /// Codewords of padding at the end of the data.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub padding: Option<u16>,
    /// Mean width of a module in pixels of the picture, to a hundredth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module_width: Option<f64>,
    /// Mean height of a row in pixels of the picture, to a hundredth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row_height: Option<f64>,
    /// SHA-256 of the payload; of a file that was put together from several symbols, of the whole file.
    pub raw_sha256: String,
}
