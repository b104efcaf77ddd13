//! What happens to honest pictures on their way: stored again, scaled, shown, sent, cut.

use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};

use super::kind::Manipulation;
use super::stamp::colour_at;
use super::storage::{Encoder, Facts, Jpeg, Storage, Subsampling};
use crate::rng::Rng;
use crate::truth::{Quad, Truth};
use crate::wave::{cosine, sine};

/// A linear map of places: what a point of the picture before becomes.
#[derive(Clone, Copy, Debug)]
struct Move {
    linear: [f32; 4],
    shift: [f32; 2],
}

impl Move {
    fn scale(x: f32, y: f32, shift: [f32; 2]) -> Self {
        Self { linear: [x, 0.0, 0.0, y], shift }
    }

    fn apply(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        let [xx, xy, yx, yy] = self.linear;
        [xx * x + xy * y + self.shift[0], yx * x + yy * y + self.shift[1]]
    }

    fn move_truth(&self, truth: &mut Truth, size: (u32, u32)) {
        (truth.width, truth.height) = size;
        truth.document = truth.document.map(|quad| quad.map(|p| self.apply(p)));
        for region in &mut truth.regions {
            region.quad = region.quad.map(|p| self.apply(p));
        }
    }
}

/// Processes a picture as a whole; returns the result and how it is stored. The truth is moved
/// along.
pub(super) fn process(
    pixels: &RgbImage,
    truth: &mut Truth,
    kind: Manipulation,
    facts: Option<Facts>,
    rng: &mut Rng,
) -> (RgbImage, Storage) {
    let (width, height) = pixels.dimensions();
    match kind {
        Manipulation::ResizeRotate => {
            let out = turned(pixels, truth, rng);
            (out, Storage { jpeg: Some(Jpeg::draw(72, 96, rng)), facts })
        }
        Manipulation::Screenshot => {
            let out = screen_shot(pixels, truth, rng);
            let jpeg = rng.chance(0.3).then(|| Jpeg::draw(80, 95, rng));
            (out, Storage { jpeg, facts: None })
        }
        Manipulation::Messenger => {
            let longest = rng.pick(&[1000, 1280, 1280, 1600]).min(width.max(height) * 9 / 10);
            let out = scaled(pixels, truth, longest as f32 / width.max(height) as f32);
            let jpeg = Jpeg {
                quality: rng.whole(58, 82) as u8,
                subsampling: Subsampling::Quarter,
                encoder: Encoder::Tuned { optimised: false },
            };
            (out, Storage { jpeg: Some(jpeg), facts: None })
        }
        Manipulation::Crop => {
            let out = cut(pixels, truth, rng);
            (out, Storage { jpeg: Some(Jpeg::draw(72, 96, rng)), facts })
        }
        _ => (pixels.clone(), Storage { jpeg: Some(Jpeg::draw(55, 97, rng)), facts }),
    }
}

fn scaled(pixels: &RgbImage, truth: &mut Truth, scale: f32) -> RgbImage {
    let side = |side: u32| ((side as f32 * scale).round() as u32).max(16);
    let (width, height) = (side(pixels.width()), side(pixels.height()));
    let out = imageops::resize(pixels, width, height, FilterType::Triangle);
    let exact = (width as f32 / pixels.width() as f32, height as f32 / pixels.height() as f32);
    Move::scale(exact.0, exact.1, [0.0; 2]).move_truth(truth, (width, height));
    out
}

