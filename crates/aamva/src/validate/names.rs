//! Whether names and their truncation flags can be as they stand.

use super::case::{Case, Outcome};
use super::finding::Finding;
use super::judgement::NotMade;
use super::kind::CheckKind;
use crate::element::{Element, Name};

/// A name has at most so many characters in version 4 and later.
///
/// Source: Card Design Standard 2009 and later, elements DCS, DAC and DAD.
const NAME_LIMIT: usize = 40;

/// No issuer is known to cut names at less than half of the limit.
const SHORTEST_CUT: usize = NAME_LIMIT / 2;

/// Each name and the flag that says whether it was cut short.
const FLAGS: [(Name, Name); 3] = [(b"DCS", b"DDE"), (b"DAC", b"DDF"), (b"DAD", b"DDG")];

/// T only where there is something to cut, N only where the whole name fits; U says nothing.
pub(super) fn truncation_flags(case: &Case<'_>) -> Outcome {
    if case.version()? < 4 {
        return Err(NotMade::NotApplicable);
    }
    let stated = FLAGS.iter().filter_map(|(name, flag)| Some((name, case.element(flag)?)));
    let stated: Vec<(&Name, &Element)> = stated.collect();
    if stated.is_empty() {
        return Err(NotMade::NoValue);
    }
    Ok(stated.into_iter().filter_map(|(name, flag)| judge_flag(case, name, flag)).collect())
}

fn judge_flag(case: &Case<'_>, name: Name, flag: &Element) -> Option<Finding> {
    let length = case.text(name).map_or(0, |text| text.chars().count());
    let of: fn(CheckKind) -> Finding = match flag.value().trim() {
        "T" if length < SHORTEST_CUT => Finding::doubt,
        // Issuers cut at the width of the card's face or of their own records.
        "T" if length < NAME_LIMIT => Finding::remark,
        // A name may fill its element and be whole all the same.
        "N" if length >= NAME_LIMIT => Finding::remark,
        "T" | "N" | "U" => return None,
        _ => return Some(Finding::doubt(CheckKind::TruncationFlags).about(flag.id())),
    };
    Some(of(CheckKind::TruncationFlags).about(flag.id()).expected(NAME_LIMIT).found(length))
}

/// Digits and signs in a name are a remark: some issuers write `3RD` into the family name.
///
/// Source: Card Design Standard, Annex D: letters, space, hyphen, apostrophe; comma and period
/// separate and abbreviate.
pub(super) fn characters(case: &Case<'_>) -> Outcome {
    let names: [Name; 5] = [b"DCS", b"DAC", b"DAD", b"DCT", b"DAA"];
    let filled = names.into_iter().filter_map(|name| Some((name, case.text(name).ok()?)));
    let filled: Vec<(Name, &str)> = filled.collect();
    if filled.is_empty() {
        return Err(NotMade::NoValue);
    }
    // Version 1 also delimits with `$` and `@`.
    let plain = |c: char| c.is_alphabetic() || " -'’`,.$@".contains(c);
    let odd = filled.into_iter().filter_map(|(name, text)| {
        let count = text.chars().filter(|c| !plain(*c)).count();
        let finding = Finding::remark(CheckKind::NameCharacters).element(name);
        (count > 0).then(|| finding.expected(0_u32).found(count))
    });
    Ok(odd.collect())
}
