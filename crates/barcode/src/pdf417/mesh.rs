//! Where the columns of codewords begin and end on each line.

use super::frame::SAMPLES;
use super::guard::median;
use super::least_squares::LeastSquares;
use super::rows::{Grid, Rows};

/// Terms across columns: a rolled card under perspective.
const ACROSS: usize = 6;
/// Terms in all: the same again times the line.
const TERMS: usize = 2 * ACROSS;

/// Boundaries of columns as a smooth surface over lines and columns, and what each boundary
/// departs from it.
pub(crate) struct Mesh {
    surface: [f64; TERMS],
    departures: Vec<f32>,
    lines: f64,
    columns: f64,
}

/// A boundary seen on a line.
struct Seen {
    line: f32,
    boundary: usize,
    position: f32,
    weight: f32,
}

/// Boundaries seen further than this from the surface, in samples, are those of something else.
const LIMITS: [f32; 5] = [8.0 * SAMPLES, 3.0 * SAMPLES, 1.5 * SAMPLES, SAMPLES, 0.6 * SAMPLES];

impl Mesh {
    /// Fits a mesh to the codewords that rows were assigned to.
    pub(crate) fn fit(grid: &Grid, rows: &Rows) -> Option<Self> {
        let seen = boundaries(grid, rows);
        let mut mesh = Self {
            surface: [0.0; TERMS],
            departures: vec![0.0; grid.columns + 1],
            lines: grid.lines() as f64,
            columns: grid.columns as f64,
        };
        // First evenly, then as bent as what is seen allows.
        for (round, limit) in std::iter::once(f32::MAX).chain(LIMITS).enumerate() {
            let mut squares = LeastSquares::<TERMS>::new();
            for point in &seen {
                if (mesh.surface_at(point.line, point.boundary as f32) - point.position).abs()
                    <= limit
                {
                    let terms = mesh.terms(point.line, point.boundary as f32);
                    squares.add(terms, f64::from(point.position), f64::from(point.weight));
                }
            }
            let stiff = if round == 0 { 1e3 } else { 1e-1 };
            squares.damp(std::array::from_fn(|i| if i % ACROSS < 2 { 1e-6 } else { stiff }));
            mesh.surface = squares.solve()?;
        }
        for (boundary, departure) in mesh.departures.clone().iter().enumerate() {
            let off = |point: &&Seen| point.position - mesh.surface_at(point.line, boundary as f32);
            let near: Vec<f32> = seen
                .iter()
                .filter(|point| point.boundary == boundary)
                .map(|point| off(&point))
                .filter(|off| off.abs() < 0.6 * SAMPLES)
                .collect();
            // Few sightings say little.
            let trust = near.len() as f32 / (near.len() as f32 + 2.0);
            mesh.departures[boundary] = departure + trust * median(near.into_iter());
        }
        Some(mesh)
    }

    fn terms(&self, line: f32, boundary: f32) -> [f64; TERMS] {
        let line = 2.0 * f64::from(line) / self.lines - 1.0;
        let across = 2.0 * f64::from(boundary) / self.columns - 1.0;
        let mut power = 1.0;
        let mut terms = [0.0; TERMS];
        for i in 0..ACROSS {
            terms[i] = power;
            terms[ACROSS + i] = power * line;
            power *= across;
        }
        terms
    }

    fn surface_at(&self, line: f32, boundary: f32) -> f32 {
        let terms = self.terms(line, boundary);
        terms.iter().zip(self.surface).map(|(term, factor)| term * factor).sum::<f64>() as f32
    }

    /// Where a boundary is on a line, in samples; extrapolated evenly beyond the first and the last.
    pub(crate) fn at(&self, line: f32, boundary: isize) -> f32 {
        let last = self.departures.len().cast_signed() - 1;
        let position =
            |k: isize| self.surface_at(line, k as f32) + self.departures[k.clamp(0, last) as usize];
        if boundary < 0 {
            position(0) + boundary as f32 * (position(1) - position(0))
        } else if boundary > last {
            position(last) + (boundary - last) as f32 * (position(last) - position(last - 1))
        } else {
            position(boundary)
        }
    }
}

fn boundaries(grid: &Grid, rows: &Rows) -> Vec<Seen> {
    let mut seen = Vec::with_capacity(2 * grid.cells.len());
    for (cell, observed) in grid.cells.iter().enumerate() {
        let (Some(observed), Some(_)) = (observed, rows.assigned[cell]) else { continue };
        let (line, column) = ((cell / grid.columns) as f32, cell % grid.columns);
        for (boundary, position) in [(column, observed.begin), (column + 1, observed.end)] {
            seen.push(Seen { line, boundary, position, weight: observed.weight });
        }
    }
    seen
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::walk::Observation;
    use super::*;

    /// Boundaries of a rolled card: narrower towards both ends, and leaning.
    fn truth(line: f32, boundary: f32) -> f32 {
        let x = boundary / 5.0 - 1.0;
        63.0 + 255.0 * (x + 1.0 - 0.15 * (x * x * x - x)) + 0.3 * line
    }

    #[test]
    fn a_bent_mesh_is_fitted_through_false_boundaries() {
        let columns = 10;
        let cells = (0..40 * columns).map(|cell| {
            let (line, column) = ((cell / columns) as f32, (cell % columns) as f32);
            let shift = [9.0, 0.0, 0.0, 0.0, 0.0, -9.0, 0.0, 0.0, 0.0, 0.0, 0.0][cell % 11];
            let (begin, end) = (truth(line, column) + shift, truth(line, column + 1.0) + shift);
            (cell % columns != 4).then_some(Observation {
                cluster: 0,
                value: 0,
                weight: 0.5,
                begin,
                end,
            })
        });
        let grid = Grid { columns, cells: cells.collect() };
        let rows = Rows {
            assigned: vec![Some(0); 400],
            track: vec![0.0; 400],
            pitch: 0.5,
            flipped: false,
        };
        let mesh = Mesh::fit(&grid, &rows).unwrap();
        for boundary in 0..=columns {
            for line in [0.0, 20.0, 39.0] {
                let off = mesh.at(line, boundary.cast_signed()) - truth(line, boundary as f32);
                assert!(off.abs() < 0.5, "boundary {boundary}, line {line}: {off} samples off");
            }
        }
        // Beyond the ends by the width of the last column.
        let width = mesh.at(5.0, 1) - mesh.at(5.0, 0);
        assert!((mesh.at(5.0, 0) - mesh.at(5.0, -1) - width).abs() < 0.01);
    }
}
