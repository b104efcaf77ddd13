//! Cells that differ from the rest of their page in many ways at once.
//!
//! A region that was painted over, drawn by software or brought in from elsewhere differs from its page
//! in its noise, its sharpness, its colour detail, and in steps that follow the axes of the picture to
//! the pixel. No single one tells much: a portrait is smooth, print is sharp. A small network with one
//! hidden layer weighs them per cell of 8 × 8 pixels.
//!
//! Its weights were fitted on drawn documents and free photographs under two simulated cameras, with
//! patches copied within and between pictures, portraits exchanged, text painted over and typed anew,
//! regions blurred or compressed again, each beside its untouched twin saved alike; on the same documents
//! resized, turned and in screenshots; and on the photographs as they are
//! (`training/forensics/pixels`).

mod features;
mod network;
mod weights;

use bonafide_imaging::RgbImage;
use bonafide_types::{Evidence, PixelBox, Score};

use crate::check::{Check, CheckError, Finding};
use crate::heat_map::HeatMap;
use crate::noise::{CELL, Grid, TOO_SMALL, Traces};
use crate::page::Page;

pub use features::{CELL_FEATURES, CellFeatures, cell_features};

/// Widths and heights, in cells, that logits are averaged over: a word, a line, a field, a face.
const WINDOWS: [(usize, usize); 4] = [(3, 3), (7, 3), (5, 5), (11, 11)];

/// Cells along the border of the picture that say nothing: filters lack their surroundings there.
const MARGIN: usize = 2;

/// log of the energy of diagonal detail below which a cell is flat to the gray level.
const FLAT: f32 = -2.9;

/// Share of flat cells from which on flatness is the nature of the page: a screenshot, a drawing.
const FLAT_PAGE: f32 = 0.03;

/// A logit that says nothing can be suspected.
const COLD: f32 = -6.0;

/// Regions reported at most.
const REPORTED: usize = 4;

/// Looks for regions that differ from the page in noise, sharpness, colour and borders at once
/// (`pixels.outliers`).
#[derive(Clone, Copy, Debug, Default)]
pub struct PixelOutliers;

impl Check for PixelOutliers {
    fn id(&self) -> &'static str {
        "pixels.outliers"
    }

    fn run(&self, page: &Page<'_>) -> Result<Finding, CheckError> {
        let picture = page.picture.rgb();
        Ok(Traces::of(picture)
            .map_or_else(|| Finding::not_applicable(TOO_SMALL), |traces| look(&traces, picture)))
    }
}

/// What the check says of measured traces.
pub(crate) fn look(traces: &Traces, picture: &RgbImage) -> Finding {
    let logits = logits(traces);
    let mut finding = Finding::scored(Score::clamped(logistic(page_odds(&logits))));
    let smooth = logits.mean(5, 3);
    let mut heat = HeatMap::cold(picture.width(), picture.height(), CELL as u32);
    for (at, &logit) in smooth.values.iter().enumerate() {
        let shade = logistic(f64::from(logit - weights::CELL_THRESHOLD)) as f32;
        heat.raise((at % smooth.columns) as u32, (at / smooth.columns) as u32, shade);
    }
    finding.evidence = regions(&smooth);
    finding.heat = Some(heat);
    finding
}

/// Log odds of the page by its hottest windows, against what a hundredth of its lines exceed.
fn page_odds(logits: &Grid) -> f64 {
    let [offset, by_window @ .., by_hundredth] = weights::PAGE;
    let mut odds = offset;
    for ((width, height), weight) in WINDOWS.into_iter().zip(by_window) {
        let hottest = logits.mean(width, height).values.into_iter().fold(COLD, f32::max);
        odds += weight * f64::from(hottest);
    }
    let (width, height) = WINDOWS[1];
    let mut lines = logits.mean(width, height).values;
    let at = lines.len().saturating_sub(1 + lines.len() / 100);
    if at < lines.len() {
        odds += by_hundredth * f64::from(*lines.select_nth_unstable_by(at, f32::total_cmp).1);
    }
    odds
}

fn logistic(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

/// The network's answer per cell; cold where a cell is not heard.
fn logits(traces: &Traces) -> Grid {
    let features = features::features(traces);
    let values = features
        .iter()
        .zip(heard(traces))
        .map(|(cell, heard)| if heard { network::logit(cell) } else { COLD });
    let (columns, rows) = (traces.detail.columns, traces.detail.rows);
    Grid { columns, rows, values: values.collect() }
}

/// Which cells are weighed: not those along the border of the picture, nor clipped ones, nor those near flat ones
/// where the page has many of them.
fn heard(traces: &Traces) -> Vec<bool> {
    let (columns, rows) = (traces.detail.columns, traces.detail.rows);
    let flat = traces.detail.map(|detail| if detail < FLAT { 1.0 } else { 0.0 });
    let share = flat.values.iter().sum::<f32>() / flat.values.len().max(1) as f32;
    let near_flat = flat.highest(3);
    let cells = near_flat.values.iter().zip(&traces.clipped.values).enumerate();
    let cells = cells.map(|(at, (&flat, &clipped))| {
        let (x, y) = (at % columns, at / columns);
        let inside =
            (MARGIN..columns - MARGIN).contains(&x) && (MARGIN..rows - MARGIN).contains(&y);
        inside && clipped <= 0.0 && (share < FLAT_PAGE || flat <= 0.0)
    });
    cells.collect()
}

/// Connected cells over the threshold, the largest sums first.
fn regions(logits: &Grid) -> Vec<Evidence> {
    let mut seen: Vec<bool> =
        logits.values.iter().map(|&logit| logit < weights::CELL_THRESHOLD).collect();
    let mut found = Vec::new();
    for start in 0..seen.len() {
        if let Some(region) = grown(logits, &mut seen, start) {
            found.push(region);
        }
    }
    found.sort_by(|a, b| b.sum.total_cmp(&a.sum));
    found.iter().take(REPORTED).map(Region::evidence).collect()
}

/// Cells that hang together.
struct Region {
    sum: f64,
    cells: usize,
    /// First and last column, first and last row.
    bounds: [usize; 4],
}

impl Region {
    fn evidence(&self) -> Evidence {
        let [left, right, top, bottom] = self.bounds;
        let pixels = [left, top, right + 1, bottom + 1].map(|at| (at * CELL) as u32);
        let mean = self.sum / self.cells.max(1) as f64;
        let mut evidence = Evidence::of("region")
            .named("differs-from-page")
            .scored(Score::clamped(logistic(mean)))
            .with("cells", self.cells.to_string());
        evidence.bounds = Some(PixelBox::from(pixels));
        evidence
    }
}

fn grown(logits: &Grid, seen: &mut [bool], start: usize) -> Option<Region> {
    let columns = logits.columns;
    let mut region = Region { sum: 0.0, cells: 0, bounds: [usize::MAX, 0, usize::MAX, 0] };
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        match seen.get_mut(at) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        let (x, y) = (at % columns, at / columns);
        let [left, right, top, bottom] = region.bounds;
        region.bounds = [left.min(x), right.max(x), top.min(y), bottom.max(y)];
        region.sum += f64::from(logits.values.get(at).copied().unwrap_or(0.0));
        region.cells += 1;
        open.extend(
            [(x > 0).then(|| at - 1), (x + 1 < columns).then_some(at + 1)].into_iter().flatten(),
        );
        open.extend([at.checked_sub(columns), Some(at + columns)].into_iter().flatten());
    }
    (region.cells > 0).then_some(region)
}
