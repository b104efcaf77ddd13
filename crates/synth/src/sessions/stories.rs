//! The stories, one function each.

use bonafide_types::{DocumentType, Field};
use jiff::civil::{Date, date};

use super::session_file::{
    CLAIMED, SHORT_CLAIM, SessionJson, indicators, number_not_found, unavailable,
};
use super::studio::{File, Studio, selfie_of};
use super::{Expected, Session, zip};
use crate::camera::{Severity, Shot};
use crate::error::SynthError;
use crate::font::Fonts;
use crate::issuer::ISSUERS;
use crate::licence::{CardKind, Licence};
use crate::machine::{barcode_payload, mrz_lines, with_damaged_header, with_wrong_check_digit};
use crate::travel::{TravelDocument, TravelKind};

/// The day on which every session is judged.
pub const AS_OF: Date = date(2026, 6, 1);

type Story = Result<Session, SynthError>;

const ALL_PASSED: &str = "ALL CHECKS PASSED";
const PASSED: &str = "CHECKS PASSED WITH NOTES";
const UNDONE: &str = "A REQUIRED CHECK WAS NOT PERFORMED";
const MORE: &str = "MORE INFORMATION IS REQUIRED";
const BELOW: &str = "SCORE IS BELOW THE LIMIT";

pub(super) fn all(fonts: &Fonts) -> Result<Vec<Session>, SynthError> {
    let studio = &Studio { fonts };
    [
        licence_good,
        licence_dmv_note,
        licence_expired,
        licence_number_mismatch,
        licence_number_forbidden,
        licence_other_person,
        licence_dmv_not_found,
        licence_dmv_unavailable,
        licence_front_only,
        licence_back_truncated,
        licence_back_is_zip,
        licence_header_damaged,
        licence_photographed,
        state_id_good,
        passport_good,
        passport_wrong_digit,
        identity_card,
        passport_card,
    ]
    .into_iter()
    .map(|story| story(studio))
    .collect()
}

fn licence(seed: u64) -> Licence {
    let issuer = &ISSUERS[seed as usize % ISSUERS.len()];
    Licence::draw(CardKind::DriverLicense, issuer, seed, AS_OF)
}

/// A licence's `session.json` with the usual claims.
fn claimed(card: &Licence) -> SessionJson {
    let kind = match card.kind {
        CardKind::DriverLicense => DocumentType::DriverLicense,
        CardKind::IdentificationCard => DocumentType::IdentificationCard,
    };
    SessionJson::new(kind).claims(&card.fields(), &CLAIMED).requires_barcode(kind)
}

fn session(
    id: &'static str,
    file: SessionJson,
    dmv: Option<Vec<u8>>,
    pictures: Vec<File>,
    expected: Expected,
) -> Story {
    let mut files = vec![("session.json".to_owned(), file.bytes()?)];
    files.extend(dmv.map(|bytes| ("dmv.json".to_owned(), bytes)));
    files.extend(pictures);
    Ok(Session { id, files, expected })
}

