//! Where a head looks, by six landmarks and a head of average form.
//!
//! The landmarks are fitted by a turned, scaled and shifted model head in the sense of least squares:
//! a start by the linear equations of POS (D. DeMenthon, L. Davis, "Model-based object pose in 25 lines
//! of code", IJCV 15, 1995), then Gauss–Newton over rotation, scale and shift. The projection is
//! orthographic, because the focal length of a crop or a scan is not known.
//!
//! The model is symmetric, so that yaw and roll have no bias: a mirrored face has the opposite yaw and
//! roll and the same pitch. Pitch has one, because landmark networks place nose and chin somewhat
//! otherwise than the mean face has them: it is measured once and taken off ([`NEUTRAL_PITCH`]).

use crate::Direction;
use crate::align::mean_landmark;
use crate::landmarks::Landmarks;

/// Tip of the nose, chin, outer corners of the eyes, corners of the mouth.
const USED: [usize; 6] = [30, 8, 36, 45, 48, 54];

/// Depth towards the camera, in distances of the outer corners of the eyes, from those corners: tip
/// of the nose, chin, corners of the mouth. Ratios of MediaPipe's canonical face (vertices 1, 152,
/// 61 against 33 and 263).
const NOSE_DEPTH: f64 = 0.484;
const CHIN_DEPTH: f64 = 0.123;
const MOUTH_DEPTH: f64 = 0.125;
/// The chin below the outer corners of the eyes, in distances of these. dlib's mean face has no jaw:
/// the ratio of chin to mouth of the canonical face, 1.722, times the mean face's mouth.
const CHIN_DROP: f64 = 1.318;

/// The pitch of a face that looks into the camera, in degrees: the median over 27 photographs of public
/// persons (the pictures `deepface_*` of the measuring set; -5.2 with YuNet's squares, -5.4 with
/// BlazeFace's). Over its 67 other photographs the median is -5.0 and -4.3.
const NEUTRAL_PITCH: f32 = -5.2;

/// Steps of Gauss–Newton; the fit stands still to 1e-9 after four or five.
const STEPS: usize = 10;

type Vector = [f64; 3];
/// Rows.
type Matrix = [Vector; 3];

/// The model's points: x right, y down in the picture, z away from the camera; the centroid is the
/// origin, the outer corners of the eyes are 1 apart.
fn head() -> [Vector; 6] {
    let outer = |index| mean_landmark(index).unwrap_or_default();
    let (right, left) = (outer(36), outer(45));
    let unit = left[0] - right[0];
    let middle = f64::midpoint(left[0], right[0]);
    let place = |index: usize, depth: f64| {
        let [x, y] = outer(index);
        [(x - middle) / unit, (y - right[1]) / unit, -depth]
    };
    let mut points = [
        place(30, NOSE_DEPTH),
        [0.0, CHIN_DROP, -CHIN_DEPTH],
        place(36, 0.0),
        place(45, 0.0),
        place(48, MOUTH_DEPTH),
        place(54, MOUTH_DEPTH),
    ];
    for axis in 0..3 {
        let mean = points.iter().map(|point| point[axis]).sum::<f64>() / points.len() as f64;
        for point in &mut points {
            point[axis] -= mean;
        }
    }
    points
}

/// Where the head looks; `None` when the landmarks are no head.
pub(crate) fn direction(landmarks: &Landmarks) -> Option<Direction> {
    let rotation = fitted(&USED.map(|index| landmarks[index].map(f64::from)))?;
    let Direction { yaw, pitch, roll } = angles(&rotation);
    Some(Direction { yaw, pitch: pitch - NEUTRAL_PITCH, roll })
}

fn fitted(places: &[[f64; 2]; 6]) -> Option<Matrix> {
    let head = head();
    let centre = [0, 1].map(|axis| places.iter().map(|place| place[axis]).sum::<f64>() / 6.0);
    let places = places.map(|place| [place[0] - centre[0], place[1] - centre[1]]);
    let (mut rotation, mut scale) = start(&head, &places)?;
    let mut shift = [0.0; 2];
    for _ in 0..STEPS {
        let step = step(&head, &places, &rotation, scale, shift)?;
        rotation = product(&turn([step[0], step[1], step[2]]), &rotation);
        scale += step[3];
        shift = [shift[0] + step[4], shift[1] + step[5]];
        if !(scale > 0.0 && scale.is_finite()) {
            return None;
        }
    }
    rotation.as_flattened().iter().all(|value| value.is_finite()).then_some(rotation)
}

