//! What speaks for a quadrilateral in the reduced picture.

use super::camera::{self, Account};
use super::edges::Edges;
use super::geometry::{Corners, Point, area, between, clipped, distance, encloses, sides};
use super::hough::Straight;
use super::hypotheses::{BEYOND, LEAST_SUPPORT, ROUNDED, size_term};
use super::line::is_edge;
use super::plane::Plane;
use super::quad::{QuadEvidence, SideEvidence};

/// A side that lies on the picture's border has no edge. It is taken to have little more than one that
/// is not there at all, so that it counts only where three good sides have no fourth.
pub(super) const BORDER_SUPPORT: f32 = 0.2;
/// A picture whose four borders are the sides has no edge to show; its shape must speak for it. A quarter
/// of what clear sides have.
const WHOLE_SUPPORT: f32 = 0.25;
/// How far the ratio of such a picture's sides may be off, as a share: the care of who cut it out. Frames of
/// cameras, 4 to 3, are 3 % off the nearest shape.
const WHOLE_SPREAD: f32 = 0.02;
/// What is left of the score for a shape that is no known one.
const NO_SHAPE: f32 = 0.3;
/// And where a part is cut off, so that the shape says nothing for or against.
const CUT_SHAPE: f32 = 0.6;
/// Where a side leads to the picture's border its edge must go on up to there: this part of it is
/// looked at.
const TOWARDS_BORDER: f32 = 0.15;
/// How near to the border a side lies on it, in pixels of the plane.
const BORDER: f32 = 1.6;
/// How far from a side the colours on both sides of it are taken, in pixels of the plane: beyond the
/// blur of the edge.
pub(super) const STRIP: f32 = 4.0;
/// Contrast, in levels, at which its term is half-way: a shade that is plainly seen.
const PLAIN: f32 = 8.0;
/// Side of a cell of the content map, in pixels of the plane.
const CELL: usize = 8;
/// Steepness at which an edge counts no more as content, in levels a pixel: print does, texture of
/// wood and cloth is below.
const CONTENT: f32 = 16.0;
/// A stretch of a side without an edge for longer than this may be covered by something.
const COVERED: f32 = 0.12;
/// Colours that differ by more than this on the way along a side are of different things, in levels.
const DIFFERENT: f32 = 24.0;

/// A colour or a difference of two.
pub(super) type Colour = [f32; 3];

/// The reduced picture with all that evidence is drawn from.
pub(super) struct Scene<'a> {
    pub(super) plane: &'a Plane,
    pub(super) edges: &'a Edges,
    content: Content,
}

/// How well a quadrilateral does, and why.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    pub(super) account: Account,
    pub(super) evidence: QuadEvidence,
    pub(super) occluded: bool,
    pub(super) cut_off: bool,
    pub(super) score: f32,
}

impl<'a> Scene<'a> {
    pub(super) fn of(plane: &'a Plane, edges: &'a Edges) -> Self {
        Self { plane, edges, content: Content::of(edges) }
    }

    /// Judges corners, in pixels of the plane.
    pub(super) fn judge(&self, corners: &Corners) -> Judged {
        let size = self.plane.size();
        let account = camera::account(corners, size);
        let found = sides(corners).map(|(a, b)| self.side(a, b));
        let sides = found.map(|side| side.evidence);
        let area_share = (area(corners) / (size[0] * size[1])).clamp(0.0, 1.0);
        let content_share = self.content.inside(corners);
        let borders = sides.iter().filter(|side| side.at_border).count();
        // A part of a document has another shape than the whole; all of a picture has no other evidence.
        let shape = match borders {
            0 => NO_SHAPE + (1.0 - NO_SHAPE) * account.fit,
            4 => (-(account.ratio_error / WHOLE_SPREAD).powi(2) / 2.0).exp(),
            _ => CUT_SHAPE,
        };
        let score =
            quality(&found, borders) * shape * size_term(area_share) * (0.5 + 0.5 * content_share);
        let outside = sides.iter().any(|side| side.inside < 0.98);
        Judged {
            account,
            occluded: found.iter().any(|side| side.covered),
            cut_off: outside || (1..4).contains(&borders),
            evidence: QuadEvidence {
                sides,
                ratio: account.ratio.max(1.0 / account.ratio),
                ratio_error: account.ratio_error,
                shape_fit: account.fit,
                area_share,
                content_share,
            },
            score,
        }
    }

