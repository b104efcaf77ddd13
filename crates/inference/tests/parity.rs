//! Both runtimes give the same answers, on every model that is present.
//!
//! The bound is 1e-4, of the greatest magnitude in the output where that is above 1. Models of this
//! build are always tested; those of a measuring set when `BONAFIDE_MODELS` names its folder, and
//! those that are installed when `BONAFIDE_INSTALLED` does.

#![allow(clippy::unwrap_used)]

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use bonafide_inference::{
    Axis, Backend, Device, Entry, InferenceError, Models, RuntimeOptions, Tensor,
};
use bonafide_testing::{folder, not_performed, say};
use serde_json::Value;
use support::{backends, data, options, random};

/// Greatest difference that may be.
const BOUND: f32 = 1e-4;

/// Greatest difference between the processor and a graphics processor.
const DEVICE_BOUND: f32 = 1e-3;

/// Inputs of an entry: every free axis at its least length, or at one in the middle.
fn inputs(entry: &Entry, seed: u64) -> Vec<Tensor> {
    let length = |axis: &Axis| match axis {
        Axis::Fixed(length) => *length,
        Axis::Free(free) if seed == 0 => free.min,
        Axis::Free(free) if free.max < 16 => free.max,
        Axis::Free(free) => {
            let wish = free.min + (free.max - free.min) / 8;
            free.min.max(wish / free.multiple_of * free.multiple_of)
        }
        _ => panic!("an axis of a kind that this test does not know"),
    };
    let tensor = |(number, input): (u64, &bonafide_inference::Input)| {
        let shape: Vec<usize> = input.shape.iter().map(length).collect();
        random(&shape, input.range, seed * 100 + number)
    };
    (0..).zip(&entry.inputs).map(tensor).collect()
}

/// The greatest difference of one model over three inputs.
fn compare(entry: &Entry, one: &Models, other: &Models) -> f32 {
    let (one, other) = (one.open(&entry.id).unwrap(), other.open(&entry.id).unwrap());
    (0..3).fold(0.0, |worst, seed| one.difference(&other, &inputs(entry, seed)).unwrap().max(worst))
}

fn build(options: RuntimeOptions, folder: Option<&Path>) -> Result<Models, InferenceError> {
    let builder = Models::builder().options(options);
    match folder {
        Some(folder) => builder.folder(folder).build(),
        None => builder.build(),
    }
}

fn compare_all(title: &str, one: &Models, other: &Models, bound: f32) {
    let mut table = format!("{title}: greatest difference\n");
    let mut beyond = Vec::new();
    // The manifest of this build also speaks of models that are installed by a command.
    let present = |entry: &&Entry| one.verify(&entry.id).is_ok();
    for entry in one.entries().filter(present) {
        let worst = compare(entry, one, other);
        let _ = writeln!(table, "  {:<24}{worst:.1e}", entry.id);
        if worst > bound {
            beyond.push(&entry.id);
        }
    }
    say(&table);
    assert!(beyond.is_empty(), "beyond {bound:e}: {beyond:?}\n{table}");
}

/// `rten` against ONNX Runtime, both on the processor.
fn compare_runtimes(title: &str, folder: Option<&Path>) {
    let build = |backend| build(options(backend), folder).unwrap();
    let (rten, ort) = (build(Backend::Rten), build(Backend::OnnxRuntime));
    assert_eq!(rten.runtime().backend(), Backend::Rten);
    assert_eq!(ort.runtime().backend(), Backend::OnnxRuntime);
    compare_all(&format!("{title}, rten - ort"), &rten, &ort, BOUND);
}

/// The processor against the first graphics processor, both by ONNX Runtime.
fn compare_devices(title: &str, folder: Option<&Path>) {
    let mut cuda = options(Backend::OnnxRuntime);
    cuda.device = Device::Cuda(0);
    let cuda = match build(cuda, folder) {
        Ok(models) => models,
        Err(error) => return not_performed(&format!("{title} on cuda:0"), error),
    };
    let cpu = build(options(Backend::OnnxRuntime), folder).unwrap();
    compare_all(&format!("{title}, cpu - cuda:0"), &cpu, &cuda, DEVICE_BOUND);
}

#[test]
fn models_of_this_build() {
    if backends("parity of the models of this build").len() == 2 {
        compare_runtimes("built in and of the tests", Some(&data()));
    }
}

#[test]
fn models_of_this_build_on_a_graphics_processor() {
    compare_devices("built in and of the tests", Some(&data()));
}

