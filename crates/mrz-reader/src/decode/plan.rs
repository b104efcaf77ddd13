//! One layout laid over what was read: the steps of the walks through it.

use bonafide_mrz::{CheckRule, Grammar, Group, Role, RunOver};

use super::frames::{FILLER, SYMBOLS};
use super::levels::Levels;
use super::prior::{Shape, States};
use super::sums::{Closes, Decoded, Step, Walks};

/// The weights of a check digit, repeated (ICAO Doc 9303 Part 3, section 4.9).
const WEIGHTS: [usize; 3] = [7, 3, 1];

/// How much less likely a number is to run over in one given way than to stand in its field, the
/// `<` in the place of its digit given: 30 ways, of which a few are common.
const ONE_WAY: f64 = 0.1;

/// Ways of running over less likely than this by the fillers alone are not tried.
const UNLIKELY_WAY: f64 = 1e-4;

/// How a zone reads in one layout.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) decoded: Decoded,
    /// The most probable characters if there were no check digits.
    pub(crate) unchecked: Vec<usize>,
    /// The rules that were followed.
    pub(crate) rules: Vec<CheckRule>,
}

/// A layout laid over what was read.
pub(crate) struct Plan<'a> {
    walks: Walks,
    rules: Vec<CheckRule>,
    levels: &'a Levels,
    /// The log of what tables of states, fillers and digits leave of the likelihood.
    pub(crate) ln_likelihood: f64,
    /// The probability that all digits agree.
    pub(crate) agreement: f64,
}

impl<'a> Plan<'a> {
    /// Lays the layout over the places of all lines, running over in the likeliest way.
    pub(crate) fn new(
        grammar: &Grammar,
        mut places: Vec<[f64; SYMBOLS]>,
        states: &States,
        levels: &'a Levels,
    ) -> Self {
        let ln_states = weigh_states(grammar, &mut places, states);
        let within = steps(grammar, &places, &grammar.checks, None);
        let mut plan = Self::of(within, grammar.checks.clone(), levels, 0.0);
        for way in grammar.run_overs() {
            if likelihood(&way, &places) < UNLIKELY_WAY {
                continue;
            }
            let mut rules = grammar.checks.clone();
            for rule in rules.iter_mut().filter(|rule| rule.group == Group::DocumentNumber) {
                *rule = way.rule.clone();
            }
            let across = steps(grammar, &places, &rules, Some(&way));
            let other = Self::of(across, rules, levels, ONE_WAY.ln());
            if other.ln_likelihood > plan.ln_likelihood {
                plan = other;
            }
        }
        plan.ln_likelihood += ln_states;
        plan
    }

    fn of(steps: Vec<Step>, rules: Vec<CheckRule>, levels: &'a Levels, ln_prior: f64) -> Self {
        let walks = Walks::new(steps, levels);
        let (ln_sum, agreement) = walks.ln_sum();
        Self { walks, rules, levels, ln_likelihood: ln_sum + ln_prior, agreement }
    }

    /// The log of the odds of the digits being as right or wrong as they are.
    pub(crate) fn ln_digits(&self) -> f64 {
        let wrong = self.levels.printed_wrong;
        (self.agreement * (1.0 - wrong) + (1.0 - self.agreement) * wrong).ln()
    }

    /// Reads the zone, or nothing if no reading is left.
    pub(crate) fn read(self) -> Option<Reading> {
        let decoded = self.walks.decode()?;
        let bare = self.walks.steps().iter().map(Step::unchecked).collect();
        let unchecked = Walks::new(bare, self.levels).best();
        Some(Reading { decoded, unchecked, rules: self.rules })
    }
}

/// Weighs every state's field by the table of states.
fn weigh_states(grammar: &Grammar, places: &mut [[f64; SYMBOLS]], states: &States) -> f64 {
    let mut ln_left = 0.0;
    for role in [Role::Issuing, Role::Nationality] {
        let start = grammar.cells.iter().position(|cell| cell.role == role);
        if let Some(field) = start.and_then(|start| places.get_mut(start..start + 3)) {
            ln_left += states.weigh(field);
        }
    }
    ln_left
}

/// How likely fillers stand where this way needs them, and only there.
fn likelihood(way: &RunOver, places: &[[f64; SYMBOLS]]) -> f64 {
    let fillers: f64 = way.fillers.iter().map(|&at| places[at][FILLER]).product();
    let filled: f64 = way.filled.iter().map(|&at| 1.0 - places[at][FILLER]).product();
    fillers * filled
}

/// The steps through a layout under some rules.
fn steps(
    grammar: &Grammar,
    places: &[[f64; SYMBOLS]],
    rules: &[CheckRule],
    way: Option<&RunOver>,
) -> Vec<Step> {
    let mut steps: Vec<Step> = grammar
        .cells
        .iter()
        .zip(places)
        .map(|(cell, &place)| Step {
            place,
            shape: Shape::of(cell.role),
            starts: cell.index == 0,
            group_weight: 0,
            composite_weight: 0,
            closes: Closes::Nothing,
        })
        .collect();
    for rule in rules {
        let is_composite = rule.group == Group::Composite;
        for (&at, weight) in rule.covers.iter().zip(WEIGHTS.into_iter().cycle()) {
            if is_composite {
                steps[at].composite_weight = weight;
            } else {
                steps[at].group_weight = weight;
            }
        }
        steps[rule.at].closes = if is_composite {
            Closes::Composite
        } else {
            let certain = way.is_some_and(|way| way.rule.at == rule.at);
            Closes::Group { may_be_blank: rule.may_be_blank, certain }
        };
    }
    if let Some(way) = way {
        for &at in &way.fillers {
            let filler = steps[at].place[FILLER];
            steps[at].place = [0.0; SYMBOLS];
            steps[at].place[FILLER] = filler;
            // What stands there is no digit any more, so the number goes on.
            steps[at].shape = Shape::Free;
        }
        for &at in &way.filled {
            steps[at].place[FILLER] = 0.0;
        }
    }
    steps
}
