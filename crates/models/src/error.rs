//! Why something is not installed.

use std::io;
use std::path::PathBuf;

use bonafide_inference::Client;

use crate::convert::ConvertError;

/// Why something is not installed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InstallError {
    /// The manifest names no package that the model could be made of.
    #[error("model {id} is not installed from a package; {remedy}")]
    NoSource {
        /// The model's id.
        id: String,
        /// What to do.
        remedy: String,
    },
    /// Nothing may be fetched, and what is needed is neither here nor in the cache.
    #[error("{package} is not here, and nothing is fetched offline; bring it by --from DIR")]
    Offline {
        /// The package.
        package: String,
    },
    /// The client's program is not on this machine.
    #[error("{package} is fetched by {client}, and {program} is not on this machine; {remedy}")]
    ClientMissing {
        /// The package.
        package: String,
        /// The client.
        client: Client,
        /// The program or programs that were tried.
        program: String,
        /// What to do.
        remedy: String,
    },
    /// The client ended with an error: no network, no such package.
    #[error("{client} cannot fetch {package}: {says}; without a network, bring it by --from DIR")]
    ClientFailed {
        /// The package.
        package: String,
        /// The client.
        client: Client,
        /// The end of what it says.
        says: String,
    },
    /// A package is named in a form that is not handed to a client.
    #[error("{package:?} is no package that {client} may fetch: {problem}")]
    Refused {
        /// The package.
        package: String,
        /// The client.
        client: Client,
        /// Why.
        problem: &'static str,
    },
    /// A file is not the one whose hash is known.
    #[error(
        "{what} has {found_bytes} bytes and the hash {found}, not {expected_bytes} and {expected}"
    )]
    Mismatch {
        /// The package, member or model.
        what: String,
        /// Bytes that it should have.
        expected_bytes: u64,
        /// Bytes that it has.
        found_bytes: u64,
        /// SHA-256 that it should have, in hexadecimal.
        expected: String,
        /// SHA-256 that it has.
        found: String,
    },
    /// An archive is damaged, or holds what none of its kind has to hold.
    #[error("{package}, member {member:?}: {problem}")]
    Archive {
        /// The package.
        package: String,
        /// The member; empty where it is the archive itself.
        member: String,
        /// What is wrong.
        problem: String,
    },
    /// The weights do not become a network.
    #[error("the weights of {package} cannot be converted")]
    Convert {
        /// The package.
        package: String,
        /// Why.
        #[source]
        source: ConvertError,
    },
    /// There is no ONNX Runtime for this machine in a package that is known.
    #[error(
        "no package with ONNX Runtime is known for {platform}; rten, part of the program, does without"
    )]
    NoRuntime {
        /// Operating system and processor.
        platform: String,
    },
    /// A file or folder cannot be read or written.
    #[error("{} cannot be used", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system says.
        #[source]
        source: io::Error,
    },
}

impl InstallError {
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}
