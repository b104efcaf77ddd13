//! Several pictures: whether a person did what was asked.

use bonafide_types::number::Degrees;
use bonafide_types::{Distance, Score, Tolerance};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::frame::Frame;
use crate::plan::{Challenge, Plan, Step};

/// A mouth is open from this openness (1 less its closedness) on, a gap between the lips of 0.36 of the
/// mouth's inner width.
///
/// Reasoned: a laugh that bares both rows of teeth, crowns of some 10 mm each, opens a mouth of 60 mm by 0.33,
/// an openness of 0.83; a mouth that says "ah" is narrower and opens by 0.4 and more, an openness of 1. With
/// 0.5, toothy smiles would pass.
pub const MOUTH_OPEN: f64 = 0.9;

/// Eyes would be closed from this closedness (1 less their openness) on: the middle of the scale, where
/// eyes are 0.2 times as high as wide, which divides blinks from open eyes (Soukupová and Čech, "Real-Time
/// Eye Blink Detection using Facial Landmarks", CVWW 2016).
///
/// No step is measured by it yet: what the landmark networks that there are say of ordinary faces stays
/// far from it, and none has been seen to tell closed eyes. The challenge can be asked for by a plan
/// and is [`StepFault::NotMeasured`]; [`crate::Challenge::told_by`] leaves it out.
pub const EYES_CLOSED: f64 = 0.5;

/// Limits of the active steps.
#[derive(Clone, Copy, Debug)]
pub struct ActiveLimits {
    /// `direction_tolerance`: a turn is shown from here on; "front" is below it.
    pub direction: Degrees,
    /// `expression_tolerance`: least probability of the expression asked for.
    pub expression: Tolerance,
    /// Greatest distance at which two faces are one person.
    pub person: Distance,
}

/// Why a step is not passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum StepFault {
    /// No frame was given.
    NoFrame,
    /// There is no face in it.
    NoFace,
    /// There is more than one face in it.
    SeveralFaces,
    /// The same file, or the same picture, was given before.
    RepeatedFrame,
    /// It is another person.
    OtherPerson,
    /// What was asked for was not done.
    NotDone,
    /// No model that could tell is installed.
    NotMeasured,
}

impl StepFault {
    /// In words, after "step 2: ".
    pub fn in_words(self) -> &'static str {
        match self {
            Self::NoFrame => "no picture was given",
            Self::NoFace => "there is no face",
            Self::SeveralFaces => "there is more than one face",
            Self::RepeatedFrame => "the picture was given before",
            Self::OtherPerson => "it is another person",
            Self::NotDone => "what was asked for was not done",
            Self::NotMeasured => "no installed model can tell",
        }
    }
}

/// What became of one step.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StepVerdict {
    /// The step.
    pub step: Step,
    /// How far what was asked for was done: degrees in the direction that was asked for (negative
    /// where the head went the other way), or a probability, an openness or a closedness.
    pub measured: Option<f64>,
    /// What it is held against: done when `measured` is not below it.
    pub limit: f64,
    /// Distance to the person.
    pub person_distance: Option<Distance>,
    /// Empty when it was passed.
    pub faults: Vec<StepFault>,
}

/// What became of all steps.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ActiveVerdict {
    /// In the order of the plan.
    pub steps: Vec<StepVerdict>,
    /// Every step was passed; `None` when one could not be measured and none failed, or when nothing
    /// was asked for.
    pub passed: Option<bool>,
    /// Frames that were given for no step of the plan, by number: they play no part.
    pub ignored: Vec<u8>,
}

impl ActiveVerdict {
    /// The first step that was not passed, in words: "step 2: there is no face".
    pub fn first_fault(&self) -> Option<String> {
        let failed = |fault: &StepFault| *fault != StepFault::NotMeasured;
        let worded = |fault: &StepFault, step: &StepVerdict| {
            format!("step {}: {}", step.step.step, fault.in_words())
        };
        let first = |wanted: &dyn Fn(&StepFault) -> bool| {
            self.steps.iter().find_map(|step| {
                step.faults.iter().find(|fault| wanted(fault)).map(|fault| worded(fault, step))
            })
        };
        first(&failed).or_else(|| first(&|_| true))
    }
}

