//! One payload per version, as the standard of that version has it. Persons are invented.
#![allow(clippy::unwrap_used)] // a failed unwrap is the failed test

use bonafide_aamva::{Aamva, Compliance, DeviationKind, Truncation, parse};
use bonafide_types::{DocumentType, Field};

/// Puts a header with right offsets before the subfiles.
fn payload(numbers: &str, subfiles: &[(&str, &str)]) -> Vec<u8> {
    let header = format!("@\n\x1e\rANSI {numbers}{:02}", subfiles.len());
    let bodies: Vec<String> = subfiles.iter().map(|(d, body)| format!("{d}{body}\r")).collect();
    let mut offset = header.len() + 10 * subfiles.len();
    let mut entry = |body: &String| {
        let entry = format!("{}{offset:04}{:04}", &body[..2], body.len());
        offset += body.len();
        entry
    };
    let entries: Vec<String> = bodies.iter().map(&mut entry).collect();
    (header + &entries.concat() + &bodies.concat()).into_bytes()
}

fn text(card: &Aamva, field: Field) -> Option<&str> {
    card.fields().get(&field).and_then(|value| value.text())
}

fn raw(card: &Aamva, field: Field) -> Option<&str> {
    card.fields().get(&field).and_then(|v| v.raw.as_ref()).map(|raw| raw.expose().as_str())
}

fn kinds(card: &Aamva) -> Vec<DeviationKind> {
    card.deviations().iter().map(|d| d.kind).collect()
}

#[track_caller]
fn assert_fields(card: &Aamva, expected: &[(Field, &str)]) {
    for (field, value) in expected {
        assert_eq!(text(card, *field), Some(*value), "{field:?}");
    }
}

#[test]
fn version_1_has_full_names_and_year_first_dates() {
    let body = "DAQB7740021\nDAANYSTROM,ASA,MARIA LIV,III\nDAG9 LINDEN WAY\nDAIBRISTOL\nDAJCT\n\
        DAK060100000  \nDARD   \nDASB         \nDAT     \nDAU506\nDAW141\nDAYBLU\nDAZBRO\n\
        DBA20110203\nDBB19810203\nDBCF\nDBD20050207\nDBHY";
    let card = parse(&payload("63600601", &[("DL", body)])).unwrap();
    assert_eq!(kinds(&card), []);
    assert_eq!(card.header().version, Some(1));
    assert_fields(
        &card,
        &[
            (Field::DocumentNumber, "B7740021"),
            (Field::LastName, "NYSTROM"),
            (Field::FirstName, "ASA"),
            (Field::MiddleName, "MARIA LIV"),
            (Field::NameSuffix, "III"),
            (Field::PostalCode, "06010"),
            (Field::Class, "D"),
            (Field::Restrictions, "B"),
            (Field::Height, "66 in"),
            (Field::Weight, "141 lb"),
            (Field::BirthDate, "1981-02-03"),
            (Field::IssuedAt, "2005-02-07"),
            (Field::ExpiresAt, "2011-02-03"),
            (Field::Gender, "female"),
            (Field::IssuingCountry, "USA"),
            (Field::IssuingState, "CT"),
        ],
    );
    assert_eq!(text(&card, Field::Mentions), None);
    assert_eq!(raw(&card, Field::LastName), Some("DAANYSTROM,ASA,MARIA LIV,III"));
    assert_eq!(raw(&card, Field::IssuingState), Some("636006"));
    assert_eq!(card.extended().organ_donor, Some(true));
}

#[test]
fn versions_2_and_3_have_given_names_and_weight_ranges() {
    for version in ["02", "03"] {
        let body = "DCAC\nDCBNONE\nDCDNONE\nDBA06302012\nDCSNYSTROM\nDCTASA MARIA\nDCUJR\n\
            DBD06302007\nDBB06301980\nDBC2\nDAYHAZ\nDAU066 in\nDCE3\nDAG9 LINDEN WAY\nDAIOSLO\n\
            DAJMN\nDAK561440000  \nDAQN123\nDCFDD77\nDCGUSA\nDCHNONE";
        let card = parse(&payload(&format!("636038{version}00"), &[("DL", body)])).unwrap();
        assert_eq!(kinds(&card), [], "version {version}");
        assert_fields(
            &card,
            &[
                (Field::FirstName, "ASA"),
                (Field::MiddleName, "MARIA"),
                (Field::NameSuffix, "JR"),
                (Field::Weight, "131-160 lb"),
                (Field::RefNumber, "DD77"),
                (Field::Restrictions, "NONE"),
                (Field::ExpiresAt, "2012-06-30"),
            ],
        );
    }
}

