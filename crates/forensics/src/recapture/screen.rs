//! Screens: moiré and the grid of a display's pixels.
//!
//! Source of the idea that what repeats tells a screen: Patel, Han, Jain and Ott, "Live face video vs.
//! spoof face video: use of moiré patterns to detect replay video attacks", ICB 2015; here as waves that go
//! on from window to window over a document.

use bonafide_imaging::Spectrum;
use bonafide_types::{Evidence, PixelBox, Score};

use super::Sizes;
use super::waves::Run;
use crate::check::Finding;
use crate::heat_map::HeatMap;
use crate::page::Page;

/// Fewer windows than this tell no part from the whole.
const FEWEST: u32 = 12;
/// Share of the document that a wave surely crosses, at which it is worth 0 and 1 of risk: what crosses
/// nearly half of it for sure crosses portrait, text and ground alike, as no pattern of a card's print does.
const CROSSED: [f64; 2] = [0.1, 0.8];

/// Whether the page was photographed off a screen, `recapture.moire`: its score is the risk, 0.5 and up is
/// `POSSIBLE_SCREEN_RECAPTURE`.
///
/// Looks at up to 36 windows of 128 × 128 pixels at full and at half size, in brightness and in red against
/// blue. Not applicable to pages with room for fewer than twelve.
pub fn screen(page: &Page<'_>) -> Finding {
    from_waves(page, &Sizes::of(page))
}

/// As [`screen`], of waves that were looked for already.
pub(super) fn from_waves(page: &Page<'_>, sizes: &Sizes) -> Finding {
    let mut best: Option<(f64, usize, Run, &'static str)> = None;
    for (size, waves) in sizes.waves.iter().enumerate() {
        if waves.count() < FEWEST {
            continue;
        }
        for (plane, name) in ["brightness", "warmth"].into_iter().enumerate() {
            let run = waves.run(plane);
            let risk =
                ((run.sure_share() - CROSSED[0]) / (CROSSED[1] - CROSSED[0])).clamp(0.0, 1.0);
            if best.as_ref().is_none_or(|(least, ..)| risk > *least) {
                best = Some((risk, size, run, name));
            }
        }
    }
    let Some((risk, size, run, plane)) = best else {
        return Finding::not_applicable("too small for waves to be told from chance");
    };
    described(page, sizes, (risk, size, run, plane))
}

fn described(page: &Page<'_>, sizes: &Sizes, best: (f64, usize, Run, &str)) -> Finding {
    let (risk, size, run, plane) = best;
    let step = 1_u32 << size;
    let mut finding = Finding::scored(Score::clamped(risk));
    // Two sizes and two planes are four sets of tests.
    let ln_false_alarms = run.ln_false_alarms + 4_f64.ln();
    finding.log10_false_alarms =
        (run.windows.len() > 1).then(|| ln_false_alarms / std::f64::consts::LN_10);
    if run.windows.is_empty() {
        return finding;
    }
    let mut evidence = Evidence::of("detector")
        .named("recapture.moire")
        .scored(Score::clamped(risk))
        .with("windows", format!("{} of {}", run.windows.len(), run.of))
        .with("plane", plane)
        .with("period_px", format!("{:.1}", run.period * f64::from(step)))
        .with("degrees", format!("{:.0}", run.degrees));
    let places: Vec<[u32; 2]> = run.windows.iter().map(|&at| sizes.placed(size, at)).collect();
    let side = Spectrum::SIDE * step;
    evidence.bounds = bounds(&places, side);
    finding.evidence.push(evidence);
    finding.heat = Some(heat(page, &places, side, risk as f32));
    finding
}

fn bounds(places: &[[u32; 2]], side: u32) -> Option<PixelBox> {
    Some(PixelBox {
        left: places.iter().map(|at| at[0]).min()?,
        top: places.iter().map(|at| at[1]).min()?,
        right: places.iter().map(|at| at[0] + side).max()?,
        bottom: places.iter().map(|at| at[1] + side).max()?,
    })
}

/// Windows that the waves cross, as hot as the risk.
fn heat(page: &Page<'_>, places: &[[u32; 2]], side: u32, risk: f32) -> HeatMap {
    const CELL: u32 = 32;
    let (width, height) = page.picture.rgb().dimensions();
    let mut map = HeatMap::cold(width, height, CELL);
    for [x, y] in places {
        for row in y / CELL..(y + side).div_ceil(CELL) {
            for column in x / CELL..(x + side).div_ceil(CELL) {
                map.raise(column, row, risk);
            }
        }
    }
    map
}

#[cfg(test)]
mod tests {
    use bonafide_imaging::{Limits, Picture, Rgb, RgbImage, encode_png};
    use bonafide_types::Verdict;

    use super::super::verdict;
    use super::*;

    fn page_of(level: impl Fn(f32, f32) -> [f32; 3]) -> Picture {
        let mut state = 7_u32;
        let drawn = RgbImage::from_fn(800, 520, |x, y| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let noise = (state >> 24) as f32 / 20.0 - 6.4;
            Rgb(level(x as f32, y as f32).map(|v| (v + noise).clamp(0.0, 255.0) as u8))
        });
        Picture::decode(&encode_png(&drawn).unwrap(), &Limits::default()).unwrap()
    }

    fn wave(x: f32, y: f32, period: f32, phase: f32) -> f32 {
        (std::f32::consts::TAU * (x * 0.9 + y * 0.43) / period + phase).cos()
    }

    #[test]
    fn a_wave_over_everything_is_a_screen_and_one_in_a_panel_is_none() {
        let plain = page_of(|_, _| [150.0; 3]);
        let everywhere =
            page_of(|x, y| [0.0, 2.1, 4.2].map(|phase| 150.0 + 6.0 * wave(x, y, 5.0, phase)));
        let panel = page_of(|x, y| {
            let inside = x > 420.0 && y > 200.0;
            [150.0 + if inside { 30.0 * wave(x, y, 5.0, 0.0) } else { 0.0 }; 3]
        });
        let said = |picture: &Picture| {
            let finding = screen(&Page::new(&[], picture));
            (verdict(&finding, Verdict::PossibleScreenRecapture), finding)
        };
        assert_eq!(said(&plain).0, Verdict::Pass);
        assert_eq!(said(&panel).0, Verdict::Pass, "{:?}", said(&panel).1.evidence);
        let (word, finding) = said(&everywhere);
        assert_eq!(word, Verdict::PossibleScreenRecapture);
        assert!(finding.log10_false_alarms.unwrap() < -6.0 && finding.heat.is_some());
    }

    #[test]
    fn a_page_too_small_is_not_judged() {
        for (width, height) in [(1, 1), (2, 3), (200, 150), (3000, 2)] {
            let drawn = RgbImage::from_pixel(width, height, Rgb([9, 9, 9]));
            let picture =
                Picture::decode(&encode_png(&drawn).unwrap(), &Limits::default()).unwrap();
            assert!(screen(&Page::new(&[], &picture)).score().is_none());
        }
    }
}
