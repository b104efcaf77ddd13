#![allow(clippy::unwrap_used)]
use bonafide_imaging::{Limits, Picture, encode_jpeg, encode_png, resized_linear_rgb8};
use proptest::prelude::*;

use super::*;

const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;
/// What is changed: one tile and some pixels more to all sides.
const PLACE: [u32; 4] = [372, 166, 524, 314];

/// Paper with lines of print and the noise of a camera; `weave` is the strength of a lattice in one part.
fn paper(seed: u32, weave: f64) -> RgbImage {
    let mut state = seed | 1;
    let mut grain = || {
        (0..4)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                f64::from(state >> 16) / 65_536.0 - 0.5
            })
            .sum::<f64>()
            * 5.2
    };
    RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let is_woven = is_changed(x, y);
        // Strokes without a period.
        let mixed = (x / 5 + 1).wrapping_mul(0x9E37_79B1) ^ (y / 11 + 7).wrapping_mul(0x85EB_CA77);
        let print = mixed.wrapping_mul(mixed >> 15 | 1) >> 29 == 0;
        let (x, y) = (f64::from(x), f64::from(y));
        let wave = if is_woven { weave * ((x * 1.1).sin() + (y * 1.1).sin()) } else { 0.0 };
        let level = if print { 70.0 } else { 180.0 + wave } + grain();
        Rgb([level.round().clamp(0.0, 255.0) as u8; 3])
    })
}

fn is_changed(x: u32, y: u32) -> bool {
    let [left, top, right, bottom] = PLACE;
    (left..right).contains(&x) && (top..bottom).contains(&y)
}

fn run(file: &[u8]) -> Finding {
    let picture = Picture::decode(file, &Limits::default()).unwrap();
    Resampling.run(&Page::new(file, &picture)).unwrap()
}

fn alarms(finding: &Finding) -> f64 {
    finding.log10_false_alarms.unwrap()
}

/// The page with a part of another that was made larger by `scale`.
fn patched(scale: f64) -> RgbImage {
    let (page, other) = (paper(1, 0.0), paper(2, 0.0));
    let side = |length: u32| (f64::from(length) * scale) as u32;
    let other = resized_linear_rgb8(&other, side(WIDTH), side(HEIGHT));
    RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        *if is_changed(x, y) { &other } else { &page }.get_pixel(x, y)
    })
}

#[test]
fn a_part_that_was_scaled_is_found() {
    for file in [encode_png(&patched(1.3)).unwrap(), encode_jpeg(&patched(1.45), 100).unwrap()] {
        let found = run(&file);
        assert!(alarms(&found) < -3.0, "{:?}", found.evidence);
        let place = found.evidence[0].bounds.unwrap();
        assert_eq!([place.left, place.top], [384, 176], "{place:?}");
        let heat = found.heat.unwrap();
        assert!(heat.at(55, 30) > 0.5 && heat.at(10, 10) < 0.5);
    }
}

#[test]
fn untouched_saved_and_cropped_pages_are_left_alone() {
    let plain = paper(3, 0.0);
    let saved = Picture::decode(&encode_jpeg(&plain, 70).unwrap(), &Limits::default()).unwrap();
    let cropped =
        RgbImage::from_fn(WIDTH - 3, HEIGHT - 5, |x, y| *saved.rgb().get_pixel(x + 3, y + 5));
    for file in [
        encode_png(&plain).unwrap(),
        encode_jpeg(&plain, 85).unwrap(),
        encode_jpeg(saved.rgb(), 92).unwrap(),
        encode_jpeg(&cropped, 92).unwrap(),
    ] {
        let found = run(&file);
        assert!(alarms(&found) > -2.0, "{:?}", found.evidence);
    }
}

#[test]
fn a_page_that_was_scaled_is_noted_alone() {
    let larger = resized_linear_rgb8(&paper(4, 0.0), WIDTH * 13 / 10, HEIGHT * 13 / 10);
    let found = run(&encode_png(&larger).unwrap());
    assert!(found.evidence.iter().any(|note| note.name.as_deref() == Some("resampled")));
    assert!(alarms(&found) > -2.0, "{found:?}");
}

#[test]
fn a_lattice_that_the_picture_shows_is_print() {
    let found = run(&encode_png(&paper(5, 9.0)).unwrap());
    assert!(alarms(&found) > -2.0, "{:?}", found.evidence);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn small_pictures_are_answered(width in 1..600_u32, height in 1..400_u32, flat in any::<bool>()) {
        let drawn = RgbImage::from_fn(width, height, |x, y| {
            Rgb([if flat { 255 } else { ((x * 7) ^ (y * 13)) as u8 }; 3])
        });
        let found = run(&encode_png(&drawn).unwrap());
        prop_assert!(found.log10_false_alarms.is_none_or(f64::is_finite));
        prop_assert_eq!(found.score().is_none(), (width / 128) * (height / 128) < 8);
    }
}
