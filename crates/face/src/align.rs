//! Faces brought to the template that an encoder was trained with.

use bonafide_imaging::{Alignment, RgbImage, View, Wiped, view_area_rgb8, warped_rgb8};

use crate::landmarks::Landmarks;

/// Side of ArcFace's input, in pixels.
pub(crate) const ARCFACE_SIDE: u32 = 112;
/// Eyes, nose and corners of the mouth in ArcFace's input of 112 pixels: J. Deng et al., "ArcFace:
/// additive angular margin loss for deep face recognition", 2019, as its authors' code has it.
pub(crate) const ARCFACE: [[f64; 2]; 5] = [
    [38.2946, 51.6963],
    [73.5318, 51.5014],
    [56.0252, 71.7366],
    [41.5493, 92.3655],
    [70.7299, 92.2041],
];

/// Side of a dlib chip, in pixels.
pub(crate) const CHIP_SIDE: u32 = 150;
/// Space around the mean face, in its widths, on each side.
const CHIP_PADDING: f64 = 0.25;
/// The landmarks that a chip is fitted to: nose, eyes, upper lip and inner mouth. Brows, jaw and lower
/// lip move too much.
const CHIP_LANDMARKS: [std::ops::RangeInclusive<usize>; 2] = [27..=54, 60..=64];
/// The mean face of dlib's `get_face_chip_details`, landmarks 17 to 67, x and y in widths of the face
/// (dlib, `image_transforms/interpolation.h`, Boost Software License 1.0; coordinates are facts of
/// the published encoder's training).
#[allow(clippy::unreadable_literal)] // as they are published
const MEAN_FACE: [[f64; 2]; 51] = [
    [0.000213, 0.106454],
    [0.075262, 0.038915],
    [0.18113, 0.018748],
    [0.29077, 0.034489],
    [0.393397, 0.077391],
    [0.586856, 0.077391],
    [0.689483, 0.034489],
    [0.799124, 0.018748],
    [0.904991, 0.038915],
    [0.98004, 0.106454],
    [0.490127, 0.203352],
    [0.490127, 0.307009],
    [0.490127, 0.409805],
    [0.490127, 0.515625],
    [0.36688, 0.587326],
    [0.426036, 0.609345],
    [0.490127, 0.628106],
    [0.554217, 0.609345],
    [0.613373, 0.587326],
    [0.121737, 0.216423],
    [0.187122, 0.178758],
    [0.265825, 0.179852],
    [0.334606, 0.231733],
    [0.260918, 0.245099],
    [0.182743, 0.244077],
    [0.645647, 0.231733],
    [0.714428, 0.179852],
    [0.793132, 0.178758],
    [0.858516, 0.216423],
    [0.79751, 0.244077],
    [0.719335, 0.245099],
    [0.254149, 0.780233],
    [0.340985, 0.745405],
    [0.428858, 0.727388],
    [0.490127, 0.742578],
    [0.551395, 0.727388],
    [0.639268, 0.745405],
    [0.726104, 0.780233],
    [0.642159, 0.864805],
    [0.556721, 0.902192],
    [0.490127, 0.909281],
    [0.423532, 0.902192],
    [0.338094, 0.864805],
    [0.290379, 0.784792],
    [0.428096, 0.778746],
    [0.490127, 0.785343],
    [0.552157, 0.778746],
    [0.689874, 0.784792],
    [0.553364, 0.824182],
    [0.490127, 0.831803],
    [0.42689, 0.824182],
];

/// The mean face's landmark of this index, 17 to 67.
pub(crate) fn mean_landmark(index: usize) -> Option<[f64; 2]> {
    MEAN_FACE.get(index.checked_sub(17)?).copied()
}

/// How far around the points the pixels are needed, in the points' greatest extent: the template's
/// corners are within it, turned or not.
const ARCFACE_MARGIN: f64 = 1.6;
const CHIP_MARGIN: f64 = 1.2;

/// The face by five points, as ArcFace takes it. Black when the points coincide.
pub(crate) fn arcface(picture: &RgbImage, points: &[[f32; 2]; 5]) -> Wiped<RgbImage> {
    let points = points.map(|point| point.map(f64::from));
    aligned(picture, &points, &ARCFACE, ARCFACE_SIDE, ARCFACE_MARGIN)
}

/// The face by landmarks, as dlib's encoder takes it. Black when the landmarks coincide.
pub(crate) fn chip(picture: &RgbImage, landmarks: &Landmarks) -> Wiped<RgbImage> {
    let place =
        |value: f64| (CHIP_PADDING + value) / (2.0 * CHIP_PADDING + 1.0) * f64::from(CHIP_SIDE);
    let indices = CHIP_LANDMARKS.into_iter().flatten();
    let (from, to): (Vec<_>, Vec<_>) = indices
        .filter_map(|index| {
            Some((landmarks[index].map(f64::from), mean_landmark(index)?.map(place)))
        })
        .unzip();
    aligned(picture, &from, &to, CHIP_SIDE, CHIP_MARGIN)
}

