//! `date_ladder/2`: calendar dates.

use bonafide_types::PartialDate;

use crate::comparison::{Comparison, FieldEvidence, How, Operand};
use crate::confusable;
use crate::versions::Comparator;

/// Rungs of the ladder (docs/scoring.md, section 3).
const SWAPPED: f64 = 0.9;
const ONE_DIGIT: f64 = 0.85;
const PARTIAL: f64 = 0.8;
const TWO_DIGITS: f64 = 0.6;

/// Years that may stand at the end of eight digits; other digits there are a month and a day.
const LAST_YEARS: std::ops::Range<i16> = 1500..2200;
/// Most readings of one text that are considered (a date of two-digit parts has the most).
const MOST_READINGS: usize = 8;

/// Returns how far two dates agree, on the ladder 1 equal · 0.9 day and month exchanged ·
/// 0.85 one digit differs or two neighbours are exchanged · 0.8 one side leaves parts open, the rest agrees · 0.6 two digits
/// differ, same year · 0.
///
/// A text may be written in any usual form; if it can be read in two ways (`03/04/1990`), the
/// reading that agrees best counts. Text read from pixels may have letters for digits.
///
/// ```
/// use bonafide_matching::{Operand, compare_dates};
///
/// let score = |a, b| compare_dates(Operand::exact(a), Operand::exact(b)).score.get();
/// assert_eq!(score("1990-01-31", "01/31/1990"), 1.0);
/// assert_eq!(score("1990-03-04", "1990-04-03"), 0.9);
/// assert_eq!(score("1990-03-04", "1990-03-14"), 0.85);
/// assert_eq!(score("1990-03-04", "1990-XX-XX"), 0.8);
/// ```
pub fn compare_dates(a: Operand<'_>, b: Operand<'_>) -> Comparison {
    let (left, right) = (readings(a), readings(b));
    let mut best: Option<Comparison> = None;
    for &x in &left {
        for &y in &right {
            let candidate = rung(x, y);
            if best.as_ref().is_none_or(|b| candidate.score > b.score) {
                best = Some(candidate);
            }
        }
    }
    best.or_else(|| rung_of_digits(&left, a, &right, b)).unwrap_or_else(|| {
        let (x, y) = (a.text.trim(), b.text.trim());
        let comparison = Comparison::new(Comparator::DateLadder, x.to_owned(), y.to_owned());
        comparison.scored(f64::from(u8::from(x == y))).noting("not a date: compared as text")
    })
}

/// Compares the digits where a side is no day of any calendar (`1951-11-31`): one wrong digit is
/// one wrong digit, possible date or not.
fn rung_of_digits(
    left: &[PartialDate],
    a: Operand<'_>,
    right: &[PartialDate],
    b: Operand<'_>,
) -> Option<Comparison> {
    let side = |readings: &[PartialDate], operand: Operand<'_>| match readings.first() {
        Some(date) => date.is_complete().then(|| date.to_string().replace('-', "")),
        None => impossible_date(operand),
    };
    let (x, y) = (side(left, a)?, side(right, b)?);
    let (how, score) = match differing_digits(&x, &y) {
        0 => return None,
        1 => (How::OneDigit, ONE_DIGIT),
        2 if digits_exchanged(&x, &y) => (How::OneDigit, ONE_DIGIT),
        2 if x.get(..4) == y.get(..4) => (How::TwoDigits, TWO_DIGITS),
        _ => (How::Conflict, 0.0),
    };
    let comparison = Comparison::new(Comparator::DateLadder, x.clone(), y.clone());
    let comparison = comparison.noting("not a day of the calendar: compared digit by digit");
    Some(comparison.scored(score).because(FieldEvidence::new(Some(&x), Some(&y), how, score)))
}

