//! From the text that a decoder gives back to the bytes that were encoded.

/// The Latin-1 bytes of `text` if it has no other characters, its UTF-8 bytes if it has.
///
/// PDF417's default character set is Latin-1 (ISO/IEC 15438, 5.3; ECI 3), and `rxing` decodes it
/// byte for byte, so that the bytes of a symbol without other sets come back exactly.
pub(crate) fn bytes_of(text: &str) -> Vec<u8> {
    let latin1: Option<Vec<u8>> =
        text.chars().map(|character| u8::try_from(u32::from(character)).ok()).collect();
    latin1.unwrap_or_else(|| text.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_comes_back() {
        let text: String = (0..=255_u8).map(char::from).collect();
        assert_eq!(bytes_of(&text), (0..=255).collect::<Vec<u8>>());
        assert_eq!(bytes_of("@\n\u{1e}\rANSI "), b"@\n\x1e\rANSI ");
    }

    #[test]
    fn other_characters_give_utf_8() {
        assert_eq!(bytes_of("Łódź"), "Łódź".as_bytes());
    }
}
