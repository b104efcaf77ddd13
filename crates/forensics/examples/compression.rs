//! Prints what the checks of files and of compression say of pictures, a line of JSON for each:
//! `cargo run --release -p bonafide-forensics --example compression -- FOLDER [CHECK]`. With the id of a
//! check, its score is also given as `risk`.
#![allow(clippy::print_stdout)]

use std::path::PathBuf;
use std::time::Instant;

use bonafide_forensics::{
    BlockGrid, Check, Container, DoubleCompression, Ghosts, Page, ZeroCounts,
};
use bonafide_imaging::{Limits, Picture};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args_os().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("usage: compression FOLDER [CHECK]")?);
    let wanted = arguments.next();
    let checks: [&dyn Check; 5] =
        [&Container, &DoubleCompression, &Ghosts, &BlockGrid, &ZeroCounts];
    let mut paths: Vec<_> = std::fs::read_dir(&folder)?
        .map(|entry| Ok(entry?.path()))
        .collect::<std::io::Result<_>>()?;
    paths.sort();
    for path in paths {
        let bytes = std::fs::read(&path)?;
        let Ok(picture) = Picture::decode(&bytes, &Limits::default()) else { continue };
        let page = Page::new(&bytes, &picture);
        let _shared = picture.luma();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let folder = folder.file_name().unwrap_or_default().to_string_lossy();
        let mut line = Map::from_iter([("file".to_owned(), json!(format!("{folder}/{name}")))]);
        for check in checks {
            let start = Instant::now();
            let found = check.run(&page)?;
            let milliseconds = start.elapsed().as_secs_f64() * 1e3;
            let score = found.score().map(bonafide_types::Score::get);
            if wanted.as_ref().is_some_and(|wanted| wanted == check.id()) {
                line.insert("risk".to_owned(), json!(score.unwrap_or(0.0)));
            }
            let notes = found.evidence.iter().filter(|evidence| evidence.kind == "note");
            let notes: Vec<Value> = notes.map(|note| json!(note.name)).collect();
            let best = found.evidence.iter().find_map(|evidence| evidence.bounds);
            line.insert(
                check.id().to_owned(),
                json!({"score": score, "log10_false_alarms": found.log10_false_alarms,
                    "box": best, "notes": notes, "ms": milliseconds}),
            );
        }
        println!("{}", Value::Object(line));
    }
    Ok(())
}
