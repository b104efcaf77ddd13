//! Networks run by ONNX Runtime.

use std::borrow::Cow;

use ort::ep::{self, ExecutionProvider};
use ort::session::Session as OrtSession;
use ort::session::builder::{GraphOptimizationLevel, SessionBuilder};
use ort::value::TensorRef;

use crate::device::{Backend, Device};
use crate::error::{Cause, InferenceError};
use crate::library::Library;
use crate::session::{Interface, Network, Session};
use crate::tensor::Tensor;

/// A network in the hands of ONNX Runtime. Every session has its own copy of the weights.
pub(crate) struct OrtNetwork {
    library: Library,
    device: Device,
    bytes: Cow<'static, [u8]>,
    interface: Interface,
}

impl OrtNetwork {
    pub(crate) fn new(
        library: Library,
        device: Device,
        bytes: Cow<'static, [u8]>,
        interface: Interface,
    ) -> Self {
        Self { library, device, bytes, interface }
    }

    fn open(&self) -> Result<OrtSession, InferenceError> {
        session(&self.library, self.device, &self.bytes).map_err(|e| InferenceError::NotAModel {
            id: self.interface.entry.id.clone(),
            backend: Backend::OnnxRuntime,
            source: Cause::from(e),
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
    device: Device,
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
    let mut builder = match device {
        Device::Cuda(number) => builder.with_execution_providers([cuda(number)])?,
        Device::Auto | Device::Cpu => builder,
    };
    builder.commit_from_memory(bytes)
}

/// Full `f32` precision and a choice of algorithms that is the same each time, as far as the
/// provider allows.
fn cuda(number: u32) -> ep::ExecutionProviderDispatch {
    ep::CUDA::default()
        .with_device_id(i32::try_from(number).unwrap_or(i32::MAX))
        .with_tf32(false)
        .with_conv_algorithm_search(ep::cuda::ConvAlgorithmSearch::Heuristic)
        .build()
        .error_on_failure()
}

/// Whether the library was built with CUDA at all.
pub(crate) fn has_cuda() -> Result<bool, ort::Error> {
    <ep::CUDA as ExecutionProvider>::is_available()
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
