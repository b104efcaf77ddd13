//! Where a payload departs from the standard and what was made of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::element::{Designator, ElementId};

/// How much a deviation matters.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Common issuer or reader practice; nothing is lost.
    Info,
    /// Against the standard; the values were still read without doubt.
    Warning,
    /// A value is missing, impossible or in doubt.
    Error,
}

/// What departs from the standard. The wire name is the contract.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum DeviationKind {
    /// Bytes stand before the compliance indicator.
    LeadingBytes,
    /// The compliance indicator `@` is missing.
    ComplianceIndicator,
    /// The three separators after the compliance indicator are not LF, RS, CR.
    HeaderSeparators,
    /// The file type is missing, lacks its space, or is `AAMVA` after version 1.
    FileType,
    /// There is no header at all; the elements were read without one.
    HeaderMissing,
    /// The digits of the header do not have the length of its version.
    HeaderLayout,
    /// The version is not one of 1 to 11; it was read as the nearest.
    UnknownVersion,
    /// The issuer is not on AAMVA's list.
    UnknownIssuer,
    /// The number of subfile entries is not the stated one.
    EntryCount,
    /// A subfile entry is not a designator and eight digits.
    EntryMalformed,
    /// A subfile does not begin at its stated offset.
    OffsetMismatch,
    /// A subfile does not have its stated length.
    LengthMismatch,
    /// A subfile does not begin with its designator.
    DesignatorMissing,
    /// A subfile is not announced in the header.
    SubfileUndeclared,
    /// A subfile of the header is not in the payload.
    SubfileMissing,
    /// Elements are separated by something else than LF.
    ElementSeparators,
    /// Elements follow each other without a separator.
    ElementsRunTogether,
    /// An element of a DL, ID or EN subfile is in no version of the standard.
    UnknownElement,
    /// An element appears twice in a subfile; the first value that is not blank counts.
    ElementRepeated,
    /// A mandatory element of the version is missing.
    ElementMissing,
    /// A value is longer than the standard allows.
    ValueTooLong,
    /// Text that belongs to no element; it was left out.
    StrayText,
    /// Characters follow a value of fixed length; they were left out.
    TrailingText,
    /// A date is in the order of another country; it was read in that order.
    DateOrder,
    /// A date is not eight digits; the digits were read.
    DateForm,
    /// A date that no calendar has.
    DateImpossible,
    /// A height that is not digits and a unit.
    HeightForm,
    /// A weight that is not digits, a unit or a range code.
    WeightForm,
    /// A code that is not in the standard's table.
    UnknownCode,
    /// The issuing country of the payload is not the issuer's.
    CountryConflict,
    /// A full name without delimiters; the order given, middle, family was assumed.
    NameOrder,
    /// A suffix stands in the family name; it was taken out.
    SuffixInFamilyName,
    /// A postal code that is not five or nine digits, nor a Canadian code.
    PostalCodeForm,
    /// A track of the magnetic stripe is missing.
    TrackMissing,
}

