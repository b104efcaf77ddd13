//! Colour: what a print or a screen loses of it.
//!
//! Source: Wen, Han and Jain, "Face Spoof Detection With Image Distortion Analysis", IEEE TIFS 10(4),
//! 2015, sections III-C and III-D (chromatic moments, colour diversity).

use bonafide_imaging::{Area, Picture, RgbImage};

use super::view::Part;
use crate::Cue;

/// Longer side of the reduced copy.
const REDUCED: u32 = 128;
/// Spread of chroma in a face, in levels, from which on colours are told apart: the steps in which JPEG of
/// quality 50 keeps mean chroma are 17 / 8 levels (ITU-T T.81, table K.2); less than twice that is as
/// good as one colour.
const NARROW: f64 = 4.0;
/// Chroma of what is brightest, in levels, from which on a white is no white: daylight of 6,500 K
/// photographed with the balance for a lamp of 4,000 K is off by some 30.
const SHIFTED: f64 = 30.0;

/// Few colours in the face, or no white around it.
pub(super) fn cue(picture: &Picture, area: Area) -> Option<Cue> {
    let face = Part::of(picture.rgb(), area, 1.0)?.sampled(picture.rgb(), REDUCED);
    let around = Part::of(picture.rgb(), area, 2.0)?.sampled(picture.rgb(), REDUCED);
    let spread = spread(&face);
    let white = white(&around);
    let narrow = (1.0 - spread / NARROW).clamp(0.0, 1.0);
    // From the limit to twice the limit.
    let shifted = (white / SHIFTED - 1.0).clamp(0.0, 1.0);
    let detail = if narrow >= shifted {
        format!("colours of the face spread over {spread:.1} of 255 levels")
    } else {
        format!("the brightest parts are coloured by {white:.0} of 255 levels")
    };
    super::cue("colour_gamut", narrow.max(shifted), detail)
}

/// Luma, blue and red difference, all in levels (ITU-R BT.601).
fn parts(pixel: [u8; 3]) -> [f64; 3] {
    let [red, green, blue] = pixel.map(f64::from);
    let luma = 0.299 * red + 0.587 * green + 0.114 * blue;
    [luma, 0.564 * (blue - luma), 0.713 * (red - luma)]
}

/// Square root of the summed variances of both differences.
fn spread(picture: &RgbImage) -> f64 {
    let count = picture.pixels().len().max(1) as f64;
    let (mut sums, mut squares) = ([0.0; 2], 0.0);
    for pixel in picture.pixels() {
        let [_, blue, red] = parts(pixel.0);
        sums = [sums[0] + blue, sums[1] + red];
        squares += blue * blue + red * red;
    }
    let means = (sums[0] / count).powi(2) + (sums[1] / count).powi(2);
    (squares / count - means).max(0.0).sqrt()
}

/// Mean chroma of the brightest twentieth that is not overexposed; 0 where nothing is bright.
fn white(picture: &RgbImage) -> f64 {
    let mut bright: Vec<[f64; 3]> = picture
        .pixels()
        .filter(|pixel| pixel.0.iter().all(|&level| level < 250))
        .map(|pixel| parts(pixel.0))
        .filter(|[luma, ..]| *luma >= 128.0)
        .collect();
    bright.sort_by(|a, b| b[0].total_cmp(&a[0]));
    bright.truncate((picture.pixels().len() / 20).max(1));
    let count = bright.len().max(1) as f64;
    let sum = |at: usize| bright.iter().map(|parts| parts[at]).sum::<f64>() / count;
    sum(1).hypot(sum(2))
}
