//! What goes in: one session.

use std::fmt;
use std::sync::Arc;

use bonafide_aamva::dldv::RegistryReply;
pub use bonafide_face::Encoding as FaceEncoding;
use bonafide_imaging::Format;
use bonafide_liveness::Plan;
use bonafide_types::settings::{Consent, RequirementRow};
use bonafide_types::{DocumentType, Fields, Policy, Sensitive, Settings, Simulate, Slot, Weights};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{ErrorCode, SessionError};

/// The name of a session: 1 to 128 characters of `A–Z a–z 0–9 . _ -`, not starting with a dot, so
/// that it is safe as a folder name everywhere.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct SessionId(String);

/// A text that cannot name a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a session id: 1 to 128 of A-Z a-z 0-9 . _ -, not starting with a dot")]
pub struct InvalidSessionId;

impl SessionId {
    /// Accepts a name.
    ///
    /// # Errors
    /// [`InvalidSessionId`] for anything but 1 to 128 safe characters.
    pub fn new(name: impl Into<String>) -> Result<Self, InvalidSessionId> {
        let name = name.into();
        let safe = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
        if (1..=128).contains(&name.len()) && name.bytes().all(safe) && !name.starts_with('.') {
            Ok(Self(name))
        } else {
            Err(InvalidSessionId)
        }
    }

    /// The id of a name that cannot be one: `s-` and sixteen hexadecimal digits of its SHA-256.
    pub fn derived(name: &[u8]) -> Self {
        Self(format!("s-{}", &crate::seal::sha256_hex(name)[..16]))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for SessionId {
    type Error = InvalidSessionId;
    fn try_from(name: String) -> Result<Self, InvalidSessionId> {
        Self::new(name)
    }
}

impl From<SessionId> for String {
    fn from(id: SessionId) -> Self {
        id.0
    }
}

/// Whether a session establishes an identity or authenticates a known one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Identity verification: documents, selfie and claims.
    #[default]
    Idv,
    /// Authentication: a new selfie against a stored encoding.
    Ida,
}

/// One picture of a session.
#[derive(Clone)]
pub struct ImageInput {
    /// What the picture is.
    pub slot: Slot,
    /// The file name, echoed in the result; not a path.
    pub file: String,
    /// What is in it.
    pub source: ImageSource,
}

/// The content of a picture file.
#[derive(Clone)]
#[non_exhaustive]
pub enum ImageSource {
    /// The bytes as handed in.
    Bytes(Arc<Sensitive<Vec<u8>>>),
    /// The caller could not or would not read the file, and why.
    Refused(ErrorCode, String),
}

impl ImageInput {
    /// A picture from its bytes; the file name is made from the slot.
    pub fn new(slot: Slot, bytes: Vec<u8>) -> Self {
        let source = ImageSource::Bytes(Arc::new(Sensitive::new(bytes)));
        Self { slot, file: slot.name().to_owned(), source }
    }

    /// A picture that the caller could not read.
    pub fn refused(slot: Slot, code: ErrorCode, message: impl Into<String>) -> Self {
        let source = ImageSource::Refused(code, message.into());
        Self { slot, file: slot.name().to_owned(), source }
    }

    /// The bytes, if the caller could read them.
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.source {
            ImageSource::Bytes(bytes) => Some(bytes.expose()),
            ImageSource::Refused(..) => None,
        }
    }

    /// Keeps the name that the file had.
    #[must_use]
    pub fn named(mut self, file: impl Into<String>) -> Self {
        self.file = file.into();
        self
    }
}

/// A file name that prints itself only where it says no more than a slot: `selfie.2.jpg` does,
/// `JANE_DOE.jpg` becomes `***`.
pub(crate) struct FileName<'a>(pub &'a str);

impl fmt::Debug for FileName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = self.0.split('.');
        let names_a_slot = parts.next().is_some_and(|stem| Slot::from_stem(stem).is_some());
        let formats = [Format::Jpeg, Format::Png, Format::Webp, Format::Tiff, Format::Bmp];
        let is_harmless = |part: &str| {
            let is_number = part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit());
            is_number || formats.iter().any(|format| format.suits_extension(part))
        };
        if names_a_slot && parts.all(is_harmless) {
            write!(f, "{:?}", self.0)
        } else {
            f.write_str("***")
        }
    }
}

