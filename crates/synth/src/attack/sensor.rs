//! From light on a sensor to 8-bit pixels: noise, mosaic, noise reduction, sharpening.

use image::{Rgb, RgbImage};

use super::planes::{Planes, blur};
use super::record::CaptureDevice;
use super::tone::Tone;
use crate::rng::Rng;

/// How colours are sampled.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Mosaic {
    /// All three at every pixel: line scanners, and pictures scaled down in the device.
    Full,
    /// Red, green, green, blue; the rest averaged from the neighbours.
    Bilinear,
    /// The same, corrected by the gradient of the colour that is there.
    ///
    /// After H. S. Malvar, L. He, R. Cutler, "High-quality linear interpolation for demosaicing
    /// of Bayer-patterned color images", ICASSP 2004, with one gain for all places.
    Gradient,
}

/// A sensor and the processor behind it. Light is in `[0, 1]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sensor {
    /// Blur of the lens, standard deviation in pixels.
    lens: f32,
    /// Variance of the photon noise for each unit of light.
    shot: f32,
    /// Standard deviation of the noise without light.
    read: f32,
    mosaic: Mosaic,
    /// Strength of the noise reduction of brightness, 8-bit levels; 0 is none.
    denoise: f32,
    /// Blur of the colour difference planes, pixels.
    chroma: f32,
    /// Gain and radius (pixels) of the unsharp mask.
    sharpen: (f32, f32),
    /// White balance error and exposure, for each channel.
    gain: [f32; 3],
    /// Contrast about the middle; 1 is none.
    contrast: f32,
}

impl Sensor {
    /// Draws a sensor of a device.
    pub(super) fn draw(device: CaptureDevice, rng: &mut Rng) -> Self {
        let exposure = rng.between(0.72, 1.02);
        let warmth = rng.around(0.08);
        let gain = [exposure * (1.0 + warmth), exposure, exposure * (1.0 - warmth)];
        let bayer = rng.pick(&[Mosaic::Bilinear, Mosaic::Gradient, Mosaic::Gradient, Mosaic::Full]);
        let contrast = rng.between(0.95, 1.12);
        match device {
            CaptureDevice::Scanner => Self {
                gain: gain.map(|g| g / exposure * rng.between(0.94, 0.99)),
                contrast,
                ..Self::scanner(rng)
            },
            CaptureDevice::PhoneGood => {
                Self { gain, contrast, mosaic: bayer, ..Self::phone_good(rng) }
            }
            CaptureDevice::PhoneDenoised => {
                let contrast = contrast * 1.04;
                Self { gain, contrast, mosaic: bayer, ..Self::phone_denoised(rng) }
            }
            CaptureDevice::Webcam => Self { gain, contrast: contrast * 0.96, ..Self::webcam(rng) },
        }
    }

    fn scanner(rng: &mut Rng) -> Self {
        Self {
            lens: rng.between(0.3, 0.8),
            shot: skewed(1e-5, 12.0, rng),
            read: rng.between(0.0005, 0.003),
            mosaic: Mosaic::Full,
            denoise: 0.0,
            chroma: 0.0,
            sharpen: if rng.chance(0.5) { (rng.between(0.2, 0.9), 0.8) } else { (0.0, 1.0) },
            gain: [1.0; 3],
            contrast: 1.0,
        }
    }

    fn phone_good(rng: &mut Rng) -> Self {
        Self {
            lens: rng.between(0.4, 0.9),
            shot: skewed(3e-5, 10.0, rng),
            read: rng.between(0.0008, 0.004),
            mosaic: Mosaic::Gradient,
            denoise: 0.0,
            chroma: if rng.chance(0.5) { rng.between(0.6, 1.6) } else { 0.0 },
            sharpen: (rng.between(0.0, 0.7), rng.between(0.7, 1.2)),
            gain: [1.0; 3],
            contrast: 1.0,
        }
    }

