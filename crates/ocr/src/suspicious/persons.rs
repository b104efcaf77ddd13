//! Persons and numbers that stand for any person and any number.

use super::List;
use crate::fold::folded;

/// Surname, given name, and how surely a document of theirs is a specimen. ICAO Doc 9303 uses
/// Eriksson, Anna Maria; Germany Mustermann; the Netherlands De Bruijn, Willeke Liselotte; Spain
/// Española Española, Carmen; the others are the customary placeholders of their languages, which
/// are names of living people as well.
#[rustfmt::skip]
const PERSONS: &[(&str, &str, List)] = &[
    ("ERIKSSON", "ANNA MARIA", List::Definite), ("MUSTERMANN", "", List::Definite), ("MUSTERFRAU", "", List::Definite),
    ("DE BRUIJN", "WILLEKE LISELOTTE", List::Definite), ("ESPANOLA ESPANOLA", "", List::Definite), ("TRAVELER", "HAPPY", List::Definite),
    ("DOE", "JOHN", List::Inconclusive), ("DOE", "JANE", List::Inconclusive), ("PUBLIC", "JOHN", List::Inconclusive), ("PUBLIC", "JANE", List::Inconclusive),
    ("ROE", "RICHARD", List::Inconclusive), ("BLOGGS", "JOE", List::Inconclusive), ("CITIZEN", "JOHN", List::Inconclusive), ("CITIZEN", "JANE", List::Inconclusive),
    ("DUPONT", "JEAN", List::Inconclusive), ("NORMALVERBRAUCHER", "OTTO", List::Inconclusive), ("ROSSI", "MARIO", List::Inconclusive),
    ("BERTHIER", "CORINNE", List::Inconclusive), ("DOE", "JOHNNY", List::Inconclusive),
];

/// Whether a surname and given names are those of a placeholder; with the words as listed.
pub(crate) fn person(last: &str, first: &str) -> Option<(String, List)> {
    let (last, first) = (folded(last), folded(first));
    PERSONS.iter().find_map(|(surname, given, list)| {
        let same =
            folded(surname) == last && (given.is_empty() || first.starts_with(&folded(given)));
        // `JOHNSON DOE` is another: the given name ends where it ends, or a middle name follows.
        let longer = first.len() > folded(given).len() + 12;
        (same && !longer).then(|| (format!("{surname} {given}").trim_end().to_owned(), *list))
    })
}

/// What makes a number one of no document: one digit throughout, digits counting up or down, `X`s.
pub(crate) fn number(text: &str) -> Option<&'static str> {
    let key = folded(text);
    let digits: Vec<u8> = key.bytes().filter(u8::is_ascii_digit).collect();
    let letters = key.len() - digits.len();
    if key.len() >= 6 && key.bytes().all(|b| b == b'X') {
        return Some("XXXXXX");
    }
    if digits.len() < 6 || letters > 2 {
        return None;
    }
    let step = |by: i16| {
        digits.windows(2).all(|pair| match pair {
            [a, b] => i16::from(*b) - i16::from(*a) == by || (by == 1 && *a == b'9' && *b == b'0'),
            _ => true,
        })
    };
    if step(0) {
        Some("000000")
    } else if step(1) {
        Some("123456")
    } else if step(-1) {
        Some("987654")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_placeholders() {
        assert_eq!(person("Eriksson", "ANNA MARIA").map(|p| p.1), Some(List::Definite));
        assert_eq!(person("DOE", "JOHN Q").map(|p| p.1), Some(List::Inconclusive));
        assert_eq!(person("ERIKSSON", "LARS"), None);
        assert_eq!(person("DOERING", "JOHN"), None);
        assert!(number("123456789").is_some() && number("D1234567").is_some());
        assert!(number("000000000").is_some() && number("XXXXXXXX").is_some());
        assert!(number("123456788").is_none() && number("12345").is_none());
    }
}
