//! Whether a side of the document, or its portrait, was handed in before.

use std::collections::BTreeMap;

use bonafide_face::{Turns, portrait};
use bonafide_forensics::Known;
use bonafide_forensics::duplicates::{DuplicateIndex, Fingerprint, Match};
use bonafide_imaging::{Area, Picture};
use bonafide_types::evidence::PixelBox;
use bonafide_types::{Evidence, Score, Side, Slot, TestId, Verdict};

use crate::consent::permission;
use crate::context::Context;
use crate::equipment::Equipment;
use crate::faces::ReadFaces;
use crate::input::{SessionId, SessionInput};
use crate::intake::{Intake, People, take_in};
use crate::outline::{self, Outlines};
use crate::result::{FaceResult, TestResult};

/// Matches that stand in the evidence.
const SHOWN: usize = 3;
/// The tests that this is about.
const TESTS: [(Side, TestId); 2] = [
    (Side::Front, TestId::DocFrontOnlineDuplication),
    (Side::Back, TestId::DocBackOnlineDuplication),
];

/// The fingerprints of a session's pictures, by slot.
pub type Fingerprints = BTreeMap<Slot, Fingerprint>;

/// Fingerprints of what a session was judged by, with the portrait that was found in it.
pub(crate) fn of_session(intake: &Intake, outlines: &Outlines, face: &FaceResult) -> Fingerprints {
    let head = |slot: Slot| {
        let facts = face.portrait.as_ref().filter(|facts| facts.source == slot)?;
        Some(area_of(facts.bounds))
    };
    taken(intake, outlines, head)
}

/// Fingerprints of a session's pictures, without anything else being read of them.
pub(crate) fn of_input(input: &SessionInput, cx: &Context, equipment: &Equipment) -> Fingerprints {
    let intake = take_in(&input.images, &cx.budget.picture, People::Ignored);
    let may = permission(input.consent, cx.consent).compare;
    let faces = may.and_then(|()| equipment.faces.reader());
    let shows_portrait = |slot: Slot| slot == Slot::Unknown || slot.is_document_side(Side::Front);
    taken(&intake, &outline::find(&intake), |slot| {
        let reader = faces.ok().filter(|_| shows_portrait(slot))?;
        head_of(reader, intake.pages.get(&slot)?)
    })
}

fn taken(
    intake: &Intake,
    outlines: &Outlines,
    head: impl Fn(Slot) -> Option<Area>,
) -> Fingerprints {
    let shows_document = |slot: Slot| slot == Slot::Unknown || slot.document_type().is_some();
    let pages = intake.pages.iter().filter(|(slot, _)| shows_document(**slot));
    pages
        .filter_map(|(slot, picture)| {
            let sha256 = bytes_of(&picture.facts().sha256)?;
            let document = outlines.get(slot).cloned();
            let known = Known { document, portrait: head(*slot), ..Known::default() };
            Some((*slot, Fingerprint::of(sha256, picture, &known)))
        })
        .collect()
}

/// The head of a document's portrait. A network that does not run finds none: the test then goes without.
fn head_of(reader: &dyn ReadFaces, picture: &Picture) -> Option<Area> {
    let faces = reader.find(picture, Turns::Four).ok()?;
    let face = faces.get(portrait(&faces)?)?;
    Some(area_of(crate::faces::bounds(face)))
}

fn area_of(bounds: PixelBox) -> Area {
    let [x, y, right, bottom] = <[u32; 4]>::from(bounds).map(|at| at as f32);
    Area { x, y, width: (right - x).max(0.0), height: (bottom - y).max(0.0) }
}

/// The 32 bytes of `sha256:` and the hash.
fn bytes_of(sha256: &str) -> Option<[u8; 32]> {
    let hex = sha256.strip_prefix("sha256:").unwrap_or(sha256);
    let digits: Option<Vec<u8>> = hex.chars().map(|c| Some(c.to_digit(16)? as u8)).collect();
    let (pairs, rest) = digits.as_deref()?.as_chunks::<2>();
    let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
    if rest.is_empty() { bytes.try_into().ok() } else { None }
}

/// The tests of both sides; those of a side without a picture, and both without an index, are left out:
/// they were not performed. Entries of the session's own id are not matches.
pub(crate) fn tests(
    index: Option<&DuplicateIndex>,
    fingerprints: &Fingerprints,
    own: &SessionId,
) -> BTreeMap<TestId, TestResult> {
    let Some(index) = index else { return BTreeMap::new() };
    TESTS
        .into_iter()
        .filter_map(|(side, id)| {
            let (slot, fingerprint) =
                fingerprints.iter().find(|(slot, _)| slot.is_document_side(side))?;
            Some((id, of_side(index, *slot, fingerprint, own)))
        })
        .collect()
}

