//! Whole addresses: street, city, state and postal code together.

use bonafide_types::Subdivision;

use super::{Judge, Street, compare_parsed, place_words, postal, tables, word_similarity, words};
use crate::comparison::{Comparison, How, Operand};
use crate::confusable;
use crate::versions::Comparator;

/// Part of the score that places which have nothing in common take away.
const PLACE_SHARE: f64 = 0.18;
/// Part of its letters that a place counts if only one side names it.
const ONE_SIDED_PLACE: f64 = 0.3;
/// Factor of contradicting states.
const STATE_CONFLICT: f64 = 0.82;
/// Factor of contradicting postal codes (docs/scoring.md, section 3).
const POSTAL_CONFLICT: f64 = 0.8;
/// Factor of postal codes or states of which one is the other mistyped: one character, or two
/// neighbours exchanged.
const MISTYPED: f64 = 0.93;
/// Words of a line that only names units.
const LONGEST_UNIT: usize = 4;
/// Factor where one side states no street: a place is not an address.
const NO_STREET: f64 = 0.75;

/// An address in parts.
#[derive(Clone, Debug, Default)]
pub(crate) struct AddressParts {
    street: Street,
    city: Vec<String>,
    /// Code of the state if it is known, else what stood in its place.
    state: Option<String>,
    postal_code: Option<String>,
}

impl AddressParts {
    /// Builds an address from fields that are apart already.
    pub(crate) fn of_fields(
        street: Option<&str>,
        city: Option<&str>,
        state: Option<&str>,
        postal_code: Option<&str>,
        pixels: bool,
    ) -> AddressParts {
        AddressParts {
            street: Street::parse(street.unwrap_or_default(), pixels),
            city: place_words(city.unwrap_or_default(), pixels),
            state: state.map(|text| state_code(text, pixels)),
            postal_code: postal_code.map(|text| postal::normalised(text, pixels)),
        }
    }

    /// Takes a written address apart: `street[, more], city, ST 12345`; the likeliest reading
    /// first.
    fn readings(text: &str, pixels: bool) -> Vec<AddressParts> {
        let mut lines: Vec<Vec<String>> =
            text.split([',', '\n', ';']).map(|line| words(line, pixels)).collect();
        lines.retain(|line| !line.is_empty());
        let postal_code = take_postal_code(&mut lines, pixels);
        let state = take_state(&mut lines, pixels, postal_code.is_some());
        let split = |mut lines: Vec<Vec<String>>| {
            let (street, city) = if lines.len() > 1 {
                split_lines(lines)
            } else {
                split_single_line(lines.pop().unwrap_or_default())
            };
            let street = Street::parse(&street.join(" "), pixels);
            let canadian = postal_code.as_deref().is_some_and(postal::is_canadian);
            AddressParts {
                street: if canadian { street.with_unit_before_number() } else { street },
                city: city.iter().map(|word| tables::name_word(word).to_owned()).collect(),
                state: state.clone(),
                postal_code: postal_code.clone(),
            }
        };
        let moved = number_moved(&lines);
        std::iter::once(lines).chain(moved).map(split).collect()
    }

    fn spelled(&self) -> String {
        let city = self.city.join(" ");
        let parts = [self.street.spelled(), city, self.state.clone().unwrap_or_default()];
        let mut parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.extend(self.postal_code.clone());
        parts.join(", ")
    }

