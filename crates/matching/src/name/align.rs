//! Alignment of the words of two names.

use super::token::{JOINED_SCORE, Rules, TRUNCATED_SCORE, Token, relation};
use crate::comparison::{FieldEvidence, How};

/// Part of its weight that a word costs if the other side lacks it without contradicting.
const ONE_SIDED_COST: f64 = 0.4;
/// Weight that an unmatched word has at least if the other side has an unmatched word too.
const CONFLICT_WEIGHT: f64 = 4.0;
/// Most neighbouring words that may be written as one.
const LONGEST_JOIN: usize = 8;

/// The words of one side.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    pub(super) tokens: &'a [Token],
    /// The issuer cut the name short: its last word may be a beginning, and words may be missing.
    pub(super) truncated: bool,
}

/// Agreement of two names and what it rests on.
#[derive(Clone)]
pub(super) struct Alignment {
    /// In `[0, 1]`.
    pub(super) score: f64,
    pub(super) evidence: Vec<FieldEvidence>,
}

/// A possible match of neighbouring words on both sides.
struct Link {
    a: std::ops::Range<usize>,
    b: std::ops::Range<usize>,
    how: Option<How>,
    score: f64,
    weight: f64,
}

/// Aligns the words of two names, best matches first, each word used once.
///
/// The score is the share of weight that is matched. Words that only one side has cost less
/// than words that contradict each other.
pub(super) fn align(a: Words<'_>, b: Words<'_>, rules: Rules) -> Alignment {
    // One order of the sides for both ways round, so that score and sums are the same.
    if (a.tokens, a.truncated) > (b.tokens, b.truncated) {
        let mut flipped = align_ordered(b, a, rules);
        for evidence in &mut flipped.evidence {
            std::mem::swap(&mut evidence.a, &mut evidence.b);
        }
        return flipped;
    }
    align_ordered(a, b, rules)
}

fn align_ordered(a: Words<'_>, b: Words<'_>, rules: Rules) -> Alignment {
    let mut used_a = vec![false; a.tokens.len()];
    let mut used_b = vec![false; b.tokens.len()];
    let (mut matched, mut weight) = (0.0, 0.0);
    let mut evidence = Vec::new();
    for link in candidates(a, b, rules) {
        let taken = used_a[link.a.clone()].iter().chain(&used_b[link.b.clone()]).any(|used| *used);
        if taken {
            continue;
        }
        used_a[link.a.clone()].fill(true);
        used_b[link.b.clone()].fill(true);
        matched += link.score * link.weight;
        weight += link.weight;
        if let Some(how) = link.how {
            let (x, y) = (spelled(&a.tokens[link.a]), spelled(&b.tokens[link.b]));
            evidence.push(FieldEvidence::new(Some(&x), Some(&y), how, link.score));
        }
    }
    if weight == 0.0 {
        let (x, y) = (spelled(a.tokens), spelled(b.tokens));
        evidence.push(FieldEvidence::new(Some(&x), Some(&y), How::Conflict, 0.0));
        return Alignment { score: 0.0, evidence };
    }
    let left_over = unmatched(a, &used_a, b, &used_b, &mut evidence);
    Alignment { score: matched / (weight + left_over), evidence }
}

/// Returns every possible link, best first: by score, then weight, then position.
fn candidates(a: Words<'_>, b: Words<'_>, rules: Rules) -> Vec<Link> {
    let mut links = Vec::new();
    for (i, x) in a.tokens.iter().enumerate() {
        for (j, y) in b.tokens.iter().enumerate() {
            let weight = x.weight() + y.weight();
            let related = relation(x, y, rules);
            let cut_short = prefix(a, i, y) || prefix(b, j, x);
            let better = |score: f64| score < TRUNCATED_SCORE;
            let related = match related {
                Some((_, score)) if cut_short && better(score) => None,
                other => other,
            };
            let found = related
                .or_else(|| cut_short.then_some((Some(How::TruncatedPrefix), TRUNCATED_SCORE)));
            if let Some((how, score)) = found {
                links.push(Link { a: i..i + 1, b: j..j + 1, how, score, weight });
            }
        }
    }
    joined(a.tokens, b.tokens, rules, |one, many, weight| {
        links.push(Link { a: one, b: many, how: Some(How::Joined), score: JOINED_SCORE, weight });
    });
    joined(b.tokens, a.tokens, rules, |one, many, weight| {
        links.push(Link { a: many, b: one, how: Some(How::Joined), score: JOINED_SCORE, weight });
    });
    links.sort_by(|x, y| {
        let by_worth = y.score.total_cmp(&x.score).then(y.weight.total_cmp(&x.weight));
        by_worth.then(x.a.start.cmp(&y.a.start)).then(x.b.start.cmp(&y.b.start))
    });
    links
}

/// Whether word `index` is the cut-off last word of its side and begins `other`.
fn prefix(side: Words<'_>, index: usize, other: &Token) -> bool {
    let last = side.truncated && index + 1 == side.tokens.len();
    last && side.tokens.get(index).is_some_and(|word| other.text.starts_with(&word.text))
}

