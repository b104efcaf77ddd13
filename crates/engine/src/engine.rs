//! The engine: built once, shared by all threads, asked once per session.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::context::Context;
use crate::error::{BuildError, ErrorCode, SessionError};
use crate::input::SessionInput;
use crate::result::SessionResult;
use crate::session;

/// Turns sessions into results. `Send + Sync`, cheap to clone, no state between calls.
///
/// ```
/// use bonafide::{Context, Engine};
/// use bonafide::decision::Action;
/// use bonafide::input::{SessionId, SessionInput};
///
/// let engine = Engine::builder().threads(1).build()?;
/// let session = SessionInput::new(SessionId::new("empty")?);
/// let result = engine.evaluate(&session, &Context::on(jiff::civil::date(2026, 6, 1)));
/// assert_eq!(result.decision.action, Action::Pending); // nothing was given, so nothing is verified
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Engine {
    pool: Arc<ThreadPool>,
}

/// Builds an [`Engine`].
#[derive(Debug, Default)]
pub struct EngineBuilder {
    pool: Option<Arc<ThreadPool>>,
    threads: usize,
}

impl EngineBuilder {
    /// Uses a pool of the caller's.
    #[must_use]
    pub fn pool(mut self, pool: Arc<ThreadPool>) -> Self {
        self.pool = Some(pool);
        self
    }

    /// Threads of the engine's own pool; 0, the default, takes one per core.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Builds the engine.
    ///
    /// # Errors
    /// [`BuildError::ThreadPool`] when threads cannot be started.
    pub fn build(self) -> Result<Engine, BuildError> {
        let pool = match self.pool {
            Some(pool) => pool,
            None => ThreadPoolBuilder::new()
                .num_threads(self.threads)
                .thread_name(|index| format!("idp-{index}"))
                .build()
                .map(Arc::new)
                .map_err(BuildError::ThreadPool)?,
        };
        Ok(Engine { pool })
    }
}

impl Engine {
    /// Starts building an engine.
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    /// Evaluates one session on the calling thread. Never panics: what goes wrong is in the result.
    pub fn evaluate(&self, input: &SessionInput, cx: &Context) -> SessionResult {
        // At the level of errors, so that a warning at any level says which session it is about.
        let span = tracing::error_span!("session", id = %input.id);
        let _entered = span.enter();
        // A panic of a decoder on hostile bytes costs this session only. Nothing of it is shared, so
        // nothing can be left half-changed.
        let outcome = catch_unwind(AssertUnwindSafe(|| session::evaluate(input, cx)));
        let result = outcome.unwrap_or_else(|_| {
            let message = "a stage panicked on this session's bytes";
            let error = SessionError::of_session(ErrorCode::Internal, "session", message);
            session::refused(input, cx, error)
        });
        log(&result);
        result
    }

    /// Evaluates sessions in parallel, results in input order and the same for any number of
    /// threads. Drive the iterator inside [`Engine::install`] to stay on the engine's pool.
    pub fn evaluate_all<'a, I>(
        &'a self,
        sessions: I,
        cx: &'a Context,
    ) -> impl IndexedParallelIterator<Item = SessionResult> + 'a
    where
        I: IntoParallelIterator<Item = SessionInput>,
        I::Iter: IndexedParallelIterator + 'a,
    {
        sessions.into_par_iter().map(move |input| self.evaluate(&input, cx))
    }

    /// Runs a closure on the engine's pool.
    pub fn install<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        self.pool.install(work)
    }

    /// What this build consists of: readers and comparators with their versions.
    pub fn components() -> BTreeMap<String, String> {
        let version = env!("CARGO_PKG_VERSION");
        [
            ("aamva", version),
            ("imaging", version),
            ("matching", version),
            ("mrz", version),
            ("pdf417", "rxing"),
        ]
        .into_iter()
        .map(|(name, version)| (name.to_owned(), version.to_owned()))
        .collect()
    }
}

/// One line per session: codes and milliseconds, no value of the session.
fn log(result: &SessionResult) {
    let decision = &result.decision;
    let ms = result.timings_ms.get("total").copied().unwrap_or_default();
    tracing::info!(action = decision.action.name(), rule = ?decision.rule, ms, "evaluated");
    if let Some(error) = &result.error {
        // The message may name a key of the session's files; it is in the result.
        tracing::warn!(code = ?error.code, stage = error.stage, file = ?error.file, "error");
    }
}
