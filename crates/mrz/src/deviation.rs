//! What stands in a zone against the standard though no check digit speaks of it.

use bonafide_types::{Country, Sex};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::zone::Mrz;

/// A field that Doc 9303 would not have so. Issuers deviate: none of these makes a zone invalid.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum Deviation {
    /// The issuing state is in no table (Part 3, section 5).
    IssuingState,
    /// The nationality is in no table (Part 3, section 5).
    Nationality,
    /// The date of birth is no date.
    BirthDate,
    /// The date of expiry is no date.
    ExpiryDate,
    /// The sex is neither `M`, `F` nor `<` (Part 4, section 4.2.2.2, position 21); an `X` counts as one.
    Sex,
    /// The name field has digits (Part 3, section 4.6).
    NameCharacters,
    /// There is no primary identifier (Part 3, section 4.6).
    NoPrimaryIdentifier,
    /// The document number is empty or begins with a filler.
    DocumentNumber,
}

impl Mrz {
    /// What deviates from Doc 9303 though no check digit speaks of it, in the order of
    /// [`Deviation`].
    ///
    /// ```
    /// use bonafide_mrz::Deviation;
    /// let mrz = bonafide_mrz::parse(&[
    ///     "P<XQZ<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<<<<<<<<<",
    ///     "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    /// ])?;
    /// assert!(mrz.is_valid());
    /// let deviations: Vec<_> = mrz.deviations().collect();
    /// assert_eq!(deviations, [Deviation::IssuingState, Deviation::NoPrimaryIdentifier]);
    /// # Ok::<(), bonafide_mrz::ParseError>(())
    /// ```
    pub fn deviations(&self) -> impl Iterator<Item = Deviation> {
        let layout = self.layout();
        // Any day will do: whether six characters are a date does not hang on the century, but
        // for 29 February 00, which 2000 had.
        let as_of = Date::constant(2000, 12, 31);
        let names = [layout.names, layout.given_names].map(|place| self.slice(place));
        let wrong_sex =
            |c: char| u8::try_from(c).ok().and_then(Sex::from_mrz).is_none() || c == 'X';
        [
            (Country::from_mrz(self.issuing()).is_none(), Deviation::IssuingState),
            (
                !layout.nationality.is_none() && Country::from_mrz(self.nationality()).is_none(),
                Deviation::Nationality,
            ),
            (
                !layout.birth_date.is_none() && self.birth_date_on(as_of).is_none(),
                Deviation::BirthDate,
            ),
            (
                !layout.expiry_date.is_none() && self.expiry_date_on(as_of).is_none(),
                Deviation::ExpiryDate,
            ),
            (self.sex().is_some_and(wrong_sex), Deviation::Sex),
            (
                names.iter().any(|name| name.bytes().any(|byte| byte.is_ascii_digit())),
                Deviation::NameCharacters,
            ),
            (!layout.names.is_none() && self.surname().is_empty(), Deviation::NoPrimaryIdentifier),
            (
                !layout.number.is_none() && self.slice(layout.number).starts_with('<'),
                Deviation::DocumentNumber,
            ),
        ]
        .into_iter()
        .filter_map(|(deviates, deviation)| deviates.then_some(deviation))
    }
}
