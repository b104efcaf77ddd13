//! Any bytes as the payload of a driver licence: parsed, reported, judged, written again.
#![no_main]

use bonafide::aamva::{CheckKind, Context, MAX_PAYLOAD_BYTES, SymbolShape, parse, validate, write};
use bonafide_fuzz::seeds;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::plant(seeds::aamva), |payload: &[u8]| {
    let Ok(card) = parse(payload) else { return };
    assert!(payload.len() <= MAX_PAYLOAD_BYTES);
    let (_fields, _report) = (card.to_fields(), card.report());
    let _meaning = (card.document_type(), card.identifies_holder(), card.worst());
    let symbol = SymbolShape { rows: 30, columns: 17, ec_level: 5, compact: false, padding: 4 };
    let context = Context::new(jiff::civil::date(2026, 1, 1)).with_symbol(symbol);
    let judgement = validate(&card, payload, &context);
    assert_eq!(judgement.checks.len(), CheckKind::ALL.len());
    for finding in &judgement.findings {
        let _words = finding.in_words();
    }
    if let Some(card) = card.to_card() {
        let _again = parse(&write(&card));
    }
});
