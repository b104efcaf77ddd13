//! Which date is which: birth, issue, expiry, by labels and by what can be.

use bonafide_types::{Field, PartialDate};
use jiff::civil::Date;

use super::date_text::Order;

/// A date of the page with what its labels say.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    /// Readings of it.
    pub(crate) readings: Vec<super::date_text::Reading>,
    /// How surely labels call it birth, issue, expiry, in `[0, 1]`.
    pub(crate) labelled: [f32; 3],
    /// How much it looks like a date, in `[0, 1]`.
    pub(crate) form: f32,
    /// Whether a label of something else has a claim to it.
    pub(crate) claimed: bool,
}

/// The fields, in the order of [`Candidate::labelled`].
pub(crate) const ROLES: [Field; 3] = [Field::BirthDate, Field::IssuedAt, Field::ExpiresAt];

/// A role given to a date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Role {
    /// Index of the candidate.
    pub(crate) candidate: usize,
    /// What it means.
    pub(crate) date: PartialDate,
    /// How sure that is, in `[0, 1]`.
    pub(crate) confidence: f32,
}

/// Dates looked at: those with the surest labels.
const MOST_DATES: usize = 9;
/// What a date without any label counts for a role that fits it.
const UNLABELLED: f32 = 0.12;
/// Documents are valid for at most this many years, but for cards of the old that never expire:
/// 15 under directive 2006/126/EC, 16 for a licence of South Carolina once, 20 as a margin.
const LONGEST_VALIDITY: i32 = 20;
/// Days in a year, for spans.
const YEAR: i32 = 365;
/// The age of the oldest holder.
const OLDEST: i32 = 115;

/// Gives birth, issue and expiry the dates that fit labels and each other best.
///
/// `preferred` is the order of the issuer's country, if known; `as_of` the day of the check.
pub(crate) fn give_roles(
    candidates: &[Candidate],
    preferred: Option<Order>,
    as_of: Option<Date>,
) -> [Option<Role>; 3] {
    let mut chosen: Vec<usize> = (0..candidates.len()).collect();
    let surest = |i: &usize| {
        candidates
            .get(*i)
            .map_or(0.0, |c| c.labelled.iter().copied().fold(0.0, f32::max) + 0.1 * c.form)
    };
    chosen.sort_by(|a, b| surest(b).total_cmp(&surest(a)).then(a.cmp(b)));
    chosen.truncate(MOST_DATES);
    chosen.sort_unstable();
    let orders = [Order::DayFirst, Order::MonthFirst]
        .map(|order| best_under(candidates, &chosen, order, as_of));
    let [day_first, month_first] = orders;
    settle(day_first, month_first, preferred, candidates)
}

/// Roles under one order of numbers: the sum of what counts, and the choice.
type Choice = (f32, [Option<(usize, PartialDate)>; 3]);

fn best_under(
    candidates: &[Candidate],
    chosen: &[usize],
    order: Order,
    as_of: Option<Date>,
) -> Choice {
    // For each role every date with every reading of the order, or none.
    let options: Vec<Vec<Option<(usize, PartialDate)>>> = (0..3)
        .map(|role| {
            let mut options = vec![None];
            for &index in chosen {
                let Some(candidate) = candidates.get(index) else { continue };
                let readings = candidate
                    .readings
                    .iter()
                    .filter(|r| r.order == order || r.order == Order::Settled);
                options.extend(readings.map(|r| Some((index, r.date))));
            }
            options.retain(|option| {
                option.is_none_or(|(index, date)| {
                    worth(candidates, role, index) > 0.0 && may_be(role, date, as_of)
                })
            });
            options
        })
        .collect();
    let mut best: Choice = (0.0, [None; 3]);
    let [births, issues, expiries] = options.as_slice() else { return best };
    for &birth in births {
        for &issue in issues {
            for &expiry in expiries {
                let picks = [birth, issue, expiry];
                let sum = judged(candidates, picks);
                if sum > best.0 + 1e-6 {
                    best = (sum, picks);
                }
            }
        }
    }
    best
}

fn worth(candidates: &[Candidate], role: usize, index: usize) -> f32 {
    candidates.get(index).map_or(0.0, |c| {
        let labelled = c.labelled.get(role).copied().unwrap_or(0.0);
        let elsewhere = c.labelled.iter().copied().fold(0.0, f32::max) > labelled + 0.2;
        let free = if c.claimed || elsewhere { 0.0 } else { UNLABELLED };
        c.form * labelled.max(free)
    })
}

/// What a choice counts: labels, less what is odd; nothing where it cannot be.
fn judged(candidates: &[Candidate], picks: [Option<(usize, PartialDate)>; 3]) -> f32 {
    let indices: Vec<usize> = picks.iter().flatten().map(|(index, _)| *index).collect();
    let twice = indices.iter().enumerate().any(|(i, a)| indices.iter().skip(i + 1).any(|b| a == b));
    if twice {
        return -1.0;
    }
    let sum: f32 = picks
        .iter()
        .enumerate()
        .filter_map(|(role, pick)| pick.map(|(index, _)| worth(candidates, role, index)))
        .sum();
    sum * plausible(picks.map(|pick| pick.and_then(|(_, date)| date.to_date())))
}

