//! Correct payloads are consistent; each tampering gives its findings and no others.
#![allow(clippy::unwrap_used)] // a failed unwrap is the failed test

use std::collections::BTreeSet;

use CheckKind as C;
use DeviationKind as D;
use bonafide_aamva::{
    Card, CheckKind, CheckResult, Context, Designator, DeviationKind, Finding, Judgement, NotMade,
    Opinion, Severity, SymbolShape, parse, validate, write,
};
use bonafide_types::{Field, FieldValue, Fields, Score};

/// A symbol of an ordinary card.
const SYMBOL: SymbolShape =
    SymbolShape { rows: 30, columns: 17, ec_level: 5, compact: false, padding: 4 };

fn context() -> Context {
    Context::new(jiff::civil::date(2026, 1, 1)).with_symbol(SYMBOL)
}

fn judge(raw: &[u8]) -> Judgement {
    validate(&parse(raw).unwrap(), raw, &context())
}

/// The checks with findings.
fn found(judgement: &Judgement) -> BTreeSet<C> {
    judgement.findings.iter().map(|finding| finding.check).collect()
}

fn set(checks: &[C]) -> BTreeSet<C> {
    checks.iter().copied().collect()
}

/// A licence of Minnesota, version 10, in the order of the standard's example.
const BASE: [(&str, &str); 32] = [
    ("DAQ", "N123456789012"),
    ("DCS", "NYSTROM"),
    ("DDE", "N"),
    ("DAC", "ASA"),
    ("DDF", "N"),
    ("DAD", "MARIA"),
    ("DDG", "N"),
    ("DCA", "D"),
    ("DCB", "NONE"),
    ("DCD", "NONE"),
    ("DBD", "06302021"),
    ("DBB", "02211980"),
    ("DBA", "02212025"),
    ("DBC", "2"),
    ("DAU", "066 in"),
    ("DAY", "HAZ"),
    ("DAG", "9 LINDEN WAY"),
    ("DAI", "OSLO"),
    ("DAJ", "MN"),
    ("DAK", "561441234  "),
    ("DCF", "DD77001"),
    ("DCG", "USA"),
    ("DAZ", "BRO"),
    ("DAW", "141"),
    ("DCK", "7700125"),
    ("DDA", "F"),
    ("DDB", "01012018"),
    ("DDD", "1"),
    ("DDH", "02211998"),
    ("DDI", "02211999"),
    ("DDJ", "02212001"),
    ("DDK", "1"),
];

/// The base payload with other values; an element that it has not is added.
fn tampered(version: u8, iin: &str, values: &[(&str, &str)]) -> Vec<u8> {
    let value = |id: &str| values.iter().find(|(name, _)| *name == id).map(|(_, value)| *value);
    let mut card = Card::new(version, iin.parse().unwrap(), Designator::DL);
    for (id, base) in BASE {
        card = card.element(id, value(id).unwrap_or(base)).unwrap();
    }
    let known = |id: &str| BASE.iter().any(|(name, _)| *name == id);
    for (id, value) in values.iter().filter(|(id, _)| !known(id)) {
        card = card.element(id, value).unwrap();
    }
    write(&card.subfile("ZM".parse().unwrap()).element("ZMA", "N").unwrap())
}

const MINNESOTA: &str = "636038";

/// Values changed, what is found, and the opinion.
type Row = (&'static [(&'static str, &'static str)], &'static [C], Opinion);

const REMARK: Opinion = Opinion::Consistent;
const REVIEW: Opinion = Opinion::Review;

