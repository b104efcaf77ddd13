//! What lines come to: characters with probabilities, corrections, and whether it is a zone.

use std::fmt;

use bonafide_mrz::{CheckRule, Correction, Format, parse};
use bonafide_types::Score;

use super::ctc::{Aligned, Weights};
use super::frames::{FILLER, SYMBOLS, character};
use super::layouts::Choice;
use super::levels::Levels;
use super::plan::Reading;

/// The shortest line of a zone that has no layout.
const SHORTEST: usize = 26;

/// The least share of fillers in a zone that has no layout: a line of print that happens to be
/// sharp has none.
const LEAST_FILLERS: f64 = 0.06;

/// Whether there is a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The lines are no zone.
    NotAZone,
    /// A zone, but too little of it can be made out.
    Unreadable,
    /// A zone that was read.
    Read,
}

/// One character. `Debug` does not say which.
#[derive(Clone, PartialEq)]
pub(crate) struct Character {
    /// `A`–`Z`, `0`–`9` or `<`.
    pub(crate) value: char,
    /// The probability that this is what is printed, in [0, 1].
    pub(crate) probability: f64,
    /// The middle of the character in frames of the line, from 0 for the middle of the first frame.
    pub(crate) center: f32,
}

impl fmt::Debug for Character {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Character")
            .field("probability", &self.probability)
            .field("center", &self.center)
            .finish_non_exhaustive()
    }
}

/// One line. `Debug` prints its length alone.
#[derive(Clone, Default, PartialEq)]
pub(crate) struct Line {
    pub(crate) characters: Vec<Character>,
}

impl Line {
    /// The characters in a row.
    pub(crate) fn text(&self) -> String {
        self.characters.iter().map(|character| character.value).collect()
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("length", &self.characters.len()).finish_non_exhaustive()
    }
}

/// Lines that were read together. `Debug` does not print what they read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Zone {
    pub(crate) verdict: Verdict,
    /// The layout; `None` where the lines have the lengths of none.
    pub(crate) format: Option<Format>,
    /// The lines as they are taken to be printed.
    pub(crate) lines: Vec<Line>,
    /// Every character that is not what the line by itself looks most like, in the order of the zone.
    pub(crate) corrections: Vec<Correction>,
    /// Whether the lines have a layout one of whose check digits does not agree.
    pub(crate) wrong_digits: bool,
    /// The probability that every character is right (product over characters) and that none was
    /// left out or made up (how likely the lines' lengths are against those that they have by
    /// themselves).
    pub(crate) confidence: Score,
    /// How well lengths and characters fit the layout: log-likelihood a character, at most 0.
    pub(crate) fit: f64,
    /// Everything that speaks for the layout, in nats: [`Self::fit`] of all characters, how common
    /// the layout is, and ln 10 for each check digit if all agree. Of two ways to group the same
    /// lines the better is the one whose zones have the higher sum; a line left over counts 0.
    pub(crate) evidence: f64,
}

impl Zone {
    /// No zone.
    pub(crate) fn none() -> Self {
        Self {
            verdict: Verdict::NotAZone,
            format: None,
            lines: Vec::new(),
            corrections: Vec::new(),
            wrong_digits: false,
            confidence: Score::ZERO,
            fit: f64::NEG_INFINITY,
            evidence: f64::NEG_INFINITY,
        }
    }

    /// Reads lines in the layout that was chosen.
    pub(crate) fn of(choice: Choice<'_>, levels: &Levels) -> Self {
        let Choice { plan, lines: aligned, weights, ln_likelihood, ln_share, evidence, .. } =
            choice;
        let reading = plan.and_then(|(_, plan)| plan.read());
        let given: Vec<[f64; SYMBOLS]> = aligned.iter().flat_map(|l| l.places.clone()).collect();
        let (text, places) = match &reading {
            Some(reading) => (settled(reading, levels), &reading.decoded.places),
            None => (given.iter().map(likeliest).collect(), &given),
        };
        let lines = lines(&aligned, &text, places);
        let texts: Vec<String> = lines.iter().map(Line::text).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mrz = parse(&texts).ok();
        let corrections = match &reading {
            Some(reading) => {
                let lengths: Vec<usize> = aligned.iter().map(|l| l.places.len()).collect();
                corrections(reading, &given, &weights, &text, &lengths)
            }
            None => Vec::new(),
        };
        let ln_text: f64 = text.iter().zip(places).map(|(&s, p)| p[s].ln()).sum();
        let ln_confidence = ln_text + ln_share;
        let mut zone = Self {
            verdict: Verdict::Read,
            format: mrz.as_ref().map(bonafide_mrz::Mrz::format),
            lines,
            corrections,
            wrong_digits: mrz.is_some_and(|mrz| !mrz.is_valid()),
            confidence: Score::clamped(ln_confidence.exp()),
            fit: ln_likelihood / text.len().max(1) as f64,
            evidence,
        };
        let ln_each = ln_confidence / text.len().max(1) as f64;
        zone.verdict = zone.judge(places, reading.is_some(), ln_each, levels);
        zone
    }

