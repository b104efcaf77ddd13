//! The pictures of the demonstration: a card of bars around a portrait, and a selfie out of a group
//! picture.

use bonafide::face::Face;
use bonafide::imaging::{
    Alignment, Area, Rgb, RgbImage, Wiped, cropped_rgb8, resized_area_rgb8, warped_rgb8,
};

/// A card of the size of identity cards (ISO/IEC 7810 ID-1, 85.6 by 54 mm) at 300 dots an inch.
const CARD: (u32, u32) = (1011, 638);
/// Height of the portrait on it.
const PORTRAIT: u32 = 330;
/// The card lies askew on its table.
const LEAN: f64 = 0.05;
/// Room around the card.
const TABLE: u32 = 90;

/// Of several faces the one with the most room around it, in sizes of its own; the index.
pub(crate) fn most_alone(faces: &[Face]) -> Option<usize> {
    let room = |index: usize| {
        let face = &faces[index].area;
        room_around(face, faces.iter().map(|f| &f.area)) / face.side().max(1.0)
    };
    // Faces in the background have room too: only those of at least half the largest count.
    let largest = faces.iter().map(|face| face.area.side()).fold(0.0, f32::max);
    (0..faces.len())
        .filter(|index| faces[*index].area.side() >= largest / 2.0)
        .max_by(|a, b| room(*a).total_cmp(&room(*b)))
}

/// Pixels from the middle of a face to the nearest edge of another.
fn room_around<'a>(face: &Area, others: impl Iterator<Item = &'a Area>) -> f32 {
    let [x, y] = face.centre();
    let gap = |other: &Area| {
        let [ox, oy] = other.centre();
        ((ox - x).abs() - other.width / 2.0).max((oy - y).abs() - other.height / 2.0)
    };
    others.filter(|other| *other != face).map(gap).fold(f32::INFINITY, f32::min)
}

/// The face with its surroundings, as far as no other face is in them: what a selfie shows.
pub(crate) fn selfie(picture: &RgbImage, face: &Face, others: &[Face]) -> Wiped<RgbImage> {
    let room = room_around(&face.area, others.iter().map(|other| &other.area));
    let [x, y] = face.area.centre();
    let (width, height) = (picture.width() as f32, picture.height() as f32);
    let reach = room.min(2.2 * face.area.side());
    let (left, top) = ((x - reach).max(0.0), (y - reach).max(0.0));
    let (right, bottom) = ((x + reach).min(width), (y + reach).min(height));
    let (wide, high) = ((right - left).max(1.0) as u32, (bottom - top).max(1.0) as u32);
    Wiped::new(cropped_rgb8(picture, left as i64, top as i64, wide, high))
}

/// A card with a portrait and bars in the place of print, lying a little askew and in dimmer light. It is
/// no document of anyone, and no word is on it.
pub(crate) fn card(portrait: &RgbImage) -> RgbImage {
    let mut card = RgbImage::from_fn(CARD.0, CARD.1, background);
    let width = PORTRAIT * portrait.width() / portrait.height().max(1);
    let small = Wiped::new(resized_area_rgb8(portrait, width.max(1), PORTRAIT));
    let (left, top) = (60, 170);
    for (x, y, pixel) in small.enumerate_pixels() {
        if let Some(place) = card.get_pixel_mut_checked(left + x, top + y) {
            *place = *pixel;
        }
    }
    bar(&mut card, (60, 60, 620, 42), Rgb([40, 70, 120]));
    for (line, length) in [420, 510, 330, 470, 260, 380].into_iter().enumerate() {
        bar(&mut card, (400, 180 + 54 * line as u32, length, 22), Rgb([70, 74, 84]));
    }
    laid_down(&card)
}

/// Fine waves, as guilloches are, that a detector of faces finds nothing in.
fn background(x: u32, y: u32) -> Rgb<u8> {
    let wave = ((x as f32 / 19.0).sin() * 14.0 + y as f32) / 7.0;
    let shade = (wave.sin() * 7.0).round() as i16;
    let level = |base: i16| (base + shade).clamp(0, 255) as u8;
    Rgb([level(206), level(222), level(236)])
}

fn bar(card: &mut RgbImage, (left, top, width, height): (u32, u32, u32, u32), colour: Rgb<u8>) {
    for y in top..top + height {
        for x in left..left + width {
            if let Some(pixel) = card.get_pixel_mut_checked(x, y) {
                *pixel = colour;
            }
        }
    }
}

/// Turned by some three degrees on a dark table, a quarter dimmer.
fn laid_down(card: &RgbImage) -> RgbImage {
    let (width, height) = (CARD.0 + 2 * TABLE, CARD.1 + 2 * TABLE);
    let (cos, sin) = (LEAN.cos(), LEAN.sin());
    let alignment =
        Alignment { a: cos, b: sin, x0: f64::from(TABLE) + 15.0, y0: f64::from(TABLE) - 25.0 };
    let mut laid = warped_rgb8(card, &alignment, width, height);
    for pixel in laid.pixels_mut() {
        pixel.0 = pixel.0.map(|level| (u16::from(level) * 3 / 4) as u8 + 12);
    }
    laid
}

#[cfg(test)]
mod tests {
    use super::*;
    use bonafide::types::Score;

    fn face(x: f32, side: f32) -> Face {
        Face::new(Area { x, y: 100.0, width: side, height: side }, Score::ONE)
    }

    #[test]
    fn the_face_with_room_is_taken_and_cropped_without_its_neighbours() {
        let faces = [face(0.0, 50.0), face(70.0, 50.0), face(300.0, 50.0), face(500.0, 10.0)];
        assert_eq!(most_alone(&faces), Some(2));
        assert_eq!(most_alone(&[]), None);
        let picture = RgbImage::new(640, 400);
        let crop = selfie(&picture, &faces[2], &faces[3..]);
        assert_eq!(crop.width(), 220, "2.2 sizes to either side");
        let crop = selfie(&picture, &faces[1], &faces[..1]);
        assert_eq!(crop.width(), 90, "up to the neighbour's edge");
    }

    #[test]
    fn the_card_holds_the_portrait() {
        let red = RgbImage::from_pixel(350, 450, Rgb([255, 0, 0]));
        let card = card(&red);
        let middle = card.get_pixel(60 + 128 + 90, 170 + 165 + 90).0;
        assert!(middle[0] > 150 && middle[1] < 40, "{middle:?}");
    }
}
