//! Drawn selfies: the same drawn person as on the card, in a room.

use crate::person::Person;
use crate::portrait::{Pose, portrait};
use crate::rng::Rng;
use crate::specimen::Specimen;
use crate::truth::{Quad, Region, RegionKind, Truth};

/// Draws a person's selfie, `width` pixels wide (clamped to 64–4096) and 5/4 of that high.
///
/// Ground, light, tilt and smile come from the seed; the face is the one on the person's cards.
pub fn selfie(person: &Person, width: u32, seed: u64) -> Specimen {
    let mut rng = Rng::for_purpose(seed, "selfie");
    let walls = [
        [[206, 196, 180], [188, 176, 158], [150, 138, 122]],
        [[176, 192, 188], [150, 170, 168], [112, 130, 130]],
        [[214, 206, 214], [184, 174, 190], [140, 132, 150]],
    ];
    let pose = Pose {
        background: rng.pick(&walls),
        zoom: rng.between(0.86, 1.0),
        tilt: rng.around(0.014),
        smile: rng.between(0.4, 1.6),
        light: rng.around(1.0),
    };
    // At 254 dots per inch a millimetre is ten pixels.
    let pixels = portrait(&person.look, pose, width.clamp(64, 4096) as f32 / 10.0, 254);
    let (width, height) = pixels.dimensions();
    let quad = Quad::upright(0.0, 0.0, width as f32, height as f32);
    let kind = RegionKind::Portrait;
    let region = Region { kind, name: "selfie".to_owned(), text: String::new(), quad };
    let truth = Truth { width, height, document: None, regions: vec![region], camera: None };
    Specimen { pixels, truth, corner_px: 0.0 }
}
