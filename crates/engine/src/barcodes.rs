//! Barcodes of a session: which pictures are searched, which symbol counts, and what it says.

use std::collections::BTreeSet;

use bonafide_aamva as aamva;
use bonafide_barcode::{Options, Reader, Symbol, join_segments, read_pdf417};
use bonafide_imaging::Picture;
use bonafide_types::{DataSource, Document, DocumentType, Sensitive, Side, Slot};
use jiff::civil::Date;

use crate::barcode_overlay;
use crate::context::Artifacts;
use crate::intake::Intake;
use crate::result::{
    Artifact, ArtifactKind, BarcodeFacts, BarcodeJudgement, SourceDocument, SymbolFacts, wire_name,
};
use crate::seal::sha256_id;
use crate::zone_document::tenth;

/// What the search for barcodes gave.
#[derive(Default)]
pub(crate) struct BarcodeFindings {
    pub document: Option<SourceDocument>,
    /// Issue codes.
    pub notes: Vec<String>,
    pub artifacts: Vec<Artifact>,
    /// Pictures with a symbol that only the fallback reader could read.
    pub by_fallback: BTreeSet<Slot>,
}

/// The first AAMVA symbol: on backs and pictures of unknown content, and on fronts when no back was
/// given (a searched picture without a symbol costs the most).
pub(crate) fn find(intake: &Intake, as_of: Date, artifacts: Artifacts) -> BarcodeFindings {
    let mut findings = BarcodeFindings::default();
    let is_back = |slot: &Slot| slot.is_document_side(Side::Back) || *slot == Slot::Unknown;
    let has_back = intake.pages.keys().any(is_back);
    let pages = intake.pages.iter().filter(|(slot, _)| {
        is_back(slot) || (!has_back && slot.document_type().is_some_and(DocumentType::has_registry))
    });
    let mut foreign = false;
    for (slot, page) in pages {
        let symbols = read_pdf417(page.luma(), &Options::default());
        if artifacts == Artifacts::All {
            findings.artifacts.extend(artifact(*slot, page, &symbols));
        }
        if symbols.iter().any(|symbol| symbol.reader == Reader::Rxing) {
            findings.by_fallback.insert(*slot);
        }
        let payloads = payloads(&symbols);
        // Segments of a file that is not whole.
        foreign |= payloads.is_empty() && !symbols.is_empty();
        for (symbol, raw) in payloads {
            match aamva::parse(raw.expose()) {
                Ok(payload) => {
                    findings.take(*slot, symbol, &payload, raw.expose(), as_of);
                    return findings;
                }
                Err(_) => foreign = true,
            }
        }
    }
    if foreign {
        findings.notes.push("BARCODE IS NOT AAMVA".to_owned());
    }
    findings
}

/// The payloads of a picture with their symbols: of symbols by themselves, then of files whose
/// segments are all there, with one of these as their symbol.
pub(crate) fn payloads(symbols: &[Symbol]) -> Vec<(&Symbol, Sensitive<Vec<u8>>)> {
    let whole = symbols
        .iter()
        .filter(|symbol| symbol.macro_segment.is_none())
        .map(|symbol| (symbol, symbol.payload.clone()));
    let joined =
        join_segments(symbols).into_iter().filter(|file| file.complete).filter_map(|file| {
            let of_file = |symbol: &&Symbol| {
                symbol.macro_segment.as_ref().is_some_and(|segment| segment.file_id == file.file_id)
            };
            Some((symbols.iter().find(of_file)?, file.payload))
        });
    whole.chain(joined).collect()
}

