//! What is corrupt, huge or hostile costs its own result only, and says what it is.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

mod support;

use std::fs;
use std::path::Path;

use serde_json::Value;
use support::{copy_folder, json, result, run, sample_sessions, stderr};

const GOOD: &str = "licence-good";

/// A folder with one good session; each test adds a bad one beside it.
fn with_good_session() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&sample_sessions().join(GOOD), &folder.path().join(GOOD));
    folder
}

fn add(folder: &Path, session: &str, file: &str, bytes: &[u8]) {
    let path = folder.join(session);
    fs::create_dir_all(&path).unwrap();
    fs::write(path.join(file), bytes).unwrap();
}

/// Runs the folder and returns the result of `bad`, having looked that the good session passed.
fn bad_beside_good(folder: &Path, bad: &str) -> Value {
    let out = tempfile::tempdir().unwrap();
    let ran = run(folder, out.path(), &[]);
    assert_eq!(ran.status.code(), Some(1), "{}", stderr(&ran));
    let good = result(out.path(), GOOD);
    assert_eq!(good["decision"]["action"], "PASS");
    let bad = result(out.path(), bad);
    assert_eq!(bad["decision"]["verified"], false);
    bad
}

fn error_of(file: &str, bytes: &[u8]) -> Value {
    let folder = with_good_session();
    add(folder.path(), "bad", file, bytes);
    bad_beside_good(folder.path(), "bad")["error"].clone()
}

#[test]
fn truncated_jpeg() {
    let back = fs::read(sample_sessions().join(GOOD).join("driver_license_back.jpg")).unwrap();
    let error = error_of("driver_license_back.jpg", &back[..back.len() / 2]);
    assert_eq!((&error["code"], &error["stage"]), (&"decode_failed".into(), &"decode".into()));
    assert_eq!(error["file"], "driver_license_back");
}

#[test]
fn zip_named_jpg_and_empty_file() {
    let error = error_of("selfie.jpg", b"PK\x03\x04 and so on");
    assert_eq!(error["code"], "decode_failed");
    assert!(error["message"].as_str().unwrap().contains("zip"), "{error}");
    assert_eq!(error_of("selfie.jpg", b"")["code"], "decode_failed");
}

#[test]
fn header_of_60000_by_60000() {
    // A PNG that announces 3.6 thousand megapixels and has none.
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend(60_000_u32.to_be_bytes());
    png.extend(60_000_u32.to_be_bytes());
    png.extend([8, 2, 0, 0, 0]);
    let crc = crc32(&png[12..]);
    png.extend(crc.to_be_bytes());
    png.extend(b"\0\0\0\0IDAT");
    png.extend(crc32(b"IDAT").to_be_bytes());
    assert_eq!(error_of("driver_license_front.png", &png)["code"], "image_too_large");
}

/// CRC-32 of PNG (ISO 3309), bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 }
        })
    })
}

#[test]
fn one_pixel() {
    let folder = with_good_session();
    let dot = bonafide::imaging::RgbImage::new(1, 1);
    let png = bonafide::imaging::encode_png(&dot).unwrap();
    add(folder.path(), "bad", "driver_license_back.png", &png);
    let out = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), out.path(), &[]).status.code(), Some(0));
    let tiny = result(out.path(), "bad");
    assert_eq!(tiny["decision"]["action"], "PENDING");
    assert_eq!(tiny["quality"]["driver_license_back"]["usable"], false);
}

#[test]
fn two_files_for_one_slot() {
    let folder = with_good_session();
    add(folder.path(), "bad", "selfie.jpg", b"x");
    add(folder.path(), "bad", "selfie.png", b"x");
    let bad = bad_beside_good(folder.path(), "bad");
    assert_eq!(bad["error"]["code"], "slot_duplicate");
    assert_eq!(bad["decision"]["rule"], "session_error");
}

