//! The page cut into labels, dates and other texts.

use std::ops::Range;

use bonafide_types::Field;

use super::date_text::{FoundDate, find_dates};
use super::label::{Hit, spot};
use super::vocabulary::Slot;
use crate::straight::Strip;

/// A rectangle on the straightened page.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rect {
    pub(crate) left: f32,
    pub(crate) top: f32,
    pub(crate) right: f32,
    pub(crate) bottom: f32,
}

impl Rect {
    /// Height, at least 1.
    pub(crate) fn height(&self) -> f32 {
        (self.bottom - self.top).max(1.0)
    }

    /// Row of the middle.
    pub(crate) fn middle(&self) -> f32 {
        (self.top + self.bottom) / 2.0
    }

    /// Length of the columns that both have.
    pub(crate) fn shared_columns(&self, other: &Rect) -> f32 {
        self.right.min(other.right) - self.left.max(other.left)
    }
}

/// What a piece is.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Label(Hit),
    Date(FoundDate),
    Text,
}

/// A part of a line.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    /// Index of the line.
    pub(crate) strip: usize,
    /// Which characters of it.
    pub(crate) range: Range<usize>,
    /// Where it stands.
    pub(crate) rect: Rect,
    /// What it is.
    pub(crate) kind: Kind,
}

impl Piece {
    /// Its label, if it is one.
    pub(crate) fn label(&self) -> Option<&Hit> {
        match &self.kind {
            Kind::Label(hit) => Some(hit),
            _ => None,
        }
    }

    /// Its date, if it is one.
    pub(crate) fn date(&self) -> Option<&FoundDate> {
        match &self.kind {
            Kind::Date(date) => Some(date),
            _ => None,
        }
    }

    /// Whether it is a text of no known kind.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Text)
    }
}

/// Gaps between words of one value are narrower than this, in heights of the line: the space of a
/// wide face is 0.35 em, double spaces twice that.
const GAP_IN_HEIGHTS: f32 = 1.4;
/// Characters that stand around values and are no part of them.
const TRIM: &str = " :;,.|/\\_~=*-–—·•";

/// Cuts lines into pieces; lines of a machine-readable zone and leaning lines have none.
pub(crate) fn cut(strips: &[Strip]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (index, strip) in strips.iter().enumerate() {
        if !strip.slanted && !is_machine_readable(strip) {
            cut_strip(index, strip, &mut pieces);
        }
    }
    pieces
}

