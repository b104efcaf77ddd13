//! Tests: sessions with faces that are made up, so that no network is needed. A face is a colour: the
//! fake detector finds the squares of a picture, and their colour is the person.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use std::sync::Arc;

use bonafide_face::{
    EncoderId, Encoding, Estimates, Expression, Face, FaceError, FaceQuality, Gender,
    GenderEstimate, Turns,
};
use bonafide_imaging::{Area, Picture, Rgb, RgbImage, Wiped, cropped_rgb8, encode_png};
use bonafide_liveness::{Challenge, LivenessError, Passive, PassiveOutcome, Plan, Step};
use bonafide_types::settings::{Consent, LivenessMode};
use bonafide_types::{Distance, Field, FieldValue, Fields, Score, Slot, Verdict, Weights};
use jiff::civil::date;
use proptest::prelude::*;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::context::{Artifacts, ConsentRule, Context, Encodings};
use crate::decision::{Action, Gate, RuleId};
use crate::equipment::{Equipment, Outfit};
use crate::error::ErrorCode;
use crate::face_result::EncoderFacts;
use crate::faces::ReadFaces;
use crate::input::{ImageInput, Kind, SessionId, SessionInput};
use crate::live_person::JudgeLiveness;
use crate::project::{Options, Shape, project};
use crate::result::{ModelFacts, Provenance, SessionResult};
use crate::{Changes, rescore, session};

const ENCODER: &str = "fake:00:squares/1";

/// A person's colour: red is who they are (a tenth of a distance per 25.5 levels), green how live the
/// picture is, blue how far the head turns to the left (128 is straight).
#[derive(Clone, Copy, Debug)]
struct Shown {
    red: u8,
    live: u8,
    turn: u8,
    /// Position and side of the square.
    place: (u32, u32, u32),
}

const ANNA: Shown = Shown { red: 20, live: 255, turn: 128, place: (200, 150, 120) };
const BERT: Shown = Shown { red: 250, ..ANNA };

fn picture(faces: &[Shown]) -> Vec<u8> {
    let mut pixels = RgbImage::from_pixel(640, 480, Rgb([0; 3]));
    for shown in faces {
        let (x, y, side) = shown.place;
        for row in y..y + side {
            for column in x..x + side {
                // A bar that moves as the head turns, so that no two poses look the same.
                let in_bar = row > y + 4 && (column - x).abs_diff(u32::from(shown.turn) / 4) < 8;
                let [red, green, blue] = [shown.red, shown.live, shown.turn];
                let colour = if in_bar { [255 - red, 1, blue] } else { [red, green, blue] };
                pixels.put_pixel(column, row, Rgb(colour));
            }
        }
    }
    encode_png(&pixels).unwrap()
}

/// Finds squares of one colour on black, in rows from the top.
struct Squares {
    tolerance: f64,
}

fn colour(picture: &Picture, face: &Face) -> [u8; 3] {
    picture.rgb().get_pixel(face.area.x as u32 + 1, face.area.y as u32 + 1).0
}

impl ReadFaces for Squares {
    fn encoder(&self) -> EncoderFacts {
        EncoderFacts { id: ENCODER.to_owned(), tolerance: Distance::clamped(self.tolerance) }
    }

    fn find(&self, picture: &Picture, _: Turns) -> Result<Vec<Face>, FaceError> {
        let pixels = picture.rgb();
        let lit = |x: u32, y: u32| pixels.get_pixel_checked(x, y).is_some_and(|p| p.0 != [0; 3]);
        let mut faces = Vec::new();
        for (x, y, _) in pixels.enumerate_pixels() {
            let is_corner = lit(x, y) && (x == 0 || !lit(x - 1, y)) && (y == 0 || !lit(x, y - 1));
            if is_corner {
                let side = (x..pixels.width()).take_while(|column| lit(*column, y)).count() as f32;
                let area = Area { x: x as f32, y: y as f32, width: side, height: side };
                let mut face = Face::new(area, Score::clamped(0.9));
                let [_, _, turn] = colour(picture, &face);
                let yaw = f32::from(turn) - 128.0;
                face.direction = Some(bonafide_face::Direction { yaw, pitch: 0.0, roll: 0.0 });
                faces.push(face);
            }
        }
        faces.sort_by(|a, b| b.area.size().total_cmp(&a.area.size()));
        Ok(faces)
    }

