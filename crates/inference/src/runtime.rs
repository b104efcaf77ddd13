//! What runs the networks of this process, and where.

use crate::batcher::Batcher;
use crate::device::{Backend, BackendChoice, Device};
use crate::error::InferenceError;
use crate::library::{Library, REMEDY};
use crate::options::{RuntimeOptions, TensorRt};
use crate::ort_network::{self, Placement};
use crate::search::{Candidate, LibraryPlace, candidates};

/// The version of `rten` that is built in.
const RTEN_VERSION: &str = "0.27";

/// The oldest ONNX Runtime 1.x that can be used: x.
pub const OLDEST_ONNX_RUNTIME_MINOR: u32 = ort::MINOR_VERSION;

/// The smallest network there is, y = x + x; a runtime and a device that cannot run it are no use.
/// Written by `tests/data/make.py`.
const PROBE: &[u8] = include_bytes!("probe.onnx");

/// A runtime that was tried and works.
pub struct Runtime {
    pub(crate) engine: Engine,
    pub(crate) placement: Placement,
    passed_over: Vec<InferenceError>,
}

/// What runs networks.
#[derive(Clone)]
pub(crate) enum Engine {
    Rten,
    OnnxRuntime(Library),
}

impl Runtime {
    /// Chooses and tries the runtime and the device.
    ///
    /// ONNX Runtime runs the networks where a library is found that is recent enough and works,
    /// `rten` otherwise. What is asked for by name is used or is an error; what was tried in vain
    /// is told by [`Runtime::passed_over`].
    ///
    /// # Errors
    /// When a runtime, a library or a device that was asked for by name cannot be used.
    pub fn start(options: &RuntimeOptions) -> Result<Self, InferenceError> {
        if options.backend == BackendChoice::Only(Backend::Rten) {
            return Self::rten(options.device, Vec::new());
        }
        let (library, mut passed_over) = find(options)?;
        let by_name = options.backend != BackendChoice::Auto;
        match library {
            Some(library) => {
                let placement = choose_placement(&library, options, &mut passed_over)?;
                Ok(Self { engine: Engine::OnnxRuntime(library), placement, passed_over })
            }
            None if by_name => Err(none_found(passed_over)),
            None => {
                for error in &passed_over {
                    tracing::warn!(%error, "onnxruntime passed over, rten runs the networks");
                }
                Self::rten(options.device, passed_over)
            }
        }
    }

    fn rten(device: Device, passed_over: Vec<InferenceError>) -> Result<Self, InferenceError> {
        if let Device::Cuda(_) = device {
            let reason = match passed_over.first() {
                Some(error) => format!("rten runs on the processor only ({error})"),
                None => "rten runs on the processor only".to_owned(),
            };
            return Err(unavailable(device, reason));
        }
        Ok(Self { engine: Engine::Rten, placement: Placement::CPU, passed_over })
    }

    /// What runs the networks.
    pub fn backend(&self) -> Backend {
        match self.engine {
            Engine::Rten => Backend::Rten,
            Engine::OnnxRuntime(_) => Backend::OnnxRuntime,
        }
    }

    /// Its version.
    pub fn version(&self) -> &str {
        match &self.engine {
            Engine::Rten => RTEN_VERSION,
            Engine::OnnxRuntime(library) => library.version(),
        }
    }

    /// The library; `None` for `rten`, which is part of the binary.
    pub fn library(&self) -> Option<&Candidate> {
        match &self.engine {
            Engine::Rten => None,
            Engine::OnnxRuntime(library) => Some(library.file()),
        }
    }

    /// Where the networks run: never [`Device::Auto`].
    pub fn device(&self) -> Device {
        self.placement.device
    }

    /// Whether TensorRT runs what it can of the networks; it was asked for, and works.
    pub fn has_tensorrt(&self) -> bool {
        self.placement.tensorrt.is_some()
    }

    /// What gathers the runs on an accelerator; `None` on the processor, where each run is alone, so
    /// that its result does not depend on others.
    pub(crate) fn batcher(
        &self,
        options: &RuntimeOptions,
    ) -> Result<Option<Batcher>, InferenceError> {
        if self.device() == Device::Cpu {
            return Ok(None);
        }
        let batcher = Batcher::start(options.queue_capacity, options.batch_wait);
        batcher.map(Some).map_err(|error| {
            unavailable(self.device(), format!("its thread does not start: {error}"))
        })
    }

