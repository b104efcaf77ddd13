//! Names taken apart once, to be compared with many.

use std::ops::Range;

use bonafide_types::Similarity;

use super::suffix;
use super::titles;
use super::token::{Marks, Token, tokens};
use super::whole;
use crate::comparison::{How, Operand};

/// A whole name, split and folded once.
///
/// Titles, post-nominals, suffixes and forms of companies are taken off; what is left are the
/// words that a person or company is known by. Comparing two of them allocates nothing.
///
/// ```
/// use bonafide_matching::PreparedName;
/// use bonafide_types::Similarity;
///
/// let listed = PreparedName::new("ERIKSSON, Anna Maria");
/// let asked = PreparedName::new("Mrs. Anna Eriksson");
/// assert!(asked.similarity(&listed).get() > 0.9);
/// assert_eq!(asked.words().collect::<Vec<_>>(), ["ANNA", "ERIKSSON"]);
///
/// let other = PreparedName::new("Karin Lindqvist");
/// assert_eq!(asked.similarity_from(&other, Similarity::clamped(0.85)), None);
/// ```
#[derive(Clone, Debug)]
pub struct PreparedName {
    pub(super) words: Vec<Token>,
    /// The marks of `words`, side by side.
    pub(super) marks: Vec<Marks>,
    pub(super) suffix: Option<&'static str>,
    pub(super) legal_form: Option<&'static str>,
    /// The trimmed text, if it holds no word at all.
    pub(super) bare: Option<String>,
    pub(super) from_pixels: bool,
    /// The issuer cut the name, or it ends with a particle whose word is missing.
    pub(super) truncated: bool,
}

/// Words of two names that match.
#[derive(Clone, Debug, PartialEq)]
pub struct WordMatch {
    /// Positions in [`PreparedName::words`] of the one name; several where written together.
    pub a: Range<usize>,
    /// Positions in the other name.
    pub b: Range<usize>,
    /// What the match is worth, in `(0, 1]`.
    pub score: f64,
    /// How the words relate; none if they are equal.
    pub how: Option<How>,
}

impl PreparedName {
    /// Takes a name that was typed, listed or decoded apart; at most 256 characters and 12 words
    /// are looked at.
    pub fn new(text: &str) -> PreparedName {
        PreparedName::of(Operand::exact(text))
    }

    /// Takes a name apart with what is known about its reading.
    pub fn of(side: Operand<'_>) -> PreparedName {
        let mut words = tokens(side.text);
        let mut legal_form = take_legal_form(&mut words);
        if legal_form.is_none() {
            take_titles(&mut words, side.text.contains(','));
            legal_form = take_legal_form(&mut words);
        }
        let suffix = take_suffix(&mut words);
        let ends_open = words.len() > 1 && words.last().is_some_and(|word| word.particle);
        PreparedName {
            bare: words.is_empty().then(|| side.text.trim().to_owned()),
            marks: words.iter().map(|word| word.marks).collect(),
            words,
            suffix,
            legal_form,
            from_pixels: side.from_pixels,
            truncated: side.truncated || ends_open,
        }
    }

    /// Returns the words that count, upper-case ASCII, in the order of the text.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| word.text.as_str())
    }

    /// Returns the words as they sound, beside [`words`](PreparedName::words): transliterations
    /// of one name mostly share it, so it serves as a key for retrieval.
    pub fn folds(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| word.fold.as_str())
    }

    /// Returns whether no word is left.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Returns how far two names agree; the score of [`compare_names`](crate::compare_names).
    pub fn similarity(&self, other: &PreparedName) -> Similarity {
        Similarity::clamped(whole::score(self, other, 0.0).unwrap_or(0.0))
    }

    /// Returns how far two names agree, or none if that is below `cutoff`; most names are
    /// rejected before their words are measured.
    pub fn similarity_from(&self, other: &PreparedName, cutoff: Similarity) -> Option<Similarity> {
        whole::score(self, other, cutoff.get()).map(Similarity::clamped)
    }

    /// Returns which words of two names match, best first.
    pub fn matched_words(&self, other: &PreparedName) -> Vec<WordMatch> {
        whole::matches(self, other)
    }
}

/// Takes off titles; a surname stands before a comma, so what may be one is kept there.
fn take_titles(words: &mut Vec<Token>, surname_first: bool) {
    while words.len() > 1 {
        let first = words.first().map_or("", |word| word.text.as_str());
        let weak = words.len() > 2 && !surname_first && titles::is_title_or_name(first);
        if !(titles::is_title(first) || weak) {
            break;
        }
        words.remove(0);
    }
    while words.len() > 2 && words.last().is_some_and(|word| titles::is_post_nominal(&word.text)) {
        words.pop();
    }
}

/// Takes off a legal form at the end or the beginning, if a name is left.
fn take_legal_form(words: &mut Vec<Token>) -> Option<&'static str> {
    let texts: Vec<String> = words.iter().map(|word| word.text.clone()).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    for start in 1..texts.len() {
        let rest = texts.get(start..).unwrap_or_default();
        let written_apart = rest.concat();
        let letters = rest.len() > 1 && rest.iter().all(|word| word.len() == 1);
        let found = match titles::legal_form(rest) {
            Some((form, count)) if count == rest.len() => Some(form),
            _ if letters => titles::legal_form(&[&written_apart]).map(|(form, _)| form),
            _ => None,
        };
        let is_name = start == 1 && matches!(rest, ["SA" | "CO"]);
        if let Some(form) = found.filter(|_| !is_name) {
            words.truncate(start);
            join_letters(words);
            return Some(form);
        }
    }
    let (form, count) = titles::legal_form(&texts)?;
    (count < texts.len() && !matches!(texts.as_slice(), ["SA" | "CO", ..])).then(|| {
        words.drain(..count);
        join_letters(words);
        form
    })
}

/// Writes the single letters at the beginning of a company's name as the one word they are.
fn join_letters(words: &mut Vec<Token>) {
    let count = words.iter().take_while(|word| word.text.len() == 1).count();
    if count > 1 {
        let letters: String = words.drain(..count).map(|word| word.text).collect();
        words.splice(0..0, tokens(&letters));
    }
}

/// Takes off the last word that is a suffix such as `JR`.
fn take_suffix(words: &mut Vec<Token>) -> Option<&'static str> {
    let found = words.iter().enumerate().skip(1).rev();
    let mut found = found.filter_map(|(i, w)| Some((i, suffix::canonical_within_name(&w.text)?)));
    let (index, canonical) = found.next()?;
    words.remove(index);
    Some(canonical)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        PreparedName::new(text).words().map(str::to_owned).collect()
    }

    #[test]
    fn what_is_no_name_is_taken_off() {
        for (text, expected) in [
            ("Sir Arthur Caley", vec!["ARTHUR", "CALEY"]),
            ("Hon. Legge", vec!["LEGGE"]),
            ("King, Martin", vec!["KING", "MARTIN"]),
            ("OAO Gazprom", vec!["GAZPROM"]),
            ("Gazprom Open Joint Stock Company", vec!["GAZPROM"]),
            ("Bowne Global Solutions, L.L.C.", vec!["BOWNE", "GLOBAL", "SOLUTIONS"]),
            ("Maria Sá", vec!["MARIA", "SA"]),
            ("John Doe Jr., MD", vec!["JOHN", "DOE"]),
            ("Lady", vec!["LADY"]),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
        assert_eq!(PreparedName::new("Doe Jr, John").suffix, Some("JR"));
        assert!(PreparedName::new("...").is_empty());
    }
}
