//! Makes the page of a stored result, and an index of it alone:
//! `cargo run --example page -- result.json OUT [clear]`. Artifacts are looked for beside the result.

use std::error::Error;
use std::fs;
use std::path::Path;

use bonafide::result::SessionResult;
use bonafide_report::{Artifacts, Batch, Options, Redact, batch_index, session_report};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [stored, out, hides @ ..] = arguments.as_slice() else {
        return Err("usage: page RESULT OUT [clear]".into());
    };
    let result: SessionResult = serde_json::from_slice(&fs::read(stored)?)?;
    let beside = Path::new(stored).parent().unwrap_or(Path::new("."));
    let files: Vec<(&str, Vec<u8>)> = result
        .artifacts
        .iter()
        .filter_map(|artifact| {
            let name = Path::new(&artifact.name).file_name()?;
            Some((artifact.name.as_str(), fs::read(beside.join("artifacts").join(name)).ok()?))
        })
        .collect();
    let artifacts: Artifacts<'_> =
        files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let redact = if hides.is_empty() { Redact::Default } else { Redact::None };
    let page = session_report(&result, &artifacts, &Options::default().with_redact(redact));
    let mut batch = Batch::default();
    batch.add(&result);
    let folder = Path::new(out).join(result.session_id.as_str());
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("report.html"), page)?;
    fs::write(Path::new(out).join("index.html"), batch_index(&batch))?;
    Ok(())
}
