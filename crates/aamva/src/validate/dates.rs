//! Whether the dates of a payload can stand side by side.

use bonafide_types::{DocumentType, Field, PartialDate, Sensitive, age_on};
use jiff::ToSpan;
use jiff::civil::Date;

use super::case::{Case, Outcome, PASSED, unless};
use super::finding::Finding;
use super::judgement::NotMade;
use super::kind::CheckKind;
use crate::element::Name;
use crate::extended::Compliance;

/// The year in which versions 1 to 11 of the standard were published.
///
/// Source: the editions' title pages: DL/ID-2000, then the Card Design Standard of each year.
const PUBLISHED: [i16; 11] = [2000, 2003, 2005, 2009, 2010, 2011, 2012, 2013, 2016, 2020, 2025];

/// Youngest holder of a learner's licence anywhere in the United States or Canada, in years.
const LEARNER: i16 = 14;

/// No card is issued to someone older, in years.
const OLDEST: i16 = 115;

/// The longest any issuer's licence is valid, in years, Arizona aside: Montana's 12 and one year
/// for renewal ahead of time.
const LONGEST: i32 = 13;

/// Arizona issues licences until the age of 65: the longest is from 16 on.
const LONGEST_ARIZONA: i32 = 50;

/// Cards that meet the federal rules (DDA is F) are valid for eight years at most (6 CFR 37.5),
/// and one year for renewal ahead of time.
const LONGEST_COMPLIANT: i32 = 9;

/// A version cannot be on a card that is older than the version. A duplicate that keeps its first
/// date of issue fails it.
pub(super) fn version_published(case: &Case<'_>) -> Outcome {
    let version = case.version()?;
    let issued = case.date(Field::IssuedAt)?;
    let Some(published) = PUBLISHED.get(usize::from(version) - 1) else { return PASSED };
    unless(issued.year() >= *published, || {
        let year = u32::try_from(*published).unwrap_or_default();
        Finding::doubt(CheckKind::VersionPublished).element(b"DBD").expected(year)
    })
}

/// Strictly: nobody is issued a card on the day of birth.
pub(super) fn birth_before_issue(case: &Case<'_>) -> Outcome {
    let holds = case.date(Field::BirthDate)? < case.date(Field::IssuedAt)?;
    unless(holds, || Finding::grave(CheckKind::BirthBeforeIssue).element(b"DBB"))
}

/// Strictly: a card is valid for a day at least.
pub(super) fn issue_before_expiry(case: &Case<'_>) -> Outcome {
    let holds = case.date(Field::IssuedAt)? < case.date(Field::ExpiresAt)?;
    unless(holds, || Finding::grave(CheckKind::IssueBeforeExpiry).element(b"DBA"))
}

/// One day is left to time zones.
pub(super) fn issue_not_in_future(case: &Case<'_>) -> Outcome {
    let tomorrow = case.context.as_of.saturating_add(1.day());
    let holds = case.date(Field::IssuedAt)? <= tomorrow;
    unless(holds, || Finding::doubt(CheckKind::IssueNotInFuture).element(b"DBD"))
}

/// Licences from 14 years on, identification cards from birth, neither beyond 115.
pub(super) fn age_plausible(case: &Case<'_>) -> Outcome {
    let birth = case.date(Field::BirthDate)?;
    let issued = case.date(Field::IssuedAt)?;
    // A birth after the issue has a check of its own.
    let age = age_on(PartialDate::from_date(birth), issued).filter(|_| birth < issued);
    let age = age.ok_or(NotMade::Unreadable)?;
    let licence = case.card.document_type() == DocumentType::DriverLicense;
    let youngest = if licence { LEARNER } else { 0 };
    unless((youngest..=OLDEST).contains(&age), || {
        Finding::doubt(CheckKind::AgePlausible).element(b"DBB")
    })
}

/// DDH, DDI and DDJ are the birthdays on which the holder turns 18, 19 and 21; a day earlier or
/// later is let through, as the wording "until" is read both ways. A date that is not after the
/// birth was not worked out from it but stands for none (`01011900`): a doubt, no more.
///
/// Source: Card Design Standard 2010 and later, table D.4.
pub(super) fn under_age_dates(case: &Case<'_>) -> Outcome {
    let birth = case.date(Field::BirthDate)?;
    let extended = case.card.extended();
    let stated: [(Name, i16, &Option<Sensitive<String>>); 3] = [
        (b"DDH", 18, &extended.under_18_until),
        (b"DDI", 19, &extended.under_19_until),
        (b"DDJ", 21, &extended.under_21_until),
    ];
    let mut findings = Vec::new();
    let mut compared = false;
    for (name, years, date) in stated {
        let Some(date) = date.as_ref().and_then(day_of) else { continue };
        compared = true;
        let days = days_between(birthday(birth, years), date);
        if date <= birth {
            findings.push(Finding::doubt(CheckKind::UnderAgeDates).element(name));
        } else if days > 1 {
            findings.push(Finding::grave(CheckKind::UnderAgeDates).element(name).found(days));
        }
    }
    if compared { Ok(findings) } else { Err(NotMade::NoValue) }
}

/// A card cannot have a design that did not exist yet. A duplicate that keeps its first date of
/// issue fails it.
pub(super) fn revision_date(case: &Case<'_>) -> Outcome {
    let issued = case.date(Field::IssuedAt)?;
    let revised = case.card.extended().card_revision_date.as_ref().ok_or(NotMade::NoValue)?;
    let revised = day_of(revised).ok_or(NotMade::Unreadable)?;
    unless(revised <= issued, || Finding::doubt(CheckKind::RevisionDate).element(b"DDB"))
}

/// Licences have a longest validity; identification cards may be for life, which is a remark.
pub(super) fn validity_length(case: &Case<'_>) -> Outcome {
    let issued = case.date(Field::IssuedAt)?;
    let expires = case.date(Field::ExpiresAt)?;
    let most = longest(case);
    let begun = expires.year() - issued.year();
    let years = i32::from(begun) - i32::from(birthday(issued, begun) > expires);
    unless(years < most, || {
        let licence = case.card.document_type() == DocumentType::DriverLicense;
        let of = if licence { Finding::doubt } else { Finding::remark };
        let count = |years: i32| u32::try_from(years).unwrap_or_default();
        of(CheckKind::ValidityLength).element(b"DBA").expected(count(most)).found(count(years))
    })
}

/// Returns the number of years below which a card of this issuer stays valid.
fn longest(case: &Case<'_>) -> i32 {
    if case.card.extended().compliance == Some(Compliance::Full) {
        return LONGEST_COMPLIANT;
    }
    if case.jurisdiction() == Ok("AZ") { LONGEST_ARIZONA } else { LONGEST }
}

fn day_of(date: &Sensitive<String>) -> Option<Date> {
    date.expose().parse::<PartialDate>().ok()?.to_date()
}

/// Returns the day a number of years later; 29 February becomes 28 where there is none.
fn birthday(day: Date, years: i16) -> Date {
    day.saturating_add(years.years())
}

fn days_between(a: Date, b: Date) -> u32 {
    a.until(b).map_or(u32::MAX, |span| span.get_days().unsigned_abs())
}
