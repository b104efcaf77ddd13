//! Where a document lies in its picture, as the result tells it.

use std::collections::BTreeMap;

use bonafide_imaging::{DocumentFormat, DocumentQuad, LocateOptions, locate};
use bonafide_types::{DocumentType, Score, Slot};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::intake::Intake;
use crate::result::Corners;
use crate::zone_document::tenth;

/// Where the document lies, of each picture that may show one and in which an outline was found.
pub(crate) type Outlines = BTreeMap<Slot, DocumentQuad>;

/// Looks for outlines, once for all stages.
pub(crate) fn find(intake: &Intake) -> Outlines {
    let shows_document = |slot: Slot| slot == Slot::Unknown || slot.document_type().is_some();
    let pages = intake.pages.iter().filter(|(slot, _)| shows_document(**slot));
    let best = |picture| locate(picture, &LocateOptions::default()).into_iter().next();
    pages.filter_map(|(slot, picture)| Some((*slot, best(picture)?))).collect()
}

/// Length of an ID-1 card in millimetres (ISO/IEC 7810).
const ID_1_MM: f32 = 85.6;
/// Length of a page of a passport, ID-3 (ISO/IEC 7810).
const ID_3_MM: f32 = 125.0;
/// Millimetres in an inch.
const INCH_MM: f32 = 25.4;

/// Where a document lies in its picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OutlineFacts {
    /// Corners in pixels of the upright picture, clockwise from the document's upper left with its longer
    /// side level; they may lie outside of the picture.
    pub corners: Corners,
    /// The known shape that is nearest.
    pub format: DocumentFormat,
    /// How well the outline is that of a document; to compare, no probability.
    pub score: Score,
    /// Whether a part of the document is outside of the picture.
    pub cut_off: bool,
    /// Whether something lies across one of its sides.
    pub occluded: bool,
    /// Resolution along its longer side in dots per inch, where its length is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dpi: Option<u32>,
    /// Quarters by which the document, cut out with its longer side level, has to be turned clockwise to
    /// stand upright; none where its content does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quarters_to_upright: Option<u8>,
}

impl OutlineFacts {
    pub(crate) fn of(quad: &DocumentQuad, quarters: Option<u8>, kind: DocumentType) -> Self {
        Self {
            corners: quad.corners.map(|corner| corner.map(tenth)),
            format: quad.format,
            score: quad.score.rounded(),
            cut_off: quad.cut_off,
            occluded: quad.occluded,
            dpi: dpi(quad, kind),
            quarters_to_upright: quarters,
        }
    }
}

/// A picture tells no lengths: they follow from the shape, and for pages from what is shown.
fn dpi(quad: &DocumentQuad, kind: DocumentType) -> Option<u32> {
    let millimetres = match (quad.format, kind) {
        (DocumentFormat::Id1, _) => ID_1_MM,
        (DocumentFormat::RootTwo, DocumentType::Passport) => ID_3_MM,
        _ => return None,
    };
    let [a, b, c, d] = quad.corners;
    let side = |a: [f32; 2], b: [f32; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
    let dots = (side(a, b) + side(d, c)) / 2.0;
    Some((dots * INCH_MM / millimetres).round() as u32)
}
