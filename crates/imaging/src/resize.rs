//! Pictures at other sizes.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer};
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
    let (from_width, from_height) = source.dimensions();
    let empty = [from_width, from_height, width, height].contains(&0);
    let mut target = Image::new(width, height, PixelType::U8);
    if !empty {
        let view = ImageRef::new(from_width, from_height, source.as_raw(), PixelType::U8);
        let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::Bilinear));
        view.ok()
            .and_then(|view| Resizer::new().resize(&view, &mut target, &options).ok())
            .expect("both pictures have one sample a pixel and are not empty");
    }
    GrayImage::from_raw(width, height, target.into_vec()).expect("one sample a pixel")
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
