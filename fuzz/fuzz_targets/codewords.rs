//! Any codewords in a well-drawn PDF417 symbol: hostile modes, character sets and control blocks of
//! divided files, some codewords changed after error correction was added.
//!
//! The first byte gives the columns, the second the number of changed codewords; then come two
//! bytes for each change, then two for each codeword.
#![no_main]

use bonafide::barcode::{Options, Reader, join_segments, read_pdf417};
use bonafide::imaging::{GrayImage, Luma};
use libfuzzer_sys::fuzz_target;
use pdf417::{END_PATTERN_LEN, PDF417, PDF417Encoder, START_PATTERN_LEN};

/// Pixels a module.
const MODULE: u32 = 3;
/// Modules a row.
const ROW: u32 = 3;
/// Modules of quiet zone.
const QUIET: u32 = 4;

fuzz_target!(|bytes: &[u8]| {
    let Some((&[columns, changes], rest)) = bytes.split_first_chunk::<2>() else { return };
    let columns = 1 + columns % 8;
    let pairs: Vec<u16> =
        rest.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair) % 929).collect();
    let changes = usize::from(changes % 16).min(pairs.len());
    let (changes, data) = pairs.split_at(changes);
    let data = &data[..data.len().min(200)];
    let rows = ((data.len() + 20) / usize::from(columns) + 1).clamp(3, 90) as u8;
    let mut storage = vec![0_u16; usize::from(columns) * usize::from(rows)];
    if storage.len() > 900 || storage.len() < data.len() + 10 {
        return;
    }
    let encoder = PDF417Encoder::new(&mut storage, false).append_raw(data);
    let Some((level, sealed)) = encoder.fit_seal() else { return };
    for change in changes {
        let place = usize::from(*change) % sealed.len();
        sealed[place] = (sealed[place] + 1 + change / 3) % 929;
    }
    let picture = drawn(sealed, columns, rows, level);
    let symbols = read_pdf417(&picture, &Options::default());
    for symbol in &symbols {
        // Without changes what is read by us is what was drawn.
        if let Some(matrix) = &symbol.matrix
            && changes.is_empty()
        {
            assert_eq!(matrix.codewords.expose()[1..=data.len()], *data);
            assert_eq!(symbol.reader, Reader::Bonafide);
        }
    }
    let _ = join_segments(&symbols);
});

fn drawn(codewords: &[u16], columns: u8, rows: u8, level: u8) -> GrayImage {
    let width = usize::from(START_PATTERN_LEN)
        + 17 * (usize::from(columns) + 2)
        + usize::from(END_PATTERN_LEN);
    let mut dark = vec![false; width * usize::from(rows)];
    PDF417::new(codewords, rows, columns, level).render(&mut dark[..]);
    let size = |modules: u32| (modules + 2 * QUIET) * MODULE;
    GrayImage::from_fn(size(width as u32), size(u32::from(rows) * ROW), |x, y| {
        let place = |at: u32| (at / MODULE).checked_sub(QUIET);
        let module = place(x).zip(place(y)).and_then(|(u, v)| {
            let (column, row) = (u as usize, (v / ROW) as usize);
            (column < width).then(|| dark.get(row * width + column)).flatten()
        });
        Luma([if module == Some(&true) { 20 } else { 235 }])
    })
}
