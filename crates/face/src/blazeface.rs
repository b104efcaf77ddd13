//! The recipe `blazeface/1`: the detector BlazeFace on a square of 256 pixels around the picture.
//!
//! The network sees faces of up to some 60 % of its square. Where a face fills the picture, or none
//! is found, the picture is searched again with black of half its longer side on each side.
//!
//! Source: V. Bazarevsky et al., "BlazeFace: sub-millisecond neural face detection on mobile GPUs",
//! 2019, which merges overlapping finds by their scores instead of dropping all but one.

use bonafide_imaging::{Area, RgbImage, View, Wiped, view_rgb8};
use bonafide_inference::{Model, Tensor};

use crate::detection::{Detection, suppressed};
use crate::pixels::{Planes, tensor_of};
use crate::{FaceError, QuarterTurn};

/// The network's square, in pixels.
const SIDE: u32 = 256;
/// Per stride in pixels, the anchors of a cell.
const ANCHORS: [(usize, usize); 2] = [(16, 2), (32, 6)];
/// Numbers per anchor: centre and size of the box, and six points.
const NUMBERS: usize = 16;
/// Finds that share more than this are one face; the authors' value.
const OVERLAP: f32 = 0.3;
/// A face longer than this share of the picture's longer side is at the edge of what the network was
/// trained with, and is looked for again on the padded picture.
const FILLS_THE_PICTURE: f32 = 0.6;
/// How far the mouth reaches to each side of its centre, in distances of the eyes: half of the ratio
/// of mouth to eyes in the template of ArcFace, 29.18 / 35.24. The network gives the centre only.
const HALF_MOUTH: f32 = 0.414;

/// A picture centred in the network's square.
pub(crate) struct Square {
    pixels: Wiped<RgbImage>,
    /// Pixels of the picture per pixel of the square.
    factor: f32,
    /// Where the square begins, in pixels of the picture.
    start: [f32; 2],
}

impl Square {
    /// The picture with as much black around it as makes it a square.
    pub(crate) fn around(picture: &RgbImage) -> Self {
        Self::of_side(picture, picture.width().max(picture.height()))
    }

    /// With half of the longer side more of black on each side.
    pub(crate) fn padded(picture: &RgbImage) -> Self {
        let longer = picture.width().max(picture.height());
        Self::of_side(picture, longer + longer / 2 * 2)
    }

    fn of_side(picture: &RgbImage, side: u32) -> Self {
        let start = |length: u32| -i64::from((side - length) / 2);
        let (x, y) = (start(picture.width()), start(picture.height()));
        let view = View { x, y, width: side, height: side };
        let pixels = view_rgb8(picture, view, SIDE, SIDE);
        let factor = side as f32 / SIDE as f32;
        Self { pixels: Wiped::new(pixels), factor, start: [x as f32, y as f32] }
    }
}

/// Every face of a square, looked for in one orientation, in pixels of the picture.
pub(crate) fn detect(
    model: &Model,
    square: &Square,
    turn: QuarterTurn,
    threshold: f32,
) -> Result<Vec<Detection>, FaceError> {
    let turned = Wiped::new(turn.turned(&square.pixels));
    let level = |level: u8| f32::from(level) / 127.5 - 1.0;
    let outputs = model.run(&[tensor_of(&turned, Planes::Rgb, (SIDE, SIDE), level)?])?;
    let mut found = Vec::new();
    for (stride, anchors) in ANCHORS {
        let cells = SIDE as usize / stride;
        let count = cells * cells * anchors;
        let scores = output(model, &outputs, &[1, count, 1])?;
        let shapes = output(model, &outputs, &[1, count, NUMBERS])?;
        found.extend(decoded(scores, shapes, stride, anchors, threshold));
    }
    let side = SIDE as f32;
    let in_picture = |face: Detection| {
        face.turned_back(turn, (side, side)).placed([square.factor; 2], square.start)
    };
    Ok(merged(&found).into_iter().map(in_picture).collect())
}