/// POS: the two rows of the scaled rotation by linear least squares, made a rotation.
fn start(head: &[Vector; 6], places: &[[f64; 2]; 6]) -> Option<(Matrix, f64)> {
    let mut normal = [[0.0; 3]; 3];
    let mut sides = [[0.0; 3]; 2];
    for (point, place) in head.iter().zip(places) {
        for row in 0..3 {
            for column in 0..3 {
                normal[row][column] += point[row] * point[column];
            }
            sides[0][row] += point[row] * place[0];
            sides[1][row] += point[row] * place[1];
        }
    }
    let [across, down] = [solved(normal, sides[0])?, solved(normal, sides[1])?];
    let scale = f64::midpoint(length(across), length(down));
    let (across, down) = (unit(across)?, unit(down)?);
    // The nearest orthogonal pair lies symmetrically about the same bisector.
    let sum = unit([0, 1, 2].map(|axis| across[axis] + down[axis]))?;
    let difference = unit([0, 1, 2].map(|axis| across[axis] - down[axis]))?;
    let half = std::f64::consts::FRAC_1_SQRT_2;
    let x = [0, 1, 2].map(|axis| (sum[axis] + difference[axis]) * half);
    let y = [0, 1, 2].map(|axis| (sum[axis] - difference[axis]) * half);
    Some(([x, y, cross(x, y)], scale))
}

/// One step of Gauss–Newton: a small rotation, a change of scale, a shift.
fn step(
    head: &[Vector; 6],
    places: &[[f64; 2]; 6],
    rotation: &Matrix,
    scale: f64,
    shift: [f64; 2],
) -> Option<[f64; 6]> {
    let mut normal = [[0.0; 6]; 6];
    let mut side = [0.0; 6];
    for (point, place) in head.iter().zip(places) {
        let [x, y, z] = rotation.map(|row| dot(row, *point));
        let rows = [
            ([0.0, scale * z, -scale * y, x, 1.0, 0.0], place[0] - scale * x - shift[0]),
            ([-scale * z, 0.0, scale * x, y, 0.0, 1.0], place[1] - scale * y - shift[1]),
        ];
        for (slopes, residual) in rows {
            for (row, &slope) in slopes.iter().enumerate() {
                side[row] += slope * residual;
                for (column, &other) in slopes.iter().enumerate() {
                    normal[row][column] += slope * other;
                }
            }
        }
    }
    solved(normal, side)
}

/// Yaw, pitch and roll in degrees: the rotation is a roll in the picture after yaw and pitch.
fn angles(rotation: &Matrix) -> Direction {
    let [x, y, z] = rotation;
    let degrees = |radians: f64| radians.to_degrees() as f32 + 0.0;
    Direction {
        yaw: degrees(z[0].clamp(-1.0, 1.0).asin()),
        pitch: degrees(-z[1].atan2(z[2])),
        roll: degrees(y[0].atan2(x[0])),
    }
}

/// The rotation about an axis by its length in radians (Rodrigues).
fn turn(axis: Vector) -> Matrix {
    let angle = length(axis);
    let [x, y, z] = unit(axis).unwrap_or([1.0, 0.0, 0.0]);
    let (sin, cos) = angle.sin_cos();
    let rest = 1.0 - cos;
    [
        [cos + x * x * rest, x * y * rest - z * sin, x * z * rest + y * sin],
        [y * x * rest + z * sin, cos + y * y * rest, y * z * rest - x * sin],
        [z * x * rest - y * sin, z * y * rest + x * sin, cos + z * z * rest],
    ]
}

fn product(a: &Matrix, b: &Matrix) -> Matrix {
    a.map(|row| [0, 1, 2].map(|column| (0..3).map(|k| row[k] * b[k][column]).sum()))
}

