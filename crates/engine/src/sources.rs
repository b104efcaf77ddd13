//! What each source of a session says about the document.

use std::collections::BTreeMap;

use bonafide_types::{DataSource, Document, DocumentType, TestId};

use crate::barcodes::BarcodeFindings;
use crate::error::SessionError;
use crate::input::SessionInput;
use crate::intake::Intake;
use crate::prints::PrintFindings;
use crate::result::{Artifact, SourceDocument, TestResult};
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
    /// Tests of what is printed.
    pub tests: BTreeMap<TestId, TestResult>,
    /// The first failure of a reader.
    pub error: Option<SessionError>,
}

impl Read {
    /// Takes in what the sides of the document say. Sources stand in the order of the wire's enumeration.
    pub(crate) fn add(&mut self, prints: PrintFindings, intake: &mut Intake) {
        intake.read_print(&prints.outcomes);
        self.documents.extend(prints.documents);
        self.documents.sort_by_key(|source| source.document.data_source_e);
        self.tests.extend(prints.tests);
        self.notes.extend(prints.notes);
        self.error = self.error.take().or(prints.error);
        if self.document_type == DocumentType::Unknown {
            let known = self.documents.iter().map(|source| source.document.type_e);
            self.document_type =
                known.into_iter().find(|t| *t != DocumentType::Unknown).unwrap_or_default();
        }
    }
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
        notes: barcode.notes.into_iter().collect(),
        artifacts: barcode.artifacts,
        error: zones.error,
        ..Read::default()
    };
    read.notes.extend(zones.notes);
    read.artifacts.extend(zones.artifacts);
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
