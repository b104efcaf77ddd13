//! A frame of a picture, whatever its shape, as a square of luma.

use bonafide_imaging::{GrayImage, Perspective, Picture, sliding_mean};

/// Side of the square that a frame is read into: twice that of a signature, so that a moved signature
/// still averages four samples a cell.
pub(super) const SIDE: usize = 192;
/// Corners beyond this, in pixels, are of no frame.
const FARTHEST: f32 = 1e6;

/// Luma, 0 to 255, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Square {
    pub side: usize,
    pub values: Vec<f32>,
}

/// From a place in one frame to a place in another, both in units of the frame: `x' = a·x + b·y + c`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Affine(pub [[f64; 3]; 2]);

impl Affine {
    pub(super) const IDENTITY: Self = Self([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]);

    pub(super) fn apply(&self, [x, y]: [f64; 2]) -> [f64; 2] {
        self.0.map(|[a, b, c]| a * x + b * y + c)
    }

    /// First `inner`, then this.
    pub(super) fn after(&self, inner: &Self) -> Self {
        let [[a, b, c], [d, e, f]] = inner.0;
        Self(self.0.map(|[p, q, r]| [p * a + q * d, p * b + q * e, p * c + q * f + r]))
    }
}

impl Square {
    /// The frame between four corners (pixels of the upright picture: top left, top right, bottom right,
    /// bottom left). Places outside of the picture take its border. `None` for corners that no frame has.
    pub(super) fn of(picture: &Picture, corners: &[[f32; 2]; 4]) -> Option<Self> {
        let sound = corners.iter().flatten().all(|at| at.abs() < FARTHEST);
        if !sound {
            return None;
        }
        let map = Perspective::of(corners)?;
        let [a, b, c, d] = *corners;
        let length = |p: [f32; 2], q: [f32; 2]| (p[0] - q[0]).hypot(p[1] - q[1]);
        let longest = length(a, b).max(length(b, c)).max(length(c, d)).max(length(d, a));
        // Two samples a cell and axis: a level on which they are one to two pixels apart.
        let level = (longest / (2 * SIDE) as f32).max(1.0).log2().floor() as usize;
        let pyramid = picture.pyramid();
        let level = level.min(pyramid.depth() - 1);
        let luma = pyramid.level(level)?;
        if luma.width() == 0 || luma.height() == 0 {
            return None;
        }
        let step = f64::from(1_u32 << level);
        let fine = 2 * SIDE;
        let mut values = vec![0.0; SIDE * SIDE];
        for row in 0..fine {
            for column in 0..fine {
                let at = |index: usize| (index as f64 + 0.5) / fine as f64;
                let [x, y] = map.at(at(column), at(row))?;
                let sample = bilinear_luma(luma, x / step - 0.5, y / step - 0.5);
                if let Some(cell) = values.get_mut(row / 2 * SIDE + column / 2) {
                    *cell += sample / 4.0;
                }
            }
        }
        // In whole levels, so that a frame that was stored is the frame that it was.
        for value in &mut values {
            *value = value.round();
        }
        Some(Self { side: SIDE, values })
    }

    /// One byte a cell.
    pub(super) fn to_luma8(&self) -> Vec<u8> {
        self.values.iter().map(|value| value.clamp(0.0, 255.0) as u8).collect()
    }

    /// `None` unless there are as many cells as a frame has.
    pub(super) fn from_luma8(cells: &[u8]) -> Option<Self> {
        let values = cells.iter().map(|&cell| f32::from(cell)).collect();
        (cells.len() == SIDE * SIDE).then_some(Self { side: SIDE, values })
    }

