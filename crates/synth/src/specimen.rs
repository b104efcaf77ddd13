//! A finished picture with its truth, and its compression.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, ImageEncoder as _, RgbImage};

use crate::error::SynthError;
use crate::truth::Truth;

/// How a picture is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Encoding {
    /// Lossless.
    Png,
    /// Baseline JPEG of this quality, 1 to 100.
    Jpeg(u8),
}

/// A picture and everything known about it.
#[derive(Clone, Debug)]
pub struct Specimen {
    pub(crate) pixels: RgbImage,
    pub(crate) truth: Truth,
    /// Radius of the document's rounded corners, pixels.
    pub(crate) corner_px: f32,
}

impl Specimen {
    /// What was drawn where.
    pub fn truth(&self) -> &Truth {
        &self.truth
    }

    /// Width and height in pixels.
    pub fn dimensions(&self) -> (u32, u32) {
        self.pixels.dimensions()
    }

    /// The pixels as RGB, 8 bits each, row by row from the top left.
    pub fn rgb8(&self) -> &[u8] {
        self.pixels.as_raw()
    }

    /// Compresses the picture; the same pixels always give the same bytes.
    ///
    /// # Errors
    /// [`SynthError::Encode`] if the encoder refuses the size of the picture.
    pub fn encode(&self, encoding: Encoding) -> Result<Vec<u8>, SynthError> {
        let mut bytes = Vec::new();
        let (width, height) = self.pixels.dimensions();
        let (rgb, color) = (self.pixels.as_raw(), ExtendedColorType::Rgb8);
        match encoding {
            Encoding::Png => {
                PngEncoder::new(Cursor::new(&mut bytes)).write_image(rgb, width, height, color)?;
            }
            Encoding::Jpeg(quality) => {
                JpegEncoder::new_with_quality(&mut bytes, quality.clamp(1, 100))
                    .write_image(rgb, width, height, color)?;
            }
        }
        Ok(bytes)
    }
}
