//! Whole pictures of the measuring set against the reference's faces and encodings, and properties
//! that hold on them: orientation, order, threads.
#![allow(clippy::unwrap_used)]

mod support;

use std::path::Path;

use bonafide_face::{Faces, QuarterTurn, Turns, portrait};
use bonafide_imaging::{Limits, Picture, RgbImage, encode_png};
use bonafide_testing::not_performed;
use serde_json::Value;
use support::{json, numbers, picture, sets};

/// Between the encodings of one picture; they have the length 0.517.
const ENCODING_BAR: f64 = 0.03;
/// The same where no decoder of JPEG, which are free to round otherwise, takes part.
const LOSSLESS_BAR: f64 = 0.005;
/// Files with less than this can be decoded and searched often in a test.
const SMALL: u64 = 120_000;

/// Lossless or small pictures of the set with one face, and what the reference made of them.
fn small_pictures(set: &Path) -> Vec<(String, Picture, Value)> {
    let golden = json(&set.join("golden.json"));
    let files = golden.as_object().unwrap().iter();
    files
        .filter_map(|(file, value)| {
            let path = set.join("images").join(file);
            (std::fs::metadata(&path).unwrap().len() < SMALL)
                .then(|| (file.clone(), picture(&path), value.clone()))
        })
        .collect()
}

#[test]
fn faces_and_encodings_are_the_references() {
    for (set, faces) in sets("faces_and_encodings_are_the_references") {
        if !faces.encoder_id().0.contains(":arcface112/1:yunet/1") {
            not_performed("encodings", "those of the reference are of another encoder");
            continue;
        }
        let (mut count, mut within) = (0, 0);
        for (file, picture, golden) in small_pictures(&set) {
            let found = faces.find(&picture, Turns::Upright).unwrap();
            assert_eq!(found.len(), golden["faces"].as_array().unwrap().len(), "{file}");
            let Some(expected) = golden["main"]["embedding"].as_array() else { continue };
            let encoding = faces.encode(&picture, &found[0]).unwrap();
            let squares = encoding
                .values()
                .iter()
                .zip(expected)
                .map(|(&a, b)| (f64::from(a) - b.as_f64().unwrap()).powi(2));
            let distance = squares.sum::<f64>().sqrt();
            let largest = golden["main"]["index"].as_u64().unwrap() as usize;
            let area = numbers(&golden["faces"][largest]["box"]);
            assert!((f64::from(found[0].area.x) - area[0]).abs() <= 1.5 + 0.01 * area[2], "{file}");
            let lossless = Path::new(&file).extension().is_some_and(|kind| kind == "png");
            let bar = if lossless { LOSSLESS_BAR } else { 2.0 * ENCODING_BAR };
            assert!(distance <= bar, "{file}: {distance}");
            count += 1;
            within += usize::from(distance <= ENCODING_BAR);
        }
        assert!(count >= 20 && within * 100 >= count * 90, "{within} of {count}");
    }
}

fn undone(turn: QuarterTurn, picture: &RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    match turn {
        QuarterTurn::None => picture.clone(),
        QuarterTurn::Half => RgbImage::from_fn(width, height, |x, y| {
            *picture.get_pixel(width - 1 - x, height - 1 - y)
        }),
        QuarterTurn::Left => {
            RgbImage::from_fn(height, width, |x, y| *picture.get_pixel(y, height - 1 - x))
        }
        QuarterTurn::Right => {
            RgbImage::from_fn(height, width, |x, y| *picture.get_pixel(width - 1 - y, x))
        }
    }
}

#[test]
fn a_lying_picture_has_the_same_faces() {
    for (set, faces) in sets("a_lying_picture_has_the_same_faces") {
        let mut count = 0;
        for (file, upright, _) in small_pictures(&set).into_iter().take(14) {
            let known = faces.find(&upright, Turns::Upright).unwrap();
            if known.len() != 1 {
                continue;
            }
            count += 1;
            let expected = faces.encode(&upright, &known[0]).unwrap();
            for turn in
                [QuarterTurn::None, QuarterTurn::Right, QuarterTurn::Half, QuarterTurn::Left]
            {
                let bytes = encode_png(&undone(turn, upright.rgb())).unwrap();
                let lying = Picture::decode(&bytes, &Limits::default()).unwrap();
                let found = faces.find(&lying, Turns::Four).unwrap();
                let main = &found[portrait(&found).unwrap()];
                assert_eq!(main.turn, turn, "{file}");
                let distance =
                    faces.encode(&lying, &found[0]).unwrap().distance(&expected).unwrap();
                assert!(distance.get() < 0.2, "{file} {turn:?}: {}", distance.get());
                let direction = found[0].direction.unwrap();
                let roll = known[0].direction.unwrap().roll;
                assert!((direction.roll - roll).abs() < 5.0, "{file} {turn:?}");
                let crop = faces.portrait_crop(&lying, main, 200);
                assert!(crop.height() <= 200 && crop.height() >= crop.width() / 2, "{file}");
            }
        }
        assert!(count >= 8, "{count} pictures with one face");
    }
}

#[test]
fn threads_and_batches_agree() {
    fn shared<T: Send + Sync>(_: &T) {}
    for (set, faces) in sets("threads_and_batches_agree") {
        shared(&faces);
        let pictures = small_pictures(&set);
        let encode = |faces: &Faces, picture: &Picture| {
            let found = faces.find(picture, Turns::Upright).unwrap();
            (faces.encode_all(picture, &found).unwrap(), found)
        };
        let alone: Vec<_> = pictures.iter().take(8).map(|(_, p, _)| encode(&faces, p)).collect();
        let together: Vec<_> = std::thread::scope(|scope| {
            let (encode, faces) = (&encode, &faces);
            let threads: Vec<_> = pictures
                .iter()
                .take(8)
                .map(|(_, picture, _)| scope.spawn(move || encode(faces, picture)))
                .collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(alone == together, "results depend on the threads");
        let encodings: usize = alone.iter().map(|(encodings, _)| encodings.len()).sum();
        assert!(encodings >= 8, "{encodings} encodings");
        for ((_, picture, _), (encodings, found)) in pictures.iter().zip(&alone) {
            for (encoding, face) in encodings.iter().zip(found) {
                let one = faces.encode(picture, face).unwrap();
                assert!(one.distance(encoding).unwrap().get() < 1e-4);
                let quality = faces.quality(picture, face);
                assert!(quality.inter_eye_px > 0.0 && quality.eyes_open.is_some());
            }
        }
    }
}
