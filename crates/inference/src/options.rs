//! How networks are run.

use std::path::PathBuf;
use std::time::Duration;

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
    /// Of no effect on an accelerator, where every model has one.
    pub sessions_per_model: usize,
    /// Most items that are stacked into one run: those of one call of
    /// [`Model::run_batch`](crate::Model::run_batch) on the processor, those of all callers on an
    /// accelerator. At least 1. Default: 16.
    pub max_batch: usize,
    /// Most items that wait for an accelerator; further callers wait for room. At least 1. Default:
    /// 64, four batches. Of no effect on the processor.
    pub queue_capacity: usize,
    /// How long a batch for an accelerator that could be larger waits for more items, from the moment
    /// its first item came. Default: 2 ms. Of no effect on the processor.
    pub batch_wait: Duration,
    /// Most bytes of an accelerator's memory that the values of one model take, its weights and what
    /// it computes; unlimited when `None`, the default. Libraries of the device take more beside it.
    /// Every model has its own share. Of no effect on the processor.
    pub gpu_memory: Option<usize>,
    /// Whether TensorRT runs the parts of networks that it can, where the library has it. Default:
    /// `None`. Where it is asked for and does not work, CUDA runs them and
    /// [`Runtime::passed_over`](crate::Runtime::passed_over) says why. Of no effect on the processor.
    pub tensorrt: Option<TensorRt>,
    /// Most values of one output. Default: 2²⁶ (256 MiB).
    pub max_output_elements: usize,
}

/// How TensorRT is used.
///
/// It builds an engine for every network and shape, which takes from seconds to minutes, and may
/// round the factors of products to 10 bits (TF32), so that the bound on the difference to the
/// processor, which CUDA keeps, is not promised.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TensorRt {
    /// The folder where engines are kept for the next time. They are code for the device and are not
    /// checked: a folder that only its user can write to. `None`, the default, keeps none.
    pub engine_cache: Option<PathBuf>,
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
            queue_capacity: 64,
            batch_wait: Duration::from_millis(2),
            gpu_memory: None,
            tensorrt: None,
            max_output_elements: 1 << 26,
        }
    }
}
