//! What the detectors of manipulation look at: energies of fine detail per cell, measured once.

#![allow(clippy::inline_always)] // compiled for each set of vector instructions

use bonafide_imaging::{RgbImage, vectorised};

use super::CELL;
use super::grid::Grid;
use super::level::Ground;
use super::plane::{Channels, Plane};
use super::steps::{level_steps, upright_steps};

/// Added to energies (squared gray levels) before the logarithm: what rounding to whole levels leaves.
const ROUNDING: f32 = 0.05;

/// Brightness beyond which a cell holds samples at the end of the sensor's range.
const SATURATED: (f32, f32) = (3.0, 252.0);

/// Levels of a channel below and above which it is at the end of its range. Noise ends there.
const CLIPPED: (u8, u8) = (2, 253);

/// Share of clipped samples among a cell and its neighbours from which on its noise says nothing: a sixteenth takes a
/// tenth of the energy of Gaussian noise away.
const MOST_CLIPPED: f32 = 1.0 / 16.0;

/// Six kinds of fine detail whose energy is compared with what its ground lets expect.
pub(crate) const KINDS: usize = 6;

/// Energies of a page by cells of [`CELL`] × [`CELL`] pixels. Energies are logarithms.
pub(crate) struct Traces {
    /// Deviations from what is expected: diagonal detail, its quietest quarter, differences of
    /// brightness, differences of colour, diagonal detail of colour at half size, the largest step.
    pub(crate) deviations: [Grid; KINDS],
    /// Diagonal detail.
    pub(crate) detail: Grid,
    /// Structure at half size.
    pub(crate) half: Grid,
    /// Structure at quarter size.
    pub(crate) quarter: Grid,
    /// −1 black to 1 white.
    pub(crate) brightness: Grid,
    /// 1 where samples are at the end of the range, else 0.
    pub(crate) saturated: Grid,
    /// 1 where glare or black left too little noise to compare, else 0. No deviation is told there.
    pub(crate) clipped: Grid,
    /// Differences along rows over those along columns.
    pub(crate) direction: Grid,
    /// Upright steps one pixel wide, in standard deviations.
    pub(crate) upright: Grid,
    /// Level ones.
    pub(crate) level: Grid,
}

impl Traces {
    /// Measures a picture; `None` where it has less than 16 × 16 cells.
    pub(crate) fn of(picture: &RgbImage) -> Option<Self> {
        let channels = Channels::of(picture, CELL);
        let (columns, rows) = (channels.luma.width / CELL, channels.luma.height / CELL);
        if columns < 16 || rows < 16 {
            return None;
        }
        let squares = details(&channels.luma);
        let detail = quartered(&squares, |four| four.iter().sum::<f32>() / 4.0);
        let quietest =
            quartered(&squares, |four| four.iter().copied().fold(f32::INFINITY, f32::min));
        let quietest = quietest.map(logarithm);
        let [luma, blue, red] = channels.each().map(|plane| differences(plane, CELL));
        let small = [&channels.blue, &channels.red].map(|plane| details(&plane.halved()));
        let halved = channels.luma.halved();
        let half = differences(&halved, CELL / 2).total();
        let quarter = differences(&halved.halved(), CELL / 4).total();
        let (brightness, saturated) = levels(&channels.luma);
        let clipped = clipped(picture, columns, rows);
        let unusable = saturated.zip(&clipped, f32::max);
        let ground = Ground::of(&half, &quarter, &brightness, &unusable);
        let colour = blue.energy().zip(&red.energy(), |b, r| logarithm(b + r));
        let small = small[0].zip(&small[1], |b, r| logarithm(b + r));
        let largest = luma.largest.map(|step| logarithm(step * step));
        let direction = luma.right.zip(&luma.down, |r, d| logarithm(r) - logarithm(d));
        let detail = detail.map(logarithm);
        let deviations = [&detail, &quietest, &luma.total(), &colour, &small, &largest]
            .map(|energy| ground.deviations(energy))
            .map(|off| off.zip(&clipped, |off, clipped| if clipped > 0.0 { 0.0 } else { off }));
        let upright = upright_steps(&channels, columns, rows);
        let level = level_steps(&channels, columns, rows);
        Some(Self {
            deviations,
            detail,
            half,
            quarter,
            brightness,
            saturated,
            clipped,
            direction,
            upright,
            level,
        })
    }
}

/// 1 for cells around which too many samples have a channel at the end of its range.
fn clipped(picture: &RgbImage, columns: usize, rows: usize) -> Grid {
    let mut share = Grid::of(columns, rows, 0.0);
    let stride = picture.width() as usize * 3;
    for (y, line) in picture.as_raw().chunks_exact(stride.max(1)).take(rows * CELL).enumerate() {
        for (share, cell) in share.row_mut(y / CELL).iter_mut().zip(line.chunks_exact(CELL * 3)) {
            let at_end = |level: &u8| !(CLIPPED.0..=CLIPPED.1).contains(level);
            let count = cell.chunks_exact(3).filter(|pixel| pixel.iter().any(at_end)).count();
            *share += count as f32 / (CELL * CELL) as f32;
        }
    }
    share.mean(3, 3).map(|share| if share > MOST_CLIPPED { 1.0 } else { 0.0 })
}

fn logarithm(energy: f32) -> f32 {
    (energy + ROUNDING).ln()
}

/// Energies of differences along rows and columns, and the largest of either.
struct Differences {
    right: Grid,
    down: Grid,
    largest: Grid,
}

