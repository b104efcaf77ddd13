//! Dates as they are printed: where they stand in a line and what they may mean.

use std::ops::Range;

use bonafide_types::PartialDate;

use super::date_token::{Digits, Token, is_stroke, tokens};
use crate::fold::{distance, folded};

/// Month names of seven languages, in key form, by month: English, French, German, Spanish, Italian,
/// Portuguese, Dutch. Three letters of each are matched as well.
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &["JANUARY", "JANVIER", "JANUAR", "JAENNER", "ENERO", "GENNAIO", "JANEIRO", "JANUARI"],
    &["FEBRUARY", "FEVRIER", "FEBRUAR", "FEBRERO", "FEBBRAIO", "FEVEREIRO", "FEBRUARI"],
    &["MARCH", "MARS", "MAERZ", "MARZ", "MRZ", "MARZO", "MARCO", "MAART", "MRT"],
    &["APRIL", "AVRIL", "AVR", "ABRIL", "APRILE"],
    &["MAY", "MAI", "MAYO", "MAGGIO", "MAIO", "MEI"],
    &["JUNE", "JUIN", "JUNI", "JUNIO", "GIUGNO", "JUNHO"],
    &["JULY", "JUILLET", "JUIL", "JULI", "JULIO", "LUGLIO", "JULHO"],
    &["AUGUST", "AOUT", "AGOSTO", "AUGUSTUS"],
    &["SEPTEMBER", "SEPTEMBRE", "SEPTIEMBRE", "SETTEMBRE", "SETEMBRO", "SEPT"],
    &["OCTOBER", "OCTOBRE", "OKTOBER", "OCTUBRE", "OTTOBRE", "OUTUBRO"],
    &["NOVEMBER", "NOVEMBRE", "NOVIEMBRE", "NOVEMBRO"],
    &["DECEMBER", "DECEMBRE", "DEZEMBER", "DICIEMBRE", "DICEMBRE", "DEZEMBRO"],
];

/// In which order a date's numbers were read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Order {
    /// Year first, or a month in letters: nothing to choose.
    Settled,
    /// Month, day, year: the United States.
    MonthFirst,
    /// Day, month, year: nearly everybody else.
    DayFirst,
}

/// One reading of a printed date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    /// The date.
    pub(crate) date: PartialDate,
    /// The order it was read in.
    pub(crate) order: Order,
}

/// A date in a line.
#[derive(Clone, Debug)]
pub(crate) struct FoundDate {
    /// Which characters of the line.
    pub(crate) range: Range<usize>,
    /// What it may mean: at least one reading; two where day and month may be swapped, two more
    /// where the century is open.
    pub(crate) readings: Vec<Reading>,
    /// How much it looks like a date, in `[0, 1]`.
    pub(crate) form: f32,
}

/// Longest run of digits or letters that may belong to a date.
const LONGEST_TOKEN: usize = 10;
/// Tokens that a date takes at most: `12 AUG / AOUT 1974` with its marks.
const MOST_TOKENS: usize = 9;

/// Finds the dates of a line, from left to right, none overlapping.
pub(crate) fn find_dates(chars: &[char]) -> Vec<FoundDate> {
    let mut found = dates_of(&tokens(chars, Digits::Printed), chars);
    // Where a letter that looks like a digit stands right before a date, it may belong to it.
    found.retain(|date| !may_begin_before(chars, date.range.start));
    let overlaps = |found: &[FoundDate], date: &FoundDate| {
        found.iter().any(|f| f.range.start < date.range.end && date.range.start < f.range.end)
    };
    for date in dates_of(&tokens(chars, Digits::Repaired), chars) {
        if !overlaps(&found, &date) {
            found.push(date);
        }
    }
    found.sort_by_key(|date| date.range.start);
    found
}

fn dates_of(tokens: &[(Range<usize>, Token)], chars: &[char]) -> Vec<FoundDate> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let rest = tokens.get(at..).unwrap_or_default();
        let glued = rest.first().is_some_and(|(range, _)| is_of_a_number(chars, range));
        let date = date_at(rest).or_else(|| if glued { None } else { packed(rest) });
        match date {
            Some((date, taken)) => {
                found.push(date);
                at += taken;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether the character before a place reads as a digit and no label of three characters or more ends there.
fn may_begin_before(chars: &[char], start: usize) -> bool {
    let before = chars.get(..start).unwrap_or_default();
    let run = before.iter().rev().take_while(|c| c.is_alphanumeric()).count();
    let like = before.last().is_some_and(|c| !c.is_ascii_digit() && is_stroke(*c));
    like && run < 3
}

/// Whether digits stand next to one or two letters, as in `H20270131`: a number, no date.
fn is_of_a_number(chars: &[char], digits: &Range<usize>) -> bool {
    let letters = |run: usize| (1..=2).contains(&run);
    let before = chars.get(..digits.start).unwrap_or_default();
    let after = chars.get(digits.end..).unwrap_or_default();
    letters(before.iter().rev().take_while(|c| c.is_alphanumeric()).count())
        || after.first().is_some_and(|c| c.is_alphabetic())
}

fn date_at(tokens: &[(Range<usize>, Token)]) -> Option<(FoundDate, usize)> {
    let tokens = tokens.get(..tokens.len().min(MOST_TOKENS))?;
    numeric(tokens).or_else(|| with_month_name(tokens))
}

fn is_separator(token: &Token) -> bool {
    matches!(token, Token::Mark('/' | '-' | '.' | ',' | '\u{2013}' | '·' | ':' | '\\'))
}

struct Number<'a> {
    digits: &'a [u8],
    repaired: usize,
}

impl Number<'_> {
    fn value(&self) -> i16 {
        self.digits.iter().take(4).fold(0, |sum, d| sum * 10 + i16::from(d - b'0'))
    }
}

