//! Why a network does not open or run.

use std::path::{Path, PathBuf};

use crate::device::{Backend, Device};

/// What a runtime, a parser or the operating system says.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a network does not open or run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InferenceError {
    /// The text of a manifest is no TOML, a field is missing, unknown or of another type.
    #[error("the manifest {name} cannot be read")]
    ManifestSyntax {
        /// Which manifest: a path, or `built-in`.
        name: String,
        /// Where and why.
        #[source]
        source: Cause,
    },
    /// An entry of a manifest contradicts itself.
    #[error("manifest entry {id:?}: {problem}")]
    ManifestEntry {
        /// The entry's id as it is written.
        id: String,
        /// What is wrong.
        problem: String,
    },
    /// Two entries of a manifest have one id.
    #[error("the manifest has two entries {id:?}")]
    ManifestDuplicate {
        /// The id.
        id: String,
    },
    /// A folder or file of models cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The folder or file.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: std::io::Error,
    },
    /// No manifest has a model of this id.
    #[error("no model {id:?}; known: {}", known.join(", "))]
    UnknownModel {
        /// The id that was asked for.
        id: String,
        /// The ids that there are.
        known: Vec<String>,
    },
    /// The file of a model is not there.
    #[error("model {id}: {file} is missing: {remedy}")]
    ModelMissing {
        /// The model's id.
        id: String,
        /// The file's name.
        file: String,
        /// What to do.
        remedy: String,
    },
    /// The file of a model has another size than its entry says.
    #[error("model {id}: {file} has {found} bytes, not {expected}")]
    SizeMismatch {
        /// The model's id.
        id: String,
        /// The file's name.
        file: String,
        /// Bytes by the manifest.
        expected: u64,
        /// Bytes of the file.
        found: u64,
    },
    /// The file of a model is not the one its entry speaks of.
    #[error("model {id}: {file} has the hash {found}, not {expected}")]
    HashMismatch {
        /// The model's id.
        id: String,
        /// The file's name.
        file: String,
        /// SHA-256 by the manifest, in hexadecimal.
        expected: String,
        /// SHA-256 of the file, in hexadecimal.
        found: String,
    },
    /// A runtime cannot make a network of the file.
    #[error("model {id} does not open with {backend}")]
    NotAModel {
        /// The model's id.
        id: String,
        /// The runtime.
        backend: Backend,
        /// What the runtime says.
        #[source]
        source: Cause,
    },
    /// A network has values in another file, of which no hash is known.
    #[error("model {id} keeps values outside of its file; save it with all of them inside")]
    ExternalData {
        /// The model's id.
        id: String,
    },
    /// A network has other inputs or outputs than its entry says.
    #[error("model {id} is not what its entry says: {problem}")]
    Interface {
        /// The model's id.
        id: String,
        /// What differs.
        problem: String,
    },
    /// A device that was asked for by name cannot be used.
    #[error("device {device} is unavailable: {reason}; {remedy}")]
    DeviceUnavailable {
        /// The device.
        device: Device,
        /// Why.
        reason: String,
        /// What to do.
        remedy: String,
    },
    /// No ONNX Runtime library where it was asked for or looked for.
    #[error("no ONNX Runtime library {}; {remedy}", place(asked.as_deref()))]
    RuntimeNotFound {
        /// The file that was asked for; `None` when it was searched for.
        asked: Option<PathBuf>,
        /// What to do.
        remedy: String,
    },
    /// The ONNX Runtime library is older than this build needs.
    #[error("ONNX Runtime {found} at {} is too old: 1.{needed_minor} or later is needed", path.display())]
    RuntimeTooOld {
        /// The library.
        path: PathBuf,
        /// Its version.
        found: String,
        /// The least minor version of 1.x.
        needed_minor: u32,
    },
    /// The file is no ONNX Runtime library of this machine, or it does not start.
    #[error("{} cannot be used as ONNX Runtime library", path.display())]
    RuntimeUnusable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: Cause,
    },
    /// A process can use one ONNX Runtime library only.
    #[error("ONNX Runtime is loaded from {} already, not from {}", loaded.display(), asked.display())]
    RuntimeLoaded {
        /// The library in use.
        loaded: PathBuf,
        /// The library that was asked for.
        asked: PathBuf,
    },
    /// The text names no device.
    #[error("unknown device {text:?}: expected auto, cpu or cuda:N")]
    UnknownDevice {
        /// The text.
        text: String,
    },
    /// The text names no runtime.
    #[error("unknown runtime {text:?}: expected auto, rten or ort")]
    UnknownRuntime {
        /// The text.
        text: String,
    },
    /// A shape does not account for the values.
    #[error("a tensor of shape {shape:?} cannot have {values} values")]
    TensorShape {
        /// The shape.
        shape: Vec<usize>,
        /// The number of values.
        values: usize,
    },
    /// A model is run with more or fewer inputs than it has.
    #[error("model {id} has {expected} inputs, not {found}")]
    InputCount {
        /// The model's id.
        id: String,
        /// How many it has.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// An input has another shape than the model takes.
    #[error("model {id}: input {input} cannot have the shape {shape:?}: expected {expected}")]
    InputShape {
        /// The model's id.
        id: String,
        /// The input's name.
        input: String,
        /// What the manifest says.
        expected: String,
        /// The shape that was given.
        shape: Vec<usize>,
    },
    /// A network did not run.
    #[error("model {id} does not run with {backend}")]
    Run {
        /// The model's id.
        id: String,
        /// The runtime.
        backend: Backend,
        /// What the runtime says.
        #[source]
        source: Cause,
    },
    /// An output is no `f32` tensor, has another shape than the entry says, or is too large.
    #[error("model {id}: output {output}: {problem}")]
    Output {
        /// The model's id.
        id: String,
        /// The output's name.
        output: String,
        /// What is wrong.
        problem: String,
    },
}

fn place(asked: Option<&Path>) -> String {
    match asked {
        Some(path) => format!("at {}", path.display()),
        None => "beside the executable, in library folders or Python environments".to_owned(),
    }
}
