//! A picture with the barcodes that were read in it drawn in.

use bonafide_barcode::{Matrix, Symbol};
use bonafide_imaging::{Rgb, RgbImage};

use crate::canvas::{Canvas, Place};

/// The outline of a symbol.
const OUTLINE: Rgb<u8> = Rgb([30, 110, 255]);
/// Borders of rows, and of columns of codewords.
const GRID: Rgb<u8> = Rgb([120, 190, 255]);
/// The arrow along which the symbol is read.
const DIRECTION: Rgb<u8> = Rgb([230, 0, 200]);

/// Modules of a codeword, of the start pattern and of a row indicator (ISO/IEC 15438, 5.3).
const CODEWORD: f32 = 17.0;
/// Modules of the stop pattern.
const STOP: f32 = 18.0;
/// Modules of the bar that a compact symbol ends with.
const COMPACT_STOP: f32 = 1.0;

/// The upright picture as PNG, at most 1,600 pixels long, with every symbol's outline, its rows and
/// columns where the reader tells their number, and an arrow in the direction of reading. None for a
/// picture without pixels.
pub(crate) fn png(picture: &RgbImage, symbols: &[Symbol]) -> Option<Vec<u8>> {
    let mut canvas = Canvas::of(picture);
    for symbol in symbols {
        let corners = symbol.corners.map(|corner| (corner.x, corner.y));
        let within = Plane::of(corners);
        if let Some(matrix) = &symbol.matrix {
            grid(&mut canvas, &within, matrix);
        }
        canvas.outline(corners, OUTLINE, 2);
        arrow(&mut canvas, &within);
    }
    canvas.png()
}

fn grid(canvas: &mut Canvas, within: &Plane, matrix: &Matrix) {
    for row in 1..matrix.rows {
        let down = f32::from(row) / f32::from(matrix.rows);
        canvas.stroke(within.place(0.0, down), within.place(1.0, down), GRID, 1);
    }
    let columns = f32::from(matrix.columns);
    // Start pattern and left row indicator; then, unless it is compact, the right ones.
    let closing = if matrix.compact { COMPACT_STOP } else { CODEWORD + STOP };
    let modules = (2.0 + columns) * CODEWORD + closing;
    for column in 0..=matrix.columns {
        let along = (2.0 + f32::from(column)) * CODEWORD / modules;
        canvas.stroke(within.place(along, 0.0), within.place(along, 1.0), GRID, 1);
    }
}

/// From one tenth of the symbol's middle line to nine tenths.
fn arrow(canvas: &mut Canvas, within: &Plane) {
    let tip = within.place(0.9, 0.5);
    canvas.stroke(within.place(0.1, 0.5), tip, DIRECTION, 3);
    for barb in [0.35, 0.65] {
        canvas.stroke(within.place(0.84, barb), tip, DIRECTION, 3);
    }
}

/// The plane of a symbol: its shares of width and height to places in the picture, in perspective.
struct Plane {
    corner: Place,
    right: Place,
    down: Place,
    /// How much the far end of each side shrinks; 0 and 0 for a parallelogram.
    foreshortening: Place,
}

impl Plane {
    /// From top left, top right, bottom right, bottom left.
    ///
    /// Source: P. Heckbert, Fundamentals of Texture Mapping and Image Warping (1989), 2.2.3.
    fn of([origin, right, far, down]: [Place; 4]) -> Self {
        let along = |from: Place, to: Place| (to.0 - from.0, to.1 - from.1);
        let cross = |one: Place, other: Place| one.0 * other.1 - one.1 * other.0;
        let (side, base) = (along(far, right), along(far, down));
        // Zero where the corners are those of a parallelogram.
        let open =
            along((right.0 + down.0, right.1 + down.1), (origin.0 + far.0, origin.1 + far.1));
        let area = cross(side, base);
        // Corners on one line span no plane; they are drawn as a parallelogram would be.
        let (across, along_side) = if area.abs() > f32::EPSILON {
            (cross(open, base) / area, cross(side, open) / area)
        } else {
            (0.0, 0.0)
        };
        let axis = |end: Place, shrink: f32| {
            (end.0 - origin.0 + shrink * end.0, end.1 - origin.1 + shrink * end.1)
        };
        Self {
            corner: origin,
            right: axis(right, across),
            down: axis(down, along_side),
            foreshortening: (across, along_side),
        }
    }

