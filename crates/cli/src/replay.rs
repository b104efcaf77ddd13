//! `bonafide replay`: whether a stored result comes out of its inputs again.

use std::path::Path;

use anyhow::{Result, bail};
use bonafide::result::SessionResult;
use bonafide::{Difference, first_difference};
use serde_json::{Value, json};

use crate::args::ReplayArgs;
use crate::exit::Exit;
use crate::folder::{self, Found};
use crate::one::stored_result;
use crate::{settings, text};

pub(crate) fn replay(args: &ReplayArgs) -> Result<Exit> {
    let stored = stored_result(&args.result)?;
    if !stored.is_sealed() {
        bail!(
            "the stored result was changed after it was made: its hash is not that of its content"
        );
    }
    let mut cx = stored.context();
    settings::beside(&args.beside, &mut cx)?;
    let session = session_of(&stored, &args.inputs)?;
    let input = folder::read(&session, cx.budget.picture.max_bytes);
    let again = settings::engine(&args.runtime, 1)?.evaluate(&input, &cx);
    let found = first_difference(&stored, &again);
    if args.json {
        text::print_json(&as_json(&stored, &again, found.as_ref(), args.reveal))?;
    } else {
        text::print_line(in_words(&stored, found.as_ref(), args.reveal))?;
    }
    Ok(if found.is_none() { Exit::Done } else { Exit::NotReproduced })
}

/// The folder that is given, or the session's own within it.
fn session_of(stored: &SessionResult, inputs: &Path) -> Result<Found> {
    if !inputs.is_dir() {
        bail!("{} is no folder", inputs.display());
    }
    let inner = inputs.join(stored.session_id.as_str());
    let path = if inner.is_dir() { inner } else { inputs.to_owned() };
    Ok(Found { id: stored.session_id.clone(), path })
}

fn in_words(stored: &SessionResult, found: Option<&Difference>, reveal: bool) -> String {
    let Some(found) = found else {
        return format!("the same: {}", stored.result_hash);
    };
    if !reveal {
        return format!("differs first at {}", found.pointer);
    }
    let shown = |value: &Option<Value>| value.as_ref().map_or("nothing".into(), Value::to_string);
    let (stored, again) = (shown(&found.stored), shown(&found.again));
    format!("differs first at {}: {stored} was stored, {again} now", found.pointer)
}

fn as_json(
    stored: &SessionResult,
    again: &SessionResult,
    found: Option<&Difference>,
    reveal: bool,
) -> Value {
    let mut report = json!({
        "session_id": stored.session_id,
        "same": found.is_none(),
        "stored_hash": stored.result_hash,
        "hash": again.result_hash,
        "pointer": found.map(|found| &found.pointer),
    });
    if let Some(found) = found.filter(|_| reveal) {
        report["stored"] = found.stored.clone().unwrap_or_default();
        report["again"] = found.again.clone().unwrap_or_default();
    }
    report
}
