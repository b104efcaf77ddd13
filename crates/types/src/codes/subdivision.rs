//! States, provinces and territories of the United States, Canada and Mexico.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Country, has_key, name_key};

/// A first-level subdivision of the United States, Canada or Mexico.
///
/// Codes: two letters as in USPS Publication 28, appendix B, for the United States (with the
/// territories and the military "states" `AA`, `AE`, `AP`) and as in ISO 3166-2 for Canada;
/// three letters of ISO 3166-2 for Mexico, whose two-letter abbreviations collide with the others.
/// Territories of the United States report the United States as their country, as addresses and
/// driver licences do. Serialised as the code.
///
/// ```
/// use bonafide_types::codes::Subdivision;
///
/// let state = Subdivision::from_name("new york").unwrap();
/// assert_eq!((state.code(), state.country().alpha3()), ("NY", "USA"));
/// assert_eq!(Subdivision::from_code("CA-ON"), Subdivision::from_name("Ontario"));
/// assert_eq!(Subdivision::from_code("JAL").unwrap().country().alpha2(), Some("MX"));
/// ```
#[derive(Clone, Copy)]
pub struct Subdivision(&'static Row);

struct Row {
    code: &'static str,
    name: &'static str,
    nation: Nation,
}

#[derive(Clone, Copy)]
enum Nation {
    Us,
    Ca,
    Mx,
}

impl Nation {
    fn alpha2(self) -> &'static str {
        match self {
            Nation::Us => "US",
            Nation::Ca => "CA",
            Nation::Mx => "MX",
        }
    }
}

const fn row(code: &'static str, name: &'static str, nation: Nation) -> Row {
    Row { code, name, nation }
}

/// United States: USPS Publication 28, appendix B. Canada and Mexico: ISO 3166-2.
#[rustfmt::skip]
static ROWS: &[Row] = &[
    row("AL", "Alabama", Nation::Us),
    row("AK", "Alaska", Nation::Us),
    row("AZ", "Arizona", Nation::Us),
    row("AR", "Arkansas", Nation::Us),
    row("CA", "California", Nation::Us),
    row("CO", "Colorado", Nation::Us),
    row("CT", "Connecticut", Nation::Us),
    row("DE", "Delaware", Nation::Us),
    row("DC", "District of Columbia", Nation::Us),
    row("FL", "Florida", Nation::Us),
    row("GA", "Georgia", Nation::Us),
    row("HI", "Hawaii", Nation::Us),
    row("ID", "Idaho", Nation::Us),
    row("IL", "Illinois", Nation::Us),
    row("IN", "Indiana", Nation::Us),
    row("IA", "Iowa", Nation::Us),
    row("KS", "Kansas", Nation::Us),
    row("KY", "Kentucky", Nation::Us),
    row("LA", "Louisiana", Nation::Us),
    row("ME", "Maine", Nation::Us),
    row("MD", "Maryland", Nation::Us),
    row("MA", "Massachusetts", Nation::Us),
    row("MI", "Michigan", Nation::Us),
    row("MN", "Minnesota", Nation::Us),
    row("MS", "Mississippi", Nation::Us),
    row("MO", "Missouri", Nation::Us),
    row("MT", "Montana", Nation::Us),
    row("NE", "Nebraska", Nation::Us),
    row("NV", "Nevada", Nation::Us),
    row("NH", "New Hampshire", Nation::Us),
    row("NJ", "New Jersey", Nation::Us),
    row("NM", "New Mexico", Nation::Us),
    row("NY", "New York", Nation::Us),
    row("NC", "North Carolina", Nation::Us),
    row("ND", "North Dakota", Nation::Us),
    row("OH", "Ohio", Nation::Us),
    row("OK", "Oklahoma", Nation::Us),
    row("OR", "Oregon", Nation::Us),
    row("PA", "Pennsylvania", Nation::Us),
    row("RI", "Rhode Island", Nation::Us),
    row("SC", "South Carolina", Nation::Us),
    row("SD", "South Dakota", Nation::Us),
    row("TN", "Tennessee", Nation::Us),
    row("TX", "Texas", Nation::Us),
    row("UT", "Utah", Nation::Us),
    row("VT", "Vermont", Nation::Us),
    row("VA", "Virginia", Nation::Us),
    row("WA", "Washington", Nation::Us),
    row("WV", "West Virginia", Nation::Us),
    row("WI", "Wisconsin", Nation::Us),
    row("WY", "Wyoming", Nation::Us),
    row("AS", "American Samoa", Nation::Us),
    row("GU", "Guam", Nation::Us),
    row("MP", "Northern Mariana Islands", Nation::Us),
    row("PR", "Puerto Rico", Nation::Us),
    row("VI", "Virgin Islands", Nation::Us),
    row("AA", "Armed Forces Americas", Nation::Us),
    row("AE", "Armed Forces Europe", Nation::Us),
    row("AP", "Armed Forces Pacific", Nation::Us),
    row("AB", "Alberta", Nation::Ca),
    row("BC", "British Columbia", Nation::Ca),
    row("MB", "Manitoba", Nation::Ca),
    row("NB", "New Brunswick", Nation::Ca),
    row("NL", "Newfoundland and Labrador", Nation::Ca),
    row("NS", "Nova Scotia", Nation::Ca),
    row("NT", "Northwest Territories", Nation::Ca),
    row("NU", "Nunavut", Nation::Ca),
    row("ON", "Ontario", Nation::Ca),
    row("PE", "Prince Edward Island", Nation::Ca),
    row("QC", "Quebec", Nation::Ca),
    row("SK", "Saskatchewan", Nation::Ca),
    row("YT", "Yukon", Nation::Ca),
    row("AGU", "Aguascalientes", Nation::Mx),
    row("BCN", "Baja California", Nation::Mx),
    row("BCS", "Baja California Sur", Nation::Mx),
    row("CAM", "Campeche", Nation::Mx),
    row("CHH", "Chihuahua", Nation::Mx),
    row("CHP", "Chiapas", Nation::Mx),
    row("CMX", "Ciudad de México", Nation::Mx),
    row("COA", "Coahuila", Nation::Mx),
    row("COL", "Colima", Nation::Mx),
    row("DUR", "Durango", Nation::Mx),
    row("GRO", "Guerrero", Nation::Mx),
    row("GUA", "Guanajuato", Nation::Mx),
    row("HID", "Hidalgo", Nation::Mx),
    row("JAL", "Jalisco", Nation::Mx),
    row("MEX", "México", Nation::Mx),
    row("MIC", "Michoacán", Nation::Mx),
    row("MOR", "Morelos", Nation::Mx),
    row("NAY", "Nayarit", Nation::Mx),
    row("NLE", "Nuevo León", Nation::Mx),
    row("OAX", "Oaxaca", Nation::Mx),
    row("PUE", "Puebla", Nation::Mx),
    row("QUE", "Querétaro", Nation::Mx),
    row("ROO", "Quintana Roo", Nation::Mx),
    row("SIN", "Sinaloa", Nation::Mx),
    row("SLP", "San Luis Potosí", Nation::Mx),
    row("SON", "Sonora", Nation::Mx),
    row("TAB", "Tabasco", Nation::Mx),
    row("TAM", "Tamaulipas", Nation::Mx),
    row("TLA", "Tlaxcala", Nation::Mx),
    row("VER", "Veracruz", Nation::Mx),
    row("YUC", "Yucatán", Nation::Mx),
    row("ZAC", "Zacatecas", Nation::Mx),
];

