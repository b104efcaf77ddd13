//! Documents, their types with three spellings, and where their data came from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::field::Fields;

/// What a document is. The serde name is `document_type_e`; the other spellings have methods.
///
/// ```
/// use bonafide_types::DocumentType;
/// let card = DocumentType::IdentificationCard;
/// assert_eq!(card.name(), "identification_card"); // document_type_e
/// assert_eq!(card.weights_prefix(), Some("state_id")); // the 27 numbers
/// ```
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum DocumentType {
    /// Not known, or none of the others.
    #[default]
    Unknown,
    /// A driver licence or permit.
    DriverLicense,
    /// A state or national identification card.
    IdentificationCard,
    /// A passport booklet's data page.
    Passport,
    /// A passport card.
    PassportCard,
}

impl DocumentType {
    /// Every type, in the order of the wire enumeration.
    pub const ALL: [Self; 5] = [
        Self::Unknown,
        Self::DriverLicense,
        Self::IdentificationCard,
        Self::Passport,
        Self::PassportCard,
    ];

    /// The spelling of `document_type_e`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::DriverLicense => "driver_license",
            Self::IdentificationCard => "identification_card",
            Self::Passport => "passport",
            Self::PassportCard => "passport_card",
        }
    }

    /// The spelling of the weights, before `_fuzzy_match_tolerance` and `_fuzzy_match_weight`.
    pub fn weights_prefix(self) -> Option<&'static str> {
        match self {
            Self::Unknown => None,
            Self::IdentificationCard => Some("state_id"),
            other => Some(other.name()),
        }
    }

    /// The canonical upper-case words of shape V.
    pub fn title_upper(self) -> Option<&'static str> {
        Some(match self {
            Self::Unknown => return None,
            Self::DriverLicense => "DRIVERS LICENSE",
            Self::IdentificationCard => "IDENTIFICATION CARD",
            Self::Passport => "PASSPORT",
            Self::PassportCard => "PASSPORT CARD",
        })
    }

    /// The title-case words of shape U.
    pub fn title(self) -> Option<&'static str> {
        Some(match self {
            Self::Unknown => return None,
            Self::DriverLicense => "Driver License",
            Self::IdentificationCard => "Identification Card",
            Self::Passport => "Passport",
            Self::PassportCard => "Passport Card",
        })
    }

    /// Whether the motor vehicle registry knows documents of this type.
    pub fn has_registry(self) -> bool {
        matches!(self, Self::DriverLicense | Self::IdentificationCard)
    }
}

/// Where data came from (`data_source_e`).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum DataSource {
    /// Not known.
    Unknown,
    /// Text printed on the front.
    FrontOcr,
    /// Text printed on the back.
    BackOcr,
    /// The PDF417 symbol.
    Barcode,
    /// The machine-readable zone.
    Mrz,
    /// What the person stated.
    UserInput,
    /// The registry's record.
    Dmv,
}

impl DataSource {
    /// Every source, in the order of the wire enumeration.
    pub const ALL: [Self; 7] = [
        Self::Unknown,
        Self::FrontOcr,
        Self::BackOcr,
        Self::Barcode,
        Self::Mrz,
        Self::UserInput,
        Self::Dmv,
    ];

    /// The spelling of `data_source_e`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::FrontOcr => "front_ocr",
            Self::BackOcr => "back_ocr",
            Self::Barcode => "barcode",
            Self::Mrz => "mrz",
            Self::UserInput => "user_input",
            Self::Dmv => "dmv",
        }
    }

    /// Whether characters of this source were recognised in pixels, so that confusable shapes
    /// (O and 0, I and 1) may have been swapped by the reader.
    pub fn is_read_from_pixels(self) -> bool {
        matches!(self, Self::FrontOcr | Self::BackOcr | Self::Mrz)
    }
}

/// A side of a card; the data page of a passport is a front.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The side with the portrait.
    Front,
    /// The other side.
    Back,
}

impl Side {
    /// `front` or `back`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Back => "back",
        }
    }
}

/// What one source says about the document: one per source in a session.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Document {
    /// Stable within a result, for example `d-barcode`.
    pub document_id: String,
    /// What this source takes the document for.
    pub type_e: DocumentType,
    /// Where the data came from.
    pub data_source_e: DataSource,
    /// The side it was read from, if from a side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side: Option<Side>,
    /// What was read.
    pub fields: Fields,
}

impl Document {
    /// A document whose id follows from its source.
    pub fn new(
        type_e: DocumentType,
        source: DataSource,
        side: Option<Side>,
        fields: Fields,
    ) -> Self {
        let stem = match source {
            DataSource::FrontOcr => "front",
            DataSource::BackOcr => "back",
            DataSource::UserInput => "claims",
            other => other.name(),
        };
        Self { document_id: format!("d-{stem}"), type_e, data_source_e: source, side, fields }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_agree_with_the_wire() {
        for t in DocumentType::ALL {
            assert_eq!(serde_json::to_value(t).ok(), Some(t.name().into()));
        }
        for s in DataSource::ALL {
            assert_eq!(serde_json::to_value(s).ok(), Some(s.name().into()));
        }
    }
}
