//! Converts files of a package: `convert CONVERTER OUT FILE...`

use std::fs;

use bonafide_models::{Files, convert};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (converter, out) =
        (arguments.next().ok_or("no converter")?, arguments.next().ok_or("no file")?);
    let read = |path: String| fs::read(&path).map(|bytes| (path, bytes));
    let files = Files::new(arguments.map(read).collect::<Result<_, _>>()?);
    fs::write(out, convert(&converter, &files)?)?;
    Ok(())
}
