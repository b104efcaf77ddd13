//! Pictures of pictures: screens, prints and photocopies of a document.

use super::kind::Manipulation;
use super::record::CaptureDevice;
use super::scene::{Scene, sample};
use super::texture::{Lattice, floor};
use super::tone::Tone;
use crate::error::SynthError;
use crate::rng::Rng;
use crate::specimen::Specimen;
use crate::wave::{cosine, length, sine};

/// Shows a picture on a medium and takes a picture of that.
///
/// # Errors
/// Those of the capture.
pub(super) fn recapture(
    shown: &Specimen,
    kind: Manipulation,
    tone: &Tone,
    rng: &mut Rng,
) -> Result<(Specimen, CaptureDevice), SynthError> {
    let devices: &[CaptureDevice] = match kind {
        Manipulation::ScreenRecapture => {
            &[CaptureDevice::PhoneGood, CaptureDevice::PhoneDenoised, CaptureDevice::Webcam]
        }
        Manipulation::Photocopy => &[CaptureDevice::Scanner, CaptureDevice::PhoneGood],
        _ => &CaptureDevice::ALL,
    };
    let device = rng.pick(devices);
    let scene = Scene::draw(shown.pixels.dimensions(), device, rng);
    let places = [(0.17, 0.25), (0.5, 0.25), (0.83, 0.25), (0.17, 0.75), (0.5, 0.75), (0.83, 0.75)];
    let seed = rng.next_u64();
    let taken = match kind {
        Manipulation::ScreenRecapture => {
            let screen = Screen::draw(shown, rng);
            scene.shoot(&shown.truth, &places, |p| screen.at(p, tone), tone, seed)?
        }
        _ => {
            let print = Print::draw(shown, kind == Manipulation::Photocopy, rng);
            scene.shoot(&shown.truth, &places[..4], |p| print.at(p, tone), tone, seed)?
        }
    };
    Ok((taken, device))
}

/// A liquid crystal display: square pixels of three stripes each, a dark grid, a back light that
/// leaks, a reflection.
struct Screen<'a> {
    shown: &'a Specimen,
    /// Side of a display pixel in pixels of the picture shown.
    pitch: f32,
    /// Width of the dark gap as a share of a stripe.
    gap: f32,
    cast: [f32; 3],
    leak: f32,
    mirror: ((f32, f32), f32, f32),
}

impl<'a> Screen<'a> {
    fn draw(shown: &'a Specimen, rng: &mut Rng) -> Self {
        let (width, height) = (shown.pixels.width() as f32, shown.pixels.height() as f32);
        let spot = (width * rng.unit(), height * rng.unit());
        Self {
            shown,
            pitch: rng.between(0.7, 2.6),
            gap: rng.between(0.08, 0.3),
            cast: [rng.between(0.82, 1.0), rng.between(0.92, 1.0), rng.between(0.95, 1.12)],
            leak: rng.between(0.002, 0.03),
            mirror: (spot, height * rng.between(0.2, 0.7), rng.between(0.0, 0.12)),
        }
    }

    fn at(&self, [x, y]: [f32; 2], tone: &Tone) -> ([f32; 3], f32) {
        let (width, height) = (self.shown.pixels.width() as f32, self.shown.pixels.height() as f32);
        if x < 0.0 || y < 0.0 || x >= width || y >= height {
            return ([self.leak; 3], 1.0);
        }
        let (u, v) = (x / self.pitch, y / self.pitch);
        let (column, row) = (floor(u) as f32, floor(v) as f32);
        let middle = ((column + 0.5) * self.pitch, (row + 0.5) * self.pitch);
        let colour = sample(&self.shown.pixels, middle, tone);
        let across = (u - column) * 3.0;
        let stripe = across as usize;
        let (within, down) = (across - stripe as f32, v - row);
        let lit = within > self.gap / 2.0
            && within < 1.0 - self.gap / 2.0
            && down > self.gap / 6.0
            && down < 1.0 - self.gap / 6.0;
        let open = 1.0 / ((1.0 - self.gap) * (1.0 - self.gap / 3.0));
        let (spot, radius, strength) = self.mirror;
        let apart = length(x - spot.0, y - spot.1) / radius;
        let shine = strength / (1.0 + apart * apart * apart * apart);
        let mut rgb = [self.leak + shine; 3];
        if lit && let (Some(value), Some(colour)) = (rgb.get_mut(stripe), colour.get(stripe)) {
            *value += 3.0 * open * self.cast[stripe] * colour;
        }
        (rgb, 1.0)
    }
}

/// How ink makes shades.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Halftone {
    /// Clustered dots, this many picture pixels apart.
    Dots(f32),
    /// Scattered dots on a grid of this many picture pixels.
    Scattered(f32),
    /// Continuous tones, as dye sublimation makes.
    Smooth,
}

/// A print: inks on paper.
struct Print<'a> {
    shown: &'a Specimen,
    halftone: Halftone,
    gray: bool,
    /// Gain and shift of the copier's curve.
    curve: (f32, f32),
    paper: [f32; 3],
    fibre: f32,
    /// Rest of light that the densest ink lets through.
    black: f32,
    /// Whether the sheet reaches beyond the document.
    sheet: bool,
    streak: f32,
    screens: [(f32, f32); 4],
    texture: Lattice,
}

