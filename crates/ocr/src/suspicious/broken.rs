//! Marks of which a reader sees parts: broken over two boxes, or with letters lost in the picture.

use bonafide_types::Sensitive;

use super::lists::Entry;
use super::spot::budget;
use super::{Doubt, Kind, List, SuspiciousWord};
use crate::fields::piece::is_machine_readable;
use crate::fold::{EDIT, Key, distance};
use crate::straight::{Strip, pixel_box};

/// Lines looked at; a page has fewer than 80.
const MOST: usize = 200;
/// A mark is at least this many times as high as the usual line, or leans.
const LARGE: f32 = 1.6;
/// A leaning line this many times as high as the usual one is nothing but a mark.
const HUGE: f32 = 2.5;
/// Fewest letters of a part that counts.
const SHORTEST_PART: usize = 4;
/// Fewest letters of a part that counts where it is nothing but a mark.
const SHORTEST_OF_HUGE: usize = 3;

/// One line as a word.
struct Part<'a> {
    strip: &'a Strip,
    symbols: Vec<u8>,
    mark: bool,
    huge: bool,
}

/// Listed marks of which two neighbouring lines are the halves, and large or leaning parts of one.
pub(crate) fn words(strips: &[Strip], entries: &[Entry], frame: (u32, u32)) -> Vec<SuspiciousWord> {
    let parts = parts(strips);
    let marks = || {
        entries
            .iter()
            .filter(|e| !e.ignored && matches!(e.kind, Kind::Mark | Kind::User) && e.key.len() >= 6)
    };
    let mut found = Vec::new();
    for (i, a) in parts.iter().enumerate() {
        for (j, b) in parts.iter().enumerate() {
            if i == j || !follows(a.strip, b.strip) {
                continue;
            }
            let both: Vec<u8> = a.symbols.iter().chain(&b.symbols).copied().collect();
            let same =
                |e: &&Entry| distance(e.key.as_bytes(), &both, budget(e.key.len())).is_some();
            if let Some(entry) = marks().find(same) {
                found.push(word(entry, &[a.strip, b.strip], None, frame));
            }
        }
        // A whole word is no part of a longer one (`SPECIMEN` of the Spanish `ESPECIMEN`).
        let whole =
            |e: &Entry| distance(e.key.as_bytes(), &a.symbols, budget(e.key.len())).is_some();
        if !a.mark || entries.iter().any(whole) {
            continue;
        }
        let part_of = |e: &&Entry| e.list == List::Definite && is_part(a, e.key.as_bytes());
        // `MUSTR` across a page: a slip that would be another word in print.
        let slip_of = |e: &&Entry| {
            let slip = || distance(e.key.as_bytes(), &a.symbols, EDIT).is_some();
            e.list == List::Definite && a.huge && slip()
        };
        if let Some(entry) = marks().find(part_of) {
            let doubt = (a.symbols.len() < 6).then_some(Doubt::Fragment);
            found.push(word(entry, &[a.strip], doubt, frame));
        } else if let Some(entry) = marks().find(slip_of) {
            found.push(word(entry, &[a.strip], Some(Doubt::Fragment), frame));
        }
    }
    found
}

fn parts(strips: &[Strip]) -> Vec<Part<'_>> {
    let mut heights: Vec<f32> = strips.iter().map(Strip::height).collect();
    heights.sort_by(f32::total_cmp);
    let usual = heights.get(heights.len() / 2).copied().unwrap_or(1.0);
    strips
        .iter()
        .filter(|s| !is_machine_readable(s) && s.glyphs.len() <= 14)
        .map(|strip| Part {
            strip,
            symbols: Key::of(strip.chars()).symbols,
            mark: strip.slanted || strip.height() > LARGE * usual,
            huge: strip.slanted && strip.height() > HUGE * usual,
        })
        .filter(|part| (1..=12).contains(&part.symbols.len()))
        .take(MOST)
        .collect()
}

/// Whether one line goes on where the other ends: of one height, and near.
fn follows(a: &Strip, b: &Strip) -> bool {
    let (Some(last), Some(first)) = (a.glyphs.last(), b.glyphs.first()) else { return false };
    let (ha, hb) = (a.height(), b.height());
    let height = ha.max(hb);
    let gap = first.span.0 - last.span.1;
    let rise = ((last.place[1] + last.place[3]) - (first.place[1] + first.place[3])).abs() / 2.0;
    ha.min(hb) > 0.5 * height && (-0.5 * height..1.2 * height).contains(&gap) && rise < 0.8 * height
}

/// Whether a line is the beginning or the end of a word, most of it unless it is nothing but a mark.
fn is_part(part: &Part<'_>, word: &[u8]) -> bool {
    let symbols = &part.symbols;
    let most = symbols.len() >= SHORTEST_PART && symbols.len() * 2 > word.len();
    let long = most || (part.huge && symbols.len() >= SHORTEST_OF_HUGE);
    let proper = symbols.len() < word.len() && word.len() >= 7;
    long && proper && (word.starts_with(symbols) || word.ends_with(symbols))
}

fn word(
    entry: &Entry,
    strips: &[&Strip],
    doubt: Option<Doubt>,
    frame: (u32, u32),
) -> SuspiciousWord {
    let texts: Vec<String> = strips.iter().map(|s| s.chars().collect()).collect();
    SuspiciousWord {
        word: entry.word.clone(),
        kind: entry.kind,
        language: entry.language,
        list: if doubt.is_some() { List::Inconclusive } else { entry.list },
        doubt,
        text: Sensitive::new(texts.join(" ")),
        bounds: pixel_box(strips.iter().flat_map(|s| s.glyphs.iter()), frame),
    }
}
