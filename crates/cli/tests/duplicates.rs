//! `bonafide duplicates` and reuse within a run, from outside. No network is needed.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

mod support;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use support::{bonafide, copy_folder, result, run, sample_sessions, stderr};

/// Sessions whose documents are different people's, in the order of their names.
const SAMPLES: [&str; 3] = ["licence-expired", "licence-front-only", "licence-good"];

fn samples(folder: &Path) -> [&'static str; 3] {
    for name in SAMPLES {
        copy_folder(&sample_sessions().join(name), &folder.join(name));
    }
    SAMPLES
}

fn build(input: &Path, index: &Path) -> Value {
    let built = bonafide()
        .args(["duplicates", "build", "--json", "-o"])
        .arg(index)
        .arg(input)
        .output()
        .unwrap();
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    serde_json::from_slice(&built.stdout).unwrap()
}

#[test]
fn an_index_is_built_and_asked() {
    let folder = tempfile::tempdir().unwrap();
    let (input, index) = (folder.path().join("in"), folder.path().join("seen.bfd"));
    let names = samples(&input);
    let built = build(&input, &index);
    assert_eq!(built["schema_version"], "bonafide.duplicates/1");
    let front = input.join(names[0]).join("driver_license_front.jpg");
    let asked =
        bonafide().args(["duplicates", "query", "--json"]).args([&index, &front]).output().unwrap();
    assert_eq!(asked.status.code(), Some(0), "{}", stderr(&asked));
    let answer: Value = serde_json::from_slice(&asked.stdout).unwrap();
    assert_eq!(answer["duplicate"], true);
    assert_eq!(answer["matches"][0]["id"], json!(names[0]));
    assert_eq!(answer["matches"][0]["kind"], "bytes");
    let refused = bonafide().args(["duplicates", "query"]).args([&front, &front]).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("not an index"), "{}", stderr(&refused));
}

#[test]
fn a_session_that_was_seen_under_another_id_is_told_and_its_own_entry_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let (input, index) = (folder.path().join("in"), folder.path().join("seen.bfd"));
    let names = samples(&input);
    build(&input, &index);
    fs::rename(input.join(names[0]), input.join("renamed")).unwrap();
    let output = folder.path().join("out");
    let ran = run(&input, &output, &["--duplicates", index.to_str().unwrap()]);
    assert_eq!(ran.status.code(), Some(0), "{}", stderr(&ran));
    let renamed = result(&output, "renamed");
    let test = &renamed["tests"]["doc_front_online_duplication"];
    assert_eq!(test["verdict"], "POSSIBLE_ONLINE_DUPLICATE");
    assert_eq!(test["score"], 1.0);
    assert_eq!(test["evidence"][0]["values"]["entry"], json!(names[0]));
    let own = result(&output, names[1]);
    assert_eq!(own["tests"]["doc_front_online_duplication"]["verdict"], "PASS");
    let stored = output.join("renamed/result.json");
    let again = bonafide().arg("rescore").arg(&stored).output().unwrap();
    let again: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(again["tests"]["doc_front_online_duplication"], *test);
}

#[test]
fn reuse_within_a_run_is_told_alike_for_any_threads_and_after_resume() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    let names = samples(&input);
    copy_folder(&input.join(names[1]), &input.join("copy"));
    let summary = |output: &Path, flags: &[&str]| -> (Value, String) {
        let ran = run(&input, output, flags);
        assert_eq!(ran.status.code(), Some(0), "{}", stderr(&ran));
        let summary = fs::read(output.join("summary.json")).unwrap();
        let summary: Value = serde_json::from_slice(&summary).unwrap();
        (summary["reuse"].clone(), fs::read_to_string(output.join("summary.csv")).unwrap())
    };
    let outputs = ["one", "many"].map(|name| folder.path().join(name));
    let (reuse, csv) = summary(&outputs[0], &["--jobs", "1"]);
    let pair = ["copy", names[1]];
    assert_eq!(reuse.as_array().unwrap().len(), 1, "{reuse}");
    assert_eq!(reuse[0]["sessions"], json!(pair));
    assert_eq!(reuse[0]["kind"], "bytes");
    assert!(csv.lines().any(|line| line.starts_with("copy,") && line.ends_with(names[1])), "{csv}");
    assert_eq!(summary(&outputs[1], &["--jobs", "3"]), (reuse.clone(), csv.clone()));
    fs::remove_file(outputs[1].join("copy/result.json")).unwrap();
    assert_eq!(summary(&outputs[1], &["--resume", "--jobs", "2"]), (reuse, csv));
    assert!(!outputs[1].join(".writing-reuse").exists());
}
