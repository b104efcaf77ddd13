//! Whether codes and measures are those of the standard.

use bonafide_types::{EyeColor, Field, HairColor, Height, Weight};

use super::case::{Case, Outcome, PASSED};
use super::finding::Finding;
use super::judgement::NotMade;
use super::kind::CheckKind;
use super::reading;
use crate::element::Name;
use crate::value::{indicator, is_placeholder};

/// Heights of people who hold such cards, in inches: 2 to 8 feet.
const INCHES: std::ops::RangeInclusive<u16> = 24..=96;

/// State, country and postal code: what reading the element reported.
pub(super) fn code(check: CheckKind, name: Name, case: &Case<'_>) -> Outcome {
    reading::check(check, case, case.text(name).map(drop))
}

/// A code of the table; a word or abbreviation that names one of its colours is a remark.
pub(super) fn eye_colour(case: &Case<'_>) -> Outcome {
    let known = case.field(Field::EyeColor).is_ok_and(|text| EyeColor::from_code(text).is_some());
    let findings = code(CheckKind::EyeColour, b"DAY", case)?;
    Ok(if known { explained(findings) } else { findings })
}

/// As for the eyes.
pub(super) fn hair_colour(case: &Case<'_>) -> Outcome {
    let known = case.field(Field::HairColor).is_ok_and(|text| HairColor::from_code(text).is_some());
    let findings = code(CheckKind::HairColour, b"DAZ", case)?;
    Ok(if known { explained(findings) } else { findings })
}

/// Returns the findings as remarks: the value was understood all the same.
fn explained(findings: Vec<Finding>) -> Vec<Finding> {
    findings.into_iter().map(Finding::explained).collect()
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
    let doubt = || Finding::doubt(CheckKind::HeightForm).element(b"DAU");
    match height {
        None if findings.is_empty() => return Err(NotMade::NoValue),
        None => findings = vec![doubt()],
        Some(height) if !INCHES.contains(&height.to_inches()) => findings.push(doubt()),
        Some(_) => {}
    }
    Ok(findings)
}

/// The form, which reading reported, and the range code (DCE) beside the weight.
pub(super) fn weight(case: &Case<'_>) -> Outcome {
    let mut findings = reading::deviations(CheckKind::WeightForm, case);
    let weight = case.field(Field::Weight).ok().and_then(|text| text.parse::<Weight>().ok());
    let Some(weight) = weight else {
        return if findings.is_empty() { Err(NotMade::NoValue) } else { Ok(findings) };
    };
    findings = explained(findings);
    let range = case.text(b"DCE").ok().and_then(|text| text.parse::<u8>().ok());
    if let Some(range) = range.filter(|range| *range != weight.falls_into()) {
        let finding = Finding::doubt(CheckKind::WeightForm).element(b"DCE");
        findings.push(finding.expected(u32::from(weight.falls_into())).found(u32::from(range)));
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
