//! `bonafide face` and `bonafide demo`: what they say without models, and what they find with them.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

mod support;

use bonafide_testing::folders;
use serde_json::Value;
use support::{bonafide, bonafide_at, json, stderr};

#[test]
fn without_models_the_way_to_them_is_said() {
    let output = bonafide().args(["face", "a.jpg", "b.jpg"]).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("bonafide models install"), "{}", stderr(&output));
    let out = tempfile::tempdir().unwrap();
    let output = bonafide().args(["demo", "-o"]).arg(out.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("demo --install"), "{}", stderr(&output));
    assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 0, "nothing is half made");
}

#[test]
fn wrong_usage_is_refused() {
    for args in
        [&["face", "a.jpg"][..], &["face", "a.jpg", "b.jpg", "--tolerance", "-1"], &["demo"]]
    {
        assert_eq!(bonafide().args(args).output().unwrap().status.code(), Some(2), "{args:?}");
    }
}

#[test]
fn two_pictures_of_one_person_are_told_from_two_people() {
    let names = ["BONAFIDE_CORPUS", "BONAFIDE_MODELS"];
    let Some([corpus, models]) = folders("bonafide face", names) else { return };
    let images = corpus.join("face/images");
    let compare = |a: &str, b: &str, flags: &[&str]| {
        let mut command = bonafide();
        command.args(["face", "--models"]).arg(&models).args(flags);
        command.arg(images.join(a)).arg(images.join(b)).output().unwrap()
    };
    for (other, same) in [("compreface_003_A.jpg", true), ("faceapi_amy1.png", false)] {
        let output = compare("compreface_002_A.jpg", other, &["--json"]);
        assert!(output.status.success(), "{}", stderr(&output));
        let record: Value = serde_json::from_slice(&output.stdout).unwrap();
        let comparison = &record["comparison"];
        let of = |key: &str| comparison[key].as_f64().unwrap();
        assert_eq!(comparison["match"], same, "{comparison}");
        assert_eq!(of("distance") <= of("tolerance"), same);
        assert_eq!(record["schema_version"], "bonafide.face/1");
        assert!(!record.to_string().contains("values"), "no encoding is printed");
    }
    let strict = compare("compreface_002_A.jpg", "compreface_003_A.jpg", &["--tolerance", "0.01"]);
    assert!(String::from_utf8_lossy(&strict.stdout).contains("DIFFERENT PEOPLE"));
}

/// The whole way of a newcomer: models out of a folder of packages, then the demonstration.
#[test]
fn the_demonstration_compares_faces() {
    let Some([packages]) = folders("bonafide demo", ["BONAFIDE_PACKAGES"]) else { return };
    let home = tempfile::tempdir().unwrap();
    let out = tempfile::tempdir().unwrap();
    let install = bonafide_at(home.path())
        .args(["models", "install", "--offline", "--from"])
        .arg(&packages)
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&install.stdout).contains("face_recognition: brought"));
    let demo = bonafide_at(home.path())
        .args(["demo", "--from"])
        .arg(&packages)
        .arg("-o")
        .arg(out.path())
        .output()
        .unwrap();
    assert!(demo.status.success(), "{}", stderr(&demo));
    for (session, same) in [("one-person", true), ("two-people", false)] {
        let result = json(&out.path().join("results").join(session).join("result.json"));
        let comparison = &result["face"]["comparisons"][0];
        assert_eq!(comparison["match"], same, "{comparison}");
        assert_eq!(result["decision"]["verified"], false, "a demonstration verifies nobody");
        assert!(out.path().join("results").join(session).join("artifacts/portrait.jpg").is_file());
    }
}
