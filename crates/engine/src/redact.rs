//! A result without what it says about a person.

use serde_json::Error;

use bonafide_types::Slot;
use bonafide_types::sensitive::{Mask, masked};

use crate::result::{SanctionsResult, SessionResult};

/// A copy that keeps what was judged and hides who it was about: verdicts, scores, codes, boxes, hashes and
/// settings stay; of texts only lengths and separators; estimates of age and gender, encodings, names on
/// sanctions lists and the list of artifacts are left out.
///
/// It can be explained, reported and projected like any result. `session_id`, `inputs[].sha256` and
/// `result_hash` stay as they are: they tie the copy to the original, whose hash it does not have.
///
/// # Errors
/// None that is known; a result that does not survive its own JSON would be one.
pub fn redacted(result: &SessionResult) -> Result<SessionResult, Error> {
    let mut copy = result.clone();
    copy.artifacts.clear();
    copy.unassigned.iter_mut().for_each(|name| *name = name.mask());
    copy.inputs.iter_mut().for_each(|input| input.file = file_name(&input.file));
    hide_zone_characters(&mut copy);
    hide_face(&mut copy);
    copy.sanctions = without_names(copy.sanctions);
    // What is left is in `Sensitive` values, all of which are masked on their way out.
    let json = masked(|| serde_json::to_value(&copy))?;
    serde_json::from_value(json)
}

/// Check digits and corrected characters are parts of numbers and names.
fn hide_zone_characters(copy: &mut SessionResult) {
    for zone in copy.documents.iter_mut().filter_map(|source| source.mrz.as_mut()) {
        for check in &mut zone.report.checks {
            (check.given, check.computed) = ('*', '*');
        }
        for correction in &mut zone.report.corrections {
            (correction.before, correction.after) = ('*', '*');
        }
    }
}

fn hide_face(copy: &mut SessionResult) {
    let face = &mut copy.face;
    let shown = [face.portrait.as_mut(), face.selfie.as_mut()].into_iter().flatten();
    for facts in shown.chain(face.frames.values_mut()) {
        (facts.encoding.encoding, facts.artifact) = (None, None);
    }
    if let Some(reference) = &mut face.reference {
        reference.encoding = None;
    }
    if let Some(age) = face.attributes.as_mut().and_then(|a| a.age.as_mut()) {
        (age.estimate, age.document_age, age.delta) = (None, None, None);
    }
    if let Some(gender) = face.attributes.as_mut().and_then(|a| a.gender.as_mut()) {
        (gender.estimate, gender.probability) = (None, None);
    }
}

/// Who is like a listed person can be looked up by the list's number too.
fn without_names(sanctions: SanctionsResult) -> SanctionsResult {
    let best = sanctions.best.map(|mut best| {
        best.entry_id = None;
        best
    });
    SanctionsResult { best, hits: Vec::new(), ..sanctions }
}

/// People name files after themselves, so only what is a slot's name stays.
fn file_name(name: &str) -> String {
    if Slot::is_whole_name(name) { name.to_owned() } else { name.to_owned().mask() }
}
