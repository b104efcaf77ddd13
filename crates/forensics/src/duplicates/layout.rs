//! Where what lies in an index file.
//!
//! ```text
//! offset  bytes  header, 64 bytes
//!      0      8  "BFDUPIDX"
//!      8      4  version, 1
//!     12      4  bits B that a table tells hashes apart by, 4 to 21
//!     16      8  count N of entries, below 2^32
//!     24      8  count M of frames, at most 3 N, below 2^32
//!     32      8  bytes of all ids together
//!     40      4  CRC-32 of everything between the header and the signatures
//!     44      4  CRC-32 of the header, taken with 0 here
//!     48     16  0
//!               sections, each filled with 0 to a multiple of 64 bytes
//!     64         SHA-256 of the files: N × 32
//!                order: N u32, the entries by their SHA-256, then by themselves
//!                ends of ids: N u64, each counted from the beginning of the ids
//!                ids: UTF-8, one behind the other
//!                hashes: M u64
//!                owners: M u32, the entry of a frame
//!                parts: M bytes, 0 picture, 1 document, 2 portrait
//!                checksums: M u32, CRC-32 of each signature
//!                three tables: 2^B + 1 u32, where the rows of a key begin; M rows by key, each a hash (u64)
//!                and its frame (u32)
//!                signatures: M × 4608 bytes
//! ```
//!
//! All numbers are little-endian. CRC-32 is that of ISO 3309 (zlib, PNG).

use std::ops::Range;

use super::error::IndexError;
use super::lookup::{ROW, TABLES};
use super::signature::BYTES;

/// Bytes of the header.
pub(super) const HEADER: usize = 64;
/// What each section is a multiple of: a cache line.
pub(super) const ALIGNMENT: u64 = 64;
/// Most bytes of an id.
pub(super) const MAX_ID: usize = 256;
/// Most frames of an entry.
const MOST_FRAMES: u64 = 3;
/// Bits of a table's key.
pub(super) const KEY_BITS: Range<u32> = 4..22;
const MAGIC: &[u8; 8] = b"BFDUPIDX";
const VERSION: u32 = 1;
const HEADER_CRC: Range<usize> = 44..48;

/// What the header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub key_bits: u32,
    pub entries: usize,
    pub frames: usize,
    pub id_bytes: u64,
    pub body_crc: u32,
}

/// Byte ranges of the sections, without what fills them up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sections {
    pub files: Range<usize>,
    pub order: Range<usize>,
    pub id_ends: Range<usize>,
    pub ids: Range<usize>,
    pub hashes: Range<usize>,
    pub owners: Range<usize>,
    pub parts: Range<usize>,
    pub checksums: Range<usize>,
    /// Beginnings and rows of each table.
    pub tables: [[Range<usize>; 2]; TABLES],
    pub signatures: Range<usize>,
    /// Bytes of the whole file.
    pub end: usize,
}

impl Header {
    /// The 64 bytes.
    ///
    /// # Errors
    /// When a number is outside of what can be.
    pub(super) fn to_bytes(&self) -> Result<[u8; HEADER], IndexError> {
        self.check()?;
        let mut bytes = [0; HEADER];
        let mut put = |at: usize, value: &[u8]| {
            for (to, from) in bytes.iter_mut().skip(at).zip(value) {
                *to = *from;
            }
        };
        put(0, MAGIC);
        put(8, &VERSION.to_le_bytes());
        put(12, &self.key_bits.to_le_bytes());
        put(16, &(self.entries as u64).to_le_bytes());
        put(24, &(self.frames as u64).to_le_bytes());
        put(32, &self.id_bytes.to_le_bytes());
        put(40, &self.body_crc.to_le_bytes());
        let crc = crc32fast::hash(&bytes).to_le_bytes();
        bytes[HEADER_CRC].copy_from_slice(&crc);
        Ok(bytes)
    }

    /// Reads and checks a header.
    ///
    /// # Errors
    /// When it is not one, or says what cannot be.
    pub(super) fn parse(file: &[u8]) -> Result<Self, IndexError> {
        let header: [u8; HEADER] = file.first_chunk().copied().ok_or(IndexError::NotAnIndex)?;
        if !header.starts_with(MAGIC) {
            return Err(IndexError::NotAnIndex);
        }
        let version = u32_at(&header, 8);
        if version != VERSION {
            return Err(IndexError::Version { found: version, known: VERSION });
        }
        let mut without_crc = header;
        without_crc[HEADER_CRC].fill(0);
        if crc32fast::hash(&without_crc) != u32_at(&header, HEADER_CRC.start) {
            return Err(IndexError::Checksum { section: "header" });
        }
        let count = |at| usize::try_from(u64_at(&header, at)).unwrap_or(usize::MAX);
        let parsed = Self {
            key_bits: u32_at(&header, 12),
            entries: count(16),
            frames: count(24),
            id_bytes: u64_at(&header, 32),
            body_crc: u32_at(&header, 40),
        };
        parsed.check()?;
        Ok(parsed)
    }

