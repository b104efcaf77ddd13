//! Drawn faces: plainly drawings, with the parts a face has in the places a face has them.

mod head;

use bonafide_types::Sex;
use image::RgbImage;

use self::head::Head;
use crate::canvas::{Canvas, Ink};
use crate::rng::Rng;

/// Portraits are drawn on a grid of 100 units in width and 125 in height.
pub(crate) const GRID: (f32, f32) = (100.0, 125.0);

#[derive(Clone, Copy, Debug, PartialEq)]
enum Hair {
    Short,
    Side,
    Long,
    Bun,
    Curly,
    Receding,
}

/// What a drawn person looks like; the same in every picture of that person.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools)] // each is one trait of a face, free of the others
pub(crate) struct Look {
    skin: [u8; 3],
    hair_ink: [u8; 3],
    iris: [u8; 3],
    shirt: [u8; 3],
    hair: Hair,
    face_width: f32,
    jaw: f32,
    eye_gap: f32,
    brow: f32,
    mouth: f32,
    glasses: bool,
    beard: bool,
    lines: bool,
    feminine: bool,
}

/// How a portrait is taken: what is behind, and where the head is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pose {
    pub(crate) background: [[u8; 3]; 3],
    /// Size of the head; 1 fills a document portrait.
    pub(crate) zoom: f32,
    /// Tilt of the head, in turns.
    pub(crate) tilt: f32,
    /// How far the corners of the mouth go up, in units.
    pub(crate) smile: f32,
    /// Light from the left (negative) or the right (positive), in `[-1, 1]`.
    pub(crate) light: f32,
}

impl Pose {
    /// Straight, neutral, on a plain ground: Doc 9303 Part 3's portrait.
    pub(crate) const DOCUMENT: Self = Self {
        background: [[226, 234, 242], [216, 226, 236], [198, 210, 224]],
        zoom: 1.0,
        tilt: 0.0,
        smile: 0.0,
        light: 0.0,
    };
}

impl Look {
    pub(crate) fn draw(seed: u64, sex: Sex, hair: &str, eyes: &str, birth_year: i16) -> Self {
        let mut rng = Rng::for_purpose(seed, "look");
        let feminine = sex == Sex::Female;
        let skin = rng.pick(&[
            [246, 214, 190],
            [236, 196, 166],
            [222, 178, 142],
            [196, 146, 108],
            [150, 104, 74],
            [112, 76, 54],
        ]);
        let hair_ink = match hair {
            "BLK" => [34, 30, 32],
            "BLN" => [206, 168, 98],
            "RED" => [150, 70, 36],
            "GRY" => [168, 166, 164],
            _ => [88, 58, 38],
        };
        let iris = match eyes {
            "BLU" => [74, 122, 176],
            "GRN" => [84, 134, 88],
            "HAZ" => [134, 108, 56],
            "GRY" => [120, 130, 138],
            _ => [86, 54, 34],
        };
        let styles = if feminine {
            [Hair::Long, Hair::Bun, Hair::Curly, Hair::Long]
        } else {
            [Hair::Short, Hair::Side, Hair::Curly, Hair::Receding]
        };
        Self {
            skin,
            hair_ink,
            iris,
            shirt: rng.pick(&[
                [58, 72, 104],
                [112, 52, 60],
                [60, 98, 88],
                [86, 84, 90],
                [228, 228, 224],
            ]),
            hair: rng.pick(&styles),
            face_width: rng.between(20.5, 24.0) - if feminine { 1.0 } else { 0.0 },
            jaw: rng.between(0.66, 0.82) - if feminine { 0.06 } else { 0.0 },
            eye_gap: rng.between(9.2, 10.6),
            brow: rng.between(0.9, 1.7) - if feminine { 0.3 } else { 0.0 },
            mouth: rng.between(6.4, 8.4),
            glasses: rng.chance(0.25),
            beard: !feminine && rng.chance(0.35),
            lines: birth_year < 1975,
            feminine,
        }
    }

    fn shade(&self, share: f32) -> Ink {
        Ink::opaque(self.skin).towards([70, 34, 28], share)
    }
}

/// Draws the portrait of a person, `width_mm` wide and 5/4 of that high.
pub(crate) fn portrait(look: &Look, pose: Pose, width_mm: f32, dpi: u32) -> RgbImage {
    let scale = width_mm / GRID.0;
    let mut canvas = Canvas::new(width_mm, GRID.1 * scale, dpi);
    canvas.gradient(pose.background);
    let head = Head { look, pose, scale };
    head.behind(&mut canvas);
    head.shoulders(&mut canvas);
    head.face(&mut canvas);
    head.features(&mut canvas);
    head.hair(&mut canvas);
    canvas.into_pixels()
}
