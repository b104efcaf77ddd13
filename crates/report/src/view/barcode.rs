//! Barcodes: the symbol, its elements, and what departs from the standard.

use std::collections::BTreeMap;

use bonafide::aamva::{Opinion, Severity};
use bonafide::result::{ArtifactKind, BarcodeFacts, SessionResult, SourceDocument, wire_name};
use bonafide_types::FieldValue;

use super::zone::overlays;
use super::{Fact, Picture};
use crate::artifacts::Artifacts;
use crate::mask::Mask;
use crate::words::{Badge, Tone, title};

pub(crate) struct Barcode {
    pub(crate) opinion: Option<Badge>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) statements: Vec<Statement>,
    pub(crate) elements: Vec<Element>,
    pub(crate) picture: Option<Picture>,
}

pub(crate) struct Statement {
    pub(crate) badge: Badge,
    pub(crate) words: String,
}

pub(crate) struct Element {
    pub(crate) id: String,
    pub(crate) field: String,
    pub(crate) value: String,
    pub(crate) deviation: Option<Badge>,
}

/// The barcodes of every source that has one.
pub(crate) fn barcodes(
    result: &SessionResult,
    artifacts: &Artifacts<'_>,
    mask: Mask,
) -> Vec<Barcode> {
    let words = "Where the symbol was read";
    let mut overlays = overlays(result, ArtifactKind::BarcodeOverlay, words, artifacts, mask);
    let read = result.documents.iter().filter_map(|d| Some((d, d.barcode.as_ref()?)));
    read.map(|(document, facts)| Barcode {
        opinion: facts.judgement.as_ref().map(|j| opinion(j.opinion)),
        facts: symbol_facts(facts),
        statements: statements(facts),
        elements: elements(document, facts, mask),
        picture: overlays.next(),
    })
    .collect()
}

fn opinion(opinion: Opinion) -> Badge {
    let tone = match opinion {
        Opinion::Consistent => Tone::Good,
        Opinion::Suspicious => Tone::Bad,
        _ => Tone::Doubt,
    };
    Badge::new(tone, title(&wire_name(&opinion)))
}

fn symbol_facts(facts: &BarcodeFacts) -> Vec<Fact> {
    let (symbol, report) = (&facts.symbol, &facts.report);
    let shape = match (symbol.rows, symbol.columns, symbol.ec_level) {
        (Some(rows), Some(columns), Some(level)) => {
            format!("{rows} rows, {columns} columns, error correction level {level}")
        }
        _ => "not told by the reader".to_owned(),
    };
    let corrected = symbol.codewords_corrected.unwrap_or_default();
    let erased = symbol.codewords_erased.unwrap_or_default();
    let version = report.aamva_version.map(|v| format!("AAMVA version {v}"));
    let iin = report.iin.as_ref().map(|iin| format!("issuer number {}", wire_name(iin)));
    let subfiles: Vec<String> = report.subfiles.iter().map(wire_name).collect();
    let header: Vec<String> = version.into_iter().chain(iin).collect();
    let mut said = vec![
        Fact::new(
            "Symbol",
            format!("{}, read by {}", symbol.symbology.to_uppercase(), symbol.reader),
        ),
        Fact::new("Shape", shape),
        Fact::new("Codewords", format!("{corrected} corrected, {erased} restored")),
        Fact::new("Header", header.join(", ")),
        Fact::new("Subfiles", subfiles.join(", ")),
    ];
    if let Some(judgement) = &facts.judgement {
        let (made, not) = (judgement.checks_made, judgement.checks_not_made);
        said.push(Fact::new("Checks", format!("{made} made, {not} could not be made")));
    }
    said.push(Fact::new("Payload", symbol.raw_sha256.clone()));
    said
}

fn badge(severity: Severity) -> Badge {
    let tone = match severity {
        Severity::Info => Tone::Off,
        Severity::Error => Tone::Bad,
        Severity::Warning => Tone::Doubt,
    };
    Badge::new(tone, wire_name(&severity))
}

/// Every departure and finding; a finding about a departure is not said twice.
fn statements(facts: &BarcodeFacts) -> Vec<Statement> {
    let departures = facts.report.deviations.iter().map(|d| (d.severity, d.in_words()));
    let findings = facts.judgement.iter().flat_map(|judgement| &judgement.findings);
    let own = findings.filter(|f| f.deviation.is_none()).map(|f| (f.severity, f.in_words()));
    let mut all: Vec<(Severity, String)> = departures.chain(own).collect();
    all.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
    all.into_iter().map(|(severity, words)| Statement { badge: badge(severity), words }).collect()
}

/// What the fields were read from, element by element, with the worst that is said of each.
fn elements(document: &SourceDocument, facts: &BarcodeFacts, mask: Mask) -> Vec<Element> {
    let departures = facts.report.deviations.iter().map(|d| (d.element, d.severity));
    let findings = facts.judgement.iter().flat_map(|judgement| &judgement.findings);
    let mut worst: BTreeMap<String, Severity> = BTreeMap::new();
    for (element, severity) in departures.chain(findings.map(|f| (f.element, f.severity))) {
        let Some(id) = element.map(|id| id.to_string()) else { continue };
        let known = worst.entry(id).or_insert(severity);
        *known = (*known).max(severity);
    }
    let element = |(field, value): (&bonafide_types::Field, &FieldValue)| {
        let raw = value.raw.as_ref().map_or("", |raw| raw.expose().as_str());
        let (id, text) = split(raw);
        Element {
            deviation: worst.get(id).map(|severity| badge(*severity)),
            id: id.to_owned(),
            field: title(field.name()),
            value: mask.value(if id.is_empty() { value.text().unwrap_or("none") } else { text }),
        }
    };
    document.document.fields.iter().map(element).collect()
}

/// The identifier in front of an element's text, three characters of which the first is a capital.
fn split(raw: &str) -> (&str, &str) {
    let is_id = |id: &str| {
        let known = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        id.bytes().all(known) && id.starts_with(|c: char| c.is_ascii_uppercase())
    };
    match raw.split_at_checked(3) {
        Some((id, text)) if is_id(id) => (id, text),
        _ => ("", raw),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn identifiers_are_told_from_values() {
        assert_eq!(split("DAQD1234"), ("DAQ", "D1234"));
        assert_eq!(split("12"), ("", "12"));
        assert_eq!(split("éé"), ("", "éé"));
        assert_eq!(split("123456"), ("", "123456"));
    }
}
