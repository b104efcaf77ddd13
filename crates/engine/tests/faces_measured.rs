//! Whole sessions with real faces and real networks: the measuring set and the models that
//! `BONAFIDE_CORPUS` and `BONAFIDE_MODELS` name. Not performed, and said, where they are not there.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use std::path::Path;
use std::sync::Arc;

use bonafide::inference::{Backend, BackendChoice, Models, RuntimeOptions};
use bonafide::input::{ImageInput, SessionId, SessionInput};
use bonafide::result::SessionResult;
use bonafide::types::{Slot, Weights};
use bonafide::{Context, Engine};
use bonafide_testing::folders;
use rayon::iter::ParallelIterator;
use serde_json::Value;

/// Pairs of each kind that are looked at: enough to see that the parts fit, quick without optimisation.
const PAIRS: usize = 8;

fn engine(models: &Path) -> Engine {
    let mut options = RuntimeOptions::default();
    options.backend = BackendChoice::Only(Backend::Rten);
    let models = Models::builder().options(options).folder(models).build().unwrap();
    Engine::builder().threads(2).models(models).build().unwrap()
}

/// Pairs of pictures with one face each: the first few of one person, and of two.
fn pairs(set: &Path) -> Vec<(bool, [String; 2])> {
    let lines = std::fs::read_to_string(set.join("cases.jsonl")).unwrap();
    let cases: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |same: bool| {
        cases
            .iter()
            .filter(|case| case["task"] == "pair" && case["same"] == same)
            .map(|case| (same, ["a", "b"].map(|key| case[key].as_str().unwrap().to_owned())))
            .take(PAIRS)
            .collect::<Vec<_>>()
    };
    [of(true), of(false)].concat()
}

/// The first picture is taken for a passport's, the second is the selfie.
fn session(set: &Path, id: usize, [a, b]: &[String; 2], weights: &Arc<Weights>) -> SessionInput {
    let mut input = SessionInput::new(SessionId::new(format!("pair-{id}")).unwrap());
    let picture = |slot, name: &String| {
        ImageInput::new(slot, std::fs::read(set.join("images").join(name)).unwrap())
    };
    input.images = vec![picture(Slot::PassportFront, a), picture(Slot::Selfie, b)];
    input.overrides.weights = Some(Arc::clone(weights));
    input
}

#[test]
fn the_gate_tells_one_person_from_two_whatever_the_threads() {
    let found = folders("sessions with faces", ["BONAFIDE_CORPUS", "BONAFIDE_MODELS"]);
    let Some([corpus, models]) = found else { return };
    let set = corpus.join("face");
    let engine = engine(&models);
    let encoder = engine.face_encoder().expect("the folder has an encoder");
    let own = encoder.tolerance.get();
    let weights =
        Arc::new(Weights::default().with("onboarding_face_encoding_tolerance", own).unwrap());
    let pairs = pairs(&set);
    assert_eq!(pairs.len(), 2 * PAIRS);
    let inputs: Vec<SessionInput> = pairs
        .iter()
        .enumerate()
        .map(|(id, (_, names))| session(&set, id, names, &weights))
        .collect();
    let cx = Context::on(jiff::civil::date(2026, 6, 1));
    let results: Vec<SessionResult> =
        engine.install(|| engine.evaluate_all(inputs.clone(), &cx).collect());
    for ((same, names), result) in pairs.iter().zip(&results) {
        let passed =
            result.decision.gates.iter().find(|gate| gate.name == "face_match").unwrap().passed;
        // A picture of several people of one size is no selfie; it is never compared.
        let several = result.notes.iter().any(|note| note.starts_with("SEVERAL FACES"));
        assert!(passed == Some(*same) || (several && passed.is_none()), "{names:?}: {passed:?}");
    }
    for (input, result) in inputs.iter().zip(&results).take(4) {
        assert_eq!(engine.evaluate(input, &cx).result_hash, result.result_hash);
    }
}