#[test]
fn settings_that_cannot_be_used_are_named() {
    for (json, key) in [
        (r#"{"wieghts": {}}"#, "wieghts"),
        (r#"{"weights": {"age_weight": NaN}}"#, "line 1"),
        (r#"{"weights": {"idv_session_tolerance": 90}}"#, "idv_session_tolerance"),
        (r#"{"kind": "ida"}"#, "reference.enc.json"),
        ("not json", "line 1"),
    ] {
        let error = error_of("session.json", json.as_bytes());
        assert_eq!(error["code"], "config_invalid", "{json}");
        assert!(error["message"].as_str().unwrap().contains(key), "{json}: {error}");
    }
}

#[test]
fn encoding_of_another_encoder() {
    let folder = with_good_session();
    let settings = r#"{"kind": "ida", "settings": {"face_encoder_id": "encoder-a"}}"#;
    add(folder.path(), "bad", "session.json", settings.as_bytes());
    let encoding = r#"{"encoder_id": "encoder-b", "values": [1.0, 0.0]}"#;
    add(folder.path(), "bad", "reference.enc.json", encoding.as_bytes());
    assert_eq!(bad_beside_good(folder.path(), "bad")["error"]["code"], "encoder_mismatch");
}

#[cfg(unix)]
#[test]
fn link_out_of_the_folder() {
    let folder = with_good_session();
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("secret.jpg");
    fs::copy(sample_sessions().join(GOOD).join("driver_license_back.jpg"), &secret).unwrap();
    fs::create_dir(folder.path().join("bad")).unwrap();
    let link = folder.path().join("bad/driver_license_back.jpg");
    std::os::unix::fs::symlink(&secret, link).unwrap();
    let bad = bad_beside_good(folder.path(), "bad");
    assert_eq!(bad["error"]["code"], "file_unreadable");
    assert_eq!(bad["documents"].as_array().unwrap().len(), 0, "nothing was read through the link");
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf8() {
    use std::os::unix::ffi::OsStrExt;
    let folder = with_good_session();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9");
    let session = folder.path().join(name);
    fs::create_dir(&session).unwrap();
    fs::write(session.join(std::ffi::OsStr::from_bytes(b"selfie\xff.jpg")), b"x").unwrap();
    let out = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), out.path(), &[]).status.code(), Some(0));
    let lines = support::untimed_lines(out.path());
    let odd = lines.iter().find(|l| l["session_id"].as_str().unwrap().starts_with("s-")).unwrap();
    assert_eq!(odd["unassigned"].as_array().unwrap().len(), 1);
    assert_eq!(odd["decision"]["action"], "PENDING");
}

#[test]
fn a_session_named_like_a_list_costs_no_list() {
    let folder = with_good_session();
    for name in ["results.ndjson", "run.json", "summary.json"] {
        add(folder.path(), name, "selfie.txt", b"x");
    }
    let out = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), out.path(), &[]).status.code(), Some(0));
    assert_eq!(support::untimed_lines(out.path()).len(), 4);
}

#[test]
fn a_car_registration_is_no_back_of_a_licence() {
    let folder = tempfile::tempdir().unwrap();
    let session = folder.path().join("session");
    copy_folder(&sample_sessions().join(GOOD), &session);
    let (back, other) =
        (session.join("driver_license_back.jpg"), session.join("car_registration_back.jpg"));
    fs::rename(back, other).unwrap();
    let out = tempfile::tempdir().unwrap();
    run(folder.path(), out.path(), &[]);
    let result = result(out.path(), "session");
    assert_eq!(result["decision"]["action"], "PENDING");
    assert_eq!(result["requirements"]["by_source"]["barcode"]["satisfied"], false);
}

#[test]
fn what_a_session_says_of_itself_holds_when_a_file_is_refused() {
    let folder = with_good_session();
    add(folder.path(), "bad", "session.json", br#"{"as_of": "2020-01-01"}"#);
    add(folder.path(), "bad", "driver_license_front.jpg", b"x");
    add(folder.path(), "bad", "driver_license_front.png", b"x");
    let bad = bad_beside_good(folder.path(), "bad");
    assert_eq!(
        (&bad["error"]["code"], &bad["as_of"]),
        (&"slot_duplicate".into(), &"2020-01-01".into())
    );
}

#[test]
fn loose_pictures_are_sessions_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let back = sample_sessions().join(GOOD).join("driver_license_back.jpg");
    fs::copy(&back, folder.path().join("IMG_0042.jpg")).unwrap();
    let out = tempfile::tempdir().unwrap();
    assert_eq!(run(folder.path(), out.path(), &[]).status.code(), Some(0));
    let loose = result(out.path(), "IMG_0042");
    // Nothing in the name says what it is; the barcode does.
    assert_eq!(loose["document_type_e"], "driver_license");
    assert_eq!(loose["documents"][0]["data_source_e"], "barcode");
}

#[test]
fn logs_and_errors_hold_no_personal_value() {
    let folder = with_good_session();
    let session = json(&folder.path().join(GOOD).join("session.json"));
    let claims = session["claims"].as_object().unwrap();
    add(folder.path(), "bad", "session.json", br#"{"claims": {"birth_date": "MARKER-1"}}"#);
    add(folder.path(), "worse", "dmv.json", br#"{"record": {"MARKER-2": "MARKER-3"}}"#);
    add(folder.path(), "worst", "session.json", br#"{"claims": {"last_name": ["MARKER-4"]}}"#);
    let out = tempfile::tempdir().unwrap();
    let ran = run(folder.path(), out.path(), &["--log", "trace"]);
    let logged = stderr(&ran) + &String::from_utf8_lossy(&ran.stdout);
    assert!(logged.contains(GOOD), "the log is not empty: {logged}");
    for (name, value) in claims {
        let value = value.as_str().unwrap();
        // A value of one or two letters is in every log.
        assert!(value.len() < 3 || !logged.contains(value), "claims.{name} is in the log");
    }
    for id in ["bad", "worse", "worst"] {
        let error = result(out.path(), id)["error"].to_string();
        // The name of an unknown key is told; a value never is.
        assert!(!error.contains("MARKER-1") && !error.contains("MARKER-3"), "{error}");
        assert!(!error.contains("MARKER-4"), "{error}");
    }
    assert!(!logged.contains("MARKER"));
}
