//! Finding areas that look like the bars of a symbol, at any angle.
//!
//! Bars give strong gradients that all point the same way. The structure tensor of a small square
//! tells both: its trace the strength, its eigenvectors the common direction. Squares that agree
//! are joined; what they span is an [`Area`]. Where modules are about a pixel wide on the level that
//! is searched, squares inside one symbol disagree; so squares that are merely strong are joined
//! too, whatever way they point, and give a second list.
//!
//! Source: J. Bigün, G. H. Granlund, "Optimal orientation detection of linear symmetry", ICCV 1987.

use bonafide_imaging::{GrayImage, Point};

use crate::view::Area;

/// Side of the squares, in pixels of the level that is searched.
const CELL: usize = 8;
/// A square must have at least this share of the strength of the strongest squares to count.
const STRONG: f32 = 0.2;
/// The same for squares that need not agree: print is less dense than a symbol.
const DENSE: f32 = 0.4;
/// And its gradients at least this coherence (0 any direction, 1 all parallel). The rows of a
/// symbol are three modules high, so that its squares measure 0.3 to 0.9.
const COHERENT: f32 = 0.2;
/// Two neighbouring squares belong together if their directions differ by less than this, in
/// terms of `cos 2Δ`: 0.5 is 30°.
const ALIKE: f32 = 0.5;
/// Fewest squares of an area: the smallest symbol is some 100 by 10 modules.
const MIN_CELLS: usize = 12;
/// An area is grown by this many squares on each side: its guard patterns end in quiet zones.
const MARGIN_CELLS: f32 = 2.5;

/// The structure tensor summed over some pixels, in the double-angle form.
#[derive(Clone, Copy, Default)]
struct Tensor {
    /// Σ gx² + gy².
    strength: f32,
    /// Σ gx² − gy².
    across: f32,
    /// Σ 2 gx gy.
    diagonal: f32,
}

impl Tensor {
    fn plus(self, other: Self) -> Self {
        Self {
            strength: self.strength + other.strength,
            across: self.across + other.across,
            diagonal: self.diagonal + other.diagonal,
        }
    }

    fn coherence(self) -> f32 {
        self.across.hypot(self.diagonal) / self.strength.max(1.0)
    }

    /// Direction of the gradients, −π/2 to π/2.
    fn angle(self) -> f32 {
        0.5 * self.diagonal.atan2(self.across)
    }

    /// `cos 2Δ` of the directions.
    fn likeness(self, other: Self) -> f32 {
        let dot = self.across * other.across + self.diagonal * other.diagonal;
        let sizes = self.across.hypot(self.diagonal) * other.across.hypot(other.diagonal);
        dot / sizes.max(1.0)
    }
}

/// Areas on `level`, strongest first, at most `max_areas`, in pixels of `level`.
pub(crate) fn areas(level: &GrayImage, max_areas: usize) -> Vec<Area> {
    let (columns, rows) = (level.width() as usize / CELL, level.height() as usize / CELL);
    if columns < 3 || rows < 3 {
        return Vec::new();
    }
    let cells = smoothed(&tensors(level, columns, rows), columns, rows);
    let mut strengths: Vec<f32> = cells.iter().map(|cell| cell.strength).collect();
    strengths.sort_by(f32::total_cmp);
    let strongest = strengths[strengths.len() * 49 / 50];
    let coherent =
        |cell: &Tensor| cell.strength > STRONG * strongest && cell.coherence() > COHERENT;
    let alike = |a: Tensor, b: Tensor| a.likeness(b) > ALIKE;
    let bars = ranked(&cells, columns, coherent, alike);
    let dense = ranked(&cells, columns, |cell| cell.strength > DENSE * strongest, |_, _| true);
    interleaved(bars, dense).take(max_areas).collect()
}

