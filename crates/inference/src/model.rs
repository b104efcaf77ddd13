//! A model that is open, and how it is run.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::batch;
use crate::batcher::{Batcher, Stacked};
use crate::device::{Backend, Device};
use crate::error::{Cause, InferenceError};
use crate::manifest::Entry;
use crate::onnx;
use crate::options::RuntimeOptions;
use crate::ort_network::OrtNetwork;
use crate::rten_network::RtenNetwork;
use crate::runtime::{Engine, Runtime};
use crate::session::{Interface, Network, Pool};
use crate::shape::{Axis, OutputAxis, in_words};
use crate::tensor::Tensor;

/// A model that is open: its file was checked, a runtime has made a network of it. Clones share it,
/// and threads may run it at the same time.
///
/// On the processor every run is alone, with one thread of its own, so that results depend on the
/// inputs only: neither on the number of threads nor on what other callers do. On an accelerator
/// single items of all callers and models go through one bounded queue, where those of one model and
/// one shape are run together; their values may then differ by rounding with the company they are in.
/// Stacks of a caller's own and networks of several inputs run alone on the caller's thread. A model
/// has one session there, so that one run of it at a time takes memory.
#[derive(Clone)]
pub struct Model {
    core: Arc<Core>,
    /// What gathers the runs of all callers; `None` on the processor.
    batcher: Option<Arc<Batcher>>,
}

/// What callers and the thread of a device share. It owns no [`Batcher`], so that the thread never
/// drops its own.
struct Core {
    entry: Arc<Entry>,
    backend: Backend,
    device: Device,
    max_batch: usize,
    metadata: Vec<(String, String)>,
    pool: Pool,
}

impl Model {
    pub(crate) fn open(
        entry: Arc<Entry>,
        bytes: Cow<'static, [u8]>,
        runtime: &Runtime,
        options: &RuntimeOptions,
        batcher: Option<Arc<Batcher>>,
    ) -> Result<Self, InferenceError> {
        check_file(&entry, &bytes, runtime.backend())?;
        let metadata = onnx::metadata(&bytes);
        let bytes = onnx::without_subnormals(bytes);
        let interface = Interface {
            entry: Arc::clone(&entry),
            max_output_elements: options.max_output_elements,
        };
        let network: Box<dyn Network> = match &runtime.engine {
            Engine::Rten => Box::new(RtenNetwork::open(bytes, interface)?),
            Engine::OnnxRuntime(library) => {
                let placement = runtime.placement.clone();
                Box::new(OrtNetwork::new(library.clone(), placement, bytes, interface))
            }
        };
        let core = Core {
            entry,
            backend: runtime.backend(),
            device: runtime.device(),
            max_batch: options.max_batch.max(1),
            metadata,
            pool: Pool::new(network, sessions(runtime.device(), options))?,
        };
        Ok(Self { core: Arc::new(core), batcher })
    }

    /// Runs the network once: one tensor per input in, one per output out, in the manifest's order.
    /// Waits for a session where as many runs as allowed are under way, and on an accelerator for
    /// the queue.
    ///
    /// # Errors
    /// When an input has another shape than the entry takes, the network does not run, or an output
    /// is not what the entry says or larger than allowed.
    pub fn run(&self, inputs: &[Tensor]) -> Result<Vec<Tensor>, InferenceError> {
        match &self.batcher {
            Some(batcher) if self.core.is_one_of_many(inputs) => {
                self.core.check_inputs(inputs)?;
                let network: Arc<dyn Stacked> = self.core.clone();
                batcher.run(&network, inputs).into_iter().next().unwrap_or_else(|| Ok(Vec::new()))
            }
            _ => self.core.run(inputs),
        }
    }

