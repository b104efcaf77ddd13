//! Quality of a face, as far as it can honestly be computed.

use bonafide_imaging::{GrayImage, Luma, RgbImage, blur_effect, luma_of};
use bonafide_types::Score;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::landmarks::{Landmarks, mean};
use crate::{Direction, Face, align};

/// Quality of a face in the terms of ISO/IEC 29794-5:2025. What is absent was not measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct FaceQuality {
    /// Between the centres of the eyes, in pixels.
    pub inter_eye_px: f32,
    /// Sharpness of the face at the size of the encoder's input, 0 to 1.
    pub sharpness: Score,
    /// Mean luma of the face, 0 black to 1 white.
    pub mean_luma: Score,
    /// Share of the face that is almost black or almost white.
    pub clipped: Score,
    /// How far the halves of the face differ in mean luma, 0 to 1.
    pub uneven_light: Score,
    /// How much of the lower face or the eyes seems covered, 0 to 1; a proxy by colour, absent for gray
    /// pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occlusion: Option<Score>,
    /// Openness of the eyes, 0 closed to 1 open; absent without landmarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eyes_open: Option<Score>,
    /// Closedness of the mouth, 0 open to 1 closed; absent without landmarks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mouth_closed: Option<Score>,
    /// What is wrong, as codes: `FACE TOO SMALL`, `FACE BLURRED` …
    pub issues: Vec<String>,
}

/// Between the eyes' centres, in pixels: that of ArcFace's template, 35.24, on which light, sharpness and
/// cover are measured whatever the encoder. Below it the face is enlarged, and detail is not there. dlib's
/// chip has 52.9: between the two, an encoder that takes the chip sees an enlarged face too.
const LEAST_INTER_EYE: f32 = 35.0;
/// Reasoned, not fitted: wide enough for skin of any tone in usable light, so that only a face in the
/// dark or in a flash is outside.
const LEAST_LUMA: f64 = 0.15;
const GREATEST_LUMA: f64 = 0.85;
/// Levels at which a camera shows no detail any more.
const ALMOST_BLACK: u8 = 8;
const ALMOST_WHITE: u8 = 247;
/// A tenth of the face without detail: an eye region or a cheek.
const GREATEST_CLIPPED: f64 = 0.10;
/// One half twice as bright as the other: (2 - 1) / (2 + 1).
const GREATEST_UNEVENNESS: f64 = 1.0 / 3.0;
/// Reasoned, not fitted: a little less than half of the way from a ramp without edges, whose blur effect
/// is 1 and sharpness 0, to sharp edges, whose effect is below 0.25 and sharpness above 0.75.
const LEAST_SHARPNESS: f64 = 0.35;
/// ISO/IEC 19794-5 asks for ±5° on portraits; encoders hold up to some 30°, where the far eye begins
/// to be covered by the nose.
const GREATEST_TURN: f32 = 30.0;
/// Half of a region covered.
const GREATEST_OCCLUSION: f64 = 0.5;
/// Half open, half closed.
const LEAST_OPEN: f64 = 0.5;

/// Quality of a face, by its five points and, where they are there, its landmarks.
pub(crate) fn measured(picture: &RgbImage, face: &Face) -> FaceQuality {
    let crop = align::arcface(picture, &face.points);
    let luma = GrayImage::from_fn(crop.width(), crop.height(), |x, y| {
        Luma([(luma_of(crop.get_pixel(x, y).0.map(f32::from)) + 0.5) as u8])
    });
    let luma = bonafide_imaging::Wiped::new(luma);
    let light = Light::of(&luma);
    let [right, left] = [face.points[0], face.points[1]];
    let landmarks = face.landmarks.as_deref();
    let mut quality = FaceQuality {
        inter_eye_px: (left[0] - right[0]).hypot(left[1] - right[1]),
        sharpness: Score::clamped(1.0 - blur_effect(&luma).get()),
        mean_luma: Score::clamped(light.mean / 255.0),
        clipped: Score::clamped(light.clipped),
        uneven_light: Score::clamped(light.unevenness),
        occlusion: covered(&crop).map(Score::clamped),
        eyes_open: landmarks.map(eyes_open),
        mouth_closed: landmarks.map(mouth_closed),
        issues: Vec::new(),
    };
    quality.issues = issues(&quality, face.direction).into_iter().map(str::to_owned).collect();
    quality
}

