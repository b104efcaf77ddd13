//! Any pixels as a picture of a document with a machine-readable zone. The first byte is the width
//! in pixels.
#![no_main]

use std::sync::OnceLock;

use bonafide::imaging::{GrayImage, Limits, Picture, encode_png_luma8};
use bonafide::inference::Models;
use bonafide::mrz_reader::{Outcome, Reader};
use bonafide_fuzz::seeds;
use libfuzzer_sys::fuzz_target;

static READER: OnceLock<Reader> = OnceLock::new();

fuzz_target!(init: seeds::plant(seeds::mrz_reader), |bytes: &[u8]| {
    let Some((&width, pixels)) = bytes.split_first() else { return };
    let width = u32::from(width.max(1));
    let height = pixels.len() as u32 / width;
    let used = (width * height) as usize;
    let Some(luma) = GrayImage::from_raw(width, height, pixels[..used].to_vec()) else { return };
    let Ok(file) = encode_png_luma8(&luma) else { return };
    let Ok(picture) = Picture::decode(&file, &Limits::default()) else { return };
    let reader = READER.get_or_init(|| {
        Reader::new(&Models::built_in().expect("rten is always there")).expect("embedded models")
    });
    let reading = reader.read(&picture).expect("the networks run on any picture");
    assert_eq!(reading.outcome == Outcome::Read, !reading.zones.is_empty());
    for zone in &reading.zones {
        for (line, text) in zone.lines.iter().zip(&zone.report.lines) {
            assert_eq!(line.characters.len(), text.expose().len());
        }
    }
});
