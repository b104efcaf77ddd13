//! `code_table/1`, `height_inch/1`, `weight_range/1`, `code_set/1`: values with a code table or unit.

use std::collections::BTreeSet;

use bonafide_types::{Country, EyeColor, HairColor, Height, Sex, Subdivision, Weight};

use crate::comparison::{Comparison, FieldEvidence, How, Operand};
use crate::confusable;
use crate::versions::Comparator;

/// Difference in height that is no disagreement, in inches (docs/scoring.md, section 3); the tail
/// allows for centimetres printed without their fraction.
const HEIGHT_TOLERANCE: f64 = 1.0 + 1e-9;
/// Difference in weight that is no disagreement, in pounds (docs/scoring.md, section 3).
const WEIGHT_TOLERANCE: f64 = 10.0 + 1e-9;

/// Returns whether two texts name the same country: 1 or 0.
///
/// ```
/// use bonafide_matching::{Operand, compare_countries};
///
/// let comparison = compare_countries(Operand::exact("Germany"), Operand::from_pixels("D<<"));
/// assert_eq!(comparison.score.get(), 1.0);
/// ```
pub fn compare_countries(a: Operand<'_>, b: Operand<'_>) -> Comparison {
    by_table(a, b, |text| {
        let country = Country::from_mrz(text).or_else(|| Country::from_name(text));
        country.map(Country::alpha3)
    })
}

/// Returns whether two texts name the same state, province or territory: 1 or 0.
///
/// ```
/// use bonafide_matching::{Operand, compare_states};
///
/// assert_eq!(compare_states(Operand::exact("NY"), Operand::exact("New York")).score.get(), 1.0);
/// ```
pub fn compare_states(a: Operand<'_>, b: Operand<'_>) -> Comparison {
    by_table(a, b, |text| {
        let place = Subdivision::from_code(text).or_else(|| Subdivision::from_name(text));
        place.map(Subdivision::code)
    })
}

/// Returns whether two texts state the same sex: 1 or 0.
pub fn compare_sexes(a: Operand<'_>, b: Operand<'_>) -> Comparison {
    by_table(a, b, |text| Sex::from_word(text).map(Sex::word))
}

/// Returns whether two texts state the same eye colour: 1 or 0.
pub fn compare_eye_colors(a: Operand<'_>, b: Operand<'_>) -> Comparison {
    by_table(a, b, |text| {
        EyeColor::from_code(text).or_else(|| EyeColor::from_word(text)).map(EyeColor::code)
    })
}

/// Returns whether two texts state the same hair colour: 1 or 0.
pub fn compare_hair_colors(a: Operand<'_>, b: Operand<'_>) -> Comparison {
    by_table(a, b, |text| {
        HairColor::from_code(text).or_else(|| HairColor::from_word(text)).map(HairColor::code)
    })
}

/// Compares by the code that `lookup` finds, or as text where it finds none.
fn by_table(
    a: Operand<'_>,
    b: Operand<'_>,
    lookup: impl Fn(&str) -> Option<&'static str>,
) -> Comparison {
    let code = |side: Operand<'_>| {
        let text = side.text.trim();
        let found = lookup(text).or_else(|| {
            // A misread letter of a code: "1L" for "IL".
            if side.from_pixels { lookup(&confusable::letters(text)) } else { None }
        });
        found.map_or_else(|| text.to_uppercase(), str::to_owned)
    };
    let (left, right) = (code(a), code(b));
    let comparison = Comparison::new(Comparator::CodeTable, left.clone(), right.clone());
    if left == right {
        return comparison.scored(1.0);
    }
    comparison.because(FieldEvidence::new(Some(&left), Some(&right), How::Conflict, 0.0))
}

/// Returns 1 if two heights differ by at most one inch, else 0.
///
/// ```
/// use bonafide_matching::{Operand, compare_heights};
///
/// let comparison = compare_heights(Operand::exact("170 cm"), Operand::exact("5'-07\""));
/// assert_eq!(comparison.score.get(), 1.0);
/// ```
pub fn compare_heights(a: Operand<'_>, b: Operand<'_>) -> Comparison {
    let parsed = |side: Operand<'_>| side.text.parse::<Height>().ok();
    let (Some(left), Some(right)) = (parsed(a), parsed(b)) else {
        return as_text(Comparator::HeightInch, a, b);
    };
    let (x, y) = (left.to_string(), right.to_string());
    let comparison = Comparison::new(Comparator::HeightInch, x.clone(), y.clone());
    if left == right {
        return comparison.scored(1.0);
    }
    let near = (left.inches_f64() - right.inches_f64()).abs() <= HEIGHT_TOLERANCE;
    judged(comparison, &x, &y, near, How::WithinTolerance)
}

