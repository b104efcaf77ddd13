//! Whether a payload is that of the issuer it names.

use bonafide_types::{Field, Subdivision};

use super::case::{Case, Outcome, PASSED, unless};
use super::finding::Finding;
use super::judgement::NotMade;
use super::kind::CheckKind;
use super::reading;

/// The address is in the issuer's state. Holders with a mailing address elsewhere fail it.
pub(super) fn state(case: &Case<'_>) -> Outcome {
    let issuer = case.jurisdiction()?;
    let stated = stated_state(case)?.code();
    unless(stated == issuer, || {
        Finding::doubt(CheckKind::IssuerState).element(b"DAJ").expected(issuer)
    })
}

/// The issuing country is that of the issuer on AAMVA's list.
pub(super) fn country(case: &Case<'_>) -> Outcome {
    let could = case.issuer().and(case.text(b"DCG")).map(drop);
    reading::check(CheckKind::IssuerCountry, case, could)
}

/// State and country belong together.
pub(super) fn state_in_country(case: &Case<'_>) -> Outcome {
    case.text(b"DCG")?;
    let stated = case.field(Field::IssuingCountry)?;
    let country = stated_state(case)?.country().alpha3();
    unless(stated == country, || Finding::doubt(CheckKind::StateCountry).element(b"DAJ"))
}

/// `Z` and the first letter of the jurisdiction: of its code or of its name.
///
/// Source: Card Design Standard, Annex D, subfile designator.
pub(super) fn subfile(case: &Case<'_>) -> Outcome {
    let issuer = case.issuer()?;
    let code = issuer.jurisdiction.ok_or(NotMade::NotApplicable)?;
    let letters = [code, issuer.name].map(|text| text.bytes().next().unwrap_or_default());
    let mut own = case.card.subfiles().iter().filter(|s| s.designator.is_jurisdiction()).peekable();
    if own.peek().is_none() {
        return Err(NotMade::NoValue);
    }
    let foreign = own.find(|subfile| !letters.contains(&subfile.designator.as_bytes()[1]));
    let Some(foreign) = foreign else { return PASSED };
    Ok(vec![
        Finding::doubt(CheckKind::JurisdictionSubfile).inside(foreign.designator).expected(code),
    ])
}

/// Returns the state of the address, if it is a code or name of one.
fn stated_state(case: &Case<'_>) -> Result<Subdivision, NotMade> {
    Subdivision::from_code(case.field(Field::State)?).ok_or(NotMade::Unreadable)
}
