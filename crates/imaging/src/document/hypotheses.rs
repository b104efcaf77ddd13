//! Quadrilaterals from lines.

use super::camera;
use super::edges::Edges;
use super::geometry::{Corners, Point, area, furthest, is_plausible, sides};
use super::hough::{Straight, straight_lines};
use super::line::Line;
use super::plane::Plane;

/// Opposite sides are parallel up to this, in degrees: a card that leans back by 45° and fills the view of
/// a wide lens (65° across) has sides that converge by some 40°.
const CONVERGING: f32 = 40.0;
/// Opposite sides are at least this far apart, as a share of the plane's shorter side.
const NARROWEST: f32 = 0.12;
/// Pairs are taken in sectors of direction of this many degrees.
const SECTOR: f32 = 30.0;
/// Most pairs of a sector that are combined with those across.
const PAIRS_OF_SECTOR: usize = 160;
/// Corners may lie this far outside the picture, as a share of its size: the part of a document that
/// was cut off is smaller than the part that is seen.
const OUTSIDE: f32 = 0.3;
/// A document covers at least this share of the picture.
const SMALLEST: f32 = 0.02;
/// Part of a side at each end that rounded corners take: the radius of ID-1 is 3.18 mm (ISO/IEC
/// 7810), 6 % of its shorter side.
pub(super) const ROUNDED: f32 = 0.06;
/// Where it is looked whether an edge goes on beyond a corner, in parts of the side.
pub(super) const BEYOND: (f32, f32) = (0.03, 0.18);
/// What a side without any edge is taken to have, so that one side in the dark does not rule out three
/// clear ones.
pub(super) const LEAST_SUPPORT: f32 = 0.08;
/// Quadrilaterals that cannot come to this share of the best one's score are not looked at further.
const HOPELESS: f32 = 0.25;
/// Quadrilaterals whose corners all lie within this many pixels of the plane are the same.
const SAME: f32 = 4.0;

/// A quadrilateral in pixels of the plane, with a score by its lines alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hypothesis {
    pub(super) corners: Corners,
    pub(super) score: f32,
}

/// Two lines that may be opposite sides.
struct Pair {
    first: usize,
    second: usize,
    /// Direction of the bisector, 0 to 180 degrees.
    degrees: f32,
    /// The most support that a side on either can have.
    strength: f32,
}

/// The best quadrilaterals, best first; never more than `most`.
pub(super) fn quadrilaterals(plane: &Plane, edges: &Edges, most: usize) -> Vec<Hypothesis> {
    let size = [edges.width as f32, edges.height as f32];
    let mut lines: Vec<Line> =
        straight_lines(edges).into_iter().filter_map(|line| Line::on(line, plane, edges)).collect();
    lines.extend(Line::borders(edges));
    let pairs = pairs(&lines, size);
    let (mut found, mut best) = (Vec::new(), 0.0_f32);
    for (index, sector) in pairs.iter().enumerate() {
        // Sectors a quarter turn away, and those beside them.
        let across = [2, 3, 4].map(|turn| (index + turn) % pairs.len());
        for other in across.into_iter().filter(|&other| other > index) {
            for one in sector {
                for two in &pairs[other] {
                    let hypothesis = quadrilateral(&lines, one, two, size, best * HOPELESS);
                    best = hypothesis.map_or(best, |hypothesis| best.max(hypothesis.score));
                    found.extend(hypothesis);
                }
            }
        }
    }
    let mut kept = distinct(found, most.saturating_sub(1));
    // All of the picture competes whatever its lines say.
    let [width, height] = size;
    let whole = [[0.0, 0.0], [width, 0.0], [width, height], [0.0, height]];
    kept.push(Hypothesis { corners: whole, score: 0.0 });
    kept
}

/// The best of those that differ.
fn distinct(mut found: Vec<Hypothesis>, most: usize) -> Vec<Hypothesis> {
    found.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut kept: Vec<Hypothesis> = Vec::new();
    for hypothesis in found {
        if kept.len() == most {
            break;
        }
        if kept.iter().all(|other| furthest(&other.corners, &hypothesis.corners) > SAME) {
            kept.push(hypothesis);
        }
    }
    kept
}

/// Pairs of lines by sector of their direction, the best of each.
fn pairs(lines: &[Line], size: Point) -> Vec<Vec<Pair>> {
    let mut sectors: Vec<Vec<Pair>> = (0..(180.0 / SECTOR) as usize).map(|_| Vec::new()).collect();
    let strengths: Vec<f32> = lines.iter().map(|line| strength(line, size)).collect();
    for (first, one) in lines.iter().enumerate() {
        for (second, two) in lines.iter().enumerate().skip(first + 1) {
            // What is cut off on both ends has no shape left to find; all of the picture is added apart.
            if (one.border && two.border)
                || one.straight.turn(&two.straight) > CONVERGING
                || gap(&one.straight, &two.straight, size) < NARROWEST * size[0].min(size[1])
            {
                continue;
            }
            let degrees = bisector(one.straight.degrees, two.straight.degrees);
            let sector = ((degrees / SECTOR) as usize).min(sectors.len() - 1);
            let strength = strengths[first].min(strengths[second]);
            sectors[sector].push(Pair { first, second, degrees, strength });
        }
    }
    for sector in &mut sectors {
        sector.sort_by(|a, b| b.strength.total_cmp(&a.strength));
        sector.truncate(PAIRS_OF_SECTOR);
    }
    sectors
}

