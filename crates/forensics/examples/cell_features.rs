//! What the model of cells sees of pictures: a binary matrix for each, to fit weights on.
//!
//! `cargo run --release -p bonafide-forensics --example cell_features -- OUT_DIR PICTURE…`
//!
//! `OUT_DIR/NAME.cells`: columns, rows and features as three 32-bit numbers, then the features of each
//! cell as 32-bit floats, row by row, then a byte for each cell, 1 where it is weighed at all; all
//! little-endian. Pictures that are too small for cells are left out.

use std::path::Path;

use bonafide_forensics::{CELL_FEATURES, cell_features};
use bonafide_imaging::{Limits, Picture};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let out = arguments.next().ok_or("usage: cell_features OUT_DIR PICTURE…")?;
    std::fs::create_dir_all(&out)?;
    for file in arguments {
        let picture = Picture::decode(&std::fs::read(&file)?, &Limits::default())?;
        let Some(cells) = cell_features(picture.rgb()) else { continue };
        let mut bytes = Vec::with_capacity(12 + cells.heard.len() * (4 * CELL_FEATURES + 1));
        for number in [cells.columns, cells.rows, CELL_FEATURES] {
            bytes.extend(u32::try_from(number)?.to_le_bytes());
        }
        bytes.extend(cells.features.iter().flatten().flat_map(|value| value.to_le_bytes()));
        bytes.extend(cells.heard.iter().map(|&heard| u8::from(heard)));
        let name = Path::new(&file).file_name().ok_or("a picture without a name")?;
        std::fs::write(Path::new(&out).join(name).with_extension("cells"), bytes)?;
    }
    Ok(())
}
