//! `rare_words/2`: the words of a query laid against those of a listed name, by likeness and rarity.

use std::ops::Range;

use super::index::{LONGEST_JOIN, Row, SanctionsIndex};
use super::likeness::JOINED;
use super::vocabulary::Related;
use super::words::words;

// The constants below were chosen on one half of a measuring set (see docs/sanctions.md); the figures
// hardly move when any of them changes by a quarter.

/// What one unit of weight costs in which matched words differ.
const DIFFERENCE: f32 = 4.0;
/// The same of a word that only one side has (as in `name_tokens/2`).
const ONE_SIDED: f32 = 0.4;
/// Extra cost where both sides have a word that the other lacks: they contradict each other.
const CONTRADICTION: f32 = 0.2;
/// Cost of not being equal at all: what agrees must be rare enough to outweigh chance.
const CHANCE: f32 = 1.0;
/// Difference at which half of that cost is due.
const HALF_CHANCE: f32 = 0.05;
/// Cost for each unit of weight matched at which a score is 1/e. It puts the default tolerance of
/// 0.85 where one stranger in a hundred is alerted.
const SCALE: f32 = 3.6;

/// Agreement in `[0, 1]` of two names, 1 only for equal words.
///
/// Rises with `matched` and falls with every other argument, so that bounds of the arguments bound
/// the result.
pub(super) fn score(matched: f32, difference: f32, not_listed: f32, not_asked: f32) -> f32 {
    if matched <= 0.0 {
        return 0.0;
    }
    let unlike = difference + not_listed + not_asked;
    let against = DIFFERENCE * difference
        + ONE_SIDED * (not_listed + not_asked)
        + CONTRADICTION * not_listed.min(not_asked)
        + CHANCE * unlike / (unlike + HALF_CHANCE);
    let cost = against / matched / SCALE;
    (-cost * cost).exp()
}

/// A word of the query with everything of the list that is like it.
#[derive(Clone, Debug)]
pub(super) struct QueryWord {
    pub text: String,
    pub weight: f32,
    /// By number of the list's word.
    pub related: Vec<Related>,
}

/// Neighbouring words of the query that make one word of the list together.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub words: Range<usize>,
    pub listed: u32,
}

/// A query made ready.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    pub words: Vec<QueryWord>,
    pub spans: Vec<Span>,
}

impl Prepared {
    pub(super) fn new(index: &SanctionsIndex, name: &str) -> Self {
        Self::with(index, name, |word| index.vocabulary.related(word))
    }

    pub(super) fn with(
        index: &SanctionsIndex,
        name: &str,
        related: impl Fn(&str) -> Vec<Related>,
    ) -> Self {
        let texts = words(name);
        let mut spans = Vec::new();
        for first in 0..texts.len() {
            let mut together = String::new();
            for (end, text) in texts.iter().enumerate().skip(first).take(LONGEST_JOIN) {
                together.push_str(text);
                if end > first
                    && let Some(listed) = index.vocabulary.find(&together)
                {
                    spans.push(Span { words: first..end + 1, listed });
                }
            }
        }
        let words = texts.into_iter().map(|text| QueryWord {
            weight: index.weight_of_query(&text),
            related: related(&text),
            text,
        });
        Self { words: words.collect(), spans }
    }
}

/// A match of words of both sides.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Link {
    pub query: Range<usize>,
    pub listed: Range<usize>,
    pub likeness: f32,
    pub weight: f32,
}

/// How the words of two names lie.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Pairing {
    pub score: f32,
    /// Weight that is matched: how rare what agrees is.
    pub rarity: f32,
    /// Words that are equal.
    pub exact: usize,
    pub links: Vec<Link>,
}

/// Lays the query against one listed name: best links first, every word used once.
pub(super) fn align(index: &SanctionsIndex, query: &Prepared, row: &Row) -> Pairing {
    let listed = index.words_of(row);
    let mut links = links(index, query, listed);
    links.sort_by(|x, y| {
        let worth = |link: &Link| link.likeness * link.weight;
        let by_worth = y.likeness.total_cmp(&x.likeness).then(worth(y).total_cmp(&worth(x)));
        by_worth.then(x.query.start.cmp(&y.query.start)).then(x.listed.start.cmp(&y.listed.start))
    });
    let (mut used_query, mut used_listed) = (0_u32, 0_u32);
    let (mut matched, mut difference) = (0.0, 0.0);
    let mut pairing = Pairing::default();
    for link in links {
        let (ours, theirs) = (bits(&link.query), bits(&link.listed));
        if used_query & ours != 0 || used_listed & theirs != 0 {
            continue;
        }
        used_query |= ours;
        used_listed |= theirs;
        matched += link.likeness * link.weight;
        difference += (1.0 - link.likeness) * link.weight;
        pairing.exact += usize::from(link.likeness >= 1.0);
        pairing.links.push(link);
    }
    let free = |used: u32, at: usize| used & (1 << at) == 0;
    let not_listed = query.words.iter().enumerate().filter(|(at, _)| free(used_query, *at));
    let not_listed: f32 = not_listed.map(|(_, word)| word.weight).sum();
    let not_asked = listed.iter().enumerate().filter(|(at, _)| free(used_listed, *at));
    let not_asked: f32 = not_asked.map(|(_, word)| index.weight(*word)).sum();
    pairing.score = score(matched, difference, not_listed, not_asked);
    pairing.rarity = matched;
    pairing
}

/// Names have at most [`MOST_WORDS`](super::words::MOST_WORDS) words, fewer than a mask has bits.
fn bits(range: &Range<usize>) -> u32 {
    range.clone().fold(0, |bits, at| bits | 1 << (at & 31))
}

fn links(index: &SanctionsIndex, query: &Prepared, listed: &[u32]) -> Vec<Link> {
    let mut links = Vec::new();
    for (i, word) in query.words.iter().enumerate() {
        for (j, there) in listed.iter().enumerate() {
            if let Ok(found) = word.related.binary_search_by_key(there, |related| related.word) {
                let likeness = word.related.get(found).map_or(0.0, |related| related.likeness);
                let weight = index.weight(*there);
                links.push(Link { query: i..i + 1, listed: j..j + 1, likeness, weight });
            }
        }
        joined(index, i, &word.text, listed, &mut links);
    }
    for span in &query.spans {
        for (j, there) in listed.iter().enumerate().filter(|(_, there)| **there == span.listed) {
            let weight = index.weight(*there);
            let query = span.words.clone();
            links.push(Link { query, listed: j..j + 1, likeness: JOINED, weight });
        }
    }
    links
}

/// Adds a link where neighbouring listed words make the query's word together.
fn joined(index: &SanctionsIndex, i: usize, word: &str, listed: &[u32], links: &mut Vec<Link>) {
    for first in 0..listed.len() {
        let mut rest = Some(word);
        let mut weight = 0.0;
        for (end, part) in listed.iter().enumerate().skip(first).take(LONGEST_JOIN) {
            rest = rest.and_then(|rest| rest.strip_prefix(index.vocabulary.word(*part)));
            weight += index.weight(*part);
            match rest {
                None => break,
                Some("") if end > first => {
                    let listed = first..end + 1;
                    links.push(Link { query: i..i + 1, listed, likeness: JOINED, weight });
                }
                Some(_) => {}
            }
        }
    }
}
