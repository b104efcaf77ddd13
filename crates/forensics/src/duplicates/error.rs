//! Why an index cannot be opened or written.

use std::io;

/// Why an index of duplicates cannot be opened or written. Holds no id.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// The file cannot be read, mapped or written.
    #[error("the index file cannot be used")]
    File(#[from] io::Error),
    /// The file does not begin as an index does.
    #[error("not an index of duplicates")]
    NotAnIndex,
    /// The file is of a version that this build does not read.
    #[error("index version {found}; this build reads version {known}")]
    Version {
        /// What the file says.
        found: u32,
        /// What this build reads.
        known: u32,
    },
    /// A number of the header is outside of what can be.
    #[error("header: {field} is {found}, expected {expected}")]
    Header {
        /// The field of the header.
        field: &'static str,
        /// What the file says.
        found: u64,
        /// What can be.
        expected: String,
    },
    /// What was written is not what is there.
    #[error("{section}: the checksum does not match; the file is damaged")]
    Checksum {
        /// `header` or `body`.
        section: &'static str,
    },
    /// A part of the file contradicts itself or another part.
    #[error("{section}, entry {entry}: {reason}")]
    Entry {
        /// `ids`, `order`, `frames`, `table` or `signatures`.
        section: &'static str,
        /// Its index, from 0.
        entry: usize,
        /// What is wrong.
        reason: &'static str,
    },
    /// An id that cannot be stored.
    #[error("an id has {found} bytes, expected 1 to {most}")]
    Id {
        /// Bytes of the id.
        found: usize,
        /// Most bytes.
        most: usize,
    },
    /// Indexes are little-endian and are not converted.
    #[error("index files cannot be opened on a big-endian machine")]
    BigEndian,
}
