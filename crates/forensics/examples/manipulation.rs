//! What the checks of manipulation say of pictures: a line of JSON for each, and heat maps.
//!
//! `cargo run --release -p bonafide-forensics --example manipulation -- MAPS_DIR PICTURE…`

use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use bonafide_forensics::{CHECKS, Check, Manipulation, Page, Resampling, manipulation};
use bonafide_imaging::{Limits, Picture, encode_png_luma8};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let maps = arguments.next().ok_or("usage: manipulation MAPS_DIR PICTURE…")?;
    std::fs::create_dir_all(&maps)?;
    let checks = [&CHECKS[..], &[&Resampling as &dyn Check]].concat();
    let mut out = std::io::stdout().lock();
    for file in arguments {
        let bytes = std::fs::read(&file)?;
        let picture = Picture::decode(&bytes, &Limits::default())?;
        let (width, height) = picture.rgb().dimensions();
        let start = Instant::now();
        let found = manipulation(&Page::new(&bytes, &picture), &checks)?;
        let ms = start.elapsed().as_secs_f64() * 1e3;
        let name = Path::new(&file).file_name().map(|name| name.to_string_lossy().into_owned());
        let name = name.unwrap_or_default();
        let map = Path::new(&maps).join(format!("{name}.png"));
        std::fs::write(&map, encode_png_luma8(&found.heat.to_luma8(width, height, 8))?)?;
        let map = map.to_string_lossy();
        writeln!(out, "{}", line(&name, &map, &found, ms))?;
    }
    Ok(())
}

fn line(file: &str, map: &str, found: &Manipulation, ms: f64) -> serde_json::Value {
    let checks: serde_json::Map<String, serde_json::Value> = found
        .findings
        .iter()
        .map(|(id, finding)| {
            let score = finding.score().map(bonafide_types::Score::get);
            let alarms = finding.log10_false_alarms;
            let said = serde_json::json!({"score": score, "log10_false_alarms": alarms});
            ((*id).to_owned(), said)
        })
        .collect();
    serde_json::json!({
        "file": file,
        "risk": found.risk.map(bonafide_types::Score::get),
        "heatmap": map,
        "checks": checks,
        "ms": ms,
    })
}
