//! The engine: built once, shared by all threads, asked once per session.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use bonafide_imaging::Picture;
use bonafide_inference::{Models, RuntimeOptions};
use bonafide_matching::{Comparator, RARE_WORDS};
use bonafide_mrz_reader::ReadError;
use bonafide_types::Slot;
use jiff::civil::Date;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::context::Context;
use crate::duplication::Fingerprints;
use crate::equipment::Equipment;
use crate::error::{BuildError, ErrorCode, SessionError};
use crate::faces::ReadFaces;
use crate::input::SessionInput;
use crate::result::{EncoderFacts, Provenance, SessionResult, wire_name};
use crate::zone_report::PictureZones;
use crate::{duplication, session, zone_report};

/// Turns sessions into results. `Send + Sync`, cheap to clone, no state between calls: it holds its
/// threads and the networks that were opened when it was built.
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
    equipment: Arc<Equipment>,
}

/// Builds an [`Engine`].
#[derive(Debug, Default)]
pub struct EngineBuilder {
    pool: Option<Arc<ThreadPool>>,
    threads: usize,
    runtime: RuntimeOptions,
    models_folder: Option<PathBuf>,
    models: Option<Models>,
    proofing: Proofing,
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

    /// Whether pictures of documents are judged by themselves; by default they are. Without it the tests of
    /// pictures are not performed, and say so.
    #[must_use]
    pub fn proofing(mut self, proofing: Proofing) -> Self {
        self.proofing = proofing;
        self
    }

    /// How networks are run: device, runtime, its library. By default the best that is there.
    #[must_use]
    pub fn runtime(mut self, runtime: RuntimeOptions) -> Self {
        self.runtime = runtime;
        self
    }

    /// A folder of models beside those that are part of the program; see
    /// [`ModelsBuilder::folder`](bonafide_inference::ModelsBuilder::folder).
    #[must_use]
    pub fn models_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.models_folder = Some(folder.into());
        self
    }

    /// Uses models of the caller's, which may be open already, in place of
    /// [`runtime`](Self::runtime) and [`models_folder`](Self::models_folder).
    #[must_use]
    pub fn models(mut self, models: Models) -> Self {
        self.models = Some(models);
        self
    }

    /// Builds the engine. Every network is opened and every hash checked here; a network that is not
    /// installed only leaves out what needs it, and results say so.
    ///
    /// # Errors
    /// [`BuildError::ThreadPool`] when threads cannot be started; [`BuildError::Models`] and
    /// [`BuildError::ZoneReader`], [`BuildError::Faces`] and [`BuildError::Liveness`] when a model is not
    /// the one of its manifest, or device or runtime that were asked for by name are not there.
    pub fn build(self) -> Result<Engine, BuildError> {
        let models = match self.models {
            Some(models) => models,
            None => {
                let mut builder = Models::builder().options(self.runtime);
                if let Some(folder) = self.models_folder {
                    builder = builder.folder(folder);
                }
                builder.build().map_err(BuildError::Models)?
            }
        };
        let mut equipment = Equipment::open(&models)?;
        if self.proofing == Proofing::Off {
            equipment.pages = None;
        }
        let equipment = Arc::new(equipment);
        let pool = match self.pool {
            Some(pool) => pool,
            None => ThreadPoolBuilder::new()
                .num_threads(self.threads)
                .thread_name(|index| format!("idp-{index}"))
                .build()
                .map(Arc::new)
                .map_err(BuildError::ThreadPool)?,
        };
        Ok(Engine { pool, equipment })
    }
}

/// Whether pictures of documents are judged by themselves: is-document, manipulation, copies, screens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Proofing {
    /// They are.
    #[default]
    On,
    /// They are not: for a server that judges pictures elsewhere.
    Off,
}

impl Engine {
    /// Starts building an engine.
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    /// Evaluates one session on the calling thread. Never panics: what goes wrong is in the result.
    pub fn evaluate(&self, input: &SessionInput, cx: &Context) -> SessionResult {
        let evaluate = |input: &_, cx: &_, equipment: &_| {
            (session::evaluate(input, cx, equipment), Fingerprints::new())
        };
        self.guarded(input, cx, evaluate).0
    }

    /// Evaluates a session, whatever its bytes do to a decoder.
    fn guarded(
        &self,
        input: &SessionInput,
        cx: &Context,
        evaluate: impl Fn(&SessionInput, &Context, &Equipment) -> (SessionResult, Fingerprints),
    ) -> (SessionResult, Fingerprints) {
        // At the level of errors, so that a warning at any level says which session it is about.
        let span = tracing::error_span!("session", id = %input.id);
        let _entered = span.enter();
        // A panic of a decoder on hostile bytes costs this session only. All that it shares with others
        // are the networks, whose sessions go back whole, so nothing can be left half-changed.
        let evaluate = || evaluate(input, cx, &self.equipment);
        let outcome = catch_unwind(AssertUnwindSafe(evaluate));
        let (result, fingerprints) = outcome.unwrap_or_else(|_| {
            let message = "a stage panicked on this session's bytes";
            let error = SessionError::of_session(ErrorCode::Internal, "session", message);
            (session::refused(input, cx, error), Fingerprints::new())
        });
        log(&result);
        (result, fingerprints)
    }

