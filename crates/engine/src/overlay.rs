//! A picture with the machine-readable zones that were read in it drawn in.

use bonafide_imaging::{Rgb, RgbImage};
use bonafide_mrz_reader::{Point, ReadLine, Reading};
use bonafide_types::Score;

use crate::canvas::{Canvas, Place};

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
    let mut canvas = Canvas::of(picture);
    for quad in &page.unreadable {
        canvas.outline(places(quad), UNREADABLE, 2);
    }
    for zone in &page.zones {
        for line in &zone.lines {
            canvas.outline(places(&line.corners), LINE, 1);
            bars(&mut canvas, line);
        }
        if let (Some(first), Some(last)) = (zone.lines.first(), zone.lines.last()) {
            let [left, right, ..] = first.corners;
            let [.., lower_right, lower_left] = last.corners;
            canvas.outline(places(&[left, right, lower_right, lower_left]), ZONE, 2);
        }
    }
    canvas.png()
}

/// A bar below each character of a line, a fifth of the line's height away from it.
fn bars(canvas: &mut Canvas, line: &ReadLine) {
    for (column, character) in line.characters.iter().enumerate() {
        let Some([_, _, right, left]) = line.cell(column) else { continue };
        // From the middle of the character to the middle of its lower edge.
        let down = (
            (left.x + right.x) / 2.0 - character.center.x,
            (left.y + right.y) / 2.0 - character.center.y,
        );
        let middle = ((left.x + right.x) / 2.0, (left.y + right.y) / 2.0);
        let below = |edge: Point| {
            (
                middle.0 + (edge.x - middle.0) * BAR + down.0 * 0.4,
                middle.1 + (edge.y - middle.1) * BAR + down.1 * 0.4,
            )
        };
        canvas.stroke(below(left), below(right), colour_of(character.probability), 3);
    }
}

fn places(corners: &[Point; 4]) -> [Place; 4] {
    corners.map(|corner| (corner.x, corner.y))
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