/// Returns 1 if two weights differ by at most ten pounds or one lies in the range that the other
/// states, else 0.
///
/// ```
/// use bonafide_matching::{Operand, compare_weights};
///
/// let score = |a, b| compare_weights(Operand::exact(a), Operand::exact(b)).score.get();
/// assert_eq!(score("180 lb", "82 kg"), 1.0);
/// assert_eq!(score("180 lb", "161-190 lb"), 1.0);
/// assert_eq!(score("180 lb", "191-220 lb"), 0.0);
/// ```
pub fn compare_weights(a: Operand<'_>, b: Operand<'_>) -> Comparison {
    let parsed = |side: Operand<'_>| side.text.parse::<Weight>().ok();
    let (Some(left), Some(right)) = (parsed(a), parsed(b)) else {
        return as_text(Comparator::WeightRange, a, b);
    };
    let (x, y) = (left.to_string(), right.to_string());
    let comparison = Comparison::new(Comparator::WeightRange, x.clone(), y.clone());
    if left == right {
        return comparison.scored(1.0);
    }
    if left.range_code().is_some() || right.range_code().is_some() {
        let same = left.falls_into() == right.falls_into();
        return judged(comparison, &x, &y, same, How::InRange);
    }
    let near = (left.pound_bounds().0 - right.pound_bounds().0).abs() <= WEIGHT_TOLERANCE;
    judged(comparison, &x, &y, near, How::WithinTolerance)
}

fn judged(comparison: Comparison, a: &str, b: &str, agrees: bool, how: How) -> Comparison {
    let (how, score) = if agrees { (how, 1.0) } else { (How::Conflict, 0.0) };
    comparison.scored(score).because(FieldEvidence::new(Some(a), Some(b), how, score))
}

/// Compares values that have no known form, ignoring case and outer spaces.
fn as_text(comparator: Comparator, a: Operand<'_>, b: Operand<'_>) -> Comparison {
    let (x, y) = (a.text.trim().to_uppercase(), b.text.trim().to_uppercase());
    let equal = x == y;
    let comparison = Comparison::new(comparator, x, y).noting("unknown form: compared as text");
    comparison.scored(f64::from(u8::from(equal)))
}

/// Returns the share of issuer codes that two lists have in common (intersection ÷ union);
/// `NONE` is the empty list.
///
/// ```
/// use bonafide_matching::{Operand, compare_code_sets};
///
/// let score = |a, b| compare_code_sets(Operand::exact(a), Operand::exact(b)).score.get();
/// assert_eq!(score("B, A", "A B"), 1.0);
/// assert_eq!(score("AB", "A,B"), 1.0);
/// assert_eq!(score("A B", "A"), 0.5);
/// assert_eq!(score("NONE", "A"), 0.0);
/// ```
pub fn compare_code_sets(a: Operand<'_>, b: Operand<'_>) -> Comparison {
    let (mut left, mut right) = (code_set(a.text), code_set(b.text));
    if left != right && (left.len() == 1 || right.len() == 1) {
        // One side may have written its one-letter codes together.
        let (split_left, split_right) = (single_letters(&left), single_letters(&right));
        if split_left == split_right {
            (left, right) = (split_left, split_right);
        }
    }
    let spelled = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(" ");
    let comparison = Comparison::new(Comparator::CodeSet, spelled(&left), spelled(&right));
    let union = left.union(&right).count();
    if union == 0 {
        return comparison.scored(1.0);
    }
    let shared = left.intersection(&right).count();
    let score = shared as f64 / union as f64;
    let only_left = left.difference(&right).map(|c| (Some(c.as_str()), None));
    let only_right = right.difference(&left).map(|c| (None, Some(c.as_str())));
    let unshared = only_left.chain(only_right);
    let comparison = unshared.fold(comparison, |comparison, (x, y)| {
        comparison.because(FieldEvidence::new(x, y, How::Conflict, 0.0))
    });
    comparison.scored(score)
}

