//! Pictures of a document's sides: where the document lies, whether it is one, and what was done to it.

use std::collections::BTreeMap;

use bonafide_forensics::{HeatMap, IdentityEvidence, Page};
use bonafide_imaging::encode_png_luma8;
use bonafide_types::evidence::PixelBox;
use bonafide_types::{DocumentType, Evidence, Score, Sensitive, Side, Slot, TestId};

use crate::context::Artifacts;
use crate::document_view::{Marks, View};
use crate::outline::OutlineFacts;
use crate::result::{Artifact, ArtifactKind, SourceDocument, TestResult, wire_name};
use crate::sides::ShownSide;

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
    pub sides: &'a [ShownSide<'a>],
    pub document_type: DocumentType,
    /// What was read of the document.
    pub documents: &'a [SourceDocument],
    /// Whether manipulation is looked for.
    pub manipulation: bool,
    pub artifacts: Artifacts,
}

/// Looks at one picture of each side.
pub(crate) fn find(examiner: &dyn ExaminePages, search: &Search<'_>) -> DocumentFindings {
    let mut findings = DocumentFindings::default();
    for shown in search.sides {
        let asked = Asked {
            manipulation: search.manipulation,
            identity: &search.identity_evidence(shown),
        };
        let mut found = examiner.examine(&shown.page, asked);
        if let Some(quad) = shown.outline() {
            let facts = OutlineFacts::of(quad, shown.quarters_to_upright, search.document_type);
            findings.outlines.insert(shown.slot, facts);
        }
        findings.artifacts.extend(draw(search.artifacts, shown, &mut found));
        findings.take(shown.side, found);
    }
    findings
}

impl Search<'_> {
    fn identity_evidence(&self, shown: &ShownSide<'_>) -> IdentityEvidence {
        let mut evidence = IdentityEvidence::default();
        evidence.faces.extend(shown.page.known.portrait);
        let of_side = |d: &SourceDocument| d.document.side == Some(shown.side);
        evidence.licence_payload =
            self.documents.iter().any(|d| d.barcode.is_some() && of_side(d));
        evidence
    }
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
fn draw(asked: Artifacts, shown: &ShownSide<'_>, found: &mut Examination) -> Vec<Artifact> {
    if !asked.crops() {
        return Vec::new();
    }
    let (slot, side, picture) = (shown.slot, shown.side, shown.page.picture);
    let quarters = shown.quarters_to_upright.unwrap_or(0);
    let view = shown.outline().map(|quad| View::of_document(picture, quad, quarters));
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
