//! Copies: gray ones, toner, and the dots of a print.
//!
//! Source for square screens and their angles: Yule, "Principles of Color Reproduction", 1967, chapter 13.

use bonafide_imaging::{Picture, RgbImage, encloses, luma_of, resized_area_rgb8};
use bonafide_types::{Evidence, Score};

use super::{DOUBTFUL, Sizes};
use crate::check::Finding;
use crate::flat::Flat;
use crate::page::Page;
use crate::plane::{Corners, area};

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
    let gray = Gray::of(page, page.flat());
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
        let levels: Vec<f32> = cells.iter().map(|cell| luma_of(*cell)).collect();
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
            !encloses(corners, [(*x as f32 + 0.5) / scale, (*y as f32 + 0.5) / scale])
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
    if variance <= total * 100.0 { 0.0 } else { most / variance }
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

#[cfg(test)]
mod tests {
    use bonafide_imaging::{Limits, LocateOptions, Rgb, encode_png, locate};
    use bonafide_types::Verdict;

    use super::*;
    use crate::page::Known;

    fn noise(x: u32, y: u32) -> i32 {
        let bits = (u64::from(x) << 32 | u64::from(y)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((bits ^ (bits >> 31)).wrapping_mul(0xbf58_476d_1ce4_e5b9) >> 60) as i32 - 8
    }

    fn picture(width: u32, height: u32, colour: impl Fn(u32, u32) -> [i32; 3]) -> Picture {
        let drawn = RgbImage::from_fn(width, height, |x, y| {
            Rgb(colour(x, y).map(|level| (level + noise(x, y) / 2).clamp(0, 255) as u8))
        });
        Picture::decode(&encode_png(&drawn).unwrap(), &Limits::default()).unwrap()
    }

    /// A card of light and dark blocks before a green ground.
    fn on_green(light: [i32; 3], dark: [i32; 3]) -> Finding {
        let picture = picture(1000, 750, |x, y| {
            if !(100..900).contains(&x) || !(120..624).contains(&y) {
                [40, 90, 60]
            } else if (160..840).contains(&x) && (180..560).contains(&y) && x % 160 < 70 {
                dark
            } else {
                light
            }
        });
        let document = locate(&picture, &LocateOptions::default()).into_iter().next();
        assert!(document.is_some());
        photocopy(&Page::new(&[], &picture).with(Known { document, ..Known::default() }))
    }

    fn risk(finding: &Finding) -> f64 {
        finding.score().unwrap().get()
    }

    fn said(finding: &Finding) -> Verdict {
        super::super::verdict(finding, Verdict::PossiblePhotocopy)
    }

    #[test]
    fn gray_before_colour_is_a_copy_and_colour_is_none() {
        let toner = on_green([225; 3], [30; 3]);
        assert!((risk(&toner) - 0.9).abs() < 1e-6, "{toner:?}");
        assert_eq!(toner.evidence[0].name.as_deref(), Some("copy.gray"));
        assert_eq!(said(&toner), Verdict::PossiblePhotocopy);
        let coloured = on_green([215, 225, 240], [170, 40, 40]);
        assert!(risk(&coloured) < DOUBTFUL, "{coloured:?}");
    }

    #[test]
    fn gray_alone_is_left_open_unless_it_is_of_two_tones() {
        let shades =
            picture(640, 400, |x, y| [60 + (x / 5).cast_signed() + (y / 20).cast_signed(); 3]);
        let left_open = photocopy(&Page::new(&[], &shades));
        assert_eq!(said(&left_open), Verdict::Inconclusive);
        let tones = picture(640, 400, |x, _| if x % 160 < 70 { [30; 3] } else { [225; 3] });
        assert!((risk(&photocopy(&Page::new(&[], &tones))) - 0.55).abs() < 1e-6);
    }

    #[test]
    fn dots_of_a_print_are_a_copy_and_stripes_are_none() {
        let wave = |at: f32| (std::f32::consts::TAU * at / 6.0).cos();
        // A square screen at 30 degrees, stronger in one direction as a camera's sharpening leaves it, over a coloured ground.
        let screen = |both: f32| {
            move |x: u32, y: u32| {
                let (x, y) = (x as f32, y as f32);
                let level = 10.0 * (wave(0.866 * x + 0.5 * y) + both * wave(0.866 * y - 0.5 * x));
                let tint = (x / 10.0) as i32;
                [120 + level as i32 + tint, 130 + level as i32, 190 + level as i32 - tint]
            }
        };
        let dots = photocopy(&Page::new(&[], &picture(640, 400, screen(0.7))));
        assert!(risk(&dots) > 0.5, "{dots:?}");
        assert_eq!(dots.evidence[0].name.as_deref(), Some("copy.halftone"));
        let stripes = photocopy(&Page::new(&[], &picture(640, 400, screen(0.0))));
        assert!(risk(&stripes) < DOUBTFUL, "{stripes:?}");
    }

    #[test]
    fn levels_part_into_two_tones_or_do_not() {
        let ramp: Vec<f32> = (0..1000).map(|k| k as f32 * 0.25).collect();
        assert!((two_tones(&ramp) - 0.75).abs() < 0.02);
        let both: Vec<f32> = (0..1000).map(|k| if k % 3 == 0 { 20.0 } else { 230.0 }).collect();
        assert!(two_tones(&both) > 0.999);
        assert!(two_tones(&[128.0; 50]) < 1e-9 && two_tones(&[]) < 1e-9);
    }
}
