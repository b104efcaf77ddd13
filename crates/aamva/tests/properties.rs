//! Properties: what is written is read back; nothing panics.
#![allow(clippy::unwrap_used)] // a failed unwrap is the failed test

use bonafide_aamva::{
    Aamva, Card, CheckKind, Context, Designator, Iin, SymbolShape, issuers, parse, validate, write,
};
use bonafide_types::{Field, FieldValue, Fields, Score};
use proptest::prelude::*;

/// Elements with values of their kind; every identifier once, as a subfile has it.
fn elements() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let text = "[A-Z0-9][A-Z0-9 .'/-]{0,18}";
    let date = "(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])(19|20)[0-9]{2}";
    let all = (
        ("[A-Z0-9]{1,25}", text, text, text, text, text, "[A-Z]{2}"),
        ("[0-9]{9}  ", "[A-Z]{1,4}", "[A-Z]{0,12}", date, date, date, "[129]"),
        ("0[4-8][0-9] in", "[0-9]{3}", "(BLK|BLU|BRO|GRN|HAZ)", "[A-Z0-9]{1,25}", "[TNU]"),
    );
    all.prop_map(|(a, b, c)| {
        let values = [
            ("DAQ", a.0),
            ("DCS", a.1),
            ("DAC", a.2),
            ("DAD", a.3),
            ("DAG", a.4),
            ("DAI", a.5),
            ("DAJ", a.6),
            ("DAK", b.0),
            ("DCA", b.1),
            ("DCB", b.2),
            ("DBB", b.3),
            ("DBD", b.4),
            ("DBA", b.5),
            ("DBC", b.6),
            ("DAU", c.0),
            ("DAW", c.1),
            ("DAY", c.2),
            ("DCF", c.3),
            ("DDE", c.4),
        ];
        values.into_iter().collect()
    })
}

fn iin() -> impl Strategy<Value = Iin> {
    prop::sample::select(issuers()).prop_map(|issuer| format!("{:06}", issuer.iin).parse().unwrap())
}

prop_compose! {
    fn card()(
        version in 1_u8..=11,
        jurisdiction_version in 0_u8..=99,
        iin in iin(),
        designator in prop::sample::select(vec![Designator::DL, Designator::ID, Designator::EN]),
        elements in elements(),
        own in prop::option::of("[A-Z0-9 ]{0,20}"),
    ) -> Card {
        let mut card = Card::new(version, iin, designator);
        if version > 1 {
            card = card.jurisdiction_version(jurisdiction_version);
        }
        for (id, value) in elements {
            card = card.element(id, &value).unwrap();
        }
        if let Some(own) = own {
            card = card.subfile("ZQ".parse().unwrap()).element("ZQA", &own).unwrap();
        }
        card
    }
}

