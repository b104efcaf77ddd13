//! Which face of a document is its portrait, and the portrait as a picture of its own.

use bonafide_imaging::{Picture, RgbImage, View, Wiped, view_area_rgb8, view_linear_rgb8};

use crate::{Face, QuarterTurn};

/// Ghost images and faces in the background print are clearly smaller than the portrait. Faces of at
/// least this share of the largest side are its rivals, all others are not. Reasoned, not fitted.
const RIVAL_SIDE: f32 = 0.8;
/// A ghost as large as the portrait is paler, laid over with guilloches or laser-engraved in grey, so
/// the detector is less sure of it. Scores that differ by less say nothing.
const SCORE_MARGIN: f64 = 0.05;

/// Which of the faces of a document is its portrait: not a ghost image, not a face on the background.
/// The index; `None` when there is no face.
///
/// The largest, unless others are of nearly its size: then the one that the detector is clearly surest
/// of, and among equals the leftmost as the document is read, where ICAO Doc 9303 (parts 4 and 5)
/// and the AAMVA card design place the portrait.
pub fn portrait(faces: &[Face]) -> Option<usize> {
    let largest = faces.iter().map(|face| face.area.side()).fold(0.0, f32::max);
    let rivals: Vec<usize> = (0..faces.len())
        .filter(|&index| faces[index].area.side() >= RIVAL_SIDE * largest)
        .collect();
    let best = rivals.iter().map(|&index| faces[index].score.get()).fold(0.0, f64::max);
    let sure = rivals.into_iter().filter(|&index| faces[index].score.get() >= best - SCORE_MARGIN);
    sure.min_by(|&a, &b| from_left(&faces[a]).total_cmp(&from_left(&faces[b])))
}

/// Grows from left to right of the upright document.
fn from_left(face: &Face) -> f32 {
    let [x, y] = face.area.centre();
    match face.turn {
        QuarterTurn::None => x,
        QuarterTurn::Right => -y,
        QuarterTurn::Half => -x,
        QuarterTurn::Left => y,
    }
}

/// Height of a portrait in heights of the face's area, which reaches from the hairline to the chin:
/// with hair and shoulders the head then has 70 to 80 % of the picture, as ISO/IEC 39794-5 asks.
const PORTRAIT_HEIGHT: f32 = 1.9;
/// Width by height of a portrait: 35 by 45 mm.
const PORTRAIT_ASPECT: f32 = 35.0 / 45.0;
/// The face's centre is so far above the portrait's, in heights of the face: more is shown of the
/// shoulders than above the hair.
const PORTRAIT_DROP: f32 = 0.05;

/// The face with its surroundings, upright, at most `side` pixels high, never enlarged.
pub(crate) fn crop(picture: &Picture, face: &Face, side: u32) -> Wiped<RgbImage> {
    let rgb = picture.rgb();
    let size = (rgb.width() as f32, rgb.height() as f32);
    let area = face.turn.area_forth(&face.area, size);
    let [x, y] = area.centre();
    let height = area.side() * PORTRAIT_HEIGHT;
    let (width, centre) = (height * PORTRAIT_ASPECT, [x, y + PORTRAIT_DROP * area.height]);
    let turned = face.turn.turned_size(size);
    let (left, right) = span(centre[0], width, turned.0);
    let (top, bottom) = span(centre[1], height, turned.1);
    let upright =
        bonafide_imaging::Area { x: left, y: top, width: right - left, height: bottom - top };
    let lying = face.turn.area_back(&upright, size);
    let view = View {
        x: lying.x as i64,
        y: lying.y as i64,
        width: lying.width as u32,
        height: lying.height as u32,
    };
    let scale = (side as f32 / upright.height.max(1.0)).min(1.0);
    let length =
        |length: u32| ((length as f32 * scale).round() as u32).clamp(u32::from(length > 0), length);
    let (columns, rows) = (length(view.width), length(view.height));
    let pixels = Wiped::new(if scale < 0.5 {
        view_area_rgb8(rgb, view, columns, rows)
    } else {
        view_linear_rgb8(rgb, view, columns, rows)
    });
    match face.turn {
        QuarterTurn::None => pixels,
        turn => Wiped::new(turn.turned(&pixels)),
    }
}

