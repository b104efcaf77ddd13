//! `bonafide eval barcode`: pictures of a measuring set through the PDF417 reader.
//!
//! A set is a folder with `cases.jsonl` (published pictures), or with `truth.jsonl` (the same symbols
//! damaged in one way after another, to growing degrees).

use std::borrow::Cow;
use std::fs;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use bonafide::barcode::{DividedFile, Options, Symbol, join_segments, read_pdf417};
use bonafide::imaging::{Limits, Picture};
use bonafide::result::wire_name;
use bonafide::seal::hex_of_bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::args::EvalArgs;
use crate::barcode_figures::{Figures, Outcome};
use crate::curves_plot;
use crate::eval::{cannot_write, rows_of};
use crate::exit::Exit;
use crate::text::print_line;

pub(crate) fn eval(args: &EvalArgs) -> Result<Exit> {
    let by_degree = args.set.join("truth.jsonl").is_file();
    if !by_degree && (args.curves.is_some() || args.plot.is_some()) {
        bail!("curves need a set with truth.jsonl, in which every picture has its axis and level");
    }
    let name = if by_degree { "truth.jsonl" } else { "cases.jsonl" };
    let row = if by_degree { degraded } else { published };
    let mut figures = Figures::default();
    rows_of(args, name, |_, line| row(&args.set, line, &mut figures))?;
    print_line(figures.table().trim_end())?;
    if let Some(file) = &args.curves {
        fs::write(file, figures.markdown()).with_context(|| cannot_write(file))?;
    }
    if let Some(file) = &args.plot {
        fs::write(file, curves_plot::svg(&figures)).with_context(|| cannot_write(file))?;
    }
    Ok(Exit::Done)
}

/// A text of a picture with its bytes.
struct Said<'a> {
    text: Cow<'a, str>,
    payload: Cow<'a, [u8]>,
}

/// What was read in one picture, and the time that took without decoding the file.
struct Reading {
    symbols: Vec<Symbol>,
    ms: f64,
    error: Option<String>,
}

fn read(path: &Path) -> Result<Reading> {
    let bytes = fs::read(path).context("the picture cannot be read")?;
    let picture = match Picture::decode(&bytes, &Limits::default()) {
        Ok(picture) => picture,
        Err(error) => {
            return Ok(Reading { symbols: Vec::new(), ms: 0.0, error: Some(error.to_string()) });
        }
    };
    let luma = picture.luma();
    let started = Instant::now();
    let symbols = read_pdf417(luma, &Options::default());
    let ms = started.elapsed().as_secs_f64() * 1e3;
    Ok(Reading { symbols, ms, error: None })
}

impl Reading {
    fn reader(&self) -> Option<String> {
        self.symbols.first().map(|symbol| wire_name(&symbol.reader))
    }

    /// What the picture says: its symbols, and in the place of segments the file they make up.
    fn said(&self) -> Vec<Said<'_>> {
        let files: Vec<_> = self.files().collect();
        let of_file = |symbol: &&Symbol| {
            let id = symbol.macro_segment.as_ref().map(|segment| &segment.file_id);
            id.is_some_and(|id| files.iter().any(|file| file.file_id == *id))
        };
        let alone = self.symbols.iter().filter(|symbol| !of_file(symbol)).map(|symbol| Said {
            text: Cow::Borrowed(symbol.text.expose()),
            payload: Cow::Borrowed(symbol.payload.expose()),
        });
        let joined = files.iter().map(|file| Said {
            text: Cow::Owned(file.text.expose().clone()),
            payload: Cow::Owned(file.payload.expose().clone()),
        });
        alone.chain(joined).collect()
    }

    /// The files whose segments are all in this picture.
    fn files(&self) -> impl Iterator<Item = DividedFile> {
        join_segments(&self.symbols).into_iter().filter(|file| file.complete)
    }

    fn outcome(&self, right: bool, is_truth: impl Fn(&Said<'_>) -> bool) -> Outcome {
        let wrong = self.said().iter().any(|said| !is_truth(said));
        Outcome { right, wrong, ms: self.ms, reader: self.reader() }
    }

    fn row(&self, file: &str) -> Value {
        let mut symbols: Vec<Value> = self.symbols.iter().map(symbol_row).collect();
        // A file whose segments are all in this picture is what the picture says.
        symbols.extend(self.files().map(|file| {
            json!({"text": file.text.expose(), "bytes_hex": hex_of_bytes(file.payload.expose())})
        }));
        let mut row =
            json!({"file": file, "symbols": symbols, "ms": self.ms, "reader": self.reader()});
        if let Some(error) = &self.error {
            row["error"] = error.as_str().into();
        }
        row
    }
}

fn symbol_row(symbol: &Symbol) -> Value {
    json!({
        "text": symbol.text.expose(), "bytes_hex": hex_of_bytes(symbol.payload.expose()),
        "segment_index": symbol.macro_segment.as_ref().map(|segment| segment.index),
        "reader": wire_name(&symbol.reader),
    })
}

/// A published picture with one of three truths. Further members are the set's own business.
#[derive(Deserialize)]
struct Published {
    file: String,
    #[serde(default)]
    group: String,
    /// Whether its truth is spread over several pictures, which the set's own script joins.
    #[serde(default, rename = "macro")]
    is_part: bool,
    text: Option<String>,
    texts: Option<Vec<String>>,
    bytes_hex: Option<String>,
}

