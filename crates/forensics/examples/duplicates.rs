//! How well changed pictures are found, and strangers told apart: `duplicates [synth] [FOLDER...]`.
//!
//! The pictures are indexed as JPEG 92 of at most 1400 pixels a side. Then each is asked for as it was stored,
//! with its own entry left out (strangers), and changed in every way of [`CHANGES`]. `synth` draws cards of one
//! issuer, each of another person. Settings are taken from the environment:
//!
//! | name | default | |
//! | --- | --- | --- |
//! | `PEOPLE` | 60 | cards that `synth` draws |
//! | `STEP`, `OFFSET` | 1, 0 | every so-manieth picture of the folders, and the first of them |
//! | `CHANGED` | all | only so many pictures are changed |
//! | `CHANGES` | all | only changes whose name begins so |
//! | `LOCATE` | 1 | 0: the document's outline is not looked for |
//! | `MISSED` | 0 | 1: what is not found is named |
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Instant;

use bonafide_forensics::Known;
use bonafide_forensics::duplicates::{DuplicateIndex, Fingerprint, IndexBuilder, Kind, Match};
use bonafide_imaging::{
    Limits, LocateOptions, Picture, Rgb, RgbImage, cropped_rgb8, encode_jpeg, locate,
    resized_area_rgb8, resized_linear_rgb8,
};
use bonafide_synth as synth;
use rayon::prelude::*;

type Failure = Box<dyn Error + Send + Sync>;

