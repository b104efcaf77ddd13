//! Strokes of brushes.

use super::splice::fields;
use super::stamp::{Forgery, Rect};
use crate::rng::Rng;
use crate::truth::{Quad, RegionKind, Truth};
use crate::wave::{cosine, length, sine};

/// What a brush does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Brush {
    /// Means over a square of this reach, pixels.
    Blur(i64),
    /// Takes the colours from this far away.
    Clone(i64, i64),
    /// Multiplies brightness.
    Gain(f32),
    /// Moves every channel by its own amount.
    Tint([f32; 3]),
}

/// Retouches the portrait or a field with two to six strokes of one brush.
pub(super) fn retouch(forgery: &mut Forgery, truth: &Truth, rng: &mut Rng) -> bool {
    let mut targets: Vec<Quad> = fields(truth).iter().map(|region| region.quad).collect();
    let portrait = truth.regions.iter().find(|region| region.kind == RegionKind::Portrait);
    if let Some(portrait) = portrait.filter(|_| rng.chance(0.6)) {
        targets = vec![portrait.quad];
    }
    if targets.is_empty() {
        return false;
    }
    let quad = rng.pick(&targets);
    let Some(rect) = Rect::around(quad, 0.0, forgery.size()) else { return false };
    let brush = draw_brush(rect, rng);
    let radius = (rect.width.min(rect.height) as f32 * rng.between(0.15, 0.3)).clamp(7.0, 60.0);
    for _ in 0..rng.whole(2, 6) {
        let start = (
            rect.left as f32 + rng.unit() * rect.width as f32,
            rect.top as f32 + rng.unit() * rect.height as f32,
        );
        stroke(forgery, start, radius, brush, rng);
    }
    true
}

fn draw_brush(rect: Rect, rng: &mut Rng) -> Brush {
    match rng.below(4) {
        0 => Brush::Blur(i64::from(rng.whole(1, 4))),
        1 => {
            let reach = rect.width.max(rect.height) as f32;
            let (turns, far) = (rng.unit(), rng.between(0.4, 0.9) * reach);
            Brush::Clone((far * cosine(turns)) as i64, (far * sine(turns)) as i64)
        }
        2 => Brush::Gain(rng.pick(&[0.72, 0.82, 1.15, 1.3])),
        _ => Brush::Tint([0; 3].map(|_: u8| rng.around(30.0))),
    }
}

/// A few overlapping soft discs along a line.
fn stroke(forgery: &mut Forgery, start: (f32, f32), radius: f32, brush: Brush, rng: &mut Rng) {
    let turns = rng.unit();
    let steps = rng.whole(1, 6);
    let hardness = rng.between(0.3, 1.0);
    let source = forgery.pixels.clone();
    let from = Forgery::of(&source);
    for step in 0..steps {
        let along = step as f32 * radius * 0.5;
        let centre = (start.0 + along * cosine(turns), start.1 + along * sine(turns));
        let square =
            Quad::upright(centre.0 - radius, centre.1 - radius, 2.0 * radius, 2.0 * radius);
        forgery.lay(square, 0.0, |x, y| {
            let apart = length(x as f32 + 0.5 - centre.0, y as f32 + 0.5 - centre.1) / radius;
            let cover = ((1.0 - apart) / (1.0 - 0.8 * hardness)).clamp(0.0, 1.0);
            (paint(&from, x, y, brush), cover)
        });
    }
}

fn paint(from: &Forgery, x: u32, y: u32, brush: Brush) -> [f32; 3] {
    let (x, y) = (i64::from(x), i64::from(y));
    match brush {
        Brush::Blur(reach) => {
            let mut sum = [0.0; 3];
            for dy in -reach..=reach {
                for dx in -reach..=reach {
                    let colour = from.at(x + dx, y + dy);
                    sum.iter_mut().zip(colour).for_each(|(sum, value)| *sum += value);
                }
            }
            let count = (2 * reach + 1) * (2 * reach + 1);
            sum.map(|value: f32| value / count as f32)
        }
        Brush::Clone(dx, dy) => from.at(x + dx, y + dy),
        Brush::Gain(gain) => from.at(x, y).map(|value| value * gain),
        Brush::Tint(tint) => {
            let mut colour = from.at(x, y);
            colour.iter_mut().zip(tint).for_each(|(value, tint)| *value += tint);
            colour
        }
    }
}