    /// Libraries and devices that were tried before and cannot be used, with the reason. Where a
    /// library loads and does not work, it alone: no other can be loaded after it.
    pub fn passed_over(&self) -> &[InferenceError] {
        &self.passed_over
    }
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runtime")
            .field("backend", &self.backend())
            .field("version", &self.version())
            .field("device", &self.device())
            .finish_non_exhaustive()
    }
}

const CUDA_REMEDY: &str = "`bonafide models install --gpu` or `pip install onnxruntime-gpu` with the NVIDIA \
    driver and libraries of this machine makes it available; --device cpu and --device auto do without";

/// The first library that loads, and why those before it do not.
fn find(
    options: &RuntimeOptions,
) -> Result<(Option<Library>, Vec<InferenceError>), InferenceError> {
    if let Some(path) = &options.library {
        let file = Candidate { path: path.clone(), place: LibraryPlace::Options };
        return Ok((Some(usable(&file)?), Vec::new()));
    }
    let files = Library::held().into_iter().chain(candidates(&options.library_folders));
    Ok(first_usable(files, usable, || Library::held().is_some()))
}

/// The first file of use, and what is wrong with those before it. A file that loads and is of no
/// use all the same ends the search, and its fault alone is told: the process is bound to it.
fn first_usable<T>(
    files: impl Iterator<Item = Candidate>,
    usable: impl Fn(&Candidate) -> Result<T, InferenceError>,
    is_bound: impl Fn() -> bool,
) -> (Option<T>, Vec<InferenceError>) {
    let mut passed_over = Vec::new();
    for file in files {
        match usable(&file) {
            Ok(library) => return (Some(library), passed_over),
            Err(error) if is_bound() => return (None, vec![error]),
            Err(error) => passed_over.push(error),
        }
    }
    (None, passed_over)
}

/// Loads a library and runs the smallest network on the processor.
fn usable(file: &Candidate) -> Result<Library, InferenceError> {
    let library = Library::load(file)?;
    probe(&library, &Placement::CPU).map_err(|error| InferenceError::RuntimeUnusable {
        path: library.file().path.clone(),
        source: error.into(),
    })?;
    Ok(library)
}

fn none_found(passed_over: Vec<InferenceError>) -> InferenceError {
    passed_over.into_iter().next().unwrap_or_else(|| InferenceError::RuntimeNotFound {
        asked: None,
        remedy: REMEDY.to_owned(),
    })
}

fn choose_placement(
    library: &Library,
    options: &RuntimeOptions,
    passed_over: &mut Vec<InferenceError>,
) -> Result<Placement, InferenceError> {
    let on = |device| Placement { device, memory: options.gpu_memory, tensorrt: None };
    let placement = match options.device {
        Device::Cpu => Placement::CPU,
        Device::Auto if !ort_network::has_cuda().unwrap_or(false) => Placement::CPU,
        Device::Cuda(_) => check_cuda(library, on(options.device))?,
        Device::Auto => check_cuda(library, on(Device::Cuda(0))).unwrap_or_else(|error| {
            tracing::warn!(%error, "networks run on the processor");
            passed_over.push(error);
            Placement::CPU
        }),
    };
    match (&options.tensorrt, placement.device) {
        (Some(settings), Device::Cuda(_)) => {
            Ok(with_tensorrt(library, placement, settings, passed_over))
        }
        _ => Ok(placement),
    }
}

fn unavailable(device: Device, reason: String) -> InferenceError {
    InferenceError::DeviceUnavailable { device, reason, remedy: CUDA_REMEDY.to_owned() }
}

fn check_cuda(library: &Library, placement: Placement) -> Result<Placement, InferenceError> {
    let device = placement.device;
    if !ort_network::has_cuda().unwrap_or(false) {
        let path = library.file().path.display();
        return Err(unavailable(device, format!("{path} was built without CUDA")));
    }
    match probe(library, &placement) {
        Ok(()) => Ok(placement),
        Err(error) => Err(unavailable(device, error.to_string())),
    }
}