/// Codes that cards and older records carry for the same places.
const CODE_ALIASES: &[(&str, &str)] =
    &[("NF", "NL"), ("LB", "NL"), ("PQ", "QC"), ("DIF", "CMX"), ("CU", "COA"), ("HL", "HID")];

/// Further names in key form, by code.
const NAME_ALIASES: &[(&str, &str)] = &[
    ("armedforcesafrica", "AE"),
    ("armedforcescanada", "AE"),
    ("armedforcesmiddleeast", "AE"),
    ("commonwealthofmassachusetts", "MA"),
    ("commonwealthofpennsylvania", "PA"),
    ("commonwealthofvirginia", "VA"),
    ("coahuiladezaragoza", "COA"),
    ("distritofederal", "CMX"),
    ("edomex", "MEX"),
    ("estadodemexico", "MEX"),
    ("mexicocity", "CMX"),
    ("michoacandeocampo", "MIC"),
    ("newfoundland", "NL"),
    ("quebecprovince", "QC"),
    ("queretarodearteaga", "QUE"),
    ("stateofmexico", "MEX"),
    ("stateofnewyork", "NY"),
    ("unitedstatesvirginislands", "VI"),
    ("usvirginislands", "VI"),
    ("veracruzdeignaciodelallave", "VER"),
    ("washingtondc", "DC"),
    ("yukonterritory", "YT"),
];

impl Subdivision {
    /// Returns the subdivision of a code, bare (`NY`) or with its country (`US-NY`, `MX-JAL`);
    /// case and surrounding spaces are ignored.
    pub fn from_code(code: &str) -> Option<Subdivision> {
        let code = code.trim();
        if let Some((country, bare)) = code.split_once('-') {
            let found = Subdivision::from_code(bare).filter(|_| !bare.contains('-'))?;
            return found.0.nation.alpha2().eq_ignore_ascii_case(country).then_some(found);
        }
        let exact = ROWS.iter().find(|row| row.code.eq_ignore_ascii_case(code));
        if let Some(row) = exact {
            return Some(Subdivision(row));
        }
        let (_, today) = CODE_ALIASES.iter().find(|(old, _)| old.eq_ignore_ascii_case(code))?;
        ROWS.iter().find(|row| row.code == *today).map(Subdivision)
    }

