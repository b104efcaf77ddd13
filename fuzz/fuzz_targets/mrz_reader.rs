//! Any pixels as a picture of a document with a machine-readable zone. The first two bytes are
//! the width in pixels, 1 to 4096.
#![no_main]

use std::sync::OnceLock;

use bonafide::imaging::{GrayImage, Limits, Picture, encode_png_luma8};
use bonafide::inference::{Backend, BackendChoice, Models, RuntimeOptions};
use bonafide::mrz_reader::{Outcome, Reader};
use bonafide_fuzz::seeds;
use libfuzzer_sys::fuzz_target;

static READER: OnceLock<Reader> = OnceLock::new();

fuzz_target!(init: seeds::plant(seeds::mrz_reader), |bytes: &[u8]| {
    let Some((width, pixels)) = bytes.split_first_chunk::<2>() else { return };
    let width = u32::from(u16::from_be_bytes(*width)) % 4096 + 1;
    let height = pixels.len() as u32 / width;
    let used = (width * height) as usize;
    let Some(luma) = GrayImage::from_raw(width, height, pixels[..used].to_vec()) else { return };
    let Ok(file) = encode_png_luma8(&luma) else { return };
    let Ok(picture) = Picture::decode(&file, &Limits::default()) else { return };
    let reader = READER.get_or_init(|| {
        let mut options = RuntimeOptions::default();
        options.backend = BackendChoice::Only(Backend::Rten);
        let models = Models::builder().options(options).build().expect("rten is always there");
        Reader::new(&models).expect("the networks are embedded")
    });
    let reading = reader.read(&picture).expect("the networks run on any picture");
    assert_eq!(reading.outcome == Outcome::Read, !reading.zones.is_empty());
    for zone in &reading.zones {
        for (line, text) in zone.lines.iter().zip(&zone.report.lines) {
            assert_eq!(line.characters.len(), text.expose().len());
        }
    }
});
