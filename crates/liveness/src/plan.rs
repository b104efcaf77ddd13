//! What a person is asked to do.

use bonafide_inference::Models;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a person is asked to do in an active step. Sides are the person's own.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // the words are their own documentation
pub enum Challenge {
    TurnLeft,
    TurnRight,
    LookUp,
    LookDown,
    Smile,
    Neutral,
    MouthOpen,
    EyesClosed,
}

impl Challenge {
    /// Every challenge, in the order of the declaration.
    pub const ALL: [Self; 8] = [
        Self::TurnLeft,
        Self::TurnRight,
        Self::LookUp,
        Self::LookDown,
        Self::Smile,
        Self::Neutral,
        Self::MouthOpen,
        Self::EyesClosed,
    ];

    /// Those that the models of this machine can tell, for [`Plan::seeded`]: turns, looks and an open mouth
    /// by 68 landmarks, a smile and a neutral face by a network for expressions (and landmarks, because
    /// it is shown to the front). Closed eyes are told by none: see [`crate::EYES_CLOSED`].
    pub fn told_by(models: &Models) -> Vec<Self> {
        let serves = |stage| !models.serving(stage).is_empty();
        Self::told_with(serves("face_landmarks"), serves("face_expression"))
    }

    fn told_with(landmarks: bool, expressions: bool) -> Vec<Self> {
        let told = |challenge: &Self| match challenge {
            Self::TurnLeft | Self::TurnRight | Self::LookUp | Self::LookDown | Self::MouthOpen => {
                landmarks
            }
            Self::Smile => expressions,
            Self::Neutral => expressions && landmarks,
            Self::EyesClosed => false,
        };
        Self::ALL.into_iter().filter(told).collect()
    }

    /// Whether the head is to be turned to a side.
    pub fn is_turn(self) -> bool {
        matches!(self, Self::TurnLeft | Self::TurnRight)
    }
}

/// One step of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// 1 to 4: the frame is in slot `liveness_active_step_1` to `_4`.
    #[schemars(range(min = 1, max = 4))]
    pub step: u8,
    /// What the person is asked to do.
    pub challenge: Challenge,
}

/// The steps that a person is asked to do, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Plan(pub Vec<Step>);

/// Why a list of steps is no plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PlanFault {
    /// Nothing is asked, or more than there are slots for.
    #[error("a plan has 1 to 4 steps, not {0}")]
    Count(usize),
    /// A number without a slot.
    #[error("step {0}: steps are numbered 1 to 4")]
    Number(u8),
    /// One slot for two steps.
    #[error("step {0} comes twice")]
    Twice(u8),
}

impl Plan {
    /// Slots for frames of active steps.
    pub const MOST_STEPS: u8 = 4;

    /// A plan of 1 to 4 steps (other numbers are moved to the nearer end) out of the challenges that can be
    /// told, as [`Challenge::told_by`] lists them; their order and repetition do not matter. No challenge
    /// comes twice while there are others, nor, out of three and more, twice in a row; one step at least is a turn of the head
    /// where a turn can be told. Nothing that can be told is an empty plan, which [`Plan::check`] refuses.
    ///
    /// Seed, number and challenges alone decide, so that a server can make the plan again. The seed must
    /// be one that the person cannot guess, new for every session: who knows the plan records a film for
    /// it. Numbers are drawn by SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
    pub fn seeded(seed: u64, steps: u8, told: &[Challenge]) -> Self {
        let mut draw = Draw::new(seed, told);
        let steps = usize::from(steps.clamp(1, Self::MOST_STEPS));
        let place = draw.random.below(steps as u64) as usize;
        // The turn is drawn first, so that no other step uses it up.
        let turn = draw.one(Challenge::is_turn);
        let mut plan: Vec<Challenge> = Vec::with_capacity(steps);
        for index in 0..steps {
            let before = plan.last().copied();
            let after = turn.filter(|_| index + 1 == place);
            let drawn = match turn {
                Some(turn) if index == place => Some(turn),
                _ => draw
                    .one(|challenge| Some(challenge) != before && Some(challenge) != after)
                    .or_else(|| draw.one(|_| true)),
            };
            plan.extend(drawn);
        }
        let numbered = (1..).zip(plan);
        Self(numbered.map(|(step, challenge)| Step { step, challenge }).collect())
    }

    /// Whether every step has a slot of its own.
    ///
    /// # Errors
    /// [`PlanFault`] with the number that is wrong.
    pub fn check(&self) -> Result<(), PlanFault> {
        if self.0.is_empty() || self.0.len() > usize::from(Self::MOST_STEPS) {
            return Err(PlanFault::Count(self.0.len()));
        }
        for (index, Step { step, .. }) in self.0.iter().enumerate() {
            if !(1..=Self::MOST_STEPS).contains(step) {
                return Err(PlanFault::Number(*step));
            }
            if self.0.iter().take(index).any(|earlier| earlier.step == *step) {
                return Err(PlanFault::Twice(*step));
            }
        }
        Ok(())
    }
}

/// Draws challenges, those first that were drawn least often.
struct Draw {
    random: SplitMix64,
    /// How often each was drawn.
    drawn: Vec<(Challenge, u8)>,
}

