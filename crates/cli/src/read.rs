//! `bonafide barcode`: read or parse only, explained.

use std::io::Write;

use anyhow::{Result, bail};
use bonafide::aamva::{self, Aamva};
use bonafide::barcode::{Options, Symbol, read_pdf417};
use bonafide::imaging::{Limits, Picture, detect_format};
use bonafide::result::wire_name;
use bonafide::types::FieldValue;
use serde::Serialize;

use crate::args::ReadArgs;
use crate::exit::Exit;
use crate::text::{print_json, read_input};

/// What a payload says, in the form of a result.
#[derive(Serialize)]
struct PayloadReport {
    #[serde(flatten)]
    report: aamva::Report,
    fields: bonafide::types::Fields,
}

/// Explains the AAMVA payloads of a picture, or of a file that holds one.
pub(crate) fn barcode(args: &ReadArgs) -> Result<Exit> {
    let bytes = read_input(&args.input)?;
    let payloads: Vec<Vec<u8>> = if detect_format(&bytes).is_some() {
        symbols(&bytes)?.iter().map(|symbol| symbol.payload.expose().clone()).collect()
    } else {
        vec![bytes]
    };
    if payloads.is_empty() {
        bail!("no PDF417 symbol was found in the picture");
    }
    let mut understood = true;
    for payload in &payloads {
        match aamva::parse(payload) {
            Ok(parsed) if args.json => {
                print_json(&PayloadReport { report: parsed.report(), fields: parsed.to_fields() })?;
            }
            Ok(parsed) => explain_payload(&parsed)?,
            Err(error) => {
                understood = false;
                tracing::warn!(bytes = payload.len(), "a payload is not AAMVA: {error}");
            }
        }
    }
    Ok(if understood { Exit::Done } else { Exit::SomeInError })
}

/// Text of a stranger's barcode without what would steer a terminal.
fn printable(text: &str) -> String {
    let shown =
        |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(shown).collect()
}

fn symbols(bytes: &[u8]) -> Result<Vec<Symbol>> {
    let picture = Picture::decode(bytes, &Limits::default())?;
    Ok(read_pdf417(picture.luma(), &Options::default()))
}

fn explain_payload(payload: &Aamva) -> Result<()> {
    let mut out = std::io::stdout().lock();
    let report = payload.report();
    let version = report.aamva_version.map_or("none stated".to_owned(), |v| v.to_string());
    writeln!(out, "standard          {}", wire_name(&report.standard))?;
    writeln!(out, "version           {version}")?;
    if let Some(iin) = report.iin {
        let issuer = iin.issuer().map_or("not in the table of issuers", |issuer| issuer.name);
        writeln!(out, "issuer            {:06} {issuer}", iin.number())?;
    }
    for subfile in payload.subfiles() {
        writeln!(out, "subfile           {}", subfile.designator.as_str())?;
        for element in &subfile.elements {
            let id = element.id();
            let meaning = aamva::element_meaning(id.as_str()).unwrap_or("(the issuer's own)");
            writeln!(out, "  {}  {:<46} {}", id.as_str(), meaning, printable(element.text()))?;
        }
    }
    for (field, value) in payload.fields() {
        let shown = FieldValue::text(value).map_or("(none)".to_owned(), printable);
        writeln!(out, "{:<17} {shown}", field.name())?;
    }
    if report.deviations.is_empty() {
        writeln!(out, "deviations        none")?;
    }
    for deviation in &report.deviations {
        let at = deviation.offset.map(|o| format!(" at byte {o}")).unwrap_or_default();
        let of = deviation.element.map(|e| format!(" in {}", e.as_str())).unwrap_or_default();
        writeln!(
            out,
            "deviation         {}: {}{of}{at}",
            wire_name(&deviation.severity),
            wire_name(&deviation.kind).replace('_', " ")
        )?;
    }
    Ok(())
}
