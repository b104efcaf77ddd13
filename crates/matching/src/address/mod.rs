//! `address_pub28/2`, `place_tokens/2`, `postal_code/1`: addresses after USPS Publication 28.

mod postal;
mod street;
mod tables;
mod whole;

pub use postal::compare_postal_codes;
use street::{Street, words};
pub(crate) use whole::AddressParts;
pub use whole::compare_addresses;

use crate::comparison::{Comparison, FieldEvidence, How, Operand};
use crate::confusable;
use crate::difference::worth;
use crate::versions::Comparator;

/// Factors of contradicting parts (docs/scoring.md, section 3).
const NUMBER_CONFLICT: f64 = 0.6;
/// Factor of a house number with a leading zero beside the one it was mistyped from.
const MISTYPED_NUMBER: f64 = 0.9;
/// Factor of house numbers of which two neighbouring digits stand in each other's place, the commonest slip
/// of the keyboard (Damerau 1964): below the default tolerance, for such a house may stand there too, and
/// worth what a wrong suffix is.
const EXCHANGED_NUMBER: f64 = 0.82;
const UNIT_CONFLICT: f64 = 0.7;
const DIRECTION_CONFLICT: f64 = 0.75;
/// Factor of a contradicting street suffix (`OAK ST`, `OAK AVE`): another street of the same name,
/// or, more often than with a direction, a wrong word for the same.
const SUFFIX_CONFLICT: f64 = 0.82;
/// Factor of a part that one side does not state; missing is not contradicting.
const ONE_SIDED: f64 = 0.97;

/// Returns how far two street lines agree after USPS Publication 28.
///
/// The words of the name are aligned; a contradiction of house number (× 0.6), unit (× 0.7) or
/// direction (× 0.75) lowers the score.
///
/// ```
/// use bonafide_matching::{Operand, compare_streets};
///
/// let score = |a, b| compare_streets(Operand::exact(a), Operand::exact(b)).score.get();
/// assert_eq!(score("123 North Main Street, Apartment 4", "123 N MAIN ST APT 4"), 1.0);
/// assert_eq!(score("123 Main St", "125 Main St"), 0.6);
/// assert_eq!(score("123 Main St Apt 4", "123 Main St Apt 5"), 0.7);
/// assert_eq!(score("123 N Main St", "123 S Main St"), 0.75);
/// ```
pub fn compare_streets(a: Operand<'_>, b: Operand<'_>) -> Comparison {
    let pixels = a.from_pixels || b.from_pixels;
    compare_parsed(&Street::parse(a.text, pixels), &Street::parse(b.text, pixels), pixels)
}

fn compare_parsed(a: &Street, b: &Street, pixels: bool) -> Comparison {
    let comparison = Comparison::new(Comparator::AddressPub28, a.spelled(), b.spelled());
    if a.is_empty() && b.is_empty() {
        return comparison.scored(f64::from(u8::from(a == b)));
    }
    let same =
        |x: &str, y: &str| x == y || (pixels && confusable::digits(x) == confusable::digits(y));
    let mut judge = Judge { score: 1.0, comparison };
    let (name, whole_line) = street_names(a, b);
    if name < 1.0 {
        let (x, y) = (a.name.join(" "), b.name.join(" "));
        judge.factor(Some(&x), Some(&y), How::Edits, name);
    }
    // A hyphen inside is style: `12-34` is `1234`, `4-B` is `4B`.
    let plain = |text: &str| text.replace('-', "");
    let number = |street: &Street| street.number.as_deref().map(plain);
    let numbers = (number(a), number(b));
    if is_slip_of(a.number.as_deref(), b.number.as_deref()) {
        judge.factor(numbers.0.as_deref(), numbers.1.as_deref(), How::Edits, MISTYPED_NUMBER);
    } else if are_exchanged(numbers.0.as_deref(), numbers.1.as_deref()) {
        judge.factor(numbers.0.as_deref(), numbers.1.as_deref(), How::Edits, EXCHANGED_NUMBER);
    } else if !is_range_of(a.number.as_deref(), b.number.as_deref()) {
        judge.part(numbers.0.as_deref(), numbers.1.as_deref(), NUMBER_CONFLICT, same);
    }
    let units = |street: &Street| -> Vec<String> { street.unit.iter().map(|u| plain(u)).collect() };
    compare_units(&mut judge, &units(a), &units(b), same);
    judge.part(a.direction, b.direction, DIRECTION_CONFLICT, same);
    if !whole_line {
        judge.part(a.suffix, b.suffix, SUFFIX_CONFLICT, same);
    }
    judge.comparison.scored(judge.score)
}

