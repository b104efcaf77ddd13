//! What lies over the print of a page: views in which coloured or pale large letters stand out and small
//! black print does not.

use bonafide_imaging::{Rgb, RgbImage, Wiped};

use crate::detect::resized;
use crate::plane::Plane;

/// Longer side, in pixels, of a view.
const SIDE: u32 = 640;
/// Added to levels, so that the dark of a scan does not blow up when it is divided by.
const DARK: f32 = 8.0;
/// Ink darker than this is as dark as ink gets: its colour is noise.
const BLACK: f32 = 0.15;
/// What keeps less of the paper's light than the first in its lightest channel is black print, more than the
/// second is none.
const PRINT: (f32, f32) = (0.35, 0.75);
/// Share of the samples up to which ink counts: what is stronger is cut off.
const STRONGEST: f32 = 0.985;
/// The darkest level of a view.
const DARKEST: f32 = 225.0;

/// A view: ink dark on white, and how many of the picture's pixels one of its pixels is, across and down.
pub(crate) struct Overprint {
    pub(crate) pixels: Wiped<RgbImage>,
    pub(crate) scale: (f32, f32),
}

impl Overprint {
    /// Ink by its colour: black print vanishes.
    pub(crate) fn coloured(seen: &Seen) -> Self {
        // A twelfth of the longer side: wider than the strokes of any mark.
        let [r, g, b] = seen.shares(SIDE as usize * 8 / 200);
        let most = r.clone().zip(&g, f32::max).zip(&b, f32::max);
        let least = r.zip(&g, f32::min).zip(&b, f32::min);
        let chroma =
            most.clone().zip(&least, |most, least| (most.max(BLACK) / least.max(BLACK)).ln());
        let paleness =
            most.blurred(1).map(|light| ((light - PRINT.0) / (PRINT.1 - PRINT.0)).clamp(0.0, 1.0));
        seen.drawn(&chroma.zip(&paleness, |ink, weight| ink * weight), SIDE as usize / 25, true)
    }

    /// Ink of any colour against the paper around it: what is pale is drawn as dark as what is black.
    pub(crate) fn flattened(seen: &Seen) -> Self {
        let reach = SIDE as usize / 50;
        let [r, g, b] = seen.shares(reach);
        let ink = r.zip(&g, f32::min).zip(&b, f32::min).map(|light| 1.0 - light);
        seen.drawn(&ink, reach, false)
    }
}

/// The picture at the size of a view.
pub(crate) struct Seen {
    small: Wiped<RgbImage>,
    scale: (f32, f32),
}

impl Seen {
    pub(crate) fn of(picture: &RgbImage) -> Self {
        let (width, height) = picture.dimensions();
        let factor = f64::from(SIDE) / f64::from(width.max(height).max(1));
        let scaled = |length: u32| ((f64::from(length) * factor).round() as u32).max(1);
        let (to_width, to_height) = (scaled(width), scaled(height));
        let scale = (width as f32 / to_width as f32, height as f32 / to_height as f32);
        Self { small: resized(picture, to_width, to_height), scale }
    }

    /// How much of the light of the paper around it each pixel keeps, by channel, 0 to 1. The paper is the
    /// brightest nearby, `reach` pixels and half of it away.
    fn shares(&self, reach: usize) -> [Plane; 3] {
        let raw = self.small.as_raw();
        [0, 1, 2].map(|channel| {
            let levels = raw.iter().skip(channel).step_by(3).map(|&level| f32::from(level) + DARK);
            let plane = Plane { width: self.small.width() as usize, samples: levels.collect() };
            let paper = plane.blurred(1).spread(reach / 2).blurred(reach);
            plane.zip(&paper, |level, paper| (level / paper).min(1.0))
        })
    }

    /// Ink above its surroundings, drawn dark.
    fn drawn(&self, ink: &Plane, reach: usize, smooth: bool) -> Overprint {
        let around = ink.blurred(reach);
        let above = ink.clone().zip(&around, |ink, around| (ink - around).max(0.0));
        let strongest = above.quantile(STRONGEST);
        let above = above.map(|ink| ink.min(strongest));
        let above = if smooth { above.blurred(1) } else { above };
        let scale = 200.0 / above.quantile(STRONGEST).max(1e-6);
        let pixel = |ink: &f32| 255 - (ink * scale).clamp(0.0, DARKEST) as u8;
        let levels: Vec<u8> = above.samples.iter().map(pixel).collect();
        let (width, height) = self.small.dimensions();
        let at = |x: u32, y: u32| levels.get((y * width + x) as usize).copied().unwrap_or(255);
        let pixels = RgbImage::from_fn(width, height, |x, y| Rgb([at(x, y); 3]));
        Overprint { pixels: Wiped::new(pixels), scale: self.scale }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(ink: impl Fn(u32, u32) -> Option<[u8; 3]>) -> RgbImage {
        RgbImage::from_fn(640, 400, |x, y| Rgb(ink(x, y).unwrap_or([230, 225, 210])))
    }

    #[test]
    fn coloured_ink_stays_and_black_print_vanishes() {
        let drawn = page(|x, y| match (x / 4 % 60, y / 4 % 40) {
            (10, _) => Some([235, 150, 160]),
            (40, _) if y % 12 < 6 => Some([25, 25, 25]),
            _ => None,
        });
        let view = Overprint::coloured(&Seen::of(&drawn));
        let at = |x, y| view.pixels.get_pixel(x, y).0[0];
        assert!(at(42, 202) < 120, "{}", at(42, 202));
        assert!(at(162, 200) > 180 && at(100, 100) > 240, "{} {}", at(162, 200), at(100, 100));
    }

    #[test]
    fn pale_ink_is_drawn_as_dark_as_black() {
        let drawn = page(|x, _| (x % 80 < 2).then_some([200, 200, 195]));
        let view = Overprint::flattened(&Seen::of(&drawn));
        assert!(view.pixels.get_pixel(160, 100).0[0] < 80);
        assert!(view.pixels.get_pixel(200, 100).0[0] > 240);
    }

    #[test]
    fn any_size_has_a_view() {
        for (width, height) in [(1, 1), (2, 900), (1000, 3), (0, 0)] {
            let flat = RgbImage::from_pixel(width, height, Rgb([7, 8, 9]));
            let seen = Seen::of(&flat);
            for view in [Overprint::coloured(&seen), Overprint::flattened(&seen)] {
                assert!(view.pixels.pixels().all(|pixel| pixel.0 == [255; 3]));
            }
        }
    }
}
