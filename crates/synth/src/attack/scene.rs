//! A document before a device: where it lies, on what, in which light.

use image::RgbImage;

use super::planes::Planes;
use super::record::CaptureDevice;
use super::sensor::Sensor;
use super::texture::Lattice;
use super::tone::Tone;
use crate::camera::Homography;
use crate::error::SynthError;
use crate::rng::Rng;
use crate::specimen::Specimen;
use crate::truth::{Quad, Truth};
use crate::wave::{cosine, length, sine};

/// Everything about a capture but the document.
#[derive(Clone)]
pub(super) struct Scene {
    pub(super) device: CaptureDevice,
    pub(super) sensor: Sensor,
    frame: (u32, u32),
    corners: Quad,
    light: Light,
    desk: Desk,
}

#[derive(Clone, Copy)]
struct Light {
    fall: (f32, f32),
    vignette: f32,
    spot: (f32, f32),
    /// Radius and brightness of the reflection of a lamp.
    glare: (f32, f32),
}

#[derive(Clone)]
struct Desk {
    ground: [f32; 3],
    grain: (f32, f32),
    depth: f32,
    seed: u64,
}

impl Scene {
    /// Arranges a document of the given size before a device.
    pub(super) fn draw(size: (u32, u32), device: CaptureDevice, rng: &mut Rng) -> Self {
        let scanner = device == CaptureDevice::Scanner;
        let sensor = Sensor::draw(device, rng);
        let margin = if scanner { rng.between(1.04, 1.5) } else { rng.between(1.12, 1.45) };
        let (w, h) = (size.0 as f32, size.1 as f32);
        let ratio =
            if scanner { rng.between(1.2, 1.5) } else { rng.pick(&[1.333, 1.333, 1.5, 1.777]) };
        let high = (h * margin).max(w * margin / ratio).min(1500.0).min(2000.0 / ratio);
        let even = |side: f32| (side / 2.0).round() as u32 * 2;
        let frame = (even(high * ratio), even(high));
        let reach = if scanner { 0.006 } else { 0.02 };
        let turn = rng.around(reach) + rng.around(reach) * 0.5;
        let lean = if scanner { 0.0 } else { 0.045 };
        let corners = corners(size, frame, turn, lean, rng);
        let light = Light::draw(corners, frame, scanner, rng);
        let desk = Desk::draw(scanner, rng);
        Self { device, sensor, frame, corners, light, desk }
    }

    /// The same arrangement before another sensor.
    pub(super) fn with_sensor(&self, sensor: Sensor) -> Self {
        Self { sensor, ..self.clone() }
    }

    /// Takes the picture of a document; `seed` is that of the noise.
    ///
    /// # Errors
    /// [`SynthError::Corners`] if the corners do not span a quadrilateral.
    pub(super) fn capture(
        &self,
        specimen: &Specimen,
        tone: &Tone,
        seed: u64,
    ) -> Result<Specimen, SynthError> {
        let document = Flat { pixels: &specimen.pixels, radius: specimen.corner_px };
        let surface = |place| document.at(place, tone);
        self.shoot(&specimen.truth, &[(0.5, 0.5)], surface, tone, seed)
    }

    /// Takes the picture of any flat thing: `surface` gives light and cover at a place of it and is
    /// asked at the given places of every pixel, `truth` is what is known of it.
    ///
    /// # Errors
    /// [`SynthError::Corners`] if the corners do not span a quadrilateral.
    pub(super) fn shoot(
        &self,
        truth: &Truth,
        places: &[(f32, f32)],
        surface: impl Fn([f32; 2]) -> ([f32; 3], f32),
        tone: &Tone,
        seed: u64,
    ) -> Result<Specimen, SynthError> {
        let flat = Quad::upright(0.0, 0.0, truth.width as f32, truth.height as f32);
        let there = Homography::between(flat, self.corners).ok_or(SynthError::Corners)?;
        let back = Homography::between(self.corners, flat).ok_or(SynthError::Corners)?;
        let share = 1.0 / places.len().max(1) as f32;
        let light = self.lit(|x, y| {
            let (mut light, mut cover) = ([0.0; 3], 0.0);
            for (dx, dy) in places {
                let (rgb, inside) = surface(back.map([x + dx, y + dy]));
                light.iter_mut().zip(rgb).for_each(|(sum, value)| *sum += share * value);
                cover += share * inside;
            }
            (light, cover)
        });
        let mut rng = Rng::for_purpose(seed, "sensor");
        let pixels = self.sensor.expose(light, tone, &mut rng);
        Ok(Specimen { pixels, truth: self.moved(truth, there), corner_px: 0.0 })
    }