    fn encode(&self, picture: &Picture, face: &Face) -> Result<Encoding, FaceError> {
        let [red, ..] = colour(picture, face);
        Ok(encoding(f32::from(red) / 255.0))
    }

    fn estimate(&self, _: &Picture, _: &Face) -> Result<Estimates, FaceError> {
        let mut estimates = Estimates::default();
        estimates.age = Some(41.0);
        let probability = Score::clamped(0.97);
        estimates.gender = Some(GenderEstimate { gender: Gender::Female, probability });
        estimates.expressions =
            Some([(Expression::Happy, Score::ONE), (Expression::Neutral, Score::ZERO)].into());
        Ok(estimates)
    }

    fn quality(&self, _: &Picture, face: &Face) -> FaceQuality {
        let quality = serde_json::json!({
            "inter_eye_px": face.area.width / 2.0, "sharpness": 0.8, "mean_luma": 0.5, "clipped": 0.0,
            "uneven_light": 0.1, "eyes_open": 0.9, "mouth_closed": 0.9, "issues": []
        });
        serde_json::from_value(quality).unwrap()
    }

    fn crop(&self, picture: &Picture, face: &Face, _: u32) -> Wiped<RgbImage> {
        let Area { x, y, width, height } = face.area;
        let crop = cropped_rgb8(picture.rgb(), x as i64, y as i64, width as u32, height as u32);
        Wiped::new(crop)
    }
}

fn encoding(person: f32) -> Encoding {
    Encoding::new(EncoderId(ENCODER.to_owned()), vec![person, 0.5]).unwrap()
}

/// Green is the score; a face that fills the picture has no surroundings.
struct Green;

impl JudgeLiveness for Green {
    fn judge(&self, picture: &Picture, area: Area) -> Result<Passive, LivenessError> {
        let scale = picture.rgb().height() as f32 / area.height;
        if scale < 2.0 {
            return Ok(Passive::new(PassiveOutcome::InsufficientContext { scale }));
        }
        let [_, green, _] = picture.rgb().get_pixel(area.x as u32 + 1, area.y as u32 + 1).0;
        let score = Score::clamped(f64::from(green) / 255.0);
        Ok(Passive::new(PassiveOutcome::Scored { score }))
    }
}

fn origin(id: &str) -> Provenance {
    let model = ModelFacts {
        id: id.to_owned(),
        version: "1".to_owned(),
        sha256: "sha256:00".to_owned(),
        license: "MIT".to_owned(),
    };
    Provenance {
        execution_provider: Some("rten".to_owned()),
        models: vec![model],
        ..Provenance::default()
    }
}

fn equipped(tolerance: f64) -> Equipment {
    Equipment {
        faces: Outfit::of(Arc::new(Squares { tolerance }), origin("face_encode")),
        liveness: Outfit::of(Arc::new(Green), origin("liveness_v2")),
        ..Equipment::default()
    }
}

/// A licence session of which only face and liveness, and the agreement with the claims, are asked.
fn session(pictures: &[(Slot, &[Shown])]) -> SessionInput {
    let mut input = SessionInput::new(SessionId::new("face").unwrap());
    input.images =
        pictures.iter().map(|(slot, faces)| ImageInput::new(*slot, picture(faces))).collect();
    input.settings.perform_ofac_test = false;
    input.settings.perform_aamva_test = false;
    input.settings.perform_image_manipulation_test = false;
    input.overrides.requirements = ["front_ocr", "barcode"]
        .map(|source| {
            let face = source == "front_ocr";
            let row = serde_json::json!({"type_e": "driver_license", "data_source_e": source,
                "face_encoding_required": face});
            serde_json::from_value(row).unwrap()
        })
        .into();
    input
}

const FRONT: Slot = Slot::DriverLicenseFront;

fn both(portrait: &[Shown], selfie: &[Shown]) -> SessionInput {
    session(&[(FRONT, portrait), (Slot::Selfie, selfie)])
}

