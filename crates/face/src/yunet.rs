//! The recipe `yunet/1`: the detector YuNet, without anchors, at strides of 8, 16 and 32 pixels.
//!
//! Source: W. Wu, H. Peng, S. Yu, "YuNet: a tiny millisecond-level face detector", Machine
//! Intelligence Research 20 (2023), and what its authors' code does with the outputs.

use bonafide_imaging::{Area, RgbImage, View, Wiped, view_rgb8};
use bonafide_inference::{Model, Tensor};

use crate::FaceError;
use crate::detection::{Detection, suppressed};
use crate::pixels::{Planes, tensor_of};

/// The longer side that the network was measured with, in pixels.
const LONGER_SIDE: f64 = 640.0;
/// Sides are a multiple of the greatest stride.
const STEP: u32 = 32;
const STRIDES: [usize; 3] = [8, 16, 32];
/// Finds that share more than this are one face; the authors' value.
const OVERLAP: f32 = 0.3;

/// The picture at the size that the network sees.
pub(crate) fn shrunk(picture: &RgbImage) -> Wiped<RgbImage> {
    let (width, height) = picture.dimensions();
    let scale = (LONGER_SIDE / f64::from(width.max(height).max(1))).min(1.0);
    let side = |side: u32| (f64::from(side) * scale).round_ties_even().max(1.0) as u32;
    let view = View::whole(picture);
    Wiped::new(view_rgb8(picture, view, side(width), side(height)))
}

/// Every face of a picture that was shrunk, in its pixels.
pub(crate) fn detect(
    model: &Model,
    picture: &RgbImage,
    threshold: f32,
) -> Result<Vec<Detection>, FaceError> {
    let (width, height) = picture.dimensions();
    let size = (width.next_multiple_of(STEP), height.next_multiple_of(STEP));
    let input = tensor_of(picture, Planes::Bgr, size, f32::from)?;
    let outputs = model.run(&[input])?;
    let mut found = Vec::new();
    for stride in STRIDES {
        let map = |kind: &str| output(model, &outputs, &format!("{kind}_{stride}"));
        let maps =
            Maps { cls: map("cls")?, obj: map("obj")?, bbox: map("bbox")?, kps: map("kps")? };
        found.extend(decoded(&maps, size.0 as usize / stride, stride as f32, threshold));
    }
    let kept = suppressed(&found, OVERLAP);
    Ok(kept.into_iter().map(|index| found[index].clone()).collect())
}

fn output<'a>(model: &Model, outputs: &'a [Tensor], name: &str) -> Result<&'a [f32], FaceError> {
    let index = model.entry().outputs.iter().position(|output| output.name == name);
    index
        .and_then(|index| outputs.get(index))
        .map(Tensor::values)
        .ok_or_else(|| FaceError::output(model, format!("it has no output {name}")))
}

/// The four outputs of one stride, row by row of cells.
struct Maps<'a> {
    cls: &'a [f32],
    obj: &'a [f32],
    /// Centre and logarithm of the size, in strides.
    bbox: &'a [f32],
    /// Five points, in strides.
    kps: &'a [f32],
}

fn decoded(
    maps: &Maps<'_>,
    columns: usize,
    stride: f32,
    threshold: f32,
) -> impl Iterator<Item = Detection> {
    let cells = maps.cls.iter().zip(maps.obj);
    let shapes = maps.bbox.chunks_exact(4).zip(maps.kps.chunks_exact(10));
    cells.zip(shapes).enumerate().filter_map(move |(cell, ((cls, obj), (bbox, points)))| {
        let score = (cls.clamp(0.0, 1.0) * obj.clamp(0.0, 1.0)).sqrt();
        if score.is_nan() || score < threshold {
            return None;
        }
        let (column, row) = ((cell % columns.max(1)) as f32, (cell / columns.max(1)) as f32);
        let (width, height) = (bbox[2].exp() * stride, bbox[3].exp() * stride);
        let x = (column + bbox[0]) * stride - width / 2.0;
        let y = (row + bbox[1]) * stride - height / 2.0;
        let point = |index: usize| {
            let (x, y) = (points[2 * index], points[2 * index + 1]);
            [(x + column) * stride, (y + row) * stride]
        };
        let points = std::array::from_fn(point);
        let found = Detection { area: Area { x, y, width, height }, score, points };
        found.is_sound().then_some(found)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::float_cmp)] // sums of whole numbers

    use bonafide_imaging::Rgb;

    use super::*;

    #[test]
    fn a_cell_becomes_a_face() {
        // Three columns, two rows; the cell in column 2 of row 1.
        let mut cls = [0.0; 6];
        let mut obj = [0.25; 6];
        (cls[5], obj[5]) = (1.0, 0.81);
        let mut bbox = [0.0; 24];
        bbox[20..].copy_from_slice(&[0.5, 0.25, 2_f32.ln(), 3_f32.ln()]);
        let mut kps = [0.0; 60];
        kps[50..52].copy_from_slice(&[0.5, -0.5]);
        let maps = Maps { cls: &cls, obj: &obj, bbox: &bbox, kps: &kps };
        let found: Vec<Detection> = decoded(&maps, 3, 8.0, 0.6).collect();
        assert_eq!(found.len(), 1);
        let face = &found[0];
        assert!((face.score - 0.9).abs() < 1e-6);
        let expected = [(2.5 - 1.0) * 8.0, (1.25 - 1.5) * 8.0, 16.0, 24.0];
        let Area { x, y, width, height } = face.area;
        for (value, expected) in [x, y, width, height].into_iter().zip(expected) {
            assert!((value - expected).abs() < 1e-4, "{value} {expected}");
        }
        assert_eq!(face.points[0], [20.0, 4.0]);
        assert_eq!(face.points[4], [16.0, 8.0]);
    }

    #[test]
    fn what_is_no_number_is_no_face() {
        let maps = |cls, size| {
            let bbox = [0.0, 0.0, size, 0.0];
            decoded(&Maps { cls: &[cls], obj: &[1.0], bbox: &bbox, kps: &[0.0; 10] }, 1, 8.0, 0.6)
                .count()
        };
        assert_eq!(maps(1.0, 0.0), 1);
        assert_eq!(maps(f32::NAN, 0.0), 0);
        assert_eq!(maps(1.0, f32::INFINITY), 0);
        assert_eq!(maps(1.0, f32::NAN), 0);
    }

    #[test]
    fn pictures_are_shrunk_and_never_enlarged() {
        let size =
            |width, height| shrunk(&RgbImage::from_pixel(width, height, Rgb([7; 3]))).dimensions();
        assert_eq!(size(1280, 640), (640, 320));
        assert_eq!(size(300, 2000), (96, 640));
        assert_eq!(size(50, 20), (50, 20));
        assert_eq!(size(6400, 1), (640, 1));
    }
}
