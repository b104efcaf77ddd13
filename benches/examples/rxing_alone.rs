//! The library `rxing` by itself over pictures, for `peers/pdf417.py`: paths on standard input, a row
//! of JSON a picture on standard output. Its own reader is asked as its users ask it, for one symbol,
//! with the hint to try harder; the time leaves decoding the picture file out.
#![allow(clippy::print_stdout)] // the rows are this program's output

use std::io::{BufRead, stdin};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use bonafide::imaging::{GrayImage, Limits, Picture};
use rxing::common::HybridBinarizer;
use rxing::pdf417::PDF417Reader;
use rxing::{BinaryBitmap, DecodeHints, Luma8LuminanceSource, Reader};
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in stdin().lock().lines() {
        let path = path?;
        let picture = Picture::decode(&std::fs::read(&path)?, &Limits::default())?;
        let luma = picture.luma();
        let started = Instant::now();
        // It may panic on hostile pictures; then it has not read them.
        let text = catch_unwind(AssertUnwindSafe(|| read(luma))).ok().flatten();
        let ms = started.elapsed().as_secs_f64() * 1e3;
        let symbols: Vec<_> = text.iter().map(|text| json!({"text": text})).collect();
        println!("{}", json!({"file": path, "symbols": symbols, "ms": ms}));
    }
    Ok(())
}

fn read(luma: &GrayImage) -> Option<String> {
    let (width, height) = luma.dimensions();
    let source = Luma8LuminanceSource::new(luma.as_raw().clone(), width, height).ok()?;
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
    let found = PDF417Reader::new().decode_with_hints(&mut bitmap, &hints).ok()?;
    Some(found.getText().to_owned())
}
