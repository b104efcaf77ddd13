//! A picture at half, quarter, eighth… size.

use image::GrayImage;

use crate::wipe::Wiped;

/// Levels end when the longer side of the next one would be shorter than this, in pixels.
const SMALLEST_SIDE: u32 = 64;

/// Luma at falling sizes: level 0 is the picture, each further level half of the one before.
///
/// A level's pixel is the mean of 2×2 pixels below it; an odd last column or row is averaged with
/// itself, so sides are `⌈n / 2⌉`.
#[derive(Clone, Copy, Debug)]
pub struct Pyramid<'a> {
    pub(crate) base: &'a GrayImage,
    pub(crate) halves: &'a [Wiped<GrayImage>],
}

impl<'a> Pyramid<'a> {
    /// Number of levels, at least 1.
    pub fn depth(&self) -> usize {
        1 + self.halves.len()
    }

    /// The level of that index; a length on it is `2^index` times as long in the picture.
    pub fn level(&self, index: usize) -> Option<&'a GrayImage> {
        match index {
            0 => Some(self.base),
            _ => self.halves.get(index - 1).map(|level| &**level),
        }
    }

    /// The largest level whose longer side is at most `max_side` pixels, with its index; the
    /// smallest level if none is that small.
    pub fn fitting(&self, max_side: u32) -> (usize, &'a GrayImage) {
        let mut index = 0;
        let mut level = self.base;
        while level.width().max(level.height()) > max_side {
            let Some(next) = self.level(index + 1) else { break };
            index += 1;
            level = next;
        }
        (index, level)
    }
}

/// Builds levels 1 and up.
pub(crate) fn halves_of(base: &GrayImage) -> Vec<Wiped<GrayImage>> {
    let mut levels: Vec<Wiped<GrayImage>> = Vec::new();
    loop {
        let last = levels.last().map_or(base, |level| &**level);
        if last.width().max(last.height()) < 2 * SMALLEST_SIDE {
            return levels;
        }
        let next = halved_luma8(last);
        levels.push(Wiped::new(next));
    }
}

/// Half the picture: each pixel the rounded mean of 2×2, sides `⌈n / 2⌉`; see [`Pyramid`].
pub fn halved_luma8(source: &GrayImage) -> GrayImage {
    let (width, height) = (source.width() as usize, source.height() as usize);
    let (half_width, half_height) = (width.div_ceil(2), height.div_ceil(2));
    let mut samples = Vec::with_capacity(half_width * half_height);
    for y in 0..half_height {
        let upper = &source.as_raw()[2 * y * width..][..width];
        let lower = &source.as_raw()[(2 * y + 1).min(height - 1) * width..][..width];
        let (upper, upper_rest) = upper.as_chunks::<2>();
        let (lower, lower_rest) = lower.as_chunks::<2>();
        samples.extend(upper.iter().zip(lower).map(|(u, l)| mean4([u[0], u[1], l[0], l[1]])));
        if let (Some(&u), Some(&l)) = (upper_rest.first(), lower_rest.first()) {
            samples.push(mean4([u, u, l, l]));
        }
    }
    GrayImage::from_raw(half_width as u32, half_height as u32, samples)
        .expect("every row of the half size was pushed")
}

fn mean4(samples: [u8; 4]) -> u8 {
    (samples.iter().map(|&s| u16::from(s)).sum::<u16>() + 2).div_euclid(4) as u8
}

#[cfg(test)]
mod tests {
    use image::Luma;

    use super::*;

    #[test]
    fn levels_halve_down_to_about_64() {
        let base = GrayImage::from_pixel(1001, 300, Luma([90]));
        let halves = halves_of(&base);
        let sizes: Vec<_> = halves.iter().map(|level| level.dimensions()).collect();
        assert_eq!(sizes, [(501, 150), (251, 75), (126, 38)]);
        assert!(halves.iter().all(|level| level.iter().all(|&sample| sample == 90)));
        let pyramid = Pyramid { base: &base, halves: &halves };
        assert_eq!(pyramid.depth(), 4);
        assert_eq!(pyramid.fitting(600).0, 1);
        assert_eq!(pyramid.fitting(10).0, 3, "the smallest there is");
        assert_eq!(pyramid.fitting(5000).0, 0);
        assert!(pyramid.level(4).is_none());
    }

    #[test]
    fn a_pixel_is_the_rounded_mean_of_four() {
        let mut base = GrayImage::new(200, 100);
        for (x, y, value) in [(0, 0, 255), (1, 0, 1), (0, 1, 2), (1, 1, 4)] {
            base.put_pixel(x, y, Luma([value]));
        }
        assert_eq!(halved_luma8(&base).get_pixel(0, 0).0, [66], "262 / 4 = 65.5");
        assert_eq!(halved_luma8(&GrayImage::from_pixel(1, 1, Luma([7]))).dimensions(), (1, 1));
    }
}
