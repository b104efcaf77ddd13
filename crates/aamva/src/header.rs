//! The header of a PDF417 payload: compliance indicator, issuer, version, subfile entries.
//!
//! Source: AAMVA DL/ID Card Design Standard, Annex D, section D.12.3 (fields 1 to 10), and
//! AAMVA DL/ID-2000, Annex E, for version 1, which has no jurisdiction version.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::deviation::{Deviation, DeviationKind};
use crate::element::Designator;
use crate::issuer::Iin;

/// The newest version known: 11 is the 2025 edition.
pub const NEWEST_VERSION: u8 = 11;

/// What follows the compliance indicator: LF, RS (record separator), CR (segment terminator).
const SEPARATORS: &[u8] = b"\n\x1e\r";

/// How far into a payload without file type a bare header is looked for, in bytes.
const BARE_HEADER_REACH: usize = 40;

/// What the payload calls itself.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum FileType {
    /// `ANSI `, versions 1 to 11.
    Ansi,
    /// `AAMVA`, version 1 only.
    Aamva,
    /// The three tracks of a magnetic stripe (Annex F).
    MagneticStripe,
    /// Nothing: the file type is missing or unreadable.
    Missing,
}

/// A subfile as the header announces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entry {
    /// The subfile's designator.
    pub designator: Designator,
    /// Where it begins, bytes from the start of the payload; `None` if not four digits.
    pub offset: Option<u16>,
    /// How many bytes it has; `None` if not four digits.
    pub length: Option<u16>,
}

/// The header as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Header {
    /// What the payload calls itself.
    pub file_type: FileType,
    /// The issuer.
    pub iin: Option<Iin>,
    /// AAMVA version, 0 to 99 as stated; `None` on a magnetic stripe.
    pub version: Option<u8>,
    /// Jurisdiction version, 0 to 99; `None` in version 1 and on a magnetic stripe.
    pub jurisdiction_version: Option<u8>,
    /// The subfiles announced.
    pub entries: Vec<Entry>,
}

impl Header {
    /// A header that says nothing but its file type.
    pub(crate) fn empty(file_type: FileType) -> Self {
        Self {
            file_type,
            iin: None,
            version: None,
            jurisdiction_version: None,
            entries: Vec::new(),
        }
    }
}

/// Returns the header and where the body begins, or `None` without a header.
pub(crate) fn read(payload: &[u8], deviations: &mut Vec<Deviation>) -> Option<(Header, usize)> {
    let (file_type, start, digits) = find(payload)?;
    check_preamble(payload.get(..start)?, deviations);
    let spaces = digits - start - word(file_type).len();
    let run = digit_run(payload, digits);
    let mut header = Header::empty(file_type);
    header.iin = run.get(..6).and_then(Iin::from_digits);
    if header.iin.and_then(Iin::issuer).is_none() {
        deviations.push(Deviation::new(DeviationKind::UnknownIssuer).at(digits));
    }
    let numbers = run.get(6..).unwrap_or_default();
    let stated = read_numbers(&mut header, numbers, digits + 6, deviations);
    let proper = match file_type {
        FileType::Ansi => spaces == 1,
        FileType::Aamva => spaces == 0 && header.version == Some(1),
        FileType::MagneticStripe | FileType::Missing => false,
    };
    if !proper {
        deviations.push(Deviation::new(DeviationKind::FileType).at(start));
    }
    let after = digits + run.len();
    let body = read_entries(&mut header, payload, after, stated, deviations);
    Some((header, body))
}

/// Returns the file type, where it begins and where the issuer's digits begin.
fn find(payload: &[u8]) -> Option<(FileType, usize, usize)> {
    let starts = payload.iter().enumerate().filter(|(_, b)| **b == b'A').map(|(at, _)| at);
    for start in starts {
        for file_type in [FileType::Ansi, FileType::Aamva] {
            let rest = payload.get(start..).and_then(|p| p.strip_prefix(word(file_type)));
            let Some(rest) = rest else { continue };
            let spaces = rest.iter().take(3).take_while(|b| **b == b' ').count();
            let digits = start + word(file_type).len() + spaces;
            if digit_run(payload, digits).len() >= 6 {
                return Some((file_type, start, digits));
            }
        }
    }
    // No file type: issuer, version and counts run straight into the first designator.
    let reach = payload.len().min(BARE_HEADER_REACH);
    let bare = (0..reach).find(|at| {
        let run = digit_run(payload, *at).len();
        matches!(run, 10 | 12) && entry_at(payload, at + run).is_some_and(|e| e.offset.is_some())
    })?;
    Some((FileType::Missing, bare, bare))
}

fn word(file_type: FileType) -> &'static [u8] {
    match file_type {
        FileType::Ansi => b"ANSI",
        FileType::Aamva => b"AAMVA",
        FileType::MagneticStripe | FileType::Missing => b"",
    }
}

/// Returns the digits from `at` on, at most 16: a header has 10 or 12.
fn digit_run(payload: &[u8], at: usize) -> &[u8] {
    let rest = payload.get(at..).unwrap_or_default();
    let len = rest.iter().take(16).take_while(|b| b.is_ascii_digit()).count();
    rest.get(..len).unwrap_or_default()
}

/// Reports what stands before the file type, if it is not `@` LF RS CR.
fn check_preamble(preamble: &[u8], deviations: &mut Vec<Deviation>) {
    let Some(at) = preamble.iter().position(|b| *b == b'@') else {
        deviations.push(Deviation::new(DeviationKind::ComplianceIndicator).at(0));
        return;
    };
    if at > 0 {
        deviations.push(Deviation::new(DeviationKind::LeadingBytes).at(0).counts(0, at));
    }
    if preamble.get(at + 1..) != Some(SEPARATORS) {
        let found = preamble.len() - at - 1;
        let deviation = Deviation::new(DeviationKind::HeaderSeparators).at(at + 1);
        deviations.push(deviation.counts(SEPARATORS.len(), found));
    }
}

