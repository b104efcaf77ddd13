//! `bonafide one`: one session from loose files.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use bonafide::result::{SCHEMA, SessionResult};

use crate::args::OneArgs;
use crate::exit::Exit;
use crate::{folder, models_install, settings, text};

pub(crate) fn one(args: &OneArgs) -> Result<Exit> {
    let cx = settings::context(&args.settings, None)?;
    for file in &args.files {
        fs::metadata(file).with_context(|| format!("{} cannot be read", file.display()))?;
    }
    let input = folder::read_loose(&args.files, cx.budget.picture.max_bytes);
    if let Some(stray) = input.unassigned.first() {
        bail!("{stray} is not named after an image slot; see `bonafide one --help`");
    }
    models_install::install_first(args.first, args.runtime.models.clone())?;
    let result = settings::engine(&args.runtime, 1)?.evaluate(&input, &cx);
    text::print_json(&result)?;
    Ok(if result.error.is_some() { Exit::SomeInError } else { Exit::Done })
}

/// Reads a stored result; `-` is standard input.
pub(crate) fn stored_result(path: &Path) -> Result<SessionResult> {
    result_of(&text::read_input(path)?)
}

/// The result that JSON holds.
pub(crate) fn result_of(bytes: &[u8]) -> Result<SessionResult> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let result: SessionResult = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        // The parser's own message may quote a value; the path says enough.
        anyhow::anyhow!(
            "not a result.json of this version (`{}` cannot be read); pictures are for `bonafide one`",
            error.path()
        )
    })?;
    reader.end().context("something follows the result")?;
    if result.schema != SCHEMA {
        bail!("not a result.json of this version: `schema` is not {SCHEMA}");
    }
    Ok(result)
}