/// Regions of the encoder's input of 112 pixels, as left, top, right and bottom: by the template, eyes
/// are at rows 52, the tip of the nose at 72, the mouth at 92.
type Region = [u32; 4];
const FACE: Region = [26, 36, 86, 106];
const CHEEKS: [Region; 2] = [[28, 64, 40, 78], [72, 64, 84, 78]];
const EYES: [Region; 2] = [[28, 46, 48, 58], [64, 46, 84, 58]];
const LOWER_FACE: Region = [40, 82, 72, 104];

fn within(region: Region) -> impl Iterator<Item = (u32, u32)> {
    let [left, top, right, bottom] = region;
    (top..bottom).flat_map(move |y| (left..right).map(move |x| (x, y)))
}

struct Light {
    mean: f64,
    clipped: f64,
    unevenness: f64,
}

impl Light {
    fn of(luma: &GrayImage) -> Self {
        let [left, top, right, bottom] = FACE;
        let middle = u32::midpoint(left, right);
        let mean = |region: Region| {
            let sum: u32 = within(region).map(|(x, y)| u32::from(luma.get_pixel(x, y).0[0])).sum();
            f64::from(sum) / within(region).count() as f64
        };
        let (one, other) = (mean([left, top, middle, bottom]), mean([middle, top, right, bottom]));
        let is_clipped = |&(x, y): &(u32, u32)| {
            let [level] = luma.get_pixel(x, y).0;
            level <= ALMOST_BLACK || level >= ALMOST_WHITE
        };
        let clipped = within(FACE).filter(is_clipped).count() as f64;
        Self {
            mean: mean(FACE),
            clipped: clipped / within(FACE).count() as f64,
            unevenness: (one - other).abs() / (one + other).max(1.0),
        }
    }
}

/// How far the chroma of skin is taken to vary over a face, in levels; what differs by three times as
/// much is cover. Reasoned, not fitted.
const SKIN_CHROMA: f64 = 12.0;
/// An eye region, with lid and white, below this share of the cheek's luma is taken to be behind dark
/// glasses. Reasoned, not fitted.
const GLASSES_LUMA: f64 = 0.45;

/// A proxy of cover, 0 to 1: how far the lower face's chroma is from the cheeks', or how much darker
/// the eyes are. What has the colour of skin, a hand, is not noticed. `None` for gray pictures, which
/// have no chroma to tell a mask from skin by.
fn covered(crop: &RgbImage) -> Option<f64> {
    if is_gray(crop) {
        return None;
    }
    let [mean_of_cheek, other_cheek] = CHEEKS.map(|region| colour(crop, region));
    let cheek =
        [0, 1, 2].map(|channel| f64::midpoint(mean_of_cheek[channel], other_cheek[channel]));
    let lower = colour(crop, LOWER_FACE);
    let chroma = (lower[1] - cheek[1]).hypot(lower[2] - cheek[2]);
    let mask = (chroma - SKIN_CHROMA) / (2.0 * SKIN_CHROMA);
    let dark = |region| colour(crop, region)[0] / cheek[0].max(1.0);
    let glasses = EYES.map(dark).into_iter().fold(0.0, f64::max);
    let glasses = (GLASSES_LUMA - glasses) / GLASSES_LUMA * 2.0;
    Some(mask.max(glasses).clamp(0.0, 1.0))
}

/// Channels that differ by no more are one: conversions of a gray picture round so far.
const GRAY: u8 = 2;

fn is_gray(crop: &RgbImage) -> bool {
    crop.pixels().all(|pixel| {
        let [r, g, b] = pixel.0;
        r.max(g).max(b) - r.min(g).min(b) <= GRAY
    })
}

/// Mean luma and chroma of a region, as ITU-R BT.601 has them, in levels.
fn colour(crop: &RgbImage, region: Region) -> [f64; 3] {
    let mut sum = [0.0; 3];
    for (x, y) in within(region) {
        let pixel = crop.get_pixel(x, y).0;
        sum.iter_mut().zip(pixel).for_each(|(sum, level)| *sum += f64::from(level));
    }
    let [r, g, b] = sum.map(|sum| sum / within(region).count() as f64);
    let luma = 0.299 * r + 0.587 * g + 0.114 * b;
    [luma, (b - luma) * 0.564, (r - luma) * 0.713]
}

