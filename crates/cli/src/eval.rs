//! `bonafide eval`: a stage over a measuring set, one row a case for the set's own score script.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use bonafide::mrz;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::args::{EvalArgs, EvalKind};
use crate::exit::Exit;
use crate::{
    eval_aamva, eval_barcode, eval_face, eval_forensics, eval_matching, eval_mrz, eval_ocr,
    eval_quad, eval_sanctions,
};

pub(crate) fn eval(args: &EvalArgs) -> Result<Exit> {
    if args.kind != EvalKind::Barcode && (args.curves.is_some() || args.plot.is_some()) {
        bail!("--curves and --plot are for `eval barcode`");
    }
    if args.kind != EvalKind::Aamva && args.as_of.is_some() {
        bail!("--as-of is for `eval aamva`");
    }
    if args.kind != EvalKind::Face && args.tolerance.is_some() {
        bail!("--tolerance is for `eval face`");
    }
    if args.kind != EvalKind::Sanctions && args.qualified {
        bail!("--qualified is for `eval sanctions`");
    }
    match args.kind {
        EvalKind::Mrz => eval_mrz::eval(args),
        EvalKind::MrzParser => mrz_parser(args),
        EvalKind::Barcode => eval_barcode::eval(args),
        EvalKind::Aamva => eval_aamva::eval(args),
        EvalKind::Face => eval_face::eval(args),
        EvalKind::Quad => eval_quad::eval(args),
        EvalKind::Ocr => eval_ocr::eval(args),
        EvalKind::Forensics => eval_forensics::eval(args),
        EvalKind::Sanctions => eval_sanctions::sanctions(args),
        EvalKind::Expected => eval_sanctions::expected(args),
        EvalKind::Names | EvalKind::Addresses | EvalKind::Dates => eval_matching::eval(args),
    }
}

/// Turns the lines of a set's case file into rows, for the set's own score script; a case may have
/// none.
pub(crate) fn rows_of(
    args: &EvalArgs,
    name: &str,
    mut row: impl FnMut(usize, &str) -> Result<Option<Value>>,
) -> Result<()> {
    let path = args.set.join(name);
    let cases = File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let output = File::create(&args.output).with_context(|| cannot_write(&args.output))?;
    let mut rows = BufWriter::new(output);
    for (index, line) in BufReader::new(cases).lines().enumerate() {
        let line = line.with_context(|| format!("{name} is not text"))?;
        let row = row(index, &line).with_context(|| format!("line {} of {name}", index + 1))?;
        if let Some(row) = row {
            writeln!(rows, "{row}")?;
        }
    }
    rows.flush()?;
    Ok(())
}

pub(crate) fn cannot_write(file: &Path) -> String {
    format!("{} cannot be written", file.display())
}

fn mrz_parser(args: &EvalArgs) -> Result<Exit> {
    rows_of(args, "parser_cases.jsonl", |index, line| mrz_parser_row(index, line).map(Some))?;
    Ok(Exit::Done)
}

#[derive(Deserialize)]
struct MrzCase {
    mrz: Vec<String>,
}

fn mrz_parser_row(index: usize, line: &str) -> Result<Value> {
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
