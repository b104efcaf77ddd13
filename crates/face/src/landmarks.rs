//! The recipe `landmarks68/1`, and the square around a face that landmarks and estimates see.

use bonafide_imaging::{Area, RgbImage, View, Wiped, view_rgb8};
use bonafide_inference::{Model, Tensor};

use crate::detector::Kind;
use crate::pixels::crop_tensor;
use crate::{FaceError, QuarterTurn};

/// 68 landmarks in the order of iBUG.
pub(crate) type Landmarks = [[f32; 2]; 68];

/// Side of the networks' input, in pixels.
const SIDE: u32 = 112;
/// The areas of detectors reach higher than the squares that the networks were trained with: they
/// are moved down by this share of their height.
const SHIFT: f32 = 0.05;
/// The area of BlazeFace ends at the brows and the chin; the networks were trained with more.
const BLAZEFACE_ENLARGED: f32 = 1.3;

/// The square around a face in the upright orientation, whole pixels of the turned picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Square {
    pub x: i64,
    pub y: i64,
    pub side: u32,
    turn: QuarterTurn,
    /// Of the picture that is not turned.
    size: (u32, u32),
}

impl Square {
    /// Around a face of a picture of this size, by the convention of its detector.
    pub(crate) fn around(area: &Area, turn: QuarterTurn, size: (u32, u32), kind: Kind) -> Self {
        let area = kind.own(&turn.area_forth(area, (size.0 as f32, size.1 as f32)));
        let enlarged = match kind {
            Kind::Yunet => 1.0,
            Kind::Blazeface => BLAZEFACE_ENLARGED,
        };
        let [x, y] = area.centre();
        let y = y + SHIFT * area.height * enlarged;
        let side = area.side() * enlarged;
        let start = |centre: f32| (centre - side / 2.0).round_ties_even() as i64;
        Self {
            x: start(x),
            y: start(y),
            side: side.round_ties_even().clamp(1.0, MOST_SIDE) as u32,
            turn,
            size,
        }
    }

    /// What is in the square, upright, as the networks take it.
    pub(crate) fn crop(&self, picture: &RgbImage) -> Wiped<RgbImage> {
        let (width, height) = self.size;
        let area = Area {
            x: self.x as f32,
            y: self.y as f32,
            width: self.side as f32,
            height: self.side as f32,
        };
        let area = self.turn.area_back(&area, (width as f32, height as f32));
        let (x, y) = (area.x as i64, area.y as i64);
        let view = View { x, y, width: self.side, height: self.side };
        let crop = Wiped::new(view_rgb8(picture, view, SIDE, SIDE));
        match self.turn {
            QuarterTurn::None => crop,
            turn => Wiped::new(turn.turned(&crop)),
        }
    }

    /// From shares of the square to pixels of the picture that is not turned.
    fn place(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let side = self.side as f32;
        let place = [x * side + self.x as f32, y * side + self.y as f32];
        self.turn.back(place, (self.size.0 as f32, self.size.1 as f32))
    }
}

/// Squares of larger sides are of no picture that can be decoded.
const MOST_SIDE: f32 = 1e6;

/// The landmarks of what is in each square, in pixels of the picture that is not turned.
pub(crate) fn place(
    model: &Model,
    picture: &RgbImage,
    squares: &[Square],
) -> Result<Vec<Landmarks>, FaceError> {
    let inputs: Result<Vec<_>, _> =
        squares.iter().map(|square| crop_tensor(&square.crop(picture))).collect();
    let outputs = model.run_batch(&inputs?)?;
    let placed = |(square, outputs): (&Square, Vec<Tensor>)| {
        let mut points = points_of(model, &outputs)?;
        for point in &mut points {
            *point = square.place(*point);
        }
        Ok(points)
    };
    squares.iter().zip(outputs).map(placed).collect()
}

/// The landmarks of a crop, in shares of its side.
pub(crate) fn in_crop(model: &Model, crop: &RgbImage) -> Result<Landmarks, FaceError> {
    points_of(model, &model.run(&[crop_tensor(crop)?])?)
}

