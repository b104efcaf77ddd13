//! Why coefficients could not be read.

/// Why bytes gave no coefficients. Messages hold sizes and positions, never content.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CoefficientError {
    /// The bytes do not begin as a JPEG file does.
    #[error("not a JPEG file")]
    NotJpeg,
    /// More bytes than [`crate::Limits::max_bytes`].
    #[error("the file has {bytes} bytes, the limit is {limit}")]
    TooManyBytes {
        /// Size of the file.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// More pixels than [`crate::Limits::max_pixels`].
    #[error("the header announces {width} x {height} pixels, the limit is {limit}")]
    TooLarge {
        /// Announced width in pixels.
        width: u32,
        /// Announced height in pixels.
        height: u32,
        /// The limit, in pixels.
        limit: u64,
    },
    /// The coefficients would take more memory than [`crate::Limits::max_alloc_bytes`].
    #[error("the coefficients need {needed} bytes of memory, the limit is {limit}")]
    TooMuchMemory {
        /// Memory needed, in bytes.
        needed: u64,
        /// The limit, in bytes.
        limit: u64,
    },
    /// A kind of JPEG file that is not read.
    #[error("{0} JPEG files are not read")]
    Unsupported(&'static str),
    /// The file contradicts the standard or itself.
    #[error("byte {at}: {what}")]
    Malformed {
        /// What is wrong.
        what: &'static str,
        /// Where the segment or scan begins, in bytes.
        at: usize,
    },
    /// The file ends before the picture does.
    #[error("the file ends inside its picture, in what begins at byte {at}")]
    Truncated {
        /// Where the segment or scan begins, in bytes.
        at: usize,
    },
}
