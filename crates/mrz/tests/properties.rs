//! Properties that hold for any input.
#![allow(clippy::unwrap_used)] // a failed unwrap is the failed test

use bonafide_mrz::{
    Content, Format, Language, MrzReport, check_digit, find, parse, repair, transliterate, write,
};
use jiff::civil::date;
use proptest::prelude::*;

/// Does everything there is to do with lines.
fn exercise(lines: &[&str]) {
    let as_of = date(2024, 8, 12);
    let report = MrzReport::of_lines(lines);
    let given: Vec<&str> = report.lines.iter().map(|line| line.expose().as_str()).collect();
    assert_eq!(given, lines);
    if let Ok(mrz) = parse(lines) {
        assert!(mrz.lines().eq(lines.iter().copied()));
        let _ = (mrz.to_fields(as_of), mrz.raw_fields(), mrz.document_type(), mrz.optional(0));
        let _ = mrz.deviations().count();
        let repaired = repair(lines).unwrap();
        // Every difference is reported, and nothing else is.
        let after: Vec<&str> = repaired.mrz.lines().collect();
        let changed: usize = after
            .iter()
            .zip(lines)
            .map(|(a, b)| a.bytes().zip(b.bytes()).filter(|(a, b)| a != b).count())
            .sum();
        assert_eq!(changed, repaired.corrections.len());
        if mrz.is_valid() {
            assert!(repaired.mrz.is_valid());
        }
        // Repairing twice is repairing once.
        assert!(repair(&after).unwrap().corrections.is_empty());
    }
}

/// A field of letters, digits and inner fillers that does not begin or end with a filler.
fn run(letters: &'static str, most: usize) -> impl Strategy<Value = String> {
    proptest::string::string_regex(&format!("([{letters}]{{1,{most}}})?")).unwrap()
}

fn a_date() -> impl Strategy<Value = String> {
    prop_oneof!["[0-9]{2}(0[1-9]|1[0-2])[0-2][0-9]", Just("<<<<<<".to_owned()), "[0-9]{2}<<<<"]
}

prop_compose! {
    fn names()(
        surname in "[A-Z]{1,12}( [A-Z]{1,12}){0,2}",
        given in "([A-Z]{1,12}( [A-Z]{1,12}){0,3})?",
    ) -> (String, String) {
        (surname, given)
    }
}

