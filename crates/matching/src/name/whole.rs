//! Agreement of two whole names whose roles may be in any order.

use std::ops::Range;

use arrayvec::ArrayVec;

use super::align::{joined, spelled};
use super::prepared::{PreparedName, WordMatch};
use super::token::{
    JOINED_SCORE, MOST_TOKENS, Marks, Rules, TRUNCATED_SCORE, Token, differ, relation,
    sounds_joined,
};
use super::{SUFFIX_CONFLICT, SUFFIX_ONE_SIDED};
use crate::comparison::{FieldEvidence, How};

/// Two words are one, misspelt, from this on.
const WEAKEST_JOIN: f64 = 0.8;
/// Exponent of the match of a particle.
const PARTICLE_SHARE: f64 = 0.3;
/// Factor of two words that contradict each other.
const CONFLICT: f64 = 0.5;
/// Factor of the first word, and of every other, that one side lacks.
const MISSING: f64 = 0.96;
const MISSING_TOO: f64 = 0.98;
/// Factor of a particle that one side lacks.
const MISSING_PARTICLE: f64 = 0.99;
/// Factor where a single word agrees and everything else is missing on one side: a surname is
/// not a person.
const ONE_WORD: f64 = 0.78;
/// Factor of differing legal forms.
const OTHER_FORM: f64 = 0.97;

/// Links of one alignment, best first.
type Links = ArrayVec<Link, MOST_TOKENS>;

/// Most links that are possible: every two words, and joins.
const MOST_LINKS: usize = MOST_TOKENS * MOST_TOKENS + 4 * MOST_TOKENS;

/// Words of both sides as bit sets, and their worth.
#[derive(Clone, Copy)]
struct Link {
    a: u16,
    b: u16,
    score: f64,
    how: Option<How>,
}

/// Returns the agreement of two names, or none if it is below `cutoff`.
pub(super) fn score(a: &PreparedName, b: &PreparedName, cutoff: f64) -> Option<f64> {
    let score = if a.words.is_empty() || b.words.is_empty() {
        f64::from(u8::from(a.words.is_empty() && b.words.is_empty() && a.bare == b.bare))
    } else {
        let around = around(a, b);
        if around < cutoff || (around * CONFLICT < cutoff && contradict(a, b)) {
            return None;
        }
        let (a, b) = ordered(a, b);
        aligned_score(a, b, &links(a, b)) * around
    };
    (score >= cutoff).then_some(score)
}

/// Whether each side has a word that no word of the other can be, and no words are joined: then
/// at least one conflict is certain. Mostly the marks decide.
fn contradict(a: &PreparedName, b: &PreparedName) -> bool {
    let full = |marks: &[Marks]| {
        let words = marks.iter().enumerate().filter(|(_, word)| !word.particle);
        words.fold(0u16, |set, (index, _)| set | 1 << index)
    };
    let mut lonely_b = full(&b.marks);
    let mut lonely_a = false;
    for word in &a.marks {
        let mut lonely = !word.particle;
        for (j, them) in b.marks.iter().enumerate() {
            // Only what may still be lonely is looked at.
            if (lonely || lonely_b & 1 << j != 0) && !differ(word, them) {
                lonely = false;
                lonely_b &= !(1 << j);
            }
        }
        lonely_a |= lonely;
        if lonely_b == 0 {
            return false;
        }
    }
    lonely_a && {
        let mut joins = false;
        each_join(a, b, |_| joins = true);
        !joins
    }
}

/// Returns the matched words, best first, with `a` and `b` as given.
pub(super) fn matches(a: &PreparedName, b: &PreparedName) -> Vec<WordMatch> {
    let (first, second) = ordered(a, b);
    let turned = !std::ptr::eq(first, a);
    let range = |set: u16| {
        let start = set.trailing_zeros() as usize;
        start..start + set.count_ones() as usize
    };
    let links = links(first, second);
    let matched = links.iter().map(|link| {
        let (x, y) = if turned { (link.b, link.a) } else { (link.a, link.b) };
        WordMatch { a: range(x), b: range(y), score: link.score, how: link.how }
    });
    matched.collect()
}

