//! Why a file gave no picture.

use std::fmt;

use crate::Format;

/// The part of decoding that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stage {
    /// Reading what the file says about itself: size, colour, metadata.
    Header,
    /// Reading the pixels.
    Pixels,
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Header => "header",
            Self::Pixels => "pixels",
        })
    }
}

/// Why bytes were not turned into a picture. Messages hold sizes and positions, never content.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// There is not one byte.
    #[error("the file is empty")]
    Empty,
    /// More bytes than [`crate::Limits::max_bytes`].
    #[error("the file has {bytes} bytes, the limit is {limit}")]
    TooManyBytes {
        /// Size of the file.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The content is none of the picture formats that this build reads.
    #[error("not a picture that can be read: the content is {found}")]
    UnknownFormat {
        /// What the first bytes look like, for example `a zip archive`.
        found: &'static str,
    },
    /// The header announces more pixels than [`crate::Limits::max_pixels`].
    #[error("the {format} header announces {width} x {height} pixels, the limit is {limit}")]
    TooLarge {
        /// Format of the file.
        format: Format,
        /// Announced width in pixels.
        width: u32,
        /// Announced height in pixels.
        height: u32,
        /// The limit, in pixels.
        limit: u64,
    },
    /// Decoding would take more memory than [`crate::Limits::max_alloc_bytes`].
    #[error("decoding the {format} file needs {needed} bytes of memory, the limit is {limit}")]
    TooMuchMemory {
        /// Format of the file.
        format: Format,
        /// Memory needed at the peak, in bytes.
        needed: u64,
        /// The limit, in bytes.
        limit: u64,
    },
    /// The header announces a width or height of zero.
    #[error("the {format} header announces no pixels")]
    NoPixels {
        /// Format of the file.
        format: Format,
    },
    /// The file ends before the picture does.
    #[error("the {format} file ends after {bytes} bytes, inside its {stage}")]
    Truncated {
        /// Format of the file.
        format: Format,
        /// What was being read.
        stage: Stage,
        /// Where the file ends, in bytes.
        bytes: u64,
    },
    /// The codec refused the content; the source says why.
    #[error("the {stage} of the {format} file cannot be read")]
    Codec {
        /// Format of the file.
        format: Format,
        /// What was being read.
        stage: Stage,
        /// The codec's reason.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Why pixels were not turned into a file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// JPEG quality runs from 1 to 100.
    #[error("JPEG quality {0} is not between 1 and 100")]
    Quality(u8),
    /// The codec refused the pixels; the source says why (a side longer than 65,535 in JPEG, no
    /// pixels at all).
    #[error("the {format} encoder refused the picture")]
    Codec {
        /// Format that was asked for.
        format: Format,
        /// The codec's reason.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}
