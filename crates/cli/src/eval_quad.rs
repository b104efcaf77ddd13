//! `bonafide eval quad`: pictures of a measuring set through the search for a document's outline.

use std::fs;
use std::time::Instant;

use anyhow::{Context as _, Result};
use bonafide::imaging::{Limits, LocateOptions, Picture, locate};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::args::EvalArgs;
use crate::eval::rows_of;
use crate::exit::Exit;
use crate::text::print_line;

/// Corners of a document.
type Corners = [[f64; 2]; 4];

/// A line of `cases.jsonl`, as far as it concerns outlines.
#[derive(Deserialize)]
struct Case {
    file: String,
    #[serde(default)]
    quad: Option<Corners>,
    #[serde(default)]
    label: String,
}

pub(crate) fn eval(args: &EvalArgs) -> Result<Exit> {
    let mut shared: Vec<f64> = Vec::new();
    let mut times: Vec<f64> = Vec::new();
    rows_of(args, "cases.jsonl", |_, line| {
        let case: Case = serde_json::from_str(line)?;
        let (row, found, ms) = row(args, &case)?;
        times.extend(ms);
        if let Some(truth) = case.quad.filter(|_| case.label != "tampered") {
            shared.push(found.map_or(0.0, |found| overlap(&truth, &found)));
        }
        Ok(Some(row))
    })?;
    print_line(figures(&shared, &mut times))?;
    Ok(Exit::Done)
}

fn row(args: &EvalArgs, case: &Case) -> Result<(Value, Option<Corners>, Option<f64>)> {
    let bytes = fs::read(args.set.join(&case.file)).context("the picture cannot be read")?;
    let picture = match Picture::decode(&bytes, &Limits::default()) {
        Ok(picture) => picture,
        Err(error) => {
            let row = json!({"file": case.file, "quad": null, "error": error.to_string()});
            return Ok((row, None, None));
        }
    };
    let _ = picture.rgb();
    let started = Instant::now();
    let found = locate(&picture, &LocateOptions::default());
    let ms = started.elapsed().as_secs_f64() * 1e3;
    let best = found.first();
    let corners = best.map(|best| best.corners.map(|corner| corner.map(f64::from)));
    let row = json!({
        "file": case.file, "quad": corners, "ms": ms,
        "score": best.map(|best| best.score), "format": best.map(|best| best.format),
        "cut_off": best.map(|best| best.cut_off), "occluded": best.map(|best| best.occluded),
    });
    Ok((row, corners, Some(ms)))
}

fn figures(shared: &[f64], times: &mut [f64]) -> String {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| {
        times.get((share * times.len() as f64) as usize).or(times.last()).copied().unwrap_or(0.0)
    };
    let count = shared.len();
    let mean = shared.iter().sum::<f64>() / count.max(1) as f64;
    let good = shared.iter().filter(|&&share| share > 0.9).count();
    format!(
        "outlines {count}: mean IoU {mean:.4}, {good} above .9; {} pictures, median {:.0} ms, p95 {:.0} ms",
        times.len(),
        at(0.5),
        at(0.95),
    )
}

/// Intersection over union of two convex quadrilaterals, in whichever order their corners are.
fn overlap(a: &Corners, b: &Corners) -> f64 {
    let (a, b) = (clockwise(a), clockwise(b));
    let mut shared: Vec<[f64; 2]> = a.to_vec();
    for k in 0..4 {
        shared = cut(&shared, b[k], b[(k + 1) % 4]);
    }
    let both = area(&shared);
    let either = area(&a) + area(&b) - both;
    if either > 0.0 { both / either } else { 0.0 }
}

/// What of a polygon lies to the right of the way from `p` to `q` (Sutherland and Hodgman, 1974).
fn cut(polygon: &[[f64; 2]], p: [f64; 2], q: [f64; 2]) -> Vec<[f64; 2]> {
    let side = |r: [f64; 2]| (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
    let mut kept = Vec::new();
    for (k, &a) in polygon.iter().enumerate() {
        let b = polygon[(k + 1) % polygon.len()];
        let (from, to) = (side(a), side(b));
        if from >= 0.0 {
            kept.push(a);
        }
        if from * to < 0.0 {
            let share = from / (from - to);
            kept.push([a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])]);
        }
    }
    kept
}

fn clockwise(corners: &Corners) -> Corners {
    let mut corners = *corners;
    if signed_area(&corners) < 0.0 {
        corners.reverse();
    }
    corners
}

fn area(polygon: &[[f64; 2]]) -> f64 {
    signed_area(polygon).abs()
}

fn signed_area(polygon: &[[f64; 2]]) -> f64 {
    let next = polygon.iter().cycle().skip(1);
    polygon.iter().zip(next).map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum::<f64>() / 2.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlap_is_that_of_the_areas_in_any_order_of_corners() {
        let square = [[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]];
        let moved = [[1.0, 2.0], [3.0, 2.0], [3.0, 0.0], [1.0, 0.0]];
        assert!((overlap(&square, &square) - 1.0).abs() < 1e-12);
        assert!((overlap(&square, &moved) - 1.0 / 3.0).abs() < 1e-12);
        assert!(overlap(&square, &moved.map(|[x, y]| [x + 9.0, y])).abs() < 1e-12);
    }
}
