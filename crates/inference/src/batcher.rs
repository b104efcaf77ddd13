//! Batches out of the runs of many callers, for a device that is fastest with many items at once.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::error::{Cause, InferenceError};
use crate::queue::Queue;
use crate::rten_network::panic_cause;
use crate::tensor::Tensor;

/// What runs items of equal shape together.
pub(crate) trait Stacked: Send + Sync {
    /// The outputs of each item, in order: as many as items.
    fn run_stacked(&self, items: &[Tensor]) -> Result<Vec<Vec<Tensor>>, InferenceError>;

    /// Most items of one run.
    fn largest(&self) -> usize;

    /// The error of a run that ended otherwise.
    fn failed(&self, source: Cause) -> InferenceError;
}

/// The outputs of one item.
type Outputs = Result<Vec<Tensor>, InferenceError>;

/// One item of one caller, and where its outputs go.
struct Job {
    network: Arc<dyn Stacked>,
    item: Tensor,
    /// The place among the caller's items.
    index: usize,
    answers: Sender<(usize, Outputs)>,
}

/// Which jobs go together: those of one network (by its address) and one shape.
type Kind = (usize, Vec<usize>);

type Jobs = Queue<Kind, Job>;

/// Gathers the items of all callers in one bounded queue, and runs them on a thread of its own.
///
/// Callers wait for their answers as for any other thread's; nothing here is part of a rayon pool.
/// When the last owner is gone, the thread is told and waited for: callers borrow the owner, so no
/// item is under way then.
pub(crate) struct Batcher {
    jobs: Arc<Jobs>,
    worker: Option<JoinHandle<()>>,
}

impl Batcher {
    /// Starts the thread. `capacity` items may wait; a batch that could be larger waits for `patience`.
    pub(crate) fn start(capacity: usize, patience: Duration) -> std::io::Result<Self> {
        let jobs = Arc::new(Queue::new(capacity, patience));
        let queue = Arc::clone(&jobs);
        let builder = thread::Builder::new().name("bonafide-device".to_owned());
        let worker = builder.spawn(move || serve(&queue))?;
        Ok(Self { jobs, worker: Some(worker) })
    }

    /// The outputs of each item, in the order of the items. An item that fails costs its own outputs.
    pub(crate) fn run(&self, network: &Arc<dyn Stacked>, items: &[Tensor]) -> Vec<Outputs> {
        let (answers, answered) = channel();
        for (index, item) in items.iter().enumerate() {
            let kind = (Arc::as_ptr(network).addr(), item.shape().to_vec());
            let job = Job {
                network: Arc::clone(network),
                item: item.clone(),
                index,
                answers: answers.clone(),
            };
            if self.jobs.put(kind, network.largest(), job).is_err() {
                break;
            }
        }
        drop(answers);
        let ended = || Err(network.failed("the thread of the device has ended".into()));
        let mut results: Vec<Outputs> = items.iter().map(|_| ended()).collect();
        // Ends when every job was answered or dropped.
        for (index, outputs) in answered {
            results[index] = outputs;
        }
        results
    }
}

impl Drop for Batcher {
    fn drop(&mut self) {
        self.jobs.close();
        if let Some(worker) = self.worker.take() {
            // It has answered everybody, or nobody waits.
            let _ = worker.join();
        }
    }
}

/// Answers jobs until the queue is closed. However it ends, no caller waits for it any longer.
fn serve(jobs: &Jobs) {
    struct End<'a>(&'a Jobs);
    impl Drop for End<'_> {
        fn drop(&mut self) {
            self.0.abandon();
        }
    }
    let _end = End(jobs);
    while let Some(batch) = jobs.take() {
        answer(batch);
    }
}

