//! The sheet everything is drawn on: millimetres in, pixels out.

use ab_glyph_rasterizer::{Point, Rasterizer, point};
use image::{Rgb, RgbImage};

use crate::font::Face;
use crate::path::{Affine, Path, Segment};

/// A colour and how much of it covers what is below, in `[0, 1]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Ink {
    pub(crate) rgb: [u8; 3],
    pub(crate) alpha: f32,
}

impl Ink {
    pub(crate) const BLACK: Self = Self::opaque([22, 22, 26]);
    pub(crate) const WHITE: Self = Self::opaque([255, 255, 255]);

    pub(crate) const fn opaque(rgb: [u8; 3]) -> Self {
        Self { rgb, alpha: 1.0 }
    }

    pub(crate) const fn alpha(self, alpha: f32) -> Self {
        Self { alpha, ..self }
    }

    /// Moves towards another colour by `share` in `[0, 1]`.
    pub(crate) fn towards(self, other: [u8; 3], share: f32) -> Self {
        let mut rgb = self.rgb;
        for (channel, target) in rgb.iter_mut().zip(other) {
            *channel = mix(*channel, target, share);
        }
        Self { rgb, ..self }
    }
}

/// How a line of text is set.
#[derive(Clone, Copy)]
pub(crate) struct TextStyle<'a> {
    pub(crate) face: &'a Face,
    /// Size of the em square, millimetres.
    pub(crate) size: f32,
    /// Horizontal scale; 1 is the face's own width.
    pub(crate) squeeze: f32,
    pub(crate) ink: Ink,
}

impl<'a> TextStyle<'a> {
    pub(crate) fn new(face: &'a Face, size: f32, ink: Ink) -> Self {
        Self { face, size, squeeze: 0.9, ink }
    }

    /// Width of the text in millimetres.
    pub(crate) fn width(&self, text: &str) -> f32 {
        self.face.advance(text) * self.size * self.squeeze
    }
}

/// An RGB sheet with a size in millimetres and a resolution.
#[derive(Clone, Debug)]
pub(crate) struct Canvas {
    pixels: RgbImage,
    px_per_mm: f32,
}

impl Canvas {
    /// A white sheet. Width and height in pixels are the nearest even numbers.
    pub(crate) fn new(width_mm: f32, height_mm: f32, dpi: u32) -> Self {
        let px_per_mm = dpi as f32 / 25.4;
        let even = |mm: f32| ((mm * px_per_mm / 2.0).round() as u32).max(1) * 2;
        let pixels = RgbImage::from_pixel(even(width_mm), even(height_mm), Rgb([255; 3]));
        Self { pixels, px_per_mm }
    }

    pub(crate) fn px_per_mm(&self) -> f32 {
        self.px_per_mm
    }

    pub(crate) fn into_pixels(self) -> RgbImage {
        self.pixels
    }

    /// Fills the outlines, with smooth edges.
    pub(crate) fn fill(&mut self, path: &Path, ink: Ink) {
        let scale = self.px_per_mm;
        let Some((low, high)) = path.bounds() else { return };
        let (left, top) = ((low.x * scale).floor() - 1.0, (low.y * scale).floor() - 1.0);
        let width = ((high.x * scale - left).ceil() as usize + 2).min(4 * 4096);
        let height = ((high.y * scale - top).ceil() as usize + 2).min(4 * 4096);
        let mut raster = Rasterizer::new(width, height);
        let to_px = |p: Point| point(p.x * scale - left, p.y * scale - top);
        for segment in &path.segments {
            match segment.map(to_px) {
                Segment::Line(a, b) => raster.draw_line(a, b),
                Segment::Quad(a, b, c) => raster.draw_quad(a, b, c),
                Segment::Cubic(a, b, c, d) => raster.draw_cubic(a, b, c, d),
            }
        }
        let (left, top) = (left as i64, top as i64);
        raster.for_each_pixel_2d(|x, y, coverage| {
            if coverage > 0.002 {
                let alpha = coverage.min(1.0) * ink.alpha;
                blend(&mut self.pixels, left + i64::from(x), top + i64::from(y), ink.rgb, alpha);
            }
        });
    }

