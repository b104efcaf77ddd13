//! Any bytes as an index of duplicates, and as a fingerprint: opened, read through, asked.
//!
//! Half of the inputs get the checksums that they ask for, so that what is behind them is reached; the first
//! byte says which.
#![no_main]

use bonafide::forensics::duplicates::{DuplicateIndex, Fingerprint};
use bonafide_fuzz::seeds;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::plant(seeds::duplicates), |bytes: &[u8]| {
    let Some((&first, bytes)) = bytes.split_first() else { return };
    let mut bytes = bytes.to_vec();
    if let Some(fingerprint) = Fingerprint::from_bytes(&bytes) {
        assert_eq!(fingerprint.to_bytes().len(), bytes.len());
    }
    if first & 1 == 0 {
        seeds::seal_duplicates(&mut bytes);
    }
    let Ok(index) = DuplicateIndex::from_bytes(bytes) else { return };
    assert!((0..index.len()).all(|entry| index.id(entry).is_some()));
    // A signature may be damaged: then that is said.
    let Ok(found) = index.query(&seeds::fingerprint(first & 3), None) else { return };
    assert!(found.iter().all(|one| (0.0..=1.0).contains(&one.similarity)));
});
