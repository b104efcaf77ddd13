//! A document cut out of its picture, and the same with what was found on it drawn in.

use bonafide_forensics::HeatMap;
use bonafide_imaging::{
    DocumentQuad, Perspective, Picture, Rgb, RgbImage, Wiped, encode_jpeg, encode_png, luma_of,
    rectify, resized_area_rgb8,
};
use bonafide_types::Score;
use bonafide_types::evidence::PixelBox;

use crate::canvas::{Canvas, Place};
use crate::lettering::{self, fill, write};

/// Widest crop, in pixels: ID-1 at 380 dots per inch; one is never wider than the document in the
/// picture.
const WIDEST_CROP: f32 = 1280.0;
/// JPEG quality of a crop: no loss that a person sees.
const CROP_QUALITY: u8 = 92;
/// Longer side of an overlay of a picture without a document, in pixels at most.
const LONGEST_VIEW: u32 = 1280;

/// The frame of a place that a detector names.
const FRAME: Rgb<u8> = Rgb([20, 90, 220]);
const PAPER: Rgb<u8> = Rgb([255; 3]);
const INK: Rgb<u8> = Rgb([20; 3]);

/// A document as it is seen from straight above, upright as far as that is known, or a whole picture.
pub(crate) struct View {
    /// The corners of what is shown, from its upper left clockwise, in pixels of the picture.
    corners: [[f32; 2]; 4],
    pixels: Wiped<RgbImage>,
}

impl View {
    /// The document, turned by so many quarters clockwise after it was cut out.
    pub(crate) fn of_document(picture: &Picture, quad: &DocumentQuad, quarters: u8) -> Self {
        let [a, b, c, d] = quad.corners;
        let side = |a: [f32; 2], b: [f32; 2]| (a[0] - b[0]).hypot(a[1] - b[1]);
        let width = side(a, b).max(side(d, c)).clamp(1.0, WIDEST_CROP).round() as u32;
        Self { corners: quad.corners, pixels: rectify(picture, quad, width) }.turned(quarters)
    }

    /// The same, turned clockwise by so many quarters.
    pub(crate) fn turned(mut self, quarters: u8) -> Self {
        for _ in 0..quarters % 4 {
            self.pixels = Wiped::new(turned(&self.pixels));
            self.corners.rotate_right(1);
        }
        self
    }

    /// The whole picture, smaller where it is large.
    pub(crate) fn of_picture(picture: &Picture) -> Self {
        let (width, height) = picture.rgb().dimensions();
        let step = width.max(height).div_ceil(LONGEST_VIEW).max(1);
        let pixels = resized_area_rgb8(picture.rgb(), width.div_ceil(step), height.div_ceil(step));
        let (right, lower) = (width as f32, height as f32);
        let corners = [[0.0, 0.0], [right, 0.0], [right, lower], [0.0, lower]];
        Self { corners, pixels: Wiped::new(pixels) }
    }

    /// What is shown.
    pub(crate) fn pixels(&self) -> &RgbImage {
        &self.pixels
    }

    /// Where a point of what is shown, in its pixels, lies in the picture.
    pub(crate) fn in_picture(&self, [x, y]: [f32; 2]) -> Option<[f32; 2]> {
        let (width, height) = self.pixels.dimensions();
        let share = |at: f32, size: u32| f64::from(at) / f64::from(size.max(1));
        let at = Perspective::of(&self.corners)?.at(share(x, width), share(y, height))?;
        Some(at.map(|at| at as f32))
    }

    /// The box in the picture about a box of what is shown.
    pub(crate) fn box_in_picture(&self, shown: PixelBox) -> Option<PixelBox> {
        let corners = corners_of(&shown).map(|corner| corner.map(|at| at as f32));
        let [a, b, c, d] = corners.map(|corner| self.in_picture(corner));
        let corners = [a?, b?, c?, d?];
        let least = |axis: usize| corners.iter().map(|c| c[axis]).fold(f32::INFINITY, f32::min);
        let most = |axis: usize| corners.iter().map(|c| c[axis]).fold(0.0, f32::max);
        let whole = [least(0).floor(), least(1).floor(), most(0).ceil(), most(1).ceil()];
        Some(PixelBox::from(whole.map(|at| at.max(0.0) as u32)))
    }

