//! `postal_code/1`: postal codes of the United States, Canada and elsewhere.

use crate::comparison::{Comparison, FieldEvidence, How, Operand};
use crate::confusable;
use crate::versions::Comparator;

/// Score of codes that differ in one character, the factor of a ZIP conflict (docs/scoring.md, section 3).
pub(super) const ONE_CHARACTER: f64 = 0.8;

/// Returns whether two postal codes are the same: 1, 0.8 if one character differs, else 0.
///
/// The last four digits of a ZIP+4 are ignored, and so are spaces and hyphens.
///
/// ```
/// use bonafide_matching::{Operand, compare_postal_codes};
///
/// let score = |a, b| compare_postal_codes(Operand::exact(a), Operand::exact(b)).score.get();
/// assert_eq!(score("10001", "10001-4356"), 1.0);
/// assert_eq!(score("100010000  ", "10001"), 1.0); // AAMVA element DAK
/// assert_eq!(score("K1A 0B1", "k1a0b1"), 1.0);
/// assert_eq!(score("10001", "10002"), 0.8);
/// assert_eq!(score("10001", "94105"), 0.0);
/// ```
pub fn compare_postal_codes(a: Operand<'_>, b: Operand<'_>) -> Comparison {
    let pixels = a.from_pixels || b.from_pixels;
    let (left, right) = (normalised(a.text, pixels), normalised(b.text, pixels));
    let comparison = Comparison::new(Comparator::PostalCode, left.clone(), right.clone());
    if left == right {
        return comparison.scored(1.0);
    }
    let differing = left.bytes().zip(right.bytes()).filter(|(x, y)| x != y).count();
    let score = if left.len() == right.len() && differing == 1 { ONE_CHARACTER } else { 0.0 };
    comparison.scored(score).because(FieldEvidence::new(
        Some(&left),
        Some(&right),
        How::Conflict,
        score,
    ))
}

/// Returns the code in upper case without marks: five digits of a ZIP, six of a Canadian code.
pub(super) fn normalised(text: &str, pixels: bool) -> String {
    let upper = any_ascii::any_ascii(text).to_ascii_uppercase();
    let mut code: String = upper.chars().filter(char::is_ascii_alphanumeric).collect();
    if pixels {
        code = if looks_canadian(&code) { canadian(&code) } else { confusable::digits(&code) };
    }
    let all_digits = code.bytes().all(|b| b.is_ascii_digit());
    if all_digits && matches!(code.len(), 9 | 11) {
        code.truncate(5); // ZIP+4, in a barcode padded with zeros to eleven
    }
    code
}

/// Whether a code has the pattern of Canada: ANANAN.
pub(super) fn is_canadian(code: &str) -> bool {
    let fits = |(i, c): (usize, char)| {
        if i % 2 == 0 { c.is_ascii_alphabetic() } else { c.is_ascii_digit() }
    };
    code.len() == 6 && code.chars().enumerate().all(fits)
}

/// Whether letters stand at the places of a Canadian code (ANA NAN), look-alikes aside.
fn looks_canadian(code: &str) -> bool {
    let letter = |c: char| confusable::as_letter(c).is_ascii_alphabetic();
    let digit = |c: char| confusable::as_digit(c).is_ascii_digit();
    let fits = |(i, c): (usize, char)| if i % 2 == 0 { letter(c) } else { digit(c) };
    let certain = |(i, c): (usize, char)| i % 2 == 0 && c.is_ascii_alphabetic();
    code.len() == 6 && code.chars().enumerate().all(fits) && code.chars().enumerate().any(certain)
}

fn canadian(code: &str) -> String {
    let read = |(i, c)| if i % 2 == 0 { confusable::as_letter(c) } else { confusable::as_digit(c) };
    code.chars().enumerate().map(read).collect()
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // the scores are constants
mod tests {
    use super::*;

    #[test]
    fn misread_codes_are_reread_from_pixels() {
        for (read, meant) in [("IOOO1", "10001"), ("KIA OBI", "K1A 0B1"), ("K1A 081", "K1A 0B1")] {
            let comparison =
                compare_postal_codes(Operand::from_pixels(read), Operand::exact(meant));
            assert_eq!(comparison.score.get(), 1.0, "{read}");
        }
        let typed = compare_postal_codes(Operand::exact("IOOO1"), Operand::exact("10001"));
        assert_eq!(typed.score.get(), 0.0);
    }

    #[test]
    fn other_codes_are_compared_as_they_are() {
        let score = |a, b| compare_postal_codes(Operand::exact(a), Operand::exact(b)).score.get();
        assert_eq!(score("SW1A 1AA", "sw1a1aa"), 1.0);
        assert_eq!(score("12345-67", "12345-89"), 0.0);
        assert_eq!(score("", ""), 1.0);
        assert_eq!(score("", "10001"), 0.0);
    }
}
