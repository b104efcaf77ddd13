//! `bonafide doctor` and `bonafide models` as someone meets them at the shell.

#![allow(clippy::unwrap_used)]

mod support;

use std::fs;
use std::path::Path;

use support::bonafide;

/// Standard output and the exit code.
fn answer(args: &[&str]) -> (String, Option<i32>) {
    let output = bonafide().args(args).output().unwrap();
    (String::from_utf8(output.stdout).unwrap(), output.status.code())
}

/// A folder with one model of which no more than the manifest is there.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let manifest = r#"
        format = 1
        [[model]]
        id = "example"
        version = "3"
        kind = "brought"
        task = "Tells nothing."
        file = "example.onnx"
        sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        bytes = 3
        licence = "CC0-1.0"
        origin = "three letters"
        training_data = "none"
        threshold = { value = 0.25, fitted = "not at all" }
        [[model.input]]
        name = "x"
        shape = [1]
        range = [0.0, 1.0]
        layout = "anything"
        [[model.output]]
        name = "y"
        shape = [1]
        layout = "anything"
    "#;
    fs::write(folder.path().join("manifest.toml"), manifest).unwrap();
    folder
}

fn path(folder: &Path) -> &str {
    folder.to_str().unwrap()
}

#[test]
fn doctor_tells_runtime_device_and_models() {
    let (text, code) = answer(&["doctor", "--runtime", "rten", "--device", "cpu"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("\nruntime           rten 0."), "{text}");
    assert!(text.contains("\ndevice            cpu\n"), "{text}");
    assert!(text.contains("pip install onnxruntime"), "{text}");
    assert!(text.contains("\nself-check        ok\n"), "{text}");
    assert!(!text.contains("FAILED"), "{text}");
}

#[test]
fn doctor_tells_what_to_do_about_a_missing_model() {
    let folder = folder();
    let args = ["doctor", "--runtime", "rten", "--models", path(folder.path())];
    let (text, code) = answer(&args);
    assert_eq!(code, Some(0), "what is not here disables its tests, no more: {text}");
    assert!(text.contains("example 3, brought, 1 KiB: not here: put example.onnx into"), "{text}");
    assert!(text.contains("not here: install it by `bonafide models install`"), "{text}");
    fs::write(folder.path().join("example.onnx"), "abd").unwrap();
    let (text, code) = answer(&args);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains(
            "example 3, brought, 1 KiB: FAILED: model example: example.onnx has the hash"
        ),
        "{text}"
    );
}

