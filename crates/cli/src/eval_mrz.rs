//! `bonafide eval mrz`: pictures of a measuring set through the reader of machine-readable zones.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use bonafide::Engine;
use bonafide::imaging::{GrayImage, Limits, Luma, Picture, encode_png_luma8};
use bonafide::result::ZoneOutcome;
use bonafide::types::Score;
use bonafide::zone_report::PictureZones;
use serde::Deserialize;
use serde_json::json;

use crate::args::EvalArgs;
use crate::eval::rows_of;
use crate::exit::Exit;
use crate::mrz_figures::{Figures, Reading};
use crate::settings::{self, today};
use crate::text::print_line;

/// From which probability on, that all characters are right, a reading is called confident.
const CONFIDENT: f64 = 0.5;

/// One picture of the set. Further members are the set's own business.
#[derive(Deserialize)]
pub(crate) struct Case {
    pub file: String,
    /// The lines as they are printed; none on a picture without a zone.
    pub mrz: Vec<String>,
    /// Of the picture in pixels, as the set states it.
    #[serde(default)]
    pub width: u32,
    #[serde(default)]
    pub format: Option<String>,
    #[serde(default)]
    pub note: Option<String>,
    /// Whether the digits that are printed agree.
    #[serde(default)]
    pub all_check_digits_pass: Option<bool>,
}

pub(crate) fn eval(args: &EvalArgs) -> Result<Exit> {
    let engine = settings::engine(&args.runtime, 1)?;
    warm_up(&engine)?;
    let mut figures = Figures::default();
    rows_of(args, "cases.jsonl", |_, line| {
        let case: Case = serde_json::from_str(line)?;
        let reading = read(&engine, &args.set, &case)?;
        let row = json!({
            "file": case.file, "lines": reading.lines,
            "ms": reading.ms, "decode_ms": reading.decode_ms,
            "confident": reading.confidence >= CONFIDENT,
        });
        figures.add(&case, &reading);
        Ok(Some(row))
    })?;
    print_line(figures.table(engine.zone_provenance()))?;
    Ok(Exit::Done)
}

/// The first run of a network makes its session, which is no picture's time.
fn warm_up(engine: &Engine) -> Result<()> {
    let stripes = GrayImage::from_fn(640, 480, |x, y| Luma([((x / 4 + y / 8) % 2 * 200) as u8]));
    let picture = Picture::decode(&encode_png_luma8(&stripes)?, &Limits::default())?;
    if engine.read_zones(&picture, today())?.outcome == ZoneOutcome::NoReader {
        bail!(
            "the networks that read machine-readable zones are not installed; see `bonafide models`"
        );
    }
    Ok(())
}

/// Reads one picture on this thread. Decoding the file is timed by itself.
fn read(engine: &Engine, set: &Path, case: &Case) -> Result<Reading> {
    let bytes = std::fs::read(set.join(&case.file)).context("the picture cannot be read")?;
    let started = Instant::now();
    let picture = match Picture::decode(&bytes, &Limits::default()) {
        Ok(picture) => picture,
        Err(error) => {
            tracing::warn!(file = case.file, "a picture cannot be decoded: {error}");
            return Ok(Reading::default());
        }
    };
    picture.luma();
    let decode_ms = started.elapsed().as_secs_f64() * 1e3;
    let started = Instant::now();
    let found = engine.read_zones(&picture, today())?;
    let ms = started.elapsed().as_secs_f64() * 1e3;
    Ok(Reading { ms, decode_ms, ..reading(&picture, &found) })
}

/// The surest zone of a picture.
fn reading(picture: &Picture, found: &PictureZones) -> Reading {
    let exif_orientation = picture.facts().exif_orientation;
    let Some(zone) = found.zones.first() else {
        return Reading { exif_orientation, ..Reading::default() };
    };
    let lines = &zone.mrz.report.lines;
    Reading {
        lines: lines.iter().map(|line| line.expose().clone()).collect(),
        probabilities: zone
            .characters
            .iter()
            .map(|line| line.iter().map(|character| character.probability.get()).collect())
            .collect(),
        confidence: zone.mrz.confidence.map_or(0.0, Score::get),
        exif_orientation,
        ..Reading::default()
    }
}
