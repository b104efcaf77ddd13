//! A picture with what was read in it drawn in, for a person who checks a reading.

use bonafide_imaging::{Rgb, RgbImage, Wiped, encode_png};
use bonafide_mrz_reader::{Point, ReadLine, Reading};
use bonafide_types::Score;

/// The longer side of an overlay at most, in pixels.
const LONGER_SIDE: u32 = 1600;

/// The outline of a zone.
const ZONE: Rgb<u8> = Rgb([30, 110, 255]);
/// The outline of a line.
const LINE: Rgb<u8> = Rgb([120, 190, 255]);
/// Length of a character's bar, as a share of the room that the character has.
const BAR: f32 = 0.8;

/// The outline of what could not be read.
const UNREADABLE: Rgb<u8> = Rgb([230, 0, 200]);

/// The upright picture as PNG, at most 1,600 pixels long, with the outlines of zones and lines and
/// below each character a bar that tells its probability: green for 1, yellow for 0.75, red for 0.5
/// and less. None for a picture without pixels.
pub(crate) fn png(picture: &RgbImage, page: &Reading) -> Option<Vec<u8>> {
    let factor = picture.width().max(picture.height()).div_ceil(LONGER_SIDE).max(1);
    let mut sheet = Sheet { pixels: Wiped::new(shrunk(picture, factor)), factor: factor as f32 };
    for quad in &page.unreadable {
        sheet.outline(quad, UNREADABLE, 2);
    }
    for zone in &page.zones {
        for line in &zone.lines {
            sheet.outline(&line.corners, LINE, 1);
            sheet.bars(line);
        }
        if let (Some(first), Some(last)) = (zone.lines.first(), zone.lines.last()) {
            let [left, right, ..] = first.corners;
            let [.., lower_right, lower_left] = last.corners;
            sheet.outline(&[left, right, lower_right, lower_left], ZONE, 2);
        }
    }
    encode_png(&sheet.pixels).ok()
}

/// The picture at one `factor`-th of its size; a pixel is the mean of those that it stands for.
fn shrunk(picture: &RgbImage, factor: u32) -> RgbImage {
    if factor == 1 {
        return picture.clone();
    }
    let (width, height) = (picture.width().div_ceil(factor), picture.height().div_ceil(factor));
    RgbImage::from_fn(width, height, |x, y| {
        let columns = x * factor..((x + 1) * factor).min(picture.width());
        let rows = y * factor..((y + 1) * factor).min(picture.height());
        let mut sums = [0_u32; 3];
        for row in rows.clone() {
            for column in columns.clone() {
                let Rgb(levels) = *picture.get_pixel(column, row);
                for (sum, level) in sums.iter_mut().zip(levels) {
                    *sum += u32::from(level);
                }
            }
        }
        let count = (rows.len() * columns.len()).max(1) as u32;
        Rgb(sums.map(|sum| ((sum + count / 2) / count) as u8))
    })
}

/// Pixels to draw on; coordinates are those of the picture at full size.
struct Sheet {
    pixels: Wiped<RgbImage>,
    factor: f32,
}

impl Sheet {
    fn outline(&mut self, corners: &[Point; 4], colour: Rgb<u8>, width: u32) {
        for (from, to) in corners.iter().zip(corners.iter().cycle().skip(1)) {
            self.stroke(*from, *to, colour, width);
        }
    }

    /// A bar below each character of a line, a fifth of the line's height away from it.
    fn bars(&mut self, line: &ReadLine) {
        for (column, character) in line.characters.iter().enumerate() {
            let Some([_, _, right, left]) = line.cell(column) else { continue };
            // From the middle of the character to the middle of its lower edge.
            let down = (
                (left.x + right.x) / 2.0 - character.center.x,
                (left.y + right.y) / 2.0 - character.center.y,
            );
            let middle = ((left.x + right.x) / 2.0, (left.y + right.y) / 2.0);
            let below = |edge: Point| Point {
                x: middle.0 + (edge.x - middle.0) * BAR + down.0 * 0.4,
                y: middle.1 + (edge.y - middle.1) * BAR + down.1 * 0.4,
            };
            self.stroke(below(left), below(right), colour_of(character.probability), 3);
        }
    }

