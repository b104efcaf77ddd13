//! What a person is asked to do.

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

    /// A plan of 1 to 4 steps (other numbers are moved to the nearer end) that the seed alone decides,
    /// so that a server can make it again; no challenge comes twice in a row, and at least one is a
    /// turn of the head. It asks for what the networks and landmarks that the engine knows can tell.
    ///
    /// The seed must be one that the person cannot guess, new for every session: who knows the plan
    /// records a film for it. Numbers are drawn by SplitMix64 (Steele, Lea and Flood, OOPSLA 2014);
    /// the plan of a seed stays the same in every version.
    pub fn seeded(seed: u64, steps: u8) -> Self {
        let mut random = SplitMix64(seed);
        let steps = steps.clamp(1, Self::MOST_STEPS);
        let turn = random.below(steps.into()) as u8;
        let mut before = None;
        let draw = |index: u8| {
            // The step after this one may be the turn that must be: its neighbour is no turn, so that
            // both turns stay possible there.
            let fits = |challenge: &Challenge| match index {
                _ if Some(*challenge) == before => false,
                index if index == turn => challenge.is_turn(),
                index if index + 1 == turn => !challenge.is_turn(),
                _ => true,
            };
            let open: Vec<Challenge> = Challenge::ALL.into_iter().filter(fits).collect();
            let challenge = open[random.below(open.len() as u64) as usize];
            before = Some(challenge);
            Step { step: index + 1, challenge }
        };
        Self((0..steps).map(draw).collect())
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
    fn every_challenge_is_asked_for_at_times() {
        let asked: BTreeSet<Challenge> = (0..200)
            .flat_map(|seed| Plan::seeded(seed, 3).0.into_iter().map(|step| step.challenge))
            .collect();
        assert_eq!(asked.len(), Challenge::ALL.len());
        let first: BTreeSet<Challenge> =
            (0..50).map(|seed| Plan::seeded(seed, 1).0[0].challenge).collect();
        assert_eq!(first, BTreeSet::from([Challenge::TurnLeft, Challenge::TurnRight]));
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
        fn seeds_alone_decide(seed: u64, steps: u8) {
            let plan = Plan::seeded(seed, steps);
            prop_assert_eq!(&plan, &Plan::seeded(seed, steps));
            prop_assert_eq!(plan.0.len(), usize::from(steps.clamp(1, 4)));
            prop_assert_eq!(plan.check(), Ok(()));
            prop_assert!(plan.0.iter().any(|step| step.challenge.is_turn()));
            prop_assert!(plan.0.windows(2).all(|w| w[0].challenge != w[1].challenge));
        }
    }
}
