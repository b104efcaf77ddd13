//! How pictures are stored: encoders, qualities, what the file says about its maker.

use std::io::Cursor;

use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ExtendedColorType, GrayImage, ImageEncoder as _, RgbImage};

use super::record::CaptureDevice;
use crate::error::SynthError;
use crate::rng::Rng;

/// How finely colour is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Subsampling {
    /// 4:4:4.
    Full,
    /// 4:2:2.
    Half,
    /// 4:2:0.
    Quarter,
}

/// Which encoder writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoder {
    /// The crate `image`: 4:4:4, standard Huffman tables.
    Plain,
    /// The crate `jpeg-encoder`, with Huffman tables made for the picture or standard ones. Tables
    /// made for the picture go with 4:4:4 only: version 0.7.1 writes 4:2:0 with them in separate
    /// scans that hold blocks beyond the picture, which no decoder reads right.
    Tuned { optimised: bool },
}

/// A JPEG's parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Jpeg {
    pub(super) quality: u8,
    pub(super) subsampling: Subsampling,
    pub(super) encoder: Encoder,
}

impl Jpeg {
    /// Draws parameters with a quality between two bounds.
    pub(super) fn draw(low: u32, high: u32, rng: &mut Rng) -> Self {
        let quality = rng.whole(low, high) as u8;
        let subsampling = rng.pick(&[
            Subsampling::Quarter,
            Subsampling::Quarter,
            Subsampling::Half,
            Subsampling::Full,
            Subsampling::Full,
        ]);
        let encoder = if subsampling == Subsampling::Full && rng.chance(0.5) {
            Encoder::Plain
        } else {
            Encoder::Tuned { optimised: subsampling == Subsampling::Full && rng.chance(0.5) }
        };
        Self { quality, subsampling, encoder }
    }

    /// Compresses.
    ///
    /// # Errors
    /// [`SynthError::Encode`] or [`SynthError::Jpeg`] if the encoder refuses the size.
    pub(super) fn encode(self, pixels: &RgbImage) -> Result<Vec<u8>, SynthError> {
        let mut bytes = Vec::new();
        let (width, height) = pixels.dimensions();
        match self.encoder {
            Encoder::Plain => JpegEncoder::new_with_quality(&mut bytes, self.quality).write_image(
                pixels.as_raw(),
                width,
                height,
                ExtendedColorType::Rgb8,
            )?,
            Encoder::Tuned { optimised } => {
                let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, self.quality);
                encoder.set_optimized_huffman_tables(optimised);
                encoder.set_sampling_factor(match self.subsampling {
                    Subsampling::Full => jpeg_encoder::SamplingFactor::R_4_4_4,
                    Subsampling::Half => jpeg_encoder::SamplingFactor::R_4_2_2,
                    Subsampling::Quarter => jpeg_encoder::SamplingFactor::R_4_2_0,
                });
                let side = |side: u32| u16::try_from(side).unwrap_or(u16::MAX);
                let color = jpeg_encoder::ColorType::Rgb;
                encoder.encode(pixels.as_raw(), side(width), side(height), color)?;
            }
        }
        Ok(bytes)
    }

    /// Compresses and reads back.
    ///
    /// # Errors
    /// Those of [`Jpeg::encode`] and of the decoder.
    pub(super) fn round_trip(self, pixels: &RgbImage) -> Result<RgbImage, SynthError> {
        let bytes = self.encode(pixels)?;
        Ok(DynamicImage::from_decoder(JpegDecoder::new(Cursor::new(bytes))?)?.into_rgb8())
    }

    /// For example `q87-420`.
    pub(super) fn name(self) -> String {
        let subsampling = match self.subsampling {
            Subsampling::Full => "444",
            Subsampling::Half => "422",
            Subsampling::Quarter => "420",
        };
        format!("q{}-{subsampling}", self.quality)
    }
}

/// How a finished picture is stored.
#[derive(Clone, Debug)]
pub(super) struct Storage {
    /// JPEG, or PNG when `None`.
    pub(super) jpeg: Option<Jpeg>,
    /// What the file says about camera and software.
    pub(super) facts: Option<Facts>,
}

impl Storage {
    /// The file's bytes.
    ///
    /// # Errors
    /// [`SynthError::Encode`] or [`SynthError::Jpeg`] if the encoder refuses the size.
    pub(super) fn write(&self, pixels: &RgbImage) -> Result<Vec<u8>, SynthError> {
        let Some(jpeg) = self.jpeg else {
            let mut bytes = Vec::new();
            let (width, height) = pixels.dimensions();
            PngEncoder::new(Cursor::new(&mut bytes)).write_image(
                pixels.as_raw(),
                width,
                height,
                ExtendedColorType::Rgb8,
            )?;
            return Ok(bytes);
        };
        let bytes = jpeg.encode(pixels)?;
        Ok(match &self.facts {
            Some(facts) => facts.put_into(&bytes),
            None => bytes,
        })
    }