/// How well birth, issue and expiry go together, in `[0, 1]`. Labels can be misread, so nothing but
/// an impossible order is ruled out altogether.
fn plausible([birth, issue, expiry]: [Option<Date>; 3]) -> f32 {
    let days = |a: Option<Date>, b: Option<Date>| -> Option<i32> {
        a.zip(b).and_then(|(a, b)| a.until(b).ok()).map(|span| span.get_days())
    };
    let mut factor = 1.0;
    if let Some(age) = days(birth, issue) {
        factor *= if age < 0 {
            0.3
        } else if age > OLDEST * YEAR {
            0.6
        } else {
            1.02
        };
    }
    if let Some(age) = days(birth, expiry) {
        factor *= if age <= 0 { 0.3 } else { 1.01 };
    }
    if let Some(validity) = days(issue, expiry) {
        factor *= if validity <= 0 {
            0.3
        } else if validity > LONGEST_VALIDITY * YEAR {
            0.8
        } else {
            // Whole years, give or take a day, are how documents are issued.
            let rest = validity % 1461 % 365;
            if rest <= 4 || rest >= 361 { 1.03 } else { 1.01 }
        };
    }
    factor
}

/// Whether a date may have a role at all on the day of the check.
fn may_be(role: usize, date: PartialDate, as_of: Option<Date>) -> bool {
    let (Some(date), Some(as_of)) = (date.to_date(), as_of) else { return true };
    let years = i32::from(date.year()) - i32::from(as_of.year());
    match role {
        0 => date <= as_of && years >= -OLDEST,
        1 => (-60..=1).contains(&years),
        _ => (-60..=60).contains(&years),
    }
}

/// Chooses between the two orders of numbers.
fn settle(
    day_first: Choice,
    month_first: Choice,
    preferred: Option<Order>,
    candidates: &[Candidate],
) -> [Option<Role>; 3] {
    let favour = |order: Order| if preferred == Some(order) { 1.15 } else { 1.0 };
    let scores = [day_first.0 * favour(Order::DayFirst), month_first.0 * favour(Order::MonthFirst)];
    let month_wins = scores[1] > scores[0];
    let (winner, loser) =
        if month_wins { (month_first, day_first) } else { (day_first, month_first) };
    // Neither the country nor the dates say which: what reads both ways stays doubtful.
    let open =
        preferred.is_none() && (scores[0] - scores[1]).abs() < 0.02 * scores[0].max(scores[1]);
    let mut roles = [None; 3];
    for (role, (slot, pick)) in roles.iter_mut().zip(winner.1).enumerate() {
        *slot = pick.map(|(candidate, date)| {
            let other = loser.1.get(role).copied().flatten();
            let differs = other.is_some_and(|(index, d)| index == candidate && d != date);
            let labelled = candidates
                .get(candidate)
                .map_or(0.0, |c| c.form * c.labelled.get(role).copied().unwrap_or(0.0));
            // An unlabelled date that fits in with the others is more likely right than not.
            let sure = labelled.max(0.55);
            Role { candidate, date, confidence: if open && differs { 0.5 * sure } else { sure } }
        });
    }
    roles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::date_text::find_dates;

    fn candidate(text: &str, labelled: [f32; 3]) -> Candidate {
        let chars: Vec<char> = text.chars().collect();
        let found = find_dates(&chars).remove(0);
        Candidate { readings: found.readings, labelled, form: found.form, claimed: false }
    }

    fn given(candidates: &[Candidate], preferred: Option<Order>) -> Vec<Option<String>> {
        let as_of = jiff::civil::date(2026, 6, 1);
        let roles = give_roles(candidates, preferred, Some(as_of));
        roles.iter().map(|r| r.map(|r| r.date.to_string())).collect()
    }

    #[test]
    fn unlabelled_dates_go_by_logic() {
        let dates = ["04/05/2031", "04/05/1990", "04/05/2023"].map(|t| candidate(t, [0.0; 3]));
        let expected = ["1990-04-05", "2023-04-05", "2031-04-05"].map(|d| Some(d.to_owned()));
        assert_eq!(given(&dates, Some(Order::MonthFirst)), expected);
    }

    #[test]
    fn one_settled_date_settles_the_order() {
        let dates = [
            candidate("04/05/1990", [1.0, 0.0, 0.0]),
            candidate("28/05/2023", [0.0, 1.0, 0.0]),
            candidate("27/05/2033", [0.0, 0.0, 1.0]),
        ];
        let expected = ["1990-05-04", "2023-05-28", "2033-05-27"].map(|d| Some(d.to_owned()));
        assert_eq!(given(&dates, None), expected);
        // Even against the custom of the country.
        assert_eq!(given(&dates, Some(Order::MonthFirst)), expected);
    }

    #[test]
    fn an_open_order_lowers_confidence() {
        let dates = [candidate("04/05/1990", [1.0, 0.0, 0.0])];
        let known = give_roles(&dates, Some(Order::DayFirst), None)[0].map(|r| r.confidence);
        let open = give_roles(&dates, None, None)[0].map(|r| r.confidence);
        assert!(open < known);
    }

    #[test]
    fn centuries_follow_from_the_roles() {
        let dates = [
            candidate("13.02.62", [1.0, 0.0, 0.0]),
            candidate("01.03.13", [0.0, 1.0, 0.0]),
            candidate("28.02.28", [0.0, 0.0, 1.0]),
        ];
        let expected = ["1962-02-13", "2013-03-01", "2028-02-28"].map(|d| Some(d.to_owned()));
        assert_eq!(given(&dates, Some(Order::DayFirst)), expected);
    }

    #[test]
    fn a_swapped_label_gives_way() {
        let dates =
            [candidate("28/05/2023", [0.5, 0.0, 0.0]), candidate("28/05/1990", [0.0, 0.5, 0.0])];
        let roles = given(&dates, Some(Order::DayFirst));
        assert_ne!(
            (&roles[0], &roles[1]),
            (&Some("2023-05-28".to_owned()), &Some("1990-05-28".to_owned()))
        );
    }
}