    fn phone_denoised(rng: &mut Rng) -> Self {
        Self {
            lens: rng.between(0.5, 1.1),
            shot: skewed(2e-4, 8.0, rng),
            read: rng.between(0.002, 0.008),
            mosaic: Mosaic::Gradient,
            denoise: rng.between(5.0, 16.0),
            chroma: rng.between(1.2, 3.5),
            sharpen: (rng.between(0.5, 1.6), rng.between(0.8, 1.6)),
            gain: [1.0; 3],
            contrast: 1.0,
        }
    }

    fn webcam(rng: &mut Rng) -> Self {
        Self {
            lens: rng.between(0.8, 1.5),
            shot: skewed(5e-4, 8.0, rng),
            read: rng.between(0.004, 0.014),
            mosaic: Mosaic::Bilinear,
            denoise: if rng.chance(0.4) { rng.between(4.0, 10.0) } else { 0.0 },
            chroma: rng.between(1.0, 3.0),
            sharpen: (rng.between(0.3, 1.8), rng.between(0.8, 1.4)),
            gain: [1.0; 3],
            contrast: 1.0,
        }
    }

    /// Takes the picture.
    pub(super) fn expose(&self, mut light: Planes, tone: &Tone, rng: &mut Rng) -> RgbImage {
        light.blur(self.lens);
        let mut light = match self.mosaic {
            Mosaic::Full => {
                light.each(|_, _, rgb| {
                    let mut noisy = rgb;
                    for (value, gain) in noisy.iter_mut().zip(self.gain) {
                        *value = self.read_out(*value * gain, rng);
                    }
                    noisy
                });
                light
            }
            mosaic => self.demosaic(&light, mosaic, rng),
        };
        light.each(|_, _, rgb| {
            let [r, g, b] = rgb.map(|value| 255.0 * tone.code(value));
            let luma = 0.299 * r + 0.587 * g + 0.114 * b;
            [luma, (b - luma) * 0.564, (r - luma) * 0.713]
        });
        self.process(&mut light);
        develop(&light)
    }

    fn read_out(&self, light: f32, rng: &mut Rng) -> f32 {
        let variance = self.shot * light.max(0.0) + self.read * self.read;
        light + variance.sqrt() * rng.noise()
    }

    fn demosaic(&self, light: &Planes, mosaic: Mosaic, rng: &mut Rng) -> Planes {
        let width = light.width;
        let mut values = vec![0.0_f32; width * light.height];
        for (index, value) in values.iter_mut().enumerate() {
            let channel = ((index % width) & 1) + ((index / width) & 1);
            *value = self.read_out(light.channels[channel][index] * self.gain[channel], rng);
        }
        let raw = Raw { values: &values, width: width as u32, height: light.height as u32 };
        let strength = if mosaic == Mosaic::Gradient { 0.5 } else { 0.0 };
        Planes::paint((raw.width, raw.height), |x, y| raw.colour(x, y, strength))
    }

    /// Works on brightness and colour differences in 8-bit levels.
    fn process(&self, picture: &mut Planes) {
        let width = picture.width;
        let [luma, blue, red] = &mut picture.channels;
        if self.denoise > 0.0 {
            *luma = smoothed(luma, width, self.denoise);
        }
        blur(blue, width, self.chroma);
        blur(red, width, self.chroma);
        let (gain, radius) = self.sharpen;
        if gain > 0.0 {
            let mut soft = luma.clone();
            blur(&mut soft, width, radius);
            for (value, soft) in luma.iter_mut().zip(soft) {
                // The halo of a strong edge is held back, as processors do.
                *value += (gain * (*value - soft)).clamp(-40.0, 40.0);
            }
        }
        for value in luma {
            *value = (*value - 128.0) * self.contrast + 128.0;
        }
    }
}

