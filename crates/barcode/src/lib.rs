//! PDF417 symbols out of whole photographs.
//!
//! [`read_pdf417`] takes luma and gives every symbol it can decode with its payload, its corners
//! in the picture and how it was found. It knows nothing of what payloads mean.
//!
//! Guard patterns are looked for on horizontal and vertical lines, so that a symbol at any angle is
//! met, mirrored or light on dark too, and read along its own rows. Where none is seen, areas that
//! look like bars are turned level and looked at more closely. Cheap efforts come first. Work is
//! counted, never clocked, so that a slow machine reads the same.
//!
//! Source: ISO/IEC 15438:2015. Detection and decoding are ours; `rxing` is asked where they read
//! nothing, and its answers say so ([`Reader::Rxing`]).

mod locate;
mod options;
mod payload;
mod pdf417;
mod rxing_reader;
mod scan;
mod segments;
mod symbol;
mod view;

pub use bonafide_imaging::Point;
pub use options::Options;
pub use scan::{Scan, read_pdf417, scan_pdf417};
pub use segments::{DividedFile, join_segments};
pub use symbol::{MacroSegment, Matrix, Reader, Symbol};
