//! `bonafide doctor`: what this build finds on this machine, and what to do about what is missing.

use std::fmt::Display;

use anyhow::Result;
use bonafide::imaging::{Limits, Picture, RgbImage, encode_png};
use bonafide::inference::{Models, OLDEST_ONNX_RUNTIME_MINOR, Runtime};
use bonafide::input::{ImageInput, SessionId, SessionInput};
use bonafide::types::Slot;
use bonafide::{Context, Engine};

use crate::args::{DoctorArgs, RuntimeArgs};
use crate::exit::Exit;
use crate::home;
use crate::models::{in_kib, open, with_causes};
use crate::text::print_line;

pub(crate) fn doctor(args: &DoctorArgs) -> Result<Exit> {
    print_line(format_args!("bonafide {}", env!("CARGO_PKG_VERSION")))?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    fact("cores", cores)?;
    let limits = Limits::default();
    let (size, pixels) = (limits.max_bytes >> 20, limits.max_pixels / 1_000_000);
    fact("picture limits", format_args!("{size} MiB, {pixels} megapixels"))?;
    for (name, version) in Engine::components() {
        fact(&name, version)?;
    }
    let (models, sound) = networks(&args.runtime)?;
    let checked = self_check(models);
    match &checked {
        Ok(true) => fact("self-check", "ok")?,
        Ok(false) => fact("self-check", "FAILED")?,
        Err(error) => fact("self-check", format_args!("FAILED: {error:#}"))?,
    }
    Ok(if sound && matches!(checked, Ok(true)) { Exit::Done } else { Exit::SomeInError })
}

fn fact(name: &str, what: impl Display) -> Result<()> {
    print_line(format_args!("{name:<17} {what}"))
}

/// Tells runtime, device and models; whether all of them that are here work.
fn networks(args: &RuntimeArgs) -> Result<(Option<Models>, bool)> {
    let models = match open(args) {
        Ok(models) => models,
        Err(error) => {
            fact("runtime", format_args!("FAILED: {}", with_causes(&error)))?;
            return Ok((None, false));
        }
    };
    runtime(models.runtime())?;
    match (&args.models, home::home()) {
        (Some(folder), _) => fact("models in", folder.display())?,
        (None, Some(home)) => fact("models in", home.join("models").display())?,
        (None, None) => fact("models in", "no folder: set BONAFIDE_HOME or give --models")?,
    }
    let mut healthy = true;
    for entry in models.entries() {
        let (id, version, kind) = (&entry.id, &entry.version, entry.kind);
        let state = match state(&models, id) {
            _ if !models.is_there(id) => format!("not here: {}", entry.remedy()),
            Ok(state) => state,
            Err(error) => {
                healthy = false;
                format!("FAILED: {error}")
            }
        };
        let size = in_kib(entry.bytes);
        fact("model", format_args!("{id} {version}, {kind}, {size}: {state}"))?;
    }
    if models.entries().next().is_none() {
        fact("models", "none in this build")?;
    }
    Ok((Some(models), healthy))
}

fn runtime(runtime: &Runtime) -> Result<()> {
    let (backend, version) = (runtime.backend(), runtime.version());
    match runtime.library() {
        Some(file) => {
            let (place, path) = (file.place.in_words(), file.path.display());
            fact("runtime", format_args!("{backend} {version}, {place}: {path}"))?;
        }
        None => fact("runtime", format_args!("{backend} {version}, part of this program"))?,
    }
    for error in runtime.passed_over() {
        fact("passed over", with_causes(error))?;
    }
    if runtime.library().is_none() {
        let oldest = OLDEST_ONNX_RUNTIME_MINOR;
        let advice = format!(
            "ONNX Runtime 1.{oldest} or later: `bonafide models install --runtime`, \
             `pip install onnxruntime`, or --onnxruntime FILE"
        );
        fact("faster", advice)?;
    }
    fact("device", runtime.device())
}

/// Whether the file is the one of the manifest and a network comes of it.
fn state(models: &Models, id: &str) -> Result<String, String> {
    models.verify(id).map_err(|error| with_causes(&error))?;
    let model = models.open(id).map_err(|error| with_causes(&error))?;
    Ok(format!("hash ok, opens with {}", model.backend()))
}

/// Known answers from bytes to verdict: a drawn picture decodes to the pixels that were drawn, and
/// an empty session is pending.
fn self_check(models: Option<Models>) -> Result<bool> {
    let drawn = RgbImage::from_fn(32, 16, |x, y| bonafide::imaging::Rgb([x as u8, y as u8, 9]));
    let png = encode_png(&drawn)?;
    let decodes = Picture::decode(&png, &Limits::default()).is_ok_and(|p| p.rgb() == &drawn);
    let mut session = SessionInput::new(SessionId::new("self-check")?);
    session.images.push(ImageInput::new(Slot::Unknown, png));
    let builder = Engine::builder().threads(1);
    let engine = match models {
        Some(models) => builder.models(models).build()?,
        None => builder.build()?,
    };
    let cx = Context::on(jiff::civil::date(2026, 1, 1));
    let (one, two) = (engine.evaluate(&session, &cx), engine.evaluate(&session, &cx));
    Ok(decodes && !one.decision.verified && one.result_hash == two.result_hash)
}