/// Scales by 0.7 to 1.25 and turns by up to 3°, bilinear, the border repeated.
fn turned(pixels: &RgbImage, truth: &mut Truth, rng: &mut Rng) -> RgbImage {
    let scale = rng.between(0.72, 1.2);
    let scaled = scaled(pixels, truth, scale);
    let turn = rng.around(3.0) / 360.0;
    let (sin, cos) = (sine(turn), cosine(turn));
    let (width, height) = scaled.dimensions();
    let middle = (width as f32 / 2.0, height as f32 / 2.0);
    let out = RgbImage::from_fn(width, height, |x, y| {
        let (dx, dy) = (x as f32 + 0.5 - middle.0, y as f32 + 0.5 - middle.1);
        let place = (middle.0 + dx * cos + dy * sin, middle.1 - dx * sin + dy * cos);
        Rgb(blended(&scaled, place).map(|value| value.round() as u8))
    });
    let shift =
        [middle.0 - middle.0 * cos + middle.1 * sin, middle.1 - middle.0 * sin - middle.1 * cos];
    Move { linear: [cos, -sin, sin, cos], shift }.move_truth(truth, (width, height));
    out
}

fn blended(pixels: &RgbImage, (x, y): (f32, f32)) -> [f32; 3] {
    let (x, y) = (x - 0.5, y - 0.5);
    let (left, top) = (x.floor(), y.floor());
    let (tx, ty) = (x - left, y - top);
    let (left, top) = (left as i64, top as i64);
    let corners = [
        (colour_at(pixels, left, top), (1.0 - tx) * (1.0 - ty)),
        (colour_at(pixels, left + 1, top), tx * (1.0 - ty)),
        (colour_at(pixels, left, top + 1), (1.0 - tx) * ty),
        (colour_at(pixels, left + 1, top + 1), tx * ty),
    ];
    let mut sum = [0.0; 3];
    for (colour, weight) in corners {
        sum.iter_mut().zip(colour).for_each(|(sum, value)| *sum += weight * value);
    }
    sum
}

/// A viewer on a screen: a plain ground, bars above and below, the picture scaled to fit.
fn screen_shot(pixels: &RgbImage, truth: &mut Truth, rng: &mut Rng) -> RgbImage {
    let scale = rng.between(0.65, 1.0);
    let picture = scaled(pixels, truth, scale);
    let (bar, foot) = (rng.whole(24, 110), rng.whole(0, 90));
    let side = rng.whole(0, 120);
    let (width, height) = (picture.width() + 2 * side, picture.height() + bar + foot);
    let ground = rng.pick(&[[0, 0, 0], [255, 255, 255], [32, 33, 36], [240, 240, 242]]);
    let ink = if ground[0] > 128 { [70; 3] } else { [200; 3] };
    let mut out = RgbImage::from_pixel(width, height, Rgb(ground));
    // Buttons and a title: plain blocks, as sharp as an interface is.
    for block in 0..rng.whole(2, 6) {
        let left = 12 + block * width / 7;
        for y in bar / 3..bar * 2 / 3 {
            for x in left..(left + width / 20).min(width) {
                out.put_pixel(x, y, Rgb(ink));
            }
        }
    }
    imageops::replace(&mut out, &picture, i64::from(side), i64::from(bar));
    Move::scale(1.0, 1.0, [side as f32, bar as f32]).move_truth(truth, (width, height));
    out
}

/// Cuts the margin away, never into the document.
pub(super) fn cut(pixels: &RgbImage, truth: &mut Truth, rng: &mut Rng) -> RgbImage {
    let (width, height) = pixels.dimensions();
    let quad = truth.document.unwrap_or(Quad::upright(0.0, 0.0, width as f32, height as f32));
    let axis = |index: usize, side: u32| {
        let values = quad.0.map(|corner| corner[index]);
        let low = values.into_iter().fold(f32::MAX, f32::min).clamp(0.0, side as f32);
        let high = values.into_iter().fold(0.0, f32::max).clamp(0.0, side as f32);
        (low, side as f32 - high)
    };
    let ((left, right), (top, bottom)) = (axis(0, width), axis(1, height));
    let mut share = |room: f32| (room * rng.between(0.2, 0.95)) as u32;
    let (left, right, top, bottom) = (share(left), share(right), share(top), share(bottom));
    let size = ((width - left - right).max(16), (height - top - bottom).max(16));
    Move::scale(1.0, 1.0, [-(left as f32), -(top as f32)]).move_truth(truth, size);
    imageops::crop_imm(pixels, left, top, size.0, size.1).to_image()
}