/// Units contradict each other if each side names one that the other does not; `STE 509 APT 4`
/// only says more than `STE 509`.
fn compare_units(judge: &mut Judge, a: &[String], b: &[String], same: impl Fn(&str, &str) -> bool) {
    let within = |some: &[String], all: &[String]| {
        !some.is_empty() && some.iter().all(|unit| all.iter().any(|other| same(unit, other)))
    };
    let spelled = |units: &[String]| (!units.is_empty()).then(|| units.join(" "));
    let (x, y) = (spelled(a), spelled(b));
    if a.len() != b.len() && (within(a, b) || within(b, a)) {
        judge.factor(x.as_deref(), y.as_deref(), How::OneSided, ONE_SIDED);
    } else {
        judge.part(x.as_deref(), y.as_deref(), UNIT_CONFLICT, &same);
    }
}

/// Returns how far the names of two streets agree, and whether name and suffix had to be read
/// together: a slip of the space or of a letter makes `RICHSTREET` or `RICH STRET`.
fn street_names(a: &Street, b: &Street) -> (f64, bool) {
    let aligned = aligned_words(&a.name, &b.name);
    let numbered = |street: &Street| street.name.concat().bytes().any(|c| c.is_ascii_digit());
    if a.name.is_empty() != b.name.is_empty() && a.number == b.number {
        return (NO_NAME, false);
    }
    if aligned >= 1.0 || a.name.is_empty() || b.name.is_empty() || numbered(a) || numbered(b) {
        return (aligned, false);
    }
    if misspelt_suffix(a, b) || misspelt_suffix(b, a) {
        return (ONE_SIDED, true);
    }
    let line = |street: &Street| {
        let suffix = street.suffix.map(tables::suffix_written_out).unwrap_or_default();
        street.name.concat() + suffix
    };
    let shorter = a.name.concat().len().min(b.name.concat().len());
    let edits = strsim::osa_distance(&line(a), &line(b));
    let together = worth(edits as f64 / shorter.max(1) as f64);
    if together > aligned && together >= LEAST_ALIKE { (together, true) } else { (aligned, false) }
}

/// Whether the last word of `a` is the suffix of `b` misspelt, and the rest is the same name.
fn misspelt_suffix(a: &Street, b: &Street) -> bool {
    let (None, Some(suffix), Some((last, name))) = (a.suffix, b.suffix, a.name.split_last()) else {
        return false;
    };
    let suffix = tables::suffix_written_out(suffix);
    let edits = strsim::osa_distance(last, suffix);
    edits <= MOST_EDITED_SUFFIX && suffix.len() > 2 * edits && name == b.name
}

/// Whether one number is a range of houses and the other its first (`8938-40`, `8938`).
fn is_range_of(a: Option<&str>, b: Option<&str>) -> bool {
    let begins = |range: &str, single: &str| {
        range.split_once('-').is_some_and(|(first, last)| {
            let shorter = last.len() <= first.len() && !last.is_empty();
            shorter && first == single && first.len() > 2
        })
    };
    matches!((a, b), (Some(x), Some(y)) if begins(x, y) || begins(y, x))
}

/// Whether two numbers are one but for two neighbouring digits in each other's place.
fn are_exchanged(a: Option<&str>, b: Option<&str>) -> bool {
    let (Some(x), Some(y)) = (a, b) else { return false };
    let digits = |text: &str| text.bytes().all(|c| c.is_ascii_digit());
    x != y
        && digits(x)
        && digits(y)
        && x.len() == y.len()
        && strsim::osa_distance(x, y) == 1
        && strsim::hamming(x, y) == Ok(2)
}