const VALUES: [Row; 52] = [
    (&[], &[], Opinion::Consistent),
    (&[("DBB", "02212022")], &[C::BirthBeforeIssue, C::UnderAgeDates], REVIEW),
    (&[("DBB", "02211880")], &[C::AgePlausible, C::UnderAgeDates], Opinion::Suspicious),
    (&[("DBB", "02211978")], &[C::UnderAgeDates], Opinion::Suspicious),
    (&[("DDJ", "02212002")], &[C::UnderAgeDates], Opinion::Suspicious),
    (&[("DDJ", "02202001")], &[], Opinion::Consistent),
    (&[("DDJ", "01011900")], &[C::UnderAgeDates], REVIEW),
    (&[("DDJ", "02211980")], &[C::UnderAgeDates], REVIEW),
    (&[("DDJ", "02221980")], &[C::UnderAgeDates], Opinion::Suspicious),
    (&[("DBB", "02301980")], &[C::DatesPossible], REVIEW),
    (&[("DBA", "06302021")], &[C::IssueBeforeExpiry], REVIEW),
    (&[("DBA", "07012030")], &[C::ValidityLength], REVIEW),
    (&[("DBA", "06292030")], &[], Opinion::Consistent),
    (&[("DBA", "20250221")], &[C::DateForm], REMARK),
    (&[("DBD", "12312019")], &[C::VersionPublished], REVIEW),
    (&[("DBD", "01032026"), ("DBA", "02212030")], &[C::IssueNotInFuture], REVIEW),
    (&[("DDB", "07012021")], &[C::RevisionDate], REVIEW),
    (&[("DAJ", "CA")], &[C::IssuerState, C::PostalCodeState], REVIEW),
    (&[("DAJ", "WI")], &[C::IssuerState], REVIEW),
    (&[("DAJ", "ON")], &[C::IssuerState, C::StateCountry, C::PostalCodeState], REVIEW),
    (&[("DAJ", "ZZ")], &[C::StateCode], REVIEW),
    (&[("DCG", "XQZ")], &[C::CountryCode], REVIEW),
    (&[("DCG", "CAN")], &[C::IssuerCountry, C::StateCountry, C::DateForm], REVIEW),
    (&[("DBC", "7")], &[C::SexCode], REVIEW),
    (&[("DBC", "F")], &[C::SexCode], REMARK),
    (&[("DAY", "XYZ")], &[C::EyeColour], REVIEW),
    (&[("DAY", "BROWN")], &[C::EyeColour], REMARK),
    (&[("DAZ", "XYZ")], &[C::HairColour], REVIEW),
    (&[("DAU", "TALL")], &[C::HeightForm], REVIEW),
    (&[("DAU", "120 in")], &[C::HeightForm], REVIEW),
    (&[("DAU", "506")], &[C::HeightForm], REMARK),
    (&[("DAW", "HEAVY")], &[C::WeightForm], REVIEW),
    (&[("DCE", "9")], &[C::WeightForm], REVIEW),
    (&[("DAK", "900011234  ")], &[C::PostalCodeState], REVIEW),
    (&[("DAK", "5614412345 ")], &[C::PostalCodeForm], REMARK),
    (&[("DAK", "561441234")], &[C::PostalCodePadding], REMARK),
    (&[("DAK", "56144      ")], &[C::PostalCodePadding], REMARK),
    (&[("DDA", "X")], &[C::ComplianceCode], REVIEW),
    (&[("DDD", "?")], &[C::IndicatorCodes], REMARK),
    (&[("DDK", "Z")], &[C::IndicatorCodes], REVIEW),
    (&[("DAQ", "12345678")], &[C::DocumentNumberForm], REVIEW),
    (&[("DCF", "NONE")], &[C::Discriminator], REMARK),
    (&[("DCF", "DD¤7001")], &[C::Discriminator], REVIEW),
    (&[("DCK", "77¤0125")], &[C::AuditFields], REMARK),
    (&[("DDE", "T")], &[C::TruncationFlags], REVIEW),
    (&[("DDE", "Q")], &[C::TruncationFlags], REVIEW),
    (&[("DCS", "NYSTR0M")], &[C::NameCharacters], REMARK),
    (&[("DCS", "NYSTROM JR")], &[C::NameForm], REMARK),
    (&[("DCU", "JUNIOR")], &[C::ValueLengths], REVIEW),
    (&[("DAI", " ")], &[C::MandatoryElements], REMARK),
    (&[("DDZ", "1")], &[C::KnownElements], REVIEW),
    (&[("DDM", "1")], &[C::ElementEditions], REVIEW),
];

