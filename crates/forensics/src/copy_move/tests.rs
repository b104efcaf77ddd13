#![allow(clippy::unwrap_used)]
use bonafide_imaging::{Limits, Picture, Rgb, RgbImage, encode_jpeg, encode_png};
use proptest::prelude::*;

use super::*;
use crate::Page;

const WIDTH: u32 = 640;
const HEIGHT: u32 = 400;

/// Where the copy lies, and from where it was taken.
const TARGET: [u32; 4] = [300, 240, 420, 280];
const SHIFT: [i32; 2] = [163, 117];

/// How much of the square of 1.6 pixels around a point a word of crooked strokes covers, 0 to 1.
fn ink(word: u32, x: f64, y: f64) -> f64 {
    if x < -2.0 {
        return 0.0;
    }
    let letter = ((x + 2.0) / 16.0).floor();
    let bits = (word * 31 + letter as u32 + 1).wrapping_mul(2_654_435_761) >> 7;
    let overlap =
        |at: f64, low: f64, high: f64| ((at + 0.8).min(high) - (at - 0.8).max(low)).max(0.0) / 1.6;
    let mut cover = 0.0;
    for cell in (0..12_u32).filter(|cell| (bits >> cell) & 1 == 1) {
        let (left, top) = (f64::from(cell % 3) * 4.0, f64::from(cell / 3) * 5.0);
        cover += overlap(x - letter * 16.0, left, left + 4.0) * overlap(y, top, top + 5.0);
    }
    cover
}

/// Paper and lines of print, the word of line `n` at `n` and some fractions of a pixel, with noise of a camera; every
/// other line is the same text, as labels and fillers are.
fn page(seed: u32) -> RgbImage {
    let mut state = seed | 1;
    let mut grain = move || {
        (0..4)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                f64::from(state >> 16) / 65_536.0 - 0.5
            })
            .sum::<f64>()
            * 5.2
    };
    let drawn = |x: f64, y: f64| {
        let line = (y / 40.0).floor();
        let word = if (line as u32).is_multiple_of(2) { 1 } else { 100 + line as u32 * 7 };
        ink(word, x - 60.0 - line * 2.37, y - line * 40.0 - 10.0 - line * 0.23)
    };
    RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let printed = if x < 560 { drawn(f64::from(x), f64::from(y)) } else { 0.0 };
        // Fibres of the paper, which a JPEG of quality 75 keeps where it loses the grain.
        let fibre = (x / 3).wrapping_mul(0x9E37_79B1) ^ (y / 3 + seed).wrapping_mul(0x85EB_CA77);
        let fibre = f64::from((fibre.wrapping_mul(fibre >> 15 | 1) >> 20) % 16) - 7.5;
        let level = 190.0 - 130.0 * printed + fibre + grain();
        Rgb([level.round().clamp(0.0, 255.0) as u8; 3])
    })
}

fn patched(page: &RgbImage) -> RgbImage {
    let mut out = page.clone();
    let [left, top, right, bottom] = TARGET;
    for y in top..bottom {
        for x in left..right {
            let from = (x.saturating_add_signed(-SHIFT[0]), y.saturating_add_signed(-SHIFT[1]));
            out.put_pixel(x, y, *page.get_pixel(from.0, from.1));
        }
    }
    out
}

fn found(bytes: &[u8]) -> Finding {
    let picture = Picture::decode(bytes, &Limits::default()).unwrap();
    CopyMove.run(&Page::new(bytes, &picture)).unwrap()
}

#[test]
fn a_copied_patch_is_found_at_both_places_after_saving() {
    for quality in [75, 85, 95] {
        let finding = found(&encode_jpeg(&patched(&page(5)), quality).unwrap());
        assert!(
            finding.log10_false_alarms.unwrap() < -3.0,
            "{quality}: {:?} {:?}",
            finding.log10_false_alarms,
            finding.evidence
        );
        let [left, top, right, bottom] = TARGET;
        let expected = PixelBox { left, top, right, bottom };
        let near = |a: u32, b: u32| a.abs_diff(b) <= 26;
        let place = finding.evidence.iter().filter_map(|evidence| evidence.bounds).any(|place| {
            near(place.left, expected.left)
                && near(place.top, expected.top)
                && near(place.right, expected.right)
                && near(place.bottom, expected.bottom)
        });
        assert!(place, "{quality}: {:?}", finding.evidence);
        let shift = finding.evidence[0].values["shift"].expose();
        assert_eq!(shift, "163 117");
        assert!(finding.heat.unwrap().values().iter().any(|&value| value > 0.5));
    }
}

