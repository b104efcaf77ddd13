//! Damaged payloads are read through, and say where they are damaged.
#![allow(clippy::unwrap_used)] // a failed unwrap is the failed test

use bonafide_aamva::{
    Aamva, DeviationKind as K, Element, MAX_PAYLOAD_BYTES, ParseError, Severity, parse,
};
use bonafide_types::Field;

const WHOLE: &str = "@\n\x1e\rANSI 636026080102DL00410257ZA02980015\
    DLDAQA30551872\nDCSNYSTROM\nDDEN\nDACASA\nDDFN\nDADMARIA\nDDGN\nDCAD\nDCBNONE\nDCDNONE\n\
    DBD08112015\nDBB02211970\nDBA02212035\nDBC2\nDAU069 in\nDAYGRN\nDAG9 LINDEN WAY\n\
    DAIOSLO\nDAJAZ\nDAK850010000  \nDCF55KL0021TT\nDCGUSA\nDAW180\nDAZBRO\n\
    DCK77001250000066000000\nDDB03092014\nDDK1\rZAZAAN\nZAB\nZAC\r";

fn kinds(card: &Aamva) -> Vec<K> {
    card.deviations().iter().map(|d| d.kind).collect()
}

/// Every value of the whole payload must come through.
#[track_caller]
fn assert_read(payload: &[u8], expected: &[K]) -> Aamva {
    let whole = parse(WHOLE.as_bytes()).unwrap();
    let card = parse(payload).unwrap();
    assert_eq!(kinds(&card), expected, "{}", payload.escape_ascii());
    let values = |card: &Aamva| -> Vec<(Field, Option<String>)> {
        card.fields().iter().map(|(f, v)| (*f, v.text().map(str::to_owned))).collect()
    };
    assert_eq!(values(&card), values(&whole));
    card
}

/// Swaps text and keeps the length, so that offsets stay right.
fn swap(from: &str, to: &str) -> Vec<u8> {
    assert!(WHOLE.contains(from), "{from:?} is not in the payload");
    WHOLE.replacen(from, to, 1).into_bytes()
}

#[test]
fn the_whole_payload_has_no_deviations() {
    let card = assert_read(WHOLE.as_bytes(), &[]);
    assert_eq!(card.worst(), None);
    assert!(card.identifies_holder());
}

#[test]
fn header_separators() {
    assert_read(&swap("@\n\x1e\r", "@\r\n\n"), &[K::HeaderSeparators]);
    assert_read(&swap("@\n\x1e\r", "\n\n\x1e\r"), &[K::ComplianceIndicator]);
    let shifted = [K::HeaderSeparators, K::OffsetMismatch, K::OffsetMismatch];
    assert_read(&swap("@\n\x1e\r", "@"), &shifted);
    let shifted = [K::ComplianceIndicator, K::OffsetMismatch, K::OffsetMismatch];
    assert_read(&swap("@\n\x1e\r", ""), &shifted);
    let shifted = [K::LeadingBytes, K::OffsetMismatch, K::OffsetMismatch];
    assert_read(&swap("@\n\x1e\r", "]L0@\n\x1e\r"), &shifted);
}

#[test]
fn file_types() {
    assert_read(&swap("ANSI ", "AAMVA"), &[K::FileType]);
    let shifted = [K::FileType, K::OffsetMismatch, K::OffsetMismatch];
    assert_read(&swap("ANSI ", "ANSI"), &shifted);
    assert_read(&swap("ANSI ", ""), &shifted);
}

#[test]
fn wrong_numbers_in_the_entries() {
    let card = assert_read(&swap("DL0041", "DL0031"), &[K::OffsetMismatch]);
    let deviation = card.deviations()[0];
    assert_eq!(
        (deviation.offset, deviation.expected, deviation.found),
        (Some(41), Some(31), Some(41))
    );
    assert_eq!(deviation.severity, Severity::Warning);
    assert_read(&swap("ZA0298", "ZA9999"), &[K::OffsetMismatch]);
    assert_read(&swap("0257ZA", "0001ZA"), &[K::LengthMismatch]);
    assert_read(&swap("0257ZA", "0999ZA"), &[K::LengthMismatch]);
    assert_read(&swap("080102DL", "080103DL"), &[K::EntryCount]);
    assert_read(&swap("080102DL", "080101DL"), &[K::EntryCount]);
    let damaged = [K::EntryMalformed, K::EntryCount, K::StrayText, K::SubfileUndeclared];
    let card = parse(&swap("DL00410257", "DL0x410257")).unwrap();
    assert!(damaged.iter().all(|kind| kinds(&card).contains(kind)), "{:?}", kinds(&card));
    assert_eq!(card.element("DAQ").map(Element::value), Some("A30551872"));
}

