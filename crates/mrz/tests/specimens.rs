//! The worked examples of ICAO Doc 9303 and specimens of the national layouts.
#![allow(clippy::unwrap_used)] // a failed unwrap is the failed test

use bonafide_mrz::{
    Check, Deviation, Format, Group, Mrz, MrzReport, NumberForm, ParseError, parse, repair,
};
use bonafide_types::{DocumentType, Field};
use jiff::civil::{Date, date};

const AS_OF: Date = date(2024, 8, 12);

fn read(lines: &[&str]) -> Mrz {
    parse(lines).unwrap()
}

/// What is left of the checks if all agree.
fn failing(mrz: &Mrz) -> Vec<Group> {
    mrz.checks().iter().filter(|check| !check.ok).map(|check| check.group).collect()
}

/// Part 4, appendix B to section 4.
const PASSPORT: [&str; 2] = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
];

/// Part 5, appendix B to section 4.
const CARD: [&str; 3] = [
    "I<UTOD231458907<<<<<<<<<<<<<<<",
    "7408122F1204159UTO<<<<<<<<<<<6",
    "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
];

#[test]
fn td3_of_part_4() {
    let mrz = read(&PASSPORT);
    assert_eq!(mrz.format(), Format::Td3);
    assert_eq!(mrz.document_code(), "P");
    assert_eq!((mrz.issuing(), mrz.nationality()), ("UTO", "UTO"));
    assert_eq!((mrz.birth_date(), mrz.expiry_date(), mrz.sex()), ("740812", "120415", Some('F')));
    assert_eq!(mrz.document_type(), DocumentType::Passport);
    assert!(mrz.is_valid() && !mrz.names_may_be_truncated());
    let given: String = mrz.checks().iter().map(|check| check.given).collect();
    assert_eq!(given, "62910");
    assert_eq!(mrz.lines().collect::<Vec<_>>(), PASSPORT);
    assert_eq!(mrz.deviations().count(), 0);
}

#[test]
fn td1_of_part_5() {
    let mrz = read(&CARD);
    assert_eq!(mrz.format(), Format::Td1);
    assert!(mrz.is_valid());
    assert_eq!(mrz.document_number().to_string(), "D23145890");
    assert_eq!(mrz.document_type(), DocumentType::IdentificationCard);
    assert_eq!((mrz.optional(0), mrz.optional(1), mrz.optional(2)), ("", "", ""));
}

