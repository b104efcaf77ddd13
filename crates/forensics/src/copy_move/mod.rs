//! Copies of a part of the page within the page.
//!
//! Print repeats itself on untouched pages too: letters, labels, fillers, guilloches. But a camera puts each
//! repeat at a fraction of a pixel of its own, and lays noise of its own over each. What was copied in the
//! file is repeated at one whole shift in pixels, with the ground beneath it; saving it as JPEG afterwards
//! blurs that little.
//!
//! All is bounded: 4000 points, 40 000 pairs, 24 regions of at most 320 × 320 pixels looked at in full.

mod alarms;
mod border;
mod clusters;
mod ground;
mod pairs;
mod points;
#[cfg(test)]
mod tests;

use bonafide_imaging::GrayImage;
use bonafide_types::{Evidence, PixelBox};

use crate::check::{Check, CheckError, FLAGGED, Finding, suspicion};
use crate::heat_map::HeatMap;
use crate::page::Page;

use alarms::{FURTHEST, log10_false_alarms};
use border::{Target, grown, target};
use clusters::{Cluster, clusters};
use ground::ground;
use pairs::pairs;
use points::points;

/// Side of a cell of the heat map, in pixels.
const CELL: u32 = 8;

/// Regions looked at in full, those with most patches first.
const EXAMINED: usize = 24;

/// Regions reported at most.
const REPORTED: usize = 4;

/// Points that a page needs to say anything: a line of print has more.
const LEAST_POINTS: usize = 16;

/// Looks for parts of the page that were copied from elsewhere on it (`copy.move`).
///
/// Points of print are paired by the look of what is around them, and pairs of one shift that lie together
/// are regions. A region is judged by how exactly it lies at a whole shift and by how alike the noise of
/// its ground is, against the page's other repeats and the shifts beside.
///
/// Copies that were turned or scaled are not seen, nor those of ground without print; a picture that was
/// scaled after the copying has no whole shifts any more.
///
/// Source: votes for shifts as in Fridrich, Soukal and Lukáš, "Detection of copy-move forgery", DFRWS 2003,
/// and Christlein et al., IEEE TIFS 7, 2012; number of false alarms after Desolneux, Moisan and Morel, 2000.
///
/// Cost: about 0.06 s for two megapixels on one thread.
#[derive(Clone, Copy, Debug, Default)]
pub struct CopyMove;

impl Check for CopyMove {
    fn id(&self) -> &'static str {
        "copy.move"
    }

    fn run(&self, page: &Page<'_>) -> Result<Finding, CheckError> {
        let luma = page.picture.luma();
        let points = points(luma);
        if points.len() < LEAST_POINTS {
            return Ok(Finding::not_applicable("the picture has too little print to be repeated"));
        }
        let all = clusters(&pairs(luma, &points));
        Ok(told(luma, &copies(luma, &all, &page.known.zone_lines)))
    }
}

/// A region that is repeated.
struct Copy {
    /// Left, top, right and bottom; the last two exclusive.
    bounds: [i32; 4],
    shift: [i32; 2],
    log10_false_alarms: f64,
    off: f64,
    correlation: Option<f64>,
    target: Target,
}

/// Regions at whole shifts, least explained by chance first.
fn copies(luma: &GrayImage, all: &[Cluster], zone_lines: &[[[f32; 2]; 4]]) -> Vec<Copy> {
    let mut near: Vec<&Cluster> = all
        .iter()
        .filter(|cluster| cluster.off < FURTHEST && !is_in_zone(cluster, zone_lines))
        .collect();
    near.sort_by_key(|cluster| {
        (std::cmp::Reverse(cluster.patches.len()), cluster.shift, cluster.bounds)
    });
    let mut copies: Vec<Copy> =
        near.iter().take(EXAMINED).map(|cluster| copy(luma, cluster, all)).collect();
    copies.sort_by(|a, b| a.log10_false_alarms.total_cmp(&b.log10_false_alarms));
    copies
}