    /// Runs a network of one input over many items. Every item has the length 1 along the first
    /// axis, and so has each of its outputs. Results are in the order of the items.
    ///
    /// Items of equal shape are stacked, up to [`RuntimeOptions::max_batch`] per run, where the
    /// entry lets the first axis grow. Values differ from those of one run per item by rounding
    /// alone: matrix products over several rows may add up in another order. The bound is 1e-5 of
    /// the greatest magnitude in the output. On the processor, which items come together depends on
    /// the items only; on an accelerator, items of other callers may be among them, and an item that
    /// fails there costs no other caller anything.
    ///
    /// # Errors
    /// As [`Model::run`], of the first item that has one, and when the network has more than one
    /// input or an output without an item per item.
    pub fn run_batch(&self, items: &[Tensor]) -> Result<Vec<Vec<Tensor>>, InferenceError> {
        match &self.batcher {
            Some(batcher) if items.iter().all(|item| item.shape().first() == Some(&1)) => {
                for item in items {
                    self.core.check_inputs(std::slice::from_ref(item))?;
                }
                let network: Arc<dyn Stacked> = self.core.clone();
                batcher.run(&network, items).into_iter().collect()
            }
            _ => self.core.run_stacks(items),
        }
    }

    /// The greatest difference between outputs of this model and of another one, run on the same
    /// inputs: of the greatest magnitude in the output where that is above 1. For checking a runtime
    /// or a device against another one; infinite where an output is not a number.
    ///
    /// # Errors
    /// When one of them does not run, or their outputs are of different shapes.
    pub fn difference(&self, other: &Self, inputs: &[Tensor]) -> Result<f32, InferenceError> {
        let (ours, theirs) = (self.run(inputs)?, other.run(inputs)?);
        let mut worst = 0.0_f32;
        for (index, output) in self.core.entry.outputs.iter().enumerate() {
            let pair = ours.get(index).zip(theirs.get(index));
            let difference = pair.and_then(|(a, b)| a.difference(b)).ok_or_else(|| {
                self.core.output_fault(&output.name, "the other model has it not so".to_owned())
            })?;
            worst = worst.max(difference);
        }
        Ok(worst)
    }

    /// What the manifest says of it.
    pub fn entry(&self) -> &Entry {
        &self.core.entry
    }

    /// What the file says of itself under a key (`metadata_props` of ONNX): the characters of a
    /// recogniser, for example. As the file's hash is that of the manifest, so is this.
    pub fn metadata(&self, key: &str) -> Option<&str> {
        let entry = self.core.metadata.iter().find(|(known, _)| known == key);
        entry.map(|(_, text)| text.as_str())
    }

    /// What runs it.
    pub fn backend(&self) -> Backend {
        self.core.backend
    }

    /// Where it runs: never [`Device::Auto`].
    pub fn device(&self) -> Device {
        self.core.device
    }
}

impl Core {
    /// Runs once, alone.
    fn run(&self, inputs: &[Tensor]) -> Result<Vec<Tensor>, InferenceError> {
        let lengths = self.check_inputs(inputs)?;
        let outputs = self.pool.checkout()?.run(inputs)?;
        self.check_outputs(&outputs, &lengths)?;
        Ok(outputs)
    }

