//! `bonafide liveness`: plans without models, and pictures where there are models.
#![allow(clippy::unwrap_used)]

mod support;

use std::path::PathBuf;

use bonafide::imaging::{Limits, Picture, RgbImage, encode_jpeg};
use bonafide_testing::folders;
use serde_json::Value;
use support::{bonafide, stderr};

fn lines(output: &std::process::Output) -> Vec<Value> {
    assert!(output.status.success(), "{}", stderr(output));
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A folder in which models seem to be: a plan asks which there are, and runs none.
fn pretended(files: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in files {
        std::fs::write(folder.path().join(file), []).unwrap();
    }
    folder
}

#[test]
fn a_seed_gives_one_plan_of_what_can_be_told() {
    let landmarks = pretended(&["face_landmark_68.onnx"]);
    let plan = |seed: &str, steps: &str| {
        let output = bonafide()
            .args(["liveness", "--seed", seed, "--steps", steps, "--models"])
            .arg(landmarks.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let four = plan("7", "4");
    assert_eq!(four.as_array().unwrap().len(), 4);
    assert_eq!(four, plan("7", "4"));
    assert_ne!(four, plan("8", "4"));
    let words = |plan: &Value| -> std::collections::BTreeSet<String> {
        let steps = plan.as_array().unwrap().iter();
        steps.map(|step| step["challenge"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(words(&four).len(), 4, "nothing twice");
    assert!(words(&four).iter().any(|word| word.starts_with("turn_")));
    for seed in 0..12 {
        let asked = words(&plan(&seed.to_string(), "4"));
        for untold in ["smile", "neutral", "eyes_closed"] {
            assert!(!asked.contains(untold), "no model tells {untold}");
        }
    }
}

#[test]
fn without_landmarks_there_is_no_plan() {
    let expressions = pretended(&["face_expression.onnx"]);
    let output = bonafide()
        .args(["liveness", "--seed", "7", "--models"])
        .arg(expressions.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
}

#[test]
fn wrong_usage_is_refused() {
    for args in [
        &["liveness"][..],
        &["liveness", "--seed", "1", "--steps", "5"],
        &["liveness", "a.jpg", "--seed", "1"],
    ] {
        let output = bonafide().args(args).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn without_models_the_way_to_them_is_said() {
    let output = bonafide().args(["liveness", "nobody.jpg"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "models are missing");
    assert!(stderr(&output).contains("install"), "{}", stderr(&output));
}

/// Folders of models and of the faces to measure on, where a machine has both.
fn ground(test: &str) -> Option<(PathBuf, PathBuf)> {
    folders(test, ["BONAFIDE_MODELS", "BONAFIDE_CORPUS"])
        .map(|[models, corpus]| (models, corpus.join("face").join("images")))
}

#[test]
fn a_living_face_is_told_from_a_printed_one() {
    let Some((models, images)) = ground("living and printed") else { return };
    let output = bonafide()
        .args(["liveness", "--json", "--runtime", "rten", "--models"])
        .arg(models)
        .args(["silent_image_T1.jpg", "silent_image_F1.jpg"].map(|file| images.join(file)))
        .output()
        .unwrap();
    let lines = lines(&output);
    assert_eq!(lines[0]["liveness_detected"], true);
    assert!(lines[0]["passive"]["score"].as_f64().unwrap() > 0.9);
    assert_eq!(lines[1]["liveness_detected"], false);
    assert_eq!(lines[1]["faces"], 1);
}

#[test]
fn one_picture_does_not_pass_for_two() {
    let Some((models, images)) = ground("repeated picture") else { return };
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan.json");
    std::fs::write(&plan, r#"[{"step":1,"challenge":"turn_left"}]"#).unwrap();
    let weights = folder.path().join("weights.json");
    std::fs::write(&weights, r#"{"passive_active_skip_tolerance":1.0}"#).unwrap();
    let picture = images.join("silent_image_T1.jpg");
    let output = bonafide()
        .args(["liveness", "--json", "--runtime", "rten", "--models"])
        .arg(models)
        .arg("--plan")
        .arg(plan)
        .arg("--weights")
        .arg(weights)
        .args([&picture, &picture])
        .output()
        .unwrap();
    let record = &lines(&output)[0];
    assert_eq!(record["liveness_detected"], false, "{record}");
    let faults = record["steps"][0]["faults"].as_array().unwrap();
    assert!(faults.iter().any(|fault| fault == "repeated_frame"), "{record}");
}

#[test]
fn a_mirrored_photograph_passes_no_second_turn_and_a_skip_is_said() {
    let Some((models, images)) = ground("mirrored picture") else { return };
    let folder = tempfile::tempdir().unwrap();
    let plan = folder.path().join("plan.json");
    std::fs::write(
        &plan,
        r#"[{"step":1,"challenge":"turn_left"},{"step":2,"challenge":"turn_right"}]"#,
    )
    .unwrap();
    let picture = images.join("silent_image_T1.jpg");
    let bytes = std::fs::read(&picture).unwrap();
    let pixels = Picture::decode(&bytes, &Limits::default()).unwrap();
    let pixels = pixels.rgb();
    let last = pixels.width() - 1;
    let from = |x, y| *pixels.get_pixel(last - x, y);
    let mirrored = RgbImage::from_fn(pixels.width(), pixels.height(), from);
    let image = folder.path().join("mirrored.jpg");
    std::fs::write(&image, encode_jpeg(&mirrored, 85).unwrap()).unwrap();
    let steps = |skip: &str| {
        let weights = folder.path().join("weights.json");
        std::fs::write(&weights, format!(r#"{{"passive_active_skip_tolerance":{skip}}}"#)).unwrap();
        let output = bonafide()
            .args(["liveness", "--json", "--runtime", "rten", "--models"])
            .arg(&models)
            .arg("--plan")
            .arg(&plan)
            .arg("--weights")
            .arg(weights)
            .args([&picture, &image])
            .output()
            .unwrap();
        lines(&output)[0]["steps"].clone()
    };
    let asked = steps("1.0");
    let faults = asked[0]["faults"].as_array().unwrap();
    assert!(faults.iter().any(|fault| fault == "repeated_frame"), "{asked}");
    assert_eq!((&asked[0]["verdict"], &asked[1]["verdict"]), (&"FAIL".into(), &"FAIL".into()));
    let skipped = steps("0.7");
    for step in skipped.as_array().unwrap() {
        assert_eq!(step["verdict"], "NOT_PERFORMED", "{step}");
        assert_eq!(step["reason"], "skipped_by_passive", "{step}");
    }
}
