//! `bonafide liveness`: live people and pictures of them; plans and their steps.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use bonafide::face::{Choice, Encoding, Expression, Face, FaceError, Faces, Turns};
use bonafide::imaging::{Limits, Picture};
use bonafide::liveness::{
    ActiveLimits, ActiveVerdict, Challenge, Decision, DecisionRules, Frame, Gate, Liveness,
    Passive, PassiveEvidence, PassiveOutcome, Plan, StepFault, StepVerdict, decide, judge_steps,
    rivals, thumbnail,
};
use bonafide::seal::sha256_hex;
use bonafide::types::Verdict;
use bonafide::types::Weights;
use bonafide::types::settings::LivenessMode;
use serde_json::{Value, json};

use crate::args::LivenessArgs;
use crate::exit::Exit;
use crate::text::{print_json, print_line, read_input, say};
use crate::{models, settings};

/// The form of the records. It grows by addition only.
const SCHEMA_VERSION: &str = "bonafide.liveness/1";

pub(crate) fn liveness(args: &LivenessArgs) -> Result<Exit> {
    if let Some(seed) = args.seed {
        return print_plan(seed, args);
    }
    let weights = args.weights.as_deref().map(settings::json).transpose()?.unwrap_or_default();
    let judge = Judge::open(args, weights)?;
    match &args.plan {
        Some(path) => {
            let plan: Plan = settings::json(path)?;
            plan.check().with_context(|| format!("{} cannot be used", path.display()))?;
            judge.plan(&plan, args)
        }
        None => judge.alone(args),
    }
}

/// A plan of what the models that are there can tell.
fn print_plan(seed: u64, args: &LivenessArgs) -> Result<Exit> {
    let models = models::open(&args.runtime)?;
    let told = Challenge::told_by(&models);
    if !told.iter().any(|challenge| challenge.is_turn()) {
        let remedy = models.remedy_for(LANDMARKS);
        return Err(FaceError::Absent { stage: LANDMARKS, remedy }.into());
    }
    print_json(&Plan::seeded(seed, args.steps, &told))?;
    Ok(Exit::Done)
}

/// The stage of the models that tell a turn of the head.
const LANDMARKS: &str = "face_landmarks";

/// The networks, and the numbers that decide.
struct Judge {
    faces: Faces,
    liveness: Liveness,
    weights: Weights,
}

/// A picture and what was found in it.
struct Shot {
    file: String,
    picture: Picture,
    sha256: String,
    faces: Vec<Face>,
}

impl Shot {
    /// The face of the person, who must be alone, or why there is none.
    fn person(&self) -> Result<&Face, &'static str> {
        match (self.rivals(), self.faces.first()) {
            (1, Some(face)) => Ok(face),
            (0, _) | (_, None) => Err("there is no face"),
            _ => Err("there are several faces of the same size"),
        }
    }

    fn rivals(&self) -> usize {
        rivals(self.faces.iter().map(|face| face.area))
    }

    /// What tells that a picture was handed in again; nothing is measured.
    fn trace(&self) -> Frame {
        let mut frame = Frame::default();
        frame.sha256.clone_from(&self.sha256);
        frame.faces = self.rivals();
        if let Ok(face) = self.person() {
            frame.thumbnail = thumbnail(&self.picture, face.area);
        }
        frame
    }
}

impl Judge {
    fn open(args: &LivenessArgs, weights: Weights) -> Result<Self> {
        let models = models::open(&args.runtime)?;
        let faces = Faces::open(&models, &Choice::default())?;
        Ok(Self { faces, liveness: Liveness::open(&models)?, weights })
    }

    /// Every picture by itself.
    fn alone(&self, args: &LivenessArgs) -> Result<Exit> {
        let mut exit = Exit::Done;
        for path in &args.images {
            match self.shot(path) {
                Ok(shot) => self.print_alone(&shot, args.json)?,
                Err(error) => {
                    exit = Exit::SomeInError;
                    refuse(path, &error, args.json)?;
                }
            }
        }
        Ok(exit)
    }

