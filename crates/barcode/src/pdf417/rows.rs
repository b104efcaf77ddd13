//! Which row each codeword of each line belongs to.
//!
//! The cluster of a codeword is its row modulo three, so that a row is known as the phase of a
//! wave is. From a line that shows much, the wave is followed upwards and downwards: between
//! neighbours the row changes by less than one and a half. Lines may so cross rows, and rows may
//! bend. The number that is missing, a multiple of three, is for the row indicators to tell.

use super::least_squares::LeastSquares;
use super::walk::Observation;

/// Observations by line and column.
#[derive(Clone)]
pub(crate) struct Grid {
    pub(crate) columns: usize,
    pub(crate) cells: Vec<Option<Observation>>,
}

impl Grid {
    pub(crate) fn lines(&self) -> usize {
        self.cells.len() / self.columns.max(1)
    }

    pub(crate) fn line(&self, line: usize) -> &[Option<Observation>] {
        self.cells.get(line * self.columns..(line + 1) * self.columns).unwrap_or(&[])
    }

    /// The lines in opposite order.
    fn flip(&mut self) {
        let columns = self.columns;
        let lines = self.lines();
        for line in 0..lines / 2 {
            let (upper, lower) = self.cells.split_at_mut((lines - 1 - line) * columns);
            upper[line * columns..(line + 1) * columns].swap_with_slice(&mut lower[..columns]);
        }
    }
}

/// Rows as followed through a grid, from an arbitrary one on.
pub(crate) struct Rows {
    /// The row of each observation; none of one that contradicts its surroundings.
    pub(crate) assigned: Vec<Option<i32>>,
    /// Where each cell lies in rows: `r` is the middle of row `r`.
    pub(crate) track: Vec<f32>,
    /// Rows from line to line.
    pub(crate) pitch: f32,
    /// Whether rows go upwards in the picture, and the grid was turned over: it is mirrored.
    pub(crate) flipped: bool,
}

/// An observation further than this from where its row should be, in rows, is left out.
const ACCEPTED: f32 = 1.0;
/// How fast what is seen corrects where rows should be, from line to line.
const GAIN: f32 = 0.3;
/// Times that the track is smoothed.
const SMOOTHINGS: usize = 2;
/// Columns on each side that correct together.
const REACH: usize = 4;

/// Follows the rows. `None` if too little is seen to tell their direction.
pub(crate) fn follow(grid: &mut Grid) -> Option<Rows> {
    let steps = steps_down(grid);
    let changes = steps.forward + steps.backward;
    if changes < 1.0 {
        return None;
    }
    let flipped = steps.backward > steps.forward;
    if flipped {
        grid.flip();
    }
    let pitch = ((steps.forward - steps.backward).abs() / steps.total).clamp(0.02, 1.0);
    let lines = grid.lines();
    let weight = |line: &usize| grid.line(*line).iter().flatten().map(|o| o.weight).sum::<f32>();
    let seed = (0..lines).max_by(|a, b| weight(a).total_cmp(&weight(b)).then(b.cmp(a)))?;
    let mut rows = Rows {
        assigned: vec![None; grid.cells.len()],
        track: vec![0.0; grid.cells.len()],
        pitch,
        flipped,
    };
    let first = across(grid.line(seed))?;
    let mut track = first.clone();
    let mut speed = pitch;
    rows.set(grid, seed, &mut track, &mut speed, 1.0);
    for line in seed + 1..lines {
        for row in &mut track {
            *row += speed;
        }
        rows.set(grid, line, &mut track, &mut speed, 1.0);
    }
    let (mut track, mut speed) = (first, pitch);
    for line in (0..seed).rev() {
        for row in &mut track {
            *row -= speed;
        }
        rows.set(grid, line, &mut track, &mut speed, -1.0);
    }
    for _ in 0..SMOOTHINGS {
        rows.smooth(grid);
    }
    Some(rows)
}

impl Rows {
    /// What is seen at a line and column of the grid, with the row it was assigned to.
    pub(crate) fn seen(
        &self,
        grid: &Grid,
        line: usize,
        column: usize,
    ) -> Option<(Observation, i32)> {
        let cell = (column < grid.columns).then_some(line * grid.columns + column)?;
        grid.cells.get(cell).copied().flatten().zip(*self.assigned.get(cell)?)
    }

    /// The rows if `count` of them lie evenly between the first and the last line: for grids in
    /// which too little is seen to follow rows without a slip. The first row is 0.
    pub(crate) fn evenly(&self, grid: &Grid, count: usize) -> Self {
        let pitch = count as f32 / grid.lines().max(1) as f32;
        let cells = 0..grid.cells.len();
        let row = |cell: usize| ((cell / grid.columns) as f32 + 0.5) * pitch - 0.5;
        let mut rows = Self {
            assigned: vec![None; grid.cells.len()],
            track: cells.map(row).collect(),
            pitch,
            flipped: self.flipped,
        };
        rows.assign(grid);
        for _ in 0..SMOOTHINGS {
            rows.smooth(grid);
        }
        rows
    }

