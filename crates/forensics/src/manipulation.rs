//! The checks of manipulation over one page, and what they come to together.
//!
//! Checks are weighed as independent witnesses: each says how its finding moves the log odds that the
//! page was changed, weights say how far it is believed, and the sum starts from a prior. Checks that do
//! not apply move nothing. A check alone that finds nothing moves the odds little, for most changes are
//! seen by some checks only.

use bonafide_types::Score;

use crate::check::{Check, CheckError, Finding};
use crate::compression::{BlockGrid, DoubleCompression, Ghosts, ZeroCounts};
use crate::container::Container;
use crate::copy_move::CopyMove;
use crate::fields::FieldOutliers;
use crate::heat_map::HeatMap;
use crate::noise::{self, NoiseOutliers};
use crate::page::Page;
use crate::pixels::{self, PixelOutliers};

/// The checks that are joined with those of the pixels ([`manipulation`]). Two are left out, because a session
/// would pay for them and learn nothing: [`Resampling`](crate::Resampling) takes a quarter of the time of all others and found
/// nothing on pictures as they are handed in, [`ShiftedCompression`](crate::ShiftedCompression) a tenth and gives false alarms.
pub const CHECKS: [&dyn Check; 7] =
    [&Container, &CopyMove, &FieldOutliers, &DoubleCompression, &Ghosts, &BlockGrid, &ZeroCounts];

/// Side of a cell of the joint heat map, in pixels.
const CELL: u32 = 8;

/// How a check's score moves the joint log odds: by `share` times the log odds of the score, kept to
/// `against` at the lower end and `most` at the upper.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Weight {
    id: &'static str,
    share: f64,
    /// The least it moves the odds to (0 or below).
    against: f64,
    /// The most it moves the odds to.
    most: f64,
    /// How much of its heat shows in the joint map, 0 to 1.
    heat: f32,
}

/// The one table of weights. Shares, and [`PRIOR`], are fitted on generated pictures that no network
/// saw (`training/forensics/fit.py`), none below 0; `jpeg.ghosts` and `jpeg.zeros` gained nothing there, and
/// show in the map only. That of `file.container` is set by its meaning: a thumbnail that shows another
/// picture in one place counts, all else that files say stays under even odds. That of `copy.move` too: one
/// page in a thousand by chance is enough alone. `fields.outliers`, `jpeg.shifted` and `resampling.period` show in
/// the map only: none is worth its false alarms on real captures yet (`docs/proofing.md`). Limits are reasoned:
/// traces of compression alone may flag a page, not outweigh everything.
const WEIGHTS: [Weight; 11] = [
    Weight { id: "pixels.outliers", share: 0.656, against: -4.0, most: 4.0, heat: 1.0 },
    Weight { id: "noise.outliers", share: 0.112, against: 0.0, most: 1.0, heat: 0.0 },
    Weight { id: "copy.move", share: 5.0, against: 0.0, most: 6.0, heat: 1.0 },
    Weight { id: "fields.outliers", share: 0.0, against: 0.0, most: 0.0, heat: 0.4 },
    Weight { id: "jpeg.double-compression", share: 2.182, against: 0.0, most: 2.0, heat: 0.5 },
    Weight { id: "jpeg.ghosts", share: 0.0, against: 0.0, most: 0.0, heat: 0.4 },
    Weight { id: "jpeg.grid", share: 9.576, against: 0.0, most: 2.0, heat: 0.4 },
    Weight { id: "jpeg.zeros", share: 0.0, against: 0.0, most: 0.0, heat: 0.4 },
    Weight { id: "jpeg.shifted", share: 0.0, against: 0.0, most: 0.0, heat: 0.4 },
    Weight { id: "resampling.period", share: 0.0, against: 0.0, most: 0.0, heat: 0.4 },
    Weight { id: "file.container", share: 1.0, against: 0.0, most: 1.4, heat: 0.0 },
];

/// Log odds before any check speaks.
const PRIOR: f64 = -0.473;

/// What all checks of manipulation come to.
#[derive(Clone, Debug, PartialEq)]
pub struct Manipulation {
    /// How likely the page was changed, on the scale of the material fitted on: half is where at
    /// most 4 % of untouched and 8 % of processed pages are exceeded. `None` where no check applies.
    pub risk: Option<Score>,
    /// Each check's finding, by its id, in the order given.
    pub findings: Vec<(&'static str, Finding)>,
    /// Where: half and more is flagged.
    pub heat: HeatMap,
}

/// Runs the checks of pixels and joins them with findings of other checks, in the order: `noise.outliers`,
/// `pixels.outliers`, the others as given.
///
/// # Errors
/// [`CheckError`] of a check that could not run.
///
/// Runs on the calling thread. What it costs is measured in `docs/proofing.md`.
pub fn manipulation(page: &Page<'_>, others: &[&dyn Check]) -> Result<Manipulation, CheckError> {
    let mut findings = pixel_findings(page);
    for check in others {
        findings.push((check.id(), check.run(page)?));
    }
    Ok(joined(page, findings))
}

/// The findings of the checks that share one measurement of the pixels.
fn pixel_findings(page: &Page<'_>) -> Vec<(&'static str, Finding)> {
    let picture = page.picture.rgb();
    let ids = [NoiseOutliers.id(), PixelOutliers.id()];
    let found = match page.traces() {
        Some(traces) => [noise::look(traces, picture), pixels::look(traces, picture)],
        None => [(); 2].map(|()| Finding::not_applicable(noise::TOO_SMALL)),
    };
    ids.into_iter().zip(found).collect()
}

/// Joins findings by the table of weights.
pub fn joined(page: &Page<'_>, findings: Vec<(&'static str, Finding)>) -> Manipulation {
    let known = || {
        findings.iter().filter_map(|(id, finding)| {
            Some((WEIGHTS.iter().find(|weight| weight.id == *id)?, finding))
        })
    };
    let votes: Vec<f64> =
        known().filter_map(|(weight, finding)| Some(moved(weight, finding.score()?))).collect();
    let risk = (!votes.is_empty()).then(|| {
        Score::clamped(1.0 / (1.0 + (-votes.iter().fold(PRIOR, |odds, vote| odds + vote)).exp()))
    });
    let picture = page.picture.rgb();
    let mut heat = HeatMap::cold(picture.width(), picture.height(), CELL);
    for (weight, finding) in known() {
        if let Some(map) = &finding.heat {
            warmed(&mut heat, map, weight.heat);
        }
    }
    Manipulation { risk, findings, heat }
}

