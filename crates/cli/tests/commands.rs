//! The other verbs, from outside.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

mod support;

use std::fs;

use serde_json::Value;
use support::{AS_OF, bonafide, sample_sessions, stderr};

#[test]
fn help_is_stable() {
    let verbs =
        ["", "run", "one", "mrz", "barcode", "match", "project", "rescore", "schema", "eval"];
    for verb in verbs {
        let mut command = bonafide();
        if !verb.is_empty() {
            command.arg(verb);
        }
        let output = command.arg("--help").env("COLUMNS", "100").output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        insta::assert_snapshot!(format!("help {verb}").trim().replace(' ', "_"), text);
    }
}

#[test]
fn one_evaluates_loose_files() {
    let session = sample_sessions().join("licence-good");
    let files = fs::read_dir(session).unwrap().map(|entry| entry.unwrap().path());
    let output = bonafide().args(["one", "--as-of", AS_OF]).args(files).output().unwrap();
    let result: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["decision"]["action"], "PASS", "{}", stderr(&output));
}

#[test]
fn mrz_explains_a_zone_and_its_wrong_digit() {
    // The specimen of ICAO Doc 9303 part 4, with the last digit changed.
    let zone = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n\
                L898902C36UTO7408122F1204159ZE184226B<<<<<11\n";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("zone.txt");
    fs::write(&file, zone).unwrap();
    let output = bonafide().args(["mrz", "--as-of", AS_OF]).arg(&file).output().unwrap();
    insta::assert_snapshot!("mrz_wrong_digit", String::from_utf8(output.stdout).unwrap());
    assert_eq!(output.status.code(), Some(0), "a finding is not an exit code");
}

#[test]
fn barcode_reads_a_picture_and_says_what_each_element_is() {
    let back = sample_sessions().join("licence-good/driver_license_back.jpg");
    let words = bonafide().arg("barcode").arg(&back).output().unwrap();
    let words = String::from_utf8(words.stdout).unwrap();
    assert!(words.contains("DAQ") && words.contains("deviation"), "{words}");
    let json = bonafide().args(["barcode", "--json"]).arg(&back).output().unwrap();
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["standard"], "aamva");
}

#[test]
fn match_says_how_two_documents_differ() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a.json"), folder.path().join("b.json"));
    fs::write(&a, r#"{"last_name": "MUELLER", "birth_date": "1990-02-01"}"#).unwrap();
    fs::write(&b, r#"{"last_name": "Müller", "birth_date": "1990-01-02"}"#).unwrap();
    let output = bonafide().arg("match").arg(&a).arg(&b).output().unwrap();
    insta::assert_snapshot!("match", String::from_utf8(output.stdout).unwrap());
}

/// The published schemas under `docs/schemas` are what the program prints; after a change of the
/// result, `BONAFIDE_UPDATE_SCHEMAS=1 cargo test -p bonafide-cli` writes them anew.
#[test]
fn schemas_are_published() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas");
    for of in ["result", "session", "weights", "requirements", "policy"] {
        let printed = bonafide().args(["schema", of]).output().unwrap().stdout;
        let schema: Value = serde_json::from_slice(&printed).unwrap();
        assert!(schema["$schema"].is_string(), "{of}");
        let published = folder.join(format!("{of}.schema.json"));
        if std::env::var_os("BONAFIDE_UPDATE_SCHEMAS").is_some() {
            fs::create_dir_all(&folder).unwrap();
            fs::write(&published, &printed).unwrap();
        }
        assert_eq!(support::json(&published), schema, "{of}: the published schema is old");
    }
}

#[test]
fn doctor_checks_itself() {
    let output = bonafide().arg("doctor").output().unwrap();
    assert!(output.status.success());
    assert!(String::from_utf8(output.stdout).unwrap().contains("self-check        ok"));
}

#[test]
fn a_closed_pipe_is_success() {
    for verb in [&["schema", "result"][..], &["completions", "bash"], &["man"]] {
        let mut child = bonafide()
            .args(verb)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{verb:?}: {}", stderr(&output));
    }
}

#[test]
fn errors_of_match_quote_no_value() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.json");
    fs::write(&file, r#"{"document_number": 12345678}"#).unwrap();
    let output = bonafide().arg("match").arg(&file).arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("document_number") && !stderr(&output).contains("12345678"));
}

#[test]
fn pictures_of_another_session_are_not_embedded() {
    let folder = tempfile::tempdir().unwrap();
    support::run(&sample_sessions(), folder.path(), &[]);
    let back_with = |session: &str| {
        let output = bonafide()
            .args(["project", "--shape", "user-docs", "--images"])
            .arg(sample_sessions().join(session))
            .arg(folder.path().join("licence-good/result.json"))
            .output()
            .unwrap();
        let value: Value = serde_json::from_slice(&output.stdout).unwrap();
        value["documents"][0]["back"].as_str().unwrap().len()
    };
    assert!(back_with("licence-good") > 1000);
    assert_eq!(back_with("licence-other-person"), 0);
}

#[test]
fn eval_writes_one_row_a_case() {
    let folder = tempfile::tempdir().unwrap();
    let cases = r#"{"mrz": ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]}
{"mrz": ["too short"]}
"#;
    fs::write(folder.path().join("parser_cases.jsonl"), cases).unwrap();
    let rows = folder.path().join("rows.jsonl");
    let output =
        bonafide().args(["eval", "mrz-parser"]).arg(folder.path()).arg("-o").arg(&rows).output();
    assert!(output.unwrap().status.success());
    let rows = fs::read_to_string(rows).unwrap();
    let rows: Vec<Value> = rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    assert_eq!((&rows[0]["ok"], &rows[0]["checks_ok"]), (&true.into(), &true.into()));
    assert_eq!(rows[0]["fields"]["surname"], "ERIKSSON");
    assert_eq!(rows[1]["ok"], false);
}
