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
use crate::{eval_aamva, eval_barcode, eval_mrz};

/// Turns one case (the set's folder, the line's index, the line) into its row.
type Row = fn(&Path, usize, &str) -> Result<Value>;

pub(crate) fn eval(args: &EvalArgs) -> Result<Exit> {
    if args.kind != EvalKind::Barcode && (args.curves.is_some() || args.plot.is_some()) {
        bail!("--curves and --plot are for `eval barcode`");
    }
    let (cases, row): (_, Row) = match args.kind {
        EvalKind::Mrz => return eval_mrz::eval(args),
        EvalKind::MrzParser => ("parser_cases.jsonl", mrz_parser_row),
        EvalKind::Barcode => return eval_barcode::eval(args),
        EvalKind::Aamva => return eval_aamva::eval(args),
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
