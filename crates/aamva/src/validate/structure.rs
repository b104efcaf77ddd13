//! Whether a payload is built as the standard builds it, beyond what reading it reports.

use std::collections::{BTreeMap, BTreeSet};

use bonafide_types::DocumentType;

use super::case::{Case, Outcome, PASSED, unless};
use super::finding::Finding;
use super::judgement::NotMade;
use super::kind::CheckKind;
use super::reading;
use crate::dictionary::{self, define};
use crate::element::{Element, ElementId, Name, Subfile};
use crate::value::is_placeholder;

/// The first entry of the header is a DL, ID or EN subfile, and that subfile comes first.
///
/// Source: Card Design Standard, Annex D, subfile designator.
pub(super) fn subfile_order(case: &Case<'_>) -> Outcome {
    case.symbol_only()?;
    let announced = case.card.header().entries.iter().map(|entry| entry.designator).next();
    let first = case.card.subfiles().iter().map(|subfile| subfile.designator).next();
    let odd = announced.into_iter().chain(first).find(|designator| !designator.is_standard());
    let Some(odd) = odd else { return PASSED };
    Ok(vec![Finding::doubt(CheckKind::SubfileOrder).inside(odd)])
}

/// No control character after the header but LF and CR; one finding tells how many and where.
pub(super) fn control_characters(case: &Case<'_>) -> Outcome {
    case.symbol_only()?;
    let utf8 = std::str::from_utf8(case.raw).is_ok();
    let control = |byte: u8| {
        let high = !utf8 && (0x80..0xA0).contains(&byte);
        (byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r')) || high
    };
    // The separators of the header have a check of their own.
    let header = case.raw.iter().position(|byte| *byte == b'A').unwrap_or_default();
    let mut odd = case.raw.iter().enumerate().skip(header).filter(|(_, byte)| control(**byte));
    let Some((first, _)) = odd.next() else { return PASSED };
    let count = odd.count() + 1;
    Ok(vec![Finding::doubt(CheckKind::ControlCharacters).at(first).expected(0_u32).found(count)])
}

/// Elements newer than the stated version raise doubt: whoever wrote them knew a later edition.
/// Elements that a later edition dropped linger at some issuers and are a remark.
pub(super) fn element_editions(case: &Case<'_>) -> Outcome {
    let version = case.version()?;
    let judged = standard_elements(case)
        .filter_map(|(subfile, element)| judge_edition(version, subfile, element));
    Ok(judged.take(reading::MOST).collect())
}

fn judge_edition(version: u8, subfile: &Subfile, element: &Element) -> Option<Finding> {
    let definition = define(element.id())?;
    let (first, last) = definition.versions;
    let (finding, edition) = match version {
        older if older < first => (Finding::doubt(CheckKind::ElementEditions), first),
        newer if !definition.is_expected_in(newer) => {
            (Finding::remark(CheckKind::ElementEditions), last)
        }
        _ => return None,
    };
    let finding = finding.inside(subfile.designator).about(element.id());
    Some(finding.expected(u32::from(edition)).found(u32::from(version)))
}

/// An element that stands twice was reported on reading, a remark; two values of it, in one of the
/// standard's subfiles or in several, are a doubt: which one holds is not said anywhere.
pub(super) fn repeated_elements(case: &Case<'_>) -> Outcome {
    let mut findings = reading::check(CheckKind::RepeatedElements, case, case.symbol_only())?;
    let mut values: BTreeMap<ElementId, &str> = BTreeMap::new();
    let mut told: BTreeSet<ElementId> = BTreeSet::new();
    for (subfile, element) in standard_elements(case).filter(|(_, element)| !element.is_blank()) {
        let id = element.id();
        let first = *values.entry(id).or_insert(element.text());
        if first != element.text() && told.len() < reading::MOST && told.insert(id) {
            let doubt = Finding::doubt(CheckKind::RepeatedElements);
            findings.push(doubt.inside(subfile.designator).about(id));
        }
    }
    Ok(findings)
}

/// Missing elements were reported on reading; blank ones, which the standard wants filled with a
/// word such as `NONE`, are a remark. Version 1 leaves them blank.
pub(super) fn mandatory_elements(case: &Case<'_>) -> Outcome {
    let mut findings = reading::check(CheckKind::MandatoryElements, case, case.symbol_only())?;
    if let Ok(version @ 2..) = case.version() {
        let licence = case.card.document_type() == DocumentType::DriverLicense;
        let blank = dictionary::mandatory(version, licence)
            .filter(|id| case.by_id(*id).is_some_and(Element::is_blank));
        findings.extend(blank.map(|id| Finding::remark(CheckKind::MandatoryElements).about(id)));
    }
    Ok(findings)
}

/// The order of the standard's table of mandatory elements (version 2 and later).
const TABLE: [Name; 21] = [
    b"DCA", b"DCB", b"DCD", b"DBA", b"DCS", b"DCT", b"DAC", b"DAD", b"DBD", b"DBB", b"DBC", b"DAY",
    b"DAU", b"DAG", b"DAI", b"DAJ", b"DAK", b"DAQ", b"DCF", b"DCG", b"DCH",
];

/// The order of the example that the standard prints at the end of Annex D.
const EXAMPLE: [Name; 20] = [
    b"DAQ", b"DCS", b"DCT", b"DAC", b"DAD", b"DCA", b"DCB", b"DCD", b"DBD", b"DBB", b"DBA", b"DBC",
    b"DAU", b"DAY", b"DAG", b"DAI", b"DAJ", b"DAK", b"DCF", b"DCG",
];

/// The order within a subfile is free; an issuer has one, and most have one of these two. So
/// another order is a remark: how many elements stand before one that should precede them.
pub(super) fn element_order(case: &Case<'_>) -> Outcome {
    let version = case.version()?;
    if version < 2 {
        return Err(NotMade::NoRule);
    }
    let subfile = case.card.subfiles().iter().find(|subfile| subfile.designator.is_standard());
    let subfile = subfile.ok_or(NotMade::NoValue)?;
    let least = descents(subfile, &TABLE).min(descents(subfile, &EXAMPLE));
    unless(least == 0, || {
        let finding = Finding::remark(CheckKind::ElementOrder).inside(subfile.designator);
        finding.expected(0_u32).found(least)
    })
}

/// Returns how often an element of the order follows one that it should precede; of repeated
/// elements the first counts.
fn descents(subfile: &Subfile, order: &[Name]) -> usize {
    let mut seen = [false; TABLE.len()];
    let mut last = 0;
    let mut count = 0;
    for element in &subfile.elements {
        let place = order.iter().position(|name| *name == element.id().as_bytes());
        let Some((place, seen)) = place.and_then(|at| Some((at, seen.get_mut(at)?))) else {
            continue;
        };
        if !std::mem::replace(seen, true) {
            count += usize::from(place < last);
            last = place;
        }
    }
    count
}

/// Audit information and inventory number hold what a person can read back.
pub(super) fn audit_fields(case: &Case<'_>) -> Outcome {
    let names: [Name; 2] = [b"DCJ", b"DCK"];
    let filled: Vec<Name> = names.into_iter().filter(|name| case.text(name).is_ok()).collect();
    if filled.is_empty() {
        return Err(NotMade::NoValue);
    }
    let odd = filled.into_iter().filter(|name| !case.text(name).is_ok_and(is_printable));
    Ok(odd.map(|name| Finding::remark(CheckKind::AuditFields).element(name)).collect())
}

/// The discriminator tells one card of a holder from the next; `NONE` in its place is a remark.
pub(super) fn discriminator(case: &Case<'_>) -> Outcome {
    let element = case.element(b"DCF").filter(|e| !e.is_blank()).ok_or(NotMade::NoValue)?;
    let finding = |of: fn(CheckKind) -> Finding| of(CheckKind::Discriminator).element(b"DCF");
    if is_placeholder(element.value()) {
        return Ok(vec![finding(Finding::remark)]);
    }
    unless(is_printable(element.value().trim()), || finding(Finding::doubt))
}

/// The Massachusetts discriminator ends in `Rev` and the date of the card's design: `07152009`,
/// with or without hyphens.
pub(super) fn discriminator_revision(case: &Case<'_>) -> Outcome {
    if case.jurisdiction()? != "MA" {
        return Err(NotMade::NoRule);
    }
    let text = case.text(b"DCF")?.to_ascii_uppercase();
    let (_, date) = text.split_once("REV").ok_or(NotMade::NoRule)?;
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let holds = digits(date) == digits(case.text(b"DDB")?);
    unless(holds, || Finding::doubt(CheckKind::DiscriminatorRevision).element(b"DCF"))
}

/// The characters that the standard allows in text: ASCII from the space on, and ISO 8859-1
/// letters.
fn is_printable(text: &str) -> bool {
    text.chars().all(|c| matches!(c, ' '..='~' | '\u{C0}'..='\u{FF}'))
}

fn standard_elements<'a>(case: &Case<'a>) -> impl Iterator<Item = (&'a Subfile, &'a Element)> {
    let standard = case.card.subfiles().iter().filter(|subfile| subfile.designator.is_standard());
    standard.flat_map(|subfile| subfile.elements.iter().map(move |element| (subfile, element)))
}