/// An authentication against the stored encoding of Anna.
fn authentication(pictures: &[(Slot, &[Shown])]) -> SessionInput {
    let mut input = session(pictures);
    input.kind = Kind::Ida;
    input.reference = Some(encoding(f32::from(ANNA.red) / 255.0));
    input
}

fn cx() -> Context {
    Context::on(date(2026, 6, 1))
}

fn evaluate(input: &SessionInput) -> SessionResult {
    session::evaluate(input, &cx(), &equipped(0.6))
}

fn gate(result: &SessionResult, name: &str) -> Gate {
    result.decision.gates.iter().find(|gate| gate.name == name).unwrap().clone()
}

fn passed(result: &SessionResult, name: &str) -> Option<bool> {
    gate(result, name).passed
}

fn with_number(mut input: SessionInput, key: &str, value: f64) -> SessionInput {
    let weights = input.overrides.weights.take().unwrap_or_default();
    let weights = weights.as_ref().clone().with(key, value).unwrap();
    input.overrides.weights = Some(Arc::new(weights));
    input
}

#[test]
fn portrait_and_selfie_of_one_person_match() {
    let result = evaluate(&both(&[ANNA], &[ANNA]));
    assert_eq!(
        (passed(&result, "face_match"), passed(&result, "liveness")),
        (Some(true), Some(true))
    );
    let json = serde_json::to_value(&result).unwrap();
    let comparison = &json["face"]["comparisons"][0];
    assert_eq!((&comparison["a"], &comparison["b"]), (&"portrait".into(), &"selfie".into()));
    assert_eq!((&comparison["distance"], &comparison["match_level"]), (&0.0.into(), &10.into()));
    assert_eq!(comparison["tolerance"], 0.6);
    let portrait = &json["face"]["portrait"];
    assert_eq!(portrait["box"], serde_json::json!([200, 150, 320, 270]));
    assert_eq!(
        (&portrait["encoding_dim"], &portrait["encoding"]),
        (&2.into(), &serde_json::Value::Null)
    );
    assert_eq!(portrait["encoding_id"], json["face"]["selfie"]["encoding_id"]);
    assert_eq!(json["quality"]["selfie"]["face"]["inter_eye_px"], 60.0);
    assert_eq!(json["engine"]["models"].as_array().unwrap().len(), 2);
    assert!(json["timings_ms"]["face"].is_number() && json["timings_ms"]["liveness"].is_number());
    assert!(result.requirements.by_source.values().all(|source| source.satisfied));
    let user = project(&result, Shape::UserDocs, &Options::default()).value;
    assert_eq!(
        (&user["documents"][0]["matchLevel"], &user["documents"][0]["photo"]),
        (&10.into(), &"".into())
    );
    assert_eq!(
        project(&result, Shape::IdvSession, &Options::default()).value["liveness_detected"],
        true
    );
}

#[test]
fn another_person_fails() {
    let result = evaluate(&both(&[ANNA], &[BERT]));
    assert_eq!(passed(&result, "face_match"), Some(false));
    assert_eq!((result.decision.action, result.decision.rule), (Action::Fail, RuleId::GateFailed));
    assert!(result.decision.issues.contains(&"FACE DOES NOT MATCH".to_owned()));
    assert_eq!(result.face.comparisons[0].matched, Some(false));
}

#[test]
fn a_selfie_without_a_face_is_an_error_and_waits() {
    let result = evaluate(&both(&[ANNA], &[]));
    let error = result.error.as_ref().unwrap();
    assert_eq!((error.code, error.file), (ErrorCode::NoFace, Some(Slot::Selfie)));
    assert_eq!((passed(&result, "face_match"), passed(&result, "liveness")), (None, None));
    assert_eq!(result.decision.action, Action::Pending);
    assert!(result.notes.contains(&"NO FACE IN SELFIE".to_owned()));
    assert_eq!(gate(&result, "face_match").reason.as_deref(), Some("no face was found in selfie"));
}