fn code_set(text: &str) -> BTreeSet<String> {
    let codes = text.split(|c: char| !(c.is_alphanumeric() || c == '*')).filter(|c| !c.is_empty());
    codes.map(str::to_uppercase).filter(|c| c != "NONE").collect()
}

/// Letters written together taken apart; a set that holds a number or a letter twice stays whole,
/// for `11` is not `1`, and `B12` is not `12B`.
fn single_letters(set: &BTreeSet<String>) -> BTreeSet<String> {
    let letters: Vec<char> = set.iter().flat_map(|code| code.chars()).collect();
    let split: BTreeSet<String> = letters.iter().map(ToString::to_string).collect();
    let apart = split.len() == letters.len() && letters.iter().all(|c| c.is_alphabetic());
    if apart { split } else { set.clone() }
}

#[cfg(test)]
#[allow(clippy::float_cmp)] // the scores are exact by construction
mod tests {
    use super::*;

    fn typed(compare: fn(Operand<'_>, Operand<'_>) -> Comparison, a: &str, b: &str) -> f64 {
        compare(Operand::exact(a), Operand::exact(b)).score.get()
    }

    #[test]
    fn tables_unite_codes_and_words() {
        for (compare, a, b, score) in [
            (compare_countries as fn(Operand<'_>, Operand<'_>) -> Comparison, "USA", "US", 1.0),
            (compare_countries, "USA", "CAN", 0.0),
            (compare_states, "ON", "Ontario", 1.0),
            (compare_states, "NY", "NJ", 0.0),
            (compare_sexes, "male", "M", 1.0),
            (compare_sexes, "male", "female", 0.0),
            (compare_eye_colors, "BRO", "Brown", 1.0),
            (compare_eye_colors, "BRO", "HAZ", 0.0),
            (compare_hair_colors, "SDY", "sandy", 1.0),
            (compare_hair_colors, "Plaid", "plaid", 1.0),
        ] {
            assert_eq!(typed(compare, a, b), score, "{a} {b}");
        }
    }

    #[test]
    fn misread_codes_are_repaired_only_from_pixels() {
        let read = Operand::from_pixels("1L");
        assert_eq!(compare_states(read, Operand::exact("IL")).score.get(), 1.0);
        assert_eq!(typed(compare_states, "1L", "IL"), 0.0);
    }

    #[test]
    fn heights_agree_within_an_inch() {
        for (a, b, score) in [
            ("72 in", "72 in", 1.0),
            ("72 in", "71 in", 1.0),
            ("72 in", "70 in", 0.0),
            ("72 in", "183 cm", 1.0),
            ("72 in", "180 cm", 0.0),
            ("6'-00\"", "600", 1.0),
            ("tall", "tall", 1.0),
            ("tall", "72 in", 0.0),
        ] {
            assert_eq!(typed(compare_heights, a, b), score, "{a} {b}");
        }
    }

    #[test]
    fn weights_agree_within_ten_pounds_or_in_range() {
        for (a, b, score) in [
            ("180 lb", "190 lb", 1.0),
            ("180 lb", "191 lb", 0.0),
            ("180 lb", "82 kg", 1.0),
            ("161-190 lb", "190 lb", 1.0),
            ("161-190 lb", "86 kg", 1.0),
            ("161-190 lb", "191 lb", 0.0),
            ("321+ lb", "400 lb", 1.0),
            ("161-190 lb", "191-220 lb", 0.0),
        ] {
            assert_eq!(typed(compare_weights, a, b), score, "{a} {b}");
            assert_eq!(typed(compare_weights, b, a), score, "{b} {a}");
        }
    }

    #[test]
    fn code_lists_are_sets() {
        for (a, b, score) in [
            ("NONE", "none", 1.0),
            ("", "NONE", 1.0),
            ("BD", "B D", 1.0),
            ("A,B,C", "A", 1.0 / 3.0),
            ("M1", "M2", 0.0),
        ] {
            assert_eq!(typed(compare_code_sets, a, b), score, "{a} {b}");
        }
    }
}
