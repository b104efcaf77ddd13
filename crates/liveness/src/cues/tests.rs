//! What is drawn into a picture is found, and nothing else.

use std::sync::OnceLock;

use bonafide_imaging::{Area, Limits, Picture, Rgb, RgbImage, encode_png};
use proptest::prelude::*;

use super::cues;
use super::drawn::{FACE, SIDE, named, picture, random, skin, wave};

fn strength(found: &[crate::Cue], name: &str) -> f64 {
    named(found, name).map_or(0.0, |cue| cue.strength.get())
}

#[test]
fn texture_without_a_period_gives_no_cue() {
    let fired = (0..16).filter(|&seed| {
        let found = cues(&picture(skin(seed)), FACE);
        assert!(found.iter().all(|cue| cue.strength.get() < 0.3), "{seed}: {found:?}");
        !found.is_empty()
    });
    // One in a hundred by the scale of strengths, of three cues that have it.
    let fired = fired.count();
    assert!(fired <= 2, "{fired} of 16");
}

#[test]
fn a_moire_is_found_with_its_period_and_direction() {
    for (period, degrees) in [(4.0, 30.0), (6.5, 55.0), (9.0, 120.0)] {
        let (skin, wave) = (skin(1), wave(period, degrees));
        let drawn = picture(|x, y| skin(x, y).map(|level| level + 7.0 * wave(x, y)));
        let cue = named(&cues(&drawn, FACE), "moire").unwrap_or_else(|| panic!("{period}"));
        assert!(cue.strength.get() >= 0.9, "{period} {degrees}: {cue:?}");
        let number = |word: &str| -> f32 {
            let number = word.trim_end_matches('°').parse::<f32>();
            number.unwrap_or_else(|_| panic!("{cue:?}"))
        };
        let words: Vec<&str> = cue.detail.split(' ').collect();
        assert!((number(words[2]) - period).abs() < 0.3, "{period}: {cue:?}");
        assert!((number(words[5]) - degrees).abs() <= 3.0, "{degrees}: {cue:?}");
    }
}

#[test]
fn a_slow_moire_in_a_large_face_is_found_reduced() {
    let (skin, wave) = (skin(2), wave(25.0, 40.0));
    let drawn = picture(|x, y| skin(x, y).map(|level| level + 10.0 * wave(x, y)));
    let whole = Area { x: 20.0, y: 20.0, width: 680.0, height: 680.0 };
    assert!(strength(&cues(&drawn, whole), "moire") > 0.5);
}

#[test]
fn the_dots_of_a_print_are_found_and_waves_in_one_direction_are_none() {
    let screen = |period, degrees| {
        let (one, other) = (wave(period, degrees), wave(period, degrees + 90.0));
        move |x, y| one(x, y) + other(x, y)
    };
    let (skin, black, cyan) = (skin(3), screen(5.0, 45.0), screen(5.0, 15.0));
    let print = picture(|x, y| skin(x, y).map(|level| level + 6.0 * black(x, y)));
    let cue = named(&cues(&print, FACE), "halftone");
    assert!(cue.is_some_and(|cue| cue.strength.get() >= 0.9 && cue.detail.contains("45°")));
    let rosette = picture(|x, y| {
        let [red, green, blue] = skin(x, y);
        [red + 8.0 * cyan(x, y), green + 8.0 * black(x, y), blue]
    });
    let cue = named(&cues(&rosette, FACE), "halftone");
    assert!(cue.is_some_and(|cue| cue.detail.contains("another screen")));
    let wave = wave(5.0, 45.0);
    let waves = picture(|x, y| skin(x, y).map(|level| level + 6.0 * wave(x, y)));
    assert!(strength(&cues(&waves, FACE), "halftone") < strength(&cues(&waves, FACE), "moire"));
}

