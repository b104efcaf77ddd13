//! A result in plain words: what it came to and why, what each test cost, what was not looked at, and
//! what would have changed it.
//!
//! A pure function of a result. Nothing is judged here: every number is the result's own. Personal values
//! are masked unless they are asked for: a character becomes `*`, while lengths, separators and the marks
//! around differing characters stay.
//!
//! ```
//! use bonafide::explain::{Values, explain};
//! use bonafide::input::{SessionId, SessionInput};
//! use bonafide::{Context, Engine};
//!
//! let engine = Engine::builder().threads(1).build()?;
//! let session = SessionInput::new(SessionId::new("visitor-17")?);
//! let result = engine.evaluate(&session, &Context::on(jiff::civil::date(2026, 6, 1)));
//! let account = explain(&result, Values::Masked);
//! assert_eq!(account.sections[0].lines[0], "PENDING: MORE INFORMATION IS REQUIRED");
//! assert!(account.to_string().contains("What would have changed it"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod agreement;
mod conditions;
mod costs;
mod marks;
mod outcome;

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::result::SessionResult;
use crate::wording::in_words as words;

/// Whether personal values are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Values {
    /// Characters become `*`; lengths, separators and marks stay.
    #[default]
    Masked,
    /// As they were read.
    Shown,
}

/// A result in words.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Explanation {
    /// What it is about, in order: the outcome first.
    pub sections: Vec<Section>,
}

/// One part of an [`Explanation`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Section {
    /// What the part is about.
    pub title: String,
    /// Its lines; what belongs to the line before is indented by two spaces.
    pub lines: Vec<String>,
}

impl Section {
    /// A stored result may have been written by anyone: nothing in it may steer a terminal.
    fn new(title: &str, lines: &[String]) -> Self {
        let lines = lines.iter().map(|line| marks::harmless(line)).collect();
        Self { title: title.to_owned(), lines }
    }
}

impl fmt::Debug for Explanation {
    /// The titles alone: lines may hold personal data.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.sections.iter().map(|section| &section.title)).finish()
    }
}

impl fmt::Debug for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Section").field("title", &self.title).finish_non_exhaustive()
    }
}

impl fmt::Display for Explanation {
    /// Titles with their lines beneath, sections set apart by an empty line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, section) in self.sections.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            writeln!(f, "{}", section.title)?;
            for line in &section.lines {
                writeln!(f, "  {line}")?;
            }
        }
        Ok(())
    }
}

/// Puts a result in words. Sections about which there is nothing to say are left out, but for the outcome,
/// the conditions, the coverage and what would have changed the outcome.
pub fn explain(result: &SessionResult, values: Values) -> Explanation {
    let title = format!("Session {}", result.session_id.as_str());
    let sections = [
        Some(Section::new(&title, &outcome::lines(result))),
        some("Tests, by what they cost the score", &costs::lines(result, values)),
        some("Other tests that did not hold", &costs::not_held(result)),
        Some(Section::new("What must hold whatever the score", &conditions::gates(result))),
        some("What is missing", &conditions::missing(result)),
        some("Not performed", &conditions::not_performed(result)),
        Some(Section::new("Coverage", &conditions::coverage(result))),
        Some(Section::new("What would have changed it", &conditions::counterfactuals(result))),
        Some(Section::new("Made by", &conditions::origin(result))),
    ];
    Explanation { sections: sections.into_iter().flatten().collect() }
}

fn some(title: &str, lines: &[String]) -> Option<Section> {
    (!lines.is_empty()).then(|| Section::new(title, lines))
}
