//! Whole documents: several sources, the report and its wire form.
#![allow(clippy::unwrap_used, clippy::float_cmp)] // a failed unwrap is the failed test

use bonafide_matching::{
    Comparator, CompareOptions, How, MatchReport, SourceFields, choose, compare, compare_record,
    crosscheck,
};
use bonafide_types::{DataSource, Field, FieldValue, Fields, Score, Tolerance};

fn fields(parts: &[(Field, &str)]) -> Fields {
    parts.iter().map(|(field, text)| (*field, FieldValue::read(*text, Score::ONE))).collect()
}

fn front() -> Fields {
    fields(&[
        (Field::DocumentNumber, "D1234S67"),
        (Field::FirstName, "JOHN"),
        (Field::MiddleName, "Q"),
        (Field::LastName, "MULLER"),
        (Field::BirthDate, "1990-01-31"),
        (Field::Street, "123 MAIN ST"),
        (Field::City, "TROY"),
        (Field::State, "NY"),
        (Field::PostalCode, "12180"),
        (Field::Height, "72 in"),
        (Field::EyeColor, "UNK"),
    ])
}

fn barcode() -> Fields {
    fields(&[
        (Field::DocumentNumber, "D1234567"),
        (Field::FirstName, "JOHN"),
        (Field::MiddleName, "QUINCY"),
        (Field::LastName, "MUELLER"),
        (Field::BirthDate, "1990-01-31"),
        (Field::Street, "123 MAIN STREET"),
        (Field::City, "TROY"),
        (Field::State, "NY"),
        (Field::PostalCode, "121801234"),
        (Field::Height, "183 cm"),
        (Field::EyeColor, "BRO"),
        (Field::Restrictions, "NONE"),
    ])
}

fn user() -> Fields {
    fields(&[
        (Field::FirstName, "John"),
        (Field::LastName, "Müller"),
        (Field::BirthDate, "1990-01-31"),
        (Field::Street, "123 Main St."),
        (Field::City, "Troy"),
        (Field::State, "New York"),
    ])
}

fn three<'a>(front: &'a Fields, barcode: &'a Fields, user: &'a Fields) -> Vec<SourceFields<'a>> {
    vec![
        SourceFields::new(DataSource::FrontOcr, front),
        SourceFields::new(DataSource::Barcode, barcode),
        SourceFields::new(DataSource::UserInput, user),
    ]
}

fn report() -> MatchReport {
    let (front, barcode, user) = (front(), barcode(), user());
    compare(&three(&front, &barcode, &user), &CompareOptions::default())
}

#[test]
fn the_weakest_pair_counts_and_says_why() {
    let report = report();
    let of = |field| report.fields.iter().find(|f| f.field == field).unwrap();
    let last = of(Field::LastName);
    assert_eq!(last.limiting_pair, [DataSource::FrontOcr, DataSource::Barcode]);
    assert_eq!((last.phi, last.score.get(), last.pairs.len()), (3.0, 0.97, 3));
    assert_eq!(last.comparator, Comparator::NameTokens);
    assert_eq!(last.evidence[0].how, How::IcaoFold);
    let number = of(Field::DocumentNumber);
    assert_eq!(number.score.get(), 1.0);
    assert_eq!((number.evidence[0].pos, number.evidence[0].how), (Some(5), How::OcrConfusable));
    let middle = of(Field::MiddleName);
    assert_eq!((middle.score.get(), middle.evidence[0].how), (0.9, How::Initial));
    assert_eq!(of(Field::Street).score.get(), 1.0);
    assert!(report.score.unwrap().get() > 0.98);
}

#[test]
fn what_is_not_compared_has_its_reason() {
    let report = report();
    let reason =
        |field| report.not_compared.iter().find(|n| n.field == field).map(|n| n.reason.as_str());
    assert_eq!(reason(Field::EyeColor), Some("absent: user_input; none: front_ocr"));
    assert_eq!(reason(Field::Restrictions), Some("absent: front_ocr, user_input"));
    assert_eq!(reason(Field::Height), None);
}

