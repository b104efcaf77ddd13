//! A zone that was read in a picture, as a source of a session.

use std::collections::BTreeMap;

use bonafide_mrz::{Group, Mrz, Place};
use bonafide_mrz_reader::{Point, ReadCharacter, ReadLine, ReadZone};
use bonafide_types::evidence::PixelBox;
use bonafide_types::{DataSource, Document, DocumentType, FieldValue, Fields, Score, Slot};
use jiff::civil::Date;

use crate::result::{Corners, MrzFacts, SourceDocument};

/// Confidences of `Mrz::to_fields` below this belong to values that speak against themselves: a
/// check digit refutes them, or no table has the code.
const DOUBTED: f64 = 0.5;

/// The zone as a document of the session. `frame` is width and height of the picture in pixels.
///
/// The confidence in a field is the product of the probabilities of its characters, at most that of
/// [`Mrz::to_fields`] where a check digit refutes the value or no table has it. Its bounds enclose
/// its characters.
pub(crate) fn zone_document(
    zone: &ReadZone,
    slot: Slot,
    frame: (u32, u32),
    as_of: Date,
) -> SourceDocument {
    let kind = zone.mrz.as_ref().map_or(DocumentType::Unknown, Mrz::document_type);
    let fields = zone.mrz.as_ref().map(|mrz| fields(mrz, &zone.lines, frame, as_of));
    let document = Document::new(kind, DataSource::Mrz, slot.side(), fields.unwrap_or_default());
    SourceDocument { document, barcode: None, mrz: Some(facts(zone)) }
}

fn facts(zone: &ReadZone) -> MrzFacts {
    let characters = || zone.lines.iter().flat_map(|line| &line.characters);
    let least = characters().map(|c| c.probability).min_by(|a, b| a.get().total_cmp(&b.get()));
    let mut report = zone.report.clone();
    report.char_confidence_min = report.char_confidence_min.or(least).map(Score::rounded);
    for correction in &mut report.corrections {
        correction.probability = correction.probability.map(Score::rounded);
    }
    let check_confidence: BTreeMap<Group, Score> = zone
        .mrz
        .iter()
        .flat_map(|mrz| mrz.checks().iter().map(move |check| (mrz, check.group)))
        .filter_map(|(mrz, group)| {
            Some((group, product(&at(&zone.lines, &mrz.check_places(group))?).rounded()))
        })
        .collect();
    let outline = match (zone.lines.first(), zone.lines.last()) {
        (Some(first), Some(last)) => {
            let [left, right, ..] = first.corners;
            let [.., lower_right, lower_left] = last.corners;
            Some(corners([left, right, lower_right, lower_left]))
        }
        _ => None,
    };
    MrzFacts {
        report,
        confidence: Some(zone.confidence.rounded()),
        check_confidence,
        corners: outline,
        line_corners: zone.lines.iter().map(|line| corners(line.corners)).collect(),
    }
}

fn fields(mrz: &Mrz, lines: &[ReadLine], frame: (u32, u32), as_of: Date) -> Fields {
    let mut fields = mrz.to_fields(as_of);
    for (field, value) in &mut fields {
        let places = mrz.places(*field);
        // A reader that gives fewer characters than the lines have says nothing of these.
        let Some(characters) = at(lines, &places) else { continue };
        value.confidence = confidence(value, &characters);
        value.bounds = enclosing(lines, &places, frame);
    }
    fields
}

fn confidence(value: &FieldValue, characters: &[&ReadCharacter]) -> Score {
    let (rank, read) = (value.confidence, product(characters));
    let refuted = rank.get() < DOUBTED && rank.get() < read.get();
    if refuted { rank } else { read.rounded() }
}

/// The characters at these places; none if one of them is not there.
fn at<'a>(lines: &'a [ReadLine], places: &[Place]) -> Option<Vec<&'a ReadCharacter>> {
    let mut found = Vec::new();
    for place in places {
        found.extend(lines.get(place.line)?.characters.get(place.columns.clone())?);
    }
    Some(found)
}

fn product(characters: &[&ReadCharacter]) -> Score {
    Score::clamped(characters.iter().map(|c| c.probability.get()).product())
}

/// The upright rectangle around the cells of the characters at these places.
fn enclosing(
    lines: &[ReadLine],
    places: &[Place],
    (width, height): (u32, u32),
) -> Option<PixelBox> {
    let cells: Vec<[Point; 4]> = places
        .iter()
        .filter_map(|place| Some((lines.get(place.line)?, place.columns.clone())))
        .flat_map(|(line, columns)| columns.filter_map(|column| line.cell(column)))
        .collect();
    let all = || cells.iter().flatten();
    let least = |of: fn(&Point) -> f32| all().map(of).fold(f32::INFINITY, f32::min);
    let most = |of: fn(&Point) -> f32| all().map(of).fold(f32::NEG_INFINITY, f32::max);
    if cells.is_empty() || !all().all(|p| p.x.is_finite() && p.y.is_finite()) {
        return None;
    }
    let inside = |edge: f32, size: u32| edge.clamp(0.0, size as f32) as u32;
    Some(PixelBox {
        left: inside(least(|p| p.x).floor(), width),
        top: inside(least(|p| p.y).floor(), height),
        right: inside(most(|p| p.x).ceil(), width),
        bottom: inside(most(|p| p.y).ceil(), height),
    })
}

pub(crate) fn corners(points: [Point; 4]) -> Corners {
    points.map(|point| [tenth(point.x), tenth(point.y)])
}

/// Corners are good to a fraction of a pixel; more digits would only vary between machines.
pub(crate) fn tenth(x: f32) -> f64 {
    (f64::from(x) * 10.0).round() / 10.0 + 0.0 // a negative zero would be written as one
}
