//! Pictures of a document's sides: where the document lies, whether it is one, and what was done to it.

use std::collections::BTreeMap;

use bonafide_face::Face;
use bonafide_forensics::{HeatMap, IdentityEvidence, Known, Page};
use bonafide_imaging::{DocumentQuad, Picture, encode_png_luma8};
use bonafide_types::evidence::PixelBox;
use bonafide_types::{DocumentType, Evidence, Score, Sensitive, Side, Slot, TestId};

use crate::context::Artifacts;
use crate::document_view::{Marks, View};
use crate::faces::FaceFindings;
use crate::input::SessionInput;
use crate::intake::Intake;
use crate::outline::{OutlineFacts, Outlines};
use crate::result::{Artifact, ArtifactKind, SourceDocument, TestResult, wire_name};

/// What the engine needs of forensics, so that sessions are evaluated in tests without it.
pub(crate) trait ExaminePages: Send + Sync {
    fn examine(&self, page: &Page<'_>, asked: Asked<'_>) -> Examination;
}

/// What is asked of a page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    /// Whether manipulation is looked for.
    pub manipulation: bool,
    /// What is known of the page that has no place on it.
    pub identity: &'a IdentityEvidence,
}

/// What was found on a page; the tests are those of one side.
pub(crate) struct Examination {
    pub identity_document: TestResult,
    /// None where it was not asked for.
    pub manipulation: Option<Manipulation>,
    pub photocopy: TestResult,
    pub screen_recapture: TestResult,
    /// Quarters by which the document, cut out, has to be turned clockwise to stand upright; none where
    /// its content does not tell.
    pub quarters_to_upright: Option<u8>,
}

/// What was found of manipulation.
pub(crate) struct Manipulation {
    pub test: TestResult,
    pub heat: Option<HeatMap>,
    /// Detectors with their scores, as the legend lists them.
    pub detectors: Vec<(String, Score)>,
}

/// What the pictures of a document gave.
#[derive(Default)]
pub(crate) struct DocumentFindings {
    /// The picture tests of the sides that were looked at.
    pub tests: BTreeMap<TestId, TestResult>,
    /// Where the document lies, per picture.
    pub outlines: BTreeMap<Slot, OutlineFacts>,
    pub artifacts: Vec<Artifact>,
}

/// What is looked at, and with what knowledge.
pub(crate) struct Search<'a> {
    pub intake: &'a Intake,
    pub outlines: &'a Outlines,
    pub document_type: DocumentType,
    /// What was read of the document.
    pub documents: &'a [SourceDocument],
    pub faces: &'a FaceFindings,
    pub artifacts: Artifacts,
}

/// Looks at one picture of each side.
pub(crate) fn find(
    examiner: &dyn ExaminePages,
    input: &SessionInput,
    search: &Search<'_>,
) -> DocumentFindings {
    let mut findings = DocumentFindings::default();
    for side in [Side::Front, Side::Back] {
        let Some(slot) = search.slot_of(side) else { continue };
        let Some(bytes) = bytes_of(input, search.intake, slot) else { continue };
        let picture = &search.intake.pages[&slot];
        let quad = search.outlines.get(&slot).cloned();
        let known = search.known(slot, side, quad.clone());
        let asked = Asked {
            manipulation: input.settings.perform_image_manipulation_test,
            identity: &search.identity_evidence(slot, side),
        };
        let mut found = examiner.examine(&Page::new(bytes, picture).with(known), asked);
        let quarters = found.quarters_to_upright;
        if let Some(quad) = &quad {
            findings.outlines.insert(slot, OutlineFacts::of(quad, quarters, search.document_type));
        }
        let drawn = draw(search.artifacts, (slot, side), picture, quad.as_ref(), &mut found);
        findings.artifacts.extend(drawn);
        findings.take(side, found);
    }
    findings
}

