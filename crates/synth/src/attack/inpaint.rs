//! Filling a region from around it.

use super::splice::fields;
use super::stamp::{Forgery, Rect, colour_at, grown};
use crate::rng::Rng;
use crate::truth::{Quad, RegionKind, Truth};

/// How a hole is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fill {
    /// The median colour of the rim.
    Flat,
    /// Smooth colours that agree with the rim: Laplace's equation.
    Diffusion,
    /// From the rim inwards, each pixel a weighted mean of known ones near it.
    ///
    /// In the order of A. Telea, "An image inpainting technique based on the fast marching
    /// method", Journal of Graphics Tools 9 (2004), with rings in place of the exact front.
    Rings,
    /// A piece of background from above, below or beside.
    Patch,
}

impl Fill {
    pub(super) const ALL: [Self; 4] = [Self::Flat, Self::Diffusion, Self::Rings, Self::Patch];
}

/// Removes one or two fields, or parts of them; `false` if there is nothing to remove.
pub(super) fn remove(forgery: &mut Forgery, truth: &Truth, rng: &mut Rng) -> bool {
    let mut targets: Vec<Quad> = fields(truth).iter().map(|region| region.quad).collect();
    let extra = [RegionKind::SpecimenMark, RegionKind::MrzLine];
    let whole = truth.regions.iter().filter(|region| extra.contains(&region.kind));
    targets.extend(whole.map(|region| part(region.quad, 0.1, 0.35)));
    if targets.is_empty() {
        return false;
    }
    for _ in 0..rng.whole(1, 2) {
        let mut quad = rng.pick(&targets);
        if rng.chance(0.4) {
            let start = rng.between(0.0, 0.5);
            quad = part(quad, start, start + rng.between(0.35, 0.5));
        }
        let fill = rng.pick(&[Fill::Diffusion, Fill::Rings, Fill::Rings, Fill::Patch]);
        let feather = if rng.chance(0.5) { 0.0 } else { rng.between(1.0, 3.0) };
        cover(forgery, grown(quad, rng.between(1.0, 4.0)), fill, feather, rng);
    }
    true
}

/// A part of a quadrilateral along its writing direction.
pub(super) fn part(quad: Quad, from: f32, to: f32) -> Quad {
    let [a, b, c, d] = quad.0;
    let mix =
        |p: [f32; 2], q: [f32; 2], t: f32| [p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t];
    Quad([mix(a, b, from), mix(a, b, to), mix(d, c, to), mix(d, c, from)])
}

/// Fills a quadrilateral.
pub(super) fn cover(forgery: &mut Forgery, quad: Quad, fill: Fill, feather: f32, rng: &mut Rng) {
    let Some(rect) = Rect::around(quad, 2.0, forgery.size()) else { return };
    let filled = match fill {
        Fill::Flat => vec![rim_median(forgery, rect); (rect.width * rect.height) as usize],
        Fill::Diffusion => diffused(forgery, rect),
        Fill::Rings => rings(forgery, rect),
        Fill::Patch => patch(forgery, rect, rng),
    };
    forgery.lay(quad, feather, |x, y| {
        let index = (y - rect.top) * rect.width + (x - rect.left);
        (filled.get(index as usize).copied().unwrap_or_default(), 1.0)
    });
}

