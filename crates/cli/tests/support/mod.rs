//! What the black-box tests share: the binary, the sample sessions, readable results.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used)] // each test file uses its part; a failed unwrap is a failed test

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The date that the sample sessions are judged by.
pub const AS_OF: &str = "2026-06-01";

/// The binary with an empty home, so that nothing installed on a machine changes what is expected.
pub fn bonafide() -> Command {
    bonafide_at(Path::new(concat!(env!("CARGO_TARGET_TMPDIR"), "/no-home")))
}

/// The binary with this home.
pub fn bonafide_at(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bonafide"));
    command.env("BONAFIDE_HOME", home);
    command
}

pub fn sample_sessions() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/sessions")
}

pub fn run(input: &Path, output: &Path, flags: &[&str]) -> Output {
    bonafide()
        .args(["run", "--as-of", AS_OF, "-o"])
        .arg(output)
        .args(flags)
        .arg(input)
        .output()
        .unwrap()
}

pub fn result(output: &Path, id: &str) -> Value {
    json(&output.join(id).join("result.json"))
}

pub fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The lines of `results.ndjson` without their timings, which are the only thing that may differ.
pub fn untimed_lines(output: &Path) -> Vec<Value> {
    let text = fs::read_to_string(output.join("results.ndjson")).unwrap();
    text.lines()
        .map(|line| {
            let mut value: Value = serde_json::from_str(line).unwrap();
            value.as_object_mut().unwrap().remove("timings_ms").unwrap();
            value
        })
        .collect()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
}

/// A folder with `copies` of every sample session, under new names.
pub fn multiplied(copies: usize) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(sample_sessions()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        for copy in 0..copies {
            copy_folder(&path, &folder.path().join(format!("{name}-{copy:04}")));
        }
    }
    folder
}
