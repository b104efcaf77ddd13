//! Networks run by ONNX Runtime.

use std::borrow::Cow;

use ort::ep::{self, ExecutionProvider};
use ort::session::Session as OrtSession;
use ort::session::builder::{GraphOptimizationLevel, SessionBuilder};
use ort::value::TensorRef;

use crate::device::{Backend, Device};
use crate::error::{Cause, InferenceError};
use crate::library::Library;
use crate::options::TensorRt;
use crate::session::{Interface, Network, Session};
use crate::tensor::Tensor;

/// A network in the hands of ONNX Runtime. Every session has its own copy of the weights.
pub(crate) struct OrtNetwork {
    library: Library,
    placement: Placement,
    bytes: Cow<'static, [u8]>,
    interface: Interface,
}

/// Where a session runs, and what the providers of that device are told.
#[derive(Clone, Debug)]
pub(crate) struct Placement {
    pub(crate) device: Device,
    /// Most bytes of the device's memory for values.
    pub(crate) memory: Option<usize>,
    pub(crate) tensorrt: Option<TensorRt>,
}

impl Placement {
    pub(crate) const CPU: Self = Self { device: Device::Cpu, memory: None, tensorrt: None };
}

impl OrtNetwork {
    pub(crate) fn new(
        library: Library,
        placement: Placement,
        bytes: Cow<'static, [u8]>,
        interface: Interface,
    ) -> Self {
        Self { library, placement, bytes, interface }
    }

    fn open(&self) -> Result<OrtSession, InferenceError> {
        session(&self.library, &self.placement, &self.bytes).map_err(|e| {
            InferenceError::NotAModel {
                id: self.interface.entry.id.clone(),
                backend: Backend::OnnxRuntime,
                source: Cause::from(e),
            }
        })
    }
}

impl Network for OrtNetwork {
    fn session(&self) -> Result<Box<dyn Session>, InferenceError> {
        let session = self.open()?;
        let has = |outlets: &[ort::value::Outlet], name: &str| {
            outlets.iter().any(|outlet| outlet.name() == name)
        };
        if let Some(name) = self.interface.input_names().find(|n| !has(session.inputs(), n)) {
            return Err(self.interface.lacks("input", name));
        }
        if let Some(name) = self.interface.output_names().find(|n| !has(session.outputs(), n)) {
            return Err(self.interface.lacks("output", name));
        }
        Ok(Box::new(Opened { session, interface: self.interface.clone() }))
    }
}

/// A session with one thread of its own that never spins: documents fill the cores already.
pub(crate) fn session(
    library: &Library,
    placement: &Placement,
    bytes: &[u8],
) -> Result<OrtSession, ort::Error> {
    let builder: SessionBuilder = OrtSession::builder(library.environment())?
        .with_optimization_level(GraphOptimizationLevel::All)?
        .with_intra_threads(1)?
        .with_inter_threads(1)?
        .with_intra_op_spinning(false)?
        .with_inter_op_spinning(false)?
        .with_deterministic_compute(true)?
        // Weights that are kept as codes become numbers when the session is made, not in every run.
        .with_quant_qdq(false)?;
    let mut builder = match placement.device {
        Device::Cuda(number) => builder.with_execution_providers(providers(number, placement))?,
        Device::Auto | Device::Cpu => builder,
    };
    builder.commit_from_memory(bytes)
}

/// The providers of a graphics processor in the order of preference. One that cannot be had is an
/// error. Single steps that none of them has, and those that reckon with shapes, ONNX Runtime gives to
/// the processor all the same; forbidding that would refuse networks that run well.
fn providers(number: u32, placement: &Placement) -> Vec<ep::ExecutionProviderDispatch> {
    let number = i32::try_from(number).unwrap_or(i32::MAX);
    let tensorrt = placement.tensorrt.as_ref().map(|settings| tensorrt(number, settings).build());
    let all = tensorrt.into_iter().chain([cuda(number, placement.memory).build()]);
    all.map(ep::ExecutionProviderDispatch::error_on_failure).collect()
}

/// Full `f32` precision and a choice of algorithms that is the same each time, as far as the
/// provider allows.
fn cuda(number: i32, memory: Option<usize>) -> ep::CUDA {
    let provider = ep::CUDA::default()
        .with_device_id(number)
        .with_tf32(false)
        .with_conv_algorithm_search(ep::cuda::ConvAlgorithmSearch::Heuristic);
    match memory {
        // Without it the arena grows by powers of two, past a limit sooner than need be.
        Some(bytes) => provider
            .with_memory_limit(bytes)
            .with_arena_extend_strategy(ep::ArenaExtendStrategy::SameAsRequested),
        None => provider,
    }
}

/// Full precision as far as TensorRT has a switch for it; engines are kept only where told.
fn tensorrt(number: i32, settings: &TensorRt) -> ep::TensorRT {
    let provider = ep::TensorRT::default().with_device_id(number).with_fp16(false).with_int8(false);
    match &settings.engine_cache {
        Some(folder) => {
            provider.with_engine_cache(true).with_engine_cache_path(folder.to_string_lossy())
        }
        None => provider.with_engine_cache(false),
    }
}

/// Whether the library was built with CUDA at all.
pub(crate) fn has_cuda() -> Result<bool, ort::Error> {
    <ep::CUDA as ExecutionProvider>::is_available()
}

/// Whether the library was built with TensorRT.
pub(crate) fn has_tensorrt() -> Result<bool, ort::Error> {
    <ep::TensorRT as ExecutionProvider>::is_available()
}

struct Opened {
    session: OrtSession,
    interface: Interface,
}

impl Session for Opened {
    fn run(&mut self, inputs: &[Tensor]) -> Result<Vec<Tensor>, InferenceError> {
        let failed = |source: ort::Error| InferenceError::Run {
            id: self.interface.entry.id.clone(),
            backend: Backend::OnnxRuntime,
            source: Cause::from(source),
        };
        let named = self
            .interface
            .input_names()
            .zip(inputs)
            .map(|(name, tensor)| {
                let view = TensorRef::from_array_view((tensor.shape(), tensor.values()))?;
                Ok((name, view))
            })
            .collect::<Result<Vec<_>, ort::Error>>()
            .map_err(failed)?;
        let outputs = self.session.run(named).map_err(failed)?;
        let tensor = |(index, name): (usize, &str)| {
            let fault = |problem: &str| self.interface.output_fault(index, problem.to_owned());
            let output = outputs.get(name).ok_or_else(|| fault("it is missing"))?;
            let Ok((shape, values)) = output.try_extract_tensor::<f32>() else {
                return Err(fault("it is no f32 tensor"));
            };
            let shape: Option<Vec<usize>> = shape.iter().map(|&n| n.try_into().ok()).collect();
            let shape = shape.ok_or_else(|| fault("it has a negative length"))?;
            self.interface.check_size(index, &shape)?;
            Tensor::new(shape, values.to_vec())
        };
        self.interface.output_names().enumerate().map(tensor).collect()
    }
}
