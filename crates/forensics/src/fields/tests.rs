#![allow(clippy::unwrap_used)]
use bonafide_imaging::{
    Area, Limits, Picture, Rgb, RgbImage, encode_jpeg, encode_png, resized_linear_rgb8,
};
use proptest::prelude::*;

use super::*;
use crate::{Known, Outcome};

const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;
/// Lines of print, two in each row, and the one that is changed.
const LINES: u32 = 22;
const CHANGED: u32 = 9;
/// Half the width of the sides of strokes, pixels.
const SOFT: f64 = 1.5;
/// From letter to letter, pixels.
const PITCH: f64 = 22.0;

fn grain(seed: u32) -> impl FnMut() -> f64 {
    let mut state = seed | 1;
    move || {
        (0..4)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                f64::from(state >> 16) / 65_536.0 - 0.5
            })
            .sum::<f64>()
    }
}

/// The left, top, right and bottom of a line of print.
fn line(at: u32) -> [u32; 4] {
    let (row, left) = (at / 2, 20 + 310 * (at % 2));
    [left + 2 * row, 20 + 38 * row, left + 200 + 7 * row, 44 + 38 * row]
}

/// Ink of crooked strokes, 0 to 1, with soft sides `blur` pixels wide.
fn ink(row: u32, x: f64, y: f64, blur: f64) -> f64 {
    let letter = (x / PITCH).floor();
    let bits = (row * 131 + letter.max(0.0) as u32 + 1).wrapping_mul(2_654_435_761) >> 9;
    let overlap = |at: f64, low: f64, high: f64| {
        (((at + blur).min(high) - (at - blur).max(low)) / (2.0 * blur)).clamp(0.0, 1.0)
    };
    let cells = (0..12_u32).filter(|cell| (bits >> cell) & (bits >> (cell + 11)) & 1 == 1);
    let cover: f64 = cells
        .map(|cell| {
            let (left, top) = (f64::from(cell % 3) * 5.0, f64::from(cell / 3) * 5.5);
            overlap(x - letter * PITCH, left, left + 5.0) * overlap(y, top, top + 5.5)
        })
        .sum();
    cover.min(1.0)
}

/// A card with lines of print; the changed one has this noise and these sides.
fn card(seed: u32, noise: f64, [usual, blur]: [f64; 2]) -> RgbImage {
    let mut next = grain(seed);
    RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let wave = 3.0 * ((f64::from(x) + 0.3 * f64::from(y)) / 27.0).sin();
        let within = (0..LINES).map(line).position(|[left, top, right, bottom]| {
            (left..right).contains(&x) && (top..bottom).contains(&y)
        });
        let is_changed = within == Some(CHANGED as usize);
        let (noise, blur) = if is_changed { (noise, blur) } else { (5.0, usual) };
        let cover = within.map_or(0.0, |row| {
            let [left, top, ..] = line(row as u32);
            ink(row as u32, f64::from(x - left), f64::from(y) - f64::from(top) - 1.0, blur)
        });
        let level = 190.0 + wave - 140.0 * cover + noise * next();
        Rgb([level.round().clamp(0.0, 255.0) as u8; 3])
    })
}

fn corners([left, top, right, bottom]: [u32; 4]) -> Corners {
    let [left, top, right, bottom] = [left, top, right, bottom].map(|at| at as f32);
    [[left, top], [right, top], [right, bottom], [left, bottom]]
}

fn fields() -> Vec<Corners> {
    (0..LINES).map(|row| corners(line(row))).collect()
}

fn run(file: &[u8], known: Known) -> Finding {
    let picture = Picture::decode(file, &Limits::default()).unwrap();
    FieldOutliers.run(&Page::new(file, &picture).with(known)).unwrap()
}

fn read(file: &[u8], scale: f32, shift: f32) -> Finding {
    let moved = |corners: Corners| corners.map(|point| point.map(|at| at * scale - shift));
    run(file, Known { fields: fields().into_iter().map(moved).collect(), ..Known::default() })
}

fn alarms(finding: &Finding) -> f64 {
    finding.log10_false_alarms.unwrap()
}

