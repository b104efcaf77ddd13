//! Countries: ISO 3166-1 and the further codes of ICAO Doc 9303 Part 3, section 5.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::country_names::{ALIASES, NAMES};
use super::{has_key, name_key};

/// A state, territory, organisation or status that issues documents or is somebody's nationality.
///
/// Covers ISO 3166-1, the codes that ICAO Doc 9303 Part 3, section 5 adds (United Nations,
/// stateless persons, specimen country …) and dissolved states still seen on documents.
/// Serialised as the three-letter code, which for Germany is `DEU`, never the `D` of its MRZ.
///
/// ```
/// use bonafide_types::codes::Country;
///
/// let germany = Country::from_mrz("D<<").unwrap();
/// assert_eq!((germany.alpha3(), germany.alpha2(), germany.mrz_code()), ("DEU", Some("DE"), "D"));
/// assert_eq!(Country::from_name("United States of America"), Country::from_alpha2("US"));
/// assert_eq!(Country::from_mrz("UTO").unwrap().name(), "Utopia");
/// assert!(!Country::from_mrz("XXA").unwrap().is_iso());
/// ```
#[derive(Clone, Copy)]
pub struct Country(Entry);

#[derive(Clone, Copy)]
enum Entry {
    Iso(iso3166::Country),
    Extra(&'static Extra),
}

/// A code that the ISO table in use does not hold.
struct Extra {
    alpha3: &'static str,
    alpha2: Option<&'static str>,
    name: &'static str,
    iso: bool,
}

const fn extra(alpha3: &'static str, alpha2: Option<&'static str>, name: &'static str) -> Extra {
    Extra { alpha3, alpha2, name, iso: false }
}

/// ICAO Doc 9303 Part 3, section 5 (parts B to E), its specimen country, codes withdrawn from
/// ISO 3166-1 (ISO 3166-3) whose state has no single successor, and two found on specimens.
///
/// A two-letter code is given where ISO reserves one (`EU`, `UN`) or practice settled one (`XK`).
const EXTRAS: &[Extra] = &[
    Extra { alpha3: "ATA", alpha2: Some("AQ"), name: "Antarctica", iso: true },
    extra("BDR", None, "Bundesdruckerei (specimen)"),
    extra("EUE", Some("EU"), "European Union"),
    extra("GBD", Some("GB"), "British Overseas Territories citizen"),
    extra("GBN", Some("GB"), "British National (Overseas)"),
    extra("GBO", Some("GB"), "British Overseas citizen"),
    extra("GBP", Some("GB"), "British protected person"),
    extra("GBS", Some("GB"), "British subject"),
    extra("IAO", None, "International Civil Aviation Organization"),
    extra("INP", None, "Interpol"),
    extra("NTZ", Some("NT"), "Neutral Zone"),
    extra("RKS", Some("XK"), "Kosovo"),
    extra("UNA", Some("UN"), "United Nations specialized agency"),
    extra("UNK", Some("XK"), "Resident of Kosovo (United Nations mission)"),
    extra("UNO", Some("UN"), "United Nations"),
    extra("UTO", None, "Utopia"),
    extra("XBA", None, "African Development Bank"),
    extra("XCC", None, "Caribbean Community"),
    extra("XCE", None, "Council of Europe"),
    extra("XCO", None, "Common Market for Eastern and Southern Africa"),
    extra("XDC", None, "Southern African Development Community"),
    extra("XEC", None, "Economic Community of West African States"),
    extra("XES", None, "Organisation of Eastern Caribbean States"),
    extra("XIM", None, "African Export-Import Bank"),
    extra("XMP", None, "Parliamentary Assembly of the Mediterranean"),
    extra("XOM", None, "Sovereign Military Order of Malta"),
    extra("XPO", None, "International Criminal Police Organization"),
    extra("XXA", None, "Stateless person"),
    extra("XXB", None, "Refugee (1951 Convention)"),
    extra("XXC", None, "Refugee (other)"),
    extra("XXX", None, "Unspecified nationality"),
    extra("ANT", Some("AN"), "Netherlands Antilles"),
    extra("CSK", Some("CS"), "Czechoslovakia"),
    extra("DDR", Some("DD"), "German Democratic Republic"),
    extra("SCG", Some("CS"), "Serbia and Montenegro"),
    extra("SUN", Some("SU"), "Soviet Union"),
    extra("YUG", Some("YU"), "Yugoslavia"),
];

/// Two-letter codes that documents carry beside those of ISO 3166-1.
const ALPHA2_ALIASES: &[(&str, &str)] =
    &[("AQ", "ATA"), ("EL", "GRC"), ("EU", "EUE"), ("UK", "GBR"), ("UN", "UNO"), ("XK", "RKS")];

/// Three-letter codes of countries that changed their code or use another on documents
/// (ISO 3166-3; `XKX` and `KOS` stand for Kosovo in registers, `ZIM` for Zimbabwe in older MRZs).
const ALPHA3_ALIASES: &[(&str, &str)] = &[
    ("BUR", "MMR"),
    ("FXX", "FRA"),
    ("KOS", "RKS"),
    ("ROM", "ROU"),
    ("TMP", "TLS"),
    ("XKX", "RKS"),
    ("ZAR", "COD"),
    ("ZIM", "ZWE"),
];

impl Country {
    pub(super) const CANADA: Country = Country(Entry::Iso(iso3166::countries::CAN));
    pub(super) const MEXICO: Country = Country(Entry::Iso(iso3166::countries::MEX));
    pub(super) const UNITED_STATES: Country = Country(Entry::Iso(iso3166::countries::USA));

