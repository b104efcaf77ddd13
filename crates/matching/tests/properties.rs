//! Properties that hold for every input: symmetry, identity, bounds, and agreement that adds up.
#![allow(clippy::float_cmp)] // full agreement is exactly 1

use bonafide_matching::{
    CompareOptions, Comparison, FIELD_WEIGHTS, Operand, SourceFields, choose, compare,
    compare_addresses, compare_code_sets, compare_countries, compare_dates, compare_eye_colors,
    compare_hair_colors, compare_heights, compare_names, compare_numbers, compare_places,
    compare_postal_codes, compare_sexes, compare_states, compare_streets, compare_suffixes,
    compare_weights, crosscheck,
};
use bonafide_types::{DataSource, Field, FieldValue, Fields, Score};
use proptest::prelude::*;

type Compare = fn(Operand<'_>, Operand<'_>) -> Comparison;

const COMPARATORS: &[(&str, Compare)] = &[
    ("numbers", compare_numbers),
    ("dates", compare_dates),
    ("names", compare_names),
    ("suffixes", compare_suffixes),
    ("streets", compare_streets),
    ("addresses", compare_addresses),
    ("places", compare_places),
    ("postal codes", compare_postal_codes),
    ("countries", compare_countries),
    ("states", compare_states),
    ("sexes", compare_sexes),
    ("eye colours", compare_eye_colors),
    ("hair colours", compare_hair_colors),
    ("heights", compare_heights),
    ("weights", compare_weights),
    ("code sets", compare_code_sets),
];

/// Anything at all, and text of the kinds that documents carry, with repeated words and marks.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,40}",
        "[A-C0-2 ]{0,16}",
        "(ANNA|MARIA|DE|LA|CRUZ|O'NEIL|MÜLLER|MUELLER|J|JR|III|DR)( |-|, |<)?(ANNA|MARIA|DELACRUZ|MULLER|CRUZ|JR|J)?( (ANNA|JOSE|DE|LA))?",
        "[0-9]{1,4} (N |S |NW )?(MAIN|OAK|5TH|FIFTH|ST LOUIS) (ST|STREET|AVE|N)?( APT 4| #5)?(, TROY)?(, NY)?( 1218[01](-1234)?)?",
        "(19|20)?[0-9]{2}[-/.]?[01][0-9][-/.]?[0-3][0-9]",
        "(5'-?[0-9]{1,2}\"|[0-9]{2,3} (in|cm|lb|kg)|161-190 lb)",
    ]
}

fn operand(text: &str, pixels: bool, truncated: bool) -> Operand<'_> {
    let operand = if pixels { Operand::from_pixels(text) } else { Operand::exact(text) };
    operand.cut_short(Some(truncated))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn comparators_are_symmetric_and_bounded(
        a in text(), b in text(), pixels: (bool, bool), truncated: (bool, bool),
    ) {
        for (name, compare) in COMPARATORS {
            let (x, y) = (operand(&a, pixels.0, truncated.0), operand(&b, pixels.1, truncated.1));
            let (there, back) = (compare(x, y), compare(y, x));
            prop_assert_eq!(there.score, back.score, "{}", name);
            prop_assert!((0.0..=1.0).contains(&there.score.get()), "{}", name);
        }
    }

    #[test]
    fn identical_values_agree_wholly(a in text(), pixels: bool, truncated: bool) {
        for (name, compare) in COMPARATORS {
            let side = operand(&a, pixels, truncated);
            let comparison = compare(side, side);
            prop_assert_eq!(comparison.score.get(), 1.0, "{}", name);
            prop_assert!(comparison.evidence.is_empty(), "{}", name);
        }
    }

    #[test]
    fn long_input_is_cut(word in "[A-Z]{1,8}", times in 100usize..4000) {
        let long = format!("{word} ").repeat(times);
        for (name, compare) in COMPARATORS {
            let score = compare(Operand::exact(&long), Operand::exact(&long)).score;
            prop_assert_eq!(score.get(), 1.0, "{}", name);
        }
    }
}

