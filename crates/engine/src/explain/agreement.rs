//! How the sources of a document differ, field by field.

use bonafide_matching::{FieldComparison, FieldEvidence, How, MatchReport};
use bonafide_types::Sensitive;

use super::{Values, marks, words};
use crate::result::wire_name;

/// Pieces of evidence that are told of one field.
const MOST_EVIDENCE: usize = 6;

/// Every field that costs agreement, the dearest first; then those that agree and those not compared.
pub(super) fn lines(report: &MatchReport, values: Values) -> Vec<String> {
    let total: f64 = report.fields.iter().map(|field| field.phi).sum();
    let lost = |field: &FieldComparison| field.phi * (1.0 - field.score.get()) / total;
    let (mut differing, agreeing): (Vec<&FieldComparison>, Vec<&FieldComparison>) =
        report.fields.iter().partition(|field| field.score.get() < 1.0);
    differing.sort_by(|a, b| lost(b).total_cmp(&lost(a)));
    let mut lines: Vec<String> =
        differing.iter().flat_map(|field| of_field(field, lost(field), values)).collect();
    if !agreeing.is_empty() {
        let names: Vec<String> = agreeing.iter().map(|f| words(f.field.name())).collect();
        lines.push(format!("agree: {}", names.join(", ")));
    }
    if !report.not_compared.is_empty() {
        let names: Vec<String> = report
            .not_compared
            .iter()
            .map(|n| format!("{} ({})", words(n.field.name()), words(&n.reason)))
            .collect();
        lines.push(format!("not compared: {}", names.join(", ")));
    }
    lines
}

fn of_field(field: &FieldComparison, lost: f64, values: Values) -> Vec<String> {
    let [a, b] = field.limiting_pair.map(|source| words(source.name()));
    let name = words(field.field.name());
    let mut lines = vec![format!(
        "{name}: {:.4}, takes {lost:.4} of the agreement [{}]",
        field.score.get(),
        wire_name(&field.comparator)
    )];
    let width = a.chars().count().max(b.chars().count());
    for (source, value) in [a, b].into_iter().zip(differing(field, values)) {
        lines.push(format!("  {source:<width$}  {value}"));
    }
    let told = field.evidence.iter().take(MOST_EVIDENCE);
    lines.extend(told.map(|evidence| format!("  {}", in_words(evidence, values))));
    lines.extend(field.notes.iter().map(|note| format!("  note: {note}")));
    lines
}

/// Both values in the form that was compared, or as read where that form hides the difference.
fn differing(field: &FieldComparison, values: Values) -> [String; 2] {
    let [a, b] = field.normalised.each_ref().map(Sensitive::expose);
    let [x, y] = field.values.each_ref().map(Sensitive::expose);
    if a == b { marks::marked(x, y, values) } else { marks::marked(a, b, values) }
}

fn in_words(evidence: &FieldEvidence, values: Values) -> String {
    let part = |side: &Option<Sensitive<String>>| {
        side.as_ref().map(|text| format!("\"{}\"", marks::shown(text.expose(), values)))
    };
    let parts: Vec<String> = [part(&evidence.a), part(&evidence.b)].into_iter().flatten().collect();
    let at = evidence.pos.map(|pos| format!(" at character {}", pos + 1)).unwrap_or_default();
    let how = relation(evidence.how);
    format!("{}: {how}{at}, {:.4}", parts.join(" and "), evidence.score.get())
}

fn relation(how: How) -> &'static str {
    match how {
        How::OcrConfusable => "characters that look alike",
        How::IcaoFold => "one spelling of ICAO Doc 9303 and another",
        How::Joined => "written together or apart",
        How::Initial => "an initial",
        How::TruncatedPrefix => "cut short",
        How::Nickname => "forms of one name",
        How::Edits => "a few letters differ",
        How::RoleSwap => "given and family names exchanged",
        How::OneSided => "on one side only",
        How::Conflict => "contradicts the other side",
        How::DayMonthSwapped => "day and month exchanged",
        How::OneDigit => "one digit differs",
        How::TwoDigits => "two digits differ",
        How::PartialDate => "parts of the date are open",
        How::WithinTolerance => "within the tolerance of the measure",
        How::InRange => "inside the stated range",
        _ => "related",
    }
}
