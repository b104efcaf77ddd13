//! Settings from the command line's files, refused by name when wrong.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use bonafide::forensics::duplicates::DuplicateIndex;
use bonafide::ocr::WordLists;
use bonafide::types::settings::RequirementRow;
use bonafide::types::{Policy, Requirements, Weights};
use bonafide::{Changes, ConsentRule, Context, Encodings, Engine, TestMode};
use jiff::civil::Date;
use serde::de::DeserializeOwned;

use crate::args::{Beside, RescoreArgs, RuntimeArgs, Settings};
use crate::models;
use crate::sanctions_list::{self, Stated};

/// The context of a run. `as_of` falls back to the given date, then to today, and is in every result.
pub(crate) fn context(settings: &Settings, fallback: Option<Date>) -> Result<Context> {
    let mut cx = Context::on(settings.as_of.or(fallback).unwrap_or_else(today));
    if let Some(path) = &settings.weights {
        cx.weights = Arc::new(json::<Weights>(path)?);
    }
    if let Some(path) = &settings.requirements {
        let rows: Vec<RequirementRow> = json(path)?;
        cx.requirements = Arc::new(Requirements::from(rows));
    }
    if let Some(path) = &settings.policy {
        cx.policy = Arc::new(json::<Policy>(path)?);
    }
    cx.weights_id.clone_from(&settings.weights_id);
    beside(&settings.beside, &mut cx)?;
    if settings.test_mode {
        cx.test_mode = TestMode::On;
    }
    if settings.include_encodings {
        cx.encodings = Encodings::Included;
    }
    if let Some(seconds) = settings.timeout_per_session {
        match Duration::try_from_secs_f64(seconds) {
            Ok(limit) if !limit.is_zero() => cx.budget.time = Some(limit),
            _ => bail!("--timeout-per-session: expected a number of seconds above 0"),
        }
    }
    Ok(cx)
}

/// Adds what results do not repeat.
pub(crate) fn beside(args: &Beside, cx: &mut Context) -> Result<()> {
    if let Some(path) = &args.sanctions {
        cx.sanctions = Some(Arc::new(sanctions_list::load(path, &Stated::default())?.index));
    }
    if let Some(path) = &args.words {
        cx.words = json::<WordLists>(path)?;
    }
    if let Some(path) = &args.duplicates {
        let index = DuplicateIndex::open(path).with_context(|| format!("{}", path.display()))?;
        cx.duplicates = Some(Arc::new(index));
    }
    if let Some(max) = args.max_pixels {
        cx.budget.picture.max_pixels = max;
    }
    if args.require_consent {
        cx.consent = ConsentRule::Required;
    }
    Ok(())
}

/// An engine with its networks open; 0 threads are one per core.
pub(crate) fn engine(args: &RuntimeArgs, threads: usize) -> Result<Engine> {
    Ok(Engine::builder().threads(threads).models(models::open(args)?).build()?)
}

pub(crate) fn changes(args: &RescoreArgs) -> Result<Changes> {
    Ok(Changes {
        weights: args.weights.as_deref().map(json).transpose()?,
        weights_id: args.weights_id.clone(),
        requirements: args.requirements.as_deref().map(json).transpose()?.unwrap_or_default(),
        policy: args.policy.as_deref().map(json).transpose()?,
    })
}

/// Today in the system's time zone.
pub(crate) fn today() -> Date {
    jiff::Zoned::now().date()
}

/// Reads a settings file; the error names the file and the key.
pub(crate) fn json<T: DeserializeOwned>(path: &Path) -> Result<T> {
    let bytes =
        std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut reader = serde_json::Deserializer::from_slice(&bytes);
    let cannot_be_used = || format!("{} cannot be used", path.display());
    let value = serde_path_to_error::deserialize(&mut reader).with_context(cannot_be_used)?;
    reader.end().with_context(cannot_be_used)?;
    Ok(value)
}
