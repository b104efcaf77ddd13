//! Against the reference pipeline and labelled pictures, where a machine has both.
//!
//! `BONAFIDE_CORPUS` is the folder that holds `face/`, `BONAFIDE_MODELS` the folder of models. Where
//! one is not set the tests say `NOT_PERFORMED` and pass. The boxes are those of the reference, so that
//! no detector takes part.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use bonafide_imaging::{Area, Limits, Picture, Rgb, RgbImage};
use bonafide_inference::{Backend, BackendChoice, Device, Models, RuntimeOptions, Tensor};
use bonafide_liveness::{Liveness, Passive, PassiveOutcome};
use bonafide_testing::{folders, not_performed, say};
use serde_json::Value;

struct Ground {
    corpus: PathBuf,
    models: PathBuf,
}

fn ground(test: &str) -> Option<Ground> {
    folders(test, ["BONAFIDE_CORPUS", "BONAFIDE_MODELS"])
        .map(|[corpus, models]| Ground { corpus: corpus.join("face"), models })
}

impl Ground {
    /// The models on every runtime of this machine.
    fn runtimes(&self) -> Vec<(Backend, Models)> {
        let build = |backend| {
            let mut options = RuntimeOptions::default();
            (options.device, options.backend) = (Device::Cpu, BackendChoice::Only(backend));
            Models::builder().options(options).folder(&self.models).build()
        };
        let mut found = vec![(Backend::Rten, build(Backend::Rten).unwrap())];
        match build(Backend::OnnxRuntime) {
            Ok(models) => found.push((Backend::OnnxRuntime, models)),
            Err(error) => not_performed("liveness with ort", error),
        }
        found
    }

    fn json(&self, file: &str) -> Value {
        serde_json::from_slice(&std::fs::read(self.corpus.join(file)).unwrap()).unwrap()
    }

    /// File, kind and label of every case of liveness.
    fn cases(&self) -> Vec<Case> {
        let text = std::fs::read_to_string(self.corpus.join("cases.jsonl")).unwrap();
        let rows = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let golden = self.json("golden.json");
        rows.filter(|row| row["task"] == "liveness")
            .map(|row| {
                let word = |key: &str| row[key].as_str().unwrap().to_owned();
                let facts = &golden[row["image"].as_str().unwrap()];
                let index = facts["main"]["index"].as_u64().unwrap() as usize;
                let sides = numbers(&facts["faces"][index]["box"]);
                let [x, y, width, height] = [0, 1, 2, 3].map(|side| sides[side] as f32);
                Case {
                    file: word("image"),
                    kind: word("kind"),
                    area: Area { x, y, width, height },
                    live: facts["main"]["live"].as_f64().unwrap(),
                    context: facts["main"]["context_scale"].as_f64().unwrap(),
                }
            })
            .collect()
    }

    fn picture(&self, file: &str) -> Picture {
        decoded(&self.corpus.join("images").join(file))
    }
}

/// One picture of the set, with what the reference made of it.
struct Case {
    file: String,
    kind: String,
    area: Area,
    live: f64,
    context: f64,
}