    /// Returns the country of a two-letter code (case is ignored), also `UK`, `EU`, `UN`, `XK`.
    pub fn from_alpha2(code: &str) -> Option<Country> {
        if let Some(iso) = ascii_code::<2>(code).and_then(iso3166::countries::from_alpha2) {
            return Some(Country(Entry::Iso(iso)));
        }
        let alias = ALPHA2_ALIASES.iter().find(|(alpha2, _)| alpha2.eq_ignore_ascii_case(code));
        alias.and_then(|(_, alpha3)| Country::from_alpha3(alpha3))
    }

    /// Returns the country of a three-letter code of ISO 3166-1 or Doc 9303 (case is ignored).
    /// Withdrawn codes of renamed countries give the country of today.
    ///
    /// ```
    /// use bonafide_types::codes::Country;
    ///
    /// assert_eq!(Country::from_alpha3("ROM"), Country::from_alpha3("ROU"));
    /// assert_eq!(Country::from_alpha3("ZZZ"), None);
    /// ```
    pub fn from_alpha3(code: &str) -> Option<Country> {
        let upper = ascii_code::<3>(code)?;
        if let Some(iso) = iso3166::countries::from_alpha3(upper) {
            return Some(Country(Entry::Iso(iso)));
        }
        if let Some(extra) = EXTRAS.iter().find(|e| e.alpha3.as_bytes() == upper) {
            return Some(Country(Entry::Extra(extra)));
        }
        let (_, today) = ALPHA3_ALIASES.iter().find(|(old, _)| old.as_bytes() == upper)?;
        Country::from_alpha3(today)
    }

    /// Returns the country of an MRZ field of up to three characters, fillers included:
    /// `D<<` or `D` is Germany, everything else is as [`Country::from_alpha3`].
    pub fn from_mrz(field: &str) -> Option<Country> {
        match field.trim_end_matches(['<', ' ']) {
            "D" | "d" => Country::from_alpha3("DEU"),
            code => Country::from_alpha3(code),
        }
    }

