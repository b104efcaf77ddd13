//! Files that lie, end early or are no pictures.
#![allow(clippy::unwrap_used)]

use std::io::Cursor;

use bonafide_imaging::{
    DecodeError, Format, Limits, Picture, Rgb, RgbImage, Stage, detect_format, quality,
};
use image::{DynamicImage, ImageFormat};
use proptest::prelude::*;

const FORMATS: [ImageFormat; 5] =
    [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP, ImageFormat::Tiff, ImageFormat::Bmp];

fn file(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x * 7) as u8, (y * 11) as u8, (x * y % 251) as u8])
    });
    let mut file = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(picture).write_to(&mut file, format).unwrap();
    file.into_inner()
}

fn decode(bytes: &[u8]) -> Result<Picture, DecodeError> {
    Picture::decode(bytes, &Limits::default())
}

#[test]
fn one_pixel_is_a_picture() {
    for format in FORMATS {
        let picture = decode(&file(format, 1, 1)).unwrap();
        assert_eq!(picture.luma().dimensions(), (1, 1), "{format:?}");
        assert_eq!(picture.pyramid().depth(), 1);
        let found = quality(&picture);
        assert!(!found.usable && found.width == 1);
    }
}

/// Found by fuzzing: the header announced four inks, the codec decoded three channels.
#[test]
fn a_second_frame_header_adds_no_inks() {
    const FOUR_INKS: [u8; 22] =
        [0xFF, 0xC5, 0, 20, 8, 0, 16, 0, 24, 4, 1, 17, 0, 2, 17, 0, 3, 17, 0, 4, 17, 0];
    let plain = file(ImageFormat::Jpeg, 24, 16);
    let scan = plain.windows(2).position(|pair| pair == [0xFF, 0xDA]).unwrap();
    let start_of_image = 2;
    for place in [start_of_image, scan] {
        let mut damaged = plain.clone();
        damaged.splice(place..place, FOUR_INKS);
        match decode(&damaged) {
            Ok(picture) => assert_eq!(picture.rgb(), decode(&plain).unwrap().rgb()),
            Err(error) => assert!(matches!(error, DecodeError::Codec { .. }), "{error}"),
        }
    }
}

#[test]
fn strangers_and_nothing() {
    assert!(matches!(decode(b""), Err(DecodeError::Empty)));
    let zip = decode(b"PK\x03\x04\x14\0\0\0\x08\0");
    assert!(matches!(zip, Err(DecodeError::UnknownFormat { found: "a zip archive" })), "{zip:?}");
    for bytes in [&b"\xFF\xD8\xFF"[..], b"\x89PNG\r\n\x1a\n", b"II*\0", b"RIFF\0\0\0\0WEBP"] {
        assert!(decode(bytes).is_err());
    }
    assert!(decode(b"BM\x46\0\0\0\0\0\0\0").is_err());
}

#[test]
fn a_truncated_file_says_where_it_ends() {
    for format in FORMATS {
        let whole = file(format, 90, 60);
        for cut in [12, 40, whole.len() / 3, whole.len() * 2 / 3, whole.len() - 40] {
            assert!(decode(&whole[..cut]).is_err(), "{format:?} cut at {cut} of {}", whole.len());
        }
    }
    let whole = file(ImageFormat::Jpeg, 90, 60);
    let error = decode(&whole[..whole.len() - 2]).unwrap_err();
    let length = whole.len() as u64 - 2;
    assert!(matches!(
        error,
        DecodeError::Truncated { format: Format::Jpeg, stage: Stage::Pixels, bytes }
            if bytes == length
    ));
    let text = format!("the jpeg file ends after {length} bytes, inside its pixels");
    assert_eq!(error.to_string(), text);
    let error = decode(&whole[..30]).unwrap_err();
    assert!(matches!(error, DecodeError::Truncated { stage: Stage::Header, .. }), "{error:?}");
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ if crc & 1 == 1 { 0xEDB8_8320 } else { 0 }
        })
    })
}

