//! `bonafide gallery`, from outside, with rows of encodings: no network is needed for them.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

mod support;

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};
use support::{bonafide, stderr};

fn rows(path: &Path, encoder: &str, values: &[[f32; 3]]) {
    let rows = values.iter().enumerate().map(|(index, values)| {
        let id = format!("person {}", index + 1);
        json!({"id": id, "encoder_id": encoder, "values": values}).to_string() + "\n"
    });
    fs::write(path, rows.collect::<String>()).unwrap();
}

fn build(input: &Path, gallery: &Path) -> Output {
    bonafide().args(["gallery", "build", "--json", "-o"]).arg(gallery).arg(input).output().unwrap()
}

fn search(gallery: &Path, query: &Value, options: &[&str]) -> Output {
    let file = gallery.with_extension("query.json");
    fs::write(&file, query.to_string()).unwrap();
    bonafide().args(["gallery", "search"]).args(options).arg(gallery).arg(&file).output().unwrap()
}

#[test]
fn rows_are_built_and_searched() {
    let folder = tempfile::tempdir().unwrap();
    let (input, gallery) = (folder.path().join("in.jsonl"), folder.path().join("g.bfg"));
    rows(&input, "e/1", &[[0.0, 0.0, 1.0], [0.0, 0.75, 1.0], [0.0, 0.0, 1.5], [9.0, 0.0, 0.0]]);
    let built = build(&input, &gallery);
    assert_eq!(built.status.code(), Some(0), "{}", stderr(&built));
    let built: Value = serde_json::from_slice(&built.stdout).unwrap();
    assert_eq!(
        (&built["schema_version"], &built["encodings"]),
        (&"bonafide.gallery/1".into(), &4.into())
    );

    let query = json!({"encoder_id": "e/1", "values": [0.0, 0.0, 1.0]});
    let found = search(&gallery, &query, &["--json", "--tolerance", "0.6"]);
    let found: Value = serde_json::from_slice(&found.stdout).unwrap();
    assert_eq!(
        found["hits"],
        json!([
            {"rank": 1, "id": "person 1", "index": 0, "distance": 0.0},
            {"rank": 2, "id": "person 3", "index": 2, "distance": 0.5},
        ])
    );
    let words = search(&gallery, &query, &["-k", "3"]);
    let words = String::from_utf8(words.stdout).unwrap();
    assert!(words.starts_with("3 of 4 encodings\n   1  0.0000  person 1\n"), "{words}");
}

#[test]
fn what_does_not_fit_is_refused_without_quoting_a_value() {
    let folder = tempfile::tempdir().unwrap();
    let (input, gallery) = (folder.path().join("in.jsonl"), folder.path().join("g.bfg"));
    rows(&input, "e/1", &[[0.0, 0.25, 1.0]]);
    assert_eq!(build(&input, &gallery).status.code(), Some(0));
    let other = json!({"encoder_id": "other/1", "values": [0.0, 0.25, 1.0]});
    let refused = search(&gallery, &other, &[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("different encoders"), "{}", stderr(&refused));

    for (row, reason) in [
        (r#"{"id": "a", "encoder_id": "e/1", "values": [0.8125, "0.8125"]}"#, "not a row"),
        (r#"{"id": "", "encoder_id": "e/1", "values": [0.8125]}"#, "an id has 0 bytes"),
        (r#"{"id": "a", "encoder_id": "e/1", "values": [1e30]}"#, "value 0 of the encoding"),
        (r#"{"id": "a", "encoder_id": "e/1", "values": [1e39]}"#, "not a row"),
        (r#"{"id": "a", "encoder_id": "e/1", "values": [0, 0]}"#, "almost no length"),
        (r#"{"id": "a", "encoder_id": "e\u001b[2J", "values": [1]}"#, "printable ASCII"),
    ] {
        fs::write(&input, row).unwrap();
        let refused = build(&input, &gallery);
        assert_eq!(refused.status.code(), Some(5));
        assert!(stderr(&refused).contains("line 1 is left out"), "{}", stderr(&refused));
        assert!(stderr(&refused).contains(reason), "{}", stderr(&refused));
        assert!(!stderr(&refused).contains("0.8125"));
    }
    // What was there is still there, and nothing else.
    assert_eq!(
        search(&gallery, &json!({"encoder_id": "e/1", "values": [0, 0, 1]}), &[]).status.code(),
        Some(0)
    );

    let mut bytes = fs::read(&gallery).unwrap();
    bytes[700] ^= 1;
    fs::write(&gallery, bytes).unwrap();
    let damaged = search(&gallery, &other, &[]);
    assert_eq!(damaged.status.code(), Some(2));
    assert!(stderr(&damaged).contains("damaged"), "{}", stderr(&damaged));
}

#[test]
fn one_bad_row_does_not_cost_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let (input, gallery) = (folder.path().join("in.jsonl"), folder.path().join("g.bfg"));
    rows(&input, "e/1", &[[0.0, 0.25, 1.0], [0.0, 0.0, 0.0], [0.0, 1.0, 0.0]]);
    let built = build(&input, &gallery);
    assert_eq!(built.status.code(), Some(1), "{}", stderr(&built));
    let built: Value = serde_json::from_slice(&built.stdout).unwrap();
    assert_eq!(built["encodings"], 2);
    assert_eq!(built["skipped"].as_array().map(Vec::len), Some(1));
    assert_eq!(built["skipped"][0]["line"], 2);
    let query = json!({"encoder_id": "e/1", "values": [0.0, 1.0, 0.0]});
    let found = search(&gallery, &query, &["--json", "-k", "1"]);
    let found: Value = serde_json::from_slice(&found.stdout).unwrap();
    assert_eq!(found["hits"][0]["id"], "person 3");
}

#[test]
fn no_encoding_makes_no_gallery() {
    let folder = tempfile::tempdir().unwrap();
    let (input, gallery) = (folder.path().join("in.jsonl"), folder.path().join("g.bfg"));
    fs::write(&input, "\n").unwrap();
    assert_eq!(build(&input, &gallery).status.code(), Some(5));
    assert!(!gallery.exists());
}
