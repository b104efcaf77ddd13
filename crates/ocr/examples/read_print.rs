//! Prints what is read in pictures, line by line: `cargo run --example read_print -- PICTURE...`.
//! The folder of the models is `BONAFIDE_MODELS`; `RUNTIME` is `rten` or `ort` where one is wanted,
//! `SIDE` the longer side at which lines are looked for.
#![allow(clippy::print_stdout)]

use std::time::Instant;

use bonafide_imaging::{Limits, Picture};
use bonafide_inference::{Backend, BackendChoice, Models, RuntimeOptions};
use bonafide_ocr::{Reader, ReaderOptions};
use serde_json::json;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut runtime = RuntimeOptions::default();
    runtime.backend = match std::env::var("RUNTIME").as_deref() {
        Ok("rten") => BackendChoice::Only(Backend::Rten),
        Ok(_) => BackendChoice::Only(Backend::OnnxRuntime),
        Err(_) => BackendChoice::Auto,
    };
    let folder = std::env::var_os("BONAFIDE_MODELS").ok_or("BONAFIDE_MODELS names no folder")?;
    let models = Models::builder().options(runtime).folder(folder).build()?;
    let mut options = ReaderOptions::default();
    if let Ok(side) = std::env::var("SIDE") {
        options.detection_side = side.parse()?;
    }
    let reader = Reader::with_options(&models, options)?;
    for path in std::env::args().skip(1) {
        let picture = Picture::decode(&std::fs::read(&path)?, &Limits::default())?;
        let started = Instant::now();
        let print = reader.read(&picture)?;
        let ms = (started.elapsed().as_secs_f64() * 1000.0).round();
        println!(
            "{}",
            json!({"file": path, "frame": print.frame, "lines": print.lines.len(), "ms": ms})
        );
        for line in &print.lines {
            let words = line.words.iter().map(|word| {
                let confidence = (word.confidence().get() * 1000.0).round() / 1000.0;
                json!([
                    word.text.expose(),
                    confidence,
                    word.corners.map(|p| [p.x.round(), p.y.round()])
                ])
            });
            println!(
                "{}",
                json!({"text": line.text().expose(), "words": words.collect::<Vec<_>>()})
            );
        }
    }
    Ok(())
}
