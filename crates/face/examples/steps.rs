//! Times the steps from a decoded picture to an encoding: `steps PICTURE MODELS`.
#![allow(clippy::print_stdout)]

use std::time::Instant;

use bonafide_face::{Choice, Faces, Turns};
use bonafide_imaging::{Limits, Picture, resized_area_rgb8};
use bonafide_inference::Models;

/// The best of so many runs.
const RUNS: usize = 15;

fn best(mut run: impl FnMut()) -> f64 {
    let time = |_| {
        let started = Instant::now();
        run();
        started.elapsed().as_secs_f64() * 1e3
    };
    (0..RUNS).map(time).fold(f64::INFINITY, f64::min)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(picture), Some(models)) = (args.next(), args.next()) else {
        return Err("usage: steps PICTURE MODELS".into());
    };
    let picture = Picture::decode(&std::fs::read(picture)?, &Limits::default())?;
    let models = Models::builder().folder(models).build()?;
    let faces = Faces::open(&models, &Choice::default())?;
    let found = faces.find(&picture, Turns::Upright)?;
    let face = found.first().ok_or("no face")?;
    let rgb = picture.rgb();
    let small = (640, (u64::from(rgb.height()) * 640 / u64::from(rgb.width().max(1))) as u32);
    println!("runtime                 {}", models.runtime().backend());
    println!(
        "shrink to 640 columns   {:6.2} ms",
        best(|| drop(resized_area_rgb8(rgb, small.0, small.1)))
    );
    println!(
        "find, upright           {:6.2} ms",
        best(|| drop(faces.find(&picture, Turns::Upright)))
    );
    println!("find, four turns        {:6.2} ms", best(|| drop(faces.find(&picture, Turns::Four))));
    println!("encode                  {:6.2} ms", best(|| drop(faces.encode(&picture, face))));
    println!("quality                 {:6.2} ms", best(|| drop(faces.quality(&picture, face))));
    println!("estimate                {:6.2} ms", best(|| drop(faces.estimate(&picture, face))));
    Ok(())
}
