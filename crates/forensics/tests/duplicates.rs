//! Indexes of pictures that were seen, from outside: what is found, what is not, and hostile files.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

use std::path::Path;

use bonafide_forensics::Known;
use bonafide_forensics::duplicates::{
    DuplicateIndex, Fingerprint, IndexBuilder, IndexError, Kind, Match, Part, compared,
};
use bonafide_imaging::{
    Area, Limits, Picture, Rgb, RgbImage, cropped_rgb8, encode_jpeg, encode_png, resized_area_rgb8,
};

/// A number from 0 to 255 that depends on all of its arguments.
fn noise(seed: u32, x: u32, y: u32) -> u32 {
    let mut h = seed.wrapping_mul(0x9E37_79B1) ^ x.wrapping_mul(0x85EB_CA6B);
    h ^= y.wrapping_mul(0xC2B2_AE35);
    h ^= h >> 15;
    h = h.wrapping_mul(0x2C1B_3C6D);
    h ^= h >> 12;
    h = h.wrapping_mul(0x297A_2D39);
    (h ^ h >> 15) & 255
}

/// Noise of cells of this size, interpolated.
fn clouds(seed: u32, x: f32, y: f32, cell: f32) -> f32 {
    let (u, v) = (x / cell, y / cell);
    let (left, top) = (u.floor(), v.floor());
    let at = |dx: f32, dy: f32| noise(seed, (left + dx) as u32, (top + dy) as u32) as f32;
    let (u, v) = (u - left, v - top);
    let upper = at(0.0, 0.0) * (1.0 - u) + at(1.0, 0.0) * u;
    let lower = at(0.0, 1.0) * (1.0 - u) + at(1.0, 1.0) * u;
    upper * (1.0 - v) + lower * v
}

const PORTRAIT: [f32; 4] = [40.0, 90.0, 190.0, 220.0];

fn is_portrait(x: f32, y: f32) -> bool {
    let [left, top, width, height] = PORTRAIT;
    (left..left + width).contains(&x) && (top..top + height).contains(&y)
}

/// A card of one template: pattern and headings are everybody's, portrait and lines the holder's.
fn card(holder: u32) -> RgbImage {
    RgbImage::from_fn(640, 400, |x, y| {
        let (fx, fy) = (x as f32, y as f32);
        let is_line = x > 260 && (80..360).contains(&y) && y % 40 < 16;
        let value = if is_portrait(fx, fy) {
            let fine = clouds(holder * 2 + 1001, fx, fy, 14.0);
            0.6 * clouds(holder * 2 + 1000, fx, fy, 45.0) + 0.3 * fine
        } else if y < 50 && noise(3, x / 6, y / 25) > 110 {
            40.0
        } else if is_line && noise(holder, x / 6, y / 40) > 120 {
            30.0
        } else {
            let waves = (fx / 9.0 + (fy / 23.0).sin() * 3.0).sin();
            190.0 + 0.12 * clouds(7, fx, fy, 40.0) + 12.0 * waves
        };
        Rgb([value, value * 0.95, value * 0.9].map(|v| v.clamp(0.0, 255.0) as u8))
    })
}

fn picture(pixels: &RgbImage, quality: u8) -> Picture {
    Picture::decode(&encode_jpeg(pixels, quality).unwrap(), &Limits::default()).unwrap()
}

fn taken(number: u8, pixels: &RgbImage, quality: u8) -> Fingerprint {
    // The head, with the portrait's own background around it.
    let [left, top, width, height] = PORTRAIT;
    let (x, y) = (left + 0.2 * width, top + 0.2 * height);
    let portrait = Some(Area { x, y, width: 0.6 * width, height: 0.6 * height });
    Fingerprint::of(
        [number; 32],
        &picture(pixels, quality),
        &Known { portrait, ..Known::default() },
    )
}

fn whole(pixels: &RgbImage) -> Fingerprint {
    Fingerprint::of([255; 32], &picture(pixels, 85), &Known::default())
}