fn dot(a: Vector, b: Vector) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross(a: Vector, b: Vector) -> Vector {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn length(a: Vector) -> f64 {
    dot(a, a).sqrt()
}

fn unit(a: Vector) -> Option<Vector> {
    let length = length(a);
    (length > 0.0 && length.is_finite()).then(|| a.map(|value| value / length))
}

/// The solution of linear equations by elimination with pivots; `None` when there is no single one.
fn solved<const N: usize>(mut matrix: [[f64; N]; N], mut side: [f64; N]) -> Option<[f64; N]> {
    for column in 0..N {
        let pivot = (column..N)
            .max_by(|&a, &b| matrix[a][column].abs().total_cmp(&matrix[b][column].abs()))?;
        matrix.swap(column, pivot);
        side.swap(column, pivot);
        let (line, value) = (matrix[column], side[column]);
        if line[column] == 0.0 || !line[column].is_finite() {
            return None;
        }
        for row in (0..N).filter(|&row| row != column) {
            let factor = matrix[row][column] / line[column];
            for (target, source) in matrix[row].iter_mut().zip(line) {
                *target -= factor * source;
            }
            side[row] -= factor * value;
        }
    }
    Some(std::array::from_fn(|row| side[row] / matrix[row][row]))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    /// The model head seen in a direction, in degrees.
    fn seen(yaw: f64, pitch: f64, roll: f64, scale: f64) -> [[f64; 2]; 6] {
        let about = |axis: usize, degrees: f64| {
            let mut vector = [0.0; 3];
            vector[axis] = degrees.to_radians();
            turn(vector)
        };
        let rotation = product(&about(2, roll), &product(&about(1, -yaw), &about(0, -pitch)));
        head().map(|point| {
            let [x, y, _] = rotation.map(|row| dot(row, point));
            [300.0 + scale * x, 200.0 + scale * y]
        })
    }

    fn found(places: &[[f64; 2]; 6]) -> Direction {
        angles(&fitted(places).unwrap())
    }

    #[test]
    fn the_mean_face_looks_into_the_camera() {
        let Direction { yaw, pitch, roll } = found(&seen(0.0, 0.0, 0.0, 90.0));
        assert!(yaw.abs() < 1e-3 && pitch.abs() < 1e-3 && roll.abs() < 1e-3);
    }

    #[test]
    fn signs_are_as_documented() {
        // The nose moves to the right of the picture when the head turns to the person's left.
        let [nose, chin, right, left, ..] = seen(30.0, 0.0, 0.0, 100.0);
        assert!(nose[0] - right[0] > left[0] - nose[0] && (chin[0] - nose[0]).abs() < 60.0);
        // The nose comes nearer to the eyes when the head looks up.
        let rise = |pitch| {
            let p = seen(0.0, pitch, 0.0, 100.0);
            p[0][1] - p[2][1]
        };
        assert!(rise(20.0) < rise(0.0));
        // Leaning clockwise lowers the eye that is at the right of the picture.
        let [_, _, right, left, ..] = seen(0.0, 0.0, 20.0, 100.0);
        assert!(left[1] > right[1]);
    }

    #[test]
    fn landmarks_that_are_no_head_have_no_direction() {
        assert_eq!(direction(&[[5.0; 2]; 68]), None);
        assert_eq!(direction(&[[f32::NAN; 2]; 68]), None);
    }

    proptest! {
        #[test]
        fn directions_come_back(yaw in -60f64..60.0, pitch in -45f64..45.0, roll in -170f64..170.0, scale in 5f64..900.0) {
            let direction = found(&seen(yaw, pitch, roll, scale));
            prop_assert!((f64::from(direction.yaw) - yaw).abs() < 1e-2);
            prop_assert!((f64::from(direction.pitch) - pitch).abs() < 1e-2);
            prop_assert!((f64::from(direction.roll) - roll).abs() < 1e-2);
        }

        #[test]
        fn a_mirrored_face_has_the_opposite_yaw(noise in prop::array::uniform12(-4f64..4.0), yaw in -40f64..40.0, pitch in -30f64..30.0) {
            let mut places = seen(yaw, pitch, 5.0, 100.0);
            for (value, noise) in places.as_flattened_mut().iter_mut().zip(noise) {
                *value += noise;
            }
            let flip = |[x, y]: [f64; 2]| [600.0 - x, y];
            let [nose, chin, a, b, c, d] = places.map(flip);
            let (plain, mirrored) = (found(&places), found(&[nose, chin, b, a, d, c]));
            prop_assert!((plain.yaw + mirrored.yaw).abs() < 1e-2);
            prop_assert!((plain.pitch - mirrored.pitch).abs() < 1e-2);
            prop_assert!((plain.roll + mirrored.roll).abs() < 1e-2);
        }
    }
}
