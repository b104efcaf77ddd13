//! Judges a payload: every check is an entry of the account, every doubt is evidence.

mod case;
mod codes;
mod context;
mod dates;
mod finding;
mod issuer;
mod judgement;
mod kind;
mod names;
mod numbers;
mod postal;
mod reading;
mod structure;
mod symbol;

pub use context::{Context, SymbolShape};
pub use finding::{Fact, Finding};
pub use judgement::{CheckResult, CheckRow, Judgement, NotMade, Opinion};
pub use kind::{Basis, CheckKind};

use crate::aamva::Aamva;
use case::{Case, Outcome};

/// Judges a payload: `raw` are the bytes that `payload` was [parsed](crate::parse) from.
///
/// Nothing is rejected: each check says what it found and how much it matters, and a check that
/// could not be made says why. See [`Basis`] for what the checks rest on; no forged payload stands
/// behind any of them.
///
/// ```
/// use bonafide_aamva::{CheckKind, Context, Opinion, parse, validate};
///
/// let raw = b"@\n\x1e\rANSI 636038080001DL00310050\
///     DLDAQN123456789012\nDCSNYSTROM\nDAJMN\nDBB01042020\nDBD01041995\r";
/// let judgement = validate(&parse(raw)?, raw, &Context::new(jiff::civil::date(2024, 5, 1)));
/// assert_eq!(judgement.opinion, Opinion::Review);
/// assert!(judgement.findings.iter().any(|f| f.check == CheckKind::BirthBeforeIssue));
/// assert_eq!(judgement.checks.len(), CheckKind::ALL.len());
/// # Ok::<(), bonafide_aamva::ParseError>(())
/// ```
pub fn validate(payload: &Aamva, raw: &[u8], context: &Context) -> Judgement {
    let case = Case::new(payload, raw, context);
    let mut judgement = Judgement::with_room();
    for check in CheckKind::ALL {
        judgement.add(*check, make(*check, &case));
    }
    judgement
}

/// Makes one check. Those without a function of their own are what reading the payload reported.
fn make(check: CheckKind, case: &Case<'_>) -> Outcome {
    use CheckKind as C;
    match check {
        C::SubfileOrder => structure::subfile_order(case),
        C::ControlCharacters => structure::control_characters(case),
        C::ElementEditions => structure::element_editions(case),
        C::MandatoryElements => structure::mandatory_elements(case),
        C::RepeatedElements => structure::repeated_elements(case),
        C::ElementOrder => structure::element_order(case),
        C::IssuerState => issuer::state(case),
        C::IssuerCountry => issuer::country(case),
        C::StateCountry => issuer::state_in_country(case),
        C::JurisdictionSubfile => issuer::subfile(case),
        C::VersionPublished => dates::version_published(case),
        C::BirthBeforeIssue => dates::birth_before_issue(case),
        C::IssueBeforeExpiry => dates::issue_before_expiry(case),
        C::IssueNotInFuture => dates::issue_not_in_future(case),
        C::AgePlausible => dates::age_plausible(case),
        C::UnderAgeDates => dates::under_age_dates(case),
        C::RevisionDate => dates::revision_date(case),
        C::ValidityLength => dates::validity_length(case),
        C::TruncationFlags => names::truncation_flags(case),
        C::NameCharacters => names::characters(case),
        C::SexCode => codes::sex(case),
        C::EyeColour => codes::code(check, b"DAY", case),
        C::HairColour => codes::code(check, b"DAZ", case),
        C::HeightForm => codes::height(case),
        C::WeightForm => codes::weight(case),
        C::StateCode => codes::state(case),
        C::CountryCode => codes::code(check, b"DCG", case),
        C::PostalCodeForm => codes::code(check, b"DAK", case),
        C::PostalCodePadding => postal::padding(case),
        C::PostalCodeState => postal::state(case),
        C::ComplianceCode => codes::compliance(case),
        C::IndicatorCodes => codes::indicators(case),
        C::DocumentNumberForm => numbers::form(case),
        C::DocumentNumberBirth => numbers::birth(case),
        C::Discriminator => structure::discriminator(case),
        C::DiscriminatorRevision => structure::discriminator_revision(case),
        C::AuditFields => structure::audit_fields(case),
        C::SymbolShape => symbol::shape(case),
        C::SymbolCorrection => symbol::correction(case),
        C::SymbolCapacity => symbol::capacity(case),
        C::Tracks => reading::check(check, case, case.stripe_only()),
        C::IssuerRegistered | C::DatesPossible | C::NameForm => reading::check(check, case, Ok(())),
        C::HeaderForm
        | C::HeaderVersion
        | C::SubfileEntries
        | C::SubfilePlaces
        | C::ElementSeparators
        | C::StrayText
        | C::KnownElements
        | C::ValueLengths
        | C::DateForm => reading::check(check, case, case.symbol_only()),
    }
}
