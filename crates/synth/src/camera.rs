//! Photographs of specimens: the document on a desk, seen by a hand-held camera.

mod desk;
mod homography;
mod optics;

use image::{Rgba, RgbaImage};
use imageproc::geometric_transformations::{Border, Interpolation, warp_into_with};
use serde::{Deserialize, Serialize};

pub(crate) use self::homography::Homography;
use self::optics::Light;
use crate::error::SynthError;
use crate::rng::Rng;
use crate::specimen::Specimen;
use crate::truth::{CameraTruth, Quad};
use crate::wave::{cosine, sine};

/// How bad a shot is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A careful shot: up to 4° of turn, little perspective, faint noise.
    Mild,
    /// A casual one: up to 12°, visible blur, uneven light.
    Moderate,
    /// A bad one: up to 25°, strong perspective, glare, motion.
    Severe,
}

impl Severity {
    /// The severity called 1, 2 or 3.
    pub fn from_level(level: u8) -> Option<Self> {
        match level {
            1 => Some(Self::Mild),
            2 => Some(Self::Moderate),
            3 => Some(Self::Severe),
            _ => None,
        }
    }

    fn limits(self) -> Limits {
        match self {
            Self::Mild => Limits {
                turn: 4.0 / 360.0,
                perspective: 0.02,
                defocus: 0.7,
                motion: 0.0,
                noise: 1.6,
                light: 0.12,
                glare: 0.0,
            },
            Self::Moderate => Limits {
                turn: 12.0 / 360.0,
                perspective: 0.05,
                defocus: 1.3,
                motion: 2.0,
                noise: 4.0,
                light: 0.28,
                glare: 0.55,
            },
            Self::Severe => Limits {
                turn: 25.0 / 360.0,
                perspective: 0.1,
                defocus: 2.4,
                motion: 6.0,
                noise: 9.0,
                light: 0.5,
                glare: 0.95,
            },
        }
    }
}

/// The most that a severity does of each thing. Lengths are in pixels of the finished picture.
struct Limits {
    turn: f32,
    perspective: f32,
    defocus: f32,
    motion: f32,
    noise: f32,
    light: f32,
    glare: f32,
}

/// How a photograph is taken.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Shot {
    /// How bad it is.
    pub severity: Severity,
    /// Quarter turns of the camera, clockwise turns of the document in the picture: 0 to 3.
    pub quarter_turns: u8,
    /// Turn on top of that in degrees, clockwise; drawn from the seed when `None`.
    pub tilt_degrees: Option<f32>,
    /// Longer side of the picture over the longer side of the document; at least 1.05.
    pub margin: f32,
    /// Seed of everything drawn at random.
    pub seed: u64,
}

impl Shot {
    /// A shot of the given severity with the document upright and filling four fifths.
    pub fn new(severity: Severity, seed: u64) -> Self {
        Self { severity, quarter_turns: 0, tilt_degrees: None, margin: 1.25, seed }
    }

    /// Fixes the tilt, degrees clockwise.
    #[must_use]
    pub fn tilt(mut self, degrees: f32) -> Self {
        self.tilt_degrees = Some(degrees);
        self
    }

    /// Turns the document in the picture by quarters, clockwise.
    #[must_use]
    pub fn quarter_turns(mut self, quarters: u8) -> Self {
        self.quarter_turns = quarters % 4;
        self
    }

    /// Sets how much of the desk shows.
    #[must_use]
    pub fn margin(mut self, margin: f32) -> Self {
        self.margin = margin.clamp(1.05, 4.0);
        self
    }
}