/// Areas of joined squares that pass `counts`, heaviest first.
fn ranked(
    cells: &[Tensor],
    columns: usize,
    counts: impl Fn(&Tensor) -> bool,
    joins: impl Fn(Tensor, Tensor) -> bool,
) -> Vec<Area> {
    let mut found: Vec<(f32, Area)> = groups(cells, columns, counts, joins)
        .into_iter()
        .filter(|group| group.len() >= MIN_CELLS)
        .map(|group| area_of(&group, cells, columns))
        .collect();
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().map(|(_, area)| area).collect()
}

/// The first of one list, the first of the other, and so on; areas of the second that agree with
/// one of the first are left out.
fn interleaved(first: Vec<Area>, second: Vec<Area>) -> impl Iterator<Item = Area> {
    let second: Vec<Area> =
        second.into_iter().filter(|area| !first.iter().any(|known| same(known, area))).collect();
    let longest = first.len().max(second.len());
    (0..longest).flat_map(move |i| [first.get(i).copied(), second.get(i).copied()]).flatten()
}

fn same(a: &Area, b: &Area) -> bool {
    let close = |a: f32, b: f32| (a - b).abs() <= 2.0 * CELL as f32;
    close(a.center.x, b.center.x)
        && close(a.center.y, b.center.y)
        && close(a.length, b.length)
        && close(a.depth, b.depth)
}

/// Weights of the gradient filter across its direction. They make the measured direction nearly
/// independent of the angle also for bars of few pixels; plain differences are off by 6° at 20°.
///
/// Source: H. Scharr, "Optimal operators in digital image processing", dissertation, Heidelberg
/// 2000.
const SCHARR: [f32; 3] = [3.0 / 16.0, 10.0 / 16.0, 3.0 / 16.0];

fn tensors(level: &GrayImage, columns: usize, rows: usize) -> Vec<Tensor> {
    let (width, height) = (level.width() as usize, level.height() as usize);
    let samples = level.as_raw();
    let mut cells = vec![Tensor::default(); columns * rows];
    for y in 1..(rows * CELL).min(height - 1) {
        let lines = [y - 1, y, y + 1].map(|y| &samples[y * width..][..width]);
        for x in 1..(columns * CELL).min(width - 1) {
            let (gx, gy) = gradient(lines, x);
            let cell = &mut cells[y / CELL * columns + x / CELL];
            cell.strength += gx * gx + gy * gy;
            cell.across += gx * gx - gy * gy;
            cell.diagonal += 2.0 * gx * gy;
        }
    }
    cells
}

fn gradient(lines: [&[u8]; 3], x: usize) -> (f32, f32) {
    let (mut gx, mut gy) = (0.0, 0.0);
    for (i, weight) in SCHARR.into_iter().enumerate() {
        gx += weight * (f32::from(lines[i][x + 1]) - f32::from(lines[i][x - 1]));
        gy += weight * (f32::from(lines[2][x + i - 1]) - f32::from(lines[0][x + i - 1]));
    }
    (gx, gy)
}

/// Each square summed with its eight neighbours.
fn smoothed(cells: &[Tensor], columns: usize, rows: usize) -> Vec<Tensor> {
    let mut output = Vec::with_capacity(cells.len());
    for y in 0..rows {
        for x in 0..columns {
            let mut sum = Tensor::default();
            for near_y in y.saturating_sub(1)..(y + 2).min(rows) {
                for near_x in x.saturating_sub(1)..(x + 2).min(columns) {
                    sum = sum.plus(cells[near_y * columns + near_x]);
                }
            }
            output.push(sum);
        }
    }
    output
}

