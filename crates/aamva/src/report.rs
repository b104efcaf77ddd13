//! What a result says about a payload, without any of its personal values.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::deviation::Deviation;
use crate::element::Designator;
use crate::extended::Truncated;
use crate::issuer::Iin;

/// Which rules a payload follows.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Standard {
    /// AAMVA's PDF417 payload (Annex D).
    Aamva,
    /// AAMVA's magnetic stripe (Annex F).
    MagneticStripe,
}

/// The part of a result's `barcode` object that comes from the payload. Meant to be flattened into
/// it beside what the symbol's reader adds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Report {
    /// Which rules the payload follows.
    pub standard: Standard,
    /// AAMVA version, 0 to 99 as stated; `null` on a magnetic stripe or without a header.
    pub aamva_version: Option<u8>,
    /// Jurisdiction version, 0 to 99; left out where the payload has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jurisdiction_version: Option<u8>,
    /// Issuer identification number, six digits.
    pub iin: Option<Iin>,
    /// Designators of the subfiles in order.
    pub subfiles: Vec<Designator>,
    /// Which names were cut short: `T`, `N` or `U`.
    pub truncated: Truncated,
    /// Departures from the standard.
    pub deviations: Vec<Deviation>,
}
