//! What the document lies on, and the laying.

use image::{RgbImage, Rgba, RgbaImage};

use super::optics::Exposure;
use crate::rng::Rng;
use crate::wave::{length, sine};

/// Paints a desk top: planks with grain, cloth, or stone, by chance.
pub(super) fn surface(frame: (u32, u32), rng: &mut Rng) -> Exposure {
    let ground = rng.pick(&[
        [118.0, 84.0, 56.0],
        [74.0, 60.0, 52.0],
        [92.0, 100.0, 108.0],
        [150.0, 142.0, 130.0],
        [44.0, 56.0, 66.0],
    ]);
    let grain = rng.chance(0.6);
    let (coarse, fine) = (Lattice::draw(rng), Lattice::draw(rng));
    let (phase, waves) = (rng.unit(), rng.between(5.0, 9.0));
    let scale = frame.0.max(frame.1) as f32;
    Exposure::paint(frame, |x, y| {
        let (u, v) = (x as f32 / scale, y as f32 / scale);
        let cloud = coarse.at(u * 4.0, v * 4.0) - 0.5;
        let texture = if grain {
            // Wood: rings of a trunk cut lengthwise, warped by the cloud.
            let ring = sine(phase + waves * (v * 2.2 + 0.35 * cloud) + 0.3 * u);
            0.1 * ring + 0.12 * (fine.at(u * 14.0, v * 150.0) - 0.5)
        } else {
            0.10 * (fine.at(u * 60.0, v * 60.0) - 0.5)
        };
        ground.map(|channel: f32| channel * (1.0 + 0.22 * cloud + texture))
    })
}

/// Smooth random values: a lattice of numbers, blended between.
struct Lattice([f32; 256]);

impl Lattice {
    fn draw(rng: &mut Rng) -> Self {
        let mut values = [0.0; 256];
        values.fill_with(|| rng.unit());
        Self(values)
    }

    fn at(&self, x: f32, y: f32) -> f32 {
        let (cell_x, cell_y) = (x.floor(), y.floor());
        let smooth = |t: f32| t * t * (3.0 - 2.0 * t);
        let (tx, ty) = (smooth(x - cell_x), smooth(y - cell_y));
        let (cell_x, cell_y) = (cell_x as i64, cell_y as i64);
        let value = |dx: i64, dy: i64| {
            let index = (cell_x + dx).wrapping_mul(31).wrapping_add((cell_y + dy) * 57) & 255;
            self.0[index as usize]
        };
        let top = value(0, 0) + (value(1, 0) - value(0, 0)) * tx;
        let bottom = value(0, 1) + (value(1, 1) - value(0, 1)) * tx;
        top + (bottom - top) * ty
    }
}

/// The drawing with its rounded corners cut away: premultiplied colour and cover.
pub(super) fn cut_out(pixels: &RgbImage, radius: f32) -> RgbaImage {
    let (width, height) = (pixels.width() as f32, pixels.height() as f32);
    RgbaImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let rgb = pixels.get_pixel(x, y).0;
        let (x, y) = (x as f32 + 0.5, y as f32 + 0.5);
        let (dx, dy) =
            ((radius - x).max(x - width + radius), (radius - y).max(y - height + radius));
        let over = length(dx.max(0.0), dy.max(0.0)) - radius;
        let cover = (0.5 - over).clamp(0.0, 1.0);
        let [red, green, blue] = rgb.map(|channel| (f32::from(channel) * cover).round() as u8);
        Rgba([red, green, blue, (cover * 255.0).round() as u8])
    })
}

/// Darkens the desk beside the document, away from the lamp.
pub(super) fn shadow(desk: &mut Exposure, card: &RgbaImage, rng: &mut Rng) {
    let reach = card.width().max(card.height()) as f32 * 0.006;
    let (dx, dy) = (rng.around(reach) as i64, reach as i64);
    let (width, height) = (i64::from(card.width()), i64::from(card.height()));
    let cover = |x: i64, y: i64| {
        let inside = (0..width).contains(&x) && (0..height).contains(&y);
        if inside { f32::from(card.get_pixel(x as u32, y as u32).0[3]) / 255.0 } else { 0.0 }
    };
    desk.each(|x, y, rgb| {
        let (x, y) = (i64::from(x), i64::from(y));
        // Five samples along the offset: darkest where it touches, fading outwards.
        let depth: f32 =
            (1..=5).map(|step| cover(x - dx * step / 3, y - dy * step / 3)).sum::<f32>() / 5.0;
        rgb.map(|channel| channel * (1.0 - 0.5 * depth))
    });
}

/// Lays the document on the desk.
pub(super) fn lay(desk: &mut Exposure, card: &RgbaImage) {
    desk.each(|x, y, rgb| {
        let [r, g, b, a] = card.get_pixel(x, y).0.map(f32::from);
        let open = 1.0 - a / 255.0;
        [r + rgb[0] * open, g + rgb[1] * open, b + rgb[2] * open]
    });
}
