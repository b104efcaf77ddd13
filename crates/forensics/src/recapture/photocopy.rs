//! Copies: gray ones, toner, and the dots of a print.
//!
//! Source for square screens and their angles: Yule, "Principles of Color Reproduction", 1967, chapter 13.

use bonafide_imaging::{Picture, RgbImage, resized_area_rgb8};
use bonafide_types::{Evidence, Score};

use super::{DOUBTFUL, Sizes};
use crate::check::Finding;
use crate::flat::Flat;
use crate::page::Page;
use crate::plane::{Corners, area, contains};

/// Chroma, in levels, that a gray thing keeps in a colour picture: uneven white balance and compression.
const GRAY: f32 = 6.0;
/// Chroma of surroundings that are plainly coloured.
const COLOURED: f32 = 14.0;
/// Share of the variance of brightness between ink and paper, from which a picture is of two tones (Otsu
/// 1979): two normal tones of a spread of a tenth of their distance have 0.96, an even ramp 0.75.
const TWO_TONES: f64 = 0.88;
/// Fewest windows for dots.
const FEWEST: u32 = 12;
/// Share of the document that dots surely cross, at which they are worth 0 and 1 of risk.
const DOTS: [f64; 2] = [0.1, 0.8];

/// Whether the page shows a copy, `copy.gray` and `copy.halftone`: its score is the risk, 0.5 and up is
/// `POSSIBLE_PHOTOCOPY`.
///
/// A document without colour before coloured surroundings is a copy. A picture that is gray altogether may
/// have been made so by who sent it: alone it is left open (0.45), unless it is of two tones as toner is.
/// Dots in a square lattice through most of the document are a print's.
pub fn photocopy(page: &Page<'_>) -> Finding {
    from_waves(page, &Sizes::of(page))
}

/// As [`photocopy`], of waves that were looked for already.
pub(super) fn from_waves(page: &Page<'_>, sizes: &Sizes) -> Finding {
    let flat = Flat::of(page);
    let gray = Gray::of(page, &flat);
    let dots = dots(sizes);
    let risk = gray.risk().max(dots.as_ref().map_or(0.0, |(risk, ..)| *risk));
    let mut finding = Finding::scored(Score::clamped(risk));
    if gray.risk() > 0.0 {
        finding.evidence.push(gray.evidence());
    }
    if let Some((risk, windows, of, period, ln_false_alarms)) = dots {
        finding.log10_false_alarms = Some(ln_false_alarms / std::f64::consts::LN_10);
        finding.evidence.push(
            Evidence::of("detector")
                .named("copy.halftone")
                .scored(Score::clamped(risk))
                .with("windows", format!("{windows} of {of}"))
                .with("period_px", format!("{period:.1}")),
        );
    }
    finding
}

/// How much colour there is, in levels.
struct Gray {
    document: f32,
    surroundings: Option<f32>,
    two_tones: f64,
}

impl Gray {
    fn of(page: &Page<'_>, flat: &Flat) -> Self {
        let cells = flat.cells(4);
        let surroundings =
            page.known.document.as_ref().and_then(|quad| surroundings(page.picture, &quad.corners));
        let levels: Vec<f32> =
            cells.iter().map(|[r, g, b]| 0.299 * r + 0.587 * g + 0.114 * b).collect();
        Self { document: chroma(&cells), surroundings, two_tones: two_tones(&levels) }
    }

    fn risk(&self) -> f64 {
        if self.document > GRAY {
            return 0.0;
        }
        let toner = self.two_tones >= TWO_TONES;
        match self.surroundings {
            Some(around) if around >= COLOURED => {
                if toner {
                    0.9
                } else {
                    0.7
                }
            }
            _ if toner => 0.55,
            _ => DOUBTFUL + 0.05,
        }
    }

    fn evidence(&self) -> Evidence {
        let around = self.surroundings.map_or("unknown".to_owned(), |value| format!("{value:.1}"));
        Evidence::of("detector")
            .named("copy.gray")
            .scored(Score::clamped(self.risk()))
            .with("document_chroma", format!("{:.1}", self.document))
            .with("surroundings_chroma", around)
            .with("two_tones", format!("{:.2}", self.two_tones))
    }
}

