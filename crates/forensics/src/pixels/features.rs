//! What the model of cells sees of a cell and its surroundings.

use bonafide_imaging::RgbImage;

use super::heard;
use crate::noise::{Grid, KINDS, Traces};

/// Numbers per cell: four of each kind of detail, and ten of what lies there.
pub const CELL_FEATURES: usize = KINDS * 4 + 10;

/// Added to a spread before something is divided by it, in log energy.
const LEAST_SPREAD: f32 = 0.3;

/// Range that deviations of aligned steps are kept to.
const STEPS: (f32, f32) = (-3.0, 15.0);

/// What the model sees of each cell of 8 × 8 pixels of a picture, row by row.
///
/// What [`PixelOutliers`](crate::PixelOutliers) weighs, made public so that weights can be fitted again.
#[derive(Clone, Debug, PartialEq)]
pub struct CellFeatures {
    /// Cells in a row.
    pub columns: usize,
    /// Rows of cells.
    pub rows: usize,
    /// In this order: for diagonal detail, its quietest quarter, differences of brightness and of colour,
    /// diagonal detail of colour and the largest step, the deviation from what the page lets expect of the
    /// cell, of 3 × 3 and of 7 × 3 cells, and of 3 × 3 less 21 × 21 cells; structure at half and quarter
    /// size against the page; brightness; saturation; how far differences prefer a direction, without and
    /// with sign; upright and level steps, highest and mean.
    pub features: Vec<[f32; CELL_FEATURES]>,
    /// Whether the cell is weighed at all: not along the border of the picture, nor where a page of flat
    /// cells is flat.
    pub heard: Vec<bool>,
}

/// The features of a picture's cells; `None` where a side has less than 128 pixels.
pub fn cell_features(picture: &RgbImage) -> Option<CellFeatures> {
    let traces = Traces::of(picture)?;
    let (columns, rows) = (traces.detail.columns, traces.detail.rows);
    Some(CellFeatures { columns, rows, features: features(&traces), heard: heard(&traces) })
}

/// The features of each cell, row by row.
pub(super) fn features(traces: &Traces) -> Vec<[f32; CELL_FEATURES]> {
    let mut grids: Vec<Grid> = Vec::with_capacity(CELL_FEATURES);
    for deviation in &traces.deviations {
        let near = deviation.mean(3, 3);
        let far = deviation.mean(21, 21);
        let against = near.zip(&far, |near, far| near - far);
        let line = deviation.mean(7, 3);
        grids.extend([deviation.clone(), near, line, against]);
    }
    let [half, quarter] = [&traces.half, &traces.quarter].map(|grid| {
        let (middle, spread) = grid.middle_and_spread();
        grid.map(|value| (value - middle) / (spread + LEAST_SPREAD))
    });
    let [direction, sign] = [traces.direction.map(f32::abs), traces.direction.clone()];
    let steps = |grid: Grid| grid.map(|value| value.clamp(STEPS.0, STEPS.1) / 4.0);
    grids.extend([half, quarter, traces.brightness.clone(), traces.saturated.mean(3, 3)]);
    grids.extend([direction.mean(3, 3), sign.mean(3, 3)]);
    grids.extend([&traces.upright, &traces.level].map(|grid| steps(grid.highest(3))));
    grids.extend([&traces.upright, &traces.level].map(|grid| steps(grid.mean(3, 3))));
    gathered(&grids)
}

fn gathered(grids: &[Grid]) -> Vec<[f32; CELL_FEATURES]> {
    let cells = grids.first().map_or(0, |grid| grid.values.len());
    let mut gathered = vec![[0.0; CELL_FEATURES]; cells];
    for (at, grid) in grids.iter().enumerate() {
        for (cell, &value) in gathered.iter_mut().zip(&grid.values) {
            if let Some(feature) = cell.get_mut(at) {
                *feature = value;
            }
        }
    }
    gathered
}
