#![allow(clippy::unwrap_used)]
use bonafide_imaging::{Limits, Picture, Rgb, RgbImage, encode_jpeg, encode_png};
use proptest::prelude::*;

use super::*;

/// A page with a dark photograph and lines of print.
fn page(portrait: u8) -> RgbImage {
    RgbImage::from_fn(320, 240, |x, y| {
        let inside = (30..110).contains(&x) && (60..180).contains(&y);
        let line = x > 130 && y % 40 < 14 && (x / 6 + y / 40) % 3 != 0;
        let level = if inside {
            portrait
        } else if line {
            40
        } else {
            210 - (y / 8) as u8
        };
        Rgb([level; 3])
    })
}

/// An Exif segment with a program's name, a camera's and a thumbnail.
fn exif(software: &str, thumbnail: &[u8], orientation: u8) -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: usize, value: usize| {
        let mut out = Vec::new();
        out.extend(tag.to_be_bytes());
        out.extend(kind.to_be_bytes());
        out.extend((count as u32).to_be_bytes());
        out.extend((value as u32).to_be_bytes());
        out
    };
    let name = 8 + 2 + 3 * 12 + 4;
    let second = name + software.len();
    let picture = second + 2 + 2 * 12 + 4;
    let mut tiff = b"MM\0*\0\0\0\x08\0\x03".to_vec();
    tiff.extend(entry(0x010F, 2, 4, 0x4142_4300));
    tiff.extend(entry(0x0112, 3, 1, usize::from(orientation) << 16));
    tiff.extend(entry(0x0131, 2, software.len(), name));
    tiff.extend((second as u32).to_be_bytes());
    tiff.extend(software.as_bytes());
    tiff.extend([0, 2]);
    tiff.extend(entry(0x0201, 4, 1, picture));
    tiff.extend(entry(0x0202, 4, 1, thumbnail.len()));
    tiff.extend([0; 4]);
    tiff.extend(thumbnail);
    let mut out = vec![0xFF, 0xE1];
    out.extend((tiff.len() as u16 + 8).to_be_bytes());
    out.extend(b"Exif\0\0");
    out.extend(tiff);
    out
}

fn with_exif(picture: &RgbImage, segment: &[u8]) -> Vec<u8> {
    let mut file = encode_jpeg(picture, 85).unwrap();
    file.splice(2..2, segment.iter().copied());
    file
}

fn run(file: &[u8]) -> Finding {
    let picture = Picture::decode(file, &Limits::default()).unwrap();
    Container.run(&Page::new(file, &picture)).unwrap()
}

fn notes(finding: &Finding) -> Vec<&str> {
    let notes = finding.evidence.iter().filter(|evidence| evidence.kind == "note");
    notes.filter_map(|evidence| evidence.name.as_deref()).collect()
}

fn score(finding: &Finding) -> f64 {
    finding.score().unwrap().get()
}

fn thumbnail(portrait: u8) -> Vec<u8> {
    let page = page(portrait);
    encode_jpeg(&bonafide_imaging::resized_area_rgb8(&page, 160, 120), 60).unwrap()
}

#[test]
fn a_camera_file_with_its_thumbnail_says_little() {
    let found = run(&with_exif(&page(90), &exif("1.0 firmware", &thumbnail(90), 1)));
    assert!(score(&found) < 0.05, "{found:?}");
    assert!(!notes(&found).contains(&"no-camera-metadata"));
}

#[test]
fn an_editor_is_a_note_and_no_manipulation() {
    let found = run(&with_exif(&page(90), &exif("Adobe Photoshop 25.0", &thumbnail(90), 1)));
    assert!(notes(&found).contains(&"editor") && notes(&found).contains(&"resaved"));
    assert!(score(&found) < 0.3, "{found:?}");
}

#[test]
fn a_thumbnail_with_another_portrait_is_strong() {
    let found = run(&with_exif(&page(90), &exif("1.0", &thumbnail(160), 1)));
    assert!(score(&found) > 0.7, "{found:?}");
    let place = found.evidence.iter().find_map(|evidence| evidence.bounds).unwrap();
    assert!(place.left >= 15 && place.right <= 125 && place.top >= 45 && place.bottom <= 195);
}

#[test]
fn a_thumbnail_turns_with_its_picture() {
    let mut turned = exif("1.0", &thumbnail(90), 6);
    let found = run(&with_exif(&page(90), &turned));
    assert!(score(&found) < 0.05, "{found:?}");
    turned = exif("1.0", &thumbnail(160), 6);
    assert!(score(&run(&with_exif(&page(90), &turned))) > 0.7);
}

#[test]
fn other_pictures_are_another_frame() {
    let other = RgbImage::from_fn(160, 120, |x, _| Rgb([(x / 20 % 2) as u8 * 200; 3]));
    let other = encode_jpeg(&other, 80).unwrap();
    let found = run(&with_exif(&page(90), &exif("1.0", &other, 1)));
    assert!(notes(&found).contains(&"thumbnail-of-other-frame"), "{found:?}");
    assert!(score(&found) < 0.3);
}

#[test]
fn trailing_bytes_and_tables_are_told() {
    let mut file = encode_jpeg(&page(90), 83).unwrap();
    assert_eq!(FileTraces::read(&file).tables, Some(TableOrigin::Standard(83)));
    file.extend([0; 100]);
    assert_eq!(FileTraces::read(&file).trailing, 0);
    file.extend(b"second file");
    assert_eq!(FileTraces::read(&file).trailing, 11);
}

#[test]
fn chunks_of_png_files_are_read() {
    let mut file = encode_png(&page(90)).unwrap();
    let text = b"Software\0GIMP 2.10";
    let mut chunk = (text.len() as u32).to_be_bytes().to_vec();
    chunk.extend(b"tEXt");
    chunk.extend(text);
    chunk.extend([0; 4]);
    // Behind the header chunk: 8 bytes of signature, 25 of header.
    file.splice(33..33, chunk);
    let traces = FileTraces::read(&file);
    assert_eq!((traces.software.as_slice(), traces.trailing), (&[Software::Editor][..], 0));
    assert!(!traces.screen);
    let screen = encode_png(&RgbImage::new(1170, 2532)).unwrap();
    assert!(FileTraces::read(&screen).screen);
}

#[test]
fn evidence_holds_no_values() {
    let found = run(&with_exif(&page(90), &exif("Adobe Photoshop 25.0", &thumbnail(90), 1)));
    let text = format!("{found:?}");
    assert!(!text.contains("Adobe") && !text.contains("25.0") && !text.contains("ABC"), "{text}");
}

proptest! {
    #[test]
    fn damage_never_panics(
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        kept in any::<prop::sample::Index>(),
        junk in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut file = with_exif(&page(90), &exif("GIMP", &thumbnail(90), 1));
        // Half of the changes fall on the metadata.
        let length = file.len();
        file[at.index(length.min(400))] = byte;
        let _ = FileTraces::read(&file);
        file.truncate(kept.index(length));
        let _ = FileTraces::read(&file);
        for start in [&b"II*\0"[..], b"MM\0*", b"\x89PNG\r\n\x1a\n", b"RIFF\x20\0\0\0WEBP", b"\xFF\xD8\xFF"] {
            let _ = FileTraces::read(&[start, &junk].concat());
        }
    }
}
