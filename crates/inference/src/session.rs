//! Sessions, and the pool that lends them out.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::error::InferenceError;
use crate::manifest::Entry;
use crate::tensor::{Tensor, element_count};

/// What one caller at a time runs a network with.
pub(crate) trait Session: Send {
    /// Inputs and outputs in the order of the entry. The inputs were checked.
    fn run(&mut self, inputs: &[Tensor]) -> Result<Vec<Tensor>, InferenceError>;
}

/// A network in the hands of a runtime.
pub(crate) trait Network: Send + Sync {
    /// A further session of it.
    fn session(&self) -> Result<Box<dyn Session>, InferenceError>;
}

/// What a session must know of its model.
#[derive(Clone)]
pub(crate) struct Interface {
    /// The model's entry.
    pub(crate) entry: Arc<Entry>,
    /// Most values of one output.
    pub(crate) max_output_elements: usize,
}

impl Interface {
    pub(crate) fn input_names(&self) -> impl Iterator<Item = &str> {
        self.entry.inputs.iter().map(|input| input.name.as_str())
    }

    pub(crate) fn output_names(&self) -> impl Iterator<Item = &str> {
        self.entry.outputs.iter().map(|output| output.name.as_str())
    }

    /// An input or output of the entry that the network does not have.
    pub(crate) fn lacks(&self, what: &str, name: &str) -> InferenceError {
        let problem = format!("the network has no {what} {name}");
        InferenceError::Interface { id: self.entry.id.clone(), problem }
    }

    /// What is wrong with the output of this index.
    pub(crate) fn output_fault(&self, index: usize, problem: String) -> InferenceError {
        let output = self.entry.outputs.get(index).map_or_else(String::new, |o| o.name.clone());
        InferenceError::Output { id: self.entry.id.clone(), output, problem }
    }

    /// That the output of this index has no more values than allowed; before they are copied.
    pub(crate) fn check_size(&self, index: usize, shape: &[usize]) -> Result<(), InferenceError> {
        match element_count(shape) {
            Some(count) if count <= self.max_output_elements => Ok(()),
            _ => {
                let limit = self.max_output_elements;
                Err(self.output_fault(index, format!("{shape:?} is more than {limit} values")))
            }
        }
    }
}

/// Lends out sessions of one network, each to one caller at a time.
///
/// Sessions are made when they are first needed, up to a limit; beyond it callers wait. The lock is
/// held while a session is taken or given back, never while one is made or runs.
pub(crate) struct Pool {
    network: Box<dyn Network>,
    limit: usize,
    shelf: Mutex<Shelf>,
    returned: Condvar,
}

#[derive(Default)]
struct Shelf {
    idle: Vec<Box<dyn Session>>,
    /// Sessions that there are, lent or idle, and those being made.
    made: usize,
}

impl Pool {
    /// A pool with its first session, which proves that the network opens.
    pub(crate) fn new(network: Box<dyn Network>, limit: usize) -> Result<Self, InferenceError> {
        let idle = vec![network.session()?];
        let shelf = Mutex::new(Shelf { idle, made: 1 });
        Ok(Self { network, limit: limit.max(1), shelf, returned: Condvar::new() })
    }

    /// A session to run with; it goes back when the guard is dropped.
    pub(crate) fn checkout(&self) -> Result<Lent<'_>, InferenceError> {
        let mut shelf = self.shelf();
        loop {
            if let Some(session) = shelf.idle.pop() {
                return Ok(Lent { pool: self, session: Some(session) });
            }
            if shelf.made < self.limit {
                shelf.made += 1;
                drop(shelf);
                return self.make();
            }
            shelf = self.returned.wait(shelf).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn make(&self) -> Result<Lent<'_>, InferenceError> {
        let mut lent = Lent { pool: self, session: None };
        // If this fails, the guard gives the place back.
        lent.session = Some(self.network.session()?);
        Ok(lent)
    }

    /// Nothing panics while the lock is held, so a poisoned lock guards a shelf in order.
    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A session on loan.
pub(crate) struct Lent<'a> {
    pool: &'a Pool,
    session: Option<Box<dyn Session>>,
}

