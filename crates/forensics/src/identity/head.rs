//! A portrait as a thing of light and dark, found without a network: a smooth block, as large as a portrait
//! is printed, whose left half mirrors its right.
//!
//! A head from the front before an even ground is symmetric (ISO/IEC 19794-5 asks for it); lines of print,
//! codes and emblems of many strokes are not smooth, and what only changes from row to row is left out.

use bonafide_imaging::{RgbImage, luma_of};

use crate::flat::Flat;

/// Side of a cell, pixels of the flat document.
const CELL: u32 = 10;
/// Heights of portraits over the document's shorter side (AAMVA card design, ICAO Doc 9303: 40 to 65 %; a
/// window of head and shoulders may be smaller).
const HEIGHTS: [f32; 4] = [0.36, 0.46, 0.56, 0.66];
/// Width of a portrait over its height: 35 by 45 mm.
const ASPECT: f32 = 35.0 / 45.0;
/// Change over two pixels that is the side of a stroke, levels; as for lines of print.
const STROKE: i32 = 28;
/// Share of pixels at sides of strokes at which a block is no longer smooth: print has a third.
const BUSY: f32 = 0.2;
/// Mean squares of what changes along the rows, in levels: nothing is told from the noise of a block that
/// is nearly even below the first, and a portrait has more than the second.
const CONTRAST: [f32; 2] = [8.0, 24.0];
/// Correlation of a half with the mirrored other, at which it is worth 0 and 1.
const MIRRORED: [f32; 2] = [0.5, 0.9];

/// How much a block of the document is like a portrait, the one that is most so: 0 to 1, in either
/// direction.
pub(super) fn head(flat: &Flat) -> f64 {
    let grid = Grid::of(flat);
    f64::from(grid.best().max(grid.turned().best()))
}

/// Brightness of cells, and the share of pixels that are sides of strokes.
struct Grid {
    columns: usize,
    rows: usize,
    cells: Vec<(f32, f32)>,
}

impl Grid {
    fn of(flat: &Flat) -> Self {
        let (columns, rows) = (flat.rgb.width() / CELL, flat.rgb.height() / CELL);
        let luma = flat.cells(CELL).into_iter().map(luma_of);
        let places = (0..rows).flat_map(|row| (0..columns).map(move |column| [column, row]));
        let busy = places.map(|[column, row]| busy(&flat.rgb, column * CELL, row * CELL));
        Self { columns: columns as usize, rows: rows as usize, cells: luma.zip(busy).collect() }
    }

    fn at(&self, column: usize, row: usize) -> (f32, f32) {
        self.cells.get(row * self.columns + column).copied().unwrap_or_default()
    }

    fn turned(&self) -> Self {
        let places = (0..self.columns).flat_map(|x| (0..self.rows).map(move |y| (x, y)));
        let cells = places.map(|(x, y)| self.at(x, y)).collect();
        Self { columns: self.rows, rows: self.columns, cells }
    }

    fn best(&self) -> f32 {
        let side = self.columns.min(self.rows) as f32;
        let mut best = 0.0_f32;
        for part in HEIGHTS {
            let height = (part * side).round() as usize;
            let width = (ASPECT * part * side).round() as usize;
            if width < 5 || width > self.columns || height > self.rows {
                continue;
            }
            for top in 0..=self.rows - height {
                for left in 0..=self.columns - width {
                    best = best.max(self.block([left, top], [width, height]));
                }
            }
        }
        best
    }

    /// How much one block is like a portrait.
    fn block(&self, [left, top]: [usize; 2], [width, height]: [usize; 2]) -> f32 {
        let (mut squares, mut mirrored, mut busy) = (0.0_f32, 0.0_f32, 0.0_f32);
        for row in top..top + height {
            let mean = (0..width).map(|x| self.at(left + x, row).0).sum::<f32>() / width as f32;
            for x in 0..width {
                let (level, strokes) = self.at(left + x, row);
                let across = self.at(left + width - 1 - x, row).0;
                squares += (level - mean) * (level - mean);
                mirrored += (level - mean) * (across - mean);
                busy += strokes;
            }
        }
        let count = (width * height) as f32;
        let contrast = (squares / count).sqrt();
        let between =
            |value: f32, [none, all]: [f32; 2]| ((value - none) / (all - none)).clamp(0.0, 1.0);
        let smooth = (1.0 - busy / count / BUSY).max(0.0);
        smooth * between(contrast, CONTRAST) * between(mirrored / squares.max(1.0), MIRRORED)
    }
}

fn busy(picture: &RgbImage, x: u32, y: u32) -> f32 {
    let green = |x: u32, y: u32| {
        i32::from(picture.get_pixel(x.min(picture.width() - 1), y.min(picture.height() - 1)).0[1])
    };
    let mut strokes = 0_u32;
    for row in y..y + CELL {
        for column in x..x + CELL {
            let here = green(column, row);
            let change =
                (green(column + 2, row) - here).abs().max((green(column, row + 2) - here).abs());
            strokes += u32::from(change >= STROKE);
        }
    }
    strokes as f32 / (CELL * CELL) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use bonafide_imaging::{Rgb, Wiped};

    fn flat(width: u32, height: u32, level: impl Fn(i32, i32) -> u8) -> Flat {
        let rgb = RgbImage::from_fn(width, height, |x, y| {
            Rgb([level(x.cast_signed(), y.cast_signed()); 3])
        });
        Flat { rgb: Wiped::new(rgb) }
    }

    fn portrait(x: i32, y: i32) -> u8 {
        let (dx, dy) = ((x - 130) as f32, (y - 190) as f32);
        let inside = |a: f32, b: f32, cy: f32| (dx / a).powi(2) + ((dy - cy) / b).powi(2) < 1.0;
        if inside(45.0, 60.0, 0.0) {
            190
        } else if inside(55.0, 75.0, -15.0) || inside(80.0, 90.0, 120.0) {
            60
        } else {
            225
        }
    }

    #[test]
    fn a_head_is_one_in_either_direction_and_print_is_none() {
        assert!(head(&flat(640, 400, portrait)) > 0.6, "{}", head(&flat(640, 400, portrait)));
        assert!(head(&flat(400, 640, |x, y| portrait(y, x))) > 0.6);
        let print = |x: i32, y: i32| if y % 40 < 16 && x % 7 < 3 && x < 520 - y { 30 } else { 220 };
        assert!(head(&flat(640, 400, print)) < 0.2, "{}", head(&flat(640, 400, print)));
        assert!(head(&flat(640, 400, |_, y| (y / 2) as u8)) < 1e-6);
        assert!(head(&flat(640, 400, |x, _| (x / 3) as u8)) < 1e-6);
    }

    #[test]
    fn slivers_have_none() {
        for (width, height) in [(1, 1), (2, 3), (640, 1), (1, 640), (640, 30)] {
            assert!(head(&flat(width, height, |x, y| (x * y) as u8)) <= 1.0);
        }
    }
}
