//! Whether each source gave what is required of it.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_types::settings::Requirement;
use bonafide_types::{DataSource, DocumentType, Requirements, Side};

use crate::input::Kind;
use crate::result::{
    FaceFacts, InputFacts, PrintOutcome, RequirementsResult, SourceDocument, SourceRequirements,
    ZoneOutcome,
};

/// What a session gave.
pub(crate) struct Given<'a> {
    pub documents: &'a [SourceDocument],
    pub inputs: &'a [InputFacts],
    /// The portrait of the document's front, encoded.
    pub portrait: Option<&'a FaceFacts>,
}

/// Looks for what is missing, per source of which something is required.
pub(crate) fn check(
    requirements: &Requirements,
    document_type: DocumentType,
    session: &Given<'_>,
    kind: Kind,
) -> RequirementsResult {
    let mut by_source = BTreeMap::new();
    // To authenticate a known person no document is needed.
    if kind == Kind::Ida {
        return RequirementsResult { type_e: document_type, by_source };
    }
    // Without a known type nothing is known to be required, which must not read as complete.
    if document_type == DocumentType::Unknown {
        by_source.insert(DataSource::Unknown, absent("the document type is not known"));
    }
    for source in requirements.sources(document_type) {
        let required = requirements.of(document_type, source);
        let found = session.documents.iter().find(|d| d.document.data_source_e == source);
        let judged = match found {
            // Claims are optional: what is required of them binds when there are some.
            None if source == DataSource::UserInput => continue,
            // A portrait is no text: it is there without any.
            None if !required.iter().all(|r| *r == Requirement::FaceEncoding) => {
                absent(&why_absent(source, session.inputs))
            }
            _ => given(required, source, found, session.portrait),
        };
        by_source.insert(source, judged);
    }
    RequirementsResult { type_e: document_type, by_source }
}

fn given(
    required: &BTreeSet<Requirement>,
    source: DataSource,
    document: Option<&SourceDocument>,
    portrait: Option<&FaceFacts>,
) -> SourceRequirements {
    let is_met = |requirement: Requirement| match requirement {
        // The portrait is printed on the front; no other source has one.
        Requirement::FaceEncoding => source == DataSource::FrontOcr && portrait.is_some(),
        other => document.is_some_and(|document| is_given(other, document)),
    };
    let missing: Vec<String> = required
        .iter()
        .filter(|requirement| !is_met(**requirement))
        .map(|requirement| requirement.name().to_owned())
        .collect();
    SourceRequirements { satisfied: missing.is_empty(), missing, reason: None }
}

/// A value that was read but is empty or a placeholder counts as missing (docs/scoring.md, section 7).
fn is_given(requirement: Requirement, source: &SourceDocument) -> bool {
    match requirement {
        Requirement::Field(field) => {
            source.document.fields.get(&field).is_some_and(|value| value.text().is_some())
        }
        Requirement::RawBarcode => source.barcode.is_some(),
        Requirement::FaceEncoding => false, // no value of a document
    }
}

fn absent(reason: &str) -> SourceRequirements {
    SourceRequirements { satisfied: false, missing: Vec::new(), reason: Some(reason.to_owned()) }
}

/// Why a source gave nothing: it was not handed in, could not be decoded, or cannot be read.
fn why_absent(source: DataSource, inputs: &[InputFacts]) -> String {
    let side = match source {
        DataSource::FrontOcr | DataSource::Mrz => Side::Front,
        _ => Side::Back,
    };
    let of_side = |i: &&InputFacts| i.storage_file_type_e.is_document_side(side);
    // A card's zone may be on its back, a loose picture may be either side.
    let sides = inputs.iter().filter(|i| of_side(i) || source == DataSource::Mrz);
    let documents = sides.filter(|i| i.storage_file_type_e.document_type().is_some());
    match (no_picture(documents, side), source) {
        (Some(reason), _) => reason,
        (None, DataSource::Barcode) => "no AAMVA barcode was found".to_owned(),
        (None, DataSource::Mrz) => no_zone(inputs).to_owned(),
        (None, _) => no_print(inputs, side).to_owned(),
    }
}

/// Why there is no picture of a side among those that show it; none where one was decoded.
pub(crate) fn no_picture<'a>(
    of_side: impl Iterator<Item = &'a InputFacts>,
    side: Side,
) -> Option<String> {
    let (mut handed_in, mut decoded) = (false, false);
    for input in of_side {
        handed_in = true;
        decoded |= input.error.is_none();
    }
    match (handed_in, decoded) {
        (false, _) => Some(format!("no picture of the {} was given", side.name())),
        (true, false) => Some(format!("the picture of the {} could not be decoded", side.name())),
        (true, true) => None,
    }
}

/// Why the print of a side gave nothing.
pub(crate) fn no_print(inputs: &[InputFacts], side: Side) -> &'static str {
    let of_side = |i: &&InputFacts| i.used && i.storage_file_type_e.is_document_side(side);
    match inputs.iter().filter(of_side).find_map(|input| input.print) {
        Some(PrintOutcome::Read) => "no field was made out in the print",
        Some(PrintOutcome::NoPrint) => "no print was made out",
        Some(PrintOutcome::NoReader) => "the networks that read print are not installed",
        Some(PrintOutcome::Failed) => "a network that reads print did not run",
        None => "the print was not read",
    }
}

/// Why the pictures that were handed in gave no zone: the outcome that comes nearest to one.
fn no_zone(inputs: &[InputFacts]) -> &'static str {
    let came_to = |outcome| inputs.iter().any(|input| input.mrz == Some(outcome));
    if came_to(ZoneOutcome::Unreadable) {
        "the machine-readable zone could not be made out"
    } else if came_to(ZoneOutcome::Failed) {
        "a network that reads machine-readable zones did not run"
    } else if came_to(ZoneOutcome::NoReader) {
        "the networks that read machine-readable zones are not installed"
    } else if came_to(ZoneOutcome::NoZone) {
        "no machine-readable zone was found"
    } else {
        "no picture that may hold a machine-readable zone was given"
    }
}
