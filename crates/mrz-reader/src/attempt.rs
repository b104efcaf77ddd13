//! One way of cutting a zone out, and what it reads as.

use std::ops::Range;

use bonafide_imaging::Picture;
use bonafide_inference::Model;
use bonafide_mrz::{MrzReport, parse};
use bonafide_types::{Score, Sensitive};

use crate::decode::{self, CLASSES, Levels, MAX_ZONE_LINES, Prepared, Verdict, decode};
use crate::error::ReadError;
use crate::reading::{ReadCharacter, ReadLine, ReadZone};
use crate::recognise::recognise;
use crate::rectify::{Cut, cut};
use crate::zone::Zone;

/// What a character says for a zone, in nats: of two ways to cut a zone, the one that shows more of
/// it is the better. Ordinary print costs more than this under any layout.
const CHARACTER: f64 = 2.0;
/// What a line that the locator marked and the zone leaves out says against the zone, in nats: one and
/// a half a character of a card's line, less than print of another kind costs within the zone.
const LEFT_OUT: f64 = 45.0;
/// What a line must fit its layout by to be a zone of its own, log-likelihood a character: the worst
/// rendered zone that was read without error had -0.12.
const LINE_FIT: f64 = -0.2;
/// Of a zone at least one line is this sharp. Decoding what is not costs most of the time that is spent
/// on other print. Of 70 rendered zones one was less sharp (0.66), the others 0.94 and more; of 20
/// pieces of other print one was sharper (0.99), the others 0.82 and less.
const LEAST_SHARPNESS: f32 = 0.85;
/// A reading as probable as this is not tried again in another way.
const SURE: f64 = 0.8;
/// Nor is one as probable as this whose check digits are wrong: they were printed so.
const SURE_THOUGH_WRONG: f64 = 0.95;

/// A zone that was cut out and read.
pub(crate) struct Attempt {
    /// The lines that were taken for the zone, as they were measured.
    zone: Zone,
    cuts: Vec<Cut>,
    decoded: decode::Zone,
    /// What speaks for it, in nats.
    score: f64,
}

impl Attempt {
    /// Cuts the lines of a zone and reads those neighbours among them, at least `least` of them,
    /// that make the best zone.
    pub(crate) fn make(
        model: &Model,
        picture: &Picture,
        zone: &Zone,
        (grow, least): (f32, usize),
        levels: &Levels,
    ) -> Result<Self, ReadError> {
        let cuts: Vec<Cut> = zone.lines.iter().map(|line| cut(picture, line, grow)).collect();
        let answers =
            cuts.iter().map(|cut| recognise(model, cut)).collect::<Result<Vec<_>, _>>()?;
        let sharp: Vec<bool> = answers.iter().map(|a| sharpness(a) >= LEAST_SHARPNESS).collect();
        if !sharp.contains(&true) {
            return Ok(Self::nothing(zone));
        }
        let lines: Vec<Prepared> = answers.iter().map(|a| Prepared::new(a, levels)).collect();
        let mut best = Self::nothing(zone);
        // Most zones are read by then, and other print beside them need not be decoded at all.
        let mut windows: Vec<_> = windows(lines.len(), least).collect();
        windows.sort_by_key(|window| sharp[window.clone()].contains(&false));
        for window in windows {
            let mut decoded = decode(&lines[window.clone()], levels);
            if is_doubtful_line(&decoded) {
                decoded.verdict = doubted(decoded.verdict);
            }
            let vouched =
                |range: Range<usize>| zone.lines[range].iter().filter(|l| l.sure > 0.0).count();
            let left_out = vouched(0..lines.len()) - vouched(window.clone());
            let characters: usize = decoded.lines.iter().map(|line| line.characters.len()).sum();
            let score =
                decoded.evidence - LEFT_OUT * left_out as f64 + CHARACTER * characters as f64;
            if decoded.verdict != Verdict::NotAZone && score > best.score {
                best = Self {
                    zone: zone.part(window.clone()),
                    cuts: cuts[window].to_vec(),
                    decoded,
                    score,
                };
            }
            if best.is_sure() {
                break;
            }
        }
        Ok(best)
    }

    fn nothing(zone: &Zone) -> Self {
        let decoded = decode::Zone::none();
        Self { zone: zone.clone(), cuts: Vec::new(), decoded, score: f64::NEG_INFINITY }
    }

    /// The lines that were taken for the zone.
    pub(crate) fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Whether this is a zone.
    pub(crate) fn verdict(&self) -> Verdict {
        self.decoded.verdict
    }