/// Whether one number begins with a zero, which no house has, and is one slip from the other.
fn is_slip_of(a: Option<&str>, b: Option<&str>) -> bool {
    let (Some(x), Some(y)) = (a, b) else { return false };
    (x.starts_with('0') != y.starts_with('0')) && strsim::osa_distance(x, y) == 1
}

/// A score that contradictions lower, factor by factor.
struct Judge {
    score: f64,
    comparison: Comparison,
}

impl Judge {
    fn factor(&mut self, a: Option<&str>, b: Option<&str>, how: How, factor: f64) {
        self.score *= factor;
        self.comparison.evidence.push(FieldEvidence::new(a, b, how, factor));
    }

    fn part(
        &mut self,
        a: Option<&str>,
        b: Option<&str>,
        conflict: f64,
        same: impl Fn(&str, &str) -> bool,
    ) {
        match (a, b) {
            (Some(x), Some(y)) if x == y => {}
            (Some(x), Some(y)) if same(x, y) => {
                self.factor(Some(x), Some(y), How::OcrConfusable, 1.0);
            }
            (Some(_), Some(_)) => self.factor(a, b, How::Conflict, conflict),
            (None, None) => {}
            _ => self.factor(a, b, How::OneSided, ONE_SIDED),
        }
    }
}

/// Returns how far two city, place or authority names agree.
///
/// ```
/// use bonafide_matching::{Operand, compare_places};
///
/// let score = |a, b| compare_places(Operand::exact(a), Operand::exact(b)).score.get();
/// assert_eq!(score("Saint Louis", "ST. LOUIS"), 1.0);
/// assert_eq!(score("San José", "SAN JOSE"), 1.0);
/// assert_eq!(score("Springfield", "Chicago"), 0.0);
/// ```
pub fn compare_places(a: Operand<'_>, b: Operand<'_>) -> Comparison {
    let pixels = a.from_pixels || b.from_pixels;
    let (left, right) = (place_words(a.text, pixels), place_words(b.text, pixels));
    let (x, y) = (left.join(" "), right.join(" "));
    let comparison = Comparison::new(Comparator::PlaceTokens, x.clone(), y.clone());
    let score = if left.is_empty() && right.is_empty() {
        f64::from(u8::from(a.text.trim() == b.text.trim()))
    } else {
        aligned_words(&left, &right)
    };
    if score >= 1.0 {
        return comparison.scored(1.0);
    }
    let how = if score > 0.0 { How::Edits } else { How::Conflict };
    comparison.scored(score).because(FieldEvidence::new(Some(&x), Some(&y), how, score))
}

fn place_words(text: &str, pixels: bool) -> Vec<String> {
    let spelled = words(text, false);
    let folded = spelled.iter().map(|word| {
        let word = tables::name_word(word);
        if pixels { confusable::letters(word) } else { word.to_owned() }
    });
    folded.collect()
}

/// Returns the share of letters in words that match, each word used once, in `[0, 1]`.
///
/// Words match when equal, or when at most a quarter of the letters differ; names that are
/// equal when written together match wholly.
fn aligned_words(a: &[String], b: &[String]) -> f64 {
    if a == b || a.concat() == b.concat() {
        return 1.0;
    }
    let (a, b) = if a <= b { (a, b) } else { (b, a) };
    let mut links: Vec<(f64, usize, usize)> = Vec::new();
    for (i, x) in a.iter().enumerate() {
        for (j, y) in b.iter().enumerate() {
            let score = word_similarity(x, y);
            if score > 0.0 {
                links.push((score, i, j));
            }
        }
    }
    links.sort_by(|x, y| y.0.total_cmp(&x.0).then((x.1, x.2).cmp(&(y.1, y.2))));
    let (mut used_a, mut used_b) = (vec![false; a.len()], vec![false; b.len()]);
    let mut matched = 0.0;
    for (score, i, j) in links {
        if !used_a[i] && !used_b[j] {
            (used_a[i], used_b[j]) = (true, true);
            matched += score * (a[i].len() + b[j].len()) as f64;
        }
    }
    let letters = a.iter().chain(b).map(String::len).sum::<usize>();
    if letters == 0 { 1.0 } else { matched / letters as f64 }
}