/// The picture with `points` brought to `template`. Where that shrinks by more than 2, the
/// surroundings are averaged to twice the size first, so that no sample is passed over.
fn aligned(
    picture: &RgbImage,
    points: &[[f64; 2]],
    template: &[[f64; 2]],
    side: u32,
    margin: f64,
) -> Wiped<RgbImage> {
    let Some(alignment) = Alignment::fit(points, template) else {
        return Wiped::new(RgbImage::new(side, side));
    };
    if alignment.scale() >= 0.5 {
        return Wiped::new(warped_rgb8(picture, &alignment, side, side));
    }
    let view = surroundings(picture, points, margin);
    let size = |length: u32| {
        (f64::from(length) * 2.0 * alignment.scale()).round_ties_even().max(1.0) as u32
    };
    let (width, height) = (size(view.width), size(view.height));
    let small = Wiped::new(view_area_rgb8(picture, view, width, height));
    let ratio = |from: u32, to: u32| f64::from(to) / f64::from(from.max(1));
    let (across, down) = (ratio(view.width, width), ratio(view.height, height));
    let points: Vec<[f64; 2]> = points
        .iter()
        .map(|[x, y]| [(x - view.x as f64) * across, (y - view.y as f64) * down])
        .collect();
    Wiped::new(match Alignment::fit(&points, template) {
        Some(alignment) => warped_rgb8(&small, &alignment, side, side),
        None => RgbImage::new(side, side),
    })
}

/// The part of the picture around points.
fn surroundings(picture: &RgbImage, points: &[[f64; 2]], margin: f64) -> View {
    let extent = |axis: usize| {
        let values = points.iter().map(|point| point[axis]);
        let least = values.clone().fold(f64::INFINITY, f64::min);
        (least, values.fold(f64::NEG_INFINITY, f64::max))
    };
    let ((left, right), (top, bottom)) = (extent(0), extent(1));
    let margin = (right - left).max(bottom - top) * margin;
    let span = |least: f64, greatest: f64, limit: u32| {
        let from = (least - margin).floor().clamp(0.0, f64::from(limit));
        let to = (greatest + margin).ceil().clamp(from, f64::from(limit));
        (from as i64, (to - from) as u32)
    };
    let (x, width) = span(left, right, picture.width());
    let (y, height) = span(top, bottom, picture.height());
    View { x, y, width, height }
}

#[cfg(test)]
mod tests {
    use bonafide_imaging::Rgb;
    use proptest::prelude::*;

    use super::*;

    /// A picture with a bright blob where each point is.
    fn blobs(size: u32, points: &[[f64; 2]], radius: f64) -> RgbImage {
        RgbImage::from_fn(size, size, |x, y| {
            let near = points
                .iter()
                .map(|p| (p[0] - f64::from(x)).hypot(p[1] - f64::from(y)))
                .fold(f64::INFINITY, f64::min);
            Rgb([(255.0 * (-(near / radius).powi(2)).exp()) as u8; 3])
        })
    }

    #[test]
    fn the_mean_face_is_symmetric() {
        let mirrored = |a: usize, b: usize| {
            let (a, b) =
                (mean_landmark(a).unwrap_or_default(), mean_landmark(b).unwrap_or_default());
            (a[0] + b[0] - 2.0 * 0.490_127).abs() < 1e-5 && (a[1] - b[1]).abs() < 1e-5
        };
        assert!(mirrored(36, 45) && mirrored(39, 42) && mirrored(48, 54) && mirrored(60, 64));
        assert!(mean_landmark(16).is_none() && mean_landmark(68).is_none());
    }

    #[test]
    fn landmarks_that_coincide_give_black() {
        let white = RgbImage::from_pixel(9, 9, Rgb([255; 3]));
        assert!(arcface(&white, &[[4.0; 2]; 5]).iter().all(|&level| level == 0));
        assert!(chip(&white, &[[4.0; 2]; 68]).iter().all(|&level| level == 0));
        assert!(chip(&white, &[[f32::NAN; 2]; 68]).iter().all(|&level| level == 0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn points_come_to_the_template(scale in 0.6f64..8.0, angle in -3.1f64..3.1, x in 0f64..60.0) {
            // The way from the template into the picture.
            let (a, b) = (scale * angle.cos(), scale * angle.sin());
            let centre = 8.0 * 112.0 / 2.0 + 100.0;
            let into = Alignment { a, b, x0: centre + x - a * 56.0 + b * 56.0, y0: centre - b * 56.0 - a * 56.0 };
            let points = ARCFACE.map(|point| into.apply(point));
            let picture = blobs(1100, &points, 4.0 * scale);
            let crop = arcface(&picture, &points.map(|point| point.map(|value| value as f32)));
            for [x, y] in ARCFACE {
                let level = crop.get_pixel(x.round() as u32, y.round() as u32).0[0];
                prop_assert!(level > 225, "{level}");
            }
            prop_assert!(crop.get_pixel(56, 20).0[0] < 30);
        }
    }
}