    /// What is shown as JPEG; none where there are no pixels.
    pub(crate) fn jpeg(&self) -> Option<Vec<u8>> {
        encode_jpeg(&self.pixels, CROP_QUALITY).ok()
    }

    /// What is shown in gray, with suspicion laid over it, the places of evidence framed, and below it a
    /// legend that names each detector with its score (PNG); none where there are no pixels.
    pub(crate) fn heat_overlay(&self, marks: &Marks<'_>) -> Option<Vec<u8>> {
        let perspective = Perspective::of(&self.corners)?;
        let mut canvas = Canvas::of(&self.tinted(&perspective, marks.heat));
        let (width, height) = self.pixels.dimensions();
        for place in marks.places {
            let corners = corners_of(place).map(|[x, y]| perspective.place_of(x, y));
            if let [Some(a), Some(b), Some(c), Some(d)] = corners {
                let shown = |[u, v]: [f64; 2]| -> Place {
                    ((u * f64::from(width)) as f32, (v * f64::from(height)) as f32)
                };
                canvas.outline([a, b, c, d].map(shown), FRAME, 2);
            }
        }
        encode_png(&with_legend(canvas.pixels(), marks)).ok()
    }

    fn tinted(&self, perspective: &Perspective, heat: &HeatMap) -> RgbImage {
        let (width, height) = self.pixels.dimensions();
        let share = |at: u32, size: u32| (f64::from(at) + 0.5) / f64::from(size);
        RgbImage::from_fn(width, height, |x, y| {
            let hot = perspective
                .at(share(x, width), share(y, height))
                .filter(|[x, y]| *x >= 0.0 && *y >= 0.0)
                .map_or(0.0, |[x, y]| heat.at(x as u32 / heat.cell(), y as u32 / heat.cell()));
            tint(*self.pixels.get_pixel(x, y), hot)
        })
    }
}

/// What is drawn over a document.
pub(crate) struct Marks<'a> {
    pub heat: &'a HeatMap,
    /// Boxes in pixels of the picture.
    pub places: &'a [PixelBox],
    /// Detectors and their scores, in the order of the legend.
    pub detectors: &'a [(String, Score)],
    /// The risk of the whole, and the word for it.
    pub risk: Score,
    pub word: &'a str,
}

fn corners_of(place: &PixelBox) -> [[f64; 2]; 4] {
    let [left, top, right, bottom] = <[u32; 4]>::from(*place).map(f64::from);
    [[left, top], [right, top], [right, bottom], [left, bottom]]
}

/// A quarter clockwise.
fn turned(pixels: &RgbImage) -> RgbImage {
    let (width, height) = pixels.dimensions();
    RgbImage::from_fn(height, width, |x, y| *pixels.get_pixel(y, height - 1 - x))
}

/// From nothing to certain: none, yellow, orange at the limit, red.
fn colour_of(hot: f32) -> Rgb<u8> {
    let hot = hot.clamp(0.0, 1.0);
    Rgb([255, (230.0 * (1.0 - hot)).round() as u8, 0])
}

/// Gray and a little lighter, the more covered by colour the hotter it is.
fn tint(Rgb([red, green, blue]): Rgb<u8>, hot: f32) -> Rgb<u8> {
    let gray = luma_of([red, green, blue].map(f32::from));
    let base = 40.0 + gray * 0.84;
    let cover = 0.75 * hot.clamp(0.0, 1.0);
    Rgb(colour_of(hot).0.map(|c| (base + (f32::from(c) - base) * cover).round() as u8))
}

/// Steps of the bar of colours.
const BAR_STEPS: u32 = 40;