#[test]
fn blocks_of_a_jpeg_are_no_moire() {
    let skin = skin(4);
    // The mean of every block of 8 × 8, off by up to 4 levels.
    let off = |x: u32, y: u32| 8.0 * random(9, x / 8, y / 8) - 4.0;
    let drawn = picture(|x, y| skin(x, y).map(|level| level + off(x, y)));
    let found = cues(&drawn, FACE);
    assert!(strength(&found, "halftone") < 0.1 && strength(&found, "moire") < 0.3, "{found:?}");
}

#[test]
fn a_frame_is_found_and_half_of_one_is_weaker() {
    let skin = skin(5);
    let face = Area { x: 260.0, y: 260.0, width: 200.0, height: 200.0 };
    let with = |sides: [bool; 4]| {
        let drawn = picture(|x, y| {
            let beyond = [x < 170 + y / 40, x > 550, y < 150, y > 590];
            let outside = beyond.iter().zip(sides).any(|(&beyond, drawn)| beyond && drawn);
            skin(x, y).map(|level| if outside { level * 0.2 } else { level })
        });
        strength(&cues(&drawn, face), "screen_border")
    };
    let whole = with([true; 4]);
    let pair = with([true, true, false, false]);
    assert!(whole >= 0.9, "{whole}");
    assert!((0.35..0.5).contains(&pair), "{pair}");
    assert!(with([true, false, true, false]).abs() < 1e-9, "a corner frames nothing");
    assert!(with([false; 4]).abs() < 1e-9);
}

#[test]
fn flat_light_and_lost_colours_are_found() {
    let skin = skin(6);
    let gray = picture(|x, y| [skin(x, y)[1]; 3]);
    assert!(strength(&cues(&gray, FACE), "colour_gamut") >= 0.9);
    let flat = picture(|x, y| [180.0 + (x % 2) as f32, 140.0 + (y % 3) as f32, 120.0]);
    assert!(strength(&cues(&flat, FACE), "flat_light") >= 0.9);
    let blue = picture(|x, y| {
        let [red, green, _] = skin(x, y);
        [red * 0.5, green * 0.8, 240.0]
    });
    let cue = named(&cues(&blue, FACE), "colour_gamut");
    assert!(cue.is_some_and(|cue| cue.detail.contains("brightest")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn any_area_is_survived(
        x in -1e4f32..1e4, y in -1e4f32..1e4, width in -10f32..2e4, height in -10f32..2e4,
    ) {
        static DRAWN: OnceLock<Picture> = OnceLock::new();
        let drawn = DRAWN.get_or_init(|| picture(skin(7)));
        for cue in cues(drawn, Area { x, y, width, height }) {
            prop_assert!(!cue.detail.is_empty());
        }
        let place = |at: f32| at.rem_euclid(SIDE as f32);
        cues(drawn, Area { x: place(x), y: place(y), width, height });
    }

    #[test]
    fn slivers_and_strips_are_survived(
        along in 0f32..8000.0, across in 0f32..40.0, length in 1f32..8000.0, thick in 0.2f32..4.0,
    ) {
        static STRIPS: OnceLock<[Picture; 2]> = OnceLock::new();
        let [lying, standing] = STRIPS.get_or_init(|| {
            [(8000, 40), (40, 8000)].map(|(width, height)| {
                let drawn = RgbImage::from_fn(width, height, |x, y| Rgb([(x * 7 + y * 13) as u8; 3]));
                let bytes = encode_png(&drawn).expect("it is small");
                Picture::decode(&bytes, &Limits::default()).expect("it was just encoded")
            })
        });
        // A box somewhere, and slivers of the picture that a box beyond each side leaves.
        for (from, to) in [(along, along + length), (-length, thick), (8000.0 - thick, 9000.0)] {
            for (top, bottom) in [(across, across + thick), (-40.0, thick), (40.0 - thick, 90.0)] {
                let area = Area { x: from, y: top, width: to - from, height: bottom - top };
                cues(lying, area);
                let Area { x, y, width, height } = area;
                cues(standing, Area { x: y, y: x, width: height, height: width });
            }
        }
    }
}
