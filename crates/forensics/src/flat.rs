//! A document as it lies flat, at one size for all.

use bonafide_imaging::{RgbImage, Wiped, rectify, resized_area_rgb8};

use crate::page::Page;
use crate::plane::trusted;

/// The document seen from above, or the whole picture where no outline is known well.
pub(crate) struct Flat {
    pub(crate) rgb: Wiped<RgbImage>,
}

impl Flat {
    /// Longer side in pixels: print of 1.2 mm on a card then has letters of 9 pixels.
    pub(crate) const SIDE: u32 = 640;

    pub(crate) fn of(page: &Page<'_>) -> Self {
        if let Some(quad) = trusted(page.known.document.as_ref()) {
            return Self { rgb: rectify(page.picture, quad, Self::SIDE) };
        }
        let source = page.picture.rgb();
        let longer = source.width().max(source.height()).max(1);
        let side = |length: u32| {
            let scaled = u64::from(length) * u64::from(Self::SIDE.min(longer)) / u64::from(longer);
            (scaled as u32).max(1)
        };
        let rgb = resized_area_rgb8(source, side(source.width()), side(source.height()));
        Self { rgb: Wiped::new(rgb) }
    }

    /// Means of squares of `step` pixels a side, row by row; a rest at the right and lower border is left
    /// out.
    pub(crate) fn cells(&self, step: u32) -> Vec<[f32; 3]> {
        let step = step.max(1);
        let (columns, rows) = (self.rgb.width() / step, self.rgb.height() / step);
        let mut cells = Vec::with_capacity(columns as usize * rows as usize);
        for row in 0..rows {
            for column in 0..columns {
                cells.push(mean(&self.rgb, [column * step, row * step], step));
            }
        }
        cells
    }
}

fn mean(picture: &RgbImage, [x, y]: [u32; 2], step: u32) -> [f32; 3] {
    let mut sum = [0_u32; 3];
    for row in y..y + step {
        for column in x..x + step {
            let pixel = picture.get_pixel(column, row).0;
            sum.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += u32::from(value));
        }
    }
    sum.map(|value| value as f32 / (step * step) as f32)
}