    /// The light that reaches the sensor; `document` gives colour and cover at a place.
    fn lit(&self, document: impl Fn(f32, f32) -> ([f32; 3], f32)) -> Planes {
        let mut rng = Rng::for_purpose(self.desk.seed, "desk");
        let (coarse, fine) = (Lattice::draw(&mut rng), Lattice::draw(&mut rng));
        let (width, height) = (self.frame.0 as f32, self.frame.1 as f32);
        let reach = height * 0.006;
        Planes::paint(self.frame, |x, y| {
            let (x, y) = (x as f32, y as f32);
            let (card, cover) = document(x, y);
            let mut rgb = card;
            if cover < 1.0 {
                let (u, v) = (x / height, y / height);
                let grain = coarse.at(u * 5.0, v * 5.0)
                    + fine.at(u * self.desk.grain.0, v * self.desk.grain.1);
                let shadow = 1.0 - 0.4 * document(x - reach, y - reach).1;
                let level = (1.0 + self.desk.depth * grain) * shadow;
                for (value, ground) in rgb.iter_mut().zip(self.desk.ground) {
                    *value = *value * cover + ground * level * (1.0 - cover);
                }
            }
            self.light.fall_on(rgb, (2.0 * x / width - 1.0, 2.0 * y / height - 1.0), (x, y))
        })
    }

    fn moved(&self, truth: &Truth, there: Homography) -> Truth {
        let mut truth = truth.clone();
        (truth.width, truth.height) = self.frame;
        truth.document = truth.document.map(|quad| quad.map(|p| there.map(p)));
        for region in &mut truth.regions {
            region.quad = region.quad.map(|p| there.map(p));
        }
        truth
    }
}

fn corners((w, h): (u32, u32), frame: (u32, u32), turn: f32, lean: f32, rng: &mut Rng) -> Quad {
    let (sin, cos) = (sine(turn), cosine(turn));
    let shift = frame.1 as f32 * 0.015;
    let middle =
        (frame.0 as f32 / 2.0 + rng.around(shift), frame.1 as f32 / 2.0 + rng.around(shift));
    let (lean_x, lean_y) = (rng.around(lean), rng.around(lean));
    // Never larger than the frame, whatever the margin drawn.
    let fit = (frame.0 as f32 / w as f32).min(frame.1 as f32 / h as f32).min(1.0) * 0.97;
    let (w, h) = (w as f32 * fit, h as f32 * fit);
    Quad([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]]).map(|[x, y]: [f32; 2]| {
        let depth = 1.0 + lean_x * x + lean_y * y;
        let (x, y) = (x * w / 2.0 / depth * 0.97, y * h / 2.0 / depth * 0.97);
        [middle.0 + x * cos - y * sin, middle.1 + x * sin + y * cos]
    })
}

impl Light {
    fn draw(document: Quad, frame: (u32, u32), scanner: bool, rng: &mut Rng) -> Self {
        let strength = if scanner { 0.01 } else { rng.between(0.02, 0.3) };
        let direction = rng.unit();
        let ([x0, y0], [x1, y1]) = (document.0[0], document.0[2]);
        let (along, across) = (rng.between(0.1, 0.9), rng.between(0.1, 0.9));
        let glare = !scanner && rng.chance(0.2);
        Self {
            fall: (strength * cosine(direction), strength * sine(direction)),
            vignette: if scanner { 0.0 } else { rng.between(0.0, 0.3) },
            spot: (x0 + (x1 - x0) * along, y0 + (y1 - y0) * across),
            glare: (
                frame.1 as f32 * rng.between(0.05, 0.2),
                if glare { rng.between(0.1, 0.8) } else { 0.0 },
            ),
        }
    }