fn as_number(token: &Token) -> Option<Number<'_>> {
    match token {
        Token::Number { digits, repaired } if digits.len() <= LONGEST_TOKEN => {
            Some(Number { digits, repaired: *repaired })
        }
        _ => None,
    }
}

/// Three numbers with marks or spaces between: `07/28/1989`, `14.01.92`, `1989-07-28`, `01 01 1980`.
fn numeric(tokens: &[(Range<usize>, Token)]) -> Option<(FoundDate, usize)> {
    let mut numbers: Vec<Number<'_>> = Vec::new();
    let mut marks = 0;
    let mut taken = 0;
    for (_, token) in tokens {
        if is_separator(token) {
            // One mark between two numbers, none before the first.
            if numbers.is_empty() || marks >= numbers.len() {
                return None;
            }
            marks += 1;
        } else {
            numbers.push(as_number(token)?);
        }
        taken += 1;
        if numbers.len() == 3 {
            break;
        }
    }
    let [a, b, c] = numbers.as_slice() else { return None };
    let lengths = (a.digits.len(), b.digits.len(), c.digits.len());
    let readings = match lengths {
        (1..=2, 1..=2, 4) => day_and_month(a.value(), b.value(), &[c.value()]),
        (4, 1..=2, 1..=2) => settled(a.value(), b.value(), c.value()),
        (2, 2, 2) if marks == 2 => day_and_month(a.value(), b.value(), &centuries(c.value())),
        _ => return None,
    };
    let repaired = (a.repaired + b.repaired + c.repaired) as f32;
    let form = [0.75, 0.85, 1.0][marks.min(2)] - 0.05 * repaired;
    let form = if lengths.2 == 2 && lengths.0 == 2 { form - 0.1 } else { form };
    found(tokens, taken, readings, form)
}

/// A month in letters: `14 JAN 1992`, `12 AUG/AOUT 74`, `JAN 14, 1992`.
fn with_month_name(tokens: &[(Range<usize>, Token)]) -> Option<(FoundDate, usize)> {
    let kinds: Vec<&Token> = tokens.iter().map(|(_, token)| token).collect();
    let (day, month, mut taken) = match kinds.as_slice() {
        [first, rest @ ..] if as_number(first).is_some_and(|n| n.digits.len() <= 2) => {
            let skipped = rest.iter().take_while(|t| is_separator(t)).count();
            let Token::Letters(word) = rest.get(skipped)? else { return None };
            (as_number(first)?.value(), month_of(word)?, skipped + 2)
        }
        [Token::Letters(word), rest @ ..] => {
            let skipped = rest.iter().take_while(|t| is_separator(t)).count();
            let day = as_number(rest.get(skipped)?).filter(|n| n.digits.len() <= 2)?;
            (day.value(), month_of(word)?, skipped + 2)
        }
        _ => return None,
    };
    // The same month in a second language, and marks, may stand before the year.
    while let Some(token) = kinds.get(taken) {
        let again = matches!(token, Token::Letters(word) if same_month(word, month));
        if !is_separator(token) && !again {
            break;
        }
        taken += 1;
    }
    let year = as_number(kinds.get(taken)?)?;
    let years = match year.digits.len() {
        4 => vec![year.value()],
        2 => centuries(year.value()).to_vec(),
        _ => return None,
    };
    let readings = years.into_iter().flat_map(|y| settled(y, month, day)).collect();
    found(tokens, taken + 1, readings, 1.0)
}

/// Eight digits, or nine and ten of which a mark was read as `1`: `07281989`.
fn packed(tokens: &[(Range<usize>, Token)]) -> Option<(FoundDate, usize)> {
    let number = as_number(&tokens.first()?.1)?;
    let digits = number.digits;
    let part =
        |range: Range<usize>| digits.get(range).map(|d| Number { digits: d, repaired: 0 }.value());
    let readings = match digits.len() {
        8 => {
            let mut all = day_and_month(part(0..2)?, part(2..4)?, &[part(4..8)?]);
            all.extend(settled(part(0..4)?, part(4..6)?, part(6..8)?));
            all
        }
        // The strokes between the numbers read as digits.
        10 if digits.get(2) == Some(&b'1') && digits.get(5) == Some(&b'1') => {
            day_and_month(part(0..2)?, part(3..5)?, &[part(6..10)?])
        }
        _ => return None,
    };
    found(tokens, 1, readings, 0.35)
}

