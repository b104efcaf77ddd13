//! The measuring set and the models of this machine, named by `BONAFIDE_CORPUS` and
//! `BONAFIDE_MODELS`.

#![allow(clippy::unwrap_used)]

use std::io::Write;
use std::path::{Path, PathBuf};

use bonafide_face::{Choice, Faces};
use bonafide_imaging::{Limits, Picture};
use bonafide_inference::{Backend, BackendChoice, Device, Models, RuntimeOptions};

/// Says on standard error, past the capture of the test harness, what did not run.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// The set's folder and the models on every runtime of this machine; none, and said, where they are
/// not there.
pub(crate) fn sets(test: &str) -> Vec<(PathBuf, Faces)> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from);
    let (Some(corpus), Some(models)) = (folder("BONAFIDE_CORPUS"), folder("BONAFIDE_MODELS"))
    else {
        say(&format!(
            "NOT_PERFORMED: {test}: BONAFIDE_CORPUS and BONAFIDE_MODELS are not both set"
        ));
        return Vec::new();
    };
    let open = |backend: Backend| {
        let mut options = RuntimeOptions::default();
        (options.device, options.backend) = (Device::Cpu, BackendChoice::Only(backend));
        Models::builder().options(options).folder(&models).build()
    };
    let mut sets = Vec::new();
    for backend in [Backend::Rten, Backend::OnnxRuntime] {
        match open(backend) {
            Ok(models) => {
                let faces = Faces::open(&models, &Choice::default()).unwrap();
                sets.push((corpus.join("face"), faces));
            }
            Err(error) if backend == Backend::OnnxRuntime => {
                say(&format!("NOT_PERFORMED with ort: {test}: {error}"));
            }
            Err(error) => panic!("{error}"),
        }
    }
    sets
}

pub(crate) fn picture(path: &Path) -> Picture {
    Picture::decode(&std::fs::read(path).unwrap(), &Limits::default()).unwrap()
}

pub(crate) fn json(path: &Path) -> serde_json::Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

pub(crate) fn numbers(value: &serde_json::Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}
