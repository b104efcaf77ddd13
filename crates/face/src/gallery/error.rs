//! Why a gallery cannot be opened, searched or written.

use std::io;

use crate::EncoderMismatch;

/// Why a gallery cannot be opened, searched or written. Holds neither a value of an encoding nor an id.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GalleryError {
    /// The file cannot be read, mapped or written.
    #[error("the gallery file cannot be used")]
    File(#[from] io::Error),
    /// The file does not begin as a gallery does.
    #[error("not a gallery file")]
    NotAGallery,
    /// The file is of a version that this build does not read.
    #[error("gallery version {found}; this build reads version {known}")]
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
        /// `header`, `encodings`, `quantised encodings` or `ids`.
        section: &'static str,
        /// Index of the row, from 0.
        entry: usize,
        /// What is wrong.
        reason: &'static str,
    },
    /// The encoding is of another encoder than the gallery.
    #[error(transparent)]
    Encoder(#[from] EncoderMismatch),
    /// The encoding has another length than those of the gallery.
    #[error("an encoding of {found} values in a gallery of {expected}")]
    Dimensions {
        /// Values of the encoding.
        found: usize,
        /// Values of the gallery's encodings.
        expected: usize,
    },
    /// A value is not a number, or too large to be of an encoding.
    #[error("value {position} of the encoding is not a number within ±{limit}")]
    Value {
        /// Index of the value, from 0.
        position: usize,
        /// The largest magnitude.
        limit: f32,
    },
    /// An id that cannot be stored.
    #[error("an id has {found} bytes, expected 1 to {most}")]
    Id {
        /// Bytes of the id.
        found: usize,
        /// Most bytes.
        most: usize,
    },
    /// Galleries are little-endian and are not converted.
    #[error("gallery files cannot be opened on a big-endian machine")]
    BigEndian,
}
