//! Whether codes and measures are those of the standard.

use bonafide_types::{Field, Height, Weight};

use super::case::{Case, Outcome, PASSED};
use super::finding::Finding;
use super::judgement::NotMade;
use super::kind::CheckKind;
use super::reading;
use crate::element::Name;
use crate::value::{indicator, is_placeholder};

/// Heights of people who hold such cards, in inches: 2 to 8 feet.
const INCHES: std::ops::RangeInclusive<u16> = 24..=96;

/// Colours, country and postal code: what reading the element reported.
pub(super) fn code(check: CheckKind, name: Name, case: &Case<'_>) -> Outcome {
    reading::check(check, case, case.text(name).map(drop))
}

/// State of the address: no table has the codes of Mexico's.
pub(super) fn state(case: &Case<'_>) -> Outcome {
    case.has_tables()?;
    code(CheckKind::StateCode, b"DAJ", case)
}

/// The digits 1, 2 and 9; letters after version 1 are a remark.
pub(super) fn sex(case: &Case<'_>) -> Outcome {
    let mut findings = reading::check(CheckKind::SexCode, case, case.text(b"DBC").map(drop))?;
    let text = case.text(b"DBC").unwrap_or_default();
    let letter = text.bytes().all(|byte| byte.is_ascii_alphabetic());
    if findings.is_empty() && letter && case.version().is_ok_and(|version| version > 1) {
        findings.push(Finding::remark(CheckKind::SexCode).element(b"DBC"));
    }
    Ok(findings)
}

/// The form, which reading reported, and the range. A form that cannot be read is a doubt, another
/// form that can is a remark.
pub(super) fn height(case: &Case<'_>) -> Outcome {
    let mut findings = reading::deviations(CheckKind::HeightForm, case);
    let height = case.field(Field::Height).ok().and_then(|text| text.parse::<Height>().ok());
    if height.is_none() && findings.is_empty() {
        return Err(NotMade::NoValue);
    }
    if height.is_some_and(|height| !INCHES.contains(&height.to_inches())) {
        findings.push(Finding::doubt(CheckKind::HeightForm).element(b"DAU"));
    }
    Ok(findings)
}

/// The form, which reading reported, and the range code (DCE) beside the weight. Which ranges they
/// are is the holder's, so the finding does not tell them.
pub(super) fn weight(case: &Case<'_>) -> Outcome {
    let mut findings = reading::deviations(CheckKind::WeightForm, case);
    let weight = case.field(Field::Weight).ok().and_then(|text| text.parse::<Weight>().ok());
    let Some(weight) = weight else {
        return if findings.is_empty() { Err(NotMade::NoValue) } else { Ok(findings) };
    };
    let range = case.text(b"DCE").ok().and_then(|text| text.parse::<u8>().ok());
    if range.is_some_and(|range| range != weight.falls_into()) {
        findings.push(Finding::doubt(CheckKind::WeightForm).element(b"DCE"));
    }
    Ok(findings)
}

/// F, M or N.
pub(super) fn compliance(case: &Case<'_>) -> Outcome {
    let text = case.text(b"DDA")?;
    if matches!(text, "F" | "M" | "N") {
        return PASSED;
    }
    Ok(vec![Finding::doubt(CheckKind::ComplianceCode).element(b"DDA")])
}

/// `1`, or `0` as many write; letters and words that can be understood are a remark.
pub(super) fn indicators(case: &Case<'_>) -> Outcome {
    let names: [Name; 7] = [b"DDD", b"DDK", b"DDL", b"DDM", b"DDN", b"DDO", b"DDP"];
    let stated: Vec<_> = names.iter().filter_map(|name| case.element(name)).collect();
    if stated.is_empty() {
        return Err(NotMade::NoValue);
    }
    let odd = stated.into_iter().filter_map(|element| {
        let text = element.value().trim();
        // `N` for no and `NONE` are understood alike.
        let understood = indicator(text).is_some() || is_placeholder(text);
        let of = if understood { Finding::remark } else { Finding::doubt };
        (!matches!(text, "1" | "0" | "")).then(|| of(CheckKind::IndicatorCodes).about(element.id()))
    });
    Ok(odd.collect())
}
