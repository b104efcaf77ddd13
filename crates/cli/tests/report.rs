//! Pages: written with their results, masked, made again from what is stored, gone with a new run.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{bonafide, copy_folder, result, run, stderr};

/// A licence whose number is not the one that is claimed.
const SESSION: &str = "licence-number-mismatch";

fn sessions(ids: &[&str]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for id in ids {
        copy_folder(&support::sample_sessions().join(id), &folder.path().join(id));
    }
    folder
}

fn page(out: &Path, id: &str) -> PathBuf {
    out.join(id).join("report.html")
}

/// A value of the session that must not be in a masked page.
fn secret(out: &Path) -> String {
    let result = result(out, SESSION);
    let chosen = &result["fields"]["document_number"]["chosen"];
    chosen.as_str().unwrap().to_owned()
}

#[test]
fn a_run_writes_masked_pages_and_an_index_that_links_them() {
    let (input, out) = (sessions(&[SESSION, "licence-back-is-zip"]), tempfile::tempdir().unwrap());
    run(input.path(), out.path(), &["--html", "--artifacts", "all"]);
    let report = fs::read_to_string(page(out.path(), SESSION)).unwrap();
    let secret = secret(out.path());
    assert!(report.contains("Personal values are masked") && !report.contains(&secret));
    let index = fs::read_to_string(out.path().join("index.html")).unwrap();
    assert!(index.contains("2 sessions") && index.contains("decode failed"));
    for id in [SESSION, "licence-back-is-zip"] {
        assert!(page(out.path(), id).exists() && index.contains(&format!("./{id}/report.html")));
    }
    assert!(!index.contains(&secret));

    // The next run leaves no page of this one.
    run(input.path(), out.path(), &[]);
    assert!(!page(out.path(), SESSION).exists() && !out.path().join("index.html").exists());
}

#[test]
fn a_stored_result_gives_the_page_of_its_run() {
    let (input, out) = (sessions(&[SESSION]), tempfile::tempdir().unwrap());
    run(input.path(), out.path(), &["--html", "--redact", "none", "--artifacts", "all"]);
    let written = fs::read_to_string(page(out.path(), SESSION)).unwrap();
    assert!(written.contains(&secret(out.path())) && written.contains("data:image/png;base64,"));
    let stored = out.path().join(SESSION).join("result.json");
    let report = |flags: &[&str]| {
        let output = bonafide().arg("report").arg(&stored).args(flags).output().unwrap();
        assert!(output.status.success(), "{}", stderr(&output));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(report(&["--redact", "none"]) == written, "the pages differ");
    assert!(!report(&[]).contains(&secret(out.path())));
    let again = out.path().join("again.html");
    assert_eq!(report(&["--redact", "none", "-o", again.to_str().unwrap()]), "");
    assert!(fs::read_to_string(&again).unwrap() == written, "the pages differ");

    // Pages that hide something else are another run.
    let refused = run(input.path(), out.path(), &["--resume", "--html"]);
    assert_eq!(refused.status.code(), Some(2));
    let flags = ["--resume", "--html", "--redact", "none", "--artifacts", "all"];
    assert_eq!(run(input.path(), out.path(), &flags).status.code(), Some(0));
    assert!(fs::read_to_string(page(out.path(), SESSION)).unwrap() == written);
}

#[test]
fn what_is_no_result_is_refused_without_being_quoted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("result.json");
    fs::write(&path, r#"{"schema": "ZZMARK"}"#).unwrap();
    let refused = bonafide().arg("report").arg(&path).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(refused.stdout.is_empty() && !stderr(&refused).contains("ZZMARK"));
}
