//! Sides measured in the picture at full size.

use image::RgbImage;

use super::geometry::{Corners, Point, between, clipped, distance, is_plausible, sides};
use super::hough::Straight;
use super::hypotheses::ROUNDED;
use crate::sample::interpolated_rgb8;

/// Places along a side where it is measured.
const STATIONS: usize = 48;
/// Colours at a place are means of this many pixels along the side, against noise.
const ALONG: i32 = 3;
/// How far from where it was found a side is looked for: this many pixels of the reduced picture.
const REACH: f32 = 2.0;
/// Steepness, in levels over two pixels, above which an edge counts no more: one letter or hologram on
/// the side does not outweigh the side.
const STEEP: f32 = 24.0;
/// Places further than this from the line, in pixels, do not draw it (Tukey's biweight).
const STRAY: f32 = 1.5;
/// Rounds of that.
const ROUNDS: usize = 4;

/// The corners where the sides meet that the picture has near the given ones. `step` is the size of a
/// pixel of the given corners, in pixels of the picture. Sides that are borders stay. Corners that come
/// out implausible are given up for the given ones.
pub(super) fn refined(
    source: &RgbImage,
    corners: &Corners,
    step: f32,
    borders: [bool; 4],
) -> Corners {
    let full = corners.map(|[x, y]| [x * step, y * step]);
    let reach = (REACH * step).ceil() as i32 + 1;
    let ends = sides(&full);
    let mut lines = Vec::with_capacity(4);
    for ((a, b), border) in ends.into_iter().zip(borders) {
        let given = Straight::through(a, b);
        let found = if border { None } else { measured(source, a, b, reach) };
        match found.or(given) {
            Some(line) => lines.push(line),
            None => return *corners,
        }
    }
    let crossing = |k: usize| lines[k].crossing(&lines[(k + 3) % 4]);
    match [crossing(0), crossing(1), crossing(2), crossing(3)] {
        [Some(a), Some(b), Some(c), Some(d)] if is_plausible(&[a, b, c, d]) => {
            [a, b, c, d].map(|[x, y]| [x / step, y / step])
        }
        _ => *corners,
    }
}

/// Steepness across the side, place by place.
struct Profiles {
    /// Where the places are.
    centres: Vec<Point>,
    /// Unit vector across the side.
    across: Point,
    /// Offsets on each side of a place.
    reach: i32,
    /// Per place, steepness at the offsets from `-reach` to `reach`.
    steepness: Vec<f32>,
}

fn measured(source: &RgbImage, a: Point, b: Point, reach: i32) -> Option<Straight> {
    let profiles = Profiles::of(source, a, b, reach)?;
    let (start, end) = profiles.best_line();
    profiles.fitted(start, end)
}

