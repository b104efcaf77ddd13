//! The models that there are, and the way to open one.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::batcher::Batcher;
use crate::embedded;
use crate::error::InferenceError;
use crate::manifest::{Entry, Kind, Manifest};
use crate::model::Model;
use crate::options::RuntimeOptions;
use crate::runtime::Runtime;

/// The name of a manifest in a folder of models.
const MANIFEST_FILE: &str = "manifest.toml";

/// The models that there are, and what runs them. Clones share everything that is open.
///
/// ```
/// use bonafide_inference::{InferenceError, Models};
///
/// let models = Models::built_in()?;
/// let error = models.open("crystal_ball").unwrap_err();
/// assert!(matches!(error, InferenceError::UnknownModel { .. }));
/// # Ok::<(), InferenceError>(())
/// ```
#[derive(Clone)]
pub struct Models {
    inner: Arc<Inner>,
}

struct Inner {
    sources: Vec<Held>,
    runtime: Runtime,
    options: RuntimeOptions,
    /// What all runs on an accelerator go through.
    batcher: Option<Arc<Batcher>>,
    /// Opening takes no part in any thread pool, so the lock may be held meanwhile.
    open: Mutex<HashMap<String, Model>>,
}

struct Held {
    entry: Arc<Entry>,
    place: Place,
}

/// Where the bytes of a model are.
enum Place {
    Binary(&'static [u8]),
    File(PathBuf),
    Nowhere,
}

impl Place {
    /// Whether there is something to read; not whether it is the right thing.
    fn is_there(&self) -> bool {
        match self {
            Self::Binary(_) => true,
            Self::File(path) => path.is_file(),
            Self::Nowhere => false,
        }
    }
}

/// Settings of [`Models`].
#[derive(Clone, Debug, Default)]
pub struct ModelsBuilder {
    options: RuntimeOptions,
    folder: Option<PathBuf>,
}

impl Models {
    /// The models of this build, with settings to come.
    pub fn builder() -> ModelsBuilder {
        ModelsBuilder::default()
    }

    /// The models of this build, run by default options.
    ///
    /// # Errors
    /// As [`ModelsBuilder::build`].
    pub fn built_in() -> Result<Self, InferenceError> {
        Self::builder().build()
    }

    /// What is known of every model: those of this build in the order of its manifest, then those of
    /// the folder.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.inner.sources.iter().map(|source| source.entry.as_ref())
    }

    /// The models that serve a stage and whose files are there: those that the user brought first,
    /// then installed ones, then those of the binary; among equals in the order of the manifest.
    pub fn serving(&self, stage: &str) -> Vec<&Entry> {
        let serves = |source: &&Held| {
            source.entry.stage.as_deref() == Some(stage) && source.place.is_there()
        };
        let mut entries: Vec<&Entry> =
            self.inner.sources.iter().filter(serves).map(|source| source.entry.as_ref()).collect();
        entries.sort_by_key(|entry| match entry.kind {
            Kind::Brought => 0,
            Kind::Installed => 1,
            Kind::Embedded => 2,
        });
        entries
    }

    /// What to do to get a model of a stage: the remedies of the entries that serve it.
    pub fn remedy_for(&self, stage: &str) -> String {
        let serving = || self.entries().filter(|entry| entry.stage.as_deref() == Some(stage));
        let mut remedies: Vec<String> =
            serving().filter(|entry| entry.kind != Kind::Brought).map(Entry::remedy).collect();
        remedies.dedup();
        let brought: Vec<&str> = serving()
            .filter(|entry| entry.kind == Kind::Brought)
            .map(|entry| entry.file.as_str())
            .collect();
        if !brought.is_empty() {
            let files = brought.join(" or ");
            remedies.push(format!("bring {files} by `bonafide models install --from DIR`"));
        }
        if remedies.is_empty() {
            format!("no model for {stage} is known")
        } else {
            remedies.join(", or ")
        }
    }

    /// Whether there is a file of this model; not whether it is the right one.
    pub fn is_there(&self, id: &str) -> bool {
        self.inner.source(id).is_ok_and(|source| source.place.is_there())
    }

    /// What runs the models, and where.
    pub fn runtime(&self) -> &Runtime {
        &self.inner.runtime
    }

    /// Reads the file of a model and compares size and hash with the manifest; parses nothing.
    ///
    /// # Errors
    /// When there is no such model, or its file is missing or another one.
    pub fn verify(&self, id: &str) -> Result<(), InferenceError> {
        self.inner.source(id)?.bytes().map(drop)
    }

    /// The model of this id, its bytes checked for size and hash before anything reads them. A
    /// model that is open already is not opened again.
    ///
    /// # Errors
    /// When there is no such model, its file is missing or another one, it keeps values in further
    /// files, or the runtime can make no network with the inputs and outputs of the entry of it.
    pub fn open(&self, id: &str) -> Result<Model, InferenceError> {
        let source = self.inner.source(id)?;
        let mut open = self.inner.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(model) = open.get(id) {
            return Ok(model.clone());
        }
        let bytes = source.bytes()?;
        let entry = Arc::clone(&source.entry);
        let Inner { runtime, options, batcher, .. } = &*self.inner;
        let model = Model::open(entry, bytes, runtime, options, batcher.clone())?;
        open.insert(id.to_owned(), model.clone());
        Ok(model)
    }
}

