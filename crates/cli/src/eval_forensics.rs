//! `bonafide eval forensics`: pictures of a measuring set through the proofing tests, as the front of a
//! document in a session of its own.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use bonafide::input::{ImageInput, SessionId, SessionInput};
use bonafide::result::{ArtifactKind, SessionResult};
use bonafide::types::{Slot, TestId};
use bonafide::{Artifacts, Context, Engine};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::args::EvalArgs;
use crate::eval::{cannot_write, rows_of};
use crate::exit::Exit;
use crate::forensics_figures::{Figures, Judged};
use crate::settings;
use crate::text::print_line;

/// A line of `cases.jsonl`.
#[derive(Deserialize)]
pub(crate) struct Case {
    file: String,
    pub label: String,
    #[serde(default)]
    pub manipulation: String,
    /// The authentic picture that was saved like a tampered one says whose twin it is.
    #[serde(default)]
    pub twin_of: Option<usize>,
}

/// The slot as which every picture is judged.
const SLOT: Slot = Slot::IdCardFront;

pub(crate) fn eval(args: &EvalArgs) -> Result<Exit> {
    let engine = settings::engine(&args.runtime, 1)?;
    let maps = maps_folder(&args.output);
    fs::create_dir_all(&maps).with_context(|| cannot_write(&maps))?;
    let mut figures = Figures::default();
    rows_of(args, "cases.jsonl", |index, line| {
        let case: Case = serde_json::from_str(line)?;
        let bytes = fs::read(args.set.join(&case.file)).context("the picture cannot be read")?;
        let result = judged(&engine, bytes)?;
        let row = row(&case, &result, &maps)?;
        figures.add(index, case, Judged::of(&result));
        Ok(Some(row))
    })?;
    print_line(figures.table().trim_end())?;
    Ok(Exit::Done)
}

/// Heat maps lie beside the rows.
fn maps_folder(rows: &Path) -> PathBuf {
    let stem = rows.file_stem().unwrap_or_default().to_string_lossy();
    rows.with_file_name(format!("{stem}.maps"))
}

fn judged(engine: &Engine, bytes: Vec<u8>) -> Result<SessionResult> {
    let mut session = SessionInput::new(SessionId::new("picture")?);
    session.images.push(ImageInput::new(SLOT, bytes));
    let mut cx = Context::on(settings::today());
    cx.artifacts = Artifacts::All;
    Ok(engine.evaluate(&session, &cx))
}

fn row(case: &Case, result: &SessionResult, maps: &Path) -> Result<Value> {
    let test = |id| result.tests.get(&id);
    let score = |id| test(id).and_then(|test| test.score);
    let manipulation = test(TestId::DocFrontImageManipulation);
    let detectors: Vec<Value> = manipulation
        .iter()
        .flat_map(|test| &test.evidence)
        .filter(|evidence| evidence.kind == "detector")
        .map(|evidence| json!({"name": evidence.name, "risk": evidence.score}))
        .collect();
    Ok(json!({
        "file": case.file,
        "risk": score(TestId::DocFrontImageManipulation),
        "verdict": manipulation.map(|test| test.verdict),
        "heatmap": heat_map(case, result, maps)?,
        "quad": result.quality.get(&SLOT).and_then(|q| q.document.as_ref()).map(|d| d.corners),
        "recapture": score(TestId::DocFrontScreenRecapture),
        "photocopy": score(TestId::DocFrontPhotocopy),
        "identity_document": score(TestId::DocFrontIsIdentityDocument),
        "detectors": detectors,
        "ms": result.timings_ms.get("proofing"),
        "error": result.error.as_ref().map(|error| &error.message),
    }))
}

/// Writes the map of suspicion and says where it is, seen from the rows.
fn heat_map(case: &Case, result: &SessionResult, maps: &Path) -> Result<Option<String>> {
    let is_map = |kind| kind == ArtifactKind::ManipulationMap;
    let Some(map) = result.artifacts.iter().find(|artifact| is_map(artifact.kind)) else {
        return Ok(None);
    };
    let stem = Path::new(&case.file).file_stem().unwrap_or_default().to_string_lossy();
    let path = maps.join(format!("{stem}.png"));
    fs::write(&path, map.content.expose()).with_context(|| cannot_write(&path))?;
    let folder = maps.file_name().unwrap_or_default().to_string_lossy();
    Ok(Some(format!("{folder}/{stem}.png")))
}
