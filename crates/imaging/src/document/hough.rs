//! Straight lines by votes of edge points.

use super::edges::Edges;
use super::geometry::Point;

/// Bins of direction in half a turn: half a degree each, by which the ends of a line of 600 pixels
/// are off by 1.3 pixels at most.
const DIRECTIONS: usize = 360;
/// Bins of direction to either side that a point votes for: 3°, what noise turns the gradient of a
/// step that is a few times as high as the noise.
const SPREAD: usize = 6;
/// Steepness, in levels a pixel, at which a point counts half. Faint edges count less than strong
/// ones, but a long faint one more than a short strong one.
const HALF_WEIGHT: f32 = 4.0;
/// A line has at least this share of the plane's shorter side in votes.
const FEWEST: f32 = 0.05;
/// Lines nearer to each other than that in direction are the same, if they also cross in the picture or
/// are everywhere near: degrees.
const SAME_DIRECTION: f32 = 4.0;
/// And in place: pixels.
const SAME_PLACE: f32 = 4.0;
/// Directions are taken in sectors of this many degrees, and from each the strongest lines.
const SECTOR: f32 = 30.0;
/// Strongest lines of a sector. The four sides of a document compete with its lines of print and
/// with what it lies on.
const LINES_OF_SECTOR: usize = 40;

/// A straight line: points `p` with `normal · p = offset`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Straight {
    /// Direction of the normal in degrees, 0 to 180.
    pub(super) degrees: f32,
    /// Unit vector across the line.
    pub(super) normal: Point,
    /// Distance of the line from the origin along the normal.
    pub(super) offset: f32,
}

impl Straight {
    pub(super) fn new(degrees: f32, offset: f32) -> Self {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Self { degrees, normal: [cos, sin], offset }
    }

