//! Machine-readable zones in pictures, from outside: `mrz IMG`, `eval mrz`, artifacts of `run`.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use bonafide::imaging::{Limits, Picture, Rgb, RgbImage, encode_png};
use serde_json::{Value, json};
use support::{AS_OF, bonafide, result, run, sample_sessions, stderr};

/// What is printed on the sample passport.
const PASSPORT: [&str; 2] = [
    "P<UTODUNMERROW<<INGRID<SABINE<<<<<<<<<<<<<<<",
    "H834224413UTO9201143F3512104FP3616356<<<<<60",
];

fn passport() -> PathBuf {
    sample_sessions().join("passport-good/passport_front.jpg")
}

fn mrz(flags: &[&str], input: &Path) -> Output {
    bonafide().args(["mrz", "--as-of", AS_OF]).args(flags).arg(input).output().unwrap()
}

fn record(input: &Path) -> Value {
    let output = mrz(&["--json"], input);
    let text = String::from_utf8_lossy(&output.stdout);
    assert_eq!(text.lines().count(), 1, "one record, one line: {}", stderr(&output));
    let record: Value = serde_json::from_str(&text).unwrap();
    let nothing_read = record["zones"].as_array().unwrap().is_empty();
    assert_eq!(output.status.code(), Some(i32::from(nothing_read)), "{}", stderr(&output));
    record
}

fn white_png(folder: &Path, width: u32, height: u32) -> PathBuf {
    let path = folder.join("white.png");
    let white = RgbImage::from_pixel(width, height, Rgb([255; 3]));
    fs::write(&path, encode_png(&white).unwrap()).unwrap();
    path
}

#[test]
fn a_picture_gives_a_record_with_every_character() {
    let output = mrz(&["--json"], &passport());
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with(r#"{"schema_version":"bonafide.mrz/1""#), "the version comes first");
    let record = record(&passport());
    assert_eq!(record["outcome"], "read");
    assert_eq!(record["engine"]["models"].as_array().unwrap().len(), 2);
    let zone = &record["zones"][0];
    assert_eq!(zone["lines"], json!(PASSPORT));
    assert_eq!((&zone["format"], &zone["valid"]), (&"TD3".into(), &true.into()));
    assert_eq!(zone["fields"]["last_name"]["value"], "DUNMERROW");
    let (width, height) = (record["width"].as_f64().unwrap(), record["height"].as_f64().unwrap());
    let mut before = 0.0;
    for (line, text) in zone["characters"].as_array().unwrap().iter().zip(PASSPORT) {
        assert_eq!(line.as_array().unwrap().len(), 44);
        for (character, printed) in line.as_array().unwrap().iter().zip(text.chars()) {
            assert_eq!(character["value"], printed.to_string());
            assert!((0.0..=1.0).contains(&character["probability"].as_f64().unwrap()));
            let [x, y] = [0, 1].map(|axis| character["center"][axis].as_f64().unwrap());
            assert!((0.0..width).contains(&x) && (height * 0.7..height).contains(&y));
            assert!(x > before || printed == text.chars().next().unwrap());
            before = x;
        }
    }
}

#[test]
fn a_picture_is_explained_in_words() {
    let output = mrz(&[], &sample_sessions().join("passport-wrong-digit/passport_front.jpg"));
    assert_eq!(output.status.code(), Some(0), "a finding is not an exit code");
    let words = String::from_utf8(output.stdout).unwrap();
    assert!(words.contains("document_number   WRONG: 9 stands there, 8 is computed"), "{words}");
    assert!(words.contains("confidence        0."), "{words}");
}

#[test]
fn a_turned_picture_reads_the_same() {
    let upright = Picture::decode(&fs::read(passport()).unwrap(), &Limits::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let (width, height) = upright.rgb().dimensions();
    let turned =
        RgbImage::from_fn(height, width, |x, y| *upright.rgb().get_pixel(y, height - 1 - x));
    let path = folder.path().join("turned.png");
    fs::write(&path, encode_png(&turned).unwrap()).unwrap();
    assert_eq!(record(&path)["zones"][0]["lines"], json!(PASSPORT));
}

#[test]
fn without_a_zone_the_exit_code_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let blank = white_png(folder.path(), 800, 500);
    let record = record(&blank);
    assert_eq!((&record["outcome"], &record["zones"]), (&"no_zone".into(), &json!([])));
    let words = mrz(&[], &blank);
    assert_eq!(words.status.code(), Some(1));
    assert!(String::from_utf8(words.stdout).unwrap().contains("no machine-readable zone"));
    let text = folder.path().join("letter.txt");
    fs::write(&text, "Dear all,\nnothing here.\n").unwrap();
    assert_eq!(mrz(&[], &text).status.code(), Some(1));
    let barcode = bonafide().arg("barcode").arg(&blank).output().unwrap();
    assert_eq!(barcode.status.code(), Some(1), "{}", stderr(&barcode));
}

#[test]
fn hostile_pictures_end_in_a_record_with_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let whole = fs::read(passport()).unwrap();
    // A bitmap that announces 60,000 by 60,000 pixels and has none.
    let mut bomb = b"BM\0\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0".to_vec();
    bomb.extend([60_000_u32.to_le_bytes(), 60_000_u32.to_le_bytes()].concat());
    bomb.extend([1, 0, 24, 0]);
    bomb.extend([0; 24]);
    for (name, bytes, code) in [
        ("cut.jpg", &whole[..whole.len() / 3], "decode_failed"),
        ("header.jpg", b"\xff\xd8\xff\xe0".as_slice(), "decode_failed"),
        ("bomb.bmp", &bomb, "image_too_large"),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let output = mrz(&["--json"], &path);
        assert_eq!(output.status.code(), Some(1), "{name}: {}", stderr(&output));
        let record: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(record["error"]["code"], code, "{name}");
        assert_eq!(record["file"], name);
        assert_eq!(mrz(&[], &path).status.code(), Some(1), "{name}");
    }
    fs::write(folder.path().join("zip.jpg"), b"PK\x03\x04 \xff\xfe").unwrap();
    assert_eq!(mrz(&["--json"], &folder.path().join("zip.jpg")).status.code(), Some(2));
}