    /// As [`Engine::evaluate`], with the fingerprints of the session's pictures of documents, by which
    /// reuse in other sessions is found; none where the session was not evaluated.
    pub fn evaluate_and_fingerprint(
        &self,
        input: &SessionInput,
        cx: &Context,
    ) -> (SessionResult, Fingerprints) {
        self.guarded(input, cx, session::evaluate_and_fingerprint)
    }

    /// The fingerprints of a session's pictures of documents, for an index; nothing else is read of them.
    /// What cannot be decoded has none, and neither has a session whose bytes made a decoder panic.
    pub fn fingerprints(&self, input: &SessionInput, cx: &Context) -> Fingerprints {
        let take = || duplication::of_input(input, cx, &self.equipment);
        catch_unwind(AssertUnwindSafe(take)).unwrap_or_default()
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

    /// Finds and reads every machine-readable zone of a picture, without a session around it.
    /// `as_of` settles the century of dates.
    ///
    /// ```
    /// use bonafide::Engine;
    /// use bonafide::imaging::{Limits, Picture, Rgb, RgbImage, encode_png};
    /// use bonafide::result::ZoneOutcome;
    ///
    /// let blank = encode_png(&RgbImage::from_pixel(640, 400, Rgb([255; 3])))?;
    /// let picture = Picture::decode(&blank, &Limits::default())?;
    /// let engine = Engine::builder().threads(1).build()?;
    /// let found = engine.read_zones(&picture, jiff::civil::date(2026, 6, 1))?;
    /// assert_eq!(found.outcome, ZoneOutcome::NoZone);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When a network does not run. That its networks are not installed is
    /// [`ZoneOutcome::NoReader`](crate::result::ZoneOutcome::NoReader).
    pub fn read_zones(&self, picture: &Picture, as_of: Date) -> Result<PictureZones, ReadError> {
        zone_report::read(self.equipment.zones.as_deref(), picture, as_of)
    }

    /// The models that read machine-readable zones, and what runs them where.
    pub fn zone_provenance(&self) -> &Provenance {
        &self.equipment.zone_origin
    }

    /// What makes face encodings here, and its own tolerance; none where no network for faces is
    /// installed. Encodings that a server keeps are comparable as long as the id stays the same.
    pub fn face_encoder(&self) -> Option<EncoderFacts> {
        self.equipment.faces.reader().ok().map(ReadFaces::encoder)
    }

    /// Every model that this engine may use, and what runs them where.
    pub fn provenance(&self) -> Provenance {
        self.equipment.provenance()
    }

    /// What this engine does not look at, because the networks for it are not installed: of `zones`, `faces`,
    /// `liveness` and `print`.
    pub fn lacking(&self) -> Vec<&'static str> {
        self.equipment.lacking()
    }

    /// What this build consists of: readers and comparators with their versions.
    pub fn components() -> BTreeMap<String, String> {
        let version = env!("CARGO_PKG_VERSION");
        [
            ("aamva", version),
            ("face", version),
            ("forensics", version),
            ("imaging", version),
            ("liveness", version),
            ("matching", version),
            ("mrz", version),
            ("mrz_reader", version),
            ("ocr", version),
            ("pdf417", version),
            ("pdf417_fallback", "rxing"),
        ]
        .into_iter()
        .chain(comparators())
        .map(|(name, version)| (name.to_owned(), version.to_owned()))
        .collect()
    }
}

/// The rules that compare values, each with its version.
fn comparators() -> impl Iterator<Item = (&'static str, &'static str)> {
    let ids = Comparator::CURRENT.iter().map(|comparator| comparator.id()).chain([RARE_WORDS]);
    ids.filter_map(|id| id.split_once('/'))
}

/// One line per session: codes and milliseconds, no value of the session.
fn log(result: &SessionResult) {
    let decision = &result.decision;
    let ms = result.timings_ms.get("total").copied().unwrap_or_default();
    tracing::info!(action = decision.action.name(), rule = ?decision.rule, ms, "evaluated");
    if let Some(error) = &result.error {
        // The message may name a key of the session's files; it is in the result.
        let (code, file) = (wire_name(&error.code), error.file.map(Slot::name));
        tracing::warn!(code, stage = error.stage, file, "a picture or file could not be used");
    }
}
