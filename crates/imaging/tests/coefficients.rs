//! Coefficients against the pixels of a decoder that shares nothing with their reader, and bytes that
//! are no JPEG files.
#![allow(clippy::unwrap_used)]

use bonafide_imaging::{Coefficients, Component, Limits, Picture, encode_jpeg};
use bonafide_testing::folder;
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use proptest::prelude::*;

/// A drawing with edges, slopes and grain, three samples a pixel.
fn drawing(width: usize, height: usize) -> Vec<u8> {
    let mut grain = 1_u32;
    let mut samples = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            grain = grain.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let edge = if (x / 13 + y / 9) % 2 == 0 { 60 } else { 170 };
            let level = edge + x * 40 / width + (grain >> 28) as usize;
            samples.extend([level as u8, (level - 20) as u8, (level + y * 20 / height) as u8]);
        }
    }
    samples
}

#[derive(Clone, Copy, Debug)]
struct Way {
    progressive: bool,
    gray: bool,
    sampling: SamplingFactor,
    restart: u16,
    quality: u8,
}

fn file((width, height): (usize, usize), way: Way) -> Vec<u8> {
    let mut samples = drawing(width, height);
    if way.gray {
        samples = samples.chunks(3).map(|pixel| pixel[0]).collect();
    }
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, way.quality);
    encoder.set_progressive(way.progressive);
    encoder.set_sampling_factor(way.sampling);
    encoder.set_restart_interval(way.restart);
    let kind = if way.gray { ColorType::Luma } else { ColorType::Rgb };
    encoder.encode(&samples, width as u16, height as u16, kind).unwrap();
    file
}

/// `cos((2x + 1) u π / 16)`, scaled as T.81 A.3.3 does.
fn basis() -> [[f64; 8]; 8] {
    std::array::from_fn(|x| {
        std::array::from_fn(|u| {
            let scale = if u == 0 { (1.0_f64 / 8.0).sqrt() } else { 0.5 };
            scale * ((2 * x + 1) as f64 * u as f64 * std::f64::consts::PI / 16.0).cos()
        })
    })
}

/// The samples of a component, not rounded, of its own size.
fn samples(component: &Component) -> (usize, Vec<f64>) {
    let basis = basis();
    let stride = component.columns() * 8;
    let mut plane = vec![0.0; stride * component.rows() * 8];
    for row in 0..component.rows() {
        for column in 0..component.columns() {
            let block = component.block(column, row).unwrap();
            let value = |i: usize| f64::from(block[i]) * f64::from(component.quantisation()[i]);
            let mut across = [[0.0; 8]; 8];
            for (v, line) in across.iter_mut().enumerate() {
                for (x, sample) in line.iter_mut().enumerate() {
                    *sample = (0..8).map(|u| value(v * 8 + u) * basis[x][u]).sum();
                }
            }
            for y in 0..8 {
                for x in 0..8 {
                    let sum: f64 = (0..8).map(|v| across[v][x] * basis[y][v]).sum();
                    plane[(row * 8 + y) * stride + column * 8 + x] = sum + 128.0;
                }
            }
        }
    }
    (stride, plane)
}

/// The largest and the mean difference between the luma of the decoded picture and that of the
/// coefficients, in levels, over samples that were not clipped.
fn luma_error(bytes: &[u8]) -> (f64, f64) {
    let picture = Picture::decode(bytes, &Limits::default()).unwrap();
    let read = Coefficients::read(bytes, &Limits::default()).unwrap();
    let (stride, plane) = samples(read.component(0).unwrap());
    let (width, height) = read.dimensions();
    let (mut most, mut sum, mut count) = (0.0_f64, 0.0, 0);
    for y in 0..height {
        for x in 0..width {
            let (up_x, up_y) = read.upright(picture.facts().exif_orientation, x, y);
            let [red, green, blue] = picture.rgb().get_pixel(up_x, up_y).0;
            if [red, green, blue].iter().any(|&sample| sample == 0 || sample == 255) {
                continue;
            }
            let shown = 0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue);
            let error = (shown - plane[y as usize * stride + x as usize]).abs();
            (most, sum, count) = (most.max(error), sum + error, count + 1);
        }
    }
    (most, sum / f64::from(count.max(1)))
}