/// The drawing with a legend below: the verdict, the bar of colours with its limit, the detectors.
fn with_legend(view: &RgbImage, marks: &Marks<'_>) -> RgbImage {
    let scale = (view.width() / 480).clamp(1, 3);
    let line = (lettering::ROWS + 4) * scale;
    let margin = 6 * scale;
    let lines = 3 + marks.detectors.len() as u32;
    let legend_width = 300 * scale;
    let (width, height) = (view.width().max(legend_width), view.height());
    let mut sheet = RgbImage::from_pixel(width, height + lines * line + 2 * margin, PAPER);
    for (x, y, pixel) in view.enumerate_pixels() {
        sheet.put_pixel(x, y, *pixel);
    }
    let mut top = height + margin;
    let title = format!("{}: RISK {:.2}, LIMIT 0.50", marks.word, marks.risk.get());
    write(&mut sheet, (margin, top), &title, scale, INK);
    top += line;
    let step = 6 * scale;
    for k in 0..BAR_STEPS {
        let hot = k as f32 / (BAR_STEPS - 1) as f32;
        let ink = tint(PAPER, hot);
        fill(&mut sheet, (margin + k * step, top), (step, lettering::ROWS * scale), ink);
    }
    top += line;
    let right = margin + BAR_STEPS * step;
    for (at, label) in [(margin, "0"), ((margin + right) / 2, "0.5"), (right, "1")] {
        let left = at.saturating_sub(lettering::width(label, scale) / 2).max(margin);
        write(&mut sheet, (left, top), label, scale, INK);
    }
    for (name, score) in marks.detectors {
        top += line;
        write(&mut sheet, (margin, top), &format!("{:.2} {name}", score.get()), scale, INK);
    }
    sheet
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use bonafide_imaging::Limits;

    fn picture() -> Picture {
        let drawn = RgbImage::from_fn(320, 200, |x, _| Rgb([x as u8, 100, 50]));
        Picture::decode(&encode_png(&drawn).unwrap(), &Limits::default()).unwrap()
    }

    fn decoded(bytes: &[u8]) -> RgbImage {
        Picture::decode(bytes, &Limits::default()).unwrap().rgb().clone()
    }

    #[test]
    fn hot_cells_are_red_frames_stand_around_them_and_the_rest_is_gray() {
        let mut heat = HeatMap::cold(320, 200, 16);
        heat.raise(5, 5, 1.0);
        let place = PixelBox::from([80, 80, 96, 96]);
        let marks = Marks {
            heat: &heat,
            places: &[place],
            detectors: &[("noise.outliers".to_owned(), Score::clamped(0.83))],
            risk: Score::clamped(0.83),
            word: "POSSIBLE IMAGE MANIPULATION",
        };
        let drawn = decoded(&View::of_picture(&picture()).heat_overlay(&marks).unwrap());
        let Rgb([red, green, blue]) = *drawn.get_pixel(88, 88);
        assert!(red > 180 && green < 80 && blue < 80, "{red} {green} {blue}");
        assert_eq!(drawn.get_pixel(80, 88), &FRAME);
        let Rgb([red, green, blue]) = *drawn.get_pixel(200, 20);
        assert!(red == green && green == blue);
        assert!(drawn.height() > 200, "a legend stands below");
        assert!(drawn.rows().skip(200).flatten().any(|pixel| *pixel == INK));
    }

    #[test]
    fn a_quarter_clockwise_takes_the_left_edge_to_the_top() {
        let pixels = RgbImage::from_fn(4, 2, |x, y| Rgb([x as u8, y as u8, 0]));
        let turned = turned(&pixels);
        assert_eq!(turned.dimensions(), (2, 4));
        assert_eq!(turned.get_pixel(1, 0).0, [0, 0, 0]);
        assert_eq!(turned.get_pixel(0, 0).0, [0, 1, 0]);
        assert_eq!(turned.get_pixel(0, 3).0, [3, 1, 0]);
    }

    #[test]
    fn nothing_is_drawn_of_a_flat_outline() {
        let heat = HeatMap::cold(320, 200, 16);
        let view = View { corners: [[3.0, 3.0]; 4], pixels: Wiped::new(RgbImage::new(3, 3)) };
        let marks =
            Marks { heat: &heat, places: &[], detectors: &[], risk: Score::ZERO, word: "PASS" };
        assert!(view.heat_overlay(&marks).is_none());
    }
}
