//! Whether a picture, a document or a portrait was handed in before.
//!
//! An index keeps of each picture the SHA-256 of its bytes and, of up to three frames in it (the whole
//! picture, the document seen from above, the portrait), a perceptual hash of 64 bits and a signature of
//! 96 × 96 cells. A [`Fingerprint`] of another picture asks it in two steps. *Retrieval*: which hashes are
//! within a few bits, exactly, for the frame as it is in eight orientations, and as it would have been
//! before its borders were trimmed by 5 % or it was turned by 3°. *Verification*: the frame is laid over each
//! signature as closely as an affine map can, and compared window by window. The windows that agree
//! least decide, so that the card of another person is no duplicate however much two cards of one template
//! have in common.
//!
//! **An index is personal data.** People and documents can be recognised by a signature as by a small
//! picture. The format neither encrypts nor signs.

mod align;
mod build;
mod bytes;
mod compare;
mod error;
mod fingerprint;
mod hash;
mod index;
mod layout;
mod lookup;
mod signature;
mod square;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use build::IndexBuilder;
pub use compare::{Likeness, compared};
pub use error::IndexError;
pub use fingerprint::Fingerprint;
pub use index::DuplicateIndex;
pub use lookup::Hashes;

/// From this similarity on two pictures are duplicates.
///
/// Fitted on drawn cards of one template, each of another person: the highest of two of 200 is 0.72, and what
/// was compressed or resized lies above 0.94 (docs/duplicates.md).
pub const THRESHOLD: f64 = 0.8;

/// Which frame of a picture.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// The whole picture, perhaps changed in size, colour, compression, borders or orientation.
    Picture,
    /// The document in it, seen from above.
    Document,
    /// The portrait in it: the same picture of a person, not another picture of that person.
    Portrait,
}

impl Part {
    fn code(self) -> u8 {
        match self {
            Self::Picture => 0,
            Self::Document => 1,
            Self::Portrait => 2,
        }
    }

    fn of_code(code: u8) -> Option<Self> {
        [Self::Picture, Self::Document, Self::Portrait].get(usize::from(code)).copied()
    }
}

/// What two pictures have in common, the most first.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Every byte of the file.
    Bytes,
    /// The picture.
    Picture,
    /// The document in it.
    Document,
    /// The portrait in it.
    Portrait,
}

impl Kind {
    /// The wire name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Picture => "picture",
            Self::Document => "document",
            Self::Portrait => "portrait",
        }
    }
}

impl From<Part> for Kind {
    fn from(part: Part) -> Self {
        match part {
            Part::Picture => Self::Picture,
            Part::Document => Self::Document,
            Part::Portrait => Self::Portrait,
        }
    }
}

/// An entry that is like a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// Which one of the index, from 0.
    pub entry: usize,
    /// What they have in common.
    pub kind: Kind,
    /// How alike they are in that, 0 to 1; from [`THRESHOLD`] on a duplicate.
    pub similarity: f64,
    /// Bits of 64 by which the hashes differ, under the change that fits best.
    pub distance: u32,
}

impl Match {
    /// Whether it is a duplicate.
    pub fn is_duplicate(&self) -> bool {
        self.similarity >= THRESHOLD
    }

    /// A duplicate before what is none, then by what is in common, then the more alike.
    fn is_better(&self, other: &Self) -> bool {
        let rank = |one: &Self| (one.is_duplicate(), std::cmp::Reverse(one.kind));
        rank(self).cmp(&rank(other)).then(self.similarity.total_cmp(&other.similarity)).is_gt()
    }
}