/// How far colours reach off the cast that is common to all: the 98th percentile of the larger of red and
/// blue against green, each without its median.
fn chroma(cells: &[[f32; 3]]) -> f32 {
    let median = |axis: usize| {
        let mut values: Vec<f32> = cells.iter().map(|cell| cell[axis] - cell[1]).collect();
        quantile(&mut values, 0.5)
    };
    let (red, blue) = (median(0), median(2));
    let mut reach: Vec<f32> =
        cells.iter().map(|[r, g, b]| (r - g - red).abs().max((b - g - blue).abs())).collect();
    // A cast of its own is a colour where it is strong: coloured paper.
    quantile(&mut reach, 0.98).max((red.abs().max(blue.abs()) - 24.0).max(0.0))
}

fn quantile(values: &mut [f32], part: f64) -> f32 {
    values.sort_by(f32::total_cmp);
    let last = values.len().saturating_sub(1) as f64;
    values.get((part * last) as usize).copied().unwrap_or(0.0)
}

/// The chroma of what lies beside the document; `None` where there is too little.
fn surroundings(picture: &Picture, corners: &Corners) -> Option<f32> {
    const SIDE: u32 = 160;
    let source: &RgbImage = picture.rgb();
    let total = source.width() as f32 * source.height() as f32;
    if area(corners) > 0.9 * total {
        return None;
    }
    let scale = SIDE as f32 / source.width().max(source.height()) as f32;
    let side = |length: u32| ((length as f32 * scale) as u32).max(1);
    let small = resized_area_rgb8(source, side(source.width()), side(source.height()));
    let cells: Vec<[f32; 3]> = small
        .enumerate_pixels()
        .filter(|(x, y, _)| {
            !contains(corners, [(*x as f32 + 0.5) / scale, (*y as f32 + 0.5) / scale])
        })
        .map(|(_, _, pixel)| pixel.0.map(f32::from))
        .collect();
    let mut reach: Vec<f32> =
        cells.iter().map(|[r, g, b]| (r - g).abs().max((b - g).abs())).collect();
    (cells.len() >= 64).then(|| quantile(&mut reach, 0.5))
}

/// The largest share of the variance that lies between two parts of the levels.
///
/// Source: Otsu, "A threshold selection method from gray-level histograms", IEEE Trans. SMC 9(1), 1979.
fn two_tones(levels: &[f32]) -> f64 {
    let mut counts = [0.0_f64; 256];
    for level in levels {
        if let Some(count) = counts.get_mut(level.clamp(0.0, 255.0) as usize) {
            *count += 1.0;
        }
    }
    let total: f64 = counts.iter().sum();
    let all = || counts.iter().enumerate().map(|(level, count)| (level as f64, *count));
    let mean = all().map(|(level, count)| level * count).sum::<f64>() / total.max(1.0);
    let variance = all().map(|(level, count)| (level - mean).powi(2) * count).sum::<f64>();
    let (mut below, mut weight, mut most) = (0.0, 0.0, 0.0_f64);
    for (level, count) in all() {
        weight += count;
        below += level * count;
        let above = total - weight;
        if weight > 0.0 && above > 0.0 {
            let apart = below / weight - (mean * total - below) / above;
            most = most.max(weight * above / total * apart * apart);
        }
    }
    // Paper without print has no tones to part.
    if variance < total * 100.0 { 0.0 } else { most / variance }
}

/// Risk, windows, of how many, period in pixels, and the logarithm of the number of false alarms of the
/// dots that cross the most windows.
fn dots(sizes: &Sizes) -> Option<(f64, usize, u32, f64, f64)> {
    let mut best: Option<(f64, usize, u32, f64, f64)> = None;
    for (step, waves) in [1.0, 2.0].into_iter().zip(&sizes.waves) {
        for plane in 0..2 {
            let run = waves.lattice_run(plane);
            if waves.count() < FEWEST || run.windows.len() < 2 {
                continue;
            }
            let risk = ((run.sure_share() - DOTS[0]) / (DOTS[1] - DOTS[0])).clamp(0.0, 1.0);
            if best.is_none_or(|(least, ..)| risk > least) {
                let ln_false_alarms = run.ln_false_alarms + 4_f64.ln();
                best = Some((risk, run.windows.len(), run.of, run.period * step, ln_false_alarms));
            }
        }
    }
    best
}