impl DeviationKind {
    /// Says what departs: a clause in lower case without full stop.
    pub fn words(self) -> &'static str {
        match self {
            Self::LeadingBytes => "bytes stand before the compliance indicator",
            Self::ComplianceIndicator => "the compliance indicator @ is missing",
            Self::HeaderSeparators => {
                "the three separators after the compliance indicator are not LF, RS, CR"
            }
            Self::FileType => {
                "the file type is missing, lacks its space, or is AAMVA after version 1"
            }
            Self::HeaderMissing => "there is no header at all",
            Self::HeaderLayout => "the digits of the header do not have the length of its version",
            Self::UnknownVersion => "the version is not one of 1 to 11",
            Self::UnknownIssuer => "the issuer is not on AAMVA's list",
            Self::EntryCount => "the number of subfile entries is not the stated one",
            Self::EntryMalformed => "a subfile entry is not a designator and eight digits",
            Self::OffsetMismatch => "a subfile does not begin at its stated offset",
            Self::LengthMismatch => "a subfile does not have its stated length",
            Self::DesignatorMissing => "a subfile does not begin with its designator",
            Self::SubfileUndeclared => "a subfile is not announced in the header",
            Self::SubfileMissing => "a subfile of the header is not in the payload",
            Self::ElementSeparators => "elements are separated by something else than LF",
            Self::ElementsRunTogether => "elements follow each other without a separator",
            Self::UnknownElement => {
                "an element of a DL, ID or EN subfile is in no version of the standard"
            }
            Self::ElementRepeated => "an element appears twice in a subfile",
            Self::ElementMissing => "a mandatory element of the version is missing",
            Self::ValueTooLong => "a value is longer than the standard allows",
            Self::StrayText => "there is text that belongs to no element",
            Self::TrailingText => "characters follow a value of fixed length",
            Self::DateOrder => "a date is in the order of another country",
            Self::DateForm => "a date is not eight digits",
            Self::DateImpossible => "a date is none that the calendar has",
            Self::HeightForm => "the height is not digits and a unit",
            Self::WeightForm => "the weight is not digits, a unit or a range code",
            Self::UnknownCode => "a code is not in the standard's table",
            Self::CountryConflict => "the issuing country of the payload is not the issuer's",
            Self::NameOrder => "the full name has no delimiters",
            Self::SuffixInFamilyName => "a suffix stands in the family name",
            Self::PostalCodeForm => {
                "the postal code is not five or nine digits, nor a Canadian code"
            }
            Self::TrackMissing => "a track of the magnetic stripe is missing",
        }
    }

    /// How much a deviation of this kind matters where nothing else is known: a colour, height or
    /// weight that was understood in another form is a remark, an identifying element that is missing
    /// is an error.
    ///
    /// What published payloads show to be the habit of whole issuers is a remark, or every card of
    /// theirs would be sent to a person: dates in the other country's order (West Virginia, New
    /// Brunswick), no designator at the start of the subfile (Connecticut, West Virginia), full names
    /// without delimiters (Pennsylvania), a suffix behind the family name.
    pub fn severity(self) -> Severity {
        match self {
            Self::LeadingBytes
            | Self::HeaderSeparators
            | Self::ElementSeparators
            | Self::ElementRepeated
            | Self::PostalCodeForm
            | Self::DateOrder
            | Self::DateForm
            | Self::DesignatorMissing
            | Self::NameOrder
            | Self::SuffixInFamilyName => Severity::Info,
            Self::HeaderMissing | Self::DateImpossible | Self::CountryConflict => Severity::Error,
            _ => Severity::Warning,
        }
    }
}

/// One departure from the standard. Names places, lengths and tags, never values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[non_exhaustive]
pub struct Deviation {
    /// What it is.
    pub kind: DeviationKind,
    /// How much it matters.
    pub severity: Severity,
    /// The subfile it is in or about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subfile: Option<Designator>,
    /// The element it is in or about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub element: Option<ElementId>,
    /// Where in the payload, bytes from its start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u32>,
    /// The count, length or offset that the header or the standard asks for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected: Option<u32>,
    /// The count, length or offset that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<u32>,
}

impl Deviation {
    pub(crate) fn new(kind: DeviationKind) -> Self {
        Self {
            kind,
            severity: kind.severity(),
            subfile: None,
            element: None,
            offset: None,
            expected: None,
            found: None,
        }
    }

    /// What identifies is gone: graver than its kind.
    pub(crate) fn grave(mut self) -> Self {
        self.severity = Severity::Error;
        self
    }

    /// The value was understood all the same: a remark.
    pub(crate) fn understood(mut self) -> Self {
        self.severity = Severity::Info;
        self
    }

    pub(crate) fn at(mut self, offset: usize) -> Self {
        self.offset = Some(small(offset));
        self
    }

    pub(crate) fn of(mut self, element: ElementId) -> Self {
        self.element = Some(element);
        self
    }

    pub(crate) fn inside(mut self, subfile: Designator) -> Self {
        self.subfile = Some(subfile);
        self
    }

    pub(crate) fn counts(mut self, expected: usize, found: usize) -> Self {
        self.expected = Some(small(expected));
        self.found = Some(small(found));
        self
    }
}

/// Payloads are bounded far below `u32::MAX`; a stated number may not be.
fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_wire_form_names_places_only() {
        let deviation = Deviation::new(DeviationKind::OffsetMismatch)
            .inside(Designator::DL)
            .at(41)
            .counts(31, 41);
        let json = serde_json::to_string(&deviation).unwrap();
        assert_eq!(
            json,
            r#"{"kind":"offset_mismatch","severity":"warning","subfile":"DL","offset":41,"expected":31,"found":41}"#
        );
        assert_eq!(serde_json::from_str::<Deviation>(&json).unwrap(), deviation);
    }
}