#[test]
fn doctor_tells_what_to_do_about_a_missing_device() {
    let (text, code) = answer(&["doctor", "--runtime", "rten", "--device", "cuda:0"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("device cuda:0 is unavailable"), "{text}");
    assert!(text.contains("--device cpu"), "{text}");
    let (text, code) = answer(&["doctor", "--onnxruntime", "/nowhere/libonnxruntime.so"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("no ONNX Runtime library at /nowhere/libonnxruntime.so"), "{text}");
}

#[test]
fn unknown_devices_and_runtimes_are_wrong_usage() {
    assert_eq!(answer(&["doctor", "--device", "gpu"]).1, Some(2));
    assert_eq!(answer(&["doctor", "--runtime", "tract"]).1, Some(2));
}

#[test]
fn models_are_listed_and_verified() {
    let folder = folder();
    let dir = path(folder.path());
    let (text, code) = answer(&["models", "--models", dir]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("example 3 (brought, 1 KiB, CC0-1.0)\n  Tells nothing.\n"), "{text}");
    assert!(text.contains("  threshold 0.25: not at all\n  not here: put example.onnx"), "{text}");
    let (text, _) = answer(&["models", "licenses", "--models", dir]);
    assert!(text.contains("example: CC0-1.0\n  origin: three letters\n"), "{text}");

    let (text, code) = answer(&["models", "verify", "--models", dir, "--only", "example"]);
    assert_eq!(code, Some(3), "{text}");
    assert!(text.contains("example: model example: example.onnx is missing"), "{text}");
    fs::write(folder.path().join("example.onnx"), "abd").unwrap();
    let (text, code) = answer(&["models", "verify", "--models", dir, "--only", "example"]);
    assert_eq!(code, Some(3), "{text}");
    assert!(text.contains("example.onnx has the hash"), "{text}");
    fs::write(folder.path().join("example.onnx"), "abc").unwrap();
    let (text, code) = answer(&["models", "verify", "--models", dir, "--only", "example"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("example: ok\n"), "{text}");
}

#[test]
fn models_as_json_are_one_object_per_line() {
    let folder = folder();
    for what in ["list", "verify", "licenses"] {
        let (text, _) = answer(&["models", what, "--json", "--models", path(folder.path())]);
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.last().unwrap()["id"], "example", "{what}");
    }
}

#[test]
fn what_is_missing_is_told_by_verify() {
    let (text, code) = answer(&["models", "verify"]);
    assert_eq!(code, Some(3), "{text}");
    assert!(text.contains("blazeface: model blazeface: blazeface.onnx is missing"), "{text}");
    assert!(text.contains("install it by `bonafide models install`"), "{text}");
    assert!(text.contains("face_encode: not brought\n"), "{text}");
    assert_eq!(
        answer(&["models", "verify", "--only", "mrz_ocr"]),
        ("mrz_ocr: ok\n".to_owned(), Some(0))
    );
    assert_eq!(answer(&["models", "verify", "--only", "crystal_ball"]).1, Some(3));
}

#[test]
fn nothing_is_fetched_offline() {
    let home = tempfile::tempdir().unwrap();
    let install = |flags: &[&str]| {
        let output = support::bonafide_at(home.path())
            .args(["models", "install"])
            .args(flags)
            .output()
            .unwrap();
        (String::from_utf8(output.stdout).unwrap(), output.status.code())
    };
    let (text, code) = install(&["--offline"]);
    assert_eq!(code, Some(3), "{text}");
    assert!(text.contains("\nnot installed: minifasnet_v2 ("), "{text}");
    assert!(text.contains("models install --only minifasnet_v2 --from DIR`)"), "{text}");
    assert!(text.contains("blazeface: skipped: @vladmandic/human@3.3.6 is not here"), "{text}");
    assert!(text.contains("0 installed, 0 there before, "), "{text}");
    let (text, code) = install(&["--offline", "--only", "minifasnet_v2"]);
    assert!(text.starts_with("minifasnet_v2: skipped: ") && code == Some(3), "{text}");
    let (text, code) = install(&["--offline", "--runtime"]);
    assert!(matches!(code, Some(4)) && text.starts_with("onnxruntime: skipped"), "{text}");
    let (text, code) = install(&["--offline", "--json", "--only", "blazeface"]);
    let line: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        (line["id"].as_str(), line["outcome"].as_str()),
        (Some("blazeface"), Some("skipped"))
    );
    assert!(line["error"].is_string() && code == Some(3), "{text}");
    assert_eq!(install(&["--runtime", "--only", "blazeface"]).1, Some(2));
    assert!(!home.path().join("models").exists(), "nothing is made for nothing");
}

/// A machine that reaches registries only, and so no addresses: the packages are in a folder.
#[test]
fn models_at_an_address_are_not_missed_where_registries_have_the_rest() {
    let packages = bonafide_testing::folder("installing the packages", "BONAFIDE_PACKAGES");
    let Some(packages) = packages else { return };
    let (home, registry) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for entry in fs::read_dir(packages).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|end| end == "tgz") {
            fs::copy(&path, registry.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    let output = support::bonafide_at(home.path())
        .args(["models", "install", "--offline", "--from", path(registry.path())])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.contains("face_recognition: brought") && text.contains("\nnot installed: "),
        "{text}"
    );
}

#[test]
fn tensorrt_that_is_asked_for_and_not_there_is_an_error() {
    let (text, code) = answer(&["doctor", "--tensorrt", "--device", "cpu"]);
    assert!(text.contains("TensorRT runs on graphics processors only"), "{text}");
    assert_eq!(code, Some(1), "{text}");
}

#[test]
fn a_brought_file_is_known_by_its_hash() {
    let (models, brought) = (folder(), tempfile::tempdir().unwrap());
    fs::write(brought.path().join("of any name"), "abc").unwrap();
    fs::write(brought.path().join("another"), "abd").unwrap();
    let install = ["models", "install", "--offline", "--only", "example", "--models"];
    let flags = [path(models.path()), "--from", path(brought.path())];
    let (text, code) = answer(&[&install[..], &flags].concat());
    assert_eq!(code, Some(0), "{text}");
    assert!(text.starts_with("example: brought, 1 KiB, "), "{text}");
    assert_eq!(fs::read(models.path().join("example.onnx")).unwrap(), b"abc");
    let (text, _) = answer(&[&install[..], &flags].concat());
    assert!(text.starts_with("example: present, "), "{text}");
}
