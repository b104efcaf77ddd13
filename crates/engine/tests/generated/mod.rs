//! Sessions of every sort, for properties.

use bonafide::matching::FIELD_WEIGHTS;
use bonafide::result::OfacStatus;
use bonafide::types::{DocumentType, Field, TestId, Verdict, Weights};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::case::{Case, IMAGE_TESTS, attributes, face, liveness, registry, sanctions};

/// A number of the wire: four decimals, the ends often.
fn unit() -> impl Strategy<Value = f64> {
    prop_oneof![4 => (0..=10_000_u32).prop_map(|n| f64::from(n) / 1e4), 1 => Just(0.0), 3 => Just(1.0)]
}

fn weights() -> impl Strategy<Value = Weights> {
    let weight = prop_oneof![Just(0.0), 0.0..2.0_f64];
    (prop::collection::vec(weight, 12), prop::collection::vec(unit(), 8)).prop_filter_map(
        "some weight counts",
        |(weights, tolerances)| {
            let mut numbers = Weights::default();
            let (mut weights, mut tolerances) = (weights.into_iter(), tolerances.into_iter());
            for (name, _) in Weights::default().entries() {
                let value = if name.ends_with("_weight") {
                    weights.next()
                } else if name.ends_with("_match_tolerance") || name == "idv_session_tolerance" {
                    tolerances.next()
                } else {
                    None
                };
                // A name score that everyone reaches asks for nothing.
                let least = if name == "ofac_fuzzy_match_tolerance" { 0.5 } else { 0.0 };
                if let Some(value) = value.map(|value| value.max(least)) {
                    // Weights are all zero on the way only if they are at the end.
                    numbers = numbers.with(name, value).ok()?;
                }
            }
            Some(numbers)
        },
    )
}

fn fields() -> impl Strategy<Value = Vec<(Field, f64)>> {
    let all: Vec<Field> = FIELD_WEIGHTS.iter().map(|(field, _)| *field).collect();
    subsequence(all, 0..=6).prop_flat_map(|fields| {
        let count = fields.len();
        prop::collection::vec(unit(), count)
            .prop_map(move |scores| fields.iter().copied().zip(scores).collect())
    })
}

/// What one side of an image test found.
fn side() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![2 => Just(None), 1 => unit().prop_map(Some)]
}

fn policy_tests() -> impl Strategy<Value = Vec<TestId>> {
    let tests = vec![
        TestId::DocFrontSuspiciousWords,
        TestId::DocBackIsIdentityDocument,
        TestId::DocumentFuzzyMatch,
        TestId::AamvaMatch,
        TestId::OfacFuzzyMatch,
        TestId::DmvWeightMatch,
    ];
    prop_oneof![3 => Just(Vec::new()), 1 => subsequence(tests, 1..=3)]
}

prop_compose! {
    pub(crate) fn cases()(
        weights in weights(),
        fields in fields(),
        sides in prop::collection::vec(side(), 8),
        inconclusive in prop::option::weighted(0.2, 0..8_usize),
        ratio in prop::option::of(unit()),
        hit in prop::option::of((unit(), 0..3_u8)),
        kind in select(DocumentType::ALL.to_vec()),
        switches in prop::collection::vec(prop::bool::weighted(0.8), 6),
        distance in prop::option::of(0.0..1.2_f64),
        estimates in (prop::option::of(unit()), prop::option::of(unit())),
        alive in prop::option::of(unit()),
        face_requested in any::<bool>(),
        expires in prop::option::of(select(vec!["2020-01-01", "2026-06-01", "2031-XX-XX"])),
        missing in prop::bool::weighted(0.1),
        fail_on in policy_tests(),
        refused in prop::bool::weighted(0.05),
    ) -> Case {
        let mut case = Case::clean();
        case.weights = weights;
        case.document_type = kind;
        case.agree(&fields);
        let tests = IMAGE_TESTS.iter().flat_map(|(_, sides)| sides);
        for (index, (test, risk)) in tests.zip(sides).enumerate() {
            case.image(*test, risk);
            if inconclusive == Some(index) {
                case.tests.get_mut(test).unwrap().verdict = Verdict::Inconclusive;
            }
        }
        case.registry = registry(ratio);
        case.sanctions = sanctions(hit.map(|(score, _)| score));
        match hit {
            Some((_, 1)) => case.sanctions.ofac_status_e = OfacStatus::PossibleMatch,
            Some((_, 2)) => {
                case.sanctions.ofac_status_e = OfacStatus::Match;
                case.sanctions.on_sanction_list = true;
            }
            _ => {}
        }
        case.settings.perform_aamva_test = switches[0];
        case.settings.perform_ofac_test = switches[1];
        case.settings.perform_image_manipulation_test = switches[2];
        case.settings.perform_liveness_test = switches[3];
        case.settings.perform_age_test = !switches[4];
        case.settings.perform_gender_test = !switches[5];
        case.face = face(distance);
        case.face.attributes = Some(attributes(estimates.0, estimates.1));
        case.liveness = liveness(alive);
        case.face_requested = face_requested;
        case.expires_at = expires.map(|text| text.parse().unwrap());
        if missing {
            case.missing("birth_date");
        }
        case.policy.fail_on = fail_on.into_iter().collect();
        case.refused = refused;
        case
    }
}