/// The finds of the picture as it is and of the padded one, as one list.
///
/// # Errors
/// What the search of the padded picture says.
pub(crate) fn with_padding<E>(
    plain: Vec<Detection>,
    longer_side: f32,
    padded: impl FnOnce() -> Result<Vec<Detection>, E>,
) -> Result<Vec<Detection>, E> {
    let fills = |face: &Detection| face.area.side() > FILLS_THE_PICTURE * longer_side;
    if !plain.is_empty() && !plain.iter().any(fills) {
        return Ok(plain);
    }
    let mut found = padded()?;
    if found.is_empty() {
        return Ok(plain);
    }
    let again = found.len();
    for face in plain {
        let is_new = found.iter().take(again).all(|other| apart(&face.area, &other.area));
        if is_new && !fills(&face) {
            found.push(face);
        }
    }
    Ok(found)
}

/// Whether two areas share at most [`OVERLAP`] of the smaller.
fn apart(a: &Area, b: &Area) -> bool {
    a.shared(b) <= OVERLAP * a.size().min(b.size())
}

/// Told by shape: the network's outputs have no telling names.
fn output<'a>(
    model: &Model,
    outputs: &'a [Tensor],
    shape: &[usize],
) -> Result<&'a [f32], FaceError> {
    let found = outputs.iter().find(|output| output.shape() == shape).map(Tensor::values);
    found.ok_or_else(|| FaceError::output(model, format!("it has no output of shape {shape:?}")))
}

/// Candidates of one stride, in pixels of the square.
fn decoded(
    scores: &[f32],
    shapes: &[f32],
    stride: usize,
    anchors: usize,
    threshold: f32,
) -> impl Iterator<Item = Detection> {
    let cells = SIDE as usize / stride;
    let candidates = scores.iter().zip(shapes.chunks_exact(NUMBERS)).enumerate();
    candidates.filter_map(move |(index, (&logit, numbers))| {
        let score = 1.0 / (1.0 + (-logit.clamp(-80.0, 80.0)).exp());
        if score.is_nan() || score <= threshold {
            return None;
        }
        let cell = index / anchors;
        let centre = |place: usize| stride as f32 * (place as f32 + 0.5);
        let (column, row) = (centre(cell % cells), centre(cell / cells));
        let (width, height) = (numbers[2], numbers[3]);
        let (x, y) = (column + numbers[0] - width / 2.0, row + numbers[1] - height / 2.0);
        let point = |index: usize| [column + numbers[4 + 2 * index], row + numbers[5 + 2 * index]];
        let points = five(point(0), point(1), point(2), point(3));
        let found = Detection { area: Area { x, y, width, height }, score, points };
        found.is_sound().then_some(found)
    })
}

/// Five points from the network's eyes, nose and centre of the mouth.
fn five(right: [f32; 2], left: [f32; 2], nose: [f32; 2], mouth: [f32; 2]) -> [[f32; 2]; 5] {
    let [x, y] = [(left[0] - right[0]) * HALF_MOUTH, (left[1] - right[1]) * HALF_MOUTH];
    [right, left, nose, [mouth[0] - x, mouth[1] - y], [mouth[0] + x, mouth[1] + y]]
}