impl fmt::Debug for Models {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = self.entries().map(|entry| entry.id.as_str()).collect();
        f.debug_struct("Models")
            .field("ids", &ids)
            .field("runtime", self.runtime())
            .finish_non_exhaustive()
    }
}

impl Inner {
    fn source(&self, id: &str) -> Result<&Held, InferenceError> {
        self.sources.iter().find(|source| source.entry.id == id).ok_or_else(|| {
            let known = self.sources.iter().map(|source| source.entry.id.clone()).collect();
            InferenceError::UnknownModel { id: id.to_owned(), known }
        })
    }
}

impl Held {
    /// The bytes, which have the size and the hash of the entry.
    fn bytes(&self) -> Result<Cow<'static, [u8]>, InferenceError> {
        let bytes = match &self.place {
            Place::Binary(bytes) => Cow::Borrowed(*bytes),
            Place::File(path) => Cow::Owned(self.read(path)?),
            Place::Nowhere => return Err(self.missing()),
        };
        self.check_size(bytes.len() as u64)?;
        let found = sha256(&bytes);
        if found == self.entry.sha256 {
            return Ok(bytes);
        }
        Err(InferenceError::HashMismatch {
            id: self.entry.id.clone(),
            file: self.entry.file.clone(),
            expected: self.entry.sha256.clone(),
            found,
        })
    }

    /// Reads no more than one byte beyond the size of the entry.
    fn read(&self, path: &Path) -> Result<Vec<u8>, InferenceError> {
        let failed = |source: std::io::Error| match source.kind() {
            std::io::ErrorKind::NotFound => self.missing(),
            _ => InferenceError::Read { path: path.to_owned(), source },
        };
        let file = File::open(path).map_err(failed)?;
        self.check_size(file.metadata().map_err(failed)?.len())?;
        let mut bytes = Vec::new();
        file.take(self.entry.bytes.saturating_add(1)).read_to_end(&mut bytes).map_err(failed)?;
        Ok(bytes)
    }

    fn check_size(&self, found: u64) -> Result<(), InferenceError> {
        if found == self.entry.bytes {
            return Ok(());
        }
        Err(InferenceError::SizeMismatch {
            id: self.entry.id.clone(),
            file: self.entry.file.clone(),
            expected: self.entry.bytes,
            found,
        })
    }

    fn missing(&self) -> InferenceError {
        InferenceError::ModelMissing {
            id: self.entry.id.clone(),
            file: self.entry.file.clone(),
            remedy: self.entry.remedy(),
        }
    }
}

fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;

    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        write!(text, "{byte:02x}").expect("writing to a String cannot fail");
        text
    })
}

impl ModelsBuilder {
    /// How networks are run.
    #[must_use]
    pub fn options(mut self, options: RuntimeOptions) -> Self {
        self.options = options;
        self
    }

    /// A folder of models that were installed or brought: files of the built-in manifest, and models
    /// of a `manifest.toml` of its own where it has one. A model of the folder's manifest replaces
    /// a built-in one of the same id.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Reads the manifests, and starts the runtime. Models open later, one by one.
    ///
    /// # Errors
    /// When a manifest cannot be read or contradicts itself, or a runtime or device that was asked
    /// for by name cannot be used.
    pub fn build(self) -> Result<Models, InferenceError> {
        let folder = self.folder.as_deref();
        let mut sources: Vec<Held> = Vec::new();
        for entry in Manifest::built_in()?.into_entries() {
            sources.push(Held { place: place_of(&entry, folder), entry: Arc::new(entry) });
        }
        for entry in folder.map(manifest_of).transpose()?.unwrap_or_default().into_entries() {
            if entry.kind == Kind::Embedded {
                let problem = "only models of the binary are embedded".to_owned();
                return Err(InferenceError::ManifestEntry { id: entry.id, problem });
            }
            let source = Held { place: place_of(&entry, folder), entry: Arc::new(entry) };
            match sources.iter_mut().find(|known| known.entry.id == source.entry.id) {
                Some(known) => *known = source,
                None => sources.push(source),
            }
        }
        let runtime = Runtime::start(&self.options)?;
        let batcher = runtime.batcher(&self.options)?.map(Arc::new);
        let (options, open) = (self.options, Mutex::default());
        Ok(Models { inner: Arc::new(Inner { sources, runtime, options, batcher, open }) })
    }
}

fn place_of(entry: &Entry, folder: Option<&Path>) -> Place {
    match (entry.kind, folder) {
        (Kind::Embedded, _) => embedded::file(&entry.file).map_or(Place::Nowhere, Place::Binary),
        (_, Some(folder)) => Place::File(folder.join(&entry.file)),
        (_, None) => Place::Nowhere,
    }
}

/// The manifest of a folder; an empty one where the folder has none.
fn manifest_of(folder: &Path) -> Result<Manifest, InferenceError> {
    let failed = |path: &Path, source| InferenceError::Read { path: path.to_owned(), source };
    fs::read_dir(folder).map_err(|source| failed(folder, source))?;
    let path = folder.join(MANIFEST_FILE);
    match fs::read_to_string(&path) {
        Ok(text) => Manifest::named(&path.display().to_string(), &text),
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => Ok(Manifest::default()),
        Err(source) => Err(failed(&path, source)),
    }
}
