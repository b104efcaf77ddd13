//! The part of a picture that a network looks at.

use bonafide_imaging::{Area, RgbImage, View, Wiped, resized_area_rgb8, view_linear_rgb8};

/// Whole pixels: the box of a detector with its fractions cut off, as the reference does before it
/// crops. `None` where a side is shorter than a pixel or a number is not finite.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Cut {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

impl Cut {
    fn of(area: Area) -> Option<Self> {
        let [x, y, width, height] =
            [area.x, area.y, area.width, area.height].map(|side| f64::from(side).trunc());
        let sound = [x, y, width, height].iter().all(|value| value.is_finite());
        (sound && width >= 1.0 && height >= 1.0).then_some(Self { x, y, width, height })
    }
}

/// How many times a face fits into its picture, `min((H - 1) / h, (W - 1) / w)`; 0 for an area that
/// is none.
pub(crate) fn context(picture: &RgbImage, area: Area) -> f32 {
    if Cut::of(area).is_none() {
        return 0.0;
    }
    let times = |side: u32, face: f32| (f64::from(side) - 1.0) / f64::from(face);
    times(picture.height(), area.height).min(times(picture.width(), area.width)).max(0.0) as f32
}

/// The face with `scale` times its box, 80 × 80: the scale is clipped to what the picture holds, the
/// box is shifted inside, and its right and lower edge belong to it. Plain bilinear, without filter
/// against aliasing, because the networks were trained that way (`CropImage` of
/// Silent-Face-Anti-Spoofing).
pub(crate) fn with_surroundings(
    picture: &RgbImage,
    area: Area,
    scale: f64,
) -> Option<Wiped<RgbImage>> {
    let cut = Cut::of(area)?;
    let (last_x, last_y) = (f64::from(picture.width()) - 1.0, f64::from(picture.height()) - 1.0);
    let scale = (last_y / cut.height).min(last_x / cut.width).min(scale);
    if scale <= 0.0 {
        return None;
    }
    let (left, right) = span(cut.x, cut.width, scale, last_x);
    let (top, bottom) = span(cut.y, cut.height, scale, last_y);
    let (width, height) = (length(left, right), length(top, bottom));
    let view = View { x: left, y: top, width, height };
    Some(Wiped::new(view_linear_rgb8(picture, view, SIDE, SIDE)))
}

/// Side of the crop with surroundings.
const SIDE: u32 = 80;

/// First and last pixel along one axis, shifted into `0..=last`.
fn span(start: f64, length: f64, scale: f64, last: f64) -> (i64, i64) {
    let (centre, half) = (length / 2.0 + start, length * scale / 2.0);
    let (mut from, mut to) = (centre - half, centre + half);
    if from < 0.0 {
        to -= from;
        from = 0.0;
    }
    if to > last {
        from -= to - last;
        to = last;
    }
    // Rounding may leave a sliver below zero.
    (from.max(0.0) as i64, to as i64)
}

fn length(from: i64, to: i64) -> u32 {
    u32::try_from(to - from + 1).unwrap_or(1)
}

/// The face seen closely, 128 × 128: a square of 1.5 times the longer side around the centre of the box,
/// mirrored at the edges of the picture (without repeating the edge). `None` where more than half of
/// it would be mirrored.
pub(crate) fn closely(picture: &RgbImage, area: Area) -> Option<Wiped<RgbImage>> {
    const FACTOR: f64 = 1.5;
    const SIDE: u32 = 128;
    Cut::of(area)?;
    let side = (f64::from(area.side()) * FACTOR).trunc();
    if side > 2.0 * f64::from(picture.width().min(picture.height())) {
        return None;
    }
    let [x, y] = area.centre().map(|middle| (f64::from(middle) - side / 2.0).trunc() as i64);
    let side = side as u32;
    let columns = mirrored(x, side, picture.width());
    let rows = mirrored(y, side, picture.height());
    let mut square = Wiped::new(RgbImage::new(side, side));
    for (line, &row) in square.chunks_exact_mut(side as usize * 3).zip(&rows) {
        for (pixel, &column) in line.chunks_exact_mut(3).zip(&columns) {
            pixel.copy_from_slice(&picture.get_pixel(column, row).0);
        }
    }
    Some(Wiped::new(resized_area_rgb8(&square, SIDE, SIDE)))
}

/// Where along an axis samples are taken that lie in part beyond it: reflected about the outer ones.
fn mirrored(start: i64, count: u32, length: u32) -> Vec<u32> {
    let last = i64::from(length) - 1;
    (start..start.saturating_add(count.into()))
        .map(|place| match last {
            ..=0 => 0,
            last => {
                let phase = place.rem_euclid(2 * last);
                u32::try_from(phase.min(2 * last - phase)).unwrap_or(0)
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use bonafide_imaging::Rgb;
    use proptest::prelude::*;

    use super::*;

    fn ramp(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| Rgb([x as u8, y as u8, 7]))
    }

    fn area(x: f32, y: f32, width: f32, height: f32) -> Area {
        Area { x, y, width, height }
    }

    #[test]
    fn a_box_in_the_corner_is_shifted_inside() {
        // A face of 20 × 20 at the corner, four times: columns 0 to 80, 81 pixels.
        assert_eq!(span(0.0, 20.0, 4.0, 199.0), (0, 80));
        assert_eq!(span(180.0, 20.0, 4.0, 199.0), (119, 199));
        assert_eq!(span(90.0, 20.0, 2.0, 199.0), (80, 120));
    }

    #[test]
    fn the_scale_is_clipped_to_the_picture() {
        // 99 / 45 = 2.2 times at most, although 4 are asked for: the whole height.
        let crop = with_surroundings(&ramp(100, 100), area(30.0, 30.0, 45.0, 45.0), 4.0).unwrap();
        assert!(crop.get_pixel(0, 0).0[1] <= 1 && crop.get_pixel(79, 79).0[1] >= 98);
    }

    #[test]
    fn context_counts_pixels_between_the_outer_ones() {
        let picture = ramp(101, 201);
        assert!((context(&picture, area(0.0, 0.0, 50.0, 50.0)) - 2.0).abs() < 1e-6);
        assert!((context(&picture, area(0.0, 0.0, 25.0, 100.0)) - 2.0).abs() < 1e-6);
        assert!(context(&picture, area(0.0, 0.0, f32::NAN, 100.0)).abs() < 1e-6);
        assert!(context(&picture, area(0.0, 0.0, 0.0, 0.0)).abs() < 1e-6);
    }

    #[test]
    fn edges_are_mirrored_without_repeating_the_edge() {
        assert_eq!(mirrored(-2, 6, 4), [2, 1, 0, 1, 2, 3]);
        assert_eq!(mirrored(2, 4, 4), [2, 3, 2, 1]);
        assert_eq!(mirrored(-3, 3, 1), [0, 0, 0]);
    }

    proptest! {
        #[test]
        fn any_box_gives_a_crop_or_none(
            x in -1e6f32..1e6, y in -1e6f32..1e6, w in 0f32..500.0, h in 0f32..500.0,
            width in 1u32..90, height in 1u32..90, scale in 1f64..5.0,
        ) {
            let picture = ramp(width, height);
            let area = area(x, y, w, h);
            if let Some(crop) = with_surroundings(&picture, area, scale) {
                prop_assert_eq!(crop.dimensions(), (80, 80));
                prop_assert!(crop.pixels().all(|pixel| pixel.0[2] == 7), "inside the picture");
            }
            if let Some(crop) = closely(&picture, area) {
                prop_assert!(crop.pixels().all(|pixel| pixel.0[2] == 7));
            }
        }
    }
}