/// Returns what the score rests on: matches that are no equality, what is left over, suffixes.
pub(super) fn evidence(a: &PreparedName, b: &PreparedName) -> Vec<FieldEvidence> {
    let matched = matches(a, b);
    let mut evidence = Vec::new();
    let words = |side: &PreparedName, range: &Range<usize>| {
        spelled(side.words.get(range.clone()).unwrap_or_default())
    };
    for found in &matched {
        if let Some(how) = found.how {
            let (x, y) = (words(a, &found.a), words(b, &found.b));
            evidence.push(FieldEvidence::new(Some(&x), Some(&y), how, found.score));
        }
    }
    let left = |side: &PreparedName, is_used: &dyn Fn(usize) -> bool| -> Vec<String> {
        let words = side.words.iter().enumerate().filter(|(i, _)| !is_used(*i));
        words.map(|(_, word)| word.text.clone()).collect()
    };
    let left_a = left(a, &|i| matched.iter().any(|m| m.a.contains(&i)));
    let left_b = left(b, &|i| matched.iter().any(|m| m.b.contains(&i)));
    let contradicting = !left_a.is_empty() && !left_b.is_empty();
    let how = if contradicting { How::Conflict } else { How::OneSided };
    evidence.extend(left_a.iter().map(|w| FieldEvidence::new(Some(w), None, how, 0.0)));
    evidence.extend(left_b.iter().map(|w| FieldEvidence::new(None, Some(w), how, 0.0)));
    if a.suffix != b.suffix {
        let both = a.suffix.is_some() && b.suffix.is_some();
        let (how, factor) =
            if both { (How::Conflict, SUFFIX_CONFLICT) } else { (How::OneSided, SUFFIX_ONE_SIDED) };
        evidence.push(FieldEvidence::new(a.suffix, b.suffix, how, factor));
    }
    if a.legal_form != b.legal_form {
        evidence.push(FieldEvidence::new(a.legal_form, b.legal_form, How::OneSided, OTHER_FORM));
    }
    evidence
}

/// One order of the sides for both ways round, so that choices and products are the same.
fn ordered<'a>(a: &'a PreparedName, b: &'a PreparedName) -> (&'a PreparedName, &'a PreparedName) {
    if (&a.words, a.truncated) > (&b.words, b.truncated) { (b, a) } else { (a, b) }
}

/// Aligns the words, best match first, each used once.
fn links(a: &PreparedName, b: &PreparedName) -> Links {
    let rules = rules(a, b);
    let mut possible: ArrayVec<Link, MOST_LINKS> = ArrayVec::new();
    let mut add = |link: Link| {
        if possible.len() < MOST_LINKS {
            possible.push(link);
        }
    };
    for (i, x) in a.words.iter().enumerate() {
        for (j, y) in b.words.iter().enumerate() {
            let cut = is_cut(a, i, y) || is_cut(b, j, x);
            let cut = cut.then_some((Some(How::TruncatedPrefix), TRUNCATED_SCORE));
            let related = relation(x, y, rules);
            let best = match (related, cut) {
                (Some(one), Some(other)) => Some(if one.1 >= other.1 { one } else { other }),
                (one, other) => one.or(other),
            };
            if let Some((how, score)) = best {
                add(Link { a: 1 << i, b: 1 << j, score, how });
            }
        }
    }
    each_join(a, b, add);
    chosen(&possible)
}

/// Reports every join of neighbouring words on either side, exact or misspelt.
fn each_join(a: &PreparedName, b: &PreparedName, mut report: impl FnMut(Link)) {
    let rules = rules(a, b);
    let set = |range: Range<usize>| range.fold(0u16, |set, i| set | 1 << i);
    let how = Some(How::Joined);
    if b.words.len() > 1 {
        joined(&a.words, &b.words, rules, |one, many, _| {
            report(Link { a: set(one), b: set(many), score: JOINED_SCORE, how });
        });
        nearly_joined(&a.words, &b.words, |i, j, score| {
            report(Link { a: 1 << i, b: 3 << j, score, how });
        });
    }
    if a.words.len() > 1 {
        joined(&b.words, &a.words, rules, |one, many, _| {
            report(Link { a: set(many), b: set(one), score: JOINED_SCORE, how });
        });
        nearly_joined(&b.words, &a.words, |i, j, score| {
            report(Link { a: 3 << j, b: 1 << i, score, how });
        });
    }
}

