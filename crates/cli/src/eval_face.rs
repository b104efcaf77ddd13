//! `bonafide eval face`: pictures of a measuring set through the networks for faces and liveness.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};
use bonafide::face::{Choice, Encoding, Estimates, Face, Faces, Turns};
use bonafide::imaging::{
    Alignment, Limits, Picture, Rgb, RgbImage, Wiped, encode_png, warped_rgb8,
};
use bonafide::liveness::{Liveness, LivenessError, PassiveOutcome};
use bonafide::types::Distance;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::args::EvalArgs;
use crate::eval::cannot_write;
use crate::exit::Exit;
use crate::face_figures::Figures;
use crate::models;
use crate::text::{print_line, private_file};

/// One line of the case file; which members are there depends on the task.
#[derive(Deserialize)]
pub(crate) struct Case {
    pub task: String,
    /// Of every task but pairs.
    pub image: Option<String>,
    /// Of pairs.
    pub a: Option<String>,
    pub b: Option<String>,
    pub same: Option<bool>,
    /// Of detection: a point on every face.
    pub noses: Option<Vec<[f32; 2]>>,
    /// Of detection: some of the faces, as x, y, width and height.
    pub boxes_min: Option<Vec<[f32; 4]>>,
    /// Of liveness: `live`, `spoof` or `insufficient_context`.
    pub label: Option<String>,
    /// Of liveness.
    pub kind: Option<String>,
    /// Of turned pictures: clockwise.
    pub rotate_deg: Option<f64>,
}

pub(crate) fn eval(args: &EvalArgs) -> Result<Exit> {
    let cases = cases(&args.set)?;
    let reader = Reader::open(args)?;
    let tolerance = args.tolerance.map_or(Ok(reader.faces.tolerance()), Distance::new)?;
    // The rows hold encodings.
    let output = private_file(&args.output).with_context(|| cannot_write(&args.output))?;
    let mut rows = BufWriter::new(output);
    let mut figures = Figures::new(tolerance);
    let mut warm = false;
    for (image, turns) in pictures(&cases) {
        let picture = match decoded(&args.set.join("images").join(image)) {
            Ok(picture) => picture,
            Err(error) => {
                tracing::warn!(file = image, "a picture cannot be decoded: {error:#}");
                continue;
            }
        };
        if !std::mem::replace(&mut warm, true) {
            // The first run of a network makes its session, which is no picture's time.
            reader.read(&picture)?;
        }
        let reading = reader.read(&picture)?;
        writeln!(rows, "{}", reading.row(image))?;
        if !turns.is_empty() {
            let mut row = reader.read(&mirrored(picture.rgb())?)?.row(image);
            row["mirror"] = true.into();
            writeln!(rows, "{row}")?;
        }
        for &degrees in &turns {
            let mut row = reader.read(&turned(picture.rgb(), degrees)?)?.row(image);
            row["rotate_deg"] = degrees.into();
            writeln!(rows, "{row}")?;
        }
        figures.add(image, reading);
    }
    rows.flush()?;
    print_line(figures.table(&cases, reader.faces.encoder_id()).trim_end())?;
    Ok(Exit::Done)
}

