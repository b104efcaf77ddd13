//! Capture quality of drawn captures.
#![allow(clippy::unwrap_used)]

use bonafide_imaging::{
    GrayImage, Limits, Luma, Picture, QualityIssue, QualityLimits, Rgb, RgbImage, encode_jpeg,
    encode_png, encode_png_luma8, quality, quality_with,
};

/// Something like a printed page: lines of strokes of two to five pixels on tinted paper.
fn page(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let line = y / 28;
        let in_line = (4..20).contains(&(y % 28)) && x > 40 && x + 40 < width;
        let stroke = x.wrapping_mul(2_654_435_761).wrapping_add(line * 40_503) >> 28;
        let ink = in_line && ((x / 3) * 7 + line * 13 + (y % 28) / 6 + stroke / 9) % 5 < 2;
        if ink { Rgb([30, 30, 60]) } else { Rgb([200, 215, 190]) }
    })
}

fn of(picture: &RgbImage) -> bonafide_imaging::CaptureQuality {
    quality(&Picture::decode(&encode_png(picture).unwrap(), &Limits::default()).unwrap())
}

fn blurred(picture: &RgbImage, sigma: f32) -> RgbImage {
    image::imageops::blur(picture, sigma)
}

fn scaled(picture: &RgbImage, factor: f64, offset: f64) -> RgbImage {
    let mut changed = picture.clone();
    for sample in changed.iter_mut() {
        *sample = (f64::from(*sample) * factor + offset).clamp(0.0, 255.0) as u8;
    }
    changed
}

#[test]
fn a_good_capture_is_usable() {
    let found = of(&page(1000, 640));
    assert!(found.usable && found.issues.is_empty(), "{found:?}");
    assert!(!found.grayscale);
    assert!(found.blur.get() < 0.45 && found.contrast.get() > 0.5, "{found:?}");
    assert_eq!(found.dpi(85.6), Some(297));
    assert_eq!(found.dpi(0.0), None);
}

#[test]
fn blur_grows_with_blur_and_blocks() {
    let sharp = page(1000, 640);
    let measured: Vec<f64> =
        [0.8, 1.5, 3.0, 6.0].iter().map(|&sigma| of(&blurred(&sharp, sigma)).blur.get()).collect();
    assert!(measured.is_sorted(), "{measured:?}");
    let worst = of(&blurred(&sharp, 6.0));
    assert!(worst.issues.contains(&QualityIssue::Blurred) && !worst.usable, "{worst:?}");
}

#[test]
fn noise_and_compression_are_no_blur() {
    let sharp = page(1000, 640);
    let file = encode_jpeg(&sharp, 60).unwrap();
    let found = quality(&Picture::decode(&file, &Limits::default()).unwrap());
    assert!(found.usable, "{found:?}");
    assert_eq!(found.jpeg_quality, Some(60));
}

#[test]
fn a_reflection_is_an_issue_but_does_not_block() {
    let mut picture = page(1000, 640);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        if (400..560).contains(&x) && (200..320).contains(&y) {
            *pixel = Rgb([255; 3]);
        }
    }
    let found = of(&picture);
    assert_eq!(found.issues, [QualityIssue::Glare]);
    assert!(found.usable);
    let area = 160.0 * 120.0 / (1000.0 * 640.0);
    assert!((found.glare_fraction.get() - area).abs() < 0.01, "{found:?}");
}

#[test]
fn exposure_contrast_and_size() {
    let sharp = page(1000, 640);
    let dark = of(&scaled(&sharp, 0.2, 0.0)).issues;
    assert!(dark.contains(&QualityIssue::UnderExposed), "{dark:?}");
    let light = of(&scaled(&sharp, 0.3, 190.0)).issues;
    assert!(light.contains(&QualityIssue::OverExposed), "{light:?}");
    let flat = of(&scaled(&sharp, 0.15, 100.0)).issues;
    assert!(flat.contains(&QualityIssue::LowContrast), "{flat:?}");
    let small = of(&page(590, 400)).issues;
    assert_eq!(small, [QualityIssue::LowResolution]);
    let narrow = of(&page(900, 300)).issues;
    assert_eq!(narrow, [QualityIssue::LowResolution]);
}

#[test]
fn limits_are_the_callers() {
    let picture = Picture::decode(&encode_png(&page(590, 400)).unwrap(), &Limits::default());
    let picture = picture.unwrap();
    let mut limits = QualityLimits::default();
    limits.min_long_side = 500;
    assert!(quality_with(&picture, &limits).usable);
    assert!(serde_json::from_str::<QualityLimits>(r#"{"max_blurr": 0.5}"#).is_err());
}

#[test]
fn photocopies_are_gray() {
    let gray = GrayImage::from_fn(700, 400, |x, y| Luma([(x ^ y) as u8]));
    let file = encode_png_luma8(&gray).unwrap();
    assert!(quality(&Picture::decode(&file, &Limits::default()).unwrap()).grayscale);
    // The same stored as colour with a slight cast, then with a coloured stamp of 1 % of the area.
    let mut cast = RgbImage::from_fn(700, 400, |x, y| {
        let level = gray.get_pixel(x, y).0[0];
        Rgb([level.saturating_add(9), level, level.saturating_sub(5)])
    });
    assert!(of(&cast).grayscale);
    for y in 0..53 {
        for x in 0..53 {
            cast.put_pixel(x, y, Rgb([180, 20, 20]));
        }
    }
    assert!(!of(&cast).grayscale);
}

#[test]
fn wire_names_are_snake_case() {
    let found = of(&scaled(&page(300, 200), 0.1, 0.0));
    let json = serde_json::to_value(&found).unwrap();
    assert_eq!(json["usable"], false);
    let issues: Vec<_> = json["issues"].as_array().unwrap().clone();
    assert!(issues.contains(&"under_exposed".into()) && issues.contains(&"low_resolution".into()));
    assert!(json.get("jpeg_quality").is_none());
}