impl Differences {
    fn energy(&self) -> Grid {
        self.right.zip(&self.down, |right, down| right + down)
    }

    fn total(&self) -> Grid {
        self.energy().map(logarithm)
    }
}

fn differences(plane: &Plane, cell: usize) -> Differences {
    vectorised(|| differences_of(plane, cell))
}

#[inline(always)]
fn differences_of(plane: &Plane, cell: usize) -> Differences {
    let (columns, rows) = (plane.width / cell, plane.height / cell);
    let [mut right, mut down, mut largest] = [(); 3].map(|()| Grid::of(columns, rows, 0.0));
    let [mut across, mut along] = [(); 2].map(|()| vec![0.0_f32; plane.width]);
    // Sums of each column of a row of cells first, then of the cells: each step takes several samples at once.
    let [mut right_of, mut down_of, mut most_of] = [(); 3].map(|()| vec![0.0_f32; plane.width]);
    let per_cell = (cell * cell) as f32;
    for row in 0..rows {
        for sums in [&mut right_of, &mut down_of, &mut most_of] {
            sums.fill(0.0);
        }
        for y in row * cell..(row + 1) * cell {
            plane.differences(y, &mut across, &mut along);
            add_squares(&mut right_of, &across);
            add_squares(&mut down_of, &along);
            for ((most, &a), &b) in most_of.iter_mut().zip(&across).zip(&along) {
                *most = greater(*most, greater(a.abs(), b.abs()));
            }
        }
        for (grid, sums) in [(&mut right, &right_of), (&mut down, &down_of)] {
            for (value, sums) in grid.row_mut(row).iter_mut().zip(sums.chunks_exact(cell)) {
                *value = sums.iter().sum::<f32>() / per_cell;
            }
        }
        for (value, most) in largest.row_mut(row).iter_mut().zip(most_of.chunks_exact(cell)) {
            *value = most.iter().copied().fold(0.0, greater);
        }
    }
    Differences { right, down, largest }
}

#[inline(always)]
fn add_squares(sums: &mut [f32], steps: &[f32]) {
    for (sum, step) in sums.iter_mut().zip(steps) {
        *sum += step * step;
    }
}

/// The greater of two numbers; none of them is NaN, which `f32::max` has to look for.
#[inline(always)]
fn greater(a: f32, b: f32) -> f32 {
    if a > b { a } else { b }
}

/// Diagonal energy per square of half a cell.
fn details(plane: &Plane) -> Grid {
    vectorised(|| details_of(plane))
}

#[inline(always)]
fn details_of(plane: &Plane) -> Grid {
    const SIDE: usize = CELL / 2;
    let mut squares = Grid::of(plane.width / SIDE, plane.height / SIDE, 0.0);
    let [mut energy, mut sums] = [(); 2].map(|()| vec![0.0_f32; plane.width]);
    for row in 0..squares.rows {
        sums.fill(0.0);
        for y in row * SIDE..(row + 1) * SIDE {
            plane.diagonal_energy(y, &mut energy);
            sums.iter_mut().zip(&energy).for_each(|(sum, value)| *sum += value);
        }
        for (value, sums) in squares.row_mut(row).iter_mut().zip(sums.chunks_exact(SIDE)) {
            *value = sums.iter().sum::<f32>() / (SIDE * SIDE) as f32;
        }
    }
    squares
}

/// Four squares of half a cell joined to one value of the cell.
fn quartered(squares: &Grid, join: impl Fn([f32; 4]) -> f32) -> Grid {
    let (columns, rows) = (squares.columns / 2, squares.rows / 2);
    let at = |column: usize, row: usize| {
        squares.values.get(row * squares.columns + column).copied().unwrap_or(0.0)
    };
    let values = (0..columns * rows).map(|i| (2 * (i % columns.max(1)), 2 * (i / columns.max(1))));
    let values =
        values.map(|(x, y)| join([at(x, y), at(x + 1, y), at(x, y + 1), at(x + 1, y + 1)]));
    Grid { columns, rows, values: values.collect() }
}

/// Mean brightness, −1 to 1, and whether samples are at the end of the range.
fn levels(luma: &Plane) -> (Grid, Grid) {
    vectorised(|| levels_of(luma))
}

#[inline(always)]
fn levels_of(luma: &Plane) -> (Grid, Grid) {
    let (columns, rows) = (luma.width / CELL, luma.height / CELL);
    let [mut brightness, mut saturated] = [(); 2].map(|()| Grid::of(columns, rows, 0.0));
    let [mut sums, mut ends] = [(); 2].map(|()| vec![0.0_f32; luma.width]);
    for row in 0..rows {
        sums.fill(0.0);
        ends.fill(0.0);
        for y in row * CELL..(row + 1) * CELL {
            for ((sum, end), &level) in sums.iter_mut().zip(&mut ends).zip(luma.row(y)) {
                *sum += level;
                let (black, white) = (level < SATURATED.0, level > SATURATED.1);
                *end += f32::from(u8::from(black | white));
            }
        }
        let cells = brightness.row_mut(row).iter_mut().zip(saturated.row_mut(row));
        let eights = sums.chunks_exact(CELL).zip(ends.chunks_exact(CELL));
        for ((mean, end), (sums, ends)) in cells.zip(eights) {
            *mean = sums.iter().sum::<f32>() / (CELL * CELL) as f32;
            *end = if ends.iter().any(|&count| count > 0.0) { 1.0 } else { 0.0 };
        }
    }
    (brightness.map(|level| level / 128.0 - 1.0), saturated)
}