#[test]
fn each_changed_value_gives_its_findings() {
    for (values, expected, opinion) in VALUES {
        let judgement = judge(&tampered(10, MINNESOTA, values));
        assert_eq!(found(&judgement), set(expected), "{values:?}");
        assert_eq!(judgement.opinion, opinion, "{values:?}");
    }
}

#[test]
fn another_issuer_gives_its_findings() {
    let judged = |version, iin| found(&judge(&tampered(version, iin, &[])));
    let foreign = set(&[C::IssuerState, C::JurisdictionSubfile, C::DocumentNumberForm]);
    assert_eq!(judged(10, "636026"), foreign);
    assert_eq!(judged(10, "000001"), set(&[C::IssuerRegistered]));
    assert_eq!(judged(12, MINNESOTA), set(&[C::HeaderVersion]));
    assert_eq!(judged(11, MINNESOTA), set(&[C::VersionPublished]));
    // Version 4 had no under-age dates and no donor indicator.
    assert_eq!(judged(4, MINNESOTA), set(&[C::ElementEditions]));
}

#[test]
fn numbers_that_spell_a_birth_date() {
    for (iin, state, postal, right, wrong) in [
        ("636035", "IL", "606011234  ", "N123-4568-0652", "N123-4568-1652"),
        ("636031", "WI", "537011234  ", "N123-4568-0061-07", "N123-4568-0062-07"),
    ] {
        let judged = |number| {
            let judgement =
                judge(&tampered(10, iin, &[("DAQ", number), ("DAJ", state), ("DAK", postal)]));
            let mut found = found(&judgement);
            found.remove(&C::JurisdictionSubfile);
            found
        };
        assert_eq!(judged(right), set(&[]), "{state}");
        assert_eq!(judged(wrong), set(&[C::DocumentNumberBirth]), "{state}");
    }
}

#[test]
fn the_published_example_of_illinois_spells_its_birth_date() {
    // A textbook's worked example: Carl D. Springer, born on 4 May 1977, is S165-1247-7128.
    let base = [("DAQ", "S16512477128"), ("DAJ", "IL"), ("DAK", "606011234  ")];
    let with = |birth| [&base[..], &[("DBB", birth)]].concat();
    let judged = |birth| judge(&tampered(10, "636035", &with(birth)));
    let result = |birth| judged(birth).result(C::DocumentNumberBirth);
    assert_eq!(result("05041977"), Some(CheckResult::Passed));
    assert_eq!(result("05051977"), Some(CheckResult::Failed));
}

#[test]
fn the_massachusetts_discriminator_repeats_the_revision() {
    let judged = |dcf| {
        let values = [("DAQ", "S12345678"), ("DAJ", "MA"), ("DAK", "021081234  "), ("DCF", dcf)];
        found(&judge(&tampered(10, "636002", &values)))
    };
    assert_eq!(judged("07012021 REV 01012018"), set(&[]));
    assert_eq!(judged("07-01-2021 Rev 01-01-2018"), set(&[]));
    assert_eq!(judged("07012021 REV 01012019"), set(&[C::DiscriminatorRevision]));
}

/// The base payload with one piece of its bytes changed.
fn swapped(from: &str, to: &str) -> Vec<u8> {
    let raw = String::from_utf8(tampered(10, MINNESOTA, &[])).unwrap();
    assert!(raw.contains(from), "{from:?} is not in the payload");
    raw.replacen(from, to, 1).into_bytes()
}

