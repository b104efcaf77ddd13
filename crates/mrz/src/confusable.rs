//! Which characters an optical reader takes for one another.

/// What a position of a zone may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// `A`–`Z` and `<`.
    Letters,
    /// `0`–`9` and `<`.
    Digits,
    /// `A`–`Z`, `0`–`9` and `<`.
    Any,
}

impl Class {
    /// Whether the character may stand there.
    pub(crate) fn allows(self, byte: u8) -> bool {
        match self {
            Self::Letters => !byte.is_ascii_digit(),
            Self::Digits => !byte.is_ascii_uppercase(),
            Self::Any => true,
        }
    }
}

/// Letters that are taken for digits in OCR-B, and the digit. Where only letters may stand, a digit
/// is turned back into its first letter here.
const PAIRS: [(u8, u8); 12] = [
    (b'O', b'0'),
    (b'I', b'1'),
    (b'Z', b'2'),
    (b'S', b'5'),
    (b'G', b'6'),
    (b'B', b'8'),
    (b'D', b'0'),
    (b'Q', b'0'),
    // These shapes are further apart: good enough where grammar leaves no other reading, too weak
    // to be tried on a check digit's word alone.
    (b'U', b'0'),
    (b'L', b'1'),
    (b'A', b'4'),
    (b'T', b'7'),
];

/// How many of [`PAIRS`] are alike enough to be tried where letter and digit may both stand.
const CLOSE: usize = 8;

/// Returns the character of the class that `byte` stands for, if `byte` itself is of the other kind.
pub(crate) fn forced(byte: u8, class: Class) -> Option<u8> {
    if class.allows(byte) {
        return None;
    }
    PAIRS.iter().find_map(|&pair| other(byte, pair))
}

/// Returns the characters that `byte` may have been mistaken for.
pub(crate) fn alternatives(byte: u8) -> impl Iterator<Item = u8> {
    PAIRS.iter().take(CLOSE).filter_map(move |&pair| other(byte, pair))
}

/// The partner of `byte` in a pair.
fn other(byte: u8, (letter, digit): (u8, u8)) -> Option<u8> {
    match byte {
        _ if byte == letter => Some(digit),
        _ if byte == digit => Some(letter),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_become_digits_and_back() {
        assert_eq!(forced(b'O', Class::Digits), Some(b'0'));
        assert_eq!(forced(b'L', Class::Digits), Some(b'1'));
        assert_eq!(forced(b'0', Class::Letters), Some(b'O'));
        assert_eq!(forced(b'8', Class::Letters), Some(b'B'));
        assert_eq!(forced(b'3', Class::Letters), None);
        assert_eq!(forced(b'0', Class::Digits), None);
        assert_eq!(alternatives(b'0').collect::<Vec<_>>(), b"ODQ");
        assert_eq!(alternatives(b'L').count(), 0);
    }
}
