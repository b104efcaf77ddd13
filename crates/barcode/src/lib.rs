//! PDF417 symbols out of whole photographs.
//!
//! [`read_pdf417`] takes luma and gives every symbol it can decode with its payload, its corners
//! in the picture and how it was found. It knows nothing of what payloads mean.
//!
//! The picture is tried as it is in its four right-angled positions first. Where that reads
//! nothing, areas that look like bars are located, turned level and tried one by one, then the
//! less likely causes: light bars on dark, mirrored pictures, modules of little more than a pixel.
//! Work is bounded by counts and pixels, never by a clock, so that a slow machine reads the same.
//!
//! Source: ISO/IEC 15438:2015. Decoding itself is `rxing`'s, of which nothing shows in this API.

mod locate;
mod options;
mod payload;
mod pdf417;
mod rxing_reader;
mod scan;
mod symbol;
mod view;

pub use options::Options;
pub use scan::{Scan, read_pdf417, scan_pdf417};
pub use symbol::{MacroSegment, Matrix, Point, Reader, Symbol};
