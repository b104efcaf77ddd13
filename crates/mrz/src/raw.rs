//! The fields as they stand in the zone, under the names of the measuring sets.

use std::collections::BTreeMap;

use crate::format::Format;
use crate::zone::Mrz;

impl Mrz {
    /// The raw values of the zone by name: `format`, `document_code`, `issuing`,
    /// `document_number` (whole, when it runs over), `birth_date` and `expiry_date` (`YYMMDD`),
    /// `sex`, `nationality`, `surname`, `given_names` (components parted by spaces), and optional
    /// data as `optional1` and `optional2` (TD1), `office` (French identity card), `optional`
    /// (all others) and `personal_number` (TD3, Swiss licence). Trailing fillers are gone. A name
    /// is absent where the layout has no such field.
    ///
    /// ```
    /// let card = bonafide_mrz::parse(&[
    ///     "I<UTOD23145890<7349<<<<<<<<<<<",
    ///     "3407127M9507122UTO<<<<<<<<<<<2",
    ///     "STEVENSON<<PETER<JOHN<<<<<<<<<",
    /// ])?;
    /// let fields = card.raw_fields();
    /// assert_eq!(fields["document_number"], "D23145890734");
    /// assert_eq!(fields["optional1"], "");
    /// assert_eq!(fields["given_names"], "PETER JOHN");
    /// # Ok::<(), bonafide_mrz::ParseError>(())
    /// ```
    pub fn raw_fields(&self) -> BTreeMap<&'static str, String> {
        let layout = self.layout();
        let mut fields = BTreeMap::new();
        let mut put = |name, value: String| fields.insert(name, value);
        put("format", self.format().name().to_owned());
        put("document_code", self.document_code().to_owned());
        put("issuing", self.issuing().to_owned());
        if !layout.number.is_none() {
            put("document_number", self.document_number().to_string());
        }
        if !layout.birth_date.is_none() {
            put("birth_date", self.birth_date().to_owned());
        }
        if !layout.expiry_date.is_none() {
            put("expiry_date", self.expiry_date().to_owned());
        }
        if !layout.nationality.is_none() {
            put("nationality", self.nationality().to_owned());
        }
        if let Some(sex) = self.sex() {
            put("sex", sex.to_string());
        }
        if !layout.names.is_none() {
            put("surname", self.surname().to_string());
        }
        if !layout.names.is_none() && self.format() != Format::FrenchDrivingLicence {
            put("given_names", self.given_names().to_string());
        }
        let optional = |index| self.optional(index).to_owned();
        match self.format() {
            Format::Td1 => {
                put("optional1", optional(0));
                put("optional2", optional(1));
            }
            Format::FrenchId => {
                put("office", optional(0));
            }
            Format::SwissDrivingLicence | Format::Td3 => {
                put("personal_number", optional(0));
                put("optional", optional(usize::from(self.format() != Format::Td3)));
            }
            Format::FrenchDrivingLicence => {}
            _ => {
                put("optional", optional(0));
            }
        }
        fields
    }
}