/// A line of a machine-readable zone: fillers, or 28 characters and more in one run with a digit.
pub(crate) fn is_machine_readable(strip: &Strip) -> bool {
    let count = |test: fn(char) -> bool| strip.chars().filter(|c| test(*c)).count();
    let fillers = count(|c| c == '<' || c == '«' || c == '‹');
    let letters = count(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    let spaces = count(|c| c == ' ');
    let marks = strip.glyphs.len() - letters - fillers - spaces;
    fillers >= 2
        || (letters >= 28 && marks == 0 && spaces <= 1 && count(|c| c.is_ascii_digit()) >= 6)
}

fn cut_strip(index: usize, strip: &Strip, pieces: &mut Vec<Piece>) {
    let chars: Vec<char> = strip.chars().collect();
    let dates = find_dates(&chars);
    let date_ranges: Vec<Range<usize>> = dates.iter().map(|d| d.range.clone()).collect();
    let hits = joined(strip, spot(strip, &date_ranges));
    let mut marks: Vec<(Range<usize>, Kind)> =
        hits.into_iter().map(|hit| (hit.range.clone(), Kind::Label(hit))).collect();
    marks.extend(dates.into_iter().map(|date| (date.range.clone(), Kind::Date(date))));
    marks.sort_by_key(|(range, _)| (range.start, range.end));
    let mut at = 0;
    let mut after_label = false;
    for (range, kind) in marks {
        texts(index, strip, at..range.start, after_label, pieces);
        after_label = matches!(kind, Kind::Label(_));
        at = range.end;
        push(index, strip, range, kind, pieces);
    }
    texts(index, strip, at..strip.glyphs.len(), after_label, pieces);
}

/// Labels that say the same in several languages become one: `Surname / Nom`.
fn joined(strip: &Strip, hits: Vec<Hit>) -> Vec<Hit> {
    let mut joined: Vec<Hit> = Vec::new();
    for hit in hits {
        if let Some(last) = joined.last_mut() {
            let between = strip.text(last.range.end.min(hit.range.start)..hit.range.start);
            let close = between.chars().all(|c| !c.is_alphanumeric());
            let stroke = between.contains(['/', '|', '(']);
            let shared: Vec<(Slot, f32)> = last
                .words
                .iter()
                .filter_map(|(slot, weight)| {
                    let other = hit.words.iter().find(|(said, _)| said == slot)?;
                    Some((*slot, weight.max(other.1).min(1.0)))
                })
                .collect();
            let related = !shared.is_empty() || (stroke && are_names(last, &hit));
            if close && related && hit.number.is_none() {
                if shared.is_empty() {
                    last.words.extend(hit.words);
                    say_surname(&mut last.words);
                } else {
                    last.words = shared;
                }
                last.range.end = hit.range.end;
                continue;
            }
        }
        joined.push(hit);
    }
    joined
}

/// `Name / Surname / Nom`: the German `Name` is a surname, the English one a whole name; what is surely
/// one decides, and the other stays possible.
fn say_surname(words: &mut [(Slot, f32)]) {
    let named = words.iter().any(|(slot, _)| matches!(slot, Slot::One(_)));
    for (slot, weight) in words {
        if *slot == Slot::FullName && named {
            *weight = weight.min(0.3);
        }
    }
}

/// Whether both say something of names.
fn are_names(a: &Hit, b: &Hit) -> bool {
    let names = |hit: &Hit| {
        hit.words.iter().any(|(slot, _)| {
            matches!(slot, Slot::FullName | Slot::One(Field::LastName | Field::FirstName))
        })
    };
    names(a) && names(b)
}

/// Adds the texts of a range, cut at wide gaps. What follows a label behind a stroke is the label in
/// another language.
fn texts(
    index: usize,
    strip: &Strip,
    range: Range<usize>,
    after_label: bool,
    pieces: &mut Vec<Piece>,
) {
    let glyphs = |i: usize| strip.glyphs.get(i);
    if after_label {
        let first = range.clone().find_map(|i| glyphs(i).map(|g| g.c).filter(|c| *c != ' '));
        if first.is_some_and(|c| c == '/' || c == '|') {
            return;
        }
    }
    let widest = GAP_IN_HEIGHTS * strip.height();
    let mut start = range.start;
    for i in range.clone() {
        let is_space = glyphs(i).is_some_and(|g| g.c == ' ');
        let gap = glyphs(i).zip(glyphs(i + 1)).map_or(0.0, |(a, b)| b.span.0 - a.span.1);
        if is_space && i + 1 < range.end && gap > widest {
            push(index, strip, start..i, Kind::Text, pieces);
            start = i + 1;
        }
    }
    push(index, strip, start..range.end, Kind::Text, pieces);
}

fn push(index: usize, strip: &Strip, range: Range<usize>, kind: Kind, pieces: &mut Vec<Piece>) {
    let mut range = range;
    let char_at = |i: usize| strip.glyphs.get(i).map_or(' ', |g| g.c);
    if matches!(kind, Kind::Text) {
        while range.start < range.end && TRIM.contains(char_at(range.start)) {
            range.start += 1;
        }
        while range.start < range.end && TRIM.contains(char_at(range.end - 1)) {
            // The point of `U.S.A.` belongs to it.
            let abbreviated =
                range.len() > 3 && char_at(range.end - 1) == '.' && char_at(range.end - 3) == '.';
            if abbreviated {
                break;
            }
            range.end -= 1;
        }
    }
    let printed = range.clone().any(|i| char_at(i).is_alphanumeric());
    let ends = strip
        .glyphs
        .get(range.start)
        .zip(range.end.checked_sub(1).and_then(|i| strip.glyphs.get(i)));
    if let Some((first, last)) = ends.filter(|_| printed) {
        let rect =
            Rect { left: first.span.0, top: strip.top, right: last.span.1, bottom: strip.bottom };
        pieces.push(Piece { strip: index, range, rect, kind });
    }
}

/// The fields that a piece labels.
pub(crate) fn slots_of(piece: &Piece) -> impl Iterator<Item = Field> + '_ {
    let words = piece.label().map(|hit| hit.words.as_slice()).unwrap_or_default();
    words.iter().filter_map(|(slot, _)| match slot {
        Slot::One(field) => Some(*field),
        _ => None,
    })
}
