//! Names in the forms of the editions: in parts, as given names, as one full name.

use crate::value::{is_placeholder, tidy};

/// Suffixes that a name may end in. Source: Card Design Standard, element DCU.
///
/// `I` and `V` are left out where a suffix has to be recognised inside a name: they are initials.
const SUFFIXES: [&str; 17] = [
    "JR", "SR", "1ST", "2ND", "3RD", "4TH", "5TH", "6TH", "7TH", "8TH", "9TH", "II", "III", "IV",
    "VI", "VII", "VIII",
];

/// A full or given name taken apart; empty parts are not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    pub(crate) last: String,
    pub(crate) first: String,
    pub(crate) middle: String,
    pub(crate) suffix: String,
    /// Whether the order had to be assumed for want of delimiters.
    pub(crate) assumed: bool,
}

/// Takes a full name (DAA, or track 1 of a magnetic stripe) apart.
///
/// Source: DL/ID-2000, element DAA: family, given, middle names and suffix, separated by commas.
/// Track 1 uses `$`; some issuers write `@`. A name without delimiters is given, middle, family.
pub(crate) fn full(text: &str) -> Parts {
    let Some(delimiter) = [',', '$', '@'].into_iter().find(|d| text.contains(*d)) else {
        return undelimited(text);
    };
    let mut parts = text.split(delimiter).map(tidy);
    let mut next = || parts.next().unwrap_or_default();
    let (last, first, middle, suffix) = (next(), next(), next(), next());
    // Two portions: the second holds all given names.
    if text.matches(delimiter).count() == 1 {
        let given = given(&first);
        return suffix_apart(Parts { last, suffix, ..given });
    }
    suffix_apart(Parts { last, first, middle, suffix, assumed: false })
}

/// Takes a suffix off the end of the middle names, where no portion of its own holds one.
fn suffix_apart(mut parts: Parts) -> Parts {
    if !parts.suffix.is_empty() {
        return parts;
    }
    let bare = parts.middle.trim_end_matches('.');
    if SUFFIXES.contains(&bare) {
        (parts.suffix, parts.middle) = (bare.to_owned(), String::new());
    } else if let Some((names, suffix)) = split_suffix(&parts.middle) {
        (parts.suffix, parts.middle) = (suffix.to_owned(), names.to_owned());
    }
    parts
}

/// Takes given names (DCT) apart: the first is the first name, the others are middle names.
///
/// Source: Card Design Standard 2003 and 2005, element DCT: separated by a comma or a space.
pub(crate) fn given(text: &str) -> Parts {
    let text = tidy(text);
    let (first, middle) =
        text.split_once(',').or_else(|| text.split_once(' ')).unwrap_or((&text, ""));
    let middle = tidy(&middle.replace(',', " "));
    Parts { first: first.to_owned(), middle, ..Parts::default() }
}

/// Splits a suffix off the end of a family name, if one stands there.
pub(crate) fn split_suffix(last: &str) -> Option<(&str, &str)> {
    let (name, end) = last.rsplit_once(' ')?;
    let bare = end.trim_end_matches('.');
    let name = name.trim_end_matches([' ', ',']);
    (SUFFIXES.contains(&bare) && !is_placeholder(name)).then_some((name, bare))
}

fn undelimited(text: &str) -> Parts {
    let text = tidy(text);
    let (names, suffix) = split_suffix(&text).unwrap_or((&text, ""));
    let (given_names, last) = names.rsplit_once(' ').unwrap_or(("", names));
    let given = given(given_names);
    let assumed = !given_names.is_empty();
    Parts { last: last.to_owned(), suffix: suffix.to_owned(), assumed, ..given }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(parts: &Parts) -> [&str; 4] {
        [&parts.last, &parts.first, &parts.middle, &parts.suffix].map(String::as_str)
    }

    #[test]
    fn full_names() {
        let cases = [
            ("NYSTROM,ASA,MARIA LIV,JR", ["NYSTROM", "ASA", "MARIA LIV", "JR"]),
            ("Nystrom, Asa,, III", ["NYSTROM", "ASA", "", "III"]),
            ("NYSTROM,ASA MARIA LIV", ["NYSTROM", "ASA", "MARIA LIV", ""]),
            ("NYSTROM,ANNE MARIE,LIV", ["NYSTROM", "ANNE MARIE", "LIV", ""]),
            ("NYSTROM,ASA,JR", ["NYSTROM", "ASA", "", "JR"]),
            ("NYSTROM,ASA M JR", ["NYSTROM", "ASA", "M", "JR"]),
            ("NYSTROM$ASA$M", ["NYSTROM", "ASA", "M", ""]),
            ("ASA MARIA NYSTROM", ["NYSTROM", "ASA", "MARIA", ""]),
            ("ASA NYSTROM JR", ["NYSTROM", "ASA", "", "JR"]),
            ("NYSTROM", ["NYSTROM", "", "", ""]),
            ("", ["", "", "", ""]),
            (",,,", ["", "", "", ""]),
        ];
        for (text, expected) in cases {
            assert_eq!(show(&full(text)), expected, "{text}");
        }
        assert!(full("ASA NYSTROM").assumed && !full("NYSTROM,ASA").assumed);
    }

    #[test]
    fn given_names() {
        assert_eq!(show(&given("ASA,MARIA, LIV")), ["", "ASA", "MARIA LIV", ""]);
        assert_eq!(show(&given("ASA MARIA,LIV")), ["", "ASA MARIA", "LIV", ""]);
        assert_eq!(show(&given("ASA  MARIA")), ["", "ASA", "MARIA", ""]);
    }

    #[test]
    fn suffixes_inside_names() {
        assert_eq!(split_suffix("NYSTROM JR."), Some(("NYSTROM", "JR")));
        assert_eq!(split_suffix("NYSTROM, III"), Some(("NYSTROM", "III")));
        assert_eq!(split_suffix("NYSTROM V"), None);
        assert_eq!(split_suffix("JR"), None);
    }
}
