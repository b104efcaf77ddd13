//! Data elements, subfiles and their three- and two-character names.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use bonafide_types::Sensitive;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::NameError;

/// An identifier as the crate's own tables spell it: `b"DAQ"`.
pub(crate) type Name = &'static [u8; 3];

/// A data element identifier such as `DAQ`, or `ZVA` in a jurisdiction's subfile.
///
/// ```
/// use bonafide_aamva::ElementId;
/// let id: ElementId = "DAQ".parse()?;
/// assert_eq!(id.as_str(), "DAQ");
/// assert!("daq".parse::<ElementId>().is_err());
/// # Ok::<(), bonafide_aamva::NameError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ElementId([u8; 3]);

/// A subfile designator: `DL`, `ID`, `EN`, or `Z` and the first letter of a jurisdiction.
///
/// Source: AAMVA DL/ID Card Design Standard, Annex D, section D.12.4 (D.13.3 of the 2025 edition).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Designator([u8; 2]);

/// Shared by the two names: fixed-size capital letters, with a digit allowed at the end.
macro_rules! wire_name {
    ($name:ident, $len:literal, $error:expr, $pattern:literal) => {
        impl $name {
            /// Returns the name these bytes spell, if they do.
            pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
                let name: [u8; $len] = bytes.try_into().ok()?;
                let (last, letters) = name.split_last()?;
                let capital = letters.iter().all(u8::is_ascii_uppercase);
                (capital && (last.is_ascii_uppercase() || last.is_ascii_digit()))
                    .then_some(Self(name))
            }

            /// Returns the name as text.
            pub fn as_str(&self) -> &str {
                // Only ASCII gets in, so the fallback is never taken.
                std::str::from_utf8(&self.0).unwrap_or_default()
            }

            pub(crate) const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = NameError;
            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::from_bytes(text.as_bytes()).ok_or($error)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string", "pattern": $pattern })
            }
        }
    };
}

wire_name!(ElementId, 3, NameError::Element, "^[A-Z]{2}[A-Z0-9]$");
wire_name!(Designator, 2, NameError::Designator, "^[A-Z][A-Z0-9]$");

impl ElementId {
    /// For the crate's own tables, where the bytes are literals.
    pub(crate) const fn literal(name: Name) -> Self {
        Self(*name)
    }

    /// Whether the element belongs to a jurisdiction's own subfile.
    pub fn is_jurisdiction(self) -> bool {
        self.0[0] == b'Z'
    }
}

impl Designator {
    /// Driver licence.
    pub const DL: Self = Self(*b"DL");
    /// Identification card.
    pub const ID: Self = Self(*b"ID");
    /// Enhanced driver licence or identification card.
    pub const EN: Self = Self(*b"EN");

    /// Whether the subfile is a jurisdiction's own.
    pub fn is_jurisdiction(self) -> bool {
        self.0[0] == b'Z'
    }

    /// Whether the subfile holds the elements of the standard.
    pub fn is_standard(self) -> bool {
        matches!(self, Self::DL | Self::ID | Self::EN)
    }
}

/// One data element: its identifier and the value as it stands, padding included.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    id: ElementId,
    value: Sensitive<String>,
}

impl Element {
    /// Returns an element of this value.
    pub fn new(id: ElementId, value: impl Into<String>) -> Self {
        Self { id, value: Sensitive::new(value.into()) }
    }

    pub(crate) fn from_sensitive(id: ElementId, value: Sensitive<String>) -> Self {
        Self { id, value }
    }

    /// Returns the identifier.
    pub fn id(&self) -> ElementId {
        self.id
    }

    /// Returns the value in clear, as it stands in the payload.
    pub fn value(&self) -> &str {
        self.value.expose()
    }

    /// Returns the value in clear without padding and delimiters at its ends.
    pub fn text(&self) -> &str {
        self.value().trim_matches(|c: char| c.is_whitespace() || c == ',')
    }

    /// Whether there is nothing but padding and delimiters.
    pub fn is_blank(&self) -> bool {
        self.value().chars().all(|c| c.is_whitespace() || c == ',')
    }

    /// Returns identifier and value together, as in the payload: `DAQD1234567`.
    pub fn raw(&self) -> String {
        let mut raw = String::with_capacity(3 + self.value().len());
        raw.push_str(self.id.as_str());
        raw.push_str(self.value());
        raw
    }
}

/// A subfile: its designator and its elements in the order of the payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subfile {
    /// What kind of subfile it is.
    pub designator: Designator,
    /// Its elements.
    pub elements: Vec<Element>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_capital() {
        assert!(ElementId::from_bytes(b"ZV1").is_some());
        for bad in [&b"DA"[..], b"DAQ1", b"1AQ", b"Daq", b"D\xffQ"] {
            assert_eq!(ElementId::from_bytes(bad), None);
        }
        assert_eq!("Z!".parse::<Designator>(), Err(NameError::Designator));
    }

    #[test]
    fn debug_hides_the_value() {
        let element = Element::new(ElementId::literal(b"DCS"), "NYSTROM");
        assert!(!format!("{element:?}").contains("NYSTROM"));
    }
}
