//! The portrait beside the rest of its document.

use std::ops::Range;

use bonafide_imaging::{Area, encloses};

use super::compare::{LEAST_LINES, log10_two_sided};
use super::measures::Measure;
use crate::noise::{CELL, Grid, Traces, median};
use crate::plane::Corners;

/// Patches along each side of the portrait.
const PATCHES: usize = 3;
/// Cells along a patch at the least.
const SMALLEST: usize = 3;
/// Share of a patch's cells that must be within the range of the sensor.
const USED: f32 = 0.5;
/// Degrees of freedom of the tail, as for windows of blocks: patches of a document, with print, guilloches and
/// blank ground, are far from normal.
const DEGREES: usize = 6;

/// Ground noise and ground colour of the portrait: by how many spreads of patches of the document its middle
/// patch differs from theirs, and log10 of the chance to be so far off either way.
///
/// What brightness and structure explain was taken off all over the page, so that hair and skin are compared
/// with paper and print. The portrait is judged as if it were one patch: its nine are no witnesses apart.
pub(super) fn compared(
    traces: &Traces,
    portrait: &Area,
    document: &Corners,
) -> Vec<(Measure, f64, f64)> {
    let cells = |from: f32, length: f32| {
        let [from, to] =
            [from, from + length].map(|at| (at / CELL as f32).clamp(0.0, 1e6) as usize);
        from..to
    };
    let (columns, rows) = (cells(portrait.x, portrait.width), cells(portrait.y, portrait.height));
    let side = columns.len().min(rows.len()) / PATCHES;
    if side < SMALLEST {
        return Vec::new();
    }
    let own = patches(traces, columns.clone(), rows.clone(), side);
    let grid = &traces.deviations[0];
    let others: Vec<_> = patches(traces, 0..grid.columns, 0..grid.rows, side)
        .into_iter()
        .filter(|patch| !(meets(&patch.0, &columns) && meets(&patch.1, &rows)))
        .filter(|patch| lies_in(patch, document))
        .collect();
    if own.len() < PATCHES || others.len() < LEAST_LINES {
        return Vec::new();
    }
    let measures = [(Measure::GroundNoise, 0), (Measure::GroundColour, 4)];
    measures
        .into_iter()
        .filter_map(|(measure, kind)| {
            let grid = traces.deviations.get(kind)?;
            let values =
                |patches: &[Patch]| patches.iter().map(|patch| mean(grid, patch)).collect();
            let (portrait, usual): (Vec<f32>, Vec<f32>) = (values(&own), values(&others));
            let count = usual.len();
            let (middle, spread) =
                Grid { columns: count, rows: 1, values: usual }.middle_and_spread();
            let error = f64::from(spread.max(1e-3)) * (1.0 + 1.0 / count as f64).sqrt();
            let t = f64::from(median(portrait) - middle) / error;
            Some((measure, t, log10_two_sided(t, DEGREES)))
        })
        .collect()
}

/// Columns and rows of cells.
type Patch = (Range<usize>, Range<usize>);

/// Squares that fill a rectangle of cells and are mostly within the range of the sensor.
fn patches(traces: &Traces, columns: Range<usize>, rows: Range<usize>, side: usize) -> Vec<Patch> {
    let mut found = Vec::new();
    for top in rows.clone().step_by(side).filter(|top| top + side <= rows.end) {
        for left in columns.clone().step_by(side).filter(|left| left + side <= columns.end) {
            let patch = (left..left + side, top..top + side);
            if mean(&traces.saturated, &patch) <= 1.0 - USED {
                found.push(patch);
            }
        }
    }
    found
}

fn mean(grid: &Grid, (columns, rows): &Patch) -> f32 {
    let at = |row: usize| row * grid.columns + columns.start..row * grid.columns + columns.end;
    let within = rows.clone().filter(|_| columns.end <= grid.columns);
    let values = within.flat_map(|row| grid.values.get(at(row)).unwrap_or(&[]));
    let (sum, count) = values.fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    sum / count.max(1) as f32
}

fn meets(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

fn lies_in((columns, rows): &Patch, document: &Corners) -> bool {
    let middle = |range: &Range<usize>| (range.start + range.end) as f32 * CELL as f32 / 2.0;
    encloses(document, [middle(columns), middle(rows)])
}
