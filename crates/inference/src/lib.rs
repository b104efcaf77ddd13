//! Neural networks by manifest: files and hashes, sessions, batches, devices.
//!
//! [`Models`] knows every model that there is and opens one by its id, after its bytes were compared
//! with size and hash of the manifest. A [`Model`] runs tensors on the runtime that was found: ONNX
//! Runtime where the machine has its library, `rten` (part of the binary) otherwise. No other crate
//! names a runtime.
//!
//! On the processor, runs are spread over sessions, one run at a time in each and one thread per run.
//! On an accelerator, the runs of all callers go through one bounded queue, where items of one model
//! and one shape are run together. No lock is held while a network runs, and nothing here enters the
//! caller's thread pool.
//!
//! ```
//! use bonafide_inference::{Device, Models, RuntimeOptions};
//!
//! let mut options = RuntimeOptions::default();
//! options.device = Device::Cpu;
//! let models = Models::builder().options(options).build()?;
//! for entry in models.entries() {
//!     println!("{} {} ({} bytes)", entry.id, entry.version, entry.bytes);
//! }
//! # Ok::<(), bonafide_inference::InferenceError>(())
//! ```

mod batch;
mod batcher;
mod device;
mod embedded;
mod error;
mod library;
mod manifest;
mod model;
mod models;
mod onnx;
mod options;
mod ort_network;
pub mod protobuf;
mod queue;
mod rten_network;
mod runtime;
mod search;
mod session;
mod shape;
mod tensor;

pub use device::{Backend, BackendChoice, Device};
pub use error::{Cause, InferenceError};
pub use manifest::{Client, Entry, Input, Kind, Manifest, Output, Source, Threshold};
pub use model::Model;
pub use models::{Models, ModelsBuilder};
pub use options::{RuntimeOptions, TensorRt};
pub use runtime::{OLDEST_ONNX_RUNTIME_MINOR, Runtime};
pub use search::{Candidate, LibraryPlace, candidates};
pub use shape::{Axis, FreeAxis, OutputAxis};
pub use tensor::{MAX_AXES, Tensor};
