//! Crops of the measuring set that are aligned already, against the reference's numbers.
#![allow(clippy::unwrap_used)]

mod support;

use bonafide_face::{Expression, Faces, Gender};
use bonafide_imaging::RgbImage;
use serde_json::Value;
use support::{json, numbers, picture, sets};

/// The bar of each number, in shares of it where it is greater than 1.
const BAR: f64 = 1e-4;

fn compare(what: &str, found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        let bar = BAR * expected.abs().max(1.0);
        assert!((found - expected).abs() <= bar, "{what} {index}: {found}, expected {expected}");
    }
}

#[test]
fn crops_give_the_references_numbers() {
    for (set, faces) in sets("crops_give_the_references_numbers") {
        let folder = set.join("crops");
        let cases = json(&folder.join("unit.json"));
        for case in cases.as_array().unwrap() {
            let crop = |key: &str| picture(&folder.join(case[key].as_str().unwrap())).rgb().clone();
            let encoding = faces.encode_aligned(&crop("align112")).unwrap();
            let values: Vec<f64> = encoding.values().iter().copied().map(f64::from).collect();
            compare("encoding", &values, &numbers(&case["embedding"]));
            square(&faces, &crop("sq112"), case);
        }
        assert!(cases.as_array().unwrap().len() >= 10);
    }
}

/// Landmarks and estimates.
fn square(faces: &Faces, crop: &RgbImage, case: &Value) {
    let landmarks = faces.landmarks_of_crop(crop).unwrap().unwrap();
    let found: Vec<f64> = landmarks.as_flattened().iter().copied().map(f64::from).collect();
    let expected: Vec<f64> =
        case["lm68_unit"].as_array().unwrap().iter().flat_map(numbers).collect();
    compare("landmarks", &found, &expected);
    let estimates = faces.estimate_crop(crop).unwrap();
    compare("age", &[estimates.age.unwrap()], &[case["age"].as_f64().unwrap()]);
    let gender = estimates.gender.unwrap();
    let expected = numbers(&case["gender"])[usize::from(gender.gender == Gender::Female)];
    compare("gender", &[gender.probability.get()], &[expected]);
    let order = [
        Expression::Neutral,
        Expression::Happy,
        Expression::Sad,
        Expression::Angry,
        Expression::Fearful,
        Expression::Disgusted,
        Expression::Surprised,
    ];
    let expressions = estimates.expressions.unwrap();
    compare(
        "expression",
        &order.map(|expression| expressions[&expression].get()),
        &numbers(&case["expression"]),
    );
}
