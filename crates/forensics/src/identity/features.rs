//! What is measured of a page to say whether it shows an identity document.

use bonafide_imaging::{Area, DocumentFormat};

use super::IdentityEvidence;
use super::text::Print;
use crate::flat::Flat;
use crate::page::Page;
use crate::plane::{area, contains, document_or_whole, trusted};

/// Number of things that are measured.
pub(super) const COUNT: usize = 13;

/// Names of the things that are measured, in order.
pub(super) const NAMES: [&str; COUNT] = [
    "outline",
    "card_shape",
    "page_shape",
    "zone",
    "barcode",
    "licence_payload",
    "portrait",
    "face_fills",
    "print",
    "long_lines",
    "small_print",
    "colour",
    "relief",
];

/// Each from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Features(pub(super) [f64; COUNT]);

impl Features {
    pub(super) fn of(page: &Page<'_>, evidence: &IdentityEvidence) -> Self {
        let flat = Flat::of(page);
        let print = Print::of(&flat.rgb);
        let (portrait, face_fills) = faces(page, evidence);
        let (colour, relief) = ground(&flat);
        let lines = print.lines.len() as f64;
        let long = print.longer_than(0.45) as f64;
        let [outline, card, sheet] = shape(page);
        let is = |holds: bool| f64::from(u8::from(holds));
        Self([
            outline,
            card,
            sheet,
            is(!page.known.zone_lines.is_empty()),
            is(!page.known.barcodes.is_empty()),
            is(evidence.licence_payload),
            portrait,
            face_fills,
            // Three lines are little, a dozen is a card's, more is no more of one.
            lines / (lines + 4.0),
            // Two or three are a machine-readable zone's; a letter has dozens.
            ((long - 3.0).max(0.0) / 12.0).min(1.0),
            // Lines lower than a fortieth of the shorter side, as those of a page are.
            if lines > 0.0 { (1.0 - f64::from(print.height()) / 0.025).max(0.0) } else { 0.0 },
            colour,
            relief,
        ])
    }

    pub(super) fn named(&self) -> impl Iterator<Item = (&'static str, f64)> + '_ {
        NAMES.into_iter().zip(self.0)
    }
}

/// How good the outline is, and how well it is a card's or a page's.
fn shape(page: &Page<'_>) -> [f64; 3] {
    let Some(quad) = trusted(page.known.document.as_ref()) else { return [0.0; 3] };
    let fit = f64::from(quad.evidence.shape_fit).clamp(0.0, 1.0);
    let fits = |format| if quad.format == format { fit } else { 0.0 };
    [quad.score.get(), fits(DocumentFormat::Id1), fits(DocumentFormat::RootTwo)]
}

/// How well a face is where a portrait is, and how far the largest fills what should be a document.
///
/// A portrait's face, from hairline to chin, has 0.2 to 0.6 of the height of a card (the AAMVA card design
/// and ICAO Doc 9303 leave portraits of 40 to 75 % of it) and lies inside; that of a selfie fills much of
/// the picture, or lies outside of any outline.
fn faces(page: &Page<'_>, evidence: &IdentityEvidence) -> (f64, f64) {
    let corners = document_or_whole(page.known.document.as_ref(), page.picture.rgb());
    let size = area(&corners).max(1.0);
    let share = |face: &Area| (f64::from(face.size()) / f64::from(size)).clamp(0.0, 1.0);
    let fits = |face: &Area| {
        let inside = if contains(&corners, face.centre()) { 1.0 } else { 0.0 };
        // 0.008 to 0.14 of the document's area: 10 to 45 % of its sides; half as likely a factor 2 beyond.
        let share = share(face).max(1e-9);
        let beyond = (0.008 / share).max(share / 0.14).max(1.0);
        inside / beyond
    };
    let all = evidence.faces.iter().chain(&page.known.portrait);
    let portrait = all.clone().map(fits).fold(0.0, f64::max);
    let fills = all.map(|face| ((share(face) - 0.14) / 0.2).clamp(0.0, 1.0)).fold(0.0, f64::max);
    (portrait, fills)
}

/// How coloured the document is, and how much of it has fine relief, as guilloches and print give.
fn ground(flat: &Flat) -> (f64, f64) {
    let cells = flat.cells(8);
    let columns = (flat.rgb.width() / 8).max(1) as usize;
    let mut chroma: Vec<f32> =
        cells.iter().map(|[r, g, b]| r.max(*g).max(*b) - r.min(*g).min(*b)).collect();
    chroma.sort_by(f32::total_cmp);
    let middle = chroma.get(chroma.len() / 2).copied().unwrap_or(0.0);
    let luma = |[r, g, b]: [f32; 3]| 0.299 * r + 0.587 * g + 0.114 * b;
    let (mut changes, mut pairs) = (0.0, 0.0_f64);
    for row in cells.chunks(columns) {
        for pair in row.windows(2) {
            let [one, other] = pair else { continue };
            // A quiet change of shade, no edge.
            changes +=
                f64::from(u8::from((3.0..40.0).contains(&(luma(*one) - luma(*other)).abs())));
            pairs += 1.0;
        }
    }
    (f64::from(middle / 48.0).min(1.0), changes / pairs.max(1.0))
}
