//! Issuer identification numbers: which authority a payload says it comes from.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::NameError;

/// A six-digit issuer identification number (ISO/IEC 7812), known to AAMVA's list or not.
///
/// ```
/// use bonafide_aamva::Iin;
///
/// let iin: Iin = "636001".parse()?;
/// let issuer = iin.issuer().expect("on AAMVA's list");
/// assert_eq!((issuer.jurisdiction, issuer.country, issuer.name), (Some("NY"), "USA", "New York"));
/// # Ok::<(), bonafide_aamva::NameError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Iin(u32);

impl Iin {
    /// Returns the number made of six ASCII digits.
    pub fn from_digits(digits: &[u8]) -> Option<Self> {
        if digits.len() != 6 {
            return None;
        }
        digits
            .iter()
            .try_fold(0, |sum, d| d.is_ascii_digit().then(|| sum * 10 + u32::from(d - b'0')))
            .map(Self)
    }

    /// Returns the number, 0 to 999999.
    pub fn number(self) -> u32 {
        self.0
    }

    /// Returns who issues under this number, if it is on AAMVA's list.
    pub fn issuer(self) -> Option<&'static Issuer> {
        let found = ISSUERS.binary_search_by_key(&self.0, |issuer| issuer.iin);
        found.ok().and_then(|index| ISSUERS.get(index))
    }
}

impl fmt::Display for Iin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl FromStr for Iin {
    type Err = NameError;
    fn from_str(text: &str) -> Result<Self, NameError> {
        Self::from_digits(text.as_bytes()).ok_or(NameError::Iin)
    }
}

impl Serialize for Iin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Iin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Iin {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Iin".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9]{6}$" })
    }
}

/// An issuing authority on AAMVA's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Issuer {
    /// The issuer identification number.
    pub iin: u32,
    /// State, territory or province code (ISO 3166-2 without the country); `None` for the
    /// Department of State.
    pub jurisdiction: Option<&'static str>,
    /// ISO 3166-1 alpha-3: `USA`, `CAN` or `MEX`.
    pub country: &'static str,
    /// Name of the jurisdiction in English.
    pub name: &'static str,
}

impl Issuer {
    /// Whether the tables of states and postal codes cover its country: they do not Mexico.
    pub(crate) fn has_tables(&self) -> bool {
        self.country != "MEX"
    }
}

/// Returns every issuer, ordered by number.
///
/// Source: AAMVA, Issuer Identification Numbers (IIN), as published on its site. 990876 is not on
/// it: Alberta's cards carried that number before ISO assigned 604432.
pub fn issuers() -> &'static [Issuer] {
    &ISSUERS
}

const fn issuer(iin: u32, code: &'static str, country: &'static str, name: &'static str) -> Issuer {
    let jurisdiction = if code.is_empty() { None } else { Some(code) };
    Issuer { iin, jurisdiction, country, name }
}

