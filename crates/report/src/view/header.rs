//! The verdict at the top.

use bonafide::result::{SessionResult, wire_name};
use bonafide_types::{Field, Score};

use super::Fact;
use crate::mask::Mask;
use crate::page::percent;
use crate::words::{Badge, four, in_words, title};

pub(crate) struct Header {
    pub(crate) session_id: String,
    pub(crate) action: Badge,
    pub(crate) detail: String,
    pub(crate) score: Option<String>,
    pub(crate) score_percent: u8,
    pub(crate) limit: String,
    pub(crate) limit_percent: u8,
    pub(crate) reaches: Option<bool>,
    pub(crate) facts: Vec<Fact>,
    pub(crate) simulated: bool,
    pub(crate) error: Option<String>,
    pub(crate) issues: Vec<String>,
}

impl Header {
    pub(crate) fn of(result: &SessionResult, mask: Mask) -> Self {
        let decision = &result.decision;
        let score = decision.score.map(Score::get);
        let limit = decision.threshold.get();
        Self {
            session_id: result.session_id.to_string(),
            action: Badge::new(decision.action, decision.action.name()),
            detail: decision.detail.clone(),
            score: score.map(four),
            score_percent: percent(score.unwrap_or_default()),
            limit: four(limit),
            limit_percent: percent(limit),
            reaches: score.map(|score| score >= limit),
            facts: facts(result, mask),
            simulated: result.simulated,
            error: result.error.as_ref().map(|error| {
                let (code, stage) = (in_words(&wire_name(&error.code)), in_words(&error.stage));
                let file = error.file.map(|slot| format!(" of {}", in_words(slot.name())));
                format!("{code} ({stage}{}): {}", file.unwrap_or_default(), error.message)
            }),
            issues: decision.issues.clone(),
        }
    }
}

fn facts(result: &SessionResult, mask: Mask) -> Vec<Fact> {
    let decision = &result.decision;
    let coverage = format!(
        "{} % of the requested weight, at least {} % needed",
        percent(decision.coverage.get()),
        percent(decision.minimum_coverage.get())
    );
    vec![
        Fact::new("Document", title(result.document_type_e.name())),
        Fact::new("Issuer", issuer(result, mask)),
        Fact::new("Judged by the date", result.as_of.to_string()),
        Fact::new("For", title(&wire_name(&result.kind))),
        Fact::new("Performed", coverage),
        Fact::new("Decided by the rule", title(&wire_name(&decision.rule))),
    ]
}

/// The state and country that the document is from. They are codes; anything longer is no code and is
/// treated as a personal value.
fn issuer(result: &SessionResult, mask: Mask) -> String {
    let code = |field| {
        let text = result.chosen(field)?;
        let is_code = text.len() <= 3 && text.bytes().all(|b| b.is_ascii_uppercase());
        let shown = is_code && !mask.whole() || mask.clear();
        Some(if shown { text.to_owned() } else { mask.value(text) })
    };
    let parts: Vec<String> =
        [Field::IssuingState, Field::IssuingCountry].into_iter().filter_map(code).collect();
    if parts.is_empty() { "not known".to_owned() } else { parts.join(", ") }
}