/// The best stretch of a fifth of the plane's shorter side, by its edges and the colours beside it, and
/// the best of two fifths: what a side on the line can come to, of a small and of a large document.
fn strength(line: &Line, size: Point) -> f32 {
    let Some((from, to)) = line.straight.span(size) else { return 0.0 };
    if line.border {
        return line.support(from, to).unwrap_or(0.0);
    }
    let step = 0.1 * size[0].min(size[1]);
    let best = |length: f32| {
        let (mut best, mut at) = (0.0_f32, from);
        while at < to {
            let end = at + length;
            best = best.max(line.support(at, end).unwrap_or(0.0) * line.contrast(at, end));
            at += step;
        }
        best
    };
    (best(2.0 * step) + best(4.0 * step)) / 2.0
}

/// How far apart two lines are in the middle of the plane.
fn gap(one: &Straight, two: &Straight, size: Point) -> f32 {
    let middle = [size[0] / 2.0, size[1] / 2.0];
    let foot = one.at(one.along(middle));
    two.distance(foot).abs()
}

/// The direction half-way between two, the short way round.
fn bisector(a: f32, b: f32) -> f32 {
    let turn = (b - a + 270.0).rem_euclid(180.0) - 90.0;
    (a + turn / 2.0).rem_euclid(180.0)
}

/// The quadrilateral of two pairs, if they enclose what may be a document.
fn quadrilateral(
    lines: &[Line],
    one: &Pair,
    two: &Pair,
    size: Point,
    least: f32,
) -> Option<Hypothesis> {
    let apart = (one.degrees - two.degrees).abs();
    if !(45.0..=135.0).contains(&apart) {
        return None;
    }
    let around = [&lines[one.first], &lines[two.first], &lines[one.second], &lines[two.second]];
    let corner = |k: usize| around[k].straight.crossing(&around[(k + 1) % 4].straight);
    let mut corners = [corner(3)?, corner(0)?, corner(1)?, corner(2)?];
    let within = |[x, y]: Point| {
        let (dx, dy) = (OUTSIDE * size[0], OUTSIDE * size[1]);
        x > -dx && y > -dy && x < size[0] + dx && y < size[1] + dy
    };
    if !corners.iter().all(|&corner| within(corner)) {
        return None;
    }
    // Side k of the corners lies on around[k], also when walked the other way.
    let mut order = [0, 1, 2, 3];
    if area(&corners) < 0.0 {
        corners.reverse();
        order = [2, 1, 0, 3];
    }
    let share = area(&corners) / (size[0] * size[1]);
    if share < SMALLEST || !is_plausible(&corners) {
        return None;
    }
    // No side says more than 1, so what has fallen below this does not come up to the least score again; a little
    // less is asked, for rounding.
    let hopeless = 0.999 * (least / size_term(share)).powi(4);
    let mut quality = 1.0;
    for (k, (a, b)) in sides(&corners).into_iter().enumerate() {
        quality *= side_quality(around[order[k]], a, b)?;
        if quality < hopeless {
            return None;
        }
    }
    let score = quality.sqrt().sqrt() * size_term(share);
    if score < least {
        return None;
    }
    Some(Hypothesis { corners, score: score * shape_term(&corners, size) })
}

/// How well a line holds a side between two corners.
fn side_quality(line: &Line, a: Point, b: Point) -> Option<f32> {
    let (from, to) = (line.straight.along(a), line.straight.along(b));
    let way = to - from;
    let support = line.support(from + ROUNDED * way, to - ROUNDED * way)?.max(LEAST_SUPPORT);
    if line.border {
        return Some(support);
    }
    let (near, far) = BEYOND;
    let before = line.support(from - far * way, from - near * way).unwrap_or(0.0);
    let after = line.support(to + near * way, to + far * way).unwrap_or(0.0);
    let overrun = (before + after) / 2.0;
    Some(support * (1.0 - overrun).powi(2) * line.contrast(from, to))
}

/// What the size says: of two outlines with equal sides the outer is the document, the inner a
/// portrait, a panel or a table on it. As the length of a side, with a third for the area, so that a
/// document that is a tenth of the picture still has half the score.
pub(super) fn size_term(share: f32) -> f32 {
    share.clamp(0.0, 1.0).cbrt()
}

/// A quick look at the shape, without perspective: anything between 1.1 and 2 may be a known shape
/// seen at a slant.
fn shape_term(corners: &Corners, size: Point) -> f32 {
    0.3 + 0.7 * camera::account(corners, size).fit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bisectors_go_the_short_way() {
        for (a, b, middle) in [(10.0, 20.0, 15.0), (175.0, 5.0, 0.0), (2.0, 170.0, 176.0)] {
            let apart = (bisector(a, b) - middle).abs();
            assert!(apart.min(180.0 - apart) < 1e-3, "{a} {b}");
            let apart = (bisector(b, a) - middle).abs();
            assert!(apart.min(180.0 - apart) < 1e-3, "{b} {a}");
        }
    }
}
