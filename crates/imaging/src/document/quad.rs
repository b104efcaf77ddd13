//! What is said of a document's outline.

use bonafide_types::Score;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::format::DocumentFormat;

/// A hypothesis of where a document lies, with what speaks for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct DocumentQuad {
    /// Top left, top right, bottom right, bottom left of the document with its longer side level, in
    /// pixels of the upright picture: the centre of its first pixel is (0.5, 0.5). Which of the two
    /// long sides is the upper one is told by the content alone; here it is the one that is nearer to
    /// upright as the picture stands, and for a document on its end the one on the right, as if the
    /// document had been turned clockwise. Corners are where the sides would meet, also
    /// where they are rounded, and may lie outside the picture.
    pub corners: [[f32; 2]; 4],
    /// The known shape that is nearest.
    pub format: DocumentFormat,
    /// How well it does, to compare hypotheses by; no probability.
    pub score: Score,
    /// Whether a part of the document is outside the picture.
    pub cut_off: bool,
    /// Whether something lies across one of its sides.
    pub occluded: bool,
    /// What the score rests on.
    pub evidence: QuadEvidence,
}

/// What the score of a quadrilateral rests on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct QuadEvidence {
    /// The top, right, bottom and left side.
    pub sides: [SideEvidence; 4],
    /// Longer over shorter side, with the perspective taken out.
    pub ratio: f32,
    /// How far that is off the format's ratio, as a share; of the nearest where there is no format.
    pub ratio_error: f32,
    /// How well the shape is that of the format under a camera, 0 to 1.
    pub shape_fit: f32,
    /// Share of the picture inside, 0 to 1.
    pub area_share: f32,
    /// Share of the picture's detail inside, 0 to 1.
    pub content_share: f32,
}

/// What speaks for one side.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct SideEvidence {
    /// Share of its length that is an edge, without its ends and what is outside the picture, 0 to 1.
    pub support: f32,
    /// Share of edge beyond its ends, where that of a document has none, 0 to 1.
    pub overrun: f32,
    /// Difference of the colours inside and outside, in levels of 255.
    pub contrast: f32,
    /// Share of its length inside the picture, 0 to 1.
    pub inside: f32,
    /// The longest part without an edge, as a share of its length.
    pub longest_gap: f32,
    /// Whether it is the picture's own border.
    pub at_border: bool,
}