impl Published {
    /// Whether it is a text of the picture.
    fn is_truth(&self, said: &Said<'_>) -> bool {
        match (&self.texts, &self.text, &self.bytes_hex) {
            (Some(texts), _, _) => texts.iter().any(|text| *text == said.text),
            (None, Some(text), _) => *text == said.text,
            (None, None, Some(hex)) => hex_of_bytes(&said.payload).eq_ignore_ascii_case(hex),
            (None, None, None) => false,
        }
    }

    /// Whether every text of the picture is among what was read.
    fn is_read(&self, said: &[Said<'_>]) -> bool {
        match &self.texts {
            Some(texts) => texts.iter().all(|text| said.iter().any(|said| *text == said.text)),
            None => said.iter().any(|said| self.is_truth(said)),
        }
    }
}

/// Groups of pictures with MicroPDF417, which is no PDF417 and is counted apart.
const OTHER_SYMBOLOGY: &str = "micropdf417";

fn published(set: &Path, line: &str, figures: &mut Figures) -> Result<Option<Value>> {
    let case: Published = serde_json::from_str(line)?;
    let reading = read(&set.join(&case.file))?;
    let right = case.is_read(&reading.said());
    if case.group.starts_with(OTHER_SYMBOLOGY) {
        figures.add_apart(OTHER_SYMBOLOGY, right);
    } else if !case.is_part {
        figures.add("group", &case.group, reading.outcome(right, |said| case.is_truth(said)));
    }
    Ok(Some(reading.row(&case.file)))
}

/// A picture of a symbol that was damaged to a known degree.
#[derive(Deserialize)]
struct Degraded {
    file: String,
    axis: String,
    level: Value,
    text_hex: String,
    /// Whether the symbol's error correction can make good what was taken away.
    #[serde(default = "feasible")]
    feasible: bool,
}

fn feasible() -> bool {
    true
}

/// Pictures that no decoder can read are left out.
fn degraded(set: &Path, line: &str, figures: &mut Figures) -> Result<Option<Value>> {
    let case: Degraded = serde_json::from_str(line)?;
    if !case.feasible {
        figures.leave_out();
        return Ok(None);
    }
    let truth: String = bytes_of_hex(&case.text_hex)?.into_iter().map(char::from).collect();
    let reading = read(&set.join(&case.file))?;
    let is_truth = |said: &Said<'_>| said.text == truth;
    let right = reading.said().iter().any(is_truth);
    let level = case.level.as_str().map_or_else(|| case.level.to_string(), str::to_owned);
    figures.add(&case.axis, &level, reading.outcome(right, is_truth));
    let mut row = reading.row(&case.file);
    // What the set's own script asks of a row.
    row["engine"] = "bonafide".into();
    row["out"] = row["symbols"].clone();
    row["panic"] = 0.into();
    Ok(Some(row))
}

/// The bytes of pairs of hexadecimal digits.
pub(crate) fn bytes_of_hex(hex: &str) -> Result<Vec<u8>> {
    if !hex.len().is_multiple_of(2) || !hex.is_ascii() {
        bail!("not pairs of hexadecimal digits");
    }
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).context("not hexadecimal digits"))
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn case(truth: &str) -> Published {
        serde_json::from_str(&format!(r#"{{"file": "a.png", {truth}}}"#)).unwrap()
    }

    fn said(texts: &[&'static str]) -> Vec<Said<'static>> {
        let said = |text: &&'static str| Said {
            text: Cow::Borrowed(*text),
            payload: Cow::Borrowed(text.as_bytes()),
        };
        texts.iter().map(said).collect()
    }

    #[test]
    fn a_misread_beside_a_right_reading_is_no_truth() {
        for (truth, texts, right, wrong) in [
            (r#""text": "AB""#, &["AB"][..], true, 0),
            (r#""text": "AB""#, &["AB", "AC"], true, 1),
            (r#""text": "AB""#, &["AC"], false, 1),
            (r#""text": "AB""#, &[], false, 0),
            (r#""texts": ["AB", "CD"]"#, &["CD", "AB"], true, 0),
            (r#""texts": ["AB", "CD"]"#, &["AB"], false, 0),
            (r#""texts": ["AB", "CD"]"#, &["AB", "CD", "CE"], true, 1),
            (r#""bytes_hex": "4142""#, &["AB", "AC"], true, 1),
        ] {
            let (case, said) = (case(truth), said(texts));
            let strays = said.iter().filter(|said| !case.is_truth(said)).count();
            assert_eq!((case.is_read(&said), strays), (right, wrong), "{truth} {texts:?}");
        }
    }

    #[test]
    fn the_figures_count_a_misread_beside_a_right_reading() {
        let back = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../testdata/sessions/licence-good/driver_license_back.jpg"
        );
        let mut reading = read(Path::new(back)).unwrap();
        let truth = reading.symbols[0].text.expose().clone();
        let wrong = |reading: &Reading| reading.outcome(true, |said| said.text == truth).wrong;
        assert!(!wrong(&reading));
        let mut other = reading.symbols[0].clone();
        other.text = bonafide::types::Sensitive::new("OTHER".to_owned());
        reading.symbols.push(other);
        assert!(wrong(&reading));
    }
}