    /// Compares two addresses part by part.
    pub(crate) fn compare(&self, other: &AddressParts, pixels: bool) -> Comparison {
        let comparison = Comparison::new(Comparator::AddressPub28, self.spelled(), other.spelled());
        let street = compare_parsed(&self.street, &other.street, pixels);
        let mut judge = Judge { score: street.score.get(), comparison };
        judge.comparison.evidence.clone_from(&street.evidence);
        if self.street.is_empty() || other.street.is_empty() {
            let nowhere = self.street.is_empty() && other.street.is_empty();
            judge.score = if nowhere { 1.0 } else { NO_STREET };
        }
        if !self.city.is_empty() && !other.city.is_empty() {
            let alike = places_alike(&self.city, &other.city);
            if alike < 1.0 {
                let (x, y) = (self.city.join(" "), other.city.join(" "));
                let how = if alike > 0.0 { How::Edits } else { How::Conflict };
                judge.factor(Some(&x), Some(&y), how, 1.0 - PLACE_SHARE * (1.0 - alike));
            }
        }
        for (mine, theirs, conflict) in [
            (&self.state, &other.state, STATE_CONFLICT),
            (&self.postal_code, &other.postal_code, POSTAL_CONFLICT),
        ] {
            let (Some(x), Some(y)) = (mine.as_deref(), theirs.as_deref()) else { continue };
            if x != y {
                let known = |code: &str| Subdivision::from_code(code).is_some();
                let slip = strsim::osa_distance(x, y) == 1 && !(known(x) && known(y));
                let (how, factor) =
                    if slip { (How::Edits, MISTYPED) } else { (How::Conflict, conflict) };
                judge.factor(Some(x), Some(y), how, factor);
            }
        }
        judge.comparison.scored(judge.score)
    }
}

/// Returns how far the names of places agree, in `[0, 1]`: by words or with all letters written
/// together, whichever is more. A place that only one side names costs little.
fn places_alike(a: &[String], b: &[String]) -> f64 {
    let (x, y) = (a.concat(), b.concat());
    let longer = x.len().max(y.len()).max(1);
    let letters = 1.0 - strsim::osa_distance(&x, &y) as f64 / longer as f64;
    let found = |side: &[String], other: &[String]| -> f64 {
        side.iter().map(|w| w.len() as f64 * best_word(w, other)).sum()
    };
    let (here, there) = (found(a, b) / x.len().max(1) as f64, found(b, a) / y.len().max(1) as f64);
    let one_sided = here.max(there) * (1.0 - ONE_SIDED_PLACE * (1.0 - here.min(there)));
    letters.max(one_sided).clamp(0.0, 1.0)
}

fn best_word(word: &str, words: &[String]) -> f64 {
    words.iter().map(|other| word_similarity(word, other)).fold(0.0, f64::max)
}

/// Returns how far two written addresses agree after USPS Publication 28.
///
/// The street decides (see [`compare_streets`](crate::compare_streets)); city and state, where
/// both state them, can only lower the score; contradicting five-digit ZIP codes cost × 0.8.
///
/// ```
/// use bonafide_matching::{Operand, compare_addresses};
///
/// let score = |a, b| compare_addresses(Operand::exact(a), Operand::exact(b)).score.get();
/// assert_eq!(score("123 Main Street, Springfield, Illinois 62701", "123 MAIN ST, SPRINGFIELD, IL 62701-1234"), 1.0);
/// assert_eq!(score("123 Main St, Springfield, IL 62701", "123 Main St, Springfield, IL 62999"), 0.8);
/// assert_eq!(score("123 Main St, Springfield, IL", "129 Main St, Springfield, IL"), 0.6);
/// ```
pub fn compare_addresses(a: Operand<'_>, b: Operand<'_>) -> Comparison {
    let pixels = a.from_pixels || b.from_pixels;
    let (left, right) =
        (AddressParts::readings(a.text, pixels), AddressParts::readings(b.text, pixels));
    let mut best: Option<Comparison> = None;
    for (x, y) in left.iter().flat_map(|x| right.iter().map(move |y| (x, y))) {
        let candidate = x.compare(y, pixels);
        if best.as_ref().is_none_or(|b| candidate.score > b.score) {
            best = Some(candidate);
        }
    }
    let nothing = || Comparison::new(Comparator::AddressPub28, String::new(), String::new());
    let comparison = best.unwrap_or_else(nothing);
    let empty = comparison.normalised.iter().all(|side| side.expose().is_empty());
    if empty {
        return comparison.scored(f64::from(u8::from(a.text.trim() == b.text.trim())));
    }
    comparison
}

fn state_code(text: &str, pixels: bool) -> String {
    let text = text.trim();
    let known = |text: &str| Subdivision::from_code(text).or_else(|| Subdivision::from_name(text));
    let found =
        known(text).or_else(|| if pixels { known(&confusable::letters(text)) } else { None });
    found.map_or_else(|| text.to_uppercase(), |state| state.code().to_owned())
}

