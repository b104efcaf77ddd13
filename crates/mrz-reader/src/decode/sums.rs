//! Exact decoding under check digits.
//!
//! A zone is walked place by place. What a walk must remember is small: how fillers fell in the
//! field at hand, the running sum of the check digit at hand (or that there were fillers only), the
//! running sum of the composite, and whether a digit has been wrong. Sums over all walks give the
//! probability of each character under the digits, the best walk the most probable zone.

use super::frames::{FILLER, SYMBOLS};
use super::levels::Levels;
use super::prior::{SHAPE_STATES, Shape};

/// Sums of the group at hand modulo 10, and one for fillers only.
const GROUP_STATES: usize = 11;

/// Nothing but fillers so far.
const BLANK: usize = 10;

/// What a walk may remember but for the sum of the composite: shape × wrong × group sum.
const BLOCKS: usize = SHAPE_STATES * 2 * GROUP_STATES;

/// Sums modulo 10.
const SUMS: usize = 10;

/// Characters less likely than this at their place are not tried.
const UNTRIED: f64 = 1e-8;

/// Walks less likely than this, relative to the others at the same place, are dropped.
const DROPPED: f64 = 1e-11;

/// What a place closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closes {
    Nothing,
    /// The group at hand. `certain` where a wrong digit would mean another reading of the zone.
    Group {
        may_be_blank: bool,
        certain: bool,
    },
    Composite,
}

/// One place of a zone.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) place: [f64; SYMBOLS],
    pub(crate) shape: Shape,
    /// Whether a field begins here.
    pub(crate) starts: bool,
    /// What the character counts in the group at hand: 7, 3 or 1, or 0 for nothing.
    pub(crate) group_weight: usize,
    /// The same in the composite.
    pub(crate) composite_weight: usize,
    pub(crate) closes: Closes,
}

impl Step {
    /// The place without any check digit.
    pub(crate) fn unchecked(&self) -> Self {
        Self { group_weight: 0, composite_weight: 0, closes: Closes::Nothing, ..self.clone() }
    }
}

/// What came of the walks.
#[derive(Clone, Debug)]
pub(crate) struct Decoded {
    /// The most probable characters together.
    pub(crate) best: Vec<usize>,
    /// The probability of each character at each place.
    pub(crate) places: Vec<[f64; SYMBOLS]>,
}

/// Characters that make no difference to a walk.
#[derive(Clone, Copy, Debug)]
struct Choice {
    is_filler: bool,
    digit: Option<usize>,
    residue: usize,
    /// Their probability together.
    sum: f64,
    /// That of the likeliest of them.
    largest: f64,
    symbol: usize,
}

/// What a walk remembers but for the sum of the composite.
#[derive(Clone, Copy, Debug)]
struct Memory {
    shape: usize,
    wrong: bool,
    group: usize,
}

impl Memory {
    /// Where every walk begins.
    const START: Self = Self { shape: 0, wrong: false, group: BLANK };

    fn block(self) -> usize {
        (self.shape * 2 + usize::from(self.wrong)) * GROUP_STATES + self.group
    }

    fn at(block: usize) -> Self {
        let (kind, group) = (block / GROUP_STATES, block % GROUP_STATES);
        Self { shape: kind / 2, wrong: kind % 2 == 1, group }
    }
}

/// Where a choice leads from a block.
#[derive(Clone, Copy, Debug)]
struct Way {
    /// The block that it leads to, and how readily.
    to: (usize, f64),
    /// The same for all sums of the composite but one, where the place closes the composite.
    otherwise: Option<(usize, (usize, f64))>,
    /// By how much the sum of the composite grows.
    shift: usize,
}

impl Way {
    /// Block, sum of the composite and weight that follow a sum of the composite.
    fn from(self, composite: usize) -> (usize, usize, f64) {
        let (block, weight) = match self.otherwise {
            Some((right, otherwise)) if composite != right => otherwise,
            _ => self.to,
        };
        let sum = composite + self.shift;
        (block, if sum < SUMS { sum } else { sum - SUMS }, weight)
    }
}

/// Sums of walks by the sum of the composite.
type Sums = [f64; SUMS];

/// The walks up to one place, by what they remember.
#[derive(Debug, Default)]
struct Layer {
    blocks: Vec<usize>,
    sums: Vec<Sums>,
}

impl Layer {
    fn sums_of(&mut self, block: usize, slots: &mut [usize; BLOCKS]) -> &mut Sums {
        if slots[block] == usize::MAX {
            slots[block] = self.blocks.len();
            self.blocks.push(block);
            self.sums.push([0.0; SUMS]);
        }
        &mut self.sums[slots[block]]
    }

    fn iter(&self) -> impl Iterator<Item = (usize, &Sums)> {
        self.blocks.iter().copied().zip(&self.sums)
    }

    /// Values for the blocks of this layer, found by block; nothing elsewhere.
    fn spread(&self, values: &[Sums], onto: &mut [Sums; BLOCKS]) {
        for (&block, values) in self.blocks.iter().zip(values) {
            onto[block] = *values;
        }
    }

