//! Prints the zones of pictures as JSON lines: `cargo run --example read -- PICTURE...`.
#![allow(clippy::print_stdout)]

use std::time::Instant;

use bonafide_imaging::{Limits, Picture};
use bonafide_inference::Models;
use bonafide_mrz_reader::Reader;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let reader = Reader::new(&Models::built_in()?)?;
    for path in std::env::args().skip(1) {
        let picture = Picture::decode(&std::fs::read(&path)?, &Limits::default())?;
        let started = Instant::now();
        let reading = reader.read(&picture)?;
        let ms = started.elapsed().as_secs_f64() * 1000.0;
        let zone = reading.zones.first();
        let lines: Vec<&str> = zone
            .iter()
            .flat_map(|zone| &zone.report.lines)
            .map(|line| line.expose().as_str())
            .collect();
        let sure = zone.map(|zone| zone.confidence.get());
        println!(
            "{}",
            serde_json::json!({"file": path, "outcome": format!("{:?}", reading.outcome),
                               "lines": lines, "confidence": sure, "ms": ms})
        );
    }
    Ok(())
}
