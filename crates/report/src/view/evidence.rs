//! What a test rests on.

use bonafide::result::{ArtifactKind, InputFacts, SessionResult, TestResult};
use bonafide_types::{Evidence, Side};

use super::Picture;
use crate::artifacts::Artifacts;
use crate::mask::Mask;
use crate::words::{Badge, four, title};

/// Most pieces of evidence shown of one test.
const MOST: usize = 100;

/// Kinds of evidence whose values are measurements of pixels, not what a document says.
const MEASURED: [&str; 7] =
    ["detector", "region", "feature", "note", "indicator", "missing", "heatmap"];
/// Values of other kinds that say nothing of a person.
const HARMLESS: [&str; 7] = ["distance", "slot", "as_of", "list", "sort", "doubt", "language"];

pub(crate) struct EvidenceRow {
    pub(crate) what: String,
    pub(crate) score: String,
    pub(crate) holds: Option<Badge>,
    pub(crate) said: String,
    pub(crate) place: String,
}

/// Where in the picture: its frame, the document's outline, numbered boxes and the heat map, without the
/// picture itself.
pub(crate) struct Diagram {
    pub(crate) id: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) label: String,
    pub(crate) outline: Option<String>,
    pub(crate) map: Option<String>,
    pub(crate) boxes: Vec<Frame>,
}

pub(crate) struct Frame {
    pub(crate) x: u32,
    pub(crate) y: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// The rows of a test, at most [`MOST`], and how many more there are.
pub(crate) fn rows(test: &TestResult, mask: Mask) -> (Vec<EvidenceRow>, usize) {
    let rows = test.evidence.iter().take(MOST).map(|evidence| row(evidence, mask)).collect();
    (rows, test.evidence.len().saturating_sub(MOST))
}

fn row(evidence: &Evidence, mask: Mask) -> EvidenceRow {
    let name = evidence.name.as_deref().unwrap_or_default();
    let values = evidence.values.iter().map(|(key, value)| {
        let value = value.expose();
        let shown = if shows(evidence, key, mask) { value.clone() } else { mask.value(value) };
        format!("{} {shown}", crate::words::in_words(key))
    });
    let place = evidence.bounds.map(|b| {
        let (width, height) = (b.right.saturating_sub(b.left), b.bottom.saturating_sub(b.top));
        format!("{width} × {height} px at {}, {}", b.left, b.top)
    });
    EvidenceRow {
        what: format!("{} {}", title(&evidence.kind), name.replace('_', " ")).trim_end().to_owned(),
        score: evidence.score.map(|score| four(score.get())).unwrap_or_default(),
        holds: evidence.holds.map(|holds| Badge::holding(Some(holds), ["holds", "does not hold"])),
        said: values.collect::<Vec<String>>().join(", "),
        place: place.unwrap_or_default(),
    }
}

fn shows(evidence: &Evidence, key: &str, mask: Mask) -> bool {
    mask.clear() || MEASURED.contains(&evidence.kind.as_str()) || HARMLESS.contains(&key)
}

/// What a test says in words; where it quotes a value of its evidence, that is masked there too.
pub(crate) fn detail(test: &TestResult, mask: Mask) -> Option<String> {
    let mut detail = test.detail.clone()?;
    for evidence in &test.evidence {
        for (key, value) in &evidence.values {
            let value = value.expose();
            if value.len() >= 3 && !shows(evidence, key, mask) {
                detail = detail.replace(value.as_str(), &mask.value(value));
            }
        }
    }
    Some(detail)
}

/// The pictures that the evidence names, where they may be shown.
pub(crate) fn pictures(test: &TestResult, artifacts: &Artifacts<'_>, mask: Mask) -> Vec<Picture> {
    let named = test.evidence.iter().filter_map(|e| Some((e, e.artifact.as_deref()?)));
    let picture = |(evidence, name): (&Evidence, &str)| {
        let caption = format!("{} over the document", title(&evidence.kind));
        Some(Picture { uri: artifacts.uri(name)?, caption })
    };
    if mask.clear() { named.filter_map(picture).take(MOST).collect() } else { Vec::new() }
}

/// Where the evidence of a test of a side lies; none where it has no place.
pub(crate) fn diagram(
    result: &SessionResult,
    side: Side,
    test: &TestResult,
    artifacts: &Artifacts<'_>,
    id: &str,
    mask: Mask,
) -> Option<Diagram> {
    let shows_side =
        |input: &&InputFacts| input.used && input.storage_file_type_e.is_document_side(side);
    let input = result.inputs.iter().find(shows_side)?;
    let (width, height) = (input.width?, input.height?);
    let slot = input.storage_file_type_e;
    let has_map = test.evidence.iter().any(|evidence| evidence.kind == "heatmap") && !mask.whole();
    let map = artifacts.of_kind(result, ArtifactKind::ManipulationMap, slot).filter(|_| has_map);
    let boxes: Vec<Frame> =
        test.evidence.iter().filter_map(|e| e.bounds).take(MOST).map(frame).collect();
    if boxes.is_empty() && map.is_none() {
        return None;
    }
    let outline = result.quality.get(&slot).and_then(|quality| quality.document.as_ref());
    let points = outline.map(|outline| {
        let point = |corner: &[f64; 2]| format!("{:.1},{:.1}", corner[0], corner[1]);
        outline.corners.iter().map(point).collect::<Vec<String>>().join(" ")
    });
    let places = crate::words::counted(boxes.len(), "place", "places");
    let heat = if map.is_some() { " and the heat map" } else { "" };
    let label = format!("{places}{heat} within the picture of the {}", side.name());
    Some(Diagram { id: id.to_owned(), width, height, label, outline: points, map, boxes })
}

fn frame(b: bonafide_types::evidence::PixelBox) -> Frame {
    let (width, height) = (b.right.saturating_sub(b.left), b.bottom.saturating_sub(b.top));
    Frame { x: b.left, y: b.top, width, height }
}
