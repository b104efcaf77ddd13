//! The sample pictures, in every position: what must be read, and what must not.
#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::OnceLock;

use bonafide_imaging::{GrayImage, Limits, Luma, Picture, encode_png_luma8};
use bonafide_inference::{Backend, BackendChoice, Models, RuntimeOptions};
use bonafide_mrz::Format;
use bonafide_mrz_reader::{Outcome, Reader, Reading};

/// A sample picture and what it holds.
struct Row {
    file: &'static str,
    format: Option<Format>,
    /// Whether the check digits that are printed are right.
    valid: bool,
}

const ROWS: &[Row] = &[
    row("passport-good/passport_front.jpg", Some(Format::Td3), true),
    row("passport-wrong-digit/passport_front.jpg", Some(Format::Td3), false),
    row("identity-card/id_card_back.jpg", Some(Format::Td1), true),
    row("identity-card/id_card_front.jpg", None, false),
    row("licence-good/driver_license_front.jpg", None, false),
    row("licence-good/driver_license_back.jpg", None, false),
    row("passport-good/selfie.jpg", None, false),
];

const fn row(file: &'static str, format: Option<Format>, valid: bool) -> Row {
    Row { file, format, valid }
}

fn reader() -> &'static Reader {
    static READER: OnceLock<Reader> = OnceLock::new();
    READER.get_or_init(|| {
        let mut options = RuntimeOptions::default();
        options.backend = BackendChoice::Only(Backend::Rten);
        Reader::new(&Models::builder().options(options).build().unwrap()).unwrap()
    })
}

fn sample(file: &str) -> GrayImage {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/sessions").join(file);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Picture::decode(&bytes, &Limits::default()).unwrap().luma().clone()
}

fn picture(luma: &GrayImage) -> Picture {
    Picture::decode(&encode_png_luma8(luma).unwrap(), &Limits::default()).unwrap()
}

/// Turned clockwise by quarters.
fn turned(luma: &GrayImage, quarters: u32) -> GrayImage {
    (0..quarters).fold(luma.clone(), |image, _| {
        let (width, height) = image.dimensions();
        GrayImage::from_fn(height, width, |x, y| *image.get_pixel(y, height - 1 - x))
    })
}

fn lines(reading: &Reading) -> Vec<Vec<String>> {
    let zone = |zone: &bonafide_mrz_reader::ReadZone| {
        zone.report.lines.iter().map(|line| line.expose().clone()).collect()
    };
    reading.zones.iter().map(zone).collect()
}

#[test]
fn zones_are_read_in_every_position_and_nothing_else_is() {
    for Row { file, format, valid } in ROWS {
        let luma = sample(file);
        let upright = lines(&reader().read(&picture(&luma)).unwrap());
        for quarters in 0..4 {
            let reading = reader().read(&picture(&turned(&luma, quarters))).unwrap();
            let found = reading.zones.first().and_then(|zone| zone.report.format);
            assert_eq!(found, *format, "{file} turned by {quarters}");
            assert_eq!(lines(&reading), upright, "{file} turned by {quarters}");
            if let Some(zone) = reading.zones.first() {
                assert_eq!(zone.report.valid, *valid, "{file} turned by {quarters}");
                assert!(zone.report.corrections.is_empty(), "{file} turned by {quarters}");
                assert!(zone.confidence.get() > 0.8, "{file} turned by {quarters}");
            } else {
                assert_eq!(reading.outcome, Outcome::NoZone, "{file} turned by {quarters}");
            }
        }
    }
}

#[test]
fn characters_lie_where_they_are_printed() {
    let luma = sample("passport-good/passport_front.jpg");
    let reading = reader().read(&picture(&luma)).unwrap();
    let zone = &reading.zones[0];
    assert_eq!(zone.lines.len(), 2);
    for line in &zone.lines {
        let centers: Vec<_> = line.characters.iter().map(|c| c.center).collect();
        let pitch = (centers[43].x - centers[0].x) / 43.0;
        for pair in centers.windows(2) {
            assert!((pair[1].x - pair[0].x - pitch).abs() < 0.35 * pitch);
        }
        // The zone stands at the foot of the page.
        assert!(centers[0].y > 0.6 * luma.height() as f32);
        assert!(line.corners[0].x < centers[0].x && line.corners[1].x > centers[43].x);
        assert!(line.corners[0].y < centers[0].y && line.corners[3].y > centers[0].y);
    }
}

#[test]
fn two_documents_in_one_picture_are_both_read() {
    let passport = sample("passport-good/passport_front.jpg");
    let card = sample("identity-card/id_card_back.jpg");
    let width = passport.width().max(card.width()) + 60;
    let height = passport.height() + card.height() + 90;
    let mut desk = GrayImage::from_pixel(width, height, Luma([70]));
    for (x, y, pixel) in passport.enumerate_pixels() {
        desk.put_pixel(x + 30, y + 30, *pixel);
    }
    for (x, y, pixel) in card.enumerate_pixels() {
        desk.put_pixel(x + 30, y + passport.height() + 60, *pixel);
    }
    let reading = reader().read(&picture(&desk)).unwrap();
    let mut formats: Vec<_> = reading.zones.iter().filter_map(|z| z.report.format).collect();
    formats.sort();
    assert_eq!(formats, [Format::Td1, Format::Td3]);
}

#[test]
fn any_number_of_threads_reads_the_same() {
    let picture = picture(&sample("identity-card/id_card_back.jpg"));
    let alone = read_all(&picture);
    assert_eq!(alone.len(), 90);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| read_all(&picture))).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), alone);
        }
    });
}

/// Every character with the bits of its probability and its place.
fn read_all(picture: &Picture) -> Vec<(char, u64, u32, u32)> {
    let reading = reader().read(picture).unwrap();
    let characters = reading.zones.iter().flat_map(|z| &z.lines).flat_map(|l| &l.characters);
    characters
        .map(|c| {
            let bits = (c.center.x.to_bits(), c.center.y.to_bits());
            (*c.value.expose(), c.probability.get().to_bits(), bits.0, bits.1)
        })
        .collect()
}

#[test]
fn pictures_of_any_size_hold_nothing_until_something_is_on_them() {
    for (width, height) in [(1, 1), (1, 3000), (3000, 1), (7, 5), (64, 64), (2500, 40)] {
        let stripes = GrayImage::from_fn(width, height, |x, y| {
            Luma([if (x / 3 + y / 5) % 2 == 0 { 15 } else { 240 }])
        });
        let reading = reader().read(&picture(&stripes)).unwrap();
        assert_ne!(reading.outcome, Outcome::Read, "{width} x {height}");
    }
}