    fn check(&self) -> Result<(), IndexError> {
        let (least, end) = (u64::from(KEY_BITS.start), u64::from(KEY_BITS.end));
        within("key bits", u64::from(self.key_bits), least, end - 1)?;
        let most = u64::from(u32::MAX);
        let entries = within("entries", self.entries as u64, 0, most)?;
        within("frames", self.frames as u64, 0, most.min(entries * MOST_FRAMES))?;
        within("id bytes", self.id_bytes, entries, entries * MAX_ID as u64)?;
        Ok(())
    }

    /// Where the sections of a file of this many bytes are.
    ///
    /// # Errors
    /// When the header asks for another length, or one that this machine cannot address.
    pub(super) fn sections_of(&self, length: u64) -> Result<Sections, IndexError> {
        let sections = self.sections()?;
        if sections.end as u64 == length {
            return Ok(sections);
        }
        let expected = format!("{} by the header", sections.end);
        Err(IndexError::Header { field: "file length", found: length, expected })
    }

    fn sections(&self) -> Result<Sections, IndexError> {
        let (entries, frames) = (self.entries as u64, self.frames as u64);
        // At most 2^32 × 2^11 bytes a section, far below 2^64.
        let mut at = HEADER as u64;
        let mut next = |size: u64| {
            let section = at as usize..(at + size) as usize;
            at = (at + size).next_multiple_of(ALIGNMENT);
            section
        };
        let keys = (1_u64 << self.key_bits) + 1;
        let mut sections = Sections {
            files: next(entries * 32),
            order: next(entries * 4),
            id_ends: next(entries * 8),
            ids: next(self.id_bytes),
            hashes: next(frames * 8),
            owners: next(frames * 4),
            parts: next(frames),
            checksums: next(frames * 4),
            tables: std::array::from_fn(|_| [next(keys * 4), next(frames * ROW as u64)]),
            signatures: next(frames * BYTES as u64),
            end: 0,
        };
        sections.end = usize::try_from(at).map_err(|_| IndexError::Header {
            field: "entries",
            found: entries,
            expected: "an index that this machine can address".to_owned(),
        })?;
        Ok(sections)
    }
}

/// The key bits for so many frames: about one frame a key.
pub(super) fn key_bits_for(frames: usize) -> u32 {
    frames.max(1).ilog2().clamp(KEY_BITS.start, KEY_BITS.end - 1)
}

fn within(field: &'static str, found: u64, least: u64, most: u64) -> Result<u64, IndexError> {
    if (least..=most).contains(&found) {
        return Ok(found);
    }
    Err(IndexError::Header { field, found, expected: format!("{least} to {most}") })
}

fn u32_at(bytes: &[u8; HEADER], at: usize) -> u32 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |four| u32::from_le_bytes(*four))
}

fn u64_at(bytes: &[u8; HEADER], at: usize) -> u64 {
    bytes.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |eight| u64::from_le_bytes(*eight))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn header() -> Header {
        Header { key_bits: 5, entries: 17, frames: 33, id_bytes: 40, body_crc: 7 }
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(Header::parse(&header().to_bytes().unwrap()).unwrap(), header());
        let end = header().sections().unwrap().end as u64;
        assert!(header().sections_of(end).is_ok());
        assert!(header().sections_of(end - 1).is_err());
    }

    #[test]
    fn every_bit_of_the_header_counts() {
        let bytes = header().to_bytes().unwrap();
        for bit in 0..HEADER * 8 {
            let mut flipped = bytes;
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(Header::parse(&flipped).is_err(), "bit {bit}");
        }
    }

    #[test]
    fn what_cannot_be_is_refused() {
        for (key_bits, entries, frames, id_bytes) in [
            (3, 1, 1, 1),
            (22, 1, 1, 1),
            (5, 1, 4, 1),
            (5, 2, 1, 1),
            (5, 1, 1, 257),
            (5, 1 << 33, 1, 1 << 33),
        ] {
            let header = Header { key_bits, entries, frames, id_bytes, body_crc: 0 };
            assert!(header.to_bytes().is_err(), "{header:?}");
        }
    }
}
