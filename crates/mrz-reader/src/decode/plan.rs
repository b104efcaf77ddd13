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

/// Ways with a smaller share than this of all readings are left out of the probabilities.
const LEAST_SHARE: f64 = 1e-4;

/// How a zone reads in one layout.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) decoded: Decoded,
    /// The most probable characters if there were no check digits.
    pub(crate) unchecked: Vec<usize>,
    /// The rules that were followed.
    pub(crate) rules: Vec<CheckRule>,
}

/// The number within its field, or running over in one way.
struct Way {
    walks: Walks,
    rules: Vec<CheckRule>,
    ln_likelihood: f64,
    agreement: f64,
}

impl Way {
    fn new(steps: Vec<Step>, rules: Vec<CheckRule>, levels: &Levels, ln_prior: f64) -> Self {
        let walks = Walks::new(steps, levels);
        let (ln_sum, agreement) = walks.ln_sum();
        Self { walks, rules, ln_likelihood: ln_sum + ln_prior, agreement }
    }

    /// The share of all readings, given the log of their sum.
    fn share(&self, ln_sum: f64) -> f64 {
        (self.ln_likelihood - ln_sum).exp()
    }
}

/// A layout laid over what was read.
pub(crate) struct Plan<'a> {
    /// The way that is read, and the others.
    ways: Vec<Way>,
    levels: &'a Levels,
    /// The log of what tables of states, fillers and digits leave of the likelihood.
    pub(crate) ln_likelihood: f64,
    /// The probability that all digits agree.
    pub(crate) agreement: f64,
}

impl<'a> Plan<'a> {
    /// Lays the layout over the places of all lines, in each way that the number may run over.
    pub(crate) fn new(
        grammar: &Grammar,
        mut places: Vec<[f64; SYMBOLS]>,
        states: &States,
        levels: &'a Levels,
    ) -> Self {
        let ln_states = weigh_states(grammar, &mut places, states);
        let within = steps(grammar, &places, &grammar.checks, None);
        let within = Way::new(within, grammar.checks.clone(), levels, 0.0);
        let mut ways = ways_across(grammar, &places, levels);
        ways.sort_by(|a, b| b.ln_likelihood.total_cmp(&a.ln_likelihood));
        let ln_across = ln_sum(&ways);
        // Ways across mostly differ in what the digit covers, not in the text: they count together.
        let at = if within.ln_likelihood >= ln_across { 0 } else { 1.min(ways.len()) };
        ways.insert(at, within);
        let ln_sum = ln_sum(&ways);
        ways.retain(|way| way.share(ln_sum) >= LEAST_SHARE);
        let agreement = ways.iter().map(|way| way.share(ln_sum) * way.agreement).sum();
        Self { ways, levels, ln_likelihood: ln_sum + ln_states, agreement }
    }

    /// The log of the odds of the digits being as right or wrong as they are.
    pub(crate) fn ln_digits(&self) -> f64 {
        let wrong = self.levels.printed_wrong;
        (self.agreement * (1.0 - wrong) + (1.0 - self.agreement) * wrong).ln()
    }

    /// Reads the zone in the way taken, each probability being the share of the readings in all
    /// ways; nothing if no reading is left.
    pub(crate) fn read(self) -> Option<Reading> {
        let taken = self.ways.first()?;
        let bare = taken.walks.steps().iter().map(Step::unchecked).collect();
        let unchecked = Walks::new(bare, self.levels).best();
        let mut decoded = taken.walks.decode()?;
        self.mix(&mut decoded.places);
        let rules = taken.rules.clone();
        Some(Reading { decoded, unchecked, rules })
    }

    /// Mixes the probabilities in the way taken with those in the others, by their shares.
    fn mix(&self, places: &mut [[f64; SYMBOLS]]) {
        let Some((taken, others)) = self.ways.split_first() else { return };
        let ln_sum = ln_sum(&self.ways);
        let share = taken.share(ln_sum);
        places.iter_mut().flatten().for_each(|p| *p *= share);
        for way in others {
            let Some(decoded) = way.walks.decode() else { continue };
            let share = way.share(ln_sum);
            for (p, other) in places.iter_mut().flatten().zip(decoded.places.iter().flatten()) {
                *p += share * other;
            }
        }
    }
}

/// The log of the sum over all ways.
fn ln_sum(ways: &[Way]) -> f64 {
    let ln_best = ways.iter().map(|way| way.ln_likelihood).fold(f64::NEG_INFINITY, f64::max);
    if !ln_best.is_finite() {
        return ln_best;
    }
    ln_best + ways.iter().map(|way| way.share(ln_best)).sum::<f64>().ln()
}

/// The ways in which the number may run over, less those that the fillers speak against.
fn ways_across(grammar: &Grammar, places: &[[f64; SYMBOLS]], levels: &Levels) -> Vec<Way> {
    let likely = |way: &RunOver| likelihood(way, places) >= UNLIKELY_WAY;
    let across = grammar.run_overs().into_iter().filter(likely).map(|way| {
        let mut rules = grammar.checks.clone();
        for rule in rules.iter_mut().filter(|rule| rule.group == Group::DocumentNumber) {
            *rule = way.rule.clone();
        }
        let steps = steps(grammar, places, &rules, Some(&way));
        Way::new(steps, rules, levels, ONE_WAY.ln())
    });
    across.collect()
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
