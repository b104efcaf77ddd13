//! The control block of a divided file (annex H).

use std::fmt::Write as _;

use super::{FIRST_COMMAND, MACRO_END, MACRO_FIELD, Nonsense, numeric, take};
use crate::symbol::MacroSegment;

/// Number of segments among the optional fields (table H.1).
const SEGMENT_COUNT: u16 = 1;

/// Reads a block behind its marker; gives what follows it too.
pub(super) fn read(codewords: &[u16]) -> Result<(MacroSegment, &[u16]), Nonsense> {
    let (index, mut rest) = take::<2>(codewords)?;
    let length = rest.iter().take_while(|codeword| **codeword < FIRST_COMMAND).count();
    let (file_id, after) = rest.split_at(length);
    rest = after;
    let mut segment =
        MacroSegment { index: number(&index)?, count: None, file_id: digits(file_id), last: false };
    while let Some((&command, after)) = rest.split_first() {
        match command {
            MACRO_FIELD => {
                let ([designator], values) = take::<1>(after)?;
                // Whatever else a field holds, latches and character sets too, belongs to it.
                let length = values
                    .iter()
                    .take_while(|codeword| !matches!(**codeword, MACRO_FIELD | MACRO_END))
                    .count();
                let (field, after) = values.split_at(length);
                if designator == SEGMENT_COUNT {
                    segment.count = number(field).ok();
                }
                rest = after;
            }
            MACRO_END => {
                segment.last = true;
                return Ok((segment, after));
            }
            _ => break,
        }
    }
    Ok((segment, rest))
}

/// Codewords as three digits each.
fn digits(codewords: &[u16]) -> String {
    codewords.iter().fold(String::new(), |mut text, codeword| {
        let _ = write!(text, "{codeword:03}"); // writing to a String cannot fail
        text
    })
}

/// A number of five digits in numeric compaction, whose latch may stand before it.
fn number(field: &[u16]) -> Result<u32, Nonsense> {
    let values: Vec<u16> = field.iter().copied().filter(|c| *c < FIRST_COMMAND).collect();
    let mut digits = Vec::new();
    numeric::read(&values, &mut digits)?;
    let text = std::str::from_utf8(&digits).map_err(|_| Nonsense::Number)?;
    text.parse().map_err(|_| Nonsense::Number)
}
