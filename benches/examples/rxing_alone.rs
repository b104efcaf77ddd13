//! The library `rxing` by itself over pictures, for `peers/pdf417.py`: paths on standard input, a row
//! of JSON a picture on standard output. Its own reader is asked as its users ask it for all symbols of
//! a picture, with the hint to try harder; the time leaves decoding the picture file out.
#![allow(clippy::print_stdout)] // the rows are this program's output

use std::error::Error;
use std::io::{BufRead, stdin};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use bonafide::imaging::{GrayImage, Limits, Picture};
use rxing::common::HybridBinarizer;
use rxing::multi::MultipleBarcodeReader;
use rxing::pdf417::PDF417Reader;
use rxing::{BinaryBitmap, DecodeHints, Luma8LuminanceSource};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    for path in stdin().lock().lines() {
        let path = path?;
        // One picture that cannot be decoded is a row of its own, not the end of the run.
        let row = row(&path).unwrap_or_else(
            |error| json!({"file": path, "symbols": [], "ms": 0.0, "error": error.to_string()}),
        );
        println!("{row}");
    }
    Ok(())
}

fn row(path: &str) -> Result<Value, Box<dyn Error>> {
    let picture = Picture::decode(&std::fs::read(path)?, &Limits::default())?;
    let luma = picture.luma();
    let started = Instant::now();
    // It may panic on hostile pictures; then it has not read them.
    let texts = catch_unwind(AssertUnwindSafe(|| read(luma)));
    let ms = started.elapsed().as_secs_f64() * 1e3;
    let panicked = texts.is_err();
    let symbols: Vec<_> =
        texts.unwrap_or_default().iter().map(|text| json!({"text": text})).collect();
    let mut row = json!({"file": path, "symbols": symbols, "ms": ms});
    if panicked {
        row["error"] = "panicked".into();
    }
    Ok(row)
}

fn read(luma: &GrayImage) -> Vec<String> {
    let (width, height) = luma.dimensions();
    let Ok(source) = Luma8LuminanceSource::new(luma.as_raw().clone(), width, height) else {
        return Vec::new();
    };
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
    let found = PDF417Reader::new().decode_multiple_with_hints(&mut bitmap, &hints);
    found.unwrap_or_default().iter().map(|symbol| symbol.getText().to_owned()).collect()
}