    /// Runs items of equal shape together, and hands each its part.
    fn run_stacks(&self, items: &[Tensor]) -> Result<Vec<Vec<Tensor>>, InferenceError> {
        let mut results: Vec<Vec<Tensor>> = vec![Vec::new(); items.len()];
        for (indices, stacked) in batch::stacks(items, self.largest_batch())? {
            let outputs = self.run(&[stacked])?;
            for (output, tensor) in self.entry.outputs.iter().zip(outputs) {
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

    /// Whether inputs are one item, of which a network of one input could take several together:
    /// every output then has the items of the input along its first axis.
    fn is_one_of_many(&self, inputs: &[Tensor]) -> bool {
        let ([input], [item]) = (self.entry.inputs.as_slice(), inputs) else { return false };
        let follows = |output: Option<&OutputAxis>| match (input.shape.first(), output) {
            (Some(Axis::Free(free)), Some(OutputAxis::Named(name))) => free.name == *name,
            (_, Some(axis)) => *axis == OutputAxis::Fixed(1),
            (_, None) => false,
        };
        item.shape().first() == Some(&1)
            && self.entry.outputs.iter().all(|output| follows(output.shape.first()))
    }

    /// How many items the entry and the options let into one run.
    fn largest_batch(&self) -> usize {
        match self.entry.inputs.first().and_then(|input| input.shape.first()) {
            Some(Axis::Free(free)) if free.multiple_of == 1 => free.max.min(self.max_batch),
            _ => 1,
        }
    }

    /// Lengths of the named axes, which must be the same wherever a name occurs.
    fn check_inputs(&self, inputs: &[Tensor]) -> Result<Vec<(&str, usize)>, InferenceError> {
        let entry = &self.entry;
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
        for (output, tensor) in self.entry.outputs.iter().zip(outputs) {
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
        let id = self.entry.id.clone();
        InferenceError::Output { id, output: output.to_owned(), problem }
    }
}

impl Stacked for Core {
    fn run_stacked(&self, items: &[Tensor]) -> Result<Vec<Vec<Tensor>>, InferenceError> {
        self.run_stacks(items)
    }

    fn largest(&self) -> usize {
        self.largest_batch()
    }

    fn failed(&self, source: Cause) -> InferenceError {
        InferenceError::Run { id: self.entry.id.clone(), backend: self.backend, source }
    }
}

/// How many sessions a model may have. On an accelerator one, since each takes its share of
/// [`RuntimeOptions::gpu_memory`], and further ones make nothing faster there.
fn sessions(device: Device, options: &RuntimeOptions) -> usize {
    match device {
        Device::Cuda(_) => 1,
        Device::Cpu | Device::Auto => options.sessions_per_model,
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
            .field("id", &self.core.entry.id)
            .field("backend", &self.core.backend)
            .field("device", &self.core.device)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::Mutex;
    use std::thread;
    use std::time::Duration;

    use super::*;
    use crate::manifest::Manifest;
    use crate::session::Session;

    /// Doubles what it is given, and remembers how many items each run had. Fails on a stack in which
    /// a first value is above 100.
    #[derive(Clone, Default)]
    struct Fake(Arc<Mutex<Vec<usize>>>);

    impl Network for Fake {
        fn session(&self) -> Result<Box<dyn Session>, InferenceError> {
            Ok(Box::new(self.clone()))
        }
    }

    impl Session for Fake {
        fn run(&mut self, inputs: &[Tensor]) -> Result<Vec<Tensor>, InferenceError> {
            self.0.lock().unwrap().push(inputs[0].shape()[0]);
            let values: Vec<f32> = inputs[0].values().iter().map(|value| value * 2.0).collect();
            if values.chunks(2).any(|item| item[0] > 200.0) {
                return Err(InferenceError::UnknownRuntime { text: "fake".to_owned() });
            }
            Ok(vec![Tensor::new(inputs[0].shape().to_vec(), values)?])
        }
    }

    /// A model of up to 8 items, as on an accelerator (with a queue) or on the processor.
    fn model(output: &str, batcher: Option<Batcher>) -> (Model, Fake) {
        let text = format!(
            "format = 1\n[[model]]\nid = 'fake'\nversion = '1'\nkind = 'brought'\ntask = 't'\n\
             file = 'f'\nsha256 = '{}'\nbytes = 1\nlicence = 'l'\norigin = 'o'\n\
             training_data = 'd'\n[[model.input]]\nname = 'x'\n\
             shape = [{{ name = 'n', min = 1, max = 8 }}, 2]\nrange = [0.0, 1.0]\nlayout = 'l'\n\
             [[model.output]]\nname = 'y'\nshape = [{output}, 2]\nlayout = 'l'\n",
            "0".repeat(64),
        );
        let entry = Manifest::parse(&text).unwrap().into_entries().into_iter().next().unwrap();
        let fake = Fake::default();
        let core = Core {
            entry: Arc::new(entry),
            backend: Backend::OnnxRuntime,
            device: Device::Cuda(0),
            max_batch: 16,
            metadata: Vec::new(),
            pool: Pool::new(Box::new(fake.clone()), 2).unwrap(),
        };
        (Model { core: Arc::new(core), batcher: batcher.map(Arc::new) }, fake)
    }

    fn patient() -> Option<Batcher> {
        Some(Batcher::start(64, Duration::from_millis(200)).unwrap())
    }

    fn item(value: f32) -> Tensor {
        Tensor::new(vec![1, 2], vec![value; 2]).unwrap()
    }

    /// What eight threads get that run one item each, and the sizes of the runs.
    fn eight_threads(model: &Model, fake: &Fake) -> Vec<usize> {
        thread::scope(|scope| {
            for caller in 0..8_u8 {
                scope.spawn(move || {
                    let value = f32::from(caller);
                    assert_eq!(model.run(&[item(value)]).unwrap(), [item(2.0 * value)]);
                });
            }
        });
        fake.0.lock().unwrap().clone()
    }

    #[test]
    fn runs_of_many_callers_come_together_on_an_accelerator_only() {
        let (model_there, fake) = model("'n'", patient());
        let runs = eight_threads(&model_there, &fake);
        assert!(runs.len() <= 2 && runs.iter().sum::<usize>() == 8, "{runs:?}");
        let (model_here, fake) = model("'n'", None);
        assert_eq!(eight_threads(&model_here, &fake), [1; 8]);
    }

    #[test]
    fn a_network_whose_outputs_are_not_per_item_is_run_alone() {
        let (model, fake) = model("'rows'", patient());
        assert_eq!(eight_threads(&model, &fake), [1; 8]);
    }

    #[test]
    fn a_stack_of_the_callers_own_stays_as_it_is() {
        let (model, fake) = model("'n'", patient());
        let stack = Tensor::new(vec![3, 2], vec![1.0; 6]).unwrap();
        assert_eq!(model.run(&[stack]).unwrap()[0].shape(), [3, 2]);
        assert_eq!(*fake.0.lock().unwrap(), [3]);
    }

    #[test]
    fn a_bad_item_costs_no_other_caller_its_result() {
        let (model, fake) = model("'n'", patient());
        thread::scope(|scope| {
            let bad = scope.spawn(|| model.run(&[item(101.0)]));
            let good = scope.spawn(|| model.run_batch(&[item(1.0), item(2.0)]));
            assert!(matches!(bad.join().unwrap(), Err(InferenceError::UnknownRuntime { .. })));
            assert_eq!(good.join().unwrap().unwrap(), [vec![item(2.0)], vec![item(4.0)]]);
        });
        let wrong = Tensor::new(vec![1, 3], vec![0.0; 3]).unwrap();
        let before = fake.0.lock().unwrap().len();
        let error = model.run_batch(&[item(1.0), wrong]).unwrap_err();
        assert!(matches!(error, InferenceError::InputShape { .. }), "{error}");
        assert_eq!(fake.0.lock().unwrap().len(), before, "it is refused before it is queued");
    }

    #[test]
    fn a_model_has_one_session_on_an_accelerator() {
        let options = RuntimeOptions { sessions_per_model: 5, ..RuntimeOptions::default() };
        assert_eq!(sessions(Device::Cpu, &options), 5);
        assert_eq!(sessions(Device::Cuda(0), &options), 1);
    }

    #[test]
    fn models_are_compared_by_their_greatest_difference() {
        let ((here, _), (there, _)) = (model("'n'", None), model("'n'", patient()));
        assert!(here.difference(&there, &[item(3.0)]).unwrap() == 0.0);
        let other = item(4.0);
        assert_eq!(item(3.0).difference(&other), Some(1.0 / 3.0));
        assert_eq!(item(0.5).difference(&item(0.0)), Some(0.5), "below 1 it is absolute");
        assert_eq!(item(0.5).difference(&item(f32::NAN)), Some(f32::INFINITY));
    }
}
