//! Networks run by `rten`.
//!
//! `rten` runs on a rayon pool of its own. A rayon worker of another pool that waited for it would
//! take up a sibling's job in the meantime, and so could wait for a session that it holds itself.
//! Therefore every session has a thread with a pool of one thread; callers wait for its answer as
//! for any other thread's. (`rten` also starts a global pool, which packs weights when a model is
//! opened and is idle ever after.)

use std::any::Any;
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use rten::{NodeId, RunOptions, ThreadPool, Value, ValueOrView};
use rten_tensor::Layout;

use crate::device::Backend;
use crate::error::{Cause, InferenceError};
use crate::session::{Interface, Network, Session};
use crate::tensor::Tensor;

/// A network that `rten` has parsed. Its sessions share the weights.
pub(crate) struct RtenNetwork {
    parsed: Arc<Parsed>,
}

struct Parsed {
    model: rten::Model,
    interface: Interface,
    inputs: Vec<NodeId>,
    outputs: Vec<NodeId>,
}

impl RtenNetwork {
    pub(crate) fn open(
        bytes: Cow<'static, [u8]>,
        interface: Interface,
    ) -> Result<Self, InferenceError> {
        let id = interface.entry.id.clone();
        let refused = |source| InferenceError::NotAModel { id, backend: Backend::Rten, source };
        let model = match on_own_thread(|| load(bytes)) {
            Ok(model) => model,
            Err(cause) => return Err(refused(cause)),
        };
        let find = |ids: &[NodeId], name: &str, what: &str| {
            let named =
                |id: &&NodeId| model.node_info(**id).is_some_and(|n| n.name() == Some(name));
            ids.iter().find(named).copied().ok_or_else(|| interface.lacks(what, name))
        };
        let inputs = interface
            .input_names()
            .map(|name| find(model.input_ids(), name, "input"))
            .collect::<Result<_, _>>()?;
        let outputs = interface
            .output_names()
            .map(|name| find(model.output_ids(), name, "output"))
            .collect::<Result<_, _>>()?;
        Ok(Self { parsed: Arc::new(Parsed { model, interface, inputs, outputs }) })
    }
}

fn load(bytes: Cow<'static, [u8]>) -> Result<rten::Model, Cause> {
    let mut options = rten::ModelOptions::with_all_ops();
    options.prepack_weights(true);
    let model = match bytes {
        Cow::Borrowed(bytes) => options.load_static_slice(bytes),
        Cow::Owned(bytes) => options.load(bytes),
    };
    model.map_err(Cause::from)
}

/// Calls `work` on a thread that belongs to no rayon pool, and turns its panic into an error.
fn on_own_thread<T: Send>(work: impl FnOnce() -> Result<T, Cause> + Send) -> Result<T, Cause> {
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .name("bonafide-load".to_owned())
            .spawn_scoped(scope, || unpanicked(work))?;
        thread.join().unwrap_or_else(|panic| Err(panic_cause(panic.as_ref())))
    })
}

fn unpanicked<T>(work: impl FnOnce() -> Result<T, Cause>) -> Result<T, Cause> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| Err(panic_cause(panic.as_ref())))
}

pub(crate) fn panic_cause(panic: &(dyn Any + Send)) -> Cause {
    let text = panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    format!("the runtime panicked: {text}").into()
}

impl Network for RtenNetwork {
    fn session(&self) -> Result<Box<dyn Session>, InferenceError> {
        let (jobs, queue) = sync_channel::<Job>(1);
        let parsed = Arc::clone(&self.parsed);
        let work = move || {
            let pool = Arc::new(ThreadPool::with_num_threads(1));
            // Entered once for the life of the session, so that no run has to change threads again.
            let inner = Arc::clone(&pool);
            pool.run(move || serve(&parsed, &inner, &queue));
        };
        let spawned = thread::Builder::new().name("bonafide-rten".to_owned()).spawn(work);
        match spawned {
            Ok(_) => Ok(Box::new(RtenSession { jobs, parsed: Arc::clone(&self.parsed) })),
            Err(source) => Err(self.parsed.failed(source.into())),
        }
    }
}

/// Inputs, and where the answer goes.
struct Job {
    inputs: Vec<Tensor>,
    answer: SyncSender<Result<Vec<Tensor>, InferenceError>>,
}

/// Answers jobs until the session is dropped.
fn serve(parsed: &Parsed, pool: &Arc<ThreadPool>, queue: &Receiver<Job>) {
    while let Ok(Job { inputs, answer }) = queue.recv() {
        // The caller waits; if it is gone all the same, nobody misses the answer.
        let _ = answer.send(parsed.run(inputs, pool));
    }
}

impl Parsed {
    fn failed(&self, source: Cause) -> InferenceError {
        let id = self.interface.entry.id.clone();
        InferenceError::Run { id, backend: Backend::Rten, source }
    }

    fn run(
        &self,
        inputs: Vec<Tensor>,
        pool: &Arc<ThreadPool>,
    ) -> Result<Vec<Tensor>, InferenceError> {
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(pool)));
        let outputs = unpanicked(|| {
            let inputs = self
                .inputs
                .iter()
                .zip(inputs)
                .map(|(&id, tensor)| Ok((id, ValueOrView::Value(value(tensor)?))))
                .collect::<Result<Vec<_>, Cause>>()?;
            self.model.run(inputs, &self.outputs, Some(options)).map_err(Cause::from)
        })
        .map_err(|source| self.failed(source))?;
        outputs.into_iter().enumerate().map(|(index, output)| self.tensor(index, output)).collect()
    }

    fn tensor(&self, index: usize, output: Value) -> Result<Tensor, InferenceError> {
        let Some(tensor) = output.into_tensor::<f32>() else {
            return Err(self.interface.output_fault(index, "it is no f32 tensor".to_owned()));
        };
        let shape = tensor.shape().to_vec();
        self.interface.check_size(index, &shape)?;
        Tensor::new(shape, tensor.into_data())
    }
}

fn value(tensor: Tensor) -> Result<Value, Cause> {
    let shape = tensor.shape().to_vec();
    Ok(Value::from_shape(shape.as_slice(), tensor.into_values())?)
}

struct RtenSession {
    jobs: SyncSender<Job>,
    parsed: Arc<Parsed>,
}

impl Session for RtenSession {
    fn run(&mut self, inputs: &[Tensor]) -> Result<Vec<Tensor>, InferenceError> {
        let ended = || self.parsed.failed("the thread of the session has ended".into());
        let (answer, answered) = sync_channel(1);
        let job = Job { inputs: inputs.to_vec(), answer };
        self.jobs.send(job).map_err(|_| ended())?;
        answered.recv().map_err(|_| ended())?
    }
}