/// A piece of the base payload, what stands in its place, and what is found.
const STRUCTURE: [(&str, &str, &[C]); 10] = [
    ("@\n\x1e\r", "@\r\n\n", &[C::HeaderForm]),
    ("DL0041", "DL0040", &[C::SubfilePlaces]),
    ("100002DL", "100003DL", &[C::SubfileEntries]),
    ("\nDCSNYSTROM", "\rDCSNYSTROM", &[C::ElementSeparators]),
    ("LINDEN", "LIN\x07EN", &[C::ControlCharacters]),
    ("\nDCGUSA", "", &[C::MandatoryElements, C::SubfilePlaces]),
    ("9 LINDEN WAY", "9 LINDEN WAYSIDE", &[C::SubfilePlaces]),
    ("\nDDK1", "\nDBB02211980", &[C::RepeatedElements, C::SubfilePlaces]),
    ("DCSNYSTROM\nDDEN\nDACASA", "DACASA\nDDEN\nDCSNYSTROM", &[C::ElementOrder]),
    ("ZMAN\r", "ZMAN\r17 more bytes\r", &[C::StrayText]),
];

#[test]
fn each_change_of_the_structure_gives_its_findings() {
    for (from, to, expected) in STRUCTURE {
        assert_eq!(found(&judge(&swapped(from, to))), set(expected), "{from:?}");
    }
}

#[test]
fn a_declared_length_that_does_not_hold_is_found() {
    let raw = tampered(10, MINNESOTA, &[]);
    let at = 10 + raw.windows(6).position(|bytes| bytes == b"DL0041").unwrap() - 4;
    let mut shorter = raw.clone();
    shorter[at..at + 4].copy_from_slice(b"0100");
    assert_eq!(found(&judge(&shorter)), set(&[C::SubfilePlaces]));
}

/// The base payload with the jurisdiction's subfile in front.
fn jurisdiction_first() -> Vec<u8> {
    let mut card = Card::new(10, MINNESOTA.parse().unwrap(), "ZM".parse().unwrap());
    card = card.element("ZMA", "N").unwrap().subfile(Designator::DL);
    for (id, value) in BASE {
        card = card.element(id, value).unwrap();
    }
    write(&card)
}

#[test]
fn the_licence_comes_first() {
    assert_eq!(found(&judge(&jurisdiction_first())), set(&[C::SubfileOrder]));
}

/// A symbol beyond a limit, the check that finds it, and the opinion.
const SYMBOLS: [(SymbolShape, C, Opinion); 6] = [
    (SymbolShape { compact: true, ..SYMBOL }, C::SymbolShape, REMARK),
    (SymbolShape { columns: 22, ..SYMBOL }, C::SymbolShape, REVIEW),
    (SymbolShape { rows: 75, columns: 12, ..SYMBOL }, C::SymbolShape, REVIEW),
    (SymbolShape { ec_level: 2, ..SYMBOL }, C::SymbolCorrection, REVIEW),
    (SymbolShape { rows: 10, ..SYMBOL }, C::SymbolCapacity, Opinion::Suspicious),
    (SymbolShape { padding: 400, ..SYMBOL }, C::SymbolCapacity, Opinion::Suspicious),
];

#[test]
fn the_symbol_has_its_limits() {
    let raw = tampered(10, MINNESOTA, &[]);
    let card = parse(&raw).unwrap();
    for (facts, check, opinion) in SYMBOLS {
        let judgement = validate(&card, &raw, &context().with_symbol(facts));
        assert_eq!((found(&judgement), judgement.opinion), (set(&[check]), opinion), "{facts:?}");
    }
    let without = validate(&card, &raw, &Context::new(jiff::civil::date(2026, 1, 1)));
    let row = without.checks.iter().find(|row| row.check == C::SymbolShape).unwrap();
    assert_eq!((row.result, row.reason), (CheckResult::NotMade, Some(NotMade::NoSymbol)));
}

/// One track of three.
const STRIPE: &[u8] = b";63606012345678=300219850214?";

#[test]
fn stripes_are_judged_as_far_as_they_go() {
    let judgement = judge(STRIPE);
    assert_eq!(found(&judgement), set(&[C::Tracks]));
    assert_eq!(judgement.result(C::HeaderForm), Some(CheckResult::NotMade));
    assert_eq!(judgement.result(C::IssuerRegistered), Some(CheckResult::Passed));
}

