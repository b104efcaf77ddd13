//! The way from a picture to hypotheses.

use bonafide_types::Score;

use super::edges::Edges;
use super::evidence::{Judged, Scene};
use super::geometry::{Corners, Point, distance, furthest};
use super::hypotheses::quadrilaterals;
use super::plane::Plane;
use super::quad::{DocumentQuad, QuadEvidence};
use super::refine::refined;
use crate::Picture;

/// Quadrilaterals that are judged in full.
const JUDGED: usize = 60;
/// Of these, how many are measured again at full size.
const REFINED: usize = 12;
/// Corners within this share of the picture's longer side are the same hypothesis.
const SAME: f32 = 0.008;
/// Smaller pictures hold no document that could be told from a speck, in pixels of the shorter side.
const SMALLEST_SIDE: u32 = 32;

/// How documents are looked for.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct LocateOptions {
    /// Most hypotheses that are returned. Default 5.
    pub max_hypotheses: usize,
    /// Least score of one, 0 to 1. Default 0.1: below, nothing about an outline is like a document's.
    pub min_score: f32,
}

impl Default for LocateOptions {
    fn default() -> Self {
        Self { max_hypotheses: 5, min_score: 0.1 }
    }
}

/// Hypotheses of where a document lies in the picture, best first; none when nothing has the outline
/// of one.
///
/// That there is an outline does not say that it is a document's: a screen and a book have one too. A
/// picture that is all document (a scan, a crop without margin) is a hypothesis like the others.
///
/// The result depends on the pixels and options alone. Cost: 20 to 60 ms for 2 megapixels in release, on one
/// thread; it grows with the detail in the reduced picture, hardly with the pixels.
pub fn locate(picture: &Picture, options: &LocateOptions) -> Vec<DocumentQuad> {
    let source = picture.rgb();
    if source.width().min(source.height()) < SMALLEST_SIDE {
        return Vec::new();
    }
    let plane = Plane::of(source);
    let edges = Edges::of(&plane);
    let scene = Scene::of(&plane, &edges);
    let mut judged: Vec<(Corners, Judged)> = quadrilaterals(&plane, &edges, JUDGED)
        .into_iter()
        .map(|hypothesis| (hypothesis.corners, scene.judge(&hypothesis.corners)))
        .collect();
    best_first(&mut judged);
    judged.truncate(REFINED);
    let mut measured: Vec<(Corners, Judged)> = judged
        .into_iter()
        .map(|(corners, judged)| remeasured(&scene, picture, corners, judged))
        .collect();
    best_first(&mut measured);
    let longer = plane.width.max(plane.height) as f32;
    let mut kept = distinct(measured, SAME * longer);
    best_first(&mut kept);
    kept.into_iter()
        .filter(|(_, judged)| judged.score >= options.min_score)
        .take(options.max_hypotheses)
        .map(|(corners, judged)| finished(corners, &judged, plane.step as f32))
        .collect()
}

fn best_first(judged: &mut [(Corners, Judged)]) {
    judged.sort_by(|a, b| b.1.score.total_cmp(&a.1.score));
}

/// One of those that are the same outline, within that many pixels: the one along which most edges lie.
/// Their scores differ by chance as well, as what goes on beyond their corners is seen in a few pixels.
fn distinct(measured: Vec<(Corners, Judged)>, same: f32) -> Vec<(Corners, Judged)> {
    let support = |judged: &Judged| -> f32 {
        judged.evidence.sides.iter().map(|side| side.support).product()
    };
    let mut kept: Vec<(Corners, Judged)> = Vec::new();
    for (corners, judged) in measured {
        match kept.iter_mut().find(|(other, _)| furthest(other, &corners) <= same) {
            Some(other) if support(&judged) > support(&other.1) => *other = (corners, judged),
            Some(_) => {}
            None => kept.push((corners, judged)),
        }
    }
    kept
}

/// The corners where the picture at full size has them, and the judgement there.
fn remeasured(
    scene: &Scene<'_>,
    picture: &Picture,
    corners: Corners,
    judged: Judged,
) -> (Corners, Judged) {
    let borders = judged.evidence.sides.map(|side| side.at_border);
    let moved = refined(picture.rgb(), &corners, scene.plane.step as f32, borders);
    let again = scene.judge(&moved);
    // Where the measure slipped to another edge the evidence is worse, and the first stays.
    if again.score >= judged.score * 0.9 { (moved, again) } else { (corners, judged) }
}

/// In pixels of the picture, with the document's longer side level.
fn finished(corners: Corners, judged: &Judged, step: f32) -> DocumentQuad {
    let turn = turn_to_level(&corners, judged);
    let mut corners = corners.map(|[x, y]| [x * step, y * step]);
    corners.rotate_left(turn);
    let mut sides = judged.evidence.sides;
    sides.rotate_left(turn);
    DocumentQuad {
        corners,
        format: judged.account.format,
        score: Score::clamped(f64::from(judged.score)),
        cut_off: judged.cut_off,
        occluded: judged.occluded,
        evidence: QuadEvidence { sides, ..judged.evidence },
    }
}

/// Which corner is the first.
fn turn_to_level(corners: &Corners, judged: &Judged) -> usize {
    let level = |k: usize| -> Point {
        let (a, b) = (corners[k], corners[(k + 1) % 4]);
        let length = distance(a, b).max(1e-6);
        [(b[0] - a[0]) / length, (b[1] - a[1]) / length]
    };
    let long = if judged.account.ratio >= 1.0 { [0, 2] } else { [1, 3] };
    let [first, second] = long.map(level);
    // Together, as perspective turns them apart; the second runs the other way. The upper side runs to
    // the right; when the document stands upright, within a degree, it is the one that runs down.
    let [dx, dy] = [first[0] - second[0], first[1] - second[1]];
    let is_first = if dx.abs() > 0.04 { dx > 0.0 } else { dy > 0.0 };
    if is_first { long[0] } else { long[1] }
}