impl Deref for Lent<'_> {
    type Target = dyn Session;

    fn deref(&self) -> &Self::Target {
        self.session.as_deref().expect("a session is lent until the guard is dropped")
    }
}

impl DerefMut for Lent<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        self.session.as_deref_mut().expect("a session is lent until the guard is dropped")
    }
}

impl Drop for Lent<'_> {
    /// A session whose run panicked is in an unknown state: it is thrown away, its place is free.
    fn drop(&mut self) {
        let session = self.session.take().filter(|_| !std::thread::panicking());
        let mut shelf = self.pool.shelf();
        match session {
            Some(session) => shelf.idle.push(session),
            None => shelf.made -= 1,
        }
        drop(shelf);
        self.pool.returned.notify_one();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    /// Counts its sessions and the greatest number of runs at a time.
    #[derive(Default)]
    struct Counts {
        made: AtomicUsize,
        running: AtomicUsize,
        most: AtomicUsize,
    }

    struct Fake(Arc<Counts>);

    impl Network for Fake {
        fn session(&self) -> Result<Box<dyn Session>, InferenceError> {
            self.0.made.fetch_add(1, Ordering::SeqCst);
            Ok(Box::new(Fake(Arc::clone(&self.0))))
        }
    }

    impl Session for Fake {
        /// Panics when it is given no input.
        fn run(&mut self, inputs: &[Tensor]) -> Result<Vec<Tensor>, InferenceError> {
            let running = self.0.running.fetch_add(1, Ordering::SeqCst) + 1;
            self.0.most.fetch_max(running, Ordering::SeqCst);
            std::thread::sleep(Duration::from_millis(2));
            self.0.running.fetch_sub(1, Ordering::SeqCst);
            assert!(!inputs.is_empty(), "no input");
            Ok(inputs.to_vec())
        }
    }

    fn one(value: f32) -> Tensor {
        Tensor::new(vec![1], vec![value]).unwrap()
    }

    fn pool(limit: usize) -> (Pool, Arc<Counts>) {
        let counts = Arc::new(Counts::default());
        (Pool::new(Box::new(Fake(Arc::clone(&counts))), limit).unwrap(), counts)
    }

    #[test]
    fn threads_share_no_more_sessions_than_allowed() {
        let (pool, counts) = pool(3);
        std::thread::scope(|scope| {
            for thread in 0..8_u16 {
                let pool = &pool;
                scope.spawn(move || {
                    for run in 0..20_u16 {
                        let input = one(f32::from(thread * 100 + run));
                        let output =
                            pool.checkout().unwrap().run(std::slice::from_ref(&input)).unwrap();
                        assert_eq!(output, [input]);
                    }
                });
            }
        });
        assert_eq!(counts.made.load(Ordering::SeqCst), 3);
        assert_eq!(counts.most.load(Ordering::SeqCst), 3);
    }

    #[test]
    fn one_caller_needs_one_session() {
        let (pool, counts) = pool(8);
        for _ in 0..5 {
            pool.checkout().unwrap().run(&[one(1.0)]).unwrap();
        }
        assert_eq!(counts.made.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn a_session_that_panicked_is_replaced() {
        let (pool, counts) = pool(1);
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            pool.checkout().unwrap().run(&[]).unwrap()
        }));
        assert!(panicked.is_err());
        pool.checkout().unwrap().run(&[one(1.0)]).unwrap();
        assert_eq!(counts.made.load(Ordering::SeqCst), 2);
    }

    /// Makes its first session only.
    struct Broken(AtomicUsize);

    impl Network for Broken {
        fn session(&self) -> Result<Box<dyn Session>, InferenceError> {
            match self.0.fetch_add(1, Ordering::SeqCst) {
                0 => Ok(Box::new(Fake(Arc::default()))),
                _ => Err(InferenceError::UnknownRuntime { text: String::new() }),
            }
        }
    }

    #[test]
    fn a_session_that_cannot_be_made_keeps_no_place() {
        let pool = Pool::new(Box::new(Broken(AtomicUsize::new(0))), 2).unwrap();
        let first = pool.checkout().unwrap();
        assert!(pool.checkout().is_err());
        assert!(pool.checkout().is_err(), "it fails again and does not wait for ever");
        drop(first);
        assert!(pool.checkout().is_ok());
    }
}