fn decoded(path: &Path) -> Picture {
    let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Picture::decode(&bytes, &Limits::default()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// The manifest's input: BGR planes, not divided.
fn planes(picture: &RgbImage) -> Tensor {
    let plane = |channel: usize| picture.pixels().map(move |&Rgb(p)| f32::from(p[channel]));
    let values = [2, 1, 0].into_iter().flat_map(plane).collect();
    Tensor::new(vec![1, 3, picture.height() as usize, picture.width() as usize], values).unwrap()
}

#[test]
fn unit_crops_give_the_numbers_of_the_reference() {
    let Some(ground) = ground("unit crops") else { return };
    let units = ground.json("crops/unit.json");
    for (backend, models) in ground.runtimes() {
        let mut worst = 0.0_f64;
        for unit in units.as_array().unwrap() {
            for (id, crop, expected) in
                [("liveness_v2", "s27", "probs_v2"), ("liveness_v1se", "s40", "probs_v1se")]
            {
                let path = ground.corpus.join("crops").join(unit[crop].as_str().unwrap());
                let input = planes(decoded(&path).rgb());
                let Ok(model) = models.open(id) else {
                    not_performed("unit crops", format_args!("no {id} in BONAFIDE_MODELS"));
                    return;
                };
                let output = model.run(&[input]).unwrap();
                for (value, expected) in output[0].values().iter().zip(numbers(&unit[expected])) {
                    worst = worst.max((f64::from(*value) - expected).abs());
                }
            }
        }
        say(&format!("{backend}: unit crops: greatest difference {worst:.1e}"));
        assert!(worst <= 1e-4, "{backend}: {worst:e}");
    }
}

/// What became of the cases of a kind.
#[derive(Default)]
struct Tally {
    count: usize,
    refused: usize,
    passed: [usize; 2],
}

const LIMITS: [f64; 2] = [0.5, 0.7];

impl Tally {
    fn add(&mut self, outcome: &PassiveOutcome) {
        self.count += 1;
        match outcome {
            PassiveOutcome::Scored { score } => {
                for (passed, limit) in self.passed.iter_mut().zip(LIMITS) {
                    *passed += usize::from(score.get() >= limit);
                }
            }
            PassiveOutcome::InsufficientContext { .. } => self.refused += 1,
        }
    }
}

fn kind_of(case: &Case) -> String {
    match (case.kind.as_str(), case.context >= 2.0) {
        ("bona_fide_proxy", true) => "bona_fide_proxy_context>=2".to_owned(),
        ("bona_fide_proxy", false) => "bona_fide_proxy_context<2".to_owned(),
        (kind, _) => kind.to_owned(),
    }
}

#[test]
fn whole_pictures_hold_the_bars() {
    let Some(ground) = ground("whole pictures") else { return };
    let runtimes = ground.runtimes();
    let opened: Vec<(Backend, Liveness)> = runtimes
        .iter()
        .map(|(backend, models)| (*backend, Liveness::open(models).unwrap()))
        .collect();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let (mut from_golden, mut between) = (0.0_f64, 0.0_f64);
    let mut cues_took = Vec::new();
    for case in ground.cases() {
        let picture = ground.picture(&case.file);
        let judged: Vec<Passive> = opened
            .iter()
            .map(|(_, liveness)| liveness.judge(&picture, case.area).unwrap())
            .collect();
        let first = &judged[0];
        if let PassiveOutcome::Scored { score } = &first.outcome {
            from_golden = from_golden.max((score.get() - case.live).abs());
        }
        for other in &judged[1..] {
            assert_eq!(other.cues, first.cues, "{}: cues depend on no runtime", case.file);
            for (id, score) in &first.by_model {
                between = between.max((score.get() - other.by_model[id].get()).abs());
            }
        }
        cues_took.push(timed(|| bonafide_liveness::cues(&picture, case.area)));
        report(&case, first);
        tallies.entry(kind_of(&case)).or_default().add(&first.outcome);
    }
    for (kind, tally) in &tallies {
        say(&format!(
            "{kind}: {} pictures, {} refused, {} and {} passed at 0.5 and 0.7",
            tally.count, tally.refused, tally.passed[0], tally.passed[1]
        ));
    }
    cues_took.sort();
    say(&format!("cues: median {:?}", cues_took[cues_took.len() / 2]));
    say(&format!("from the reference at most {from_golden:.4}, between runtimes {between:.1e}"));
    assert!(from_golden <= 0.05, "{from_golden}");
    assert!(between <= 1e-3, "{between:e}");
    hold_bars(&tallies);
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let started = Instant::now();
    std::hint::black_box(work());
    started.elapsed()
}

fn report(case: &Case, passive: &Passive) {
    if std::env::var_os("BONAFIDE_LIVENESS_ROWS").is_none() {
        return;
    }
    let cues: Vec<String> =
        passive.cues.iter().map(|cue| format!("{} {:.2}", cue.name, cue.strength.get())).collect();
    let models: Vec<String> =
        passive.by_model.iter().map(|(id, live)| format!("{id} {:.4}", live.get())).collect();
    let live = match &passive.outcome {
        PassiveOutcome::Scored { score } => format!("{:.4}", score.get()),
        PassiveOutcome::InsufficientContext { scale } => format!("context {scale:.2}"),
    };
    let (models, cues) = (models.join(", "), cues.join(", "));
    say(&format!("{}\t{}\t{live}\t{models}\t{cues}", kind_of(case), case.file));
}

fn hold_bars(tallies: &BTreeMap<String, Tally>) {
    for kind in ["print", "replay", "attack"] {
        assert_eq!(tallies[kind].passed[1], 0, "{kind} passed at 0.7");
    }
    let live = &tallies["bona_fide"];
    assert_eq!(live.passed[1], live.count, "live people were turned away");
    let ordinary = &tallies["bona_fide_proxy_context>=2"];
    let rejected = 1.0 - ordinary.passed[1] as f64 / ordinary.count as f64;
    say(&format!("ordinary photographs rejected at 0.7: {:.1} %", 100.0 * rejected));
    assert!(rejected <= 0.12, "{rejected}");
    let tight = &tallies["tight_crop"];
    assert_eq!(tight.refused, tight.count, "tight crops were judged");
}