const MODERN: &str = "DAQN123\nDCSNYSTROM\nDDEN\nDACASA\nDDFT\nDADNONE\nDDGU\nDCAC\nDCBNONE\n\
    DCDPS\nDBD06302017\nDBB06301980\nDBA06302027\nDBC2\nDAU066 in\nDAYHAZ\nDAG9 LINDEN WAY\n\
    DAHUNIT 4\nDAIOSLO\nDAJMN\nDAK561441234  \nDCFDD77\nDCGUSA\nDAW141\nDDAF\nDDB01012016\nDDD1";

#[test]
fn versions_4_to_11_have_names_in_parts() {
    for version in 4..=11 {
        let numbers = format!("636038{version:02}03");
        let card = parse(&payload(&numbers, &[("DL", MODERN), ("ZM", "ZMAX\nZMB")])).unwrap();
        assert_eq!(kinds(&card), [], "version {version}");
        assert_eq!(card.header().jurisdiction_version, Some(3));
        assert_eq!(card.document_type(), DocumentType::DriverLicense);
        assert_fields(
            &card,
            &[
                (Field::LastName, "NYSTROM"),
                (Field::FirstName, "ASA"),
                (Field::Mentions, "PS"),
                (Field::PostalCode, "56144-1234"),
                (Field::Height, "66 in"),
            ],
        );
        // NONE: the holder has no middle name, which is not the same as nothing said.
        assert_eq!(card.fields()[&Field::MiddleName].value, None);
        assert_eq!(raw(&card, Field::MiddleName), Some("DADNONE"));
        assert_eq!(card.fields()[&Field::FirstName].truncated, Some(true));
        assert_eq!(card.fields()[&Field::LastName].truncated, Some(false));
        assert_eq!(card.fields()[&Field::MiddleName].truncated, None);
        let extended = card.extended();
        assert_eq!(extended.truncated.first_name, Truncation::Truncated);
        assert_eq!(extended.compliance, Some(Compliance::Full));
        assert_eq!(extended.limited_duration, Some(true));
        assert_eq!(extended.street_2.as_ref().map(|s| s.expose().as_str()), Some("UNIT 4"));
        assert_eq!(card.subfiles()[1].elements[0].raw(), "ZMAX");
    }
}

#[test]
fn the_2025_edition_has_four_indicators() {
    let body = format!("{MODERN}\nDDK1\nDDL0\nDDM1\nDDN0\nDDO1\nDDP1");
    let card = parse(&payload("6360381100", &[("DL", &body)])).unwrap();
    let extended = card.extended();
    assert_eq!(extended.cdl_indicator, Some(true));
    assert_eq!(extended.non_domiciled_indicator, Some(false));
    assert_eq!(extended.enhanced_credential_indicator, Some(true));
    assert_eq!(extended.permit_indicator, Some(true));
    assert_eq!((extended.organ_donor, extended.veteran), (Some(true), Some(false)));
}

#[test]
fn an_unknown_version_is_read_as_the_newest() {
    let card = parse(&payload("6360381900", &[("DL", MODERN)])).unwrap();
    assert_eq!(kinds(&card), [DeviationKind::UnknownVersion]);
    assert_eq!(text(&card, Field::BirthDate), Some("1980-06-30"));
    assert_eq!(card.report().aamva_version, Some(19));
}

#[test]
fn identification_cards_need_no_driving_elements() {
    let body = MODERN.replace("DCAC\nDCBNONE\nDCDPS\n", "");
    let card = parse(&payload("6360380800", &[("ID", &body)])).unwrap();
    assert_eq!(kinds(&card), []);
    assert_eq!(card.document_type(), DocumentType::IdentificationCard);
    let licence = parse(&payload("6360380800", &[("DL", &body)])).unwrap();
    assert_eq!(kinds(&licence), [DeviationKind::ElementMissing; 3]);
}

