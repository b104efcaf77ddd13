//! Steps of brightness or colour that are one pixel wide and follow an axis of the picture.
//!
//! A lens spreads an edge over two pixels and more, and a document in front of a camera is seldom level
//! to the pixel. The border of a patch that was pasted in is one pixel wide and exactly level, however
//! small the step is.

#![allow(clippy::inline_always)] // compiled for each set of vector instructions

use bonafide_imaging::vectorised;

use super::grid::Grid;
use super::plane::{Channels, Plane};
use super::{CELL, PHASES};

/// A step stands out of its two neighbours by this factor and this many gray levels: between a level
/// edge after JPEG compression and one through a lens with a blur of half a pixel (deviation).
const OVER_NEIGHBOURS: (f32, f32) = (1.3, 1.0);

/// Cells that a run of steps is counted over: 24 pixels, the height of a line of print.
const RUN_CELLS: f32 = 3.0;

/// How much more often than by chance steps line up along columns: per cell, in standard deviations of
/// the number in 24 pixels, the highest of its eight columns.
pub(super) fn upright_steps(channels: &Channels, columns: usize, rows: usize) -> Grid {
    let mut counts = vec![0.0_f32; columns * CELL * rows];
    for (row, line) in counts.chunks_exact_mut((columns * CELL).max(1)).enumerate() {
        vectorised(|| {
            for y in row * CELL..(row + 1) * CELL {
                count_row_steps(channels, y, line);
            }
        });
    }
    standard(&counts, columns, rows)
}

/// The same along rows.
pub(super) fn level_steps(channels: &Channels, columns: usize, rows: usize) -> Grid {
    // Turned: one line per column of cells, one count per row of pixels.
    let length = rows * CELL;
    let mut counts = vec![0.0_f32; length * columns];
    let width = columns * CELL;
    let mut marks = vec![false; width];
    for y in 2..length.saturating_sub(3) {
        marks.fill(false);
        vectorised(|| {
            for plane in channels.each() {
                mark_column_steps(plane, y, &mut marks);
            }
        });
        for (column, eight) in marks.chunks_exact(CELL).enumerate() {
            if let Some(count) = counts.get_mut(column * length + y) {
                *count = eight.iter().filter(|&&mark| mark).count() as f32;
            }
        }
    }
    turned(&standard(&counts, rows, columns))
}

fn turned(grid: &Grid) -> Grid {
    let mut values = Vec::with_capacity(grid.values.len());
    for column in 0..grid.columns {
        values.extend(grid.values.iter().skip(column).step_by(grid.columns));
    }
    Grid { columns: grid.rows, rows: grid.columns, values }
}

/// Both conditions are looked at always: without a branch the loops around it run on several samples at once.
#[inline(always)]
fn stands_out([far_a, near_a, here, near_b, far_b]: [f32; 5]) -> bool {
    let near = if near_a > near_b { near_a } else { near_b };
    let over_near = here > near * OVER_NEIGHBOURS.0 + OVER_NEIGHBOURS.1;
    let over_mean = here > 0.5 * (far_a + near_a + near_b + far_b);
    over_near & over_mean
}

#[inline(always)]
fn count_row_steps(channels: &Channels, y: usize, counts: &mut [f32]) {
    let width = channels.luma.width;
    let mut marks = vec![false; width];
    let mut steps = Vec::with_capacity(width);
    for plane in channels.each() {
        steps.clear();
        steps.extend(plane.row(y).windows(2).map(|pair| (pair[1] - pair[0]).abs()));
        let from = |first: usize| steps.get(first..).unwrap_or_default().iter();
        let fives = from(0).zip(from(1)).zip(from(2)).zip(from(3)).zip(from(4));
        let inner = marks.get_mut(2..).unwrap_or_default();
        for (mark, ((((&a, &b), &c), &d), &e)) in inner.iter_mut().zip(fives) {
            *mark |= stands_out([a, b, c, d, e]);
        }
    }
    for (count, mark) in counts.iter_mut().zip(marks) {
        *count += f32::from(u8::from(mark));
    }
}

#[inline(always)]
fn mark_column_steps(plane: &Plane, y: usize, marks: &mut [bool]) {
    let row = |off: isize| plane.row(y.saturating_add_signed(off));
    let upper = row(-2).iter().zip(row(-1)).zip(row(0));
    let lower = row(1).iter().zip(row(2)).zip(row(3));
    for (mark, (((&p0, &p1), &p2), ((&p3, &p4), &p5))) in marks.iter_mut().zip(upper.zip(lower)) {
        *mark |= stands_out([p1 - p0, p2 - p1, p3 - p2, p4 - p3, p5 - p4].map(f32::abs));
    }
}

/// Counts of steps (`rows` lines of `columns` × 8) into standard deviations. How often a step stands out
/// by chance is counted apart for each of the eight places between the borders of JPEG blocks.
fn standard(counts: &[f32], columns: usize, rows: usize) -> Grid {
    let length = columns * CELL;
    let shares = shares(counts);
    let trials = RUN_CELLS * CELL as f32;
    let line = |row: usize| counts.get(row * length..(row + 1) * length).unwrap_or(&[]);
    let mut grid = Grid::of(columns, rows, 0.0);
    for row in 0..rows {
        let above = if row == 0 { &[][..] } else { line(row - 1) };
        let (here, below) = (line(row), line(row + 1));
        for (cell, value) in grid.row_mut(row).iter_mut().enumerate() {
            let deviations = shares.iter().enumerate().map(|(phase, share)| {
                let at = cell * CELL + phase;
                let sum: f32 = [above, here, below].iter().filter_map(|line| line.get(at)).sum();
                (sum - trials * share) / (trials * share * (1.0 - share)).sqrt()
            });
            *value = deviations.fold(f32::NEG_INFINITY, f32::max);
        }
    }
    grid
}

fn shares(counts: &[f32]) -> [f32; PHASES] {
    let mut sums = [0.0_f64; PHASES];
    for eight in counts.chunks_exact(PHASES) {
        for (sum, count) in sums.iter_mut().zip(eight) {
            *sum += f64::from(*count);
        }
    }
    let trials = (counts.len() / PHASES * CELL).max(1) as f64;
    sums.map(|sum| ((sum / trials) as f32).clamp(0.01, 0.6))
}