#[test]
fn designators() {
    let lost = [K::DesignatorMissing, K::LengthMismatch, K::OffsetMismatch];
    assert_read(&swap("DLDAQ", "DAQ"), &lost);
    let lost = [K::DesignatorMissing, K::LengthMismatch];
    let card = parse(&swap("\rZAZAAN", "\rZAAN")).unwrap();
    assert!(kinds(&card).iter().all(|kind| lost.contains(kind)), "{:?}", kinds(&card));
    let card = parse(&swap("\rZAZAAN\nZAB\nZAC\r", "\r")).unwrap();
    assert_eq!(kinds(&card), [K::SubfileMissing]);
    assert_eq!(card.worst(), Some(Severity::Warning));
    let card = parse(&swap("080102DL00410257ZA02980015", "080101DL00310257")).unwrap();
    assert_eq!(kinds(&card), [K::SubfileUndeclared]);
    assert_eq!(card.subfiles().len(), 2);
}

#[test]
fn element_separators() {
    for separator in ["\r", "\x1e", "\x1d"] {
        let (header, body) = WHOLE.split_at(41);
        let changed = format!("{header}{}", body.replace('\n', separator));
        let card = parse(changed.as_bytes()).unwrap();
        assert_eq!(kinds(&card), [K::ElementSeparators], "{separator:?}");
    }
    let (header, body) = WHOLE.split_at(41);
    let longer = format!("{header}{}", body.replace('\n', "\r\n"));
    let found = [K::ElementSeparators, K::LengthMismatch, K::OffsetMismatch, K::LengthMismatch];
    assert_read(longer.as_bytes(), &found);
    // Separators read in another code page.
    let mut odd: Vec<u8> = Vec::new();
    for byte in longer.bytes() {
        odd.push(if byte == b'\r' { 0x8d } else { byte });
    }
    let card = parse(&odd).unwrap();
    assert_eq!(card.element("DAI").map(Element::value), Some("OSLO"));
}

#[test]
fn elements_without_separators() {
    let card = assert_read(&swap("DDEN\nDACASA", "DDENDACASA "), &[K::ElementsRunTogether]);
    assert_eq!(card.element("DAC").map(Element::value), Some("ASA "));
    let (header, body) = WHOLE.split_at(41);
    let spaced = format!("{header}{}", body.replace(['\n', '\r'], " "));
    assert_read(spaced.as_bytes(), &[K::ElementsRunTogether]);
}

#[test]
fn text_that_is_no_element() {
    let card = assert_read(
        &swap("DAZBRO\n", "DAZBRO\n8888\n"),
        &[K::StrayText, K::LengthMismatch, K::OffsetMismatch],
    );
    assert_eq!(card.deviations()[0].found, Some(4));
    let card = parse(&swap("DAZBRO", "DDZBRO")).unwrap();
    assert_eq!(kinds(&card), [K::UnknownElement]);
    let card = parse(&swap("DAZBRO", "DAYBRO")).unwrap();
    assert_eq!(kinds(&card), [K::ElementRepeated]);
    assert_eq!(card.fields()[&Field::EyeColor].text(), Some("GRN"));
}