#[test]
fn two_people_of_one_size_are_not_told_apart_and_a_small_one_is_background() {
    let beside = Shown { place: (20, 150, 110), ..BERT };
    let result = evaluate(&both(&[ANNA], &[ANNA, beside]));
    assert_eq!(result.error.as_ref().unwrap().code, ErrorCode::MultipleFaces);
    assert_eq!(passed(&result, "face_match"), None);
    let behind = Shown { place: (20, 150, 40), ..BERT };
    let result = evaluate(&both(&[ANNA], &[ANNA, behind]));
    assert_eq!(passed(&result, "face_match"), Some(true));
    assert!(result.notes.contains(&"SEVERAL FACES IN SELFIE".to_owned()));
}

#[test]
fn a_ghost_portrait_is_not_the_portrait() {
    let ghost = Shown { place: (420, 150, 50), ..BERT };
    let result = evaluate(&both(&[ghost, ANNA], &[ANNA]));
    assert_eq!(passed(&result, "face_match"), Some(true));
}

#[test]
fn a_document_without_a_portrait_lacks_what_is_required() {
    let result = evaluate(&both(&[], &[ANNA]));
    assert_eq!(result.decision.rule, RuleId::RequiredInformation);
    assert!(result.decision.issues.contains(&"FRONT OCR MISSING FACE ENCODING".to_owned()));
    assert_eq!(passed(&result, "face_match"), None);
}

#[test]
fn without_networks_nothing_is_performed_and_nothing_passes() {
    let result = session::evaluate(&both(&[ANNA], &[ANNA]), &cx(), &Equipment::default());
    assert_eq!((passed(&result, "face_match"), passed(&result, "liveness")), (None, None));
    assert_eq!(result.liveness.verdict, Verdict::NotPerformed);
    let reason = result.face.reason.as_deref().unwrap_or_default();
    assert!(reason.contains("not installed"), "{reason}");
    assert!(result.engine.models.is_empty());
}

#[test]
fn a_person_who_declined_is_not_looked_at() {
    let mut input = both(&[ANNA], &[ANNA]);
    input.consent = Some(Consent { biometric: false });
    let declined = evaluate(&input);
    assert_eq!((passed(&declined, "face_match"), passed(&declined, "liveness")), (None, None));
    assert!(declined.face.reason.as_ref().unwrap().contains("consent"));
    assert!(declined.engine.models.is_empty() && declined.face.portrait.is_none());

    input.consent = None;
    let mut cx = cx();
    cx.consent = ConsentRule::Required;
    let unknown = session::evaluate(&input, &cx, &equipped(0.6));
    assert!(unknown.face.comparisons.is_empty() && !unknown.liveness.liveness_detected);
    input.consent = Some(Consent { biometric: true });
    let agreed = session::evaluate(&input, &cx, &equipped(0.6));
    assert_eq!(passed(&agreed, "face_match"), Some(true));
}

#[test]
fn a_known_person_is_authenticated_by_face_and_liveness_alone() {
    let result = evaluate(&authentication(&[(Slot::Selfie, &[ANNA])]));
    assert_eq!(result.decision.action, Action::Pass, "{:?}", result.decision);
    assert_eq!(result.decision.detail, "ALL CHECKS PASSED");
    assert!(result.decision.components.iter().all(|component| !component.requested));
    let read = project(&result, Shape::IdaSession, &Options::default()).value;
    let expected =
        serde_json::json!({"authenticated": true, "liveness_detected": true, "selfie_given": true});
    assert_eq!(read, expected);
    // Within the limit of a document's portrait, beyond that of two live captures.
    let alike = Shown { red: ANNA.red + 140, ..ANNA };
    let result = evaluate(&authentication(&[(Slot::Selfie, &[alike])]));
    assert_eq!(passed(&result, "face_match"), Some(false));
    assert_eq!(passed(&evaluate(&both(&[ANNA], &[alike])), "face_match"), Some(true));
    let flat = Shown { live: 20, ..ANNA };
    let result = evaluate(&authentication(&[(Slot::Selfie, &[flat])]));
    assert_eq!(result.decision.detail, "LIVENESS NOT SHOWN");
    let result = evaluate(&authentication(&[]));
    assert_eq!(result.decision.action, Action::Pending);
}