#[test]
fn the_wire_form_carries_what_an_explanation_needs() {
    let report = report();
    let json = serde_json::to_value(&report).unwrap();
    let last =
        json["fields"].as_array().unwrap().iter().find(|f| f["field"] == "last_name").unwrap();
    assert_eq!(last["limiting_pair"], serde_json::json!(["front_ocr", "barcode"]));
    assert_eq!(last["values"], serde_json::json!(["MULLER", "MUELLER"]));
    assert_eq!(last["comparator"], "name_tokens/2");
    assert_eq!(last["evidence"][0]["how"], "icao_fold");
    assert_eq!(last["threshold"], 0.85);
    for key in ["phi", "normalised", "score", "contribution", "notes", "pairs"] {
        assert!(last.get(key).is_some(), "{key}");
    }
    assert_eq!(serde_json::from_value::<MatchReport>(json).unwrap(), report);
    let schema = serde_json::to_value(schemars::schema_for!(MatchReport)).unwrap();
    assert!(schema["properties"]["not_compared"].is_object());
}

#[test]
fn nothing_personal_is_printed_by_debug() {
    let (front, barcode, user) = (front(), barcode(), user());
    let sources = three(&front, &barcode, &user);
    let options = CompareOptions::default();
    let printed = format!(
        "{sources:?} {:?} {:?} {:?}",
        compare(&sources, &options),
        choose(&sources),
        crosscheck(&sources, &options)
    );
    for secret in ["MULLER", "MUELLER", "1990", "D1234", "QUINCY", "MAIN", "12180"] {
        assert!(!printed.to_uppercase().contains(secret), "{secret}");
    }
}

#[test]
fn one_source_compares_nothing() {
    let barcode = barcode();
    let dmv = user();
    let alone = [
        SourceFields::new(DataSource::Barcode, &barcode),
        SourceFields::new(DataSource::Dmv, &dmv),
    ];
    let options = CompareOptions::default();
    assert_eq!(compare(&alone, &options).score, None);
    let checks = crosscheck(&alone, &options);
    assert_eq!(checks.document_number.matched, None);
    assert_eq!(checks.name.matched, None);
    assert_eq!(checks.address.matched, None);
}

#[test]
fn crosschecks_look_at_every_pair() {
    let (front, barcode, mut user) = (front(), barcode(), user());
    let options = CompareOptions::default();
    let checks = crosscheck(&three(&front, &barcode, &user), &options);
    assert_eq!(checks.document_number.matched, Some(true));
    assert_eq!(checks.document_number.sources, [DataSource::FrontOcr, DataSource::Barcode]);
    assert_eq!(checks.name.matched, Some(true));
    assert_eq!(checks.name.similarity.unwrap().get(), 0.9);
    assert_eq!(checks.name.limiting_field, Some(Field::MiddleName));
    assert_eq!(checks.address.matched, Some(true));
    assert_eq!(checks.address.sources.len(), 3);

    let strict = options.with_threshold(Tolerance::new(0.95).unwrap());
    let checks = crosscheck(&three(&front, &barcode, &user), &strict);
    assert_eq!(checks.name.matched, Some(false));

    user.insert(Field::FirstName, FieldValue::read("Peter", Score::ONE));
    user.insert(Field::Street, FieldValue::read("125 Main St", Score::ONE));
    let checks = crosscheck(&three(&front, &barcode, &user), &options);
    assert_eq!(checks.name.matched, Some(false));
    assert_eq!(checks.name.limiting_field, Some(Field::FirstName));
    assert_eq!(checks.address.matched, Some(false));
    assert_eq!(checks.address.similarity.unwrap().get(), 0.6);
}

