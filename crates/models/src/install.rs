//! Installing models: fetched, checked, converted, checked again, put in place.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bonafide_inference::{Entry, Source};

use crate::archive::members;
use crate::convert::{Files, convert};
use crate::error::InstallError;
use crate::file::{Identity, write_atomically};
use crate::package::{Folders, How, Package, Packages, Reach};

/// Most bytes of one file of weights. The largest one here has 6.4 MB.
const MAX_WEIGHTS: u64 = 64 << 20;

/// How long a client may take for one package, unless told otherwise.
const TIMEOUT: Duration = Duration::from_mins(10);

/// Installs models and ONNX Runtime into folders.
///
/// ```
/// use bonafide_models::{Folders, Installer, Reach};
///
/// let home = std::path::Path::new("/nowhere");
/// let folders = Folders {
///     models: home.join("models"),
///     runtime: home.join("runtime"),
///     cache: home.join("cache"),
/// };
/// let installer = Installer::new(folders).reach(Reach::Offline);
/// # let _ = installer;
/// ```
#[derive(Clone, Debug)]
pub struct Installer {
    pub(crate) folders: Folders,
    pub(crate) packages: Packages,
}

impl Installer {
    /// Installs into these folders, which are made when they are needed.
    pub fn new(folders: Folders) -> Self {
        let cache = folders.cache.clone();
        let packages = Packages { cache, from: None, reach: Reach::Network, timeout: TIMEOUT };
        Self { folders, packages }
    }

    /// Looks first in this folder for model files and packages, whatever they are called there.
    #[must_use]
    pub fn from(mut self, folder: impl Into<PathBuf>) -> Self {
        self.packages.from = Some(folder.into());
        self
    }

    /// Whether packages may be fetched. Default: by their clients.
    #[must_use]
    pub fn reach(mut self, reach: Reach) -> Self {
        self.packages.reach = reach;
        self
    }

    /// How long a client may take for one package. Default: 10 minutes.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.packages.timeout = timeout;
        self
    }

    /// Installs the file of a model. One that is there and right stays as it is.
    ///
    /// # Errors
    /// When it can be had from nowhere, or what is had is not what the manifest says; then nothing
    /// is written.
    pub fn install(&self, entry: &Entry) -> Result<How, InstallError> {
        let target = self.folders.models.join(&entry.file);
        let identity = Identity { bytes: entry.bytes, sha256: &entry.sha256 };
        if identity.is_at(&target) {
            return Ok(How::Present);
        }
        if let Some(folder) = &self.packages.from
            && let Some(path) = identity.find_in(folder)?
        {
            let bytes = read(&path, entry.bytes)?;
            identity.check_bytes(&entry.file, &bytes)?;
            write_atomically(&target, &bytes)?;
            return Ok(How::Brought);
        }
        let Some(source) = &entry.source else {
            let (id, remedy) = (entry.id.clone(), entry.remedy());
            return Err(InstallError::NoSource { id, remedy });
        };
        let package = package_of(source);
        let (path, how) = self.packages.file(&package)?;
        let files = weights(source, &package, &path)?;
        let bytes = convert(&source.converter, &files).map_err(|fault| InstallError::Convert {
            package: source.package.clone(),
            source: fault,
        })?;
        identity.check_bytes(&format!("{}, as converted here,", entry.file), &bytes)?;
        write_atomically(&target, &bytes)?;
        Ok(how)
    }

    /// Whether the folder of [`Installer::from`] has the file of a model or the package that it is
    /// made of, by size and hash.
    pub fn is_brought(&self, entry: &Entry) -> bool {
        let file = Identity { bytes: entry.bytes, sha256: &entry.sha256 };
        let package = entry.source.as_ref().map(|source| package_of(source).identity);
        let is_in = |folder: &Path| {
            [Some(file), package]
                .iter()
                .flatten()
                .any(|one| matches!(one.find_in(folder), Ok(Some(_))))
        };
        self.packages.from.as_deref().is_some_and(is_in)
    }

    /// Files of the package that a model comes from, other than its weights: its members by their exact
    /// names, each at most 64 MiB.
    ///
    /// # Errors
    /// When the model comes from no package, the package can be had from nowhere or is not the one of the
    /// manifest, or a member is missing.
    pub fn package_files(
        &self,
        entry: &Entry,
        wanted: &[&str],
    ) -> Result<Vec<(String, Vec<u8>)>, InstallError> {
        let Some(source) = &entry.source else {
            let (id, remedy) = (entry.id.clone(), entry.remedy());
            return Err(InstallError::NoSource { id, remedy });
        };
        let (path, _) = self.packages.file(&package_of(source))?;
        taken(&source.package, &path, wanted)
    }
}

fn package_of(source: &Source) -> Package<'_> {
    let identity = Identity { bytes: source.bytes, sha256: &source.sha256 };
    Package { client: source.client, name: &source.package, identity, arguments: &[] }
}

/// The files that a converter takes: members of the package, or the package itself.
fn weights(source: &Source, package: &Package<'_>, path: &Path) -> Result<Files, InstallError> {
    if source.members.is_empty() {
        let name = package.last_segment().to_owned();
        return Ok(Files::new(vec![(name, read(path, source.bytes.min(MAX_WEIGHTS))?)]));
    }
    let wanted: Vec<&str> = source.members.iter().map(String::as_str).collect();
    taken(&source.package, path, &wanted).map(Files::new)
}

/// Members of a package, by their exact names.
fn taken(
    package: &str,
    path: &Path,
    wanted: &[&str],
) -> Result<Vec<(String, Vec<u8>)>, InstallError> {
    let mut files = Vec::new();
    members(package, path, wanted, MAX_WEIGHTS, &mut |name, bytes| {
        let mut all = Vec::new();
        bytes.read_to_end(&mut all).map_err(InstallError::file(path))?;
        files.push((name.to_owned(), all));
        Ok(())
    })?;
    Ok(files)
}

/// Reads a file up to one byte beyond what it should have.
fn read(path: &Path, limit: u64) -> Result<Vec<u8>, InstallError> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(InstallError::file(path))?;
    let mut limited = file.take(limit.saturating_add(1));
    limited.read_to_end(&mut bytes).map_err(InstallError::file(path))?;
    Ok(bytes)
}
