//! The data elements of all versions: what each means, where it is defined, how long it is.

use crate::element::{ElementId, Name};

/// How the value of an element is bounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Always this many characters.
    Fixed(usize),
    /// At most this many characters.
    UpTo(usize),
}

/// One entry of the dictionary.
#[derive(Debug)]
pub(crate) struct Definition {
    pub(crate) id: ElementId,
    pub(crate) meaning: &'static str,
    /// First and last version that defines it.
    pub(crate) versions: (u8, u8),
    pub(crate) extent: Extent,
}

impl Definition {
    /// Whether the element may be expected in this version. Elements of version 1 linger in cards
    /// of versions 2 and 3.
    pub(crate) fn is_expected_in(&self, version: u8) -> bool {
        let (first, last) = self.versions;
        let last = if last < 3 { 3 } else { last };
        (first..=last).contains(&version)
    }
}

/// Returns what an element of versions 1 to 11 means, in words; `None` if no version defines it.
///
/// Elements that begin with `Z` are each jurisdiction's own and have no common meaning.
///
/// Source: AAMVA DL/ID-2000, Annex E; AAMVA DL/ID Card Design Standard 2003 to 2025, Annex D.
///
/// ```
/// use bonafide_aamva::element_meaning;
/// assert_eq!(element_meaning("DAQ"), Some("licence or identification card number"));
/// assert_eq!(element_meaning("DDM"), Some("commercial driver licence indicator"));
/// assert_eq!(element_meaning("ZVA"), None);
/// ```
pub fn element_meaning(id: &str) -> Option<&'static str> {
    ElementId::from_bytes(id.as_bytes()).and_then(define).map(|d| d.meaning)
}

/// Returns the entry of an element.
pub(crate) fn define(id: ElementId) -> Option<&'static Definition> {
    // One load per identifier: the cutter asks for most places of a line. 0 stands for "none".
    let index = INDEX.get(slot(*id.as_bytes())?)?;
    DICTIONARY.get(usize::from(*index).checked_sub(1)?)
}

/// Number of slots: five rows of 26 letters.
pub(crate) const SLOTS: usize = 5 * 26;

/// Returns the slot of an identifier of the standard: rows `DA?` to `DD?`, then `PA?`.
pub(crate) const fn slot(id: [u8; 3]) -> Option<usize> {
    let row = match id {
        [b'D', second @ b'A'..=b'D', _] => second - b'A',
        [b'P', b'A', _] => 4,
        _ => return None,
    };
    let [_, _, letter] = id;
    if !letter.is_ascii_uppercase() {
        return None;
    }
    Some(row as usize * 26 + (letter - b'A') as usize)
}

/// For each slot, one more than the entry's place in the dictionary.
static INDEX: [u8; SLOTS] = {
    let mut index = [0; SLOTS];
    let mut at = 0;
    while at < DICTIONARY.len() {
        if let Some(slot) = slot(*DICTIONARY[at].id.as_bytes()) {
            index[slot] = at as u8 + 1;
        }
        at += 1;
    }
    index
};

/// Returns the identifiers that a licence of this version must hold.
///
/// Source: AAMVA DL/ID-2000, table E.1; Card Design Standard, table D.3 of each edition. The
/// driving elements are mandatory on licences only.
pub(crate) fn mandatory(version: u8, licence: bool) -> impl Iterator<Item = ElementId> {
    let (all, driving): (&[Name], &[Name]) = match version {
        0 | 1 => (&MANDATORY_1, &[b"DAR", b"DAS", b"DAT"]),
        2 | 3 => (&MANDATORY_2, &[b"DCA", b"DCB", b"DCD"]),
        _ => (&MANDATORY_4, &[b"DCA", b"DCB", b"DCD"]),
    };
    let driving = if licence { driving } else { &[] };
    all.iter().chain(driving).map(|name| ElementId::literal(name))
}

static MANDATORY_1: [Name; 10] =
    [b"DAA", b"DAG", b"DAI", b"DAJ", b"DAK", b"DAQ", b"DBA", b"DBB", b"DBC", b"DBD"];

static MANDATORY_2: [Name; 15] = [
    b"DCS", b"DCT", b"DBA", b"DBB", b"DBC", b"DBD", b"DAY", b"DAU", b"DAG", b"DAI", b"DAJ", b"DAK",
    b"DAQ", b"DCF", b"DCG",
];

static MANDATORY_4: [Name; 19] = [
    b"DCS", b"DAC", b"DAD", b"DBA", b"DBB", b"DBC", b"DBD", b"DAY", b"DAU", b"DAG", b"DAI", b"DAJ",
    b"DAK", b"DAQ", b"DCF", b"DCG", b"DDE", b"DDF", b"DDG",
];

