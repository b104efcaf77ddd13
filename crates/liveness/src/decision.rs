//! From what was measured to whether a live person was detected.

use bonafide_types::settings::LivenessMode;
use bonafide_types::{Score, Tolerance};

use crate::active::ActiveVerdict;
use crate::passive::{NEEDED_CONTEXT, PassiveOutcome};

/// What the passive score alone leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// Below the minimum.
    Fail,
    /// Enough, but active steps decide.
    ActiveNeeded,
    /// High enough that active steps are skipped.
    SkippedByPassive,
    /// Enough, and no active steps are asked for.
    Pass,
}

/// The score counts in the precision of the wire, four decimal places. `passive`: at least the minimum passes. `passive_active`: below the minimum fails; from `skip` on the
/// active steps are skipped; between the two they must be passed. Every test is inclusive; a `skip`
/// below the minimum skips nothing that fails.
pub fn passive_gate(score: Score, minimum: Tolerance, skip: Tolerance, mode: LivenessMode) -> Gate {
    let score = score.rounded();
    match mode {
        _ if score.get() < minimum.get() => Gate::Fail,
        LivenessMode::Passive => Gate::Pass,
        LivenessMode::PassiveActive if score.get() >= skip.get() => Gate::SkippedByPassive,
        LivenessMode::PassiveActive => Gate::ActiveNeeded,
    }
}

/// What there is of the passive picture.
#[derive(Clone, Copy, Debug)]
pub enum PassiveEvidence<'a> {
    /// It was judged.
    Judged(&'a PassiveOutcome),
    /// It could not be: no picture, no model, no face, no consent. In words, after
    /// "liveness was not judged: ".
    NotPerformed(&'a str),
}

/// The numbers that decide.
#[derive(Clone, Copy, Debug)]
pub struct DecisionRules {
    /// `liveness_mode`.
    pub mode: LivenessMode,
    /// `minimum_liveness_tolerance`.
    pub minimum: Tolerance,
    /// `passive_active_skip_tolerance`.
    pub skip: Tolerance,
}

/// Whether a live person was detected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Yes.
    Detected,
    /// It was judged, and no.
    NotDetected,
    /// It could not be judged.
    NotPerformed,
}

/// Whether a live person was detected, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether a live person was detected.
    pub standing: Standing,
    /// What the passive score led to; `None` where there is none.
    pub gate: Option<Gate>,
    /// One sentence without full stop: "passive score 0.9300 ≥ 0.7000".
    pub reason: String,
}

impl Decision {
    /// `liveness_detected`: false as well when nothing could be judged.
    pub fn liveness_detected(&self) -> bool {
        self.standing == Standing::Detected
    }

    fn new(standing: Standing, gate: Option<Gate>, reason: String) -> Self {
        Self { standing, gate, reason }
    }
}

/// Whether a live person was detected. `active` is the verdict on the steps; `None` where no plan was
/// given. Steps never make up for a passive picture that failed or could not be judged.
pub fn decide(
    passive: PassiveEvidence<'_>,
    active: Option<&ActiveVerdict>,
    rules: DecisionRules,
) -> Decision {
    match passive {
        PassiveEvidence::NotPerformed(why) => {
            let reason = format!("liveness was not judged: {why}");
            Decision::new(Standing::NotPerformed, None, reason)
        }
        PassiveEvidence::Judged(PassiveOutcome::InsufficientContext { scale }) => {
            let reason = format!(
                "too little of the surroundings is seen: the face fits {scale:.2} times into the \
                 picture, {NEEDED_CONTEXT:.0} times are needed"
            );
            Decision::new(Standing::NotDetected, None, reason)
        }
        PassiveEvidence::Judged(PassiveOutcome::Scored { score }) => {
            by_score(*score, active, rules)
        }
    }
}

fn by_score(score: Score, active: Option<&ActiveVerdict>, rules: DecisionRules) -> Decision {
    let gate = passive_gate(score, rules.minimum, rules.skip, rules.mode);
    let (value, minimum, skip) = (score.get(), rules.minimum.get(), rules.skip.get());
    let (standing, reason) = match gate {
        Gate::Fail => (Standing::NotDetected, format!("passive score {value:.4} < {minimum:.4}")),
        Gate::Pass => (Standing::Detected, format!("passive score {value:.4} ≥ {minimum:.4}")),
        Gate::SkippedByPassive => {
            let reason = format!("passive score {value:.4} ≥ {skip:.4}, active steps are skipped");
            (Standing::Detected, reason)
        }
        Gate::ActiveNeeded => {
            let (standing, outcome) = by_steps(active);
            let reason =
                format!("passive score {value:.4} < {skip:.4}, so steps decide: {outcome}");
            (standing, reason)
        }
    };
    Decision::new(standing, Some(gate), reason)
}