fn written(path: &Path, people: u32) -> DuplicateIndex {
    let mut builder = IndexBuilder::create(path).unwrap();
    for holder in 0..people {
        builder.push(&format!("case {holder}"), &taken(holder as u8, &card(holder), 92)).unwrap();
    }
    assert_eq!(builder.finish().unwrap(), people as usize);
    DuplicateIndex::open(path).unwrap()
}

fn duplicates(index: &DuplicateIndex, of: &Fingerprint) -> Vec<(usize, Kind)> {
    let found = index.query(of, None).unwrap();
    let duplicates = found.iter().filter(|found| found.is_duplicate());
    duplicates.map(|found| (found.entry, found.kind)).collect()
}

fn turned(pixels: &RgbImage, degrees: f32) -> RgbImage {
    let (width, height) = (pixels.width() as f32, pixels.height() as f32);
    let (sine, cosine) = degrees.to_radians().sin_cos();
    RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let (dx, dy) = (x as f32 - width / 2.0, y as f32 - height / 2.0);
        let x = cosine * dx + sine * dy + width / 2.0;
        let y = cosine * dy - sine * dx + height / 2.0;
        let inside = x >= 0.0 && y >= 0.0 && x < width && y < height;
        if inside { *pixels.get_pixel(x as u32, y as u32) } else { Rgb([0; 3]) }
    })
}

fn quarter(pixels: &RgbImage) -> RgbImage {
    let height = pixels.height();
    RgbImage::from_fn(height, pixels.width(), |x, y| *pixels.get_pixel(y, height - 1 - x))
}

#[test]
fn changed_pictures_are_found_and_other_people_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let index = written(&folder.path().join("seen.bfd"), 12);
    let original = card(4);
    let (width, height) = original.dimensions();
    let mirrored = RgbImage::from_fn(width, height, |x, y| *original.get_pixel(width - 1 - x, y));
    let gray = RgbImage::from_fn(width, height, |x, y| Rgb([original.get_pixel(x, y).0[1]; 3]));
    for (name, changed) in [
        ("small", resized_area_rgb8(&original, 192, 120)),
        ("gray", gray),
        ("a quarter turn", quarter(&original)),
        ("mirrored", mirrored),
        ("trimmed on all sides", cropped_rgb8(&original, 32, 20, 576, 360)),
        ("trimmed on one side", cropped_rgb8(&original, 0, 0, 608, 400)),
        ("turned", turned(&original, 3.0)),
        ("turned back", turned(&original, -3.0)),
    ] {
        assert_eq!(duplicates(&index, &whole(&changed)), [(4, Kind::Picture)], "{name}");
    }
    for stranger in 20..40 {
        assert_eq!(duplicates(&index, &taken(200, &card(stranger), 85)), [], "{stranger}");
    }
}

#[test]
fn a_portrait_under_another_text_is_its_own_kind() {
    let folder = tempfile::tempdir().unwrap();
    let index = written(&folder.path().join("seen.bfd"), 6);
    let (one, other) = (card(2), card(77));
    let spliced = RgbImage::from_fn(640, 400, |x, y| {
        let from = if is_portrait(x as f32, y as f32) { &one } else { &other };
        *from.get_pixel(x, y)
    });
    assert_eq!(duplicates(&index, &taken(201, &spliced, 80)), [(2, Kind::Portrait)]);
}

#[test]
fn the_same_bytes_are_told_from_the_same_picture_and_own_entries_do_not_count() {
    let folder = tempfile::tempdir().unwrap();
    let index = written(&folder.path().join("seen.bfd"), 5);
    let same = taken(3, &card(3), 92);
    assert_eq!(duplicates(&index, &same), [(3, Kind::Bytes)]);
    assert_eq!(duplicates(&index, &taken(250, &card(3), 70)), [(3, Kind::Picture)]);
    let of_own = index.query(&same, Some("case 3")).unwrap();
    assert!(!of_own.iter().any(Match::is_duplicate), "{of_own:?}");
    assert_eq!((index.id(3), index.id(5), index.len()), (Some("case 3"), None, 5));
}

