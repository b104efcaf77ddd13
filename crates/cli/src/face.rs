//! `bonafide face`: the faces of two pictures, and how far they are apart.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use bonafide::face::{
    Choice, Encoding, Face, FaceQuality, Faces, Turns, match_level, portrait, similarity,
};
use bonafide::imaging::{Area, Limits, Picture};
use bonafide::types::Distance;
use serde_json::{Value, json};

use crate::args::FaceArgs;
use crate::exit::Exit;
use crate::text::{print_json, print_line, read_input, say};
use crate::{models, models_install};

/// The form of the record. It grows by addition only.
const SCHEMA_VERSION: &str = "bonafide.face/1";

/// A picture and what was found in it.
struct Side {
    file: String,
    faces: Vec<Face>,
    /// The face that counts: its index, quality and encoding.
    chosen: Option<(usize, FaceQuality, Encoding)>,
}

pub(crate) fn face(args: &FaceArgs) -> Result<Exit> {
    let tolerance = args.tolerance.map(Distance::new).transpose().context("--tolerance")?;
    models_install::install_first(args.first, args.runtime.models.clone())?;
    let faces = Faces::open(&models::open(&args.runtime)?, &Choice::default())?;
    let sides = [side(&faces, &args.a)?, side(&faces, &args.b)?];
    let tolerance = tolerance.unwrap_or_else(|| faces.tolerance());
    let [a, b] = &sides;
    let distance = match (&a.chosen, &b.chosen) {
        (Some((.., a)), Some((.., b))) => Some(a.distance(b)?.rounded()),
        _ => None,
    };
    if args.json {
        print_json(&record(&faces, &sides, distance, tolerance))?;
    } else {
        explain(&faces, &sides, distance, tolerance)?;
    }
    Ok(if distance.is_some() { Exit::Done } else { Exit::SomeInError })
}

/// Either picture may be a document, which is photographed lying: faces are looked for in four
/// orientations.
fn side(faces: &Faces, path: &Path) -> Result<Side> {
    let bytes = read_input(path)?;
    let name = || path.display().to_string();
    let picture = Picture::decode(&bytes, &Limits::default()).with_context(name)?;
    let found = faces.find(&picture, Turns::Four)?;
    let chosen = match portrait(&found).and_then(|index| Some((index, found.get(index)?))) {
        Some((index, face)) => {
            Some((index, faces.quality(&picture, face), faces.encode(&picture, face)?))
        }
        None => None,
    };
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Side { file, faces: found, chosen })
}

fn record(faces: &Faces, sides: &[Side; 2], distance: Option<Distance>, limit: Distance) -> Value {
    let compared = distance.map(|distance| {
        let similarity = similarity(distance, limit);
        json!({
            "metric": "l2",
            "distance": distance,
            "tolerance": limit,
            "match": distance <= limit,
            "similarity": similarity.rounded(),
            "match_level": match_level(similarity),
        })
    });
    json!({
        "schema_version": SCHEMA_VERSION,
        "encoder_id": faces.encoder_id(),
        "a": sides[0].json(),
        "b": sides[1].json(),
        "comparison": compared,
    })
}

impl Side {
    fn json(&self) -> Value {
        let of = |face: &Face| {
            json!({
                "box": corners(face.area),
                "score": face.score.rounded(),
                "turn": face.turn,
                "direction": face.direction,
            })
        };
        json!({
            "file": self.file,
            "faces": self.faces.iter().map(of).collect::<Vec<_>>(),
            "chosen": self.chosen.as_ref().map(|(index, ..)| index),
            "quality": self.chosen.as_ref().map(|(_, quality, _)| quality),
        })
    }

    fn explain(&self) -> Result<()> {
        let count = self.faces.len();
        let Some((index, quality, _)) = &self.chosen else {
            return print_line(format_args!("{}: no face", self.file));
        };
        let Some(face) = self.faces.get(*index) else { bail!("a face that is not there") };
        let [left, top, right, bottom] = corners(face.area);
        let faces = if count == 1 { "one face".to_owned() } else { format!("{count} faces") };
        print_line(format_args!(
            "{}: {faces}; at ({left}, {top}) to ({right}, {bottom}), score {:.2}, eyes {:.0} px apart, \
             sharpness {:.2}",
            self.file,
            face.score.get(),
            quality.inter_eye_px,
            quality.sharpness.get(),
        ))?;
        for issue in &quality.issues {
            print_line(format_args!("  {issue}"))?;
        }
        Ok(())
    }
}

/// Left, top, right, bottom in whole pixels.
fn corners(area: Area) -> [i64; 4] {
    [area.x, area.y, area.x + area.width, area.y + area.height].map(|edge| edge.round() as i64)
}

fn explain(
    faces: &Faces,
    sides: &[Side; 2],
    distance: Option<Distance>,
    limit: Distance,
) -> Result<()> {
    for side in sides {
        side.explain()?;
    }
    let Some(distance) = distance else {
        say("error: no two faces to compare");
        return Ok(());
    };
    let similarity = similarity(distance, limit);
    let (sign, verdict) =
        if distance <= limit { ("<=", "ONE PERSON") } else { (">", "DIFFERENT PEOPLE") };
    print_line(format_args!(
        "distance {:.4} {sign} {:.2}: {verdict} (similarity {:.4}, match level {})",
        distance.get(),
        limit.get(),
        similarity.get(),
        match_level(similarity),
    ))?;
    print_line(format_args!("encoder {}", faces.encoder_id()))
}
