//! Any words in any boxes as the print of a document: fields, classification, suspicious words.
//!
//! Each line of the input is one of the print: left, top, height and lean in degrees, then its text; a
//! line without the four numbers stands below the one before it.
#![no_main]

use bonafide_fuzz::{prints, seeds};
use bonafide_ocr::{Hints, WordLists, classify, read_fields, suspicious_words_among};
use jiff::civil::date;
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: seeds::plant(seeds::print_fields), |bytes: &[u8]| {
    let print = prints::from_text(&String::from_utf8_lossy(bytes));
    let mut hints = Hints::default();
    hints.as_of = Some(date(2026, 6, 1));
    let read = read_fields(&print, &hints);
    for (field, value) in &read.fields {
        assert!(read.basis.contains_key(field), "a field rests on something");
        if let Some(bounds) = value.bounds {
            assert!(bounds.right <= print.frame.0 && bounds.bottom <= print.frame.1);
        }
    }
    let _classification = classify(&print);
    let _words = suspicious_words_among(&print, &WordLists::default(), &read);
});
