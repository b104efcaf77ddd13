//! Properties of prepared names: what they answer is what the comparator answers, at any cutoff.
#![allow(clippy::float_cmp)] // full agreement is exactly 1

use bonafide_matching::{Operand, PreparedName, compare_names};
use bonafide_types::Similarity;
use proptest::prelude::*;

/// Words that match, nearly match, join, abbreviate and contradict each other.
const WORDS: &[&str] = &[
    "ANNA",
    "Ana",
    "Hannah",
    "MARIA",
    "MARIE",
    "M",
    "M.",
    "WILLIAM",
    "Bill",
    "Wiliam",
    "W1LLIAM",
    "Müller",
    "MUELLER",
    "MULLER",
    "DE LA CRUZ",
    "DELACRUZ",
    "Delacruz",
    "Abdul Wahab",
    "ABDULVAHHAB",
    "AL-KAHLOUT",
    "KAHLUT",
    "bin",
    "IBN",
    "van",
    "von und zu",
    "JR",
    "Sr.",
    "III",
    "2ND",
    "Dr.",
    "Sir",
    "KING",
    "Dmitry",
    "DMITRII",
    "DZMITRY",
    "SHAKRA",
    "Shaqra",
    "CHRISTOPHER",
    "CHRISTO",
    "Aleksandrovich",
    "ALEXANDROVITCH",
    "GAZPROM",
    "OAO",
    "Open Joint Stock Company",
    "L.L.C.",
    "Ltd",
    "SA",
    "O'NEIL",
    "ONEIL",
    "SMITH",
    "SMYTHE",
    "SMIHT",
    "Петр",
    "李",
    "Y",
    "X",
    ",",
    "-",
    "NONE",
];

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::collection::vec(proptest::sample::select(WORDS), 0..7)
            .prop_map(|words| words.join(" ")),
        "[A-E]{1,8}( [A-E]{1,8}){0,4}",
        ".{0,30}",
    ]
}

/// A name and the same with one letter changed, left out, doubled or a space set.
fn slip() -> impl Strategy<Value = (String, String)> {
    (name(), any::<prop::sample::Index>(), 0..4u8).prop_map(|(name, place, kind)| {
        let mut letters: Vec<char> = name.chars().collect();
        if letters.is_empty() {
            return (name.clone(), name);
        }
        let at = place.index(letters.len());
        match kind {
            0 => letters[at] = 'Q',
            1 => drop(letters.remove(at)),
            2 => letters.insert(at, letters[at]),
            _ => letters.insert(at, ' '),
        }
        let other = letters.into_iter().collect();
        (name, other)
    })
}

fn pair() -> impl Strategy<Value = (String, String)> {
    prop_oneof![(name(), name()), slip()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn a_cutoff_changes_no_score((a, b) in pair(), cutoff in 0.0..=1.0f64) {
        let (x, y) = (PreparedName::new(&a), PreparedName::new(&b));
        let score = compare_names(Operand::exact(&a), Operand::exact(&b)).score;
        prop_assert_eq!(x.similarity(&y), score, "{:?} {:?}", a, b);
        prop_assert_eq!(y.similarity(&x), score, "{:?} {:?}", a, b);
        let cutoff = Similarity::clamped(cutoff);
        let expected = (score >= cutoff).then_some(score);
        prop_assert_eq!(x.similarity_from(&y, cutoff), expected, "{:?} {:?}", a, b);
        prop_assert_eq!(y.similarity_from(&x, cutoff), expected, "{:?} {:?}", a, b);
    }

    #[test]
    fn a_name_is_itself_in_any_order(words in proptest::collection::vec("[A-Z][a-z]{2,9}", 2..5)) {
        let mut turned = words.clone();
        turned.reverse();
        let (a, b) = (PreparedName::new(&words.join(" ")), PreparedName::new(&turned.join(" ")));
        prop_assert_eq!(a.similarity(&a.clone()).get(), 1.0);
        if a.words().count() == words.len() && b.words().count() == words.len() {
            prop_assert_eq!(a.similarity(&b).get(), 1.0);
        }
    }

    #[test]
    fn matched_words_are_words_used_once((a, b) in pair()) {
        let (x, y) = (PreparedName::new(&a), PreparedName::new(&b));
        let matched = x.matched_words(&y);
        for side in [0, 1] {
            let (name, other) = if side == 0 { (&x, &y) } else { (&y, &x) };
            let mut used = vec![0; name.words().count()];
            for found in name.matched_words(other) {
                prop_assert!(found.score > 0.0 && found.score <= 1.0);
                for index in found.a {
                    used[index] += 1;
                }
            }
            prop_assert!(used.iter().all(|times| *times <= 1));
        }
        prop_assert_eq!(matched.len(), y.matched_words(&x).len());
        prop_assert_eq!(x.words().count(), x.folds().count());
    }

    #[test]
    fn a_second_contradiction_lowers_the_score(given in "[B-F]{5,8}", family in "[G-K]{5,8}") {
        let score = |b: &str| PreparedName::new(&format!("{given} {family}")).similarity(&PreparedName::new(b)).get();
        let one = score(&format!("{given} TUVWXTU"));
        let two = score("SZQNORS TUVWXTU");
        prop_assert!(two < one && one < 0.85);
    }
}

#[test]
fn what_must_not_be_one_person_is_below_the_default() {
    for (a, b) in [
        ("Gary Carroll", "Melinda Carroll"),
        ("Gary Carroll", "Gary Howard"),
        ("Hector Moore Jr", "Hector Moore Sr"),
        ("Hector Moore II", "Hector Moore III"),
        ("Gary L. Carroll", "Gary X. Carroll"),
        ("Evan Y. Smith", "Evan Q. Smith"),
        ("Maria Vladimirovna Zakharova", "Maria Aleksandrovna Zakharova"),
        ("Barack Obama", "Michelle Obama"),
        ("Obama", "Barack Obama"),
    ] {
        let score = PreparedName::new(a).similarity(&PreparedName::new(b)).get();
        assert!(score < 0.85, "{a} {b}: {score}");
    }
}

#[test]
fn what_is_one_person_is_at_the_default() {
    for (a, b) in [
        ("Sergey SHOIGU", "Sergey Kuzhugetovich SHOYGU"),
        ("Abdulvahhab KOCAK", "Abdul Wahab KOCAK"),
        ("Cynthia Joel Webb", "Cindy Webb"),
        ("Adam van Bentheim", "Adam van"),
        ("Adam van Bentheim", "Adam vanBentheim"),
        ("Charles Adam Mitchell", "CHARLE MITCHELL"),
        ("Daniel Michael King II", "KING II, DANIEL MICHAEL"),
        ("OAO Gazprom", "Gazprom Open Joint Stock Company"),
        ("Osama bin Laden", "Usama ibn Laden"),
        ("Dr. Rami Makhlouf", "Rami Makhlouf"),
        ("Владимир Путин", "Vladimir Putin"),
    ] {
        let score = PreparedName::new(a).similarity(&PreparedName::new(b)).get();
        assert!(score >= 0.85, "{a} {b}: {score}");
    }
}