    /// The value at a place in units of the frame, interpolated; outside, that of the border.
    pub(super) fn at(&self, [x, y]: [f64; 2]) -> f32 {
        let most = self.side as f64 - 1.0;
        let place = |unit: f64| (unit * self.side as f64 - 0.5).clamp(0.0, most);
        let (x, y) = (place(x), place(y));
        let (left, top) = (x as usize, y as usize);
        let (right, bottom) = ((left + 1).min(self.side - 1), (top + 1).min(self.side - 1));
        let (dx, dy) = ((x - left as f64) as f32, (y - top as f64) as f32);
        let value = |column: usize, row: usize| {
            self.values.get(row * self.side + column).copied().unwrap_or_default()
        };
        let upper = value(left, top) * (1.0 - dx) + value(right, top) * dx;
        let lower = value(left, bottom) * (1.0 - dx) + value(right, bottom) * dx;
        upper * (1.0 - dy) + lower * dy
    }

    /// The square that lies behind a map, each cell the mean of four samples.
    pub(super) fn seen_through(&self, map: &Affine, side: usize) -> Self {
        let quarter = 0.25 / side as f64;
        let mut values = Vec::with_capacity(side * side);
        for row in 0..side {
            for column in 0..side {
                let [x, y] = [column, row].map(|index| (index as f64 + 0.5) / side as f64);
                let corners = [
                    (-quarter, -quarter),
                    (quarter, -quarter),
                    (-quarter, quarter),
                    (quarter, quarter),
                ];
                let sum: f32 =
                    corners.iter().map(|(dx, dy)| self.at(map.apply([x + dx, y + dy]))).sum();
                values.push(sum / 4.0);
            }
        }
        Self { side, values }
    }

    /// The mean of the cells up to `reach` away, of those that are there.
    pub(super) fn blurred(&self, reach: usize) -> Self {
        let mut across = Vec::with_capacity(self.values.len());
        for row in self.values.chunks_exact(self.side) {
            sliding_mean(row, 1, reach, &mut across);
        }
        let mut values = Vec::with_capacity(across.len());
        sliding_mean(&across, self.side, reach, &mut values);
        Self { side: self.side, values }
    }
}

fn bilinear_luma(luma: &GrayImage, x: f64, y: f64) -> f32 {
    let (width, height) = (luma.width() as usize, luma.height() as usize);
    let (x, y) = (x.clamp(0.0, width as f64 - 1.0), y.clamp(0.0, height as f64 - 1.0));
    let (left, top) = (x as usize, y as usize);
    let (right, bottom) = ((left + 1).min(width - 1), (top + 1).min(height - 1));
    let (dx, dy) = ((x - left as f64) as f32, (y - top as f64) as f32);
    let raw = luma.as_raw();
    let value =
        |column: usize, row: usize| f32::from(raw.get(row * width + column).copied().unwrap_or(0));
    let upper = value(left, top) * (1.0 - dx) + value(right, top) * dx;
    let lower = value(left, bottom) * (1.0 - dx) + value(right, bottom) * dx;
    upper * (1.0 - dy) + lower * dy
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn maps_follow_each_other() {
        let one = Affine([[0.0, -1.0, 1.0], [1.0, 0.0, 0.0]]);
        let two = Affine([[2.0, 0.5, 0.1], [0.0, 1.0, -0.3]]);
        let place = [0.3, 0.8];
        let both = one.after(&two).apply(place);
        let steps = one.apply(two.apply(place));
        assert!((both[0] - steps[0]).abs() < 1e-12 && (both[1] - steps[1]).abs() < 1e-12);
    }

    #[test]
    fn blurring_keeps_what_is_flat_and_means_what_is_not() {
        let flat = Square { side: 8, values: vec![7.0; 64] };
        assert!(flat.blurred(3).values.iter().all(|v| (v - 7.0).abs() < 1e-5));
        let mut point = Square { side: 8, values: vec![0.0; 64] };
        point.values[3 * 8 + 3] = 9.0;
        let spread = point.blurred(1);
        assert!((spread.values[4 * 8 + 4] - 1.0).abs() < 1e-5);
        assert!(spread.values[5 * 8 + 5].abs() < 1e-5);
    }
}