#[test]
fn text_that_repeats_by_itself_is_not_flagged() {
    for seed in [1, 5, 9, 77] {
        for quality in [70, 90] {
            let finding = found(&encode_jpeg(&page(seed), quality).unwrap());
            assert!(
                finding.log10_false_alarms.unwrap() > FLAGGED,
                "{seed} {quality}: {:?}",
                finding.evidence
            );
            assert!(finding.evidence.is_empty());
        }
    }
}

#[test]
fn print_that_lines_up_by_chance_needs_the_ground_too() {
    let [letters, ground] = [page(3), page(4)];
    // The same print at a whole shift, with noise of its own.
    let mut out = letters.clone();
    let [left, top, right, bottom] = TARGET;
    for y in top..bottom {
        for x in left..right {
            let from = (x.saturating_add_signed(-SHIFT[0]), y.saturating_add_signed(-SHIFT[1]));
            out.put_pixel(x, y, *ground.get_pixel(from.0, from.1));
        }
    }
    let finding = found(&encode_png(&out).unwrap());
    assert!(finding.log10_false_alarms.unwrap() > FLAGGED, "{:?}", finding.evidence);
}

#[test]
fn patterns_are_answered_and_not_flagged() {
    let board = |step: u32| {
        RgbImage::from_fn(700, 500, |x, y| {
            Rgb([if (x / step + y / step).is_multiple_of(2) { 20 } else { 230 }; 3])
        })
    };
    let stripes = RgbImage::from_fn(700, 500, |x, _| Rgb([if x % 9 < 4 { 0 } else { 255 }; 3]));
    for picture in [board(5), board(8), board(13), stripes] {
        let finding = found(&encode_png(&picture).unwrap());
        assert!(finding.log10_false_alarms.is_none_or(|log| log > FLAGGED));
    }
}

#[test]
fn small_pictures_are_answered() {
    for (width, height) in [(1, 1), (2, 3), (1, 3000), (20, 20), (21, 21), (3000, 25)] {
        let picture =
            RgbImage::from_fn(width, height, |x, y| Rgb([((x * 91) ^ (y * 57)) as u8; 3]));
        let finding = found(&encode_png(&picture).unwrap());
        assert!(finding.log10_false_alarms.is_none_or(f64::is_finite));
    }
}

#[test]
fn the_answer_is_the_same_each_time() {
    let file = encode_jpeg(&patched(&page(11)), 88).unwrap();
    assert_eq!(found(&file), found(&file));
}

#[test]
fn tails_are_those_of_the_tables() {
    // Student's t, 16 degrees of freedom: 2.120 is exceeded by 2.5 %, 2.921 by 0.5 %.
    assert!((ground::student_tail(2.120, 16) - 0.025).abs() < 1e-4);
    assert!((ground::student_tail(2.921, 16) - 0.005).abs() < 1e-4);
    assert!((ground::student_tail(0.0, 16) - 0.5).abs() < 1e-12);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_pixels_are_answered(width in 1_u32..90, height in 1_u32..90, seed: u32, period in 1_u32..40) {
        let picture = RgbImage::from_fn(width, height, |x, y| {
            let cell = (x % period).wrapping_mul(seed | 1) ^ (y % period).wrapping_mul(seed.rotate_left(9) | 1);
            Rgb([(cell >> 5) as u8; 3])
        });
        let finding = found(&encode_png(&picture).unwrap());
        prop_assert!(finding.score().is_none_or(|score| (0.0..=1.0).contains(&score.get())));
    }
}
