//! Where what lies in a gallery file.
//!
//! ```text
//! offset  bytes  header, 512 bytes
//!      0      8  "BFGALLRY"
//!      8      4  version, 1
//!     12      4  dimensions D, 1 to 4096
//!     16      8  count N of encodings, below 2^32
//!     24      8  bytes of all ids together
//!     32      4  CRC-32 of everything after the header
//!     36      4  CRC-32 of the header, taken with 0 here
//!     40      4  bytes of the encoder's id, 1 to 256
//!     44      4  0
//!     48    256  encoder's id, printable ASCII, then 0
//!    304    208  0
//!               sections, each filled with 0 to a multiple of 64 bytes
//!    512         encodings: N rows of D f32
//!                quantised encodings: ceil(N / 16) blocks, see `quantise`
//!                scales: a block's scale and error, two f32
//!                ends of ids: N u64, each counted from the beginning of the ids
//!                ids: UTF-8, one behind the other
//! ```
//!
//! All numbers are little-endian. CRC-32 is that of ISO 3309 (zlib, PNG).

use std::ops::Range;

use super::error::GalleryError;
use super::quantise::LANES;
use crate::{EncoderId, Encoding};

/// Bytes of the header.
pub(super) const HEADER: usize = 512;
/// What each section is a multiple of: a cache line.
pub(super) const ALIGNMENT: u64 = 64;
/// Most values of an encoding.
const MAX_DIMENSIONS: usize = Encoding::MOST_VALUES;
/// Most bytes of an id.
pub(super) const MAX_ID: usize = 128;
/// Most bytes of the encoder's id.
const MAX_ENCODER: usize = EncoderId::MOST_BYTES;
const MAGIC: &[u8; 8] = b"BFGALLRY";
const VERSION: u32 = 1;
const ENCODER_AT: usize = 48;
const HEADER_CRC: Range<usize> = 36..40;
const NOT_PRINTABLE: GalleryError = GalleryError::Entry {
    section: "header",
    entry: 0,
    reason: "the encoder's id is not printable ASCII",
};

/// What the header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub encoder: EncoderId,
    pub dimensions: usize,
    pub count: usize,
    pub id_bytes: u64,
    pub body_crc: u32,
}

/// Byte ranges of the sections, without what fills them up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sections {
    pub encodings: Range<usize>,
    pub blocks: Range<usize>,
    pub scales: Range<usize>,
    pub id_ends: Range<usize>,
    pub ids: Range<usize>,
    /// Bytes of the whole file.
    pub end: usize,
}

impl Header {
    /// The 512 bytes.
    ///
    /// # Errors
    /// When the encoder's id is not 1 to 256 bytes of printable ASCII, or there are no or too many
    /// dimensions.
    pub(super) fn to_bytes(&self) -> Result<[u8; HEADER], GalleryError> {
        let encoder = self.encoder.0.as_bytes();
        within("encoder id bytes", encoder.len() as u64, 1, MAX_ENCODER as u64)?;
        if !self.encoder.is_sound() {
            return Err(NOT_PRINTABLE);
        }
        within("dimensions", self.dimensions as u64, 1, MAX_DIMENSIONS as u64)?;
        within("count", self.count as u64, 0, u64::from(u32::MAX))?;
        let mut bytes = [0; HEADER];
        let mut put = |at: usize, value: &[u8]| {
            for (to, from) in bytes.iter_mut().skip(at).zip(value) {
                *to = *from;
            }
        };
        put(0, MAGIC);
        put(8, &VERSION.to_le_bytes());
        put(12, &(self.dimensions as u32).to_le_bytes());
        put(16, &(self.count as u64).to_le_bytes());
        put(24, &self.id_bytes.to_le_bytes());
        put(32, &self.body_crc.to_le_bytes());
        put(40, &(encoder.len() as u32).to_le_bytes());
        put(ENCODER_AT, encoder);
        let crc = crc32fast::hash(&bytes).to_le_bytes();
        bytes[HEADER_CRC].copy_from_slice(&crc);
        Ok(bytes)
    }

    /// Reads and checks a header.
    ///
    /// # Errors
    /// When it is not one, or says what cannot be.
    pub(super) fn parse(file: &[u8]) -> Result<Self, GalleryError> {
        let header: [u8; HEADER] = file.first_chunk().copied().ok_or(GalleryError::NotAGallery)?;
        if !header.starts_with(MAGIC) {
            return Err(GalleryError::NotAGallery);
        }
        let version = u32_at(&header, 8);
        if version != VERSION {
            return Err(GalleryError::Version { found: version, known: VERSION });
        }
        let mut without_crc = header;
        without_crc[HEADER_CRC].fill(0);
        if crc32fast::hash(&without_crc) != u32_at(&header, HEADER_CRC.start) {
            return Err(GalleryError::Checksum { section: "header" });
        }
        let dimensions =
            within("dimensions", u64::from(u32_at(&header, 12)), 1, MAX_DIMENSIONS as u64)?;
        let count = within("count", u64_at(&header, 16), 0, u64::from(u32::MAX))?;
        let id_bytes = within("id bytes", u64_at(&header, 24), count, count * MAX_ID as u64)?;
        let length = u64::from(u32_at(&header, 40));
        let length = within("encoder id bytes", length, 1, MAX_ENCODER as u64)? as usize;
        let encoder = header.get(ENCODER_AT..ENCODER_AT + length).unwrap_or_default();
        let encoder = std::str::from_utf8(encoder).map_err(|_| NOT_PRINTABLE)?;
        let encoder = EncoderId(encoder.to_owned());
        if !encoder.is_sound() {
            return Err(NOT_PRINTABLE);
        }
        Ok(Self {
            encoder,
            dimensions: dimensions as usize,
            count: count as usize,
            id_bytes,
            body_crc: u32_at(&header, 32),
        })
    }

