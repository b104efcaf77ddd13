//! Light, lens and sensor.

use image::{Rgb, RgbImage};

use crate::rng::Rng;
use crate::truth::Quad;
use crate::wave::{cosine, length, sine};

/// A picture before it is developed: RGB from 0 to 255, not yet rounded or clipped.
pub(super) struct Exposure {
    width: u32,
    height: u32,
    rgb: Vec<[f32; 3]>,
}

impl Exposure {
    pub(super) fn paint(frame: (u32, u32), paint: impl Fn(u32, u32) -> [f32; 3]) -> Self {
        let (width, height) = frame;
        let rgb = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
        let rgb = rgb.map(|(x, y)| paint(x, y)).collect();
        Self { width, height, rgb }
    }

    pub(super) fn each(&mut self, mut change: impl FnMut(u32, u32, [f32; 3]) -> [f32; 3]) {
        for (y, row) in self.rgb.chunks_exact_mut(self.width as usize).enumerate() {
            for (x, rgb) in row.iter_mut().enumerate() {
                *rgb = change(x as u32, y as u32, *rgb);
            }
        }
    }

    /// The pixel at a place, the nearest one if outside.
    fn at(&self, x: i64, y: i64) -> [f32; 3] {
        let x = x.clamp(0, i64::from(self.width) - 1) as usize;
        let y = y.clamp(0, i64::from(self.height) - 1) as usize;
        self.rgb[y * self.width as usize + x]
    }

    /// Replaces each pixel by a weighted sum of pixels at fixed offsets.
    fn gather(&mut self, taps: &[(i64, i64, f32)]) {
        let blurred = (0..i64::from(self.height))
            .flat_map(|y| (0..i64::from(self.width)).map(move |x| (x, y)))
            .map(|(x, y)| {
                taps.iter().fold([0.0; 3], |mut sum, &(dx, dy, weight)| {
                    let rgb = self.at(x + dx, y + dy);
                    for (total, channel) in sum.iter_mut().zip(rgb) {
                        *total += weight * channel;
                    }
                    sum
                })
            })
            .collect();
        self.rgb = blurred;
    }
}

/// The lamp and what the lens does to it.
#[derive(Clone, Copy)]
pub(super) struct Light {
    frame: (f32, f32),
    /// Direction the light falls off in, and by how much over the picture.
    fall: (f32, f32),
    vignette: f32,
    /// Warmth: red up, blue down.
    warmth: f32,
    spot: (f32, f32),
    spot_radius: f32,
    glare: f32,
}

impl Light {
    pub(super) fn draw(
        strength: f32,
        glare: f32,
        document: Quad,
        frame: (u32, u32),
        rng: &mut Rng,
    ) -> Self {
        let direction = rng.unit();
        let share = rng.between(0.5, 1.0) * strength;
        let frame = (frame.0 as f32, frame.1 as f32);
        // The reflection of a lamp lies somewhere on the document.
        let ([x0, y0], [x1, y1]) = (document.0[0], document.0[2]);
        let (along, across) = (rng.between(0.2, 0.8), rng.between(0.2, 0.8));
        Self {
            frame,
            fall: (share * cosine(direction), share * sine(direction)),
            vignette: strength * rng.between(0.4, 0.8),
            warmth: rng.around(0.35) * strength,
            spot: (x0 + (x1 - x0) * along, y0 + (y1 - y0) * across),
            spot_radius: frame.0.min(frame.1) * rng.between(0.08, 0.16),
            glare: if glare > 0.0 { glare * rng.between(0.6, 1.0) } else { 0.0 },
        }
    }

    pub(super) fn glare(&self) -> f32 {
        self.glare
    }
}

/// Lights the scene.
pub(super) fn shine(picture: &mut Exposure, light: Light) {
    let (half_w, half_h) = (light.frame.0 / 2.0, light.frame.1 / 2.0);
    picture.each(|x, y, rgb| {
        let (x, y) = (x as f32, y as f32);
        let (u, v) = ((x - half_w) / half_w, (y - half_h) / half_h);
        let gradient = 1.0 + light.fall.0 * u + light.fall.1 * v;
        let vignette = 1.0 - light.vignette * 0.5 * (u * u + v * v) * 0.5;
        let level = gradient * vignette;
        let tint = [1.0 + light.warmth * 0.3, 1.0, 1.0 - light.warmth * 0.3];
        let distance = length((x - light.spot.0) * 0.8, y - light.spot.1) / light.spot_radius;
        // A bright core and a halo, both smooth: (1 - d²)² and 1 / (1 + d²)².
        let core = (1.0 - distance * distance * 0.4).max(0.0);
        let halo = 1.0 / (1.0 + distance * distance);
        let cover = light.glare * (0.8 * core * core + 0.2 * halo * halo);
        let mut lit = [0.0; 3];
        for channel in 0..3 {
            let value = rgb[channel] * level * tint[channel];
            lit[channel] = value + (262.0 - value) * cover;
        }
        lit
    });
}

/// Blurs over a soft disc; a radius below half a pixel changes nothing.
pub(super) fn defocus(picture: &mut Exposure, radius: f32) {
    if radius < 0.5 {
        return;
    }
    let reach = radius.ceil() as i64;
    let mut taps = Vec::new();
    for dy in -reach..=reach {
        for dx in -reach..=reach {
            let distance = length(dx as f32, dy as f32);
            let weight = (radius + 0.5 - distance).clamp(0.0, 1.0);
            if weight > 0.0 {
                taps.push((dx, dy, weight));
            }
        }
    }
    normalise(&mut taps);
    picture.gather(&taps);
}

/// Blurs along a line of the given length and direction (in turns).
pub(super) fn motion(picture: &mut Exposure, span: f32, direction: f32) {
    let steps = span.round() as i64;
    if steps < 1 {
        return;
    }
    let (cos, sin) = (cosine(direction), sine(direction));
    let mut taps: Vec<(i64, i64, f32)> = (0..=steps)
        .map(|step| {
            let along = step as f32 - steps as f32 / 2.0;
            ((along * cos).round() as i64, (along * sin).round() as i64, 1.0)
        })
        .collect();
    normalise(&mut taps);
    picture.gather(&taps);
}

fn normalise(taps: &mut [(i64, i64, f32)]) {
    let total: f32 = taps.iter().map(|tap| tap.2).sum();
    for tap in taps {
        tap.2 /= total;
    }
}

/// Adds sensor noise: a share that grows with the square root of the light, and a fixed one.
/// `deviation` is the standard deviation at middle gray.
pub(super) fn noise(picture: &mut Exposure, deviation: f32, rng: &mut Rng) {
    picture.each(|_, _, rgb| {
        let gray = rng.noise();
        rgb.map(|channel| {
            let shot = 0.35 + 0.65 * (channel.max(0.0) / 128.0).sqrt();
            // Neighbouring colour samples share most of their noise after demosaicing.
            channel + deviation * shot * (0.8 * gray + 0.6 * rng.noise())
        })
    });
}

/// Rounds and clips to 8 bits.
pub(super) fn develop(picture: &Exposure, frame: (u32, u32)) -> RgbImage {
    let mut rgb = picture.rgb.iter();
    RgbImage::from_fn(frame.0, frame.1, |_, _| {
        let channels = rgb.next().copied().unwrap_or_default();
        Rgb(channels.map(|channel| channel.round().clamp(0.0, 255.0) as u8))
    })
}
