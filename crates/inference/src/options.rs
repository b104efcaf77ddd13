//! How networks are run.

use std::path::PathBuf;

use crate::device::{BackendChoice, Device};

/// How networks are run.
///
/// ```
/// use bonafide_inference::{Device, RuntimeOptions};
///
/// let mut options = RuntimeOptions::default();
/// options.device = Device::Cpu;
/// assert!(options.sessions_per_model >= 1);
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RuntimeOptions {
    /// Where networks run. Default: [`Device::Auto`].
    pub device: Device,
    /// What runs them. Default: [`BackendChoice::Auto`].
    pub backend: BackendChoice,
    /// The ONNX Runtime library (the file). Searched for when `None`, the default: see
    /// [`candidates`](crate::candidates).
    pub library: Option<PathBuf>,
    /// Folders into which an ONNX Runtime library may have been installed for this program; they are
    /// searched before those of the machine. Default: none.
    pub library_folders: Vec<PathBuf>,
    /// Most sessions of one model, thus most runs of it at a time; further runs wait for their
    /// turn. At least 1. Default: the number of cores. Sessions are made when they are first needed.
    pub sessions_per_model: usize,
    /// Most items that [`Model::run_batch`](crate::Model::run_batch) stacks into one run. At least
    /// 1. Default: 16.
    pub max_batch: usize,
    /// Most values of one output. Default: 2²⁶ (256 MiB).
    pub max_output_elements: usize,
}

impl Default for RuntimeOptions {
    fn default() -> Self {
        Self {
            device: Device::default(),
            backend: BackendChoice::default(),
            library: None,
            library_folders: Vec::new(),
            sessions_per_model: std::thread::available_parallelism().map_or(1, usize::from),
            max_batch: 16,
            max_output_elements: 1 << 26,
        }
    }
}