/// Reads version, jurisdiction version and number of entries; returns the last.
fn read_numbers(
    header: &mut Header,
    digits: &[u8],
    at: usize,
    deviations: &mut Vec<Deviation>,
) -> Option<usize> {
    let pair = |index: usize| {
        let two = digits.get(2 * index..2 * index + 2)?;
        two.iter().try_fold(0_u8, |n, d| Some(n * 10 + d.checked_sub(b'0')?))
    };
    header.version = pair(0);
    let (jurisdiction, count) =
        if digits.len() >= 6 { (pair(1), pair(2)) } else { (None, pair(1)) };
    header.jurisdiction_version = jurisdiction;
    let expected = if header.version.is_some_and(|v| v < 2) { 4 } else { 6 };
    if digits.len() != expected {
        let deviation = Deviation::new(DeviationKind::HeaderLayout).at(at);
        deviations.push(deviation.counts(expected, digits.len()));
    }
    if !header.version.is_some_and(|v| (1..=NEWEST_VERSION).contains(&v)) {
        deviations.push(Deviation::new(DeviationKind::UnknownVersion).at(at));
    }
    count.map(usize::from)
}

/// Reads the subfile entries; returns where the body begins.
fn read_entries(
    header: &mut Header,
    payload: &[u8],
    start: usize,
    stated: Option<usize>,
    deviations: &mut Vec<Deviation>,
) -> usize {
    let mut at = start;
    while header.entries.len() < 99 {
        match entry_at(payload, at) {
            Some(entry) if entry.offset.is_some() => {
                header.entries.push(entry);
                at += 10;
            }
            // A designator whose numbers are damaged: the body is found by its elements.
            Some(entry) if Some(header.entries.len()) < stated && !begins_body(payload, at) => {
                let deviation = Deviation::new(DeviationKind::EntryMalformed).at(at);
                deviations.push(deviation.inside(entry.designator));
                header.entries.push(entry);
                at += 2;
                break;
            }
            _ => break,
        }
    }
    if stated != Some(header.entries.len()) {
        let deviation = Deviation::new(DeviationKind::EntryCount).at(start);
        deviations.push(deviation.counts(stated.unwrap_or(0), header.entries.len()));
    }
    at
}

/// Returns the entry at a place; its numbers are `None` unless both have four digits.
fn entry_at(payload: &[u8], at: usize) -> Option<Entry> {
    let designator = Designator::from_bytes(payload.get(at..at + 2)?)?;
    if !designator.is_standard() && !designator.is_jurisdiction() {
        return None;
    }
    let number = |from: usize| {
        let four = payload.get(from..from + 4)?;
        four.iter().try_fold(0_u16, |n, d| d.is_ascii_digit().then(|| n * 10 + u16::from(d - b'0')))
    };
    let both = number(at + 2).zip(number(at + 6));
    Some(Entry { designator, offset: both.map(|b| b.0), length: both.map(|b| b.1) })
}

/// Whether a designator is followed by an element instead of numbers.
fn begins_body(payload: &[u8], at: usize) -> bool {
    let id = payload.get(at + 2..at + 5).and_then(crate::element::ElementId::from_bytes);
    id.is_some_and(|id| crate::dictionary::define(id).is_some())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn kinds(payload: &[u8]) -> (Header, Vec<DeviationKind>) {
        let mut deviations = Vec::new();
        let (header, _) = read(payload, &mut deviations).unwrap();
        (header, deviations.iter().map(|d| d.kind).collect())
    }

    #[test]
    fn reads_both_layouts() {
        let (header, found) = kinds(b"@\n\x1e\rANSI 636001100402DL00410323ZN03640120DLDAQ");
        assert_eq!(found, []);
        assert_eq!((header.version, header.jurisdiction_version), (Some(10), Some(4)));
        assert_eq!(header.entries[1].offset, Some(364));
        let (header, found) = kinds(b"@\n\x1e\rAAMVA6360060101DL00290179DAA");
        assert_eq!(found, []);
        assert_eq!((header.version, header.jurisdiction_version), (Some(1), None));
    }

    #[test]
    fn names_each_damage() {
        use DeviationKind as K;
        let cases: [(&[u8], &[K]); 7] = [
            (b"\n\x1e\rANSI 636001100001DL00310010DLDAQ", &[K::ComplianceIndicator]),
            (b"@\r\nANSI 636001100001DL00310010DLDAQ", &[K::HeaderSeparators]),
            (b"x@\n\x1e\rANSI 636001100001DL00310010DLDAQ", &[K::LeadingBytes]),
            (b"@\n\x1e\rANSI636001100001DL00310010DLDAQ", &[K::FileType]),
            (b"@\n\x1e\r636001100001DL00310010DLDAQ", &[K::FileType]),
            (
                b"@\n\x1e\rANSI 000001990002DL00310010DLDAQ",
                &[K::UnknownIssuer, K::UnknownVersion, K::EntryCount],
            ),
            (b"@\n\x1e\rANSI 6360011001DLxx310010DLDAQ", &[K::HeaderLayout, K::EntryMalformed]),
        ];
        for (payload, expected) in cases {
            assert_eq!(kinds(payload).1, expected, "{}", payload.escape_ascii());
        }
    }
}