/// With TensorRT in front of CUDA where it works; where it does not, CUDA alone, and a note.
fn with_tensorrt(
    library: &Library,
    cuda: Placement,
    settings: &TensorRt,
    passed_over: &mut Vec<InferenceError>,
) -> Placement {
    let both = Placement { tensorrt: Some(settings.clone()), ..cuda.clone() };
    let reason = match ort_network::has_tensorrt() {
        Ok(true) => match probe(library, &both) {
            Ok(()) => return both,
            Err(error) => error.to_string(),
        },
        _ => format!("{} was built without it", library.file().path.display()),
    };
    let error = InferenceError::DeviceUnavailable {
        device: cuda.device,
        reason: format!("TensorRT: {reason}"),
        remedy: "CUDA runs the networks without it".to_owned(),
    };
    tracing::warn!(%error, "CUDA runs the networks");
    passed_over.push(error);
    cuda
}

/// Runs y = x + x.
fn probe(library: &Library, placement: &Placement) -> Result<(), ort::Error> {
    let mut session = ort_network::session(library, placement, PROBE)?;
    let x = ort::value::TensorRef::from_array_view(([2_usize], &[1.5_f32, -2.0][..]))?;
    let outputs = session.run(ort::inputs!["x" => x])?;
    let (_, y) = outputs["y"].try_extract_tensor::<f32>()?;
    if y == [3.0, -4.0] { Ok(()) } else { Err(ort::Error::new("1.5 + 1.5 is not 3 there")) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::cell::Cell;

    use super::*;

    fn options(device: Device, backend: BackendChoice) -> RuntimeOptions {
        let mut options = RuntimeOptions::default();
        (options.device, options.backend) = (device, backend);
        options
    }

    #[test]
    fn the_stated_version_is_the_one_built_in() {
        let workspace = include_str!("../../../Cargo.toml");
        assert!(workspace.contains(&format!("\nrten = \"{RTEN_VERSION}\"\n")));
    }

    #[test]
    fn rten_runs_on_the_processor_only() {
        let rten = BackendChoice::Only(Backend::Rten);
        for device in [Device::Auto, Device::Cpu] {
            let runtime = Runtime::start(&options(device, rten)).unwrap();
            assert_eq!((runtime.backend(), runtime.device()), (Backend::Rten, Device::Cpu));
            assert!(runtime.library().is_none());
        }
        let error = Runtime::start(&options(Device::Cuda(0), rten)).unwrap_err();
        let InferenceError::DeviceUnavailable { device, reason, remedy } = error else {
            panic!("{error}");
        };
        assert_eq!(device, Device::Cuda(0));
        assert!(reason.contains("processor only") && remedy.contains("--device cpu"));
    }

    #[test]
    fn a_library_that_is_named_must_be_there() {
        let mut options = options(Device::Auto, BackendChoice::Auto);
        options.library = Some("/nowhere/libonnxruntime.so".into());
        let error = Runtime::start(&options).unwrap_err();
        assert!(matches!(error, InferenceError::RuntimeNotFound { .. }), "{error}");
        assert!(error.to_string().contains("pip install onnxruntime"), "{error}");
    }

    #[test]
    fn a_library_that_loads_and_does_not_work_ends_the_search() {
        let bound = Cell::new(false);
        let tried = Cell::new(0);
        let usable = |file: &Candidate| {
            tried.set(tried.get() + 1);
            bound.set(bound.get() || file.path.ends_with("broken"));
            match file.path.to_str() {
                Some("good") => Ok(()),
                _ => Err(InferenceError::RuntimeUnusable {
                    path: file.path.clone(),
                    source: "".into(),
                }),
            }
        };
        let search = |names: &[&str]| {
            bound.set(false);
            tried.set(0);
            let place = LibraryPlace::System;
            let files = names.iter().map(|name| Candidate { path: name.into(), place });
            let (found, passed_over) = first_usable(files, usable, || bound.get());
            let texts: Vec<String> = passed_over.iter().map(ToString::to_string).collect();
            (found.is_some(), texts, tried.get())
        };
        let text = |name: &str| format!("{name} cannot be used as ONNX Runtime library");
        assert_eq!(search(&["text", "good", "broken"]), (true, vec![text("text")], 2));
        assert_eq!(search(&["text", "broken", "good"]), (false, vec![text("broken")], 2));
        assert_eq!(search(&["text", "text"]), (false, vec![text("text"), text("text")], 2));
    }
}
