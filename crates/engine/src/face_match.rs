//! What the measured distances come to under the numbers in force.

use bonafide_types::{Distance, Weights};

use crate::face_result::{EncoderFacts, FaceResult};
use crate::input::Kind;
use crate::result::SettingsInForce;

/// The encoder tolerance on whose scale the 27 numbers have their defaults (0.60 and 0.50).
/// Source: docs/scoring.md, section 2, rows 1 and 2: dlib's published operating point.
const DEFAULT_SCALE: f64 = 0.6;

/// The issue code of a tolerance that says nothing about the encoder.
pub(crate) const FOREIGN_TOLERANCE: &str = "FACE TOLERANCE IS NOT FOR THIS ENCODER";

/// The tolerance of the kind of session: both faces of an authentication are live captures.
pub(crate) fn tolerance(kind: Kind, weights: &Weights) -> Distance {
    match kind {
        Kind::Idv => weights.onboarding_face_encoding_tolerance(),
        Kind::Ida => weights.verified_account_face_encoding_tolerance(),
    }
}

/// The tolerance in force, where it was chosen for this encoder.
///
/// A tolerance carries no encoder name, and on the scale of another encoder
/// it accepts everyone or nobody. It is taken for this encoder's when the session says so
/// (`settings.face_encoder_id`, whose mismatch refuses the session before), when the encoder's own
/// tolerance is that of the defaults, or when `onboarding_face_encoding_tolerance` was set to the
/// encoder's own.
fn chosen_for(
    encoder: &EncoderFacts,
    kind: Kind,
    settings: &SettingsInForce,
) -> Result<Distance, String> {
    let own = encoder.tolerance;
    let named = settings.switches.face_encoder_id.as_deref() == Some(encoder.id.as_str());
    let on_its_scale = |number: f64| (number - own.get()).abs() < 1e-6;
    let onboarding = settings.weights.onboarding_face_encoding_tolerance();
    if named || on_its_scale(DEFAULT_SCALE) || on_its_scale(onboarding.get()) {
        return Ok(tolerance(kind, &settings.weights));
    }
    Err(format!(
        "the face tolerance {:.2} was not chosen for the encoder {}, whose own is {:.2}: set \
         settings.face_encoder_id, or onboarding_face_encoding_tolerance to the encoder's own",
        onboarding.get(),
        encoder.id,
        own.get()
    ))
}

/// Holds every distance against the tolerance in force. The measurements stay as they are, so that a
/// stored result can be judged again.
pub(crate) fn judge(mut face: FaceResult, kind: Kind, settings: &SettingsInForce) -> FaceResult {
    let Some(encoder) = &face.encoder else { return face };
    let tolerance = chosen_for(encoder, kind, settings);
    let limit = tolerance.as_ref().ok().copied();
    face.comparisons = face.comparisons.into_iter().map(|pair| pair.judged(limit)).collect();
    if face.decisive(kind).is_some() {
        face.reason = tolerance.err();
    }
    face
}

/// Issue codes.
pub(crate) fn notes(face: &FaceResult) -> Vec<String> {
    let unjudged = face.comparisons.iter().any(|pair| pair.tolerance.is_none());
    unjudged.then(|| FOREIGN_TOLERANCE.to_owned()).into_iter().collect()
}
