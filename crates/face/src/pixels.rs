//! Pixels as networks take them, and pictures turned by quarters.

use bonafide_imaging::{Area, RgbImage};
use bonafide_inference::{InferenceError, Tensor};

use crate::QuarterTurn;

/// The order of the colour planes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Planes {
    Rgb,
    Bgr,
}

/// `[1, 3, height, width]`, every level through `value`, black at the right and the bottom up to the
/// size asked for.
pub(crate) fn tensor_of(
    picture: &RgbImage,
    planes: Planes,
    (width, height): (u32, u32),
    value: impl Fn(u8) -> f32,
) -> Result<Tensor, InferenceError> {
    let (width, height) = (width as usize, height as usize);
    let levels: [f32; 256] = std::array::from_fn(|level| value(level as u8));
    let mut values = vec![levels[0]; 3 * width * height];
    let (columns, rows) = (picture.width() as usize, height.min(picture.height() as usize));
    let lines = picture.as_raw().chunks_exact((columns * 3).max(1)).take(rows);
    for (row, line) in lines.enumerate() {
        for (channel, plane) in values.chunks_exact_mut(width * height).enumerate() {
            let channel = if planes == Planes::Rgb { channel } else { 2 - channel };
            let target = &mut plane[row * width..][..width];
            for (value, pixel) in target.iter_mut().zip(line.chunks_exact(3)) {
                *value = levels[usize::from(pixel[channel])];
            }
        }
    }
    Tensor::new(vec![1, 3, height, width], values)
}

/// A crop as encoders, landmarks and estimates take it: red, green and blue, 0 to 255.
pub(crate) fn crop_tensor(crop: &RgbImage) -> Result<Tensor, InferenceError> {
    tensor_of(crop, Planes::Rgb, crop.dimensions(), f32::from)
}

impl QuarterTurn {
    pub(crate) const ALL: [Self; 4] = [Self::None, Self::Right, Self::Half, Self::Left];

    /// The picture turned.
    pub(crate) fn turned(self, picture: &RgbImage) -> RgbImage {
        let (width, height) = picture.dimensions();
        let size = self.turned_size((width, height));
        let pixel = |x: u32, y: u32| match self {
            Self::None => (x, y),
            Self::Right => (y, height - 1 - x),
            Self::Half => (width - 1 - x, height - 1 - y),
            Self::Left => (width - 1 - y, x),
        };
        RgbImage::from_fn(size.0, size.1, |x, y| {
            let (x, y) = pixel(x, y);
            *picture.get_pixel(x, y)
        })
    }

    /// Width and height of a picture of this size after the turn.
    pub(crate) fn turned_size<T>(self, (width, height): (T, T)) -> (T, T) {
        match self {
            Self::None | Self::Half => (width, height),
            Self::Right | Self::Left => (height, width),
        }
    }

    /// Where a place of the turned picture is in the picture of this size.
    pub(crate) fn back(self, [x, y]: [f32; 2], (width, height): (f32, f32)) -> [f32; 2] {
        match self {
            Self::None => [x, y],
            Self::Right => [y, height - x],
            Self::Half => [width - x, height - y],
            Self::Left => [width - y, x],
        }
    }

    /// Where an area of the turned picture is in the picture of this size.
    pub(crate) fn area_back(self, area: &Area, size: (f32, f32)) -> Area {
        let [x0, y0] = self.back([area.x, area.y], size);
        let [x1, y1] = self.back([area.x + area.width, area.y + area.height], size);
        let (width, height) = self.turned_size((area.width, area.height));
        Area { x: x0.min(x1), y: y0.min(y1), width, height }
    }

    /// Where an area of the picture of this size is in the turned picture.
    pub(crate) fn area_forth(self, area: &Area, size: (f32, f32)) -> Area {
        self.inverse().area_back(area, self.turned_size(size))
    }

    fn inverse(self) -> Self {
        match self {
            Self::Right => Self::Left,
            Self::Left => Self::Right,
            same => same,
        }
    }

    /// Where a place of the picture of this size is in the turned picture.
    pub(crate) fn forth(self, place: [f32; 2], size: (f32, f32)) -> [f32; 2] {
        self.inverse().back(place, self.turned_size(size))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use bonafide_imaging::Rgb;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn planes_are_apart_and_padded() {
        let picture = RgbImage::from_fn(2, 1, |x, _| Rgb([10 + x as u8, 20, 30]));
        let tensor = tensor_of(&picture, Planes::Bgr, (3, 2), f32::from).unwrap();
        assert_eq!(tensor.shape(), [1, 3, 2, 3]);
        assert_eq!(tensor.values()[..6], [30.0, 30.0, 0.0, 0.0, 0.0, 0.0]);
        assert_eq!(tensor.values()[12..15], [10.0, 11.0, 0.0]);
    }

    #[test]
    fn a_turn_moves_the_upper_left_corner() {
        let picture = RgbImage::from_fn(3, 2, |x, y| Rgb([x as u8, y as u8, 0]));
        assert_eq!(QuarterTurn::Right.turned(&picture).get_pixel(1, 0).0, [0, 0, 0]);
        assert_eq!(QuarterTurn::Half.turned(&picture).get_pixel(2, 1).0, [0, 0, 0]);
        assert_eq!(QuarterTurn::Left.turned(&picture).get_pixel(0, 2).0, [0, 0, 0]);
    }

    proptest! {
        #[test]
        fn turns_go_back(x in 0f32..30.0, y in 0f32..20.0) {
            for turn in QuarterTurn::ALL {
                let [u, v] = turn.back(turn.forth([x, y], (30.0, 20.0)), (30.0, 20.0));
                prop_assert!((u - x).abs() < 1e-4 && (v - y).abs() < 1e-4, "{turn:?}");
            }
        }

        #[test]
        fn places_turn_as_pixels_do(x in 0u32..5, y in 0u32..3) {
            let mut picture = RgbImage::new(5, 3);
            picture.put_pixel(x, y, Rgb([9; 3]));
            for turn in QuarterTurn::ALL {
                let [u, v] = turn.forth([x as f32 + 0.5, y as f32 + 0.5], (5.0, 3.0));
                prop_assert_eq!(turn.turned(&picture).get_pixel(u as u32, v as u32).0, [9; 3]);
            }
        }
    }
}
