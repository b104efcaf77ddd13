//! Every format, colour model, bit depth and orientation, from files made here.
#![allow(clippy::unwrap_used)]

use std::io::Cursor;

use bonafide_imaging::{ColorModel, Format, GrayImage, Limits, Luma, Picture, Rgb, RgbImage};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::{DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat};
use jpeg_encoder::{ColorType as JpegColor, Encoder as JpegWriter};

/// A picture without any symmetry, smooth enough for JPEG.
fn drawn(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([
            (x * 200 / width) as u8 + 20,
            (y * 200 / height) as u8 + 20,
            ((x + y) * 99 / (width + height)) as u8,
        ])
    })
}

fn decode(file: &[u8]) -> Picture {
    Picture::decode(file, &Limits::default()).unwrap()
}

fn written(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

/// Largest difference of two samples.
fn worst(a: &RgbImage, b: &RgbImage) -> u8 {
    assert_eq!(a.dimensions(), b.dimensions());
    a.iter().zip(b.iter()).map(|(a, b)| a.abs_diff(*b)).max().unwrap()
}

#[test]
fn lossless_formats_give_the_pixels_back() {
    let picture = drawn(61, 43);
    for (format, expected) in [
        (ImageFormat::Png, Format::Png),
        (ImageFormat::WebP, Format::Webp),
        (ImageFormat::Tiff, Format::Tiff),
        (ImageFormat::Bmp, Format::Bmp),
    ] {
        let file = written(&DynamicImage::ImageRgb8(picture.clone()), format);
        let decoded = decode(&file);
        assert_eq!(decoded.rgb(), &picture, "{format:?}");
        let facts = decoded.facts();
        assert_eq!((facts.format, facts.color, facts.bit_depth), (expected, ColorModel::Rgb, 8));
        assert_eq!((facts.width, facts.height, facts.exif_orientation), (61, 43, 1));
        assert_eq!((facts.jpeg_quality, facts.bytes), (None, file.len() as u64));
        assert!(!facts.has_exif && !facts.has_icc && !facts.progressive);
    }
}

#[test]
fn jpeg_baseline_progressive_and_gray() {
    let picture = drawn(75, 50);
    for progressive in [false, true] {
        let mut file = Vec::new();
        let mut writer = JpegWriter::new(&mut file, 91);
        writer.set_progressive(progressive);
        writer.encode(picture.as_raw(), 75, 50, JpegColor::Rgb).unwrap();
        let decoded = decode(&file);
        assert!(worst(decoded.rgb(), &picture) < 24);
        let facts = decoded.facts();
        assert_eq!((facts.progressive, facts.color), (progressive, ColorModel::Rgb));
        assert_eq!(facts.jpeg_quality, Some(91));
    }
    let gray = GrayImage::from_fn(40, 30, |x, y| Luma([(3 * x + 2 * y) as u8]));
    let mut file = Vec::new();
    JpegWriter::new(&mut file, 95).encode(gray.as_raw(), 40, 30, JpegColor::Luma).unwrap();
    let decoded = decode(&file);
    assert_eq!(decoded.facts().color, ColorModel::Gray);
    assert!(decoded.luma().iter().zip(gray.iter()).all(|(a, b)| a.abs_diff(*b) < 6));
    assert_eq!(decoded.rgb().get_pixel(7, 8).0, [decoded.luma().get_pixel(7, 8).0[0]; 3]);
}

/// Removes Adobe's APP14 segment.
fn without_adobe(file: &[u8]) -> Vec<u8> {
    let at = file.windows(9).position(|w| w[0..2] == [0xFF, 0xEE] && &w[4..9] == b"Adobe").unwrap();
    let length = usize::from(u16::from_be_bytes([file[at + 2], file[at + 3]]));
    [&file[..at], &file[at + 2 + length..]].concat()
}

#[test]
fn four_component_jpeg_by_ink_convention() {
    // Inks of a light orange: no cyan, 40 % magenta, 80 % yellow, 10 % black. The encoder inverts
    // what it is given and marks the file as Adobe's.
    let light = Rgb([229_u8, 137, 46]);
    let inks: Vec<u8> = [0_u8, 102, 204, 26].into_iter().cycle().take(4 * 32 * 32).collect();
    for (color, model) in
        [(JpegColor::Cmyk, ColorModel::Cmyk), (JpegColor::CmykAsYcck, ColorModel::Ycck)]
    {
        let mut file = Vec::new();
        JpegWriter::new(&mut file, 100).encode(&inks, 32, 32, color).unwrap();
        let decoded = decode(&file);
        assert_eq!(decoded.facts().color, model);
        let expected = RgbImage::from_pixel(32, 32, light);
        assert!(worst(decoded.rgb(), &expected) <= 3, "{model:?}: {:?}", decoded.rgb()[(9, 9)]);
        if model == ColorModel::Cmyk {
            // Without the segment the stored values are the inks themselves.
            let plain = decode(&without_adobe(&file));
            let [c, m, y, k] = [255_u32, 153, 51, 229];
            let light = [c, m, y].map(|ink| ((255 - ink) * (255 - k) / 255) as u8);
            assert!(worst(plain.rgb(), &RgbImage::from_pixel(32, 32, Rgb(light))) <= 3);
        }
    }
}

#[test]
fn png_depths_palette_and_opacity() {
    for (depth, bits) in
        [(png::BitDepth::One, 1_u8), (png::BitDepth::Two, 2), (png::BitDepth::Four, 4)]
    {
        // One row of two pixels: the darkest and the lightest level.
        let row = [(1_u8 << (8 - bits)).wrapping_sub(1) & (0xFF >> bits)];
        let file = png_file(2, png::ColorType::Grayscale, depth, None, &row);
        let decoded = decode(&file);
        assert_eq!(decoded.facts().bit_depth, bits);
        assert_eq!(decoded.facts().color, ColorModel::Gray);
        assert_eq!(decoded.luma().as_raw(), &[0, 255], "{bits} bits");
    }
    let palette = [10, 20, 30, 200, 100, 50];
    let file = png_file(2, png::ColorType::Indexed, png::BitDepth::Eight, Some(&palette), &[1, 0]);
    let decoded = decode(&file);
    assert_eq!(decoded.rgb().as_raw(), &[200, 100, 50, 10, 20, 30]);
    assert_eq!(decoded.facts().color, ColorModel::Palette);
    let deep = [0xFF, 0xFF, 0x00, 0x80, 0x80, 0x00];
    let file = png_file(1, png::ColorType::Rgb, png::BitDepth::Sixteen, None, &deep);
    let decoded = decode(&file);
    assert_eq!(decoded.rgb().as_raw(), &[255, 0, 128]);
    assert_eq!(decoded.facts().bit_depth, 16);
    let clear = [9, 9, 9, 0, 100, 0, 200, 255];
    let file = png_file(2, png::ColorType::Rgba, png::BitDepth::Eight, None, &clear);
    assert_eq!(decode(&file).rgb().as_raw(), &[255, 255, 255, 100, 0, 200]);
}

fn png_file(
    width: u32,
    color: png::ColorType,
    depth: png::BitDepth,
    palette: Option<&[u8]>,
    row: &[u8],
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, 1);
    encoder.set_color(color);
    encoder.set_depth(depth);
    if let Some(palette) = palette {
        encoder.set_palette(palette);
    }
    encoder.write_header().unwrap().write_image_data(row).unwrap();
    file
}

