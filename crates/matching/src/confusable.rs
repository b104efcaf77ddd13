//! Characters that recognition confuses: O 0, I 1, B 8, S 5, Z 2, G 6.

/// Letters and the digits they are taken for, either way (only where a side was read
/// from pixels).
const PAIRS: [(char, char); 6] =
    [('O', '0'), ('I', '1'), ('B', '8'), ('S', '5'), ('Z', '2'), ('G', '6')];

/// Returns the digit that stands for the look-alike class of `c`, or `c` itself.
pub(crate) fn as_digit(c: char) -> char {
    PAIRS.iter().find(|(letter, _)| *letter == c).map_or(c, |(_, digit)| *digit)
}

/// Returns the letter that stands for the look-alike class of `c`, or `c` itself.
pub(crate) fn as_letter(c: char) -> char {
    PAIRS.iter().find(|(_, digit)| *digit == c).map_or(c, |(letter, _)| *letter)
}

/// Returns the text with every look-alike as its digit.
pub(crate) fn digits(text: &str) -> String {
    text.chars().map(as_digit).collect()
}

/// Returns the text with every look-alike as its letter.
pub(crate) fn letters(text: &str) -> String {
    text.chars().map(as_letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_hold_both_ways() {
        assert_eq!(digits("OIBSZGX"), "018526X");
        assert_eq!(letters("0185267"), "OIBSZG7");
    }
}
