//! Which values must be read from which source: 25 booleans per document type and data source.

use std::collections::{BTreeMap, BTreeSet};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

use super::ConfigError;
use crate::document::{DataSource, DocumentType};
use crate::field::Field;

/// One of the 25 things that can be required of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Requirement {
    /// A field with a value.
    Field(Field),
    /// The raw payload of the barcode.
    RawBarcode,
    /// An encoding of the portrait.
    FaceEncoding,
}

use Field as F;

/// Every requirement with its wire name, in the order of the wire.
const NAMES: [(Requirement, &str); 25] = [
    (Requirement::Field(F::DocumentNumber), "document_number_required"),
    (Requirement::Field(F::RefNumber), "ref_number_required"),
    (Requirement::Field(F::IssuedAt), "issue_at_required"),
    (Requirement::Field(F::ExpiresAt), "expires_at_required"),
    (Requirement::Field(F::IssuingCountry), "issuing_country_required"),
    (Requirement::Field(F::IssuingState), "issuing_state_required"),
    (Requirement::Field(F::FirstName), "first_name_required"),
    (Requirement::Field(F::MiddleName), "middle_name_required"),
    (Requirement::Field(F::LastName), "last_name_required"),
    (Requirement::Field(F::NameSuffix), "name_suffix_required"),
    (Requirement::Field(F::Street), "street_required"),
    (Requirement::Field(F::City), "city_required"),
    (Requirement::Field(F::State), "state_required"),
    (Requirement::Field(F::PostalCode), "postal_code_required"),
    (Requirement::Field(F::BirthDate), "birth_date_required"),
    (Requirement::Field(F::Gender), "gender_required"),
    (Requirement::Field(F::Height), "height_required"),
    (Requirement::Field(F::Weight), "weight_required"),
    (Requirement::Field(F::EyeColor), "eye_color_required"),
    (Requirement::Field(F::HairColor), "hair_color_required"),
    (Requirement::Field(F::Class), "class_required"),
    (Requirement::Field(F::Mentions), "mentions_required"),
    (Requirement::Field(F::Restrictions), "restrictions_required"),
    (Requirement::RawBarcode, "raw_barcode_required"),
    (Requirement::FaceEncoding, "face_encoding_required"),
];

impl Requirement {
    /// Every requirement with its wire name.
    pub fn all() -> impl Iterator<Item = (Self, &'static str)> {
        NAMES.into_iter()
    }

    /// The wire name, for example `issue_at_required`.
    pub fn key(self) -> &'static str {
        NAMES.iter().find(|(requirement, _)| *requirement == self).map_or("", |(_, name)| name)
    }

    /// The name without `_required`, as it stands in results.
    pub fn name(self) -> &'static str {
        self.key().trim_end_matches("_required")
    }

    fn from_key(key: &str) -> Option<Self> {
        NAMES.iter().find(|(_, name)| *name == key).map(|(requirement, _)| *requirement)
    }
}

/// What one source of one document type must give.
///
/// On the wire: `{"type_e": "passport", "data_source_e": "mrz", "birth_date_required": true}`;
/// a boolean that is not given is false, an unknown key is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Wire", into = "Wire")]
pub struct RequirementRow {
    /// The document type.
    pub type_e: DocumentType,
    /// The source.
    pub data_source_e: DataSource,
    /// What it must give.
    pub required: BTreeSet<Requirement>,
}

#[derive(Serialize, Deserialize)]
struct Wire {
    type_e: DocumentType,
    data_source_e: DataSource,
    #[serde(flatten)]
    required: BTreeMap<String, bool>,
}

impl TryFrom<Wire> for RequirementRow {
    type Error = ConfigError;
    fn try_from(wire: Wire) -> Result<Self, ConfigError> {
        let mut required = BTreeSet::new();
        for (key, on) in &wire.required {
            let requirement =
                Requirement::from_key(key).ok_or_else(|| ConfigError::unknown_key(key))?;
            if *on {
                required.insert(requirement);
            }
        }
        Ok(Self { type_e: wire.type_e, data_source_e: wire.data_source_e, required })
    }
}

impl From<RequirementRow> for Wire {
    fn from(row: RequirementRow) -> Self {
        let required = Requirement::all()
            .map(|(requirement, key)| (key.to_owned(), row.required.contains(&requirement)))
            .collect();
        Self { type_e: row.type_e, data_source_e: row.data_source_e, required }
    }
}

impl JsonSchema for RequirementRow {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RequirementRow".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut properties: BTreeMap<&str, Schema> = Requirement::all()
            .map(|(_, key)| (key, json_schema!({"type": "boolean", "default": false})))
            .collect();
        properties.insert("type_e", generator.subschema_for::<DocumentType>());
        properties.insert("data_source_e", generator.subschema_for::<DataSource>());
        json_schema!({
            "type": "object", "properties": properties,
            "required": ["type_e", "data_source_e"], "additionalProperties": false
        })
    }
}

