//! Sets of attacks: the same on every run and for any number of threads, and read by the scorer.
//!
//! Drawing needs the fonts of Debian's packages; without them these tests say so and stop.

#![allow(clippy::unwrap_used)]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use bonafide_synth::{AttackCase, AttackLabel, Fonts, Manipulation, attack_family, attack_plan};
use bonafide_testing::not_performed;
use rayon::prelude::*;
use support::fonts;

const SEED: u64 = 3;

fn draw(kinds: &[Manipulation], pictures: u32, threads: usize, fonts: &Fonts) -> Vec<AttackCase> {
    let plan = attack_plan(kinds, pictures);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        plan.par_iter()
            .enumerate()
            .flat_map(|(index, &(kind, number))| {
                attack_family(kind, SEED, (index as u32, number), fonts).unwrap()
            })
            .collect()
    })
}

#[test]
fn a_plan_counts_twins_and_names_every_kind() {
    let plan = attack_plan(&Manipulation::ALL, 25);
    assert_eq!(plan.len(), 17);
    let total: u32 = plan.iter().map(|(kind, _)| kind.pictures()).sum();
    assert_eq!(total, 25);
    for (kind, _) in plan {
        assert_eq!(Manipulation::named(kind.name()), Some(kind));
    }
    assert!(attack_plan(&[], 10).is_empty());
}

#[test]
fn a_seed_is_a_set_for_any_number_of_threads() {
    let Some(fonts) = fonts() else { return };
    let kinds = [
        Manipulation::TextReplace,
        Manipulation::ForeignField,
        Manipulation::PrintRecapture,
        Manipulation::Screenshot,
    ];
    let (one, four) = (draw(&kinds, 6, 1, &fonts), draw(&kinds, 6, 4, &fonts));
    assert_eq!(one.len(), 6);
    for (one, four) in one.iter().zip(&four) {
        assert_eq!(one.record, four.record);
        assert!(one.picture == four.picture && one.mask == four.mask, "{}", one.record.file);
    }
}

/// Writes a set of every kind with a prediction that knows the truth.
fn write_set(folder: &Path, fonts: &Fonts) -> Vec<AttackCase> {
    let cases = draw(&Manipulation::ALL, 25, 2, fonts);
    std::fs::create_dir_all(folder.join("img")).unwrap();
    std::fs::create_dir_all(folder.join("mask")).unwrap();
    let (mut lines, mut predictions) = (String::new(), String::new());
    for case in &cases {
        std::fs::write(folder.join(&case.record.file), &case.picture).unwrap();
        if let (Some(name), Some(mask)) = (&case.record.mask, &case.mask) {
            std::fs::write(folder.join(name), mask).unwrap();
        }
        lines += &serde_json::to_string(&case.record).unwrap();
        lines.push('\n');
        let tampered = case.record.label == AttackLabel::Tampered;
        let prediction = serde_json::json!({
            "file": case.record.file,
            "risk": if tampered { 0.9 } else { 0.1 },
            "heatmap": case.record.mask,
            "quad": case.record.quad,
        });
        predictions += &prediction.to_string();
        predictions.push('\n');
    }
    std::fs::write(folder.join("cases.jsonl"), lines).unwrap();
    std::fs::write(folder.join("pred.jsonl"), predictions).unwrap();
    cases
}

#[test]
fn every_kind_makes_pictures_that_hold_together() {
    let Some(fonts) = fonts() else { return };
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("attacks");
    let cases = write_set(&folder, &fonts);
    let names: BTreeSet<&str> = cases.iter().map(|case| case.record.file.as_str()).collect();
    assert_eq!(names.len(), cases.len());
    for (index, case) in cases.iter().enumerate() {
        let record = &case.record;
        let picture = image::load_from_memory(&case.picture).unwrap();
        assert!((600..=2600).contains(&picture.width()), "{} {}", record.file, picture.width());
        if let Some(mask) = &case.mask {
            let mask = image::load_from_memory(mask).unwrap().into_luma8();
            assert_eq!(mask.dimensions(), (picture.width(), picture.height()));
            let twin = &cases[index - 1].record;
            assert_eq!((twin.twin_of, &twin.base), (Some(index as u32), &record.base));
            assert_eq!((&twin.save, twin.quad), (&record.save, record.quad));
        }
        let quad = record.quad.unwrap();
        assert!(quad.area() > 0.1 * (picture.width() * picture.height()) as f32, "{}", record.file);
        for [x, y] in quad.0 {
            let inside = (-2.0..=picture.width() as f32 + 2.0).contains(&x)
                && (-2.0..=picture.height() as f32 + 2.0).contains(&y);
            assert!(inside, "{} {x} {y}", record.file);
        }
    }
    score(&folder);
}

/// The scorer of the measuring set finds the predictions perfect.
fn score(folder: &Path) {
    let corpus = bonafide_testing::folder("scoring of attacks", "BONAFIDE_CORPUS");
    let Some(corpus) = corpus else { return };
    let script = corpus.join("forensics/score.py");
    let run = Command::new("python3")
        .arg(&script)
        .arg(folder.join("pred.jsonl"))
        .arg("--set")
        .arg(folder)
        .output();
    let Ok(run) = run else {
        not_performed("scoring of attacks", "python3 could not be started");
        return;
    };
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let text = String::from_utf8(run.stdout).unwrap();
    let figures: serde_json::Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(figures["auc"], 1.0, "{figures}");
    assert_eq!(figures["paired"], 1.0, "{figures}");
}
