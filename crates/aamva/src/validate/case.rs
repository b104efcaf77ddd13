//! The payload under judgement, with what several checks ask of it.

use bonafide_types::{Field, FieldValue, PartialDate};
use jiff::civil::Date;

use super::context::Context;
use super::finding::Finding;
use super::judgement::NotMade;
use crate::aamva::Aamva;
use crate::element::{Element, ElementId, Name};
use crate::header::{FileType, NEWEST_VERSION};
use crate::issuer::{Iin, Issuer};
use crate::lookup::Lookup;
use crate::value::is_placeholder;

/// What a check returns: its findings, or why it could not be made.
pub(super) type Outcome = Result<Vec<Finding>, NotMade>;

/// Nothing found.
pub(super) const PASSED: Outcome = Ok(Vec::new());

/// Returns the finding, if the condition does not hold.
pub(super) fn unless(holds: bool, finding: impl FnOnce() -> Finding) -> Outcome {
    if holds { PASSED } else { Ok(vec![finding()]) }
}

pub(super) struct Case<'a> {
    pub(super) card: &'a Aamva,
    pub(super) raw: &'a [u8],
    pub(super) context: &'a Context,
    lookup: Lookup<'a>,
}

impl<'a> Case<'a> {
    pub(super) fn new(card: &'a Aamva, raw: &'a [u8], context: &'a Context) -> Self {
        Self { card, raw, context, lookup: Lookup::new(card.subfiles()) }
    }

    /// Fails on magnetic stripes, which have no header and no elements of their own.
    pub(super) fn symbol_only(&self) -> Result<(), NotMade> {
        let stripe = self.card.header().file_type == FileType::MagneticStripe;
        if stripe { Err(NotMade::NotApplicable) } else { Ok(()) }
    }

    /// Fails on the payloads of symbols.
    pub(super) fn stripe_only(&self) -> Result<(), NotMade> {
        if self.symbol_only().is_ok() { Err(NotMade::NotApplicable) } else { Ok(()) }
    }

    /// Returns the version, if it is one of the standard's.
    pub(super) fn version(&self) -> Result<u8, NotMade> {
        let version = self.card.header().version;
        version.filter(|v| (1..=NEWEST_VERSION).contains(v)).ok_or(NotMade::UnknownVersion)
    }

    pub(super) fn issuer(&self) -> Result<&'static Issuer, NotMade> {
        self.card.header().iin.and_then(Iin::issuer).ok_or(NotMade::UnknownIssuer)
    }

    /// Returns the issuer's jurisdiction; the Department of State has none.
    pub(super) fn jurisdiction(&self) -> Result<&'static str, NotMade> {
        self.issuer()?.jurisdiction.ok_or(NotMade::NotApplicable)
    }

    /// Fails for issuers of a country whose states and postal codes are in no table here.
    pub(super) fn has_tables(&self) -> Result<(), NotMade> {
        let covered = self.issuer().map_or(true, Issuer::has_tables);
        if covered { Ok(()) } else { Err(NotMade::NoRule) }
    }

    pub(super) fn element(&self, name: Name) -> Option<&'a Element> {
        self.lookup.by_name(name)
    }

    pub(super) fn by_id(&self, id: ElementId) -> Option<&'a Element> {
        self.lookup.get(id)
    }

    /// Returns the text of an element without padding, if it says anything.
    pub(super) fn text(&self, name: Name) -> Result<&'a str, NotMade> {
        let text = self.element(name).map(|element| element.value().trim());
        text.filter(|text| !is_placeholder(text)).ok_or(NotMade::NoValue)
    }

    /// Returns the canonical text of a field.
    pub(super) fn field(&self, field: Field) -> Result<&'a str, NotMade> {
        self.card.fields().get(&field).and_then(FieldValue::text).ok_or(NotMade::NoValue)
    }

    /// Returns a date of the fields; of an expiry without a day, the last day that it covers.
    pub(super) fn date(&self, field: Field) -> Result<Date, NotMade> {
        let date: PartialDate = self.field(field)?.parse().map_err(|_| NotMade::Unreadable)?;
        let day = if field == Field::ExpiresAt { date.latest() } else { date.to_date() };
        day.ok_or(NotMade::Unreadable)
    }
}
