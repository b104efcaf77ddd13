//! From codewords to bytes, text and the control block of a divided file.
//!
//! Source: ISO/IEC 15438:2015, 5.4 (compaction), 5.5 (extended channel interpretations), annex H
//! (Macro PDF417).

mod charset;
mod macro_block;
mod numeric;
mod text;

pub(crate) use charset::Charset;
use text::TextState;

use crate::symbol::MacroSegment;

const TEXT_LATCH: u16 = 900;
const BYTE_LATCH: u16 = 901;
const NUMERIC_LATCH: u16 = 902;
const BYTE_SHIFT: u16 = 913;
const READER_INITIALISATION: u16 = 921;
const MACRO_END: u16 = 922;
const MACRO_FIELD: u16 = 923;
/// All groups are of six bytes; only text that follows in fewer than five codewords is single.
const BYTE_LATCH_SIXES: u16 = 924;
const ECI_USER: u16 = 925;
const ECI_GENERAL: u16 = 926;
const ECI_CHARSET: u16 = 927;
const MACRO_BLOCK: u16 = 928;
/// Codewords from here on command; below they carry data.
const FIRST_COMMAND: u16 = 900;

/// What a symbol says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Message {
    /// The bytes that were encoded, whatever their character sets.
    pub(crate) bytes: Vec<u8>,
    /// The bytes by the character sets that the symbol names; Latin-1 where it names none.
    pub(crate) text: String,
    /// Codewords of padding at the end of the data.
    pub(crate) padding: usize,
    /// Set if the symbol is a segment of a divided file.
    pub(crate) segment: Option<MacroSegment>,
    /// The character set at the end, which stays in force in the next segment of a divided file.
    pub(crate) charset: Charset,
}

/// Why codewords say nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Nonsense {
    #[error("the length descriptor is not that of the symbol")]
    Length,
    #[error("a reserved codeword")]
    Reserved,
    #[error("a number that numeric compaction cannot make")]
    Number,
    #[error("a command without what it needs")]
    Incomplete,
}

/// Interprets the data codewords of a symbol, the length descriptor first, without those for
/// correction. The descriptor must be their number (5.9.2). `charset` is in force at the beginning.
pub(crate) fn interpret(codewords: &[u16], charset: Charset) -> Result<Message, Nonsense> {
    let Some((&length, data)) = codewords.split_first() else { return Err(Nonsense::Length) };
    if usize::from(length) != codewords.len() {
        return Err(Nonsense::Length);
    }
    let mut interpreter = Interpreter { charset, ..Interpreter::default() };
    interpreter.run(data)?;
    Ok(Message {
        padding: data.iter().rev().take_while(|codeword| **codeword == TEXT_LATCH).count(),
        text: interpreter.text + &charset::decoded(interpreter.charset, &interpreter.pending),
        bytes: interpreter.bytes,
        segment: interpreter.segment,
        charset: interpreter.charset,
    })
}

/// A compaction mode between two codewords.
#[derive(Clone, Copy)]
enum Mode {
    Text,
    /// True: [`BYTE_LATCH_SIXES`].
    Byte(bool),
    Numeric,
}

#[derive(Default)]
struct Interpreter {
    bytes: Vec<u8>,
    text: String,
    /// The bytes since the last change of character set.
    pending: Vec<u8>,
    charset: Charset,
    submode: TextState,
    segment: Option<MacroSegment>,
}

impl Interpreter {
    fn run(&mut self, data: &[u16]) -> Result<(), Nonsense> {
        let (mut mode, mut rest) = (Mode::Text, data);
        while let Some((&codeword, after)) = rest.split_first() {
            if codeword < FIRST_COMMAND {
                let run = rest.iter().take_while(|c| **c < FIRST_COMMAND).count();
                let (values, after) = rest.split_at(run);
                self.data(mode, values, after.first().copied())?;
                rest = after;
                continue;
            }
            rest = after;
            match codeword {
                TEXT_LATCH => {
                    mode = Mode::Text;
                    self.submode = TextState::default();
                }
                BYTE_LATCH => mode = Mode::Byte(false),
                BYTE_LATCH_SIXES => mode = Mode::Byte(true),
                NUMERIC_LATCH => mode = Mode::Numeric,
                BYTE_SHIFT => {
                    let (value, after) = take::<1>(rest)?;
                    self.push(&[u8::try_from(value[0]).map_err(|_| Nonsense::Number)?]);
                    rest = after;
                }
                ECI_CHARSET | ECI_USER => {
                    let (value, after) = take::<1>(rest)?;
                    let first = if codeword == ECI_USER { charset::USER_DEFINED } else { 0 };
                    self.change_charset(first + u32::from(value[0]));
                    rest = after;
                }
                ECI_GENERAL => {
                    let (value, after) = take::<2>(rest)?;
                    let (high, low) = (u32::from(value[0]), u32::from(value[1]));
                    self.change_charset(charset::GENERAL_PURPOSE + high * 900 + low);
                    rest = after;
                }
                READER_INITIALISATION => {}
                MACRO_BLOCK => {
                    let (segment, after) = macro_block::read(rest)?;
                    self.segment = Some(segment);
                    rest = after;
                }
                _ => return Err(Nonsense::Reserved),
            }
        }
        Ok(())
    }

    /// A run of data codewords that `next` ends.
    fn data(&mut self, mode: Mode, values: &[u16], next: Option<u16>) -> Result<(), Nonsense> {
        let mut bytes = Vec::with_capacity(2 * values.len());
        match mode {
            Mode::Text => self.submode.read(values, &mut bytes),
            // An extended channel interpretation may stand between two groups of a run.
            Mode::Byte(sixes) => byte_groups(values, sixes || is_eci(next), &mut bytes)?,
            Mode::Numeric => numeric::read(values, &mut bytes)?,
        }
        self.push(&bytes);
        Ok(())
    }

    fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.pending.extend_from_slice(bytes);
    }

    fn change_charset(&mut self, designator: u32) {
        // Designators beyond the character sets say what the bytes are for; the text stays.
        let Some(charset) = Charset::of(designator) else { return };
        self.text += &charset::decoded(self.charset, &self.pending);
        self.pending.clear();
        self.charset = charset;
    }
}

fn is_eci(codeword: Option<u16>) -> bool {
    matches!(codeword, Some(ECI_USER | ECI_GENERAL | ECI_CHARSET))
}

/// Five codewords make six bytes; at the end of a run of `BYTE_LATCH` one to five codewords are
/// a byte each, of `BYTE_LATCH_SIXES` those that make no group.
fn byte_groups(values: &[u16], sixes: bool, bytes: &mut Vec<u8>) -> Result<(), Nonsense> {
    let whole = if sixes { values.len() / 5 } else { values.len().saturating_sub(1) / 5 };
    let (groups, single) = values.split_at(5 * whole);
    for group in groups.chunks_exact(5) {
        let number = group.iter().fold(0_u64, |sum, value| sum * 900 + u64::from(*value));
        let [high_most, higher, six @ ..] = number.to_be_bytes();
        if (high_most, higher) != (0, 0) {
            return Err(Nonsense::Number);
        }
        bytes.extend_from_slice(&six);
    }
    for value in single {
        bytes.push(u8::try_from(*value).map_err(|_| Nonsense::Number)?);
    }
    Ok(())
}

fn take<const N: usize>(codewords: &[u16]) -> Result<([u16; N], &[u16]), Nonsense> {
    let (values, rest) = codewords.split_first_chunk::<N>().ok_or(Nonsense::Incomplete)?;
    if values.iter().any(|value| *value >= FIRST_COMMAND) {
        return Err(Nonsense::Incomplete);
    }
    Ok((*values, rest))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    fn message(data: &[u16]) -> Message {
        let codewords: Vec<u16> =
            std::iter::once(data.len() as u16 + 1).chain(data.iter().copied()).collect();
        interpret(&codewords, Charset::default()).unwrap()
    }

    #[test]
    fn the_standards_text_example() {
        // The worked example of the standard: "PDF417" in text compaction.
        let found = message(&[453, 178, 121, 239]);
        assert_eq!(found.bytes, b"PDF417");
        assert_eq!(found.text, "PDF417");
    }

    #[test]
    fn numbers_and_bytes() {
        // ISO/IEC 15438, 5.4.4.2: 000213298174000.
        assert_eq!(message(&[902, 1, 624, 434, 632, 282, 200]).bytes, b"000213298174000");
        // 5.4.3.2: the bytes 1 to 6 are one group.
        assert_eq!(message(&[924, 1, 620, 89, 74, 846]).bytes, [1, 2, 3, 4, 5, 6]);
        assert_eq!(message(&[901, 1, 620, 89, 74, 846, 4]).bytes, [1, 2, 3, 4, 5, 6, 4]);
        assert_eq!(message(&[901, 1, 2, 3, 4, 5]).bytes, [1, 2, 3, 4, 5]);
        assert_eq!(message(&[453, 913, 200, 178]).bytes, b"PD\xc8F\x1d"[..4]);
    }

    #[test]
    fn character_sets_change_the_text_and_not_the_bytes() {
        // 0xe9 in Latin-1, then in windows-1251 (designator 22), then in UTF-8 (26).
        let found = message(&[901, 0xe9, 927, 22, 901, 0xe9, 927, 26, 901, 0xc3, 0xa9]);
        assert_eq!(found.bytes, [0xe9, 0xe9, 0xc3, 0xa9]);
        assert_eq!(found.text, "éйé");
    }

    #[test]
    fn a_segment_tells_its_place() {
        let found = message(&[453, 928, 111, 101, 17, 53, 923, 1, 111, 102, 922, 900, 900]);
        let segment = found.segment.unwrap();
        assert_eq!((segment.index, segment.count, segment.last), (1, Some(2), true));
        assert_eq!(segment.file_id, "017053");
        assert_eq!(found.padding, 2);
    }

    #[test]
    fn what_says_nothing_is_refused() {
        let of = |codewords: &[u16]| interpret(codewords, Charset::default()).unwrap_err();
        assert_eq!(of(&[]), Nonsense::Length);
        assert_eq!(of(&[5, 1]), Nonsense::Length);
        assert_eq!(of(&[2, 903]), Nonsense::Reserved);
        assert_eq!(of(&[2, 913]), Nonsense::Incomplete);
        assert_eq!(of(&[3, 926, 1]), Nonsense::Incomplete);
        assert_eq!(of(&[3, 901, 256]), Nonsense::Number);
        assert_eq!(of(&[3, 902, 0]), Nonsense::Number);
        assert_eq!(of(&[3, 928, 900]), Nonsense::Incomplete);
    }

    proptest! {
        /// Whatever stands in a symbol, interpretation ends, and its output is bounded.
        #[test]
        fn anything_is_answered(mut codewords in prop::collection::vec(0_u16..929, 1..928)) {
            codewords[0] = codewords.len() as u16;
            if let Ok(message) = interpret(&codewords, Charset::default()) {
                prop_assert!(message.bytes.len() <= 3 * codewords.len());
            }
        }

        #[test]
        fn commands_of_all_kinds_are_answered(
            mut codewords in prop::collection::vec(
                prop_oneof![0_u16..900, 900_u16..929, Just(928), Just(923)], 1..200),
        ) {
            codewords[0] = codewords.len() as u16;
            let _ = interpret(&codewords, Charset::default());
        }
    }
}
