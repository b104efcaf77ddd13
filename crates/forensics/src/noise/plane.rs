//! One channel of a picture as numbers.

#![allow(clippy::inline_always)] // compiled for each set of vector instructions

use bonafide_imaging::{RgbImage, luma_of, vectorised};

/// Samples of one channel, 0 to 255 or differences of such, row by row.
#[derive(Clone, Debug)]
pub(crate) struct Plane {
    pub(crate) width: usize,
    pub(crate) height: usize,
    samples: Vec<f32>,
}

/// Brightness and the two colour differences of a picture.
#[derive(Clone, Debug)]
pub(crate) struct Channels {
    /// Brightness by the weights of ITU-R BT.601, 0 to 255.
    pub(crate) luma: Plane,
    /// Blue less brightness.
    pub(crate) blue: Plane,
    /// Red less brightness.
    pub(crate) red: Plane,
}

impl Channels {
    /// The channels of the part of a picture that whole cells of `cell` × `cell` pixels cover, from the
    /// top left.
    pub(crate) fn of(picture: &RgbImage, cell: usize) -> Self {
        vectorised(|| Self::measured(picture, cell))
    }

    #[inline(always)]
    fn measured(picture: &RgbImage, cell: usize) -> Self {
        let stride = picture.width() as usize * 3;
        let width = picture.width() as usize / cell * cell;
        let height = picture.height() as usize / cell * cell;
        let [mut luma, mut blue, mut red] = [(); 3].map(|()| vec![0.0_f32; width * height]);
        let planes = luma.chunks_exact_mut(width.max(1)).zip(blue.chunks_exact_mut(width.max(1)));
        let planes = planes.zip(red.chunks_exact_mut(width.max(1)));
        for (row, ((luma, blue), red)) in picture.as_raw().chunks_exact(stride.max(1)).zip(planes) {
            let (pixels, _) = row.as_chunks::<3>();
            for (((pixel, y), blue), red) in pixels.iter().zip(luma).zip(blue).zip(red) {
                let [r, g, b] = pixel.map(f32::from);
                *y = luma_of([r, g, b]);
                (*blue, *red) = (b - *y, r - *y);
            }
        }
        let plane = |samples| Plane { width, height, samples };
        Self { luma: plane(luma), blue: plane(blue), red: plane(red) }
    }

    /// The three, brightness first.
    pub(crate) fn each(&self) -> [&Plane; 3] {
        [&self.luma, &self.blue, &self.red]
    }
}

impl Plane {
    /// The samples of a row; none outside of the plane.
    #[inline(always)]
    pub(crate) fn row(&self, y: usize) -> &[f32] {
        self.samples.get(y * self.width..(y + 1) * self.width).unwrap_or(&[])
    }

    /// Means of squares of two by two samples; an odd rest is left out.
    pub(crate) fn halved(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut samples = Vec::with_capacity(width * height);
        for y in 0..height {
            let (upper, lower) = (self.row(2 * y), self.row(2 * y + 1));
            for (a, b) in upper.chunks_exact(2).zip(lower.chunks_exact(2)) {
                samples.push((a.iter().sum::<f32>() + b.iter().sum::<f32>()) / 4.0);
            }
        }
        Self { width, height, samples }
    }

    /// The squared diagonal detail of a row into `out`, 0 at the border: the product of the second
    /// differences along both axes, scaled to unit gain for white noise. Edges along either axis fall
    /// out of it, noise does not (J. Immerkær, "Fast noise variance estimation", CVIU 64(2), 1996).
    #[inline(always)]
    pub(crate) fn diagonal_energy(&self, y: usize, out: &mut [f32]) {
        out.fill(0.0);
        if y == 0 || y + 1 >= self.height {
            return;
        }
        let (above, here, below) = (self.row(y - 1), self.row(y), self.row(y + 1));
        let Some(inner) = out.get_mut(1..) else { return };
        let from = |first: usize| {
            let [above, here, below] =
                [above, here, below].map(|row| row.get(first..).unwrap_or_default());
            above.iter().zip(here).zip(below).map(|((a, h), b)| 2.0 * h - a - b)
        };
        for (o, ((left, middle), right)) in inner.iter_mut().zip(from(0).zip(from(1)).zip(from(2)))
        {
            let detail = (2.0 * middle - left - right) / 6.0;
            *o = detail * detail;
        }
    }

    /// The differences of a row to the right and downwards into `right` and `down`, 0 at the border.
    #[inline(always)]
    pub(crate) fn differences(&self, y: usize, right: &mut [f32], down: &mut [f32]) {
        right.fill(0.0);
        down.fill(0.0);
        let here = self.row(y);
        for (o, pair) in right.iter_mut().zip(here.windows(2)) {
            *o = pair[1] - pair[0];
        }
        for (o, (h, b)) in down.iter_mut().zip(here.iter().zip(self.row(y + 1))) {
            *o = b - h;
        }
    }
}