#[test]
fn enhanced_credentials_are_licences_if_they_have_a_class() {
    let card = parse(&payload("6360381000", &[("EN", MODERN)])).unwrap();
    assert_eq!(card.document_type(), DocumentType::DriverLicense);
    assert_eq!(card.extended().enhanced_credential_indicator, Some(true));
    let without = MODERN.replace("DCAC", "DCANONE");
    let card = parse(&payload("6360381000", &[("EN", &without)])).unwrap();
    assert_eq!(card.document_type(), DocumentType::IdentificationCard);
}

#[test]
fn canada_writes_the_year_first_and_measures_in_metres() {
    let body = "DCAG\nDCBX\nDCDNONE\nDBA20280901\nDCSTREMBLAY\nDCTÉLISE,ROSE\nDBD20230828\n\
        DBB19800901\nDBC2\nDAYVERT\nDAU172 cm\nDAX064\nDAG88 RUE DES ÉRABLES\nDAISUDBURY\nDAJON\n\
        DAKP3E 5P9    \nDAQT0077-55123-00800\nDCFKM4410092\nDCGCAN";
    let mut bytes: Vec<u8> = Vec::new();
    // Annex D: ISO 8859-1.
    for c in String::from_utf8(payload("6360120300", &[("DL", body)])).unwrap().chars() {
        bytes.push(u8::try_from(u32::from(c)).unwrap());
    }
    let card = parse(&bytes).unwrap();
    assert_fields(
        &card,
        &[
            (Field::FirstName, "ÉLISE"),
            (Field::MiddleName, "ROSE"),
            (Field::BirthDate, "1980-09-01"),
            (Field::Height, "172 cm"),
            (Field::Weight, "64 kg"),
            (Field::PostalCode, "P3E 5P9"),
            (Field::Street, "88 RUE DES ÉRABLES"),
            (Field::IssuingCountry, "CAN"),
            (Field::IssuingState, "ON"),
            // No code of the table: kept as it stands and reported.
            (Field::EyeColor, "VERT"),
        ],
    );
    assert!(kinds(&card).contains(&DeviationKind::UnknownCode));
    assert!(!kinds(&card).contains(&DeviationKind::DateOrder));

    // An issuer that writes the month first anyway is read, and reported.
    let swapped = parse(&payload("6360120300", &[("DL", &body.replace("19800901", "09011980"))]));
    let swapped = swapped.unwrap();
    assert_eq!(text(&swapped, Field::BirthDate), Some("1980-09-01"));
    assert_eq!(text(&swapped, Field::FirstName), Some("ÉLISE"), "UTF-8 is read too");
    assert!(kinds(&swapped).contains(&DeviationKind::DateOrder));
}

#[test]
fn the_year_first_on_a_card_of_the_united_states_is_reported() {
    let body = MODERN.replace("06301980", "19800630");
    let card = parse(&payload("6360380800", &[("DL", &body)])).unwrap();
    assert_eq!(text(&card, Field::BirthDate), Some("1980-06-30"));
    let found = card.deviations();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].kind, DeviationKind::DateOrder);
    assert_eq!(found[0].element.map(|id| id.to_string()).as_deref(), Some("DBB"));
}

#[test]
fn placeholders_are_no_values_but_codes_keep_them() {
    for word in ["NONE", "UNAVL", "unk", "", "   "] {
        let body = MODERN
            .replace("DAQN123", &format!("DAQ{word}"))
            .replace("DAYHAZ", &format!("DAY{word}"))
            .replace("DCAC", &format!("DCA{word}"))
            .replace("DACASA", &format!("DAC{word}"));
        let card = parse(&payload("6360380800", &[("DL", &body)])).unwrap();
        for field in [Field::DocumentNumber, Field::EyeColor, Field::FirstName] {
            assert_eq!(card.fields()[&field].value, None, "{word:?} {field:?}");
        }
        let class = word.trim().to_uppercase();
        assert_eq!(text(&card, Field::Class).unwrap_or_default(), class);
        assert!(!card.identifies_holder());
    }
}

