//! The upright pixels of one file, decoded once and shared.

use std::sync::{Arc, OnceLock};

use image::{GrayImage, RgbImage};

use crate::decode::{self, Decoded};
use crate::pixels::{Pixels, luma_from_rgb};
use crate::pyramid::{Pyramid, halves_of};
use crate::wipe::Wiped;
use crate::{DecodeError, FileFacts, Limits};

/// One decoded picture: upright pixels and facts about its file.
///
/// Cloning shares the pixels. Colour, luma and the pyramid are each computed at most once, on
/// first use, by whichever thread asks first. All buffers are overwritten when the last clone is
/// dropped.
#[derive(Clone)]
pub struct Picture(Arc<Inner>);

struct Inner {
    facts: FileFacts,
    /// Set from the start unless the file is gray.
    rgb: OnceLock<Wiped<RgbImage>>,
    /// Set from the start if the file is gray.
    luma: OnceLock<Wiped<GrayImage>>,
    halves: OnceLock<Vec<Wiped<GrayImage>>>,
}

impl Picture {
    /// Decodes the bytes of a file: JPEG (baseline, progressive, gray, colour, four inks), PNG,
    /// WebP, TIFF or BMP, told by content. Opacity is composited on white, deeper samples are
    /// rounded to 8 bits, the Exif orientation is applied, once. Colour profiles are noted in the
    /// facts, not applied.
    ///
    /// The result depends on the bytes alone. Cost: 10 to 40 ns a pixel for a
    /// JPEG, by how much detail it holds, in release.
    ///
    /// # Errors
    ///
    /// A [`DecodeError`] that says which limit or which part of the file is to blame. Size limits
    /// are judged by the header, before pixels are allocated. A JPEG that ends before its
    /// end-of-image marker is [`DecodeError::Truncated`], even where a viewer would show a part.
    pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Self, DecodeError> {
        let Decoded { pixels, facts } = decode::decode(bytes, limits)?;
        let (width, height) = (facts.width, facts.height);
        let (rgb, luma) = (OnceLock::new(), OnceLock::new());
        // Both sizes were checked against the buffer by `decode`; a fresh lock takes any value.
        match pixels {
            Pixels::Rgb(mut samples) => {
                let image = RgbImage::from_raw(width, height, std::mem::take(&mut *samples));
                let _ = rgb.set(Wiped::new(image.expect("three samples a pixel")));
            }
            Pixels::Gray(mut samples) => {
                let image = GrayImage::from_raw(width, height, std::mem::take(&mut *samples));
                let _ = luma.set(Wiped::new(image.expect("one sample a pixel")));
            }
        }
        Ok(Self(Arc::new(Inner { facts, rgb, luma, halves: OnceLock::new() })))
    }

    /// Upright colour, 8 bits a channel, row by row; gray files give equal channels.
    pub fn rgb(&self) -> &RgbImage {
        self.0.rgb.get_or_init(|| {
            let luma = self.luma();
            let samples = luma.as_raw().iter().flat_map(|&level| [level; 3]).collect();
            let image = RgbImage::from_raw(luma.width(), luma.height(), samples);
            Wiped::new(image.expect("three samples a pixel"))
        })
    }

    /// Upright luma, `0.299 R + 0.587 G + 0.114 B` (ITU-R BT.601), 0 black to 255 white.
    pub fn luma(&self) -> &GrayImage {
        self.0.luma.get_or_init(|| match self.0.rgb.get() {
            Some(rgb) => {
                let samples = luma_from_rgb(rgb.as_raw());
                let image = GrayImage::from_raw(rgb.width(), rgb.height(), samples);
                Wiped::new(image.expect("one sample a pixel"))
            }
            // `decode` sets one of the two.
            None => Wiped::new(GrayImage::new(0, 0)),
        })
    }

    /// Luma at full, half, quarter… size, down to a longer side of 64 to 127 pixels.
    pub fn pyramid(&self) -> Pyramid<'_> {
        let base = self.luma();
        let halves = self.0.halves.get_or_init(|| halves_of(base));
        Pyramid { base, halves }
    }

    /// Facts about the file.
    ///
    /// `jpeg_quality` is read off the quantisation table of the first component: the setting 1–100
    /// whose scaled table of ITU-T T.81 annex K.1 is nearest (the Independent JPEG Group's
    /// scaling, which most encoders use; their own setting is then met exactly).
    pub fn facts(&self) -> &FileFacts {
        &self.0.facts
    }
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Picture").field(&self.0.facts).finish()
    }
}