    /// A straight stroke, `width` pixels of the sheet wide.
    fn stroke(&mut self, from: Point, to: Point, colour: Rgb<u8>, width: u32) {
        let (columns, rows) = self.pixels.dimensions();
        // What lies far outside is cut off, so that a wild corner costs no time.
        let place =
            |value: f32, size: u32| (value / self.factor).clamp(-(size as f32), 2.0 * size as f32);
        let (x0, y0) = (place(from.x, columns), place(from.y, rows));
        let (x1, y1) = (place(to.x, columns), place(to.y, rows));
        let steps = (x1 - x0).abs().max((y1 - y0).abs()).ceil().max(1.0);
        if !steps.is_finite() {
            return;
        }
        for step in 0..=steps as u32 {
            let share = step as f32 / steps;
            let (x, y) = (x0 + (x1 - x0) * share, y0 + (y1 - y0) * share);
            self.dot(x, y, colour, width);
        }
    }

    fn dot(&mut self, x: f32, y: f32, colour: Rgb<u8>, width: u32) {
        let before = (width / 2) as f32;
        for down in 0..width {
            for right in 0..width {
                let (column, row) = (x - before + right as f32, y - before + down as f32);
                if column >= 0.0
                    && row >= 0.0
                    && let Some(pixel) =
                        self.pixels.get_pixel_mut_checked(column as u32, row as u32)
                {
                    *pixel = colour;
                }
            }
        }
    }
}

fn colour_of(probability: Score) -> Rgb<u8> {
    // 0 for one half and less, 1 for certain.
    let sure = ((probability.get() - 0.5) * 2.0).clamp(0.0, 1.0);
    let level = |share: f64| (share.clamp(0.0, 1.0) * 220.0).round() as u8;
    Rgb([level(2.0 * (1.0 - sure)), level(2.0 * sure), 0])
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::zone_sessions::{PASSPORT, page, zone};

    #[test]
    fn colours_go_from_red_by_yellow_to_green() {
        let colour = |p| colour_of(Score::clamped(p)).0;
        assert_eq!(colour(1.0), [0, 220, 0]);
        assert_eq!(colour(0.75), [220, 220, 0]);
        assert_eq!([colour(0.5), colour(0.1)], [[220, 0, 0]; 2]);
    }

    #[test]
    fn large_pictures_are_shrunk_and_keep_their_colour() {
        let picture = RgbImage::from_pixel(3300, 100, Rgb([10, 20, 30]));
        let small = shrunk(&picture, 3);
        assert_eq!(small.dimensions(), (1100, 34));
        assert!(small.pixels().all(|pixel| pixel.0 == [10, 20, 30]));
    }

    #[test]
    fn outlines_and_bars_are_where_the_zone_is() {
        let white = RgbImage::from_pixel(1000, 600, Rgb([255; 3]));
        let found = page(vec![zone(&PASSPORT, 0.98)]);
        let bytes = png(&white, &found).unwrap();
        let drawn = bonafide_imaging::Picture::decode(&bytes, &bonafide_imaging::Limits::default());
        let drawn = drawn.unwrap();
        let marked: Vec<(u32, u32)> = drawn
            .rgb()
            .enumerate_pixels()
            .filter(|(_, _, pixel)| pixel.0 != [255; 3])
            .map(|(x, y, _)| (x, y))
            .collect();
        assert!(marked.iter().all(|(_, y)| (390..560).contains(y)), "nothing far from the zone");
        assert!(marked.contains(&(500, 400)), "the upper edge of the zone");
        assert_eq!(drawn.rgb().get_pixel(500, 400).0, ZONE.0);
    }

    #[test]
    fn wild_corners_cost_neither_time_nor_a_panic() {
        let white = RgbImage::from_pixel(40, 30, Rgb([255; 3]));
        for wild in [f32::NAN, f32::INFINITY, -1e30, 1e30] {
            let mut found = page(vec![zone(&PASSPORT, 0.98)]);
            found.zones[0].lines[0].corners[1].x = wild;
            found.unreadable.push([Point { x: wild, y: wild }; 4]);
            assert!(png(&white, &found).is_some());
        }
        assert!(png(&RgbImage::new(0, 0), &page(Vec::new())).is_none());
    }
}
