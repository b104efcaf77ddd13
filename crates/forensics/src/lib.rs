//! Whether a picture shows an identity document, and what was done to it.
//!
//! Each [`Check`] looks at one [`Page`], a side of a document as it was handed in, for one kind of
//! trace: compression that happened twice in one place, noise that does not belong to the rest, the dots
//! of a screen. What it found is a [`Finding`]: a score, how often an untouched page would look alike by
//! chance, evidence that a person can look at, and a [`HeatMap`] that shows where.
//!
//! A suspicious page is a finding, never an error. A check that cannot say anything of a page says why,
//! and is never taken for a pass.

#![allow(clippy::many_single_char_names)] // points, corners and coordinates have no longer names

mod check;
mod compression;
mod container;
mod copy_move;
pub mod duplicates;
mod fields;
mod flat;
mod heat_map;
mod identity;
mod manipulation;
mod noise;
mod page;
mod pixels;
mod plane;
pub mod recapture;
mod resampling;

pub use check::{Check, CheckError, Finding, Outcome};
pub use compression::{BlockGrid, DoubleCompression, Ghosts, ShiftedCompression, ZeroCounts};
pub use container::{Container, FileTraces, Software, TableOrigin};
pub use copy_move::CopyMove;
pub use fields::FieldOutliers;
pub use heat_map::HeatMap;
pub use identity::{
    IS_NONE, IS_ONE, IdentityEvidence, Upright, identity_document, identity_verdict, upright,
};
pub use manipulation::{CHECKS, Manipulation, joined, manipulation};
pub use noise::NoiseOutliers;
pub use page::{Known, Page};
pub use pixels::{CELL_FEATURES, CellFeatures, PixelOutliers, cell_features};
pub use resampling::Resampling;
