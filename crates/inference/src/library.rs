//! The ONNX Runtime library: loading it without a panic.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use ort::environment::Environment;
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

static LOADED: Mutex<Option<Library>> = Mutex::new(None);

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

    /// The library that this process has loaded, if any.
    pub(crate) fn loaded() -> Option<Self> {
        LOADED.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Loads the library, or returns it when it is loaded already.
    pub(crate) fn load(file: &Candidate) -> Result<Self, InferenceError> {
        let missing = |_| InferenceError::RuntimeNotFound {
            asked: Some(file.path.clone()),
            remedy: REMEDY.to_owned(),
        };
        let real = fs::canonicalize(&file.path).map_err(missing)?;
        let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
        match &*loaded {
            Some(library) if library.file.path == real => return Ok(library.clone()),
            Some(library) => {
                let loaded = library.file.path.clone();
                return Err(InferenceError::RuntimeLoaded { loaded, asked: real });
            }
            None => {}
        }
        let environment = std::panic::catch_unwind(|| start(&real)).unwrap_or_else(|_| {
            Err(InferenceError::RuntimeUnusable {
                path: real.clone(),
                source: "its start panicked".into(),
            })
        })?;
        let version = version_of(&real);
        let file = Candidate { path: real, place: file.place };
        let library = Self { file, version, environment };
        *loaded = Some(library.clone());
        Ok(library)
    }
}

/// What helps where no library is found.
pub(crate) const REMEDY: &str = "`pip install onnxruntime` puts one where it is found, or name the \
    file by --onnxruntime or in ORT_DYLIB_PATH";

fn start(path: &Path) -> Result<Environment, InferenceError> {
    let unusable =
        |source: Cause| InferenceError::RuntimeUnusable { path: path.to_owned(), source };
    let builder = ort::init_from(path).map_err(|error| match error {
        ort::LoadDynamicError::BadVersion { version_str, path } => InferenceError::RuntimeTooOld {
            path,
            found: version_str,
            needed_minor: OLDEST_ONNX_RUNTIME_MINOR,
        },
        error => unusable(error.into()),
    })?;
    let environment = builder
        .with_name("bonafide")
        .with_telemetry(false)
        .with_logger(Arc::new(log))
        .build()
        .map_err(|e| unusable(e.into()))?;
    environment.set_log_level(LogLevel::Warning);
    Ok(environment)
}

/// What the library has to say goes where everything else is logged.
fn log(level: LogLevel, _category: &str, _id: &str, place: &str, message: &str) {
    match level {
        LogLevel::Error | LogLevel::Fatal => tracing::warn!(place, message, "onnxruntime"),
        LogLevel::Warning => tracing::debug!(place, message, "onnxruntime"),
        LogLevel::Info | LogLevel::Verbose => tracing::trace!(place, message, "onnxruntime"),
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