    /// Through two points; `None` when they coincide.
    pub(super) fn through(a: Point, b: Point) -> Option<Self> {
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        if dx.hypot(dy) < 1e-6 {
            return None;
        }
        let degrees = (dx.atan2(-dy)).to_degrees().rem_euclid(180.0);
        let line = Self::new(degrees, 0.0);
        let middle = [(a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0];
        Some(Self { offset: line.across(middle), ..line })
    }

    /// The direction along the line.
    pub(super) fn direction(&self) -> Point {
        [-self.normal[1], self.normal[0]]
    }

    /// Signed distance of a point.
    pub(super) fn distance(&self, point: Point) -> f32 {
        self.across(point) - self.offset
    }

    /// Where along the line the foot of a point lies.
    pub(super) fn along(&self, point: Point) -> f32 {
        let direction = self.direction();
        direction[0] * point[0] + direction[1] * point[1]
    }

    /// The point at that place along the line.
    pub(super) fn at(&self, along: f32) -> Point {
        let direction = self.direction();
        [
            self.offset * self.normal[0] + along * direction[0],
            self.offset * self.normal[1] + along * direction[1],
        ]
    }

    /// Where two lines cross; `None` when they are parallel.
    pub(super) fn crossing(&self, other: &Self) -> Option<Point> {
        let determinant = self.normal[0] * other.normal[1] - self.normal[1] * other.normal[0];
        (determinant.abs() > 1e-4).then(|| {
            [
                (self.offset * other.normal[1] - other.offset * self.normal[1]) / determinant,
                (other.offset * self.normal[0] - self.offset * other.normal[0]) / determinant,
            ]
        })
    }

    /// Places along the line where it enters and leaves a picture of that size.
    pub(super) fn span(&self, size: Point) -> Option<(f32, f32)> {
        let reach = size[0] + size[1];
        let (from, to) = (self.at(-reach), self.at(reach));
        let (first, last) = super::geometry::clipped(from, to, size)?;
        Some((-reach + 2.0 * reach * first, -reach + 2.0 * reach * last))
    }

    fn across(&self, point: Point) -> f32 {
        self.normal[0] * point[0] + self.normal[1] * point[1]
    }

    /// The angle between two lines, 0 to 90 degrees.
    pub(super) fn turn(&self, other: &Self) -> f32 {
        let apart = (self.degrees - other.degrees).abs();
        apart.min(180.0 - apart)
    }

    /// Whether both are one line seen twice.
    fn is_same(&self, other: &Self, size: Point) -> bool {
        if self.turn(other) >= SAME_DIRECTION {
            return false;
        }
        let Some((from, to)) = self.span(size) else { return true };
        let (first, last) = (other.distance(self.at(from)), other.distance(self.at(to)));
        first.abs().max(last.abs()) < SAME_PLACE || first * last < 0.0
    }
}

/// The strongest lines of every sector of directions, in pixels of the plane.
///
/// Source: Duda and Hart, "Use of the Hough transformation to detect lines and curves in pictures",
/// CACM 15(1), 1972, with votes only near the direction of the gradient, after O'Gorman and Clowes,
/// "Finding picture edges through collinearity of feature points", IEEE ToC C-25(4), 1976.
pub(super) fn straight_lines(edges: &Edges) -> Vec<Straight> {
    let size = [edges.width as f32, edges.height as f32];
    let votes = Votes::of(edges);
    let mut peaks = votes.peaks(FEWEST * size[0].min(size[1]));
    peaks.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut room = [LINES_OF_SECTOR; (180.0 / SECTOR) as usize];
    let mut lines: Vec<Straight> = Vec::new();
    for (_, cell) in peaks {
        let line = votes.line(cell);
        let sector = ((line.degrees / SECTOR) as usize).min(room.len() - 1);
        if room[sector] == 0 || lines.iter().any(|other| line.is_same(other, size)) {
            continue;
        }
        room[sector] -= 1;
        lines.push(line);
    }
    lines
}

/// Votes by direction and by distance from the middle of the plane.
struct Votes {
    /// Bins of distance, one pixel each.
    distances: usize,
    middle: Point,
    counts: Vec<f32>,
}

impl Votes {
    fn of(edges: &Edges) -> Self {
        let middle = [edges.width as f32 / 2.0, edges.height as f32 / 2.0];
        let reach = middle[0].hypot(middle[1]).ceil() as usize + 2;
        let distances = 2 * reach + 1;
        let mut counts = vec![0.0; DIRECTIONS * distances];
        let normals: Vec<Point> = (0..DIRECTIONS)
            .map(|bin| Straight::new(bin as f32 * (180.0 / DIRECTIONS as f32), 0.0).normal)
            .collect();
        for point in &edges.points {
            let weight = point.steepness / (point.steepness + HALF_WEIGHT);
            let [x, y] = [point.x - middle[0], point.y - middle[1]];
            let own = (point.degrees * (DIRECTIONS as f32 / 180.0) + 0.5) as usize;
            for turn in 0..=2 * SPREAD {
                let bin = (own + DIRECTIONS + turn - SPREAD) % DIRECTIONS;
                let [nx, ny] = normals[bin];
                let distance = (x * nx + y * ny + reach as f32 + 0.5) as usize;
                counts[bin * distances + distance] += weight;
            }
        }
        Self { distances, middle, counts }
    }

    /// Cells that no neighbour exceeds, with at least that many votes (with those of the distances
    /// beside them).
    fn peaks(&self, fewest: f32) -> Vec<(f32, usize)> {
        let mut smooth = vec![0.0; self.counts.len()];
        for (out, votes) in
            smooth.chunks_exact_mut(self.distances).zip(self.counts.chunks_exact(self.distances))
        {
            for (out, three) in out[1..].iter_mut().zip(votes.windows(3)) {
                *out = three[0] + three[1] + three[2];
            }
        }
        let mut peaks = Vec::new();
        for bin in 0..DIRECTIONS {
            for distance in 1..self.distances - 1 {
                let votes = smooth[bin * self.distances + distance];
                if votes >= fewest && self.is_peak(&smooth, bin, distance, votes) {
                    peaks.push((votes, bin * self.distances + distance));
                }
            }
        }
        peaks
    }

