//! The reply as it arrives (`dmv.json`).

use std::collections::BTreeMap;
use std::fmt;

use bonafide_types::{Field, FieldValue, Fields, Score, Sensitive};
use schemars::JsonSchema;
use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// The service's match indicators by name; one that was not returned is `None`. An unknown name
/// is an error that names it.
///
/// Source: AAMVA DLDV, the `*MatchIndicator` elements of its reply.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[allow(missing_docs)] // each is the datum of its name, compared
pub struct Indicators {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub driver_license_number: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub driver_license_issue_date: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub driver_license_expiration_date: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_category: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_birth_date: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_sex_code: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_eye_color: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_height: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_weight: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_last_name_exact: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_last_name_fuzzy_primary: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_last_name_fuzzy_alternate: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_first_name_exact: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_first_name_fuzzy_primary: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_first_name_fuzzy_alternate: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_middle_name_exact: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_middle_name_fuzzy_primary: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_middle_name_fuzzy_alternate: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_middle_initial: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_name_suffix: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_line1: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_line2: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_city: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address_state_code: Option<bool>,
    #[serde(rename = "addressZIP5", skip_serializing_if = "Option::is_none")]
    pub address_zip5: Option<bool>,
    #[serde(rename = "addressZIP4", skip_serializing_if = "Option::is_none")]
    pub address_zip4: Option<bool>,
}

/// The reasons of a reply without an answer that are known, so that a result may repeat them:
/// a registry's own text could hold personal data.
pub const REASONS: [&str; 13] = [
    "timeout",
    "unreachable",
    "maintenance",
    "overloaded",
    "refused",
    "not_supported",
    "invalid_reply",
    "no_number",
    "no_name",
    "no_birth_date",
    "no_state",
    "no_number_name_or_birth_date",
    "invalid_request",
];

/// What a registry answered: an object with exactly one of these keys.
#[derive(Clone, Debug, PartialEq, Deserialize, JsonSchema)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum RegistryReply {
    /// Match indicators.
    Indicators(Box<Indicators>),
    /// The record itself, to be compared like a document: field names to canonical values,
    /// `null` where the record has none.
    Record(
        #[serde(deserialize_with = "record")]
        #[schemars(with = "BTreeMap<Field, Option<String>>")]
        Fields,
    ),
    /// The registry gave no answer; the reason is one of [`REASONS`], or is not repeated.
    Unavailable(String),
    /// The request lacked what the registry needs to find a record; the reason is one of [`REASONS`], or is
    /// not repeated.
    Incomplete(String),
}

/// Reads a record field by field, so that an unknown name is an error that names it.
fn record<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Fields, D::Error> {
    struct Record;
    impl<'de> Visitor<'de> for Record {
        type Value = Fields;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object of document fields")
        }
        fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
            let mut fields = Fields::new();
            while let Some(name) = map.next_key::<String>()? {
                let field = Field::from_name(&name)
                    .ok_or_else(|| de::Error::custom(format_args!("unknown field `{name}`")))?;
                let text: Option<Sensitive<String>> = map.next_value().map_err(|_| {
                    // The parser's own message could quote the value.
                    de::Error::custom(format_args!("field `{name}` is not a string or null"))
                })?;
                let none = FieldValue::none(Score::ONE);
                let value = FieldValue { value: text, ..none };
                if fields.insert(field, value).is_some() {
                    return Err(de::Error::custom(format_args!("field `{name}` is given twice")));
                }
            }
            Ok(fields)
        }
    }
    deserializer.deserialize_map(Record)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(json: &str) -> Result<RegistryReply, String> {
        serde_json::from_str(json).map_err(|e| e.to_string())
    }

    #[test]
    fn each_kind_is_read() {
        let json = r#"{"indicators": {"addressZIP5": true, "personMiddleInitial": null}}"#;
        let RegistryReply::Indicators(indicators) = read(json).unwrap() else { panic!() };
        assert_eq!(*indicators, Indicators { address_zip5: Some(true), ..Default::default() });

        let json = r#"{"record": {"last_name": "NYSTROM", "middle_name": null}}"#;
        let RegistryReply::Record(fields) = read(json).unwrap() else { panic!() };
        assert_eq!(fields[&Field::LastName].text(), Some("NYSTROM"));
        assert_eq!(fields[&Field::MiddleName].text(), None);

        let json = r#"{"unavailable": "timeout"}"#;
        assert_eq!(read(json), Ok(RegistryReply::Unavailable("timeout".into())));
    }

    #[test]
    fn what_is_unknown_is_named() {
        let unknown = read(r#"{"indicators": {"personLastName": true}}"#).unwrap_err();
        assert!(unknown.contains("personLastName"), "{unknown}");
        let unknown = read(r#"{"record": {"surname": "NYSTROM"}}"#).unwrap_err();
        assert!(unknown.contains("surname") && !unknown.contains("NYSTROM"), "{unknown}");
        let wrong = read(r#"{"record": {"last_name": ["NYSTROM"]}}"#).unwrap_err();
        assert!(wrong.contains("last_name") && !wrong.contains("NYSTROM"), "{wrong}");
        let unknown = read(r#"{"indicator": {}}"#).unwrap_err();
        assert!(unknown.contains("indicator"), "{unknown}");
        assert!(read(r#"{"unavailable": "timeout", "record": {}}"#).is_err());
        assert!(read("{}").is_err());
    }

    #[test]
    fn names_on_the_wire_are_the_services() {
        let all: Indicators = serde_json::from_value(serde_json::json!({
            "driverLicenseNumber": true, "driverLicenseIssueDate": true,
            "driverLicenseExpirationDate": true, "documentCategory": true,
            "personBirthDate": true, "personSexCode": true, "personEyeColor": true,
            "personHeight": true, "personWeight": true, "personLastNameExact": true,
            "personLastNameFuzzyPrimary": true, "personLastNameFuzzyAlternate": true,
            "personFirstNameExact": true, "personFirstNameFuzzyPrimary": true,
            "personFirstNameFuzzyAlternate": true, "personMiddleNameExact": true,
            "personMiddleNameFuzzyPrimary": true, "personMiddleNameFuzzyAlternate": true,
            "personMiddleInitial": true, "personNameSuffix": true, "addressLine1": true,
            "addressLine2": true, "addressCity": true, "addressStateCode": true,
            "addressZIP5": true, "addressZIP4": true,
        }))
        .unwrap();
        let json = serde_json::to_value(all).unwrap();
        assert_eq!(json.as_object().unwrap().len(), 26);
    }
}