/// Holds the frames of steps 1 to 4 against the plan. `passive` is the frame of the passive picture, if
/// there is one: no step may repeat it, nor the frame of a step before it.
///
/// Every test is inclusive: an angle, a probability or a distance at its limit passes; but "front", which
/// [`Challenge::Neutral`] asks for as well, ends below `direction`, where a turn begins. Measurements are
/// held against limits in the precision of the wire (angles to a tenth of a degree, all else to four
/// decimal places), so that a stored result judged again says the same.
pub fn judge_steps(
    plan: &Plan,
    frames: [Option<&Frame>; 4],
    passive: Option<&Frame>,
    limits: ActiveLimits,
) -> ActiveVerdict {
    let of_step = |step: u8| {
        let index = usize::from(step).checked_sub(1)?;
        frames.get(index).copied().flatten()
    };
    let mut seen: Vec<&Frame> = passive.into_iter().collect();
    let mut steps = Vec::with_capacity(plan.0.len());
    for &step in &plan.0 {
        let frame = of_step(step.step);
        let repeated = frame.is_some_and(|frame| seen.iter().any(|&other| frame.repeats(other)));
        seen.extend(frame);
        steps.push(judge_step(step, frame, repeated, limits));
    }
    let planned = |step: u8| plan.0.iter().any(|planned| planned.step == step);
    let ignored =
        (1..=Plan::MOST_STEPS).filter(|&step| of_step(step).is_some() && !planned(step)).collect();
    ActiveVerdict { passed: all_passed(&steps), steps, ignored }
}

fn all_passed(steps: &[StepVerdict]) -> Option<bool> {
    let any_fault =
        |wanted: fn(&StepFault) -> bool| steps.iter().flat_map(|step| &step.faults).any(wanted);
    if any_fault(|fault| *fault != StepFault::NotMeasured) {
        return Some(false);
    }
    let measured = !any_fault(|fault| *fault == StepFault::NotMeasured);
    (measured && !steps.is_empty()).then_some(true)
}

fn judge_step(
    step: Step,
    frame: Option<&Frame>,
    repeated: bool,
    limits: ActiveLimits,
) -> StepVerdict {
    let limit = limit_of(step.challenge, limits);
    let mut verdict =
        StepVerdict { step, measured: None, limit, person_distance: None, faults: Vec::new() };
    let Some(frame) = frame else {
        verdict.faults.push(StepFault::NoFrame);
        return verdict;
    };
    verdict.person_distance = frame.person_distance;
    match frame.faces {
        0 => verdict.faults.push(StepFault::NoFace),
        1 => {
            verdict.measured = measured(step.challenge, frame);
            verdict.faults.extend(person_fault(frame, limits.person));
            verdict.faults.extend(deed_fault(step.challenge, frame, verdict.measured, limits));
        }
        _ => verdict.faults.push(StepFault::SeveralFaces),
    }
    if repeated {
        verdict.faults.push(StepFault::RepeatedFrame);
    }
    verdict.faults.dedup();
    verdict
}

fn limit_of(challenge: Challenge, limits: ActiveLimits) -> f64 {
    match challenge {
        Challenge::TurnLeft | Challenge::TurnRight | Challenge::LookUp | Challenge::LookDown => {
            limits.direction.get()
        }
        Challenge::Smile | Challenge::Neutral => limits.expression.get(),
        Challenge::MouthOpen => MOUTH_OPEN,
        Challenge::EyesClosed => EYES_CLOSED,
    }
}

/// In the sense that was asked for, so that more is always nearer to it.
fn measured(challenge: Challenge, frame: &Frame) -> Option<f64> {
    let value = match challenge {
        Challenge::TurnLeft => degrees(frame.yaw),
        Challenge::TurnRight => degrees(frame.yaw).map(|yaw| -yaw),
        Challenge::LookUp => degrees(frame.pitch),
        Challenge::LookDown => degrees(frame.pitch).map(|pitch| -pitch),
        Challenge::Smile => frame.happy.map(wire),
        Challenge::Neutral => frame.neutral.map(wire),
        Challenge::MouthOpen => frame.mouth_closed.map(|closed| four_places(1.0 - wire(closed))),
        Challenge::EyesClosed => None,
    };
    value.filter(|value| value.is_finite())
}