fn found(
    tokens: &[(Range<usize>, Token)],
    taken: usize,
    readings: Vec<Reading>,
    form: f32,
) -> Option<(FoundDate, usize)> {
    let start = tokens.first()?.0.start;
    let end = tokens.get(taken.checked_sub(1)?)?.0.end;
    // A number that goes on is no year.
    (!readings.is_empty()).then_some((FoundDate { range: start..end, readings, form }, taken))
}

fn centuries(year: i16) -> [i16; 2] {
    [1900 + year, 2000 + year]
}

/// Years that documents in use can state.
const YEARS: std::ops::RangeInclusive<i16> = 1890..=2120;

fn settled(year: i16, month: i16, day: i16) -> Vec<Reading> {
    let date = date(year, month, day);
    date.map(|date| Reading { date, order: Order::Settled }).into_iter().collect()
}

fn date(year: i16, month: i16, day: i16) -> Option<PartialDate> {
    let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    PartialDate::ymd(year, month, day).ok().filter(|_| YEARS.contains(&year))
}

fn day_and_month(a: i16, b: i16, years: &[i16]) -> Vec<Reading> {
    let mut readings = Vec::new();
    for &year in years {
        let (us, world) = (date(year, a, b), date(year, b, a));
        let same = us == world;
        if let Some(date) = us {
            let order = if same { Order::Settled } else { Order::MonthFirst };
            readings.push(Reading { date, order });
        }
        if let Some(date) = world.filter(|_| !same) {
            readings.push(Reading { date, order: Order::DayFirst });
        }
    }
    readings
}

/// The month of a name or of its first three letters or more, a lookalike or two allowed.
fn month_of(word: &str) -> Option<i16> {
    let key = folded(word);
    (1..=12).find(|&month| is_month(&key, month, 0)).or_else(|| {
        // Only whole names stand an edit: `JUN` and `JUL` are one apart.
        (1..=12).find(|&month| is_month(&key, month, if key.len() >= 6 { 4 } else { 2 }))
    })
}

fn same_month(word: &str, month: i16) -> bool {
    is_month(&folded(word), month, 2)
}

fn is_month(key: &str, month: i16, limit: u32) -> bool {
    let index = usize::try_from(month - 1).unwrap_or(0);
    let names = MONTHS.get(index).copied().unwrap_or_default();
    key.len() >= 3
        && names.iter().any(|name| {
            let start = name.get(..key.len().min(name.len())).unwrap_or(name);
            let whole = key.len() <= 4 || key.len() >= name.len();
            whole && distance(key.as_bytes(), start.as_bytes(), limit).is_some()
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        let found = find_dates(&chars);
        found.iter().flat_map(|f| f.readings.iter().map(|r| r.date.to_string())).collect()
    }

    #[test]
    fn reads_the_usual_forms() {
        for (text, dates) in [
            ("07/28/1989", &["1989-07-28"] as &[&str]),
            ("28.07.1989", &["1989-07-28"]),
            ("1989-07-28", &["1989-07-28"]),
            ("1989/07/28", &["1989-07-28"]),
            ("28 07 1989", &["1989-07-28"]),
            ("14JAN 1992", &["1992-01-14"]),
            ("12 AUG / AOUT 1974", &["1974-08-12"]),
            ("11DEC2025", &["2025-12-11"]),
            ("120CT1953", &["1953-10-12"]),
            ("3D0B12/14/1985", &["1985-12-14"]),
            ("4a1SS12/14/2022", &["2022-12-14"]),
            ("I1/14/1985", &["1985-11-14"]),
            ("DOB07281989", &["1989-07-28"]),
            ("JAN 14, 1992", &["1992-01-14"]),
            ("14 janvier 1992", &["1992-01-14"]),
            ("02/03/1990", &["1990-02-03", "1990-03-02"]),
            ("13.02.12", &["1912-02-13", "2012-02-13"]),
            ("O7/28/I989", &["1989-07-28"]),
            ("3 14.01.1992 BERLIN", &["1992-01-14"]),
            ("07281989", &["1989-07-28"]),
            ("4a 01.02.2013 4c LRA", &["2013-01-02", "2013-02-01"]),
        ] {
            assert_eq!(read(text), dates, "{text}");
        }
    }

    #[test]
    fn does_not_read_other_numbers() {
        for text in [
            "H20270131",
            "123-45-6789",
            "2672 CEDAR HOLLOW CT",
            "98660769858",
            "5'-07\"",
            "31/02/1990",
        ] {
            assert!(read(text).is_empty(), "{text}");
        }
    }
}
