//! The measuring set and the models of this machine, named by `BONAFIDE_CORPUS` and
//! `BONAFIDE_MODELS`.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use bonafide_face::{Choice, Faces};
use bonafide_imaging::{Limits, Picture};
use bonafide_inference::{Backend, BackendChoice, Device, Models, RuntimeOptions};
use bonafide_testing::{folders, not_performed};

/// The set's folder and the models on every runtime of this machine; none, and said, where they are
/// not there.
pub(crate) fn sets(test: &str) -> Vec<(PathBuf, Faces)> {
    let Some([corpus, models]) = folders(test, ["BONAFIDE_CORPUS", "BONAFIDE_MODELS"]) else {
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
                not_performed(&format!("{test} with ort"), error);
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