prop_compose! {
    fn icao_content()(
        format in prop_oneof![
            Just(Format::Td1), Just(Format::Td2), Just(Format::Td3), Just(Format::MrvA), Just(Format::MrvB),
        ],
        second in "[A-Z]?",
        (issuing, nationality) in (run("A-Z", 3), run("A-Z", 3)),
        number in "[A-Z0-9]{1,9}|[A-Z0-9]{10,14}",
        (birth, expiry) in (a_date(), a_date()),
        sex in prop_oneof![Just('M'), Just('F'), Just('X'), Just('<')],
        (surname, given) in names(),
        (first, second_optional) in (run("A-Z0-9", 6), run("A-Z0-9", 11)),
    ) -> Content {
        let mut content = Content::new(format);
        let code = match format {
            Format::Td1 | Format::Td2 => 'I',
            Format::Td3 => 'P',
            _ => 'V',
        };
        content.document_code = format!("{code}{second}");
        content.issuing = issuing;
        content.nationality = nationality;
        content.document_number = match format {
            Format::Td1 => number,
            Format::Td2 => number.chars().take(14).collect(),
            _ => number.chars().take(9).collect(),
        };
        content.birth_date = birth;
        content.expiry_date = expiry;
        content.sex = sex;
        content.surname = surname;
        content.given_names = given;
        content.optional[0] = first;
        if format == Format::Td1 {
            content.optional[1] = second_optional;
        }
        if content.document_number.len() > 9 {
            content.number_form = bonafide_mrz::NumberForm::RunsOver;
            if format == Format::Td2 {
                content.optional[0].clear();
            }
        }
        content
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn parse_gives_back_what_was_written(content in icao_content()) {
        let lines = write(&content).unwrap();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let mrz = parse(&lines).unwrap();
        prop_assert!(mrz.is_valid());
        prop_assert!(mrz.format() == content.format || content.document_code == "ID");
        let read = Content::from(&mrz);
        prop_assert_eq!(&read.document_number, &content.document_number);
        prop_assert_eq!(&read.optional, &content.optional);
        prop_assert_eq!((&read.birth_date, &read.expiry_date), (&content.birth_date, &content.expiry_date));
        let between = if content.given_names.is_empty() { 0 } else { 2 };
        let whole = content.surname.len() + between + content.given_names.len();
        let room = match content.format { Format::Td1 => 30, Format::Td2 | Format::MrvB => 31, _ => 39 };
        if whole <= room {
            prop_assert!(read == content);
        } else {
            // A name that begins with a single letter has none to give up for the mark.
            let cut = if content.given_names.is_empty() { &content.surname } else { &content.given_names };
            let can_show = cut.split(' ').next().is_some_and(|first| first.len() > 1);
            prop_assert!(mrz.names_may_be_truncated() || !can_show, "{lines:?}");
            prop_assert!(content.surname.starts_with(&read.surname) || content.given_names.is_empty());
        }
        // What was read writes itself again.
        prop_assert_eq!(write(&read).unwrap(), lines);
    }

    #[test]
    fn any_text_is_read_or_refused(lines in proptest::collection::vec(".{0,50}", 0..5)) {
        exercise(&lines.iter().map(String::as_str).collect::<Vec<_>>());
    }

    #[test]
    fn any_zone_is_read(
        shape in prop_oneof![
            Just(vec![30, 30, 30]), Just(vec![36, 36]), Just(vec![44, 44]), Just(vec![30]), Just(vec![9, 30, 30]),
        ],
        characters in prop_oneof!["[A-Z0-9<]{90}", "[OIZSGBDQ012568<]{90}"],
        prefix in prop_oneof![Just(""), Just("IDFRA"), Just("D1NLD"), Just("D1FRA"), Just("V<UTO"), Just("PNRUS")],
    ) {
        let mut text = characters;
        text.replace_range(..prefix.len(), prefix);
        if shape.len() == 3 && shape[0] == 9 {
            text.replace_range(9..14, "FACHE");
        }
        let mut rest = text.as_str();
        let lines: Vec<&str> = shape.iter().map(|length| {
            let (line, after) = rest.split_at(*length);
            rest = after;
            line
        }).collect();
        exercise(&lines);
    }

    #[test]
    fn find_never_panics(text in "([A-Z0-9<«é\n &;]{0,60}\n?){0,8}") {
        for found in find(&text) {
            exercise(&found.lines.iter().map(String::as_str).collect::<Vec<_>>());
        }
    }

    #[test]
    fn transliteration_stays_in_the_alphabet(name in "\\PC{0,40}", ukrainian in any::<bool>()) {
        let language = if ukrainian { Language::Ukrainian } else { Language::Any };
        if let Ok(written) = transliterate(&name, language) {
            prop_assert!(written.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'<'));
            prop_assert!(!written.starts_with('<') && !written.ends_with('<') && !written.contains("<<"));
            prop_assert_eq!(transliterate(&written, language).unwrap(), written);
        }
    }

    #[test]
    fn one_wrong_digit_never_passes(field in "[0-9]{6}", at in 0_usize..6, step in 1_u8..10) {
        // Weights 7, 3 and 1 have no common divisor with 10.
        let mut changed = field.clone().into_bytes();
        changed[at] = b'0' + (changed[at] - b'0' + step) % 10;
        prop_assert_ne!(check_digit(field.as_bytes()), check_digit(&changed));
    }
}

/// Zones that random ones found: their digits contradict each other.
#[test]
fn contradicting_digits_are_repaired_once() {
    // The composite was made for the `D` that the date's digit asks to be a `0`.
    exercise(&[
        "0A0A<V2<J7HC9P<VHY2JRD<K<PQA<V",
        "356321D<<J7M<0<<<AK<<<V8<P6F<1",
        "<A<<<AA00<00AAA0<00<0A0AA0A<AA",
    ]);
    // What the composite asks for lies in a number that runs over.
    exercise(&[
        "P<UTO2GBB68<IZ<QD2DQQ0I8D0I22G",
        "1B220I6061QQZ6D<2QIO6G68IG6<B6",
        "I<2<IS1<001I5GQ6QIZQD5SBO82IS0",
    ]);
}

#[test]
fn huge_and_hostile_lines() {
    let huge = "<".repeat(10_000_000);
    assert!(parse(&[&huge, &huge]).is_err());
    assert!(find(&huge).is_empty());
    assert!(find(&"A<<\n".repeat(100_000)).is_empty());
    let many = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n".repeat(5_000);
    assert_eq!(find(&many).len(), 2_500);
    assert!(find("é".repeat(2_000_000).as_str()).is_empty());
}