    /// Whether trying another way would be a waste.
    pub(crate) fn is_sure(&self) -> bool {
        let zone = &self.decoded;
        let needed = if zone.wrong_digits { SURE_THOUGH_WRONG } else { SURE };
        zone.verdict == Verdict::Read && self.is_whole() && zone.confidence.get() >= needed
    }

    /// Whether the lines have a layout, so that none of them and no part of them is missing.
    pub(crate) fn is_whole(&self) -> bool {
        self.decoded.format.is_some()
    }

    /// Whether this reading is to be preferred.
    pub(crate) fn beats(&self, other: &Self) -> bool {
        let rank = |attempt: &Self| match attempt.verdict() {
            Verdict::Read => 2,
            Verdict::Unreadable => 1,
            Verdict::NotAZone => 0,
        };
        (rank(self), self.score) > (rank(other), other.score)
    }

    /// The better of two.
    pub(crate) fn or(self, other: Self) -> Self {
        if other.beats(&self) { other } else { self }
    }

    /// The zone as the reader gives it.
    pub(crate) fn read_zone(&self) -> ReadZone {
        let texts: Vec<String> = self.decoded.lines.iter().map(decode::Line::text).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let lines: Vec<ReadLine> = self
            .decoded
            .lines
            .iter()
            .zip(&self.cuts)
            .map(|(line, cut)| read_line(line, cut))
            .collect();
        let least = lines
            .iter()
            .flat_map(|line| &line.characters)
            .map(|character| character.probability.get())
            .fold(1.0, f64::min);
        let mut report =
            MrzReport::of_lines(&texts).with_char_confidence_min(Score::clamped(least));
        report.corrections.clone_from(&self.decoded.corrections);
        ReadZone { mrz: parse(&texts).ok(), report, lines, confidence: self.decoded.confidence }
    }
}

/// How sure the likeliest characters of a line are on the average, frame by frame, in [0, 1]; 0
/// where there are none.
fn sharpness(logits: &[f32]) -> f32 {
    let (mut count, mut sure, mut last) = (0_u32, 0.0, 0);
    for frame in logits.chunks_exact(CLASSES) {
        let best = (0..CLASSES).max_by(|&a, &b| frame[a].total_cmp(&frame[b])).unwrap_or(0);
        if best != 0 && best != last {
            let total: f32 = frame.iter().map(|value| (value - frame[best]).exp()).sum();
            count += 1;
            sure += 1.0 / total;
        }
        last = best;
    }
    if count > 0 { sure / count as f32 } else { 0.0 }
}

/// Whether this is a single line that its digit or its fit does not bear out: there is too little in
/// one line for less.
fn is_doubtful_line(zone: &decode::Zone) -> bool {
    let is_borne_out = zone.format.is_some() && !zone.wrong_digits && zone.fit >= LINE_FIT;
    zone.lines.len() == 1 && !is_borne_out
}

/// What a verdict comes to where there is reason to doubt it.
fn doubted(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Read => Verdict::Unreadable,
        Verdict::Unreadable | Verdict::NotAZone => Verdict::NotAZone,
    }
}

/// Neighbouring lines that may be a zone, `least` or more, the most lines first. A single one is
/// taken for a zone only where there are not more than two.
fn windows(lines: usize, least: usize) -> impl Iterator<Item = Range<usize>> {
    let least = if lines > 2 { least.max(2) } else { least.max(1) };
    (least..=MAX_ZONE_LINES.min(lines))
        .rev()
        .flat_map(move |size| (0..=lines - size).map(move |start| start..start + size))
}

fn read_line(line: &decode::Line, cut: &Cut) -> ReadLine {
    let stations: Vec<f32> = line.characters.iter().map(|c| cut.station(c.center)).collect();
    let half = half_pitch(&stations);
    let ends = stations.first().zip(stations.last());
    let (from, to) = ends.map_or((0.0, 0.0), |(first, last)| (first - half, last + half));
    ReadLine {
        corners: cut.strand.corners(from, to),
        characters: line
            .characters
            .iter()
            .zip(&stations)
            .map(|(character, &station)| ReadCharacter {
                value: Sensitive::new(character.value),
                probability: Score::clamped(character.probability),
                center: cut.strand.at(station),
            })
            .collect(),
    }
}

/// Half the distance of two characters.
fn half_pitch(stations: &[f32]) -> f32 {
    match stations {
        [first, .., last] => (last - first) / (stations.len() - 1) as f32 / 2.0,
        _ => 0.0,
    }
}
