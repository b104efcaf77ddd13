//! What lies along a line: which parts of it are edges.

use super::edges::Edges;
use super::evidence::{BORDER_SUPPORT, Colour, STRIP, contrast_term, length, minus};
use super::geometry::Point;
use super::hough::Straight;
use super::plane::Plane;

/// How far an edge may lie from its line, in pixels of the plane.
const NEAR: f32 = 1.0;
/// How far its direction may differ from the line's, in degrees: print and texture that cross the
/// line do not count.
pub(super) const TURNED: f32 = 15.0;
/// How far edge points are gathered from, to place a line that votes gave to a pixel and half a degree.
const GATHER: [f32; 2] = [3.0, 2.0];

/// A line with the edges along it.
pub(super) struct Line {
    pub(super) straight: Straight,
    /// Whether it is a border of the picture.
    pub(super) border: bool,
    /// Place along the line where it enters the picture.
    from: f32,
    /// Number of edges up to each whole pixel from there.
    sums: Vec<u16>,
    /// Sum of the differences of the colours on both sides up to there.
    differences: Vec<Colour>,
}

impl Line {
    /// The line moved to where its edges are; `None` when it does not cross the picture.
    pub(super) fn on(straight: Straight, plane: &Plane, edges: &Edges) -> Option<Self> {
        let mut straight = straight;
        for reach in GATHER {
            straight = fitted(&straight, edges, reach)?;
        }
        let (from, to) = straight.span(size(edges))?;
        let mut sums = vec![0_u16];
        let mut differences = vec![[0.0; 3]];
        let [nx, ny] = straight.normal.map(|value| value * STRIP);
        for step in 0..(to - from).max(0.0) as usize {
            let along = from + step as f32 + 0.5;
            let last = sums.last().copied().unwrap_or(0);
            sums.push(last + u16::from(is_edge(edges, &straight, along)));
            let [x, y] = straight.at(along);
            let difference = minus(plane.colour(x + nx, y + ny), plane.colour(x - nx, y - ny));
            let last = differences.last().copied().unwrap_or_default();
            differences.push(std::array::from_fn(|k| last[k] + difference[k]));
        }
        Some(Self { straight, border: false, from, sums, differences })
    }

    /// The four borders of the plane.
    pub(super) fn borders(edges: &Edges) -> [Self; 4] {
        let [width, height] = size(edges);
        [(0.0, 0.0), (0.0, width), (90.0, 0.0), (90.0, height)].map(|(degrees, offset)| Self {
            straight: Straight::new(degrees, offset),
            border: true,
            from: 0.0,
            sums: Vec::new(),
            differences: Vec::new(),
        })
    }

    /// Share of the stretch between two places along the line that is an edge; what lies outside the
    /// picture is not counted. `None` when nothing of it is inside.
    pub(super) fn support(&self, a: f32, b: f32) -> Option<f32> {
        if self.border {
            return Some(BORDER_SUPPORT);
        }
        let (first, end) = self.stretch(a, b)?;
        Some(f32::from(self.sums[end] - self.sums[first]) / (end - first) as f32)
    }

    /// What the difference of the mean colours on both sides of that stretch says, 0.5 to 1.
    pub(super) fn contrast(&self, a: f32, b: f32) -> f32 {
        let Some((first, end)) = self.stretch(a, b).filter(|_| !self.border) else {
            return contrast_term(0.0);
        };
        let difference = minus(self.differences[end], self.differences[first]);
        contrast_term(length(difference.map(|value| value / (end - first) as f32)))
    }

    /// Indices of the ends of a stretch, as far as it is in the picture.
    fn stretch(&self, a: f32, b: f32) -> Option<(usize, usize)> {
        let last = self.sums.len().saturating_sub(1);
        let index = |along: f32| ((along - self.from).max(0.0) as usize).min(last);
        let (first, end) = (index(a.min(b)), index(a.max(b)));
        (end > first).then_some((first, end))
    }
}

fn size(edges: &Edges) -> Point {
    [edges.width as f32, edges.height as f32]
}

/// Whether an edge runs along the line at that place.
pub(super) fn is_edge(edges: &Edges, line: &Straight, along: f32) -> bool {
    let [x, y] = line.at(along);
    let [nx, ny] = line.normal;
    [0.0, -NEAR, NEAR]
        .iter()
        .any(|&off| edges.runs(x + off * nx, y + off * ny, line.degrees, TURNED))
}

/// The line through the edges that run along it within a reach, by least squares; as it was when
/// there are few.
fn fitted(line: &Straight, edges: &Edges, reach: f32) -> Option<Straight> {
    let (from, to) = line.span(size(edges))?;
    let (mut count, mut t1, mut t2, mut d1, mut td) = (0.0_f64, 0.0, 0.0, 0.0, 0.0);
    let middle = (from + to) / 2.0;
    for step in 0..(to - from).max(0.0) as usize {
        let along = from + step as f32 + 0.5;
        let [x, y] = line.at(along);
        let [nx, ny] = line.normal;
        let nearest = (0..=2 * reach as usize).map(|k| {
            // 0, 1, -1, 2, -2 …
            (k.div_ceil(2)) as f32 * if k % 2 == 1 { 1.0 } else { -1.0 }
        });
        let mut nearest = nearest
            .filter(|&off| edges.runs(x + off * nx, y + off * ny, line.degrees, TURNED / 2.0));
        if let Some(off) = nearest.next() {
            // The edge lies in the middle of the pixel that was hit.
            let hit = [(x + off * nx).floor() + 0.5, (y + off * ny).floor() + 0.5];
            let (t, d) = (f64::from(line.along(hit) - middle), f64::from(line.distance(hit)));
            count += 1.0;
            t1 += t;
            t2 += t * t;
            d1 += d;
            td += t * d;
        }
    }
    let spread = t2 - t1 * t1 / count.max(1.0);
    if count < 8.0 || spread <= 0.0 {
        return Some(*line);
    }
    let slope = (td - t1 * d1 / count) / spread;
    let level = d1 / count - slope * t1 / count;
    // A correction that is larger than the gathering allows is an accident of few points.
    if slope.abs() > 0.03 {
        return Some(*line);
    }
    let at = |along: f32| {
        let off = (level + slope * f64::from(along - middle)) as f32;
        let [x, y] = line.at(along);
        [x + off * line.normal[0], y + off * line.normal[1]]
    };
    Straight::through(at(from), at(to))
}
