//! The biometric stages of a session: faces, then liveness, as far as the person agreed and networks
//! are there.

use bonafide_types::DocumentType;

use crate::attributes;
use crate::consent::{Permission, permission};
use crate::context::{Context, Stopwatch};
use crate::equipment::Equipment;
use crate::error::SessionError;
use crate::faces::{self, FaceFindings};
use crate::input::SessionInput;
use crate::intake::Intake;
use crate::live_person::{self, LivenessFindings};
use crate::result::{FaceResult, Provenance};
use crate::timings::Timings;

/// What is looked at.
pub(crate) struct Pictures<'a> {
    pub intake: &'a Intake,
    /// What the document is taken for.
    pub document_type: DocumentType,
}

/// What the pictures say of the person.
pub(crate) struct Findings {
    pub faces: FaceFindings,
    pub liveness: LivenessFindings,
    /// The models that took part.
    pub origin: Provenance,
}

/// Looks at faces and liveness. Fails only where the session's time is used up.
pub(crate) fn look(
    input: &SessionInput,
    cx: &Context,
    equipment: &Equipment,
    pictures: &Pictures<'_>,
    (watch, timings): (&Stopwatch<'_>, &mut Timings),
) -> Result<Findings, SessionError> {
    let may = permission(input.consent, cx.consent);
    let faces = timings.measure("face", || look_at_faces(input, cx, equipment, pictures, may));
    watch.check("face")?;
    let judge = may.compare.and_then(|()| equipment.liveness.reader());
    let (switches, plan) = (&input.settings, &input.liveness_plan);
    let liveness = timings
        .measure("liveness", || live_person::find(judge, pictures.intake, &faces, switches, plan));
    watch.check("liveness")?;
    let mut origin = Provenance::default();
    if faces.used_models() {
        origin = origin.and(&equipment.faces.origin);
    }
    if liveness.used_models {
        origin = origin.and(&equipment.liveness.origin);
    }
    Ok(Findings { faces, liveness, origin })
}

fn look_at_faces(
    input: &SessionInput,
    cx: &Context,
    equipment: &Equipment,
    pictures: &Pictures<'_>,
    may: Permission,
) -> FaceFindings {
    let switches = &input.settings;
    let expressive = live_person::expressive(&input.liveness_plan);
    let wants_estimates = switches.perform_age_test || switches.perform_gender_test;
    let search = faces::Search {
        kind: input.kind,
        document_type: pictures.document_type,
        reference: input.reference.as_ref(),
        frames: &live_person::frames(switches),
        estimate_person: wants_estimates && may.estimate.is_ok(),
        expressive: if may.estimate.is_ok() { &expressive } else { &[] },
        encodings: cx.encodings,
        artifacts: cx.artifacts,
    };
    let mut found = faces::find(may.compare, equipment.faces.reader(), pictures.intake, &search);
    let why = why_not_estimated(may, &found.result);
    found.result.attributes = attributes::measured(&found.estimates, switches, &why);
    found
}

/// Why nothing is estimated of the person, where nothing is.
fn why_not_estimated(may: Permission, face: &FaceResult) -> String {
    match (may.estimate, &face.selfie) {
        (Err(reason), _) => reason.to_owned(),
        (_, Some(_)) => "no network for it is installed".to_owned(),
        _ => face.reason.clone().unwrap_or_else(|| faces::NO_SELFIE.to_owned()),
    }
}
