//! `name_tokens/1`: names of persons, compared by aligned words.

mod align;
mod person;
mod suffix;
mod token;

use align::{Alignment, Words, align, spelled};
pub(crate) use person::PersonName;
pub use suffix::compare_suffixes;
use token::{Rules, Token, tokens};

use crate::comparison::{Comparator, Comparison, FieldEvidence, How, Operand};

/// Factor on the score of names whose suffixes contradict.
const SUFFIX_CONFLICT: f64 = 0.7;
/// Factor on the score of names of which one has a suffix.
const SUFFIX_ONE_SIDED: f64 = 0.97;
/// Words before a name that are no part of it.
const TITLES: &[&str] =
    &["DR", "HERR", "LADY", "LORD", "MISS", "MR", "MRS", "MS", "PROF", "REV", "SIR"];
/// Values that stand for "no such name" (AAMVA card design standard, annex D; SCORING, section 3).
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
/// assert!(score("Anna M. Eriksson", "Anna Maria Eriksson") > 0.97);
/// assert!(score("Anna Eriksson", "Karin Eriksson") < 0.7);
/// ```
pub fn compare_names(a: Operand<'_>, b: Operand<'_>) -> Comparison {
    let (left, left_suffix) = name_and_suffix(a.text);
    let (right, right_suffix) = name_and_suffix(b.text);
    let rules = Rules { look_alikes: a.from_pixels || b.from_pixels, initials: true };
    let alignment = if left.is_empty() && right.is_empty() {
        let equal = a.text.trim() == b.text.trim();
        Alignment { score: f64::from(u8::from(equal)), evidence: Vec::new() }
    } else {
        let words = |tokens, truncated| Words { tokens, truncated };
        align(words(&left, a.truncated), words(&right, b.truncated), rules)
    };
    let mut comparison = comparison_of(&left, &right, alignment);
    if left_suffix != right_suffix {
        let both = left_suffix.is_some() && right_suffix.is_some();
        let (how, factor) =
            if both { (How::Conflict, SUFFIX_CONFLICT) } else { (How::OneSided, SUFFIX_ONE_SIDED) };
        let score = comparison.score.get() * factor;
        let evidence = FieldEvidence::new(left_suffix, right_suffix, how, factor);
        comparison = comparison.scored(score).because(evidence);
    }
    comparison
}

/// Splits a whole name into its words, without titles, and its suffix.
fn name_and_suffix(text: &str) -> (Vec<Token>, Option<&'static str>) {
    let mut words = tokens(text);
    while words.len() > 2 && TITLES.contains(&words[0].text.as_str()) {
        words.remove(0);
    }
    let found = words.iter().enumerate().skip(1).rev();
    let found = found.filter_map(|(i, w)| Some((i, suffix::canonical_within_name(&w.text)?)));
    let suffix = found.into_iter().next();
    if let Some((index, _)) = suffix {
        words.remove(index);
    }
    (words, suffix.map(|(_, canonical)| canonical))
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
