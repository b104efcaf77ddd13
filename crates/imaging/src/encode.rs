//! Writing crops and heat maps back into files.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ExtendedColorType, GrayImage, ImageEncoder, ImageError, RgbImage};

use crate::{EncodeError, Format};

/// The PNG file of a picture, without metadata; the same bytes for the same pixels.
///
/// # Errors
///
/// [`EncodeError::Codec`] if the picture has no pixels.
pub fn encode_png(picture: &RgbImage) -> Result<Vec<u8>, EncodeError> {
    png(picture.as_raw(), picture.dimensions(), ExtendedColorType::Rgb8)
}

/// As [`encode_png`], for one channel.
pub fn encode_png_luma8(picture: &GrayImage) -> Result<Vec<u8>, EncodeError> {
    png(picture.as_raw(), picture.dimensions(), ExtendedColorType::L8)
}

/// The baseline JPEG file of a picture at `quality` 1–100 (the scale of the Independent JPEG
/// Group), colour at full resolution, without metadata.
///
/// # Errors
///
/// [`EncodeError::Quality`] outside 1–100, [`EncodeError::Codec`] if the picture has no pixels or
/// a side above 65,535.
pub fn encode_jpeg(picture: &RgbImage, quality: u8) -> Result<Vec<u8>, EncodeError> {
    if !(1..=100).contains(&quality) {
        return Err(EncodeError::Quality(quality));
    }
    let mut file = Vec::new();
    let (width, height) = picture.dimensions();
    JpegEncoder::new_with_quality(&mut file, quality)
        .write_image(picture.as_raw(), width, height, ExtendedColorType::Rgb8)
        .map_err(|source| refused(Format::Jpeg, source))?;
    Ok(file)
}

fn png(
    samples: &[u8],
    (width, height): (u32, u32),
    color: ExtendedColorType,
) -> Result<Vec<u8>, EncodeError> {
    let mut file = Vec::new();
    PngEncoder::new(&mut file)
        .write_image(samples, width, height, color)
        .map_err(|source| refused(Format::Png, source))?;
    Ok(file)
}

fn refused(format: Format, source: ImageError) -> EncodeError {
    EncodeError::Codec { format, source: Box::new(source) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_settings_are_refused() {
        let picture = RgbImage::new(2, 2);
        assert!(matches!(encode_jpeg(&picture, 0), Err(EncodeError::Quality(0))));
        assert!(matches!(encode_jpeg(&picture, 101), Err(EncodeError::Quality(101))));
        let empty = encode_png(&RgbImage::new(0, 0));
        assert!(matches!(empty, Err(EncodeError::Codec { format: Format::Png, .. })), "{empty:?}");
    }
}