    /// Gives each observation the row of its cluster that is nearest to the track.
    fn assign(&mut self, grid: &Grid) {
        for (cell, track) in self.track.iter().enumerate() {
            self.assigned[cell] = grid.cells[cell].and_then(|seen| {
                let row = nearest(*track, seen.cluster);
                ((row as f32 - *track).abs() <= ACCEPTED).then_some(row)
            });
        }
    }

    /// Replaces the track by a smooth surface through it, and assigns rows anew. Following leaves a
    /// lag where rows change their pace; over the whole symbol they are even, but for perspective
    /// and a bend.
    fn smooth(&mut self, grid: &Grid) {
        let mut squares = LeastSquares::<TERMS>::new();
        squares.damp(std::array::from_fn(|i| if i < 3 { 1e-6 } else { 0.3 }));
        for (cell, row) in self.assigned.iter().enumerate() {
            if let (Some(row), Some(seen)) = (row, grid.cells[cell]) {
                squares.add(terms(grid, cell), f64::from(*row), f64::from(seen.weight));
            }
        }
        let Some(surface) = squares.solve() else { return };
        for (cell, track) in self.track.iter_mut().enumerate() {
            let row: f64 = terms(grid, cell).iter().zip(surface).map(|(t, f)| t * f).sum();
            *track = row as f32;
        }
        self.assign(grid);
    }

    /// Assigns the observations of a line and lets them correct the track and its speed.
    fn set(&mut self, grid: &Grid, line: usize, track: &mut [f32], speed: &mut f32, sign: f32) {
        let cells = grid.line(line);
        let offset = line * grid.columns;
        let mut innovations: Vec<(f32, f32)> = vec![(0.0, 0.0); cells.len()];
        for (column, cell) in cells.iter().enumerate() {
            let Some(seen) = cell else { continue };
            let row = nearest(track[column], seen.cluster);
            let off = row as f32 - track[column];
            if off.abs() <= ACCEPTED {
                self.assigned[offset + column] = Some(row);
                innovations[column] = (off * seen.weight, seen.weight);
            }
        }
        for (column, row) in track.iter_mut().enumerate() {
            let near = column.saturating_sub(REACH)..(column + REACH + 1).min(cells.len());
            *row += GAIN * mean(&innovations[near]);
        }
        *speed = (*speed + sign * 0.05 * mean(&innovations)).clamp(0.01, 1.4);
        self.track[offset..offset + track.len()].copy_from_slice(track);
    }
}

/// The weighted mean, drawn towards zero where little is seen.
fn mean(innovations: &[(f32, f32)]) -> f32 {
    let (sum, weight) =
        innovations.iter().fold((0.0, 0.0), |(s, w), (off, weight)| (s + off, w + weight));
    sum / (weight + 0.2)
}

/// The row of this cluster that is nearest.
fn nearest(track: f32, cluster: u8) -> i32 {
    let cluster = f32::from(cluster);
    (((track - cluster) / 3.0).round() * 3.0 + cluster) as i32
}

/// Terms of the surface.
const TERMS: usize = 10;

/// The terms of the surface at a cell.
fn terms(grid: &Grid, cell: usize) -> [f64; TERMS] {
    let centred = |index: usize, count: usize| 2.0 * (index as f64 + 0.5) / count as f64 - 1.0;
    let l = centred(cell / grid.columns, grid.lines());
    let c = centred(cell % grid.columns, grid.columns);
    [1.0, l, c, l * c, l * l, c * c, l * l * c, l * c * c, l * l * l, c * c * c]
}

struct Steps {
    forward: f32,
    backward: f32,
    total: f32,
}

/// How rows change from line to line.
fn steps_down(grid: &Grid) -> Steps {
    let mut steps = Steps { forward: 0.0, backward: 0.0, total: 1e-3 };
    for line in 1..grid.lines() {
        for (above, below) in grid.line(line - 1).iter().zip(grid.line(line)) {
            let (Some(above), Some(below)) = (above, below) else { continue };
            let weight = above.weight.min(below.weight);
            steps.total += weight;
            match (3 + below.cluster - above.cluster) % 3 {
                1 => steps.forward += weight,
                2 => steps.backward += weight,
                _ => {}
            }
        }
    }
    steps
}