#[test]
fn encodings_of_other_encoders_are_refused() {
    let mut input = authentication(&[(Slot::Selfie, &[ANNA])]);
    input.reference = Some(Encoding::new(EncoderId("other".to_owned()), vec![0.1, 0.5]).unwrap());
    assert_eq!(evaluate(&input).error.unwrap().code, ErrorCode::EncoderMismatch);
    let mut input = both(&[ANNA], &[ANNA]);
    input.settings.face_encoder_id = Some("other".to_owned());
    let refused = evaluate(&input);
    assert_eq!(refused.error.as_ref().unwrap().code, ErrorCode::EncoderMismatch);
    assert_eq!(refused.decision.action, Action::Pending);
    let mut input = authentication(&[(Slot::Selfie, &[ANNA])]);
    input.reference = Some(Encoding::new(EncoderId(ENCODER.to_owned()), vec![0.1]).unwrap());
    let short = evaluate(&input);
    assert_eq!(passed(&short, "face_match"), None);
    assert_eq!(gate(&short, "face_match").reason.as_deref(), Some("the faces cannot be compared"));
}

#[test]
fn a_tolerance_of_another_encoder_decides_nothing() {
    let other = |input: &SessionInput| session::evaluate(input, &cx(), &equipped(1.1));
    let unnamed = other(&both(&[ANNA], &[ANNA]));
    assert_eq!(passed(&unnamed, "face_match"), None);
    assert!(unnamed.decision.issues.contains(&"FACE TOLERANCE IS NOT FOR THIS ENCODER".to_owned()));
    assert_eq!(unnamed.face.comparisons[0].tolerance, None);
    let mut named = both(&[ANNA], &[ANNA]);
    named.settings.face_encoder_id = Some(ENCODER.to_owned());
    assert_eq!(passed(&other(&named), "face_match"), Some(true));
    let moved = with_number(both(&[ANNA], &[ANNA]), "onboarding_face_encoding_tolerance", 1.1);
    assert_eq!(passed(&other(&moved), "face_match"), Some(true));
}

#[test]
fn liveness_is_judged_on_its_own_picture_or_the_selfie() {
    let flat = Shown { live: 100, ..ANNA };
    let live = |input: &SessionInput| evaluate(input).liveness;
    let of_selfie = live(&both(&[ANNA], &[flat]));
    assert_eq!((of_selfie.verdict, of_selfie.liveness_detected), (Verdict::Fail, false));
    let pictures: [(Slot, &[Shown]); 3] =
        [(FRONT, &[ANNA]), (Slot::Selfie, &[flat]), (Slot::LivenessPassive, &[ANNA])];
    let own = live(&session(&pictures));
    assert_eq!((own.verdict, own.passive.unwrap().source), (Verdict::Pass, Slot::LivenessPassive));
    let close = Shown { place: (100, 50, 300), ..ANNA };
    let close = live(&both(&[ANNA], &[close]));
    assert_eq!((close.verdict, close.score), (Verdict::Fail, None));
    assert_eq!(close.passive.unwrap().insufficient_context, Some(1.6));
}

#[test]
fn the_liveness_of_another_person_shows_nothing() {
    let pictures: [(Slot, &[Shown]); 3] =
        [(FRONT, &[ANNA]), (Slot::Selfie, &[ANNA]), (Slot::LivenessPassive, &[BERT])];
    let result = evaluate(&session(&pictures));
    assert_eq!(passed(&result, "liveness"), Some(false));
    assert!(result.liveness.reason.unwrap().contains("another person"));
    // Without a selfie it is the live person that must be the document's.
    let pictures: [(Slot, &[Shown]); 2] = [(FRONT, &[ANNA]), (Slot::LivenessPassive, &[BERT])];
    let result = evaluate(&session(&pictures));
    assert_eq!(passed(&result, "face_match"), Some(false));
    let user = project(&result, Shape::UserDocs, &Options::default()).value;
    assert_eq!(user["documents"][0].get("matchLevel"), None);
}

const MIDDLING: Shown = Shown { live: 180, ..ANNA };
const LEFT: Shown = Shown { turn: 160, ..ANNA };

