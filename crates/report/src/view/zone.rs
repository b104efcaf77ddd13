//! Machine-readable zones with their check digits.

use bonafide::mrz::{self, Check, Format, Group};
use bonafide::result::{ArtifactKind, MrzFacts, SessionResult};

use super::{Fact, Picture};
use crate::artifacts::Artifacts;
use crate::mask::Mask;
use crate::words::{Badge, four, in_words, title};

pub(crate) struct Zone {
    pub(crate) badge: Badge,
    pub(crate) facts: Vec<Fact>,
    pub(crate) lines: Vec<Line>,
    pub(crate) checks: Vec<CheckRow>,
    pub(crate) picture: Option<Picture>,
}

pub(crate) struct Line {
    pub(crate) label: String,
    pub(crate) segments: Vec<Segment>,
}

/// Characters that one check digit covers, or such a digit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) text: String,
    pub(crate) classes: String,
}

pub(crate) struct CheckRow {
    pub(crate) class: &'static str,
    pub(crate) group: String,
    pub(crate) badge: Badge,
    pub(crate) given: char,
    pub(crate) computed: char,
    pub(crate) confidence: String,
}

/// The zones of every source that has one.
pub(crate) fn zones(result: &SessionResult, artifacts: &Artifacts<'_>, mask: Mask) -> Vec<Zone> {
    let read = result.documents.iter().filter_map(|document| document.mrz.as_ref());
    let words = "Where the zone was read";
    let mut overlays = overlays(result, ArtifactKind::MrzOverlay, words, artifacts, mask);
    read.map(|facts| Zone::of(facts, overlays.next(), mask)).collect()
}

/// The pictures of a kind that may be shown.
pub(crate) fn overlays<'a>(
    result: &'a SessionResult,
    kind: ArtifactKind,
    words: &'a str,
    artifacts: &'a Artifacts<'a>,
    mask: Mask,
) -> impl Iterator<Item = Picture> + 'a {
    let of_kind = result.artifacts.iter().filter(move |a| a.kind == kind && mask.clear());
    of_kind.filter_map(move |artifact| {
        let caption = format!("{words} ({})", in_words(artifact.storage_file_type_e.name()));
        Some(Picture { uri: artifacts.uri(&artifact.name)?, caption })
    })
}

impl Zone {
    fn of(facts: &MrzFacts, picture: Option<Picture>, mask: Mask) -> Self {
        let report = &facts.report;
        let lines: Vec<&str> = report.lines.iter().map(|line| line.expose().as_str()).collect();
        let classes = classes(&lines, &report.checks);
        let count = lines.len();
        let line = |(index, text): (usize, &&str)| Line {
            label: label(index, count, text, mask),
            segments: segments(text, classes.get(index).map_or(&[], Vec::as_slice), mask),
        };
        Self {
            badge: Badge::holding(Some(report.valid), ["every check digit agrees", "not valid"]),
            facts: zone_facts(facts),
            lines: lines.iter().enumerate().map(line).collect(),
            checks: report.checks.iter().map(|check| CheckRow::of(*check, facts, mask)).collect(),
            picture,
        }
    }
}

fn label(index: usize, count: usize, text: &str, mask: Mask) -> String {
    let line = format!("Line {} of {count}", index + 1);
    match (mask.clear(), mask.whole()) {
        (true, _) => format!("{line}: {text}"),
        (_, true) => format!("{line}, not shown"),
        _ => format!("{line}, {} characters, masked", text.chars().count()),
    }
}

fn zone_facts(facts: &MrzFacts) -> Vec<Fact> {
    let report = &facts.report;
    let format = report.format.map_or("none that is known", Format::name);
    let mut said = vec![Fact::new("Layout", format)];
    if let Some(confidence) = facts.confidence {
        said.push(Fact::new("Probability of the whole", four(confidence.get())));
    }
    if let Some(least) = report.char_confidence_min {
        said.push(Fact::new("Least of a character", four(least.get())));
    }
    let places = report.corrections.iter().map(|c| format!("line {} column {}", c.line, c.column));
    let places: Vec<String> = places.collect();
    let corrected = if places.is_empty() { "nothing".to_owned() } else { places.join(", ") };
    said.push(Fact::new("Corrected after reading", corrected));
    said
}

