//! `bonafide models`, and opening models as the command line says.

use std::error::Error;
use std::path::Path;

use anyhow::Result;
use bonafide::inference::{
    Backend, BackendChoice, Device, Entry, InferenceError, Models, RuntimeOptions,
};
use serde_json::json;

use crate::args::{ModelsArgs, ModelsWhat, RuntimeArgs};
use crate::exit::Exit;
use crate::text::print_line;

/// The models, run as the arguments say.
pub(crate) fn open(args: &RuntimeArgs) -> Result<Models, InferenceError> {
    let mut options = RuntimeOptions::default();
    options.device = args.device;
    options.backend = args.runtime;
    options.library.clone_from(&args.onnxruntime);
    options.max_batch = args.batch.map_or(options.max_batch, usize::from);
    options.gpu_memory = args.gpu_mem.map(|mib| (mib as usize) << 20);
    build(options, args.models.as_deref())
}

fn build(options: RuntimeOptions, folder: Option<&Path>) -> Result<Models, InferenceError> {
    let builder = Models::builder().options(options);
    match folder {
        Some(folder) => builder.folder(folder).build(),
        None => builder.build(),
    }
}

pub(crate) fn models(args: &ModelsArgs) -> Result<Exit> {
    // Nothing runs here, so no library of the machine is looked for.
    let mut options = RuntimeOptions::default();
    (options.device, options.backend) = (Device::Cpu, BackendChoice::Only(Backend::Rten));
    let models = build(options, args.models.as_deref())?;
    if models.entries().next().is_none() && !args.json {
        print_line("This build has no models.")?;
    }
    let mut sound = true;
    for entry in models.entries() {
        match args.what {
            ModelsWhat::List => list(entry, args.json)?,
            ModelsWhat::Licenses => licence(entry, args.json)?,
            ModelsWhat::Verify => sound &= verify(&models, entry, args.json)?,
        }
    }
    Ok(if sound { Exit::Done } else { Exit::ModelsUnusable })
}

fn list(entry: &Entry, json: bool) -> Result<()> {
    if json {
        return print_line(serde_json::to_string(entry)?);
    }
    let (id, version, kind, size) = (&entry.id, &entry.version, entry.kind, in_kib(entry.bytes));
    print_line(format_args!("{id} {version} ({kind}, {size}, {})", entry.licence))?;
    print_line(format_args!("  {}", entry.task))?;
    print_line(format_args!("  {} sha256:{}", entry.file, entry.sha256))?;
    if let Some(threshold) = &entry.threshold {
        print_line(format_args!("  threshold {}: {}", threshold.value, threshold.fitted))?;
    }
    Ok(())
}

fn licence(entry: &Entry, json: bool) -> Result<()> {
    if json {
        let line = json!({
            "id": entry.id,
            "licence": entry.licence,
            "origin": entry.origin,
            "training_data": entry.training_data,
        });
        return print_line(line);
    }
    print_line(format_args!("{}: {}", entry.id, entry.licence))?;
    print_line(format_args!("  origin: {}", entry.origin))?;
    print_line(format_args!("  trained on: {}", entry.training_data))
}

/// Whether the file is the one that the manifest speaks of.
fn verify(models: &Models, entry: &Entry, json: bool) -> Result<bool> {
    let fault = models.verify(&entry.id).err().map(|error| with_causes(&error));
    match (&fault, json) {
        (_, true) => {
            print_line(json!({ "id": entry.id, "ok": fault.is_none(), "error": fault }))?;
        }
        (None, false) => print_line(format_args!("{}: ok", entry.id))?,
        (Some(fault), false) => print_line(format_args!("{}: {fault}", entry.id))?,
    }
    Ok(fault.is_none())
}

/// An error and what caused it, in one line.
pub(crate) fn with_causes(error: &InferenceError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

pub(crate) fn in_kib(bytes: u64) -> String {
    format!("{} KiB", bytes.div_ceil(1024))
}
