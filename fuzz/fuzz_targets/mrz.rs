//! Any text as a machine-readable zone: parsed, searched, repaired, written again.
#![no_main]

use bonafide::mrz::{Content, Mrz, MrzReport, find, parse, repair, write};
use bonafide_fuzz::seeds;
use jiff::civil::date;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::plant(seeds::mrz), |bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().collect();
    if let Ok(mrz) = parse(&lines) {
        look_at(&mrz);
    }
    if let Ok(repaired) = repair(&lines) {
        look_at(&repaired.mrz);
    }
    for found in find(&text) {
        if let Ok(mrz) = &found.read {
            look_at(mrz);
        }
    }
    let _report = MrzReport::of_lines(&lines);
});

fn look_at(mrz: &Mrz) {
    let _dates = (mrz.birth_date_on(date(2026, 6, 1)), mrz.expiry_date_on(date(2026, 6, 1)));
    let _number = mrz.document_number().to_string();
    let _names = (mrz.surname().to_string(), mrz.given_names().to_string());
    let _fields = (mrz.to_fields(date(2026, 6, 1)), mrz.document_type(), mrz.personal_number());
    if let Ok(lines) = write(&Content::from(mrz)) {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let again = parse(&lines).expect("what was written can be parsed");
        assert_eq!(again.format(), mrz.format());
        assert!(again.is_valid(), "what was written has right check digits");
    }
}
