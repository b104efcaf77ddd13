//! What the index promises: no candidate is lost, and the same in comes out the same.
#![allow(clippy::unwrap_used, clippy::float_cmp)]

use proptest::prelude::*;

use super::align::Prepared;
use super::search::{Candidate, candidates, candidates_exhaustively};
use super::*;

/// Words that are alike in every way the search knows, and some that are not.
const WORDS: &[&str] = &[
    "MOHAMMED",
    "MUHAMMAD",
    "MOHAMED",
    "HUSSEIN",
    "HUSAYN",
    "HASSAN",
    "AL",
    "ABU",
    "ALI",
    "QAEDA",
    "ALQAEDA",
    "YOUSSEF",
    "YUSUF",
    "GARCIA",
    "GARZIA",
    "KIM",
    "JONG",
    "UN",
    "GUO",
    "YING",
    "GUOYING",
    "COMPANY",
    "LIMITED",
    "M0HAMMED",
    "SERGEY",
    "SERGEI",
    "X",
    "PETROV",
    "PETROVICH",
];

fn name() -> impl Strategy<Value = String> {
    let listed = prop::sample::select(WORDS).prop_map(str::to_owned);
    let word = prop_oneof![8 => listed, 1 => "[A-Z]{1,9}", 1 => "[A-Z0-9]{2,6}"];
    prop::collection::vec(word, 1..6).prop_map(|words| words.join(" "))
}

fn index_of(names: &[String]) -> SanctionsIndex {
    let entity =
        |(at, name): (usize, &String)| Entity::new(at.to_string(), EntityKind::Individual, name);
    SanctionsIndex::build(ListFacts::default(), names.iter().enumerate().map(entity).collect())
}

proptest! {
    #[test]
    fn no_candidate_is_lost(names in prop::collection::vec(name(), 1..40), query in name(), floor in 0.01_f32..0.99) {
        let index = index_of(&names);
        let fast = Prepared::new(&index, &query);
        let slow = Prepared::with(&index, &query, |word| index.vocabulary.related_exhaustively(word));
        let (mut found, mut all): (Vec<Candidate>, Vec<Candidate>) = (Vec::new(), Vec::new());
        candidates(&index, &fast, floor, |candidate| { found.push(candidate); floor });
        candidates_exhaustively(&index, &slow, floor, |candidate| all.push(candidate));
        found.sort_by_key(|candidate| candidate.row);
        prop_assert_eq!(found, all);
    }

    #[test]
    fn screening_is_the_same_for_the_saved_index(names in prop::collection::vec(name(), 1..20), query in name()) {
        let index = index_of(&names);
        let again = SanctionsIndex::from_bytes(&index.to_bytes()).unwrap();
        let (query, options) = (Query::new(&query), ScreenOptions::default());
        prop_assert_eq!(index.screen(&query, &options), again.screen(&query, &options));
        prop_assert_eq!(index.to_bytes(), again.to_bytes());
    }

    #[test]
    fn a_listed_name_is_its_own_best_hit(names in prop::collection::vec(name(), 1..20), at in any::<prop::sample::Index>()) {
        let index = index_of(&names);
        let query = at.get(&names).split(' ').rev().collect::<Vec<_>>().join(" ");
        let found = index.screen(&Query::new(&query), &ScreenOptions::default());
        prop_assert_eq!(found.best().get(), 1.0);
    }

    #[test]
    fn any_bytes_are_a_list_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = (parse_jsonl(&bytes), parse_csv(&bytes), parse_ofac_xml(&bytes));
        let _ = (parse_ofac_csv(&OfacCsv::new(&bytes)), SanctionsIndex::from_bytes(&bytes));
    }

    #[test]
    fn any_text_is_screened(text in ".{0,80}", listed in ".{0,40}") {
        let index = index_of(&[listed.clone(), "DOE, John".to_owned()]);
        let found = index.screen(&Query::new(&text), &ScreenOptions { floor: 0.0, ..ScreenOptions::default() });
        prop_assert!(found.hits.iter().all(|hit| (0.0..=1.0).contains(&hit.similarity.get())));
        prop_assert!((0.0..=1.0).contains(&ofac_search_score(&text, &listed)));
    }
}

fn hit(listed: &str, asked: &str) -> Option<Hit> {
    let index =
        index_of(&[listed.to_owned(), "OTHER, Name".to_owned(), "THIRD, Person".to_owned()]);
    index.screen(&Query::new(asked), &ScreenOptions::default()).hits.into_iter().next()
}

#[test]
fn evidence_says_which_words_agree_and_how() {
    let found = hit("GUOYING, Mohammed Khalid", "Guo Ying M0hammed Chalid Smith").unwrap();
    let how = |asked: &str| {
        let is = |word: &&WordEvidence| word.asked.as_ref().is_some_and(|a| a.expose() == asked);
        found.evidence.iter().find(is).map(|word| word.how)
    };
    assert_eq!(how("GUO YING"), Some(WordRelation::Joined));
    assert_eq!(how("M0HAMMED"), Some(WordRelation::LookAlike));
    assert_eq!(how("SMITH"), Some(WordRelation::NotListed));
    assert!(found.in_words().contains("SMITH is not in the listed name"));
}

#[test]
fn one_word_and_a_common_one_never_match_by_themselves() {
    let found = hit("GHUMAYN", "Ghumayn").unwrap();
    assert_eq!(found.similarity.get(), 1.0);
    assert_eq!(found.outcome, ScreeningOutcome::Potential);
    assert_eq!(found.tags, [HitTag::DobUnknown, HitTag::SingleWord]);
}

#[test]
fn a_rare_word_outweighs_a_common_one() {
    let mut names: Vec<String> = (0..60).map(|i| format!("MOHAMMED, Common{i}")).collect();
    names.push("ZHELYABOV, Someone".to_owned());
    let index = index_of(&names);
    let found = index.screen(&Query::new("Mohammed Zhelyabov"), &ScreenOptions::default());
    assert_eq!(found.hits[0].listed_name, "ZHELYABOV, Someone");
}

#[test]
fn damaged_and_foreign_files_are_refused() {
    let mut bytes = index_of(&["DOE, John".to_owned()]).to_bytes();
    assert!(SanctionsIndex::is_index(&bytes));
    let last = bytes.len() - 3;
    bytes[last] ^= 1;
    assert_eq!(SanctionsIndex::from_bytes(&bytes).err(), Some(SanctionsError::Damaged));
    let other = br#"{"format":"bonafide.sanctions/2"}"#;
    assert!(matches!(SanctionsIndex::from_bytes(other), Err(SanctionsError::NotAnIndex(_))));
}

#[test]
fn aliases_count_for_their_entry_and_weak_ones_less() {
    let mut entity = Entity::new("7", EntityKind::Individual, "DOE, John");
    entity.add_name("GHUMAYN ZAYTUN", AliasQuality::Weak);
    let index = SanctionsIndex::build(ListFacts::default(), vec![entity]);
    let found = index.screen(&Query::new("zaytun ghumayn"), &ScreenOptions::default());
    assert_eq!(found.hits[0].similarity.get(), 0.97);
    assert_eq!(found.hits[0].primary_name.as_deref(), Some("DOE, John"));
    assert_eq!(found.hits.len(), 1);
}
