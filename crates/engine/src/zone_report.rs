//! The machine-readable zones of one picture, character by character.

use bonafide_imaging::Picture;
use bonafide_mrz_reader::{ReadError, ReadZone};
use bonafide_types::sensitive::exposed;
use bonafide_types::{Document, DocumentType, Fields, Score, Sensitive, Slot};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::result::{Corners, MrzFacts, SourceDocument, ZoneOutcome};
use crate::zone_document::{corners, tenth, zone_document};
use crate::zones::{ReadZones, outcome};

/// What a picture holds.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PictureZones {
    /// What looking for zones came to.
    pub outcome: ZoneOutcome,
    /// The zones that were read, the surest first.
    pub zones: Vec<ZoneReport>,
    /// Corners of what looks like a zone but could not be read.
    pub unreadable: Vec<Corners>,
}

/// One zone.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ZoneReport {
    /// What the document code says the document is.
    pub type_e: DocumentType,
    /// Lines, checks, corrections, and where they are.
    #[serde(flatten)]
    pub mrz: MrzFacts,
    /// The fields in canonical form; empty where the lines fit no layout.
    pub fields: Fields,
    /// Every character, by lines.
    pub characters: Vec<Vec<CharacterFacts>>,
}

/// One character.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CharacterFacts {
    /// `A`–`Z`, `0`–`9` or `<`.
    #[serde(serialize_with = "exposed")]
    pub value: Sensitive<char>,
    /// The probability that this is what is printed.
    pub probability: Score,
    /// The middle of the character in pixels of the upright picture, to a tenth.
    pub center: [f64; 2],
}

/// Reads a picture. Without a reader that is the outcome.
pub(crate) fn read(
    reader: Option<&dyn ReadZones>,
    picture: &Picture,
    as_of: Date,
) -> Result<PictureZones, ReadError> {
    let Some(reader) = reader else {
        let outcome = ZoneOutcome::NoReader;
        return Ok(PictureZones { outcome, zones: Vec::new(), unreadable: Vec::new() });
    };
    let page = reader.read_page(picture)?;
    let frame = (picture.facts().width, picture.facts().height);
    Ok(PictureZones {
        outcome: outcome(page.outcome),
        zones: page.zones.iter().filter_map(|zone| report(zone, frame, as_of)).collect(),
        unreadable: page.unreadable.iter().map(|quad| corners(*quad)).collect(),
    })
}

fn report(zone: &ReadZone, frame: (u32, u32), as_of: Date) -> Option<ZoneReport> {
    let SourceDocument { document: Document { type_e, fields, .. }, mrz, .. } =
        zone_document(zone, Slot::Unknown, frame, as_of);
    let mrz = mrz?;
    let characters = zone.lines.iter().map(|line| {
        line.characters
            .iter()
            .map(|character| CharacterFacts {
                value: character.value.clone(),
                probability: character.probability.rounded(),
                center: [tenth(character.center.x), tenth(character.center.y)],
            })
            .collect()
    });
    let characters = characters.collect();
    Some(ZoneReport { type_e, mrz, fields, characters })
}