    fn side(&self, a: Point, b: Point) -> Side {
        let size = self.plane.size();
        let at_border = lies_on_border(a, b, size);
        let inside = match clipped(a, b, size) {
            _ if at_border => 1.0,
            Some((from, to)) => to - from,
            None => 0.0,
        };
        let nothing = SideEvidence {
            support: 0.0,
            overrun: 0.0,
            contrast: 0.0,
            inside,
            longest_gap: 1.0,
            at_border,
        };
        let Some(line) = Straight::through(a, b) else {
            return Side { evidence: nothing, covered: false, ends: [0.0; 2] };
        };
        let stations = self.stations(&line, a, b);
        if stations.is_empty() || at_border {
            return Side { evidence: nothing, covered: false, ends: [0.0; 2] };
        }
        let hits = stations.iter().filter(|station| station.edge).count();
        let step = (1.0 - 2.0 * ROUNDED) / distance(a, b).max(8.0);
        let (gap, at) = longest_gap(&stations);
        let evidence = SideEvidence {
            support: hits as f32 / stations.len() as f32,
            overrun: self.overrun(&line, a, b),
            contrast: contrast(&stations),
            longest_gap: gap as f32 * step / inside.max(0.1),
            ..nothing
        };
        let covered = evidence.longest_gap > COVERED
            && evidence.support > 0.5
            && is_covered(&stations, at..at + gap);
        Side { evidence, covered, ends: ends(&stations) }
    }

    /// Looks at every pixel along the side between its rounded ends, as far as it is in the picture.
    fn stations(&self, line: &Straight, a: Point, b: Point) -> Vec<Station> {
        let size = self.plane.size();
        let (from, to) = (between(a, b, ROUNDED), between(a, b, 1.0 - ROUNDED));
        let Some((first, last)) = clipped(from, to, size) else { return Vec::new() };
        let (from, to) = (between(from, to, first), between(from, to, last));
        let count = distance(from, to).max(8.0) as usize;
        // Corners go round clockwise, so the inside lies to the right of the way: (-dy, dx).
        let length = distance(a, b).max(1e-3);
        let inward = [-(b[1] - a[1]) / length * STRIP, (b[0] - a[0]) / length * STRIP];
        (0..count)
            .map(|k| {
                let [x, y] = between(from, to, (k as f32 + 0.5) / count as f32);
                Station {
                    edge: is_edge(self.edges, line, line.along([x, y])),
                    inner: self.plane.colour(x + inward[0], y + inward[1]),
                    outer: self.plane.colour(x - inward[0], y - inward[1]),
                }
            })
            .collect()
    }

    /// Share of edge beyond the side's ends.
    fn overrun(&self, line: &Straight, a: Point, b: Point) -> f32 {
        let (from, to) = (line.along(a), line.along(b));
        let count = (distance(a, b) * (BEYOND.1 - BEYOND.0)).max(4.0) as usize;
        let size = self.plane.size();
        let (mut seen, mut hits) = (0, 0);
        for k in 0..count {
            let off = BEYOND.0 + (BEYOND.1 - BEYOND.0) * (k as f32 + 0.5) / count as f32;
            for along in [from - off * (to - from), to + off * (to - from)] {
                let [x, y] = line.at(along);
                if x >= 0.0 && y >= 0.0 && x < size[0] && y < size[1] {
                    seen += 1;
                    hits += usize::from(is_edge(self.edges, line, along));
                }
            }
        }
        // What is not seen does not go on: a document cut off at a corner is no worse for it.
        if seen == 0 { 0.0 } else { hits as f32 / (2 * count) as f32 }
    }
}

#[derive(Clone, Copy)]
struct Side {
    evidence: SideEvidence,
    covered: bool,
    /// Share of edge in its first and in its last part.
    ends: [f32; 2],
}

struct Station {
    edge: bool,
    inner: Colour,
    outer: Colour,
}

/// The geometric mean over the sides: each of them must be there. Sides that lead to a border and have no
/// edge near it end before, so the border is not where the document was cut off.
fn quality(found: &[Side; 4], borders: usize) -> f32 {
    if borders == 4 {
        return WHOLE_SUPPORT;
    }
    let mut product = 1.0;
    for (k, side) in found.iter().enumerate() {
        product *= side_quality(&side.evidence);
        if side.evidence.at_border {
            let (before, after) = (&found[(k + 3) % 4], &found[(k + 1) % 4]);
            for (neighbour, end) in [(before, 1), (after, 0)] {
                if !neighbour.evidence.at_border {
                    product *= neighbour.ends[end].max(LEAST_SUPPORT);
                }
            }
        }
    }
    product.sqrt().sqrt()
}