/// The requirements matrix: what each source of each document type must give.
///
/// A requirement belongs to a source: an expiry date required of the barcode is not met by the one
/// printed on the front. The default is the table of docs/scoring.md, section 7.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Vec<RequirementRow>", into = "Vec<RequirementRow>")]
#[schemars(with = "Vec<RequirementRow>")]
pub struct Requirements(BTreeMap<(DocumentType, DataSource), BTreeSet<Requirement>>);

impl Requirements {
    /// The defaults with some rows replaced.
    #[must_use]
    pub fn with_rows(mut self, rows: impl IntoIterator<Item = RequirementRow>) -> Self {
        for row in rows {
            self.0.insert((row.type_e, row.data_source_e), row.required);
        }
        self
    }

    /// What a source of a document type must give; empty when nothing is required of it.
    pub fn of(&self, document: DocumentType, source: DataSource) -> &BTreeSet<Requirement> {
        static NOTHING: BTreeSet<Requirement> = BTreeSet::new();
        self.0.get(&(document, source)).unwrap_or(&NOTHING)
    }

    /// The sources of a document type of which something is required.
    pub fn sources(&self, document: DocumentType) -> impl Iterator<Item = DataSource> {
        self.0
            .iter()
            .filter(move |((t, _), required)| *t == document && !required.is_empty())
            .map(|((_, source), _)| *source)
    }
}

impl From<Vec<RequirementRow>> for Requirements {
    /// The defaults with the given rows in place of theirs.
    fn from(rows: Vec<RequirementRow>) -> Self {
        Self::default().with_rows(rows)
    }
}

impl From<Requirements> for Vec<RequirementRow> {
    fn from(requirements: Requirements) -> Self {
        requirements
            .0
            .into_iter()
            .map(|((type_e, data_source_e), required)| RequirementRow {
                type_e,
                data_source_e,
                required,
            })
            .collect()
    }
}

const NAME_AND_BIRTH: &[F] = &[F::FirstName, F::LastName, F::BirthDate];
const IDENTITY: &[F] = &[F::DocumentNumber, F::ExpiresAt, F::FirstName, F::LastName, F::BirthDate];
const ADDRESS: &[F] = &[F::IssuingState, F::Street, F::City, F::State, F::PostalCode];
/// AAMVA mandatory elements that a licence and a card share: DBD DCG DBC DAU DAY DCF.
const CARD_BARCODE: &[F] =
    &[F::IssuedAt, F::IssuingCountry, F::Gender, F::Height, F::EyeColor, F::RefNumber];
/// AAMVA mandatory elements of a licence alone: DCA DCB DCD.
const LICENCE_BARCODE: &[F] = &[F::Class, F::Restrictions, F::Mentions];
const PASSPORT_FRONT: &[F] = &[F::IssuedAt, F::IssuingCountry, F::Gender];
const PASSPORT_MRZ: &[F] = &[F::IssuingCountry, F::Gender];