#[test]
fn names_in_the_other_forms() {
    let cases = [
        ("DCSNYSTROM\nDCTASA\nDACASA\nDADMARIA\nDCUT", ["NYSTROM", "ASA", "MARIA", "T"]),
        ("DCSNYSTROM\nDACASA,MARIA", ["NYSTROM", "ASA", "MARIA", "-"]),
        ("DABNYSTROM\nDACASA\nDADMARIA\nDAESR", ["NYSTROM", "ASA", "MARIA", "SR"]),
        ("DCSNYSTROM JR\nDACASA\nDADMARIA\nDCU", ["NYSTROM", "ASA", "MARIA", "JR"]),
        ("DAANYSTROM@ASA@@II", ["NYSTROM", "ASA", "-", "II"]),
        ("DAAASA MARIA NYSTROM", ["NYSTROM", "ASA", "MARIA", "-"]),
        ("DCSNYSTROM,\nDCTASA  ", ["NYSTROM", "ASA", "-", "-"]),
        ("DCSNYSTROM\nDACNFN\nDADNMN", ["NYSTROM", "-", "-", "-"]),
        ("DCSLNU\nDACASA\nDADUNAVL", ["-", "ASA", "-", "-"]),
    ];
    for (names, expected) in cases {
        let body = MODERN.replace("DCSNYSTROM\nDDEN\nDACASA\nDDFT\nDADNONE\nDDGU", names);
        let card = parse(&payload("6360380800", &[("DL", &body)])).unwrap();
        let fields = [Field::LastName, Field::FirstName, Field::MiddleName, Field::NameSuffix];
        assert_eq!(fields.map(|f| text(&card, f).unwrap_or("-")), expected, "{names}");
        assert!(fields.iter().all(|f| card.fields().get(f).is_none_or(|v| v.truncated.is_none())));
    }
}

#[test]
fn the_payload_and_its_issuer_may_disagree() {
    let body = MODERN.replace("DCGUSA", "DCGCAN");
    let card = parse(&payload("6360380800", &[("DL", &body)])).unwrap();
    assert!(kinds(&card).contains(&DeviationKind::CountryConflict));
    let card = parse(&payload("0000000800", &[("DL", MODERN)])).unwrap();
    assert_eq!(kinds(&card), [DeviationKind::UnknownIssuer]);
    assert_eq!(text(&card, Field::IssuingState), None);
    assert_eq!(text(&card, Field::IssuingCountry), Some("USA"));
}

#[test]
fn three_tracks_are_read_as_a_card() {
    let stripe = "%WYLARAMIE^NYSTROM$ASA$MARIA^9 LINDEN WAY$UNIT 4^?\
        ;63606012345678=300219850214?\
        %1082070      C NONE          2506141BROHAZ                    ?";
    let card = parse(stripe.as_bytes()).unwrap();
    assert_fields(
        &card,
        &[
            (Field::DocumentNumber, "12345678"),
            (Field::LastName, "NYSTROM"),
            (Field::FirstName, "ASA"),
            (Field::MiddleName, "MARIA"),
            (Field::Street, "9 LINDEN WAY"),
            (Field::City, "LARAMIE"),
            (Field::State, "WY"),
            (Field::PostalCode, "82070"),
            (Field::BirthDate, "1985-02-14"),
            (Field::ExpiresAt, "2030-02-XX"),
            (Field::Gender, "female"),
            (Field::Height, "66 in"),
            (Field::Weight, "141 lb"),
            (Field::HairColor, "BRO"),
            (Field::EyeColor, "HAZ"),
            (Field::Class, "C"),
            (Field::Restrictions, "NONE"),
            (Field::IssuingState, "WY"),
        ],
    );
    assert_eq!(card.document_type(), DocumentType::DriverLicense);
    let json = serde_json::to_value(card.report()).unwrap();
    assert_eq!(json["standard"], "magnetic_stripe");
    assert_eq!(json["aamva_version"], serde_json::Value::Null);
    let flat = serde_json::to_value(card.flat_fields()).unwrap();
    assert_eq!(flat["expires_at"], "2030-02-28");

    // Only the second track: still somebody, with two tracks missing.
    let card = parse(b";63606012345678=300219850214?").unwrap();
    assert_eq!(kinds(&card).iter().filter(|k| **k == DeviationKind::TrackMissing).count(), 2);
    assert_eq!(card.document_type(), DocumentType::Unknown);
}
