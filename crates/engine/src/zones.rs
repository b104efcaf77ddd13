//! Machine-readable zones of a session: which pictures are searched, and which zone counts.

use std::collections::BTreeMap;

use bonafide_aamva::Designator;
use bonafide_imaging::Picture;
use bonafide_mrz::Mrz;
use bonafide_mrz_reader::{Outcome, ReadError, ReadZone, Reader, Reading};
use bonafide_types::{DocumentType, Score, Sensitive, Side, Slot};
use jiff::civil::Date;

use crate::context::Artifacts;
use crate::error::{ErrorCode, SessionError};
use crate::intake::Intake;
use crate::overlay;
use crate::result::{Artifact, ArtifactKind, BarcodeFacts, SourceDocument, ZoneOutcome};
use crate::zone_document::zone_document;

/// What the engine needs of a reader of pictures, so that sessions are evaluated in tests without
/// networks.
pub(crate) trait ReadZones: Send + Sync {
    /// Everything found in one picture.
    fn read_page(&self, picture: &Picture) -> Result<Reading, ReadError>;
}

impl ReadZones for Reader {
    fn read_page(&self, picture: &Picture) -> Result<Reading, ReadError> {
        self.read(picture)
    }
}

/// What zones are looked for with.
pub(crate) struct Search<'a> {
    /// The declared document type, or that of the slots.
    pub declared: Option<DocumentType>,
    /// The barcode, if one was read.
    pub barcode: Option<&'a BarcodeFacts>,
    /// The day that settles the century of dates.
    pub as_of: Date,
    pub artifacts: Artifacts,
}

/// What the pictures of a session gave.
#[derive(Default)]
pub(crate) struct ZoneFindings {
    pub document: Option<SourceDocument>,
    /// Issue codes.
    pub notes: Vec<String>,
    pub artifacts: Vec<Artifact>,
    /// Per picture that was looked at.
    pub outcomes: BTreeMap<Slot, ZoneOutcome>,
    /// The first failure of a network.
    pub error: Option<SessionError>,
}

impl ZoneFindings {
    /// Whether a network looked at any picture.
    pub(crate) fn used_models(&self) -> bool {
        self.outcomes.values().any(|outcome| *outcome != ZoneOutcome::NoReader)
    }
}

/// Searches the pictures that may hold a zone, up to the first zone in which everything holds.
pub(crate) fn find(
    reader: Option<&dyn ReadZones>,
    intake: &Intake,
    search: &Search<'_>,
) -> ZoneFindings {
    let mut findings = ZoneFindings::default();
    let mut best: Option<(Rank, SourceDocument)> = None;
    for slot in searched(intake, search.barcode) {
        let Some(reader) = reader else {
            findings.outcomes.insert(slot, ZoneOutcome::NoReader);
            continue;
        };
        let picture = &intake.pages[&slot];
        let page = match reader.read_page(picture) {
            Ok(page) => page,
            Err(error) => {
                findings.fail(slot, &error);
                continue;
            }
        };
        findings.outcomes.insert(slot, outcome(page.outcome));
        if search.artifacts == Artifacts::All {
            findings.artifacts.extend(artifact(slot, picture, &page));
        }
        if page.zones.len() > 1 {
            findings.note("SEVERAL MRZ IN ONE PICTURE");
        }
        for zone in &page.zones {
            let rank = rank(zone, search.declared);
            if best.as_ref().is_none_or(|(kept, _)| rank > *kept) {
                let facts = picture.facts();
                let frame = (facts.width, facts.height);
                best = Some((rank, zone_document(zone, slot, frame, search.as_of)));
            }
        }
        if best.as_ref().is_some_and(|(rank, _)| rank.valid) {
            break;
        }
    }
    findings.document = best.map(|(_, document)| document);
    findings.remark();
    findings
}

impl ZoneFindings {
    fn note(&mut self, code: &str) {
        if !self.notes.iter().any(|note| note == code) {
            self.notes.push(code.to_owned());
        }
    }