fn points_of(model: &Model, outputs: &[Tensor]) -> Result<Landmarks, FaceError> {
    let values = outputs.first().map_or(&[][..], Tensor::values);
    if values.len() != 2 * 68 || values.iter().any(|value| !value.is_finite()) {
        return Err(FaceError::output(model, "it gives no 68 points".to_owned()));
    }
    let mut points = [[0.0; 2]; 68];
    for (point, value) in points.iter_mut().zip(values.chunks_exact(2)) {
        *point = [value[0], value[1]];
    }
    Ok(points)
}

/// The mean of landmarks.
pub(crate) fn mean(points: &[[f32; 2]]) -> [f32; 2] {
    let sum = points.iter().fold([0.0; 2], |sum, point| [sum[0] + point[0], sum[1] + point[1]]);
    sum.map(|sum| sum / points.len().max(1) as f32)
}

/// Eyes, nose and corners of the mouth by landmarks.
pub(crate) fn five(landmarks: &Landmarks) -> [[f32; 2]; 5] {
    let eye = |from: usize| mean(&landmarks[from..from + 6]);
    [eye(36), eye(42), landmarks[30], landmarks[48], landmarks[54]]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp)] // means of whole numbers

    use bonafide_imaging::Rgb;

    use super::*;

    const AREA: Area = Area { x: 10.0, y: 20.0, width: 40.0, height: 60.0 };

    #[test]
    fn the_square_follows_the_detector() {
        let square = Square::around(&AREA, QuarterTurn::None, (200, 100), Kind::Yunet);
        assert_eq!((square.x, square.y, square.side), (0, 23, 60));
        // The head that belongs to a square of 60 pixels at (0, 20).
        let head = Area { x: 0.0, y: 5.6, width: 60.0, height: 75.0 };
        let square = Square::around(&head, QuarterTurn::None, (200, 100), Kind::Blazeface);
        assert_eq!((square.x, square.y, square.side), (-9, 15, 78));
    }

    #[test]
    fn a_turned_square_shows_the_turned_face() {
        // A picture that is bright where the face is, and its four turns.
        let upright = RgbImage::from_fn(90, 70, |x, y| Rgb([(x * 2) as u8, (y * 3) as u8, 77]));
        let area = Area { x: 20.0, y: 10.0, width: 30.0, height: 30.0 };
        let size = (90.0, 70.0);
        let plain = Square::around(&area, QuarterTurn::None, (90, 70), Kind::Yunet);
        let expected = plain.crop(&upright);
        for turn in QuarterTurn::ALL {
            // Turning the lying picture by `turn` makes it upright again.
            let lying_size = turn.turned_size(size);
            let undo = match turn {
                QuarterTurn::Right => QuarterTurn::Left,
                QuarterTurn::Left => QuarterTurn::Right,
                same => same,
            };
            let lying = undo.turned(&upright);
            let lying_area = turn.area_back(&area, lying_size);
            let square = Square::around(&lying_area, turn, lying.dimensions(), Kind::Yunet);
            let crop = square.crop(&lying);
            let worst = crop.iter().zip(expected.iter()).map(|(a, b)| a.abs_diff(*b)).max();
            assert!(worst <= Some(1), "{turn:?} {worst:?}");
            let [x, y] = turn.forth(square.place([0.5, 0.5]), lying_size);
            let [u, v] = plain.place([0.5, 0.5]);
            assert!((x - u).abs() < 1e-3 && (y - v).abs() < 1e-3, "{turn:?}");
        }
    }

    #[test]
    fn outside_of_the_picture_is_black() {
        let white = RgbImage::from_pixel(50, 50, Rgb([255; 3]));
        let area = Area { x: 20.0, y: -10.0, width: 40.0, height: 40.0 };
        let crop = Square::around(&area, QuarterTurn::None, (50, 50), Kind::Yunet).crop(&white);
        assert_eq!(crop.get_pixel(10, 2).0, [0; 3]);
        assert_eq!(crop.get_pixel(10, 100).0, [255; 3]);
        assert_eq!(crop.get_pixel(110, 100).0, [0; 3]);
    }

    #[test]
    fn five_points_come_from_landmarks() {
        let mut landmarks = [[0.0; 2]; 68];
        for (index, point) in landmarks.iter_mut().enumerate() {
            *point = [index as f32, 1.0];
        }
        assert_eq!(five(&landmarks).map(|point| point[0]), [38.5, 44.5, 30.0, 48.0, 54.0]);
    }
}