/// An Exif block (TIFF structure, big-endian) with one entry: the orientation.
fn exif_block(orientation: u8) -> Vec<u8> {
    let mut block = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    block.extend([orientation, 0, 0, 0, 0, 0, 0]);
    block
}

/// `upright` as a file of that orientation stores it, from the tag's definition: 2–4 mirror and
/// turn in place, 5–8 store columns as rows.
fn stored(upright: &RgbImage, orientation: u8) -> RgbImage {
    use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
    match orientation {
        2 => flip_horizontal(upright),
        3 => rotate180(upright),
        4 => flip_vertical(upright),
        5 => flip_horizontal(&rotate90(upright)),
        6 => rotate270(upright),
        7 => flip_horizontal(&rotate270(upright)),
        8 => rotate90(upright),
        _ => upright.clone(),
    }
}

type Writer = fn(&RgbImage, u8) -> Vec<u8>;

fn jpeg_with(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut file, 100);
    encoder.set_exif_metadata(exif_block(orientation)).unwrap();
    encode(encoder, picture);
    file
}

fn png_with(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = PngEncoder::new(&mut file);
    encoder.set_exif_metadata(exif_block(orientation)).unwrap();
    encode(encoder, picture);
    file
}

fn webp_with(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut file);
    encoder.set_exif_metadata(exif_block(orientation)).unwrap();
    encode(encoder, picture);
    file
}

/// As `webp_with`, with the `Exif\0\0` prefix that some writers put before the block.
fn webp_with_prefix(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = WebPEncoder::new_lossless(&mut file);
    let block = [b"Exif\0\0".to_vec(), exif_block(orientation)].concat();
    encoder.set_exif_metadata(block).unwrap();
    encode(encoder, picture);
    file
}

fn encode(encoder: impl ImageEncoder, picture: &RgbImage) {
    let (width, height) = picture.dimensions();
    encoder.write_image(picture.as_raw(), width, height, ExtendedColorType::Rgb8).unwrap();
}

