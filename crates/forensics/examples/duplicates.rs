//! How well changed pictures are found, and strangers told apart: `duplicates [synth] [FOLDER...]`.
//!
//! `synth` draws cards of one issuer for `PEOPLE` people (60). `STEP` takes every so-manieth picture of the
//! folders, `CHANGED` changes only so many of all, `CHANGES` only as named so, `NOLOCATE` looks for no outline.
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::pedantic)]
use bonafide_forensics::Known;
use bonafide_forensics::duplicates::*;
use bonafide_imaging::*;
use bonafide_synth as synth;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

fn known(p: &Picture) -> Known {
    if std::env::var("NOLOCATE").is_ok() {
        return Known::default();
    }
    Known { document: locate(p, &LocateOptions::default()).into_iter().next(), ..Known::default() }
}
fn decoded(b: &[u8]) -> Option<Picture> {
    Picture::decode(b, &Limits::default()).ok()
}
fn print(p: &Picture) -> Fingerprint {
    Fingerprint::of(
        p.rgb().as_raw().iter().fold([0; 32], |mut h: [u8; 32], v| {
            h[usize::from(*v & 31)] = h[usize::from(*v & 31)].wrapping_mul(31).wrapping_add(*v);
            h
        }),
        p,
        &known(p),
    )
}
fn jpeg(i: &RgbImage, q: u8) -> Vec<u8> {
    encode_jpeg(i, q).unwrap()
}
fn crop(i: &RgbImage, l: f32, r: f32, t: f32, b: f32) -> RgbImage {
    let (w, h) = (i.width() as f32, i.height() as f32);
    cropped_rgb8(
        i,
        (l * w) as i64,
        (t * h) as i64,
        (w - l * w - r * w) as u32,
        (h - t * h - b * h) as u32,
    )
}
fn size(i: &RgbImage, s: f32) -> RgbImage {
    let (w, h) = ((i.width() as f32 * s).max(1.0) as u32, (i.height() as f32 * s).max(1.0) as u32);
    if s < 1.0 { resized_area_rgb8(i, w, h) } else { resized_linear_rgb8(i, w, h) }
}
fn turn(i: &RgbImage, n: u32) -> RgbImage {
    let mut o = i.clone();
    for _ in 0..n {
        let (w, h) = o.dimensions();
        o = RgbImage::from_fn(h, w, |x, y| *o.get_pixel(y, h - 1 - x));
    }
    o
}
fn mirror(i: &RgbImage) -> RgbImage {
    RgbImage::from_fn(i.width(), i.height(), |x, y| *i.get_pixel(i.width() - 1 - x, y))
}
fn gray(i: &RgbImage) -> RgbImage {
    RgbImage::from_fn(i.width(), i.height(), |x, y| {
        let p = i.get_pixel(x, y).0;
        let g = (0.299 * p[0] as f32 + 0.587 * p[1] as f32 + 0.114 * p[2] as f32) as u8;
        Rgb([g; 3])
    })
}
fn rot(i: &RgbImage, d: f64, grown: bool, fill: u8) -> RgbImage {
    let (w, h) = (f64::from(i.width()), f64::from(i.height()));
    let (s, c) = d.to_radians().sin_cos();
    let (nw, nh) = if grown { (w * c + h * s.abs(), w * s.abs() + h * c) } else { (w, h) };
    RgbImage::from_fn(nw as u32, nh as u32, |x, y| {
        let (dx, dy) = (f64::from(x) + 0.5 - nw / 2.0, f64::from(y) + 0.5 - nh / 2.0);
        let (sx, sy) = (c * dx + s * dy + w / 2.0 - 0.5, -s * dx + c * dy + h / 2.0 - 0.5);
        if sx < 0.0 || sy < 0.0 || sx > w - 1.0 || sy > h - 1.0 {
            return Rgb([fill; 3]);
        }
        let (x0, y0) = (sx as u32, sy as u32);
        let (x1, y1) = ((x0 + 1).min(i.width() - 1), (y0 + 1).min(i.height() - 1));
        let (fx, fy) = (sx.fract(), sy.fract());
        Rgb([0, 1, 2].map(|k| {
            let v = |x, y| f64::from(i.get_pixel(x, y).0[k]);
            ((v(x0, y0) * (1.0 - fx) + v(x1, y0) * fx) * (1.0 - fy)
                + (v(x0, y1) * (1.0 - fx) + v(x1, y1) * fx) * fy)
                .round() as u8
        }))
    })
}
type Change = (&'static str, fn(&RgbImage) -> Vec<u8>);
const CHANGES: &[Change] = &[
    ("jpeg 30", |i| jpeg(i, 30)),
    ("jpeg 60", |i| jpeg(i, 60)),
    ("jpeg 95", |i| jpeg(i, 95)),
    ("size .3", |i| jpeg(&size(i, 0.3), 80)),
    ("size .6", |i| jpeg(&size(i, 0.6), 80)),
    ("size 1.5", |i| jpeg(&size(i, 1.5), 80)),
    ("gray", |i| jpeg(&gray(i), 85)),
    ("turn 90", |i| jpeg(&turn(i, 1), 85)),
    ("turn 180", |i| jpeg(&turn(i, 2), 85)),
    ("turn 270", |i| jpeg(&turn(i, 3), 85)),
    ("mirror", |i| jpeg(&mirror(i), 85)),
    ("crop 5 all", |i| jpeg(&crop(i, 0.05, 0.05, 0.05, 0.05), 85)),
    ("crop 5 left", |i| jpeg(&crop(i, 0.05, 0.0, 0.0, 0.0), 85)),
    ("crop 5 bottom", |i| jpeg(&crop(i, 0.0, 0.0, 0.0, 0.05), 85)),
    ("crop 5 right top", |i| jpeg(&crop(i, 0.0, 0.05, 0.05, 0.0), 85)),
    ("crop 2.5 all", |i| jpeg(&crop(i, 0.025, 0.025, 0.025, 0.025), 85)),
    ("crop 3 left top", |i| jpeg(&crop(i, 0.03, 0.0, 0.03, 0.0), 85)),
    ("turn 3 grown", |i| jpeg(&rot(i, 3.0, true, 0), 85)),
    ("turn -3 grown white", |i| jpeg(&rot(i, -3.0, true, 255), 85)),
    ("turn 3 within", |i| jpeg(&rot(i, 3.0, false, 0), 85)),
    ("turn -2 within", |i| jpeg(&rot(i, -2.0, false, 128), 85)),
    ("turn 1.5 grown", |i| jpeg(&rot(i, 1.5, true, 0), 85)),
];
fn quantiles(name: &str, mut v: Vec<f64>) {
    v.sort_by(f64::total_cmp);
    let q = |p: f64| v.get(((v.len() - 1) as f64 * p).round() as usize).copied().unwrap_or(9.0);
    let share = |t: f64| v.iter().filter(|x| **x >= t).count() as f64 / v.len() as f64;
    println!(
        "{name:22} n {:6} asked {:.3} | min {:.2} 1% {:.2} 5% {:.2} 10% {:.2} 50% {:.2} 99% {:.2} max {:.2} | >= .6 {:.3} .65 {:.3} .7 {:.3} .75 {:.3} .8 {:.3}",
        v.len(),
        share(0.0),
        q(0.),
        q(0.01),
        q(0.05),
        q(0.1),
        q(0.5),
        q(0.99),
        q(1.),
        share(0.6),
        share(0.65),
        share(0.7),
        share(0.75),
        share(0.8)
    );
}
fn files(p: &Path, out: &mut Vec<PathBuf>) {
    if p.is_dir() {
        for e in std::fs::read_dir(p).unwrap() {
            files(&e.unwrap().path(), out);
        }
    } else {
        out.push(p.into())
    }
}
fn main() {
    let mut all = Vec::new();
    for a in std::env::args().skip(1) {
        if a != "synth" {
            files(Path::new(&a), &mut all);
        }
    }
    all.sort();
    let step = std::env::var("STEP").map_or(1, |s| s.parse().unwrap());
    let mut pictures: Vec<(String, RgbImage)> = all
        .iter()
        .step_by(step)
        .filter_map(|p| {
            let b = std::fs::read(p).ok()?;
            let d = decoded(&b)?;
            let i = d.rgb();
            let s = (1400.0 / i.width().max(i.height()) as f32).min(1.0);
            Some((p.display().to_string(), if s < 1.0 { size(i, s) } else { i.clone() }))
        })
        .collect();
    if std::env::args().any(|a| a == "synth") {
        let fonts = synth::Fonts::load().unwrap();
        let n: u64 = std::env::var("PEOPLE").map_or(60, |s| s.parse().unwrap());
        pictures.extend(
            (0..n)
                .into_par_iter()
                .map(|seed| {
                    let card = synth::Licence::draw(
                        synth::CardKind::DriverLicense,
                        &synth::ISSUERS[0],
                        seed,
                        jiff_date(),
                    );
                    let s = synth::card_front(
                        &card,
                        &fonts,
                        synth::DrawOptions::default().dpi(200).mark(synth::Mark::SmallPrint),
                    );
                    let (w, h) = s.dimensions();
                    (format!("card {seed}"), RgbImage::from_raw(w, h, s.rgb8().to_vec()).unwrap())
                })
                .collect::<Vec<_>>(),
        );
    }
    println!("{} pictures", pictures.len());
    let stored: Vec<Fingerprint> =
        pictures.par_iter().map(|(_, i)| print(&decoded(&jpeg(i, 92)).unwrap())).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seen.bfd");
    let mut builder = IndexBuilder::create(&path).unwrap();
    for (i, f) in stored.iter().enumerate() {
        builder.push(&i.to_string(), f).unwrap();
    }
    builder.finish().unwrap();
    let index = DuplicateIndex::open(&path).unwrap();
    let started = std::time::Instant::now();
    let mut strangers: Vec<(usize, Vec<Match>)> = stored
        .par_iter()
        .enumerate()
        .map(|(i, f)| (i, index.query(f, Some(&i.to_string())).unwrap()))
        .collect();
    println!("{:.1} ms a query", started.elapsed().as_secs_f64() * 1e3 / stored.len() as f64);
    let best = |m: &[Match]| m.first().map_or(-1.0, |m| m.similarity);
    strangers.sort_by(|a, b| best(&b.1).total_cmp(&best(&a.1)));
    quantiles("strangers, best of all", strangers.iter().map(|s| best(&s.1)).collect());
    for (i, m) in strangers.iter().take(12) {
        if let Some(m) = m.first() {
            println!(
                "  {:.3} {:?} {} bits: {} {}",
                m.similarity, m.kind, m.distance, pictures[*i].0, pictures[m.entry].0
            );
        }
    }
    let only = std::env::var("CHANGED").map_or(usize::MAX, |s| s.parse().unwrap());
    let filter = std::env::var("CHANGES").unwrap_or_default();
    for (name, change) in CHANGES {
        if !name.contains(&filter) {
            continue;
        }
        let v: Vec<f64> = pictures
            .par_iter()
            .enumerate()
            .take(only)
            .map(|(i, (_, p))| {
                let f = print(&decoded(&change(p)).unwrap());
                index
                    .query(&f, None)
                    .unwrap()
                    .iter()
                    .filter(|m| m.entry == i)
                    .map(|m| m.similarity)
                    .fold(-1.0, f64::max)
            })
            .collect();
        quantiles(name, v);
    }
}
fn jiff_date() -> jiff::civil::Date {
    jiff::civil::date(2026, 6, 1)
}