#[test]
fn a_number_typed_with_one_look_alike_passes_the_crosscheck_but_not_wholly() {
    let typed = fields(&[(Field::DocumentNumber, "D1234S67")]);
    let barcode = barcode();
    let sources = [
        SourceFields::new(DataSource::UserInput, &typed),
        SourceFields::new(DataSource::Barcode, &barcode),
    ];
    let check = crosscheck(&sources, &CompareOptions::default()).document_number;
    assert_eq!((check.matched, check.similarity.unwrap().get()), (Some(true), 0.875));
}

#[test]
fn values_are_chosen_in_order_of_trust() {
    let (front, mut barcode, user) = (front(), barcode(), user());
    let choices = choose(&three(&front, &barcode, &user));
    assert_eq!(choices[&Field::LastName].chosen_source, DataSource::Barcode);
    assert_eq!(choices[&Field::LastName].similarity.unwrap().get(), 0.97);
    assert_eq!(choices[&Field::Restrictions].similarity, None);
    assert_eq!(choices[&Field::EyeColor].chosen.expose(), "BRO");

    let cut = FieldValue::read("MUEL", Score::ONE).with_truncated(Some(true));
    barcode.insert(Field::LastName, cut);
    let choices = choose(&three(&front, &barcode, &user));
    assert_eq!(choices[&Field::LastName].chosen_source, DataSource::FrontOcr);
    assert_eq!(choices[&Field::LastName].candidates.len(), 3);
}

#[test]
fn a_doubtful_value_is_the_last_resort() {
    let mrz = fields(&[(Field::BirthDate, "1990-01-31"), (Field::DocumentNumber, "X123")]);
    let front = fields(&[(Field::BirthDate, "1990-01-30")]);
    let sources = [
        SourceFields::new(DataSource::Mrz, &mrz)
            .doubting([Field::BirthDate, Field::DocumentNumber]),
        SourceFields::new(DataSource::FrontOcr, &front),
    ];
    let choices = choose(&sources);
    assert_eq!(choices[&Field::BirthDate].chosen_source, DataSource::FrontOcr);
    assert_eq!(choices[&Field::DocumentNumber].chosen_source, DataSource::Mrz);
}

#[test]
fn passport_names_join_given_and_middle_names() {
    let mrz = fields(&[(Field::FirstName, "ANNA MARIA"), (Field::LastName, "ERIKSSON")]);
    let front = fields(&[
        (Field::FirstName, "Anna"),
        (Field::MiddleName, "Maria"),
        (Field::LastName, "Eriksson"),
    ]);
    let sources =
        [SourceFields::new(DataSource::Mrz, &mrz), SourceFields::new(DataSource::FrontOcr, &front)];
    assert_eq!(compare(&sources, &CompareOptions::default()).score.unwrap().get(), 1.0);
}

#[test]
fn a_registry_record_confirms_field_by_field() {
    let record = fields(&[
        (Field::DocumentNumber, "D1234567"),
        (Field::LastName, "MUELLER"),
        (Field::MiddleName, "Q"),
        (Field::Street, "123 MAIN STREET"),
        (Field::PostalCode, "12180"),
        (Field::BirthDate, "1990-01-30"),
        (Field::Weight, "180 lb"),
    ]);
    let barcode = barcode();
    let card = SourceFields::new(DataSource::Barcode, &barcode);
    let found = compare_record(&record, &card, &CompareOptions::default());
    let flag = |field| found.iter().find(|m| m.field == field).map(|m| m.matched);
    assert_eq!(flag(Field::DocumentNumber), Some(true));
    assert_eq!(flag(Field::LastName), Some(true));
    assert_eq!(flag(Field::MiddleName), Some(true));
    assert_eq!(flag(Field::Street), Some(true));
    assert_eq!(flag(Field::PostalCode), Some(true));
    assert_eq!(flag(Field::BirthDate), Some(false));
    assert_eq!(flag(Field::Weight), None);
}
