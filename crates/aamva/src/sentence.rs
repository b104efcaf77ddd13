//! A departure or finding as one sentence.

use std::fmt;

use crate::dictionary::define;
use crate::element::{Designator, ElementId};

/// A clause and where it holds, without personal values: `A date is none that the calendar has
/// (element DBB, date of birth).`
pub(crate) struct Sentence<'a> {
    /// Without full stop; its first letter is made a capital.
    pub(crate) clause: &'a str,
    pub(crate) subfile: Option<Designator>,
    pub(crate) element: Option<ElementId>,
    /// Bytes from the start of the payload.
    pub(crate) offset: Option<u32>,
    pub(crate) expected: Option<&'a dyn fmt::Display>,
    pub(crate) found: Option<&'a dyn fmt::Display>,
}

impl fmt::Display for Sentence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (first, rest) = self.clause.split_at_checked(1).unwrap_or((self.clause, ""));
        write!(f, "{}{rest}", first.to_ascii_uppercase())?;
        let details = [
            self.subfile.map(|subfile| format!("subfile {subfile}")),
            self.element.map(|id| match define(id) {
                Some(definition) => format!("element {id}, {}", definition.meaning),
                None => format!("element {id}"),
            }),
            self.offset.map(|offset| format!("at byte {offset}")),
            self.expected.map(|fact| format!("expected {fact}")),
            self.found.map(|fact| format!("found {fact}")),
        ];
        let details: Vec<String> = details.into_iter().flatten().collect();
        if !details.is_empty() {
            write!(f, " ({})", details.join("; "))?;
        }
        f.write_str(".")
    }
}
