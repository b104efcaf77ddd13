//! What the fuzz targets start from.

pub mod prints;
pub mod seeds;
