//! What is measured with a detector and landmarks, where a machine has pictures and models: copies of
//! pictures, whose faces are looked for again, against other pictures; and mouths and eyes of people who
//! were asked for nothing (`BONAFIDE_CORPUS`, `BONAFIDE_MODELS`, as in `measured.rs`).
//!
//! [`SAME_PICTURE`] is not fitted on them: see where it stands.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use bonafide_face::{Choice, Faces, Turns};
use bonafide_imaging::{
    Limits, Picture, Rgb, RgbImage, cropped_rgb8, encode_jpeg, encode_png, resized_area_rgb8,
};
use bonafide_inference::{Backend, BackendChoice, Device, Models, RuntimeOptions};
use bonafide_liveness::{Frame, MOUTH_OPEN, SAME_PICTURE, thumbnail};
use bonafide_testing::say;
use bonafide_types::Score;
use serde_json::Value;

fn folders() -> Option<[PathBuf; 2]> {
    bonafide_testing::folders("repeated", ["BONAFIDE_CORPUS", "BONAFIDE_MODELS"])
}

const CUT: &str = "cropped by 3 %";

type Copy = (&'static str, fn(&RgbImage) -> Vec<u8>);

const COPIES: [Copy; 10] = [
    ("JPEG 95", |p| encode_jpeg(p, 95).unwrap()),
    ("JPEG 90", |p| encode_jpeg(p, 90).unwrap()),
    ("JPEG 70", |p| encode_jpeg(p, 70).unwrap()),
    ("JPEG 50", |p| encode_jpeg(p, 50).unwrap()),
    ("cropped by a pixel", |p| cropped(p, 1)),
    (CUT, |p| cropped(p, p.width() * 3 / 100)),
    ("resized to 0.8", |p| resized(p, 0.8)),
    ("resized to 0.5", |p| resized(p, 0.5)),
    ("brighter by a tenth", |p| {
        let brighter = |level: u8| (f32::from(level) * 1.1).round().min(255.0) as u8;
        encode_png(&RgbImage::from_fn(p.width(), p.height(), |x, y| {
            Rgb(p.get_pixel(x, y).0.map(brighter))
        }))
        .unwrap()
    }),
    ("mirrored", |p| {
        let last = p.width() - 1;
        let from = |x, y| *p.get_pixel(last - x, y);
        encode_jpeg(&RgbImage::from_fn(p.width(), p.height(), from), 90).unwrap()
    }),
];

fn cropped(picture: &RgbImage, by: u32) -> Vec<u8> {
    let (width, height) = (picture.width() - by, picture.height() - by);
    encode_jpeg(&cropped_rgb8(picture, by.into(), by.into(), width, height), 95).unwrap()
}

fn resized(picture: &RgbImage, by: f32) -> Vec<u8> {
    let side = |side: u32| (side as f32 * by) as u32;
    let small = resized_area_rgb8(picture, side(picture.width()), side(picture.height()));
    encode_jpeg(&small, 90).unwrap()
}

/// A picture of one face, as a step sees it.
fn frame(faces: &Faces, picture: &Picture) -> Option<Frame> {
    let found = faces.find(picture, Turns::Upright).unwrap();
    let [face] = found.as_slice() else { return None };
    let mut frame = Frame::default();
    frame.thumbnail = thumbnail(picture, face.area);
    Some(frame)
}

fn opened(folder: &Path) -> Faces {
    let mut options = RuntimeOptions::default();
    (options.device, options.backend) = (Device::Cpu, BackendChoice::Only(Backend::Rten));
    let models = Models::builder().options(options).folder(folder).build().unwrap();
    Faces::open(&models, &Choice::default()).unwrap()
}

/// Name and content of the pictures of liveness with surroundings, the smaller ones, for time.
fn pictures(corpus: &Path) -> Vec<(String, Picture)> {
    let cases = std::fs::read_to_string(corpus.join("face/cases.jsonl")).unwrap();
    let rows = cases.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.filter(|row| row["task"] == "liveness" && row["kind"] != "tight_crop")
        .map(|row| {
            let name = row["image"].as_str().unwrap().to_owned();
            let bytes = std::fs::read(corpus.join("face/images").join(&name)).unwrap();
            (name, Picture::decode(&bytes, &Limits::default()).unwrap())
        })
        .filter(|(_, picture)| {
            let (width, height) = picture.rgb().dimensions();
            u64::from(width) * u64::from(height) <= 1_000_000
        })
        .collect()
}

#[test]
fn hardly_a_mouth_is_open_that_was_not_asked_to() {
    let Some([corpus, folder]) = folders() else { return };
    let faces = opened(&folder);
    let (mut mouths, mut eyes) = (Vec::new(), Vec::new());
    for (_, picture) in pictures(&corpus) {
        for face in faces.find(&picture, Turns::Upright).unwrap() {
            let quality = faces.quality(&picture, &face);
            mouths.extend(quality.mouth_closed.map(|closed| 1.0 - closed.get()));
            eyes.extend(quality.eyes_open.map(Score::get));
        }
    }
    let open = |limit: f64| mouths.iter().filter(|&&open| open >= limit).count();
    say(&format!(
        "{} faces: {} mouths are open at {MOUTH_OPEN}, {} at 0.5; least openness of eyes {:.2}",
        mouths.len(),
        open(MOUTH_OPEN),
        open(0.5),
        eyes.iter().copied().fold(1.0, f64::min)
    ));
    assert!(20 * open(MOUTH_OPEN) <= mouths.len(), "more than one in twenty");
}

#[test]
fn copies_are_noticed_and_other_pictures_are_not() {
    let Some([corpus, folder]) = folders() else { return };
    let faces = opened(&folder);
    let mut frames = Vec::new();
    let mut noticed: Vec<Vec<f64>> = vec![Vec::new(); COPIES.len()];
    for (name, picture) in pictures(&corpus) {
        let Some(original) = frame(&faces, &picture) else { continue };
        for ((_, copy), apart) in COPIES.iter().zip(&mut noticed) {
            let copy = Picture::decode(&copy(picture.rgb()), &Limits::default()).unwrap();
            let Some(copy) = frame(&faces, &copy) else { continue };
            apart.extend(copy.difference(&original));
        }
        // Prints and screens that were generated from another picture of the set are that picture.
        if !name.contains("_synth_") {
            frames.push((name, original));
        }
    }
    for ((what, _), apart) in COPIES.iter().zip(&mut noticed) {
        apart.sort_by(f64::total_cmp);
        let count = apart.iter().filter(|&&apart| apart < SAME_PICTURE).count();
        say(&format!(
            "{what}: {count} of {} noticed, median {:.3}, greatest {:.3}",
            apart.len(),
            apart[apart.len() / 2],
            apart[apart.len() - 1]
        ));
        let asked = if *what == CUT { 0.5 } else { 0.9 };
        assert!(count as f64 >= asked * apart.len() as f64, "{what}");
    }
    let mut others: Vec<(f64, String)> = Vec::new();
    for (index, (name, a)) in frames.iter().enumerate() {
        for (other, b) in frames.iter().skip(index + 1) {
            others.extend(a.difference(b).map(|apart| (apart, format!("{name} {other}"))));
        }
    }
    others.sort_by(|a, b| a.0.total_cmp(&b.0));
    say(&format!(
        "other pictures: {} of {} pairs below {SAME_PICTURE}",
        others.iter().filter(|(apart, _)| *apart < SAME_PICTURE).count(),
        others.len()
    ));
    say(&format!("nearest: {:.3?}", &others[..others.len().min(8)]));
    assert!(others.iter().all(|(apart, _)| *apart >= SAME_PICTURE), "another picture is a copy");
}