/// Removes a postal code from the end of the last line: a ZIP, a ZIP+4, a Canadian code, or any
/// other number that does not begin the line.
fn take_postal_code(lines: &mut Vec<Vec<String>>, pixels: bool) -> Option<String> {
    let alone = lines.len() > 1;
    let last = lines.last_mut()?;
    let halves = last.len().checked_sub(2).and_then(|at| last.get(at..)).map(<[String]>::concat);
    let code = if let Some(code) = halves.filter(|code| postal::is_canadian(code)) {
        last.truncate(last.len() - 2);
        code
    } else {
        let word = last.last()?;
        let read = if pixels { confusable::digits(word) } else { word.clone() };
        let digits = read.bytes().filter(u8::is_ascii_digit).count();
        let marks = read.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let fits = (marks && matches!(digits, 4..=6 | 9)) || postal::is_canadian(word);
        if !fits || (last.len() == 1 && !alone) {
            return None;
        }
        last.pop()?
    };
    if last.is_empty() {
        lines.pop();
    }
    Some(postal::normalised(&code, pixels))
}

/// Removes the state from the end of the last line: up to three words that name one.
fn take_state(lines: &mut Vec<Vec<String>>, pixels: bool, coded: bool) -> Option<String> {
    // "4935 S INDIANA" names a street, not a state.
    let street_only =
        lines.len() == 1 && !coded && !lines.first().is_some_and(|line| has_suffix(line));
    let last = lines.last_mut()?;
    // Codes first, then the longest name: "VIRGINIA" also ends "WEST VIRGINIA".
    for (count, named) in [(1, false), (3, true), (2, true), (1, true)] {
        let Some(at) = last.len().checked_sub(count) else { continue };
        let text = last.get(at..).unwrap_or_default().join(" ");
        let found = if named && street_only {
            None
        } else if named {
            Subdivision::from_name(&text)
        } else {
            let code = if pixels { confusable::letters(&text) } else { text };
            Subdivision::from_code(&code).filter(|state| state.code().len() == 2)
        };
        if let Some(state) = found {
            last.truncate(at);
            if last.is_empty() {
                lines.pop();
            }
            return Some(state.code().to_owned());
        }
    }
    // A line of its own that names no known state stands in the state's place.
    let short = |line: &Vec<String>| matches!(line.as_slice(), [word] if word.len() <= 3);
    if lines.len() > 2 && lines.last().is_some_and(short) {
        return lines.pop().map(|line| line.join(" "));
    }
    None
}

/// Takes the line that looks most like a street for the street and the rest for places.
fn split_lines(lines: Vec<Vec<String>>) -> (Vec<String>, Vec<String>) {
    let at = lines.iter().position(|line| numbered(line) && !is_unit(line)).unwrap_or(0);
    let mut street = Vec::new();
    let (mut units, mut city) = (Vec::new(), Vec::new());
    for (index, line) in lines.into_iter().enumerate() {
        if index == at {
            street = line;
        } else if is_unit(&line) {
            units.extend(line);
        } else {
            city.extend(line);
        }
    }
    street.extend(units);
    (street, city)
}

/// Whether a line only names a unit: `APT 3`, `44TH FL APT 41`.
fn is_unit(line: &[String]) -> bool {
    let designates = |word: &String| tables::unit_with_id(word).is_some();
    let begins = line.first().is_some_and(|word| {
        designates(word)
            || (numbered(line) && line.get(1).is_some_and(designates) && word.len() < 6)
    });
    begins && line.len() <= LONGEST_UNIT
}

/// Moves the number of a line before the street that follows it: `79 CHERRY HAVEN, MEESON STREET`
/// names a building first.
fn number_moved(lines: &[Vec<String>]) -> Option<Vec<Vec<String>>> {
    let at = lines.iter().position(|line| numbered(line)).unwrap_or(0);
    let building = lines.get(at).filter(|line| line.len() > 1)?;
    lines.get(at + 1).filter(|line| looks_like_street(line))?;
    let mut moved = lines.to_vec();
    if numbered(building) {
        moved.get_mut(at + 1)?.insert(0, building.first()?.clone());
        moved.get_mut(at)?.remove(0);
    } else {
        moved.swap(at, at + 1);
    }
    Some(moved)
}