/// Fields of a card of this issuer.
fn fields(state: &str, country: &str, number: &str, postal: &str) -> Fields {
    let canadian = country == "CAN";
    let pairs = [
        (Field::DocumentNumber, number),
        (Field::LastName, "NYSTROM"),
        (Field::FirstName, "ASA"),
        (Field::MiddleName, "MARIA LIV"),
        (Field::NameSuffix, "JR"),
        (Field::Street, "9 LINDEN WAY"),
        (Field::City, "OSLO"),
        (Field::State, state),
        (Field::PostalCode, postal),
        (Field::BirthDate, "1980-02-21"),
        (Field::IssuedAt, "2025-06-30"),
        (Field::ExpiresAt, "2033-02-21"),
        (Field::Gender, "female"),
        (Field::Height, if canadian { "168 cm" } else { "66 in" }),
        (Field::Weight, if canadian { "64 kg" } else { "141 lb" }),
        (Field::EyeColor, "HAZ"),
        (Field::HairColor, "BRO"),
        (Field::Class, "C"),
        (Field::Restrictions, "NONE"),
        (Field::Mentions, "NONE"),
        (Field::RefNumber, "DD77001"),
        (Field::IssuingCountry, country),
    ];
    pairs.into_iter().map(|(field, text)| (field, FieldValue::read(text, Score::ONE))).collect()
}

/// The same card with its elements in the order of the standard's example.
fn in_order(card: &Card) -> Card {
    let read = parse(&write(card)).unwrap();
    // Given names (DCT, versions 2 and 3) stand where the first name does.
    let slot = |id: &str| if id == "DCT" { "DAC".to_owned() } else { id.to_owned() };
    let place = |id: &str| BASE.iter().position(|(name, _)| *name == slot(id));
    let mut elements: Vec<_> = read.subfiles()[0].elements.iter().collect();
    elements.sort_by_key(|element| place(element.id().as_str()));
    let header = read.header();
    let ordered = Card::new(header.version.unwrap(), header.iin.unwrap(), Designator::DL);
    elements.into_iter().fold(ordered, |card, element| {
        card.element(element.id().as_str(), element.value()).unwrap()
    })
}

#[test]
fn written_payloads_are_consistent_without_findings() {
    let issuers = [
        (MINNESOTA, "MN", "USA", "N123456789012", "56144-1234", "ZM"),
        ("636001", "NY", "USA", "123456789", "10001-1234", "ZN"),
        ("636014", "CA", "USA", "D1234567", "90001-1234", "ZC"),
        ("636015", "TX", "USA", "12345678", "75001-1234", "ZT"),
        ("636035", "IL", "USA", "N12345680652", "60601-1234", "ZI"),
        ("636043", "DC", "USA", "1234567", "20001-1234", "ZD"),
        ("604431", "PR", "USA", "1234567", "00901-1234", "ZP"),
        ("636012", "ON", "CAN", "N1234-56789-01234", "P3E 5P9", "ZO"),
        ("604428", "QC", "CAN", "N123456789012", "H2X 1Y4", "ZQ"),
    ];
    for (iin, state, country, number, postal, own) in issuers {
        for version in 1..=11 {
            let fields = fields(state, country, number, postal);
            let card = Card::from_fields(&fields, version, iin.parse().unwrap(), Designator::DL);
            let card = in_order(&card)
                .subfile(own.parse().unwrap())
                .element(&format!("{own}A"), "1")
                .unwrap();
            let judgement = judge(&write(&card));
            assert_eq!(judgement.findings, [], "{state}, version {version}");
            assert_eq!(judgement.opinion, Opinion::Consistent);
            assert!(judgement.made() >= 35, "{state}, version {version}: {}", judgement.made());
        }
    }
}