    /// Returns the country of an English name, whatever its case, accents and punctuation;
    /// common and official forms are known, and so are the two- and three-letter codes.
    ///
    /// ```
    /// use bonafide_types::codes::Country;
    ///
    /// for name in ["Côte d'Ivoire", "cote divoire", "Ivory Coast", "CIV"] {
    ///     assert_eq!(Country::from_name(name).map(Country::alpha3), Some("CIV"));
    /// }
    /// ```
    pub fn from_name(name: &str) -> Option<Country> {
        let key = name_key(name)?;
        let key = key.strip_prefix("the").unwrap_or(&key);
        let alias = ALIASES.iter().find(|(alias, _)| *alias == key);
        if let Some((_, alpha3)) = alias {
            return Country::from_alpha3(alpha3);
        }
        let known = Country::all().find(|c| has_key(c.name(), key));
        known.or_else(|| Country::from_alpha3(key)).or_else(|| Country::from_alpha2(key))
    }

    /// Returns every country and further code, ISO 3166-1 first.
    pub fn all() -> impl Iterator<Item = Country> {
        let iso = iso3166::LIST.iter().map(|&&country| Country(Entry::Iso(country)));
        iso.chain(EXTRAS.iter().map(|extra| Country(Entry::Extra(extra))))
    }

    /// Returns the two-letter code: ISO 3166-1, else a reserved one (`EU`, `UN`), the `XK` of
    /// practice for Kosovo, or the `GB` of the British nationality classes.
    pub fn alpha2(self) -> Option<&'static str> {
        match self.0 {
            Entry::Iso(country) => Some(country.data().alpha2),
            Entry::Extra(extra) => extra.alpha2,
        }
    }

    /// Returns the three-letter code, `DEU` for Germany.
    pub fn alpha3(self) -> &'static str {
        match self.0 {
            Entry::Iso(country) => country.data().alpha3,
            Entry::Extra(extra) => extra.alpha3,
        }
    }

    /// Returns the code as an MRZ has it, without fillers: `D` for Germany, else the three letters.
    pub fn mrz_code(self) -> &'static str {
        match self.alpha3() {
            "DEU" => "D",
            code => code,
        }
    }

    /// Returns the short English name.
    pub fn name(self) -> &'static str {
        let alpha3 = self.alpha3();
        match self.0 {
            Entry::Extra(extra) => extra.name,
            Entry::Iso(country) => {
                let better = NAMES.iter().find(|(code, _)| *code == alpha3);
                better.map_or(country.data().name, |(_, name)| name)
            }
        }
    }

    /// Returns whether ISO 3166-1 lists the code today.
    pub fn is_iso(self) -> bool {
        match self.0 {
            Entry::Iso(_) => true,
            Entry::Extra(extra) => extra.iso,
        }
    }
}

/// Returns `code` as exactly `N` upper-case ASCII letters.
fn ascii_code<const N: usize>(code: &str) -> Option<[u8; N]> {
    let bytes: [u8; N] = code.as_bytes().try_into().ok()?;
    let upper = bytes.map(|b| b.to_ascii_uppercase());
    upper.iter().all(u8::is_ascii_uppercase).then_some(upper)
}

impl PartialEq for Country {
    fn eq(&self, other: &Country) -> bool {
        self.alpha3() == other.alpha3()
    }
}

impl Eq for Country {}

impl PartialOrd for Country {
    fn partial_cmp(&self, other: &Country) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Country {
    fn cmp(&self, other: &Country) -> Ordering {
        self.alpha3().cmp(other.alpha3())
    }
}

impl Hash for Country {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.alpha3().hash(state);
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({})", self.alpha3())
    }
}

/// Writes the three-letter code.
impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.alpha3())
    }
}

impl Serialize for Country {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.alpha3())
    }
}

impl<'de> Deserialize<'de> for Country {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Country, D::Error> {
        let code = Cow::<'de, str>::deserialize(deserializer)?;
        Country::from_alpha3(&code)
            .ok_or_else(|| serde::de::Error::custom("not a three-letter country code"))
    }
}