/// From `low` to `ratio` times that, the low end more often.
fn skewed(low: f32, ratio: f32, rng: &mut Rng) -> f32 {
    low * (1.0 + (ratio - 1.0) * rng.unit() * rng.unit())
}

/// What the photosites read, red at the top left.
struct Raw<'a> {
    values: &'a [f32],
    width: u32,
    height: u32,
}

impl Raw<'_> {
    /// The value at a place, mirrored at the border, which keeps the colour of every place.
    fn at(&self, x: i64, y: i64) -> f32 {
        let mirror = |place: i64, side: u32| {
            let last = i64::from(side) - 1;
            let place = if place > last { 2 * last - place } else { place.abs() };
            place.clamp(0, last) as usize
        };
        self.values[mirror(y, self.height) * self.width as usize + mirror(x, self.width)]
    }

    /// The three colours at a place; `strength` is that of the correction by the gradient.
    fn colour(&self, x: u32, y: u32, strength: f32) -> [f32; 3] {
        let (u, v) = (i64::from(x), i64::from(y));
        let at = |dx: i64, dy: i64| self.at(u + dx, v + dy);
        let here = at(0, 0);
        let across = (at(-1, 0) + at(1, 0)) / 2.0;
        let along = (at(0, -1) + at(0, 1)) / 2.0;
        let corners = (at(-1, -1) + at(1, -1) + at(-1, 1) + at(1, 1)) / 4.0;
        if (x & 1) == (y & 1) {
            let far = (at(-2, 0) + at(2, 0) + at(0, -2) + at(0, 2)) / 4.0;
            let detail = strength * (here - far);
            let (green, other) = ((across + along) / 2.0 + detail, corners + detail);
            if x & 1 == 0 { [here, green, other] } else { [other, green, here] }
        } else {
            let detail = strength * (here - corners);
            let (across, along) = (across + detail, along + detail);
            if y & 1 == 0 { [across, here, along] } else { [along, here, across] }
        }
    }
}

/// Smooths what differs by little and keeps edges: a weighted mean of 13 pixels in a diamond.
fn smoothed(luma: &[f32], width: usize, strength: f32) -> Vec<f32> {
    const DIAMOND: [(isize, isize); 13] = [
        (0, -2),
        (-1, -1),
        (0, -1),
        (1, -1),
        (-2, 0),
        (-1, 0),
        (0, 0),
        (1, 0),
        (2, 0),
        (-1, 1),
        (0, 1),
        (1, 1),
        (0, 2),
    ];
    let height = luma.len() / width.max(1);
    let scale = 1.0 / (strength * strength);
    let near = |place: usize, step: isize, side: usize| {
        place.saturating_add_signed(step).min(side.saturating_sub(1))
    };
    let mut out = Vec::with_capacity(luma.len());
    for y in 0..height {
        for x in 0..width {
            let here = luma[y * width + x];
            let (mut sum, mut total) = (0.0, 0.0);
            for (dx, dy) in DIAMOND {
                let value = luma[near(y, dy, height) * width + near(x, dx, width)];
                let apart = (value - here) * (value - here) * scale;
                let weight = 1.0 / (1.0 + apart * apart);
                sum += weight * value;
                total += weight;
            }
            out.push(sum / total);
        }
    }
    out
}

/// Brightness and colour differences to 8-bit RGB.
fn develop(picture: &Planes) -> RgbImage {
    let [luma, blue, red] = &picture.channels;
    let mut pixels = luma.iter().zip(blue).zip(red);
    RgbImage::from_fn(picture.width as u32, picture.height as u32, |_, _| {
        let Some(((&luma, &blue), &red)) = pixels.next() else { return Rgb([0; 3]) };
        let (r, b) = (luma + red / 0.713, luma + blue / 0.564);
        let g = (luma - 0.299 * r - 0.114 * b) / 0.587;
        Rgb([r, g, b].map(|value| (value + 0.5).clamp(0.0, 255.0) as u8))
    })
}