/// Values that a field may have; few, so that sources agree, nearly agree and contradict.
fn pool(field: Field) -> &'static [&'static str] {
    match field {
        Field::DocumentNumber | Field::RefNumber => &["D1234567", "D1234S67", "X99"],
        Field::BirthDate | Field::IssuedAt | Field::ExpiresAt => {
            &["1990-01-02", "1990-02-01", "1990-XX-XX", "2003-11-30"]
        }
        Field::FirstName => &["ANNA", "ANNA MARIA", "MARIA", "JURGEN", "JÜRGEN", "FNU"],
        Field::MiddleName => &["MARIA", "M", "NONE", "LOPEZ"],
        Field::LastName => &["ERIKSSON", "DE LA CRUZ", "DELACRUZ", "DOE JR", "ANNA"],
        Field::NameSuffix => &["JR", "JUNIOR", "III"],
        Field::Street => &["1 N MAIN ST", "1 MAIN STREET APT 4", "PO BOX 7"],
        Field::City => &["TROY", "ST LOUIS", "SAINT LOUIS"],
        Field::PostalCode => &["12180", "12180-1234", "63101"],
        Field::State | Field::IssuingState => &["NY", "New York", "MO"],
        Field::IssuingCountry => &["USA", "CAN"],
        Field::Gender => &["male", "female"],
        Field::Height => &["72 in", "183 cm", "60 in"],
        Field::Weight => &["180 lb", "161-190 lb", "300 lb"],
        Field::EyeColor => &["BRO", "BLU", "UNK"],
        Field::HairColor => &["BAL", "SDY"],
        _ => &["NONE", "A B", "C"],
    }
}

fn fields() -> impl Strategy<Value = Fields> {
    let each = FIELD_WEIGHTS.iter().map(|&(field, _)| {
        let value = proptest::sample::select(pool(field));
        (proptest::option::of((value, any::<bool>()))).prop_map(move |found| (field, found))
    });
    each.collect::<Vec<_>>().prop_map(|found| {
        let read = |(field, found): (Field, Option<(&str, bool)>)| {
            let (value, truncated) = found?;
            let value = FieldValue::read(value, Score::ONE).with_truncated(Some(truncated));
            Some((field, value))
        };
        found.into_iter().filter_map(read).collect()
    })
}

fn sources<'a>(all: &[(DataSource, &'a Fields)]) -> Vec<SourceFields<'a>> {
    all.iter().map(|(source, fields)| SourceFields::new(*source, fields)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn contributions_add_up_and_order_does_not_count(
        front in fields(), barcode in fields(), user in fields(),
    ) {
        let options = CompareOptions::default();
        let all = [
            (DataSource::FrontOcr, &front),
            (DataSource::Barcode, &barcode),
            (DataSource::UserInput, &user),
        ];
        let report = compare(&sources(&all), &options);
        let sum: f64 = report.fields.iter().map(|f| f.contribution.get()).sum();
        prop_assert!((sum - report.score.map_or(0.0, bonafide_types::Similarity::get)).abs() < 1e-9);
        prop_assert_eq!(report.fields.len() + report.not_compared.len(), FIELD_WEIGHTS.len());
        for field in &report.fields {
            prop_assert!(field.pairs.iter().all(|pair| pair.score >= field.score));
            prop_assert!(field.pairs.iter().any(|pair| pair.sources == field.limiting_pair));
        }
        let turned = [all[2], all[0], all[1]];
        prop_assert_eq!(&report, &compare(&sources(&turned), &options));
        prop_assert_eq!(choose(&sources(&all)), choose(&sources(&turned)));
        prop_assert_eq!(
            crosscheck(&sources(&all), &options),
            crosscheck(&sources(&turned), &options)
        );
    }

    #[test]
    fn identical_sources_agree_wholly(fields in fields()) {
        let all = [(DataSource::FrontOcr, &fields), (DataSource::Barcode, &fields)];
        let report = compare(&sources(&all), &CompareOptions::default());
        prop_assert!(report.score.is_none_or(|score| (score.get() - 1.0).abs() < 1e-12));
        let checks = crosscheck(&sources(&all), &CompareOptions::default());
        for check in [checks.document_number, checks.name, checks.address] {
            prop_assert_ne!(check.matched, Some(false));
        }
    }

    #[test]
    fn an_agreeing_field_never_lowers_the_score(
        mut front in fields(), mut barcode in fields(), which in 0..FIELD_WEIGHTS.len(), pick: usize,
    ) {
        let (field, _) = FIELD_WEIGHTS[which];
        front.remove(&field);
        barcode.remove(&field);
        let score = |front: &Fields, barcode: &Fields| {
            let all = [(DataSource::FrontOcr, front), (DataSource::Barcode, barcode)];
            compare(&sources(&all), &CompareOptions::default()).score
        };
        let before = score(&front, &barcode);
        let value = pool(field)[pick % pool(field).len()];
        prop_assume!(value != "DOE JR"); // states a suffix too, which may contradict another
        let value = FieldValue::read(value, Score::ONE);
        front.insert(field, value.clone());
        barcode.insert(field, value);
        let after = score(&front, &barcode);
        if let (Some(before), Some(after)) = (before, after) {
            prop_assert!(after.get() >= before.get() - 1e-12, "{:?} {:?}", field, (before, after));
        }
    }
}
