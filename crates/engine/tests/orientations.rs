//! However a picture is turned, and however the file says so, the same stands in the result.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::Path;

use bonafide::imaging::{Limits, Picture, RgbImage, encode_jpeg};
use bonafide::input::{ImageInput, SessionId, SessionInput};
use bonafide::types::{DataSource, Field, Slot};
use bonafide::{Context, Engine, Proofing};
use jiff::civil::date;

/// How the upright picture lies in a file of each EXIF orientation, 1 to 8 (EXIF 2.32, tag 0x0112): the
/// upright pixel at a place of the file.
fn stored(upright: &RgbImage, orientation: u8) -> RgbImage {
    let (width, height) = upright.dimensions();
    let (right, bottom) = (width - 1, height - 1);
    let turned = orientation >= 5;
    let (columns, rows) = if turned { (height, width) } else { (width, height) };
    RgbImage::from_fn(columns, rows, |x, y| {
        let (x, y) = match orientation {
            2 => (right - x, y),
            3 => (right - x, bottom - y),
            4 => (x, bottom - y),
            5 => (y, x),
            6 => (right - y, x),
            7 => (right - y, bottom - x),
            8 => (y, bottom - x),
            _ => (x, y),
        };
        *upright.get_pixel(x, y)
    })
}

/// A JPEG that says how it is turned, in an APP1 segment of its own.
fn with_exif(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let jpeg = encode_jpeg(picture, 95).unwrap();
    let mut block = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    block.extend([orientation, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(block.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &block, &jpeg[2..]].concat()
}

fn fields(
    engine: &Engine,
    slot: Slot,
    bytes: Vec<u8>,
    source: DataSource,
) -> BTreeMap<Field, String> {
    let mut session = SessionInput::new(SessionId::new("turned").unwrap());
    session.images.push(ImageInput::new(slot, bytes));
    let result = engine.evaluate(&session, &Context::on(date(2026, 6, 1)));
    assert!(result.error.is_none(), "{:?}", result.error);
    let Some(read) = result.document(source) else { return BTreeMap::new() };
    let text = |(field, value): (&Field, &bonafide::types::FieldValue)| {
        Some((*field, value.text()?.to_owned()))
    };
    read.document.fields.iter().filter_map(text).collect()
}

/// A barcode and a zone: upright, by all eight orientations of EXIF, and turned without a word of it.
#[test]
fn turned_copies_give_the_same_fields() {
    let engine = Engine::builder().threads(1).proofing(Proofing::Off).build().unwrap();
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/sessions");
    for (file, slot, source, least) in [
        ("licence-good/driver_license_back.jpg", Slot::DriverLicenseBack, DataSource::Barcode, 15),
        ("passport-good/passport_front.jpg", Slot::PassportFront, DataSource::Mrz, 8),
    ] {
        let bytes = std::fs::read(samples.join(file)).unwrap();
        let picture = Picture::decode(&bytes, &Limits::default()).unwrap();
        let expected = fields(&engine, slot, bytes, source);
        assert!(expected.len() >= least, "{file}: {} fields", expected.len());
        for orientation in 1..=8 {
            let turned = with_exif(&stored(picture.rgb(), orientation), orientation);
            assert_eq!(fields(&engine, slot, turned, source), expected, "{file} {orientation}");
        }
        for orientation in [3, 6, 8] {
            let turned = encode_jpeg(&stored(picture.rgb(), orientation), 95).unwrap();
            assert_eq!(fields(&engine, slot, turned, source), expected, "{file} -{orientation}");
        }
    }
}
