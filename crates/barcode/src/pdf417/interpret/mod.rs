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
/// As [`BYTE_LATCH`], but the last five codewords are a group too.
const BYTE_LATCH_SIXES: u16 = 924;
const ECI_USER: u16 = 925;
const ECI_GENERAL: u16 = 926;
const ECI_CHARSET: u16 = 927;
const MACRO_BLOCK: u16 = 928;
/// Codewords from here on command; below they carry data.
const FIRST_COMMAND: u16 = 900;

/// What a symbol says.
#[derive(Clone, Default)]
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
/// correction. The descriptor must be their number. `charset` is in force at the beginning.
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
    /// With so many groups of five codewords still to come.
    Byte(usize),
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
                let (values, after) = run_of_data(rest);
                self.data(&mut mode, values)?;
                rest = after;
            } else if let Some(after) = self.character_set(rest)? {
                rest = after;
            } else {
                rest = self.command(codeword, after, &mut mode)?;
            }
        }
        Ok(())
    }

    /// A command that is no change of character set; gives what follows it.
    fn command<'a>(
        &mut self,
        codeword: u16,
        after: &'a [u16],
        mode: &mut Mode,
    ) -> Result<&'a [u16], Nonsense> {
        match codeword {
            TEXT_LATCH => {
                *mode = Mode::Text;
                self.submode = TextState::default();
            }
            BYTE_LATCH => *mode = Mode::Byte(data_ahead(after).saturating_sub(1) / 5),
            BYTE_LATCH_SIXES => *mode = Mode::Byte(data_ahead(after) / 5),
            NUMERIC_LATCH => *mode = Mode::Numeric,
            BYTE_SHIFT => return self.shifted_byte(after),
            READER_INITIALISATION => {}
            MACRO_BLOCK => {
                let (segment, after) = macro_block::read(after)?;
                self.segment = Some(segment);
                return Ok(after);
            }
            _ => return Err(Nonsense::Reserved),
        }
        Ok(after)
    }

    /// The byte behind a shift; a character set may be named between them.
    fn shifted_byte<'a>(&mut self, mut rest: &'a [u16]) -> Result<&'a [u16], Nonsense> {
        // A shift to punctuation before it only fills a codeword.
        self.submode.end_shift();
        while let Some(after) = self.character_set(rest)? {
            rest = after;
        }
        let (value, after) = take::<1>(rest)?;
        self.push(&[u8::try_from(value[0]).map_err(|_| Nonsense::Number)?]);
        Ok(after)
    }

    /// An extended channel interpretation, if one stands here; gives what follows it.
    fn character_set<'a>(&mut self, rest: &'a [u16]) -> Result<Option<&'a [u16]>, Nonsense> {
        let Some((&codeword, after)) = rest.split_first() else { return Ok(None) };
        let (designator, after) = match codeword {
            ECI_CHARSET | ECI_USER => {
                let (value, after) = take::<1>(after)?;
                let first = if codeword == ECI_USER { charset::USER_DEFINED } else { 0 };
                (first + u32::from(value[0]), after)
            }
            ECI_GENERAL => {
                let (value, after) = take::<2>(after)?;
                let (high, low) = (u32::from(value[0]), u32::from(value[1]));
                (charset::GENERAL_PURPOSE + high * 900 + low, after)
            }
            _ => return Ok(None),
        };
        // Designators beyond the character sets say what the bytes are for; the text stays.
        if let Some(charset) = Charset::of(designator) {
            self.text += &charset::decoded(self.charset, &self.pending);
            self.pending.clear();
            self.charset = charset;
        }
        Ok(Some(after))
    }

    fn data(&mut self, mode: &mut Mode, values: &[u16]) -> Result<(), Nonsense> {
        let mut bytes = Vec::with_capacity(2 * values.len());
        match mode {
            Mode::Text => self.submode.read(values, &mut bytes),
            Mode::Byte(groups) => {
                let here = (*groups).min(values.len() / 5);
                byte_groups(values, here, &mut bytes)?;
                *groups -= here;
            }
            Mode::Numeric => numeric::read(values, &mut bytes)?,
        }
        self.push(&bytes);
        Ok(())
    }

    fn push(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
        self.pending.extend_from_slice(bytes);
    }
}

/// Data codewords up to the next command, and what follows them.
fn run_of_data(codewords: &[u16]) -> (&[u16], &[u16]) {
    codewords.split_at(codewords.iter().take_while(|c| **c < FIRST_COMMAND).count())
}

/// Data codewords up to the next command that is no change of character set: those of byte
/// compaction, which such changes do not end.
fn data_ahead(mut rest: &[u16]) -> usize {
    let mut count = 0;
    loop {
        let (values, after) = run_of_data(rest);
        count += values.len();
        let parameters = match after.first() {
            Some(&(ECI_CHARSET | ECI_USER)) => 1,
            Some(&ECI_GENERAL) => 2,
            _ => return count,
        };
        rest = after.get(1 + parameters..).unwrap_or(&[]);
    }
}

