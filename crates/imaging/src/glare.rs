//! Where light has washed the picture out.

use image::GrayImage;

/// A pixel at or above this luma is washed out. Paper under even light stays below it in a camera's
/// own exposure; a reflection clips, and JPEG moves a clipped area by no more than these levels.
const CLIPPED: u8 = 250;
/// Side of the squares that are judged as one, in pixels of the working size.
const TILE: usize = 16;
/// Share of clipped pixels from which on a square is washed out: nothing legible is left in it.
const FULL: f64 = 0.9;

/// The share of the picture, in [0, 1], that a reflection has washed out.
///
/// Squares of 16×16 pixels count if at least 90 % of their pixels are clipped, unless they are
/// connected to the picture's edge through such squares: that is the bright table or scanner lid
/// around a document, not a reflection on it. A reflection that runs off the edge is missed.
pub(crate) fn glare_fraction(luma: &GrayImage) -> f64 {
    let (width, height) = (luma.width() as usize, luma.height() as usize);
    let (columns, rows) = (width / TILE, height / TILE);
    if columns == 0 || rows == 0 {
        return 0.0;
    }
    let mut washed = washed_tiles(luma.as_raw(), width, columns, rows);
    clear_from_edge(&mut washed, columns, rows);
    washed.iter().filter(|&&tile| tile).count() as f64 / washed.len() as f64
}

fn washed_tiles(samples: &[u8], width: usize, columns: usize, rows: usize) -> Vec<bool> {
    let mut clipped = vec![0_u32; columns * rows];
    for (y, line) in samples.chunks_exact(width).take(rows * TILE).enumerate() {
        let (tiles, _) = line.as_chunks::<TILE>();
        for (count, tile) in clipped[y / TILE * columns..].iter_mut().zip(tiles) {
            *count += tile.iter().map(|&level| u32::from(level >= CLIPPED)).sum::<u32>();
        }
    }
    clipped.iter().map(|&count| f64::from(count) >= FULL * (TILE * TILE) as f64).collect()
}

/// Unsets every set tile that is connected to the edge by sides.
fn clear_from_edge(tiles: &mut [bool], columns: usize, rows: usize) {
    let on_edge = |x: usize, y: usize| x == 0 || y == 0 || x + 1 == columns || y + 1 == rows;
    let mut open: Vec<(usize, usize)> = (0..rows)
        .flat_map(|y| (0..columns).map(move |x| (x, y)))
        .filter(|&(x, y)| on_edge(x, y) && tiles[y * columns + x])
        .collect();
    for &(x, y) in &open {
        tiles[y * columns + x] = false;
    }
    while let Some((x, y)) = open.pop() {
        let neighbours = [(x.wrapping_sub(1), y), (x + 1, y), (x, y.wrapping_sub(1)), (x, y + 1)];
        for (x, y) in neighbours {
            if x < columns && y < rows && std::mem::take(&mut tiles[y * columns + x]) {
                open.push((x, y));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    fn with_square(left: u32, side: u32, level: u8) -> GrayImage {
        GrayImage::from_fn(320, 320, |x, y| {
            let inside = (left..left + side).contains(&x) && (96..96 + side).contains(&y);
            Luma([if inside { level } else { 120 }])
        })
    }

    #[test]
    fn a_reflection_is_measured() {
        assert!((glare_fraction(&with_square(96, 64, 255)) - 16.0 / 400.0).abs() < 1e-9);
        assert!(glare_fraction(&with_square(96, 64, 245)) < 1e-9, "paper, not clipped");
    }

    #[test]
    fn white_surroundings_are_no_reflection() {
        assert!(glare_fraction(&with_square(0, 64, 255)) < 1e-9, "touches the edge");
        let card_on_white = GrayImage::from_fn(320, 320, |x, y| {
            Luma([if (64..256).contains(&x) && (64..256).contains(&y) { 120 } else { 255 }])
        });
        assert!(glare_fraction(&card_on_white) < 1e-9);
        assert!(glare_fraction(&GrayImage::from_pixel(5, 5, Luma([255]))) < 1e-9);
    }
}