fn steps(frames: &[&[Shown]], challenges: &[Challenge]) -> SessionInput {
    let slots = crate::live_person::STEPS;
    let mut pictures: Vec<(Slot, &[Shown])> = vec![(FRONT, &[ANNA]), (Slot::Selfie, &[MIDDLING])];
    pictures.extend(slots.into_iter().zip(frames.iter().copied()));
    let mut input = session(&pictures);
    input.settings.liveness_mode = LivenessMode::PassiveActive;
    let plan = (1..).zip(challenges).map(|(step, challenge)| Step { step, challenge: *challenge });
    input.liveness_plan = Plan(plan.collect());
    input
}

#[test]
fn between_the_two_limits_the_steps_decide() {
    let asked = [Challenge::TurnLeft];
    let of = |frames: &[&[Shown]]| evaluate(&steps(frames, &asked));
    let done = of(&[&[LEFT]]);
    assert_eq!(passed(&done, "liveness"), Some(true), "{:?}", done.liveness);
    let active = done.liveness.active.as_ref().unwrap();
    assert!(active.required);
    let step = &active.steps[0];
    assert_eq!((step.measured, step.target, step.deviation), (Some(32.0), 15.0, Some(17.0)));
    assert_eq!((step.verdict, step.same_person_distance), (Verdict::Pass, Some(Distance::ZERO)));

    let straight = Shown { place: (100, 100, 120), ..ANNA };
    let other = Shown { red: BERT.red, ..LEFT };
    let frames: [(&[Shown], &str); 5] = [
        (&[straight], "not done"),
        (&[], "there is no face"),
        (&[other], "another person"),
        (&[MIDDLING], "given before"),
        (&[LEFT, Shown { place: (20, 150, 110), ..ANNA }], "more than one face"),
    ];
    for (frame, reason) in frames {
        let result = of(&[frame]);
        assert_eq!(passed(&result, "liveness"), Some(false), "{reason}");
        let steps = result.liveness.active.unwrap().steps;
        assert!(steps[0].reason.as_ref().unwrap().contains(reason), "{:?}", steps[0]);
    }
    let missing = of(&[]);
    assert_ne!(passed(&missing, "liveness"), Some(true));
    let unplanned = evaluate(&steps(&[&[LEFT]], &[]));
    assert_eq!(passed(&unplanned, "liveness"), None);
    let twice = evaluate(&steps(&[&[LEFT], &[LEFT]], &[Challenge::TurnLeft, Challenge::TurnLeft]));
    assert_eq!(passed(&twice, "liveness"), Some(false));
}

#[test]
fn a_sure_passive_score_skips_the_steps_and_a_low_one_fails() {
    let mut sure = steps(&[], &[Challenge::TurnLeft]);
    sure.images[1] = ImageInput::new(Slot::Selfie, picture(&[ANNA]));
    let result = evaluate(&sure);
    assert_eq!(passed(&result, "liveness"), Some(true));
    let step = result.liveness.active.unwrap().steps.remove(0);
    assert_eq!(step.verdict, Verdict::NotPerformed);
    assert_eq!(step.reason.as_deref(), Some("skipped_by_passive"));
    let mut low = steps(&[&[LEFT]], &[Challenge::TurnLeft]);
    low.images[1] = ImageInput::new(Slot::Selfie, picture(&[Shown { live: 50, ..ANNA }]));
    assert_eq!(passed(&evaluate(&low), "liveness"), Some(false));
}

#[test]
fn expressions_are_estimated_only_with_consent() {
    let mut input = steps(&[&[LEFT]], &[Challenge::Smile]);
    let without = evaluate(&input);
    assert_eq!(passed(&without, "liveness"), None);
    input.consent = Some(Consent { biometric: true });
    assert_eq!(passed(&evaluate(&input), "liveness"), Some(true));
}

#[test]
fn liveness_switched_off_says_so() {
    let mut input = both(&[ANNA], &[ANNA]);
    input.settings.perform_liveness_test = false;
    let result = evaluate(&input);
    assert_eq!((passed(&result, "liveness"), gate(&result, "liveness").needed), (None, false));
    assert!(result.liveness.reason.unwrap().contains("perform_liveness_test"));
    assert_eq!(result.engine.models.len(), 1, "only the faces' networks took part");
}

