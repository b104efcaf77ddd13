//! The quantised DCT coefficients of a JPEG file: what its encoder wrote, before any pixel.

mod bits;
mod block;
mod error;
mod frame;
mod huffman;
mod scan;

pub use error::CoefficientError;

use crate::Limits;
use crate::orientation::Orientation;
use crate::wipe::Wiped;
use frame::Reader;

/// Natural (row by row) index of the coefficient at each place of the zig-zag order in which files
/// store coefficients and tables. Source: ITU-T T.81, figure A.6.
pub const NATURAL_FROM_ZIGZAG: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// The quantised DCT coefficients of all components of a JPEG file, as stored: not turned by the
/// Exif orientation (see [`Coefficients::upright`]).
///
/// Read are baseline, extended sequential and progressive files with Huffman codes, 8 bits a sample,
/// one to four components of any sampling, with or without restart markers.
/// Source: ITU-T T.81 (1992).
///
/// ```
/// use bonafide_imaging::{Coefficients, Limits, Rgb, RgbImage, encode_jpeg};
///
/// let gray = RgbImage::from_pixel(20, 12, Rgb([128 + 64; 3]));
/// let read = Coefficients::read(&encode_jpeg(&gray, 50)?, &Limits::default())?;
/// let luma = read.component(0).expect("there are three");
/// assert_eq!((luma.columns(), luma.rows(), luma.quantisation()[0]), (3, 2, 16));
/// // The mean of a block is its first coefficient by its step over 8, from the level 128.
/// assert_eq!(luma.block(0, 0).map(|block| i32::from(block[0]) * 16 / 8), Some(64));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Coefficients {
    width: u32,
    height: u32,
    progressive: bool,
    components: Vec<Component>,
}

/// The quantised coefficients of one component (Y, Cb, Cr of most colour files).
pub struct Component {
    sampling: (u8, u8),
    columns: usize,
    rows: usize,
    /// Blocks in a stored row: whole MCUs, at least `columns`.
    stride: usize,
    quantisation: [u16; 64],
    values: Wiped<Vec<i16>>,
}

impl Coefficients {
    /// Reads the first image of a JPEG file.
    ///
    /// Cost: some 5 ns a pixel in release; memory is two bytes a sample, checked against
    /// [`Limits::max_alloc_bytes`] before it is taken.
    ///
    /// # Errors
    /// [`CoefficientError`] if the file is no JPEG of the kinds above, is beyond the limits, is
    /// damaged or ends early.
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self, CoefficientError> {
        Reader::new(bytes, limits)?.read()
    }

    /// Width and height of the picture as stored, in pixels.
    pub fn dimensions(&self) -> (u32, u32) {
        (self.width, self.height)
    }

    /// Whether the file is progressive.
    pub fn is_progressive(&self) -> bool {
        self.progressive
    }

    /// All components in the order of the frame header; one to four.
    pub fn components(&self) -> &[Component] {
        &self.components
    }

    /// One component, by its place in the frame header; 0 is brightness in nearly every file.
    pub fn component(&self, index: usize) -> Option<&Component> {
        self.components.get(index)
    }

    /// Where the stored pixel (x, y) lies in the upright picture, for the Exif orientation that
    /// [`crate::FileFacts`] names. An orientation outside 1–8 turns nothing; a place outside of the
    /// picture is taken to its border.
    pub fn upright(&self, exif_orientation: u8, x: u32, y: u32) -> (u32, u32) {
        let orientation = Orientation::from_exif(exif_orientation).unwrap_or(Orientation::UPRIGHT);
        let (right, bottom) = (self.width.saturating_sub(1), self.height.saturating_sub(1));
        orientation.upright_from_stored(x.min(right), y.min(bottom), self.width, self.height)
    }
}

impl Component {
    /// Sampling factors, horizontal and vertical, 1–4 each; relative to the largest of the file.
    pub fn sampling(&self) -> (u8, u8) {
        self.sampling
    }

    /// Blocks from left to right that show a part of the picture.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Blocks from top to bottom that show a part of the picture.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The step of each coefficient, in natural order: index 8·v + u for u cycles across and v down.
    pub fn quantisation(&self) -> &[u16; 64] {
        &self.quantisation
    }

    /// The coefficients of a block in natural order, in steps of [`Component::quantisation`]; `None`
    /// outside of the picture.
    pub fn block(&self, column: usize, row: usize) -> Option<&[i16; 64]> {
        if column >= self.columns || row >= self.rows {
            return None;
        }
        let start = (row * self.stride + column) * 64;
        self.values.get(start..start + 64)?.try_into().ok()
    }

    /// The blocks of a row from left to right; empty below the picture.
    pub fn row(&self, row: usize) -> impl ExactSizeIterator<Item = &[i16; 64]> {
        let start = row * self.stride * 64;
        let values = if row < self.rows {
            self.values.get(start..start + self.columns * 64).unwrap_or(&[])
        } else {
            &[]
        };
        values.as_chunks::<64>().0.iter()
    }
}

#[cfg(test)]
mod tests;
