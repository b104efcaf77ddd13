//! Fine line patterns, as security printers draw them.

use ab_glyph_rasterizer::{Point, point};

use crate::canvas::{Canvas, Ink};
use crate::path::Path;
use crate::rng::Rng;
use crate::wave::{cosine, sine};

/// Covers an area with bundles of waves of slowly changing amplitude.
pub(crate) fn waves(canvas: &mut Canvas, area: (f32, f32), inks: [[u8; 3]; 2], rng: &mut Rng) {
    const LINES: u8 = 15;
    const STEP_MM: f32 = 0.8;
    let (width, height) = area;
    for (bundle, ink) in inks.into_iter().enumerate() {
        let (length, phase) = (rng.between(24.0, 38.0), rng.unit());
        let (swell, drift) = (rng.between(50.0, 90.0), rng.between(0.01, 0.03));
        let amplitude = rng.between(2.0, 3.6);
        let slant = if bundle == 0 { 0.16 } else { -0.12 };
        for line in 0..LINES {
            let base = height * (f32::from(line) + 0.5) / f32::from(LINES);
            let shift = phase + f32::from(line) * drift;
            let steps = (width / STEP_MM).ceil() as u16 + 1;
            let points: Vec<Point> = (0..=steps)
                .map(|step| {
                    let x = f32::from(step) * STEP_MM;
                    let reach = amplitude * (0.55 + 0.45 * cosine(x / swell + shift));
                    let y = base + slant * (x - width / 2.0) + reach * sine(x / length + shift);
                    point(x, y)
                })
                .collect();
            canvas.fill(&Path::stroke(&points, 0.09), Ink::opaque(ink).alpha(0.4));
        }
    }
}

/// A rosette of interlaced loops about a centre.
pub(crate) fn rosette(canvas: &mut Canvas, centre: (f32, f32), radius: f32, ink: Ink, petals: u8) {
    const STEPS: u16 = 360;
    for ring in 0..4_u8 {
        let inner = radius * (0.38 + 0.1 * f32::from(ring));
        let reach = radius - inner;
        let points: Vec<Point> = (0..=STEPS)
            .map(|step| {
                let turns = f32::from(step) / f32::from(STEPS);
                let wave = 0.5 + 0.5 * sine(turns * f32::from(petals) + f32::from(ring) * 0.2);
                let r = inner + reach * wave;
                point(centre.0 + r * cosine(turns), centre.1 + r * sine(turns))
            })
            .collect();
        canvas.fill(&Path::stroke(&points, 0.08), ink);
    }
}
