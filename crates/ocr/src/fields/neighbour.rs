//! Which text may be the value of which label, by where they stand.

use bonafide_types::Field;

use super::piece::Piece;
use super::value;
use super::vocabulary::{Scheme, Slot};
use crate::straight::Strip;

/// How a value stands to its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Behind it in the row.
    Right,
    /// In the row below.
    Below,
}

/// A label and a text near it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    /// Index of the label's piece.
    pub(crate) label: usize,
    /// Index of the value's piece.
    pub(crate) value: usize,
    /// What the label says.
    pub(crate) slot: Slot,
    /// How surely, in `[0, 1]`.
    pub(crate) said: f32,
    /// Where the value stands.
    pub(crate) relation: Relation,
    /// How well it stands there, in `[0, 1]`.
    pub(crate) near: f32,
}

/// A value is at most this many of its heights to the right of its label.
const REACH_RIGHT: f32 = 9.0;
/// A value below begins at most this many of its heights under its label.
const REACH_BELOW: f32 = 1.7;
/// Labels looked at on one page: a page has fewer than 60; time stays bounded.
const MAX_LABELS: usize = 160;

/// All pairs of a label and a date or text that may be its value, in the order of pieces.
pub(crate) fn pairs(strips: &[Strip], pieces: &[Piece], scheme: Scheme) -> Vec<Pair> {
    let labels: Vec<usize> = (0..pieces.len())
        .filter(|&i| pieces.get(i).is_some_and(|p| p.label().is_some()))
        .take(MAX_LABELS)
        .collect();
    let mut pairs = Vec::new();
    for &label in &labels {
        let Some(hit) = pieces.get(label).and_then(Piece::label) else { continue };
        let slots = hit.slots(scheme);
        if slots.is_empty() {
            continue;
        }
        for (relation, value, near) in neighbours(pieces, &labels, label) {
            for &(slot, said) in &slots {
                pairs.push(Pair { label, value, slot, said, relation, near });
            }
        }
    }
    follow_the_page(strips, pieces, &mut pairs);
    pairs
}

fn neighbours(pieces: &[Piece], labels: &[usize], label: usize) -> Vec<(Relation, usize, f32)> {
    let Some(from) = pieces.get(label) else { return Vec::new() };
    let mut found = Vec::new();
    for (value, to) in pieces.iter().enumerate() {
        if to.label().is_some() {
            continue;
        }
        if let Some(near) = right_of(from, to)
            && !stands_between(pieces, labels, (label, value), Relation::Right)
        {
            found.push((Relation::Right, value, near));
        } else if let Some(near) = below(from, to)
            && !stands_between(pieces, labels, (label, value), Relation::Below)
        {
            found.push((Relation::Below, value, near));
        }
    }
    prefer_nearest(pieces, &mut found);
    found
}

/// A text behind another text is less likely the value than the one before it.
fn prefer_nearest(pieces: &[Piece], found: &mut [(Relation, usize, f32)]) {
    let middle = |value: usize| pieces.get(value).map_or(0.0, |p| p.rect.middle());
    let left = |value: usize| pieces.get(value).map_or(0.0, |p| p.rect.left);
    let half = |value: usize| pieces.get(value).map_or(0.0, |p| 0.5 * p.rect.height());
    let nearest_row = found
        .iter()
        .filter(|(relation, ..)| *relation == Relation::Below)
        .map(|(_, value, _)| middle(*value))
        .fold(f32::INFINITY, f32::min);
    let nearest_column = found
        .iter()
        .filter(|(relation, ..)| *relation == Relation::Right)
        .map(|(_, value, _)| left(*value))
        .fold(f32::INFINITY, f32::min);
    for (relation, value, near) in found {
        let second = match relation {
            Relation::Below => middle(*value) > nearest_row + half(*value),
            Relation::Right => left(*value) > nearest_column,
        };
        if second {
            *near *= 0.65;
        }
    }
}

