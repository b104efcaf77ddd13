//! Whether a picture is good enough to be judged at all.

use bonafide_types::Score;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::blur::blur_effect;
use crate::exposure::{Exposure, exposure};
use crate::glare::glare_fraction;
use crate::{ColorModel, Picture, RgbImage};

/// Light is measured on the largest pyramid level whose longer side is at most this many pixels.
/// A document that fills the frame then has 10 to 20 pixels a millimetre at most, which is what
/// its print needs: softness that only shows at the full size of a 12-megapixel sensor is no flaw.
const WORKING_SIDE: u32 = 1600;

/// What is wrong with a capture.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum QualityIssue {
    /// Out of focus or moved.
    Blurred,
    /// A reflection hides a part. Alone it leaves a picture usable: what it hid may not matter.
    Glare,
    /// Too dark.
    UnderExposed,
    /// Too light.
    OverExposed,
    /// Too few pixels.
    LowResolution,
    /// Light and dark hardly differ.
    LowContrast,
}

impl QualityIssue {
    /// Whether the issue alone makes a picture unusable.
    pub fn blocks(self) -> bool {
        !matches!(self, Self::Glare)
    }
}

/// From where on a measurement is an issue.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct QualityLimits {
    /// Highest [`CaptureQuality::blur`] that is not blurred. Default 0.6: drawn documents measure
    /// 0.2 to 0.4, the same blurred so far that their small print is lost above 0.6.
    pub max_blur: f64,
    /// Highest [`CaptureQuality::glare_fraction`] without an issue. Default 0.01, the area of one
    /// printed field on a card.
    pub max_glare_fraction: f64,
    /// A picture whose lightest 1 % is below this is under-exposed. Default 0.25: two stops (a
    /// quarter of the light range) below paper that reaches white.
    pub min_light: f64,
    /// A picture whose darkest 1 % is above this is over-exposed. Default 0.6: even black print
    /// has gone gray.
    pub max_dark: f64,
    /// Lowest [`CaptureQuality::contrast`] that is not low. Default 0.2: with 8-bit luma and the
    /// noise of a phone (standard deviation 3 to 5 levels) print stands out by ten times the noise.
    pub min_contrast: f64,
    /// Fewest pixels along the longer side. Default 600: an ID-1 card that fills the frame then
    /// has 7 pixels a millimetre (178 dpi), the least at which 2.5 mm high OCR-B (ICAO Doc
    /// 9303-3, 4.9) has 16 pixels and a PDF417 module of 0.25 mm has 1.75.
    pub min_long_side: u32,
    /// Fewest pixels along the shorter side. Default 360: 54 mm of an ID-1 card at the same scale.
    pub min_short_side: u32,
}

impl Default for QualityLimits {
    fn default() -> Self {
        Self {
            max_blur: 0.6,
            max_glare_fraction: 0.01,
            min_light: 0.25,
            max_dark: 0.6,
            min_contrast: 0.2,
            min_long_side: 600,
            min_short_side: 360,
        }
    }
}

/// Measurements of one capture, and what they amount to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct CaptureQuality {
    /// Whether no issue blocks.
    pub usable: bool,
    /// 0 sharp, 1 blurred; see [`crate::blur_effect`].
    pub blur: Score,
    /// Share of the picture that a reflection has washed out: squares of 16×16 pixels with at
    /// least 90 % of their luma at 250 or more that are not part of a white surrounding reaching
    /// the picture's edge.
    pub glare_fraction: Score,
    /// Mean luma, 0 black, 1 white.
    pub mean_luma: Score,
    /// Distance between the luma of the darkest and the lightest 1 % of the pixels.
    pub contrast: Score,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Whether the picture has no colour: fewer than 0.5 % of its pixels have channels that differ
    /// by more than 16 levels.
    pub grayscale: bool,
    /// Estimated quality setting of the last JPEG encoder, 1–100; `None` for other formats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jpeg_quality: Option<u8>,
    /// What is wrong, in the order of [`QualityIssue`].
    pub issues: Vec<QualityIssue>,
}

