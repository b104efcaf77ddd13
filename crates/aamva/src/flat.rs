//! The fields as one flat object, for evaluation against sets of payloads.

use std::collections::BTreeMap;
use std::fmt;

use bonafide_types::{Field, PartialDate, Sensitive};
use serde::{Serialize, Serializer};

use crate::aamva::Aamva;
use crate::header::FileType;

/// A value of the flat object. `Debug` prints no text.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FlatValue {
    /// Text in canonical form.
    Text(Sensitive<String>),
    /// An indicator.
    Flag(bool),
    /// A number: the version.
    Number(u8),
}

impl fmt::Debug for FlatValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({text:?})"),
            Self::Flag(flag) => write!(f, "Flag({flag})"),
            Self::Number(number) => write!(f, "Number({number})"),
        }
    }
}

/// Serialises the value in clear: the object is made to be compared with what was expected.
impl Serialize for FlatValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text.expose()),
            Self::Flag(flag) => serializer.serialize_bool(*flag),
            Self::Number(number) => serializer.serialize_u8(*number),
        }
    }
}

impl Aamva {
    /// Returns fields, extended values and header as one flat object of JSON values in clear.
    ///
    /// Names are those of the fields and of [`Extended`](crate::Extended), truncations as
    /// `first_name_truncated` and so on with the letter, `subfile`, `iin` and `aamva_version`.
    /// What the payload leaves empty is not there. An expiry known to the month alone is given as
    /// the last day on which the card is still valid.
    pub fn flat_fields(&self) -> BTreeMap<&'static str, FlatValue> {
        let mut flat = BTreeMap::new();
        for (field, value) in self.fields() {
            if let Some(text) = value.text() {
                let text =
                    if *field == Field::ExpiresAt { last_day(text) } else { text.to_owned() };
                flat.insert(field.name(), FlatValue::Text(text.into()));
            }
        }
        self.flatten_extended(&mut flat);
        if let Some(iin) = self.header().iin {
            flat.insert("iin", FlatValue::Text(iin.to_string().into()));
        }
        if let Some(version) = self.header().version {
            flat.insert("aamva_version", FlatValue::Number(version));
        }
        let standard = self.subfiles().iter().map(|s| s.designator).find(|d| d.is_standard());
        if let Some(designator) =
            standard.filter(|_| self.header().file_type != FileType::MagneticStripe)
        {
            flat.insert("subfile", FlatValue::Text(designator.as_str().into()));
        }
        flat
    }

    fn flatten_extended(&self, flat: &mut BTreeMap<&'static str, FlatValue>) {
        let extended = self.extended();
        let texts = [
            ("street_2", &extended.street_2),
            ("card_revision_date", &extended.card_revision_date),
            ("hazmat_expires_at", &extended.hazmat_expires_at),
            ("under_18_until", &extended.under_18_until),
            ("under_19_until", &extended.under_19_until),
            ("under_21_until", &extended.under_21_until),
            ("inventory_control", &extended.inventory_control),
            ("audit_information", &extended.audit_information),
            ("place_of_birth", &extended.place_of_birth),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                flat.insert(name, FlatValue::Text(text.clone()));
            }
        }
        let flags = [
            ("organ_donor", extended.organ_donor),
            ("veteran", extended.veteran),
            ("limited_duration", extended.limited_duration),
            ("cdl_indicator", extended.cdl_indicator),
            ("non_domiciled_indicator", extended.non_domiciled_indicator),
            ("enhanced_credential_indicator", extended.enhanced_credential_indicator),
            ("permit_indicator", extended.permit_indicator),
        ];
        flat.extend(flags.into_iter().filter_map(|(name, f)| Some((name, FlatValue::Flag(f?)))));
        let letters = [
            ("first_name_truncated", extended.truncated.first_name.letter()),
            ("middle_name_truncated", extended.truncated.middle_name.letter()),
            ("last_name_truncated", extended.truncated.last_name.letter()),
        ];
        let compliance = extended.compliance.map(|c| ("compliance", c.letter()));
        for (name, letter) in letters.into_iter().chain(compliance) {
            flat.insert(name, FlatValue::Text(letter.into()));
        }
    }
}

/// Returns the last day that fits a date, if the year is known; other text as it is.
fn last_day(text: &str) -> String {
    let last = text.parse::<PartialDate>().ok().and_then(PartialDate::latest);
    last.map_or_else(|| text.to_owned(), |day| day.to_string())
}