fn apart(a: [f32; 2], b: [f32; 2]) -> f32 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

/// A number between two limits as a share of the way.
fn share(value: f32, none: f32, all: f32) -> Score {
    Score::clamped(f64::from((value - none) / (all - none)))
}

/// By the ratio of height to width of the wider open eye. 0.2 divides blinks from open eyes: T.
/// Soukupová, J. Čech, "Real-time eye blink detection using facial landmarks", CVWW 2016.
fn eyes_open(landmarks: &Landmarks) -> Score {
    let ratio = |from: usize| {
        let at = |index: usize| landmarks[from + index];
        (apart(at(1), at(5)) + apart(at(2), at(4))) / (2.0 * apart(at(0), at(3))).max(f32::EPSILON)
    };
    share(ratio(36).max(ratio(42)), 0.1, 0.3)
}

/// By the height of the gap between the lips over the mouth's inner width; 0.4 is a mouth that says
/// "ah".
fn mouth_closed(landmarks: &Landmarks) -> Score {
    let upper = mean(&landmarks[61..64]);
    let lower = mean(&landmarks[65..68]);
    let width = apart(landmarks[60], landmarks[64]).max(f32::EPSILON);
    share(apart(upper, lower) / width, 0.4, 0.0)
}

fn issues(quality: &FaceQuality, direction: Option<Direction>) -> Vec<&'static str> {
    let below = |score: Option<Score>, limit: f64| score.is_some_and(|score| score.get() < limit);
    let turned = |d: Direction| d.yaw.abs().max(d.pitch.abs()) > GREATEST_TURN;
    [
        ("FACE TOO SMALL", quality.inter_eye_px < LEAST_INTER_EYE),
        ("FACE BLURRED", quality.sharpness.get() < LEAST_SHARPNESS),
        ("FACE TOO DARK", quality.mean_luma.get() < LEAST_LUMA),
        ("FACE TOO BRIGHT", quality.mean_luma.get() > GREATEST_LUMA),
        ("FACE CLIPPED", quality.clipped.get() > GREATEST_CLIPPED),
        ("FACE LIT UNEVENLY", quality.uneven_light.get() > GREATEST_UNEVENNESS),
        ("FACE TURNED AWAY", direction.is_some_and(turned)),
        ("FACE COVERED", quality.occlusion.is_some_and(|o| o.get() > GREATEST_OCCLUSION)),
        ("EYES CLOSED", below(quality.eyes_open, LEAST_OPEN)),
        ("MOUTH OPEN", below(quality.mouth_closed, LEAST_OPEN)),
    ]
    .into_iter()
    .filter_map(|(code, holds)| holds.then_some(code))
    .collect()
}

#[cfg(test)]
mod tests {
    use bonafide_imaging::{Area, Rgb};

    use super::*;
    use crate::QuarterTurn;

    /// A drawn face at the encoder's own size: skin, eyes, mouth.
    fn drawn(skin: [u8; 3]) -> RgbImage {
        RgbImage::from_fn(112, 112, |x, y| {
            let near = |cx: i32, cy: i32, rx: i32, ry: i32| {
                let (dx, dy) = (x.cast_signed() - cx, y.cast_signed() - cy);
                dx * dx * ry * ry + dy * dy * rx * rx <= rx * rx * ry * ry
            };
            let feature = near(38, 52, 6, 3) || near(74, 52, 6, 3) || near(56, 92, 12, 2);
            Rgb(if feature { skin.map(|level| level / 3) } else { skin })
        })
    }

    fn face() -> Face {
        Face {
            area: Area { x: 20.0, y: 20.0, width: 72.0, height: 90.0 },
            score: Score::ONE,
            turn: QuarterTurn::None,
            points: align::ARCFACE.map(|point| point.map(|value| value as f32)),
            landmarks: None,
            direction: Some(Direction::default()),
        }
    }

    const SKIN: [u8; 3] = [190, 140, 115];

    fn codes(picture: &RgbImage) -> Vec<String> {
        measured(picture, &face()).issues
    }

