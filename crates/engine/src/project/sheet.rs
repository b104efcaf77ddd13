//! A JSON object under construction that remembers where each member came from.

use std::collections::BTreeMap;

use bonafide_types::{Field, PartialDate};
use serde_json::{Map, Value};

use super::{DateForm, Options, Projection, Redact, ScoreScale};
use crate::result::SessionResult;

/// What a hidden value becomes.
pub(super) const REDACTED: &str = "<REDACTED>";

/// A member list that knows its origins.
pub(super) struct Sheet<'a> {
    result: &'a SessionResult,
    options: &'a Options,
    dates: DateForm,
    members: Map<String, Value>,
    origins: BTreeMap<String, String>,
}

impl<'a> Sheet<'a> {
    pub(super) fn new(result: &'a SessionResult, options: &'a Options, dates: DateForm) -> Self {
        Self {
            result,
            options,
            dates: options.dates.unwrap_or(dates),
            members: Map::new(),
            origins: BTreeMap::new(),
        }
    }

    /// Puts a value that came from a place of the result.
    pub(super) fn put(&mut self, key: &str, value: impl Into<Value>, origin: &str) {
        self.members.insert(key.to_owned(), value.into());
        self.origins.insert(format!("/{key}"), origin.to_owned());
    }

    /// Puts another sheet under a key.
    pub(super) fn nest(&mut self, key: &str, inner: Sheet<'_>) {
        for (member, origin) in inner.origins {
            self.origins.insert(format!("/{key}{member}"), origin);
        }
        self.members.insert(key.to_owned(), Value::Object(inner.members));
    }

    /// Puts the chosen value of a field, rewritten; nothing where the field was not read.
    pub(super) fn field(
        &mut self,
        key: &str,
        field: Field,
        rewrite: impl Fn(&str) -> Option<String>,
    ) {
        let text = self.result.chosen(field).and_then(|text| self.shown(field, text, rewrite));
        let origin = format!("/fields/{}/chosen", field.name());
        self.put(key, text.map_or(Value::Null, Value::from), &origin);
    }

    /// As [`Self::field`], but leaves the key out where the field was not read.
    pub(super) fn field_if_read(
        &mut self,
        key: &str,
        field: Field,
        rewrite: impl Fn(&str) -> Option<String>,
    ) {
        if self.result.chosen(field).is_some() {
            self.field(key, field, rewrite);
            if self.members.get(key) == Some(&Value::Null) {
                self.members.remove(key);
                self.origins.remove(&format!("/{key}"));
            }
        }
    }

    /// Where a line composed of several fields begins: the first of them that was read.
    pub(super) fn first_read(&self, fields: &[Field]) -> String {
        let read = fields.iter().find(|field| self.result.chosen(**field).is_some());
        read.map(|field| format!("/fields/{}/chosen", field.name())).unwrap_or_default()
    }

    /// A value as the options show it.
    pub(super) fn shown(
        &self,
        field: Field,
        text: &str,
        rewrite: impl Fn(&str) -> Option<String>,
    ) -> Option<String> {
        let text = if field.is_date() { self.date(text) } else { rewrite(text) }?;
        let hidden = self.options.redact == Redact::All;
        Some(if hidden { REDACTED.to_owned() } else { text })
    }

    /// A date in the form of the sheet; none when parts are unknown and the form has no place for it.
    pub(super) fn date(&self, text: &str) -> Option<String> {
        let date: PartialDate = text.parse().ok()?;
        match self.dates {
            DateForm::Iso => Some(date.to_string()),
            DateForm::Compact => {
                date.to_date().map(|d| format!("{:04}{:02}{:02}", d.year(), d.month(), d.day()))
            }
            DateForm::DayMonthYear => {
                date.to_date().map(|d| format!("{:02}/{:02}/{:04}", d.day(), d.month(), d.year()))
            }
        }
    }

    /// Whether the shape's own secrets are shown.
    pub(super) fn shows_numbers(&self) -> bool {
        self.options.redact == Redact::None
    }

    /// The score in the scale of the options.
    pub(super) fn score(&self) -> Value {
        self.result.decision.score.map_or(Value::Null, |score| match self.options.score_scale {
            ScoreScale::Unit => Value::from(score.get()),
            ScoreScale::Hundred => Value::from((score.get() * 100.0).round() as i64),
        })
    }

    pub(super) fn finish(self) -> Projection {
        Projection { value: Value::Object(self.members), origins: self.origins }
    }
}
