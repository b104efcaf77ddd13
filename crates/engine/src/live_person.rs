//! Liveness of a session: which picture is judged, what the frames of active steps show, and what
//! both come to under the numbers in force.

use std::collections::BTreeMap;

use bonafide_face::Expression;
use bonafide_imaging::{Area, Picture};
use bonafide_liveness::{
    ActiveLimits, ActiveVerdict, Challenge, Decision, DecisionRules, Frame, Gate, Liveness,
    LivenessError, Passive, PassiveEvidence, Plan, Standing, Step, StepVerdict, decide,
    judge_steps, thumbnail,
};
use bonafide_types::settings::LivenessMode;
use bonafide_types::{Distance, Settings, Slot, Verdict, Weights};

use crate::error::{ErrorCode, SessionError};
use crate::face_match;
use crate::face_result::FaceResult;
use crate::faces::{FaceFindings, Look, Seen};
use crate::input::Kind;
use crate::intake::Intake;
use crate::liveness_result::{ActiveFacts, FrameFacts, LivenessResult, PassiveFacts, StepFacts};

/// What the engine needs of the networks for liveness, so that sessions are evaluated in tests
/// without them.
pub(crate) trait JudgeLiveness: Send + Sync {
    fn judge(&self, picture: &Picture, area: Area) -> Result<Passive, LivenessError>;
}

impl JudgeLiveness for Liveness {
    fn judge(&self, picture: &Picture, area: Area) -> Result<Passive, LivenessError> {
        Self::judge(self, picture, area)
    }
}

/// The frames of active steps.
pub(crate) const STEPS: [Slot; 4] = [
    Slot::LivenessActiveStep1,
    Slot::LivenessActiveStep2,
    Slot::LivenessActiveStep3,
    Slot::LivenessActiveStep4,
];

/// The pictures for liveness that a session with these switches looks at.
pub(crate) fn frames(switches: &Settings) -> Vec<Slot> {
    let steps =
        switches.perform_liveness_test && switches.liveness_mode == LivenessMode::PassiveActive;
    let passive = [Slot::LivenessPassive];
    passive.into_iter().chain(STEPS.into_iter().filter(|_| steps)).collect()
}

/// The frames in which the plan asks for an expression.
pub(crate) fn expressive(plan: &Plan) -> Vec<Slot> {
    let asks = |step: &&Step| matches!(step.challenge, Challenge::Smile | Challenge::Neutral);
    plan.0.iter().filter(asks).filter_map(|step| slot_of(step.step)).collect()
}

fn slot_of(step: u8) -> Option<Slot> {
    STEPS.get(usize::from(step).checked_sub(1)?).copied()
}

/// What the pictures gave.
pub(crate) struct LivenessFindings {
    /// Measurements; nothing is judged yet.
    pub result: LivenessResult,
    /// Whether a network of liveness took part.
    pub used_models: bool,
    /// The first failure of a network.
    pub error: Option<SessionError>,
}

impl LivenessFindings {
    fn not_performed(switches: &Settings, reason: impl Into<String>) -> Self {
        let result = LivenessResult::not_performed(switches.liveness_mode, reason);
        Self { result, used_models: false, error: None }
    }
}

/// Looks at the pictures for liveness. The networks are there, or why not.
pub(crate) fn find(
    judge: Result<&dyn JudgeLiveness, &str>,
    intake: &Intake,
    faces: &FaceFindings,
    switches: &Settings,
    plan: &Plan,
) -> LivenessFindings {
    if !switches.perform_liveness_test {
        let reason = "switched off by perform_liveness_test";
        return LivenessFindings::not_performed(switches, reason);
    }
    let judge = match judge {
        Ok(judge) => judge,
        Err(reason) => return LivenessFindings::not_performed(switches, reason),
    };
    if !faces.used_models() {
        let reason = faces.result.reason.clone().unwrap_or_default();
        return LivenessFindings::not_performed(switches, reason);
    }
    let (slot, seen) = match judged_picture(faces) {
        Ok(found) => found,
        Err(reason) => return LivenessFindings::not_performed(switches, reason),
    };
    let mut findings = LivenessFindings::not_performed(switches, String::new());
    findings.used_models = true;
    match judge.judge(&intake.pages[&slot], seen.face.area) {
        Ok(passive) => findings.result.passive = Some(PassiveFacts::measured(slot, passive)),
        Err(error) => {
            let message = error.to_string();
            findings.result.reason = Some(message.clone());
            let error = SessionError::of_file(ErrorCode::Internal, "liveness", slot, message);
            findings.error = Some(error);
        }
    }
    if switches.liveness_mode == LivenessMode::PassiveActive {
        let frames = measure_frames(intake, faces);
        let steps = plan.0.iter().map(|step| planned(*step)).collect();
        findings.result.active = Some(ActiveFacts { steps, frames, ..ActiveFacts::default() });
    }
    findings
}

