//! From what was read at each position to a message.

use super::budget::{Budget, SYNDROME};
use super::correction::{Corrected, capacity, correct};
use super::interpret::{Charset, Message, interpret};
use super::layout::Layout;
use super::look::Seen;

/// One position of a symbol: what was read there and how sure that is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Reading {
    pub(crate) value: u16,
    /// 0 for nothing read; weights of one reading of all positions compare with each other only.
    pub(crate) weight: f32,
}

/// The codeword with most weight at each position.
pub(crate) fn vote(seen: &Seen, layout: &Layout) -> Vec<Reading> {
    let mut votes: Vec<Vec<(u16, f32)>> = vec![Vec::new(); layout.codewords()];
    for line in 0..seen.grid.lines() {
        for column in 0..layout.columns {
            let Ok(place) = usize::try_from(layout.first + column.cast_signed()) else { continue };
            let Some((observed, row)) = seen.rows.seen(&seen.grid, line, place) else { continue };
            let Ok(row) = usize::try_from(row + layout.offset) else { continue };
            let Some(votes) = votes.get_mut(row * layout.columns + column) else { continue };
            match votes.iter_mut().find(|(value, _)| *value == observed.value) {
                Some((_, weight)) => *weight += observed.weight,
                None => votes.push((observed.value, observed.weight)),
            }
        }
    }
    votes.iter().map(|votes| elected(votes)).collect()
}

fn elected(votes: &[(u16, f32)]) -> Reading {
    let total: f32 = votes.iter().map(|(_, weight)| weight).sum();
    let best = votes.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    best.map_or(Reading::default(), |(value, weight)| Reading {
        value,
        weight: (2.0 * weight - total).max(0.0),
    })
}

/// Corrected codewords and what they say.
pub(crate) struct Solved {
    pub(crate) message: Message,
    pub(crate) codewords: Vec<u16>,
    pub(crate) corrected: Corrected,
}

/// How often correction is tried, each time with more erasures.
const ATTEMPTS: usize = 12;

/// Tries to correct with more and more of the least certain readings taken for unread: a wrong
/// codeword costs two correction codewords, an unread one a single one.
///
/// Source: G. D. Forney, "Generalized minimum distance decoding", IEEE Transactions on Information
/// Theory 12, 1966.
pub(crate) fn solve(readings: &[Reading], layout: &Layout, budget: &mut Budget) -> Option<Solved> {
    let capacity = capacity(layout.check());
    let mut order: Vec<usize> = (0..readings.len()).collect();
    order.sort_by(|a, b| readings[*a].weight.total_cmp(&readings[*b].weight).then(a.cmp(b)));
    let unread = readings.iter().filter(|reading| reading.weight <= 0.0).count();
    if unread > capacity {
        return None;
    }
    let mut tried = None;
    for attempt in 0..ATTEMPTS {
        let erasures = unread + (capacity - unread) * attempt / (ATTEMPTS - 1);
        if tried.replace(erasures) == Some(erasures) {
            continue;
        }
        if !budget.pay(readings.len() * layout.check(), SYNDROME) {
            return None;
        }
        let mut erased = order[..erasures].to_vec();
        erased.sort_unstable();
        let mut codewords: Vec<u16> = readings.iter().map(|reading| reading.value).collect();
        let Some(corrected) = correct(&mut codewords, layout.check(), &erased) else { continue };
        let data = codewords.len() - layout.check();
        // What is a codeword of the code and says nothing will not say more with more erasures.
        let message = interpret(&codewords[..data], Charset::default()).ok()?;
        return Some(Solved { message, codewords, corrected });
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// "PDF417" at level 1 in three rows of three, the worked example of the standard.
    const CODEWORDS: [u16; 9] = [5, 453, 178, 121, 239, 452, 327, 657, 619];
    const LAYOUT: Layout = Layout { rows: 3, columns: 3, level: 1, offset: 0, first: 1 };

    fn readings(changed: &[(usize, f32)]) -> Vec<Reading> {
        let mut readings: Vec<Reading> =
            CODEWORDS.iter().map(|value| Reading { value: *value, weight: 1.0 }).collect();
        for &(place, weight) in changed {
            readings[place] = Reading { value: 900 - readings[place].value, weight };
        }
        readings
    }

    fn solved(readings: &[Reading]) -> Option<Solved> {
        solve(readings, &LAYOUT, &mut Budget::of_ms(10))
    }

    #[test]
    fn weak_readings_are_given_up_first() {
        let plain = solved(&readings(&[])).unwrap();
        assert_eq!(plain.message.bytes, b"PDF417");
        assert_eq!(plain.corrected, Corrected { errors: 0, erasures: 0 });
        // One wrong codeword is within the capacity of four less two in reserve, whatever it weighs.
        let wrong = solved(&readings(&[(3, 1.0)])).unwrap();
        assert_eq!((wrong.corrected.errors, wrong.codewords), (1, CODEWORDS.to_vec()));
        // Two are only if they are known to be doubtful.
        assert!(solved(&readings(&[(1, 1.0), (3, 1.0)])).is_none());
        let doubtful = solved(&readings(&[(1, 0.1), (3, 0.2)])).unwrap();
        assert_eq!(doubtful.message.bytes, b"PDF417");
        assert_eq!(doubtful.corrected.erasures, 2);
        assert!(solved(&readings(&[(1, 0.1), (3, 0.2), (4, 0.3)])).is_none());
    }

    #[test]
    fn an_empty_budget_solves_nothing() {
        assert!(solve(&readings(&[]), &LAYOUT, &mut Budget::of_ms(0)).is_none());
    }

    #[test]
    fn the_majority_is_elected() {
        let elected = |votes: &[(u16, f32)]| super::elected(votes);
        assert_eq!(elected(&[]).weight.to_bits(), 0.0_f32.to_bits());
        let clear = elected(&[(5, 0.3), (7, 1.5)]);
        assert!(clear.value == 7 && (clear.weight - 1.2).abs() < 1e-6);
        // A tie says nothing.
        assert!(elected(&[(5, 0.5), (7, 0.5)]).weight <= 0.0);
    }
}