/// A small file whose header announces 60,000 × 60,000 pixels.
fn announcing_60000(format: ImageFormat) -> Vec<u8> {
    let mut bytes = file(format, 8, 8);
    match format {
        ImageFormat::Jpeg => {
            let frame = bytes.windows(2).position(|pair| pair == [0xFF, 0xC0]).unwrap();
            bytes[frame + 5..frame + 9].copy_from_slice(&[0xEA, 0x60, 0xEA, 0x60]);
        }
        ImageFormat::Png => {
            bytes[16..20].copy_from_slice(&60_000_u32.to_be_bytes());
            bytes[20..24].copy_from_slice(&60_000_u32.to_be_bytes());
            let crc = crc32(&bytes[12..29]);
            bytes[29..33].copy_from_slice(&crc.to_be_bytes());
        }
        ImageFormat::Bmp => {
            bytes[18..22].copy_from_slice(&60_000_u32.to_le_bytes());
            bytes[22..26].copy_from_slice(&60_000_u32.to_le_bytes());
        }
        ImageFormat::Tiff => {
            let directory = u32::from_le_bytes(bytes[4..8].try_into().unwrap()) as usize;
            // Width, height and rows per strip: one strip holds the whole picture.
            for entry in bytes[directory + 2..].chunks_exact_mut(12) {
                if matches!(u16::from_le_bytes([entry[0], entry[1]]), 256 | 257 | 278) {
                    entry[8..12].copy_from_slice(&60_000_u32.to_le_bytes());
                }
            }
        }
        // Lossless WebP ends at 16,384; the extended header announces up to 2^24 pixels a side.
        _ => {
            bytes = b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".to_vec();
            bytes.extend([0x5F, 0xEA, 0x00, 0x5F, 0xEA, 0x00]);
            bytes.extend(b"VP8L\x0a\0\0\0\x2f\0\0\0\0\0\0\0\0\0");
            let size = bytes.len() as u32 - 8;
            bytes[4..8].copy_from_slice(&size.to_le_bytes());
        }
    }
    bytes
}

#[test]
fn a_huge_header_is_refused_at_once() {
    for format in FORMATS {
        let bytes = announcing_60000(format);
        let start = std::time::Instant::now();
        let error = decode(&bytes).unwrap_err();
        let took = start.elapsed();
        assert!(
            matches!(error, DecodeError::TooLarge { width: 60_000, height: 60_000, .. }),
            "{format:?}: {error:?}"
        );
        assert!(took.as_millis() < 200, "{format:?} took {took:?}");
    }
}

#[test]
fn each_limit_is_its_own_answer() {
    let bytes = file(ImageFormat::Png, 50, 40);
    let with = |change: fn(&mut Limits)| {
        let mut limits = Limits::default();
        change(&mut limits);
        Picture::decode(&bytes, &limits)
    };
    assert!(with(|limits| limits.max_pixels = 2000).is_ok());
    assert!(matches!(with(|l| l.max_pixels = 1999), Err(DecodeError::TooLarge { .. })));
    assert!(matches!(with(|l| l.max_bytes = 99), Err(DecodeError::TooManyBytes { limit: 99, .. })));
    // 2000 pixels, 3 bytes decoded and 3 flattened or upright.
    assert!(matches!(
        with(|l| l.max_alloc_bytes = 11_999),
        Err(DecodeError::TooMuchMemory { needed: 12_000, limit: 11_999, .. })
    ));
}

#[test]
fn unknown_limits_are_refused() {
    assert!(serde_json::from_str::<Limits>(r#"{"max_pixels": 5}"#).is_ok());
    assert!(serde_json::from_str::<Limits>(r#"{"max_pixel": 5}"#).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_bytes_are_answered_and_answered_alike(
        bytes in prop::collection::vec(any::<u8>(), 0..600),
        magic in 0_usize..7,
    ) {
        let magics: [&[u8]; 7] = [
            b"", b"\xFF\xD8\xFF\xE0", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR", b"II*\0\x08\0\0\0",
            b"MM\0*\0\0\0\x08", b"RIFF\xFF\0\0\0WEBPVP8 ", b"BM\xFF\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0",
        ];
        let bytes = [magics[magic], &bytes[..]].concat();
        prop_assert_eq!(outcome(&bytes), outcome(&bytes));
    }

    #[test]
    fn damaged_files_are_answered_and_answered_alike(
        format in 0_usize..5,
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let mut bytes = file(FORMATS[format], 24, 16);
        for (at, value) in damage {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        prop_assert_eq!(outcome(&bytes), outcome(&bytes));
    }
}

/// What a caller sees: the pixels and facts, or the error's text.
fn outcome(bytes: &[u8]) -> Result<(Vec<u8>, String), String> {
    let mut limits = Limits::default();
    limits.max_pixels = 1 << 20;
    let known = detect_format(bytes);
    Picture::decode(bytes, &limits)
        .map(|picture| {
            assert_eq!(known, Some(picture.facts().format));
            (picture.rgb().as_raw().clone(), format!("{:?}", picture.facts()))
        })
        .map_err(|error| format!("{error:?}"))
}
