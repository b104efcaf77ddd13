//! `name_suffix/1`: generations after a name, in their styles.

use crate::comparison::{Comparison, FieldEvidence, How, Operand};
use crate::versions::Comparator;

/// Styles of each suffix; the first is the canonical one.
const STYLES: &[&[&str]] = &[
    &["JR", "JUNIOR", "JNR"],
    &["SR", "SENIOR", "SNR"],
    &["I", "1ST", "FIRST"],
    &["II", "2ND", "SECOND"],
    &["III", "3RD", "THIRD"],
    &["IV", "4TH", "FOURTH"],
    &["V", "5TH", "FIFTH"],
    &["VI", "6TH"],
    &["VII", "7TH"],
    &["VIII", "8TH"],
    &["IX", "9TH"],
];

/// Returns the canonical style of a suffix, if the text is one: `JR` for `Junior`, `II` for `2nd`.
pub(super) fn canonical(text: &str) -> Option<&'static str> {
    let bare: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let style = STYLES.iter().find(|s| s.iter().any(|style| style.eq_ignore_ascii_case(&bare)));
    style.and_then(|style| style.first().copied())
}

/// Returns the canonical suffix if the word can hardly be anything else inside a name:
/// `I` and `V` may be initials, `FIRST` a name.
pub(super) fn canonical_within_name(word: &str) -> Option<&'static str> {
    let plain =
        word.len() > 1 && !matches!(word, "FIRST" | "SECOND" | "THIRD" | "FOURTH" | "FIFTH");
    if plain { canonical(word) } else { None }
}

/// Returns whether two suffixes are the same one: 1 or 0.
///
/// ```
/// use bonafide_matching::{Operand, compare_suffixes};
///
/// let score = |a, b| compare_suffixes(Operand::exact(a), Operand::exact(b)).score.get();
/// assert_eq!(score("Jr.", "JUNIOR"), 1.0);
/// assert_eq!(score("II", "2nd"), 1.0);
/// assert_eq!(score("JR", "III"), 0.0);
/// ```
pub fn compare_suffixes(a: Operand<'_>, b: Operand<'_>) -> Comparison {
    let normalised = |side: Operand<'_>| {
        let folded = any_ascii::any_ascii(side.text.trim()).to_ascii_uppercase();
        let read = if side.from_pixels { folded.replace('1', "I") } else { folded.clone() };
        let found = canonical(&folded).or_else(|| canonical(&read));
        found.map_or(folded, str::to_owned)
    };
    let (left, right) = (normalised(a), normalised(b));
    let comparison = Comparison::new(Comparator::NameSuffix, left.clone(), right.clone());
    if left == right {
        return comparison.scored(1.0);
    }
    comparison.because(FieldEvidence::new(Some(&left), Some(&right), How::Conflict, 0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_have_one_canonical_form() {
        for (text, expected) in [
            ("Jr.", Some("JR")),
            ("junior", Some("JR")),
            ("2ND", Some("II")),
            ("iii", Some("III")),
            ("V", Some("V")),
            ("ESQ", None),
            ("", None),
        ] {
            assert_eq!(canonical(text), expected, "{text}");
        }
        assert_eq!(canonical_within_name("V"), None);
        assert_eq!(canonical_within_name("THIRD"), None);
        assert_eq!(canonical_within_name("III"), Some("III"));
    }
}
