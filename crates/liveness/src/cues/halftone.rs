//! Print: the regular dots of a halftone screen, in one ink or several.
//!
//! Source: Yule, "Principles of Color Reproduction", 1967, chapter 13, for square screens and their
//! angles, 15° to 30° apart from ink to ink (the rosette).

use bonafide_imaging::{Area, Peak, Picture, Spectrum, false_alarm_strength as strength};

use super::view::inner_face;
use crate::Cue;

/// Angles of screens that differ by less than this many degrees are one.
const SAME_ANGLE: f64 = 8.0;

/// A square lattice in red, green or blue, the complements of the inks.
pub(super) fn cue(picture: &Picture, area: Area) -> Option<Cue> {
    let windows = inner_face(picture, area)?.windows();
    let spectra = Spectrum::of(picture.rgb(), &windows, |[red, green, _]| [red, green])?;
    let [blue, _] = Spectrum::of(picture.rgb(), &windows, |[_, _, blue]| [blue, 0.0])?;
    let lattices: Vec<Lattice> =
        spectra.iter().chain([&blue]).filter_map(Lattice::strongest).collect();
    let best = lattices.iter().min_by(|a, b| a.ln_chance.total_cmp(&b.ln_chance))?;
    // Three inks are three sets of tests.
    let ln_nfa = best.ln_chance + (3.0 * Spectrum::tests()).ln();
    let (period, angle) = (best.wave.period(), best.wave.degrees() % 90.0);
    let inks = lattices
        .iter()
        .filter(|other| strength(other.ln_chance + (3.0 * Spectrum::tests()).ln()) > 0.0)
        .filter(|other| apart(other.wave.degrees(), best.wave.degrees()) >= SAME_ANGLE)
        .count();
    let more = if inks > 0 { ", and another screen at another angle" } else { "" };
    let detail = format!("dots every {period:.1} pixels in a square lattice at {angle:.0}°{more}");
    super::cue("halftone", strength(ln_nfa), detail)
}

/// Degrees between two square lattices, 0 to 45.
fn apart(a: f64, b: f64) -> f64 {
    let between = (a - b).rem_euclid(90.0);
    between.min(90.0 - between)
}

/// Waves of one length in two directions at a right angle.
struct Lattice {
    wave: Peak,
    ln_chance: f64,
}

impl Lattice {
    /// The one that chance makes least often. Both waves must be there, so the weaker one counts, and its
    /// chance twice; the second may lie one bin aside, in nine places.
    fn strongest(spectrum: &Spectrum) -> Option<Self> {
        let of = |wave: Peak| {
            let second = (spectrum.near(-wave.v, wave.u).ln_chance + 9_f64.ln()).min(0.0);
            Self { wave, ln_chance: 2.0 * wave.ln_chance.max(second) }
        };
        let lattices = spectrum.peaks().into_iter().map(of);
        lattices.min_by(|a, b| a.ln_chance.total_cmp(&b.ln_chance))
    }
}