/// Degrees to a tenth, as on the wire.
fn degrees(angle: Option<f32>) -> Option<f64> {
    angle.map(|angle| (f64::from(angle) * 10.0).round() / 10.0)
}

fn wire(score: Score) -> f64 {
    score.rounded().get()
}

/// Again four places, which a difference of such numbers may just miss.
fn four_places(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

fn person_fault(frame: &Frame, limit: Distance) -> Option<StepFault> {
    match frame.person_distance.map(Distance::rounded) {
        Some(distance) if distance <= limit => None,
        Some(_) => Some(StepFault::OtherPerson),
        None => Some(StepFault::NotMeasured),
    }
}

fn deed_fault(
    challenge: Challenge,
    frame: &Frame,
    measured: Option<f64>,
    limits: ActiveLimits,
) -> Option<StepFault> {
    match measured {
        None => Some(StepFault::NotMeasured),
        Some(value) if value < limit_of(challenge, limits) => Some(StepFault::NotDone),
        Some(_) if challenge == Challenge::Neutral => front_fault(frame, limits.direction),
        Some(_) => None,
    }
}

/// A neutral face is shown to the camera.
fn front_fault(frame: &Frame, limit: Degrees) -> Option<StepFault> {
    let (Some(yaw), Some(pitch)) = (degrees(frame.yaw), degrees(frame.pitch)) else {
        return Some(StepFault::NotMeasured);
    };
    let front = yaw.abs() < limit.get() && pitch.abs() < limit.get();
    (!front).then_some(StepFault::NotDone)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use bonafide_imaging::Wiped;
    use proptest::prelude::*;

    use super::*;

    fn limits() -> ActiveLimits {
        ActiveLimits {
            direction: Degrees::clamped(12.3),
            expression: Tolerance::clamped(0.6),
            person: Distance::clamped(0.6),
        }
    }

    /// A frame in which everything was measured and nothing was done.
    fn still(name: &str) -> Frame {
        Frame {
            sha256: name.to_owned(),
            faces: 1,
            yaw: Some(0.0),
            pitch: Some(0.0),
            happy: Some(Score::ZERO),
            neutral: Some(Score::ONE),
            mouth_closed: Some(Score::ONE),
            person_distance: Some(Distance::clamped(0.3)),
            thumbnail: Wiped::default(),
        }
    }

    fn plan(challenges: &[Challenge]) -> Plan {
        let numbered = (1..).zip(challenges);
        Plan(numbered.map(|(step, &challenge)| Step { step, challenge }).collect())
    }

    fn judge(challenge: Challenge, frame: &Frame) -> StepVerdict {
        let verdict =
            judge_steps(&plan(&[challenge]), [Some(frame), None, None, None], None, limits());
        verdict.steps.into_iter().next().unwrap()
    }

    fn faults(challenge: Challenge, frame: &Frame) -> Vec<StepFault> {
        judge(challenge, frame).faults
    }

    /// The frame in which exactly this was done, at its limit.
    fn done(challenge: Challenge, name: &str) -> Frame {
        let mut frame = still(name);
        match challenge {
            Challenge::TurnLeft => frame.yaw = Some(12.3),
            Challenge::TurnRight => frame.yaw = Some(-12.3),
            Challenge::LookUp => frame.pitch = Some(12.3),
            Challenge::LookDown => frame.pitch = Some(-12.3),
            Challenge::Smile => frame.happy = Some(Score::clamped(0.6)),
            Challenge::Neutral => frame.neutral = Some(Score::clamped(0.6)),
            Challenge::MouthOpen => frame.mouth_closed = Some(Score::clamped(1.0 - MOUTH_OPEN)),
            Challenge::EyesClosed => {} // no model tells
        }
        frame
    }

    #[test]
    fn every_challenge_is_passed_at_its_limit_and_by_its_own_deed_alone() {
        for asked in Challenge::ALL {
            if asked == Challenge::EyesClosed {
                let verdict = judge(asked, &done(asked, "a"));
                assert_eq!(
                    (verdict.measured, verdict.faults),
                    (None, vec![StepFault::NotMeasured])
                );
                continue;
            }
            assert_eq!(faults(asked, &done(asked, "a")), [], "{asked:?}");
            for other in Challenge::ALL {
                // A neutral face is what all but turns and looks leave.
                if other != asked && asked != Challenge::Neutral {
                    let found = faults(asked, &done(other, "a"));
                    assert_eq!(found, [StepFault::NotDone], "{asked:?} by {other:?}");
                }
            }
        }
    }

    #[test]
    fn limits_are_met_in_the_precision_of_the_wire() {
        let smiling = |happy| Frame { happy: Some(Score::clamped(happy)), ..still("a") };
        assert_eq!(faults(Challenge::Smile, &smiling(0.599_96)), []);
        assert_eq!(faults(Challenge::Smile, &smiling(0.599_94)), [StepFault::NotDone]);
        let turned = |yaw| Frame { yaw: Some(yaw), ..still("a") };
        assert_eq!(faults(Challenge::TurnLeft, &turned(12.26)), []);
        assert_eq!(faults(Challenge::TurnLeft, &turned(12.24)), [StepFault::NotDone]);
        let near = |apart| {
            let distance = Some(Distance::clamped(apart));
            faults(Challenge::Smile, &Frame { person_distance: distance, ..smiling(0.9) })
        };
        assert_eq!(near(0.600_04), []);
        assert_eq!(near(0.600_06), [StepFault::OtherPerson]);
    }

    #[test]
    fn a_toothy_smile_is_no_open_mouth() {
        // Lips apart by a third of the mouth's width: both rows of teeth.
        let laugh = Frame { mouth_closed: Some(Score::clamped(1.0 - 0.33 / 0.4)), ..still("a") };
        assert_eq!(faults(Challenge::MouthOpen, &laugh), [StepFault::NotDone]);
    }

    #[test]
    fn what_is_measured_grows_with_what_was_asked_for() {
        let mut frame = still("a");
        frame.yaw = Some(-20.0);
        let measured = |challenge| judge(challenge, &frame).measured.unwrap();
        assert!((measured(Challenge::TurnRight) - 20.0).abs() < 1e-6);
        assert!((measured(Challenge::TurnLeft) + 20.0).abs() < 1e-6);
    }

    #[test]
    fn a_neutral_face_looks_to_the_front() {
        let mut aside = still("a");
        aside.yaw = Some(12.3);
        assert_eq!(faults(Challenge::Neutral, &aside), [StepFault::NotDone]);
        aside.yaw = Some(12.2);
        assert_eq!(faults(Challenge::Neutral, &aside), []);
        aside.pitch = None;
        assert_eq!(faults(Challenge::Neutral, &aside), [StepFault::NotMeasured]);
    }

    #[test]
    fn what_cannot_be_judged_is_told_from_what_is_wrong() {
        let asked = Challenge::Smile;
        let with = |change: &dyn Fn(&mut Frame)| {
            let mut frame = done(asked, "a");
            change(&mut frame);
            faults(asked, &frame)
        };
        assert_eq!(with(&|frame| frame.faces = 0), [StepFault::NoFace]);
        assert_eq!(with(&|frame| frame.faces = 2), [StepFault::SeveralFaces]);
        assert_eq!(with(&|frame| frame.happy = None), [StepFault::NotMeasured]);
        assert_eq!(with(&|frame| frame.person_distance = None), [StepFault::NotMeasured]);
        let other = |frame: &mut Frame| frame.person_distance = Some(Distance::clamped(0.61));
        assert_eq!(with(&other), [StepFault::OtherPerson]);
        let limit = |frame: &mut Frame| frame.person_distance = Some(Distance::clamped(0.6));
        assert_eq!(with(&limit), []);
        let mut blind = done(Challenge::TurnLeft, "a");
        blind.yaw = Some(f32::NAN);
        assert_eq!(faults(Challenge::TurnLeft, &blind), [StepFault::NotMeasured]);
    }

    #[test]
    fn frames_count_once() {
        let asked = plan(&[Challenge::TurnLeft, Challenge::Smile]);
        let (turn, smile) = (done(Challenge::TurnLeft, "a"), done(Challenge::Smile, "b"));
        let frames = [Some(&turn), Some(&smile), None, None];
        assert_eq!(judge_steps(&asked, frames, None, limits()).passed, Some(true));
        let repeated = judge_steps(&asked, frames, Some(&smile), limits());
        assert_eq!(repeated.steps[1].faults, [StepFault::RepeatedFrame]);
        assert_eq!(repeated.first_fault().unwrap(), "step 2: the picture was given before");
        // One frame that shows both is still one frame.
        let mut both = turn.clone();
        both.happy = Some(Score::ONE);
        let twice = judge_steps(&asked, [Some(&both), Some(&both), None, None], None, limits());
        assert_eq!((twice.passed, twice.steps[0].faults.len()), (Some(false), 0));
    }

    #[test]
    fn frames_without_a_step_are_said_and_left_out() {
        let (turn, extra) = (done(Challenge::TurnLeft, "a"), still("b"));
        let frames = [Some(&turn), None, Some(&extra), None];
        let verdict = judge_steps(&plan(&[Challenge::TurnLeft]), frames, None, limits());
        assert_eq!((verdict.passed, verdict.ignored), (Some(true), vec![3]));
    }

    #[test]
    fn nothing_asked_is_nothing_passed() {
        let frame = still("a");
        let verdict = judge_steps(&Plan::default(), [Some(&frame); 4], None, limits());
        assert_eq!((verdict.passed, verdict.first_fault()), (None, None));
        // A step without a slot has no frame.
        let nowhere = Plan(vec![Step { step: 9, challenge: Challenge::Smile }]);
        let verdict = judge_steps(&nowhere, [Some(&frame); 4], None, limits());
        assert_eq!(verdict.steps[0].faults, [StepFault::NoFrame]);
    }

    fn any_frame() -> impl Strategy<Value = Frame> {
        let score = || prop::option::of((0.0..=1.0).prop_map(Score::clamped));
        let distance = prop::option::of((0.0..1.0).prop_map(Distance::clamped));
        let angle = || prop::option::of(-90f32..90.0);
        let looks = (0usize..3, angle(), angle(), score(), score(), score(), distance);
        ("[ab]{1,3}", looks, prop::collection::vec(any::<u8>(), 0..3)).prop_map(
            |(sha256, looks, thumbnail)| {
                let (faces, yaw, pitch, happy, neutral, mouth_closed, distance) = looks;
                let (person_distance, thumbnail) = (distance, Wiped::new(thumbnail));
                Frame {
                    sha256,
                    faces,
                    yaw,
                    pitch,
                    happy,
                    neutral,
                    mouth_closed,
                    person_distance,
                    thumbnail,
                }
            },
        )
    }

    proptest! {
        #[test]
        fn a_pass_has_no_fault_and_a_fault_no_pass(
            seed: u64, steps in 1u8..=4,
            frames in prop::collection::vec(prop::option::of(any_frame()), 4),
            passive in prop::option::of(any_frame()),
        ) {
            let plan = Plan::seeded(seed, steps, &Challenge::ALL);
            let given = [0, 1, 2, 3].map(|index: usize| frames[index].as_ref());
            let verdict = judge_steps(&plan, given, passive.as_ref(), limits());
            prop_assert_eq!(verdict.steps.len(), plan.0.len());
            let clean = verdict.steps.iter().all(|step| step.faults.is_empty());
            prop_assert_eq!(verdict.passed == Some(true), clean);
            prop_assert_eq!(verdict.first_fault().is_none(), clean);
            for step in &verdict.steps {
                if step.faults.is_empty() {
                    prop_assert!(step.measured.unwrap() >= step.limit);
                    prop_assert!(step.person_distance.unwrap().rounded() <= limits().person);
                }
            }
            // Frames beyond the plan change nothing but the list of them.
            let mut fewer = given;
            for slot in fewer.iter_mut().skip(plan.0.len()) { *slot = None; }
            let alone = judge_steps(&plan, fewer, passive.as_ref(), limits());
            prop_assert_eq!(alone.steps, verdict.steps);
        }

        #[test]
        fn turning_further_never_undoes_a_turn(yaw in -90f32..90.0, more in 0f32..40.0) {
            let turned = |yaw| Frame { yaw: Some(yaw), ..still("a") };
            let before = faults(Challenge::TurnLeft, &turned(yaw)).is_empty();
            let after = faults(Challenge::TurnLeft, &turned(yaw + more)).is_empty();
            prop_assert!(!before || after);
            let mirrored = faults(Challenge::TurnRight, &turned(-yaw)).is_empty();
            prop_assert_eq!(before, mirrored);
        }
    }
}