/// Reports every word of `single` that equals up to three neighbours of `several` written together.
pub(super) fn joined(
    single: &[Token],
    several: &[Token],
    rules: Rules,
    mut report: impl FnMut(std::ops::Range<usize>, std::ops::Range<usize>, f64),
) {
    for (i, word) in single.iter().enumerate() {
        let whole = word.read_as(rules.look_alikes);
        for start in 0..several.len().saturating_sub(1) {
            let first = several.get(start).map_or("", |part| part.read_as(rules.look_alikes));
            if first.len() >= whole.len() || first.bytes().next() != whole.bytes().next() {
                continue;
            }
            let mut rest = Some(whole);
            for (end, part) in several.iter().enumerate().skip(start).take(LONGEST_JOIN) {
                rest = rest.and_then(|r| r.strip_prefix(part.read_as(rules.look_alikes)));
                if rest == Some("") && end > start {
                    let parts = several.get(start..=end).unwrap_or_default();
                    let weight = word.weight() + parts.iter().map(Token::weight).sum::<f64>();
                    report(i..i + 1, start..end + 1, weight);
                }
            }
        }
    }
}

/// Returns what the unmatched words of both sides cost and adds them to the evidence.
fn unmatched(
    a: Words<'_>,
    used_a: &[bool],
    b: Words<'_>,
    used_b: &[bool],
    evidence: &mut Vec<FieldEvidence>,
) -> f64 {
    let left = |words: Words<'_>, used: &[bool]| -> Vec<usize> {
        (0..words.tokens.len()).filter(|&i| !used[i] && !words.tokens[i].free).collect()
    };
    let (left_a, left_b) = (left(a, used_a), left(b, used_b));
    let contradicting = !left_a.is_empty() && !left_b.is_empty();
    let mut cost = 0.0;
    for (side, left, other_truncated) in [(a, left_a, b.truncated), (b, left_b, a.truncated)] {
        for index in left {
            let word = &side.tokens[index];
            let (how, price) = if contradicting {
                (How::Conflict, word.weight().max(CONFLICT_WEIGHT))
            } else if other_truncated {
                (How::TruncatedPrefix, 0.0)
            } else {
                (How::OneSided, word.weight() * ONE_SIDED_COST)
            };
            cost += price;
            let text = Some(word.text.as_str());
            let (x, y) =
                if std::ptr::eq(side.tokens, a.tokens) { (text, None) } else { (None, text) };
            evidence.push(FieldEvidence::new(x, y, how, 0.0));
        }
    }
    cost
}

/// Returns the words with spaces between.
pub(super) fn spelled(tokens: &[Token]) -> String {
    let words: Vec<&str> = tokens.iter().map(|t| t.text.as_str()).collect();
    words.join(" ")
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // the scores are exact by construction
mod tests {
    use super::super::token::tokens;
    use super::*;

    const RULES: Rules = Rules { look_alikes: false, initials: true };

    fn aligned(a: &str, b: &str) -> Alignment {
        let (a, b) = (tokens(a), tokens(b));
        let words = |tokens| Words { tokens, truncated: false };
        align(words(&a), words(&b), RULES)
    }

    #[test]
    fn order_does_not_count_and_joins_do_little() {
        assert_eq!(aligned("JOHN DOE", "DOE JOHN").score, 1.0);
        for (a, b) in
            [("DE LA CRUZ", "DELACRUZ"), ("ANNE-MARIE", "ANNEMARIE"), ("MC DONALD", "MCDONALD")]
        {
            let found = aligned(a, b);
            assert!((found.score - JOINED_SCORE).abs() < 1e-12, "{a} {b}");
            assert_eq!(found.evidence[0].how, How::Joined);
        }
    }

    #[test]
    fn missing_words_cost_less_than_contradicting_ones() {
        let missing = aligned("ANNA MARIA ERIKSSON", "ANNA ERIKSSON").score;
        let contradicting = aligned("ANNA MARIA ERIKSSON", "ANNA SOFIA ERIKSSON").score;
        assert!(contradicting < missing && missing < 1.0);
        assert!(aligned("JOHN DOE", "JANE DOE").score < 0.5);
        assert_eq!(aligned("JOHN", "PETER").score, 0.0);
    }

    #[test]
    fn a_cut_name_begins_the_other() {
        let (short, long) = (tokens("WOLFESCHLEGELST"), tokens("WOLFESCHLEGELSTEINHAUSEN"));
        let cut = Words { tokens: &short, truncated: true };
        let full = Words { tokens: &long, truncated: false };
        assert_eq!(align(cut, full, RULES).score, TRUNCATED_SCORE);
        assert_eq!(align(full, cut, RULES).score, TRUNCATED_SCORE);
        let uncut = Words { tokens: &short, truncated: false };
        assert!(align(uncut, full, RULES).score < TRUNCATED_SCORE);
        let short = tokens("WOLFE");
        let uncut = Words { tokens: &short, truncated: false };
        assert_eq!(align(uncut, full, RULES).score, 0.0);
    }
}
