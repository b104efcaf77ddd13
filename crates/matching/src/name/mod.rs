//! `name_tokens/2`: names of persons, compared by aligned words.

mod align;
mod fold;
mod nicknames;
mod person;
mod prepared;
mod suffix;
mod titles;
mod token;
mod whole;

use align::{Alignment, spelled};
pub(crate) use person::PersonName;
pub use prepared::{PreparedName, WordMatch};
pub use suffix::compare_suffixes;
use token::Token;

use crate::comparison::{Comparison, How, Operand};
use crate::versions::Comparator;

/// Factor on the score of names whose suffixes contradict.
const SUFFIX_CONFLICT: f64 = 0.7;
/// Factor on the score of names of which one has a suffix.
const SUFFIX_ONE_SIDED: f64 = 0.97;
/// Values that stand for "no such name" (AAMVA card design standard, annex D; docs/scoring.md, section 3).
const PLACEHOLDERS: &[&str] =
    &["NONE", "NFN", "NMN", "NMI", "NLN", "UNK", "UNKNOWN", "UNAVL", "FNU", "MNU", "LNU", "N/A"];

/// Returns whether a value stands for a missing one: `NONE`, `NMN`, `UNK`, `FNU` …, or is empty.
///
/// ```
/// use bonafide_matching::is_placeholder;
///
/// assert!(is_placeholder("nmn"));
/// assert!(!is_placeholder("NOAH"));
/// ```
pub fn is_placeholder(text: &str) -> bool {
    let text = text.trim().trim_matches('<');
    let spelled = text.trim_matches(|c: char| c.is_ascii_punctuation() && c != '/');
    spelled.is_empty() || PLACEHOLDERS.iter().any(|p| p.eq_ignore_ascii_case(spelled))
}

/// Returns how far two whole names agree, whatever the order of their words.
///
/// Titles are dropped, suffixes compared apart. Words match when equal, equal under the
/// transliteration of ICAO Doc 9303 Part 3, written together, one the initial of the other, or a
/// few letters apart; a word that only one side has costs less than two that contradict.
///
/// ```
/// use bonafide_matching::{Operand, compare_names};
///
/// let score = |a, b| compare_names(Operand::exact(a), Operand::exact(b)).score.get();
/// assert_eq!(score("Anna Maria Eriksson", "ERIKSSON<<ANNA<MARIA"), 1.0);
/// assert!(score("Anna M. Eriksson", "Anna Maria Eriksson") >= 0.9);
/// assert!(score("Anna Eriksson", "Karin Eriksson") < 0.7);
/// ```
pub fn compare_names(a: Operand<'_>, b: Operand<'_>) -> Comparison {
    let (left, right) = (PreparedName::of(a), PreparedName::of(b));
    let score = left.similarity(&right).get();
    let mut alignment = Alignment { score, evidence: Vec::new() };
    if score < 1.0 || left.words != right.words {
        alignment.evidence = whole::evidence(&left, &right);
    }
    comparison_of(&left.words, &right.words, alignment)
}

fn comparison_of(a: &[Token], b: &[Token], alignment: Alignment) -> Comparison {
    let mut comparison = Comparison::new(Comparator::NameTokens, spelled(a), spelled(b));
    comparison.evidence = alignment.evidence;
    for (how, note) in NOTES {
        if comparison.evidence.iter().any(|e| e.how == *how) {
            comparison = comparison.noting(note);
        }
    }
    comparison.scored(alignment.score)
}

/// Remarks on what was found, for a reader.
const NOTES: &[(How, &str)] = &[
    (How::IcaoFold, "equal under the transliteration of ICAO 9303"),
    (How::Initial, "an initial fits the name"),
    (How::Nickname, "forms of one given name"),
    (How::Joined, "equal when written together"),
    (How::TruncatedPrefix, "cut short by the issuer"),
    (How::OcrConfusable, "equal but for characters that look alike"),
];

#[cfg(test)]
#[allow(clippy::float_cmp)] // the scores are exact by construction
mod tests {
    use super::*;

    fn typed(a: &str, b: &str) -> f64 {
        compare_names(Operand::exact(a), Operand::exact(b)).score.get()
    }

    #[test]
    fn the_same_name_in_other_words() {
        for (a, b) in [
            ("Jürgen Groß", "GROSS<<JUERGEN"),
            ("Dr. John Doe", "DOE, JOHN"),
            ("John Doe Jr.", "DOE JUNIOR, JOHN"),
            ("O'Neil Patrick", "Patrick ONEIL"),
            ("José Núñez", "JOSE NUNEZ"),
            ("", ""),
            ("...", "..."),
        ] {
            assert_eq!(typed(a, b), 1.0, "{a} {b}");
        }
    }

    #[test]
    fn near_names_pass_and_other_names_fail_at_the_default_tolerance() {
        for (a, b) in [
            ("John Q Public", "John Quincy Public"),
            ("Maria de la Cruz", "Maria Delacruz"),
            ("Christopher Walken", "Cristopher Walken"),
            ("Anna Eriksson Jr", "Anna Eriksson"),
        ] {
            assert!(typed(a, b) >= 0.85, "{a} {b}: {}", typed(a, b));
        }
        for (a, b) in [
            ("John Doe", "Jane Doe"),
            ("John Doe Jr", "John Doe III"),
            ("John Doe", "John Roe"),
            ("John F Doe", "John X Doe"),
            ("Alice", "Bob"),
            ("John Doe", ""),
        ] {
            assert!(typed(a, b) < 0.85, "{a} {b}: {}", typed(a, b));
        }
    }

    #[test]
    fn placeholders_are_known() {
        for text in ["NONE", "none", " NFN ", "NMN.", "Unk", "FNU", "LNU", "", "<<<", "-"] {
            assert!(is_placeholder(text), "{text}");
        }
        for text in ["NOEL", "Funk", "N", "NONE SUCH"] {
            assert!(!is_placeholder(text), "{text}");
        }
    }
}
