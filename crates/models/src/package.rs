//! The file of a package: out of a folder that the user names, the cache, or by its client.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use bonafide_inference::Client;

use crate::client::{Order, fetch};
use crate::error::InstallError;
use crate::file::{Identity, make_folder, sweep};

/// How the names of folders start into which a client fetches.
const FETCH: &str = ".fetch-";

/// Where things are installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// The ONNX files.
    pub models: PathBuf,
    /// The library of ONNX Runtime.
    pub runtime: PathBuf,
    /// Files of packages; may be removed at any time.
    pub cache: PathBuf,
}

/// Whether packages may be fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// By the client of the place where they are.
    #[default]
    Network,
    /// No client is started.
    Offline,
}

/// How something came to be where it is installed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum How {
    /// It was there already.
    Present,
    /// Out of the folder that was named.
    Brought,
    /// Out of a package in the cache.
    Cached,
    /// Out of a package that was fetched.
    Fetched,
}

impl How {
    /// One word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Brought => "brought",
            Self::Cached => "cached",
            Self::Fetched => "fetched",
        }
    }
}

/// A package with the hash of its file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Package<'a> {
    pub client: Client,
    pub name: &'a str,
    pub identity: Identity<'a>,
    /// Further arguments of the client.
    pub arguments: &'a [&'a str],
}

/// Where packages come from.
#[derive(Clone, Debug)]
pub(crate) struct Packages {
    pub cache: PathBuf,
    pub from: Option<PathBuf>,
    pub reach: Reach,
    pub timeout: Duration,
}

impl Packages {
    /// The file of a package, which has the hash that is known.
    pub(crate) fn file(&self, package: &Package<'_>) -> Result<(PathBuf, How), InstallError> {
        if let Some(folder) = &self.from
            && let Some(path) = package.identity.find_in(folder)?
        {
            return Ok((path, How::Brought));
        }
        let cached = self.cache.join(package.cache_name());
        if package.identity.is_at(&cached) {
            return Ok((cached, How::Cached));
        }
        if self.reach == Reach::Offline {
            return Err(InstallError::Offline { package: package.name.to_owned() });
        }
        self.fetch(package, &cached)?;
        Ok((cached, How::Fetched))
    }

    fn fetch(&self, package: &Package<'_>, cached: &Path) -> Result<(), InstallError> {
        make_folder(&self.cache)?;
        sweep(&self.cache, FETCH);
        let folder = tempfile::Builder::new()
            .prefix(FETCH)
            .tempdir_in(&self.cache)
            .map_err(InstallError::file(&self.cache))?;
        let order = Order {
            client: package.client,
            package: package.name,
            bytes: package.identity.bytes,
            arguments: package.arguments.iter().map(|text| (*text).to_owned()).collect(),
            timeout: self.timeout,
        };
        let fetched = fetch(&order, folder.path())?;
        package.identity.check(package.name, &fetched)?;
        fs::rename(&fetched, cached).map_err(InstallError::file(cached))
    }
}

impl Package<'_> {
    /// The start of the hash, and what the package is called.
    fn cache_name(&self) -> String {
        let (start, _) = self.identity.sha256.split_at_checked(12).unwrap_or_default();
        let plain = |c: char| if c.is_ascii_alphanumeric() || "-.".contains(c) { c } else { '_' };
        let name: String = self.last_segment().chars().map(plain).collect();
        format!("{start}-{name}")
    }

    /// The file's name in an address; all of a package's name.
    pub(crate) fn last_segment(&self) -> &str {
        match self.client {
            Client::Url => self.name.rsplit('/').next().unwrap_or_default(),
            _ => self.name.trim_start_matches('@'),
        }
    }
}
