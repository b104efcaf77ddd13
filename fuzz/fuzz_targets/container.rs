//! Any bytes as a file: what it says of itself is read within its bounds, and a thumbnail compared.
#![no_main]

use bonafide::forensics::{Check as _, Container, FileTraces, Page};
use bonafide::imaging::{Limits, Picture};
use bonafide_fuzz::seeds;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::plant(seeds::container), |bytes: &[u8]| {
    let traces = FileTraces::read(bytes);
    assert!(traces.trailing <= bytes.len() as u64);
    let mut limits = Limits::default();
    limits.max_pixels = 1 << 18;
    limits.max_alloc_bytes = 16 << 20;
    let Ok(picture) = Picture::decode(bytes, &limits) else { return };
    let found = Container.run(&Page::new(bytes, &picture)).expect("it needs no network");
    assert!(found.score().is_none_or(|score| (0.0..=1.0).contains(&score.get())));
});
