//! What the fuzz targets start from.

pub mod seeds;