/// Runs jobs of one kind together, and where that fails one by one.
fn answer(batch: Vec<Job>) {
    let Some(network) = batch.first().map(|job| Arc::clone(&job.network)) else { return };
    let (items, askers): (Vec<Tensor>, Vec<_>) =
        batch.into_iter().map(|job| (job.item, (job.index, job.answers))).unzip();
    let outputs: Vec<Outputs> = match run(network.as_ref(), &items) {
        Ok(outputs) => outputs.into_iter().map(Ok).collect(),
        Err(error) if items.len() == 1 => vec![Err(error)],
        Err(error) => {
            tracing::debug!(%error, items = items.len(), "a batch is run again one by one");
            items.iter().map(|item| run_one(network.as_ref(), item)).collect()
        }
    };
    for ((index, answers), outputs) in askers.into_iter().zip(outputs) {
        // The caller waits; if it is gone all the same, nobody misses the answer.
        let _ = answers.send((index, outputs));
    }
}

fn run_one(network: &dyn Stacked, item: &Tensor) -> Outputs {
    let outputs = run(network, std::slice::from_ref(item))?;
    Ok(outputs.into_iter().next().unwrap_or_default())
}

/// A panic of the runtime is an error of the run.
fn run(network: &dyn Stacked, items: &[Tensor]) -> Result<Vec<Vec<Tensor>>, InferenceError> {
    let outputs = catch_unwind(AssertUnwindSafe(|| network.run_stacked(items)))
        .unwrap_or_else(|panic| Err(network.failed(panic_cause(panic.as_ref()))))?;
    if outputs.len() == items.len() {
        return Ok(outputs);
    }
    Err(network.failed(format!("{} items came of {}", outputs.len(), items.len()).into()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::Mutex;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use proptest::prelude::*;

    use super::*;
    use crate::device::Backend;

    /// Answers every item with itself and its own number, and remembers the sizes of its runs.
    struct Fake {
        number: f32,
        largest: usize,
        runs: Mutex<Vec<usize>>,
        running: AtomicUsize,
    }

    /// Items of these values make a run fail, or panic.
    const BAD: f32 = -1.0;
    const WORSE: f32 = -2.0;

    impl Fake {
        fn new(number: f32, largest: usize) -> Arc<Self> {
            let (runs, running) = (Mutex::default(), AtomicUsize::new(0));
            Arc::new(Self { number, largest, runs, running })
        }

        fn runs(&self) -> Vec<usize> {
            self.runs.lock().unwrap().clone()
        }
    }

    impl Stacked for Fake {
        fn run_stacked(&self, items: &[Tensor]) -> Result<Vec<Vec<Tensor>>, InferenceError> {
            assert_eq!(self.running.fetch_add(1, Ordering::SeqCst), 0, "one run at a time");
            self.runs.lock().unwrap().push(items.len());
            thread::sleep(Duration::from_micros(200));
            self.running.fetch_sub(1, Ordering::SeqCst);
            let has = |value: f32| items.iter().any(|item| item.values().first() == Some(&value));
            assert!(!has(WORSE), "worse");
            assert!(items.iter().all(|item| item.shape() == items[0].shape()));
            if has(BAD) {
                return Err(self.failed("bad".into()));
            }
            Ok(items.iter().map(|item| vec![item.clone(), one(self.number)]).collect())
        }

        fn largest(&self) -> usize {
            self.largest
        }

        fn failed(&self, source: Cause) -> InferenceError {
            let id = self.number.to_string();
            InferenceError::Run { id, backend: Backend::OnnxRuntime, source }
        }
    }

    fn one(value: f32) -> Tensor {
        wide(value, 1)
    }

    fn wide(value: f32, width: usize) -> Tensor {
        Tensor::new(vec![1, width], vec![value; width]).unwrap()
    }

    fn shared(fake: &Arc<Fake>) -> Arc<dyn Stacked> {
        Arc::clone(fake) as Arc<dyn Stacked>
    }

    #[test]
    fn batches_form_from_eight_threads() {
        let fake = Fake::new(7.0, 8);
        let network = shared(&fake);
        let batcher = Batcher::start(64, Duration::from_millis(200)).unwrap();
        thread::scope(|scope| {
            for caller in 0..8_u8 {
                let (batcher, network) = (&batcher, &network);
                scope.spawn(move || {
                    let item = one(f32::from(caller));
                    let results = batcher.run(network, std::slice::from_ref(&item));
                    assert_eq!(results[0].as_ref().unwrap(), &[item, one(7.0)]);
                });
            }
        });
        assert_eq!(fake.runs().iter().sum::<usize>(), 8);
        assert!(fake.runs().len() <= 2, "eight callers come in one batch: {:?}", fake.runs());
    }

    #[test]
    fn one_bad_item_costs_one_result() {
        let fake = Fake::new(7.0, 8);
        let batcher = Batcher::start(64, Duration::from_millis(50)).unwrap();
        for (bad, text) in [(BAD, "bad"), (WORSE, "the runtime panicked: worse")] {
            // The panic leaves the count of runs in order: it is taken back before.
            let items = [one(1.0), one(bad), one(3.0)];
            let results = batcher.run(&shared(&fake), &items);
            assert_eq!(results[0].as_ref().unwrap()[0], items[0]);
            assert_eq!(results[2].as_ref().unwrap()[0], items[2]);
            let InferenceError::Run { source, .. } = results[1].as_ref().unwrap_err() else {
                panic!("another error");
            };
            assert_eq!(source.to_string(), text);
        }
        assert_eq!(fake.runs(), [3, 1, 1, 1, 3, 1, 1, 1]);
    }

    #[test]
    fn two_networks_take_turns() {
        let (many, few) = (Fake::new(1.0, 4), Fake::new(2.0, 4));
        let batcher = Batcher::start(8, Duration::ZERO).unwrap();
        let done = AtomicUsize::new(0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let items = vec![one(0.0); 400];
                    assert!(batcher.run(&shared(&many), &items).iter().all(Result::is_ok));
                    done.fetch_add(1, Ordering::SeqCst);
                });
            }
            while many.runs().len() < 5 {
                thread::yield_now();
            }
            let before = many.runs().len();
            assert_eq!(batcher.run(&shared(&few), &[one(9.0)])[0].as_ref().unwrap()[1], one(2.0));
            let meanwhile = many.runs().len() - before;
            // At most what was in the queue and in line before it, and what began since it was answered.
            assert!(meanwhile < 50, "{meanwhile} runs of another network came first");
            assert_eq!(done.load(Ordering::SeqCst), 0, "it did not wait for the others to end");
        });
    }

    #[test]
    fn the_end_waits_for_nobody_and_keeps_nothing() {
        let fake = Fake::new(1.0, 4);
        let network = shared(&fake);
        let batcher = Batcher::start(4, Duration::from_mins(1)).unwrap();
        assert_eq!(batcher.run(&network, &vec![one(5.0); 4]).len(), 4);
        drop((batcher, network));
        assert_eq!(Arc::strong_count(&fake), 1);
    }

    #[test]
    fn a_closed_batcher_answers_with_errors() {
        let batcher = Batcher::start(4, Duration::ZERO).unwrap();
        batcher.jobs.abandon();
        let results = batcher.run(&shared(&Fake::new(1.0, 4)), &[one(1.0), one(2.0)]);
        assert!(results.iter().all(Result::is_err) && results.len() == 2);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Each caller gets the outputs of its own items, in its own order, whatever the shapes, the
        /// networks and the sizes of queue and batch.
        #[test]
        fn everybody_gets_his_own(
            callers in prop::collection::vec(
                (0_usize..2, prop::collection::vec((0_u8..200, 1_usize..4), 0..12)), 1..8),
            capacity in 1_usize..12,
            largest in 1_usize..6,
            patience in 0_u64..3,
        ) {
            let fakes = [Fake::new(1.0, largest), Fake::new(2.0, largest)];
            let batcher = Batcher::start(capacity, Duration::from_millis(patience)).unwrap();
            thread::scope(|scope| {
                for (network, items) in &callers {
                    let (batcher, fake) = (&batcher, &fakes[*network]);
                    scope.spawn(move || {
                        let items: Vec<Tensor> =
                            items.iter().map(|&(value, width)| wide(value.into(), width)).collect();
                        let results = batcher.run(&shared(fake), &items);
                        assert_eq!(results.len(), items.len());
                        for (item, outputs) in items.iter().zip(results) {
                            assert_eq!(outputs.unwrap(), [item.clone(), one(fake.number)]);
                        }
                    });
                }
            });
            for fake in &fakes {
                prop_assert!(fake.runs().iter().all(|&size| size <= largest));
            }
        }
    }
}
