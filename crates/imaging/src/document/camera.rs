//! What a quadrilateral says about the rectangle and the camera behind it.

use super::format::DocumentFormat;
use super::geometry::{Corners, Point};

/// Focal lengths tried, over the picture's longer side: 0.6 is wider than any phone's main camera held
/// upright (0.7 to 0.8), 3 a close-up lens, and 50 as good as a scanner.
const FOCAL_LENGTHS: [f32; 6] = [0.6, 0.75, 0.95, 1.4, 3.0, 50.0];
/// How far the ratio of sides may be off, as a share: corners off by 1 % of a side, a focal length
/// between those tried, a cropped or slightly squeezed picture. A third of what ID-1 and the root of 2 are
/// apart would be 0.04, but a shape is not ruled out for being nearer to the other.
const RATIO_SPREAD: f32 = 0.06;
/// How far the sides may seem to be off the right angle, as a cosine: a cropped picture has its axis
/// elsewhere than in its middle.
const ANGLE_SPREAD: f32 = 0.06;

/// The best account of a quadrilateral as a rectangle in front of a camera.
#[derive(Clone, Copy, Debug)]
pub(super) struct Account {
    pub(super) format: DocumentFormat,
    /// First side over second side.
    pub(super) ratio: f32,
    /// How far the ratio of longer and shorter side is off that of the format, as a share.
    pub(super) ratio_error: f32,
    /// How well it fits, 0 to 1.
    pub(super) fit: f32,
}

/// Finds the focal length and format that account for the corners best.
///
/// Each focal length turns the corners into a rectangle's two sides in space (ratio of lengths, angle
/// between them); that of the eye is not known, so the best counts.
///
/// Source: Zhang and He, "Whiteboard scanning and image enhancement", Digital Signal Processing 17(2),
/// 2007, section 4, with the focal length bounded instead of solved for: it cannot be told from a
/// quadrilateral that is nearly a parallelogram.
pub(super) fn account(corners: &Corners, size: Point) -> Account {
    let mut best =
        Account { format: DocumentFormat::Other, ratio: 1.0, ratio_error: 1.0, fit: 0.0 };
    for focal in FOCAL_LENGTHS {
        let Some((ratio, cosine)) = rectangle(corners, size, focal * size[0].max(size[1])) else {
            continue;
        };
        let upright = (-(cosine / ANGLE_SPREAD).powi(2) / 2.0).exp();
        for format in DocumentFormat::SHAPES {
            let Some(wanted) = format.ratio() else { continue };
            let error = ratio.max(1.0 / ratio) / wanted - 1.0;
            let fit = upright * (-(error / RATIO_SPREAD).powi(2) / 2.0).exp();
            if fit > best.fit {
                best = Account { format, ratio, ratio_error: error, fit };
            }
        }
    }
    if best.fit < 0.1 {
        // Far from everything: only how far is left to say.
        if let Some((ratio, _)) = rectangle(corners, size, 1.4 * size[0].max(size[1])) {
            let nearest = |format: DocumentFormat| {
                format.ratio().map(|wanted| ratio.max(1.0 / ratio) / wanted - 1.0)
            };
            let error = DocumentFormat::SHAPES.into_iter().filter_map(nearest);
            best.ratio_error = error.min_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(1.0);
            best.ratio = ratio;
        }
        best.format = DocumentFormat::Other;
    }
    best
}