/// The best of overlapping candidates, each replaced by the mean of those that overlap it, weighted
/// by score.
fn merged(candidates: &[Detection]) -> Vec<Detection> {
    let mean = |best: &Detection| {
        let near: Vec<&Detection> =
            candidates.iter().filter(|other| best.area.overlap(&other.area) > OVERLAP).collect();
        let weights: f32 = near.iter().map(|other| other.score).sum();
        let of = |value: &dyn Fn(&Detection) -> f32| {
            near.iter().map(|other| value(other) * other.score).sum::<f32>() / weights
        };
        Detection {
            area: Area {
                x: of(&|face| face.area.x),
                y: of(&|face| face.area.y),
                width: of(&|face| face.area.width),
                height: of(&|face| face.area.height),
            },
            score: best.score,
            points: std::array::from_fn(|point| {
                [of(&|face| face.points[point][0]), of(&|face| face.points[point][1])]
            }),
        }
    };
    suppressed(candidates, OVERLAP).into_iter().map(|index| mean(&candidates[index])).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::float_cmp)]

    use bonafide_imaging::Rgb;

    use super::*;
    use crate::detection::tests::at;

    #[test]
    fn an_anchor_becomes_a_face() {
        // Stride 32, six anchors a cell: the last anchor of the cell in column 1 of row 2.
        let index = (2 * 8 + 1) * 6 + 5;
        let mut scores = vec![-9.0; 384];
        scores[index] = 2.0;
        let mut shapes = vec![0.0; 384 * NUMBERS];
        shapes[index * NUMBERS..][..6].copy_from_slice(&[4.0, -2.0, 40.0, 20.0, -10.0, 1.0]);
        let found: Vec<Detection> = decoded(&scores, &shapes, 32, 6, 0.5).collect();
        assert_eq!(found.len(), 1);
        let area = found[0].area;
        assert_eq!([area.x, area.y], [48.0 + 4.0 - 20.0, 80.0 - 2.0 - 10.0]);
        assert_eq!(found[0].points[0], [38.0, 81.0]);
        assert!((found[0].score - 0.880_797).abs() < 1e-5);
    }

    #[test]
    fn overlapping_finds_become_their_mean() {
        let finds = [at(0.0, 0.0, 10.0, 0.9), at(1.0, 0.0, 10.0, 0.6), at(50.0, 0.0, 10.0, 0.7)];
        let faces = merged(&finds);
        assert_eq!(faces.len(), 2);
        assert!((faces[0].area.x - 0.4).abs() < 1e-5);
        assert!((faces[0].points[0][0] - 3.4).abs() < 1e-5);
        assert!((faces[0].score - 0.9).abs() < 1e-6 && (faces[1].area.x - 50.0).abs() < 1e-5);
    }

    #[test]
    fn a_face_that_fills_the_picture_is_looked_for_again() {
        let again = |plain: Vec<Detection>, padded: Vec<Detection>| {
            with_padding(plain, 100.0, || Ok::<_, ()>(padded)).unwrap()
        };
        let (small, large, better) =
            (at(80.0, 80.0, 10.0, 0.6), at(5.0, 5.0, 70.0, 0.6), at(8.0, 8.0, 60.0, 0.9));
        let never = || -> Result<Vec<Detection>, ()> { Err(()) };
        assert_eq!(with_padding(vec![small.clone()], 100.0, never).unwrap().len(), 1);
        let both = again(vec![large.clone(), small.clone()], vec![better.clone()]);
        assert_eq!(both, [better.clone(), small]);
        assert_eq!(again(vec![], vec![better.clone()]), [better]);
        assert_eq!(again(vec![large.clone()], vec![]), [large]);
    }

    #[test]
    fn squares_hold_the_picture_in_their_middle() {
        let white = RgbImage::from_pixel(512, 256, Rgb([255; 3]));
        let square = Square::around(&white);
        assert_eq!(square.pixels.get_pixel(128, 60).0, [0; 3]);
        assert_eq!(square.pixels.get_pixel(128, 68).0, [255; 3]);
        let padded = Square::padded(&white);
        assert_eq!(padded.pixels.get_pixel(60, 128).0, [0; 3]);
        assert_eq!(padded.pixels.get_pixel(68, 128).0, [255; 3]);
        assert_eq!((padded.factor, padded.start), (4.0, [-256.0, -384.0]));
    }

    #[test]
    fn the_mouth_reaches_to_both_sides_of_its_centre() {
        let points = five([0.0, 0.0], [10.0, 0.0], [5.0, 6.0], [5.0, 10.0]);
        assert!((points[3][0] - 0.86).abs() < 1e-5 && (points[4][0] - 9.14).abs() < 1e-5);
    }
}
