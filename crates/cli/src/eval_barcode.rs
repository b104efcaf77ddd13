//! `bonafide eval barcode`: pictures of a measuring set through the PDF417 reader.
//!
//! A set is a folder with `cases.jsonl` (published pictures), or with `truth.jsonl` (the same symbols
//! damaged in one way after another, to growing degrees).

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use bonafide::barcode::{Options, Symbol, join_segments, read_pdf417};
use bonafide::imaging::{Limits, Picture};
use bonafide::result::wire_name;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::args::EvalArgs;
use crate::barcode_figures::{Figures, Outcome};
use crate::curves_plot;
use crate::exit::Exit;
use crate::text::print_line;

pub(crate) fn eval(args: &EvalArgs) -> Result<Exit> {
    let by_degree = args.set.join("truth.jsonl").is_file();
    if !by_degree && (args.curves.is_some() || args.plot.is_some()) {
        bail!("curves need a set with truth.jsonl, in which every picture has its axis and level");
    }
    let name = if by_degree { "truth.jsonl" } else { "cases.jsonl" };
    let row = if by_degree { degraded } else { published };
    let path = args.set.join(name);
    let cases = File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut rows = BufWriter::new(create(&args.output)?);
    let mut figures = Figures::default();
    for (index, line) in BufReader::new(cases).lines().enumerate() {
        let line = line.context("the case file is not text")?;
        let row = row(&args.set, &line, &mut figures)
            .with_context(|| format!("line {} of {name}", index + 1))?;
        if let Some(row) = row {
            writeln!(rows, "{row}")?;
        }
    }
    rows.flush()?;
    print_line(figures.table().trim_end())?;
    if let Some(file) = &args.curves {
        fs::write(file, figures.markdown()).with_context(|| cannot_write(file))?;
    }
    if let Some(file) = &args.plot {
        fs::write(file, curves_plot::svg(&figures)).with_context(|| cannot_write(file))?;
    }
    Ok(Exit::Done)
}

fn create(file: &Path) -> Result<File> {
    File::create(file).with_context(|| cannot_write(file))
}

fn cannot_write(file: &Path) -> String {
    format!("{} cannot be written", file.display())
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

    fn outcome(&self, right: bool) -> Outcome {
        Outcome {
            right,
            wrong: !right && !self.symbols.is_empty(),
            ms: self.ms,
            reader: self.reader(),
        }
    }

    fn row(&self, file: &str) -> Value {
        let mut symbols: Vec<Value> = self.symbols.iter().map(symbol_row).collect();
        // A file whose segments are all in this picture is what the picture says.
        let whole = join_segments(&self.symbols).into_iter().filter(|file| file.complete);
        symbols.extend(whole.map(|file| {
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
    fn is_read(&self, symbols: &[Symbol]) -> bool {
        let any = |text: &String| symbols.iter().any(|symbol| symbol.text.expose() == text);
        match (&self.texts, &self.text, &self.bytes_hex) {
            (Some(texts), _, _) => texts.iter().all(any),
            (None, Some(text), _) => any(text),
            (None, None, Some(hex)) => symbols
                .iter()
                .any(|symbol| hex_of_bytes(symbol.payload.expose()).eq_ignore_ascii_case(hex)),
            (None, None, None) => false,
        }
    }
}

/// Groups of pictures with MicroPDF417, which is no PDF417 and is counted apart.
const OTHER_SYMBOLOGY: &str = "micropdf417";

fn published(set: &Path, line: &str, figures: &mut Figures) -> Result<Option<Value>> {
    let case: Published = serde_json::from_str(line)?;
    let reading = read(&set.join(&case.file))?;
    let right = case.is_read(&reading.symbols);
    if case.group.starts_with(OTHER_SYMBOLOGY) {
        figures.add_apart(OTHER_SYMBOLOGY, right);
    } else if !case.is_part {
        figures.add("group", &case.group, reading.outcome(right));
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
    let right = reading.symbols.iter().any(|symbol| *symbol.text.expose() == truth);
    let level = case.level.as_str().map_or_else(|| case.level.to_string(), str::to_owned);
    figures.add(&case.axis, &level, reading.outcome(right));
    let mut row = reading.row(&case.file);
    // What the set's own script asks of a row.
    row["engine"] = "bonafide".into();
    row["out"] = row["symbols"].clone();
    row["panic"] = 0.into();
    Ok(Some(row))
}

/// Two hexadecimal digits a byte.
pub(crate) fn hex_of_bytes(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}"); // writing to a String cannot fail
        hex
    })
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