impl Draw {
    fn new(seed: u64, told: &[Challenge]) -> Self {
        let known = Challenge::ALL.into_iter().filter(|challenge| told.contains(challenge));
        Self { random: SplitMix64(seed), drawn: known.map(|challenge| (challenge, 0)).collect() }
    }

    fn one(&mut self, fits: impl Fn(Challenge) -> bool) -> Option<Challenge> {
        let fitting = || self.drawn.iter().filter(|(challenge, _)| fits(*challenge));
        let least = fitting().map(|(_, times)| *times).min()?;
        let count = fitting().filter(|(_, times)| *times == least).count();
        let index = self.random.below(count as u64) as usize;
        let mut open =
            self.drawn.iter_mut().filter(|(challenge, times)| fits(*challenge) && *times == least);
        let (challenge, times) = open.nth(index)?;
        *times += 1;
        Some(*challenge)
    }
}

/// The generator of Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `limit`, by the high half of a product; the bias of some 2⁻⁶¹ is nothing here.
    fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(limit)) >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_generator_is_the_published_one() {
        // The first two numbers of seed 1234567 by the authors' reference code.
        let mut random = SplitMix64(1_234_567);
        assert_eq!(random.next(), 6_457_827_717_110_365_317);
        assert_eq!(random.next(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn every_challenge_that_can_be_told_is_asked_for_at_times() {
        let told = Challenge::told_with(true, true);
        let asked: BTreeSet<Challenge> = (0..200)
            .flat_map(|seed| Plan::seeded(seed, 3, &told).0.into_iter().map(|step| step.challenge))
            .collect();
        assert_eq!(asked, told.iter().copied().collect());
        let first: BTreeSet<Challenge> =
            (0..50).map(|seed| Plan::seeded(seed, 1, &told).0[0].challenge).collect();
        assert_eq!(first, BTreeSet::from([Challenge::TurnLeft, Challenge::TurnRight]));
    }

    #[test]
    fn what_no_model_tells_is_not_asked_for() {
        use Challenge::*;
        assert_eq!(
            Challenge::told_with(true, true),
            [TurnLeft, TurnRight, LookUp, LookDown, Smile, Neutral, MouthOpen]
        );
        assert_eq!(
            Challenge::told_with(true, false),
            [TurnLeft, TurnRight, LookUp, LookDown, MouthOpen]
        );
        assert_eq!(Challenge::told_with(false, true), [Smile]);
        let models = Models::built_in().unwrap();
        let landmarks = !models.serving("face_landmarks").is_empty();
        assert_eq!(Challenge::told_by(&models).contains(&TurnLeft), landmarks);
        assert_eq!(Plan::seeded(1, 4, &[]).check(), Err(PlanFault::Count(0)));
    }

    #[test]
    fn a_list_of_steps_may_be_no_plan() {
        let of = |steps: &[u8]| {
            let step = |&step: &u8| Step { step, challenge: Challenge::Smile };
            Plan(steps.iter().map(step).collect()).check()
        };
        assert_eq!(of(&[]), Err(PlanFault::Count(0)));
        assert_eq!(of(&[1, 2, 3, 4, 1]), Err(PlanFault::Count(5)));
        assert_eq!(of(&[1, 5]), Err(PlanFault::Number(5)));
        assert_eq!(of(&[2, 1, 2]), Err(PlanFault::Twice(2)));
        assert_eq!(of(&[2, 1]), Ok(()));
    }

    #[test]
    fn plans_are_read_as_lists_of_steps() {
        let text = r#"[{"step":1,"challenge":"turn_left"},{"step":2,"challenge":"smile"}]"#;
        let plan: Plan = serde_json::from_str(text).unwrap();
        assert_eq!(plan.0[1].challenge, Challenge::Smile);
        assert_eq!(serde_json::to_string(&plan).unwrap(), text);
        assert!(serde_json::from_str::<Plan>(r#"[{"step":1,"challenge":"wink"}]"#).is_err());
    }

    proptest! {
        #[test]
        fn a_plan_asks_for_what_can_be_told_and_for_much_of_it(
            seed: u64, steps: u8,
            told in prop::collection::vec(prop::sample::select(&Challenge::ALL[..]), 0..12),
        ) {
            let plan = Plan::seeded(seed, steps, &told);
            prop_assert_eq!(&plan, &Plan::seeded(seed, steps, &told));
            let known: BTreeSet<Challenge> = told.iter().copied().collect();
            let in_order: Vec<Challenge> = known.iter().copied().collect();
            prop_assert_eq!(&plan, &Plan::seeded(seed, steps, &in_order));
            let count = if known.is_empty() { 0 } else { usize::from(steps.clamp(1, 4)) };
            prop_assert_eq!(plan.0.len(), count);
            prop_assert_eq!(plan.check().is_ok(), count > 0);
            let asked: BTreeSet<Challenge> = plan.0.iter().map(|step| step.challenge).collect();
            prop_assert!(asked.is_subset(&known));
            prop_assert_eq!(asked.len(), known.len().min(count), "twice while others are left");
            let any_turn = |challenges: &BTreeSet<Challenge>| challenges.iter().any(|c| c.is_turn());
            prop_assert_eq!(any_turn(&asked), any_turn(&known));
            let twice_in_a_row = plan.0.windows(2).any(|w| w[0].challenge == w[1].challenge);
            prop_assert!(!twice_in_a_row || known.len() < 3);
        }
    }
}
