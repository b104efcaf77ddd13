//! `bonafide mrz`: the machine-readable zones of a picture or a text, explained.

use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use bonafide::error::ErrorCode;
use bonafide::imaging::{Limits, Picture, detect_format};
use bonafide::mrz::{self, MrzReport};
use bonafide::result::{Provenance, ZoneOutcome, wire_name};
use bonafide::types::Fields;
use bonafide::zone_report::{CharacterFacts, PictureZones, ZoneReport};
use serde::Serialize;

use crate::args::{MrzArgs, ReadArgs};
use crate::exit::Exit;
use crate::settings::{self, today};
use crate::text::{print_json, print_line, read_input, say};

/// The form of the records that pictures give. It grows by addition only.
const SCHEMA_VERSION: &str = "bonafide.mrz/1";

/// Below this a character is named in the account in words.
const DOUBTFUL: f64 = 0.9;

pub(crate) fn mrz(args: &MrzArgs) -> Result<Exit> {
    let bytes = read_input(&args.read.input)?;
    if detect_format(&bytes).is_some() {
        return of_picture(args, &bytes);
    }
    let text = std::str::from_utf8(&bytes).context("the input is neither a picture nor text")?;
    of_text(&args.read, text)
}

fn of_text(args: &ReadArgs, text: &str) -> Result<Exit> {
    let found = mrz::find(text);
    if found.is_empty() {
        say("error: no machine-readable zone was found in the text");
        return Ok(Exit::SomeInError);
    }
    let reports: Vec<MrzReport> = found
        .iter()
        .map(|zone| {
            let lines: Vec<&str> = zone.lines.iter().map(String::as_str).collect();
            MrzReport::of_lines(&lines)
        })
        .collect();
    if args.json {
        print_json(&reports)?;
    } else {
        let as_of = args.as_of.unwrap_or_else(today);
        for report in &reports {
            explain_lines(report)?;
            let lines: Vec<&str> = report.lines.iter().map(|l| l.expose().as_str()).collect();
            if let Ok(zone) = mrz::parse(&lines) {
                explain_fields(&zone.to_fields(as_of))?;
            }
        }
    }
    // A wrong digit is a finding, and a finding is never an exit code.
    Ok(Exit::Done)
}

/// What a picture holds, as one line of JSON.
#[derive(Serialize)]
struct Record<'a> {
    schema_version: &'static str,
    file: String,
    width: u32,
    height: u32,
    #[serde(flatten)]
    found: &'a PictureZones,
    engine: &'a Provenance,
}

/// A picture that could not be looked at, as one line of JSON.
#[derive(Serialize)]
struct Refusal {
    schema_version: &'static str,
    file: String,
    error: Fault,
}

#[derive(Serialize)]
struct Fault {
    code: ErrorCode,
    message: String,
}

fn of_picture(args: &MrzArgs, bytes: &[u8]) -> Result<Exit> {
    let engine = settings::engine(&args.runtime, 1)?;
    let file = name_of(&args.read.input);
    let picture = match Picture::decode(bytes, &Limits::default()) {
        Ok(picture) => picture,
        Err(error) => return refuse(args, file, ErrorCode::from(&error), &error),
    };
    let as_of = args.read.as_of.unwrap_or_else(today);
    let found = match engine.read_zones(&picture, as_of) {
        Ok(found) if found.outcome == ZoneOutcome::NoReader => {
            bail!(
                "the networks that read machine-readable zones are not installed; see `bonafide models`"
            )
        }
        Ok(found) => found,
        Err(error) => return refuse(args, file, ErrorCode::Internal, &error),
    };
    if args.read.json {
        print_line(serde_json::to_string(&Record {
            schema_version: SCHEMA_VERSION,
            file,
            width: picture.facts().width,
            height: picture.facts().height,
            found: &found,
            engine: engine.zone_provenance(),
        })?)?;
    } else {
        explain_picture(&found)?;
    }
    Ok(if found.zones.is_empty() { Exit::SomeInError } else { Exit::Done })
}

fn refuse(
    args: &MrzArgs,
    file: String,
    code: ErrorCode,
    error: &dyn std::error::Error,
) -> Result<Exit> {
    let message = error.to_string();
    if args.read.json {
        let refusal =
            Refusal { schema_version: SCHEMA_VERSION, file, error: Fault { code, message } };
        print_line(serde_json::to_string(&refusal)?)?;
    } else {
        say(&format!("error: {message}"));
    }
    Ok(Exit::SomeInError)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn explain_picture(found: &PictureZones) -> Result<()> {
    match found.outcome {
        ZoneOutcome::NoZone => print_line("no machine-readable zone was found")?,
        ZoneOutcome::Unreadable => {
            print_line("something looks like a machine-readable zone and cannot be made out")?;
        }
        _ => {}
    }
    for zone in &found.zones {
        explain_lines(&zone.mrz.report)?;
        explain_reading(zone)?;
        explain_fields(&zone.fields)?;
    }
    Ok(())
}

fn explain_lines(report: &MrzReport) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for line in &report.lines {
        writeln!(out, "{}", line.expose())?;
    }
    let format = report.format.map_or("no known layout".to_owned(), |f| wire_name(&f));
    writeln!(out, "layout            {format}")?;
    for check in &report.checks {
        let word = if check.ok { "right" } else { "WRONG" };
        writeln!(
            out,
            "{:<17} {word}: {} stands there, {} is computed",
            check.group.name(),
            check.given,
            check.computed
        )?;
    }
    Ok(())
}

/// How surely the zone was read, and which characters were changed or are in doubt.
fn explain_reading(zone: &ZoneReport) -> Result<()> {
    let mut out = std::io::stdout().lock();
    if let Some(confidence) = zone.mrz.confidence {
        writeln!(out, "confidence        {:.4}", confidence.get())?;
    }
    for correction in &zone.mrz.report.corrections {
        let (line, column) = (correction.line, correction.column);
        let (before, after) = (correction.before, correction.after);
        let sure = correction.probability.map_or(String::new(), |p| format!(" ({:.4})", p.get()));
        writeln!(out, "corrected         line {line}, column {column}: {before} to {after}{sure}")?;
    }
    for (line, characters) in zone.characters.iter().enumerate() {
        for (column, CharacterFacts { value, probability, .. }) in characters.iter().enumerate() {
            if probability.get() < DOUBTFUL {
                let (line, column, value) = (line + 1, column + 1, value.expose());
                let probability = probability.get();
                writeln!(
                    out,
                    "in doubt          line {line}, column {column}: {value} ({probability:.4})"
                )?;
            }
        }
    }
    Ok(())
}

fn explain_fields(fields: &Fields) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for (field, value) in fields {
        writeln!(out, "{:<17} {}", field.name(), value.text().unwrap_or("(none)"))?;
    }
    Ok(())
}
