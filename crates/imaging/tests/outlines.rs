//! Outlines in the pictures of a measuring set with `cases.jsonl`, by label.
//!
//! Needs `BONAFIDE_CORPUS`, the folder that holds the set `forensics`; skipped, and said so, without.
#![allow(missing_docs, clippy::unwrap_used)]

mod scene;

use std::path::PathBuf;

use bonafide_imaging::{Limits, LocateOptions, Picture, locate};
use scene::{Corners, overlap};

/// Pictures of one label: how many there are, how many of their outlines must share more than .9 and
/// how many more than .97, and the least mean.
struct Row {
    label: &'static str,
    pictures: usize,
    good: usize,
    close: usize,
    mean: f32,
}

const ROWS: [Row; 3] = [
    Row { label: "authentic", pictures: 16, good: 16, close: 15, mean: 0.99 },
    Row { label: "authentic_twin", pictures: 36, good: 36, close: 35, mean: 0.99 },
    Row { label: "processed", pictures: 6, good: 6, close: 5, mean: 0.985 },
];

/// The folder of the set, or a word that the test is skipped.
fn set() -> Option<PathBuf> {
    bonafide_testing::folder("outlines", "BONAFIDE_CORPUS").map(|corpus| corpus.join("forensics"))
}

#[test]
fn outlines_are_where_they_were_marked() {
    let Some(set) = set() else { return };
    let cases = std::fs::read_to_string(set.join("cases.jsonl")).unwrap();
    let mut shared: Vec<(String, f32)> = Vec::new();
    for line in cases.lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let label = case["label"].as_str().unwrap();
        let Ok(truth) = serde_json::from_value::<Corners>(case["quad"].clone()) else { continue };
        if ROWS.iter().all(|row| row.label != label) {
            continue;
        }
        let file = std::fs::read(set.join(case["file"].as_str().unwrap())).unwrap();
        let picture = Picture::decode(&file, &Limits::default()).unwrap();
        let found = locate(&picture, &LocateOptions::default());
        let share = found.first().map_or(0.0, |best| overlap(&best.corners, &truth));
        shared.push((label.to_owned(), share));
    }
    for row in ROWS {
        let shares: Vec<f32> = shared
            .iter()
            .filter(|(label, _)| label == row.label)
            .map(|(_, share)| *share)
            .collect();
        let above = |bar: f32| shares.iter().filter(|&&share| share > bar).count();
        let mean = shares.iter().sum::<f32>() / shares.len().max(1) as f32;
        assert_eq!(shares.len(), row.pictures, "{}", row.label);
        assert!(above(0.9) >= row.good, "{}: {} above .9", row.label, above(0.9));
        assert!(above(0.97) >= row.close, "{}: {} above .97", row.label, above(0.97));
        assert!(mean >= row.mean, "{}: mean {mean}", row.label);
    }
}
