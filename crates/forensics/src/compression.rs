//! Traces of compression that differ between parts of one page.
//!
//! A page that was compressed twice as a whole is *processed*: captured, cut out, rectified, saved again.
//! That is a note here, never manipulation. What counts is a part that was not treated as the rest.

mod blocks;
mod dct;
mod double;
mod ghosts;
mod grid;
mod model;
mod shifted;
mod windows;
mod zeros;

pub(crate) use blocks::vanishing;
pub use double::DoubleCompression;
pub use ghosts::Ghosts;
pub use grid::BlockGrid;
pub(crate) use model::Model;
pub use shifted::ShiftedCompression;
pub use zeros::ZeroCounts;

#[cfg(test)]
mod tests;