/// Letters that may be wrong in a street suffix.
const MOST_EDITED_SUFFIX: usize = 2;
/// What an equal house number is worth where one side leaves out the name of the street.
const NO_NAME: f64 = 0.9;
/// Street lines less alike than this have nothing to do with each other.
const LEAST_ALIKE: f64 = 0.6;
/// Words of a street or place name more than this share of letters apart are different words.
const MOST_DIFFERENT: f64 = 0.25;

fn word_similarity(a: &str, b: &str) -> f64 {
    // Inside a name a suffix word stands for its abbreviation: `Highway 12` is `HWY 12`.
    let kind = tables::suffix(a);
    if a == b || (kind.is_some() && kind == tables::suffix(b)) {
        return 1.0;
    }
    let is_number = |word: &str| word.bytes().any(|c| c.is_ascii_digit());
    if is_number(a) || is_number(b) {
        return 0.0; // 96th and 95th Street are two streets
    }
    let difference = strsim::osa_distance(a, b) as f64 / a.len().max(b.len()) as f64;
    if difference <= MOST_DIFFERENT { worth(difference) } else { 0.0 }
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // the scores are products of the factors
mod tests {
    use super::*;

    fn typed(a: &str, b: &str) -> f64 {
        let there = compare_streets(Operand::exact(a), Operand::exact(b)).score.get();
        assert_eq!(there, compare_streets(Operand::exact(b), Operand::exact(a)).score.get());
        there
    }

    #[test]
    fn one_street_in_two_spellings() {
        for (a, b) in [
            ("123 Main Street", "123 MAIN ST"),
            ("123 Main St Apt 4", "123 MAIN ST #4"),
            ("PO Box 9", "P.O. BOX 9"),
            ("4 Fifth Avenue", "4 5th Ave"),
            ("", ""),
            ("--", "--"),
        ] {
            assert_eq!(typed(a, b), 1.0, "{a} {b}");
        }
    }

    #[test]
    fn contradictions_have_their_factor_and_missing_parts_little() {
        for (a, b, score) in [
            ("123 Main St", "153 Main St", NUMBER_CONFLICT),
            ("123 Main St", "321 Main St", NUMBER_CONFLICT),
            ("123 Main St", "1234 Main St", NUMBER_CONFLICT),
            ("123 Main St", "132 Main St", EXCHANGED_NUMBER),
            ("123 Main St Apt 1", "123 Main St Apt 2", UNIT_CONFLICT),
            ("123 E Main St", "123 W Main St", DIRECTION_CONFLICT),
            ("123 Main St", "123 Main Ave", SUFFIX_CONFLICT),
            ("123 Main St Apt 1", "123 Main St", ONE_SIDED),
            ("123 Main St", "123 Main", ONE_SIDED),
            ("120 E 96th St", "120 E 95th St", 0.0),
            ("123 Main St", "123 Oak St", 0.0),
        ] {
            assert_eq!(typed(a, b), score, "{a} {b}");
        }
    }

    #[test]
    fn places_may_be_misspelt_or_written_together() {
        let score = |a, b| compare_places(Operand::exact(a), Operand::exact(b)).score.get();
        assert_eq!(score("LA GRANGE", "LAGRANGE"), 1.0);
        assert!(score("SPRINGFIELD", "SPRINGFEILD") > 0.85);
        assert!(score("EAST ORANGE", "ORANGE") < 1.0);
        let read = Operand::from_pixels("CH1CAG0");
        assert_eq!(compare_places(read, Operand::exact("CHICAGO")).score.get(), 1.0);
    }
}