    /// The place at these shares of the symbol's width and height.
    fn place(&self, u: f32, v: f32) -> Place {
        let depth = 1.0 + self.foreshortening.0 * u + self.foreshortening.1 * v;
        (
            (self.corner.0 + self.right.0 * u + self.down.0 * v) / depth,
            (self.corner.1 + self.right.1 * u + self.down.1 * v) / depth,
        )
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use bonafide_barcode::{Options, read_pdf417};
    use bonafide_imaging::{Limits, Picture};
    use proptest::prelude::*;

    use super::*;
    use crate::barcode_sessions::back_png;

    proptest! {
        /// The corners are where they were said to be, whatever the perspective.
        #[test]
        fn a_plane_keeps_its_corners(
            x in 100.0_f32..160.0, y in 100.0_f32..160.0, right in 300.0_f32..400.0,
            low in 300.0_f32..400.0, skew in -40.0_f32..40.0,
        ) {
            let corners = [(x, y), (right, y + skew), (right + skew, low), (x - skew, low + skew)];
            let plane = Plane::of(corners);
            let shares = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
            for (corner, (u, v)) in corners.into_iter().zip(shares) {
                let place = plane.place(u, v);
                prop_assert!((place.0 - corner.0).abs() < 0.1, "{place:?} {corner:?}");
                prop_assert!((place.1 - corner.1).abs() < 0.1, "{place:?} {corner:?}");
            }
        }
    }

    #[test]
    fn a_symbol_is_outlined_where_it_is() {
        let picture = Picture::decode(&back_png(), &Limits::default()).unwrap();
        let symbols = read_pdf417(picture.luma(), &Options::default());
        assert_eq!(symbols.len(), 1);
        let drawn = Picture::decode(&png(picture.rgb(), &symbols).unwrap(), &Limits::default());
        let drawn = drawn.unwrap();
        let near = |colour: Rgb<u8>, x: f32, y: f32| {
            (0..9_u32).flat_map(|dx| (0..9_u32).map(move |dy| (dx, dy))).any(|(dx, dy)| {
                let at = (x as u32 + dx).saturating_sub(4);
                drawn.rgb().get_pixel_checked(at, (y as u32 + dy).saturating_sub(4))
                    == Some(&colour)
            })
        };
        let [a, b, c, d] = symbols[0].corners;
        for corner in [a, b, c, d] {
            assert!(near(OUTLINE, corner.x, corner.y), "{corner:?}");
        }
        assert!(near(DIRECTION, (a.x + c.x) / 2.0, (a.y + c.y) / 2.0));
    }

    #[test]
    fn rows_and_columns_are_drawn_where_they_are_known() {
        let picture = Picture::decode(&back_png(), &Limits::default()).unwrap();
        let mut symbols = read_pdf417(picture.luma(), &Options::default());
        let grid_pixels = |symbols: &[Symbol]| {
            let drawn = png(picture.rgb(), symbols).unwrap();
            let drawn = Picture::decode(&drawn, &Limits::default()).unwrap();
            drawn.rgb().pixels().filter(|pixel| **pixel == GRID).count()
        };
        assert!(symbols[0].matrix.is_some());
        assert!(grid_pixels(&symbols) > 1000);
        symbols[0].matrix = None;
        assert_eq!(grid_pixels(&symbols), 0);
    }

    #[test]
    fn wild_corners_cost_neither_time_nor_a_panic() {
        let picture = Picture::decode(&back_png(), &Limits::default()).unwrap();
        let found = read_pdf417(picture.luma(), &Options::default());
        for wild in [f32::NAN, f32::INFINITY, -1e30, 1e30, 0.0] {
            let mut symbols = found.clone();
            symbols[0].corners[2].x = wild;
            symbols[0].corners[1] = symbols[0].corners[0];
            assert!(png(picture.rgb(), &symbols).is_some());
        }
    }
}
