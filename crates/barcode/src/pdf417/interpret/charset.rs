//! Character sets by their designators.
//!
//! Source: AIM ITS/04-001, "International technical standard: extended channel interpretations",
//! part 1: character sets.

use encoding_rs::Encoding;

/// First designator of two codewords (ISO/IEC 15438, 5.5.3).
pub(super) const GENERAL_PURPOSE: u32 = 900;
/// First designator of the user.
pub(super) const USER_DEFINED: u32 = 810_900;

/// How bytes become text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Charset {
    /// ISO/IEC 8859-1, all 256 values, control characters included: the default.
    #[default]
    Latin1,
    /// IBM code page 437.
    CodePage437,
    /// Seven bits.
    Ascii,
    /// One of the WHATWG encodings.
    Other(&'static Encoding),
}

impl Charset {
    /// The set of a designator; `None` if it stands for none.
    pub(super) fn of(designator: u32) -> Option<Self> {
        use encoding_rs as e;
        Some(match designator {
            0 | 2 => Self::CodePage437,
            1 | 3 | 899 => Self::Latin1,
            4 => Self::Other(e::ISO_8859_2),
            5 => Self::Other(e::ISO_8859_3),
            6 => Self::Other(e::ISO_8859_4),
            7 => Self::Other(e::ISO_8859_5),
            8 => Self::Other(e::ISO_8859_6),
            9 => Self::Other(e::ISO_8859_7),
            10 => Self::Other(e::ISO_8859_8),
            // ISO/IEC 8859-9 and 8859-11 are the Windows sets without 0x80 to 0x9f.
            11 => Self::Other(e::WINDOWS_1254),
            12 => Self::Other(e::ISO_8859_10),
            13 => Self::Other(e::WINDOWS_874),
            15 => Self::Other(e::ISO_8859_13),
            16 => Self::Other(e::ISO_8859_14),
            17 => Self::Other(e::ISO_8859_15),
            18 => Self::Other(e::ISO_8859_16),
            20 => Self::Other(e::SHIFT_JIS),
            21 => Self::Other(e::WINDOWS_1250),
            22 => Self::Other(e::WINDOWS_1251),
            23 => Self::Other(e::WINDOWS_1252),
            24 => Self::Other(e::WINDOWS_1256),
            25 => Self::Other(e::UTF_16BE),
            26 => Self::Other(e::UTF_8),
            27 | 170 => Self::Ascii,
            28 => Self::Other(e::BIG5),
            29 | 31 => Self::Other(e::GBK),
            30 => Self::Other(e::EUC_KR),
            32 => Self::Other(e::GB18030),
            33 => Self::Other(e::UTF_16LE),
            _ => return None,
        })
    }
}

/// The upper half of code page 437.
const UPPER_437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Text of bytes; what a set has no character for becomes U+FFFD.
pub(super) fn decoded(charset: Charset, bytes: &[u8]) -> String {
    match charset {
        Charset::Latin1 => bytes.iter().map(|byte| char::from(*byte)).collect(),
        Charset::Ascii => bytes
            .iter()
            .map(
                |byte| {
                    if byte.is_ascii() { char::from(*byte) } else { char::REPLACEMENT_CHARACTER }
                },
            )
            .collect(),
        Charset::CodePage437 => bytes.iter().map(|byte| of_437(*byte)).collect(),
        Charset::Other(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

fn of_437(byte: u8) -> char {
    match byte.checked_sub(0x80) {
        None => char::from(byte),
        Some(upper) => {
            UPPER_437.chars().nth(usize::from(upper)).unwrap_or(char::REPLACEMENT_CHARACTER)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_page_437_is_whole() {
        assert_eq!(UPPER_437.chars().count(), 128);
        assert_eq!(decoded(Charset::CodePage437, &[0x41, 0x80, 0x9c, 0xe1, 0xff]), "AÇ£ß\u{a0}");
    }
}