static ISSUERS: [Issuer; 73] = [
    issuer(604_426, "PE", "CAN", "Prince Edward Island"),
    issuer(604_427, "AS", "USA", "American Samoa"),
    issuer(604_428, "QC", "CAN", "Quebec"),
    issuer(604_429, "YT", "CAN", "Yukon"),
    issuer(604_430, "MP", "USA", "Northern Mariana Islands"),
    issuer(604_431, "PR", "USA", "Puerto Rico"),
    issuer(604_432, "AB", "CAN", "Alberta"),
    issuer(604_433, "NU", "CAN", "Nunavut"),
    issuer(604_434, "NT", "CAN", "Northwest Territories"),
    issuer(636_000, "VA", "USA", "Virginia"),
    issuer(636_001, "NY", "USA", "New York"),
    issuer(636_002, "MA", "USA", "Massachusetts"),
    issuer(636_003, "MD", "USA", "Maryland"),
    issuer(636_004, "NC", "USA", "North Carolina"),
    issuer(636_005, "SC", "USA", "South Carolina"),
    issuer(636_006, "CT", "USA", "Connecticut"),
    issuer(636_007, "LA", "USA", "Louisiana"),
    issuer(636_008, "MT", "USA", "Montana"),
    issuer(636_009, "NM", "USA", "New Mexico"),
    issuer(636_010, "FL", "USA", "Florida"),
    issuer(636_011, "DE", "USA", "Delaware"),
    issuer(636_012, "ON", "CAN", "Ontario"),
    issuer(636_013, "NS", "CAN", "Nova Scotia"),
    issuer(636_014, "CA", "USA", "California"),
    issuer(636_015, "TX", "USA", "Texas"),
    issuer(636_016, "NL", "CAN", "Newfoundland and Labrador"),
    issuer(636_017, "NB", "CAN", "New Brunswick"),
    issuer(636_018, "IA", "USA", "Iowa"),
    issuer(636_019, "GU", "USA", "Guam"),
    issuer(636_020, "CO", "USA", "Colorado"),
    issuer(636_021, "AR", "USA", "Arkansas"),
    issuer(636_022, "KS", "USA", "Kansas"),
    issuer(636_023, "OH", "USA", "Ohio"),
    issuer(636_024, "VT", "USA", "Vermont"),
    issuer(636_025, "PA", "USA", "Pennsylvania"),
    issuer(636_026, "AZ", "USA", "Arizona"),
    issuer(636_027, "", "USA", "Department of State"),
    issuer(636_028, "BC", "CAN", "British Columbia"),
    issuer(636_029, "OR", "USA", "Oregon"),
    issuer(636_030, "MO", "USA", "Missouri"),
    issuer(636_031, "WI", "USA", "Wisconsin"),
    issuer(636_032, "MI", "USA", "Michigan"),
    issuer(636_033, "AL", "USA", "Alabama"),
    issuer(636_034, "ND", "USA", "North Dakota"),
    issuer(636_035, "IL", "USA", "Illinois"),
    issuer(636_036, "NJ", "USA", "New Jersey"),
    issuer(636_037, "IN", "USA", "Indiana"),
    issuer(636_038, "MN", "USA", "Minnesota"),
    issuer(636_039, "NH", "USA", "New Hampshire"),
    issuer(636_040, "UT", "USA", "Utah"),
    issuer(636_041, "ME", "USA", "Maine"),
    issuer(636_042, "SD", "USA", "South Dakota"),
    issuer(636_043, "DC", "USA", "District of Columbia"),
    issuer(636_044, "SK", "CAN", "Saskatchewan"),
    issuer(636_045, "WA", "USA", "Washington"),
    issuer(636_046, "KY", "USA", "Kentucky"),
    issuer(636_047, "HI", "USA", "Hawaii"),
    issuer(636_048, "MB", "CAN", "Manitoba"),
    issuer(636_049, "NV", "USA", "Nevada"),
    issuer(636_050, "ID", "USA", "Idaho"),
    issuer(636_051, "MS", "USA", "Mississippi"),
    issuer(636_052, "RI", "USA", "Rhode Island"),
    issuer(636_053, "TN", "USA", "Tennessee"),
    issuer(636_054, "NE", "USA", "Nebraska"),
    issuer(636_055, "GA", "USA", "Georgia"),
    issuer(636_056, "COA", "MEX", "Coahuila"),
    issuer(636_057, "HID", "MEX", "Hidalgo"),
    issuer(636_058, "OK", "USA", "Oklahoma"),
    issuer(636_059, "AK", "USA", "Alaska"),
    issuer(636_060, "WY", "USA", "Wyoming"),
    issuer(636_061, "WV", "USA", "West Virginia"),
    issuer(636_062, "VI", "USA", "Virgin Islands"),
    issuer(990_876, "AB", "CAN", "Alberta"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_ordered_and_complete() {
        assert!(ISSUERS.windows(2).all(|pair| pair[0].iin < pair[1].iin));
        let of = |country| {
            let mut codes: Vec<_> = ISSUERS
                .iter()
                .filter(|i| i.country == country)
                .filter_map(|i| i.jurisdiction)
                .collect();
            codes.sort_unstable();
            codes.dedup();
            codes.len()
        };
        // 50 states, the district and five territories; ten provinces and three territories.
        assert_eq!((of("USA"), of("CAN"), of("MEX")), (56, 13, 2));
    }

    #[test]
    fn a_number_is_six_digits() {
        for bad in ["", "63600", "6360011", "63600A", "６３６００１"] {
            assert_eq!(bad.parse::<Iin>(), Err(NameError::Iin));
        }
        let unlisted: Iin = "000001".parse().expect("six digits");
        assert_eq!(unlisted.issuer(), None);
        assert_eq!(unlisted.to_string(), "000001");
    }
}