    #[test]
    fn a_clear_face_has_no_issues() {
        let quality = measured(&drawn(SKIN), &face());
        assert!(quality.issues.is_empty(), "{quality:?}");
        assert!((quality.inter_eye_px - 35.24).abs() < 0.01);
        assert!(quality.occlusion < Some(Score::clamped(0.2)));
        assert_eq!(quality.eyes_open, None);
    }

    #[test]
    fn light_is_judged() {
        assert_eq!(codes(&drawn([30, 20, 16])), ["FACE TOO DARK"]);
        let bright = codes(&drawn([255, 250, 248]));
        assert!(bright.contains(&"FACE TOO BRIGHT".to_owned()), "{bright:?}");
        assert!(bright.contains(&"FACE CLIPPED".to_owned()));
        let mut half = drawn(SKIN);
        half.enumerate_pixels_mut()
            .filter(|(x, ..)| *x > 56)
            .for_each(|(_, _, pixel)| pixel.0 = pixel.0.map(|level| level / 3));
        assert!(codes(&half).contains(&"FACE LIT UNEVENLY".to_owned()));
    }

    #[test]
    fn cover_is_noticed() {
        let painted = |top: u32, bottom: u32, colour: [u8; 3]| {
            let mut picture = drawn(SKIN);
            picture
                .enumerate_pixels_mut()
                .filter(|(_, y, _)| (top..bottom).contains(y))
                .for_each(|(_, _, pixel)| pixel.0 = colour);
            codes(&picture)
        };
        assert_eq!(painted(80, 112, [40, 90, 190]), ["FACE COVERED"]);
        assert_eq!(painted(44, 60, [12, 12, 12]), ["FACE COVERED"]);
        assert!(painted(0, 0, [0; 3]).is_empty());
    }

    #[test]
    fn cover_of_gray_faces_is_not_guessed() {
        assert_eq!(measured(&drawn([150; 3]), &face()).occlusion, None);
        assert_eq!(measured(&drawn([150, 149, 148]), &face()).occlusion, None);
        assert!(measured(&drawn([150, 140, 130]), &face()).occlusion.is_some());
    }

    #[test]
    fn blur_is_noticed() {
        let ramp = RgbImage::from_fn(112, 112, |x, y| Rgb([(60 + x + y / 4) as u8; 3]));
        assert!(codes(&ramp).contains(&"FACE BLURRED".to_owned()));
    }

    #[test]
    fn a_small_or_turned_face_is_said() {
        let mut turned = face();
        turned.direction = Some(Direction { yaw: -41.0, pitch: 3.0, roll: 0.0 });
        assert_eq!(measured(&drawn(SKIN), &turned).issues, ["FACE TURNED AWAY"]);
        let mut small = face();
        small.points = small.points.map(|point| point.map(|value| value / 2.0));
        let issues = measured(&drawn(SKIN), &small).issues;
        assert!(issues.contains(&"FACE TOO SMALL".to_owned()), "{issues:?}");
    }

    #[test]
    fn eyes_and_mouth_open_and_close() {
        let landmarks = |eye: f32, mouth: f32| {
            let mut points = [[0.0; 2]; 68];
            for from in [36, 42] {
                let shape =
                    [[0.0, 0.0], [1.0, -eye], [2.0, -eye], [3.0, 0.0], [2.0, eye], [1.0, eye]];
                points[from..from + 6].copy_from_slice(&shape);
            }
            points[64] = [4.0, 0.0];
            for (index, x) in [1.0, 2.0, 3.0].into_iter().enumerate() {
                points[61 + index] = [x, -mouth];
                points[67 - index] = [x, mouth];
            }
            points
        };
        assert_eq!(eyes_open(&landmarks(0.5, 0.0)), Score::ONE);
        assert_eq!(eyes_open(&landmarks(0.1, 0.0)), Score::ZERO);
        assert_eq!(mouth_closed(&landmarks(0.4, 0.0)), Score::ONE);
        assert_eq!(mouth_closed(&landmarks(0.4, 0.9)), Score::ZERO);
        // Points that coincide divide by nothing.
        assert_eq!(eyes_open(&[[1.0; 2]; 68]), Score::ZERO);
    }
}
