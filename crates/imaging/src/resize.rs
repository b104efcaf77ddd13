//! Pictures at other sizes.

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::U8;
use fast_image_resize::{FilterType, ResizeAlg, ResizeOptions, Resizer};
use image::GrayImage;

/// The picture at another size: every sample of the output is the mean of what it covers, weighted
/// by a triangle two output pixels wide at its base (never less than two input pixels, so enlarging
/// interpolates linearly).
///
/// An empty picture, or a size of zero, gives a black picture of the size asked for.
///
/// ```
/// use bonafide_imaging::{GrayImage, Luma, resized_luma8};
///
/// let flat = resized_luma8(&GrayImage::from_pixel(50, 40, Luma([77])), 20, 30);
/// assert_eq!(flat.dimensions(), (20, 30));
/// assert!(flat.pixels().all(|pixel| pixel.0 == [77]));
/// ```
pub fn resized_luma8(source: &GrayImage, width: u32, height: u32) -> GrayImage {
    let mut samples = vec![0; width as usize * height as usize];
    let (from_width, from_height) = source.dimensions();
    if ![from_width, from_height, width, height].contains(&0) {
        // Typed views: the crate's other kinds of pixels would be compiled in as well.
        let view = TypedImageRef::<U8>::from_buffer(from_width, from_height, source.as_raw())
            .expect("one sample a pixel");
        let mut target =
            TypedImage::<U8>::from_buffer(width, height, &mut samples).expect("one sample a pixel");
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
        Resizer::new()
            .resize_typed(&view, &mut target, &options)
            .expect("the whole of a picture that is not empty is resized");
    }
    GrayImage::from_raw(width, height, samples).expect("one sample a pixel")
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Luma;

    #[test]
    fn an_edge_stays_in_its_place() {
        let edge = GrayImage::from_fn(64, 16, |x, _| Luma([if x < 32 { 0 } else { 200 }]));
        let half = resized_luma8(&edge, 32, 8);
        assert!(half.enumerate_pixels().all(|(x, _, p)| (x < 15 && p.0 == [0])
            || (x > 16 && p.0 == [200])
            || (15..=16).contains(&x)));
    }

    #[test]
    fn takes_any_size() {
        assert_eq!(resized_luma8(&GrayImage::new(0, 0), 3, 4).dimensions(), (3, 4));
        assert_eq!(resized_luma8(&GrayImage::new(5, 5), 0, 4).dimensions(), (0, 4));
        assert_eq!(resized_luma8(&GrayImage::new(1, 900), 40, 1).dimensions(), (40, 1));
    }
}