/// A way to change a picture, and the quality at which it is saved.
type Change = (&'static str, u8, fn(&RgbImage) -> RgbImage);

const CHANGES: &[Change] = &[
    ("jpeg 30", 30, RgbImage::clone),
    ("jpeg 60", 60, RgbImage::clone),
    ("jpeg 95", 95, RgbImage::clone),
    ("size .3", 80, |of| scaled(of, 0.3)),
    ("size .6", 80, |of| scaled(of, 0.6)),
    ("size 1.5", 80, |of| scaled(of, 1.5)),
    ("gray", 85, gray),
    ("rot 90", 85, |of| quarters(of, 1)),
    ("rot 180", 85, |of| quarters(of, 2)),
    ("rot 270", 85, |of| quarters(of, 3)),
    ("mirror", 85, mirrored),
    ("crop 5 all", 85, |of| trimmed(of, [0.05; 4])),
    ("crop 5 left", 85, |of| trimmed(of, [0.05, 0.0, 0.0, 0.0])),
    ("crop 5 bottom", 85, |of| trimmed(of, [0.0, 0.0, 0.0, 0.05])),
    ("crop 5 right, top", 85, |of| trimmed(of, [0.0, 0.05, 0.05, 0.0])),
    ("crop 2.5 all", 85, |of| trimmed(of, [0.025; 4])),
    ("crop 3 left, top", 85, |of| trimmed(of, [0.03, 0.0, 0.03, 0.0])),
    ("turn 3 grown, black", 85, |of| turned(of, 3.0, true, 0)),
    ("turn -3 grown, white", 85, |of| turned(of, -3.0, true, 255)),
    ("turn 3 within", 85, |of| turned(of, 3.0, false, 0)),
    ("turn -2 within", 85, |of| turned(of, -2.0, false, 128)),
    ("turn 1.5 grown", 85, |of| turned(of, 1.5, true, 0)),
];

/// Longest side of a picture that is indexed, in pixels.
const LONGEST: f32 = 1400.0;
const STORED_QUALITY: u8 = 92;

fn main() -> Result<(), Failure> {
    let mut paths = Vec::new();
    let mut pictures = Vec::new();
    for argument in std::env::args().skip(1) {
        if argument == "synth" {
            pictures = cards(setting("PEOPLE", 60_u64))?;
        } else {
            collect(Path::new(&argument), &mut paths)?;
        }
    }
    paths.sort();
    let chosen = paths.iter().skip(setting("OFFSET", 0)).step_by(setting("STEP", 1));
    pictures.extend(chosen.filter_map(|path| Some((path.display().to_string(), read(path)?))));
    let folder = tempfile::tempdir()?;
    let index = indexed(&folder.path().join("seen.bfd"), &pictures)?;
    println!("{} pictures, {} frames", index.len(), index.frames());
    strangers(&index, &pictures)?;
    let only = setting("CHANGED", usize::MAX);
    let named: String = setting("CHANGES", String::new());
    for change in CHANGES.iter().filter(|(name, ..)| name.starts_with(&named)) {
        changed(&index, pictures.get(..only).unwrap_or(&pictures), change)?;
    }
    Ok(())
}

fn setting<T: FromStr>(name: &str, default: T) -> T {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(default)
}

fn collect(path: &Path, paths: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if !path.is_dir() {
        paths.push(path.to_owned());
        return Ok(());
    }
    fs::read_dir(path)?.try_for_each(|entry| collect(&entry?.path(), paths))
}

/// `None` for what is no picture.
fn read(path: &Path) -> Option<RgbImage> {
    let picture = Picture::decode(&fs::read(path).ok()?, &Limits::default()).ok()?;
    let pixels = picture.rgb();
    let scale = LONGEST / pixels.width().max(pixels.height()) as f32;
    Some(if scale < 1.0 { scaled(pixels, scale) } else { pixels.clone() })
}

fn cards(people: u64) -> Result<Vec<(String, RgbImage)>, Failure> {
    let fonts = synth::Fonts::load()?;
    let today = jiff::civil::date(2026, 6, 1);
    let draw = |seed| {
        let kind = synth::CardKind::DriverLicense;
        let licence = synth::Licence::draw(kind, &synth::ISSUERS[0], seed, today);
        let options = synth::DrawOptions::default().dpi(200).mark(synth::Mark::SmallPrint);
        let scene = synth::card_front(&licence, &fonts, options);
        let (width, height) = scene.dimensions();
        let pixels = RgbImage::from_raw(width, height, scene.rgb8().to_vec());
        Ok((format!("card {seed}"), pixels.ok_or("a card without pixels")?))
    };
    (0..people).into_par_iter().map(draw).collect()
}

/// The fingerprint of a picture saved at this quality. Its bytes are told to be those of this number: of the
/// entry if it is stored, else none that is stored, so that only what it shows is asked for.
fn taken(pixels: &RgbImage, quality: u8, number: usize) -> Result<Fingerprint, Failure> {
    let picture = Picture::decode(&encode_jpeg(pixels, quality)?, &Limits::default())?;
    let document = if setting("LOCATE", 1) == 1 {
        locate(&picture, &LocateOptions::default()).into_iter().next()
    } else {
        None
    };
    let mut sha256 = [0; 32];
    sha256[..8].copy_from_slice(&(number as u64).to_le_bytes());
    Ok(Fingerprint::of(sha256, &picture, &Known { document, ..Known::default() }))
}

fn indexed(path: &Path, pictures: &[(String, RgbImage)]) -> Result<DuplicateIndex, Failure> {
    let stored =
        |(entry, (_, pixels)): (usize, &(String, RgbImage))| taken(pixels, STORED_QUALITY, entry);
    let fingerprints: Result<Vec<Fingerprint>, Failure> =
        pictures.par_iter().enumerate().map(stored).collect();
    let mut builder = IndexBuilder::create(path)?;
    for (entry, fingerprint) in fingerprints?.iter().enumerate() {
        builder.push(&entry.to_string(), fingerprint)?;
    }
    builder.finish()?;
    Ok(DuplicateIndex::open(path)?)
}

/// Asks for what is stored, each without its own entry.
fn strangers(index: &DuplicateIndex, pictures: &[(String, RgbImage)]) -> Result<(), Failure> {
    let ask = |(entry, (_, pixels)): (usize, &(String, RgbImage))| {
        let fingerprint = taken(pixels, STORED_QUALITY, usize::MAX)?;
        let started = Instant::now();
        let found = index.query(&fingerprint, Some(&entry.to_string()))?;
        let time = started.elapsed().as_secs_f64() * 1e3;
        Ok((entry, time, found))
    };
    let answers: Result<Vec<(usize, f64, Vec<Match>)>, Failure> =
        pictures.par_iter().enumerate().map(ask).collect();
    let answers = answers?;
    let mut times: Vec<f64> = answers.iter().map(|(_, time, _)| *time).collect();
    times.sort_by(f64::total_cmp);
    println!("a query: median {:.1} ms, 99 % {:.1} ms", at(&times, 0.5), at(&times, 0.99));
    let mut nearest: Vec<(usize, Match)> =
        answers.iter().filter_map(|(entry, _, found)| Some((*entry, *found.first()?))).collect();
    nearest.sort_by(|(_, a), (_, b)| b.similarity.total_cmp(&a.similarity));
    let mut values: Vec<f64> = nearest.iter().map(|(_, found)| found.similarity).collect();
    values.resize(pictures.len(), 0.0);
    values.sort_by(f64::total_cmp);
    println!(
        "nearest other: median {:.3}, 99 % {:.3}, highest {:.3}",
        at(&values, 0.5),
        at(&values, 0.99),
        at(&values, 1.0)
    );
    for (entry, found) in nearest.iter().filter(|(_, found)| found.is_duplicate()) {
        let name = |entry: usize| pictures.get(entry).map_or("", |(name, _)| name);
        let (kind, similarity) = (found.kind.name(), found.similarity);
        println!("  {kind} {similarity:.3}: {} and {}", name(*entry), name(found.entry));
    }
    Ok(())
}

/// Asks for changed pictures, and prints how many are found.
fn changed(
    index: &DuplicateIndex,
    pictures: &[(String, RgbImage)],
    (name, quality, change): &Change,
) -> Result<(), Failure> {
    let ask = |(entry, (_, pixels)): (usize, &(String, RgbImage))| {
        let found = index.query(&taken(&change(pixels), *quality, usize::MAX)?, None)?;
        Ok(found.into_iter().find(|one| one.entry == entry))
    };
    let answers: Result<Vec<Option<Match>>, Failure> =
        pictures.par_iter().enumerate().map(ask).collect();
    let answers = answers?;
    let found: Vec<&Match> =
        answers.iter().flatten().filter(|answer| answer.is_duplicate()).collect();
    let as_picture = found.iter().filter(|answer| answer.kind == Kind::Picture).count();
    let mut similarities: Vec<f64> =
        answers.iter().map(|answer| answer.map_or(0.0, |answer| answer.similarity)).collect();
    similarities.sort_by(f64::total_cmp);
    let mut bits: Vec<f64> = found.iter().map(|answer| f64::from(answer.distance)).collect();
    bits.sort_by(f64::total_cmp);
    println!(
        "{name:21} {:3} of {:3} found, {:.3} ({as_picture} as pictures); similarity: least {:.3}, 5 % {:.3}, median {:.3}; bits: median {}, 95 % {}, most {}",
        found.len(),
        answers.len(),
        found.len() as f64 / answers.len() as f64,
        at(&similarities, 0.0),
        at(&similarities, 0.05),
        at(&similarities, 0.5),
        at(&bits, 0.5),
        at(&bits, 0.95),
        at(&bits, 1.0),
    );
    if setting("MISSED", 0) == 1 {
        for ((of, _), answer) in pictures.iter().zip(&answers) {
            if !answer.is_some_and(|answer| answer.is_duplicate()) {
                println!("  missed {of}: {answer:?}");
            }
        }
    }
    Ok(())
}

/// A quantile of sorted values; 0 where there are none.
fn at(sorted: &[f64], share: f64) -> f64 {
    let place = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
    sorted.get(place).copied().unwrap_or_default()
}

fn scaled(pixels: &RgbImage, scale: f32) -> RgbImage {
    let side = |length: u32| (length as f32 * scale).round().max(1.0) as u32;
    let (width, height) = (side(pixels.width()), side(pixels.height()));
    if scale < 1.0 {
        resized_area_rgb8(pixels, width, height)
    } else {
        resized_linear_rgb8(pixels, width, height)
    }
}

/// Cuts shares of the sides off: left, right, top, bottom.
fn trimmed(pixels: &RgbImage, [left, right, top, bottom]: [f32; 4]) -> RgbImage {
    let (width, height) = (pixels.width() as f32, pixels.height() as f32);
    cropped_rgb8(
        pixels,
        (left * width).round() as i64,
        (top * height).round() as i64,
        (width * (1.0 - left - right)).round() as u32,
        (height * (1.0 - top - bottom)).round() as u32,
    )
}

/// Turned clockwise by so many times 90°.
fn quarters(pixels: &RgbImage, times: u32) -> RgbImage {
    (0..times).fold(pixels.clone(), |before, _| {
        let (width, height) = before.dimensions();
        RgbImage::from_fn(height, width, |x, y| *before.get_pixel(y, height - 1 - x))
    })
}

fn mirrored(pixels: &RgbImage) -> RgbImage {
    let (width, height) = pixels.dimensions();
    RgbImage::from_fn(width, height, |x, y| *pixels.get_pixel(width - 1 - x, y))
}

fn gray(pixels: &RgbImage) -> RgbImage {
    RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [r, g, b] = pixels.get_pixel(x, y).0.map(f32::from);
        Rgb([(0.299 * r + 0.587 * g + 0.114 * b).round() as u8; 3])
    })
}

