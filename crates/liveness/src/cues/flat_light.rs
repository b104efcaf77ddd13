//! Flat light: a face without the shading and the highlights of a round one.
//!
//! Source: Wen, Han and Jain, "Face Spoof Detection With Image Distortion Analysis", IEEE TIFS 10(4),
//! 2015, section III-A (specular reflection). Weak evidence either way: a print shows the shading of the
//! picture that was printed, and an overcast sky takes it from a living face.

use bonafide_imaging::{Area, Picture, RgbImage};

use super::view::Part;
use crate::Cue;

/// Longer side of the reduced copy.
const REDUCED: u32 = 128;
/// Centres of forehead, cheeks and nose in the box of a face, in parts of its sides.
const PLACES: [[f32; 2]; 4] = [[0.5, 0.2], [0.25, 0.6], [0.75, 0.6], [0.5, 0.55]];
/// Half the side of a place, in parts of the box.
const HALF: f32 = 0.06;
/// Relative differences of luma that even diffuse light leaves between places of a face that look into
/// different directions: a cheek that is turned away by 45° under a uniform half-space of light gets
/// (1 + cos 45°) / 2 = 0.85 of what the nose gets, a spread of some 0.07; half of it is flat.
const FLAT: f64 = 0.035;
/// Highlights: how far the brightest hundredth lies above the median, relative to it. Skin reflects some
/// 4 % of light like a mirror and half of it diffusely; a lamp thus adds a fifth or more.
const DULL: f64 = 0.2;

/// Low differences between forehead, cheeks and nose, and no highlights.
pub(super) fn cue(picture: &Picture, area: Area) -> Option<Cue> {
    let part = Part::of(picture.rgb(), area, 1.0)?;
    let small = part.sampled(picture.rgb(), REDUCED);
    if small.width() < 32 || small.height() < 32 {
        return None;
    }
    let spread = spread(&PLACES.map(|place| mean(&small, place)))?;
    let highlight = highlight(&small)?;
    let flat = (1.0 - spread / FLAT).clamp(0.0, 1.0);
    let dull = (1.0 - highlight / DULL).clamp(0.0, 1.0);
    let detail = format!(
        "forehead, nose and cheeks differ by {:.1} % in brightness, highlights stand {:.0} % out",
        100.0 * spread,
        100.0 * highlight
    );
    super::cue("flat_light", (flat * dull).sqrt(), detail)
}

fn luma(pixel: [u8; 3]) -> f64 {
    let [red, green, blue] = pixel.map(f64::from);
    0.299 * red + 0.587 * green + 0.114 * blue
}

fn mean(face: &RgbImage, [x, y]: [f32; 2]) -> f64 {
    let range = |middle: f32, length: u32| {
        let edge = |part: f32| (part * length as f32) as u32;
        edge(middle - HALF)..edge(middle + HALF).max(edge(middle - HALF) + 1).min(length)
    };
    let (mut sum, mut count) = (0.0, 0.0);
    for row in range(y, face.height()) {
        for column in range(x, face.width()) {
            sum += luma(face.get_pixel(column, row).0);
            count += 1.0;
        }
    }
    if count > 0.0 { sum / count } else { 0.0 }
}

/// Standard deviation over mean; `None` in the dark.
fn spread(values: &[f64]) -> Option<f64> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
    (mean >= 20.0).then(|| variance.sqrt() / mean)
}

/// How far the brightest hundredth lies above the median, relative to it; `None` in the dark.
fn highlight(face: &RgbImage) -> Option<f64> {
    let mut levels: Vec<f64> = face.pixels().map(|pixel| luma(pixel.0)).collect();
    levels.sort_by(f64::total_cmp);
    let quantile = |part: f64| levels.get((part * (levels.len() as f64 - 1.0)) as usize).copied();
    let (median, bright) = (quantile(0.5)?, quantile(0.99)?);
    (median >= 20.0).then(|| (bright - median) / median)
}
