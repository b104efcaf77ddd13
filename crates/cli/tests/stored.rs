//! What is done with stored results and pictures afterwards: made again, masked, recorded, measured.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

mod support;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;
use support::{AS_OF, bonafide, copy_folder, json, run, sample_sessions, stderr};

const GOOD: &str = "licence-good";

/// The sample session with its result.
fn evaluated() -> (tempfile::TempDir, tempfile::TempDir) {
    let (input, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    copy_folder(&sample_sessions().join(GOOD), &input.path().join(GOOD));
    let ran = run(input.path(), out.path(), &[]);
    assert_eq!(ran.status.code(), Some(0), "{}", stderr(&ran));
    (input, out)
}

fn replay(result: &Path, inputs: &Path, flags: &[&str]) -> Output {
    bonafide().arg("replay").arg(result).arg("--inputs").arg(inputs).args(flags).output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_result_is_made_again() {
    let (input, out) = evaluated();
    let result = out.path().join(GOOD).join("result.json");
    for folder in [input.path().to_owned(), input.path().join(GOOD)] {
        let same = replay(&result, &folder, &[]);
        assert_eq!(same.status.code(), Some(0), "{}{}", stdout(&same), stderr(&same));
        assert!(stdout(&same).starts_with("the same: sha256:"), "{}", stdout(&same));
    }
}

#[test]
fn what_differs_first_is_named_and_its_value_only_on_demand() {
    let (input, out) = evaluated();
    let result = out.path().join(GOOD).join("result.json");
    let session = input.path().join(GOOD).join("session.json");
    let mut changed = json(&session);
    changed["claims"]["last_name"] = Value::from("ZZMARK");
    fs::write(&session, changed.to_string()).unwrap();
    let other = replay(&result, input.path(), &[]);
    assert_eq!(other.status.code(), Some(11), "{}", stderr(&other));
    assert!(stdout(&other).starts_with("differs first at /documents/"), "{}", stdout(&other));
    assert!(!stdout(&other).contains("ZZMARK"));
    let other = replay(&result, input.path(), &["--json", "--reveal"]);
    let report: Value = serde_json::from_slice(&other.stdout).unwrap();
    assert_eq!((&report["same"], &report["again"]), (&Value::from(false), &Value::from("ZZMARK")));
    // A picture that was exchanged is the cause of everything else.
    fs::copy(
        input.path().join(GOOD).join("driver_license_back.jpg"),
        input.path().join(GOOD).join("driver_license_front.jpg"),
    )
    .unwrap();
    let other = replay(&result, input.path(), &[]);
    assert!(stdout(&other).contains("at /inputs/"), "{}", stdout(&other));
}

#[test]
fn a_result_that_was_changed_is_not_replayed() {
    let (input, out) = evaluated();
    let result = out.path().join(GOOD).join("result.json");
    let mut changed = json(&result);
    changed["decision"]["verified"] = Value::from(false);
    fs::write(&result, changed.to_string()).unwrap();
    let refused = replay(&result, input.path(), &[]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(stderr(&refused).contains("was changed after it was made"), "{}", stderr(&refused));
}

fn redact(input: &Path, output: &Path) -> Output {
    bonafide().arg("redact").arg(input).arg("-o").arg(output).output().unwrap()
}

#[test]
fn a_redacted_result_shows_nobody_and_is_a_result() {
    let (_, out) = evaluated();
    let result = out.path().join(GOOD).join("result.json");
    let copy = out.path().join("copy.json");
    let redacted = redact(&result, &copy);
    assert_eq!(redacted.status.code(), Some(0), "{}", stderr(&redacted));
    let text = fs::read_to_string(&copy).unwrap();
    for (field, choice) in json(&result)["fields"].as_object().unwrap() {
        let value = choice["chosen"].as_str().unwrap();
        // A value of one or two letters is in every text, and a state of issue is no person's.
        let telling = value.len() > 3 && !field.starts_with("issuing");
        assert!(!telling || !text.contains(value), "{field} is in the copy");
    }
    let [was, is] = [&result, &copy].map(|path| json(path));
    assert_eq!(was["decision"], is["decision"]);
    let explained = bonafide().arg("explain").arg(&copy).output().unwrap();
    assert_eq!(explained.status.code(), Some(0), "{}", stderr(&explained));
}

#[test]
fn text_is_masked_and_other_text_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (input, copy) = (folder.path().join("in.txt"), folder.path().join("copy"));
    fs::write(&input, b"@\n\x1e\rANSI 636001090002DL00410030ZN00710010DLDAQZZMARK1\nDCSZZMARK\nDBB01021990\n\rZNZNAX\n\r").unwrap();
    assert_eq!(redact(&input, &copy).status.code(), Some(0));
    let text = fs::read_to_string(&copy).unwrap();
    assert!(text.contains("DAQ*******") && !text.contains("ZZMARK"), "{text}");
    assert!(!text.contains("1990"), "{text}");
    fs::write(&input, b"Dear Mr ZZMARK").unwrap();
    let refused = redact(&input, &copy);
    assert_eq!(refused.status.code(), Some(2));
    assert!(!stderr(&refused).contains("ZZMARK"));
}

/// Without the networks that find what must be covered, nothing is written.
#[test]
fn a_picture_is_not_redacted_in_part() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy.png");
    let picture = sample_sessions().join(GOOD).join("driver_license_front.jpg");
    let refused = redact(&picture, &copy);
    assert_eq!(refused.status.code(), Some(3), "{}", stderr(&refused));
    assert!(!copy.exists());
}

#[test]
fn the_audit_record_tells_every_session_and_nobody() {
    let (input, out) = evaluated();
    let text = fs::read_to_string(out.path().join("audit.ndjson")).unwrap();
    let record: Value = serde_json::from_str(text.trim_end()).unwrap();
    let result = json(&out.path().join(GOOD).join("result.json"));
    assert_eq!(record["result_hash"], result["result_hash"]);
    assert_eq!(record["engine"], result["engine"]);
    let claims = json(&input.path().join(GOOD).join("session.json"))["claims"].clone();
    for (name, value) in claims.as_object().unwrap() {
        let value = value.as_str().unwrap();
        assert!(value.len() < 3 || !text.contains(value), "{name} is in the record");
    }
}

#[test]
fn sessions_can_be_listed() {
    let (input, out) = evaluated();
    let listed = tempfile::tempdir().unwrap();
    let mut child = bonafide()
        .args(["run", "--as-of", AS_OF, "--files-from", "-", "-o"])
        .arg(listed.path())
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let missing = input.path().join("gone");
    let list = format!("{}\0{}\0", input.path().join(GOOD).display(), missing.display());
    child.stdin.take().unwrap().write_all(list.as_bytes()).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1), "one session is not there");
    let hash = |out: &Path| json(&out.join(GOOD).join("result.json"))["result_hash"].clone();
    assert_eq!(hash(listed.path()), hash(out.path()));
    assert_eq!(json(&listed.path().join("gone/result.json"))["error"]["code"], "file_unreadable");
    assert_eq!(json(&listed.path().join("summary.json"))["sessions"], 2);
    let neither = bonafide().args(["run", "-o"]).arg(out.path()).output().unwrap();
    assert_eq!(neither.status.code(), Some(2));
}

#[test]
fn the_machine_is_measured_and_compared() {
    let (input, out) = evaluated();
    let figures = out.path().join("figures.json");
    let bench = |flags: &[&str]| {
        let mut command = bonafide();
        command.args(["bench", "--seconds", "0.05", "--as-of", AS_OF]).arg(input.path());
        let done = command.args(flags).output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", stderr(&done));
        stdout(&done)
    };
    let table = bench(&["-o", figures.to_str().unwrap()]);
    assert!(table.contains("| barcode |") && table.contains("| 1 |"), "{table}");
    let figures_json = json(&figures);
    assert_eq!(figures_json["sessions"], 1);
    assert!(figures_json["stages_ms"]["total"]["p50"].as_f64().unwrap() > 0.0);
    assert!(figures_json["networks"].as_array().unwrap().len() >= 2);
    let compared = bench(&["--compare", figures.to_str().unwrap()]);
    assert!(compared.contains("here ÷ there") && !compared.contains("NOT THE SAME"), "{compared}");
}
