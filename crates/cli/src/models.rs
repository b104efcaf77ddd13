//! `bonafide models`, and opening models as the command line says.

use std::error::Error;
use std::path::Path;

use anyhow::Result;
use bonafide::inference::{
    Backend, BackendChoice, Device, Entry, InferenceError, Kind, Manifest, Models, Runtime,
    RuntimeOptions, TensorRt,
};
use serde_json::json;

use crate::args::RuntimeArgs;
use crate::exit::Exit;
use crate::models_args::{ModelsArgs, ModelsWhat};
use crate::text::print_line;
use crate::{home, models_install};

/// The models, run as the arguments say.
pub(crate) fn open(args: &RuntimeArgs) -> Result<Models, InferenceError> {
    let mut options = RuntimeOptions::default();
    options.device = args.device;
    options.backend = args.runtime;
    options.library.clone_from(&args.onnxruntime);
    options.library_folders =
        home::folders(None).map(|folders| folders.runtime).into_iter().collect();
    options.max_batch = args.batch.map_or(options.max_batch, usize::from);
    options.gpu_memory = args.gpu_mem.map(|mib| (mib as usize) << 20);
    options.tensorrt = args.tensorrt.then(TensorRt::default);
    let models = build(options, args.models.as_deref())?;
    let runtime = models.runtime();
    if args.tensorrt && !runtime.has_tensorrt() {
        return Err(no_tensorrt(runtime));
    }
    Ok(models)
}

/// The library goes on without TensorRT; who asks for it on the command line gets it or an error.
fn no_tensorrt(runtime: &Runtime) -> InferenceError {
    let reasons: Vec<String> =
        runtime.passed_over().iter().map(|error| with_causes(error)).collect();
    let reason = match (runtime.device(), reasons.as_slice()) {
        (Device::Cpu, []) => "TensorRT runs on graphics processors only".to_owned(),
        _ => format!("TensorRT does not work: {}", reasons.join("; ")),
    };
    let remedy = "without --tensorrt, CUDA or the processor runs the networks".to_owned();
    InferenceError::DeviceUnavailable { device: runtime.device(), reason, remedy }
}

/// Models of a folder that is named, which must be there, or of the home, which may be missing.
fn build(options: RuntimeOptions, folder: Option<&Path>) -> Result<Models, InferenceError> {
    let own = || home::folders(None).map(|folders| folders.models).filter(|f| f.is_dir());
    let builder = Models::builder().options(options);
    match folder.map(Path::to_owned).or_else(own) {
        Some(folder) => builder.folder(folder).build(),
        None => builder.build(),
    }
}

/// What is known of the models, none of which is going to run: no library of the machine is looked
/// for. A folder that is to be installed into need not be there yet.
pub(crate) fn known(args: &ModelsArgs) -> Result<Models> {
    let mut options = RuntimeOptions::default();
    (options.device, options.backend) = (Device::Cpu, BackendChoice::Only(Backend::Rten));
    let installs = matches!(args.what, None | Some(ModelsWhat::Install(_)));
    let folder = args.models.as_deref().filter(|folder| !installs || folder.is_dir());
    let models = build(options, folder)?;
    let ids: Vec<&str> = models.entries().map(|entry| entry.id.as_str()).collect();
    if let Some(id) = args.only.iter().find(|id| !ids.contains(&id.as_str())) {
        let known = ids.iter().map(|id| (*id).to_owned()).collect();
        return Err(InferenceError::UnknownModel { id: id.clone(), known }.into());
    }
    Ok(models)
}

pub(crate) fn models(args: &ModelsArgs) -> Result<Exit> {
    if let Some(ModelsWhat::Install(how)) = &args.what {
        return models_install::install(args, how);
    }
    let models = known(args)?;
    let mut sound = true;
    for entry in models.entries().filter(|entry| is_asked_for(entry, args)) {
        match args.what {
            Some(ModelsWhat::Licenses) => licence(entry, args.json)?,
            Some(ModelsWhat::Verify) => sound &= verify(&models, entry, args)?,
            _ => list(&models, entry, args.json)?,
        }
    }
    Ok(if sound { Exit::Done } else { Exit::ModelsUnusable })
}

pub(crate) fn is_asked_for(entry: &Entry, args: &ModelsArgs) -> bool {
    args.only.is_empty() || args.only.contains(&entry.id)
}

fn list(models: &Models, entry: &Entry, json: bool) -> Result<()> {
    let there = models.is_there(&entry.id);
    if json {
        let mut line = serde_json::to_value(entry)?;
        line["there"] = there.into();
        return print_line(line);
    }
    let (id, version, kind, size) = (&entry.id, &entry.version, entry.kind, in_kib(entry.bytes));
    print_line(format_args!("{id} {version} ({kind}, {size}, {})", entry.licence))?;
    print_line(format_args!("  {}", entry.task))?;
    print_line(format_args!("  {} sha256:{}", entry.file, entry.sha256))?;
    if let Some(threshold) = &entry.threshold {
        print_line(format_args!("  threshold {}: {}", threshold.value, threshold.fitted))?;
    }
    if !there {
        print_line(format_args!("  not here: {}", entry.remedy()))?;
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

/// Whether the file is the one that the manifest speaks of. A model of this build's manifest that
/// only its user can bring is no fault when it is not there, unless it is asked for by name.
fn verify(models: &Models, entry: &Entry, args: &ModelsArgs) -> Result<bool> {
    let optional = entry.kind == Kind::Brought
        && args.only.is_empty()
        && Manifest::built_in()?.get(&entry.id) == Some(entry);
    if optional && !models.is_there(&entry.id) {
        return if args.json {
            print_line(json!({ "id": entry.id, "ok": null, "error": null }))
        } else {
            print_line(format_args!("{}: not brought", entry.id))
        }
        .map(|()| true);
    }
    let fault = models.verify(&entry.id).err().map(|error| with_causes(&error));
    match (&fault, args.json) {
        (_, true) => {
            print_line(json!({ "id": entry.id, "ok": fault.is_none(), "error": fault }))?;
        }
        (None, false) => print_line(format_args!("{}: ok", entry.id))?,
        (Some(fault), false) => print_line(format_args!("{}: {fault}", entry.id))?,
    }
    Ok(fault.is_none())
}

/// An error and what caused it, in one line.
pub(crate) fn with_causes(error: &dyn Error) -> String {
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
