//! A model that is open, and how it is run.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::batch;
use crate::device::{Backend, Device};
use crate::error::InferenceError;
use crate::manifest::Entry;
use crate::onnx;
use crate::options::RuntimeOptions;
use crate::ort_network::OrtNetwork;
use crate::rten_network::RtenNetwork;
use crate::runtime::{Engine, Runtime};
use crate::session::{Interface, Network, Pool};
use crate::shape::{Axis, in_words};
use crate::tensor::Tensor;

/// A model that is open: its file was checked, a runtime has made a network of it. Clones share it,
/// and threads may run it at the same time.
///
/// Results do not depend on the number of threads: every run has one thread of its own.
#[derive(Clone)]
pub struct Model {
    inner: Arc<Inner>,
}

struct Inner {
    entry: Arc<Entry>,
    backend: Backend,
    device: Device,
    max_batch: usize,
    pool: Pool,
}

impl Model {
    pub(crate) fn open(
        entry: Arc<Entry>,
        bytes: Cow<'static, [u8]>,
        runtime: &Runtime,
        options: &RuntimeOptions,
    ) -> Result<Self, InferenceError> {
        check_file(&entry, &bytes, runtime.backend())?;
        let interface = Interface {
            entry: Arc::clone(&entry),
            max_output_elements: options.max_output_elements,
        };
        let device = runtime.device();
        let network: Box<dyn Network> = match &runtime.engine {
            Engine::Rten => Box::new(RtenNetwork::open(bytes, interface)?),
            Engine::OnnxRuntime(library) => {
                Box::new(OrtNetwork::new(library.clone(), device, bytes, interface))
            }
        };
        let pool = Pool::new(network, options.sessions_per_model)?;
        let max_batch = options.max_batch.max(1);
        let backend = runtime.backend();
        Ok(Self { inner: Arc::new(Inner { entry, backend, device, max_batch, pool }) })
    }

    /// Runs the network once: one tensor per input in, one per output out, in the manifest's order.
    /// Waits for a session where as many runs as allowed are under way.
    ///
    /// # Errors
    /// When an input has another shape than the entry takes, the network does not run, or an output
    /// is not what the entry says or larger than allowed.
    pub fn run(&self, inputs: &[Tensor]) -> Result<Vec<Tensor>, InferenceError> {
        let lengths = self.check_inputs(inputs)?;
        let outputs = self.inner.pool.checkout()?.run(inputs)?;
        self.check_outputs(&outputs, &lengths)?;
        Ok(outputs)
    }

    /// Runs a network of one input over many items. Every item has the length 1 along the first
    /// axis, and so has each of its outputs. Results are in the order of the items.
    ///
    /// Items of equal shape are stacked, up to [`RuntimeOptions::max_batch`] per run, where the
    /// entry lets the first axis grow. Values differ from those of one run per item by rounding
    /// alone: matrix products over several rows may add up in another order. The bound is 1e-5 of
    /// the greatest magnitude in the output; which items come together depends on the items only.
    ///
    /// # Errors
    /// As [`Model::run`], and when the network has more than one input or an output without an item
    /// per item.
    pub fn run_batch(&self, items: &[Tensor]) -> Result<Vec<Vec<Tensor>>, InferenceError> {
        let mut results: Vec<Vec<Tensor>> = vec![Vec::new(); items.len()];
        for (indices, stacked) in batch::stacks(items, self.largest_batch())? {
            let outputs = self.run(&[stacked])?;
            for (output, tensor) in self.inner.entry.outputs.iter().zip(outputs) {
                let parts = batch::split(tensor, indices.len()).ok_or_else(|| {
                    let problem = format!("it has no {} items along the first axis", indices.len());
                    self.output_fault(&output.name, problem)
                })?;
                for (&index, part) in indices.iter().zip(parts) {
                    results[index].push(part);
                }
            }
        }
        Ok(results)
    }

    /// What the manifest says of it.
    pub fn entry(&self) -> &Entry {
        &self.inner.entry
    }

    /// What runs it.
    pub fn backend(&self) -> Backend {
        self.inner.backend
    }

    /// Where it runs: never [`Device::Auto`].
    pub fn device(&self) -> Device {
        self.inner.device
    }

    /// How many items the entry and the options let into one run.
    fn largest_batch(&self) -> usize {
        match self.inner.entry.inputs.first().and_then(|input| input.shape.first()) {
            Some(Axis::Free(free)) if free.multiple_of == 1 => free.max.min(self.inner.max_batch),
            _ => 1,
        }
    }

    /// Lengths of the named axes, which must be the same wherever a name occurs.
    fn check_inputs(&self, inputs: &[Tensor]) -> Result<Vec<(&str, usize)>, InferenceError> {
        let entry = &self.inner.entry;
        if inputs.len() != entry.inputs.len() {
            return Err(InferenceError::InputCount {
                id: entry.id.clone(),
                expected: entry.inputs.len(),
                found: inputs.len(),
            });
        }
        let mut lengths: Vec<(&str, usize)> = Vec::new();
        for (input, tensor) in entry.inputs.iter().zip(inputs) {
            let shape = tensor.shape();
            let agrees = shape.len() == input.shape.len()
                && input.shape.iter().zip(shape).all(|(axis, &length)| {
                    axis.takes(length) && note_length(&mut lengths, axis, length)
                });
            if !agrees {
                return Err(InferenceError::InputShape {
                    id: entry.id.clone(),
                    input: input.name.clone(),
                    expected: in_words(&input.shape),
                    shape: shape.to_vec(),
                });
            }
        }
        Ok(lengths)
    }

    fn check_outputs(
        &self,
        outputs: &[Tensor],
        lengths: &[(&str, usize)],
    ) -> Result<(), InferenceError> {
        let length_of = |name: &str| lengths.iter().find(|(n, _)| *n == name).map(|&(_, l)| l);
        for (output, tensor) in self.inner.entry.outputs.iter().zip(outputs) {
            let shape = tensor.shape();
            let agrees = shape.len() == output.shape.len()
                && output
                    .shape
                    .iter()
                    .zip(shape)
                    .all(|(axis, &found)| axis.takes(found, length_of));
            if !agrees {
                let problem = format!("{shape:?} is not {}", in_words(&output.shape));
                return Err(self.output_fault(&output.name, problem));
            }
        }
        Ok(())
    }

    fn output_fault(&self, output: &str, problem: String) -> InferenceError {
        let id = self.inner.entry.id.clone();
        InferenceError::Output { id, output: output.to_owned(), problem }
    }
}

/// Lets no runtime look at a file that names other files.
fn check_file(entry: &Entry, bytes: &[u8], backend: Backend) -> Result<(), InferenceError> {
    let id = || entry.id.clone();
    onnx::check(bytes).map_err(|fault| match fault {
        onnx::Fault::ExternalData => InferenceError::ExternalData { id: id() },
        onnx::Fault::Malformed => InferenceError::NotAModel {
            id: id(),
            backend,
            source: "the file is not in the ONNX format".into(),
        },
    })
}

/// Whether an axis has the length that its name had before, if it had one.
fn note_length<'a>(lengths: &mut Vec<(&'a str, usize)>, axis: &'a Axis, length: usize) -> bool {
    let Axis::Free(free) = axis else { return true };
    match lengths.iter().find(|(name, _)| *name == free.name) {
        Some(&(_, known)) => known == length,
        None => {
            lengths.push((&free.name, length));
            true
        }
    }
}

impl fmt::Debug for Model {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Model")
            .field("id", &self.inner.entry.id)
            .field("backend", &self.inner.backend)
            .field("device", &self.inner.device)
            .finish_non_exhaustive()
    }
}