/// The passive picture, or the selfie where none was handed in.
fn judged_picture(faces: &FaceFindings) -> Result<(Slot, &Seen), String> {
    let slot = [Slot::LivenessPassive, Slot::Selfie]
        .into_iter()
        .find(|slot| faces.looks.contains_key(slot))
        .ok_or("no selfie and no liveness picture was given")?;
    let look = &faces.looks[&slot];
    let seen = look.seen.as_ref().ok_or_else(|| match look.rivals {
        0 => format!("no face was found in {}", slot.name()),
        _ => format!("several faces of the same size were found in {}", slot.name()),
    })?;
    Ok((slot, seen))
}

/// A step of which nothing is known yet.
fn planned(step: Step) -> StepFacts {
    StepFacts {
        step: step.step,
        challenge: step.challenge,
        measured: None,
        target: 0.0,
        deviation: None,
        same_person_distance: None,
        verdict: Verdict::NotPerformed,
        faults: Vec::new(),
        reason: None,
    }
}

/// What each frame shows. A frame repeats a picture when it is one of those before it: selfie, passive
/// picture, earlier steps.
fn measure_frames(intake: &Intake, faces: &FaceFindings) -> BTreeMap<Slot, FrameFacts> {
    let shown = |slot: Slot| {
        let look = faces.looks.get(&slot)?;
        Some((look, trace(&intake.pages[&slot], look)))
    };
    let known = [Slot::Selfie, Slot::LivenessPassive];
    let mut seen: Vec<Frame> =
        known.into_iter().filter_map(shown).map(|(_, trace)| trace).collect();
    let mut frames = BTreeMap::new();
    for slot in STEPS {
        let Some((look, trace)) = shown(slot) else { continue };
        let repeated = seen.iter().any(|earlier| trace.repeats(earlier));
        frames.insert(slot, measure_frame(slot, look, &faces.result, repeated));
        seen.push(trace);
    }
    frames
}

/// What tells that a picture was handed in again.
fn trace(picture: &Picture, look: &Look) -> Frame {
    let mut frame = Frame::default();
    frame.sha256.clone_from(&picture.facts().sha256);
    if let Some(seen) = &look.seen {
        frame.thumbnail = thumbnail(picture, seen.face.area);
    }
    frame
}

fn measure_frame(slot: Slot, look: &Look, faces: &FaceResult, repeated: bool) -> FrameFacts {
    let of_person = |pair: &&crate::face_result::FaceComparison| pair.b == slot.name();
    let mut facts = FrameFacts {
        faces: look.rivals,
        person_distance: faces.comparisons.iter().find(of_person).map(|pair| pair.distance),
        repeated,
        ..FrameFacts::default()
    };
    if let Some(Seen { quality, estimates, .. }) = &look.seen {
        let expression = |which: Expression| {
            estimates.expressions.as_ref().and_then(|all| all.get(&which)).map(|p| p.rounded())
        };
        (facts.yaw, facts.pitch) = (quality.yaw, quality.pitch);
        (facts.eyes_open, facts.mouth_closed) = (quality.eyes_open, quality.mouth_closed);
        facts.happy = expression(Expression::Happy);
        facts.neutral = expression(Expression::Neutral);
    }
    facts
}

/// Judges what was measured under the numbers in force. The measurements stay as they are, so that a
/// stored result can be judged again.
pub(crate) fn judge(
    mut liveness: LivenessResult,
    face: &FaceResult,
    kind: Kind,
    weights: &Weights,
) -> LivenessResult {
    let Some(passive) = &mut liveness.passive else { return liveness };
    let rules = DecisionRules {
        mode: liveness.mode,
        minimum: weights.minimum_liveness_tolerance(),
        skip: weights.passive_active_skip_tolerance(),
    };
    passive.tolerance = rules.minimum;
    let reaches = passive.score.is_some_and(|score| score.get() >= rules.minimum.get());
    passive.verdict = if reaches { Verdict::Pass } else { Verdict::Fail };
    let limits = ActiveLimits {
        direction: weights.direction_tolerance(),
        expression: weights.expression_tolerance(),
        person: face_match::tolerance(kind, weights),
    };
    let outcome = passive.outcome();
    let steps = liveness.active.as_ref().map(|active| judge_active(active, limits));
    let decision = decide(PassiveEvidence::Judged(&outcome), steps.as_ref(), rules);
    if let (Some(active), Some(verdict)) = (&mut liveness.active, steps) {
        record(active, verdict, decision.gate, rules);
    }
    let (standing, reason) = of_one_person(decision, passive.source, face);
    liveness.score = passive.score;
    liveness.liveness_detected = standing == Standing::Detected;
    liveness.reason = Some(reason);
    liveness.verdict = match standing {
        Standing::Detected => Verdict::Pass,
        Standing::NotDetected => Verdict::Fail,
        Standing::NotPerformed => Verdict::NotPerformed,
    };
    liveness
}

