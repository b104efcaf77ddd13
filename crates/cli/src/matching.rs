//! `bonafide match`: the fields of two documents, compared.

use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, Result};
use bonafide::matching::{CompareOptions, MatchReport, SourceFields, compare as agree};
use bonafide::session_file::{Claims, claims_from_bytes};
use bonafide::types::{DataSource, Sensitive};

use crate::args::MatchArgs;
use crate::exit::Exit;
use crate::text::{print_json, read_input};

/// Compares as a barcode is compared with claims: both say exactly what was meant.
pub(crate) fn compare(args: &MatchArgs) -> Result<Exit> {
    let (Claims(a), Claims(b)) = (fields(&args.a)?, fields(&args.b)?);
    let sources =
        [SourceFields::new(DataSource::Barcode, &a), SourceFields::new(DataSource::UserInput, &b)];
    let report = agree(&sources, &CompareOptions::default());
    if args.json {
        print_json(&report)?;
    } else {
        print_table(&report)?;
    }
    Ok(Exit::Done)
}

fn fields(path: &Path) -> Result<Claims> {
    claims_from_bytes(&read_input(path)?)
        .with_context(|| format!("{} cannot be used", path.display()))
}

fn print_table(report: &MatchReport) -> Result<()> {
    let mut out = std::io::stdout().lock();
    for field in &report.fields {
        let [a, b] = [&field.values[0], &field.values[1]].map(Sensitive::expose);
        writeln!(out, "{:<17} {:.4}  {a} | {b}", field.field.name(), field.score.get())?;
        for note in &field.notes {
            writeln!(out, "{:<25} {note}", "")?;
        }
    }
    match report.score {
        Some(score) => writeln!(out, "{:<17} {:.4}", "all", score.get())?,
        None => writeln!(out, "no field is in both documents")?,
    }
    Ok(())
}