/// Ratio of the first to the second side of the rectangle behind the corners, and the cosine of the
/// angle between them, for a camera of that focal length that looks at the picture's middle.
fn rectangle(corners: &Corners, size: Point, focal: f32) -> Option<(f32, f32)> {
    let [a, b, c, d] = corners.map(|[x, y]| {
        [f64::from(x - size[0] / 2.0), f64::from(y - size[1] / 2.0), f64::from(focal)]
    });
    // Depths of the corners such that opposite sides are parallel: a·A - b·B + c·C - d·D = 0, A = 1.
    let volume = |p: [f64; 3], q: [f64; 3], r: [f64; 3]| dot3(p, cross3(q, r));
    let whole = volume(b, c, d);
    if whole.abs() < 1e-9 {
        return None;
    }
    let depth_b = volume(a, c, d) / whole;
    let depth_d = volume(b, c, a) / whole;
    let first = minus3(scaled3(b, depth_b), a);
    let second = minus3(scaled3(d, depth_d), a);
    let (long, wide) = (dot3(first, first).sqrt(), dot3(second, second).sqrt());
    if !(long > 0.0 && wide > 0.0 && depth_b > 0.0 && depth_d > 0.0) {
        return None;
    }
    Some(((long / wide) as f32, (dot3(first, second) / (long * wide)) as f32))
}

fn dot3(a: [f64; 3], b: [f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

fn cross3(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

fn minus3(a: [f64; 3], b: [f64; 3]) -> [f64; 3] {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

fn scaled3(a: [f64; 3], by: f64) -> [f64; 3] {
    a.map(|value| value * by)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The middle of pictures of 1000 by 750 pixels.
    const MIDDLE: Point = [500.0, 375.0];

    /// A rectangle of that ratio turned in space, as a camera of that focal length sees it.
    fn seen(ratio: f32, [yaw, pitch, roll]: [f32; 3], focal: f32) -> Corners {
        [[-ratio, -1.0], [ratio, -1.0], [ratio, 1.0], [-ratio, 1.0]].map(|[x, y]: [f32; 2]| {
            let (x, y) = (x * roll.cos() - y * roll.sin(), x * roll.sin() + y * roll.cos());
            let (x, z) = (x * yaw.cos(), x * yaw.sin());
            let (y, z) = (y * pitch.cos() - z * pitch.sin(), y * pitch.sin() + z * pitch.cos());
            let (focal, depth) = (focal * 1000.0, z + focal * 5.0);
            [MIDDLE[0] + focal * x / depth, MIDDLE[1] + focal * y / depth]
        })
    }

    #[test]
    fn the_ratio_is_seen_through_the_perspective() {
        for turned in [[0.0, 0.0, 0.3], [0.5, 0.0, 0.0], [0.2, -0.6, 1.0], [-0.4, 0.4, 2.0]] {
            let account = account(&seen(85.60 / 53.98, turned, 0.95), [1000.0, 750.0]);
            assert_eq!(account.format, DocumentFormat::Id1, "{turned:?}");
            assert!(account.ratio_error.abs() < 0.01 && account.fit > 0.95, "{account:?}");
        }
    }

    #[test]
    fn formats_are_told_by_a_phone() {
        // Steps of the powers of 0.856675, the inverse of the real root of x^5 = x + 1: poses that fill
        // their four dimensions evenly.
        let share = |index: usize, step: f32| (index as f32 * step).fract();
        for format in DocumentFormat::SHAPES {
            let told = (1..=2000).filter(|&index| {
                let turn = |step: f32| 0.8 * share(index, step) - 0.4;
                let roll = std::f32::consts::TAU * share(index, 0.628_707);
                let focal = 0.7 + 0.4 * share(index, 0.538_597);
                let turned = [turn(0.856_675), turn(0.733_892), roll];
                let corners = seen(format.ratio().unwrap(), turned, focal);
                account(&corners, [1000.0, 750.0]).format == format
            });
            let told = told.count();
            assert!(told >= 1980, "{format:?}: {told} of 2000");
        }
    }

    #[test]
    fn what_is_no_known_shape_is_said_to_be_none() {
        let strip = [[0.0, 0.0], [900.0, 0.0], [900.0, 100.0], [0.0, 100.0]];
        let account = account(&strip, [1000.0, 750.0]);
        assert_eq!(account.format, DocumentFormat::Other);
        assert!(account.fit < 0.01 && account.ratio_error > 1.0);
    }
}
