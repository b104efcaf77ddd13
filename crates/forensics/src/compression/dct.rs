//! The DCT of blocks of pixels.

use std::sync::LazyLock;

/// `basis[x][u]` is cos((2x + 1) u π / 16), scaled as ITU-T T.81 A.3.3 does.
static BASIS: LazyLock<[[f32; 8]; 8]> = LazyLock::new(|| {
    std::array::from_fn(|x| {
        std::array::from_fn(|u| {
            let scale = if u == 0 { (1.0_f64 / 8.0).sqrt() } else { 0.5 };
            let angle = (2 * x + 1) as f64 * u as f64 * std::f64::consts::PI / 16.0;
            (scale * angle.cos()) as f32
        })
    })
});

/// The 8 × 8 DCT (T.81, A.3.3) of samples that were shifted by −128, in natural order.
pub(super) fn forward(samples: &[[f32; 8]; 8]) -> [[f32; 8]; 8] {
    let basis: &[[f32; 8]; 8] = &BASIS;
    let mut across = [[0.0_f32; 8]; 8];
    for (line, sums) in samples.iter().zip(&mut across) {
        for (sample, cosines) in line.iter().zip(basis) {
            for (sum, cosine) in sums.iter_mut().zip(cosines) {
                *sum += sample * cosine;
            }
        }
    }
    let mut both = [[0.0_f32; 8]; 8];
    for (line, cosines) in across.iter().zip(basis) {
        for (sums, cosine) in both.iter_mut().zip(cosines) {
            for (sum, value) in sums.iter_mut().zip(line) {
                *sum += value * cosine;
            }
        }
    }
    both
}

/// The 8 × 8 samples of a plane at (x, y), shifted by −128; `None` where they reach over its border.
pub(super) fn samples(plane: &[u8], width: usize, x: usize, y: usize) -> Option<[[f32; 8]; 8]> {
    if x + 8 > width {
        return None;
    }
    let mut block = [[0.0; 8]; 8];
    for (row, line) in block.iter_mut().enumerate() {
        let start = (y + row) * width + x;
        let source: &[u8; 8] = plane.get(start..start + 8)?.try_into().ok()?;
        *line = source.map(|level| f32::from(level) - 128.0);
    }
    Some(block)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cosine_has_one_coefficient() {
        let wave = |x: usize| ((2 * x + 1) as f32 * 3.0 * std::f32::consts::PI / 16.0).cos();
        let block = std::array::from_fn(|_| std::array::from_fn(|x| 100.0 * wave(x)));
        let found = forward(&block);
        for (v, line) in found.iter().enumerate() {
            for (u, value) in line.iter().enumerate() {
                // 8 rows by 1/√8 each, 4 the energy of the cosine, by ½.
                let wanted = if (v, u) == (0, 3) { 100.0 * 8.0_f32.sqrt() * 2.0 } else { 0.0 };
                assert!((value - wanted).abs() < 1e-3, "{v} {u} {value}");
            }
        }
        let mean = forward(&[[10.0; 8]; 8])[0][0];
        assert!((mean - 80.0).abs() < 1e-4);
    }
}