#[test]
fn td2_of_part_6() {
    let mrz =
        read(&["I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "D231458907UTO7408122F1204159<<<<<<<6"]);
    assert_eq!(mrz.format(), Format::Td2);
    assert!(mrz.is_valid());
    assert_eq!(mrz.surname().to_string(), "ERIKSSON");
}

#[test]
fn visas_of_part_7() {
    let a = read(&[
        "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L8988901C4XXX4009078F96121096ZE184226B<<<<<<",
    ]);
    assert_eq!((a.format(), a.nationality()), (Format::MrvA, "XXX"));
    assert!(a.is_valid());
    assert_eq!(a.optional(0), "6ZE184226B");
    let b = read(&["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<", "L8988901C4XXX4009078F9612109<<<<<<<<"]);
    assert_eq!(b.format(), Format::MrvB);
    assert!(b.is_valid());
    assert_eq!(b.document_type(), DocumentType::Unknown);
}

#[test]
fn numbers_longer_than_nine() {
    // Part 5, section 4.2.2.3, note j: the filler is not counted.
    let card = ["I<UTOD23145890<7349<<<<<<<<<<<", "3407127M9507122UTO<<<<<<<<<<<2"];
    let plain = read(&[card[0], card[1], "STEVENSON<<PETER<JOHN<<<<<<<<<"]);
    assert_eq!(plain.number_form(), NumberForm::RunsOver);
    assert!(plain.is_valid());
    assert!(plain.document_number() == "D23145890734");
    // The same number with the filler counted: 7-3-1 over D23145890<735.
    let digit = char::from(bonafide_mrz::check_digit(b"D23145890<735").unwrap());
    let first = format!("I<UTOD23145890<735{digit}<<<<<<<<<<<");
    let counted = read(&[&first, card[1], "STEVENSON<<PETER<JOHN<<<<<<<<<"]);
    assert_eq!(counted.number_form(), NumberForm::RunsOverFillerCounted);
    assert!(counted.document_number() == "D23145890735");
    assert_eq!(counted.check(Group::DocumentNumber).map(|check| check.ok), Some(true));
    // Neither convention: the optional data is left alone and the number is wrong.
    let neither =
        read(&["I<UTOD23145890<7340<<<<<<<<<<<", card[1], "STEVENSON<<PETER<<<<<<<<<<<<<<"]);
    assert_eq!(neither.number_form(), NumberForm::Within);
    assert_eq!(
        (neither.document_number().to_string().as_str(), neither.optional(0)),
        ("D23145890", "7340")
    );
    assert!(failing(&neither).contains(&Group::DocumentNumber));
    // Part 6 has the same rule for TD2.
    let td2 =
        read(&["I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<", "D23145890<UTO3407127M95071227349<<<8"]);
    assert!(td2.is_valid() && td2.document_number() == "D23145890734");
    assert_eq!(td2.optional(0), "");
}

#[test]
fn a_wrong_digit_is_data() {
    let forged = PASSPORT[1].replace("7408122F", "7408123F");
    let mrz = read(&[PASSPORT[0], &forged]);
    assert!(!mrz.is_valid());
    let birth = Check { group: Group::BirthDate, given: '3', computed: '2', ok: false };
    assert_eq!(mrz.check(Group::BirthDate), Some(birth));
    assert_eq!(failing(&mrz), [Group::BirthDate, Group::Composite]);
    let fields = mrz.to_fields(AS_OF);
    assert!(fields[&Field::BirthDate].confidence < fields[&Field::ExpiresAt].confidence);
}

#[test]
fn blank_personal_number_may_have_either_digit() {
    // Part 4, section 4.2.2.2, position 43.
    for blank in [
        "L898902C36UTO7408122F1204159<<<<<<<<<<<<<<<8",
        "L898902C36UTO7408122F1204159<<<<<<<<<<<<<<08",
    ] {
        assert!(read(&[PASSPORT[0], blank]).is_valid());
    }
}

#[test]
fn states_that_are_no_countries() {
    let code = |code: &str| {
        let first = format!("P<{code:<<3}ERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<");
        let mrz = read(&[&first, PASSPORT[1]]);
        assert_eq!(mrz.issuing(), code);
        let known = mrz.deviations().all(|deviation| deviation != Deviation::IssuingState);
        (known, mrz.to_fields(AS_OF)[&Field::IssuingCountry].text().unwrap().to_owned())
    };
    assert_eq!(code("D"), (true, "DEU".to_owned()));
    for known in [
        "RKS", "UNO", "UNA", "UNK", "XXA", "XXB", "XXC", "XXX", "XOM", "XPO", "UTO", "BDR", "INP",
        "GBD", "GBN",
    ] {
        assert_eq!(code(known), (true, known.to_owned()));
    }
    assert_eq!(code("ZZZ"), (false, "ZZZ".to_owned()));
}

#[test]
fn names_single_truncated_and_odd() {
    let name = |field: &str| read(&[&format!("P<UTO{field:<<39}"), PASSPORT[1]]);
    // Part 4, section 4.2.3: a single name; names that fill the field.
    let single = name("ARKFREITH");
    assert_eq!(single.surname().to_string(), "ARKFREITH");
    assert!(single.given_names().is_empty());
    assert_eq!(single.to_fields(AS_OF)[&Field::FirstName].text(), None);
    let long = name("NILAVADHANANDA<<CHAYAPA<DEJTHAMRONG<KRA");
    assert!(long.names_may_be_truncated());
    assert_eq!(long.given_names().to_string(), "CHAYAPA DEJTHAMRONG KRA");
    assert_eq!(long.to_fields(AS_OF)[&Field::FirstName].truncated, Some(true));
    // Part 5, section 4.2.3.1: components cut to initials, and cut short.
    for lower in ["NILAVADHANANDA<<CHAYAPA<DE<K", "NILAVADHANANDA<<ARNPOL<PE<CH"] {
        let padded = format!("{lower:A<30}");
        assert!(read(&[CARD[0], CARD[1], &padded]).names_may_be_truncated());
    }
    let no_primary = name("<<ANNA<MARIA");
    assert!(no_primary.surname().is_empty());
    assert_eq!(no_primary.given_names().to_string(), "ANNA MARIA");
    let doubled = name("STEVENSON<<PETER<<JOHN");
    assert_eq!(doubled.given_names().to_string(), "PETER JOHN");
    assert_eq!(doubled.given_names().raw(), "PETER<<JOHN");
}

#[test]
fn unknown_parts_of_dates() {
    // Part 3, section 4.8; the digits are those of 7-3-1 over the characters.
    let with_birth = |birth: &str| {
        let digit = char::from(bonafide_mrz::check_digit(birth.as_bytes()).unwrap());
        let line = format!("L898902C36UTO{birth}{digit}F1204159ZE184226B<<<<<10");
        read(&[PASSPORT[0], &line]).birth_date_on(AS_OF).map(|date| date.to_string())
    };
    assert_eq!(with_birth("7408<<").as_deref(), Some("1974-08-XX"));
    assert_eq!(with_birth("74<<<<").as_deref(), Some("1974-XX-XX"));
    assert_eq!(with_birth("<<<<<<").as_deref(), Some("XXXX-XX-XX"));
    assert_eq!(with_birth("740000").as_deref(), Some("1974-XX-XX"));
    assert_eq!(with_birth("000000").as_deref(), Some("XXXX-XX-XX"));
    assert_eq!(with_birth("74A812"), None);
    assert_eq!(with_birth("740230"), None);
    // 29 February: 2000 had one, 1900 had not.
    assert_eq!(with_birth("000229").as_deref(), Some("2000-02-29"));
}

#[test]
fn french_identity_card() {
    let mrz =
        read(&["IDFRABERTHIER<<<<<<<<<<<<<<<<<<<<<<<", "8806923102858CORINNE<<<<<<<6512068F6"]);
    assert_eq!(mrz.format(), Format::FrenchId);
    assert!(mrz.is_valid());
    assert!(mrz.document_number() == "880692310285");
    assert_eq!(mrz.surname().to_string(), "BERTHIER");
    assert_eq!(mrz.given_names().to_string(), "CORINNE");
    assert_eq!((mrz.birth_date(), mrz.expiry_date(), mrz.nationality()), ("651206", "", ""));
    assert_eq!(mrz.document_type(), DocumentType::IdentificationCard);
    assert_eq!(mrz.to_fields(AS_OF)[&Field::BirthDate].text(), Some("1965-12-06"));
}

#[test]
fn driving_licences() {
    // The specimen of the Dutch issuer.
    let dutch = read(&["D1NLD15094962111659VW87Z78NB84"]);
    assert_eq!((dutch.format(), dutch.issuing()), (Format::DrivingLicence, "NLD"));
    assert!(dutch.is_valid() && dutch.document_number() == "5094962111");
    assert_eq!((dutch.optional(0), dutch.optional(1)), ("659VW87Z78NB8", "1"));
    assert_eq!(dutch.document_type(), DocumentType::DriverLicense);
    // The specimen of the French issuer.
    let french = read(&["D1FRA13AA000026181231MARTIN<<9"]);
    assert_eq!(french.format(), Format::FrenchDrivingLicence);
    assert!(french.is_valid() && french.document_number() == "13AA00002");
    assert_eq!((french.expiry_date(), french.surname().to_string().as_str()), ("181231", "MARTIN"));
    assert!(!french.to_fields(AS_OF).contains_key(&Field::FirstName));
    // The specimen of the Swiss issuer; it has no digit.
    let swiss = ["AAA001D<<", "FACHE305142128097<<800126<<<<<", "MARCHAND<<FABIENNE<<<<<<<<<<<<"];
    let mrz = read(&swiss);
    assert_eq!(mrz.format(), Format::SwissDrivingLicence);
    assert!(mrz.is_valid() && mrz.checks().is_empty());
    assert!(mrz.document_number() == "AAA001D");
    assert_eq!((mrz.personal_number(), mrz.optional(1)), ("305142128", "097"));
    assert_eq!(mrz.to_fields(AS_OF)[&Field::BirthDate].text(), Some("1980-01-26"));
    assert_eq!(mrz.document_type(), DocumentType::DriverLicense);
    assert!(!read(&[swiss[0], "FACHE305142128097X<800126<<<<<", swiss[2]]).is_valid());
}

#[test]
fn passport_cards_and_national_numbers() {
    let card = read(&["IPUTOD231458907<<<<<<<<<<<<<<<", CARD[1], CARD[2]]);
    assert_eq!(card.document_type(), DocumentType::PassportCard);
    let estonian =
        read(&["IDESTAA0000000331207121234<<<<", "1207121M2606288EST<<<<<<<<<<<2", CARD[2]]);
    assert_eq!(estonian.to_fields(AS_OF)[&Field::NationalId].text(), Some("31207121234"));
    assert!(!read(&CARD).to_fields(AS_OF).contains_key(&Field::NationalId));
    let permanent =
        read(&["IDESPAAA000000012345678Z<<<<<<", "3001010F9901018ESP<<<<<<<<<<<0", CARD[2]]);
    assert_eq!(permanent.to_fields(AS_OF)[&Field::ExpiresAt].text(), Some("9999-01-01"));
    assert_eq!(permanent.to_fields(AS_OF)[&Field::NationalId].text(), Some("12345678Z"));
}

#[test]
fn shapes_that_do_not_exist() {
    assert_eq!(parse(&[]).unwrap_err(), ParseError::LineCount(0));
    assert_eq!(parse(&["A"; 4]).unwrap_err(), ParseError::LineCount(4));
    let short = ParseError::LineLength { line: 2, found: 43 };
    assert_eq!(parse(&[PASSPORT[0], &PASSPORT[1][1..]]).unwrap_err(), short);
    let two_of_three = ParseError::LineLength { line: 1, found: 30 };
    assert_eq!(parse(&CARD[..2]).unwrap_err(), two_of_three);
    let lower = PASSPORT[0].replace("ANNA", "anna");
    let character = ParseError::Character { line: 1, column: 16 };
    assert_eq!(parse(&[&lower, PASSPORT[1]]).unwrap_err(), character);
    let accent = PASSPORT[0].replace("ANNA", "ÄNNA");
    assert_eq!(parse(&[&accent, PASSPORT[1]]).unwrap_err(), character);
    assert_eq!(parse(&[&"A".repeat(30)]).unwrap_err(), ParseError::DocumentCode { line: 1 });
    let error = parse(&[&lower, PASSPORT[1]]).unwrap_err().to_string();
    assert_eq!(error, "line 1, column 16: not an MRZ character");
}

#[test]
fn nothing_prints_the_zone_unasked() {
    let mrz = read(&PASSPORT);
    let found = bonafide_mrz::find(&PASSPORT.join("\n"));
    let repaired = repair(&PASSPORT).unwrap();
    let content = bonafide_mrz::Content::from(&mrz);
    let printed = format!(
        "{mrz:?} {:?} {:?} {found:?} {repaired:?} {content:?} {:?}",
        mrz.surname(),
        mrz.document_number(),
        MrzReport::from(&mrz),
    );
    for secret in ["ERIKSSON", "ANNA", "L898902C3", "740812", "ZE184226B"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn repair_changes_only_what_must_be_another_kind() {
    // Case by case: (line, before, after what).
    let damage = |from: &str, to: &str| {
        let lines = PASSPORT.map(|line| line.replace(from, to));
        repair(&lines.each_ref().map(String::as_str)).unwrap()
    };
    let date = damage("740812", "74O8I2");
    assert!(date.mrz.is_valid());
    assert_eq!(
        date.corrections.iter().map(|c| c.group).collect::<Vec<_>>(),
        [Some(Group::BirthDate); 2]
    );
    let number = damage("L898902C3", "L8989O2C3");
    assert!(number.mrz.is_valid() && number.mrz.document_number() == "L898902C3");
    let state = damage("P<UTO", "P<UT0");
    assert_eq!((state.mrz.issuing(), state.corrections[0].group), ("UTO", None));
    // A digit misread as another digit leaves a wrong digit, and is said to.
    let wrong = damage("7408122F", "7408132F");
    assert!(wrong.corrections.is_empty() && !wrong.mrz.is_valid());
    assert_eq!(wrong.unresolved, [Group::BirthDate, Group::Composite]);
    // A letter in a date whose digit does not agree afterwards stays as it is.
    let both = damage("7408122F", "74O8132F");
    assert!(both.corrections.is_empty());
    // Nothing to do.
    assert!(repair(&PASSPORT).unwrap().corrections.is_empty());
}

#[test]
fn repair_leaves_what_could_be_two_things() {
    // Two letters among digits that count the same modulo 10 at places of the same weight.
    let number = "1O11O1111";
    let digit = char::from(bonafide_mrz::check_digit(b"1O1101111").unwrap());
    let second = format!("{number}{digit}UTO7408122F1204159<<<<<<<<<<<<<<<0");
    let repaired = repair(&[PASSPORT[0], &second]).unwrap();
    assert_eq!(repaired.ambiguous, [Group::DocumentNumber]);
    assert_eq!(repaired.mrz.lines().nth(1), Some(second.as_str()));
}

#[test]
fn russian_internal_passports_keep_their_digits() {
    // Their transliteration writes several letters as digits.
    let first = "PNRUSIVANOV<<ALEKSE1<IVANOVI3<<<<<<<<<<<<<<<";
    let repaired = repair(&[first, PASSPORT[1]]).unwrap();
    assert_eq!(repaired.mrz.lines().next(), Some(first));
}

#[test]
fn lines_that_read_as_nothing_are_kept() {
    let lines =
        ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<"];
    let report = MrzReport::of_lines(&lines);
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["lines"], serde_json::json!(lines));
    assert_eq!((&json["format"], &json["valid"]), (&serde_json::Value::Null, &false.into()));
    assert_eq!(bonafide_mrz::find(&lines.join("\n"))[0].lines, lines);
}