fn cases(set: &Path) -> Result<Vec<Case>> {
    let path = set.join("cases.jsonl");
    let file = File::open(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let lines = BufReader::new(file).lines().enumerate();
    lines
        .map(|(index, line)| {
            let case = || serde_json::from_str(&line?).map_err(anyhow::Error::from);
            case().with_context(|| format!("line {} of {}", index + 1, path.display()))
        })
        .collect()
}

/// Every picture once, with the angles that it is to be turned by.
fn pictures(cases: &[Case]) -> BTreeMap<&str, Vec<f64>> {
    let mut pictures: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for case in cases {
        for name in [&case.image, &case.a, &case.b].into_iter().flatten() {
            let turns = pictures.entry(file_name(name)).or_default();
            turns.extend(case.rotate_deg.filter(|&degrees| degrees != 0.0));
        }
    }
    pictures
}

/// Sets name pictures with or without their folder.
pub(crate) fn file_name(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

fn decoded(path: &Path) -> Result<Picture> {
    let bytes = std::fs::read(path).context("it cannot be read")?;
    Ok(Picture::decode(&bytes, &Limits::default())?)
}

/// Clockwise about the centre, the canvas kept.
fn turned(picture: &RgbImage, degrees: f64) -> Result<Picture> {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let centre = [f64::from(picture.width()) / 2.0, f64::from(picture.height()) / 2.0];
    let mut turn = Alignment { a: cos, b: sin, x0: 0.0, y0: 0.0 };
    let moved = turn.apply(centre);
    (turn.x0, turn.y0) = (centre[0] - moved[0], centre[1] - moved[1]);
    repacked(&Wiped::new(warped_rgb8(picture, &turn, picture.width(), picture.height())))
}

fn mirrored(picture: &RgbImage) -> Result<Picture> {
    let (width, height) = picture.dimensions();
    let pixel = |x, y| -> Rgb<u8> { *picture.get_pixel(width - 1 - x, y) };
    repacked(&Wiped::new(RgbImage::from_fn(width, height, pixel)))
}

fn repacked(pixels: &Wiped<RgbImage>) -> Result<Picture> {
    let bytes = Wiped::new(encode_png(pixels)?);
    Ok(Picture::decode(&bytes, &Limits::default())?)
}

/// The networks.
struct Reader {
    faces: Faces,
    /// None where no network for it is installed.
    liveness: Option<Liveness>,
}

/// What was found in one picture, the largest face first.
pub(crate) struct Reading {
    pub faces: Vec<Face>,
    pub encodings: Vec<Encoding>,
    /// Of the largest face.
    estimates: Estimates,
    /// Of the largest face.
    pub liveness: Option<PassiveOutcome>,
    /// Wall time without decoding the file.
    pub ms: f64,
    /// The share of it that finding the faces and their landmarks took.
    pub find_ms: f64,
}

impl Reader {
    fn open(args: &EvalArgs) -> Result<Self> {
        let models = models::open(&args.runtime)?;
        let faces = Faces::open(&models, &Choice::default())?;
        let liveness = match Liveness::open(&models) {
            Ok(liveness) => Some(liveness),
            Err(error @ LivenessError::Absent { .. }) => {
                tracing::warn!("liveness is left out: {error}");
                None
            }
            Err(error) => return Err(error.into()),
        };
        Ok(Self { faces, liveness })
    }

    fn read(&self, picture: &Picture) -> Result<Reading> {
        picture.rgb();
        let started = Instant::now();
        let faces = self.faces.find(picture, Turns::Upright)?;
        let find_ms = started.elapsed().as_secs_f64() * 1e3;
        let encodings = self.faces.encode_all(picture, &faces)?;
        let liveness = match (faces.first(), &self.liveness) {
            (Some(face), Some(liveness)) => Some(liveness.score(picture, face.area)?.outcome),
            _ => None,
        };
        let ms = started.elapsed().as_secs_f64() * 1e3;
        let largest = faces.first();
        let estimates =
            largest.map_or(Ok(Estimates::default()), |face| self.faces.estimate(picture, face))?;
        Ok(Reading { faces, encodings, estimates, liveness, ms, find_ms })
    }
}

impl Reading {
    fn row(&self, image: &str) -> Value {
        let mut faces: Vec<Value> = self
            .faces
            .iter()
            .zip(&self.encodings)
            .map(|(face, encoding)| row(face, encoding))
            .collect();
        if let Some(largest) = faces.first_mut() {
            self.describe(largest);
        }
        json!({"file": image, "faces": faces, "ms": self.ms, "find_ms": self.find_ms})
    }

    /// Adds what is known of the largest face only.
    fn describe(&self, row: &mut Value) {
        let Estimates { age, gender, expressions, .. } = &self.estimates;
        row["age"] = json!(age);
        row["gender"] = json!(gender.map(|estimate| estimate.gender));
        row["expression"] = json!(expressions);
        match &self.liveness {
            Some(PassiveOutcome::Scored { score }) => row["live"] = json!(score),
            Some(PassiveOutcome::InsufficientContext { .. }) => {
                row["insufficient_context"] = true.into();
            }
            None => {}
        }
    }
}

fn row(face: &Face, encoding: &Encoding) -> Value {
    let area = &face.area;
    let mut row = json!({
        "box": [area.x, area.y, area.width, area.height], "score": face.score,
        "encoding": encoding.values(),
    });
    if let Some(direction) = &face.direction {
        row["yaw"] = direction.yaw.into();
        row["pitch"] = direction.pitch.into();
        row["roll"] = direction.roll.into();
    }
    row
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn every_picture_comes_once_with_its_turns() {
        let cases: Vec<Case> = [
            r#"{"task": "pair", "a": "images/a.jpg", "b": "b.jpg", "same": true}"#,
            r#"{"task": "pose_roll", "image": "a.jpg", "rotate_deg": -30}"#,
            r#"{"task": "pose_roll", "image": "a.jpg", "rotate_deg": 15}"#,
        ]
        .map(|line| serde_json::from_str(line).unwrap())
        .into();
        let pictures = pictures(&cases);
        assert_eq!(
            pictures.into_iter().collect::<Vec<_>>(),
            [("a.jpg", vec![-30.0, 15.0]), ("b.jpg", vec![])]
        );
    }

    #[test]
    fn pictures_turn_clockwise_and_are_mirrored() {
        let mut drawn = RgbImage::new(41, 41);
        drawn.put_pixel(20, 2, Rgb([255; 3]));
        let turned = turned(&drawn, 90.0).unwrap();
        let bright =
            turned.rgb().enumerate_pixels().max_by_key(|(_, _, pixel)| pixel.0[0]).unwrap();
        assert!(bright.0 >= 37 && bright.1.abs_diff(20) <= 1, "{bright:?}");
        drawn.put_pixel(0, 0, Rgb([9; 3]));
        assert_eq!(mirrored(&drawn).unwrap().rgb().get_pixel(40, 0).0, [9; 3]);
    }
}