    fn fail(&mut self, slot: Slot, error: &ReadError) {
        self.outcomes.insert(slot, ZoneOutcome::Failed);
        let error = SessionError::of_file(ErrorCode::Internal, "mrz", slot, error.to_string());
        self.error.get_or_insert(error);
    }

    /// What a person should know of the zone, or of its absence where there must be one.
    fn remark(&mut self) {
        let zone = self.document.as_ref().and_then(|document| document.mrz.as_ref());
        let (fits, corrected) = match zone {
            Some(zone) => (zone.report.format.is_some(), !zone.report.corrections.is_empty()),
            None => (true, false),
        };
        let is_read = zone.is_some();
        if !fits {
            self.note("MRZ FITS NO LAYOUT");
        }
        if corrected {
            self.note("MRZ CORRECTED BY CHECK DIGITS");
        }
        let came_to = |outcome| self.outcomes.values().any(|found| *found == outcome);
        if !is_read && came_to(ZoneOutcome::Unreadable) {
            self.note("MRZ UNREADABLE");
        } else if !is_read && came_to(ZoneOutcome::NoZone) && self.must_have_one() {
            self.note("MRZ NOT FOUND");
        }
    }

    /// Every passport and passport card has a zone, other cards need not.
    fn must_have_one(&self) -> bool {
        let travel = [Some(DocumentType::Passport), Some(DocumentType::PassportCard)];
        self.outcomes.keys().any(|slot| travel.contains(&slot.document_type()))
    }
}

/// How much speaks for a zone, the later members only among equals of the earlier.
#[derive(PartialEq, PartialOrd)]
struct Rank {
    fits_a_layout: bool,
    is_of_declared_type: bool,
    valid: bool,
    confidence: Score,
}

fn rank(zone: &ReadZone, declared: Option<DocumentType>) -> Rank {
    let kind = zone.mrz.as_ref().map(Mrz::document_type);
    Rank {
        fits_a_layout: zone.mrz.is_some(),
        is_of_declared_type: kind.is_some() && kind == declared,
        valid: zone.report.valid,
        confidence: zone.confidence,
    }
}

/// The pictures that may hold a zone, backs first, because that is where cards have theirs.
fn searched(intake: &Intake, barcode: Option<&BarcodeFacts>) -> Vec<Slot> {
    let mut slots: Vec<Slot> =
        intake.pages.keys().copied().filter(|slot| may_hold_zone(*slot, barcode)).collect();
    slots.sort_by_key(|slot| (slot.side() != Some(Side::Back), *slot));
    slots
}

/// Licences of Europe have their zone on the back. A card with an AAMVA barcode has none, unless it
/// is an enhanced one, with which borders may be crossed.
fn may_hold_zone(slot: Slot, barcode: Option<&BarcodeFacts>) -> bool {
    match slot.document_type() {
        Some(DocumentType::Passport | DocumentType::PassportCard) => true,
        Some(DocumentType::DriverLicense) if slot.side() == Some(Side::Front) => false,
        _ => barcode.is_none_or(|facts| facts.report.subfiles.contains(&Designator::EN)),
    }
}

pub(crate) fn outcome(of: Outcome) -> ZoneOutcome {
    match of {
        Outcome::Read => ZoneOutcome::Read,
        Outcome::Unreadable => ZoneOutcome::Unreadable,
        Outcome::NoZone => ZoneOutcome::NoZone,
    }
}

/// The overlay of a picture in which something was found.
fn artifact(slot: Slot, picture: &Picture, page: &Reading) -> Option<Artifact> {
    if page.zones.is_empty() && page.unreadable.is_empty() {
        return None;
    }
    Some(Artifact {
        name: format!("artifacts/{}_mrz.png", slot.name()),
        kind: ArtifactKind::MrzOverlay,
        storage_file_type_e: slot,
        content: Sensitive::new(overlay::png(picture.rgb(), page)?),
    })
}
