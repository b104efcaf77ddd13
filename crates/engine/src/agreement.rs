//! How the sources of a session agree, which value stands for each field, and the crosschecks.

use std::collections::BTreeMap;

use bonafide_aamva::dldv::DmvMatches;
use bonafide_matching::{
    Choice, CompareOptions, Crosscheck, MatchReport, SourceFields, choose, compare_record,
    crosscheck,
};
use bonafide_mrz::{Group, MrzReport};
use bonafide_types::{
    DataSource, Document, DocumentType, Field, Fields, PartialDate, TestId, Weights,
};

use crate::result::{SourceDocument, TestResult};

/// What comparing the sources gives.
pub(crate) struct Agreement {
    pub report: MatchReport,
    pub fields: BTreeMap<Field, Choice>,
    pub crosschecks: BTreeMap<TestId, TestResult>,
}

impl Agreement {
    /// The date of a field as a source of the document gives it. What a person merely states proves
    /// neither age nor validity.
    pub(crate) fn date(&self, field: Field) -> Option<PartialDate> {
        let choice = self.fields.get(&field)?;
        let is_stated = choice.chosen_source == DataSource::UserInput;
        if is_stated { None } else { choice.chosen.expose().parse().ok() }
    }
}

/// Compares the sources under the tolerance of the document type.
pub(crate) fn compare(
    documents: &[SourceDocument],
    document_type: DocumentType,
    weights: &Weights,
) -> Agreement {
    let sources: Vec<SourceFields<'_>> = documents.iter().map(source).collect();
    let compared: Vec<SourceFields<'_>> =
        documents.iter().filter(|document| is_compared(document)).map(source).collect();
    let (tolerance, _) = weights.document_match(document_type);
    let options = CompareOptions::default().with_threshold(tolerance);
    let checks = crosscheck(&compared, &options);
    let crosschecks = [
        (TestId::DocumentNumberCrosscheck, checks.document_number),
        (TestId::NameCrosscheck, checks.name),
        (TestId::AddressCrosscheck, checks.address),
    ];
    Agreement {
        report: bonafide_matching::compare(&compared, &options),
        fields: choose(&sources),
        crosschecks: crosschecks.map(|(id, check)| (id, test(check))).into(),
    }
}

/// The print of a back speaks of the issuer as much as of the holder (where to return the card, whom to call),
/// so it is not held against the other sources (docs/scoring.md, section 3); what stands there alone is still a value.
fn is_compared(document: &SourceDocument) -> bool {
    document.document.data_source_e != DataSource::BackOcr
}

/// A zone's fields are trusted only as far as its check digits hold.
fn source(document: &SourceDocument) -> SourceFields<'_> {
    let (source, fields) = (document.document.data_source_e, &document.document.fields);
    let plain = SourceFields::new(source, fields);
    match &document.mrz {
        Some(zone) => plain.doubting(fields.keys().copied().filter(|f| !holds(*f, &zone.report))),
        None => plain,
    }
}

/// Whether the check digit of the field's own holds; a field without one is as good as all digits
/// of the zone together.
fn holds(field: Field, zone: &MrzReport) -> bool {
    let group = match field {
        Field::DocumentNumber => Some(Group::DocumentNumber),
        Field::BirthDate => Some(Group::BirthDate),
        Field::ExpiresAt => Some(Group::ExpiryDate),
        Field::NationalId => Some(Group::PersonalNumber),
        _ => None,
    };
    let own = zone.checks.iter().find(|check| Some(check.group) == group);
    own.map_or(zone.valid, |check| check.ok)
}

fn test(check: Crosscheck) -> TestResult {
    let detail = match check.matched {
        None => Some("fewer than two sources give it".to_owned()),
        Some(_) if check.notes.is_empty() => None,
        Some(_) => Some(check.notes.join("; ")),
    };
    let sources = match check.limiting_pair.filter(|_| check.matched == Some(false)) {
        Some(pair) => pair.to_vec(),
        None => check.sources,
    };
    TestResult {
        detail,
        sources,
        similarity: check.similarity,
        ..TestResult::of_match(check.matched)
    }
}

/// Compares a registry's record with the card: with its barcode, or its other sources where there is
/// none.
pub(crate) fn with_record(record: &Fields, documents: &[&Document]) -> DmvMatches {
    let order = [DataSource::Barcode, DataSource::FrontOcr, DataSource::Mrz, DataSource::UserInput];
    let card =
        order.iter().find_map(|source| documents.iter().find(|d| d.data_source_e == *source));
    let Some(card) = card else { return DmvMatches::default() };
    let source = SourceFields::new(card.data_source_e, &card.fields);
    let compared: BTreeMap<Field, bool> =
        compare_record(record, &source, &CompareOptions::default())
            .into_iter()
            .map(|m| (m.field, m.matched))
            .collect();
    let of = |field: Field| compared.get(&field).copied();
    DmvMatches {
        document_number: of(Field::DocumentNumber),
        document_expiration: of(Field::ExpiresAt),
        document_issue: of(Field::IssuedAt),
        // A record does not say what category of document it is about.
        document_category: None,
        birth_date: of(Field::BirthDate),
        sex: of(Field::Gender),
        eye_color: of(Field::EyeColor),
        height: of(Field::Height),
        weight: of(Field::Weight),
        first_name: of(Field::FirstName),
        middle_name: of(Field::MiddleName),
        last_name: of(Field::LastName),
        suffix_name: of(Field::NameSuffix),
        street: of(Field::Street),
        city: of(Field::City),
        state: of(Field::State),
        postal_code: of(Field::PostalCode),
    }
}