/// Where the columns of one line lie in rows, followed outwards from the best of them.
fn across(cells: &[Option<Observation>]) -> Option<Vec<f32>> {
    let weight_near = |column: &usize| -> f32 {
        let near = column.saturating_sub(2)..(column + 3).min(cells.len());
        cells[near].iter().flatten().map(|seen| seen.weight).sum()
    };
    let start = (0..cells.len())
        .filter(|column| cells[*column].is_some())
        .max_by(|a, b| weight_near(a).total_cmp(&weight_near(b)).then(b.cmp(a)))?;
    let mut track = vec![f32::from(cells[start]?.cluster); cells.len()];
    let (right, left): (Vec<usize>, Vec<usize>) =
        ((start + 1..cells.len()).collect(), (0..start).rev().collect());
    for side in [right, left] {
        let (mut row, mut slope) = (track[start], 0.0);
        for column in side {
            row += slope;
            if let Some(seen) = cells[column] {
                let off = nearest(row, seen.cluster) as f32 - row;
                if off.abs() <= ACCEPTED {
                    row += 0.5 * off;
                    slope = (slope + 0.15 * off).clamp(-0.8, 0.8);
                }
            }
            track[column] = row;
        }
    }
    Some(track)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const LINES: usize = 60;
    const COLUMNS: usize = 9;

    /// The row at a cell: lines cross rows, and rows bend.
    fn truth(line: usize, column: usize) -> i32 {
        let bend = (column as f32 - 4.0).powi(2) * 0.05;
        (0.45 * line as f32 + 0.25 * column as f32 + bend).floor() as i32
    }

    fn seen(line: usize, column: usize) -> Observation {
        let cluster = truth(line, column).rem_euclid(3) as u8;
        Observation { cluster, value: 0, weight: 0.8, begin: 0.0, end: 51.0 }
    }

    /// Every seventh observation is of some other row, every fifth is missing.
    fn grid() -> Grid {
        let cells = (0..LINES * COLUMNS).map(|cell| {
            let observed = seen(cell / COLUMNS, cell % COLUMNS);
            match cell * 31 % 35 {
                n if n % 5 == 0 => None,
                n if n % 7 == 0 => Some(Observation {
                    cluster: (observed.cluster + 1) % 3,
                    weight: 0.2,
                    ..observed
                }),
                _ => Some(observed),
            }
        });
        Grid { columns: COLUMNS, cells: cells.collect() }
    }

    /// How many of the rows that were assigned are right, up to a multiple of three.
    fn right(grid: &Grid, rows: &Rows, truth: impl Fn(usize, usize) -> i32) -> (usize, usize) {
        let mut offsets = std::collections::BTreeMap::<i32, usize>::new();
        for (cell, row) in rows.assigned.iter().enumerate() {
            if let Some(row) = row {
                let off = row - truth(cell / grid.columns, cell % grid.columns);
                *offsets.entry(off).or_default() += 1;
            }
        }
        (*offsets.values().max().unwrap(), offsets.values().sum())
    }

    #[test]
    fn rows_are_followed_through_tilt_bend_and_damage() {
        let mut grid = grid();
        let rows = follow(&mut grid).unwrap();
        assert!(!rows.flipped);
        assert!((rows.pitch - 0.45).abs() < 0.1, "{}", rows.pitch);
        let (right, all) = right(&grid, &rows, truth);
        assert!(all > LINES * COLUMNS * 6 / 10, "{all}");
        assert!(right * 100 > all * 88, "{right} of {all}");
    }

    #[test]
    fn rows_that_go_upwards_turn_the_grid_over() {
        let mut grid = grid();
        grid.flip();
        let rows = follow(&mut grid).unwrap();
        assert!(rows.flipped);
        let (right, all) = right(&grid, &rows, truth);
        assert!(right * 100 > all * 88, "{right} of {all}");
    }

    #[test]
    fn even_rows_need_no_start() {
        let row = |line: usize, _: usize| (line as f32 * 0.4) as i32;
        let cells = (0..50 * COLUMNS).map(|cell| {
            let cluster = row(cell / COLUMNS, 0).rem_euclid(3) as u8;
            // Nothing is seen on half of the lines.
            let observed = Observation { cluster, value: 0, weight: 0.5, begin: 0.0, end: 51.0 };
            (cell / COLUMNS % 20 >= 10).then_some(observed)
        });
        let mut grid = Grid { columns: COLUMNS, cells: cells.collect() };
        let followed = follow(&mut grid).unwrap();
        let even = followed.evenly(&grid, 20);
        let (right, all) = right(&grid, &even, row);
        assert_eq!((right, all), (20 * COLUMNS, 20 * COLUMNS));
    }

    #[test]
    fn nothing_seen_is_nothing_followed() {
        assert!(follow(&mut Grid { columns: 4, cells: vec![None; 40] }).is_none());
        assert!(follow(&mut Grid { columns: 0, cells: Vec::new() }).is_none());
    }
}
