//! Test identifiers, outcomes, and the words they have on the wire.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::document::Side;

macro_rules! test_ids {
    ($($variant:ident = $name:literal),+ $(,)?) => {
        /// A test of a session, by its wire name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[non_exhaustive]
        #[allow(missing_docs)] // the wire name beside each variant is its documentation
        pub enum TestId { $(#[serde(rename = $name)] $variant),+ }

        impl TestId {
            /// Every test with its wire name.
            pub const ALL: &'static [(Self, &'static str)] = &[$((Self::$variant, $name)),+];
        }
    };
}

test_ids! {
    DocFrontImageManipulation = "doc_front_image_manipulation",
    DocFrontIsIdentityDocument = "doc_front_is_identity_document",
    DocFrontOnlineDuplication = "doc_front_online_duplication",
    DocFrontSuspiciousWords = "doc_front_suspicious_words",
    DocBackImageManipulation = "doc_back_image_manipulation",
    DocBackIsIdentityDocument = "doc_back_is_identity_document",
    DocBackOnlineDuplication = "doc_back_online_duplication",
    DocBackSuspiciousWords = "doc_back_suspicious_words",
    DmvDocumentNumberMatch = "dmv_document_number_match",
    DmvDocumentExpirationMatch = "dmv_document_expiration_match",
    DmvDocumentIssueMatch = "dmv_document_issue_match",
    DmvDocumentCategoryMatch = "dmv_document_category_match",
    DmvBirthDateMatch = "dmv_birth_date_match",
    DmvSexMatch = "dmv_sex_match",
    DmvEyeColorMatch = "dmv_eye_color_match",
    DmvHeightMatch = "dmv_height_match",
    DmvWeightMatch = "dmv_weight_match",
    DmvFirstNameMatch = "dmv_first_name_match",
    DmvMiddleNameMatch = "dmv_middle_name_match",
    DmvLastNameMatch = "dmv_last_name_match",
    DmvSuffixNameMatch = "dmv_suffix_name_match",
    DmvStreetMatch = "dmv_street_match",
    DmvCityMatch = "dmv_city_match",
    DmvStateMatch = "dmv_state_match",
    DmvPostalCodeMatch = "dmv_postal_code_match",
    DocumentNumberCrosscheck = "document_number_crosscheck",
    NameCrosscheck = "name_crosscheck",
    AddressCrosscheck = "address_crosscheck",
    DocFrontPhotocopy = "doc_front_photocopy",
    DocFrontScreenRecapture = "doc_front_screen_recapture",
    DocBackPhotocopy = "doc_back_photocopy",
    DocBackScreenRecapture = "doc_back_screen_recapture",
    DocFrontExpiry = "doc_front_expiry",
    DocFrontDateLogic = "doc_front_date_logic",
    DocumentFuzzyMatch = "document_fuzzy_match",
    SuspiciousWords = "suspicious_words",
    ImageManipulation = "image_manipulation",
    OnlineDuplication = "online_duplication",
    IsIdentityDocument = "is_identity_document",
    AamvaMatch = "aamva_match",
    OfacFuzzyMatch = "ofac_fuzzy_match",
    Gender = "gender",
    Age = "age",
}

impl TestId {
    /// The wire name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The test of a wire name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(id, _)| *id)
    }

    /// The tests of shape S's session test read: its 28 keys, in order.
    pub fn session_tests() -> impl Iterator<Item = Self> {
        Self::ALL.iter().take(28).map(|(id, _)| *id)
    }

    /// The side whose image the test looks at, if it is one of the `doc_*` tests.
    pub fn side(self) -> Option<Side> {
        let name = self.name();
        if name.starts_with("doc_front_") {
            Some(Side::Front)
        } else if name.starts_with("doc_back_") {
            Some(Side::Back)
        } else {
            None
        }
    }

    /// Whether it is an answer of the registry.
    pub fn is_registry(self) -> bool {
        self.name().starts_with("dmv_")
    }

    /// Whether it compares one datum across the sources of a document.
    pub fn is_crosscheck(self) -> bool {
        self.name().ends_with("_crosscheck")
    }

    /// Whether it is that test, or stands for it: `image_manipulation` for that of the front and of the back.
    pub fn covers(self, test: Self) -> bool {
        self == test || test.side().is_some() && test.name().ends_with(self.name())
    }
}

