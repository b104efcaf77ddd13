//! What a verdict rests on, so that a person can check it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::number::Score;
use crate::sensitive::{InClear, Sensitive};

/// An axis-aligned box in pixels of the upright picture; right and bottom are exclusive.
/// On the wire: `[left, top, right, bottom]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "[u32; 4]", into = "[u32; 4]")]
#[schemars(with = "[u32; 4]")]
pub struct PixelBox {
    /// First column.
    pub left: u32,
    /// First row.
    pub top: u32,
    /// Column after the last.
    pub right: u32,
    /// Row after the last.
    pub bottom: u32,
}

impl From<[u32; 4]> for PixelBox {
    fn from([left, top, right, bottom]: [u32; 4]) -> Self {
        Self { left, top, right, bottom }
    }
}

impl From<PixelBox> for [u32; 4] {
    fn from(b: PixelBox) -> Self {
        [b.left, b.top, b.right, b.bottom]
    }
}

/// One thing a person can look at.
///
/// On the wire: `{"kind": "detector", "name": "ela", "score": 0.09}`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// What sort of thing: `detector`, `date`, `rule`, `word`, `heatmap`, `indicator` …
    pub kind: String,
    /// Which one of its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How much it says, where it is a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// Whether a rule holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<bool>,
    /// Where, in pixels of the upright picture.
    #[serde(default, rename = "box", skip_serializing_if = "Option::is_none")]
    pub bounds: Option<PixelBox>,
    /// The file that shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub artifact: Option<String>,
    /// Values that it compares, by name; may be personal data.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty", serialize_with = "exposed_map")]
    pub values: BTreeMap<String, Sensitive<String>>,
}

impl Evidence {
    /// Evidence of a kind, with nothing else said yet.
    pub fn of(kind: &str) -> Self {
        Self { kind: kind.to_owned(), ..Self::default() }
    }

    /// Names it.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = Some(name.to_owned());
        self
    }

    /// States how much it says.
    #[must_use]
    pub fn scored(mut self, score: Score) -> Self {
        self.score = Some(score);
        self
    }

    /// States whether a rule holds.
    #[must_use]
    pub fn holding(mut self, holds: bool) -> Self {
        self.holds = Some(holds);
        self
    }

    /// Adds a value that it rests on.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.values.insert(name.to_owned(), Sensitive::new(value.into()));
        self
    }
}

fn exposed_map<S: serde::Serializer>(
    values: &BTreeMap<String, Sensitive<String>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(values.iter().map(|(name, value)| (name, InClear(value))))
}
