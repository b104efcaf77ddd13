//! Any bytes as the payload of a driver licence: parsed, reported, written again.
#![no_main]

use bonafide::aamva::{MAX_PAYLOAD_BYTES, parse, write};
use bonafide_fuzz::seeds;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::plant(seeds::aamva), |payload: &[u8]| {
    let Ok(card) = parse(payload) else { return };
    assert!(payload.len() <= MAX_PAYLOAD_BYTES);
    let (_fields, _report) = (card.to_fields(), card.report());
    let _meaning = (card.document_type(), card.identifies_holder(), card.worst());
    if let Some(card) = card.to_card() {
        let _again = parse(&write(&card));
    }
});