/// Joins squares that count, touch by a side or a corner and pass `joins`. Order is that of the
/// first square, so the same picture gives the same groups.
fn groups(
    cells: &[Tensor],
    columns: usize,
    counts: impl Fn(&Tensor) -> bool,
    joins: impl Fn(Tensor, Tensor) -> bool,
) -> Vec<Vec<usize>> {
    let rows = cells.len() / columns;
    let mut bars: Vec<bool> = cells.iter().map(counts).collect();
    let mut groups = Vec::new();
    for start in 0..cells.len() {
        if !std::mem::take(&mut bars[start]) {
            continue;
        }
        let mut group = vec![start];
        let mut next = 0;
        while let Some(&cell) = group.get(next) {
            next += 1;
            let (x, y) = (cell % columns, cell / columns);
            for near_y in y.saturating_sub(1)..(y + 2).min(rows) {
                for near_x in x.saturating_sub(1)..(x + 2).min(columns) {
                    let near = near_y * columns + near_x;
                    if bars[near] && joins(cells[cell], cells[near]) {
                        bars[near] = false;
                        group.push(near);
                    }
                }
            }
        }
        groups.push(group);
    }
    groups
}

/// The rectangle along a group's common direction that holds all its squares, and its weight.
fn area_of(group: &[usize], cells: &[Tensor], columns: usize) -> (f32, Area) {
    let total = group.iter().fold(Tensor::default(), |sum, &cell| sum.plus(cells[cell]));
    let angle = total.angle();
    let (sin, cos) = angle.sin_cos();
    let (mut low, mut high) = ([f32::MAX; 2], [f32::MIN; 2]);
    for &cell in group {
        let x = (cell % columns) as f32 + 0.5;
        let y = (cell / columns) as f32 + 0.5;
        for (side, at) in [x * cos + y * sin, y * cos - x * sin].into_iter().enumerate() {
            low[side] = low[side].min(at - MARGIN_CELLS);
            high[side] = high[side].max(at + MARGIN_CELLS);
        }
    }
    let scale = CELL as f32;
    let (u, v) = ((low[0] + high[0]) / 2.0 * scale, (low[1] + high[1]) / 2.0 * scale);
    let area = Area {
        center: Point { x: u * cos - v * sin, y: u * sin + v * cos },
        length: (high[0] - low[0]) * scale,
        depth: (high[1] - low[1]) * scale,
        angle,
    };
    (total.strength * total.coherence(), area)
}

#[cfg(test)]
mod tests {
    use bonafide_imaging::Luma;

    use super::*;

    /// Gray, with a rectangle of irregular bars of `length × depth` at `angle` degrees.
    fn bars(angle: f32, length: f32, depth: f32) -> GrayImage {
        let (sin, cos) = angle.to_radians().sin_cos();
        GrayImage::from_fn(400, 300, |x, y| {
            let (x, y) = (x as f32 - 190.0, y as f32 - 160.0);
            let (u, v) = (x * cos + y * sin, y * cos - x * sin);
            let inside = u.abs() < length / 2.0 && v.abs() < depth / 2.0;
            let dark = ((u * 0.7).sin() + (u * 0.31).cos()) > 0.0;
            Luma([if inside && dark { 30 } else { 200 }])
        })
    }

    #[test]
    fn the_area_and_its_angle_are_found() {
        for angle in [0.0, 7.0, -20.0, 44.0, 80.0] {
            let found = areas(&bars(angle, 180.0, 60.0), 6);
            assert_eq!(found.len(), 1, "{angle}: {found:?}");
            let area = found[0];
            assert!((area.angle.to_degrees() - angle).abs() < 1.5, "{angle}: {area:?}");
            assert!((area.center.x - 190.0).abs() < 10.0 && (area.center.y - 160.0).abs() < 10.0);
            assert!((180.0..260.0).contains(&area.length), "{angle}: {area:?}");
            assert!((60.0..140.0).contains(&area.depth), "{angle}: {area:?}");
        }
    }

    #[test]
    fn empty_pictures_have_no_areas() {
        for (width, height) in [(0, 0), (5, 5), (24, 300), (300, 300)] {
            assert_eq!(areas(&GrayImage::from_pixel(width, height, Luma([99])), 6), []);
        }
    }
}
