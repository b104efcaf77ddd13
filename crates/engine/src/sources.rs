//! What each source of a session says about the document.

use bonafide_aamva as aamva;
use bonafide_barcode::{Options, Symbol, read_pdf417};
use bonafide_imaging::Picture;
use bonafide_types::{DataSource, Document, DocumentType, Side, Slot};

use crate::error::SessionError;
use crate::input::SessionInput;
use crate::intake::Intake;
use crate::result::{Artifact, BarcodeFacts, SourceDocument, wire_name};
use crate::seal::sha256_id;
use crate::zones::ZoneFindings;

/// What was read from a session.
#[derive(Default)]
pub(crate) struct Read {
    /// One document per source.
    pub documents: Vec<SourceDocument>,
    /// Issue codes of remarks.
    pub notes: Vec<String>,
    /// What the document is taken for.
    pub document_type: DocumentType,
    /// Pictures made on the way.
    pub artifacts: Vec<Artifact>,
    /// The first failure of a reader.
    pub error: Option<SessionError>,
}

/// Puts together what barcode, zone and claims say.
pub(crate) fn gather(
    input: &SessionInput,
    intake: &Intake,
    barcode: BarcodeFindings,
    zones: ZoneFindings,
) -> Read {
    let declared = declared(input, intake);
    let mut read = Read {
        notes: barcode.notes,
        artifacts: zones.artifacts,
        error: zones.error,
        ..Read::default()
    };
    read.notes.extend(zones.notes);
    let recognised = [("BARCODE", &barcode.document), ("MRZ", &zones.document)]
        .into_iter()
        .filter_map(|(source, found)| Some((source, found.as_ref()?.document.type_e)))
        .find(|(_, kind)| *kind != DocumentType::Unknown);
    // Requirements and weights are the caller's choice, so what is declared stands even where
    // another type is recognised; the difference is an issue.
    if let (Some(declared), Some((source, kind))) = (declared, recognised)
        && declared != kind
    {
        read.notes.push(format!("DOCUMENT TYPE DIFFERS FROM {source}"));
    }
    read.document_type = declared.or(recognised.map(|(_, kind)| kind)).unwrap_or_default();
    read.documents.extend(barcode.document);
    read.documents.extend(zones.document);
    read.documents.extend(claims(input, read.document_type));
    read
}

/// The declared type, else what the slots claim.
pub(crate) fn declared(input: &SessionInput, intake: &Intake) -> Option<DocumentType> {
    let by_slot = || intake.inputs.iter().find_map(|i| i.storage_file_type_e.document_type());
    input.document_type.filter(|t| *t != DocumentType::Unknown).or_else(by_slot)
}

fn claims(input: &SessionInput, document_type: DocumentType) -> Option<SourceDocument> {
    let fields = input.claims.clone()?;
    let document = Document::new(document_type, DataSource::UserInput, None, fields);
    Some(SourceDocument { document, barcode: None, mrz: None })
}

/// What the search for barcodes gave.
#[derive(Default)]
pub(crate) struct BarcodeFindings {
    pub document: Option<SourceDocument>,
    /// Issue codes.
    pub notes: Vec<String>,
}

/// The first AAMVA symbol: on backs and pictures of unknown content, and on fronts when no back was
/// given (a searched picture without a symbol costs the most).
pub(crate) fn barcode(intake: &Intake) -> BarcodeFindings {
    let mut findings = BarcodeFindings::default();
    let is_back = |slot: &Slot| slot.is_document_side(Side::Back) || *slot == Slot::Unknown;
    let has_back = intake.pages.keys().any(is_back);
    let pages = intake.pages.iter().filter(|(slot, _)| {
        is_back(slot) || (!has_back && slot.document_type().is_some_and(DocumentType::has_registry))
    });
    let mut foreign = false;
    for (slot, page) in pages {
        for symbol in symbols(page) {
            match aamva::parse(symbol.payload.expose()) {
                Ok(payload) => {
                    let document = barcode_document(*slot, &symbol, &payload, &mut findings.notes);
                    findings.document = Some(document);
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

fn symbols(page: &Picture) -> Vec<Symbol> {
    read_pdf417(page.luma(), &Options::default())
}

fn barcode_document(
    slot: Slot,
    symbol: &Symbol,
    payload: &aamva::Aamva,
    notes: &mut Vec<String>,
) -> SourceDocument {
    let report = payload.report();
    notes.extend(deviation_notes(&report));
    let document = Document::new(
        payload.document_type(),
        DataSource::Barcode,
        slot.side(),
        payload.to_fields(),
    );
    let facts = BarcodeFacts {
        symbology: "pdf417".to_owned(),
        reader: wire_name(&symbol.reader),
        corners: symbol.corners.map(|p| [round_tenth(p.x), round_tenth(p.y)]),
        codewords_corrected: symbol.matrix.as_ref().map(|m| u32::from(m.corrected)),
        ec_level: symbol.ec_level,
        raw_sha256: sha256_id(symbol.payload.expose()),
        report,
    };
    SourceDocument { document, barcode: Some(facts), mrz: None }
}

/// Corners are good to a fraction of a pixel; more digits would only vary between machines.
fn round_tenth(x: f32) -> f64 {
    (f64::from(x) * 10.0).round() / 10.0
}

/// One issue code per kind of deviation that a person should know of.
fn deviation_notes(report: &aamva::Report) -> Vec<String> {
    let mut codes: Vec<String> = report
        .deviations
        .iter()
        .filter(|deviation| deviation.severity > aamva::Severity::Info)
        .map(|d| format!("BARCODE {}", wire_name(&d.kind).to_uppercase().replace('_', " ")))
        .collect();
    codes.sort();
    codes.dedup();
    codes
}
