//! The checks: what each looks at, what it means that it failed, and what it is founded on.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How well a check is founded.
///
/// None of them says "measured on forgeries": no forged payload is public, so none stands behind
/// any check, and no check has a known rate of misses or of false alarms on genuine cards.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A rule of AAMVA's standard, of ISO/IEC 15438 or of federal regulation. Issuers are known
    /// to break such rules.
    Standard,
    /// What issuers and post offices are publicly known to do; they may change it without notice.
    Practice,
    /// Arithmetic and the calendar on values that were entered apart from each other.
    Plausibility,
    /// One value is worked out from the other, so no issuer's system writes them apart. Alone
    /// enough for [`Opinion::Suspicious`](super::Opinion::Suspicious).
    Derived,
}

/// Declares the checks: name, basis, what is asked, what is said when it does not hold.
macro_rules! check_kinds {
    ($($name:ident $basis:ident $asks:literal $fails:literal)+) => {
        /// One check of a payload. The wire name is the contract.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(Serialize, Deserialize, JsonSchema)]
        #[non_exhaustive]
        #[serde(rename_all = "snake_case")]
        pub enum CheckKind {
            $(#[doc = $asks] $name,)+
        }

        impl CheckKind {
            /// Every check, in the order in which they are made.
            pub const ALL: &'static [CheckKind] = &[$(CheckKind::$name),+];

            /// Returns in one sentence what the check asks.
            pub fn description(self) -> &'static str {
                match self { $(Self::$name => $asks,)+ }
            }

            /// Returns in one sentence, without full stop, what it means that it does not hold.
            pub fn failure(self) -> &'static str {
                match self { $(Self::$name => $fails,)+ }
            }

            /// Returns how well the check is founded.
            pub fn basis(self) -> Basis {
                match self { $(Self::$name => Basis::$basis,)+ }
            }
        }
    };
}