#[test]
fn equal_content_gives_equal_files_and_fingerprints_survive_being_stored() {
    let folder = tempfile::tempdir().unwrap();
    let paths = [folder.path().join("a.bfd"), folder.path().join("b.bfd")];
    for path in &paths {
        written(path, 4);
    }
    let [a, b] = paths.map(|path| std::fs::read(path).unwrap());
    assert_eq!(a, b);
    let fingerprint = taken(1, &card(1), 90);
    assert!(fingerprint.has(Part::Portrait) && !fingerprint.has(Part::Document));
    let bytes = fingerprint.to_bytes();
    assert_eq!(Fingerprint::from_bytes(&bytes), Some(fingerprint));
    assert_eq!(Fingerprint::from_bytes(&bytes[..bytes.len() - 1]), None);
    let mut damaged = bytes;
    damaged[500] ^= 1;
    assert_eq!(Fingerprint::from_bytes(&damaged), None);
}

#[test]
fn damaged_and_cut_files_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seen.bfd");
    let index = written(&path, 3);
    let query = taken(200, &card(1), 80);
    let bytes = std::fs::read(&path).unwrap();
    let signatures = bytes.len() - index.frames() * 4608;
    for at in 0..bytes.len() {
        // All of what is read when a file is opened, and of the signatures some.
        if at >= signatures && at % 997 != 0 {
            continue;
        }
        let mut damaged = bytes.clone();
        damaged[at] ^= 1 << (at % 8);
        let Ok(opened) = DuplicateIndex::from_bytes(damaged) else { continue };
        assert!(at >= signatures, "byte {at} does not count");
        if let Err(error) = opened.query(&query, None) {
            assert!(matches!(error, IndexError::Entry { section: "signatures", .. }));
        }
    }
    for length in (0..bytes.len()).step_by(61) {
        assert!(DuplicateIndex::from_bytes(bytes[..length].to_vec()).is_err(), "{length} bytes");
    }
    assert!(DuplicateIndex::open(folder.path()).is_err());
    assert!(matches!(DuplicateIndex::from_bytes(vec![0; 64]), Err(IndexError::NotAnIndex)));
}

#[test]
fn ids_that_cannot_be_stored_are_refused_and_an_empty_index_finds_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seen.bfd");
    let mut builder = IndexBuilder::create(&path).unwrap();
    let fingerprint = whole(&card(1));
    for id in [String::new(), "x".repeat(257)] {
        assert!(matches!(builder.push(&id, &fingerprint), Err(IndexError::Id { .. })));
    }
    builder.finish().unwrap();
    let index = DuplicateIndex::open(&path).unwrap();
    assert!(index.is_empty() && index.query(&fingerprint, None).unwrap().is_empty());
}

#[test]
fn pictures_of_any_shape_have_fingerprints() {
    let decoded = |drawn: &RgbImage| {
        Picture::decode(&encode_png(drawn).unwrap(), &Limits::default()).unwrap()
    };
    for (width, height) in [(1, 1), (2, 3), (3000, 1), (1, 3000), (17, 900)] {
        let drawn = RgbImage::from_fn(width, height, |x, y| Rgb([noise(1, x, y) as u8; 3]));
        let portrait = Some(Area { x: -50.0, y: 1e30, width: 0.0, height: f32::NAN });
        let known = Known { portrait, ..Known::default() };
        let fingerprint = Fingerprint::of([0; 32], &decoded(&drawn), &known);
        assert!(!fingerprint.has(Part::Portrait));
        for likeness in compared(&fingerprint, &fingerprint) {
            assert!((0.0..=1.0).contains(&likeness.similarity));
        }
    }
    let blank = decoded(&RgbImage::from_pixel(90, 60, Rgb([250; 3])));
    assert!(!Fingerprint::of([0; 32], &blank, &Known::default()).has(Part::Picture));
}
