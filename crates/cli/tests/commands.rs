//! The other verbs, from outside.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

mod support;

use std::fs;

use serde_json::Value;
use support::{AS_OF, bonafide, sample_sessions, stderr};

#[test]
fn help_is_stable() {
    let verbs = [
        "", "run", "one", "mrz", "barcode", "liveness", "match", "project", "explain", "report",
        "rescore", "schema", "eval",
    ];
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
    for part in ["DAQ", "= female", "written month, day, year", "not on AAMVA's list", "judgement"]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    let json = bonafide().args(["barcode", "--json"]).arg(&back).output().unwrap();
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(
        (&json["schema_version"], &json["standard"]),
        (&"bonafide.barcode/1".into(), &"aamva".into())
    );
    let elements = json["contents"][0]["elements"].as_array().unwrap();
    let sex = elements.iter().find(|element| element["id"] == "DBC").unwrap();
    assert_eq!(
        (&sex["meaning"], &sex["value"], &sex["says"]),
        (&"sex".into(), &"2".into(), &"female".into())
    );
    // Specimens are of an invented issuer.
    assert_eq!(json["judgement"]["opinion"], "review");
}

/// Every departure is a sentence, what would steer a terminal is not printed, and a finding is not an
/// exit code.
#[test]
fn barcode_explains_a_payload_that_departs() {
    let payload = b"@\n\x1e\rANSI 636038080001DL00310095\
        DLDAQH868\x1b[31m\nDCSNYSTROM\nDBC2\nDAYQQQ\nDBB01042020\nDBD01041995\nDZZ1\nZZZ1\r";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("payload.txt");
    fs::write(&file, payload).unwrap();
    let output = bonafide().args(["barcode", "--as-of", AS_OF]).arg(&file).output().unwrap();
    let words = String::from_utf8(output.stdout).unwrap();
    insta::assert_snapshot!("barcode_departs", words);
    assert!(!words.contains('\x1b'), "{words:?}");
    assert_eq!(output.status.code(), Some(0), "a finding is not an exit code");
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

/// The account of a session whose claims differ from its barcode: by default nothing personal is in it.
#[test]
fn explain_puts_a_result_in_words() {
    let folder = tempfile::tempdir().unwrap();
    // What networks and pictures come to is for other tests.
    let weights = folder.path().join("weights.json");
    let zero = r#"{"image_manipulation_weight": 0, "is_identity_document_weight": 0}"#;
    fs::write(&weights, zero).unwrap();
    for (id, flag) in [("licence-number-mismatch", ""), ("licence-other-person", "--reveal")] {
        let (input, output) = (folder.path().join("in"), folder.path().join("out"));
        support::copy_folder(&sample_sessions().join(id), &input.join(id));
        support::run(&input, &output, &["--weights", weights.to_str().unwrap()]);
        let result = output.join(id).join("result.json");
        let mut command = bonafide();
        command.arg("explain").arg(&result).args((!flag.is_empty()).then_some(flag));
        let account = command.output().unwrap();
        assert_eq!(account.status.code(), Some(0), "{}", stderr(&account));
        let text = String::from_utf8(account.stdout).unwrap();
        insta::assert_snapshot!(format!("explain_{id}").replace('-', "_"), without_pictures(&text));
        let json = bonafide().args(["explain", "--json"]).arg(&result).output().unwrap();
        let json: Value = serde_json::from_slice(&json.stdout).unwrap();
        assert_eq!(json["sections"][0]["title"], format!("Session {id}"));
    }
}

/// An account without what changes with every version and without the tests of pictures.
fn without_pictures(account: &str) -> String {
    let told = account.split("\nMade by").next().unwrap();
    let mut kept = Vec::new();
    let mut of_picture = false;
    for line in told.lines() {
        let belongs = line.starts_with("    ");
        of_picture = (belongs && of_picture)
            || ["  image manipulation:", "  is identity document:", "  face match:"]
                .iter()
                .any(|name| line.starts_with(name));
        if !of_picture {
            kept.push(line);
        }
    }
    kept.join("\n")
}

/// The published schemas under `docs/schemas` are what the program prints; after a change of the
/// result, `BONAFIDE_UPDATE_SCHEMAS=1 cargo test -p bonafide-cli` writes them anew.
#[test]
fn schemas_are_published() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/schemas");
    for of in
        ["result", "session", "barcode", "weights", "requirements", "policy", "words", "audit"]
    {
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

/// A small set of damaged pictures: a page of a symbol as it is and one without any, twice.
fn degraded_set() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let back = sample_sessions().join("licence-good/driver_license_back.jpg");
    let json = bonafide().args(["barcode", "--json"]).arg(&back).output().unwrap();
    let json: Value = serde_json::from_slice(&json.stdout).unwrap();
    fs::copy(&back, folder.path().join("good.jpg")).unwrap();
    fs::copy(
        sample_sessions().join("licence-good/driver_license_front.jpg"),
        folder.path().join("none.jpg"),
    )
    .unwrap();
    // The truth of the picture is taken from what was read: the figures are what is tested here.
    let set = folder.path();
    fs::write(set.join("cases.jsonl"), "{\"file\": \"good.jpg\", \"text\": \"\"}\n").unwrap();
    let rows = set.join("first.jsonl");
    let first =
        bonafide().args(["eval", "barcode"]).arg(set).arg("-o").arg(&rows).output().unwrap();
    assert!(first.status.success(), "{}", stderr(&first));
    let row: Value = serde_json::from_str(&fs::read_to_string(rows).unwrap()).unwrap();
    let hex = row["symbols"][0]["bytes_hex"].as_str().unwrap();
    assert_eq!(json["bytes"].as_u64().unwrap() as usize, hex.len() / 2);
    let case = |file: &str, axis: &str, level: &str, truth: &str, feasible: bool| {
        format!(
            "{{\"file\": \"{file}\", \"axis\": \"{axis}\", \"level\": {level}, \"payload\": 0, \
             \"text_hex\": \"{truth}\", \"feasible\": {feasible}}}\n"
        )
    };
    let truth = [
        case("good.jpg", "clean", "0", hex, true),
        case("good.jpg", "rotation", "0.5", hex, true),
        case("none.jpg", "rotation", "2", hex, true),
        case("good.jpg", "torn", "\"start\"", "4142", true),
        case("none.jpg", "torn", "\"stop\"", hex, false),
    ];
    fs::write(set.join("truth.jsonl"), truth.concat()).unwrap();
    folder
}

#[test]
fn eval_barcode_counts_by_axis_and_level() {
    let set = degraded_set();
    let [rows, curves, plot] =
        ["rows.jsonl", "curves.md", "curves.svg"].map(|n| set.path().join(n));
    let output = bonafide()
        .args(["eval", "barcode"])
        .arg(set.path())
        .arg("-o")
        .arg(&rows)
        .arg("--curves")
        .arg(&curves)
        .arg("--plot")
        .arg(&plot)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let table = String::from_utf8(output.stdout).unwrap();
    let line = |start: &str| table.lines().find(|line| line.starts_with(start)).unwrap().to_owned();
    assert!(line("clean").contains("1/1"), "{table}");
    assert!(line("rotation          2 ").contains("0/1"), "{table}");
    // Another text than the truth was read.
    let torn: Vec<String> = line("torn").split_whitespace().map(str::to_owned).collect();
    assert_eq!(torn[..5], ["torn", "start", "0/1", "0.0", "%"]);
    assert_eq!(torn[5], "1");
    assert!(line("all").contains("2/4") && table.contains("left out: 1 pictures"), "{table}");
    let rows = fs::read_to_string(rows).unwrap();
    let first: Value = serde_json::from_str(rows.lines().next().unwrap()).unwrap();
    assert_eq!(rows.lines().count(), 4);
    assert!(first["reader"].is_string() && first["out"][0]["text"].is_string());
    let curves = fs::read_to_string(curves).unwrap();
    assert!(curves.contains("| clean | 0 | 1/1 | 100.0 % | 0 |"), "{curves}");
    assert!(fs::read_to_string(plot).unwrap().contains("Rotation, degrees"));
}

#[test]
fn curves_need_a_set_with_axes() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("cases.jsonl"), "").unwrap();
    let curves = folder.path().join("curves.md");
    let refused = |kind: &str| {
        let output = bonafide()
            .args(["eval", kind])
            .arg(folder.path())
            .arg("-o")
            .arg(folder.path().join("rows.jsonl"))
            .arg("--curves")
            .arg(&curves)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2));
        stderr(&output)
    };
    assert!(refused("barcode").contains("truth.jsonl"));
    assert!(refused("aamva").contains("eval barcode"));
    assert!(!curves.exists());
}