const fn entry(id: Name, first: u8, last: u8, extent: Extent, meaning: &'static str) -> Definition {
    Definition { id: ElementId::literal(id), meaning, versions: (first, last), extent }
}

use Extent::{Fixed, UpTo};

/// Ordered by identifier. The newest version is 11, the 2025 edition.
#[rustfmt::skip]
static DICTIONARY: [Definition; 87] = [
    entry(b"DAA", 1, 3, UpTo(80), "full name: family, given, middle, suffix"),
    entry(b"DAB", 1, 3, UpTo(40), "family name"),
    entry(b"DAC", 1, 11, UpTo(40), "first name"),
    entry(b"DAD", 1, 11, UpTo(40), "middle names or initial"),
    entry(b"DAE", 1, 3, UpTo(5), "name suffix"),
    entry(b"DAF", 1, 3, UpTo(35), "name prefix"),
    entry(b"DAG", 1, 11, UpTo(35), "street of the address, first line"),
    entry(b"DAH", 1, 11, UpTo(35), "street of the address, second line"),
    entry(b"DAI", 1, 11, UpTo(20), "city of the address"),
    entry(b"DAJ", 1, 11, Fixed(2), "state or province of the address"),
    entry(b"DAK", 1, 11, UpTo(11), "postal code of the address"),
    entry(b"DAL", 1, 3, UpTo(35), "street of the residence, first line"),
    entry(b"DAM", 1, 3, UpTo(35), "street of the residence, second line"),
    entry(b"DAN", 1, 3, UpTo(20), "city of the residence"),
    entry(b"DAO", 1, 3, Fixed(2), "state or province of the residence"),
    entry(b"DAP", 1, 3, UpTo(11), "postal code of the residence"),
    entry(b"DAQ", 1, 11, UpTo(25), "licence or identification card number"),
    entry(b"DAR", 1, 3, UpTo(6), "vehicle class codes"),
    entry(b"DAS", 1, 3, UpTo(12), "restriction codes"),
    entry(b"DAT", 1, 3, UpTo(5), "endorsement codes"),
    entry(b"DAU", 1, 11, UpTo(6), "height"),
    entry(b"DAV", 1, 11, UpTo(6), "height in centimetres"),
    entry(b"DAW", 1, 11, UpTo(6), "weight in pounds"),
    entry(b"DAX", 1, 11, UpTo(6), "weight in kilograms"),
    entry(b"DAY", 1, 11, UpTo(12), "eye colour"),
    entry(b"DAZ", 1, 11, UpTo(12), "hair colour"),
    entry(b"DBA", 1, 11, Fixed(8), "date of expiry"),
    entry(b"DBB", 1, 11, Fixed(8), "date of birth"),
    entry(b"DBC", 1, 11, Fixed(1), "sex"),
    entry(b"DBD", 1, 11, Fixed(8), "date of issue"),
    entry(b"DBE", 1, 3, UpTo(35), "issue timestamp"),
    entry(b"DBF", 1, 3, UpTo(2), "number of duplicates issued"),
    entry(b"DBG", 1, 10, UpTo(35), "alias given name (version 1: medical indicator)"),
    entry(b"DBH", 1, 3, UpTo(10), "organ donor"),
    entry(b"DBI", 1, 3, UpTo(1), "non-resident indicator"),
    entry(b"DBJ", 1, 3, UpTo(25), "customer identifier"),
    entry(b"DBK", 1, 3, UpTo(9), "social security number"),
    entry(b"DBL", 1, 3, Fixed(8), "alias date of birth"),
    entry(b"DBM", 1, 3, UpTo(9), "alias social security number"),
    entry(b"DBN", 1, 10, UpTo(40), "alias family name (version 1: alias full name)"),
    entry(b"DBO", 1, 3, UpTo(40), "alias family name"),
    entry(b"DBP", 1, 3, UpTo(40), "alias given name"),
    entry(b"DBQ", 1, 3, UpTo(40), "alias middle name"),
    entry(b"DBR", 1, 3, UpTo(5), "alias suffix"),
    entry(b"DBS", 1, 10, UpTo(5), "alias suffix (version 1: alias prefix)"),
    entry(b"DCA", 2, 11, UpTo(6), "vehicle class of the jurisdiction"),
    entry(b"DCB", 2, 11, UpTo(12), "restriction codes of the jurisdiction"),
    entry(b"DCD", 2, 11, UpTo(5), "endorsement codes of the jurisdiction"),
    entry(b"DCE", 2, 11, Fixed(1), "weight range"),
    entry(b"DCF", 2, 11, UpTo(25), "document discriminator"),
    entry(b"DCG", 2, 11, Fixed(3), "issuing country"),
    entry(b"DCH", 2, 3, UpTo(4), "federal commercial vehicle codes"),
    entry(b"DCI", 2, 11, UpTo(33), "place of birth"),
    entry(b"DCJ", 2, 11, UpTo(25), "audit information"),
    entry(b"DCK", 2, 11, UpTo(25), "inventory control number"),
    entry(b"DCL", 2, 10, UpTo(3), "race or ethnicity"),
    entry(b"DCM", 2, 11, UpTo(4), "standard vehicle class"),
    entry(b"DCN", 2, 11, UpTo(5), "standard endorsement code"),
    entry(b"DCO", 2, 11, UpTo(12), "standard restriction code"),
    entry(b"DCP", 2, 11, UpTo(50), "description of the vehicle class"),
    entry(b"DCQ", 2, 11, UpTo(50), "description of the endorsements"),
    entry(b"DCR", 2, 11, UpTo(50), "description of the restrictions"),
    entry(b"DCS", 2, 11, UpTo(40), "family name"),
    entry(b"DCT", 2, 3, UpTo(80), "given names"),
    entry(b"DCU", 2, 11, UpTo(5), "name suffix"),
    entry(b"DDA", 4, 11, Fixed(1), "compliance with the federal identification rules"),
    entry(b"DDB", 4, 11, Fixed(8), "card revision date"),
    entry(b"DDC", 4, 10, Fixed(8), "expiry of the hazardous materials endorsement"),
    entry(b"DDD", 4, 11, Fixed(1), "limited duration document indicator"),
    entry(b"DDE", 4, 11, Fixed(1), "family name truncation"),
    entry(b"DDF", 4, 11, Fixed(1), "first name truncation"),
    entry(b"DDG", 4, 11, Fixed(1), "middle name truncation"),
    entry(b"DDH", 5, 11, Fixed(8), "under 18 until"),
    entry(b"DDI", 5, 11, Fixed(8), "under 19 until"),
    entry(b"DDJ", 5, 11, Fixed(8), "under 21 until"),
    entry(b"DDK", 6, 11, Fixed(1), "organ donor indicator"),
    entry(b"DDL", 7, 11, Fixed(1), "veteran indicator"),
    entry(b"DDM", 11, 11, Fixed(1), "commercial driver licence indicator"),
    entry(b"DDN", 11, 11, Fixed(1), "non-domiciled indicator"),
    entry(b"DDO", 11, 11, Fixed(1), "enhanced credential indicator"),
    entry(b"DDP", 11, 11, Fixed(1), "permit indicator"),
    entry(b"PAA", 1, 3, UpTo(4), "permit class codes"),
    entry(b"PAB", 1, 3, Fixed(8), "permit date of expiry"),
    entry(b"PAC", 1, 3, UpTo(25), "permit identifier"),
    entry(b"PAD", 1, 3, Fixed(8), "permit date of issue"),
    entry(b"PAE", 1, 3, UpTo(12), "permit restriction codes"),
    entry(b"PAF", 1, 3, UpTo(5), "permit endorsement codes"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_is_ordered() {
        assert!(DICTIONARY.windows(2).all(|pair| pair[0].id < pair[1].id));
        for definition in &DICTIONARY {
            assert_eq!(define(definition.id).map(|d| d.id), Some(definition.id));
        }
        assert!(define(ElementId::literal(b"DDZ")).is_none());
        assert!(define(ElementId::literal(b"DA1")).is_none());
    }

    #[test]
    fn mandatory_elements_are_defined_in_their_version() {
        for version in 1..=11 {
            for id in mandatory(version, true) {
                let definition = define(id);
                assert!(definition.is_some_and(|d| d.is_expected_in(version)), "{id} {version}");
            }
        }
    }

    #[test]
    fn the_2025_edition_adds_four_and_drops_five() {
        let in_version = |v: u8| {
            move |id: &&str| {
                define(id.parse().expect("literal")).is_some_and(|d| d.is_expected_in(v))
            }
        };
        let added = ["DDM", "DDN", "DDO", "DDP"];
        let dropped = ["DBN", "DBG", "DBS", "DCL", "DDC"];
        assert_eq!(added.iter().filter(|id| in_version(11)(id)).count(), 4);
        assert_eq!(added.iter().filter(|id| in_version(10)(id)).count(), 0);
        assert_eq!(dropped.iter().filter(|id| in_version(10)(id)).count(), 5);
        assert_eq!(dropped.iter().filter(|id| in_version(11)(id)).count(), 0);
    }
}
