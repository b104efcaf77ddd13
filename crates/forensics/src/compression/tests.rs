#![allow(clippy::unwrap_used)]
use bonafide_imaging::{Limits, Picture, Rgb, RgbImage, encode_jpeg, encode_png};
use bonafide_types::PixelBox;
use proptest::prelude::*;

use super::*;
use crate::{Check, Finding, Outcome, Page};

const WIDTH: u32 = 640;
const HEIGHT: u32 = 480;
/// What is changed, in pixels: whole blocks.
const PLACE: PixelBox = PixelBox { left: 400, top: 160, right: 528, bottom: 320 };

/// Paper with a pattern, lines of print and the noise of a camera, never compressed.
fn paper(seed: u32) -> RgbImage {
    drawn(seed, 1.0)
}

/// The same with a pattern of this strength; without any there is no print either.
fn drawn(seed: u32, strength: f64) -> RgbImage {
    let mut state = seed | 1;
    let mut grain = || {
        // The sum of four uniform values is near enough to a normal one; its deviation is 3 levels.
        (0..4)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                f64::from(state >> 16) / 65_536.0 - 0.5
            })
            .sum::<f64>()
            * 5.2
    };
    RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let (x, y) = (f64::from(x), f64::from(y));
        let wave = 9.0 * ((x + 0.3 * y) / 7.3).sin() + 7.0 * ((y - 0.2 * x) / 5.1).cos();
        let print = strength > 0.0
            && (y % 41.0) < 13.0
            && ((x * 0.37).sin() + (x * 0.11 + y * 0.9).sin()) > 0.7;
        let level = if print { 70.0 } else { 180.0 + strength * wave } + grain();
        Rgb([level.round().clamp(0.0, 255.0) as u8; 3])
    })
}

fn pixels(file: &[u8]) -> RgbImage {
    Picture::decode(file, &Limits::default()).unwrap().rgb().clone()
}

fn saved(picture: &RgbImage, quality: u8) -> RgbImage {
    pixels(&encode_jpeg(picture, quality).unwrap())
}

/// `page` with [`PLACE`] from `patch`, taken there from `shift` pixels further right and down.
fn patched(page: &RgbImage, patch: &RgbImage, shift: (u32, u32)) -> RgbImage {
    let mut out = page.clone();
    for y in PLACE.top..PLACE.bottom {
        for x in PLACE.left..PLACE.right {
            out.put_pixel(x, y, *patch.get_pixel(x + shift.0, y + shift.1));
        }
    }
    out
}

fn run(check: &dyn Check, file: &[u8]) -> Finding {
    let picture = Picture::decode(file, &Limits::default()).unwrap();
    check.run(&Page::new(file, &picture)).unwrap()
}

fn score(finding: &Finding) -> f64 {
    finding.score().unwrap().get()
}

/// The check finds the change where it is, and little on the same page without it.
fn tells(check: &dyn Check, changed: &[u8], twin: &[u8]) {
    let (found, clean) = (run(check, changed), run(check, twin));
    assert!(score(&found) > 0.6, "{:?} {:?}", found.log10_false_alarms, found.evidence);
    assert!(score(&clean) < 0.4, "{:?} {:?}", clean.log10_false_alarms, clean.evidence);
    let place = found.evidence.iter().find_map(|evidence| evidence.bounds).unwrap();
    let middle = [(place.left + place.right) / 2, (place.top + place.bottom) / 2];
    assert!((PLACE.left..PLACE.right).contains(&middle[0]), "{place:?}");
    assert!((PLACE.top..PLACE.bottom).contains(&middle[1]), "{place:?}");
    let heat = found.heat.unwrap();
    assert!(heat.at(middle[0] / 8, middle[1] / 8) > 0.6);
    assert!(heat.at(2, 2) < 0.3);
}

#[test]
fn a_patch_without_the_comb_of_its_page_is_found() {
    let page = saved(&paper(1), 60);
    let changed = encode_jpeg(&patched(&page, &paper(2), (0, 0)), 90).unwrap();
    tells(&DoubleCompression, &changed, &encode_jpeg(&page, 90).unwrap());
    let notes = run(&DoubleCompression, &changed).evidence;
    assert!(notes.iter().any(|note| note.name.as_deref() == Some("compressed-twice")));
}

#[test]
fn a_page_that_was_compressed_once_has_no_comb() {
    let found = run(&DoubleCompression, &encode_jpeg(&paper(3), 90).unwrap());
    assert!(matches!(found.outcome, Outcome::NotApplicable(_)), "{found:?}");
}

#[test]
fn a_patch_of_a_coarser_file_is_found() {
    let patch = saved(&paper(2), 60);
    let changed = encode_jpeg(&patched(&paper(1), &patch, (0, 0)), 92).unwrap();
    tells(&Ghosts, &changed, &encode_jpeg(&paper(1), 92).unwrap());
}

#[test]
fn a_patch_on_another_grid_is_found_in_any_format() {
    let patch = saved(&drawn(2, 0.0), 40);
    let page = drawn(1, 0.0);
    let changed = patched(&page, &patch, (3, 5));
    tells(&BlockGrid, &encode_png(&changed).unwrap(), &encode_png(&page).unwrap());
    let (changed, twin) = (encode_jpeg(&changed, 95).unwrap(), encode_jpeg(&page, 95).unwrap());
    tells(&BlockGrid, &changed, &twin);
}

