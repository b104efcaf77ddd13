//! `bonafide project`: a result in the shape of an API.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use bonafide::input::SessionId;
use bonafide::project::{DateForm, NullAs, Options, ScoreScale, Shape, project as apply};
use bonafide::result::{ArtifactKind, SessionResult};
use bonafide::types::{DataSource, Slot};

use crate::args::{self, ProjectArgs};
use crate::exit::Exit;
use crate::one::stored_result;
use crate::{folder, text};

pub(crate) fn project(args: &ProjectArgs) -> Result<Exit> {
    let shape = Shape::from_name(&args.shape).context("unknown shape")?;
    let result = stored_result(&args.result)?;
    let projection = apply(&result, shape, &options(args, &result)?);
    if args.explain {
        let explained: BTreeMap<&String, serde_json::Value> = projection
            .origins
            .iter()
            .map(|(member, origin)| {
                let value = projection.value.pointer(member).cloned().unwrap_or_default();
                (member, serde_json::json!({"value": value, "from": origin}))
            })
            .collect();
        text::print_json(&explained)?;
    } else {
        text::print_json(&projection.value)?;
    }
    Ok(Exit::Done)
}

fn options(args: &ProjectArgs, result: &SessionResult) -> Result<Options> {
    let mut options = Options::default();
    options.null_as = match args.null_as {
        args::NullAs::Null => NullAs::Null,
        args::NullAs::False => NullAs::False,
        args::NullAs::Omit => NullAs::Omit,
    };
    options.dates = args.dates.map(|form| match form {
        args::DateForm::Iso => DateForm::Iso,
        args::DateForm::Compact => DateForm::Compact,
        args::DateForm::DayMonthYear => DateForm::DayMonthYear,
    });
    options.score_scale = match args.score_scale {
        args::ScoreScale::Unit => ScoreScale::Unit,
        args::ScoreScale::Hundred => ScoreScale::Hundred,
    };
    options.redact = args.redact.into();
    if let Some(name) = &args.source {
        let known = DataSource::ALL.into_iter().find(|source| source.name() == name);
        let Some(source) = known else { bail!("--source: unknown source") };
        options.source = Some(source);
    }
    options.portrait = portrait(&args.result, result);
    options.crops = crops(&args.result, result);
    if let Some(folder) = &args.images {
        if !folder.is_dir() {
            bail!("--images: {} is not a folder", folder.display());
        }
        options.images = images(folder, result);
    }
    Ok(options)
}

/// The portrait that the result names, where it still lies beside the result.
fn portrait(stored: &Path, result: &SessionResult) -> Option<Vec<u8>> {
    let artifact = result.artifacts.iter().find(|a| a.kind == ArtifactKind::Portrait)?;
    beside(stored, &artifact.name, &["portrait.jpg"])
}

/// The sides of the document that the result names as cut out, where they still lie beside the result.
fn crops(stored: &Path, result: &SessionResult) -> BTreeMap<Slot, Vec<u8>> {
    let crops = result.artifacts.iter().filter(|a| a.kind == ArtifactKind::DocumentCrop);
    let known = ["front_cropped.jpg", "back_cropped.jpg"];
    crops.filter_map(|a| Some((a.storage_file_type_e, beside(stored, &a.name, &known)?))).collect()
}

/// An artifact's file. A result may have been written by anyone: it must not name a file elsewhere.
fn beside(stored: &Path, artifact: &str, known: &[&str]) -> Option<Vec<u8>> {
    let name = artifact.strip_prefix("artifacts/").filter(|name| known.contains(name))?;
    std::fs::read(stored.parent()?.join("artifacts").join(name)).ok()
}

/// The pictures that the result used, by slot, as they were handed in; told by their hash, so that
/// another session's folder gives none.
fn images(path: &Path, result: &SessionResult) -> BTreeMap<Slot, Vec<u8>> {
    let found = folder::Found { id: SessionId::derived(b"images"), path: path.to_owned() };
    let limit = bonafide::imaging::Limits::default().max_bytes;
    folder::read(&found, limit)
        .images
        .into_iter()
        .filter(|image| {
            let sha256 = image.bytes().map(bonafide::seal::sha256_id);
            result.inputs.iter().any(|i| i.used && i.file == image.file && i.sha256 == sha256)
        })
        .filter_map(|image| Some((image.slot, image.bytes()?.to_vec())))
        .collect()
}