impl JsonSchema for Country {
    fn schema_name() -> Cow<'static, str> {
        "Country".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "three-letter code of ISO 3166-1 or ICAO Doc 9303 Part 3, section 5",
            "pattern": "^[A-Z]{3}$",
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a failed unwrap is the failed test
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn codes_are_unique_and_round_trip() {
        let mut codes = BTreeSet::new();
        for country in Country::all() {
            assert!(codes.insert(country.alpha3()), "{country} twice");
            assert_eq!(Country::from_alpha3(country.alpha3()), Some(country));
            assert_eq!(Country::from_mrz(country.mrz_code()), Some(country));
            assert_eq!(Country::from_name(country.name()), Some(country), "{}", country.name());
            let json = serde_json::to_string(&country).unwrap();
            assert_eq!(serde_json::from_str::<Country>(&json).unwrap(), country);
        }
        // ISO 3166-1 has 249 officially assigned codes.
        assert_eq!(Country::all().filter(|c| c.is_iso()).count(), 249);
    }

    #[test]
    fn iso_two_letter_codes_round_trip() {
        for country in Country::all().filter(|c| c.is_iso()) {
            assert_eq!(Country::from_alpha2(country.alpha2().unwrap()), Some(country));
        }
    }

    #[test]
    fn aliases_lead_to_known_countries() {
        for (old, today) in ALPHA2_ALIASES.iter().chain(ALPHA3_ALIASES).chain(ALIASES) {
            assert!(Country::from_alpha3(today).is_some(), "{old} leads to {today}");
        }
        for (alias, alpha3) in ALIASES {
            assert_eq!(name_key(alias).as_deref(), Some(*alias), "alias is not in key form");
            assert_eq!(Country::from_name(alias).map(Country::alpha3), Some(*alpha3));
        }
        for (code, _) in NAMES {
            assert!(Country::from_alpha3(code).is_some_and(Country::is_iso), "{code}");
        }
    }

    #[test]
    fn mrz_fields_are_read_with_their_fillers() {
        for (field, alpha3) in [
            ("D<<", "DEU"),
            ("D", "DEU"),
            ("DEU", "DEU"),
            ("USA", "USA"),
            ("RKS", "RKS"),
            ("XXA", "XXA"),
            ("GBN", "GBN"),
            ("ZIM", "ZWE"),
            ("UTO", "UTO"),
        ] {
            assert_eq!(Country::from_mrz(field).map(Country::alpha3), Some(alpha3), "{field}");
        }
        for field in ["", "<<<", "D<D", "US<", "1SA", "ÄÖ"] {
            assert_eq!(Country::from_mrz(field), None, "{field}");
        }
    }

    #[test]
    fn names_are_known_in_common_forms() {
        for (name, alpha3) in [
            ("USA", "USA"),
            ("U.S.A.", "USA"),
            ("US", "USA"),
            ("united states", "USA"),
            ("The United States of America", "USA"),
            ("United Kingdom", "GBR"),
            ("UK", "GBR"),
            ("Great Britain", "GBR"),
            ("Türkiye", "TUR"),
            ("TURKEY", "TUR"),
            ("Czech Republic", "CZE"),
            ("South Korea", "KOR"),
            ("Republic of Korea", "KOR"),
            ("Russian Federation", "RUS"),
            ("Burma", "MMR"),
            ("Trinidad and Tobago", "TTO"),
            ("Saint Lucia", "LCA"),
            ("St. Lucia", "LCA"),
            ("México", "MEX"),
            ("The Gambia", "GMB"),
            ("Macedonia", "MKD"),
            ("Holy See", "VAT"),
        ] {
            assert_eq!(Country::from_name(name).map(Country::alpha3), Some(alpha3), "{name}");
        }
        assert_eq!(Country::from_name("Atlantis"), None);
        assert_eq!(Country::from_name(&"a".repeat(1000)), None);
    }
}
