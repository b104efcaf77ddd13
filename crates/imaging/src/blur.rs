//! How blurred a picture is.

use bonafide_types::Score;
use image::GrayImage;

/// Length of the averaging filter, in pixels, as in the paper.
const TAPS: usize = 9;
/// The filter reaches this many pixels to either side.
const REACH: usize = TAPS / 2;

/// How much of the picture's detail survives being blurred once more: 0 sharp, 1 blurred.
///
/// The picture is averaged over nine pixels along each axis. A sharp picture loses much of the
/// difference between neighbouring pixels by it, a blurred one little; the share that is *kept* is
/// the measure, the larger of both axes, so that a camera moved along one axis counts too. It
/// depends neither on contrast nor on the amount of detail, but on resolution: compare pictures at
/// one working size. A picture without any difference between neighbours, or narrower and lower
/// than ten pixels, shows no sharp edge and gets 1.
///
/// Source: F. Crété, T. Dolmière, P. Ladret, M. Nicolas, "The blur effect: perception and
/// estimation with a new no-reference perceptual blur metric", Proc. SPIE 6492 (2007), equations
/// 1–8. The difference of two neighbouring nine-pixel means is one ninth of the difference of the
/// pixels entering and leaving, so no mean is formed here.
///
/// ```
/// use bonafide_imaging::{GrayImage, Luma, blur_effect};
/// let edges = GrayImage::from_fn(64, 64, |x, y| Luma([if (x / 8 + y / 8) % 2 == 0 { 0 } else { 255 }]));
/// let ramp = GrayImage::from_fn(64, 64, |x, y| Luma([(x * 2 + y) as u8]));
/// assert!(blur_effect(&edges).get() < 0.25);
/// assert!(blur_effect(&ramp).get() > 0.95);
/// ```
pub fn blur_effect(luma: &GrayImage) -> Score {
    let width = luma.width() as usize;
    let rows: Vec<&[u8]> = luma.as_raw().chunks_exact(width.max(1)).collect();
    let (mut down, mut across) = (Kept::default(), Kept::default());
    for window in rows.windows(TAPS + 1) {
        down.add(window[0], window[REACH], window[REACH + 1], window[TAPS]);
    }
    for row in rows {
        if let Some(length) = row.len().checked_sub(TAPS) {
            let from = |start: usize| &row[start..start + length];
            across.add(from(0), from(REACH), from(REACH + 1), from(TAPS));
        }
    }
    Score::clamped(down.share().max(across.share()))
}

/// Sums of differences along one axis, times nine.
#[derive(Default)]
struct Kept {
    /// Differences of neighbours.
    before: u64,
    /// What averaging takes away from them.
    lost: u64,
}

impl Kept {
    /// Adds a run of positions: `left` and `right` are neighbours, `leaving` and `entering` the
    /// ends of the filter as it moves from one to the other.
    fn add(&mut self, leaving: &[u8], left: &[u8], right: &[u8], entering: &[u8]) {
        let (mut before, mut lost) = (0_u32, 0_u32);
        for (((&leaving, &left), &right), &entering) in
            leaving.iter().zip(left).zip(right).zip(entering)
        {
            let sharp = TAPS as u16 * u16::from(left.abs_diff(right));
            before += u32::from(sharp);
            lost += u32::from(sharp.saturating_sub(u16::from(leaving.abs_diff(entering))));
        }
        self.before += u64::from(before);
        self.lost += u64::from(lost);
    }

    fn share(&self) -> f64 {
        if self.before == 0 { 1.0 } else { 1.0 - self.lost as f64 / self.before as f64 }
    }
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    /// Squares of 25 pixels, averaged `times` over five neighbours.
    fn squares(times: u32) -> GrayImage {
        let mut samples: Vec<f32> = (0..200 * 120)
            .map(|i| if ((i % 200) / 25 + (i / 200) / 25) % 2 == 0 { 30.0 } else { 220.0 })
            .collect();
        for _ in 0..times {
            let before = samples.clone();
            for i in 201..samples.len() - 201 {
                let sum = before[i - 1] + before[i + 1] + before[i - 200] + before[i + 200];
                samples[i] = (sum + before[i]) / 5.0;
            }
        }
        GrayImage::from_fn(200, 120, |x, y| Luma([samples[(y * 200 + x) as usize] as u8]))
    }

    #[test]
    fn more_blur_means_more() {
        let values: Vec<f64> =
            [0, 1, 4, 30].map(|times| blur_effect(&squares(times)).get()).to_vec();
        assert!(values.is_sorted() && values[0] < 0.3 && values[3] > 0.5, "{values:?}");
    }

    #[test]
    fn contrast_does_not_matter() {
        let strong = squares(1);
        let weak =
            GrayImage::from_fn(200, 120, |x, y| Luma([strong.get_pixel(x, y).0[0] / 4 + 90]));
        let difference = blur_effect(&strong).get() - blur_effect(&weak).get();
        assert!(difference.abs() < 0.05, "{difference}");
    }

    #[test]
    fn nothing_to_see_is_blurred() {
        for (width, height) in [(0, 0), (1, 1), (9, 9), (300, 200)] {
            let flat = GrayImage::from_pixel(width, height, Luma([128]));
            assert_eq!(blur_effect(&flat), Score::ONE, "{width} x {height}");
        }
    }
}