/// Share of red, green and blue light that passes full cyan, magenta, yellow and black.
///
/// Rounded from the block dyes of offset inks; the overlaps are the products.
const INKS: [[f32; 3]; 4] =
    [[0.08, 0.42, 0.72], [0.62, 0.07, 0.22], [0.88, 0.76, 0.07], [0.05, 0.05, 0.05]];

impl<'a> Print<'a> {
    fn draw(shown: &'a Specimen, copy: bool, rng: &mut Rng) -> Self {
        let gray = copy && rng.chance(0.75);
        let halftone = match rng.below(5) {
            0..3 => Halftone::Dots(rng.between(1.9, 5.0)),
            3 => Halftone::Scattered(rng.between(0.5, 1.3)),
            _ if copy => Halftone::Scattered(rng.between(0.8, 1.5)),
            _ => Halftone::Smooth,
        };
        // Offset screens stand at 15°, 75°, 0° and 45°.
        let turns: [f32; 4] = [15.0, 75.0, 0.0, 45.0].map(|degrees: f32| degrees / 360.0);
        let white = rng.between(0.78, 0.95);
        Self {
            shown,
            halftone,
            gray,
            curve: if copy {
                (rng.between(1.2, 2.0), rng.around(0.08))
            } else {
                (rng.between(0.85, 1.05), rng.between(-0.05, 0.03))
            },
            paper: [white, white, white * rng.between(0.92, 1.03)],
            fibre: rng.between(0.005, 0.03),
            black: rng.between(0.01, 0.06),
            sheet: rng.chance(0.5),
            streak: if copy && rng.chance(0.4) { rng.between(0.03, 0.15) } else { 0.0 },
            screens: turns.map(|turn| (cosine(turn), sine(turn))),
            texture: Lattice::draw(rng),
        }
    }

    fn at(&self, [x, y]: [f32; 2], tone: &Tone) -> ([f32; 3], f32) {
        let (width, height) = (self.shown.pixels.width() as f32, self.shown.pixels.height() as f32);
        let over = (-x).max(-y).max(x - width).max(y - height);
        let beyond = if self.sheet { height * 0.2 } else { 0.5 };
        let cover = (beyond - over).clamp(0.0, 1.0);
        if cover <= 0.0 {
            return ([0.0; 3], 0.0);
        }
        let grain = 1.0 + self.fibre * self.texture.at(x * 0.4, y * 0.4);
        let mut light = self.paper.map(|value| value * grain);
        if over < 0.0 {
            let inks = self.inks(sample(&self.shown.pixels, (x, y), tone), (x, y), tone);
            for (amount, ink) in inks.into_iter().zip(INKS) {
                for (value, pass) in light.iter_mut().zip(ink) {
                    *value *= 1.0 + amount * (pass.max(self.black) - 1.0);
                }
            }
        }
        (light, cover)
    }

    /// Ink on the paper at a place, each from 0 to 1.
    fn inks(&self, light: [f32; 3], (x, y): (f32, f32), tone: &Tone) -> [f32; 4] {
        let codes = light.map(|value| tone.code(value));
        let streak = self.streak * self.texture.at(x * 0.11, 0.5).max(0.0);
        let amounts = if self.gray {
            let luma = 0.299 * codes[0] + 0.587 * codes[1] + 0.114 * codes[2];
            [0.0, 0.0, 0.0, self.curved(1.0 - luma + streak)]
        } else {
            let [cyan, magenta, yellow] = codes.map(|code| self.curved(1.0 - code + streak));
            // Three quarters of the gray part go to black.
            let black = 0.75 * cyan.min(magenta).min(yellow);
            [cyan - black, magenta - black, yellow - black, black]
        };
        let mut inks = [0.0; 4];
        for (index, ink) in inks.iter_mut().enumerate() {
            *ink = self.dot(amounts[index], index, (x, y));
        }
        inks
    }

    fn curved(&self, ink: f32) -> f32 {
        ((ink - 0.5) * self.curve.0 + 0.5 + self.curve.1).clamp(0.0, 1.0)
    }

    fn dot(&self, amount: f32, ink: usize, (x, y): (f32, f32)) -> f32 {
        match self.halftone {
            Halftone::Smooth => amount,
            Halftone::Dots(period) => {
                let (cos, sin) = self.screens[ink];
                let wave = |along: f32| {
                    let place = along / period;
                    4.0 * (place - floor(place) as f32 - 0.5).abs() - 1.0
                };
                // The sum of two triangle waves is a cone at every crossing of the screen.
                let level = 0.5 + 0.25 * (wave(x * cos + y * sin) + wave(y * cos - x * sin));
                ((amount - level) * 0.8 * period + 0.5).clamp(0.0, 1.0)
                    * if amount > 0.01 { 1.0 } else { 0.0 }
            }
            Halftone::Scattered(side) => {
                let cell = |place: f32| floor(place / side) as u64;
                let mut mix = Rng::new(
                    cell(x)
                        .wrapping_mul(0x9e37_79b9)
                        .wrapping_add(cell(y).wrapping_mul(0x85eb_ca6b))
                        ^ (ink as u64) << 40,
                );
                if mix.unit() < amount { 1.0 } else { 0.0 }
            }
        }
    }
}