fn rules(a: &PreparedName, b: &PreparedName) -> Rules {
    Rules { look_alikes: a.from_pixels || b.from_pixels, initials: true }
}

/// Reports every word of `single` that two neighbours of `several` sound like, written together.
fn nearly_joined(single: &[Token], several: &[Token], mut report: impl FnMut(usize, usize, f64)) {
    for (i, word) in single.iter().enumerate() {
        for (j, pair) in several.windows(2).enumerate() {
            if let [first, second] = pair {
                let score = JOINED_SCORE * sounds_joined(word, first, second);
                if score >= WEAKEST_JOIN {
                    report(i, j, score);
                }
            }
        }
    }
}

fn is_cut(side: &PreparedName, index: usize, other: &Token) -> bool {
    let last = side.truncated && index + 1 == side.words.len();
    last && side.words.get(index).is_some_and(|word| {
        !word.particle && word.text.len() > 1 && other.text.starts_with(&word.text)
    })
}

/// Chooses links best first; of equals, the one that takes more words, then the first.
fn chosen(possible: &[Link]) -> Links {
    let mut links = Links::new();
    let (mut used_a, mut used_b) = (0u16, 0u16);
    while !links.is_full() {
        let mut best: Option<&Link> = None;
        for link in possible {
            let free = link.a & used_a == 0 && link.b & used_b == 0;
            if free && best.is_none_or(|b| link.score > b.score) {
                best = Some(link);
            }
        }
        let Some(link) = best else { break };
        used_a |= link.a;
        used_b |= link.b;
        links.push(*link);
    }
    links
}

/// Words left over on one side: full words and particles.
#[derive(Default)]
struct Rest {
    words: i32,
    particles: i32,
}

fn rest(side: &PreparedName, used: u16) -> Rest {
    let mut rest = Rest::default();
    for (index, word) in side.words.iter().enumerate() {
        if used & (1 << index) == 0 {
            if word.particle { rest.particles += 1 } else { rest.words += 1 }
        }
    }
    rest
}

/// The product of what the matches are worth and the factors of what did not match.
fn aligned_score(a: &PreparedName, b: &PreparedName, links: &Links) -> f64 {
    let (mut used_a, mut used_b, mut full) = (0u16, 0u16, 0);
    let mut score = 1.0;
    for link in links {
        used_a |= link.a;
        used_b |= link.b;
        let first = a.words.get(link.a.trailing_zeros() as usize);
        let particle = first.is_some_and(|word| word.particle) && link.a.is_power_of_two();
        full += i32::from(!particle);
        score *= if particle { link.score.powf(PARTICLE_SHARE) } else { link.score };
    }
    if links.is_empty() {
        return 0.0;
    }
    let (rest_a, rest_b) = (rest(a, used_a), rest(b, used_b));
    let conflicts = rest_a.words.min(rest_b.words);
    let missing = rest_a.words.max(rest_b.words) - conflicts;
    score *= CONFLICT.powi(conflicts);
    score *= MISSING_PARTICLE.powi(rest_a.particles.max(rest_b.particles).min(3));
    let open = (a.truncated && rest_a.words == 0) || (b.truncated && rest_b.words == 0);
    if missing > 0 && conflicts == 0 && !open {
        score *= if full < 2 { ONE_WORD } else { MISSING };
        score *= MISSING_TOO.powi(missing - 1);
    } else if missing > 0 {
        score *= MISSING_TOO.powi(missing);
    }
    score
}

/// Factor of what stands around the name: suffix and legal form.
fn around(a: &PreparedName, b: &PreparedName) -> f64 {
    let suffix = match (a.suffix, b.suffix) {
        (Some(x), Some(y)) if x != y => SUFFIX_CONFLICT,
        (x, y) if x != y => SUFFIX_ONE_SIDED,
        _ => 1.0,
    };
    if a.legal_form == b.legal_form { suffix } else { suffix * OTHER_FORM }
}
