//! What holds for any print.

use bonafide_ocr::{
    Hints, Line, Point, Print, Word, WordLists, classify, read_fields, suspicious_words,
};
use bonafide_types::{Score, Sensitive};
use proptest::prelude::*;

/// Coordinates of every kind, the impossible ones too.
fn coordinate() -> impl Strategy<Value = f32> {
    prop_oneof![
        8 => -50.0_f32..1100.0,
        1 => prop::num::f32::ANY,
        1 => Just(f32::NAN),
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[A-Z0-9a-d]{1,8}",
        2 => "(DOB|EXP|ISS|LN|FN|4d|4b|1|2|8|15SEX|Surname|/|Nom|SPECIMEN|USA|OR|97201|M|NONE|9)",
        2 => "[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}",
        1 => "\\PC{0,12}",
    ]
}

fn corners() -> impl Strategy<Value = [Point; 4]> {
    let free = prop::array::uniform8(coordinate())
        .prop_map(|c| [0, 2, 4, 6].map(|i| Point { x: c[i], y: c[i + 1] }));
    let level =
        (0.0_f32..900.0, 0.0_f32..600.0, 1.0_f32..200.0, 5.0_f32..40.0).prop_map(|(x, y, w, h)| {
            let at = |x, y| Point { x, y };
            [at(x, y), at(x + w, y), at(x + w, y + h), at(x, y + h)]
        });
    prop_oneof![1 => free, 4 => level]
}

fn print() -> impl Strategy<Value = Print> {
    let word = (text(), corners(), 0.0_f64..1.0, 0_usize..14).prop_map(|(text, corners, p, n)| {
        Word { text: Sensitive::new(text), probabilities: vec![Score::clamped(p); n], corners }
    });
    let line = (corners(), prop::collection::vec(word, 0..6))
        .prop_map(|(corners, words)| Line { corners, words });
    (0_u32..2000, 0_u32..2000, prop::collection::vec(line, 0..24)).prop_map(|(w, h, lines)| Print {
        frame: (w, h),
        lines,
        marks: Vec::new(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_print_is_read(print in print()) {
        let read = read_fields(&print, &Hints::default());
        for (field, value) in &read.fields {
            prop_assert!(read.basis.contains_key(field));
            if let Some(b) = value.bounds {
                prop_assert!(b.left <= b.right && b.right <= print.frame.0);
                prop_assert!(b.top <= b.bottom && b.bottom <= print.frame.1);
            }
            if field.is_date() {
                let date = value.text().and_then(|t| t.parse::<bonafide_types::PartialDate>().ok());
                prop_assert!(date.is_some());
            }
        }
        let _ = classify(&print);
        let _ = suspicious_words(&print, &WordLists::default());
    }

    #[test]
    fn reading_is_repeatable_and_the_order_of_lines_is_free(print in print()) {
        let once = read_fields(&print, &Hints::default());
        prop_assert_eq!(&once, &read_fields(&print, &Hints::default()));
    }
}

#[test]
fn two_thousand_words_take_bounded_time() {
    // Every word is a label or looks like a value, the worst for pairing.
    let texts =
        ["DOB", "01/02/1990", "Surname", "EXP", "4d", "DLN", "D1234567", "SEX", "M", "SPECIMEN"];
    let words = (0..4000_u32).map(|i| {
        let (x, y) = ((i % 40) as f32 * 60.0, (i / 40) as f32 * 20.0);
        let at = |x, y| Point { x, y };
        let corners = [at(x, y), at(x + 50.0, y), at(x + 50.0, y + 15.0), at(x, y + 15.0)];
        let text = texts[i as usize % texts.len()];
        let word = Word {
            text: Sensitive::new(text.to_owned()),
            probabilities: vec![Score::ONE; text.len()],
            corners,
        };
        Line { corners, words: vec![word] }
    });
    let print = Print { frame: (2400, 2000), lines: words.collect(), marks: Vec::new() };
    let started = std::time::Instant::now();
    let _ = read_fields(&print, &Hints::default());
    let _ = suspicious_words(&print, &WordLists::default());
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}
