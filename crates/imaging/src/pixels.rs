//! From a codec's samples to 8-bit gray or RGB on white.

use image::ColorType;

use crate::wipe::Wiped;

/// Decoded 8-bit pixels without opacity, in stored order.
pub(crate) enum Pixels {
    Gray(Wiped<Vec<u8>>),
    Rgb(Wiped<Vec<u8>>),
}

/// Turns a codec's samples (native endianness) into 8-bit pixels: deeper samples are rounded to
/// the nearest of 256 levels, opacity is composited on white.
///
/// `None` if the colour type is unknown to this build.
pub(crate) fn flattened(samples: Wiped<Vec<u8>>, color: ColorType) -> Option<Pixels> {
    let bytes = match color {
        ColorType::L8 | ColorType::La8 | ColorType::Rgb8 | ColorType::Rgba8 => samples,
        ColorType::L16 | ColorType::La16 | ColorType::Rgb16 | ColorType::Rgba16 => {
            let (pairs, _) = samples.as_chunks::<2>();
            Wiped::new(pairs.iter().map(|&pair| from_16_bits(u16::from_ne_bytes(pair))).collect())
        }
        ColorType::Rgb32F | ColorType::Rgba32F => {
            let (quads, _) = samples.as_chunks::<4>();
            Wiped::new(quads.iter().map(|&quad| from_unit(f32::from_ne_bytes(quad))).collect())
        }
        _ => return None,
    };
    Some(match color.channel_count() {
        1 => Pixels::Gray(bytes),
        2 => Pixels::Gray(on_white::<2>(&bytes)),
        3 => Pixels::Rgb(bytes),
        _ => Pixels::Rgb(on_white::<4>(&bytes)),
    })
}

fn from_16_bits(value: u16) -> u8 {
    ((u32::from(value) + 128) / 257) as u8
}

/// Float samples run from 0 to 1; NaN becomes 0.
fn from_unit(value: f32) -> u8 {
    (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
}

/// Composites pixels whose last channel is opacity on white, the colour of paper.
fn on_white<const CHANNELS: usize>(bytes: &[u8]) -> Wiped<Vec<u8>> {
    let (pixels, _) = bytes.as_chunks::<CHANNELS>();
    let mut output = Vec::with_capacity(pixels.len() * (CHANNELS - 1));
    for pixel in pixels {
        let opacity = u32::from(pixel[CHANNELS - 1]);
        output.extend(pixel[..CHANNELS - 1].iter().map(|&sample| {
            ((u32::from(sample) * opacity + 255 * (255 - opacity) + 127) / 255) as u8
        }));
    }
    Wiped::new(output)
}

/// Converts four-component JPEG samples to RGB, ink by ink and without a colour profile.
///
/// `adobe_transform` is the transform flag of Adobe's APP14 segment. Adobe stores inks inverted
/// (255 is no ink); files without that segment store them as they are. Transform 2 is YCCK: the
/// first three channels are YCbCr of the inverted inks' complement.
///
/// Sources: Adobe Technical Note #5116, section 18; ITU-T T.872, section 6.5; ITU-R BT.601 for
/// YCbCr (JFIF 1.02).
pub(crate) fn rgb_from_inks(samples: &[u8], adobe_transform: Option<u8>) -> Wiped<Vec<u8>> {
    let (pixels, _) = samples.as_chunks::<4>();
    let mut output = Vec::with_capacity(pixels.len() * 3);
    for &[a, b, c, k] in pixels {
        let (light, key) = match adobe_transform {
            None => ([255 - a, 255 - b, 255 - c], 255 - k),
            Some(2) => (rgb_from_ycbcr(a, b, c).map(|value| 255 - value), k),
            Some(_) => ([a, b, c], k),
        };
        output.extend(light.map(|value| ((u32::from(value) * u32::from(key) + 127) / 255) as u8));
    }
    Wiped::new(output)
}

fn rgb_from_ycbcr(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    let (y, cb, cr) = (f32::from(y), f32::from(cb) - 128.0, f32::from(cr) - 128.0);
    [y + 1.402 * cr, y - 0.344_136 * cb - 0.714_136 * cr, y + 1.772 * cb]
        .map(|value| (value + 0.5).clamp(0.0, 255.0) as u8)
}

/// Luma of a colour, `0.299 R + 0.587 G + 0.114 B` (ITU-R BT.601), in the unit of its parts.
#[inline]
pub fn luma_of([red, green, blue]: [f32; 3]) -> f32 {
    0.299 * red + 0.587 * green + 0.114 * blue
}

/// Luma of RGB pixels: `0.299 R + 0.587 G + 0.114 B` (ITU-R BT.601), the same that a JPEG file
/// stores, in 16-bit fixed point.
pub(crate) fn luma_from_rgb(rgb: &[u8]) -> Vec<u8> {
    let (pixels, _) = rgb.as_chunks::<3>();
    pixels
        .iter()
        .map(|&[r, g, b]| {
            let sum = 19_595 * u32::from(r) + 38_470 * u32::from(g) + 7_471 * u32::from(b);
            ((sum + 32_768) >> 16) as u8
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn gray(pixels: Option<Pixels>) -> Vec<u8> {
        match pixels.unwrap() {
            Pixels::Gray(samples) => samples.to_vec(),
            Pixels::Rgb(_) => panic!("expected gray"),
        }
    }

    #[test]
    fn opacity_shows_white_paper() {
        let samples = Wiped::new(vec![10, 255, 10, 0, 0, 128]);
        assert_eq!(gray(flattened(samples, ColorType::La8)), [10, 255, 127]);
    }

    #[test]
    fn deep_samples_round_to_the_nearest_level() {
        let samples: Vec<u8> =
            [0_u16, 65_535, 128, 129, 32_768].iter().flat_map(|v| v.to_ne_bytes()).collect();
        assert_eq!(gray(flattened(Wiped::new(samples), ColorType::L16)), [0, 255, 0, 1, 128]);
        assert_eq!([-1.0, 0.5, 2.0, f32::NAN].map(from_unit), [0, 128, 255, 0]);
    }

    #[test]
    fn luma_keeps_gray_and_weighs_colours_as_bt_601() {
        let levels: Vec<u8> = (0..=255).flat_map(|v| [v, v, v]).collect();
        assert_eq!(luma_from_rgb(&levels), (0..=255).collect::<Vec<u8>>());
        assert_eq!(luma_from_rgb(&[255, 0, 0, 0, 255, 0, 0, 0, 255]), [76, 150, 29]);
    }

    #[test]
    fn inks_by_convention() {
        // Pure cyan, then black ink, stored plainly, inverted, and as YCCK.
        assert_eq!(**rgb_from_inks(&[255, 0, 0, 0, 0, 0, 0, 255], None), [0, 255, 255, 0, 0, 0]);
        assert_eq!(**rgb_from_inks(&[0, 255, 255, 255], Some(0)), [0, 255, 255]);
        // Full white in YCCK: the inverted inks are 255, their complement black, Y 0.
        assert_eq!(**rgb_from_inks(&[0, 128, 128, 255], Some(2)), [255, 255, 255]);
    }
}