    /// Whether the file names a program that edits pictures.
    pub(super) fn names_software(&self) -> bool {
        let named = |facts: &Facts| facts.entries.iter().any(|entry| entry.0 == Facts::SOFTWARE);
        self.jpeg.is_some() && self.facts.as_ref().is_some_and(named)
    }

    pub(super) fn extension(&self) -> &'static str {
        if self.jpeg.is_some() { "jpg" } else { "png" }
    }

    pub(super) fn name(&self) -> String {
        self.jpeg.map_or_else(|| "png".to_owned(), Jpeg::name)
    }
}

/// What an EXIF block says: text entries of the first directory.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    entries: Vec<(u16, String)>,
}

impl Facts {
    const MAKE: u16 = 0x010f;
    const MODEL: u16 = 0x0110;
    const SOFTWARE: u16 = 0x0131;
    const DATE_TIME: u16 = 0x0132;

    /// What an invented camera of the kind writes.
    pub(super) fn of_device(device: CaptureDevice, rng: &mut Rng) -> Self {
        let (make, model) = match device {
            CaptureDevice::Scanner => ("Lumitec", "FlatScan 300"),
            CaptureDevice::PhoneGood => ("Orbit", "Orbit 12 Pro"),
            CaptureDevice::PhoneDenoised => ("Nimbus", "N-40"),
            CaptureDevice::Webcam => ("Peephole", "HD Cam"),
        };
        let (day, hour, minute) = (rng.whole(1, 28), rng.whole(7, 21), rng.below(60));
        Self {
            entries: vec![
                (Self::MAKE, make.to_owned()),
                (Self::MODEL, model.to_owned()),
                (Self::DATE_TIME, format!("2026:05:{day:02} {hour:02}:{minute:02}:07")),
            ],
        }
    }

    /// The same with the name of a program.
    pub(super) fn with_software(mut self, name: &str) -> Self {
        self.entries.push((Self::SOFTWARE, name.to_owned()));
        self.entries.sort_by_key(|entry| entry.0);
        self
    }

    /// Puts the block behind the start marker and the JFIF header, if there is one.
    fn put_into(&self, jpeg: &[u8]) -> Vec<u8> {
        let block = self.block();
        let at = match jpeg.get(2..6) {
            Some(&[0xff, 0xe0, high, low]) => 4 + usize::from(u16::from_be_bytes([high, low])),
            _ => 2,
        };
        let (head, tail) = jpeg.split_at(at.min(jpeg.len()));
        let size = u16::try_from(block.len() + 2).unwrap_or(2);
        [head, &[0xff, 0xe1], &size.to_be_bytes(), &block, tail].concat()
    }

    /// `Exif` and a little-endian TIFF with one directory (CIPA DC-008, section 4.5).
    fn block(&self) -> Vec<u8> {
        let count = self.entries.len();
        let mut directory = Vec::from(u16::try_from(count).unwrap_or(0).to_le_bytes());
        let mut texts: Vec<u8> = Vec::new();
        // The header has 8 bytes, the directory 2, 12 for each entry, and 4.
        let start = 8 + 2 + 12 * count + 4;
        for (tag, text) in &self.entries {
            let mut bytes = text.as_bytes().to_vec();
            bytes.push(0);
            directory.extend(tag.to_le_bytes());
            directory.extend(2_u16.to_le_bytes());
            directory.extend((bytes.len() as u32).to_le_bytes());
            if bytes.len() <= 4 {
                bytes.resize(4, 0);
                directory.extend(&bytes);
            } else {
                directory.extend(((start + texts.len()) as u32).to_le_bytes());
                texts.extend(&bytes);
            }
        }
        directory.extend([0; 4]);
        [b"Exif\0\0II*\0\x08\0\0\0".as_slice(), &directory, &texts].concat()
    }
}

/// A mask as a PNG of one bit a pixel, white where it is not zero.
///
/// # Errors
/// [`SynthError::Mask`] if the encoder refuses.
pub(super) fn mask_png(mask: &GrayImage) -> Result<Vec<u8>, SynthError> {
    let (width, height) = mask.dimensions();
    let mut packed = Vec::new();
    for row in mask.as_raw().chunks_exact(width.max(1) as usize) {
        for eight in row.chunks(8) {
            let bits = eight.iter().enumerate().fold(0_u8, |bits, (place, &value)| {
                if value > 0 { bits | 0x80 >> place } else { bits }
            });
            packed.push(bits);
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.write_header()?.write_image_data(&packed)?;
    Ok(bytes)
}