fn right_of(label: &Piece, value: &Piece) -> Option<f32> {
    let (a, b) = (&label.rect, &value.rect);
    if label.strip == value.strip {
        let behind = value.range.start >= label.range.end;
        let gap = (b.left - a.right).max(0.0) / b.height();
        return (behind && gap < REACH_RIGHT).then(|| 1.0 - 0.5 * gap / REACH_RIGHT);
    }
    let height = a.height().max(b.height());
    let apart = (a.middle() - b.middle()).abs() / height;
    let gap = (b.left - a.right) / height;
    if apart > 0.5 || !(-0.6..REACH_RIGHT).contains(&gap) || b.left < a.left {
        return None;
    }
    Some(0.97 - 0.55 * gap.max(0.0) / REACH_RIGHT - 0.25 * apart)
}

fn below(label: &Piece, value: &Piece) -> Option<f32> {
    let (a, b) = (&label.rect, &value.rect);
    let height = b.height();
    let gap = (b.top - a.bottom) / height;
    let lower = b.middle() > a.bottom.min(a.middle() + 0.6 * a.height());
    if !lower || !(-0.7..REACH_BELOW).contains(&gap) {
        return None;
    }
    let offset = (b.left - a.left) / height;
    let shared = a.shared_columns(b) > 0.0;
    if !shared && offset.abs() > 1.5 {
        return None;
    }
    let aligned = if offset.abs() < 0.8 { 1.0 } else { (0.9 - 0.06 * offset.abs()).max(0.4) };
    Some((0.95 - 0.22 * gap.max(0.0)) * aligned)
}

/// Whether another label stands between a label and a text, and so has the better claim to it.
fn stands_between(
    pieces: &[Piece],
    labels: &[usize],
    (label, value): (usize, usize),
    relation: Relation,
) -> bool {
    let Some((from, to)) = pieces.get(label).zip(pieces.get(value)) else { return false };
    labels.iter().filter(|&&other| other != label).filter_map(|&i| pieces.get(i)).any(|other| {
        let rect = &other.rect;
        match relation {
            Relation::Right if from.strip == to.strip && other.strip == from.strip => {
                other.range.start >= from.range.end && other.range.end <= to.range.start
            }
            Relation::Right => {
                let height = rect.height().max(to.rect.height());
                (rect.middle() - to.rect.middle()).abs() < 0.6 * height
                    && rect.left > from.rect.left
                    && rect.left < to.rect.left
            }
            Relation::Below => {
                rect.shared_columns(&to.rect) > 0.0
                    && rect.middle() > from.rect.middle() + 0.5 * rect.height()
                    && rect.middle() < to.rect.middle() - 0.3 * rect.height()
            }
        }
    })
}

/// Pages put values behind labels or below them, seldom both. What values of a closed form show
/// (dates, sex, height, colours) counts for the others: the rarer relation loses weight.
fn follow_the_page(strips: &[Strip], pieces: &[Piece], pairs: &mut [Pair]) {
    let (mut right, mut below) = (1.0_f32, 1.0_f32);
    for pair in pairs.iter() {
        let Some(piece) = pieces.get(pair.value) else { continue };
        let Slot::One(field) = pair.slot else { continue };
        let closed = match field {
            Field::Gender | Field::Height | Field::EyeColor => {
                let text = strips.get(piece.strip).map(|s| s.text(piece.range.clone()));
                piece.is_text() && text.is_some_and(|t| value::parse(field, &t).is_some())
            }
            _ => field.is_date() && piece.date().is_some(),
        };
        if closed {
            match pair.relation {
                Relation::Right => right += pair.near * pair.said,
                Relation::Below => below += pair.near * pair.said,
            }
        }
    }
    let share = right / (right + below);
    for pair in pairs {
        let Some((label, value)) = pieces.get(pair.label).zip(pieces.get(pair.value)) else {
            continue;
        };
        // Directly behind a label in its own line, a value needs no vote.
        let same_line = label.strip == value.strip && pair.relation == Relation::Right;
        if !same_line {
            let vote = if pair.relation == Relation::Right { share } else { 1.0 - share };
            pair.near *= 0.7 + 0.3 * (vote * 2.0).min(1.0);
        }
    }
}
