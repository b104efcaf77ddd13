//! The one way in which a picture is changed locally: a patch with its cover, and a mask of it.

use image::{GrayImage, Luma, RgbImage};

use crate::truth::Quad;

/// A rectangle of pixels inside a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rect {
    pub(super) left: u32,
    pub(super) top: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Rect {
    /// The smallest rectangle around a quadrilateral, grown by `pad` pixels, cut at the picture's
    /// border; `None` if less than 4 × 4 pixels are left.
    pub(super) fn around(quad: Quad, pad: f32, size: (u32, u32)) -> Option<Self> {
        let axis = |index: usize, side: u32| {
            let values = quad.0.map(|corner| corner[index]);
            let low = values.into_iter().fold(f32::MAX, f32::min) - pad;
            let high = values.into_iter().fold(f32::MIN, f32::max) + pad;
            let low = low.floor().clamp(0.0, side as f32) as u32;
            (low, (high.ceil().clamp(0.0, side as f32) as u32).saturating_sub(low))
        };
        let ((left, width), (top, height)) = (axis(0, size.0), axis(1, size.1));
        (width >= 4 && height >= 4).then_some(Self { left, top, width, height })
    }

    /// The corners, clockwise from the top left.
    pub(super) fn quad(self) -> Quad {
        Quad::upright(self.left as f32, self.top as f32, self.width as f32, self.height as f32)
    }

    /// Whether the two share a pixel.
    pub(super) fn meets(self, other: Self) -> bool {
        self.left < other.left + other.width
            && other.left < self.left + self.width
            && self.top < other.top + other.height
            && other.top < self.top + self.height
    }
}

/// A picture being tampered with, and the pixels that were touched (255) or not (0).
pub(super) struct Forgery {
    pub(super) pixels: RgbImage,
    pub(super) mask: GrayImage,
}

impl Forgery {
    pub(super) fn of(pixels: &RgbImage) -> Self {
        let mask = GrayImage::new(pixels.width(), pixels.height());
        Self { pixels: pixels.clone(), mask }
    }

    pub(super) fn size(&self) -> (u32, u32) {
        self.pixels.dimensions()
    }

    /// Lays colours over the inside of a quadrilateral, its edge fading over `feather` pixels; no
    /// fading is a hard edge. `colour` is asked for each pixel and its cover is multiplied.
    pub(super) fn lay(
        &mut self,
        quad: Quad,
        feather: f32,
        mut colour: impl FnMut(u32, u32) -> ([f32; 3], f32),
    ) {
        let Some(rect) = Rect::around(quad, 0.0, self.size()) else { return };
        for y in rect.top..rect.top + rect.height {
            for x in rect.left..rect.left + rect.width {
                let inside = depth(quad, x as f32 + 0.5, y as f32 + 0.5);
                if inside <= 0.0 {
                    continue;
                }
                let (rgb, cover) = colour(x, y);
                let edge = if feather > 0.0 { (inside / feather).min(1.0) } else { 1.0 };
                self.touch(x, y, rgb, cover * edge);
            }
        }
    }

    /// Moves one pixel towards a colour by a share; a share that cannot show leaves it untouched.
    pub(super) fn touch(&mut self, x: u32, y: u32, rgb: [f32; 3], share: f32) {
        if share < 1.0 / 255.0 {
            return;
        }
        let Some(pixel) = self.pixels.get_pixel_mut_checked(x, y) else { return };
        for (value, target) in pixel.0.iter_mut().zip(rgb) {
            let from = f32::from(*value);
            *value = (from + (target - from) * share.min(1.0) + 0.5).clamp(0.0, 255.0) as u8;
        }
        self.mask.put_pixel(x, y, Luma([255]));
    }

    /// The colour at a place, the nearest pixel's if outside.
    pub(super) fn at(&self, x: i64, y: i64) -> [f32; 3] {
        colour_at(&self.pixels, x, y)
    }
}

/// The colour at a place of a picture, the nearest pixel's if outside.
pub(super) fn colour_at(pixels: &RgbImage, x: i64, y: i64) -> [f32; 3] {
    let x = x.clamp(0, i64::from(pixels.width()) - 1) as u32;
    let y = y.clamp(0, i64::from(pixels.height()) - 1) as u32;
    pixels.get_pixel(x, y).0.map(f32::from)
}

/// Brightness of a colour (ITU-R BT.601).
pub(super) fn luma([r, g, b]: [f32; 3]) -> f32 {
    0.299 * r + 0.587 * g + 0.114 * b
}

/// How far inside a convex clockwise quadrilateral a place is, pixels; negative outside.
pub(super) fn depth(quad: Quad, x: f32, y: f32) -> f32 {
    let mut least = f32::MAX;
    for index in 0..4 {
        let ([x0, y0], [x1, y1]) = (quad.0[index], quad.0[(index + 1) % 4]);
        let (dx, dy) = (x1 - x0, y1 - y0);
        let side = (dx * (y - y0) - dy * (x - x0)) / crate::wave::length(dx, dy).max(1e-6);
        least = least.min(side);
    }
    least
}

/// A quadrilateral grown outwards by `pad` pixels along its own axes.
pub(super) fn grown(quad: Quad, pad: f32) -> Quad {
    let unit = |[x0, y0]: [f32; 2], [x1, y1]: [f32; 2]| {
        let (dx, dy) = (x1 - x0, y1 - y0);
        let size = crate::wave::length(dx, dy).max(1e-6);
        [dx / size * pad, dy / size * pad]
    };
    let [a, b, c, d] = quad.0;
    let (top, bottom, left, right) = (unit(a, b), unit(d, c), unit(a, d), unit(b, c));
    Quad([
        [a[0] - top[0] - left[0], a[1] - top[1] - left[1]],
        [b[0] + top[0] - right[0], b[1] + top[1] - right[1]],
        [c[0] + bottom[0] + right[0], c[1] + bottom[1] + right[1]],
        [d[0] - bottom[0] + left[0], d[1] - bottom[1] + left[1]],
    ])
}