fn by_steps(active: Option<&ActiveVerdict>) -> (Standing, String) {
    let Some(verdict) = active.filter(|verdict| !verdict.steps.is_empty()) else {
        return (Standing::NotPerformed, "there is no plan of steps".to_owned());
    };
    let fault = || verdict.first_fault().unwrap_or_default();
    match verdict.passed {
        Some(true) => {
            let count = verdict.steps.len();
            (Standing::Detected, format!("all {count} were passed"))
        }
        Some(false) => (Standing::NotDetected, fault()),
        None => (Standing::NotPerformed, fault()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::active::{ActiveLimits, judge_steps};
    use crate::frame::Frame;
    use crate::plan::Plan;

    fn rules(mode: LivenessMode) -> DecisionRules {
        DecisionRules { mode, minimum: Tolerance::clamped(0.5), skip: Tolerance::clamped(0.95) }
    }

    fn scored(score: f64) -> PassiveOutcome {
        PassiveOutcome::Scored { score: Score::clamped(score) }
    }

    /// Steps of which no frame was given.
    fn undone() -> ActiveVerdict {
        let limits = ActiveLimits {
            direction: bonafide_types::number::Degrees::clamped(15.0),
            expression: Tolerance::clamped(0.5),
            person: bonafide_types::Distance::clamped(0.6),
        };
        judge_steps(&Plan::seeded(1, 2, &crate::Challenge::ALL), [None::<&Frame>; 4], None, limits)
    }

    #[test]
    fn limits_are_inclusive() {
        let gate = |score, mode| {
            let DecisionRules { minimum, skip, .. } = rules(mode);
            passive_gate(Score::clamped(score), minimum, skip, mode)
        };
        for mode in [LivenessMode::Passive, LivenessMode::PassiveActive] {
            assert_eq!(gate(0.499_94, mode), Gate::Fail);
            assert_ne!(gate(0.499_96, mode), Gate::Fail, "0.5000 on the wire");
        }
        assert_eq!(gate(0.5, LivenessMode::Passive), Gate::Pass);
        assert_eq!(gate(1.0, LivenessMode::Passive), Gate::Pass);
        assert_eq!(gate(0.5, LivenessMode::PassiveActive), Gate::ActiveNeeded);
        assert_eq!(gate(0.949_94, LivenessMode::PassiveActive), Gate::ActiveNeeded);
        assert_eq!(gate(0.95, LivenessMode::PassiveActive), Gate::SkippedByPassive);
    }

    #[test]
    fn reasons_say_the_numbers() {
        let of = |evidence, mode| decide(evidence, Some(&undone()), rules(mode));
        let low = scored(0.3);
        let low = of(PassiveEvidence::Judged(&low), LivenessMode::Passive);
        assert_eq!(
            (low.standing, low.reason.as_str()),
            (Standing::NotDetected, "passive score 0.3000 < 0.5000")
        );
        let middling = scored(0.93);
        let steps = of(PassiveEvidence::Judged(&middling), LivenessMode::PassiveActive);
        assert_eq!(
            steps.reason,
            "passive score 0.9300 < 0.9500, so steps decide: step 1: no picture was given"
        );
        let tight = PassiveOutcome::InsufficientContext { scale: 1.014 };
        let tight = of(PassiveEvidence::Judged(&tight), LivenessMode::Passive);
        assert!(tight.reason.contains("1.01 times") && !tight.liveness_detected());
        let none = of(PassiveEvidence::NotPerformed("no model"), LivenessMode::Passive);
        assert_eq!(none.standing, Standing::NotPerformed);
        assert_eq!(none.reason, "liveness was not judged: no model");
    }

    #[test]
    fn without_a_plan_nothing_was_passed() {
        let middling = scored(0.93);
        for active in [None, Some(&judge_steps_of_nothing())] {
            let decision = decide(
                PassiveEvidence::Judged(&middling),
                active,
                rules(LivenessMode::PassiveActive),
            );
            assert_eq!(decision.standing, Standing::NotPerformed);
            assert!(!decision.liveness_detected());
        }
    }

    fn judge_steps_of_nothing() -> ActiveVerdict {
        ActiveVerdict { steps: Vec::new(), passed: None, ignored: Vec::new() }
    }

    proptest! {
        #[test]
        fn detection_needs_a_score_and_grows_with_it(
            score in 0f64..=1.0, more in 0f64..=1.0, minimum in 0f64..=1.0, skip in 0f64..=1.0,
            steps: bool,
        ) {
            let mode = if steps { LivenessMode::PassiveActive } else { LivenessMode::Passive };
            let rules = DecisionRules {
                mode, minimum: Tolerance::clamped(minimum), skip: Tolerance::clamped(skip),
            };
            let detected = |score: f64| {
                let outcome = scored(score);
                decide(PassiveEvidence::Judged(&outcome), None, rules).liveness_detected()
            };
            prop_assert!(!detected(score) || Score::clamped(score).rounded().get() >= minimum);
            prop_assert!(!detected(score) || detected((score + more).min(1.0)));
            let none = decide(PassiveEvidence::NotPerformed("no face"), None, rules);
            prop_assert!(!none.liveness_detected() && none.gate.is_none());
        }
    }
}
