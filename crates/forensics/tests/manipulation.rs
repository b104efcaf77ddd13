//! The checks of pixels on the forensics corpus: figures per kind of change, and who is flagged.
//!
//! No weight and no threshold was fitted or chosen on these pictures. The limits below are a little under
//! what was measured once, after they were fixed. It is no blind test: measurements, sizes and the rules
//! on flat cells and borders were settled earlier with looks at these pictures. Text copied within one
//! picture stays at chance: it has the page's own noise, sharpness and colour, and only its border
//! differs, where it has one.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use bonafide_forensics::{Page, manipulation};
use bonafide_imaging::{Limits, Picture};
use bonafide_testing::{folder, say};

/// Kinds of change with the least share of pairs of a changed and an untouched picture that must be
/// ranked right.
const LEAST_RANKED: [(&str, f64); 4] = [
    ("inpaint_remove", 0.82),
    ("splice_portrait", 0.72),
    ("text_replace", 0.70),
    ("copymove_text", 0.0),
];

/// Shares of untouched and of processed pictures that may be flagged.
const MOST_FLAGGED: [(&str, f64); 2] = [("authentic", 0.05), ("processed", 0.10)];

struct Case {
    label: String,
    manipulation: String,
    risk: f64,
}

fn cases(folder: &Path) -> Vec<Case> {
    let lines = std::fs::read_to_string(folder.join("cases.jsonl")).unwrap();
    lines
        .lines()
        .map(|line| {
            let case: serde_json::Value = serde_json::from_str(line).unwrap();
            let text = |name: &str| case[name].as_str().unwrap_or_default().to_owned();
            let bytes = std::fs::read(folder.join(text("file"))).unwrap();
            let picture = Picture::decode(&bytes, &Limits::default()).unwrap();
            let found = manipulation(&Page::new(&bytes, &picture), &[]).unwrap();
            let risk = found.risk.unwrap().get();
            Case { label: text("label"), manipulation: text("manipulation"), risk }
        })
        .collect()
}

/// Share of pairs of which the first is higher; ties count half.
fn ranked(changed: &[f64], untouched: &[f64]) -> f64 {
    let pairs = changed.iter().flat_map(|a| untouched.iter().map(move |b| a - b));
    let right: f64 = pairs
        .map(|gap| {
            if gap > 0.0 {
                1.0
            } else if gap < 0.0 {
                0.0
            } else {
                0.5
            }
        })
        .sum();
    right / (changed.len() * untouched.len()).max(1) as f64
}

#[test]
fn changed_pictures_rank_above_untouched_ones() {
    let Some(corpus) = folder("pictures that were changed", "BONAFIDE_CORPUS") else { return };
    let folder = corpus.join("forensics");
    let cases = cases(&folder);
    let risks = |choose: &dyn Fn(&Case) -> bool| -> Vec<f64> {
        cases.iter().filter(|case| choose(case)).map(|case| case.risk).collect()
    };
    let untouched = risks(&|case| case.label.starts_with("authentic"));
    for (kind, least) in LEAST_RANKED {
        let changed = risks(&|case| case.label == "tampered" && case.manipulation == kind);
        let share = ranked(&changed, &untouched);
        say(&format!("{kind}: {} pictures, AUC {share:.3}", changed.len()));
        assert!(share >= least, "{kind}: {share}");
    }
    let all = risks(&|case| case.label == "tampered");
    say(&format!("all: AUC {:.3}", ranked(&all, &untouched)));
    for (label, most) in MOST_FLAGGED {
        let risks = risks(&|case| case.label.starts_with(label));
        let flagged = risks.iter().filter(|&&risk| risk >= 0.5).count();
        say(&format!("{label}: {flagged} of {} flagged", risks.len()));
        assert!(flagged as f64 <= most * risks.len() as f64, "{label}: {flagged}");
    }
}
