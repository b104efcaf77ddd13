//! Any bytes as a picture file: decoded within the limits, or refused; then measured.
#![no_main]

use bonafide::imaging::{Limits, Picture, quality};
use bonafide_fuzz::seeds;
use libfuzzer_sys::fuzz_target;

const MAX_PIXELS: u64 = 1 << 20;

fuzz_target!(init: seeds::plant(seeds::decode), |bytes: &[u8]| {
    let mut limits = Limits::default();
    limits.max_bytes = 1 << 16;
    limits.max_pixels = MAX_PIXELS;
    limits.max_alloc_bytes = 64 << 20;
    let Ok(picture) = Picture::decode(bytes, &limits) else { return };
    let facts = picture.facts();
    assert_eq!(picture.rgb().dimensions(), (facts.width, facts.height));
    assert_eq!(picture.luma().dimensions(), (facts.width, facts.height));
    assert!(u64::from(facts.width) * u64::from(facts.height) <= MAX_PIXELS);
    let found = quality(&picture);
    assert_eq!((found.width, found.height), (facts.width, facts.height));
});