impl Default for Requirements {
    fn default() -> Self {
        use DataSource::{Barcode, FrontOcr, Mrz, UserInput};
        use DocumentType::{DriverLicense, IdentificationCard, Passport, PassportCard};
        let mut matrix = Self(BTreeMap::new());
        let mut row = |key, groups: &[&[F]], extra: Option<Requirement>| {
            let fields = groups.iter().flat_map(|group| group.iter().copied());
            matrix.0.insert(key, fields.map(Requirement::Field).chain(extra).collect());
        };
        let (face, raw) = (Some(Requirement::FaceEncoding), Some(Requirement::RawBarcode));
        row((DriverLicense, FrontOcr), &[IDENTITY, ADDRESS], face);
        row((DriverLicense, Barcode), &[IDENTITY, ADDRESS, CARD_BARCODE, LICENCE_BARCODE], raw);
        row((DriverLicense, UserInput), &[NAME_AND_BIRTH], None);
        row((IdentificationCard, FrontOcr), &[IDENTITY, ADDRESS], face);
        row((IdentificationCard, Barcode), &[IDENTITY, ADDRESS, CARD_BARCODE], raw);
        row((Passport, FrontOcr), &[IDENTITY, PASSPORT_FRONT], face);
        row((Passport, Mrz), &[IDENTITY, PASSPORT_MRZ], None);
        row((PassportCard, FrontOcr), &[IDENTITY, PASSPORT_FRONT], face);
        row((PassportCard, Mrz), &[IDENTITY, PASSPORT_MRZ], None);
        matrix
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_25() {
        let names: BTreeSet<_> = Requirement::all().map(|(_, name)| name).collect();
        assert_eq!(names.len(), 25);
    }

    #[test]
    fn a_row_replaces_the_default_and_only_that() {
        let row = r#"[{"type_e":"driver_license","data_source_e":"front_ocr"}]"#;
        let matrix: Requirements = serde_json::from_str(row).unwrap();
        assert!(matrix.of(DocumentType::DriverLicense, DataSource::FrontOcr).is_empty());
        assert_eq!(matrix.of(DocumentType::DriverLicense, DataSource::Barcode).len(), 20);
    }

    #[test]
    fn unknown_keys_are_refused_by_name() {
        let row = r#"{"type_e":"passport","data_source_e":"mrz","issued_at_required":true}"#;
        let error = serde_json::from_str::<RequirementRow>(row).unwrap_err();
        assert!(error.to_string().contains("issued_at_required"));
    }

    #[test]
    fn round_trips() {
        let matrix = Requirements::default();
        let json = serde_json::to_string(&matrix).unwrap();
        assert_eq!(serde_json::from_str::<Requirements>(&json).unwrap(), matrix);
    }

    /// The table of docs/scoring.md, section 7, written down a second time: per row a name, then per source whether
    /// it is required.
    const TABLE: [(&str, [u8; 9]); 25] = [
        //                     DL front, barcode, user · ID front, barcode · PP front, MRZ · PC front, MRZ
        ("document_number", [1, 1, 0, 1, 1, 1, 1, 1, 1]),
        ("ref_number", [0, 1, 0, 0, 1, 0, 0, 0, 0]),
        ("issue_at", [0, 1, 0, 0, 1, 1, 0, 1, 0]),
        ("expires_at", [1, 1, 0, 1, 1, 1, 1, 1, 1]),
        ("issuing_country", [0, 1, 0, 0, 1, 1, 1, 1, 1]),
        ("issuing_state", [1, 1, 0, 1, 1, 0, 0, 0, 0]),
        ("first_name", [1, 1, 1, 1, 1, 1, 1, 1, 1]),
        ("middle_name", [0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("last_name", [1, 1, 1, 1, 1, 1, 1, 1, 1]),
        ("name_suffix", [0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("street", [1, 1, 0, 1, 1, 0, 0, 0, 0]),
        ("city", [1, 1, 0, 1, 1, 0, 0, 0, 0]),
        ("state", [1, 1, 0, 1, 1, 0, 0, 0, 0]),
        ("postal_code", [1, 1, 0, 1, 1, 0, 0, 0, 0]),
        ("birth_date", [1, 1, 1, 1, 1, 1, 1, 1, 1]),
        ("gender", [0, 1, 0, 0, 1, 1, 1, 1, 1]),
        ("height", [0, 1, 0, 0, 1, 0, 0, 0, 0]),
        ("weight", [0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("eye_color", [0, 1, 0, 0, 1, 0, 0, 0, 0]),
        ("hair_color", [0, 0, 0, 0, 0, 0, 0, 0, 0]),
        ("class", [0, 1, 0, 0, 0, 0, 0, 0, 0]),
        ("mentions", [0, 1, 0, 0, 0, 0, 0, 0, 0]),
        ("restrictions", [0, 1, 0, 0, 0, 0, 0, 0, 0]),
        ("raw_barcode", [0, 1, 0, 0, 1, 0, 0, 0, 0]),
        ("face_encoding", [1, 0, 0, 1, 0, 1, 0, 1, 0]),
    ];

    /// The columns of [`TABLE`].
    const COLUMNS: [(DocumentType, DataSource); 9] = [
        (DocumentType::DriverLicense, DataSource::FrontOcr),
        (DocumentType::DriverLicense, DataSource::Barcode),
        (DocumentType::DriverLicense, DataSource::UserInput),
        (DocumentType::IdentificationCard, DataSource::FrontOcr),
        (DocumentType::IdentificationCard, DataSource::Barcode),
        (DocumentType::Passport, DataSource::FrontOcr),
        (DocumentType::Passport, DataSource::Mrz),
        (DocumentType::PassportCard, DataSource::FrontOcr),
        (DocumentType::PassportCard, DataSource::Mrz),
    ];

    #[test]
    fn the_defaults_are_those_of_the_table() {
        let named: Vec<&str> = TABLE.iter().map(|row| row.0).collect();
        let all: Vec<&str> =
            Requirement::all().map(|(requirement, _)| requirement.name()).collect();
        assert_eq!(named, all, "every requirement has its row");
        let matrix = Requirements::default();
        for document in DocumentType::ALL {
            for source in DataSource::ALL {
                let column = COLUMNS.iter().position(|key| *key == (document, source));
                for (requirement, _) in Requirement::all() {
                    let row = TABLE.iter().find(|row| row.0 == requirement.name()).unwrap();
                    let expected = column.is_some_and(|column| row.1[column] == 1);
                    let given = matrix.of(document, source).contains(&requirement);
                    let name = requirement.name();
                    assert_eq!(given, expected, "{name} of {source:?} of {document:?}");
                }
            }
        }
    }

    #[test]
    fn middle_name_and_suffix_are_never_required_by_default() {
        let matrix = Requirements::default();
        for (_, required) in matrix.0 {
            assert!(!required.contains(&Requirement::Field(F::MiddleName)));
            assert!(!required.contains(&Requirement::Field(F::NameSuffix)));
        }
    }
}