    fn clear(&self, onto: &mut [Sums; BLOCKS]) {
        for &block in &self.blocks {
            onto[block] = [0.0; SUMS];
        }
    }
}

/// All walks through a zone.
#[derive(Debug)]
pub(crate) struct Walks {
    steps: Vec<Step>,
    choices: Vec<Vec<Choice>>,
    further_wrong: f64,
    /// Weights at the end of walks without and with a wrong digit.
    ends: [f64; 2],
    /// Sums of walks up to each place, scaled to 1 by place.
    forward: Vec<Layer>,
    ln_scale: f64,
}

impl Walks {
    pub(crate) fn new(steps: Vec<Step>, levels: &Levels) -> Self {
        let wrong = levels.printed_wrong;
        let mut walks = Self {
            choices: steps.iter().map(choices).collect(),
            further_wrong: levels.further_wrong,
            ends: [1.0 - wrong, wrong / levels.further_wrong],
            forward: Vec::with_capacity(steps.len() + 1),
            ln_scale: 0.0,
            steps,
        };
        let mut start = [0.0; SUMS];
        start[0] = 1.0;
        walks.forward.push(Layer { blocks: vec![Memory::START.block()], sums: vec![start] });
        for at in 0..walks.steps.len() {
            walks.advance(at);
        }
        walks
    }

    /// The places of the zone.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The log of the sum over all walks, and the share of those without a wrong digit.
    pub(crate) fn ln_sum(&self) -> (f64, f64) {
        let (mut right, mut wrong) = (0.0, 0.0);
        for (block, sums) in self.forward.last().iter().flat_map(|layer| layer.iter()) {
            let memory = Memory::at(block);
            *(if memory.wrong { &mut wrong } else { &mut right }) += sums.iter().sum::<f64>();
        }
        let (right, wrong) = (right * self.ends[0], wrong * self.ends[1]);
        ((right + wrong).ln() + self.ln_scale, right / (right + wrong).max(f64::MIN_POSITIVE))
    }

    /// Where a choice leads, or nothing if the zone would be read otherwise.
    fn way(&self, at: usize, block: usize, choice: &Choice) -> Option<Way> {
        let step = &self.steps[at];
        let mut memory = Memory::at(block);
        let before = if step.starts { 0 } else { memory.shape };
        let (shape, mut weight) = step.shape.next(before, choice.is_filler);
        memory.shape = shape;
        let sum = if memory.group == BLANK { 0 } else { memory.group };
        if let Closes::Group { may_be_blank, certain } = step.closes {
            let blank = may_be_blank && choice.is_filler && memory.group == BLANK;
            if choice.digit != Some(sum) && !blank {
                if certain {
                    return None;
                }
                memory.wrong = true;
                weight *= self.further_wrong;
            }
            memory.group = BLANK;
        } else if step.group_weight > 0 && !(memory.group == BLANK && choice.is_filler) {
            memory.group = (sum + step.group_weight * choice.residue) % SUMS;
        }
        let otherwise = (step.closes == Closes::Composite).then(|| {
            // The composite covers what a wrong digit covers: its own is no further mistake then.
            let further = if memory.wrong { 1.0 } else { self.further_wrong };
            let wrong = Memory { wrong: true, ..memory };
            (choice.digit.unwrap_or(SUMS), (wrong.block(), weight * further))
        });
        let shift = step.composite_weight * choice.residue % SUMS;
        Some(Way { to: (memory.block(), weight), otherwise, shift })
    }

    /// Extends all walks by one place.
    fn advance(&mut self, at: usize) {
        let mut next = Layer::default();
        let mut slots = [usize::MAX; BLOCKS];
        for (block, sums) in self.forward[at].iter() {
            for choice in &self.choices[at] {
                let Some(way) = self.way(at, block, choice) else { continue };
                for (composite, sum) in sums.iter().enumerate().filter(|(_, sum)| **sum > 0.0) {
                    let (to, composite, weight) = way.from(composite);
                    next.sums_of(to, &mut slots)[composite] += sum * weight * choice.sum;
                }
            }
        }
        let total: f64 = next.sums.iter().flatten().sum();
        if total > 0.0 {
            self.ln_scale += total.ln();
            for sum in next.sums.iter_mut().flatten() {
                *sum = if *sum < total * DROPPED { 0.0 } else { *sum / total };
            }
        }
        let (blocks, sums) =
            next.iter().filter(|(_, sums)| sums.iter().any(|&sum| sum > 0.0)).unzip();
        self.forward.push(Layer { blocks, sums });
    }

    /// The weights of ends by state.
    fn end_weights(&self) -> Vec<Sums> {
        let ends = self.forward.last().into_iter().flat_map(|layer| &layer.blocks);
        ends.map(|&block| [self.ends[usize::from(Memory::at(block).wrong)]; SUMS]).collect()
    }

    /// The best walk and the probabilities of characters, or `None` if there is no walk at all.
    pub(crate) fn decode(&self) -> Option<Decoded> {
        self.ln_sum().0.is_finite().then(|| Decoded { best: self.best(), places: self.places() })
    }

