//! A part of the picture, turned and scaled, that remembers where it came from.

use bonafide_imaging::{GrayImage, Point, Wiped};

/// Maps points of a view to points of the picture: `x' = a x + b y + c`, `y' = d x + e y + f`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Affine {
    pub(crate) x: [f32; 3],
    pub(crate) y: [f32; 3],
}

impl Affine {
    pub(crate) fn scaling(factor: f32) -> Self {
        Self { x: [factor, 0.0, 0.0], y: [0.0, factor, 0.0] }
    }

    pub(crate) fn apply(&self, point: Point) -> Point {
        let at = |[a, b, c]: [f32; 3]| a * point.x + b * point.y + c;
        Point { x: at(self.x), y: at(self.y) }
    }

    /// First `inner`, then `self`.
    pub(crate) fn after(&self, inner: &Self) -> Self {
        let row = |[a, b, c]: [f32; 3]| {
            let [ix, iy] = [inner.x, inner.y];
            [a * ix[0] + b * iy[0], a * ix[1] + b * iy[1], a * ix[2] + b * iy[2] + c]
        };
        Self { x: row(self.x), y: row(self.y) }
    }
}

/// Pixels to search and the way back to the picture.
pub(crate) struct View {
    pub(crate) pixels: Wiped<GrayImage>,
    pub(crate) to_picture: Affine,
}

/// A rectangle on the picture that may lie at any angle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    /// Centre.
    pub(crate) center: Point,
    /// Side along `angle`, in pixels.
    pub(crate) length: f32,
    /// Side across, in pixels.
    pub(crate) depth: f32,
    /// Radians clockwise from the picture's horizontal.
    pub(crate) angle: f32,
}

impl Area {
    /// The same in a picture that is `factor` times as large.
    pub(crate) fn scaled(&self, factor: f32) -> Self {
        Self {
            center: Point { x: self.center.x * factor, y: self.center.y * factor },
            length: self.length * factor,
            depth: self.depth * factor,
            angle: self.angle,
        }
    }

    /// Cuts the area out, level, `scale` times as large, by bilinear interpolation; beyond the
    /// picture its nearest pixel is repeated. `None` if that is smaller than one pixel or larger
    /// than `max_pixels`.
    pub(crate) fn cut(&self, picture: &GrayImage, scale: f32, max_pixels: u32) -> Option<View> {
        let (width, height) = ((self.length * scale).ceil(), (self.depth * scale).ceil());
        if picture.is_empty() || width < 1.0 || height < 1.0 || width * height > max_pixels as f32 {
            return None;
        }
        let (cos, sin) = (self.angle.cos() / scale, self.angle.sin() / scale);
        let to_picture = Affine {
            x: [cos, -sin, self.center.x - (cos * width - sin * height) / 2.0],
            y: [sin, cos, self.center.y - (sin * width + cos * height) / 2.0],
        };
        let pixels = GrayImage::from_fn(width as u32, height as u32, |x, y| {
            // Sample at the middle of the pixel.
            let at = to_picture.apply(Point { x: x as f32 + 0.5, y: y as f32 + 0.5 });
            bonafide_imaging::Luma([sample(picture, at)])
        });
        Some(View { pixels: Wiped::new(pixels), to_picture })
    }
}

/// Luma at a point between pixels.
fn sample(picture: &GrayImage, at: Point) -> u8 {
    let (x, y) = (at.x - 0.5, at.y - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let (dx, dy) = (x - left, y - top);
    let clamp = |value: f32, size: u32| value.clamp(0.0, (size - 1) as f32) as usize;
    let (x0, x1) = (clamp(left, picture.width()), clamp(left + 1.0, picture.width()));
    let (y0, y1) = (clamp(top, picture.height()), clamp(top + 1.0, picture.height()));
    let samples = picture.as_raw();
    let level = |x: usize, y: usize| f32::from(samples[y * picture.width() as usize + x]);
    let upper = level(x0, y0) * (1.0 - dx) + level(x1, y0) * dx;
    let lower = level(x0, y1) * (1.0 - dx) + level(x1, y1) * dx;
    (upper * (1.0 - dy) + lower * dy + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use std::f32::consts::FRAC_PI_2;

    use bonafide_imaging::Luma;

    use super::*;

    fn picture() -> GrayImage {
        GrayImage::from_fn(20, 10, |x, y| Luma([(x * 12 + y) as u8]))
    }

    #[test]
    fn a_level_cut_is_a_crop() {
        let area = Area { center: Point { x: 10.0, y: 5.0 }, length: 8.0, depth: 4.0, angle: 0.0 };
        let view = area.cut(&picture(), 1.0, 100).expect("it fits");
        assert_eq!(view.pixels.dimensions(), (8, 4));
        assert_eq!(view.pixels.get_pixel(0, 0), picture().get_pixel(6, 3));
        assert_eq!(view.to_picture.apply(Point { x: 0.0, y: 0.0 }), Point { x: 6.0, y: 3.0 });
        assert!(area.cut(&picture(), 2.0, 100).is_none(), "16 x 8 is too large");
    }

    #[test]
    fn a_quarter_turn_reads_downwards() {
        let area =
            Area { center: Point { x: 10.0, y: 5.0 }, length: 8.0, depth: 4.0, angle: FRAC_PI_2 };
        let view = area.cut(&picture(), 1.0, 100).expect("it fits");
        let first = view.to_picture.apply(Point { x: 0.5, y: 0.5 });
        let next = view.to_picture.apply(Point { x: 1.5, y: 0.5 });
        assert!((first.x - 11.5).abs() < 1e-4 && (first.y - 1.5).abs() < 1e-4, "{first:?}");
        assert!((next.y - first.y - 1.0).abs() < 1e-4, "to the right in the view is down");
        assert_eq!(view.pixels.get_pixel(0, 0), picture().get_pixel(11, 1));
    }
}
