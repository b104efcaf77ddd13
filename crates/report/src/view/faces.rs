//! Faces and the distances between them.

use bonafide::result::{
    AgeTest, ArtifactKind, FaceComparison, FaceFacts, GenderTest, SessionResult, wire_name,
};
use bonafide_types::Distance;

use super::Picture;
use crate::artifacts::Artifacts;
use crate::mask::Mask;
use crate::page::percent;
use crate::words::{Badge, four, in_words, title};

pub(crate) struct Faces {
    pub(crate) portraits: Vec<Portrait>,
    pub(crate) rulers: Vec<Ruler>,
    pub(crate) estimates: Vec<Estimate>,
    pub(crate) encoder: String,
    pub(crate) reason: String,
}

/// A face that was found; its picture where there is one that may be shown.
pub(crate) struct Portrait {
    pub(crate) name: String,
    pub(crate) picture: Option<Picture>,
    pub(crate) said: String,
}

/// A distance against its tolerance; the ruler ends at twice the tolerance, where likeness is 0.
pub(crate) struct Ruler {
    pub(crate) pair: String,
    pub(crate) badge: Badge,
    pub(crate) said: String,
    pub(crate) place: u8,
    pub(crate) tolerance: Option<u8>,
    pub(crate) end: String,
}

/// What a network estimates, against the document.
pub(crate) struct Estimate {
    pub(crate) name: &'static str,
    pub(crate) badge: Badge,
    pub(crate) said: String,
}

impl Faces {
    pub(crate) fn of(result: &SessionResult, artifacts: &Artifacts<'_>, mask: Mask) -> Self {
        let face = &result.face;
        let attributes = face.attributes.as_ref();
        let age = attributes.and_then(|a| a.age.as_ref()).map(|test| age(test, mask));
        let gender = attributes.and_then(|a| a.gender.as_ref()).map(|test| gender(test, mask));
        let encoder = face.encoder.as_ref();
        Self {
            portraits: portraits(result, artifacts, mask),
            rulers: face.comparisons.iter().map(Ruler::of).collect(),
            estimates: age.into_iter().chain(gender).collect(),
            encoder: encoder.map(|encoder| encoder.id.clone()).unwrap_or_default(),
            reason: face.reason.clone().unwrap_or_default(),
        }
    }
}

fn portraits(result: &SessionResult, artifacts: &Artifacts<'_>, mask: Mask) -> Vec<Portrait> {
    let face = &result.face;
    let portrait = |name: &str, facts: &FaceFacts| {
        let of_document = result
            .artifacts
            .iter()
            .any(|a| a.kind == ArtifactKind::Portrait && Some(&a.name) == facts.artifact.as_ref());
        let uri = facts.artifact.as_ref().filter(|_| mask.clear() && of_document);
        let uri = uri.and_then(|name| artifacts.uri(name));
        let (b, turn) = (facts.bounds, in_words(&wire_name(&facts.turn)));
        let size = (b.right.saturating_sub(b.left), b.bottom.saturating_sub(b.top));
        let turned = if turn == "none" { String::new() } else { format!(", turned {turn}") };
        let said = format!(
            "found in {} with {}, {} × {} px{turned}",
            in_words(facts.source.name()),
            four(facts.score.get()),
            size.0,
            size.1
        );
        let name = title(name);
        let caption = format!("{name} as it was compared");
        Portrait { name, picture: uri.map(|uri| Picture { uri, caption }), said }
    };
    let first = face.portrait.iter().map(|facts| portrait("portrait", facts));
    let selfie = face.selfie.iter().map(|facts| portrait("selfie", facts));
    let frames = face.frames.iter().map(|(slot, facts)| portrait(slot.name(), facts));
    first.chain(selfie).chain(frames).collect()
}

impl Ruler {
    fn of(comparison: &FaceComparison) -> Self {
        let distance = comparison.distance.get();
        let tolerance = comparison.tolerance.map(Distance::get);
        // Unit vectors are at most 2 apart; without a tolerance that is the end of the ruler.
        let end = tolerance.map_or(2.0, |limit| 2.0 * limit).max(distance);
        let held = match tolerance {
            Some(limit) => {
                let side = if distance <= limit { "within" } else { "beyond" };
                format!("distance {}, {side} the tolerance {}", four(distance), four(limit))
            }
            None => format!("distance {}, held against no tolerance", four(distance)),
        };
        let level = comparison.match_level.map(|level| format!(", match level {level} of 10"));
        Self {
            pair: format!("{} and {}", title(&comparison.a), in_words(&comparison.b)),
            badge: Badge::holding(comparison.matched, ["one person", "not one person"]),
            said: held + &level.unwrap_or_default(),
            place: percent(distance / end),
            tolerance: tolerance.map(|limit| percent(limit / end)),
            end: format!("{end:.2}"),
        }
    }
}

fn age(test: &AgeTest, mask: Mask) -> Estimate {
    let years = |value: Option<f64>| value.map_or("none".to_owned(), |v| format!("{v:.1}"));
    let said = match (&test.reason, test.delta) {
        (Some(reason), _) => reason.clone(),
        (None, Some(delta)) if !mask.clear() => {
            format!("{delta:.1} years from the document's, tolerance {:.1}", test.tolerance.get())
        }
        _ => format!(
            "estimated {}, on the document {}, tolerance {:.1} years",
            years(test.estimate),
            test.document_age.map_or("none".to_owned(), |age| age.to_string()),
            test.tolerance.get()
        ),
    };
    Estimate { name: "Age (an estimate)", badge: Badge::of(test.verdict), said: masked(said, mask) }
}

fn gender(test: &GenderTest, mask: Mask) -> Estimate {
    let likely = test.probability.map_or("none".to_owned(), |p| four(p.get()));
    let said = match (&test.reason, &test.estimate) {
        (Some(reason), _) => reason.clone(),
        (None, Some(gender)) if mask.clear() => {
            format!("estimated {} with {likely}", in_words(&wire_name(gender)))
        }
        _ => format!("probability of the likelier of two {likely}"),
    };
    Estimate {
        name: "Gender (an estimate)",
        badge: Badge::of(test.verdict),
        said: masked(said, mask),
    }
}

/// With nothing shown of a person, not how far an estimate is off either.
fn masked(said: String, mask: Mask) -> String {
    if mask.whole() { "not shown".to_owned() } else { said }
}