/// Returns the eight digits of a date written year first that no calendar has.
fn impossible_date(operand: Operand<'_>) -> Option<String> {
    let text = operand.text.trim();
    let read = if operand.from_pixels { confusable::digits(text) } else { text.to_owned() };
    let parts: Vec<&str> = read.split(['-', '/', '.', ' ']).collect();
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    let fits = matches!(lengths.as_slice(), [8] | [4, 2, 2]);
    let digits = parts.concat();
    (fits && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// Whether the two digits that differ are neighbours in each other's place. Two such days of one
/// month (`12`, `21`) are as likely two days as a slip and do not count.
fn digits_exchanged(a: &str, b: &str) -> bool {
    let digits = |text: &str| -> Vec<u8> { text.bytes().filter(u8::is_ascii_digit).collect() };
    let (a, b) = (digits(a), digits(b));
    let same = a.len() == b.len();
    let at = a.iter().zip(&b).position(|(x, y)| x != y);
    same && at.is_some_and(|at| {
        let within_day = at == 6;
        let turned = a.get(at) == b.get(at + 1) && a.get(at + 1) == b.get(at);
        turned && !within_day && a.get(at + 2..) == b.get(at + 2..)
    })
}

/// Returns the rung on which two dates stand.
fn rung(a: PartialDate, b: PartialDate) -> Comparison {
    let (left, right) = (a.to_string(), b.to_string());
    let comparison = Comparison::new(Comparator::DateLadder, left.clone(), right.clone());
    if a == b {
        return comparison.scored(1.0);
    }
    let partial = !(a.is_complete() && b.is_complete());
    let differing = differing_digits(&left, &right);
    let swapped = a.year() == b.year() && a.month() == b.day() && a.day() == b.month();
    let (how, score) = match differing {
        0 if partial && shares_year(a, b) => (How::PartialDate, PARTIAL),
        _ if swapped && !partial => (How::DayMonthSwapped, SWAPPED),
        1 if !partial => (How::OneDigit, ONE_DIGIT),
        2 if !partial && digits_exchanged(&left, &right) => (How::OneDigit, ONE_DIGIT),
        2 if !partial && a.year() == b.year() => (How::TwoDigits, TWO_DIGITS),
        _ => (How::Conflict, 0.0),
    };
    comparison.scored(score).because(FieldEvidence::new(Some(&left), Some(&right), how, score))
}

fn shares_year(a: PartialDate, b: PartialDate) -> bool {
    a.year().is_some() && a.year() == b.year()
}

/// Counts the positions where both forms have a digit and the digits differ.
fn differing_digits(a: &str, b: &str) -> usize {
    let both = a.bytes().zip(b.bytes()).filter(|(x, y)| x.is_ascii_digit() && y.is_ascii_digit());
    both.filter(|(x, y)| x != y).count()
}

/// Returns every date that the text can mean, likeliest first.
fn readings(operand: Operand<'_>) -> Vec<PartialDate> {
    let text = operand.text.trim();
    if let Ok(date) = text.parse::<PartialDate>() {
        let mut found = vec![date];
        if text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit()) {
            push_eight_digits(text, &mut found); // an AAMVA date may be MMDDCCYY
        }
        return found;
    }
    let upper = any_ascii::any_ascii(text).to_ascii_uppercase();
    let mut found = readings_of_parts(&upper);
    if found.is_empty() && operand.from_pixels {
        // Words of months are read as they stand.
        let folded = |word: &str| match month_of_word(word) {
            Some(_) => word.to_owned(),
            None => confusable::digits(word),
        };
        let words = upper.split(|c: char| !c.is_ascii_alphanumeric()).map(folded);
        found = readings_of_parts(&words.collect::<Vec<_>>().join(" "));
    }
    found.truncate(MOST_READINGS);
    found
}

/// Reads a date split by spaces, slashes, dots or hyphens, or six or eight digits together.
fn readings_of_parts(upper: &str) -> Vec<PartialDate> {
    let parts: Vec<&str> =
        upper.split(|c: char| !c.is_ascii_alphanumeric()).filter(|p| !p.is_empty()).collect();
    let mut found = Vec::new();
    match parts.as_slice() {
        [one] if one.len() == 8 => push_eight_digits(one, &mut found),
        [one] if one.len() == 6 => {
            let (yy, rest) = one.split_at(2);
            let (mm, dd) = rest.split_at(2);
            push_parts(yy, mm, dd, &mut found);
        }
        [one] if one.len() == 4 => push(number(one), None, None, &mut found),
        [x, y, z] => {
            if let Some(month) = month_of_word(x) {
                push_named_month(month, y, z, &mut found);
            } else if let Some(month) = month_of_word(y) {
                let (day, year) = if x.len() == 4 { (z, x) } else { (x, z) };
                push_named_month(month, day, year, &mut found);
            } else if x.len() == 4 {
                push_parts(x, y, z, &mut found);
            } else {
                push_parts(z, x, y, &mut found); // month first
                push_parts(z, y, x, &mut found); // day first
            }
        }
        _ => {}
    }
    found
}

fn push_eight_digits(text: &str, found: &mut Vec<PartialDate>) {
    let part = |range| text.get(range).unwrap_or_default();
    push_parts(part(0..4), part(4..6), part(6..8), found);
    if number(part(4..8)).is_some_and(|year| LAST_YEARS.contains(&year)) {
        push_parts(part(4..8), part(0..2), part(2..4), found);
        push_parts(part(4..8), part(2..4), part(0..2), found);
    }
}

fn push_named_month(month: i16, day: &str, year: &str, found: &mut Vec<PartialDate>) {
    let Some(day) = number(day) else { return };
    for year in years(year) {
        push(Some(year), Some(month), Some(day), found);
    }
}

fn push_parts(year: &str, month: &str, day: &str, found: &mut Vec<PartialDate>) {
    let (Some(month), Some(day)) = (number(month), number(day)) else { return };
    for year in years(year) {
        push(Some(year), Some(month), Some(day), found);
    }
}

fn push(year: Option<i16>, month: Option<i16>, day: Option<i16>, found: &mut Vec<PartialDate>) {
    let narrow = |part: Option<i16>| part.map(|p| i8::try_from(p).unwrap_or(i8::MAX));
    if year.is_none() {
        return;
    }
    let date = PartialDate::new(year, narrow(month), narrow(day));
    found.extend(date.ok().filter(|date| !found.contains(date)));
}

/// Returns the years that two or four digits can mean.
fn years(text: &str) -> Vec<i16> {
    match (text.len(), number(text)) {
        (4, Some(year)) => vec![year],
        (2, Some(short)) => vec![1900 + short, 2000 + short],
        _ => Vec::new(),
    }
}

fn number(text: &str) -> Option<i16> {
    let digits = text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

fn month_of_word(word: &str) -> Option<i16> {
    const MONTHS: [&str; 12] =
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let short = word.get(..3).filter(|_| word.bytes().all(|b| b.is_ascii_alphabetic()))?;
    (1..).zip(MONTHS).find(|(_, month)| *month == short).map(|(number, _)| number)
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // the scores are the rungs themselves
mod tests {
    use super::*;

    fn score(a: &str, b: &str) -> f64 {
        compare_dates(Operand::exact(a), Operand::exact(b)).score.get()
    }

    #[test]
    fn ladder_has_its_rungs() {
        for (a, b, expected) in [
            ("1990-01-31", "1990-01-31", 1.0),
            ("1990-05-06", "1990-06-05", SWAPPED),
            ("1990-01-31", "1991-01-31", ONE_DIGIT),
            ("1990-01-31", "1990-02-21", TWO_DIGITS),
            ("1991-11-27", "1991-12-17", ONE_DIGIT), // 27 and 12 overlap in an exchange
            ("1914-11-22", "1914-21-22", ONE_DIGIT), // no such month
            ("1951-11-30", "1951-11-31", ONE_DIGIT), // no such day
            ("1951-11-30", "1952-12-32", 0.0),
            ("1990-01-31", "1992-02-21", 0.0),
            ("1990-01-31", "1908-01-31", 0.0),
            ("1990-XX-XX", "1990-01-31", PARTIAL),
            ("1990-01-XX", "1990-01-31", PARTIAL),
            ("1990-02-XX", "1990-01-31", 0.0),
            ("1991-XX-XX", "1990-01-31", 0.0),
            ("XXXX-01-31", "1990-01-31", 0.0),
            ("1990-XX-XX", "1990-XX-XX", 1.0),
        ] {
            assert_eq!(score(a, b), expected, "{a} {b}");
            assert_eq!(score(b, a), expected, "{b} {a}");
        }
    }

    #[test]
    fn written_forms_are_read() {
        for form in [
            "19900131",
            "01311990",
            "01/31/1990",
            "31/01/1990",
            "31.01.1990",
            "31 JAN 1990",
            "January 31, 1990",
            "900131",
            "01-31-90",
            "1990/01/31",
        ] {
            assert_eq!(score("1990-01-31", form), 1.0, "{form}");
        }
    }

    #[test]
    fn letters_for_digits_count_only_from_pixels() {
        let read = Operand::from_pixels("I99O-O1-31");
        assert_eq!(compare_dates(read, Operand::exact("1990-01-31")).score.get(), 1.0);
        assert_eq!(score("I99O-O1-31", "1990-01-31"), 0.0);
    }

    #[test]
    fn what_is_no_date_is_compared_as_text() {
        assert_eq!(score("never", "never"), 1.0);
        assert_eq!(score("never", "1990-01-31"), 0.0);
        assert_eq!(score("31/31/1990", "1990-01-31"), 0.0);
    }
}