    /// Where the sections of a file of this many bytes are.
    ///
    /// # Errors
    /// When the header asks for another length, or one that this machine cannot address.
    pub(super) fn sections_of(&self, length: u64) -> Result<Sections, GalleryError> {
        let sections = self.sections()?;
        if sections.end as u64 == length {
            return Ok(sections);
        }
        let expected = format!("{} by the header", sections.end);
        Err(GalleryError::Header { field: "file length", found: length, expected })
    }

    /// Where the sections are.
    ///
    /// # Errors
    /// When they do not fit into the memory that this machine can address.
    fn sections(&self) -> Result<Sections, GalleryError> {
        let blocks = self.count.div_ceil(LANES) as u64;
        let sizes = [
            self.count as u64 * self.dimensions as u64 * 4,
            blocks * block_bytes(self.dimensions) as u64,
            blocks * 8,
            self.count as u64 * 8,
            self.id_bytes,
        ];
        // At most 2^32 × 4096 × 6 bytes, which is far below 2^64.
        let mut at = HEADER as u64;
        let [encodings, blocks, scales, id_ends, ids] = sizes.map(|size| {
            let section = at..at + size;
            at = (at + size).next_multiple_of(ALIGNMENT);
            section
        });
        let end = usize::try_from(at).map_err(|_| GalleryError::Header {
            field: "count",
            found: self.count as u64,
            expected: "a gallery that this machine can address".to_owned(),
        })?;
        let range = |of: Range<u64>| of.start as usize..of.end as usize;
        Ok(Sections {
            encodings: range(encodings),
            blocks: range(blocks),
            scales: range(scales),
            id_ends: range(id_ends),
            ids: range(ids),
            end,
        })
    }
}

/// Bytes of one block of quantised encodings.
pub(super) fn block_bytes(dimensions: usize) -> usize {
    LANES * 4 + LANES * padded(dimensions)
}

/// Dimensions of a quantised encoding: the next multiple of four; those that were added are 0.
pub(super) fn padded(dimensions: usize) -> usize {
    dimensions.next_multiple_of(4)
}

fn within(field: &'static str, found: u64, least: u64, most: u64) -> Result<u64, GalleryError> {
    if (least..=most).contains(&found) {
        return Ok(found);
    }
    Err(GalleryError::Header { field, found, expected: format!("{least} to {most}") })
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
        Header {
            encoder: EncoderId("encoder/1".to_owned()),
            dimensions: 6,
            count: 17,
            id_bytes: 40,
            body_crc: 7,
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = header().to_bytes().unwrap();
        assert_eq!(Header::parse(&bytes).unwrap(), header());
    }

    #[test]
    fn sections_follow_each_other_on_cache_lines() {
        let sections = header().sections().unwrap();
        assert_eq!(sections.encodings, 512..512 + 17 * 6 * 4);
        assert_eq!(sections.blocks, 960..960 + 2 * (64 + 16 * 8));
        assert_eq!(sections.scales, 1344..1344 + 16);
        assert_eq!(sections.id_ends, 1408..1408 + 17 * 8);
        assert_eq!(sections.ids, 1600..1640);
        assert_eq!(sections.end, 1664);
        assert!(header().sections_of(1664).is_ok());
        assert!(header().sections_of(1663).is_err());
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let refused = |change: fn(&mut Header)| {
            let mut changed = header();
            change(&mut changed);
            changed.to_bytes().is_err()
        };
        assert!(refused(|h| h.dimensions = 0));
        assert!(refused(|h| h.dimensions = 4097));
        assert!(refused(|h| h.encoder.0.clear()));
        assert!(refused(|h| h.encoder.0 = "e".repeat(257)));
        assert!(refused(|h| h.encoder.0 = "e\u{1b}[2J".to_owned()));
        let mut forged = header().to_bytes().unwrap();
        forged[ENCODER_AT] = 0x1b;
        forged[HEADER_CRC].fill(0);
        let crc = crc32fast::hash(&forged).to_le_bytes();
        forged[HEADER_CRC].copy_from_slice(&crc);
        assert!(matches!(Header::parse(&forged), Err(GalleryError::Entry { .. })));
        let mut other = header().to_bytes().unwrap();
        other[8] = 2;
        assert!(matches!(Header::parse(&other), Err(GalleryError::Version { found: 2, known: 1 })));
        assert!(matches!(Header::parse(b"BFGALLRY"), Err(GalleryError::NotAGallery)));
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
}
