//! Every sample session gets the verdict that its story asks for, with the right reason first.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

mod support;

use support::{json, result, run, sample_sessions, stderr};

#[test]
fn each_story_has_its_verdict() {
    let expected = json(&sample_sessions().with_file_name("sessions.expected.json"));
    let expected = expected.as_object().unwrap();
    assert!(expected.len() >= 12);
    let out = tempfile::tempdir().unwrap();
    let ran = run(&sample_sessions(), out.path(), &[]);
    // Some stories are about unreadable files: the run says so and goes on.
    assert_eq!(ran.status.code(), Some(1), "{}", stderr(&ran));
    for (id, story) in expected {
        let result = result(out.path(), id);
        let decision = &result["decision"];
        assert_eq!(decision["action"], story["action"], "{id}: {decision:#}");
        assert_eq!(decision["rule"], story["fired_rule"], "{id}");
        assert_eq!(decision["detail"], story["detail"], "{id}");
        assert_eq!(decision["verified"], story["action"] == "PASS", "{id}");
        let issues = decision["issues"].as_array().unwrap();
        for issue in story["issues"].as_array().unwrap() {
            assert!(issues.contains(issue), "{id}: {issue} is not among {issues:?}");
        }
    }
    let listed = std::fs::read_dir(sample_sessions()).unwrap().count();
    assert_eq!(listed, expected.len(), "every session has an expectation");
}

#[test]
fn the_lists_cover_every_session_in_order() {
    let out = tempfile::tempdir().unwrap();
    run(&sample_sessions(), out.path(), &[]);
    let lines = support::untimed_lines(out.path());
    let ids: Vec<&str> = lines.iter().map(|line| line["session_id"].as_str().unwrap()).collect();
    assert!(ids.is_sorted());
    let summary = json(&out.path().join("summary.json"));
    assert_eq!(summary["sessions"], lines.len());
    let csv = std::fs::read_to_string(out.path().join("summary.csv")).unwrap();
    assert_eq!(csv.lines().count(), lines.len() + 1);
}

#[test]
fn a_stored_result_is_rescored_and_projected_without_its_pictures() {
    let out = tempfile::tempdir().unwrap();
    run(&sample_sessions(), out.path(), &[]);
    let stored = out.path().join("licence-good/result.json");
    let rescored = support::bonafide().arg("rescore").arg(&stored).output().unwrap();
    let again: serde_json::Value = serde_json::from_slice(&rescored.stdout).unwrap();
    assert_eq!(again["result_hash"], json(&stored)["result_hash"]);

    let weights = out.path().join("weights.json");
    std::fs::write(&weights, r#"{"aamva_match_weight": 0}"#).unwrap();
    let rescored = support::bonafide()
        .arg("rescore")
        .arg(&stored)
        .args(["--weights-id", "no-registry", "--weights"])
        .arg(&weights)
        .output()
        .unwrap();
    let again: serde_json::Value = serde_json::from_slice(&rescored.stdout).unwrap();
    assert_eq!(again["settings"]["weights_id"], "no-registry");
    // Without the registry's weight agreement, manipulation and is-document make the score: 0.30 + 0.12 + 0.10
    // of 0.66 asked for.
    assert_eq!(again["decision"]["components"][0]["normalised_weight"], 0.576_923_076_923);
    assert_eq!(again["decision"]["coverage"], 0.7879);
    assert_ne!(again["result_hash"], json(&stored)["result_hash"]);

    let tests = support::bonafide()
        .args(["project", "--shape", "idv-tests"])
        .arg(&stored)
        .output()
        .unwrap();
    let tests: serde_json::Value = serde_json::from_slice(&tests.stdout).unwrap();
    assert_eq!(tests.as_object().unwrap().len(), 28);
    assert_eq!(tests["dmv_document_number_match"], true);
}
