//! The session folders: complete, small, and the committed ones are those that are drawn today.
//!
//! Drawing needs the fonts of Debian's packages; without them these tests say so and stop.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use bonafide_synth::{Session, expectations, sessions};
use bonafide_testing::not_performed;
use bonafide_types::Slot;
use support::fonts;

/// The fonts that the committed sessions were drawn with (Debian 12: fonts-dejavu-core 2.37,
/// fonts-ocr-b 0.3).
const FONTS: u64 = 0xbbc8_fda5_fd59_5ec8;

fn drawn() -> Option<&'static (u64, Vec<Session>)> {
    static DRAWN: OnceLock<Option<(u64, Vec<Session>)>> = OnceLock::new();
    DRAWN
        .get_or_init(|| fonts().map(|fonts| (fonts.fingerprint(), sessions(&fonts).unwrap())))
        .as_ref()
}

#[test]
fn folders_hold_known_names_and_stay_small() {
    let Some((_, sessions)) = drawn() else { return };
    assert!(sessions.len() >= 12);
    let ids: BTreeSet<&str> = sessions.iter().map(|session| session.id).collect();
    assert_eq!(ids.len(), sessions.len(), "an id is there twice");
    let mut total = 0;
    for session in sessions {
        for (name, bytes) in &session.files {
            let (stem, extension) = name.split_once('.').unwrap();
            let known = match extension {
                "json" => matches!(stem, "session" | "dmv"),
                _ => extension == "jpg" && Slot::from_stem(stem).is_some(),
            };
            assert!(known, "{}/{name}", session.id);
            assert!(bytes.len() <= 120_000, "{}/{name}: {} bytes", session.id, bytes.len());
            total += bytes.len();
        }
    }
    assert!(total < 3_000_000, "{total} bytes");
}

#[test]
fn every_story_ends_in_an_action_and_all_four_occur() {
    let Some((_, sessions)) = drawn() else { return };
    let actions: BTreeSet<&str> = sessions.iter().map(|session| session.expected.action).collect();
    assert_eq!(actions, BTreeSet::from(["PASS", "FAIL", "PENDING", "REVIEW"]));
    let bytes = expectations(sessions).unwrap();
    let read: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(read.as_object().unwrap().len(), sessions.len());
}

#[test]
fn the_committed_sessions_are_rebuilt_byte_for_byte() {
    const TEST: &str = "rebuilding of the sessions";
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/sessions");
    if !root.exists() {
        return not_performed(TEST, format_args!("{} is not there", root.display()));
    }
    let Some((fonts, sessions)) = drawn() else { return };
    if *fonts != FONTS {
        let reason = format_args!("other versions of the fonts are installed ({fonts:016x})");
        return not_performed(TEST, reason);
    }
    let mut committed = BTreeSet::new();
    for folder in std::fs::read_dir(&root).unwrap() {
        committed.insert(folder.unwrap().file_name().into_string().unwrap());
    }
    for session in sessions {
        assert!(committed.remove(session.id), "{} is not committed", session.id);
        for (name, bytes) in &session.files {
            let there = std::fs::read(root.join(session.id).join(name)).unwrap();
            assert!(there == *bytes, "{}/{name} differs", session.id);
        }
    }
    assert!(committed.is_empty(), "no story draws {committed:?}");
}
