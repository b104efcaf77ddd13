//! Whether a postal code is one of its state, and filled up as the standard asks.

use bonafide_types::Field;

use super::case::{Case, Outcome, unless};
use super::finding::Finding;
use super::judgement::NotMade;
use super::kind::CheckKind;

/// Digits of a ZIP code that is filled up, and characters of its element (DAK).
const ZIP_DIGITS: usize = 9;
const CHARACTERS: usize = 11;

/// The first characters of the postal codes of each state and province.
///
/// Source: USPS, national areas of the ZIP code and the exceptions to them (Fishers Island 06390
/// and El Paso 885 among them); Canada Post, first letter of the forward sortation area.
const AREAS: [(&str, &[&str]); 69] = [
    ("AB", &["T"]),
    ("AK", &["9"]),
    ("AL", &["3"]),
    ("AR", &["7"]),
    ("AS", &["9"]),
    ("AZ", &["8"]),
    ("BC", &["V"]),
    ("CA", &["9"]),
    ("CO", &["8"]),
    ("CT", &["0"]),
    ("DC", &["2", "569"]),
    ("DE", &["1"]),
    ("FL", &["3"]),
    ("GA", &["3"]),
    ("GU", &["9"]),
    ("HI", &["9"]),
    ("IA", &["5"]),
    ("ID", &["8"]),
    ("IL", &["6"]),
    ("IN", &["4"]),
    ("KS", &["6"]),
    ("KY", &["4"]),
    ("LA", &["7"]),
    ("MA", &["0"]),
    ("MB", &["R"]),
    ("MD", &["2"]),
    ("ME", &["0"]),
    ("MI", &["4"]),
    ("MN", &["5"]),
    ("MO", &["6"]),
    ("MP", &["9"]),
    ("MS", &["3"]),
    ("MT", &["5"]),
    ("NB", &["E"]),
    ("NC", &["2"]),
    ("ND", &["5"]),
    ("NE", &["6"]),
    ("NH", &["0"]),
    ("NJ", &["0"]),
    ("NL", &["A"]),
    ("NM", &["8"]),
    ("NS", &["B"]),
    ("NT", &["X"]),
    ("NU", &["X"]),
    ("NV", &["8"]),
    ("NY", &["1", "005", "063"]),
    ("OH", &["4"]),
    ("OK", &["7"]),
    ("ON", &["K", "L", "M", "N", "P"]),
    ("OR", &["9"]),
    ("PA", &["1"]),
    ("PE", &["C"]),
    ("PR", &["00"]),
    ("QC", &["G", "H", "J", "K"]),
    ("RI", &["0"]),
    ("SC", &["2"]),
    ("SD", &["5"]),
    ("SK", &["S"]),
    ("TN", &["3"]),
    ("TX", &["7", "885"]),
    ("UT", &["8"]),
    ("VA", &["2"]),
    ("VI", &["00"]),
    ("VT", &["0"]),
    ("WA", &["9"]),
    ("WI", &["5"]),
    ("WV", &["2"]),
    ("WY", &["8"]),
    ("YT", &["Y"]),
];

/// The postal code begins as those of the state of the address do.
pub(super) fn state(case: &Case<'_>) -> Outcome {
    let state = case.field(Field::State)?;
    let code = case.field(Field::PostalCode)?;
    if code.bytes().all(|byte| byte == b'0' || byte == b'-') {
        return Err(NotMade::NoValue);
    }
    let row = AREAS.binary_search_by_key(&state, |(state, _)| state);
    let (_, starts) = row.ok().and_then(|at| AREAS.get(at)).ok_or(NotMade::NoRule)?;
    unless(starts.iter().any(|start| code.starts_with(start)), || {
        Finding::doubt(CheckKind::PostalCodeState).element(b"DAK")
    })
}

/// Eleven characters, filled with spaces; nine digits in the United States after version 1.
/// Many issuers do neither, so it is a remark.
pub(super) fn padding(case: &Case<'_>) -> Outcome {
    case.symbol_only()?;
    case.has_tables()?;
    let text = case.text(b"DAK")?;
    let whole = case.element(b"DAK").map_or(0, |element| element.value().chars().count());
    let remark = || Finding::remark(CheckKind::PostalCodePadding).element(b"DAK");
    let mut findings = Vec::new();
    if whole != CHARACTERS {
        findings.push(remark().expected(CHARACTERS).found(whole));
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let canadian = text.bytes().any(|byte| byte.is_ascii_alphabetic());
    if !canadian && digits < ZIP_DIGITS && case.version().is_ok_and(|version| version > 1) {
        findings.push(remark().expected(ZIP_DIGITS).found(digits));
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issuer::issuers;

    #[test]
    fn every_state_and_province_has_its_areas() {
        assert!(AREAS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let listed = |code: &str| AREAS.iter().any(|(state, _)| *state == code);
        for issuer in issuers().iter().filter(|issuer| issuer.has_tables()) {
            assert!(issuer.jurisdiction.is_none_or(listed), "{issuer:?}");
        }
    }
}
