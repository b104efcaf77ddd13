//! Whether a picture shows an identity document, and what was done to it.
//!
//! Each [`Check`] looks at one [`Page`], a side of a document as it was handed in, for one kind of
//! trace: compression that happened twice in one place, noise that does not belong to the rest, the dots
//! of a screen. What it found is a [`Finding`]: a score, how often an untouched page would look alike by
//! chance, evidence that a person can look at, and a [`HeatMap`] that shows where.
//!
//! A suspicious page is a finding, never an error. A check that cannot say anything of a page says why,
//! and is never taken for a pass.

mod check;
pub mod duplicates;
mod heat_map;
mod page;

pub use check::{Check, CheckError, Finding, Outcome};
pub use heat_map::HeatMap;
pub use page::{Known, Page};