impl fmt::Debug for ImageInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ImageInput")
            .field("slot", &self.slot)
            .field("file", &FileName(&self.file))
            .field("source", &self.source)
            .finish()
    }
}

impl fmt::Debug for ImageSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.expose().len()),
            Self::Refused(code, _) => write!(f, "refused: {code:?}"),
        }
    }
}

/// One session: everything about it arrives here, and nothing else is read.
///
/// `Debug` prints nothing that a person stated and no name of a stray file.
#[derive(Clone)]
#[non_exhaustive]
pub struct SessionInput {
    /// The name of the session.
    pub id: SessionId,
    /// What it is for.
    pub kind: Kind,
    /// The pictures; several of one slot are alternates, of which the best is used.
    pub images: Vec<ImageInput>,
    /// The declared document type.
    pub document_type: Option<DocumentType>,
    /// What the person states.
    pub claims: Option<Fields>,
    /// What the registry answered.
    pub registry: Option<RegistryReply>,
    /// The stored encoding of an authentication session.
    pub reference: Option<FaceEncoding>,
    /// What the person was asked to do in the active liveness steps; empty where nothing was.
    pub liveness_plan: Plan,
    /// The switches.
    pub settings: Settings,
    /// What is pretended.
    pub simulate: Simulate,
    /// What the person agreed to.
    pub consent: Option<Consent>,
    /// What this session has instead of the context's settings.
    pub overrides: Overrides,
    /// Files that were not taken, by name.
    pub unassigned: Vec<String>,
    /// Why the session cannot be evaluated, if the caller already knows.
    pub refused: Option<SessionError>,
}

impl fmt::Debug for SessionInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionInput")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("images", &self.images)
            .field("document_type", &self.document_type)
            .field("claims", &self.claims.as_ref().map(|fields| fields.keys().collect::<Vec<_>>()))
            .field("has_registry_reply", &self.registry.is_some())
            .field("has_reference", &self.reference.is_some())
            .field("unassigned", &self.unassigned.len())
            .field("refused", &self.refused)
            .finish_non_exhaustive()
    }
}

/// Settings of one session in place of those of the whole run.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// The date to judge by.
    pub as_of: Option<Date>,
    /// The 27 numbers.
    pub weights: Option<Arc<Weights>>,
    /// The name of those numbers.
    pub weights_id: Option<String>,
    /// Rows in place of the matrix's.
    pub requirements: Vec<RequirementRow>,
    /// The policy.
    pub policy: Option<Arc<Policy>>,
}

impl SessionInput {
    /// A session with nothing in it yet.
    pub fn new(id: SessionId) -> Self {
        Self {
            id,
            kind: Kind::Idv,
            images: Vec::new(),
            document_type: None,
            claims: None,
            registry: None,
            reference: None,
            liveness_plan: Plan::default(),
            settings: Settings::default(),
            simulate: Simulate::default(),
            consent: None,
            overrides: Overrides::default(),
            unassigned: Vec::new(),
            refused: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_safe_folder_names() {
        for bad in ["", ".", "..", ".hidden", "a/b", "a\\b", "a b", "é", "a\0"] {
            assert!(SessionId::new(bad).is_err(), "{bad:?}");
        }
        assert!(SessionId::new("4ed2ec66-9471-415d-99ce-7bd1742fc2b8").is_ok());
        assert!(SessionId::new("x".repeat(129)).is_err());
        assert_eq!(SessionId::derived("a b".as_bytes()).as_str().len(), 18);
    }

    #[test]
    fn debug_shows_no_bytes() {
        let image = ImageInput::new(Slot::Selfie, vec![1, 2, 3]);
        assert!(format!("{image:?}").contains("source: 3 bytes"));
    }

    #[test]
    fn debug_shows_file_names_that_say_no_more_than_a_slot() {
        for shown in ["selfie", "selfie.jpg", "Selfie.2.JPG", "driver_license_back.png"] {
            assert_eq!(format!("{:?}", FileName(shown)), format!("{shown:?}"));
        }
        for hidden in
            ["JANE_DOE.jpg", "selfie of Jane.jpg", "selfie.JANE.jpg", "selfie.5551234.jpg"]
        {
            assert_eq!(format!("{:?}", FileName(hidden)), "***");
        }
    }
}