/// The median of each channel along the rim of a rectangle.
pub(super) fn rim_median(forgery: &Forgery, rect: Rect) -> [f32; 3] {
    let mut channels = [const { Vec::new() }; 3];
    let mut note = |x: i64, y: i64| {
        for (channel, value) in channels.iter_mut().zip(forgery.at(x, y)) {
            channel.push(value);
        }
    };
    let (left, top) = (i64::from(rect.left), i64::from(rect.top));
    let (right, bottom) = (left + i64::from(rect.width), top + i64::from(rect.height));
    for x in left..right {
        note(x, top);
        note(x, bottom - 1);
    }
    for y in top..bottom {
        note(left, y);
        note(right - 1, y);
    }
    channels.map(|mut values: Vec<f32>| {
        values.sort_by(f32::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or_default()
    })
}

/// Solves Laplace's equation inside the rectangle with the rim given: successive over-relaxation,
/// started from a blend of the four sides, a fixed number of rounds.
fn diffused(forgery: &Forgery, rect: Rect) -> Vec<[f32; 3]> {
    const ROUNDS: usize = 60;
    const OVER: f32 = 1.7;
    let mut values = blend_of_sides(forgery, rect);
    let (width, height) = (rect.width as usize, rect.height as usize);
    for _ in 0..ROUNDS {
        for y in 1..height.saturating_sub(1) {
            for x in 1..width - 1 {
                let index = y * width + x;
                let around = [index - 1, index + 1, index - width, index + width];
                let [left, right, above, below] = around.map(|near| values[near]);
                for (channel, value) in values[index].iter_mut().enumerate() {
                    let sum = left[channel] + right[channel] + above[channel] + below[channel];
                    *value += OVER * (sum / 4.0 - *value);
                }
            }
        }
    }
    values
}

fn blend_of_sides(forgery: &Forgery, rect: Rect) -> Vec<[f32; 3]> {
    let (left, top) = (i64::from(rect.left), i64::from(rect.top));
    let (width, height) = (i64::from(rect.width), i64::from(rect.height));
    let mut values = Vec::with_capacity((width * height) as usize);
    for y in 0..height {
        for x in 0..width {
            if x == 0 || y == 0 || x == width - 1 || y == height - 1 {
                values.push(forgery.at(left + x, top + y));
                continue;
            }
            let sides = [
                (forgery.at(left, top + y), x),
                (forgery.at(left + width - 1, top + y), width - 1 - x),
                (forgery.at(left + x, top), y),
                (forgery.at(left + x, top + height - 1), height - 1 - y),
            ];
            values.push(weighted(sides.map(|(colour, apart)| (colour, 1.0 / apart as f32))));
        }
    }
    values
}

fn weighted<const N: usize>(colours: [([f32; 3], f32); N]) -> [f32; 3] {
    let total: f32 = colours.iter().map(|(_, weight)| weight).sum();
    let mut mean = [0.0; 3];
    for (colour, weight) in colours {
        mean.iter_mut().zip(colour).for_each(|(sum, value)| *sum += value * weight / total);
    }
    mean
}

/// Fills ring after ring from the rim, each pixel from the known ones within three pixels.
fn rings(forgery: &Forgery, rect: Rect) -> Vec<[f32; 3]> {
    let (width, height) = (i64::from(rect.width), i64::from(rect.height));
    let depth = |x: i64, y: i64| x.min(y).min(width - 1 - x).min(height - 1 - y);
    let mut values = vec![[0.0; 3]; (width * height) as usize];
    for ring in 0..=(width.min(height) / 2) {
        for y in ring..height - ring {
            let edge = y == ring || y == height - 1 - ring;
            let step = if edge { 1 } else { (width - 1 - 2 * ring).max(1) };
            let mut x = ring;
            while x < width - ring {
                let colour = if ring == 0 {
                    colour_at(&forgery.pixels, i64::from(rect.left) + x, i64::from(rect.top) + y)
                } else {
                    near(&values, (width, height), (x, y), |x, y| depth(x, y) < ring)
                };
                values[(y * width + x) as usize] = colour;
                x += step;
            }
        }
    }
    values
}

fn near(
    values: &[[f32; 3]],
    (width, height): (i64, i64),
    (x, y): (i64, i64),
    known: impl Fn(i64, i64) -> bool,
) -> [f32; 3] {
    let (mut sum, mut total) = ([0.0; 3], 0.0);
    for dy in -3..=3_i64 {
        for dx in -3..=3_i64 {
            let (u, v) = (x + dx, y + dy);
            if u < 0 || v < 0 || u >= width || v >= height || !known(u, v) {
                continue;
            }
            let weight = 1.0 / (dx * dx + dy * dy).max(1) as f32;
            let colour = values[(v * width + u) as usize];
            sum.iter_mut().zip(colour).for_each(|(sum, value)| *sum += weight * value);
            total += weight;
        }
    }
    sum.map(|value| value / f32::max(total, 1e-6))
}

/// The calmest of the pieces of the same size around, its mean colour moved to that of the rim.
fn patch(forgery: &Forgery, rect: Rect, rng: &mut Rng) -> Vec<[f32; 3]> {
    let (width, height) = (i64::from(rect.width), i64::from(rect.height));
    let mut best: Option<(f32, (i64, i64))> = None;
    for _ in 0..24 {
        let shift =
            ((rng.around(1.6) * width as f32) as i64, (rng.around(3.5) * height as f32) as i64);
        let apart = shift.0.abs() >= width || shift.1.abs() >= height;
        let (left, top) = (i64::from(rect.left) + shift.0, i64::from(rect.top) + shift.1);
        let inside = left >= 0
            && top >= 0
            && left + width <= i64::from(forgery.pixels.width())
            && top + height <= i64::from(forgery.pixels.height());
        if apart && inside {
            let roughness = roughness(forgery, (left, top), (width, height));
            if best.is_none_or(|(least, _)| roughness < least) {
                best = Some((roughness, shift));
            }
        }
    }
    let Some((_, shift)) = best else { return rings(forgery, rect) };
    let (left, top) = (i64::from(rect.left) + shift.0, i64::from(rect.top) + shift.1);
    let from = Rect { left: left as u32, top: top as u32, ..rect };
    let (here, there) = (rim_median(forgery, rect), rim_median(forgery, from));
    let mut values = Vec::with_capacity((width * height) as usize);
    for y in 0..height {
        for x in 0..width {
            let mut colour = forgery.at(left + x, top + y);
            for channel in 0..3 {
                colour[channel] += here[channel] - there[channel];
            }
            values.push(colour);
        }
    }
    values
}

/// Mean absolute step of green between neighbours.
fn roughness(forgery: &Forgery, (left, top): (i64, i64), (width, height): (i64, i64)) -> f32 {
    let mut sum = 0.0;
    for y in (0..height).step_by(2) {
        for x in (0..width - 1).step_by(2) {
            let (a, b) = (forgery.at(left + x, top + y)[1], forgery.at(left + x + 1, top + y)[1]);
            sum += (a - b).abs();
        }
    }
    sum / (width * height) as f32
}