    fn print_alone(&self, shot: &Shot, json: bool) -> Result<()> {
        let passive = self.passive(shot)?;
        let decision = self.decide(&passive, None, LivenessMode::Passive);
        if json {
            return print_line(json!({
                "schema_version": SCHEMA_VERSION,
                "file": shot.file,
                "faces": shot.faces.len(),
                "passive": passive.as_ref().ok().map(passive_json),
                "liveness_detected": decision.liveness_detected(),
                "reason": decision.reason,
            }));
        }
        print_line(&shot.file)?;
        explain(&passive, &decision)
    }

    /// The first picture is the passive one, the others are the steps.
    fn plan(&self, plan: &Plan, args: &LivenessArgs) -> Result<Exit> {
        let (given, asked) = (args.images.len().saturating_sub(1), plan.0.len());
        if given > asked {
            bail!("{given} pictures for {asked} steps: give the passive picture, then one a step");
        }
        let shots =
            args.images.iter().map(|path| self.shot(path)).collect::<Result<Vec<Shot>>>()?;
        let Some((first, others)) = shots.split_first() else { bail!("no picture was given") };
        let passive = self.passive(first)?;
        let verdict = self.judge_steps(plan, first, others)?;
        let decision = self.decide(&passive, Some(&verdict), LivenessMode::PassiveActive);
        if args.json {
            print_line(json!({
                "schema_version": SCHEMA_VERSION,
                "file": first.file,
                "passive": passive.as_ref().ok().map(passive_json),
                "steps": verdict.steps.iter().map(|step| step_json(step, &decision)).collect::<Vec<_>>(),
                "liveness_detected": decision.liveness_detected(),
                "reason": decision.reason,
            }))?;
        } else {
            explain(&passive, &decision)?;
            explain_steps(&verdict, &decision)?;
        }
        Ok(Exit::Done)
    }

    /// The pictures after the first against the plan.
    fn judge_steps(&self, plan: &Plan, first: &Shot, others: &[Shot]) -> Result<ActiveVerdict> {
        let person = match first.person() {
            Ok(face) => Some(self.faces.encode(&first.picture, face)?),
            Err(_) => None,
        };
        let mut frames: [Option<Frame>; 4] = [None, None, None, None];
        for (step, shot) in plan.0.iter().zip(others) {
            if let Some(slot) = frames.get_mut(usize::from(step.step) - 1) {
                *slot = Some(self.frame(shot, person.as_ref())?);
            }
        }
        let limits = ActiveLimits {
            direction: self.weights.direction_tolerance(),
            expression: self.weights.expression_tolerance(),
            person: self.faces.tolerance(),
        };
        let frames = frames.each_ref().map(Option::as_ref);
        Ok(judge_steps(plan, frames, Some(&first.trace()), limits))
    }

    fn shot(&self, path: &Path) -> Result<Shot> {
        let bytes = read_input(path)?;
        let name = || path.display().to_string();
        let picture = Picture::decode(&bytes, &Limits::default()).with_context(name)?;
        let faces = self.faces.find(&picture, Turns::Upright)?;
        Ok(Shot { file: file_name(path), picture, sha256: sha256_hex(&bytes), faces })
    }