/// Of Illinois, with a birth date that the number does not spell; of Massachusetts, with a revision
/// that is not the card's.
const ISSUERS: [(&str, &[(&str, &str)]); 2] = [
    ("636035", &[("DAQ", "N123-4568-1652"), ("DAJ", "IL")]),
    ("636002", &[("DAQ", "S12345678"), ("DAJ", "MA"), ("DCF", "07012021 REV 01012019")]),
];

#[test]
fn every_check_can_fail() {
    let base = tampered(10, MINNESOTA, &[]);
    let values = VALUES.iter().map(|(values, ..)| tampered(10, MINNESOTA, values));
    let structure = STRUCTURE.iter().map(|(from, to, _)| swapped(from, to));
    let issuers = ISSUERS.iter().map(|(iin, values)| tampered(10, iin, values));
    let others = [
        tampered(12, MINNESOTA, &[]),
        tampered(10, "000001", &[]),
        jurisdiction_first(),
        STRIPE.to_vec(),
    ];
    let payloads = values.chain(structure).chain(issuers).chain(others);
    let mut seen: BTreeSet<C> = payloads.flat_map(|raw| found(&judge(&raw))).collect();
    for (symbol, ..) in SYMBOLS {
        let context = context().with_symbol(symbol);
        seen.extend(found(&validate(&parse(&base).unwrap(), &base, &context)));
    }
    assert_eq!(seen, set(CheckKind::ALL));
}

