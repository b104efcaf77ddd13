//! A card drawn as a camera sees it, and a measure of outlines.
#![allow(unreachable_pub, dead_code)] // one file for two test programs

use bonafide_imaging::{Limits, Picture, Rgb, RgbImage, encode_png};

/// Corners of a card, top left first, clockwise.
pub type Corners = [[f32; 2]; 4];

/// A card of the size of ID-1 in front of a camera.
#[derive(Clone, Copy, Debug)]
pub struct Pose {
    /// Turn about the upright axis, radians.
    pub yaw: f32,
    /// Turn about the level axis.
    pub pitch: f32,
    /// Turn in the picture, clockwise.
    pub roll: f32,
    /// Length of the card in the picture over the picture's longer side.
    pub size: f32,
    /// Place of its middle, as a share of the picture.
    pub middle: [f32; 2],
}

/// Size of the drawn pictures, in pixels.
pub const SIZE: [u32; 2] = [800, 600];
/// Focal length of the camera, pixels.
const FOCAL: f32 = 800.0;
/// Half a card's sides, in halves of its height.
const HALF: [f32; 2] = [85.60 / 53.98, 1.0];

impl Pose {
    /// A point of the card, −1 to 1 along and across, in the picture.
    pub fn seen(&self, along: f32, across: f32) -> [f32; 2] {
        let (x, y) = (along * HALF[0], across * HALF[1]);
        let (sin, cos) = self.roll.sin_cos();
        let (x, y) = (x * cos - y * sin, x * sin + y * cos);
        let (x, z) = (x * self.yaw.cos(), x * self.yaw.sin());
        let (y, z) = (
            y * self.pitch.cos() - z * self.pitch.sin(),
            y * self.pitch.sin() + z * self.pitch.cos(),
        );
        let depth = FOCAL * 2.0 * HALF[0] / (self.size * SIZE[0] as f32);
        let middle = [SIZE[0] as f32 * self.middle[0], SIZE[1] as f32 * self.middle[1]];
        [middle[0] + FOCAL * x / (z + depth), middle[1] + FOCAL * y / (z + depth)]
    }

    /// Where its corners are in the picture.
    pub fn corners(&self) -> Corners {
        [[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]].map(|[u, v]| self.seen(u, v))
    }
}

/// The card in that pose: light on a dark cloudy ground, with a dark panel, lines of print and noise.
pub fn drawn(pose: &Pose, seed: u32) -> RgbImage {
    let corners = pose.corners();
    // Rectangles of the card: from, to, along and across, −1 to 1; as they appear.
    let mut parts = vec![([-0.9, -0.5, -0.4, 0.6], [90, 70, 60])];
    parts.extend((0..6).map(|line| {
        let top = -0.5 + 0.2 * line as f32;
        ([-0.25, top, 0.3 + 0.09 * line as f32, top + 0.07], [40, 40, 50])
    }));
    let parts: Vec<(Corners, [u8; 3])> = parts
        .into_iter()
        .map(|([l, t, r, b], colour)| {
            ([[l, t], [r, t], [r, b], [l, b]].map(|[u, v]: [f32; 2]| pose.seen(u, v)), colour)
        })
        .collect();
    let mut state = seed | 1;
    RgbImage::from_fn(SIZE[0], SIZE[1], |x, y| {
        let cloud = ((x as f32 / 90.0).sin() * (y as f32 / 70.0).cos() * 20.0) as i32;
        let ground = [70 + cloud, 90 + cloud, 80];
        let mut sum = [0; 3];
        for sub in 0..4_u32 {
            let at = [
                x as f32 + 0.25 + 0.5 * (sub % 2) as f32,
                y as f32 + 0.25 + 0.5 * (sub / 2) as f32,
            ];
            let colour = if contains(&corners, at) {
                let part = parts.iter().find(|(part, _)| contains(part, at));
                part.map_or([205, 200, 190], |(_, colour)| *colour).map(i32::from)
            } else {
                ground
            };
            sum.iter_mut().zip(colour).for_each(|(sum, value)| *sum += value);
        }
        Rgb(sum.map(|value| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (value / 4 + i32::from((state >> 24) as u8) % 9 - 4).clamp(0, 255) as u8
        }))
    })
}

/// Through a file, as any picture comes.
pub fn picture(image: &RgbImage) -> Picture {
    let file = encode_png(image).expect("a picture with pixels");
    Picture::decode(&file, &Limits::default()).expect("a file that was just written")
}

/// Whether the point lies in a quadrilateral that goes round clockwise.
pub fn contains(corners: &Corners, [x, y]: [f32; 2]) -> bool {
    (0..4).all(|k| {
        let ([ax, ay], [bx, by]) = (corners[k], corners[(k + 1) % 4]);
        (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0.0
    })
}

/// Intersection over union of two quadrilaterals that go round clockwise, on a grid of 500 by 500 points.
pub fn overlap(a: &Corners, b: &Corners) -> f32 {
    let ends = |axis: usize| {
        let all = || a.iter().chain(b).map(|corner| corner[axis]);
        (all().fold(f32::MAX, f32::min), all().fold(f32::MIN, f32::max))
    };
    let ((left, right), (top, bottom)) = (ends(0), ends(1));
    let (mut both, mut either) = (0, 0);
    for row in 0..500 {
        for column in 0..500 {
            let point = [
                left + (right - left) * (column as f32 + 0.5) / 500.0,
                top + (bottom - top) * (row as f32 + 0.5) / 500.0,
            ];
            let (one, two) = (contains(a, point), contains(b, point));
            both += u32::from(one && two);
            either += u32::from(one || two);
        }
    }
    both as f32 / either.max(1) as f32
}
