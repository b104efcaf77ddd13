//! The layouts by name.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A layout of a machine-readable zone.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
pub enum Format {
    /// Three lines of 30: cards (ICAO Doc 9303 Part 5).
    #[serde(rename = "TD1")]
    Td1,
    /// Two lines of 36: larger cards (Doc 9303 Part 6).
    #[serde(rename = "TD2")]
    Td2,
    /// Two lines of 44: passports (Doc 9303 Part 4).
    #[serde(rename = "TD3")]
    Td3,
    /// Two lines of 44: full-page visas (Doc 9303 Part 7).
    #[serde(rename = "MRV-A")]
    MrvA,
    /// Two lines of 36: small visas (Doc 9303 Part 7).
    #[serde(rename = "MRV-B")]
    MrvB,
    /// Two lines of 36: French identity cards issued from 1988 to 2021.
    #[serde(rename = "FRENCH_ID")]
    FrenchId,
    /// One line of 30 of an ISO/IEC 18013 driving licence with a chip, `D` first. Only the last
    /// digit is common to all issuers; of the Dutch (`D1NLD`) the number is known too.
    #[serde(rename = "EU_DL")]
    DrivingLicence,
    /// One line of 30 of French driving licences since 2013 (`D1FRA`), with expiry and surname.
    #[serde(rename = "FRENCH_DL")]
    FrenchDrivingLicence,
    /// Lines of 9, 30 and 30 of Swiss driving licences (`FACHE`). It has no check digit.
    #[serde(rename = "SWISS_DL")]
    SwissDrivingLicence,
}

impl Format {
    /// Every layout.
    pub const ALL: [Self; 9] = [
        Self::Td1,
        Self::Td2,
        Self::Td3,
        Self::MrvA,
        Self::MrvB,
        Self::FrenchId,
        Self::DrivingLicence,
        Self::FrenchDrivingLicence,
        Self::SwissDrivingLicence,
    ];

    /// The wire name.
    ///
    /// ```
    /// assert_eq!(bonafide_mrz::Format::MrvA.name(), "MRV-A");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Self::Td1 => "TD1",
            Self::Td2 => "TD2",
            Self::Td3 => "TD3",
            Self::MrvA => "MRV-A",
            Self::MrvB => "MRV-B",
            Self::FrenchId => "FRENCH_ID",
            Self::DrivingLicence => "EU_DL",
            Self::FrenchDrivingLicence => "FRENCH_DL",
            Self::SwissDrivingLicence => "SWISS_DL",
        }
    }

    /// The characters of each line.
    ///
    /// ```
    /// assert_eq!(bonafide_mrz::Format::Td1.line_lengths(), [30, 30, 30]);
    /// ```
    pub fn line_lengths(self) -> &'static [usize] {
        crate::layout::of(self).lines
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