    fn places(&self) -> Vec<[f64; SYMBOLS]> {
        let mut places = vec![[0.0; SYMBOLS]; self.steps.len()];
        let mut back = self.end_weights();
        let mut onward = [[0.0; SUMS]; BLOCKS];
        for at in (0..self.steps.len()).rev() {
            self.forward[at + 1].spread(&back, &mut onward);
            let layer = &self.forward[at];
            let mut before = vec![[0.0; SUMS]; layer.blocks.len()];
            let mut shares = vec![0.0; self.choices[at].len()];
            for ((block, sums), before) in layer.iter().zip(&mut before) {
                for (choice, share) in self.choices[at].iter().zip(&mut shares) {
                    let Some(way) = self.way(at, block, choice) else { continue };
                    for composite in 0..SUMS {
                        let (to, sum, weight) = way.from(composite);
                        let onward = weight * choice.sum * onward[to][sum];
                        before[composite] += onward;
                        *share += sums[composite] * onward;
                    }
                }
            }
            self.forward[at + 1].clear(&mut onward);
            rescale(&mut before);
            back = before;
            let total: f64 = shares.iter().sum::<f64>().max(f64::MIN_POSITIVE);
            let step = &self.steps[at];
            for (choice, share) in self.choices[at].iter().zip(&shares) {
                for symbol in (0..SYMBOLS).filter(|&symbol| choice.takes(symbol, step.closes)) {
                    places[at][symbol] = step.place[symbol] / choice.sum * share / total;
                }
            }
        }
        places
    }

    /// The most probable characters together.
    pub(crate) fn best(&self) -> Vec<usize> {
        let mut onward = [[0.0; SUMS]; BLOCKS];
        // What is best from each place on, by the blocks of its layer.
        let mut bests = vec![self.end_weights()];
        for at in (0..self.steps.len()).rev() {
            let after = bests.last().map_or(&[][..], Vec::as_slice);
            self.forward[at + 1].spread(after, &mut onward);
            let mut before = vec![[0.0f64; SUMS]; self.forward[at].blocks.len()];
            for (&block, before) in self.forward[at].blocks.iter().zip(&mut before) {
                for choice in &self.choices[at] {
                    let Some(way) = self.way(at, block, choice) else { continue };
                    for (composite, best) in before.iter_mut().enumerate() {
                        let (to, sum, weight) = way.from(composite);
                        *best = best.max(weight * choice.largest * onward[to][sum]);
                    }
                }
            }
            self.forward[at + 1].clear(&mut onward);
            rescale(&mut before);
            bests.push(before);
        }
        bests.pop();
        let mut state = (Memory::START.block(), 0);
        let mut text = Vec::with_capacity(self.steps.len());
        for at in 0..self.steps.len() {
            let after = bests.pop().unwrap_or_default();
            self.forward[at + 1].spread(&after, &mut onward);
            let chosen = self.choose(at, state, &onward);
            self.forward[at + 1].clear(&mut onward);
            let (symbol, to) = chosen.unwrap_or((FILLER, state));
            text.push(symbol);
            state = to;
        }
        text
    }

    /// The best character from a state on, and the state behind it.
    fn choose(
        &self,
        at: usize,
        (block, composite): (usize, usize),
        onward: &[Sums; BLOCKS],
    ) -> Option<(usize, (usize, usize))> {
        let options = self.choices[at].iter().filter_map(|choice| {
            let (to, sum, weight) = self.way(at, block, choice)?.from(composite);
            Some((choice.symbol, (to, sum), weight * choice.largest * onward[to][sum]))
        });
        options.max_by(|a, b| a.2.total_cmp(&b.2)).map(|(symbol, to, _)| (symbol, to))
    }
}

/// Scales so that the largest is 1.
fn rescale(weights: &mut [Sums]) {
    let largest = weights.iter().flatten().copied().fold(f64::MIN_POSITIVE, f64::max);
    weights.iter_mut().flatten().for_each(|weight| *weight /= largest);
}

impl Choice {
    /// Whether a symbol is one of these.
    fn takes(&self, symbol: usize, closes: Closes) -> bool {
        kind(symbol, closes) == (self.is_filler, self.digit, self.residue)
    }
}

/// What about a symbol makes a difference to a walk.
fn kind(symbol: usize, closes: Closes) -> (bool, Option<usize>, usize) {
    let value = if symbol == FILLER { 0 } else { symbol };
    let digit = (closes != Closes::Nothing && symbol < 10).then_some(symbol);
    (symbol == FILLER, digit, value % SUMS)
}

/// The choices at a place.
fn choices(step: &Step) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for (symbol, &p) in step.place.iter().enumerate().filter(|(_, p)| **p > UNTRIED) {
        let (is_filler, digit, residue) = kind(symbol, step.closes);
        match choices.iter_mut().find(|choice| choice.takes(symbol, step.closes)) {
            Some(choice) => {
                choice.sum += p;
                if p > choice.largest {
                    (choice.largest, choice.symbol) = (p, symbol);
                }
            }
            None => choices.push(Choice { is_filler, digit, residue, sum: p, largest: p, symbol }),
        }
    }
    choices
}
