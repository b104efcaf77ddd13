//! PDF417 symbols, drawn into pictures at any size and angle.

use bonafide::imaging::{GrayImage, Luma};
use pdf417::{PDF417, PDF417Encoder};

/// Rows of a module's width: ISO/IEC 15438, 5.8.2 recommends three at least.
const ROW_HEIGHT: f32 = 3.0;
/// Light border of a symbol, in modules; the standard asks for two.
const QUIET: f32 = 4.0;
/// Samples across a pixel, so that edges between pixels come out gray as a camera sees them.
const SAMPLES: u32 = 3;

/// The modules of a symbol, row by row.
#[derive(Clone, Debug)]
pub struct Symbol {
    width: usize,
    rows: usize,
    dark: Vec<bool>,
}

/// Where a symbol lies in a picture.
#[derive(Clone, Copy, Debug)]
pub struct Placing {
    /// Centre in pixels.
    pub center: (f32, f32),
    /// Pixels a module.
    pub module: f32,
    /// Degrees, counted from the x axis to the y axis.
    pub angle: f32,
}

impl Symbol {
    /// Encodes text over so many columns and rows, error correction at the level that still fits.
    ///
    /// # Panics
    /// If the symbol is too small for the text.
    pub fn encode(text: &str, columns: u8, rows: u8) -> Self {
        let mut codewords = vec![0; usize::from(columns) * usize::from(rows)];
        let encoder = PDF417Encoder::new(&mut codewords, false).append_ascii(text);
        let (level, sealed) = encoder.fit_seal().expect("the symbol is large enough");
        let width = (usize::from(columns) + 4) * 17 + 1;
        let mut dark = vec![false; width * usize::from(rows)];
        PDF417::new(sealed, rows, columns, level).render(&mut dark[..]);
        Self { width, rows: usize::from(rows), dark }
    }

    /// Luma at a place counted in modules from the symbol's corner; none outside its border.
    fn luma(&self, u: f32, v: f32) -> Option<u32> {
        let (right, bottom) = (self.width as f32, self.rows as f32 * ROW_HEIGHT);
        let bordered = |at: f32, end: f32| (-QUIET..end + QUIET).contains(&at);
        if !bordered(u, right) || !bordered(v, bottom) {
            return None;
        }
        let inside = (0.0..right).contains(&u) && (0.0..bottom).contains(&v);
        let dark = inside && self.dark[(v / ROW_HEIGHT) as usize * self.width + u.floor() as usize];
        Some(if dark { 35 } else { 235 })
    }
}

/// An empty sheet.
pub fn white((width, height): (u32, u32)) -> GrayImage {
    GrayImage::from_pixel(width, height, Luma([235]))
}

/// Draws a symbol over what is there.
pub fn place(picture: &mut GrayImage, symbol: &Symbol, placing: Placing) {
    let (half_width, half_height) =
        (symbol.width as f32 / 2.0, symbol.rows as f32 * ROW_HEIGHT / 2.0);
    let reach = ((half_width + QUIET).hypot(half_height + QUIET) * placing.module).ceil();
    let (sin, cos) = placing.angle.to_radians().sin_cos();
    let (center_x, center_y) = placing.center;
    let span = |center: f32, end: u32| {
        (center - reach).max(0.0) as u32..((center + reach).max(0.0) as u32).min(end)
    };
    for y in span(center_y, picture.height()) {
        for x in span(center_x, picture.width()) {
            let under = u32::from(picture.get_pixel(x, y).0[0]);
            let mut sum = 0;
            for sample in 0..SAMPLES * SAMPLES {
                let at = |pixel: u32, n: u32| pixel as f32 + (n as f32 + 0.5) / SAMPLES as f32;
                let dx = (at(x, sample % SAMPLES) - center_x) / placing.module;
                let dy = (at(y, sample / SAMPLES) - center_y) / placing.module;
                let (u, v) = (dx * cos + dy * sin + half_width, dy * cos - dx * sin + half_height);
                sum += symbol.luma(u, v).unwrap_or(under);
            }
            picture.put_pixel(x, y, Luma([(sum / (SAMPLES * SAMPLES)) as u8]));
        }
    }
}

#[cfg(test)]
mod tests {
    use bonafide::barcode::{Options, read_pdf417};

    use super::*;

    #[test]
    fn what_is_drawn_can_be_read() {
        let mut sheet = white((500, 240));
        let placing = Placing { center: (250.0, 120.0), module: 2.0, angle: 0.0 };
        place(&mut sheet, &Symbol::encode("SPECIMEN 1234567890", 5, 14), placing);
        let found = read_pdf417(&sheet, &Options::default());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].payload.expose(), b"SPECIMEN 1234567890");
    }
}