/// Turned about the middle by so many degrees; what is not there is `fill`.
fn turned(pixels: &RgbImage, degrees: f64, grown: bool, fill: u8) -> RgbImage {
    let (width, height) = (f64::from(pixels.width()), f64::from(pixels.height()));
    let (sine, cosine) = degrees.to_radians().sin_cos();
    let (new_width, new_height) = if grown {
        (width * cosine + height * sine.abs(), width * sine.abs() + height * cosine)
    } else {
        (width, height)
    };
    RgbImage::from_fn(new_width as u32, new_height as u32, |x, y| {
        let dx = f64::from(x) + 0.5 - new_width / 2.0;
        let dy = f64::from(y) + 0.5 - new_height / 2.0;
        let x = cosine * dx + sine * dy + width / 2.0 - 0.5;
        let y = cosine * dy - sine * dx + height / 2.0 - 0.5;
        let inside = x >= 0.0 && y >= 0.0 && x <= width - 1.0 && y <= height - 1.0;
        if inside { bilinear(pixels, x, y) } else { Rgb([fill; 3]) }
    })
}

#[allow(clippy::many_single_char_names)] // coordinates have no longer names
fn bilinear(pixels: &RgbImage, x: f64, y: f64) -> Rgb<u8> {
    let (left, top) = (x as u32, y as u32);
    let right = (left + 1).min(pixels.width() - 1);
    let bottom = (top + 1).min(pixels.height() - 1);
    let (dx, dy) = (x.fract(), y.fract());
    let [a, b, c, d] = [(left, top), (right, top), (left, bottom), (right, bottom)]
        .map(|(x, y)| pixels.get_pixel(x, y).0.map(f64::from));
    Rgb([0, 1, 2].map(|k| {
        let upper = a[k] * (1.0 - dx) + b[k] * dx;
        let lower = c[k] * (1.0 - dx) + d[k] * dx;
        (upper * (1.0 - dy) + lower * dy).round() as u8
    }))
}
