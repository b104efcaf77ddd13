//! Document numbers: the forms that issuers use, and the birth date that some of them spell.

use bonafide_types::{DocumentType, Field};

use super::case::{Case, Outcome, unless};
use super::finding::Finding;
use super::judgement::NotMade;
use super::kind::CheckKind;

/// The forms of each jurisdiction's licence numbers. A form is a row of runs: `L` letters, `D`
/// digits, `A` either, each with a count or a range; a letter in quotes is itself.
///
/// Source: National Traffic Safety Institute, State Driver's License Formats (all states and the
/// district); the provinces' and territories' own descriptions of their numbers; widened where
/// other public lists or published specimens differ (Arizona, Massachusetts, Montana, Nebraska,
/// New Hampshire, Oregon). Nothing public was found for the island territories.
///
/// No issuer vouches for them, old numbers stay in use, and identification cards may be numbered
/// otherwise: a number of another form is a reason to look, no more.
const FORMS: [(&str, &[&str]); 64] = [
    ("AB", &["D5-9"]),
    ("AK", &["D1-7"]),
    ("AL", &["D1-8"]),
    ("AR", &["D4-9"]),
    ("AZ", &["L1 D1-8", "L2 D2-5", "D9"]),
    ("BC", &["D7-8"]),
    ("CA", &["L1 D7"]),
    ("CO", &["D9", "L1 D3-6", "L2 D2-5"]),
    ("CT", &["D9"]),
    ("DC", &["D7", "D9"]),
    ("DE", &["D1-7"]),
    ("FL", &["L1 D12"]),
    ("GA", &["D7-9"]),
    ("HI", &["L1 D8", "D9"]),
    ("IA", &["D9", "D3 L2 D4"]),
    ("ID", &["L2 D6 L1", "D9"]),
    ("IL", &["L1 D11-12"]),
    ("IN", &["L1 D9", "D9-10"]),
    ("KS", &["L1 D1 L1 D1 L1", "L1 D8", "D9"]),
    ("KY", &["L1 D8-9", "D9"]),
    ("LA", &["D1-9"]),
    ("MA", &["L1 D8", "L2 D7", "D9"]),
    ("MB", &["A12"]),
    ("MD", &["L1 D12", "L2 D11"]),
    ("ME", &["D7", "D7 L1", "D8"]),
    ("MI", &["L1 D10", "L1 D12"]),
    ("MN", &["L1 D12"]),
    ("MO", &["L1 D5-9", "L1 D6 'R'", "D3 L1 D6", "D8 L2", "D9 L1", "D9"]),
    ("MS", &["D9"]),
    ("MT", &["L1 D8", "D9", "D13-14", "L1 D1 A1 D2 L3 D1"]),
    ("NB", &["D5-7"]),
    ("NC", &["D1-12"]),
    ("ND", &["L3 D6", "D9"]),
    ("NE", &["L1 D3-8"]),
    ("NH", &["D2 L3 D5", "'N' 'H' L1 D8"]),
    ("NJ", &["L1 D14"]),
    ("NL", &["L1 D9"]),
    ("NM", &["D8-9"]),
    ("NS", &["L5 D9"]),
    ("NT", &["D6"]),
    ("NU", &["D5-6"]),
    ("NV", &["D9-10", "D12", "'X' D8"]),
    ("NY", &["D8-9", "D16", "L1 D7", "L1 D18", "L8"]),
    ("OH", &["L1 D4-8", "L2 D3-7", "D8"]),
    ("OK", &["L1 D9", "D9"]),
    ("ON", &["L1 D14"]),
    ("OR", &["D1-9", "L1 D6"]),
    ("PA", &["D8"]),
    ("PE", &["D1-6"]),
    ("QC", &["L1 D12"]),
    ("RI", &["D7-8", "L1 D6"]),
    ("SC", &["D5-11"]),
    ("SD", &["D6-10", "D12"]),
    ("SK", &["D8"]),
    ("TN", &["D7-9"]),
    ("TX", &["D7-8"]),
    ("UT", &["D4-10"]),
    ("VA", &["L1 D8-11", "D9"]),
    ("VT", &["D8", "D7 'A'"]),
    ("WA", &["L1 A11"]),
    ("WI", &["L1 D13"]),
    ("WV", &["L1-2 D5-6", "D7"]),
    ("WY", &["D9-10"]),
    ("YT", &["D1-6"]),
];

/// The number has one of the issuer's forms. Track 2 of a magnetic stripe has no letters.
pub(super) fn form(case: &Case<'_>) -> Outcome {
    case.symbol_only()?;
    let jurisdiction = case.jurisdiction()?;
    let row = FORMS.binary_search_by_key(&jurisdiction, |(code, _)| code);
    let (_, forms) = row.ok().and_then(|at| FORMS.get(at)).ok_or(NotMade::NoRule)?;
    let number = bare(case.field(Field::DocumentNumber)?);
    unless(forms.iter().any(|form| fits(&number, form)), || {
        let licence = case.card.document_type() == DocumentType::DriverLicense;
        let of = if licence { Finding::doubt } else { Finding::remark };
        of(CheckKind::DocumentNumberForm).element(b"DAQ").expected(jurisdiction)
    })
}

