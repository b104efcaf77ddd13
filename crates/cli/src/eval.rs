//! `bonafide eval`: a stage over a measuring set, one row a case for the set's own score script.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use bonafide::aamva;
use bonafide::barcode::{Options, read_pdf417};
use bonafide::imaging::{Limits, Picture};
use bonafide::mrz;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::args::{EvalArgs, EvalKind};
use crate::eval_mrz;
use crate::exit::Exit;

/// Turns one case (the set's folder, the line's index, the line) into its row.
type Row = fn(&Path, usize, &str) -> Result<Value>;

pub(crate) fn eval(args: &EvalArgs) -> Result<Exit> {
    let (cases, row): (_, Row) = match args.kind {
        EvalKind::Mrz => return eval_mrz::eval(args),
        EvalKind::MrzParser => ("parser_cases.jsonl", mrz_parser_row),
        EvalKind::Barcode => ("cases.jsonl", barcode_row),
        EvalKind::Aamva => ("aamva_cases.jsonl", aamva_row),
    };
    let path = args.set.join(cases);
    let file = File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut out = BufWriter::new(
        File::create(&args.output)
            .with_context(|| format!("{} cannot be written", args.output.display()))?,
    );
    let mut rows = 0;
    for (index, line) in BufReader::new(file).lines().enumerate() {
        let line = line.context("the case file is not text")?;
        let row = row(&args.set, index, &line)
            .with_context(|| format!("line {} of {cases}", index + 1))?;
        writeln!(out, "{row}")?;
        rows += 1;
    }
    out.flush()?;
    tracing::info!(rows, "evaluated");
    Ok(Exit::Done)
}

#[derive(Deserialize)]
struct MrzCase {
    mrz: Vec<String>,
}

fn mrz_parser_row(_: &Path, index: usize, line: &str) -> Result<Value> {
    let case: MrzCase = serde_json::from_str(line)?;
    let lines: Vec<&str> = case.mrz.iter().map(String::as_str).collect();
    Ok(match mrz::parse(&lines) {
        Ok(zone) => json!({
            "index": index, "ok": true, "checks_ok": zone.is_valid(), "fields": zone.raw_fields(),
        }),
        Err(error) => {
            json!({"index": index, "ok": false, "checks_ok": false, "error": error.to_string()})
        }
    })
}

#[derive(Deserialize)]
struct AamvaCase {
    payload_hex: String,
}

fn aamva_row(_: &Path, index: usize, line: &str) -> Result<Value> {
    let case: AamvaCase = serde_json::from_str(line)?;
    let payload = bytes_of_hex(&case.payload_hex)?;
    Ok(match aamva::parse(&payload) {
        Ok(parsed) => json!({
            "index": index, "ok": parsed.identifies_holder(), "fields": parsed.flat_fields(),
        }),
        Err(error) => json!({"index": index, "ok": false, "error": error.to_string()}),
    })
}

#[derive(Deserialize)]
struct PictureCase {
    file: String,
}

/// Decoding the picture file is not part of the time: the peers' figures leave it out too.
fn barcode_row(set: &Path, _: usize, line: &str) -> Result<Value> {
    let case: PictureCase = serde_json::from_str(line)?;
    let bytes = std::fs::read(set.join(&case.file)).context("the picture cannot be read")?;
    let picture = match Picture::decode(&bytes, &Limits::default()) {
        Ok(picture) => picture,
        Err(error) => {
            return Ok(json!({"file": case.file, "symbols": [], "error": error.to_string()}));
        }
    };
    let luma = picture.luma();
    let started = Instant::now();
    let symbols = read_pdf417(luma, &Options::default());
    let ms = started.elapsed().as_secs_f64() * 1e3;
    let symbols: Vec<Value> = symbols
        .iter()
        .map(|symbol| {
            let hex = hex_of_bytes(symbol.payload.expose());
            json!({
                "text": symbol.text.expose(), "bytes_hex": hex,
                "segment_index": symbol.macro_segment.as_ref().map(|segment| segment.index),
            })
        })
        .collect();
    Ok(json!({"file": case.file, "symbols": symbols, "ms": ms}))
}

fn hex_of_bytes(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}"); // writing to a String cannot fail
        hex
    })
}

fn bytes_of_hex(hex: &str) -> Result<Vec<u8>> {
    if !hex.len().is_multiple_of(2) || !hex.is_ascii() {
        bail!("payload_hex is not pairs of hexadecimal digits");
    }
    (0..hex.len())
        .step_by(2)
        .map(|at| {
            u8::from_str_radix(&hex[at..at + 2], 16).context("payload_hex is not hexadecimal")
        })
        .collect()
}
