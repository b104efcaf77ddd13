//! Noise that does not belong to the rest of the page.
//!
//! A sensor's noise depends on brightness, and what a camera and JPEG leave of it depends on the
//! structure around it; both are the same all over one picture. Fine detail is measured per cell, what
//! brightness and coarser structure let expect is fitted on the page itself, and regions that are too
//! quiet (painted over, drawn by software, blurred) or too noisy (taken from elsewhere) are looked for
//! among rectangles of many sizes.

mod grid;
mod level;
mod plane;
mod rectangles;
mod steps;
mod traces;

use bonafide_imaging::RgbImage;
use bonafide_types::{Evidence, PixelBox};

use crate::check::{Check, CheckError, Finding, suspicion};
use crate::heat_map::HeatMap;
use crate::page::Page;

pub(crate) use grid::{Grid, median};
pub(crate) use traces::{KINDS, Traces};

use rectangles::{Rectangle, rectangles};

/// Side of a cell in pixels: that of a JPEG block.
pub(crate) const CELL: usize = 8;

/// Places of a column of pixels within a JPEG block.
const PHASES: usize = 8;

/// Rectangles reported at most.
const REPORTED: usize = 4;

/// Why a page is not looked at.
pub(crate) const TOO_SMALL: &str = "the picture has less than 128 pixels along a side";

/// Looks for regions with another noise than the page (`noise.outliers`).
///
/// Source: noise level functions (Liu et al., CVPR 2006); detection by the number of false alarms
/// (Desolneux, Moisan, Morel, 2000), as in "Noisesniffer" (Gardella et al., 2021) but with the spread of
/// rectangles of one size taken from the page.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoiseOutliers;

impl Check for NoiseOutliers {
    fn id(&self) -> &'static str {
        "noise.outliers"
    }

    fn run(&self, page: &Page<'_>) -> Result<Finding, CheckError> {
        Ok(page.traces().map_or_else(
            || Finding::not_applicable(TOO_SMALL),
            |traces| look(traces, page.picture.rgb()),
        ))
    }
}

/// What the check says of measured traces.
pub(crate) fn look(traces: &Traces, picture: &RgbImage) -> Finding {
    let found = rectangles(&traces.deviations[0]);
    let lowest = found.first().map_or(0.0, |best| best.log10_false_alarms);
    let mut heat = HeatMap::cold(picture.width(), picture.height(), CELL as u32);
    let mut finding = Finding::scored(suspicion(lowest));
    for rectangle in &found {
        let shade = suspicion(rectangle.log10_false_alarms).get() as f32;
        for row in rectangle.rows.clone() {
            for column in rectangle.columns.clone() {
                heat.raise(column as u32, row as u32, shade);
            }
        }
    }
    let shown = found.iter().filter(|rectangle| rectangle.log10_false_alarms < 0.0).take(REPORTED);
    finding.evidence = shown.map(evidence).collect();
    finding.log10_false_alarms = Some(lowest);
    finding.heat = Some(heat);
    finding
}

fn evidence(rectangle: &Rectangle) -> Evidence {
    let pixels =
        |range: &std::ops::Range<usize>| [range.start, range.end].map(|at| (at * CELL) as u32);
    let ([left, right], [top, bottom]) = (pixels(&rectangle.columns), pixels(&rectangle.rows));
    let name = if rectangle.deviations < 0.0 { "too-quiet" } else { "too-noisy" };
    let mut evidence = Evidence::of("region")
        .named(name)
        .scored(suspicion(rectangle.log10_false_alarms))
        .with("deviations", format!("{:.1}", rectangle.deviations))
        .with("log10_false_alarms", format!("{:.1}", rectangle.log10_false_alarms));
    evidence.bounds = Some(PixelBox { left, top, right, bottom });
    evidence
}
