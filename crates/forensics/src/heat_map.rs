//! Where a page is suspicious.

use bonafide_imaging::{GrayImage, Luma};

/// Suspicion per square cell of the upright picture, row by row from the top left.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatMap {
    cell: u32,
    columns: u32,
    values: Vec<f32>,
}

impl HeatMap {
    /// A map without suspicion over a picture of this size, in cells of `cell` × `cell` pixels (at least
    /// 1); those at the right and lower border may stand out over it.
    pub fn cold(width: u32, height: u32, cell: u32) -> Self {
        let cell = cell.max(1);
        let (columns, rows) = (width.div_ceil(cell), height.div_ceil(cell));
        Self { cell, columns, values: vec![0.0; columns as usize * rows as usize] }
    }

    /// Side of a cell in pixels.
    pub fn cell(&self) -> u32 {
        self.cell
    }

    /// Columns and rows of cells.
    pub fn dimensions(&self) -> (u32, u32) {
        (self.columns, (self.values.len() as u32).checked_div(self.columns).unwrap_or(0))
    }

    /// Suspicion per cell, 0 to 1, row by row.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// The suspicion of a cell, 0 outside of the map.
    pub fn at(&self, column: u32, row: u32) -> f32 {
        if column >= self.columns {
            return 0.0;
        }
        self.values.get((row * self.columns + column) as usize).copied().unwrap_or(0.0)
    }

    /// Raises the suspicion of a cell to at least `value`, which is taken to 0 to 1; nothing happens
    /// outside of the map.
    pub fn raise(&mut self, column: u32, row: u32, value: f32) {
        if column >= self.columns {
            return;
        }
        if let Some(kept) = self.values.get_mut((row * self.columns + column) as usize) {
            *kept = kept.max(value.clamp(0.0, 1.0));
        }
    }

    /// One sample for each `step` × `step` pixels of the picture, 0 cold to 255 hot.
    pub fn to_luma8(&self, width: u32, height: u32, step: u32) -> GrayImage {
        let step = step.max(1);
        GrayImage::from_fn(width.div_ceil(step), height.div_ceil(step), |x, y| {
            let middle = |at: u32, side: u32| (at * step + step / 2).min(side.saturating_sub(1));
            let value = self.at(middle(x, width) / self.cell, middle(y, height) / self.cell);
            Luma([(value * 255.0).round() as u8])
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_keep_the_highest_suspicion_and_outside_is_cold() {
        let mut map = HeatMap::cold(100, 50, 8);
        assert_eq!(map.dimensions(), (13, 7));
        map.raise(12, 6, 0.5);
        map.raise(12, 6, 0.2);
        map.raise(13, 6, 1.0);
        map.raise(0, 7, 1.0);
        assert!((map.at(12, 6) - 0.5).abs() < 1e-6);
        assert!(map.at(13, 6).abs() < 1e-6);
        let luma = map.to_luma8(100, 50, 4);
        assert_eq!(luma.dimensions(), (25, 13));
        assert_eq!(luma.get_pixel(24, 12).0, [128]);
        assert_eq!(luma.get_pixel(0, 0).0, [0]);
    }
}
