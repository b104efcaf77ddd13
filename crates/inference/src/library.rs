//! The ONNX Runtime library: loading it without a panic.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use ort::environment::{Environment, EnvironmentBuilder};
use ort::logging::LogLevel;

use crate::error::{Cause, InferenceError};
use crate::runtime::OLDEST_ONNX_RUNTIME_MINOR;
use crate::search::{Candidate, versions_in};

/// The library in use, and its environment. A process loads one and never unloads it.
#[derive(Clone)]
pub(crate) struct Library {
    file: Candidate,
    version: String,
    environment: Environment,
}

/// The file that this process has loaded, and the library that came of it, if it started.
struct Held {
    file: Candidate,
    library: Option<Library>,
}

static HELD: Mutex<Option<Held>> = Mutex::new(None);

impl Library {
    pub(crate) fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The file, links resolved, and how it was found.
    pub(crate) fn file(&self) -> &Candidate {
        &self.file
    }

    /// `1.31.1`, or what the library says of its build where that names no version.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// The file that this process has loaded, if any, whether it is of use or not. No other can be
    /// loaded any more.
    pub(crate) fn held() -> Option<Candidate> {
        let held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
        held.as_ref().map(|held| held.file.clone())
    }

    /// Loads the library, or returns it when it is loaded already.
    pub(crate) fn load(file: &Candidate) -> Result<Self, InferenceError> {
        let missing = |_| InferenceError::RuntimeNotFound {
            asked: Some(file.path.clone()),
            remedy: REMEDY.to_owned(),
        };
        let real = fs::canonicalize(&file.path).map_err(missing)?;
        let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
        match &*held {
            Some(Held { file, .. }) if file.path != real => {
                let loaded = file.path.clone();
                return Err(InferenceError::RuntimeLoaded { loaded, asked: real });
            }
            Some(Held { library: Some(library), .. }) => return Ok(library.clone()),
            _ => {}
        }
        let builder = unpanicked(&real, || open(&real))?;
        let file = Candidate { path: real, place: file.place };
        let held = held.insert(Held { file: file.clone(), library: None });
        let environment = unpanicked(&file.path, || start(&file.path, builder))?;
        let version = version_of(&file.path);
        let library = Self { file, version, environment };
        held.library = Some(library.clone());
        Ok(library)
    }
}

/// What helps where no library is found.
pub(crate) const REMEDY: &str = "`bonafide models install --runtime` or `pip install onnxruntime` \
    puts one where it is found, or name the file by --onnxruntime or in ORT_DYLIB_PATH";

fn unpanicked<T>(
    path: &Path,
    work: impl FnOnce() -> Result<T, InferenceError>,
) -> Result<T, InferenceError> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(unusable(path, "its start panicked".into())))
}

fn unusable(path: &Path, source: Cause) -> InferenceError {
    InferenceError::RuntimeUnusable { path: path.to_owned(), source }
}

/// Loads the file. From then on the process is bound to it.
fn open(path: &Path) -> Result<EnvironmentBuilder, InferenceError> {
    ort::init_from(path).map_err(|error| match error {
        ort::LoadDynamicError::BadVersion { version_str, path } => InferenceError::RuntimeTooOld {
            path,
            found: version_str,
            needed_minor: OLDEST_ONNX_RUNTIME_MINOR,
        },
        error => unusable(path, error.into()),
    })
}

fn start(path: &Path, builder: EnvironmentBuilder) -> Result<Environment, InferenceError> {
    let environment = builder
        .with_name("bonafide")
        .with_telemetry(false)
        .with_logger(Arc::new(log))
        .build()
        .map_err(|e| unusable(path, e.into()))?;
    environment.set_log_level(LogLevel::Warning);
    Ok(environment)
}

/// What the library has to say goes where everything else is logged.
fn log(level: LogLevel, _category: &str, _id: &str, place: &str, text: &str) {
    match level {
        LogLevel::Error | LogLevel::Fatal => tracing::warn!(place, text, "onnxruntime"),
        LogLevel::Warning => tracing::debug!(place, text, "onnxruntime"),
        LogLevel::Info | LogLevel::Verbose => tracing::trace!(place, text, "onnxruntime"),
    }
}

/// The version by what the library says of its build (`git-branch=rel-1.31.1`), by its file's name,
/// or else all that it says.
fn version_of(path: &Path) -> String {
    let build = ort::info();
    let branch = build.split(&[' ', ','][..]).find_map(|word| word.strip_prefix("git-branch=rel-"));
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let from_name = versions_in(name);
    match (branch, from_name.as_slice()) {
        (Some(branch), _) => branch.to_owned(),
        (None, [_, _, ..]) => from_name.iter().map(u32::to_string).collect::<Vec<_>>().join("."),
        (None, _) => build.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::search::LibraryPlace;

    fn at(path: impl AsRef<Path>) -> Candidate {
        Candidate { path: path.as_ref().to_owned(), place: LibraryPlace::Options }
    }

    #[test]
    fn a_missing_library_is_an_error() {
        let error = Library::load(&at("/nowhere/libonnxruntime.so")).err().unwrap();
        assert!(matches!(error, InferenceError::RuntimeNotFound { .. }), "{error}");
    }

    #[test]
    fn a_file_that_is_no_library_is_an_error() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(file.path(), b"not a library").unwrap();
        let error = Library::load(&at(file.path())).err().unwrap();
        let unusable = matches!(error, InferenceError::RuntimeUnusable { .. });
        // Another test of this process may have loaded a library before.
        assert!(unusable || matches!(error, InferenceError::RuntimeLoaded { .. }), "{error}");
    }
}
