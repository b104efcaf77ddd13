//! What a payload says beyond the 23 fields.

use bonafide_types::Sensitive;
use bonafide_types::sensitive::exposed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::date::{self, Order};
use crate::element::{Designator, Element, Subfile};
use crate::lookup::Lookup;
use crate::value::{indicator, is_placeholder, tidy};

/// Whether a name was cut short (elements DDE, DDF, DDG).
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
pub enum Truncation {
    /// It was.
    #[serde(rename = "T")]
    Truncated,
    /// It was not.
    #[serde(rename = "N")]
    Whole,
    /// The issuer does not know, or does not say.
    #[default]
    #[serde(rename = "U")]
    Unknown,
}

impl Truncation {
    /// The letter of the standard: `T`, `N` or `U`.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Truncated => "T",
            Self::Whole => "N",
            Self::Unknown => "U",
        }
    }

    fn read(element: Option<&Element>) -> Self {
        match element.map(|e| e.value().trim()) {
            Some("T") => Self::Truncated,
            Some("N") => Self::Whole,
            _ => Self::Unknown,
        }
    }
}

/// The truncation of the three names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Truncated {
    /// Of the first name (DDF).
    pub first_name: Truncation,
    /// Of the middle names (DDG).
    pub middle_name: Truncation,
    /// Of the family name (DDE).
    pub last_name: Truncation,
}

/// How far the document meets the federal identification rules (element DDA).
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
pub enum Compliance {
    /// Fully compliant.
    #[serde(rename = "F")]
    Full,
    /// Materially compliant.
    #[serde(rename = "M")]
    Material,
    /// Not compliant.
    #[serde(rename = "N")]
    None,
}

impl Compliance {
    /// The letter of the standard: `F`, `M` or `N`.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Full => "F",
            Self::Material => "M",
            Self::None => "N",
        }
    }

    fn read(element: Option<&Element>) -> Option<Self> {
        match element?.value().trim() {
            "F" => Some(Self::Full),
            "M" => Some(Self::Material),
            "N" => Some(Self::None),
            _ => None,
        }
    }
}

/// What a payload says beyond the 23 fields. `None`: it does not say. Dates are EDTF strings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
#[serde(default)]
pub struct Extended {
    /// Second line of the street (DAH).
    #[serde(serialize_with = "exposed", skip_serializing_if = "Option::is_none")]
    pub street_2: Option<Sensitive<String>>,
    /// Date of the card's design (DDB).
    #[serde(serialize_with = "exposed", skip_serializing_if = "Option::is_none")]
    pub card_revision_date: Option<Sensitive<String>>,
    /// Expiry of the hazardous materials endorsement (DDC).
    #[serde(serialize_with = "exposed", skip_serializing_if = "Option::is_none")]
    pub hazmat_expires_at: Option<Sensitive<String>>,
    /// The holder's eighteenth birthday (DDH).
    #[serde(serialize_with = "exposed", skip_serializing_if = "Option::is_none")]
    pub under_18_until: Option<Sensitive<String>>,
    /// The holder's nineteenth birthday (DDI).
    #[serde(serialize_with = "exposed", skip_serializing_if = "Option::is_none")]
    pub under_19_until: Option<Sensitive<String>>,
    /// The holder's twenty-first birthday (DDJ).
    #[serde(serialize_with = "exposed", skip_serializing_if = "Option::is_none")]
    pub under_21_until: Option<Sensitive<String>>,
    /// Number of the card stock (DCK).
    #[serde(serialize_with = "exposed", skip_serializing_if = "Option::is_none")]
    pub inventory_control: Option<Sensitive<String>>,
    /// When, where and by whom the card was made (DCJ).
    #[serde(serialize_with = "exposed", skip_serializing_if = "Option::is_none")]
    pub audit_information: Option<Sensitive<String>>,
    /// Place of birth (DCI).
    #[serde(serialize_with = "exposed", skip_serializing_if = "Option::is_none")]
    pub place_of_birth: Option<Sensitive<String>>,
    /// Organ donor (DDK; DBH in version 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organ_donor: Option<bool>,
    /// Veteran (DDL).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub veteran: Option<bool>,
    /// Limited duration: the holder's lawful status is temporary (DDD).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limited_duration: Option<bool>,
    /// Commercial driver licence (DDM, 2025).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cdl_indicator: Option<bool>,
    /// Non-domiciled holder (DDN, 2025).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub non_domiciled_indicator: Option<bool>,
    /// Enhanced credential (DDO, 2025; or an EN subfile).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enhanced_credential_indicator: Option<bool>,
    /// Permit (DDP, 2025; or a permit class in version 1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permit_indicator: Option<bool>,
    /// Compliance with the federal identification rules (DDA).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compliance: Option<Compliance>,
    /// Which names were cut short.
    pub truncated: Truncated,
}

/// Reads the extended values. Dates follow the order of the payload; one that is none is left out.
pub(crate) fn read(subfiles: &[Subfile], lookup: &Lookup<'_>, order: Order) -> Extended {
    let find = |name| lookup.by_name(name);
    let filled = |name| find(name).map(Element::value).filter(|text| !is_placeholder(text));
    let text = |name| filled(name).map(|text| Sensitive::new(tidy(text)));
    let verbatim = |name| filled(name).map(|text| Sensitive::new(text.trim().to_owned()));
    let date = |name| {
        let date = date::read(filled(name)?, order).date?;
        Some(Sensitive::new(date.to_string()))
    };
    let flag = |name| find(name).and_then(|e| indicator(e.value()));
    let enhanced = subfiles.iter().any(|s| s.designator == Designator::EN);
    let permit_class = filled(b"PAA").is_some();
    // The second line belongs to the address that the first is taken from.
    let mailing = filled(b"DAG").is_some() || find(b"DAL").is_none();
    Extended {
        street_2: text(if mailing { b"DAH" } else { b"DAM" }),
        card_revision_date: date(b"DDB"),
        hazmat_expires_at: date(b"DDC"),
        under_18_until: date(b"DDH"),
        under_19_until: date(b"DDI"),
        under_21_until: date(b"DDJ"),
        inventory_control: verbatim(b"DCK"),
        audit_information: verbatim(b"DCJ"),
        place_of_birth: text(b"DCI"),
        organ_donor: flag(b"DDK").or_else(|| flag(b"DBH")),
        veteran: flag(b"DDL"),
        limited_duration: flag(b"DDD"),
        cdl_indicator: flag(b"DDM"),
        non_domiciled_indicator: flag(b"DDN"),
        enhanced_credential_indicator: flag(b"DDO").or(enhanced.then_some(true)),
        permit_indicator: flag(b"DDP").or(permit_class.then_some(true)),
        compliance: Compliance::read(find(b"DDA")),
        truncated: Truncated {
            first_name: Truncation::read(find(b"DDF")),
            middle_name: Truncation::read(find(b"DDG")),
            last_name: Truncation::read(find(b"DDE")),
        },
    }
}