/// Illinois and Wisconsin write the last two digits of the birth year and the day of a year of
/// 31-day (Illinois) or 40-day (Wisconsin) months, women 600 or 500 higher: `L SSS FFFY YDDD`,
/// Wisconsin with two digits more. The digits for sex and name are left alone: both can change.
pub(super) fn birth(case: &Case<'_>) -> Outcome {
    let (length, month_days, women) = match case.jurisdiction()? {
        "IL" => (12, 31, 600),
        "WI" => (14, 40, 500),
        _ => return Err(NotMade::NoRule),
    };
    if case.card.document_type() != DocumentType::DriverLicense {
        return Err(NotMade::NoRule);
    }
    let number = bare(case.field(Field::DocumentNumber)?);
    let birth = case.date(Field::BirthDate)?;
    let digits = number.get(7..12).filter(|_| number.len() == length);
    let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
    let spelt: i32 = digits.and_then(|text| text.parse().ok()).ok_or(NotMade::Unreadable)?;
    let (year, day) = (spelt / 1000, spelt % 1000);
    let expected = (i32::from(birth.month()) - 1) * month_days + i32::from(birth.day());
    let holds =
        year == i32::from(birth.year()) % 100 && (day == expected || day == expected + women);
    unless(holds, || Finding::doubt(CheckKind::DocumentNumberBirth).element(b"DAQ"))
}

/// Returns a number in capitals without the spaces and hyphens of its printed form. Washington's
/// asterisks fill up a short name and count as letters.
fn bare(number: &str) -> Vec<u8> {
    let kept = number.bytes().filter(|byte| !matches!(byte, b' ' | b'-'));
    kept.map(|byte| if byte == b'*' { b'X' } else { byte.to_ascii_uppercase() }).collect()
}

/// Whether a number has a form. Runs take as much as they can: none is followed by its like.
fn fits(number: &[u8], form: &str) -> bool {
    let mut rest = number;
    for run in form.split(' ') {
        let Some(taken) = take(rest, run) else { return false };
        rest = rest.get(taken..).unwrap_or_default();
    }
    rest.is_empty()
}

/// Returns how many characters a run takes, `None` if they are too few.
fn take(text: &[u8], run: &str) -> Option<usize> {
    if let [b'\'', letter, b'\''] = run.as_bytes() {
        return (text.first() == Some(letter)).then_some(1);
    }
    let (kind, counts) = run.split_at_checked(1)?;
    let fits: fn(&u8) -> bool = match kind {
        "L" => u8::is_ascii_uppercase,
        "D" => u8::is_ascii_digit,
        _ => u8::is_ascii_alphanumeric,
    };
    let (least, most) = counts.split_once('-').unwrap_or((counts, counts));
    let (least, most): (usize, usize) = (least.parse().ok()?, most.parse().ok()?);
    let taken = text.iter().take(most).take_while(|byte| fits(byte)).count();
    (taken >= least).then_some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::issuer::issuers;

    fn has_form(state: &str, number: &str) -> bool {
        let row = FORMS.iter().find(|(code, _)| *code == state);
        row.is_some_and(|(_, forms)| forms.iter().any(|form| fits(&bare(number), form)))
    }

    #[test]
    fn every_state_and_province_has_a_form_that_can_be_read() {
        assert!(FORMS.windows(2).all(|pair| pair[0].0 < pair[1].0));
        let islands = ["AS", "GU", "MP", "PR", "VI"];
        for issuer in issuers().iter().filter(|issuer| issuer.country != "MEX") {
            let Some(code) = issuer.jurisdiction else { continue };
            let listed = FORMS.iter().any(|(state, _)| *state == code);
            assert_eq!(listed, !islands.contains(&code), "{code}");
        }
        for run in FORMS.iter().flat_map(|(_, forms)| *forms).flat_map(|form| form.split(' ')) {
            let text = if run.starts_with('\'') { &run[1..2] } else { "" };
            let long = match &run[..1] {
                "D" => "12345678901234567890",
                _ => "ABCDEFGHIJKLMNOPQRST",
            };
            let text = if text.is_empty() { long } else { text };
            assert!(take(text.as_bytes(), run).is_some(), "{run}");
        }
    }

    #[test]
    fn forms_tell_lengths_and_letters() {
        let right = [
            ("CA", "D1234567"),
            ("WA", "NYSTRAM123*4"),
            ("ID", "AB123456C"),
            ("NH", "NHL12345678"),
            ("IA", "123AB4567"),
            ("ON", "N1234-56789-01234"),
            ("WV", "AB12345"),
            ("MT", "0512319804128"),
        ];
        for (state, number) in right {
            assert!(has_form(state, number), "{state} {number}");
        }
        let wrong = [
            ("CA", "D123456"),
            ("CA", "D12345678"),
            ("CA", "12345678"),
            ("NH", "XXL12345678"),
            ("PA", "1234567A"),
            ("FL", ""),
            ("TX", "é2345678"),
        ];
        for (state, number) in wrong {
            assert!(!has_form(state, number), "{state} {number}");
        }
    }
}