#[test]
fn slivers_and_dots_have_no_zone() {
    for (width, height) in [(1, 1), (1, 4000), (4000, 1), (17, 3)] {
        let folder = tempfile::tempdir().unwrap();
        let record = record(&white_png(folder.path(), width, height));
        assert_eq!(record["outcome"], "no_zone", "{width} by {height}");
    }
}

#[test]
fn a_device_or_runtime_that_is_not_there_is_an_error() {
    let nowhere = mrz(&["--device", "cuda:99"], &passport());
    assert_eq!(nowhere.status.code(), Some(4), "{}", stderr(&nowhere));
    let folder = tempfile::tempdir().unwrap();
    let library = folder.path().join("libonnxruntime.so");
    fs::write(&library, b"no library").unwrap();
    let flags = ["--runtime", "ort", "--onnxruntime", library.to_str().unwrap()];
    assert_eq!(mrz(&flags, &passport()).status.code(), Some(4));
    assert_eq!(mrz(&["--device", "gpu"], &passport()).status.code(), Some(2));
}

/// A set of two sample pictures with zones and one without.
fn small_set(folder: &Path) {
    let card = sample_sessions().join("identity-card/id_card_front.jpg");
    fs::copy(passport(), folder.join("passport.jpg")).unwrap();
    fs::copy(
        sample_sessions().join("passport-wrong-digit/passport_front.jpg"),
        folder.join("wrong-digit.jpg"),
    )
    .unwrap();
    fs::copy(card, folder.join("front.jpg")).unwrap();
    let cases = [
        json!({"file": "passport.jpg", "width": 984, "mrz": PASSPORT, "format": "TD3"}),
        // The truth is made up for this test, so that one of the two is not exact.
        json!({"file": "wrong-digit.jpg", "width": 399, "mrz": PASSPORT, "format": "TD3"}),
        json!({"file": "front.jpg", "width": 800, "mrz": []}),
    ];
    let lines: Vec<String> = cases.iter().map(Value::to_string).collect();
    fs::write(folder.join("cases.jsonl"), lines.join("\n")).unwrap();
}

#[test]
fn eval_writes_rows_and_prints_figures() {
    let folder = tempfile::tempdir().unwrap();
    small_set(folder.path());
    let rows = folder.path().join("rows.jsonl");
    let output =
        bonafide().args(["eval", "mrz"]).arg(folder.path()).arg("-o").arg(&rows).output().unwrap();
    assert!(output.status.success(), "{}", stderr(&output));
    let rows = fs::read_to_string(rows).unwrap();
    let rows: Vec<Value> = rows.lines().map(|row| serde_json::from_str(row).unwrap()).collect();
    assert_eq!(rows.len(), 3);
    assert_eq!((&rows[0]["file"], &rows[0]["lines"]), (&"passport.jpg".into(), &json!(PASSPORT)));
    assert_eq!(rows[0]["confident"], true);
    assert!(rows[0]["ms"].as_f64().unwrap() > 0.0);
    assert_eq!(rows[2]["lines"], json!([]));
    let table = String::from_utf8(output.stdout).unwrap();
    for line in [
        "whole zone exact                   1 of 2 (50.0 %)",
        "  width:<400                       0 of 1 (0.0 %)",
        "read where there is no zone        0 of 1 (0.0 %)",
        "nothing read                       0 of 2 (0.0 %)",
    ] {
        assert!(table.contains(line), "{line}\n{table}");
    }
}

#[test]
fn overlays_are_written_when_asked_for_and_taken_away_by_the_next_run() {
    let input = tempfile::tempdir().unwrap();
    let session = sample_sessions().join("passport-good");
    support::copy_folder(&session, &input.path().join("passport-good"));
    let out = tempfile::tempdir().unwrap();
    run(input.path(), out.path(), &["--artifacts", "all"]);
    let named = result(out.path(), "passport-good")["artifacts"].clone();
    assert_eq!(named[0]["name"], "artifacts/passport_front_mrz.png");
    let overlay = out.path().join("passport-good/artifacts/passport_front_mrz.png");
    let picture = Picture::decode(&fs::read(&overlay).unwrap(), &Limits::default()).unwrap();
    assert!(picture.facts().width <= 1600);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&overlay).unwrap().permissions().mode() & 0o077, 0);
    }
    run(input.path(), out.path(), &[]);
    assert!(!overlay.exists(), "nobody asked for it this time");
    assert_eq!(result(out.path(), "passport-good").get("artifacts"), None);
    let resumed = run(input.path(), out.path(), &["--resume", "--artifacts", "all"]);
    assert_eq!(resumed.status.code(), Some(2), "made with other settings");
}

#[test]
fn any_number_of_threads_gives_the_same_zones() {
    let input = tempfile::tempdir().unwrap();
    for id in ["passport-good", "passport-wrong-digit", "identity-card", "passport-card"] {
        for copy in 0..3 {
            let name = format!("{id}-{copy}");
            support::copy_folder(&sample_sessions().join(id), &input.path().join(name));
        }
    }
    let [one, four] = ["1", "4"].map(|jobs| {
        let out = tempfile::tempdir().unwrap();
        run(input.path(), out.path(), &["--jobs", jobs]);
        support::untimed_lines(out.path())
    });
    assert_eq!(one.len(), 12);
    assert_eq!(one, four);
}