fn numbered(line: &[String]) -> bool {
    line.first().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

/// Whether a street suffix is among the words after the first.
fn has_suffix(line: &[String]) -> bool {
    line.iter().skip(1).any(|word| tables::suffix(word).is_some())
}

/// Whether a line ends with a street suffix, be it misspelt or written together with the name.
fn looks_like_street(line: &[String]) -> bool {
    let last = line.last().map_or("", String::as_str);
    (line.len() > 1 && (has_suffix(line) || tables::is_nearly_suffix(last)))
        || tables::ends_with_suffix(last)
}

/// Splits a line without commas after its last street suffix.
fn split_single_line(line: Vec<String>) -> (Vec<String>, Vec<String>) {
    let saint = |index: usize| {
        // "5500 N ST LOUIS": no street is called North Street where words follow.
        let before = line.get(index - 1).is_some_and(|word| tables::direction(word).is_some());
        before && line.get(index).is_some_and(|word| word == "ST") && index + 1 < line.len()
    };
    let ends = |(index, word): &(usize, &String)| {
        *index > 1 && tables::suffix(word).is_some() && !saint(*index)
    };
    let suffix = line.iter().enumerate().filter(ends).map(|(index, _)| index).next();
    let Some(mut at) = suffix.map(|index| index + 1) else { return (line, Vec::new()) };
    if line.get(at).is_some_and(|word| tables::direction(word).is_some() && line.len() == at + 1) {
        at += 1;
    }
    while line
        .get(at)
        .is_some_and(|w| tables::unit_with_id(w).is_some() || w.bytes().any(|b| b.is_ascii_digit()))
    {
        at += 1 + usize::from(line.get(at).is_some_and(|w| tables::unit_with_id(w).is_some()));
    }
    let city = line.get(at..).unwrap_or_default().to_vec();
    (line.into_iter().take(at).collect(), city)
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // the scores are products of the factors
mod tests {
    use super::*;

    fn typed(a: &str, b: &str) -> f64 {
        let there = compare_addresses(Operand::exact(a), Operand::exact(b)).score.get();
        assert_eq!(there, compare_addresses(Operand::exact(b), Operand::exact(a)).score.get());
        there
    }

    #[test]
    fn one_address_in_two_spellings() {
        for (a, b) in [
            ("10 Elm Street, Albany, NY 12207", "10 ELM ST, ALBANY, New York"),
            ("10 Elm St Apt 3, Albany, NY", "10 Elm St #3, Albany, NY"),
            ("10 Elm St, Apt 3, Albany, NY 12207", "10 Elm St Apt 3, Albany, NY 12207"),
            ("24 Sussex Dr, Ottawa, ON K1M 1M4", "24 Sussex Drive, Ottawa, Ontario k1m1m4"),
            ("10 Elm St Albany NY 12207", "10 Elm Street, Albany, NY 12207"),
            ("", ""),
        ] {
            assert_eq!(typed(a, b), 1.0, "{a} | {b}");
        }
    }

    #[test]
    fn other_places_fail_at_the_default_tolerance() {
        let here = "10 N Elm St Apt 3, Albany, NY 12207";
        for other in [
            "11 N Elm St Apt 3, Albany, NY 12207",
            "10 N Elm St Apt 4, Albany, NY 12207",
            "10 S Elm St Apt 3, Albany, NY 12207",
            "10 N Elm St Apt 3, Albany, NY 12999",
            "10 N Oak St Apt 3, Albany, NY 12207",
            "10 N Elm St Apt 3, Buffalo, NY 12207",
            "10 N Elm St Apt 3, Albany, GA 12207",
        ] {
            let score = typed(here, other);
            assert!(score <= 0.85, "{other}: {score}");
        }
    }

    #[test]
    fn misread_addresses_agree_from_pixels() {
        let read = Operand::from_pixels("222 E 87TH 5T, CH1CAGO, 1L 6O619");
        let typed = Operand::exact("222 E 87th St, Chicago, IL 60619");
        assert_eq!(compare_addresses(read, typed).score.get(), 1.0);
    }
}
