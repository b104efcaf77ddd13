//! What an uploaded image is: the `storage_file_type_e` values and the extra slots.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::{DocumentType, Side};

/// One place for an image in a session. The wire name is also the file stem in a session folder.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)] // each variant says what it is; the wire name is its snake_case form
pub enum Slot {
    Unknown,
    DriverLicenseFront,
    DriverLicenseBack,
    StateIdCardFront,
    StateIdCardBack,
    PassportFront,
    PassportCardFront,
    PassportCardBack,
    Selfie,
    LivenessPassive,
    #[serde(rename = "liveness_active_step_1")]
    LivenessActiveStep1,
    #[serde(rename = "liveness_active_step_2")]
    LivenessActiveStep2,
    #[serde(rename = "liveness_active_step_3")]
    LivenessActiveStep3,
    #[serde(rename = "liveness_active_step_4")]
    LivenessActiveStep4,
    IdCardFront,
    IdCardBack,
    CarRegistrationFront,
    CarRegistrationBack,
    AddressProof,
}

/// File extensions of pictures; the content decides what they are.
pub const PICTURE_EXTENSIONS: [&str; 7] = ["jpg", "jpeg", "png", "webp", "tif", "tiff", "bmp"];

impl Slot {
    /// Every slot with its wire name; the first fourteen are the `storage_file_type_e` values.
    pub const ALL: [(Self, &'static str); 19] = [
        (Self::Unknown, "unknown"),
        (Self::DriverLicenseFront, "driver_license_front"),
        (Self::DriverLicenseBack, "driver_license_back"),
        (Self::StateIdCardFront, "state_id_card_front"),
        (Self::StateIdCardBack, "state_id_card_back"),
        (Self::PassportFront, "passport_front"),
        (Self::PassportCardFront, "passport_card_front"),
        (Self::PassportCardBack, "passport_card_back"),
        (Self::Selfie, "selfie"),
        (Self::LivenessPassive, "liveness_passive"),
        (Self::LivenessActiveStep1, "liveness_active_step_1"),
        (Self::LivenessActiveStep2, "liveness_active_step_2"),
        (Self::LivenessActiveStep3, "liveness_active_step_3"),
        (Self::LivenessActiveStep4, "liveness_active_step_4"),
        (Self::IdCardFront, "id_card_front"),
        (Self::IdCardBack, "id_card_back"),
        (Self::CarRegistrationFront, "car_registration_front"),
        (Self::CarRegistrationBack, "car_registration_back"),
        (Self::AddressProof, "address_proof"),
    ];

    /// The wire name, also the file stem.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(slot, _)| *slot == self).map_or("unknown", |(_, name)| name)
    }

    /// The value of `storage_file_type_e`: the extra slots project to `unknown`.
    pub fn storage_file_type(self) -> &'static str {
        if self > Self::LivenessActiveStep4 { "unknown" } else { self.name() }
    }

    /// The slot of a file stem, without regard to case.
    pub fn from_stem(stem: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| name.eq_ignore_ascii_case(stem)).map(|(slot, _)| *slot)
    }

    /// Whether a file name says nothing but a slot, perhaps a number of up to three digits, and what sort of
    /// picture it is. People name files after themselves; such a name can be shown.
    ///
    /// ```
    /// use bonafide_types::Slot;
    /// assert!(Slot::is_whole_name("selfie.2.JPG"));
    /// assert!(!Slot::is_whole_name("selfie.JANE.jpg") && !Slot::is_whole_name("JANE.jpg"));
    /// ```
    pub fn is_whole_name(file: &str) -> bool {
        let mut parts = file.split('.');
        let of_slot = parts.next().is_some_and(|stem| Self::from_stem(stem).is_some());
        let harmless = |part: &str| {
            let number = part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit());
            number || PICTURE_EXTENSIONS.iter().any(|known| part.eq_ignore_ascii_case(known))
        };
        of_slot && parts.all(harmless)
    }

    /// The document type that an image in this slot claims to show, if it is a document's.
    pub fn document_type(self) -> Option<DocumentType> {
        Some(match self {
            Self::DriverLicenseFront | Self::DriverLicenseBack => DocumentType::DriverLicense,
            Self::StateIdCardFront
            | Self::StateIdCardBack
            | Self::IdCardFront
            | Self::IdCardBack => DocumentType::IdentificationCard,
            Self::PassportFront => DocumentType::Passport,
            Self::PassportCardFront | Self::PassportCardBack => DocumentType::PassportCard,
            _ => return None,
        })
    }

    /// The side of the document, if the slot is a document's.
    pub fn side(self) -> Option<Side> {
        Some(match self {
            Self::DriverLicenseFront
            | Self::StateIdCardFront
            | Self::IdCardFront
            | Self::PassportFront
            | Self::PassportCardFront
            | Self::CarRegistrationFront => Side::Front,
            Self::DriverLicenseBack
            | Self::StateIdCardBack
            | Self::IdCardBack
            | Self::PassportCardBack
            | Self::CarRegistrationBack => Side::Back,
            _ => return None,
        })
    }

    /// Whether the slot is this side of an identity document (a car registration is none).
    pub fn is_document_side(self, side: Side) -> bool {
        self.side() == Some(side) && self.document_type().is_some()
    }

    /// 1 to 4 for the frames of the active liveness steps.
    pub fn active_step(self) -> Option<u8> {
        Some(match self {
            Self::LivenessActiveStep1 => 1,
            Self::LivenessActiveStep2 => 2,
            Self::LivenessActiveStep3 => 3,
            Self::LivenessActiveStep4 => 4,
            _ => return None,
        })
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is not one of the slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of an image slot")]
pub struct UnknownSlot;

impl FromStr for Slot {
    type Err = UnknownSlot;
    fn from_str(stem: &str) -> Result<Self, UnknownSlot> {
        Self::from_stem(stem).ok_or(UnknownSlot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_agree_with_the_wire() {
        for (slot, name) in Slot::ALL {
            assert_eq!(serde_json::to_value(slot).ok(), Some(name.into()));
            assert_eq!(Slot::from_stem(&name.to_uppercase()), Some(slot));
        }
    }

    #[test]
    fn extra_slots_project_to_unknown() {
        assert_eq!(Slot::AddressProof.storage_file_type(), "unknown");
        assert_eq!(Slot::Selfie.storage_file_type(), "selfie");
        assert_eq!(Slot::ALL.iter().filter(|(s, n)| s.storage_file_type() == *n).count(), 14);
    }
}