/// Whole pixels around a centre, within the picture.
fn span(centre: f32, length: f32, limit: f32) -> (f32, f32) {
    let from = (centre - length / 2.0).round().clamp(0.0, limit);
    (from, (centre + length / 2.0).round().clamp(from, limit))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use bonafide_imaging::{Area, Limits, Rgb, encode_png};
    use bonafide_types::Score;

    use super::*;

    fn face(x: f32, side: f32, score: f64, turn: QuarterTurn) -> Face {
        Face {
            area: Area { x, y: 30.0, width: side * 0.8, height: side },
            score: Score::clamped(score),
            turn,
            points: [[0.0; 2]; 5],
            landmarks: None,
            direction: None,
        }
    }

    fn chosen(faces: &[(f32, f32, f64)]) -> Option<usize> {
        let faces: Vec<Face> =
            faces.iter().map(|&(x, side, score)| face(x, side, score, QuarterTurn::None)).collect();
        portrait(&faces)
    }

    #[test]
    fn the_portrait_is_no_ghost_and_no_face_of_the_background() {
        assert_eq!(chosen(&[]), None);
        assert_eq!(chosen(&[(400.0, 20.0, 0.7)]), Some(0));
        // A ghost of half the size, left or right, however sure.
        assert_eq!(chosen(&[(50.0, 200.0, 0.85), (600.0, 100.0, 0.95)]), Some(0));
        assert_eq!(chosen(&[(20.0, 100.0, 0.95), (300.0, 200.0, 0.85)]), Some(1));
        // A pale ghost of the same size.
        assert_eq!(chosen(&[(50.0, 190.0, 0.7), (600.0, 180.0, 0.9)]), Some(1));
        // Two alike: the left one.
        assert_eq!(chosen(&[(600.0, 190.0, 0.91), (50.0, 200.0, 0.90)]), Some(1));
    }

    #[test]
    fn left_is_left_of_the_upright_document() {
        let two = |turn| {
            let mut faces = [face(50.0, 100.0, 0.9, turn), face(600.0, 100.0, 0.9, turn)];
            faces[1].area.y = 900.0;
            portrait(&faces)
        };
        assert_eq!(two(QuarterTurn::None), Some(0));
        assert_eq!(two(QuarterTurn::Right), Some(1));
        assert_eq!(two(QuarterTurn::Half), Some(1));
        assert_eq!(two(QuarterTurn::Left), Some(0));
    }

    #[test]
    fn the_crop_is_upright_bounded_and_inside() {
        let drawn = RgbImage::from_fn(200, 150, |x, y| Rgb([x as u8, y as u8, 0]));
        let picture = Picture::decode(&encode_png(&drawn).unwrap(), &Limits::default()).unwrap();
        let shown = face(60.0, 50.0, 0.9, QuarterTurn::None);
        let portrait = crop(&picture, &shown, 1000);
        assert_eq!(portrait.dimensions(), (74, 95));
        assert!(crop(&picture, &shown, 40).height() == 40);
        // At the corner: what is outside is left out.
        let corner = crop(&picture, &face(-10.0, 80.0, 0.9, QuarterTurn::None), 1000);
        assert_eq!(corner.get_pixel(0, 0).0, [0, 0, 0]);
        assert!(corner.height() <= 150);
        // Lying: the left of the picture comes to the top.
        let lying = crop(&picture, &face(60.0, 50.0, 0.9, QuarterTurn::Right), 1000);
        let (first, last) = (lying.get_pixel(0, 0).0, lying.get_pixel(0, lying.height() - 1).0);
        assert!(first[0] < last[0] && first[1] == last[1]);
        // Nothing there, and no room: no panic.
        let far = crop(&picture, &face(9e9, 50.0, 0.9, QuarterTurn::Left), 0);
        assert!(far.is_empty());
    }
}