    /// What the largest face gave, or why it was not judged.
    fn passive(&self, shot: &Shot) -> Result<Result<Passive, &'static str>> {
        Ok(match shot.person() {
            Ok(face) => Ok(self.liveness.judge(&shot.picture, face.area)?),
            Err(why) => Err(why),
        })
    }

    fn decide(
        &self,
        passive: &Result<Passive, &'static str>,
        active: Option<&ActiveVerdict>,
        mode: LivenessMode,
    ) -> Decision {
        let rules = DecisionRules {
            mode,
            minimum: self.weights.minimum_liveness_tolerance(),
            skip: self.weights.passive_active_skip_tolerance(),
        };
        let evidence = match passive {
            Ok(passive) => PassiveEvidence::Judged(&passive.outcome),
            Err(why) => PassiveEvidence::NotPerformed(why),
        };
        decide(evidence, active, rules)
    }

    fn frame(&self, shot: &Shot, person: Option<&Encoding>) -> Result<Frame> {
        let mut frame = shot.trace();
        let Ok(face) = shot.person() else { return Ok(frame) };
        frame.yaw = face.direction.map(|direction| direction.yaw);
        frame.pitch = face.direction.map(|direction| direction.pitch);
        let estimates = self.faces.estimate(&shot.picture, face)?;
        let expression = |of| estimates.expressions.as_ref().and_then(|all| all.get(&of).copied());
        frame.happy = expression(Expression::Happy);
        frame.neutral = expression(Expression::Neutral);
        let quality = self.faces.quality(&shot.picture, face);
        frame.mouth_closed = quality.mouth_closed;
        if let Some(person) = person {
            let encoding = self.faces.encode(&shot.picture, face)?;
            frame.person_distance = Some(encoding.distance(person)?);
        }
        Ok(frame)
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn refuse(path: &Path, error: &anyhow::Error, json: bool) -> Result<()> {
    if json {
        return print_line(json!({
            "schema_version": SCHEMA_VERSION,
            "file": file_name(path),
            "error": format!("{error:#}"),
        }));
    }
    say(&format!("error: {error:#}"));
    Ok(())
}

fn passive_json(passive: &Passive) -> Value {
    let Passive { outcome, attack_scores, by_model, cues, .. } = passive;
    let mut value = json!(outcome);
    value["attack_scores"] = json!(attack_scores);
    value["by_model"] = json!(by_model);
    value["cues"] = json!(cues);
    value
}

fn step_json(verdict: &StepVerdict, decision: &Decision) -> Value {
    let (outcome, reason) = outcome(verdict, decision);
    json!({
        "step": verdict.step.step,
        "challenge": verdict.step.challenge,
        "measured": verdict.measured,
        "limit": verdict.limit,
        "person_distance": verdict.person_distance,
        "faults": verdict.faults,
        "verdict": outcome,
        "reason": reason,
    })
}

/// What became of a step, and why it was not passed: nothing where the passive picture made it needless.
fn outcome(verdict: &StepVerdict, decision: &Decision) -> (Verdict, Option<String>) {
    let faults = &verdict.faults;
    let words: Vec<&str> = faults.iter().map(|fault| fault.in_words()).collect();
    if decision.gate == Some(Gate::SkippedByPassive) {
        (Verdict::NotPerformed, Some("skipped_by_passive".to_owned()))
    } else if faults.is_empty() {
        (Verdict::Pass, None)
    } else if faults.iter().all(|fault| *fault == StepFault::NotMeasured) {
        (Verdict::NotPerformed, Some(words.join("; ")))
    } else {
        (Verdict::Fail, Some(words.join("; ")))
    }
}

fn explain(passive: &Result<Passive, &'static str>, decision: &Decision) -> Result<()> {
    if let Ok(passive) = passive {
        if let PassiveOutcome::Scored { score } = &passive.outcome {
            print_line(format_args!("passive score     {:.4}", score.get()))?;
        }
        for (id, live) in &passive.by_model {
            print_line(format_args!("{id:<17} {:.4}", live.get()))?;
        }
        for cue in &passive.cues {
            let (name, strength) = (&cue.name, cue.strength.get());
            print_line(format_args!("{name:<17} {strength:.4}: {}", cue.detail))?;
        }
    }
    let word = if decision.liveness_detected() { "live" } else { "NOT LIVE" };
    print_line(format_args!("{word:<17} {}", decision.reason))
}

fn explain_steps(verdict: &ActiveVerdict, decision: &Decision) -> Result<()> {
    for step in &verdict.steps {
        let asked = serde_json::to_value(step.step.challenge)?;
        let asked = asked.as_str().unwrap_or_default();
        let measured = step.measured.map_or("nothing".to_owned(), |value| format!("{value:.2}"));
        let word = outcome(step, decision).1.unwrap_or_else(|| "passed".to_owned());
        let (number, limit) = (step.step.step, step.limit);
        print_line(format_args!(
            "step {number:<12} {asked}: {word}; measured {measured}, needed {limit:.2}"
        ))?;
    }
    Ok(())
}