#[test]
fn findings_say_what_and_where_and_no_value() {
    let judgement = judge(&tampered(10, MINNESOTA, &[("DAJ", "CA"), ("DBB", "02211978")]));
    let words: Vec<String> = judgement.findings.iter().map(Finding::in_words).collect();
    assert_eq!(
        words[0],
        "The state of the address is not the issuer's (element DAJ, state or province of the \
         address; expected MN)."
    );
    let json = serde_json::to_string(&judgement).unwrap();
    for secret in ["NYSTROM", "ASA", "N123456789012", "02211978", "1978", "LINDEN", "56144"] {
        assert!(!json.contains(secret) && !words.iter().any(|w| w.contains(secret)), "{secret}");
    }
    assert!(!json.contains("CA"), "{json}");
    assert!(json.contains(r#""check":"issuer_state","severity":"warning","basis":"plausibility""#));
    assert_eq!(serde_json::from_str::<Judgement>(&json).unwrap(), judgement);
    assert!(judgement.findings.iter().any(|finding| finding.severity == Severity::Error));
}

/// State, its country and the ranges of weight are the holder's: a finding says that they differ.
#[test]
fn findings_do_not_say_where_the_holder_lives_or_what_they_weigh() {
    let judgement = judge(&tampered(10, MINNESOTA, &[("DAJ", "ON"), ("DCE", "9")]));
    let told = |check| judgement.findings.iter().find(|f| f.check == check).unwrap();
    for check in [C::IssuerState, C::StateCountry, C::WeightForm] {
        assert_eq!(told(check).found, None, "{check:?}");
    }
    assert_eq!(told(C::WeightForm).expected, None);
    assert_eq!(told(C::StateCountry).expected, None);
}

/// An unreadable height is one finding, and each departure weighs the same wherever it is told.
#[test]
fn a_departure_has_one_severity() {
    let severities = |values: &[(&str, &str)], kind: DeviationKind| {
        let raw = tampered(10, MINNESOTA, values);
        let read = parse(&raw).unwrap();
        let judgement = validate(&read, &raw, &context());
        let departures: Vec<_> =
            read.deviations().iter().filter(|d| d.kind == kind).map(|d| d.severity).collect();
        let found: Vec<_> = judgement
            .findings
            .iter()
            .filter(|f| f.deviation == Some(kind))
            .map(|f| f.severity)
            .collect();
        assert_eq!(departures, found, "{values:?}");
        assert_eq!(judgement.findings.len(), found.len(), "{values:?}: {:?}", judgement.findings);
        found
    };
    assert_eq!(severities(&[("DAU", "TALL")], D::HeightForm), [Severity::Warning]);
    assert_eq!(severities(&[("DAU", "506")], D::HeightForm), [Severity::Info]);
    assert_eq!(severities(&[("DAW", "HEAVY")], D::WeightForm), [Severity::Warning]);
    assert_eq!(severities(&[("DAW", "HEAVY"), ("DAX", "064")], D::WeightForm), [Severity::Info]);
    assert_eq!(severities(&[("DAY", "BROWN")], D::UnknownCode), [Severity::Info]);
    assert_eq!(severities(&[("DAY", "XYZ")], D::UnknownCode), [Severity::Warning]);
    assert_eq!(severities(&[("DBA", "20250221")], D::DateOrder), [Severity::Info]);
    assert_eq!(severities(&[("DCS", "NYSTROM JR")], D::SuffixInFamilyName), [Severity::Info]);
}

/// The standard's subfiles of a card with these birth dates, each list one subfile.
fn births(subfiles: &[(Designator, &[&str])]) -> Judgement {
    let (first, rest) = subfiles.split_first().unwrap();
    let with = |card: Card, births: &[&str]| {
        births.iter().fold(card, |card, birth| card.element("DBB", birth).unwrap())
    };
    let mut card = Card::new(10, MINNESOTA.parse().unwrap(), first.0);
    for (id, value) in BASE.iter().filter(|(id, _)| *id != "DBB") {
        card = card.element(id, value).unwrap();
    }
    card = with(card, first.1);
    for (designator, births) in rest {
        card = with(card.subfile(*designator), births);
    }
    judge(&write(&card))
}

#[test]
fn two_values_of_one_element_are_a_doubt() {
    let (right, wrong) = ("02211980", "02211981");
    let of = |subfiles: &[(Designator, &[&str])]| {
        let judgement = births(subfiles);
        let found = judgement.findings.iter().filter(|f| f.check == C::RepeatedElements);
        found.map(|f| f.severity).collect::<Vec<_>>()
    };
    let (dl, id) = (Designator::DL, Designator::ID);
    assert_eq!(of(&[(dl, &[right])]), []);
    assert_eq!(of(&[(dl, &[right, right])]), [Severity::Info]);
    assert_eq!(of(&[(dl, &[right, "02211980  "])]), [Severity::Info]);
    assert_eq!(of(&[(dl, &[right, wrong])]), [Severity::Info, Severity::Warning]);
    assert_eq!(of(&[(dl, &[right]), (id, &[right])]), []);
    assert_eq!(of(&[(dl, &[right]), (id, &[wrong])]), [Severity::Warning]);
    assert_eq!(of(&[(dl, &[right]), (Designator::EN, &[" "])]), []);
    assert_eq!(births(&[(dl, &[right]), (id, &[wrong])]).opinion, Opinion::Review);
}

#[test]
fn mexico_has_states_that_no_table_has() {
    let judgement = |state| {
        judge(&tampered(10, "636056", &[("DAJ", state), ("DAK", "25000      "), ("DCG", "MEX")]))
    };
    let coahuila = judgement("COA");
    for check in [C::StateCode, C::PostalCodePadding, C::PostalCodeState] {
        let row = coahuila.checks.iter().find(|row| row.check == check).unwrap();
        assert_eq!(row.reason, Some(NotMade::NoRule), "{check:?}");
    }
    assert_eq!(found(&coahuila), set(&[C::JurisdictionSubfile]), "it is Minnesota's, ZM");
}

#[test]
fn the_document_lists_every_check() {
    let document = include_str!("../../../docs/aamva.md");
    for kind in CheckKind::ALL {
        let name = serde_json::to_value(kind).unwrap();
        let basis = serde_json::to_value(kind.basis()).unwrap();
        let row = format!("| `{}` | {} |", name.as_str().unwrap(), kind.description());
        let line = document.lines().find(|line| line.starts_with(&row));
        let line = line.unwrap_or_else(|| panic!("docs/aamva.md has no row {row}"));
        assert!(line.ends_with(&format!("| `{}` | none |", basis.as_str().unwrap())), "{line}");
    }
}
