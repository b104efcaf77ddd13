//! What reading the payload reported already, check by check.

use super::case::{Case, Outcome};
use super::finding::Finding;
use super::judgement::NotMade;
use super::kind::CheckKind;
use crate::deviation::{Deviation, DeviationKind};

/// Most findings of one check: a damaged payload may repeat one departure hundreds of times.
pub(super) const MOST: usize = 20;

/// Returns the departures that a check covers; without any, passes if the check could be made.
pub(super) fn check(check: CheckKind, case: &Case<'_>, could: Result<(), NotMade>) -> Outcome {
    let findings = deviations(check, case);
    if findings.is_empty() {
        could?;
    }
    Ok(findings)
}

/// Returns the departures that a check covers.
pub(super) fn deviations(check: CheckKind, case: &Case<'_>) -> Vec<Finding> {
    let covered = case.card.deviations().iter().filter(|deviation| covers(deviation) == check);
    covered.take(MOST).map(|deviation| Finding::of_deviation(check, deviation)).collect()
}

/// Returns the check that covers a departure: each has one, so none is passed over.
fn covers(deviation: &Deviation) -> CheckKind {
    use CheckKind as C;
    use DeviationKind as D;
    match deviation.kind {
        D::LeadingBytes
        | D::ComplianceIndicator
        | D::HeaderSeparators
        | D::FileType
        | D::HeaderMissing
        | D::HeaderLayout => C::HeaderForm,
        D::UnknownVersion => C::HeaderVersion,
        D::UnknownIssuer => C::IssuerRegistered,
        D::EntryCount
        | D::EntryMalformed
        | D::DesignatorMissing
        | D::SubfileUndeclared
        | D::SubfileMissing => C::SubfileEntries,
        D::OffsetMismatch | D::LengthMismatch => C::SubfilePlaces,
        D::ElementSeparators | D::ElementsRunTogether => C::ElementSeparators,
        D::StrayText => C::StrayText,
        D::UnknownElement => C::KnownElements,
        D::ElementRepeated => C::RepeatedElements,
        D::ElementMissing => C::MandatoryElements,
        D::ValueTooLong | D::TrailingText => C::ValueLengths,
        D::DateOrder | D::DateForm => C::DateForm,
        D::DateImpossible => C::DatesPossible,
        D::HeightForm => C::HeightForm,
        D::WeightForm => C::WeightForm,
        D::UnknownCode => code_check(deviation),
        D::CountryConflict => C::IssuerCountry,
        D::NameOrder | D::SuffixInFamilyName => C::NameForm,
        D::PostalCodeForm => C::PostalCodeForm,
        D::TrackMissing => C::Tracks,
    }
}

/// Returns the check of the element that holds an unknown code.
fn code_check(deviation: &Deviation) -> CheckKind {
    match deviation.element.map(|id| *id.as_bytes()).as_ref() {
        Some(b"DBC") => CheckKind::SexCode,
        Some(b"DAY") => CheckKind::EyeColour,
        Some(b"DAZ") => CheckKind::HairColour,
        Some(b"DCG") => CheckKind::CountryCode,
        // DAJ, and DAO in its place.
        _ => CheckKind::StateCode,
    }
}