impl BarcodeFindings {
    fn take(
        &mut self,
        slot: Slot,
        symbol: &Symbol,
        payload: &aamva::Aamva,
        raw: &[u8],
        as_of: Date,
    ) {
        let report = payload.report();
        let judgement = aamva::validate(payload, raw, &context(symbol, as_of));
        self.notes.extend(issue_codes(&report, &judgement));
        let kind = payload.document_type();
        let document = Document::new(kind, DataSource::Barcode, slot.side(), payload.to_fields());
        let facts = BarcodeFacts {
            symbol: SymbolFacts { raw_sha256: sha256_id(raw), ..SymbolFacts::of(symbol) },
            judgement: Some(BarcodeJudgement::of(&judgement)),
            report,
        };
        self.document = Some(SourceDocument { document, barcode: Some(facts), mrz: None });
    }
}

impl SymbolFacts {
    /// What a symbol tells about itself, without its payload.
    pub fn of(symbol: &Symbol) -> Self {
        let matrix = symbol.matrix.as_ref();
        Self {
            symbology: "pdf417".to_owned(),
            reader: wire_name(&symbol.reader),
            corners: symbol.corners.map(|p| [tenth(p.x), tenth(p.y)]),
            rotation: tenth(symbol.rotation) % 360.0,
            mirrored: symbol.mirrored,
            inverted: matrix.map(|m| m.inverted),
            rows: matrix.map(|m| m.rows),
            columns: matrix.map(|m| m.columns),
            compact: matrix.map(|m| m.compact),
            ec_level: symbol.ec_level.or(matrix.map(|m| m.ec_level)),
            codewords_corrected: matrix.map(|m| u32::from(m.corrected)),
            codewords_erased: matrix.map(|m| u32::from(m.erased)),
            padding: matrix.map(|m| m.padding),
            module_width: matrix.map(|m| hundredth(m.module)),
            row_height: matrix.map(|m| hundredth(m.row_height)),
            raw_sha256: sha256_id(symbol.payload.expose()),
        }
    }
}

/// A mean over the symbol is good to a hundredth of a pixel; more digits would only vary between
/// machines.
fn hundredth(x: f32) -> f64 {
    (f64::from(x) * 100.0).round() / 100.0
}

/// The overlay of a picture in which a symbol was read.
fn artifact(slot: Slot, picture: &Picture, symbols: &[Symbol]) -> Option<Artifact> {
    if symbols.is_empty() {
        return None;
    }
    Some(Artifact {
        name: format!("artifacts/{}_barcode.png", slot.name()),
        kind: ArtifactKind::BarcodeOverlay,
        storage_file_type_e: slot,
        content: Sensitive::new(barcode_overlay::png(picture.rgb(), symbols)?),
    })
}

/// What a payload is judged against: the day, and the symbol where its reader tells enough and the
/// payload is whole in it.
pub(crate) fn context(symbol: &Symbol, as_of: Date) -> aamva::Context {
    let context = aamva::Context::new(as_of);
    match &symbol.matrix {
        Some(matrix) if symbol.macro_segment.is_none() => context.with_symbol(aamva::SymbolFacts {
            rows: matrix.rows,
            columns: matrix.columns,
            ec_level: matrix.ec_level,
            compact: matrix.compact,
            padding: matrix.padding,
        }),
        _ => context,
    }
}

/// One issue code per kind of departure and per check of the judgement that a person should know of:
/// `BARCODE OFFSET MISMATCH`, `BARCODE FAILS BIRTH BEFORE ISSUE`.
fn issue_codes(report: &aamva::Report, judgement: &aamva::Judgement) -> BTreeSet<String> {
    let words = |name: String| name.to_uppercase().replace('_', " ");
    let departures = report
        .deviations
        .iter()
        .filter(|deviation| deviation.severity > aamva::Severity::Info)
        .map(|deviation| format!("BARCODE {}", words(wire_name(&deviation.kind))));
    let failed = judgement
        .findings
        .iter()
        .filter(|finding| finding.severity > aamva::Severity::Info && finding.deviation.is_none())
        .map(|finding| format!("BARCODE FAILS {}", words(wire_name(&finding.check))));
    departures.chain(failed).collect()
}
