//! A frame that follows the rows exactly, from a first reading.

use super::frame::{Frame, Lines};
use super::layout::Layout;
use super::least_squares::LeastSquares;
use super::look::Seen;

/// Rows as a bilinear function of line and column: `a + b line + c column + d line column`.
struct Plane([f64; 4]);

impl Plane {
    fn fit(seen: &Seen) -> Option<Self> {
        let mut squares = LeastSquares::<4>::new();
        for (cell, row) in seen.rows.assigned.iter().enumerate() {
            let (Some(row), Some(observed)) = (row, seen.grid.cells[cell]) else { continue };
            let line = (cell / seen.grid.columns) as f64;
            let column = (cell % seen.grid.columns) as f64;
            let terms = [1.0, line, column, line * column];
            squares.add(terms, f64::from(*row), f64::from(observed.weight));
        }
        squares.solve().map(Self)
    }

    /// The line where a row is at a column.
    fn line(&self, row: f32, column: f32) -> Option<f32> {
        let [a, b, c, d] = self.0;
        let (row, column) = (f64::from(row), f64::from(column));
        let slope = b + d * column;
        (slope > 1e-3).then(|| ((row - a - c * column) / slope) as f32)
    }
}

/// The frame from the first to the last row and from the left to the right row indicators that a
/// layout speaks of; a compact symbol has none on the right. Rows go downwards in it even where the
/// picture is mirrored.
pub(crate) fn refit(lines: &Lines, seen: &Seen, layout: &Layout, compact: bool) -> Option<Frame> {
    let plane = Plane::fit(seen)?;
    let count = lines.all.len() as f32;
    let top = -0.5 - layout.offset as f32;
    let bottom = top + layout.rows as f32;
    let begin = layout.first - 1;
    let end = layout.first + layout.columns.cast_signed() + isize::from(!compact);
    let corner = |row: f32, boundary: isize| {
        let line = plane.line(row, boundary as f32 - 0.5)?;
        let source = if seen.rows.flipped { count - 1.0 - line } else { line };
        // Nothing is known far beyond what was seen.
        (-12.0 * count..12.0 * count)
            .contains(&line)
            .then(|| lines.point(source, seen.mesh.at(line, boundary)))
    };
    let left = [corner(top, begin)?, corner(bottom, begin)?];
    let right = [corner(top, end)?, corner(bottom, end)?];
    let middle = seen.grid.lines() as f32 / 2.0;
    let column = |k: isize| seen.mesh.at(middle, k + 1) - seen.mesh.at(middle, k);
    let mean = (seen.mesh.at(middle, end) - seen.mesh.at(middle, begin)) / (end - begin) as f32;
    let width = left[0].lerp(left[1], 0.5).minus(right[0].lerp(right[1], 0.5)).length();
    let module = width / ((end - begin) as f32 * 17.0);
    // What grows or shrinks so much follows something else than rows.
    if !(0.4..2.5).contains(&(module / lines.frame.module)) {
        return None;
    }
    Some(Frame {
        left,
        right,
        has_start: true,
        has_stop: true,
        module,
        sides: [begin, end - 1].map(|k| (column(k) / mean).clamp(0.4, 2.5)),
        mirrored: lines.frame.mirrored != seen.rows.flipped,
        ..lines.frame
    })
}
