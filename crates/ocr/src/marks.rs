//! Large words under the print: SPECIMEN, VOID, COPY across a document.
//!
//! The detector prefers the lines that lie on such a mark and hardly shows it. So the picture is
//! looked at once more, small, and with everything wiped out that is thinner than the strokes of a
//! mark: a morphological closing of every channel, which fills what is dark and thin.

use bonafide_imaging::{RgbImage, Wiped};

use crate::detect::resized;
use crate::print::Point;
use crate::rectangle::Rectangle;

/// Longer side, in pixels, at which marks are looked for.
const SIDE: u32 = 640;
/// What is thinner than this many pixels is wiped out: strokes of bold capitals that are 6 to 7 % as high
/// as the picture is wide. With 7 as with 9 the mark is found on all of 11 drawn documents, with 11 on
/// most; with 9 the least else is left.
const STROKE: usize = 9;
/// Two places are the same line where the middle of one is in the other and their heights differ by no
/// more than this factor.
const SAME_HEIGHT: f32 = 1.6;

/// The picture without small print, its longer side 640 pixels, and how many of the picture's pixels
/// one of its pixels is, across and down.
pub(crate) fn without_small_print(picture: &RgbImage) -> (Wiped<RgbImage>, (f32, f32)) {
    let (width, height) = picture.dimensions();
    let factor = f64::from(SIDE) / f64::from(width.max(height).max(1));
    let scaled = |length: u32| ((f64::from(length) * factor).round() as u32).max(1);
    let (to_width, to_height) = (scaled(width), scaled(height));
    let mut small = resized(picture, to_width, to_height);
    close(&mut small);
    (small, (width as f32 / to_width as f32, height as f32 / to_height as f32))
}

/// The greatest value around every sample, then the least of those.
fn close(image: &mut RgbImage) {
    for greatest in [true, false] {
        for (step, line) in axes(image) {
            filter(image, step, line, greatest);
        }
    }
}

/// For rows and for columns: how far apart samples of one line are, and how many lie in a line.
fn axes(image: &RgbImage) -> [(usize, usize); 2] {
    let (width, height) = (image.width() as usize, image.height() as usize);
    [(3, width), (3 * width, height)]
}

/// Replaces every sample by the greatest (or least) of those up to four places before and after it
/// along an axis.
fn filter(image: &mut RgbImage, step: usize, line: usize, greatest: bool) {
    let source = Wiped::new(image.as_raw().clone());
    let reach = STROKE / 2;
    let samples: &mut [u8] = image;
    for (index, target) in samples.iter_mut().enumerate() {
        let place = if step == 3 { index / 3 % line } else { index / step };
        let from = index - place.min(reach) * step;
        let to = index + (line - 1 - place).min(reach) * step;
        let near = source.get(from..=to).unwrap_or_default().iter().step_by(step).copied();
        *target = if greatest { near.max() } else { near.min() }.unwrap_or(*target);
    }
}

/// Whether a place is among lines that are known.
pub(crate) fn is_known(place: &Rectangle, known: &[Rectangle]) -> bool {
    known.iter().any(|line| {
        let (short, long) = (extent(place), extent(line));
        let alike = short.max(long) <= SAME_HEIGHT * short.min(long);
        alike && (contains(line, place.center) || contains(place, line.center))
    })
}

/// The shorter extent.
fn extent(place: &Rectangle) -> f32 {
    place.length.min(place.height)
}

fn contains(place: &Rectangle, point: Point) -> bool {
    let (x, y) = (point.x - place.center.x, point.y - place.center.y);
    let s = x * place.along.x + y * place.along.y;
    let t = y * place.along.x - x * place.along.y;
    s.abs() <= place.length / 2.0 && t.abs() <= place.height / 2.0
}

#[cfg(test)]
mod tests {
    use bonafide_imaging::Rgb;

    use super::*;

    #[test]
    fn thin_strokes_vanish_and_broad_ones_stay() {
        let drawn = RgbImage::from_fn(640, 400, |x, y| {
            let is_thin = (100..105).contains(&x) || (60..64).contains(&y);
            let is_broad = (300..330).contains(&x) && (100..300).contains(&y);
            Rgb(if is_broad {
                [200, 90, 90]
            } else if is_thin {
                [20; 3]
            } else {
                [230; 3]
            })
        });
        let (small, scale) = without_small_print(&drawn);
        assert!((scale.0 - 1.0).abs() < 1e-6 && (scale.1 - 1.0).abs() < 1e-6);
        for (x, y, expected) in [(102, 200, 230), (400, 62, 230), (315, 200, 90), (290, 200, 230)] {
            assert_eq!(small.get_pixel(x, y).0[1], expected, "{x} {y}");
        }
    }

    #[test]
    fn any_size_is_closed() {
        for (width, height) in [(1, 1), (2, 900), (1000, 3)] {
            let flat = RgbImage::from_pixel(width, height, Rgb([7, 8, 9]));
            let (small, _) = without_small_print(&flat);
            assert!(small.pixels().all(|pixel| pixel.0 == [7, 8, 9]));
        }
        let (none, _) = without_small_print(&RgbImage::new(0, 0));
        assert!(none.width() <= 1);
    }

    #[test]
    fn a_line_is_known_by_place_and_height() {
        let along = Point { x: 1.0, y: 0.0 };
        let place = |x: f32, height: f32| Rectangle {
            center: Point { x, y: 50.0 },
            along,
            length: 100.0,
            height,
        };
        let known = [place(100.0, 20.0)];
        assert!(is_known(&place(120.0, 25.0), &known));
        assert!(!is_known(&place(120.0, 60.0), &known) && !is_known(&place(210.0, 20.0), &known));
    }
}
