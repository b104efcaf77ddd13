//! How light and dark a picture is, from its histogram of luma.

use image::GrayImage;

/// Brightness of a picture, each value in [0, 1] with 1 the white level 255.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Exposure {
    /// Mean luma.
    pub(crate) mean: f64,
    /// The level below which 1 % of the pixels lie.
    pub(crate) dark: f64,
    /// The level above which 1 % of the pixels lie.
    pub(crate) light: f64,
}

/// Share of pixels beyond the dark and the light level: printed strokes cover a few per cent of a
/// document, single dead or hot pixels far less.
const TAIL: f64 = 0.01;

/// Measures the brightness; an empty picture is black.
pub(crate) fn exposure(luma: &GrayImage) -> Exposure {
    let mut histogram = [0_u64; 256];
    for &level in luma.as_raw() {
        histogram[usize::from(level)] += 1;
    }
    let count = luma.as_raw().len() as u64;
    let sum: u64 = (0_u64..).zip(&histogram).map(|(level, &n)| level * n).sum();
    let tail = (count as f64 * TAIL) as u64;
    Exposure {
        mean: sum as f64 / (255 * count.max(1)) as f64,
        dark: first_beyond(histogram.iter(), tail) as f64 / 255.0,
        light: 1.0 - first_beyond(histogram.iter().rev(), tail) as f64 / 255.0,
    }
}

/// Index of the first bin whose running sum exceeds `tail`.
fn first_beyond<'a>(bins: impl Iterator<Item = &'a u64>, tail: u64) -> usize {
    bins.scan(0, |sum, &n| {
        *sum += n;
        Some(*sum)
    })
    .position(|sum| sum > tail)
    .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    #[test]
    fn levels_are_quantiles() {
        // 100 x 100 pixels: 0.5 % black, 49.5 % level 51, 50 % level 204.
        let picture = GrayImage::from_fn(100, 100, |x, y| {
            Luma([match y * 100 + x {
                0..50 => 0,
                50..5000 => 51,
                _ => 204,
            }])
        });
        let found = exposure(&picture);
        assert!((found.dark - 0.2).abs() < 1e-9, "the black half per cent is below the tail");
        assert!((found.light - 0.8).abs() < 1e-9);
        assert!((found.mean - (0.495 * 0.2 + 0.5 * 0.8)).abs() < 1e-9);
    }
}
