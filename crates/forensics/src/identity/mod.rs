//! Whether a page shows an identity document.
//!
//! What speaks for one is weighed together: an outline of a known shape, a machine-readable zone, a barcode,
//! a portrait of the right size in the right place, lines of print, colour and relief of the ground. The
//! weights are those of a logistic regression on drawn pictures (`training/identity`), so that what comes
//! out is a probability.

mod features;
mod head;
mod text;
mod upright;
mod weights;

pub(crate) use text::{Print, TextLine};
pub use upright::{Upright, upright};

use bonafide_imaging::Area;
use bonafide_types::{Evidence, Score, Verdict};

use self::features::{COUNT, Features, NAMES};
use self::weights::{INTERCEPT, WEIGHTS};
use crate::check::Finding;
use crate::page::Page;

/// Probability from which a page is an identity document.
pub const IS_ONE: f64 = 0.6;
/// Probability below which it is none; between the two nothing is said. The band is symmetric about even odds,
/// and odds of three to two are what a person would still look at.
pub const IS_NONE: f64 = 0.4;

/// What other stages know that is no place on the page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct IdentityEvidence {
    /// Every face that was found, from the hairline to the chin, in pixels of the upright picture.
    pub faces: Vec<Area>,
    /// Whether a barcode holds the data of a driving licence or identification card (AAMVA).
    pub licence_payload: bool,
}

/// How likely the page shows an identity document, with what speaks for and against it.
///
/// The finding's score is the probability. Evidence `feature`s carry what was measured (0 to 1) and its weight in
/// log-odds; `missing` names what a document mostly has and this page lacks.
///
/// Cost: some 25 ms in release, most of it to flatten the document.
pub fn identity_document(page: &Page<'_>, evidence: &IdentityEvidence) -> Finding {
    let features = Features::of(page, evidence);
    let probability = probability(&features.0);
    let mut finding = Finding::scored(Score::clamped(probability));
    for ((name, value), weight) in features.named().zip(WEIGHTS) {
        let said = Evidence::of("feature")
            .named(name)
            .scored(Score::clamped(value))
            .with("log_odds", format!("{:+.2}", value * weight));
        finding.evidence.push(said);
    }
    if probability < IS_ONE {
        finding.evidence.extend(missing(&features).map(|name| Evidence::of("missing").named(name)));
    }
    finding
}

/// The word for a probability: pass from 0.6 up, `NOT_AN_ID` below 0.4, inconclusive between.
pub fn identity_verdict(finding: &Finding) -> Verdict {
    match finding.score().map(Score::get) {
        None => Verdict::NotPerformed,
        Some(probability) if probability >= IS_ONE => Verdict::Pass,
        Some(probability) if probability < IS_NONE => Verdict::NotAnId,
        Some(_) => Verdict::Inconclusive,
    }
}

fn probability(features: &[f64; COUNT]) -> f64 {
    let odds: f64 = features.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    1.0 / (1.0 + (-(odds + INTERCEPT)).exp())
}

/// What a document mostly has, at least one side of it, and a person can look for.
const LOOKED_FOR: [&str; 5] = ["outline", "zone", "barcode", "portrait", "print"];

/// What would have spoken for a document and is not there.
fn missing(features: &Features) -> impl Iterator<Item = &'static str> {
    const HALF: f64 = 0.5;
    let values = features.0;
    let absent = NAMES.into_iter().zip(values).filter(|(_, value)| *value < HALF);
    absent.map(|(name, _)| name).filter(|name| LOOKED_FOR.contains(name))
}

#[cfg(test)]
mod tests;