/// Batches of many callers are the single runs of the processor.
#[test]
fn batches_on_a_graphics_processor() {
    let mut cuda = options(Backend::OnnxRuntime);
    cuda.device = Device::Cuda(0);
    let cuda = match build(cuda, Some(&data())) {
        Ok(models) => models.open("two_outputs").unwrap(),
        Err(error) => return not_performed("batches on cuda:0", error),
    };
    let cpu = build(options(Backend::OnnxRuntime), Some(&data())).unwrap();
    let cpu = cpu.open("two_outputs").unwrap();
    std::thread::scope(|scope| {
        for caller in 0..8 {
            let (cpu, cuda) = (&cpu, &cuda);
            scope.spawn(move || {
                for run in 0..50 {
                    let input = random(&[1, 3, 32, 32], [-1.0, 1.0], caller * 100 + run);
                    assert!(cpu.difference(cuda, &[input]).unwrap() <= DEVICE_BOUND);
                }
            });
        }
    });
}

#[test]
fn models_of_an_installation() {
    const TEST: &str = "parity of installed models";
    let Some(folder) = folder(TEST, "BONAFIDE_INSTALLED") else { return };
    if backends(TEST).len() == 2 {
        compare_runtimes("installed", Some(&folder));
    }
}

#[test]
fn models_of_the_measuring_set() {
    const TEST: &str = "parity of the measuring set";
    let Some(set) = folder(TEST, "BONAFIDE_MODELS") else { return };
    let Ok(text) = fs::read(set.join("manifest.json")) else {
        return not_performed(TEST, format_args!("nothing at {}", set.display()));
    };
    if backends(TEST).len() < 2 {
        return;
    }
    let described: Value = serde_json::from_slice(&text).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut manifest = String::from("format = 1\n");
    for model in described["models"].as_array().unwrap() {
        match entry_of(model) {
            Some(entry) => manifest.push_str(&entry),
            None => not_performed(&format!("parity of {}", model["name"]), "outputs not known"),
        }
        let file = model["file"].as_str().unwrap();
        fs::copy(set.join(file), folder.path().join(file)).unwrap();
    }
    fs::write(folder.path().join("manifest.toml"), manifest).unwrap();
    compare_runtimes("measuring set", Some(folder.path()));
    compare_devices("measuring set", Some(folder.path()));
}

/// Names of the outputs, which the set's manifest tells in prose.
const OUTPUTS: &[(&str, &[&str])] = &[
    (
        "face_detect",
        &[
            "cls_8", "cls_16", "cls_32", "obj_8", "obj_16", "obj_32", "bbox_8", "bbox_16",
            "bbox_32", "kps_8", "kps_16", "kps_32",
        ],
    ),
    ("face_landmarks68", &["landmarks"]),
    ("face_encode", &["embedding"]),
    ("liveness_v2", &["probs"]),
    ("liveness_v1se", &["probs"]),
    ("liveness_v2se_128", &["probs"]),
    ("age_gender", &["age", "gender"]),
    ("expression", &["probs"]),
    ("alt_gender_dlib", &["probs"]),
    ("alt_face_encode_barel", &["embedding"]),
];

/// An entry of our manifest out of one of the set's.
fn entry_of(model: &Value) -> Option<String> {
    let name = model["name"].as_str()?;
    let (_, outputs) = OUTPUTS.iter().find(|(known, _)| *known == name)?;
    let axes: Vec<String> = model["input"]["shape"]
        .as_array()?
        .iter()
        .map(|axis| match axis.as_u64() {
            Some(length) => length.to_string(),
            None if axis == "height" || axis == "width" => {
                format!("{{ name = {axis}, min = 320, max = 2560, multiple_of = 32 }}")
            }
            None => format!("{{ name = {axis}, min = 1, max = 3 }}"),
        })
        .collect();
    let greatest = if model["input"]["range"] == "0..1" { "1.0" } else { "255.0" };
    let mut entry = format!(
        "[[model]]\nid = {name:?}\nversion = \"1\"\nkind = \"brought\"\ntask = \"measuring\"\n\
         file = {}\nsha256 = {}\nbytes = {}\nlicence = \"see the set\"\norigin = \"the set\"\n\
         training_data = \"see the set\"\n[[model.input]]\nname = {}\nshape = [{}]\n\
         range = [0.0, {greatest}]\nlayout = \"see the set\"\n",
        model["file"],
        model["sha256"],
        model["bytes"],
        model["input"]["name"],
        axes.join(", "),
    );
    for output in *outputs {
        let rank = output_rank(name, output);
        let shape = vec!["\"any\""; rank].join(", ");
        let _ = writeln!(
            entry,
            "[[model.output]]\nname = {output:?}\nshape = [{shape}]\nlayout = \"see the set\""
        );
    }
    Some(entry)
}

fn output_rank(model: &str, output: &str) -> usize {
    match (model, output) {
        ("face_detect" | "face_landmarks68", _) => 3,
        (_, "age") => 1,
        _ => 2,
    }
}