/// Whether both places of a region lie in the machine-readable zone. Its letters stand at one distance, so on
/// drawn pages fillers repeat at whole shifts, and JPEG gives them equal ground where that is a whole number of
/// blocks; what is changed in it is for the check digits to tell.
fn is_in_zone(cluster: &Cluster, zone_lines: &[[[f32; 2]; 4]]) -> bool {
    let [left, top, right, bottom] = cluster.bounds.map(|at| at as f32);
    let [dx, dy] = cluster.shift.map(|at| at as f32);
    let middle = [(left + right) / 2.0, (top + bottom) / 2.0];
    let lies_in_zone = |[x, y]: [f32; 2]| {
        let over = |axis: usize, pick: fn(f32, f32) -> f32, from: f32| {
            zone_lines.iter().flatten().map(|corner| corner[axis]).fold(from, pick)
        };
        x >= over(0, f32::min, f32::INFINITY)
            && x <= over(0, f32::max, f32::NEG_INFINITY)
            && y >= over(1, f32::min, f32::INFINITY)
            && y <= over(1, f32::max, f32::NEG_INFINITY)
    };
    lies_in_zone(middle) && lies_in_zone([middle[0] + dx, middle[1] + dy])
}

fn copy(luma: &GrayImage, cluster: &Cluster, all: &[Cluster]) -> Copy {
    let ground = ground(luma, cluster);
    let log10_false_alarms = log10_false_alarms(cluster, ground, all);
    let (mut bounds, mut side) = (cluster.bounds, Target::Unclear);
    if log10_false_alarms <= FLAGGED {
        bounds = grown(luma, cluster);
        side = target(luma, bounds, cluster.shift);
    }
    Copy {
        bounds,
        shift: cluster.shift,
        log10_false_alarms,
        off: cluster.off,
        correlation: ground.map(|ground| ground.correlation),
        target: side,
    }
}

fn told(luma: &GrayImage, copies: &[Copy]) -> Finding {
    let lowest = copies.first().map_or(0.0, |copy| copy.log10_false_alarms.min(0.0));
    let mut finding = Finding::scored(suspicion(lowest));
    let mut heat = HeatMap::cold(luma.width(), luma.height(), CELL);
    for copy in copies.iter().filter(|copy| copy.log10_false_alarms <= FLAGGED) {
        for place in [Target::First, Target::Second] {
            // The likelier source is shown, but stays below what is flagged.
            let share =
                if copy.target == Target::Unclear || copy.target == place { 1.0 } else { 0.4 };
            warm(&mut heat, copy.place(place), suspicion(copy.log10_false_alarms).get() * share);
        }
    }
    let flagged = copies.iter().filter(|copy| copy.log10_false_alarms <= FLAGGED);
    finding.evidence = flagged.take(REPORTED).flat_map(Copy::evidence).collect();
    finding.log10_false_alarms = Some(lowest);
    finding.heat = Some(heat);
    finding
}

fn warm(heat: &mut HeatMap, bounds: PixelBox, shade: f64) {
    for row in bounds.top / CELL..bounds.bottom.div_ceil(CELL) {
        for column in bounds.left / CELL..bounds.right.div_ceil(CELL) {
            heat.raise(column, row, shade as f32);
        }
    }
}

impl Copy {
    /// The first place, or the second, that is the first moved by the shift.
    fn place(&self, which: Target) -> PixelBox {
        let [dx, dy] = if which == Target::Second { self.shift } else { [0, 0] };
        let [left, top, right, bottom] = self.bounds;
        let clipped = |at: i32| u32::try_from(at).unwrap_or(0);
        PixelBox {
            left: clipped(left + dx),
            top: clipped(top + dy),
            right: clipped(right + dx),
            bottom: clipped(bottom + dy),
        }
    }

    /// Both places: `copy-target` and `copy-source` where it can be told, else `copy-place` twice.
    fn evidence(&self) -> [Evidence; 2] {
        [Target::First, Target::Second].map(|place| {
            let name = match self.target {
                Target::Unclear => "copy-place",
                side if side == place => "copy-target",
                _ => "copy-source",
            };
            let [dx, dy] = self.shift;
            let mut evidence = Evidence::of("region")
                .named(name)
                .scored(suspicion(self.log10_false_alarms))
                .with("shift", format!("{dx} {dy}"))
                .with("off_whole_shift", format!("{:.3}", self.off))
                .with("log10_false_alarms", format!("{:.1}", self.log10_false_alarms));
            if let Some(correlation) = self.correlation {
                evidence = evidence.with("ground_correlation", format!("{correlation:.2}"));
            }
            evidence.bounds = Some(self.place(place));
            evidence
        })
    }
}