/// What became of a test.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It holds.
    Pass,
    /// It does not hold.
    Fail,
    /// It ran and cannot tell (image tests only); counts half.
    Inconclusive,
    /// It did not run; counts neither way and is never a pass.
    NotPerformed,
}

/// The word of a test on the wire.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs)] // the words are their own documentation
pub enum Verdict {
    Pass,
    Fail,
    Inconclusive,
    NotPerformed,
    Error,
    NotAnId,
    SuspiciousWordsFound,
    PossibleImageManipulation,
    PossibleOnlineDuplicate,
    PossiblePhotocopy,
    PossibleScreenRecapture,
    Expired,
    DatesIllogical,
    Match,
    NoMatch,
}

impl Verdict {
    /// The outcome that the word stands for.
    pub fn outcome(self) -> Outcome {
        match self {
            Self::Pass | Self::Match => Outcome::Pass,
            Self::Inconclusive => Outcome::Inconclusive,
            Self::NotPerformed | Self::Error => Outcome::NotPerformed,
            _ => Outcome::Fail,
        }
    }

    /// The word that a failing test of this kind has.
    pub fn of_failed(test: TestId) -> Self {
        match test {
            TestId::DocFrontImageManipulation | TestId::DocBackImageManipulation => {
                Self::PossibleImageManipulation
            }
            TestId::DocFrontIsIdentityDocument | TestId::DocBackIsIdentityDocument => Self::NotAnId,
            TestId::DocFrontOnlineDuplication | TestId::DocBackOnlineDuplication => {
                Self::PossibleOnlineDuplicate
            }
            TestId::DocFrontSuspiciousWords | TestId::DocBackSuspiciousWords => {
                Self::SuspiciousWordsFound
            }
            TestId::DocFrontPhotocopy | TestId::DocBackPhotocopy => Self::PossiblePhotocopy,
            TestId::DocFrontScreenRecapture | TestId::DocBackScreenRecapture => {
                Self::PossibleScreenRecapture
            }
            TestId::DocFrontExpiry => Self::Expired,
            TestId::DocFrontDateLogic => Self::DatesIllogical,
            id if id.is_registry() || id.is_crosscheck() => Self::NoMatch,
            _ => Self::Fail,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_agree_with_the_wire() {
        for (index, (id, name)) in TestId::ALL.iter().enumerate() {
            assert_eq!(*id as usize, index);
            assert_eq!(serde_json::to_value(id).ok(), Some((*name).into()));
        }
        assert_eq!(TestId::session_tests().last(), Some(TestId::AddressCrosscheck));
    }

    #[test]
    fn tests_of_pictures_stand_for_both_sides() {
        let covered = |test: TestId| TestId::ALL.iter().filter(move |(id, _)| test.covers(*id));
        assert_eq!(covered(TestId::ImageManipulation).count(), 3);
        assert_eq!(covered(TestId::DocFrontImageManipulation).count(), 1);
        let registry = TestId::ALL.iter().filter(|(id, _)| id.is_registry());
        assert!(registry.clone().count() > 0);
        assert!(registry.into_iter().all(|(id, _)| !id.is_crosscheck() && id.side().is_none()));
    }

    #[test]
    fn what_did_not_run_never_passes() {
        assert_eq!(Verdict::NotPerformed.outcome(), Outcome::NotPerformed);
        assert_eq!(Verdict::Error.outcome(), Outcome::NotPerformed);
    }
}
