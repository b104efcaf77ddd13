//! `id_confusable/1`: document and reference numbers.

use crate::comparison::{Comparison, FieldEvidence, How, Operand};
use crate::confusable;
use crate::versions::Comparator;

/// Edits above which two numbers have nothing in common (docs/scoring.md, section 3).
const MOST_EDITS: usize = 2;

/// Returns how far two document numbers agree.
///
/// Spaces, hyphens, MRZ fillers and other marks are ignored. Where a side was read from pixels,
/// look-alike characters count as equal. Otherwise the score is 1 − edits ÷ length of the longer
/// number (insertion, deletion, substitution, exchange of neighbours), 0 above two edits.
///
/// ```
/// use bonafide_matching::{Operand, compare_numbers};
///
/// let read = Operand::from_pixels("D1234S67");
/// let decoded = Operand::exact("D123-4567");
/// let comparison = compare_numbers(read, decoded);
/// assert_eq!(comparison.score.get(), 1.0);
/// assert_eq!(comparison.evidence[0].pos, Some(5));
///
/// let typed = Operand::exact("D1234S67");
/// assert_eq!(compare_numbers(typed, decoded).score.get(), 0.875);
/// ```
pub fn compare_numbers(a: Operand<'_>, b: Operand<'_>) -> Comparison {
    let (left, right) = (normalised(a.text), normalised(b.text));
    let comparison = Comparison::new(Comparator::IdConfusable, left.clone(), right.clone());
    if left.is_empty() && right.is_empty() {
        // Nothing but marks on both sides: equal only if the marks are.
        return comparison.scored(f64::from(u8::from(a.text.trim() == b.text.trim())));
    }
    if left == right {
        return comparison.scored(1.0);
    }
    let foldable = a.from_pixels || b.from_pixels;
    let (folded_left, folded_right) = if foldable {
        (confusable::digits(&left), confusable::digits(&right))
    } else {
        (left.clone(), right.clone())
    };
    let comparison = with_positions(comparison, &left, &right, foldable);
    let edits = strsim::osa_distance(&folded_left, &folded_right);
    if edits == 0 {
        return comparison.scored(1.0).noting("equal but for characters that look alike");
    }
    if edits > MOST_EDITS {
        return comparison.scored(0.0);
    }
    let length = left.len().max(right.len());
    comparison.scored(1.0 - edits as f64 / length as f64)
}

/// Returns whether two numbers are equal or differ by one look-alike character, whoever read them.
pub(crate) fn differ_by_one_confusable(a: &str, b: &str) -> bool {
    let (a, b) = (normalised(crate::comparison::cut(a)), normalised(crate::comparison::cut(b)));
    let different = a.bytes().zip(b.bytes()).filter(|(x, y)| x != y).count();
    different <= 1 && confusable::digits(&a) == confusable::digits(&b)
}

/// Returns the letters and digits, upper case, without accents.
fn normalised(text: &str) -> String {
    let ascii = any_ascii::any_ascii(text);
    ascii.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// Adds the differing positions of numbers of one length, or the values whole.
fn with_positions(comparison: Comparison, a: &str, b: &str, foldable: bool) -> Comparison {
    if a.len() != b.len() {
        return comparison.because(FieldEvidence::new(Some(a), Some(b), How::Edits, 0.0));
    }
    let pairs = a.chars().zip(b.chars()).enumerate().filter(|(_, (x, y))| x != y);
    pairs.take(MOST_EDITS + 1).fold(comparison, |comparison, (pos, (x, y))| {
        let alike = foldable && confusable::as_digit(x) == confusable::as_digit(y);
        let (how, score) = if alike { (How::OcrConfusable, 1.0) } else { (How::Edits, 0.0) };
        let (x, y) = (x.to_string(), y.to_string());
        comparison.because(FieldEvidence::new(Some(&x), Some(&y), how, score).at(pos))
    })
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // the scores are exact by construction
mod tests {
    use super::*;

    fn typed(a: &str, b: &str) -> f64 {
        compare_numbers(Operand::exact(a), Operand::exact(b)).score.get()
    }

    fn read(a: &str, b: &str) -> f64 {
        compare_numbers(Operand::from_pixels(a), Operand::exact(b)).score.get()
    }

    #[test]
    fn marks_are_ignored() {
        for (a, b) in [
            ("D1234567", "D1234567"),
            ("D123-456-7", "d1234567"),
            ("L898902C<", "L898902C"),
            ("123 456 789", "123456789"),
            ("", ""),
        ] {
            assert_eq!(typed(a, b), 1.0, "{a} {b}");
        }
    }

    #[test]
    fn look_alikes_are_equal_only_when_read_from_pixels() {
        for (a, b) in [("OIBSZG", "018526"), ("X0I", "XO1"), ("S8O12345", "5B012345")] {
            assert_eq!(read(a, b), 1.0, "{a} {b}");
            assert!(typed(a, b) < 1.0, "{a} {b}");
        }
    }

    #[test]
    fn edits_count_up_to_two() {
        assert_eq!(typed("12345678", "12345679"), 0.875);
        assert_eq!(typed("12345678", "12354678"), 0.875); // neighbours exchanged
        assert_eq!(typed("12345678", "1234567"), 0.875);
        assert_eq!(typed("12345678", "12345699"), 0.75);
        assert_eq!(typed("12345678", "12345999"), 0.0);
        assert_eq!(typed("12345678", ""), 0.0);
        assert_eq!(typed("--", "<<"), 0.0);
    }

    #[test]
    fn one_confusable_is_told_from_two() {
        assert!(differ_by_one_confusable("D1234S67", "D1234567"));
        assert!(differ_by_one_confusable("D1234567", "D123 4567"));
        assert!(!differ_by_one_confusable("D1234SG7", "D1234567"));
        assert!(!differ_by_one_confusable("D1234067", "D1234567"));
    }
}