/// Log odds of a score under its weight.
fn moved(weight: &Weight, score: Score) -> f64 {
    let risk = score.get().clamp(1e-6, 1.0 - 1e-6);
    (weight.share * (risk / (1.0 - risk)).ln()).clamp(weight.against, weight.most)
}

/// Raises a map to another's values times `share`.
fn warmed(heat: &mut HeatMap, map: &HeatMap, share: f32) {
    let (columns, rows) = heat.dimensions();
    for row in 0..rows {
        for column in 0..columns {
            let [x, y] = [column, row].map(|at| (at * CELL + CELL / 2) / map.cell().max(1));
            heat.raise(column, row, map.at(x, y) * share);
        }
    }
}

#[cfg(test)]
mod tests {
    use bonafide_imaging::{Limits, Picture, RgbImage, encode_png};

    use super::*;

    fn picture(image: &RgbImage) -> Picture {
        Picture::decode(&encode_png(image).unwrap(), &Limits::default()).unwrap()
    }

    /// Noise of two gray levels over a slope, the same on any machine.
    fn noisy(width: u32, height: u32) -> RgbImage {
        let mut state = 7_u32;
        let mut next = move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((state >> 24) % 9) as u8
        };
        RgbImage::from_fn(width, height, |x, y| {
            let base = 90 + ((x + y) * 60 / (width + height)) as u8;
            bonafide_imaging::Rgb([base + next(), base + next(), base + next()])
        })
    }

    #[test]
    fn a_patch_without_noise_raises_the_risk_and_shows_where() {
        let clean = noisy(640, 480);
        let mut patched = clean.clone();
        for (x, y, pixel) in patched.enumerate_pixels_mut() {
            if (240..400).contains(&x) && (200..248).contains(&y) {
                let level = 94 + ((x + y) * 60 / 1120) as u8;
                *pixel = bonafide_imaging::Rgb([level, level, level + (x % 2) as u8]);
            }
        }
        let of = |image: &RgbImage| {
            let picture = picture(image);
            manipulation(&Page::new(&[], &picture), &[]).unwrap()
        };
        let (clean, patched) = (of(&clean), of(&patched));
        assert!(clean.risk.unwrap().get() < 0.5, "{:?}", clean.risk);
        assert!(patched.risk.unwrap() > clean.risk.unwrap());
        let noise = &patched.findings[0].1;
        assert!(noise.log10_false_alarms.unwrap() < -2.0, "{:?}", noise.log10_false_alarms);
        assert!(clean.findings[0].1.log10_false_alarms.unwrap() > -2.0);
        assert!(noise.heat.as_ref().unwrap().at(40, 28) > 0.5);
        assert!(noise.heat.as_ref().unwrap().at(10, 50) < 0.5);
    }

    #[test]
    fn small_and_odd_pictures_are_answered() {
        for (width, height) in [(1, 1), (2, 3), (1, 4000), (127, 500), (128, 128), (131, 137)] {
            let picture = picture(&RgbImage::new(width, height));
            let found = manipulation(&Page::new(&[], &picture), &[]).unwrap();
            assert_eq!(found.risk.is_none(), width < 128 || height < 128, "{width} × {height}");
            assert_eq!(found.heat.dimensions(), (width.div_ceil(8), height.div_ceil(8)));
        }
    }

    #[test]
    fn checks_that_do_not_apply_move_nothing() {
        let picture = picture(&RgbImage::new(8, 8));
        let page = Page::new(&[], &picture);
        let silent = ("jpeg.ghosts", Finding::not_applicable("no JPEG"));
        let loud = ("pixels.outliers", Finding::scored(Score::clamped(0.8)));
        assert_eq!(joined(&page, vec![silent.clone()]).risk, None);
        let alone = joined(&page, vec![loud.clone()]).risk.unwrap();
        let odds = PRIOR + WEIGHTS[0].share * 4.0_f64.ln();
        assert!((alone.get() - 1.0 / (1.0 + (-odds).exp())).abs() < 1e-9);
        assert_eq!(joined(&page, vec![loud, silent]).risk.unwrap(), alone);
    }
}