/// Photographs a specimen: perspective, desk, light, blur and noise, all from the shot's seed.
///
/// The truth that comes back is in pixels of the photograph. The picture is 4:3, as large as the
/// document and its margin need, so one pixel of the drawing is about one of the photograph.
///
/// # Errors
/// [`SynthError::Corners`] if the corners drawn do not span a quadrilateral.
pub fn photograph(specimen: &Specimen, shot: Shot) -> Result<Specimen, SynthError> {
    let limits = shot.severity.limits();
    let mut rng = Rng::for_purpose(shot.seed, "camera");
    let frame = frame(specimen, shot);
    let turn = shot.tilt_degrees.map_or_else(|| rng.around(limits.turn), |degrees| degrees / 360.0);
    let turns = turn + f32::from(shot.quarter_turns) / 4.0;
    let corners = corners(specimen, frame, turns, limits.perspective, &mut rng);
    let (width, height) = specimen.pixels.dimensions();
    let flat = Quad::upright(0.0, 0.0, width as f32, height as f32);
    let there = Homography::between(flat, corners).ok_or(SynthError::Corners)?;
    let back = Homography::between(corners, flat).ok_or(SynthError::Corners)?;

    let card = warp(specimen, frame, back);
    let mut pixels = desk::surface(frame, &mut rng);
    desk::shadow(&mut pixels, &card, &mut rng);
    desk::lay(&mut pixels, &card);
    let light = Light::draw(limits.light, limits.glare, corners, frame, &mut rng);
    optics::shine(&mut pixels, light);
    let defocus_px = limits.defocus * rng.between(0.7, 1.0);
    let motion_px = limits.motion * rng.unit();
    optics::defocus(&mut pixels, defocus_px);
    optics::motion(&mut pixels, motion_px, rng.unit());
    optics::noise(&mut pixels, limits.noise, &mut rng);

    let camera = CameraTruth {
        severity: shot.severity,
        rotation_degrees: turns * 360.0,
        defocus_px,
        motion_px,
        noise: limits.noise,
        glare: light.glare(),
    };
    Ok(Specimen {
        pixels: optics::develop(&pixels, frame),
        truth: moved(specimen, frame, there, camera),
        corner_px: 0.0,
    })
}

/// Size of the photograph: room for the document turned, in the ratio of 4 to 3.
fn frame(specimen: &Specimen, shot: Shot) -> (u32, u32) {
    let (width, height) = specimen.pixels.dimensions();
    let (width, height) =
        if shot.quarter_turns.is_multiple_of(2) { (width, height) } else { (height, width) };
    let tilt = shot.tilt_degrees.unwrap_or(0.0) / 360.0;
    let (sin, cos) = (sine(tilt).abs(), cosine(tilt).abs());
    let (w, h) = (width as f32, height as f32);
    let (wide, high) = ((w * cos + h * sin) * shot.margin, (w * sin + h * cos) * shot.margin);
    let (long, short) = if wide >= high { (wide, high) } else { (high, wide) };
    let long = long.max(short * 4.0 / 3.0);
    let even = |side: f32| (side / 2.0).round() as u32 * 2;
    let (long, short) = (even(long), even(long * 0.75));
    if wide >= high { (long, short) } else { (short, long) }
}

/// Where the document's corners come to lie.
fn corners(
    specimen: &Specimen,
    frame: (u32, u32),
    turns: f32,
    perspective: f32,
    rng: &mut Rng,
) -> Quad {
    let (w, h) = (specimen.pixels.width() as f32, specimen.pixels.height() as f32);
    let (sin, cos) = (sine(turns), cosine(turns));
    let shift = frame.0.min(frame.1) as f32 * 0.015;
    let middle =
        (frame.0 as f32 / 2.0 + rng.around(shift), frame.1 as f32 / 2.0 + rng.around(shift));
    // A tilted camera makes one side shorter than the other: both axes, independently.
    let (lean_x, lean_y) = (rng.around(perspective), rng.around(perspective));
    Quad([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]]).map(|[x, y]: [f32; 2]| {
        let depth = 1.0 + lean_x * x + lean_y * y;
        let (x, y) = (x * w / 2.0 / depth * 0.98, y * h / 2.0 / depth * 0.98);
        [middle.0 + x * cos - y * sin, middle.1 + x * sin + y * cos]
    })
}

/// The document as the camera sees it: premultiplied colour and cover.
fn warp(specimen: &Specimen, frame: (u32, u32), back: Homography) -> RgbaImage {
    let flat = desk::cut_out(&specimen.pixels, specimen.corner_px);
    let mut card = RgbaImage::new(frame.0, frame.1);
    let border = Border::Constant(Rgba([0; 4]));
    // The warp names pixels by their corner, the truth by where their centre is.
    let mapping = move |x: f32, y: f32| {
        let [x, y] = back.map([x + 0.5, y + 0.5]);
        (x - 0.5, y - 0.5)
    };
    warp_into_with(&flat, mapping, Interpolation::Bilinear, border, &mut card);
    card
}

fn moved(
    specimen: &Specimen,
    frame: (u32, u32),
    there: Homography,
    camera: CameraTruth,
) -> crate::truth::Truth {
    let mut truth = specimen.truth.clone();
    (truth.width, truth.height) = frame;
    truth.document = truth.document.map(|quad| quad.map(|p| there.map(p)));
    for region in &mut truth.regions {
        region.quad = region.quad.map(|p| there.map(p));
    }
    truth.camera = Some(camera);
    truth
}