impl CaptureQuality {
    /// Resolution in dots per inch if something `long_side_mm` millimetres long fills the longer
    /// side of the picture; an upper bound if it does not. `None` unless that length is positive.
    ///
    /// An ID-1 card is 85.6 mm long (ISO/IEC 7810).
    pub fn dpi(&self, long_side_mm: f64) -> Option<u32> {
        let dots = f64::from(self.width.max(self.height));
        (long_side_mm > 0.0).then(|| (dots * 25.4 / long_side_mm).round() as u32)
    }
}

/// Measures a picture and judges it by [`QualityLimits::default`].
///
/// Light and blur are measured on the largest pyramid level of at most 1600 pixels a side. Cost
/// beyond luma and pyramid: about 2 ms for 2 megapixels and above, in release.
///
/// ```
/// use bonafide_imaging::{Limits, Picture, QualityIssue, RgbImage, encode_png, quality};
/// let dark = RgbImage::from_pixel(800, 500, image::Rgb([9, 8, 9]));
/// let found = quality(&Picture::decode(&encode_png(&dark)?, &Limits::default())?);
/// assert!(!found.usable && found.grayscale);
/// assert!(found.issues.contains(&QualityIssue::UnderExposed));
/// assert_eq!(found.dpi(85.6), Some(237));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn quality(picture: &Picture) -> CaptureQuality {
    quality_with(picture, &QualityLimits::default())
}

/// As [`quality`], with limits of one's own.
pub fn quality_with(picture: &Picture, limits: &QualityLimits) -> CaptureQuality {
    let facts = picture.facts();
    let pyramid = picture.pyramid();
    let (_, working) = pyramid.fitting(WORKING_SIDE);
    let light = exposure(working);
    let mut found = CaptureQuality {
        usable: true,
        blur: blur_effect(working),
        glare_fraction: Score::clamped(glare_fraction(working)),
        mean_luma: Score::clamped(light.mean),
        contrast: Score::clamped(light.light - light.dark),
        width: facts.width,
        height: facts.height,
        grayscale: is_gray(picture),
        jpeg_quality: facts.jpeg_quality,
        issues: Vec::new(),
    };
    found.issues = issues_of(&found, light, limits);
    found.usable = !found.issues.iter().any(|issue| issue.blocks());
    found
}

fn issues_of(found: &CaptureQuality, light: Exposure, limits: &QualityLimits) -> Vec<QualityIssue> {
    let (long, short) = (found.width.max(found.height), found.width.min(found.height));
    let checks = [
        (QualityIssue::Blurred, found.blur.get() > limits.max_blur),
        (QualityIssue::Glare, found.glare_fraction.get() > limits.max_glare_fraction),
        (QualityIssue::UnderExposed, light.light < limits.min_light),
        (QualityIssue::OverExposed, light.dark > limits.max_dark),
        (QualityIssue::LowResolution, long < limits.min_long_side || short < limits.min_short_side),
        (QualityIssue::LowContrast, found.contrast.get() < limits.min_contrast),
    ];
    checks.into_iter().filter_map(|(issue, holds)| holds.then_some(issue)).collect()
}

/// Channels that differ by more than this many levels show colour; JPEG's colour subsampling and
/// the cast of indoor light stay below in a photocopy.
const GRAY_SPREAD: u8 = 16;
/// Share of coloured pixels from which on a picture has colour.
const COLORED_SHARE: f64 = 0.005;
/// Pixels looked at, spread evenly; enough for a share of 0.5 % to be told to ±0.03 %.
const GRAY_SAMPLES: usize = 1 << 16;

fn is_gray(picture: &Picture) -> bool {
    if matches!(picture.facts().color, ColorModel::Gray | ColorModel::GrayAlpha) {
        return true;
    }
    colored_share(picture.rgb()) < COLORED_SHARE
}

fn colored_share(rgb: &RgbImage) -> f64 {
    let (pixels, _) = rgb.as_raw().as_chunks::<3>();
    // An odd step does not fall into step with the rows of common sizes.
    let step = (pixels.len() / GRAY_SAMPLES) | 1;
    let (mut seen, mut colored) = (0_u32, 0_u32);
    for &[r, g, b] in pixels.iter().step_by(step) {
        seen += 1;
        colored += u32::from(r.max(g).max(b) - r.min(g).min(b) > GRAY_SPREAD);
    }
    f64::from(colored) / f64::from(seen.max(1))
}
