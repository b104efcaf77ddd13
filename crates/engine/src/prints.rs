//! What is printed on the sides of a document: read, made into sources, and searched for words that should
//! not be there.

use std::collections::BTreeMap;

use bonafide_forensics::Known;
use bonafide_imaging::{RgbImage, encloses};
use bonafide_ocr::{
    Classification, Hints, Line, List, OcrError, Point, Print, Reader, SuspiciousWord, WordLists,
    read_fields, suspicious_words_among,
};
use bonafide_types::{
    DataSource, Document, DocumentType, Evidence, Fields, Score, Side, Slot, TestId, Verdict,
};
use jiff::civil::Date;

use crate::document_view::View;
use crate::error::{ErrorCode, SessionError};
use crate::result::{PrintOutcome, SourceDocument, TestResult, wire_name};
use crate::sides::ShownSide;

/// Lines from which on print says which way up a document stands.
const LINES_THAT_TELL: usize = 3;

/// What the engine needs of a reader of print, so that sessions are evaluated in tests without networks.
pub(crate) trait ReadPrint: Send + Sync {
    /// Everything printed in an upright picture.
    fn read_print(&self, picture: &RgbImage) -> Result<Print, OcrError>;
}

impl ReadPrint for Reader {
    fn read_print(&self, picture: &RgbImage) -> Result<Print, OcrError> {
        self.read_pixels(picture)
    }
}

/// How what is read is to be taken.
pub(crate) struct Search<'a> {
    /// What the document is taken for.
    pub document_type: DocumentType,
    /// What the caller says it is.
    pub declared: Option<DocumentType>,
    pub as_of: Date,
    pub words: &'a WordLists,
}

/// What the sides of a document say.
#[derive(Default)]
pub(crate) struct PrintFindings {
    /// One per side on which a field was made out.
    pub documents: Vec<SourceDocument>,
    /// The tests of suspicious words of sides whose print was read.
    pub tests: BTreeMap<TestId, TestResult>,
    /// Issue codes.
    pub notes: Vec<String>,
    /// Per picture that was looked at.
    pub outcomes: BTreeMap<Slot, PrintOutcome>,
    /// The first failure of a network.
    pub error: Option<SessionError>,
}

