//! Sizes of documents, as far as a picture without a scale tells them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The shape of a document's outline.
///
/// A picture tells the ratio of the sides, not their length. That of ID-2 (105 × 74 mm, 1.419), of ID-3
/// (125 × 88 mm, 1.420; ISO/IEC 7810) and of A4 (297 × 210 mm, 1.414; ISO 216) differ by less than
/// any photograph can be measured, so they are one shape.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "kebab-case")]
pub enum DocumentFormat {
    /// ID-1, 85.60 × 53.98 mm, 1.586: driving licences, most identity cards, passport cards.
    Id1,
    /// ID-2, a page of a passport (ID-3) or A4: sides as 1 to the root of 2. An open passport (125 × 176
    /// mm) too.
    #[serde(rename = "id2-id3-a4")]
    RootTwo,
    /// US Letter, 11 × 8.5 inches, 1.294.
    Letter,
    /// None of these.
    Other,
}

impl DocumentFormat {
    /// The formats that have a shape.
    pub const SHAPES: [Self; 3] = [Self::Id1, Self::RootTwo, Self::Letter];

    /// Longer side over shorter side; `None` for [`Self::Other`].
    ///
    /// ```
    /// use bonafide_imaging::DocumentFormat;
    /// let ratio = DocumentFormat::Id1.ratio().unwrap();
    /// assert!((ratio - 85.60 / 53.98).abs() < 1e-4);
    /// ```
    pub fn ratio(self) -> Option<f32> {
        match self {
            Self::Id1 => Some(85.60 / 53.98),
            Self::RootTwo => Some(1.419),
            Self::Letter => Some(11.0 / 8.5),
            Self::Other => None,
        }
    }

    /// What has this shape, in words.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Id1 => "a card (ID-1)",
            Self::RootTwo => "ID-2, a passport page (ID-3) or A4",
            Self::Letter => "a Letter page",
            Self::Other => "no known format",
        }
    }
}