    /// Covers the sheet with a colour that changes from one corner to the opposite one.
    pub(crate) fn gradient(&mut self, stops: [[u8; 3]; 3]) {
        let (width, height) = self.pixels.dimensions();
        for (x, y, pixel) in self.pixels.enumerate_pixels_mut() {
            let t = (x as f32 / width as f32 * 0.7 + y as f32 / height as f32 * 0.3) * 2.0;
            let (from, to, share) = if t < 1.0 { (0, 1, t) } else { (1, 2, (t - 1.0).min(1.0)) };
            for (channel, value) in pixel.0.iter_mut().enumerate() {
                *value = mix(stops[from][channel], stops[to][channel], share);
            }
        }
    }

    /// Sets a line of text with its baseline starting at `at`; returns its width in millimetres.
    pub(crate) fn text(&mut self, at: (f32, f32), text: &str, style: TextStyle<'_>) -> f32 {
        self.turned_text(at, 0.0, text, style)
    }

    /// As [`Canvas::text`], the baseline turned clockwise by `turns` about its start.
    pub(crate) fn turned_text(
        &mut self,
        at: (f32, f32),
        turns: f32,
        text: &str,
        style: TextStyle<'_>,
    ) -> f32 {
        let turn = Affine::turn_then_move(turns, point(at.0, at.1));
        let mut pen = 0.0;
        for character in text.chars() {
            let size = (style.size * style.squeeze, style.size);
            let outline = style.face.outline(character, size, point(pen, 0.0));
            self.fill(&outline.transformed(turn), style.ink);
            pen += style.face.advance_of(character) * size.0;
        }
        pen
    }

    /// Sets each character in the middle of a cell of fixed width, as machine-readable lines are.
    pub(crate) fn pitched_text(
        &mut self,
        at: (f32, f32),
        pitch: f32,
        text: &str,
        style: TextStyle<'_>,
    ) {
        for (cell, character) in text.chars().enumerate() {
            let size = (style.size * style.squeeze, style.size);
            let advance = style.face.advance_of(character) * size.0;
            let x = at.0 + cell as f32 * pitch + (pitch - advance) / 2.0;
            let outline = style.face.outline(character, size, point(x, at.1));
            self.fill(&outline, style.ink);
        }
    }

    /// Lays a picture of the same resolution on the sheet with its corner at `at`.
    pub(crate) fn paste(&mut self, at: (f32, f32), picture: &RgbImage, alpha: f32) {
        let left = (at.0 * self.px_per_mm).round() as i64;
        let top = (at.1 * self.px_per_mm).round() as i64;
        for (x, y, pixel) in picture.enumerate_pixels() {
            blend(&mut self.pixels, left + i64::from(x), top + i64::from(y), pixel.0, alpha);
        }
    }

    /// Lays a picture down as a tinted ghost: its darkness becomes the cover of one ink.
    pub(crate) fn paste_ghost(&mut self, at: (f32, f32), picture: &RgbImage, ink: Ink) {
        let left = (at.0 * self.px_per_mm).round() as i64;
        let top = (at.1 * self.px_per_mm).round() as i64;
        for (x, y, pixel) in picture.enumerate_pixels() {
            let [r, g, b] = pixel.0.map(f32::from);
            let darkness = 1.0 - (0.299 * r + 0.587 * g + 0.114 * b) / 255.0;
            let alpha = (darkness * 1.3).min(1.0) * ink.alpha;
            blend(&mut self.pixels, left + i64::from(x), top + i64::from(y), ink.rgb, alpha);
        }
    }
}

/// Lays a colour over one pixel; outside the picture nothing happens.
fn blend(pixels: &mut RgbImage, x: i64, y: i64, rgb: [u8; 3], alpha: f32) {
    let (Ok(x), Ok(y)) = (u32::try_from(x), u32::try_from(y)) else { return };
    let Some(pixel) = pixels.get_pixel_mut_checked(x, y) else { return };
    for (channel, target) in pixel.0.iter_mut().zip(rgb) {
        *channel = mix(*channel, target, alpha);
    }
}

/// Moves from one value to another by `share` in `[0, 1]`.
pub(crate) fn mix(from: u8, to: u8, share: f32) -> u8 {
    let (from, to) = (f32::from(from), f32::from(to));
    (from + (to - from) * share).round() as u8
}