fn expect(
    action: &'static str,
    fired_rule: &'static str,
    detail: &'static str,
    issues: &[&'static str],
    story: &'static str,
) -> Expected {
    Expected { action, fired_rule, detail, issues: issues.to_vec(), story }
}

fn licence_good(studio: &Studio<'_>) -> Story {
    let card = licence(101);
    let story = "A licence whose barcode, claims and registry record all agree.";
    let expected = expect("PASS", "score_reached", PASSED, &[], story);
    let pictures = vec![studio.front(&card)?, studio.back(&card)?];
    session("licence-good", claimed(&card), Some(indicators(&[])?), pictures, expected)
}

fn licence_dmv_note(studio: &Studio<'_>) -> Story {
    let card = licence(102);
    let story = "The registry has another weight for the holder; everything else agrees.";
    let expected = expect("PASS", "score_reached", PASSED, &["DMV WEIGHT NOT MATCHED"], story);
    let pictures = vec![studio.front(&card)?, studio.back(&card)?];
    let dmv = indicators(&["personWeight"])?;
    session("licence-dmv-note", claimed(&card), Some(dmv), pictures, expected)
}

fn licence_expired(studio: &Studio<'_>) -> Story {
    let card = licence(103).expiring_in(2025);
    let story = "A licence that expired a year before the day of judgement.";
    let detail = "DOCUMENT EXPIRED";
    let expected = expect("FAIL", "gate_failed", detail, &["DOCUMENT EXPIRED"], story);
    let pictures = vec![studio.front(&card)?, studio.back(&card)?];
    session("licence-expired", claimed(&card), Some(indicators(&[])?), pictures, expected)
}

fn licence_number_mismatch(studio: &Studio<'_>) -> Story {
    let card = licence(104);
    let story = "The claimed document number is another card's; the score sinks into the band that \
                 a person looks at.";
    let expected = expect("REVIEW", "review", "MANUAL REVIEW IS REQUIRED", &[], story);
    let kind = DocumentType::DriverLicense;
    let file = SessionJson::new(kind)
        .claims(&card.fields(), &SHORT_CLAIM)
        .claim(Field::DocumentNumber, &licence(904).document_number)
        .requires_barcode(kind);
    let pictures = vec![studio.front(&card)?, studio.back(&card)?];
    session("licence-number-mismatch", file, Some(indicators(&[])?), pictures, expected)
}

fn licence_number_forbidden(studio: &Studio<'_>) -> Story {
    let card = licence(105);
    let story = "The claimed document number is another card's, and the policy names the number's \
                 crosscheck among the tests that must not fail.";
    let expected = expect("FAIL", "fail_on", "A DECIDING TEST FAILED", &[], story);
    let file = claimed(&card)
        .claim(Field::DocumentNumber, &licence(909).document_number)
        .fail_on(&["document_number_crosscheck"]);
    let pictures = vec![studio.front(&card)?, studio.back(&card)?];
    session("licence-number-forbidden", file, Some(indicators(&[])?), pictures, expected)
}

fn licence_other_person(studio: &Studio<'_>) -> Story {
    let (card, other) = (licence(106), licence(107).holder);
    let story = "The claims name another person than the barcode.";
    let expected = expect("FAIL", "score_below_limit", BELOW, &["SCORE BELOW LIMIT"], story);
    let file = claimed(&card)
        .claim(Field::FirstName, &other.first_name)
        .claim(Field::LastName, &other.last_name)
        .claim(Field::BirthDate, &other.birth_date.to_string());
    let pictures = vec![studio.front(&card)?, studio.back(&card)?];
    session("licence-other-person", file, Some(indicators(&[])?), pictures, expected)
}

fn licence_dmv_not_found(studio: &Studio<'_>) -> Story {
    let card = licence(108);
    let story = "The registry holds no licence of this number.";
    let expected = expect("FAIL", "score_below_limit", BELOW, &["SCORE BELOW LIMIT"], story);
    let pictures = vec![studio.front(&card)?, studio.back(&card)?];
    let dmv = number_not_found()?;
    session("licence-dmv-not-found", claimed(&card), Some(dmv), pictures, expected)
}

fn licence_dmv_unavailable(studio: &Studio<'_>) -> Story {
    let card = licence(109);
    let story = "The registry gives no answer and is skipped, and nothing is claimed that the card could be \
        compared with: what remains covers too little.";
    let detail = "TOO FEW CHECKS WERE PERFORMED";
    let expected = expect("PENDING", "low_coverage", detail, &["LOW COVERAGE"], story);
    let pictures = vec![studio.front(&card)?, studio.back(&card)?];
    let dmv = unavailable("timeout")?;
    let kind = DocumentType::DriverLicense;
    let file = SessionJson::new(kind).requires_barcode(kind);
    session("licence-dmv-unavailable", file, Some(dmv), pictures, expected)
}

fn licence_front_only(studio: &Studio<'_>) -> Story {
    let card = licence(110);
    let story = "The back was not handed in, so there is no barcode.";
    let expected = expect("PENDING", "required_information", MORE, &[], story);
    let pictures = vec![studio.front(&card)?];
    session("licence-front-only", claimed(&card), Some(indicators(&[])?), pictures, expected)
}

fn licence_back_truncated(studio: &Studio<'_>) -> Story {
    let card = licence(111);
    let story = "The upload of the back broke off after two fifths of the file.";
    let expected = expect("PENDING", "required_information", MORE, &[], story);
    let (name, mut bytes) = studio.back(&card)?;
    bytes.truncate(bytes.len() * 2 / 5);
    let pictures = vec![studio.front(&card)?, (name, bytes)];
    session("licence-back-truncated", claimed(&card), Some(indicators(&[])?), pictures, expected)
}

fn licence_back_is_zip(studio: &Studio<'_>) -> Story {
    let card = licence(112);
    let story = "The back is an archive that is named like a picture.";
    let expected = expect("PENDING", "required_information", MORE, &[], story);
    let archive = zip::stored("back.txt", b"This is not a picture.\n");
    let pictures = vec![studio.front(&card)?, ("driver_license_back.jpg".to_owned(), archive)];
    session("licence-back-is-zip", claimed(&card), Some(indicators(&[])?), pictures, expected)
}

fn licence_header_damaged(studio: &Studio<'_>) -> Story {
    let card = licence(113);
    let story = "The barcode's header lacks its record separator, so every offset is wrong; the \
                 elements are whole.";
    let expected = expect("PASS", "score_reached", PASSED, &[], story);
    let payload = with_damaged_header(&barcode_payload(&card)?);
    let pictures = vec![studio.front(&card)?, studio.back_with(&card, &payload)?];
    session("licence-header-damaged", claimed(&card), Some(indicators(&[])?), pictures, expected)
}

fn licence_photographed(studio: &Studio<'_>) -> Story {
    let card = licence(114);
    let story = "Both sides photographed by hand on a desk, a little askew.";
    let expected = expect("PASS", "score_reached", PASSED, &[], story);
    let shot = Shot::new(Severity::Mild, 114).tilt(1.5).margin(1.06);
    let pictures = studio.photographs(&card, shot)?;
    session("licence-photographed", claimed(&card), Some(indicators(&[])?), pictures, expected)
}

fn state_id_good(studio: &Studio<'_>) -> Story {
    let card = Licence::draw(CardKind::IdentificationCard, &ISSUERS[3], 115, AS_OF);
    let story = "An identification card whose barcode, claims and registry record all agree.";
    let expected = expect("PASS", "score_reached", PASSED, &[], story);
    let pictures = vec![studio.front(&card)?, studio.back(&card)?];
    session("state-id-good", claimed(&card), Some(indicators(&[])?), pictures, expected)
}

/// Fields that a person copies from a travel document.
const TRAVEL_CLAIM: [Field; 6] = [
    Field::DocumentNumber,
    Field::ExpiresAt,
    Field::FirstName,
    Field::MiddleName,
    Field::LastName,
    Field::BirthDate,
];

fn passport_good(studio: &Studio<'_>) -> Story {
    let passport = TravelDocument::draw(TravelKind::Passport, 116, AS_OF);
    let story = "A sound passport and a selfie, which waits for the faces to be compared.";
    let issues = ["FACE MATCH NOT PERFORMED"];
    let expected = expect("PENDING", "gate_not_performed", UNDONE, &issues, story);
    let kind = DocumentType::Passport;
    let file = SessionJson::new(kind).claims(&passport.fields(), &TRAVEL_CLAIM).requires_zone(kind);
    let lines = mrz_lines(&passport)?;
    let pictures = vec![studio.passport(&passport, &lines)?, selfie_of(&passport, 116)?];
    session("passport-good", file, None, pictures, expected)
}

fn passport_wrong_digit(studio: &Studio<'_>) -> Story {
    let passport = TravelDocument::draw(TravelKind::Passport, 117, AS_OF);
    let story = "A passport whose number and check digit disagree.";
    let detail = "MRZ CHECK DIGIT WRONG";
    let expected = expect("FAIL", "gate_failed", detail, &[detail], story);
    let kind = DocumentType::Passport;
    let file = SessionJson::new(kind).claims(&passport.fields(), &TRAVEL_CLAIM).requires_zone(kind);
    let lines = with_wrong_check_digit(passport.kind, mrz_lines(&passport)?);
    let pictures = vec![studio.passport(&passport, &lines)?];
    session("passport-wrong-digit", file, None, pictures, expected)
}

fn identity_card(studio: &Studio<'_>) -> Story {
    let card = TravelDocument::draw(TravelKind::IdentityCard, 118, AS_OF);
    let story = "A sound identity card with three machine-readable lines, of a state whose registry \
                 nobody asks.";
    let expected = expect("PASS", "score_reached", ALL_PASSED, &[], story);
    let kind = DocumentType::IdentificationCard;
    let file = SessionJson::new(kind)
        .without_registry()
        .claims(&card.fields(), &TRAVEL_CLAIM)
        .requires_zone(kind);
    let pictures = studio.travel_card(&card, &mrz_lines(&card)?)?;
    session("identity-card", file, None, pictures, expected)
}

fn passport_card(studio: &Studio<'_>) -> Story {
    let card = TravelDocument::draw(TravelKind::PassportCard, 119, AS_OF);
    let story = "A sound passport card with three machine-readable lines.";
    let expected = expect("PASS", "score_reached", ALL_PASSED, &[], story);
    let kind = DocumentType::PassportCard;
    let file = SessionJson::new(kind).claims(&card.fields(), &TRAVEL_CLAIM).requires_zone(kind);
    let pictures = studio.travel_card(&card, &mrz_lines(&card)?)?;
    session("passport-card", file, None, pictures, expected)
}
