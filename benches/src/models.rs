//! Models for the benches: those that `BONAFIDE_MODELS` names a folder of, or that are installed.

use std::env;
use std::path::PathBuf;

use bonafide::inference::{Backend, BackendChoice, Device, Models, RuntimeOptions};

/// The models on every runtime of this machine, on one core, with the runtime's name. What is not there is
/// said on standard error.
pub fn runtimes() -> Vec<(String, Models)> {
    [Backend::Rten, Backend::OnnxRuntime]
        .into_iter()
        .filter_map(|backend| {
            let mut options = RuntimeOptions::default();
            options.backend = BackendChoice::Only(backend);
            options.device = Device::Cpu;
            let builder = Models::builder().options(options);
            let models = match env::var_os("BONAFIDE_MODELS").map(PathBuf::from) {
                Some(folder) => builder.folder(folder).build(),
                None => builder.build(),
            };
            match models {
                Ok(models) => Some((backend.to_string(), models)),
                Err(error) => {
                    skipped(&backend.to_string(), &error);
                    None
                }
            }
        })
        .collect()
}

/// Says that something is not measured, and why.
#[allow(clippy::print_stderr)] // beside criterion's own lines
pub fn skipped(what: &str, why: &dyn std::fmt::Display) {
    eprintln!("SKIPPED: {what}: {why}");
}