#[test]
fn values_that_are_none() {
    let cases = [
        ("DBB02211970", "DBB13131970", K::DateImpossible, Severity::Error),
        ("DBB02211970", "DBB1/31/970", K::DateImpossible, Severity::Error),
        ("DBC2\n", "DBCQ\n", K::UnknownCode, Severity::Warning),
        ("DAYGRN", "DAYXYZ", K::UnknownCode, Severity::Warning),
        ("DAU069 in", "DAUtallish", K::HeightForm, Severity::Warning),
        ("DAW180", "DAWfat", K::WeightForm, Severity::Warning),
        ("DAK850010000  ", "DAK85          ", K::PostalCodeForm, Severity::Info),
        ("DDB03092014\n", "DDB03092014M", K::ElementsRunTogether, Severity::Warning),
    ];
    for (from, to, kind, severity) in cases {
        let card = parse(&swap(from, to)).unwrap();
        let found = card.deviations().iter().find(|d| d.kind == kind);
        let found = found.map(|d| d.severity);
        assert!(found == Some(severity) || to.ends_with('M'), "{to}: {:?}", card.deviations());
    }
    let card = parse(&swap("DBC2\n", "DBCQ\n")).unwrap();
    assert!(!card.fields().contains_key(&Field::Gender));
}

#[test]
fn what_identifies_is_missed_gravely() {
    let card = parse(&swap("\nDBB02211970", "")).unwrap();
    let missing = card.deviations().iter().find(|d| d.kind == K::ElementMissing).unwrap();
    assert_eq!(missing.severity, Severity::Error);
    assert!(!card.identifies_holder());
    let card = parse(&swap("\nDAZBRO", "")).unwrap();
    assert!(!kinds(&card).contains(&K::ElementMissing), "hair colour is optional");
}

#[test]
fn without_any_header() {
    let (_, body) = WHOLE.split_at(41);
    let card = parse(body.as_bytes()).unwrap();
    assert_eq!(kinds(&card), [K::HeaderMissing]);
    assert_eq!(card.worst(), Some(Severity::Error));
    assert_eq!(card.subfiles().len(), 2);
    let whole = parse(WHOLE.as_bytes()).unwrap();
    let mut expected = whole.to_fields();
    // The issuer's number stands in the header alone.
    expected.remove(&Field::IssuingState);
    assert_eq!(card.to_fields(), expected);
}

#[test]
fn what_is_no_payload() {
    let header = &WHOLE[..41];
    let cases: [(&[u8], ParseError); 7] = [
        (b"", ParseError::Empty),
        (b" \r\n", ParseError::Empty),
        (b"https://example.org/ANSI", ParseError::NotAamva),
        (b"ANSI 63600", ParseError::NotAamva),
        (b"DAQ1\nDCSX\nDACY", ParseError::NotAamva),
        (b"%TX^$^?;63x=?", ParseError::NotAamva),
        (header.as_bytes(), ParseError::NoElements),
    ];
    for (payload, error) in cases {
        assert_eq!(parse(payload).unwrap_err(), error, "{}", payload.escape_ascii());
    }
    let long = vec![b'A'; MAX_PAYLOAD_BYTES + 1];
    assert!(matches!(parse(&long), Err(ParseError::TooLong { .. })));
}

#[test]
fn nothing_personal_in_debug_report_or_errors() {
    let damaged =
        WHOLE.replace("DDK1", "DDK1\nSECRETIVE PERSON\nDACSECRET").replace("1970", "19X0");
    let card = parse(damaged.as_bytes()).unwrap();
    assert!(card.deviations().len() >= 3);
    let shown = format!("{card:?}{}", serde_json::to_string(&card.report()).unwrap());
    for marker in ["SECRET", "NYSTROM", "ASA", "A30551872", "LINDEN", "19X0"] {
        assert!(!shown.contains(marker), "{marker}");
    }
}

/// The largest payloads of the worst shapes: the work stays in proportion to the bytes.
#[test]
fn large_and_hostile() {
    let head = &WHOLE[..41];
    for unit in [
        "ZAA\n",
        "DLDAQ\n",
        "DAQ",
        "DDE",
        "DAQ1 ",
        "ZAZA",
        "88\n",
        "ANSI 63600",
        "@",
        "\u{e9}",
        "=",
    ] {
        for start in [head, "", "%TX", ";636001", "@\n\x1e\rANSI 636001100001DL"] {
            let mut payload = start.as_bytes().to_vec();
            while payload.len() + unit.len() <= MAX_PAYLOAD_BYTES {
                payload.extend_from_slice(unit.as_bytes());
            }
            if let Ok(card) = parse(&payload) {
                assert!(card.deviations().len() < 300, "{unit:?}: {}", card.deviations().len());
            }
        }
    }
}
