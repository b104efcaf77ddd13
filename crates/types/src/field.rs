//! The fields of a document and their values.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::evidence::PixelBox;
use crate::number::Score;
use crate::sensitive::{Sensitive, exposed};

/// A field of a document. The first twenty-three can be required of a source; together with the raw
/// barcode and the face encoding they are the 25 of the requirements. The rest is printed only.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The document's own number.
    DocumentNumber,
    /// Document discriminator (AAMVA DCF); not the document number.
    RefNumber,
    /// Date of issue.
    IssuedAt,
    /// Date of expiry.
    ExpiresAt,
    /// Issuing country, ISO 3166-1 alpha-3 (or the ICAO code).
    IssuingCountry,
    /// Issuing state or province, two letters.
    IssuingState,
    /// Given name.
    FirstName,
    /// Middle names.
    MiddleName,
    /// Family name.
    LastName,
    /// Name suffix: JR, III.
    NameSuffix,
    /// Street line of the address.
    Street,
    /// City of the address.
    City,
    /// State or province of the address, two letters.
    State,
    /// Postal code of the address.
    PostalCode,
    /// Date of birth.
    BirthDate,
    /// `male`, `female` or `unspecified`.
    #[serde(rename = "gender_e")]
    Gender,
    /// Height with unit: `72 in`, `183 cm`.
    Height,
    /// Weight with unit: `180 lb`, `82 kg`.
    Weight,
    /// Eye colour, three letters (ANSI D-20).
    EyeColor,
    /// Hair colour, three letters (ANSI D-20).
    HairColor,
    /// Vehicle class codes.
    Class,
    /// Endorsement codes.
    Mentions,
    /// Restriction codes.
    Restrictions,
    /// Nationality, alpha-3.
    Nationality,
    /// National or personal number.
    NationalId,
    /// The authority that issued the document, as printed.
    IssuingAuthority,
    /// Place of birth, as printed.
    PlaceOfBirth,
    /// The issuer's own phrase for the document type, as printed.
    SourceDocumentType,
}

impl Field {
    /// Every field with its wire name.
    pub const ALL: [(Self, &'static str); 28] = [
        (Self::DocumentNumber, "document_number"),
        (Self::RefNumber, "ref_number"),
        (Self::IssuedAt, "issued_at"),
        (Self::ExpiresAt, "expires_at"),
        (Self::IssuingCountry, "issuing_country"),
        (Self::IssuingState, "issuing_state"),
        (Self::FirstName, "first_name"),
        (Self::MiddleName, "middle_name"),
        (Self::LastName, "last_name"),
        (Self::NameSuffix, "name_suffix"),
        (Self::Street, "street"),
        (Self::City, "city"),
        (Self::State, "state"),
        (Self::PostalCode, "postal_code"),
        (Self::BirthDate, "birth_date"),
        (Self::Gender, "gender_e"),
        (Self::Height, "height"),
        (Self::Weight, "weight"),
        (Self::EyeColor, "eye_color"),
        (Self::HairColor, "hair_color"),
        (Self::Class, "class"),
        (Self::Mentions, "mentions"),
        (Self::Restrictions, "restrictions"),
        (Self::Nationality, "nationality"),
        (Self::NationalId, "national_id"),
        (Self::IssuingAuthority, "issuing_authority"),
        (Self::PlaceOfBirth, "place_of_birth"),
        (Self::SourceDocumentType, "source_document_type"),
    ];

    /// The wire name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The field of a wire name. The names of other shapes are accepted too: `issue_date`,
    /// `expiration_date`, `suffix_name` and `gender`.
    pub fn from_name(name: &str) -> Option<Self> {
        let name = match name {
            "issue_date" => "issued_at",
            "expiration_date" => "expires_at",
            "suffix_name" => "name_suffix",
            "gender" => "gender_e",
            other => other,
        };
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(field, _)| *field)
    }

    /// Whether the field holds a date.
    pub fn is_date(self) -> bool {
        matches!(self, Self::IssuedAt | Self::ExpiresAt | Self::BirthDate)
    }
}

/// One field as one source gives it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldValue {
    /// The value in canonical form (see [`Field`]); `None` when the source says that there is none
    /// (a placeholder such as `NONE` in a middle name).
    #[serde(serialize_with = "exposed")]
    pub value: Option<Sensitive<String>>,
    /// How sure the reader is of it.
    pub confidence: Score,
    /// What stood in the source, before it was brought into canonical form.
    #[serde(default, serialize_with = "exposed", skip_serializing_if = "Option::is_none")]
    pub raw: Option<Sensitive<String>>,
    /// Where it stood, in pixels of the upright picture.
    #[serde(default, rename = "box", skip_serializing_if = "Option::is_none")]
    pub bounds: Option<PixelBox>,
    /// Whether the source says that it cut the value short; `None` when it says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub truncated: Option<bool>,
}

impl FieldValue {
    /// A value that was read.
    pub fn read(value: impl Into<String>, confidence: Score) -> Self {
        Self {
            value: Some(Sensitive::new(value.into())),
            confidence,
            raw: None,
            bounds: None,
            truncated: None,
        }
    }

    /// A field that the source leaves empty on purpose.
    pub fn none(confidence: Score) -> Self {
        Self { value: None, confidence, raw: None, bounds: None, truncated: None }
    }

    /// Keeps what stood in the source.
    #[must_use]
    pub fn with_raw(mut self, raw: impl Into<String>) -> Self {
        self.raw = Some(Sensitive::new(raw.into()));
        self
    }

    /// Keeps where it stood.
    #[must_use]
    pub fn with_bounds(mut self, bounds: PixelBox) -> Self {
        self.bounds = Some(bounds);
        self
    }

    /// Keeps whether the source cut it short.
    #[must_use]
    pub fn with_truncated(mut self, truncated: Option<bool>) -> Self {
        self.truncated = truncated;
        self
    }

    /// The value in clear, if there is one.
    pub fn text(&self) -> Option<&str> {
        self.value.as_ref().map(|value| value.expose().as_str())
    }
}

/// The fields that one source gives, in the order of [`Field`].
pub type Fields = BTreeMap<Field, FieldValue>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_agree_with_the_wire() {
        for (index, (field, name)) in Field::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, index);
            assert_eq!(serde_json::to_value(field).ok(), Some(name.into()));
            assert_eq!(Field::from_name(name), Some(field));
        }
    }

    #[test]
    fn round_trips_through_json_without_printing_itself() {
        let value = FieldValue::read("D1234567", Score::ONE).with_raw("DAQD1234567");
        let json = serde_json::to_string(&value).unwrap_or_default();
        assert_eq!(json, r#"{"value":"D1234567","confidence":1.0,"raw":"DAQD1234567"}"#);
        assert_eq!(serde_json::from_str::<FieldValue>(&json).ok(), Some(value.clone()));
        assert!(!format!("{value:?}").contains("1234567"));
    }
}