/// An uncompressed little-endian TIFF, written by hand.
fn tiff_with(picture: &RgbImage, orientation: u8) -> Vec<u8> {
    let (width, height) = picture.dimensions();
    let pixels = picture.as_raw();
    let mut file = b"II*\0".to_vec();
    file.extend((8 + pixels.len() as u32 + 6).to_le_bytes());
    file.extend(pixels);
    let depths_at = file.len() as u32;
    file.extend([8, 0, 8, 0, 8, 0]);
    // Tag, type (3 short, 4 long), count, value.
    let entries: [(u16, u16, u32, u32); 10] = [
        (256, 4, 1, width),
        (257, 4, 1, height),
        (258, 3, 3, depths_at),
        (259, 3, 1, 1),
        (262, 3, 1, 2),
        (273, 4, 1, 8),
        (274, 3, 1, u32::from(orientation)),
        (277, 3, 1, 3),
        (278, 4, 1, height),
        (279, 4, 1, pixels.len() as u32),
    ];
    file.extend((entries.len() as u16).to_le_bytes());
    for (tag, kind, count, value) in entries {
        file.extend(tag.to_le_bytes());
        file.extend(kind.to_le_bytes());
        file.extend(count.to_le_bytes());
        file.extend(value.to_le_bytes());
    }
    file.extend([0; 4]);
    file
}

#[test]
fn all_eight_orientations_are_applied_once_in_every_format_that_has_them() {
    let picture = drawn(48, 24);
    let writers: [(&str, Writer, u8); 5] = [
        ("jpeg", jpeg_with, 40),
        ("png", png_with, 0),
        ("webp", webp_with, 0),
        ("webp with prefix", webp_with_prefix, 0),
        ("tiff", tiff_with, 0),
    ];
    for (name, write, tolerance) in writers {
        for orientation in 1..=8 {
            let decoded = decode(&write(&stored(&picture, orientation), orientation));
            assert!(worst(decoded.rgb(), &picture) <= tolerance, "{name}, {orientation}");
            let facts = decoded.facts();
            assert_eq!((facts.width, facts.height), (48, 24), "{name}, {orientation}");
            assert_eq!(facts.exif_orientation, orientation, "{name}");
        }
    }
}

#[test]
fn an_invalid_orientation_is_none() {
    let picture = drawn(20, 10);
    for orientation in [0, 9, 255] {
        let decoded = decode(&png_with(&picture, orientation));
        assert_eq!(decoded.facts().exif_orientation, 1);
        assert_eq!(decoded.rgb(), &picture);
    }
}

#[test]
fn gray_pictures_turn_too() {
    let gray = GrayImage::from_raw(3, 2, vec![1, 2, 3, 4, 5, 6]).unwrap();
    let mut file = Vec::new();
    let mut encoder = PngEncoder::new(&mut file);
    encoder.set_exif_metadata(exif_block(6)).unwrap();
    encoder.write_image(gray.as_raw(), 3, 2, ExtendedColorType::L8).unwrap();
    let decoded = decode(&file);
    assert_eq!(decoded.luma().dimensions(), (2, 3));
    assert_eq!(decoded.luma().as_raw(), &[4, 1, 5, 2, 6, 3], "turned a quarter clockwise");
}

#[test]
fn clones_share_pixels_and_everything_is_computed_once() {
    let decoded = decode(&jpeg_with(&drawn(400, 300), 1));
    let other = decoded.clone();
    assert!(std::ptr::eq(decoded.rgb(), other.rgb()));
    assert!(std::ptr::eq(decoded.luma(), other.luma()));
    let level = |picture: &Picture| std::ptr::from_ref(picture.pyramid().level(2).unwrap());
    assert!(std::ptr::eq(level(&decoded), level(&other)));
    let sizes: Vec<_> = (0..decoded.pyramid().depth())
        .map(|i| decoded.pyramid().level(i).unwrap().width())
        .collect();
    assert_eq!(sizes, [400, 200, 100]);
}

#[test]
fn facts_survive_json_and_hold_the_hash() {
    let file = jpeg_with(&drawn(30, 20), 3);
    let facts = decode(&file).facts().clone();
    assert!(facts.sha256.starts_with("sha256:") && facts.sha256.len() == 71);
    assert!(facts.has_exif);
    let json = serde_json::to_value(&facts).unwrap();
    assert_eq!(json["format"], "jpeg");
    assert_eq!(json["color"], "rgb");
    assert_eq!(json["exif_orientation"], 3);
    let back: bonafide_imaging::FileFacts = serde_json::from_value(json).unwrap();
    assert_eq!(back, facts);
}

#[test]
fn a_colour_profile_is_noted() {
    let mut file = Vec::new();
    let mut encoder = PngEncoder::new(&mut file);
    encoder.set_icc_profile(vec![0; 132]).unwrap();
    encode(encoder, &drawn(8, 8));
    assert!(decode(&file).facts().has_icc);
}