#[test]
fn a_line_without_the_noise_of_the_others_is_found() {
    let file = encode_jpeg(&card(3, 0.5, [SOFT; 2]), 95).unwrap();
    let found = read(&file, 1.0, 0.0);
    assert!(alarms(&found) < -3.0, "{:?}", found.evidence);
    let [left, top, right, bottom] = line(CHANGED);
    let first = found.evidence.first().unwrap();
    assert_eq!(first.bounds, Some(PixelBox { left, top, right, bottom }));
    let heat = found.heat.unwrap();
    assert!(heat.at((left + right) / 16, (top + bottom) / 16) > 0.5);
    assert!(heat.at((left + right) / 16, (line(1)[1] + 12) / 8) < 0.5);
}

#[test]
fn a_line_with_steeper_sides_comes_first_in_any_format() {
    let found = read(&encode_png(&card(4, 5.0, [3.0, 0.51])).unwrap(), 1.0, 0.0);
    let [left, top, right, bottom] = line(CHANGED);
    assert_eq!(found.evidence[0].bounds, Some(PixelBox { left, top, right, bottom }));
    assert_eq!(found.evidence[0].values["measure"].expose(), "edge-width");
}

#[test]
fn untouched_saved_cropped_and_resized_cards_are_left_alone() {
    let plain = card(5, 5.0, [SOFT; 2]);
    let decoded = |file: &[u8]| Picture::decode(file, &Limits::default()).unwrap().rgb().clone();
    let saved = decoded(&encode_jpeg(&plain, 80).unwrap());
    let cropped = RgbImage::from_fn(WIDTH - 5, HEIGHT - 5, |x, y| *saved.get_pixel(x + 5, y + 5));
    let resized = resized_linear_rgb8(&plain, WIDTH * 5 / 4, HEIGHT * 5 / 4);
    for (file, scale, shift) in [
        (encode_png(&plain).unwrap(), 1.0, 0.0),
        (encode_jpeg(&saved, 92).unwrap(), 1.0, 0.0),
        (encode_jpeg(&cropped, 90).unwrap(), 1.0, 5.0),
        (encode_jpeg(&resized, 90).unwrap(), 1.25, 0.0),
    ] {
        let found = read(&file, scale, shift);
        assert!(alarms(&found) > -2.0, "{scale} {shift}: {:?}", found.evidence);
    }
}

#[test]
fn lines_are_found_where_nothing_was_read() {
    let found = run(&encode_png(&card(3, 0.5, [SOFT; 2])).unwrap(), Known::default());
    assert!(found.log10_false_alarms.is_some());
    let blank = RgbImage::from_pixel(WIDTH, HEIGHT, Rgb([200; 3]));
    let nothing = run(&encode_png(&blank).unwrap(), Known::default());
    assert!(matches!(nothing.outcome, Outcome::NotApplicable(_)));
}

#[test]
fn a_portrait_without_the_noise_of_its_card_is_found() {
    let portrait = Area { x: 440.0, y: 300.0, width: 160.0, height: 160.0 };
    let known = || Known { portrait: Some(portrait), ..Known::default() };
    let plain = card(6, 5.0, [SOFT; 2]);
    let mut smooth = plain.clone();
    for (x, y, pixel) in smooth.enumerate_pixels_mut() {
        if (440..600).contains(&x) && (300..460).contains(&y) {
            *pixel = Rgb([(150 + (x + y) / 20) as u8; 3]);
        }
    }
    let named = |image: &RgbImage| {
        let found = run(&encode_png(image).unwrap(), known());
        found.evidence.iter().any(|evidence| {
            evidence.name.as_deref() == Some("portrait") && evidence.score.unwrap().get() > 0.5
        })
    };
    assert!(named(&smooth));
    assert!(!named(&plain));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_page_is_too_odd(
        (width, height) in (1_u32..200, 1_u32..200),
        points in proptest::collection::vec(proptest::array::uniform4(proptest::array::uniform2(-50.0_f32..250.0)), 0..14),
        wild in proptest::num::f32::ANY,
        quality in 1_u8..=100,
    ) {
        let image = RgbImage::from_fn(width, height, |x, y| Rgb([((x * 37) ^ (y * 91)) as u8; 3]));
        let mut fields = points;
        fields.push([[wild, 0.0], [10.0, wild], [9.0, 9.0], [0.0, 9.0]]);
        let portrait = Some(Area { x: wild, y: 3.0, width: 80.0, height: wild });
        let known = Known { portrait, fields, ..Known::default() };
        let found = run(&encode_jpeg(&image, quality).unwrap(), known);
        prop_assert!(found.score().is_none_or(|score| score.get() <= 1.0));
    }
}
