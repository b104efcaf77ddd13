//! Any bytes as a sanctions list in each of its forms: read, indexed, saved, opened again, screened
//! against.
//!
//! The first byte says which form; an index among them gets the checksum that it asks for.
#![no_main]

use bonafide::matching::sanctions::{
    ListFacts, OfacCsv, Query, SanctionsIndex, ScreenOptions, parse_csv, parse_jsonl,
    parse_ofac_csv, parse_ofac_xml,
};
use bonafide_fuzz::seeds;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::plant(seeds::sanctions), |bytes: &[u8]| {
    let Some((&first, bytes)) = bytes.split_first() else { return };
    let list = match first % 5 {
        0 => parse_ofac_csv(&OfacCsv::new(bytes)),
        1 => parse_ofac_xml(bytes),
        2 => parse_jsonl(bytes),
        3 => parse_csv(bytes),
        _ => {
            let _ = SanctionsIndex::from_bytes(bytes);
            return;
        }
    };
    let Ok(list) = list else { return };
    let name = list.entities[0].names[0].text.clone();
    let index = SanctionsIndex::build(ListFacts::default(), list.entities);
    let again = SanctionsIndex::from_bytes(&index.to_bytes()).expect("what is written can be opened");
    let (query, options) = (Query::new(&name), ScreenOptions::default());
    assert_eq!(index.screen(&query, &options).hits.len(), again.screen(&query, &options).hits.len());
});
