//! What each of the 27 numbers of docs/scoring.md, section 2 changes.
#![allow(clippy::unwrap_used)]

mod case;
mod specimen;

use bonafide::decision::Action;
use bonafide::input::Kind;
use bonafide::result::SessionResult;
use bonafide::types::{DocumentType, Field, TestId, Verdict, Weights};
use bonafide::{Changes, rescore};
use case::{Case, face, liveness, registry, sanctions};

/// What makes a number matter: the case, and two values of the number that part it.
type Parting = (&'static str, fn(&mut Case), f64, f64);

const PARTINGS: &[Parting] = &[
    ("onboarding_face_encoding_tolerance", |c| c.face = face(Some(0.6)), 0.6, 0.59),
    (
        "verified_account_face_encoding_tolerance",
        |c| {
            c.kind = Kind::Ida;
            c.face = face(Some(0.5));
            "reference".clone_into(&mut c.face.comparisons[0].a);
        },
        0.5,
        0.49,
    ),
    ("driver_license_fuzzy_match_tolerance", |c| disagree(c, 0.80), 0.80, 0.99),
    ("driver_license_fuzzy_match_weight", |c| disagree(c, 0.5), 0.01, 3.0),
    ("state_id_fuzzy_match_tolerance", |c| other(c, DocumentType::IdentificationCard), 0.80, 0.99),
    ("state_id_fuzzy_match_weight", |c| worse(c, DocumentType::IdentificationCard), 0.01, 3.0),
    ("passport_fuzzy_match_tolerance", |c| other(c, DocumentType::Passport), 0.80, 0.99),
    ("passport_fuzzy_match_weight", |c| worse(c, DocumentType::Passport), 0.01, 3.0),
    ("passport_card_fuzzy_match_tolerance", |c| other(c, DocumentType::PassportCard), 0.80, 0.99),
    ("passport_card_fuzzy_match_weight", |c| worse(c, DocumentType::PassportCard), 0.01, 3.0),
    ("ofac_fuzzy_match_tolerance", |c| hit(c, 0.84), 0.99, 0.80),
    ("ofac_fuzzy_match_weight", |c| hit(c, 0.95), 0.01, 3.0),
    ("suspicious_words_weight", |c| risk(c, TestId::DocBackSuspiciousWords), 0.01, 3.0),
    ("image_manipulation_weight", |c| risk(c, TestId::DocFrontImageManipulation), 0.01, 3.0),
    ("online_duplication_weight", |c| risk(c, TestId::DocFrontOnlineDuplication), 0.01, 3.0),
    ("is_identity_document_weight", |c| risk(c, TestId::DocBackIsIdentityDocument), 0.01, 3.0),
    (
        "aamva_match_tolerance",
        |c| {
            c.registry = registry(Some(0.6));
            c.number("aamva_match_weight", 0.5);
        },
        0.6,
        0.9,
    ),
    ("aamva_match_weight", |c| c.registry = registry(Some(0.1)), 0.01, 3.0),
    ("idv_session_tolerance", |c| disagree(c, 0.84), 0.85, 1.0),
    ("minimum_liveness_tolerance", |c| c.liveness = liveness(Some(0.6)), 0.6, 0.61),
    ("gender_weight", |c| estimated(c, Some(1.0), Some(0.01)), 0.02, 3.0),
    ("age_weight", |c| estimated(c, Some(0.0), Some(1.0)), 0.02, 3.0),
];

/// A number that bears on what was measured of the person: a stored result, what is read off it, and
/// two values of the number that part it.
type Measured = (&'static str, fn(&mut serde_json::Value), fn(&SessionResult) -> Verdict, f64, f64);

const MEASURED: &[Measured] = &[
    // A passive score of 0.8 before a step that was not shown: skipped, or asked for and failed.
    ("passive_active_skip_tolerance", |r| yaw(r, 0.0), liveness_verdict, 0.8, 0.81),
    ("direction_tolerance", |r| yaw(r, 20.0), liveness_verdict, 20.0, 20.1),
    ("expression_tolerance", smiling, liveness_verdict, 0.75, 0.76),
    ("gender_probability_tolerance", |_| (), gender_verdict, 0.99, 0.991),
    // Estimated 45.4 of one who is 36: full credit, or none.
    (
        "age_tolerance",
        |r| r["face"]["attributes"]["age"]["estimate"] = 45.4.into(),
        age_verdict,
        9.4,
        4.7,
    ),
];

fn yaw(result: &mut serde_json::Value, degrees: f64) {
    result["liveness"]["active"]["frames"]["liveness_active_step_1"]["yaw"] = degrees.into();
}

fn smiling(result: &mut serde_json::Value) {
    result["liveness"]["active"]["steps"][0]["challenge"] = "smile".into();
    let frame = &mut result["liveness"]["active"]["frames"]["liveness_active_step_1"];
    frame["yaw"] = 0.0.into();
    frame["happy"] = 0.75.into();
}

fn liveness_verdict(result: &SessionResult) -> Verdict {
    result.liveness.verdict
}

fn gender_verdict(result: &SessionResult) -> Verdict {
    result.face.attributes.as_ref().unwrap().gender.as_ref().unwrap().verdict
}

fn age_verdict(result: &SessionResult) -> Verdict {
    result.face.attributes.as_ref().unwrap().age.as_ref().unwrap().verdict
}

/// Estimates of age and gender that earned these credits, both asked for.
fn estimated(case: &mut Case, age: Option<f64>, gender: Option<f64>) {
    case.face.attributes = Some(case::attributes(age, gender));
    (case.settings.perform_age_test, case.settings.perform_gender_test) = (true, true);
}

fn disagree(case: &mut Case, score: f64) {
    case.agree(&[(Field::LastName, score)]);
    case.number("driver_license_fuzzy_match_weight", 1.0);
}

fn other(case: &mut Case, kind: DocumentType) {
    worse(case, kind);
    case.agree(&[(Field::LastName, 0.80)]);
    let prefix = kind.weights_prefix().unwrap();
    case.number(&format!("{prefix}_fuzzy_match_weight"), 9.0);
}

fn worse(case: &mut Case, kind: DocumentType) {
    case.document_type = kind;
    case.agree(&[(Field::LastName, 0.1)]);
}

fn hit(case: &mut Case, best: f64) {
    case.sanctions = sanctions(Some(best));
    case.number("ofac_fuzzy_match_weight", 9.0);
}

fn risk(case: &mut Case, side: TestId) {
    case.image(side, Some(0.9));
}

#[test]
fn each_number_parts_two_outcomes() {
    for (key, prepare, passing, other) in PARTINGS {
        let mut case = Case::clean();
        prepare(&mut case);
        case.number(key, *passing);
        let decision = case.decide();
        assert_eq!(decision.action, Action::Pass, "{key} = {passing}: {:?}", decision.issues);
        case.number(key, *other);
        assert_ne!(case.decide().action, Action::Pass, "{key} = {other}");
    }
}

/// What the steps of a stored session showed, and what was estimated of its person, is judged again under
/// one number moved across a bound; everything else stays as it is.
#[test]
fn each_number_of_the_person_parts_two_verdicts() {
    for (key, prepare, verdict, passing, other) in MEASURED {
        let mut stored = specimen::json(&specimen::everything());
        stored["liveness"]["active"]["frames"]["liveness_active_step_1"]["person_distance"] =
            0.4.into();
        prepare(&mut stored);
        let under = |value: f64| {
            let result: SessionResult = serde_json::from_value(stored.clone()).unwrap();
            let weights = Some(Weights::default().with(key, value).unwrap());
            verdict(&rescore(result, Changes { weights, ..Changes::default() }))
        };
        assert_eq!(under(*passing), Verdict::Pass, "{key} = {passing}");
        assert_ne!(under(*other), Verdict::Pass, "{key} = {other}");
    }
}

#[test]
fn every_one_of_the_27_numbers_has_its_parting() {
    let parted = PARTINGS.iter().map(|row| row.0);
    let mut named: Vec<&str> = parted.chain(MEASURED.iter().map(|row| row.0)).collect();
    let mut all: Vec<&str> = Weights::TABLE.iter().map(|row| row.0).collect();
    named.sort_unstable();
    all.sort_unstable();
    assert_eq!(named, all);
    assert_eq!(all.len(), 27);
}

/// The tolerance of one document type means nothing for another.
#[test]
fn numbers_of_other_document_types_do_not_count() {
    let mut case = Case::clean();
    case.agree(&[(Field::LastName, 0.7)]);
    let before = case.decide();
    for prefix in ["state_id", "passport", "passport_card"] {
        case.number(&format!("{prefix}_fuzzy_match_tolerance"), 0.1);
        case.number(&format!("{prefix}_fuzzy_match_weight"), 5.0);
    }
    assert_eq!(case.decide(), before);
}

/// The defaults of docs/scoring.md, section 2, row by row.
#[test]
fn the_defaults_are_those_of_the_table() {
    let table = [
        ("onboarding_face_encoding_tolerance", 0.60),
        ("verified_account_face_encoding_tolerance", 0.50),
        ("driver_license_fuzzy_match_tolerance", 0.85),
        ("driver_license_fuzzy_match_weight", 0.30),
        ("state_id_fuzzy_match_tolerance", 0.85),
        ("state_id_fuzzy_match_weight", 0.30),
        ("passport_fuzzy_match_tolerance", 0.90),
        ("passport_fuzzy_match_weight", 0.40),
        ("passport_card_fuzzy_match_tolerance", 0.90),
        ("passport_card_fuzzy_match_weight", 0.40),
        ("ofac_fuzzy_match_tolerance", 0.85),
        ("ofac_fuzzy_match_weight", 0.10),
        ("suspicious_words_weight", 0.06),
        ("image_manipulation_weight", 0.12),
        ("online_duplication_weight", 0.08),
        ("is_identity_document_weight", 0.10),
        ("aamva_match_tolerance", 0.80),
        ("aamva_match_weight", 0.20),
        ("idv_session_tolerance", 0.85),
        ("minimum_liveness_tolerance", 0.50),
        ("passive_active_skip_tolerance", 0.90),
        ("gender_probability_tolerance", 0.90),
        ("gender_weight", 0.02),
        ("expression_tolerance", 0.70),
        ("age_tolerance", 10.0),
        ("age_weight", 0.02),
        ("direction_tolerance", 15.0),
    ];
    assert_eq!(Weights::default().entries(), table);
}
