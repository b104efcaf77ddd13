//! From a name to the rows that are like it: candidates by word, none lost, then alignment.

use super::align::{Pairing, Prepared, align, score};
use super::index::SanctionsIndex;
use super::likeness::JOINED;

/// A row of the index and how like the query it is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Candidate {
    pub row: u32,
    pub pairing: Pairing,
}

/// Room for sums in another order.
const ROUNDING: f32 = 1e-4;

/// A bound from above of what a row's alignment can score.
#[derive(Clone, Copy, Default)]
struct Bound {
    /// Sum over the query's words of the most that one can match.
    matched: f32,
    /// Weight of the row's words that may be matched.
    covered: f32,
    /// Weight of the query's words that something in the row may match.
    answered: f32,
    /// Of the word at hand, what is in `matched`.
    current: f32,
    /// The word at hand, from 1; 0 of an untouched row.
    stamp: u32,
}

/// Every row that scores at least `floor`. `keep` may raise the floor.
pub(super) fn candidates(
    index: &SanctionsIndex,
    query: &Prepared,
    mut floor: f32,
    mut keep: impl FnMut(Candidate) -> f32,
) {
    let total: f32 = query.words.iter().map(|word| word.weight).sum();
    let mut promising: Vec<(f32, u32)> = Vec::new();
    for (row, bound) in bounds(index, query) {
        let Some(there) = index.rows().get(row as usize) else { continue };
        let unanswered = (total - bound.answered).max(0.0);
        let uncovered = (there.weight - bound.covered).max(0.0);
        let most = score(bound.matched, 0.0, unanswered, uncovered) + ROUNDING;
        if most >= floor {
            promising.push((most, row));
        }
    }
    promising.sort_unstable_by(|x, y| y.0.total_cmp(&x.0).then(x.1.cmp(&y.1)));
    for (most, row) in promising {
        if most < floor {
            break;
        }
        let Some(there) = index.rows().get(row as usize) else { continue };
        let pairing = align(index, query, there);
        if pairing.score >= floor {
            floor = keep(Candidate { row, pairing }).max(floor);
        }
    }
}

/// The same by aligning every row: what [`candidates`] is tested against.
#[cfg(test)]
pub(super) fn candidates_exhaustively(
    index: &SanctionsIndex,
    query: &Prepared,
    floor: f32,
    mut keep: impl FnMut(Candidate),
) {
    for (row, there) in (0..).zip(index.rows()) {
        let pairing = align(index, query, there);
        if pairing.score >= floor {
            keep(Candidate { row, pairing });
        }
    }
}

/// The rows that share anything with the query, with their bounds.
fn bounds(index: &SanctionsIndex, query: &Prepared) -> impl Iterator<Item = (u32, Bound)> {
    let mut bounds = vec![Bound::default(); index.rows().len()];
    let mut touched = Vec::new();
    for (i, (stamp, word)) in (1_u32..).zip(&query.words).enumerate() {
        let mut visit = |row: u32, worth: f32, covers: f32| {
            let Some(bound) = bounds.get_mut(row as usize) else { return };
            if bound.stamp == 0 {
                touched.push(row);
            }
            if bound.stamp != stamp {
                bound.stamp = stamp;
                bound.answered += word.weight;
                bound.current = 0.0;
            }
            if worth > bound.current {
                bound.matched += worth - bound.current;
                bound.current = worth;
            }
            bound.covered += covers;
        };
        for related in &word.related {
            let weight = index.weight(related.word);
            for row in index.rows_with(related.word) {
                visit(*row, related.likeness * weight, weight);
            }
        }
        for span in query.spans.iter().filter(|span| span.words.contains(&i)) {
            let weight = index.weight(span.listed);
            for row in index.rows_with(span.listed) {
                visit(*row, JOINED * weight, weight);
            }
        }
        for joint in index.joints(&word.text) {
            let Some(row) = index.rows().get(joint.row as usize) else { continue };
            let words =
                index.words_of(row).iter().skip(joint.first.into()).take(joint.count.into());
            let weight: f32 = words.map(|word| index.weight(*word)).sum();
            visit(joint.row, JOINED * weight, weight);
        }
    }
    touched.into_iter().filter_map(move |row| Some((row, *bounds.get(row as usize)?)))
}