    fn judge(
        &self,
        places: &[[f64; SYMBOLS]],
        has_layout: bool,
        ln_each: f64,
        levels: &Levels,
    ) -> Verdict {
        let count = places.len().max(1) as f64;
        let fillers = places.iter().map(|place| place[FILLER]).sum::<f64>() / count;
        let is_zone = self.fit >= levels.zone_fit
            && 1.0 - fillers >= levels.zone_content
            && (has_layout || self.is_plausible(fillers));
        match (is_zone, ln_each.exp() >= levels.readable) {
            (false, _) => Verdict::NotAZone,
            (true, false) => Verdict::Unreadable,
            (true, true) => Verdict::Read,
        }
    }

    /// Whether lines without a layout may yet be a zone: long, with fillers, begun by a document
    /// code, digits among them.
    fn is_plausible(&self, fillers: f64) -> bool {
        let characters = || self.lines.iter().flat_map(|line| &line.characters);
        self.lines.iter().all(|line| line.characters.len() >= SHORTEST)
            && (2..=3).contains(&self.lines.len())
            && fillers >= LEAST_FILLERS
            && characters().next().is_some_and(|first| "PIACVD".contains(first.value))
            && characters().filter(|c| c.value.is_ascii_digit()).count() >= 2 * 6
    }
}

fn likeliest(place: &[f64; SYMBOLS]) -> usize {
    let best = (0..SYMBOLS).max_by(|&a, &b| place[a].total_cmp(&place[b]));
    best.unwrap_or(FILLER)
}

/// The most probable zone, less what check digits demand without being clear: of a group with a
/// doubtful change no change is made.
fn settled(reading: &Reading, levels: &Levels) -> Vec<usize> {
    let mut text = reading.decoded.best.clone();
    let changed = |at: &usize| reading.decoded.best[*at] != reading.unchecked[*at];
    let doubtful = |at: &usize| reading.decoded.places[*at][text[*at]] < levels.clear;
    let groups: Vec<_> =
        (0..text.len()).filter(changed).filter(doubtful).map(|at| group(reading, at)).collect();
    for at in (0..text.len()).filter(changed) {
        if groups.contains(&group(reading, at)) {
            text[at] = reading.unchecked[at];
        }
    }
    text
}

/// The narrowest rule that speaks of a place.
fn group(reading: &Reading, at: usize) -> Option<bonafide_mrz::Group> {
    let speaks = |rule: &&CheckRule| rule.at == at || rule.covers.contains(&at);
    reading.rules.iter().find(speaks).map(|rule| rule.group)
}

fn lines(aligned: &[Aligned], text: &[usize], places: &[[f64; SYMBOLS]]) -> Vec<Line> {
    let mut read = text.iter().zip(places);
    let line = |line: &Aligned| Line {
        characters: line
            .centers
            .iter()
            .zip(&mut read)
            .map(|(&center, (&symbol, place))| Character {
                value: character(symbol),
                probability: place[symbol].clamp(0.0, 1.0),
                center,
            })
            .collect(),
    };
    aligned.iter().map(line).collect()
}

/// What differs from the places by themselves, as they look without layout and digits.
fn corrections(
    reading: &Reading,
    given: &[[f64; SYMBOLS]],
    weights: &[Weights],
    text: &[usize],
    lengths: &[usize],
) -> Vec<Correction> {
    let mut corrections = Vec::new();
    let columns =
        lengths.iter().enumerate().flat_map(|(line, &n)| (0..n).map(move |column| (line, column)));
    for (at, (line, column)) in columns.enumerate() {
        let mut seen = given[at];
        for (p, &weight) in seen.iter_mut().zip(&weights[at]) {
            *p /= f64::from(weight);
        }
        let (before, after) = (likeliest(&seen), text[at]);
        if before == after {
            continue;
        }
        let demanded = reading.unchecked[at] != after;
        corrections.push(Correction {
            line: line as u8 + 1,
            column: column as u8 + 1,
            before: character(before),
            after: character(after),
            group: if demanded { group(reading, at) } else { None },
            probability: Some(Score::clamped(reading.decoded.places[at][after])),
        });
    }
    corrections
}