impl Search<'_> {
    /// The picture of a side: the first of the session's type, else the first.
    fn slot_of(&self, side: Side) -> Option<Slot> {
        let shows = |slot: &&Slot| slot.is_document_side(side);
        let is_of_type = |slot: &&Slot| slot.document_type() == Some(self.document_type);
        let slots = || self.intake.pages.keys().filter(shows);
        slots().find(is_of_type).or_else(|| slots().next()).copied()
    }

    /// What other stages know of the picture.
    fn known(&self, slot: Slot, side: Side, document: Option<DocumentQuad>) -> Known {
        let of_side = || self.documents.iter().filter(|d| d.document.side == Some(side));
        let exact = |corners: &[[f64; 2]; 4]| corners.map(|[x, y]| [x as f32, y as f32]);
        let zone_lines = of_side().filter_map(|d| d.mrz.as_ref()).flat_map(|mrz| &mrz.line_corners);
        let barcodes = of_side().filter_map(|d| d.barcode.as_ref());
        Known {
            document,
            portrait: self.portrait(slot).map(|face| face.area),
            portrait_up: self.portrait(slot).and_then(up),
            zone_lines: zone_lines.map(exact).collect(),
            barcodes: barcodes.map(|barcode| exact(&barcode.symbol.corners)).collect(),
        }
    }

    fn identity_evidence(&self, slot: Slot, side: Side) -> IdentityEvidence {
        let mut evidence = IdentityEvidence::default();
        evidence.faces.extend(self.portrait(slot).map(|face| face.area));
        evidence.licence_payload =
            self.documents.iter().any(|d| d.barcode.is_some() && d.document.side == Some(side));
        evidence
    }

    fn portrait(&self, slot: Slot) -> Option<&Face> {
        Some(&self.faces.looks.get(&slot)?.seen.as_ref()?.face)
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

impl DocumentFindings {
    fn take(&mut self, side: Side, found: Examination) {
        let [identity, manipulation, photocopy, screen] = ids(side);
        self.tests.insert(identity, found.identity_document);
        self.tests.insert(photocopy, found.photocopy);
        self.tests.insert(screen, found.screen_recapture);
        if let Some(manipulated) = found.manipulation {
            self.tests.insert(manipulation, manipulated.test);
        }
    }
}

/// The pictures for a person to look at, as far as they were asked for; the test of manipulation names
/// its heat map.
fn draw(
    asked: Artifacts,
    (slot, side): (Slot, Side),
    picture: &Picture,
    quad: Option<&DocumentQuad>,
    found: &mut Examination,
) -> Vec<Artifact> {
    if !asked.crops() {
        return Vec::new();
    }
    let quarters = found.quarters_to_upright.unwrap_or(0);
    let view = quad.map(|quad| View::of_document(picture, quad, quarters));
    let artifact = |name: String, kind, content: Vec<u8>| {
        let content = Sensitive::new(content);
        Artifact { name, kind, storage_file_type_e: slot, content }
    };
    let mut drawn = Vec::new();
    if let Some(crop) = view.as_ref().and_then(View::jpeg) {
        let name = format!("artifacts/{}_cropped.jpg", side.name());
        drawn.push(artifact(name, ArtifactKind::DocumentCrop, crop));
    }
    if asked == Artifacts::All
        && let Some(manipulated) = &mut found.manipulation
        && let Some(heat) = &manipulated.heat
    {
        let facts = picture.facts();
        let map = heat.to_luma8(facts.width, facts.height, heat.cell());
        if let Ok(map) = encode_png_luma8(&map) {
            let name = format!("artifacts/{}_manipulation_map.png", side.name());
            drawn.push(artifact(name, ArtifactKind::ManipulationMap, map));
        }
        let view = view.unwrap_or_else(|| View::of_picture(picture));
        if let Some(overlay) = overlay(&view, manipulated, heat) {
            let name = format!("artifacts/{}_manipulation.png", side.name());
            let named = Evidence { artifact: Some(name.clone()), ..Evidence::of("heatmap") };
            manipulated.test.evidence.push(named);
            drawn.push(artifact(name, ArtifactKind::ManipulationHeatMap, overlay));
        }
    }
    drawn
}

/// From which score on a place is framed: half, where a page as a whole would be flagged.
const FRAMED: f64 = 0.5;

fn overlay(view: &View, manipulated: &Manipulation, heat: &HeatMap) -> Option<Vec<u8>> {
    let stands_out =
        |evidence: &&Evidence| evidence.score.is_some_and(|score| score.get() >= FRAMED);
    let places: Vec<PixelBox> = manipulated
        .test
        .evidence
        .iter()
        .filter(stands_out)
        .filter_map(|evidence| evidence.bounds)
        .collect();
    view.heat_overlay(&Marks {
        heat,
        places: &places,
        detectors: &manipulated.detectors,
        risk: manipulated.test.score.unwrap_or(Score::ZERO),
        word: &wire_name(&manipulated.test.verdict).replace('_', " "),
    })
}

/// The tests of a side: is-document, manipulation, photocopy, screen.
fn ids(side: Side) -> [TestId; 4] {
    match side {
        Side::Front => [
            TestId::DocFrontIsIdentityDocument,
            TestId::DocFrontImageManipulation,
            TestId::DocFrontPhotocopy,
            TestId::DocFrontScreenRecapture,
        ],
        Side::Back => [
            TestId::DocBackIsIdentityDocument,
            TestId::DocBackImageManipulation,
            TestId::DocBackPhotocopy,
            TestId::DocBackScreenRecapture,
        ],
    }
}