/// Share of edge in the first and in the last part of a side.
fn ends(stations: &[Station]) -> [f32; 2] {
    let count = ((stations.len() as f32 * TOWARDS_BORDER) as usize).clamp(1, stations.len().max(1));
    let share =
        |part: &[Station]| part.iter().filter(|station| station.edge).count() as f32 / count as f32;
    [
        share(stations.get(..count).unwrap_or(&[])),
        share(stations.get(stations.len().saturating_sub(count)..).unwrap_or(&[])),
    ]
}

fn side_quality(side: &SideEvidence) -> f32 {
    if side.at_border {
        return BORDER_SUPPORT;
    }
    side.support.max(LEAST_SUPPORT) * (1.0 - side.overrun).powi(2) * contrast_term(side.contrast)
}

/// What a difference of colours says, 0.5 for none to 1.
pub(super) fn contrast_term(contrast: f32) -> f32 {
    0.5 + 0.5 * contrast / (contrast + PLAIN)
}

fn lies_on_border(a: Point, b: Point, size: Point) -> bool {
    (0..2).any(|axis| {
        let near = |at: f32| (a[axis] - at).abs() < BORDER && (b[axis] - at).abs() < BORDER;
        near(0.0) || near(size[axis])
    })
}

/// Difference of the colours inside and outside, in levels: of their means, which print along a side
/// does not change, and of the places one by one, which change along a printed side.
fn contrast(stations: &[Station]) -> f32 {
    let mut sum = [0.0; 3];
    let mut single = 0.0;
    for station in stations {
        let difference = minus(station.inner, station.outer);
        single += length(difference);
        for (sum, value) in sum.iter_mut().zip(difference) {
            *sum += value;
        }
    }
    let count = stations.len() as f32;
    (length(sum.map(|value| value / count)) + single / count) / 2.0
}

/// The longest run of stations without an edge, and where it starts. Single ones do not end it: texture
/// has edges too.
fn longest_gap(stations: &[Station]) -> (usize, usize) {
    let (mut best, mut start) = ((0, 0), 0);
    let mut hits = 0;
    for (k, station) in stations.iter().enumerate() {
        hits = if station.edge { hits + 1 } else { 0 };
        if hits >= 3 {
            start = k + 1;
        } else if k + 1 - start > best.0 {
            best = (k + 1 - start, start);
        }
    }
    best
}

/// Whether something lies across the side in a gap: there the colours inside and outside are alike, and
/// the outside is another than beside the gap.
fn is_covered(stations: &[Station], gap: std::ops::Range<usize>) -> bool {
    let mean = |colour: fn(&Station) -> Colour, within: bool| {
        let (mut sum, mut count) = ([0.0; 3], 0.0_f32);
        for (k, station) in stations.iter().enumerate() {
            if gap.contains(&k) == within {
                sum.iter_mut().zip(colour(station)).for_each(|(sum, value)| *sum += value);
                count += 1.0;
            }
        }
        sum.map(|value: f32| value / count.max(1.0))
    };
    let outer_in_gap = mean(|station| station.outer, true);
    let outer_beside = mean(|station| station.outer, false);
    let inner_in_gap = mean(|station| station.inner, true);
    length(minus(outer_in_gap, outer_beside)) > DIFFERENT
        && length(minus(outer_in_gap, inner_in_gap)) < DIFFERENT
}

pub(super) fn minus(a: Colour, b: Colour) -> Colour {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

/// Root mean square over the channels, so that a gray step counts as in luma.
pub(super) fn length(colour: Colour) -> f32 {
    (colour.iter().map(|value| value * value).sum::<f32>() / 3.0).sqrt()
}

/// How much there is to see, by cells.
struct Content {
    columns: usize,
    cells: Vec<f32>,
    total: f32,
}

impl Content {
    fn of(edges: &Edges) -> Self {
        let columns = edges.width.div_ceil(CELL).max(1);
        let mut cells = vec![0.0; columns * edges.height.div_ceil(CELL).max(1)];
        for point in &edges.points {
            let at = point.y as usize / CELL * columns + point.x as usize / CELL;
            cells[at] += point.steepness.min(CONTENT);
        }
        let total = cells.iter().sum();
        Self { columns, cells, total }
    }

    /// Share that lies inside; 0 when there is nothing to see at all.
    fn inside(&self, corners: &Corners) -> f32 {
        if self.total <= 0.0 {
            return 0.0;
        }
        let middle = |at: usize| (at as f32 + 0.5) * CELL as f32;
        let inside = self.cells.iter().enumerate().filter(|&(at, _)| {
            encloses(corners, [middle(at % self.columns), middle(at / self.columns)])
        });
        inside.map(|(_, content)| content).sum::<f32>() / self.total
    }
}
