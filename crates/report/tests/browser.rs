//! Pages in a real browser: run by `tests/browser/check.mjs` in headless Chromium.
//!
//! Needs node, Chromium (`BONAFIDE_CHROMIUM`, else `/usr/bin/chromium`) and the npm package
//! `playwright-core` in `BONAFIDE_PLAYWRIGHT/node_modules`; without them the test says that it was
//! skipped.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

#[path = "../../engine/tests/specimen/mod.rs"]
mod specimen;

use std::path::{Path, PathBuf};
use std::process::Command;

use bonafide::input::SessionId;
use bonafide_report::{Artifacts, Batch, Options, Redact, batch_index, session_report};
use bonafide_testing::{not_performed, say};
use specimen::{everything, rich};

/// Sessions of the large index.
const SESSIONS: usize = 10_000;

fn large_index() -> String {
    let samples = [rich(), everything()];
    let mut batch = Batch::default();
    for number in 0..SESSIONS {
        let mut result = samples[number % 2].clone();
        result.session_id = SessionId::new(format!("session-{number:05}")).unwrap();
        let spread = (number * 7919 % SESSIONS) as f64 / SESSIONS as f64;
        result.decision.score = Some(bonafide::types::Score::clamped(spread));
        result.timings_ms.insert("total".to_owned(), 100.0 + spread * 1000.0);
        batch.add(&result);
    }
    batch_index(&batch)
}

/// The folder of `playwright-core` and the browser.
fn equipment() -> Result<(PathBuf, PathBuf), &'static str> {
    let node = Command::new("node").arg("--version").output();
    if !node.is_ok_and(|output| output.status.success()) {
        return Err("node is not installed");
    }
    let chromium =
        std::env::var_os("BONAFIDE_CHROMIUM").map_or("/usr/bin/chromium".into(), PathBuf::from);
    if !chromium.exists() {
        return Err("Chromium is not installed");
    }
    let folder = std::env::var_os("BONAFIDE_PLAYWRIGHT").map(PathBuf::from);
    let folder = folder.ok_or("BONAFIDE_PLAYWRIGHT is not set")?;
    let there = folder.join("node_modules/playwright-core").is_dir();
    if there {
        Ok((folder, chromium))
    } else {
        Err("playwright-core is not in BONAFIDE_PLAYWRIGHT")
    }
}

#[test]
fn pages_work_in_chromium() {
    let (playwright, chromium) = match equipment() {
        Ok(found) => found,
        Err(reason) => return not_performed("pages in a browser", reason),
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    std::fs::create_dir_all(&folder).unwrap();
    let session = |redact| {
        session_report(&everything(), &Artifacts::none(), &Options::default().with_redact(redact))
    };
    std::fs::write(folder.join("masked.html"), session(Redact::Default)).unwrap();
    std::fs::write(folder.join("clear.html"), session(Redact::None)).unwrap();
    std::fs::write(folder.join("index.html"), large_index()).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/browser/check.mjs");
    let output = Command::new("node")
        .arg(script)
        .arg(&folder)
        .env("BONAFIDE_PLAYWRIGHT", &playwright)
        .env("BONAFIDE_CHROMIUM", &chromium)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    say(&said);
}