#[test]
fn a_patch_that_was_compressed_on_another_grid_is_found_by_its_comb() {
    let patch = saved(&paper(2), 50);
    let changed = patched(&paper(1), &patch, (3, 5));
    let twin = encode_jpeg(&paper(1), 95).unwrap();
    tells(&ShiftedCompression, &encode_jpeg(&changed, 95).unwrap(), &twin);
    tells(&ShiftedCompression, &encode_png(&changed).unwrap(), &encode_png(&paper(1)).unwrap());
}

#[test]
fn a_patch_without_the_shifted_comb_of_its_page_is_found() {
    let old = saved(&paper(1), 50);
    let cut = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        *old.get_pixel((x + 5).min(WIDTH - 1), (y + 3).min(HEIGHT - 1))
    });
    let changed = encode_jpeg(&patched(&cut, &paper(2), (0, 0)), 95).unwrap();
    let twin = encode_jpeg(&cut, 95).unwrap();
    tells(&ShiftedCompression, &changed, &twin);
    let notes = run(&ShiftedCompression, &twin).evidence;
    assert!(notes.iter().any(|note| note.name.as_deref() == Some("compressed-before-shifted")));
}

#[test]
fn pages_that_were_treated_as_a_whole_have_no_shifted_part() {
    let resized = bonafide_imaging::resized_linear_rgb8(&saved(&paper(3), 70), 800, 600);
    for page in [&saved(&paper(3), 60), &saved(&saved(&paper(3), 80), 60), &resized] {
        for file in [encode_jpeg(page, 92).unwrap(), encode_png(page).unwrap()] {
            let found = run(&ShiftedCompression, &file);
            assert!(found.log10_false_alarms.unwrap() > -2.0, "{found:?}");
        }
    }
}

#[test]
fn a_second_grid_of_the_whole_page_is_a_note() {
    let old = saved(&paper(1), 50);
    let cut = RgbImage::from_fn(WIDTH - 5, HEIGHT - 3, |x, y| *old.get_pixel(x + 5, y + 3));
    let found = run(&BlockGrid, &encode_jpeg(&cut, 95).unwrap());
    assert!(found.evidence.iter().any(|note| note.name.as_deref() == Some("second-grid")));
    assert!(score(&found) < 0.4, "{found:?}");
}

#[test]
fn a_smooth_patch_has_more_zeros() {
    let noisy = paper(1);
    let smooth = RgbImage::from_fn(WIDTH, HEIGHT, |x, y| {
        let (mut sum, mut count) = (0_u32, 0);
        for near in (y.saturating_sub(1)..=(y + 1).min(HEIGHT - 1))
            .flat_map(|y| (x.saturating_sub(1)..=(x + 1).min(WIDTH - 1)).map(move |x| (x, y)))
        {
            sum += u32::from(noisy.get_pixel(near.0, near.1).0[0]);
            count += 1;
        }
        Rgb([(sum / count) as u8; 3])
    });
    let changed = encode_jpeg(&patched(&noisy, &smooth, (0, 0)), 92).unwrap();
    tells(&ZeroCounts, &changed, &encode_jpeg(&noisy, 92).unwrap());
}

#[test]
fn places_turn_with_the_picture() {
    let patch = saved(&paper(2), 60);
    let mut file = encode_jpeg(&patched(&paper(1), &patch, (0, 0)), 92).unwrap();
    // An Exif segment that says: turn by a quarter (orientation 6).
    let tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let mut segment = vec![0xFF, 0xE1, 0, 34];
    segment.extend(b"Exif\0\0");
    segment.extend(tiff);
    file.splice(2..2, segment);
    let found = run(&Ghosts, &file);
    let place = found.evidence.iter().find_map(|evidence| evidence.bounds).unwrap();
    let (x, y) = ((place.left + place.right) / 2, (place.top + place.bottom) / 2);
    assert!((HEIGHT - PLACE.bottom..HEIGHT - PLACE.top).contains(&x), "{place:?}");
    assert!((PLACE.left..PLACE.right).contains(&y), "{place:?}");
    assert!(score(&found) > 0.6);
}

#[test]
fn pixels_without_coefficients_are_not_judged() {
    let file = encode_png(&paper(1)).unwrap();
    for check in [&DoubleCompression as &dyn Check, &Ghosts, &ZeroCounts] {
        assert!(matches!(run(check, &file).outcome, Outcome::NotApplicable(_)), "{}", check.id());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Any size, any content: no panic, scores and heat in range.
    #[test]
    fn small_pictures_are_answered(width in 1..300_u32, height in 1..300_u32, flat in any::<bool>()) {
        let drawn = RgbImage::from_fn(width, height, |x, y| {
            Rgb([if flat { 255 } else { ((x * 7) ^ (y * 13)) as u8 }; 3])
        });
        for file in [encode_jpeg(&drawn, 95).unwrap(), encode_png(&drawn).unwrap()] {
            for check in [&DoubleCompression as &dyn Check, &Ghosts, &BlockGrid, &ShiftedCompression, &ZeroCounts] {
                let found = run(check, &file);
                if let Some(heat) = found.heat {
                    prop_assert_eq!(heat.dimensions(), (width.div_ceil(8), height.div_ceil(8)));
                }
                prop_assert!(found.log10_false_alarms.is_none_or(f64::is_finite));
            }
        }
    }
}