    /// Returns the subdivision of a name, whatever its case, accents and punctuation.
    pub fn from_name(name: &str) -> Option<Subdivision> {
        let key = name_key(name)?;
        if let Some((_, code)) = NAME_ALIASES.iter().find(|(alias, _)| *alias == key) {
            return Subdivision::from_code(code);
        }
        let found = ROWS.iter().find(|row| has_key(row.name, &key));
        found.map(Subdivision)
    }

    /// Returns every subdivision: United States, Canada, Mexico.
    pub fn all() -> impl Iterator<Item = Subdivision> {
        ROWS.iter().map(Subdivision)
    }

    /// Returns the code: two letters, three for Mexico.
    pub fn code(self) -> &'static str {
        self.0.code
    }

    /// Returns the name: English, Spanish for Mexico.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// Returns the country that the subdivision belongs to.
    pub fn country(self) -> Country {
        match self.0.nation {
            Nation::Us => Country::UNITED_STATES,
            Nation::Ca => Country::CANADA,
            Nation::Mx => Country::MEXICO,
        }
    }

    /// Returns the code of ISO 3166-2, `US-NY`; military "states" follow the same form.
    pub fn iso3166_2(self) -> String {
        format!("{}-{}", self.0.nation.alpha2(), self.0.code)
    }
}

impl PartialEq for Subdivision {
    fn eq(&self, other: &Subdivision) -> bool {
        self.0.code == other.0.code
    }
}

impl Eq for Subdivision {}

impl PartialOrd for Subdivision {
    fn partial_cmp(&self, other: &Subdivision) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Subdivision {
    fn cmp(&self, other: &Subdivision) -> Ordering {
        self.0.code.cmp(other.0.code)
    }
}

impl Hash for Subdivision {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.code.hash(state);
    }
}

impl fmt::Debug for Subdivision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Subdivision({})", self.0.code)
    }
}

/// Writes the code.
impl fmt::Display for Subdivision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code)
    }
}

impl Serialize for Subdivision {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.code)
    }
}

impl<'de> Deserialize<'de> for Subdivision {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Subdivision, D::Error> {
        let code = Cow::<'de, str>::deserialize(deserializer)?;
        Subdivision::from_code(&code)
            .ok_or_else(|| serde::de::Error::custom("not a code of a state or province"))
    }
}

impl JsonSchema for Subdivision {
    fn schema_name() -> Cow<'static, str> {
        "Subdivision".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "USPS code, ISO 3166-2 code in Canada and Mexico",
            "pattern": "^[A-Z]{2,3}$",
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a failed unwrap is the failed test
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn table_is_complete_and_codes_are_unique() {
        let of = |alpha3| Subdivision::all().filter(|s| s.country().alpha3() == alpha3).count();
        assert_eq!(of("USA"), 50 + 1 + 5 + 3);
        assert_eq!(of("CAN"), 13);
        assert_eq!(of("MEX"), 32);
        let codes: BTreeSet<_> = Subdivision::all().map(Subdivision::code).collect();
        assert_eq!(codes.len(), Subdivision::all().count());
    }

    #[test]
    fn codes_and_names_round_trip() {
        for place in Subdivision::all() {
            assert_eq!(Subdivision::from_code(&place.code().to_lowercase()), Some(place));
            assert_eq!(Subdivision::from_code(&place.iso3166_2()), Some(place));
            assert_eq!(Subdivision::from_name(place.name()), Some(place));
            let json = serde_json::to_string(&place).unwrap();
            assert_eq!(serde_json::from_str::<Subdivision>(&json).unwrap(), place);
        }
        for (old, today) in CODE_ALIASES.iter().chain(NAME_ALIASES) {
            assert!(ROWS.iter().any(|row| row.code == *today), "{old} leads to {today}");
        }
        for (alias, code) in NAME_ALIASES {
            assert_eq!(Subdivision::from_name(alias).map(Subdivision::code), Some(*code));
        }
    }

    #[test]
    fn names_are_read_leniently_and_codes_strictly() {
        assert_eq!(Subdivision::from_name("NUEVO LEON").unwrap().code(), "NLE");
        assert_eq!(Subdivision::from_name("Québec").unwrap().code(), "QC");
        assert_eq!(Subdivision::from_name("Washington, D.C.").unwrap().code(), "DC");
        assert_eq!(Subdivision::from_code("PQ").unwrap().code(), "QC");
        for code in ["", "ZZ", "CA-NY", "US--NY", "N Y", "US-US-NY"] {
            assert_eq!(Subdivision::from_code(code), None, "{code}");
        }
        assert_eq!(Subdivision::from_name(""), None);
    }
}
