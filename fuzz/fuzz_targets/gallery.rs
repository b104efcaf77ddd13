//! Any bytes as a gallery of encodings: opened, read through, searched by both scans.
//!
//! Half of the inputs get the checksums that they ask for, so that what is behind them is reached; the first
//! byte says which.
#![no_main]

use bonafide_face::Encoding;
use bonafide_face::gallery::{Gallery, Scan, Search};
use bonafide_fuzz::seeds;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::plant(seeds::gallery), |bytes: &[u8]| {
    let Some((&first, bytes)) = bytes.split_first() else { return };
    let mut bytes = bytes.to_vec();
    if first & 1 == 0 {
        seeds::seal_gallery(&mut bytes);
    }
    let Ok(gallery) = Gallery::from_bytes(&bytes) else { return };
    assert!((0..gallery.len()).all(|index| gallery.id(index).is_some()));
    let values = vec![f32::from(first) / 64.0 - 2.0; gallery.dimensions()];
    let Ok(query) = Encoding::new(gallery.encoder().clone(), values) else { return };
    let found = [Scan::Float, Scan::Int8].map(|scan| {
        let mut search = Search::default();
        search.scan = scan;
        gallery.search(&query, &search).expect("the query suits the gallery")
    });
    assert_eq!(found[0], found[1], "both scans are exact");
    assert_eq!(found[0].len(), gallery.len().min(10));
});