/// Judges a payload: every check has its row, and no departure is passed over.
fn judged(read: &Aamva, raw: &[u8]) {
    let judgement = validate(read, raw, &Context::new(jiff::civil::date(2026, 1, 1)));
    assert!(judgement.checks.iter().map(|row| row.check).eq(CheckKind::ALL.iter().copied()));
    let told: Vec<_> = judgement
        .findings
        .iter()
        .filter_map(|f| Some((f.deviation?, f.element, f.offset, f.severity)))
        .collect();
    for departure in read.deviations() {
        let place = (departure.kind, departure.element, departure.offset, departure.severity);
        // Findings of one check are cut at twenty.
        assert!(told.len() >= 20 || told.contains(&place), "{departure:?}");
    }
    for finding in &judgement.findings {
        assert!(finding.in_words().ends_with('.'));
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(card in card()) {
        let payload = write(&card);
        let read = parse(&payload).unwrap();
        prop_assert_eq!(read.to_card(), Some(card));
        // The structure that was written is the standard's.
        let structural = |k: &bonafide_aamva::Deviation| k.offset.is_some();
        prop_assert_eq!(read.deviations().iter().find(|d| structural(d)), None);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = parse(&bytes).map(|read| judged(&read, &bytes));
    }

    #[test]
    fn no_payload_of_another_symbol_makes_the_judgement_panic(
        card in card(),
        other in prop::collection::vec(any::<u8>(), 0..300),
        (rows, columns, ec_level) in any::<(u8, u8, u8)>(),
        (padding, year) in (any::<u16>(), -9999_i16..=9999),
    ) {
        let read = parse(&write(&card)).unwrap();
        let symbol = SymbolShape { rows, columns, ec_level, compact: false, padding };
        let context = Context::new(jiff::civil::date(year, 12, 31)).with_symbol(symbol);
        let _ = validate(&read, &other, &context);
    }

    #[test]
    fn no_damage_makes_it_panic(
        card in card(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 0..12),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut payload = write(&card);
        for (place, byte, what) in edits {
            let at = place.index(payload.len());
            match what {
                0 => payload[at] = byte,
                1 => payload.insert(at, byte),
                _ => { payload.remove(at); }
            }
        }
        payload.truncate(cut.index(payload.len()) + 1);
        if let Ok(read) = parse(&payload) {
            judged(&read, &payload);
            let _ = (read.report(), read.flat_fields(), read.to_card().map(|card| write(&card)));
        }
    }

    #[test]
    fn reading_what_was_read_changes_nothing(bytes in "@\n\x1e\rANSI 636001(01|05|10)0001DL00310100(DL)?(D[A-D][A-Z][A-Z0-9 ,.]{0,12}\n){1,12}") {
        if let Ok(once) = parse(bytes.as_bytes()) {
            let again = parse(&write(&once.to_card().unwrap())).unwrap();
            prop_assert_eq!(once.fields(), again.fields());
        }
    }
}

/// Canonical fields, as another stage of the engine would hand them in.
fn canonical(country: &str) -> Fields {
    let canadian = country == "CAN";
    let pairs = [
        (Field::DocumentNumber, "N0077-1234"),
        (Field::LastName, "NYSTROM"),
        (Field::FirstName, "ASA"),
        (Field::MiddleName, "MARIA LIV"),
        (Field::NameSuffix, "JR"),
        (Field::Street, "9 LINDEN WAY"),
        (Field::City, "OSLO"),
        (Field::State, if canadian { "ON" } else { "MN" }),
        (Field::PostalCode, if canadian { "P3E 5P9" } else { "56144-1234" }),
        (Field::BirthDate, "1980-06-30"),
        (Field::IssuedAt, "2017-06-30"),
        (Field::ExpiresAt, "2027-06-30"),
        (Field::Gender, "unspecified"),
        (Field::Height, if canadian { "168 cm" } else { "66 in" }),
        (Field::Weight, if canadian { "64 kg" } else { "141 lb" }),
        (Field::EyeColor, "HAZ"),
        (Field::HairColor, "BRO"),
        (Field::Class, "C"),
        (Field::Restrictions, "NONE"),
        (Field::Mentions, "M"),
        (Field::IssuingCountry, country),
    ];
    pairs.into_iter().map(|(field, text)| (field, FieldValue::read(text, Score::ONE))).collect()
}

#[test]
fn fields_survive_every_version() {
    for (number, country) in [("636038", "USA"), ("636012", "CAN")] {
        for version in 1..=11 {
            let fields = canonical(country);
            let iin: Iin = number.parse().unwrap();
            let card = Card::from_fields(&fields, version, iin, Designator::DL);
            let read = parse(&write(&card)).unwrap();
            for (field, value) in &fields {
                let found = read.fields().get(field).and_then(|v| v.text());
                assert_eq!(found, value.text(), "{field:?}, version {version}, {country}");
            }
        }
    }
}

#[test]
fn values_without_value_survive_too() {
    let mut fields = canonical("USA");
    fields.insert(Field::MiddleName, FieldValue::none(Score::ONE));
    let truncated = FieldValue::read("ASA", Score::ONE).with_truncated(Some(true));
    fields.insert(Field::FirstName, truncated);
    fields.insert(Field::Weight, FieldValue::read("131-160 lb", Score::ONE));
    let card = Card::from_fields(&fields, 10, "636038".parse().unwrap(), Designator::ID);
    let read = parse(&write(&card)).unwrap();
    assert_eq!(read.fields()[&Field::MiddleName].value, None);
    assert_eq!(read.fields()[&Field::FirstName].truncated, Some(true));
    assert_eq!(read.fields()[&Field::Weight].text(), Some("131-160 lb"));
}

#[test]
fn names_outside_latin_1_are_written_in_utf_8() {
    let iin = "636001".parse().unwrap();
    let card = Card::new(10, iin, Designator::DL).element("DCS", "ŁUKASZ").unwrap();
    let read = parse(&write(&card)).unwrap();
    assert_eq!(read.to_card(), Some(card));
    let card = Card::new(10, iin, Designator::DL).element("DCS", "A\nB").unwrap();
    assert_eq!(parse(&write(&card)).unwrap().element("DCS").unwrap().value(), "A B");
}
