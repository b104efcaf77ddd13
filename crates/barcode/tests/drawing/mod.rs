//! Pictures of symbols: encoded by the `pdf417` crate, drawn here.
// Each test binary uses a part of this.
#![allow(clippy::unwrap_used, dead_code)]

use bonafide_imaging::{GrayImage, Luma};
use pdf417::{END_PATTERN_LEN, PDF417, PDF417Encoder, START_PATTERN_LEN};

/// The modules of a symbol, row by row, without quiet zone.
pub(crate) struct Modules {
    pub(crate) width: usize,
    pub(crate) rows: usize,
    pub(crate) dark: Vec<bool>,
    pub(crate) level: u8,
}

impl Modules {
    /// `payload` in byte or text mode as the encoder sees fit, in that many columns and rows.
    pub(crate) fn encode(payload: &[u8], columns: u8, rows: u8) -> Self {
        Self::of(columns, rows, |encoder| match std::str::from_utf8(payload) {
            Ok(text) if text.is_ascii() => encoder.append_ascii(text),
            _ => encoder.append_bytes(payload),
        })
    }

    /// Whatever `append` puts into the encoder.
    pub(crate) fn of(
        columns: u8,
        rows: u8,
        append: impl for<'a> FnOnce(PDF417Encoder<'a>) -> PDF417Encoder<'a>,
    ) -> Self {
        let mut codewords = vec![0; usize::from(columns) * usize::from(rows)];
        let encoder = append(PDF417Encoder::new(&mut codewords, false));
        let (level, sealed) = encoder.fit_seal().expect("the symbol is large enough");
        let width = usize::from(START_PATTERN_LEN)
            + 17 * (usize::from(columns) + 2)
            + usize::from(END_PATTERN_LEN);
        let mut dark = vec![false; width * usize::from(rows)];
        PDF417::new(sealed, rows, columns, level).render(&mut dark[..]);
        Self { width, rows: usize::from(rows), dark, level }
    }

    /// The same symbol as Compact PDF417: without right row indicators, and a bar of one module for
    /// its stop pattern.
    pub(crate) fn compact(&self) -> Self {
        let width = self.width - 17 - usize::from(END_PATTERN_LEN) + 1;
        let rows = self.dark.chunks_exact(self.width);
        let dark = rows.flat_map(|row| row[..width - 1].iter().copied().chain([true])).collect();
        Self { width, rows: self.rows, dark, level: self.level }
    }

    /// Whether the symbol is dark there, in modules (rows are three high); light outside.
    fn is_dark(&self, u: f32, v: f32) -> bool {
        let (column, row) = (u.floor(), (v / 3.0).floor());
        let inside = column >= 0.0
            && row >= 0.0
            && (column as usize) < self.width
            && (row as usize) < self.rows;
        inside && self.dark[row as usize * self.width + column as usize]
    }
}

/// Where and how a symbol is drawn.
#[derive(Clone, Copy)]
pub(crate) struct Placing {
    /// Centre in pixels.
    pub(crate) center: (f32, f32),
    /// Pixels a module.
    pub(crate) module: f32,
    /// Degrees clockwise.
    pub(crate) angle: f32,
}

/// A gray desk with a white label per symbol; edges are smoothed by 3 × 3 samples a pixel.
pub(crate) fn draw(width: u32, height: u32, symbols: &[(&Modules, Placing)]) -> GrayImage {
    const SUB: u32 = 3;
    GrayImage::from_fn(width, height, |x, y| {
        let mut sum = 0;
        for sub in 0..SUB * SUB {
            let at = |pixel: u32, sub: u32| pixel as f32 + (sub as f32 + 0.5) / SUB as f32;
            let (x, y) = (at(x, sub % SUB), at(y, sub / SUB));
            sum += symbols.iter().fold(140_u32, |under, (modules, placing)| {
                level(modules, placing, x, y).unwrap_or(under)
            });
        }
        Luma([(sum / (SUB * SUB)) as u8])
    })
}

fn level(modules: &Modules, placing: &Placing, x: f32, y: f32) -> Option<u32> {
    const QUIET: f32 = 5.0;
    let (dx, dy) = (x - placing.center.0, y - placing.center.1);
    let (sin, cos) = placing.angle.to_radians().sin_cos();
    let (width, height) = (modules.width as f32, modules.rows as f32 * 3.0);
    let u = (dx * cos + dy * sin) / placing.module + width / 2.0;
    let v = (dy * cos - dx * sin) / placing.module + height / 2.0;
    let on_label = (-QUIET..width + QUIET).contains(&u) && (-QUIET..height + QUIET).contains(&v);
    on_label.then(|| if modules.is_dark(u, v) { 20 } else { 235 })
}
