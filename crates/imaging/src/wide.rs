//! Loops over pixels, compiled twice: for every processor, and for those with wide vectors.
//!
//! The arithmetic is on integers, so both give the same values. On `x86_64` the compiler may assume
//! vectors of 16 bytes without a shuffle of bytes only, which leaves loops over three channels scalar.
#![allow(unsafe_code)] // calling what was compiled for a processor that was asked about

/// Luma of RGB pixels: `0.299 R + 0.587 G + 0.114 B` (ITU-R BT.601), the same that a JPEG file
/// stores, in 16-bit fixed point.
pub(crate) fn luma_from_rgb(rgb: &[u8]) -> Vec<u8> {
    let (pixels, _) = rgb.as_chunks::<3>();
    let mut luma = vec![0; pixels.len()];
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2.
        unsafe { luma_by_avx2(pixels, &mut luma) };
        return luma;
    }
    luma_in_words(pixels, &mut luma);
    luma
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn luma_by_avx2(pixels: &[[u8; 3]], luma: &mut [u8]) {
    luma_in_words(pixels, luma);
}

#[inline(always)]
#[allow(clippy::inline_always)] // it is compiled into both of its callers
fn luma_in_words(pixels: &[[u8; 3]], luma: &mut [u8]) {
    for (level, &[r, g, b]) in luma.iter_mut().zip(pixels) {
        let sum = 19_595 * u32::from(r) + 38_470 * u32::from(g) + 7_471 * u32::from(b);
        *level = ((sum + 32_768) >> 16) as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn luma_keeps_gray_and_weighs_colours_as_bt_601() {
        let levels: Vec<u8> = (0..=255).flat_map(|v| [v, v, v]).collect();
        assert_eq!(luma_from_rgb(&levels), (0..=255).collect::<Vec<u8>>());
        assert_eq!(luma_from_rgb(&[255, 0, 0, 0, 255, 0, 0, 0, 255]), [76, 150, 29]);
    }

    #[test]
    fn every_processor_gives_the_same() {
        let rgb: Vec<u8> = (0..3 * 1001_u32).map(|i| (i * 7919 / 13) as u8).collect();
        let (pixels, _) = rgb.as_chunks::<3>();
        let mut plain = vec![0; pixels.len()];
        luma_in_words(pixels, &mut plain);
        assert_eq!(luma_from_rgb(&rgb), plain);
    }
}
