//! Any pixels as a picture of a PDF417 symbol. The first byte is the width in pixels.
#![no_main]

use bonafide::barcode::{Options, Reader, read_pdf417};
use bonafide::imaging::GrayImage;
use bonafide_fuzz::seeds;
use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: {
        seeds::plant(seeds::barcode);
        forgive_the_decoder();
    },
    |bytes: &[u8]| {
        let Some((&width, pixels)) = bytes.split_first() else { return };
        let width = u32::from(width.max(1));
        let height = pixels.len() as u32 / width;
        let used = (width * height) as usize;
        let Some(luma) = GrayImage::from_raw(width, height, pixels[..used].to_vec()) else { return };
        let mut options = Options::default();
        options.budget_ms = 40;
        for symbol in read_pdf417(&luma, &options) {
            assert_eq!(symbol.matrix.is_some(), symbol.reader == Reader::Bonafide);
        }
    }
);

/// The reader catches panics of the decoder it is built on; only those of ours are findings. A
/// panic that leaves the reader ends the process either way.
fn forgive_the_decoder() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|place| place.file().contains("/rxing-")) {
            report(panic);
        }
    }));
}