impl Profiles {
    fn of(source: &RgbImage, a: Point, b: Point, reach: i32) -> Option<Self> {
        let size = [source.width() as f32, source.height() as f32];
        let (from, to) = (between(a, b, ROUNDED), between(a, b, 1.0 - ROUNDED));
        let (first, last) = clipped(from, to, size)?;
        let (from, to) = (between(from, to, first), between(from, to, last));
        let length = distance(from, to);
        if length < STATIONS as f32 / 2.0 {
            return None;
        }
        let way = [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
        let across = [-way[1], way[0]];
        let width = (2 * reach + 1) as usize;
        let mut centres = Vec::with_capacity(STATIONS);
        let mut steepness = Vec::with_capacity(STATIONS * width);
        let mut colours = vec![[0.0_f32; 3]; width + 2];
        for k in 0..STATIONS {
            let centre = between(from, to, (k as f32 + 0.5) / STATIONS as f32);
            for (colour, offset) in colours.iter_mut().zip(-reach - 1..) {
                *colour = mean_along(source, centre, way, offset as f32);
            }
            steepness.extend(colours.windows(3).map(|three| apart(three[0], three[2])));
            centres.push(centre);
        }
        Some(Self { centres, across, reach, steepness })
    }

    /// Offsets at the first and the last place of the line along which the steepness adds up to most.
    fn best_line(&self) -> (f32, f32) {
        let width = (2 * self.reach + 1) as usize;
        let (mut best, mut ends) = (-1.0, (0.0, 0.0));
        for start in 0..width {
            for end in 0..width {
                let offset = |k: usize| {
                    let share = k as f32 / (STATIONS - 1) as f32;
                    (start as f32 + (end as f32 - start as f32) * share + 0.5) as usize
                };
                let sum: f32 = self
                    .steepness
                    .chunks_exact(width)
                    .enumerate()
                    .map(|(k, row)| row.get(offset(k)).copied().unwrap_or(0.0).min(STEEP))
                    .sum();
                // Of equals, the one nearer to where the side was found.
                let far = (start as f32 - self.reach as f32).abs()
                    + (end as f32 - self.reach as f32).abs();
                let sum = sum * (1.0 - 0.002 * far);
                if sum > best {
                    best = sum;
                    ends = (start as f32 - self.reach as f32, end as f32 - self.reach as f32);
                }
            }
        }
        ends
    }

    /// The line through the steepest offsets near the one given, without strays.
    fn fitted(&self, start: f32, end: f32) -> Option<Straight> {
        let width = (2 * self.reach + 1) as usize;
        let spots: Vec<(f32, f32, f32)> = self
            .steepness
            .chunks_exact(width)
            .enumerate()
            .filter_map(|(k, row)| {
                let share = k as f32 / (STATIONS - 1) as f32;
                let near = start + (end - start) * share + self.reach as f32;
                crest(row, near)
                    .map(|(offset, weight)| (share, offset - self.reach as f32, weight.min(STEEP)))
            })
            .collect();
        let mut line = (start, end - start);
        for _ in 0..ROUNDS {
            line = weighted_fit(&spots, line)?;
        }
        let at = |k: usize, offset: f32| {
            let [x, y] = self.centres[k];
            [x + offset * self.across[0], y + offset * self.across[1]]
        };
        Straight::through(at(0, line.0), at(STATIONS - 1, line.0 + line.1))
    }
}

/// The steepest offset within two pixels, to a part of a pixel by the parabola through its neighbours,
/// with its steepness.
fn crest(row: &[f32], near: f32) -> Option<(f32, f32)> {
    let middle = near.round() as usize;
    let from = middle.saturating_sub(2).max(1);
    let to = (middle + 2).min(row.len().saturating_sub(2));
    let at = (from..=to).max_by(|&i, &j| row[i].total_cmp(&row[j]))?;
    let (before, here, after) = (row[at - 1], row[at], row[at + 1]);
    let bend = before - 2.0 * here + after;
    let off = if bend < 0.0 { (before - after) / (2.0 * bend) } else { 0.0 };
    (here > 0.0).then_some((at as f32 + off.clamp(-0.5, 0.5), here))
}

/// Level and slope of the line through the spots, those near the given line counting.
fn weighted_fit(spots: &[(f32, f32, f32)], line: (f32, f32)) -> Option<(f32, f32)> {
    let (mut w, mut wt, mut wtt, mut wd, mut wtd) = (0.0_f64, 0.0, 0.0, 0.0, 0.0);
    for &(share, offset, weight) in spots {
        let off = (offset - line.0 - line.1 * share) / (2.0 * STRAY);
        if off.abs() >= 1.0 {
            continue;
        }
        let weight = f64::from(weight * (1.0 - off * off).powi(2));
        let (t, d) = (f64::from(share), f64::from(offset));
        w += weight;
        wt += weight * t;
        wtt += weight * t * t;
        wd += weight * d;
        wtd += weight * t * d;
    }
    let determinant = w * wtt - wt * wt;
    if !(w > 0.0 && determinant > 1e-6 * w * w) {
        return None;
    }
    let slope = (w * wtd - wt * wd) / determinant;
    Some((((wd - slope * wt) / w) as f32, slope as f32))
}

/// Mean colour of a few pixels along the side at that offset across it.
fn mean_along(source: &RgbImage, centre: Point, way: Point, offset: f32) -> [f32; 3] {
    let mut sum = [0.0; 3];
    for step in 0..ALONG {
        let step = step as f32 - (ALONG - 1) as f32 / 2.0;
        let x = centre[0] - way[1] * offset + way[0] * step;
        let y = centre[1] + way[0] * offset + way[1] * step;
        let colour = interpolated_rgb8(source, x, y);
        sum.iter_mut().zip(colour).for_each(|(sum, value)| *sum += value);
    }
    sum.map(|value: f32| value / ALONG as f32)
}

/// Root mean square difference over the channels.
fn apart(a: [f32; 3], b: [f32; 3]) -> f32 {
    (a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f32>() / 3.0).sqrt()
}

#[cfg(test)]
mod tests {
    use image::Rgb;

    use super::*;

    /// A light quadrilateral on a dark ground, each pixel mixed by how much of it is covered.
    fn drawn(corners: &Corners) -> RgbImage {
        RgbImage::from_fn(640, 480, |x, y| {
            let mut covered = 0;
            for part in 0..16 {
                let point = [
                    x as f32 + (part % 4) as f32 / 4.0 + 0.125,
                    y as f32 + (part / 4) as f32 / 4.0 + 0.125,
                ];
                covered += u16::from(super::super::geometry::encloses(corners, point));
            }
            Rgb([(40 + covered * 10) as u8; 3])
        })
    }

    #[test]
    fn sides_are_found_to_a_tenth_of_a_pixel() {
        let truth = [[100.3, 80.7], [520.9, 95.2], [500.4, 390.1], [90.8, 360.6]];
        let picture = drawn(&truth);
        let off = [[2.0, -1.5], [-1.0, 2.0], [1.5, 1.0], [-2.0, -1.0]];
        let start: Corners = std::array::from_fn(|k| {
            [(truth[k][0] + off[k][0]) / 2.0, (truth[k][1] + off[k][1]) / 2.0]
        });
        let found = refined(&picture, &start, 2.0, [false; 4]).map(|[x, y]| [x * 2.0, y * 2.0]);
        for (found, truth) in found.iter().zip(truth) {
            assert!(distance(*found, truth) < 0.15, "{found:?} {truth:?}");
        }
    }

    #[test]
    fn a_flat_picture_moves_nothing_far() {
        let start = [[100.0, 80.0], [200.0, 80.0], [200.0, 160.0], [100.0, 160.0]];
        let flat = RgbImage::new(640, 480);
        assert!(
            super::super::geometry::furthest(&refined(&flat, &start, 2.0, [false; 4]), &start)
                < 0.1
        );
    }
}
