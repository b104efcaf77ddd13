//! The command line of `bonafide models`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(crate) struct ModelsArgs {
    /// What to do with them; list when not given.
    #[command(subcommand)]
    pub what: Option<ModelsWhat>,
    /// Folder of models in place of the one in this program's home.
    #[arg(long, global = true, value_name = "DIR")]
    pub models: Option<PathBuf>,
    /// These models only.
    #[arg(long, global = true, value_name = "ID", num_args = 1..)]
    pub only: Vec<String>,
    /// Print JSON lines instead of a text.
    #[arg(long, global = true)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ModelsWhat {
    /// What is known of each, and whether it is here.
    List,
    /// Compare each file with size and hash of the manifest.
    Verify,
    /// Licence, origin and training data of each.
    Licenses,
    /// Install models, and the library of ONNX Runtime, by npm, pip and curl, or out of a folder.
    Install(InstallArgs),
}

#[derive(Debug, Default, Args)]
pub(crate) struct InstallArgs {
    /// Look first in this folder, for model files as well as for packages, by their hashes.
    #[arg(long, value_name = "DIR")]
    pub from: Option<PathBuf>,
    /// Fetch nothing: only what is in the cache or in the folder of --from.
    #[arg(long)]
    pub offline: bool,
    /// Install ONNX Runtime only.
    #[arg(long)]
    pub runtime: bool,
    /// Take the ONNX Runtime that can also use graphics processors of NVIDIA.
    #[arg(long)]
    pub gpu: bool,
}

/// For verbs that use models.
#[derive(Clone, Copy, Debug, Args)]
pub(crate) struct InstallFirst {
    /// Install the models that are missing first, and go on without those that cannot be had.
    #[arg(long)]
    pub install: bool,
}