/// Reads each side. Which way up a side stands is then known from its print.
pub(crate) fn find(
    reader: Result<&dyn ReadPrint, &str>,
    sides: &mut [ShownSide<'_>],
    search: &Search<'_>,
) -> PrintFindings {
    let mut findings = PrintFindings::default();
    for shown in sides {
        let Ok(reader) = reader else {
            findings.outcomes.insert(shown.slot, PrintOutcome::NoReader);
            continue;
        };
        let view = view_of(shown);
        match reader.read_print(view.pixels()) {
            Ok(print) => {
                let turns = print.quarters_to_upright();
                if print.lines.len() >= LINES_THAT_TELL {
                    let before = shown.quarters_to_upright.unwrap_or(0);
                    shown.quarters_to_upright = Some((before + turns) % 4);
                }
                let view = view.turned(turns);
                let print = own_print(print.turned(turns), &view, &shown.page.known);
                let lines = print.lines.iter().filter_map(|line| corners_in_picture(line, &view));
                shown.page.known.fields = lines.collect();
                findings.take(&print, &view, shown, search);
            }
            Err(error) => findings.fail(shown, &error),
        }
    }
    findings
}

/// The document cut out and upright, as far as that is known.
fn view_of(shown: &ShownSide<'_>) -> View {
    let picture = shown.page.picture;
    match shown.outline() {
        Some(quad) => View::of_document(picture, quad, shown.quarters_to_upright.unwrap_or(0)),
        None => View::of_picture(picture),
    }
}

/// The print without what other readers read: the machine-readable zone is a source of its own, and a
/// barcode holds no letters.
fn own_print(mut print: Print, view: &View, known: &Known) -> Print {
    let elsewhere: Vec<[[f32; 2]; 4]> =
        known.zone_lines.iter().chain(&known.barcodes).copied().collect();
    print.lines.retain(|line| {
        let Some(middle) = view.in_picture(middle(line)) else { return true };
        !elsewhere.iter().any(|corners| encloses(corners, middle))
    });
    print
}

fn corners_in_picture(line: &Line, view: &View) -> Option<[[f32; 2]; 4]> {
    let [a, b, c, d] = line.corners.map(|corner| view.in_picture(corner.into()));
    Some([a?, b?, c?, d?])
}

fn middle(line: &Line) -> [f32; 2] {
    let sum = |of: fn(&Point) -> f32| line.corners.iter().map(of).sum::<f32>() / 4.0;
    [sum(|corner| corner.x), sum(|corner| corner.y)]
}

impl PrintFindings {
    /// Whether a network looked at any picture.
    pub(crate) fn used_models(&self) -> bool {
        self.outcomes.values().any(|outcome| *outcome != PrintOutcome::NoReader)
    }

    fn take(&mut self, print: &Print, view: &View, shown: &ShownSide<'_>, search: &Search<'_>) {
        let is_blank = print.lines.is_empty();
        let outcome = if is_blank { PrintOutcome::NoPrint } else { PrintOutcome::Read };
        self.outcomes.insert(shown.slot, outcome);
        if is_blank {
            return;
        }
        let mut hints = Hints::default();
        hints.document_type = Some(search.document_type).filter(|t| *t != DocumentType::Unknown);
        hints.side = Some(shown.side);
        hints.as_of = Some(search.as_of);
        let extraction = read_fields(print, &hints);
        let words = suspicious_words_among(print, search.words, &extraction);
        self.tests.insert(test_of(shown.side), words_test(&words, view));
        let class = extraction.classification;
        if differs(&class, search.declared) {
            self.note(&format!("DOCUMENT TYPE DIFFERS FROM {}", shown.side.name().to_uppercase()));
        }
        let fields = in_picture(extraction.fields, view);
        if !fields.is_empty() {
            let (kind, source) = (class.document_type, source_of(shown.side));
            let document = Document::new(kind, source, Some(shown.side), fields);
            self.documents.push(SourceDocument { document, barcode: None, mrz: None });
        }
    }

    fn note(&mut self, code: &str) {
        if !self.notes.iter().any(|note| note == code) {
            self.notes.push(code.to_owned());
        }
    }

    fn fail(&mut self, shown: &ShownSide<'_>, error: &OcrError) {
        self.outcomes.insert(shown.slot, PrintOutcome::Failed);
        let error =
            SessionError::of_file(ErrorCode::Internal, "ocr", shown.slot, error.to_string());
        self.error.get_or_insert(error);
    }
}

/// Whether the print says that the document is another than the caller says.
fn differs(class: &Classification, declared: Option<DocumentType>) -> bool {
    let told = class.document_type;
    told != DocumentType::Unknown && declared.is_some_and(|declared| declared != told)
}

/// The fields with their places in the picture instead of the view.
fn in_picture(mut fields: Fields, view: &View) -> Fields {
    for value in fields.values_mut() {
        value.bounds = value.bounds.and_then(|bounds| view.box_in_picture(bounds));
        value.confidence = value.confidence.rounded();
    }
    fields
}

/// Each word that was found, with its list and place; the worst of them counts (docs/scoring.md, section 2, row 13).
fn words_test(words: &[SuspiciousWord], view: &View) -> TestResult {
    // Lists stand in the order of their severity.
    let verdict = match words.iter().map(|word| word.list).min() {
        None => Verdict::Pass,
        Some(List::Inconclusive) => Verdict::Inconclusive,
        Some(List::Definite) => Verdict::SuspiciousWordsFound,
    };
    let worst =
        words.iter().map(SuspiciousWord::severity).max_by(|a, b| a.get().total_cmp(&b.get()));
    TestResult {
        score: Some(worst.unwrap_or(Score::ZERO)),
        evidence: words.iter().map(|word| evidence(word, view)).collect(),
        ..TestResult::of(verdict)
    }
}

fn evidence(word: &SuspiciousWord, view: &View) -> Evidence {
    let mut evidence = Evidence::of("word")
        .named(&word.word)
        .scored(word.severity())
        .with("list", wire_name(&word.list))
        .with("sort", wire_name(&word.kind))
        .with("printed", word.text.expose().clone());
    if let Some(doubt) = &word.doubt {
        evidence = evidence.with("doubt", wire_name(doubt));
    }
    if let Some(language) = word.language {
        evidence = evidence.with("language", language);
    }
    evidence.bounds = word.bounds.and_then(|bounds| view.box_in_picture(bounds));
    evidence
}

fn test_of(side: Side) -> TestId {
    match side {
        Side::Front => TestId::DocFrontSuspiciousWords,
        Side::Back => TestId::DocBackSuspiciousWords,
    }
}

fn source_of(side: Side) -> DataSource {
    match side {
        Side::Front => DataSource::FrontOcr,
        Side::Back => DataSource::BackOcr,
    }
}