fn of_side(
    index: &DuplicateIndex,
    slot: Slot,
    fingerprint: &Fingerprint,
    own: &SessionId,
) -> TestResult {
    let matches = match index.query(fingerprint, Some(own.as_str())) {
        Ok(matches) => matches,
        Err(error) => {
            return TestResult {
                detail: Some(error.to_string()),
                ..TestResult::of(Verdict::Error)
            };
        }
    };
    let best = matches.first();
    let duplicate = matches.iter().find(|found| found.is_duplicate());
    let verdict =
        if duplicate.is_some() { Verdict::PossibleOnlineDuplicate } else { Verdict::Pass };
    // From the threshold on the risk is certain: docs/scoring.md, row 15, gives no credit there.
    let risk = if duplicate.is_some() { 1.0 } else { best.map_or(0.0, |found| found.similarity) };
    let shown = matches.iter().filter(|found| duplicate.is_none() || found.is_duplicate());
    TestResult {
        score: Some(Score::clamped(risk).rounded()),
        detail: Some(detail(index, duplicate)),
        evidence: shown.take(SHOWN).map(|found| evidence(index, slot, found)).collect(),
        ..TestResult::of(verdict)
    }
}

fn detail(index: &DuplicateIndex, duplicate: Option<&Match>) -> String {
    match duplicate {
        Some(found) => format!("the same {} is in the index", found.kind.name()),
        None => format!("none of {} entries is alike", index.len()),
    }
}

fn evidence(index: &DuplicateIndex, slot: Slot, found: &Match) -> Evidence {
    Evidence::of("duplicate")
        .named(found.kind.name())
        .scored(Score::clamped(found.similarity).rounded())
        .holding(found.is_duplicate())
        .with("entry", index.id(found.entry).unwrap_or_default())
        .with("distance", found.distance.to_string())
        .with("slot", slot.name())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::Arc;

    use bonafide_forensics::duplicates::IndexBuilder;
    use bonafide_imaging::{Rgb, RgbImage, encode_jpeg};

    use super::*;
    use crate::input::ImageInput;
    use crate::session::evaluate;

    fn drawn(seed: u32) -> RgbImage {
        RgbImage::from_fn(480, 300, |x, y| {
            let cell = (x / 24 * 31 + y / 20 * 17 + seed).wrapping_mul(0x9E37_79B1) >> 24;
            Rgb([cell as u8; 3])
        })
    }

    fn session(id: &str, quality: u8) -> SessionInput {
        let mut input = SessionInput::new(SessionId::new(id).unwrap());
        let bytes = encode_jpeg(&drawn(5), quality).unwrap();
        input.images.push(ImageInput::new(Slot::DriverLicenseFront, bytes));
        input
    }

    #[test]
    fn a_side_that_was_seen_under_another_id_is_told() {
        let equipment = Equipment::default();
        let mut cx = Context::on(jiff::civil::date(2026, 6, 1));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seen.bfd");
        let mut builder = IndexBuilder::create(&path).unwrap();
        for fingerprint in of_input(&session("first", 90), &cx, &equipment).values() {
            builder.push("first", fingerprint).unwrap();
        }
        builder.finish().unwrap();
        let test = |id: &str, quality: u8, cx: &Context| {
            let result = evaluate(&session(id, quality), cx, &equipment);
            result.tests[&TestId::DocFrontOnlineDuplication].clone()
        };
        assert_eq!(test("second", 60, &cx).verdict, Verdict::NotPerformed);
        cx.duplicates = Some(Arc::new(DuplicateIndex::open(&path).unwrap()));
        let second = test("second", 60, &cx);
        assert_eq!(second.verdict, Verdict::PossibleOnlineDuplicate);
        assert_eq!(second.score, Some(Score::ONE));
        assert_eq!(second.evidence[0].name.as_deref(), Some("picture"));
        assert_eq!(second.evidence[0].values["entry"].expose(), "first");
        assert_eq!(test("second", 90, &cx).evidence[0].name.as_deref(), Some("bytes"));
        assert_eq!(test("first", 90, &cx).verdict, Verdict::Pass);
        let result = evaluate(&session("second", 60), &cx, &equipment);
        let again = crate::rescore(result.clone(), crate::Changes::default());
        assert_eq!(again.tests, result.tests);
        assert_eq!(again.decision, result.decision);
    }
}