const SAMPLINGS: [SamplingFactor; 5] = [
    SamplingFactor::R_4_4_4,
    SamplingFactor::R_4_2_2,
    SamplingFactor::R_4_2_0,
    SamplingFactor::R_4_4_0,
    SamplingFactor::R_4_1_1,
];

fn ways() -> impl Strategy<Value = Way> {
    let samplings = prop::sample::select(SAMPLINGS.as_slice());
    (any::<bool>(), any::<bool>(), samplings, 0..4_u16, 5..=100_u8).prop_map(
        |(progressive, gray, sampling, restart, quality)| Way {
            progressive,
            gray,
            sampling,
            restart,
            quality,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Half a level by rounding the samples, half a level by rounding red, green and blue, and what the
    /// decoder's integer transform adds. Over a picture of few blocks or few levels all may have one sign.
    #[test]
    fn luma_is_that_of_the_decoder(width in 1..70_usize, height in 1..50_usize, way in ways()) {
        let (most, _) = luma_error(&file((width, height), way));
        prop_assert!(most < 1.25, "{most}");
    }

    /// The same pixels at the same quality have the same coefficients, in whichever order they are sent.
    #[test]
    fn progressive_and_baseline_say_the_same(width in 1..70_usize, height in 1..50_usize, way in ways()) {
        let read = |progressive| {
            let bytes = file((width, height), Way { progressive, ..way });
            Coefficients::read(&bytes, &Limits::default()).unwrap()
        };
        let (one, other) = (read(false), read(true));
        prop_assert!(!one.is_progressive() && other.is_progressive());
        for (one, other) in one.components().iter().zip(other.components()) {
            prop_assert_eq!(one.quantisation(), other.quantisation());
            for row in 0..one.rows() {
                prop_assert!(one.row(row).eq(other.row(row)));
            }
        }
    }

    /// Damage gives an error or other coefficients, never a panic.
    #[test]
    fn damage_never_panics(
        way in ways(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        kept in any::<prop::sample::Index>(),
    ) {
        let mut bytes = file((40, 30), way);
        let length = bytes.len();
        bytes[at.index(length)] = byte;
        let mut limits = Limits::default();
        limits.max_pixels = 1 << 20;
        let _ = Coefficients::read(&bytes, &limits);
        bytes.truncate(2 + kept.index(length));
        let _ = Coefficients::read(&bytes, &limits);
    }

    #[test]
    fn strange_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(Coefficients::read(&bytes, &Limits::default()).is_err());
        let jpeg = [&[0xFF, 0xD8][..], &bytes].concat();
        let _ = Coefficients::read(&jpeg, &Limits::default());
    }
}

/// Over many pictures roundings of either sign meet.
#[test]
fn luma_is_that_of_the_decoder_on_average() {
    let mut means = Vec::new();
    for sampling in SAMPLINGS {
        for (progressive, gray) in [(false, false), (true, false), (false, true), (true, true)] {
            for quality in [5, 17, 40, 75, 90, 100] {
                let way = Way { progressive, gray, sampling, restart: 2, quality };
                means.extend(
                    [(61, 43), (24, 9), (1, 13)].map(|size| luma_error(&file(size, way)).1),
                );
            }
        }
    }
    let mean = means.iter().sum::<f64>() / means.len() as f64;
    assert!(mean < 0.3, "{mean}");
}

/// Another encoder, with the colours at full resolution.
#[test]
fn luma_of_our_own_encoder() {
    let drawn = bonafide_imaging::RgbImage::from_raw(61, 43, drawing(61, 43)).unwrap();
    for quality in [20, 75, 95, 100] {
        let (most, mean) = luma_error(&encode_jpeg(&drawn, quality).unwrap());
        assert!(most < 2.0 && mean < 0.6, "{quality}: {most} {mean}");
    }
}

/// All JPEG files of the measuring set of manipulations.
#[test]
fn luma_of_the_measuring_set() {
    let Some(corpus) = folder("luma of the measuring set", "BONAFIDE_CORPUS") else { return };
    let mut files: Vec<_> = std::fs::read_dir(corpus.join("forensics/img"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "jpg"))
        .collect();
    files.sort();
    for path in files {
        let bytes = std::fs::read(&path).unwrap();
        let (most, mean) = luma_error(&bytes);
        assert!(most < 2.5 && mean < 0.6, "{}: {most} {mean}", path.display());
    }
}