    fn is_peak(&self, smooth: &[f32], bin: usize, distance: usize, votes: f32) -> bool {
        let row = |bin: usize, distance: usize| {
            &smooth[bin * self.distances + distance - 1..bin * self.distances + distance + 2]
        };
        // Beyond half a turn the same line has its distance on the other side.
        let mirrored = self.distances - 1 - distance;
        let before = if bin == 0 { row(DIRECTIONS - 1, mirrored) } else { row(bin - 1, distance) };
        let after = if bin + 1 == DIRECTIONS { row(0, mirrored) } else { row(bin + 1, distance) };
        let here = row(bin, distance);
        before.iter().all(|&other| other <= votes)
            && after.iter().all(|&other| other <= votes)
            && here[0] < votes
            && here[2] <= votes
    }

    fn line(&self, cell: usize) -> Straight {
        let (bin, distance) = (cell / self.distances, cell % self.distances);
        let line = Straight::new(bin as f32 * (180.0 / DIRECTIONS as f32), 0.0);
        let reach = (self.distances - 1) as f32 / 2.0;
        Straight { offset: distance as f32 - reach + line.across(self.middle), ..line }
    }
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage};

    use super::*;
    use crate::document::plane::Plane;

    #[test]
    fn sides_of_a_turned_square_are_the_strongest_lines() {
        for turn in [0.0_f32, 12.0, 45.0, 88.9] {
            // Soft as in a photograph: the steps of a hard slanted edge run level and upright.
            assert_sides_are_found(turn, |off| (off + 0.5).clamp(0.0, 1.0));
        }
    }

    #[test]
    fn sides_with_steps_are_found() {
        for turn in [5.0_f32, 6.0, 7.125, 8.0, 82.875, 97.125] {
            assert_sides_are_found(turn, |off| ((2.0 * off).round() / 2.0 + 0.5).clamp(0.0, 1.0));
        }
    }

    /// `cover` is how much of a pixel is covered whose middle is so far inside.
    fn assert_sides_are_found(turn: f32, cover: fn(f32) -> f32) {
        let (sin, cos) = turn.to_radians().sin_cos();
        let picture = RgbImage::from_fn(400, 300, |x, y| {
            let (x, y) = (x as f32 + 0.5 - 200.0, y as f32 + 0.5 - 150.0);
            let (u, v) = (x * cos + y * sin, y * cos - x * sin);
            let inside = cover(80.0 - u.abs()) * cover(60.0 - v.abs());
            Rgb([(120.0 + 70.0 * inside) as u8; 3])
        });
        let lines = straight_lines(&Edges::of(&Plane::of(&picture)));
        for (direction, distance) in [(turn, 80.0), (turn, -80.0), (turn + 90.0, 60.0)] {
            // Votes leave short lines a few degrees of play; the fit to the edges takes it.
            let (sin, cos) = direction.to_radians().sin_cos();
            let foot = [200.0 + distance * cos, 150.0 + distance * sin];
            let near = |line: &&Straight| {
                line.distance(foot).abs() < 2.5
                    && line.turn(&Straight::new(direction % 180.0, 0.0)) < 3.0
            };
            assert!(lines.iter().any(|line| near(&line)), "{turn} {direction} {distance}");
        }
    }

    #[test]
    fn lines_through_points_hold_them() {
        let line = Straight::through([3.0, 4.0], [7.0, 1.0]).unwrap();
        assert!(line.distance([3.0, 4.0]).abs() < 1e-5 && line.distance([7.0, 1.0]).abs() < 1e-5);
        let other = Straight::through([0.0, 1.0], [9.0, 1.0]).unwrap();
        let crossing = line.crossing(&other).unwrap();
        assert!((crossing[0] - 7.0).abs() < 1e-4 && (crossing[1] - 1.0).abs() < 1e-4);
        assert!(Straight::through([1.0, 1.0], [1.0, 1.0]).is_none());
    }
}