impl CheckRow {
    fn of(check: Check, facts: &MrzFacts, mask: Mask) -> Self {
        let digit = |c: char| if mask.whole() { '•' } else { c };
        let confidence = facts.check_confidence.get(&check.group);
        Self {
            class: class(check.group),
            group: title(check.group.name()),
            badge: Badge::holding(Some(check.ok), ["agrees", "wrong"]),
            given: digit(check.given),
            computed: digit(check.computed),
            confidence: confidence.map(|score| four(score.get())).unwrap_or_default(),
        }
    }
}

/// The class of what a group covers: colour and form of its line.
fn class(group: Group) -> &'static str {
    match group {
        Group::DocumentNumber => "g-number",
        Group::BirthDate => "g-birth",
        Group::ExpiryDate => "g-expiry",
        Group::PersonalNumber => "g-personal",
        _ => "g-composite",
    }
}

/// How a character is drawn.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Drawn {
    group: Option<&'static str>,
    composite: bool,
    digit: Option<bool>,
}

/// Per line and column what covers it. Lines that fit no layout are drawn plain.
fn classes(lines: &[&str], checks: &[Check]) -> Vec<Vec<Drawn>> {
    let blank = |line: &&str| vec![Drawn::default(); line.chars().count()];
    let mut all: Vec<Vec<Drawn>> = lines.iter().map(blank).collect();
    let Ok(zone) = mrz::parse(lines) else { return all };
    for check in checks {
        let places = zone.check_places(check.group);
        let last = places.last().map(|place| (place.line, place.columns.end));
        for place in &places {
            let Some(line) = all.get_mut(place.line) else { continue };
            for column in place.columns.clone() {
                let Some(drawn) = line.get_mut(column) else { continue };
                if last == Some((place.line, column + 1)) {
                    drawn.digit = Some(check.ok);
                    drawn.group = drawn.group.or(Some(class(check.group)));
                } else if check.group == Group::Composite {
                    drawn.composite = true;
                } else {
                    drawn.group = Some(class(check.group));
                }
            }
        }
    }
    all
}

fn segments(text: &str, drawn: &[Drawn], mask: Mask) -> Vec<Segment> {
    if mask.whole() {
        return vec![Segment { text: mask.value(text), classes: String::new() }];
    }
    let mut segments: Vec<(Drawn, String)> = Vec::new();
    for (index, c) in text.chars().enumerate() {
        let drawn = drawn.get(index).copied().unwrap_or_default();
        let c = if drawn.digit.is_some() { c } else { mask.character(c) };
        match segments.last_mut() {
            Some((last, run)) if *last == drawn && drawn.digit.is_none() => run.push(c),
            _ => segments.push((drawn, c.to_string())),
        }
    }
    segments.into_iter().map(|(drawn, text)| Segment { text, classes: drawn.classes() }).collect()
}

impl Drawn {
    fn classes(self) -> String {
        let digit = self.digit.map(|ok| if ok { "digit right" } else { "digit wrong" });
        let composite = self.composite.then_some("composite");
        let all = [self.group, composite, digit];
        all.into_iter().flatten().collect::<Vec<&str>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use bonafide::mrz::MrzReport;
    use bonafide::project::Redact;

    use super::*;

    /// ICAO Doc 9303 Part 4, appendix A, with a wrong digit for the number.
    const LINES: [&str; 2] = [
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
        "L898902C37UTO7408122F1204159ZE184226B<<<<<10",
    ];

    #[test]
    fn groups_and_digits_are_drawn_where_they_stand() {
        let zone = Zone::of(&MrzReport::of_lines(&LINES).into(), None, Mask(Redact::Default));
        let second = &zone.lines[1].segments;
        let drawn: Vec<(&str, &str)> =
            second.iter().map(|s| (s.text.as_str(), s.classes.as_str())).collect();
        assert_eq!(drawn[0], ("•••••••••", "g-number composite"));
        assert_eq!(drawn[1], ("7", "g-number composite digit wrong"));
        assert_eq!(drawn[2], ("•••", ""));
        assert_eq!(*drawn.last().unwrap(), ("0", "g-composite digit wrong"));
        assert_eq!(zone.checks.iter().filter(|c| c.given != c.computed).count(), 2);
    }

    #[test]
    fn lines_of_no_layout_are_drawn_plain() {
        let zone = Zone::of(&MrzReport::of_lines(&["P<UTO", "É"]).into(), None, Mask(Redact::None));
        assert_eq!(
            zone.lines[0].segments,
            [Segment { text: "P<UTO".into(), classes: String::new() }]
        );
        assert!(zone.checks.is_empty());
    }
}