check_kinds! {
    HeaderForm Standard
        "The header begins with `@` LF RS CR and `ANSI `, and has the digits of its version."
        "The header does not have the standard's form"
    HeaderVersion Standard
        "The version is one that AAMVA has published."
        "The version is none that AAMVA has published"
    SubfileEntries Standard
        "The subfiles are those that the header announces."
        "The subfiles are not those that the header announces"
    SubfilePlaces Standard
        "Each subfile has its declared offset and length."
        "A subfile does not have its declared offset or length"
    SubfileOrder Standard
        "The first subfile is the licence's or identification card's (DL, ID or EN)."
        "The first subfile is not the licence's or identification card's"
    ElementSeparators Standard
        "Elements are separated by a single line feed."
        "Elements are not separated as the standard asks"
    StrayText Standard
        "All text belongs to an element."
        "There is text that belongs to no element"
    ControlCharacters Standard
        "Values hold no control characters."
        "There are control characters inside the elements"
    Tracks Standard
        "A magnetic stripe has all three tracks."
        "A track of the magnetic stripe is missing"
    KnownElements Standard
        "Every element of a licence's subfile is defined by some version of the standard."
        "An element is defined by no version of the standard"
    ElementEditions Standard
        "Every element is defined by the version that the payload states."
        "An element is not defined by the version that the payload states"
    RepeatedElements Standard
        "No element stands twice in a subfile, none with two values."
        "An element stands there with two values"
    MandatoryElements Standard
        "The elements that the version makes mandatory are there and filled."
        "A mandatory element is missing or blank"
    ElementOrder Standard
        "The mandatory elements follow the standard's table or its example."
        "The mandatory elements are in neither of the standard's two orders"
    ValueLengths Standard
        "No value is longer than its element allows."
        "A value is longer than its element allows"
    IssuerRegistered Standard
        "The issuer identification number is on AAMVA's list."
        "The issuer identification number is not on AAMVA's list"
    IssuerState Plausibility
        "The state of the address (DAJ) is the issuer's."
        "The state of the address is not the issuer's"
    IssuerCountry Standard
        "The issuing country (DCG) is the issuer's."
        "The issuing country is not the issuer's"
    StateCountry Standard
        "The state of the address (DAJ) lies in the issuing country (DCG)."
        "The state of the address does not lie in the issuing country"
    JurisdictionSubfile Standard
        "The jurisdiction's own subfile is named Z and the first letter of the jurisdiction."
        "The jurisdiction's own subfile bears the letter of another jurisdiction"
    DatesPossible Plausibility
        "Every date is one that the calendar has."
        "A date is none that the calendar has"
    DateForm Standard
        "Dates are eight digits in the order of the country."
        "A date does not have the form of the country"
    VersionPublished Plausibility
        "The card was not issued before its version of the standard was published."
        "The card was issued before its version of the standard was published"
    BirthBeforeIssue Plausibility
        "The holder was born before the card was issued."
        "The holder was not born before the card was issued"
    IssueBeforeExpiry Plausibility
        "The card was issued before it expires."
        "The card was not issued before it expires"
    IssueNotInFuture Plausibility
        "The card was not issued after today."
        "The card was issued in the future"
    AgePlausible Plausibility
        "The holder's age at issue is one at which such a card is issued."
        "The holder's age at issue is not one at which such a card is issued"
    UnderAgeDates Derived
        "The under-18, under-19 and under-21 dates (DDH, DDI, DDJ) are those birthdays."
        "An under-age date is not that birthday of the holder"
    RevisionDate Plausibility
        "The card's design (DDB) is not younger than the card."
        "The card's design is younger than the card"
    ValidityLength Practice
        "The card is valid for no longer than such cards are."
        "The card is valid for longer than such cards are"
    TruncationFlags Standard
        "The truncation flags (DDE, DDF, DDG) fit the lengths of the names."
        "A truncation flag does not fit the length of its name"
    NameForm Standard
        "Family name, given names and suffix stand in their own elements."
        "The parts of the name are not told apart as the standard asks"
    NameCharacters Standard
        "Names are made of letters, spaces, hyphens and apostrophes."
        "A name has characters that the standard does not allow in names"
    SexCode Standard
        "The sex (DBC) is a code of the version."
        "The sex is not a code of the version"
    EyeColour Standard
        "The eye colour (DAY) is a code of the standard."
        "The eye colour is not a code of the standard"
    HairColour Standard
        "The hair colour (DAZ) is a code of the standard."
        "The hair colour is not a code of the standard"
    HeightForm Standard
        "The height (DAU, DAV) has the standard's form and is one of a person."
        "The height does not have the standard's form or is not one of a person"
    WeightForm Standard
        "The weight (DAW, DAX, DCE) has the standard's form and agrees with its range."
        "The weight does not have the standard's form or disagrees with its range"
    StateCode Standard
        "The state of the address (DAJ) is a code of a state or province."
        "The state of the address is not a code of a state or province"
    CountryCode Standard
        "The issuing country (DCG) is a country code."
        "The issuing country is not a country code"
    PostalCodeForm Standard
        "The postal code (DAK) is five or nine digits, or a Canadian code."
        "The postal code has no known form"
    PostalCodeState Practice
        "The postal code (DAK) begins as those of the state of the address (DAJ) do."
        "The postal code is not one of the state of the address"
    PostalCodePadding Standard
        "The postal code (DAK) is filled up to eleven characters."
        "The postal code is not filled up as the standard asks"
    ComplianceCode Standard
        "The compliance type (DDA) is F, M or N."
        "The compliance type is not F, M or N"
    IndicatorCodes Standard
        "Indicators (DDD, DDK to DDP) are 1 or left out."
        "An indicator is not 1"
    DocumentNumberForm Practice
        "The document number (DAQ) has a form that the issuer is known to use."
        "The document number has no form that the issuer is known to use"
    DocumentNumberBirth Practice
        "The document number (DAQ) of Illinois and Wisconsin spells the birth date."
        "The birth date in the document number is not the holder's"
    Discriminator Standard
        "The document discriminator (DCF) is filled with printable characters."
        "The document discriminator is not filled with printable characters"
    DiscriminatorRevision Practice
        "The discriminator (DCF) of Massachusetts repeats the card's revision date (DDB)."
        "The revision date in the discriminator is not the card's"
    AuditFields Standard
        "Audit information and inventory number (DCJ, DCK) are printable characters."
        "An audit field holds characters that are not printable"
    SymbolShape Standard
        "The symbol has its full width and fits the area that the standard gives it."
        "The symbol's shape is not one that the standard allows"
    SymbolCorrection Standard
        "The symbol's error correction level is at least 3."
        "The symbol's error correction level is below the standard's least"
    SymbolCapacity Derived
        "The payload fits into the symbol it was read from."
        "The payload does not fit into the symbol it was read from"
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_check_has_a_name_and_two_sentences_of_its_own() {
        let mut seen = std::collections::BTreeSet::new();
        for kind in CheckKind::ALL {
            assert!(kind.description().ends_with('.') && !kind.failure().ends_with('.'));
            let wire = serde_json::to_string(kind).unwrap();
            assert!(seen.insert(wire) && seen.insert(kind.failure().to_owned()), "{kind:?}");
        }
    }
}