    fn fall_on(&self, rgb: [f32; 3], (u, v): (f32, f32), (x, y): (f32, f32)) -> [f32; 3] {
        let radius = u * u + v * v;
        let level =
            (1.0 + self.fall.0 * u + self.fall.1 * v) * (1.0 - self.vignette * radius * 0.5);
        let mut shine = 0.0;
        if self.glare.1 > 0.0 {
            let distance = length(x - self.spot.0, y - self.spot.1) / self.glare.0;
            let halo = 1.0 / (1.0 + distance * distance);
            shine = self.glare.1 * halo * halo;
        }
        rgb.map(|value| value * level + shine)
    }
}

impl Desk {
    fn draw(scanner: bool, rng: &mut Rng) -> Self {
        let ground = if scanner {
            [rng.between(0.8, 0.97); 3]
        } else {
            rng.pick(&[
                [0.18, 0.09, 0.04],
                [0.08, 0.05, 0.04],
                [0.11, 0.13, 0.15],
                [0.32, 0.28, 0.23],
                [0.03, 0.04, 0.06],
                [0.6, 0.6, 0.58],
                [0.05, 0.12, 0.08],
            ])
        };
        let wood = rng.chance(0.5);
        Self {
            ground,
            grain: if wood { (9.0, 160.0) } else { (90.0, 90.0) },
            depth: if scanner { 0.004 } else { rng.between(0.03, 0.15) },
            seed: rng.next_u64(),
        }
    }
}

/// A flat drawing with rounded corners, in light.
struct Flat<'a> {
    pixels: &'a RgbImage,
    radius: f32,
}

impl Flat<'_> {
    /// Light and cover at a place of the drawing.
    fn at(&self, [x, y]: [f32; 2], tone: &Tone) -> ([f32; 3], f32) {
        let (width, height) = (self.pixels.width() as f32, self.pixels.height() as f32);
        if x < -1.0 || y < -1.0 || x > width + 1.0 || y > height + 1.0 {
            return ([0.0; 3], 0.0);
        }
        let (dx, dy) = (
            (self.radius - x).max(x - width + self.radius),
            (self.radius - y).max(y - height + self.radius),
        );
        let over = if self.radius > 0.0 {
            length(dx.max(0.0), dy.max(0.0)) - self.radius
        } else {
            (-x).max(-y).max(x - width).max(y - height)
        };
        (sample(self.pixels, (x, y), tone), (0.5 - over).clamp(0.0, 1.0))
    }
}

/// Light at a place of a picture, blended between the four nearest pixels.
pub(super) fn sample(pixels: &RgbImage, (x, y): (f32, f32), tone: &Tone) -> [f32; 3] {
    let (width, height) = (pixels.width() as usize, pixels.height() as usize);
    let (x, y) =
        ((x - 0.5).clamp(0.0, width as f32 - 1.0), (y - 0.5).clamp(0.0, height as f32 - 1.0));
    let (left, top) = (x as usize, y as usize);
    let (tx, ty) = (x - left as f32, y - top as f32);
    let (right, bottom) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
    let raw = pixels.as_raw();
    let mut rgb = [0.0; 3];
    for (channel, value) in rgb.iter_mut().enumerate() {
        let at = |x: usize, y: usize| tone.light(raw[3 * (y * width + x) + channel]);
        let above = at(left, top) + (at(right, top) - at(left, top)) * tx;
        let below = at(left, bottom) + (at(right, bottom) - at(left, bottom)) * tx;
        *value = above + (below - above) * ty;
    }
    rgb
}
