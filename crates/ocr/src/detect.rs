//! Where print is: the network `print_detection` over the whole picture.

use bonafide_imaging::{RgbImage, View, Wiped, resized_area_rgb8, view_rgb8};
use bonafide_inference::{Model, Tensor};

use crate::boxes::lines_of_map;
use crate::error::OcrError;
use crate::rectangle::Rectangle;

/// The model's id in the manifest.
pub(crate) const MODEL: &str = "print_detection";
/// Sizes that the network takes are multiples of this.
const MULTIPLE: u32 = 32;
/// A picture is enlarged at most so many times.
const MOST_ENLARGED: f64 = 2.0;
/// Means and deviations of the channels blue, green, red as the network takes them, of values from 0
/// to 1: those of the manifest.
const MEANS: [f32; 3] = [0.485, 0.456, 0.406];
const DEVIATIONS: [f32; 3] = [0.229, 0.224, 0.225];

/// The lines of a picture, in its pixels. The network sees it with a longer side of `side` pixels.
pub(crate) fn lines(
    model: &Model,
    picture: &RgbImage,
    side: u32,
) -> Result<Vec<Rectangle>, OcrError> {
    let (from_width, from_height) = picture.dimensions();
    if from_width == 0 || from_height == 0 {
        return Ok(Vec::new());
    }
    let (width, height) = seen_size((from_width, from_height), side);
    let input = tensor(picture, width, height)?;
    let answer = model.run(&[input]).map_err(|source| OcrError::network(MODEL, source))?;
    let shape = OcrError::Shape { model: MODEL };
    let [answer] = <[Tensor; 1]>::try_from(answer).map_err(|_| shape)?;
    if answer.shape() != [1, 1, height as usize, width as usize] {
        return Err(OcrError::Shape { model: MODEL });
    }
    let (x, y) = (from_width as f32 / width as f32, from_height as f32 / height as f32);
    let found = lines_of_map(answer.values(), width as usize);
    Ok(found.iter().map(|line| line.rectangle.scaled(x, y)).collect())
}

/// The size at which the network sees a picture: each side the nearest multiple of 32, so that
/// proportions change by a few per cent, which costs less than padding would.
fn seen_size((width, height): (u32, u32), side: u32) -> (u32, u32) {
    let longer = f64::from(width.max(height));
    let factor = (f64::from(side) / longer).min(MOST_ENLARGED);
    let stepped = |length: u32| {
        let steps = (f64::from(length) * factor / f64::from(MULTIPLE)).round() as u32;
        (steps * MULTIPLE).clamp(MULTIPLE, side.max(MULTIPLE))
    };
    (stepped(width), stepped(height))
}

/// The picture at that size, its samples as the network takes them.
fn tensor(picture: &RgbImage, width: u32, height: u32) -> Result<Tensor, OcrError> {
    let seen = resized(picture, width, height);
    let (width, height) = (width as usize, height as usize);
    let mut values = Vec::with_capacity(3 * width * height);
    for (channel, (mean, deviation)) in MEANS.into_iter().zip(DEVIATIONS).enumerate() {
        let (scale, shift) = (1.0 / (255.0 * deviation), mean / deviation);
        let samples = seen.as_raw().iter().skip(2 - channel).step_by(3);
        values.extend(samples.map(|&sample| f32::from(sample) * scale - shift));
    }
    Tensor::new(vec![1, 3, height, width], values)
        .map_err(|source| OcrError::network(MODEL, source))
}

/// The picture at another size: averaged by area where it becomes smaller along both axes.
pub(crate) fn resized(picture: &RgbImage, width: u32, height: u32) -> Wiped<RgbImage> {
    let is_smaller = picture.width() > width && picture.height() > height;
    Wiped::new(if is_smaller {
        resized_area_rgb8(picture, width, height)
    } else {
        view_rgb8(picture, View::whole(picture), width, height)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use bonafide_imaging::Rgb;

    use super::*;

    #[test]
    fn sizes_are_multiples_and_bounded() {
        assert_eq!(seen_size((1280, 807), 736), (736, 480));
        assert_eq!(seen_size((807, 1280), 736), (480, 736));
        assert_eq!(seen_size((300, 200), 736), (608, 416));
        assert_eq!(seen_size((1, 1), 736), (32, 32));
        assert_eq!(seen_size((40_000, 3), 960), (960, 32));
    }

    #[test]
    fn channels_are_blue_green_red_and_normalised() {
        let picture = RgbImage::from_pixel(50, 40, Rgb([255, 0, 51]));
        let tensor = tensor(&picture, 64, 32).unwrap();
        assert_eq!(tensor.shape(), [1, 3, 32, 64]);
        let plane = 64 * 32;
        let expected = [(0.2 - 0.485) / 0.229, (0.0 - 0.456) / 0.224, (1.0 - 0.406) / 0.225];
        for (channel, expected) in expected.into_iter().enumerate() {
            let value = tensor.values()[channel * plane + plane / 2];
            assert!((value - expected).abs() < 1e-5, "{channel}: {value}");
        }
    }
}
