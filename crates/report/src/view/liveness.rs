//! Whether a live person was before the camera.

use bonafide::result::{LivenessResult, PassiveFacts, SessionResult, StepFacts, wire_name};

use super::Fact;
use crate::page::percent;
use crate::words::{Badge, four, in_words, title};

pub(crate) struct Liveness {
    pub(crate) badge: Badge,
    pub(crate) reason: String,
    pub(crate) passive: Option<Passive>,
    pub(crate) steps: Vec<Step>,
}

pub(crate) struct Passive {
    pub(crate) score: String,
    pub(crate) place: Option<u8>,
    pub(crate) tolerance: u8,
    pub(crate) facts: Vec<Fact>,
}

/// One active step: what was asked and how far it was done.
pub(crate) struct Step {
    pub(crate) number: u8,
    pub(crate) challenge: String,
    pub(crate) badge: Badge,
    pub(crate) said: String,
}

impl Liveness {
    pub(crate) fn of(result: &SessionResult) -> Self {
        let LivenessResult { passive, active, verdict, reason, .. } = &result.liveness;
        Self {
            badge: Badge::of(*verdict),
            reason: reason.clone().unwrap_or_default(),
            passive: passive.as_ref().map(Passive::of),
            steps: active.iter().flat_map(|active| active.steps.iter().map(Step::of)).collect(),
        }
    }
}

impl Passive {
    fn of(facts: &PassiveFacts) -> Self {
        let tolerance = facts.tolerance.get();
        let score = match (facts.score, facts.insufficient_context) {
            (Some(score), _) => format!("live {}, limit {}", four(score.get()), four(tolerance)),
            (None, Some(scale)) => {
                format!("not scored: the picture is only {scale:.2} times the face")
            }
            _ => "not scored".to_owned(),
        };
        let mut said = vec![Fact::new("Picture", title(facts.source.name()))];
        let kinds = facts.attack_scores.iter().map(|(kind, score)| {
            Fact::new(&format!("Attack by {}", in_words(&wire_name(kind))), four(score.get()))
        });
        said.extend(kinds);
        let models = facts.by_model.iter();
        said.extend(models.map(|(model, score)| Fact::new(model, four(score.get()))));
        let cues = facts.cues.iter();
        said.extend(cues.map(|cue| {
            let text = format!("{}: {}", four(cue.strength.get()), cue.detail);
            Fact::new(&title(&cue.name), text)
        }));
        Self {
            score,
            place: facts.score.map(|score| percent(score.get())),
            tolerance: percent(tolerance),
            facts: said,
        }
    }
}

impl Step {
    fn of(step: &StepFacts) -> Self {
        let measured = step.measured.map_or("nothing measured".to_owned(), |m| format!("{m:.1}"));
        let far =
            step.same_person_distance.map(|d| format!("{} from the person's face", four(d.get())));
        let said = [format!("{measured} of {:.1} asked for", step.target)];
        let reason = step.reason.as_deref().map(in_words);
        let said = said.into_iter().chain(far).chain(reason).collect::<Vec<String>>().join(", ");
        Self {
            number: step.step,
            challenge: title(&wire_name(&step.challenge)),
            badge: Badge::of(step.verdict),
            said,
        }
    }
}
