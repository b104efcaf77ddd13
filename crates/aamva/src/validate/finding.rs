//! What a check found: places, counts and codes, never values.

use std::borrow::Cow;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::kind::{Basis, CheckKind};
use crate::deviation::{Deviation, DeviationKind, Severity};
use crate::element::{Designator, ElementId, Name};
use crate::sentence::Sentence;

/// A number, or a code out of a public table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Fact {
    /// A count, length, offset, year or number of days.
    Count(u32),
    /// A code: a state, a country, a subfile.
    Code(Cow<'static, str>),
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Code(code) => f.write_str(code),
        }
    }
}

impl From<u32> for Fact {
    fn from(count: u32) -> Self {
        Self::Count(count)
    }
}

impl From<usize> for Fact {
    fn from(count: usize) -> Self {
        Self::Count(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

impl From<&'static str> for Fact {
    fn from(code: &'static str) -> Self {
        Self::Code(Cow::Borrowed(code))
    }
}

/// Something that a check found to fail, or worth a remark.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Finding {
    /// The check.
    pub check: CheckKind,
    /// How much it matters: a remark (`info`) does not change the opinion.
    pub severity: Severity,
    /// How well the check is founded.
    pub basis: Basis,
    /// Which departure of the payload it is, where reading it already reported one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deviation: Option<DeviationKind>,
    /// The subfile it is in or about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subfile: Option<Designator>,
    /// The element it is in or about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<ElementId>,
    /// Where in the payload, bytes from its start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u32>,
    /// What should be there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<Fact>,
    /// What is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Fact>,
}

impl Finding {
    fn new(check: CheckKind, severity: Severity) -> Self {
        Self {
            check,
            severity,
            basis: check.basis(),
            deviation: None,
            subfile: None,
            element: None,
            offset: None,
            expected: None,
            found: None,
        }
    }

    /// Worth knowing, no reason for doubt.
    pub(super) fn remark(check: CheckKind) -> Self {
        Self::new(check, Severity::Info)
    }

    /// A person should look at it.
    pub(super) fn doubt(check: CheckKind) -> Self {
        Self::new(check, Severity::Warning)
    }

    /// It cannot be as it stands.
    pub(super) fn grave(check: CheckKind) -> Self {
        Self::new(check, Severity::Error)
    }

    /// What reading the payload reported, as a finding of the check that covers it.
    pub(super) fn of_deviation(check: CheckKind, deviation: &Deviation) -> Self {
        Self {
            deviation: Some(deviation.kind),
            subfile: deviation.subfile,
            element: deviation.element,
            offset: deviation.offset,
            expected: deviation.expected.map(Fact::Count),
            found: deviation.found.map(Fact::Count),
            ..Self::new(check, deviation.severity)
        }
    }

    pub(super) fn element(mut self, name: Name) -> Self {
        self.element = Some(ElementId::literal(name));
        self
    }

    pub(super) fn about(mut self, id: ElementId) -> Self {
        self.element = Some(id);
        self
    }

    pub(super) fn inside(mut self, subfile: Designator) -> Self {
        self.subfile = Some(subfile);
        self
    }

    pub(super) fn at(mut self, offset: usize) -> Self {
        self.offset = u32::try_from(offset).ok();
        self
    }

    pub(super) fn expected(mut self, fact: impl Into<Fact>) -> Self {
        self.expected = Some(fact.into());
        self
    }

    pub(super) fn found(mut self, fact: impl Into<Fact>) -> Self {
        self.found = Some(fact.into());
        self
    }

    /// Says in one sentence what was found and where, without personal values.
    pub fn in_words(&self) -> String {
        let sentence = Sentence {
            clause: self.deviation.map_or(self.check.failure(), DeviationKind::words),
            subfile: self.subfile,
            element: self.element,
            offset: self.offset,
            expected: self.expected.as_ref().map(|fact| fact as &dyn fmt::Display),
            found: self.found.as_ref().map(|fact| fact as &dyn fmt::Display),
        };
        sentence.to_string()
    }
}