/// Five codewords make six bytes in the first `groups` groups, then every codeword one.
fn byte_groups(values: &[u16], groups: usize, bytes: &mut Vec<u8>) -> Result<(), Nonsense> {
    let (grouped, single) = values.split_at(5 * groups);
    for group in grouped.chunks_exact(5) {
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
        let of = |codewords: &[u16]| interpret(codewords, Charset::default()).err().unwrap();
        assert_eq!(of(&[]), Nonsense::Length);
        assert_eq!(of(&[5, 1]), Nonsense::Length);
        assert_eq!(of(&[2, 903]), Nonsense::Reserved);
        assert_eq!(of(&[2, 913]), Nonsense::Incomplete);
        assert_eq!(of(&[3, 926, 1]), Nonsense::Incomplete);
        assert_eq!(of(&[3, 901, 256]), Nonsense::Number);
        assert_eq!(of(&[3, 902, 0]), Nonsense::Number);
        assert_eq!(of(&[3, 928, 900]), Nonsense::Incomplete);
    }

    #[test]
    fn a_shift_that_fills_a_codeword_does_not_outlast_a_byte() {
        // A and a shift to punctuation, the byte 0xe9, BC.
        assert_eq!(message(&[29, 913, 0xe9, 32]).bytes, b"A\xe9BC");
        // A character set between the shift and its byte.
        assert_eq!(message(&[29, 913, 927, 22, 0xe9, 32]).text, "Aй\u{42}C");
    }

    #[test]
    fn character_sets_do_not_end_byte_compaction() {
        let five: Vec<u16> = b"HELLO".iter().map(|byte| u16::from(*byte)).collect();
        let before = [&[901][..], &five, &[927, 26]].concat();
        assert_eq!(message(&before).bytes, b"HELLO");
        // Two groups with a character set between them, then one byte.
        let group = [1, 620, 89, 74, 846];
        let between = [&[901][..], &group, &[927, 26], &group, &[7]].concat();
        assert_eq!(message(&between).bytes, [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6, 7]);
        let sixes = [&[924][..], &group, &[927, 26], &group].concat();
        assert_eq!(message(&sixes).bytes, [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]);
        let general = [&[901][..], &five[..2], &[926, 0, 0], &five[2..]].concat();
        assert_eq!(message(&general).bytes, b"HELLO");
    }

    #[test]
    fn fields_of_a_control_block_hold_anything() {
        // A file name (000) in byte compaction with a shift and a character set, then the count.
        let block = [928, 111, 100, 17, 923, 0, 901, 65, 927, 26, 913, 66, 923, 1, 111, 102, 922];
        let found = message(&[&[453][..], &block].concat());
        assert_eq!(found.bytes, b"PD");
        let segment = found.segment.unwrap();
        assert_eq!((segment.index, segment.count, segment.last), (0, Some(2), true));
        // Without the end of the block, and with a count that is none.
        let open = message(&[453, 928, 111, 100, 17, 923, 1, 0, 923, 0, 1, 2]);
        assert_eq!((open.bytes, open.segment.unwrap().count), (b"PD".to_vec(), None));
    }

    #[test]
    fn long_numbers_come_in_groups() {
        // 44 digits fill fifteen codewords; the 45th begins another group.
        let digits: String = ('1'..='9').cycle().take(45).collect();
        let groups = |text: &str| -> Vec<u16> {
            let mut number: Vec<u8> = format!("1{text}").bytes().map(|d| d - b'0').collect();
            let mut values = Vec::new();
            while number.iter().any(|digit| *digit > 0) {
                let mut rest = 0;
                for digit in &mut number {
                    let value = rest * 10 + u16::from(*digit);
                    (*digit, rest) = ((value / 900) as u8, value % 900);
                }
                values.insert(0, rest);
            }
            values
        };
        let data = [vec![902], groups(&digits[..44]), groups(&digits[44..])].concat();
        assert_eq!(data.len(), 1 + 15 + 1);
        assert_eq!(message(&data).bytes, digits.as_bytes());
    }

    proptest! {
        /// What the encoder of another project writes is read back.
        #[test]
        fn encoded_bytes_come_back(bytes in prop::collection::vec(any::<u8>(), 1..120)) {
            let mut storage = [0_u16; 400];
            let encoder = pdf417::PDF417Encoder::new(&mut storage, false).append_bytes(&bytes);
            let count = encoder.count();
            let sealed = encoder.seal(0);
            prop_assert_eq!(message(&sealed[1..count]).bytes, bytes);
        }

        #[test]
        fn encoded_text_comes_back(text in "[ -~\\n\\r\\t]{1,120}") {
            let mut storage = [0_u16; 400];
            let encoder = pdf417::PDF417Encoder::new(&mut storage, false).append_ascii(&text);
            let count = encoder.count();
            let sealed = encoder.seal(0);
            prop_assert_eq!(message(&sealed[1..count]).text, text);
        }

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
