//! The picture of each side of a document, and what other stages know of it.

use bonafide_face::Face;
use bonafide_forensics::{Known, Page, upright};
use bonafide_imaging::DocumentQuad;
use bonafide_types::{DocumentType, Side, Slot};

use crate::faces::FaceFindings;
use crate::input::SessionInput;
use crate::intake::Intake;
use crate::outline::Outlines;
use crate::result::SourceDocument;

/// One side of the document as it was handed in.
pub(crate) struct ShownSide<'a> {
    pub side: Side,
    pub slot: Slot,
    /// The picture, with what is known of it.
    pub page: Page<'a>,
    /// Quarters by which the document, cut out, has to be turned clockwise to stand upright; none where
    /// its content does not tell.
    pub quarters_to_upright: Option<u8>,
}

impl ShownSide<'_> {
    /// Where the document lies.
    pub(crate) fn outline(&self) -> Option<&DocumentQuad> {
        self.page.known.document.as_ref()
    }
}

/// What is known before the pictures of the document are looked at by themselves.
pub(crate) struct Knowledge<'a> {
    pub intake: &'a Intake,
    pub outlines: &'a Outlines,
    pub document_type: DocumentType,
    /// What was read of the document.
    pub documents: &'a [SourceDocument],
    pub faces: &'a FaceFindings,
}

/// One picture of each side, the front first; sides that were not handed in are left out.
pub(crate) fn of<'a>(input: &'a SessionInput, known: &Knowledge<'a>) -> Vec<ShownSide<'a>> {
    [Side::Front, Side::Back].into_iter().filter_map(|side| known.side(input, side)).collect()
}

impl<'a> Knowledge<'a> {
    fn side(&self, input: &'a SessionInput, side: Side) -> Option<ShownSide<'a>> {
        let slot = self.slot_of(side)?;
        let bytes = bytes_of(input, self.intake, slot)?;
        let page = Page::new(bytes, self.intake.pages.get(&slot)?).with(self.of_page(slot, side));
        let quarters_to_upright = upright(&page).quarter_turns;
        Some(ShownSide { side, slot, page, quarters_to_upright })
    }

    /// The picture of a side: the first of the session's type, else the first.
    fn slot_of(&self, side: Side) -> Option<Slot> {
        let shows = |slot: &&Slot| slot.is_document_side(side);
        let is_of_type = |slot: &&Slot| slot.document_type() == Some(self.document_type);
        let slots = || self.intake.pages.keys().filter(shows);
        slots().find(is_of_type).or_else(|| slots().next()).copied()
    }

    /// What other stages know of the picture.
    fn of_page(&self, slot: Slot, side: Side) -> Known {
        let of_side = || self.documents.iter().filter(|d| d.document.side == Some(side));
        let exact = |corners: &[[f64; 2]; 4]| corners.map(|[x, y]| [x as f32, y as f32]);
        let zone_lines = of_side().filter_map(|d| d.mrz.as_ref()).flat_map(|mrz| &mrz.line_corners);
        let barcodes = of_side().filter_map(|d| d.barcode.as_ref());
        let portrait = self.faces.portrait_in(slot);
        Known {
            document: self.outlines.get(&slot).cloned(),
            portrait: portrait.map(|face| face.area),
            portrait_up: portrait.and_then(up),
            zone_lines: zone_lines.map(exact).collect(),
            barcodes: barcodes.map(|barcode| exact(&barcode.symbol.corners)).collect(),
            fields: Vec::new(),
        }
    }
}

/// Where the top of a head is: at a right angle to the line of its eyes. None where they were not found.
fn up(face: &Face) -> Option<[f32; 2]> {
    let [right_eye, left_eye, ..] = face.points;
    let [x, y] = [left_eye[0] - right_eye[0], left_eye[1] - right_eye[1]];
    (x.hypot(y) > 0.0).then_some([y, -x])
}

/// The bytes of the picture that is used for a slot.
fn bytes_of<'a>(input: &'a SessionInput, intake: &Intake, slot: Slot) -> Option<&'a [u8]> {
    let used = intake.inputs.iter().find(|i| i.used && i.storage_file_type_e == slot)?;
    input.images.iter().find(|i| i.slot == slot && i.file == used.file)?.bytes()
}