/// A live person shows nothing about the selfie of another: where both were handed in they must show
/// one person.
fn of_one_person(decision: Decision, source: Slot, face: &FaceResult) -> (Standing, String) {
    let Decision { standing, reason, .. } = decision;
    let compared = face.comparison(Slot::Selfie.name(), Slot::LivenessPassive.name());
    let has_two = source == Slot::LivenessPassive && (face.selfie.is_some() || compared.is_some());
    if standing != Standing::Detected || !has_two {
        return (standing, reason);
    }
    match compared.and_then(|pair| pair.matched) {
        Some(true) => (standing, reason),
        Some(false) => {
            let reason = "the liveness picture shows another person than the selfie";
            (Standing::NotDetected, reason.to_owned())
        }
        None => {
            let reason = "the liveness picture cannot be compared with the selfie";
            (Standing::NotPerformed, reason.to_owned())
        }
    }
}

/// The name by which a repeated frame is known; thumbnails and hashes are not kept.
const REPEATED: &str = "repeated";

fn judge_active(active: &ActiveFacts, limits: ActiveLimits) -> ActiveVerdict {
    let plan = active.steps.iter().map(|s| Step { step: s.step, challenge: s.challenge });
    let plan = Plan(plan.collect());
    let frames = STEPS.map(|slot| active.frames.get(&slot).map(frame));
    let mut before = Frame::default();
    REPEATED.clone_into(&mut before.sha256);
    judge_steps(&plan, frames.each_ref().map(Option::as_ref), Some(&before), limits)
}

/// A frame as it was measured.
fn frame(facts: &FrameFacts) -> Frame {
    let mut frame = Frame::default();
    if facts.repeated {
        REPEATED.clone_into(&mut frame.sha256);
    }
    frame.faces = facts.faces;
    frame.yaw = facts.yaw.map(|degrees| degrees as f32);
    frame.pitch = facts.pitch.map(|degrees| degrees as f32);
    frame.happy = facts.happy;
    frame.neutral = facts.neutral;
    frame.mouth_closed = facts.mouth_closed;
    frame.person_distance = facts.person_distance;
    frame
}

/// Writes down what became of the steps, and whether they were needed.
fn record(
    active: &mut ActiveFacts,
    verdict: ActiveVerdict,
    gate: Option<Gate>,
    rules: DecisionRules,
) {
    let skip = rules.skip.get();
    let (required, reason) = match gate {
        Some(Gate::ActiveNeeded) => {
            (true, format!("the passive score is below passive_active_skip_tolerance {skip:.4}"))
        }
        Some(Gate::SkippedByPassive) => {
            (false, format!("the passive score reaches passive_active_skip_tolerance {skip:.4}"))
        }
        _ => (false, "the passive picture does not pass".to_owned()),
    };
    active.required = required;
    active.reason = Some(reason);
    let skipped = gate == Some(Gate::SkippedByPassive);
    active.steps = verdict.steps.into_iter().map(|step| step_facts(step, skipped)).collect();
}

fn step_facts(verdict: StepVerdict, skipped: bool) -> StepFacts {
    let four = |x: f64| (x * 1e4).round() / 1e4;
    let not_measured =
        |fault: &bonafide_liveness::StepFault| *fault == bonafide_liveness::StepFault::NotMeasured;
    let outcome = match &verdict.faults {
        _ if skipped => Verdict::NotPerformed,
        faults if faults.is_empty() => Verdict::Pass,
        faults if faults.iter().all(not_measured) => Verdict::NotPerformed,
        _ => Verdict::Fail,
    };
    let words: Vec<&str> = verdict.faults.iter().map(|fault| fault.in_words()).collect();
    let reason = match (skipped, words.is_empty()) {
        (true, _) => Some("skipped_by_passive".to_owned()),
        (_, true) => None,
        _ => Some(words.join("; ")),
    };
    StepFacts {
        measured: verdict.measured.map(four),
        target: four(verdict.limit),
        deviation: verdict.measured.map(|measured| four(measured - verdict.limit)),
        same_person_distance: verdict.person_distance.map(Distance::rounded),
        verdict: outcome,
        faults: verdict.faults,
        reason,
        ..planned(verdict.step)
    }
}