/// Of a known person the caller states birth date and gender.
fn estimated(consent: bool) -> SessionInput {
    let mut input = authentication(&[(Slot::Selfie, &[ANNA])]);
    input.consent = consent.then_some(Consent { biometric: true });
    (input.settings.perform_age_test, input.settings.perform_gender_test) = (true, true);
    let stated: Fields = [(Field::BirthDate, "1990-01-01"), (Field::Gender, "male")]
        .map(|(field, text)| (field, FieldValue::read(text, Score::ONE)))
        .into();
    input.claims = Some(stated);
    input
}

#[test]
fn age_and_gender_are_estimates_that_weigh() {
    let result = evaluate(&estimated(true));
    let json = serde_json::to_value(&result).unwrap();
    let attributes = &json["face"]["attributes"];
    assert_eq!(
        (&attributes["age"]["delta"], &attributes["age"]["verdict"]),
        (&5.0.into(), &"PASS".into())
    );
    assert_eq!(attributes["gender"]["verdict"], "FAIL");
    let of = |name: &str| {
        let found = result.decision.components.iter().find(|c| c.name == name).unwrap();
        found.credit.map(Score::get)
    };
    assert_eq!((of("age"), of("gender")), (Some(1.0), Some(0.03)));
    assert!(result.decision.issues.contains(&"ESTIMATED GENDER DIFFERS".to_owned()));
    // The hash may hold any digits.
    let shown = format!("{result:?}{:?}", result.face).replace(&result.result_hash, "");
    assert!(!shown.contains("41"));

    let without = evaluate(&estimated(false));
    let age = without.face.attributes.unwrap().age.unwrap();
    assert_eq!((age.estimate, age.verdict), (None, Verdict::NotPerformed));
    assert!(age.reason.unwrap().contains("consent"));
}

#[test]
fn encodings_and_portraits_leave_only_where_they_are_asked_for() {
    let input = both(&[ANNA], &[ANNA]);
    let plain = evaluate(&input);
    assert!(plain.artifacts.is_empty() && plain.face.selfie.unwrap().encoding.encoding.is_none());
    let mut cx = cx();
    (cx.artifacts, cx.encodings) = (Artifacts::Crops, Encodings::Included);
    let result = session::evaluate(&input, &cx, &equipped(0.6));
    assert_eq!(result.artifacts[0].name, "artifacts/portrait.jpg");
    assert!(result.artifacts[0].content.expose().starts_with(&[0xff, 0xd8]));
    let values = result.face.selfie.as_ref().unwrap().encoding.encoding.as_ref().unwrap();
    assert_eq!(values.expose().len(), 2);
    let stored: SessionResult =
        serde_json::from_str(&serde_json::to_string(&result).unwrap()).unwrap();
    assert_eq!(rescore(stored, Changes::default()).result_hash, result.result_hash);
    let options = Options { portrait: Some(vec![1, 2, 3]), ..Options::default() };
    assert_eq!(project(&result, Shape::UserDocs, &options).value["documents"][0]["photo"], "AQID");
}

#[test]
fn a_stored_result_is_judged_again_under_other_numbers() {
    let other = |input: &SessionInput, key: &str, value: f64| {
        let stored = serde_json::to_string(&evaluate(input)).unwrap();
        let weights = Some(Weights::default().with(key, value).unwrap());
        let changes = Changes { weights, ..Changes::default() };
        let again = rescore(serde_json::from_str(&stored).unwrap(), changes);
        let fresh = evaluate(&with_number(input.clone(), key, value));
        assert_eq!(again.result_hash, fresh.result_hash, "{key}");
        again
    };
    let alike = both(&[ANNA], &[Shown { red: ANNA.red + 140, ..ANNA }]);
    let stricter = other(&alike, "onboarding_face_encoding_tolerance", 0.5);
    assert_eq!(passed(&stricter, "face_match"), Some(false));
    let turned = steps(&[&[LEFT]], &[Challenge::TurnLeft]);
    let further = other(&turned, "direction_tolerance", 40.0);
    assert_eq!(passed(&further, "liveness"), Some(false));
    let repeated = steps(&[&[MIDDLING]], &[Challenge::TurnLeft]);
    let skipped = other(&repeated, "passive_active_skip_tolerance", 0.6);
    assert_eq!(passed(&skipped, "liveness"), Some(true));
    let sharper = other(&repeated, "direction_tolerance", 0.0);
    assert_eq!(passed(&sharper, "liveness"), Some(false), "a repeated frame stays one");
    let estimated = other(&estimated(true), "age_tolerance", 3.0);
    assert!(estimated.decision.issues.len() > 1);
}

