//! Moiré: waves that the pixels of a camera make with those of a screen or the dots of a print.
//!
//! Source: Patel, Han, Jain and Ott, "Live face video vs. spoof face video: use of moiré patterns to
//! detect replay video attacks", ICB 2015; here as isolated peaks of the spectrum, with a null model.

use bonafide_imaging::{
    Area, Peak, Picture, RgbImage, Spectrum, false_alarm_strength as strength, luma_of,
};

use super::view::{Part, inner_face};
use crate::Cue;

/// Face sides of the reduced copy, in pixels: room for two windows a side.
const REDUCED: u32 = 256;

/// A wave across the face, at full size or reduced.
pub(super) fn cue(picture: &Picture, area: Area) -> Option<Cue> {
    let part = inner_face(picture, area)?;
    let full = strongest(picture.rgb(), part).map(|peak| (peak, 1.0));
    let longer = part.width.max(part.height);
    let reduced = (longer >= 2 * REDUCED).then(|| {
        let small = part.reduced(picture.rgb(), REDUCED);
        let whole = Part { x: 0, y: 0, width: small.width(), height: small.height() };
        let scale = f64::from(longer) / f64::from(REDUCED);
        strongest(&small, whole).map(|peak| (peak, scale))
    });
    let best = full.into_iter().chain(reduced.flatten());
    let (peak, scale) = best.min_by(|a, b| a.0.ln_chance.total_cmp(&b.0.ln_chance))?;
    // Two sizes are two sets of tests.
    let ln_nfa = peak.ln_chance + (2.0 * Spectrum::tests()).ln();
    let (period, degrees) = (peak.period() * scale, peak.degrees());
    let detail = format!("waves every {period:.1} pixels at {degrees:.0}° across the face");
    super::cue("moire", strength(ln_nfa), detail)
}

fn strongest(picture: &RgbImage, part: Part) -> Option<Peak> {
    let [spectrum, _] = Spectrum::of(picture, &part.windows(), |pixel| [luma_of(pixel), 0.0])?;
    spectrum.peak()
}
