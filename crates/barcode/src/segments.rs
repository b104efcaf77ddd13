//! Files that are divided over several symbols (Macro PDF417, ISO/IEC 15438:2015 annex H).

use bonafide_types::Sensitive;

use crate::pdf417::{Charset, interpret};
use crate::symbol::Symbol;

/// The segments of one file, put together.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct DividedFile {
    /// Identifies the file.
    pub file_id: String,
    /// The bytes of the segments that were given, in order.
    pub payload: Sensitive<Vec<u8>>,
    /// The same as text. A character set stays in force from one segment to the next.
    pub text: Sensitive<String>,
    /// Indices of the segments that are there, ascending.
    pub segments: Vec<u32>,
    /// Whether all segments are there: none is missing before the one that is marked as the last
    /// or that the stated number makes the last.
    pub complete: bool,
}

/// Puts the segments among `symbols` together, file by file in order of their first symbol.
/// Symbols that are no segments are passed over; of a segment that is there twice the first counts.
pub fn join_segments(symbols: &[Symbol]) -> Vec<DividedFile> {
    let mut files: Vec<(&str, Vec<(u32, &Symbol)>)> = Vec::new();
    for symbol in symbols {
        let Some(segment) = &symbol.macro_segment else { continue };
        match files.iter_mut().find(|(id, _)| *id == segment.file_id) {
            None => files.push((&segment.file_id, vec![(segment.index, symbol)])),
            Some((_, known)) if known.iter().any(|(index, _)| *index == segment.index) => {}
            Some((_, known)) => known.push((segment.index, symbol)),
        }
    }
    files.into_iter().map(|(id, segments)| joined(id, segments)).collect()
}

fn joined(file_id: &str, mut segments: Vec<(u32, &Symbol)>) -> DividedFile {
    segments.sort_by_key(|(index, _)| *index);
    let (mut payload, mut text) = (Vec::new(), String::new());
    let mut charset = Charset::default();
    for (_, symbol) in &segments {
        payload.extend_from_slice(symbol.payload.expose());
        let again = symbol.matrix.as_ref().and_then(|matrix| {
            let check = 2 << matrix.ec_level;
            let codewords = matrix.codewords.expose();
            interpret(codewords.get(..codewords.len().checked_sub(check)?)?, charset).ok()
        });
        match again {
            Some(message) => {
                text += &message.text;
                charset = message.charset;
            }
            None => text += symbol.text.expose(),
        }
    }
    let count = segments.iter().find_map(|(index, symbol)| {
        let segment = symbol.macro_segment.as_ref()?;
        segment.count.or(segment.last.then_some(index.saturating_add(1)))
    });
    let segments: Vec<u32> = segments.iter().map(|(index, _)| *index).collect();
    let unbroken = segments.iter().copied().eq(0..segments.len() as u32);
    DividedFile {
        file_id: file_id.to_owned(),
        complete: unbroken && count == Some(segments.len() as u32),
        payload: Sensitive::new(payload),
        text: Sensitive::new(text),
        segments,
    }
}
