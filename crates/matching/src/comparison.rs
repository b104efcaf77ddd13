//! What a comparator is given and what it answers.

use bonafide_types::sensitive::exposed;
use bonafide_types::{Sensitive, Similarity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::versions::Comparator;

/// Longest text compared, in characters; what lies beyond is not looked at.
///
/// AAMVA's longest element has 40 characters and an MRZ name field 39; 256 leaves room for
/// whole addresses and keeps the work on hostile input small.
pub(crate) const LONGEST_TEXT: usize = 256;

/// One side of a comparison.
#[derive(Clone, Copy)]
pub struct Operand<'a> {
    pub(crate) text: &'a str,
    pub(crate) from_pixels: bool,
    pub(crate) truncated: bool,
}

impl<'a> Operand<'a> {
    /// Text that was typed or decoded: its characters are what was meant.
    pub fn exact(text: &'a str) -> Operand<'a> {
        Operand { text: cut(text), from_pixels: false, truncated: false }
    }

    /// Text recognised in a picture: look-alike characters may have been confused.
    pub fn from_pixels(text: &'a str) -> Operand<'a> {
        Operand { from_pixels: true, ..Operand::exact(text) }
    }

    /// States whether the issuer cut the value short (AAMVA elements DDE, DDF, DDG; a full MRZ).
    #[must_use]
    pub fn cut_short(self, truncated: Option<bool>) -> Operand<'a> {
        Operand { truncated: truncated == Some(true), ..self }
    }
}

/// Returns at most the first [`LONGEST_TEXT`] characters.
pub(crate) fn cut(text: &str) -> &str {
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => text.get(..end).unwrap_or_default(),
        None => text,
    }
}

/// In what way two parts of the values relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Equal but for characters that look alike (`O` and `0`).
    OcrConfusable,
    /// Equal under the transliteration of ICAO Doc 9303 Part 3, section 6 (`Ü` as `UE`).
    IcaoFold,
    /// Equal when written together (`DE LA CRUZ`, `DELACRUZ`).
    Joined,
    /// One is the initial of the other.
    Initial,
    /// One was cut short by the issuer and begins the other.
    TruncatedPrefix,
    /// Two forms of one given name (`WILLIAM`, `BILL`).
    Nickname,
    /// A few letters differ.
    Edits,
    /// Given and family names stand in each other's place.
    RoleSwap,
    /// Found on one side only; the other says nothing about it.
    OneSided,
    /// The two sides contradict each other here.
    Conflict,
    /// Day and month change places.
    DayMonthSwapped,
    /// One digit differs.
    OneDigit,
    /// Two digits differ in the same year.
    TwoDigits,
    /// One side leaves parts of the date open and the others agree.
    PartialDate,
    /// Equal within the tolerance of the measure.
    WithinTolerance,
    /// A number inside the stated range.
    InRange,
}

/// One observation that a score rests on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct FieldEvidence {
    /// The part on the first side, if it has one; personal data.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "exposed")]
    pub a: Option<Sensitive<String>>,
    /// The part on the second side, if it has one; personal data.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "exposed")]
    pub b: Option<Sensitive<String>>,
    /// How the parts relate.
    pub how: How,
    /// What the relation is worth, or the factor that a conflict puts on the score.
    pub score: Similarity,
    /// Index of the character in the normalised values, from 0, where one can be named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pos: Option<usize>,
}

impl FieldEvidence {
    pub(crate) fn new(a: Option<&str>, b: Option<&str>, how: How, score: f64) -> FieldEvidence {
        let own = |text: Option<&str>| text.map(|t| Sensitive::new(t.to_owned()));
        FieldEvidence { a: own(a), b: own(b), how, score: Similarity::clamped(score), pos: None }
    }

    pub(crate) fn at(mut self, pos: usize) -> FieldEvidence {
        self.pos = Some(pos);
        self
    }
}

/// The answer of a comparator about two values.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The rule that answered.
    pub comparator: Comparator,
    /// 1 for agreement, 0 for disagreement.
    pub score: Similarity,
    /// Both values in the form that was compared.
    pub normalised: [Sensitive<String>; 2],
    /// Every difference that was found and what it is worth; empty for equal values.
    pub evidence: Vec<FieldEvidence>,
    /// Remarks for a reader; never part of a value.
    pub notes: Vec<String>,
}

impl Comparison {
    pub(crate) fn new(comparator: Comparator, a: String, b: String) -> Comparison {
        let normalised = [Sensitive::new(a), Sensitive::new(b)];
        let score = Similarity::ZERO;
        Comparison { comparator, score, normalised, evidence: Vec::new(), notes: Vec::new() }
    }

    pub(crate) fn scored(mut self, score: f64) -> Comparison {
        self.score = Similarity::clamped(score);
        self
    }

    pub(crate) fn because(mut self, evidence: FieldEvidence) -> Comparison {
        self.evidence.push(evidence);
        self
    }

    pub(crate) fn noting(mut self, note: &str) -> Comparison {
        self.notes.push(note.to_owned());
        self
    }
}
