//! What was measured in the frame of a step.

use bonafide_imaging::{Area, Picture, View, Wiped, view_area_rgb8};
use bonafide_types::{Distance, Score};

/// What was measured in the frame of a step.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Frame {
    /// SHA-256 of the file: the same bytes twice are no two pictures.
    pub sha256: String,
    /// How many faces there are.
    pub faces: usize,
    /// Degrees, positive to the person's left; absent without landmarks.
    pub yaw: Option<f32>,
    /// Degrees, positive up; absent without landmarks.
    pub pitch: Option<f32>,
    /// Probability of a smile.
    pub happy: Option<Score>,
    /// Probability of a neutral face.
    pub neutral: Option<Score>,
    /// Openness of the eyes, 0 closed to 1 open.
    pub eyes_open: Option<Score>,
    /// Closedness of the mouth, 0 open to 1 closed.
    pub mouth_closed: Option<Score>,
    /// Distance to the face that the steps must belong to.
    pub person_distance: Option<Distance>,
    /// A small gray picture of the face, to notice a frame that was handed in again: 16 × 16, row by
    /// row, as [`thumbnail`] makes it. Empty where there is no face.
    pub thumbnail: Wiped<Vec<u8>>,
}

/// Two thumbnails that differ by less than this many of 255 levels on average, mean brightness taken off,
/// show the same picture.
///
/// Reasoned: saving a picture again as JPEG of quality 50 rounds the mean of a block of 8 × 8 pixels to
/// steps of 2 levels (ITU-T T.81, table K.1: 16 / 8), thus moves it by half a level on average, and in a
/// face of 128 pixels and more a cell of the thumbnail by no more; in smaller faces finer coefficients
/// count too. A higher limit would catch worse copies, and turn away people who hold still and only close
/// their eyes: six cells of 256 that change by 40 levels are a mean of 0.9.
pub const SAME_PICTURE: f64 = 1.0;

impl Frame {
    /// Whether the other is the same file, or the same picture saved again or made brighter.
    pub fn repeats(&self, other: &Self) -> bool {
        let same_file = !self.sha256.is_empty() && self.sha256 == other.sha256;
        same_file || difference(&self.thumbnail, &other.thumbnail).is_some_and(|d| d < SAME_PICTURE)
    }
}

/// Columns and rows of a thumbnail.
const THUMBNAIL: u32 = 16;

/// A face as 16 × 16 means of luma, row by row; black outside of the picture. Empty for an area that is
/// none or is out of all proportion to the picture.
pub fn thumbnail(picture: &Picture, area: Area) -> Wiped<Vec<u8>> {
    let pixels = picture.rgb();
    let (width, height) = (area.width.ceil(), area.height.ceil());
    let most = 10.0 * pixels.width().max(pixels.height()) as f32;
    if !(area.x.is_finite() && area.y.is_finite() && width >= 1.0 && height >= 1.0)
        || width.max(height) > most
    {
        return Wiped::default();
    }
    let (x, y) = (area.x.floor() as i64, area.y.floor() as i64);
    let view = View { x, y, width: width as u32, height: height as u32 };
    let small = Wiped::new(view_area_rgb8(pixels, view, THUMBNAIL, THUMBNAIL));
    let luma = |pixel: [u8; 3]| {
        let [red, green, blue] = pixel.map(f32::from);
        (0.299 * red + 0.587 * green + 0.114 * blue + 0.5) as u8
    };
    Wiped::new(small.pixels().map(|pixel| luma(pixel.0)).collect())
}

/// Mean absolute difference after the mean of each was taken off; `None` where they cannot be
/// compared.
fn difference(a: &[u8], b: &[u8]) -> Option<f64> {
    if a.is_empty() || a.len() != b.len() {
        return None;
    }
    let mean = |levels: &[u8]| {
        levels.iter().map(|&level| f64::from(level)).sum::<f64>() / levels.len() as f64
    };
    let (mean_a, mean_b) = (mean(a), mean(b));
    let apart = |(&a, &b): (&u8, &u8)| (f64::from(a) - mean_a - f64::from(b) + mean_b).abs();
    Some(a.iter().zip(b).map(apart).sum::<f64>() / a.len() as f64)
}

#[cfg(test)]
mod tests {
    use bonafide_imaging::{Limits, Rgb, RgbImage, encode_jpeg, encode_png};

    use super::*;

    fn shown(levels: impl Fn(usize) -> u8) -> Frame {
        Frame { thumbnail: Wiped::new((0..256).map(levels).collect()), ..Frame::default() }
    }

    /// Soft shapes, moved by some pixels.
    fn drawn(shift: f32) -> RgbImage {
        RgbImage::from_fn(200, 200, |x, y| {
            let (x, y) = (x as f32 + shift, y as f32);
            let wave = (x / 17.0).sin() * (y / 23.0).cos() + (x / 31.0 + y / 41.0).sin();
            Rgb([(128.0 + 55.0 * wave) as u8; 3])
        })
    }

    fn frame(bytes: &[u8]) -> Frame {
        let picture = Picture::decode(bytes, &Limits::default()).expect("it was just encoded");
        let area = Area { x: 40.0, y: 30.0, width: 120.0, height: 140.0 };
        Frame { thumbnail: thumbnail(&picture, area), ..Frame::default() }
    }

    #[test]
    fn compression_repeats_and_movement_does_not() {
        let first = frame(&encode_png(&drawn(0.0)).expect("it is small"));
        for quality in [30, 50, 90] {
            let again = encode_jpeg(&drawn(0.0), quality).expect("it is small");
            assert!(frame(&again).repeats(&first), "{quality}");
        }
        // 3 % of the width of the face.
        assert!(!frame(&encode_png(&drawn(4.0)).expect("it is small")).repeats(&first));
    }

    #[test]
    fn what_is_no_area_has_no_thumbnail() {
        let bytes = encode_png(&drawn(0.0)).expect("it is small");
        let picture = Picture::decode(&bytes, &Limits::default()).expect("it was just encoded");
        for side in [0.0, f32::NAN, f32::INFINITY, 1e9] {
            assert!(
                thumbnail(&picture, Area { x: 0.0, y: 0.0, width: side, height: 9.0 }).is_empty()
            );
        }
        let outside = Area { x: -1e9, y: 1e9, width: 9.0, height: 9.0 };
        assert_eq!(thumbnail(&picture, outside).len(), 256);
    }

    #[test]
    fn the_same_bytes_repeat() {
        let named = |sha256: &str| Frame { sha256: sha256.to_owned(), ..Frame::default() };
        assert!(named("ab").repeats(&named("ab")));
        assert!(!named("ab").repeats(&named("cd")));
        // Nothing is known of either.
        assert!(!Frame::default().repeats(&Frame::default()));
    }

    #[test]
    fn a_picture_that_was_saved_again_repeats() {
        let first = shown(|at| (at % 16 * 10) as u8);
        assert!(shown(|at| (at % 16 * 10 + at % 2) as u8).repeats(&first), "rounding");
        assert!(shown(|at| (at % 16 * 10 + 40) as u8).repeats(&first), "brighter");
        assert!(!shown(|at| (at % 16 * 10 + at % 2 * 5) as u8).repeats(&first), "another one");
        assert!(!shown(|at| (at / 16 * 10) as u8).repeats(&first));
    }

    #[test]
    fn thumbnails_of_other_sizes_are_not_compared() {
        let short = Frame { thumbnail: Wiped::new(vec![0; 4]), ..Frame::default() };
        assert!(!short.repeats(&shown(|_| 0)));
    }
}