#[test]
fn results_with_faces_follow_the_schema() {
    let mut cx = cx();
    (cx.artifacts, cx.encodings) = (Artifacts::All, Encodings::Included);
    let schema = serde_json::to_value(schemars::schema_for!(SessionResult)).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for input in [steps(&[&[LEFT]], &[Challenge::TurnLeft]), estimated(true), both(&[], &[])] {
        let result = session::evaluate(&input, &cx, &equipped(0.6));
        let result = serde_json::to_value(&result).unwrap();
        let errors: Vec<String> = validator.iter_errors(&result).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}

#[test]
fn results_are_the_same_for_any_number_of_threads() {
    let inputs = [
        both(&[ANNA], &[ANNA]),
        both(&[ANNA], &[BERT]),
        steps(&[&[LEFT]], &[Challenge::TurnLeft]),
        authentication(&[(Slot::Selfie, &[ANNA])]),
        estimated(true),
    ];
    let (cx, equipment) = (cx(), equipped(0.6));
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let evaluate = |input| session::evaluate(input, &cx, &equipment).result_hash;
        pool.install(|| inputs.par_iter().map(evaluate).collect::<Vec<String>>())
    };
    let alone = on(1);
    assert_eq!((on(2), on(8)), (alone.clone(), alone));
}

fn slots() -> impl Strategy<Value = Vec<(Slot, Vec<Shown>)>> {
    let shown = (prop::sample::select(vec![20_u8, 60, 250]), any::<u8>(), 100..160_u8)
        .prop_map(|(red, live, turn)| Shown { red, live, turn, ..ANNA });
    let faces = prop::collection::vec(shown, 0..2);
    let slots = vec![FRONT, Slot::Selfie, Slot::LivenessPassive, Slot::LivenessActiveStep1];
    prop::sample::subsequence(slots, 0..=4).prop_flat_map(move |slots| {
        let count = slots.len();
        prop::collection::vec(faces.clone(), count)
            .prop_map(move |faces| slots.iter().copied().zip(faces).collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is handed in or missing: no gate passes because it could not run, and what passed was
    /// measured.
    #[test]
    fn nothing_passes_that_was_not_measured(
        pictures in slots(), ida in any::<bool>(), active in any::<bool>(), consent in any::<Option<bool>>(),
        faces in any::<bool>(), networks in any::<bool>(),
    ) {
        let pictures: Vec<(Slot, &[Shown])> =
            pictures.iter().map(|(slot, faces)| (*slot, faces.as_slice())).collect();
        let mut input = if ida { authentication(&pictures) } else { session(&pictures) };
        input.consent = consent.map(|biometric| Consent { biometric });
        if active {
            input.settings.liveness_mode = LivenessMode::PassiveActive;
            input.liveness_plan = Plan(vec![Step { step: 1, challenge: Challenge::TurnLeft }]);
        }
        let mut equipment = equipped(0.6);
        if !faces {
            equipment.faces = Outfit::default();
        }
        if !networks {
            equipment.liveness = Outfit::default();
        }
        let result = session::evaluate(&input, &cx(), &equipment);
        let may = faces && consent != Some(false);
        if passed(&result, "face_match") == Some(true) {
            let pair = result.face.decisive(result.kind).unwrap();
            prop_assert!(may && pair.matched == Some(true) && pair.distance <= pair.tolerance.unwrap());
        }
        if passed(&result, "liveness") == Some(true) {
            prop_assert!(may && networks && result.liveness.liveness_detected);
            prop_assert!(result.liveness.score.unwrap().get() >= 0.5);
        }
        if result.decision.verified {
            prop_assert_eq!(passed(&result, "face_match"), Some(true));
            prop_assert_eq!(passed(&result, "liveness"), Some(true));
        }
        let stored: SessionResult = serde_json::from_str(&serde_json::to_string(&result).unwrap()).unwrap();
        prop_assert_eq!(rescore(stored, Changes::default()).result_hash, result.result_hash);
    }
}
