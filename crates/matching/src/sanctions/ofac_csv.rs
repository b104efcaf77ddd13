//! OFAC's comma-separated files: `sdn.csv`, `alt.csv`, `add.csv`, `sdn_comments.csv`.
//!
//! Source: "Specially Designated Nationals and Blocked Persons List: data specification" (OFAC). No
//! header; a missing value is `-0-`; texts stand in double quotes; a file may end with byte 0x1A.

use std::collections::HashMap;

use super::entity::{AliasQuality, Entity, EntityKind, ListedDate};
use super::error::{BadRow, ParsedList, SanctionsError, sized, text_of};

/// The files of a list; only the first must be there.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub struct OfacCsv<'a> {
    /// `sdn.csv` (or `cons_prim.csv`): entries.
    pub sdn: &'a [u8],
    /// `alt.csv`: aliases.
    pub alt: Option<&'a [u8]>,
    /// `add.csv`: addresses.
    pub add: Option<&'a [u8]>,
    /// `sdn_comments.csv`: what the remarks have no room for.
    pub comments: Option<&'a [u8]>,
}

impl<'a> OfacCsv<'a> {
    /// A list of entries alone.
    pub fn new(sdn: &'a [u8]) -> Self {
        Self { sdn, ..Self::default() }
    }
}

/// Reads the files.
///
/// Dates of birth, nationalities and weak aliases (`a.k.a. 'NAME'`) are taken from the remarks, where
/// OFAC writes them.
///
/// # Errors
/// When no row is an entry, or a file is larger than any list.
///
/// ```
/// use bonafide_matching::sanctions::{OfacCsv, parse_ofac_csv};
///
/// let sdn = br#"7,"DOE, John","individual","SDGT",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 15 Jan 1955; a.k.a. 'JD'.""#;
/// let list = parse_ofac_csv(&OfacCsv::new(sdn))?;
/// assert_eq!(list.entities[0].names.len(), 2);
/// assert_eq!(list.entities[0].birth_dates[0].date.to_string(), "1955-01-15");
/// # Ok::<(), bonafide_matching::sanctions::SanctionsError>(())
/// ```
pub fn parse_ofac_csv(files: &OfacCsv<'_>) -> Result<ParsedList, SanctionsError> {
    let mut list = ParsedList::default();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut remarks: Vec<String> = Vec::new();
    let mut bad = Vec::new();
    let entities = &mut list.entities;
    rows("sdn.csv", files.sdn, 4, &mut bad, |row| {
        let entity = entry(row)?;
        if places.insert(entity.id.clone(), entities.len()).is_some() {
            return Err("a second entry of this number");
        }
        remarks.push(value(row, 11).unwrap_or_default().to_owned());
        entities.push(entity);
        Ok(())
    })?;
    if let Some(alt) = files.alt {
        rows("alt.csv", alt, 4, &mut bad, |row| {
            let entity = known(row, &places).and_then(|at| entities.get_mut(at));
            let entity = entity.ok_or("no entry of this number")?;
            entity.add_name(value(row, 3).ok_or("no name")?, AliasQuality::Strong);
            Ok(())
        })?;
    }
    if let Some(add) = files.add {
        rows("add.csv", add, 5, &mut bad, |row| {
            let entity = known(row, &places).and_then(|at| entities.get_mut(at));
            entity.ok_or("no entry of this number")?.add_country(value(row, 4).unwrap_or_default());
            Ok(())
        })?;
    }
    if let Some(comments) = files.comments {
        rows("sdn_comments.csv", comments, 2, &mut bad, |row| {
            let remark = known(row, &places).and_then(|at| remarks.get_mut(at));
            remark.ok_or("no entry of this number")?.push_str(value(row, 1).unwrap_or_default());
            Ok(())
        })?;
    }
    for (entity, remarks) in entities.iter_mut().zip(&remarks) {
        take_remarks(entity, remarks);
    }
    list.bad_rows = bad;
    if list.entities.is_empty() { Err(SanctionsError::Empty("sdn.csv")) } else { Ok(list) }
}

fn entry(row: &[String]) -> Result<Entity, &'static str> {
    let id = value(row, 0).ok_or("no number")?;
    let name = value(row, 1).ok_or("no name")?;
    let kind = EntityKind::from_word(row.get(2).map_or("", String::as_str));
    let mut entity = Entity::new(id, kind.ok_or("not a kind of entry")?, name);
    let programs = value(row, 3).unwrap_or_default();
    entity.programs = programs_of(programs);
    Ok(entity)
}

/// Programmes as OFAC writes them: `SDGT] [IRGC] [IFSR`.
pub(super) fn programs_of(text: &str) -> Vec<String> {
    let parts = text.split(['[', ']', ';']).map(str::trim).filter(|part| !part.is_empty());
    let mut programs: Vec<String> = Vec::new();
    for part in parts {
        if !programs.iter().any(|known| known == part) {
            programs.push(part.to_owned());
        }
    }
    programs
}

fn known(row: &[String], places: &HashMap<String, usize>) -> Option<usize> {
    places.get(value(row, 0)?).copied()
}

/// A value that is there.
fn value(row: &[String], at: usize) -> Option<&str> {
    row.get(at).map(|text| text.trim()).filter(|text| !text.is_empty() && *text != "-0-")
}

/// Takes dates of birth, countries and weak aliases out of an entry's remarks.
pub(super) fn take_remarks(entity: &mut Entity, remarks: &str) {
    for part in remarks.split(';') {
        let part = part.trim().trim_end_matches('.');
        let part = part.strip_prefix("alt. ").unwrap_or(part);
        if let Some(date) = part.strip_prefix("DOB ").and_then(ListedDate::parse) {
            if !entity.birth_dates.contains(&date) {
                entity.birth_dates.push(date);
            }
        } else if let Some(country) =
            part.strip_prefix("nationality ").or_else(|| part.strip_prefix("citizen "))
        {
            entity.add_country(country);
        } else if let Some(place) = part.strip_prefix("POB ") {
            entity.add_country(place.rsplit(',').next().unwrap_or_default());
        } else if let Some(alias) = part.strip_prefix("a.k.a. '") {
            entity.add_name(alias.trim_end_matches('\''), AliasQuality::Weak);
        }
    }
}

/// Calls `take` for every row; one that cannot be split or taken is noted and left out.
fn rows(
    file: &'static str,
    bytes: &[u8],
    least: usize,
    bad: &mut Vec<BadRow>,
    mut take: impl FnMut(&[String]) -> Result<(), &'static str>,
) -> Result<(), SanctionsError> {
    let text = text_of(sized(file, bytes)?);
    for (line, row) in (1..).zip(text.lines()) {
        let row = row.trim_matches(['\u{1a}', '\r', ' ']);
        if row.is_empty() {
            continue;
        }
        let taken = match split(row) {
            Some(fields) if fields.len() >= least => take(&fields),
            Some(_) => Err("too few fields"),
            None => Err("a quotation mark is not closed"),
        };
        if let Err(reason) = taken {
            bad.push(BadRow { file, line, reason });
        }
    }
    Ok(())
}

/// Splits one row at commas outside quotation marks (RFC 4180); `None` if a quotation is not closed.
pub(super) fn split(row: &str) -> Option<Vec<String>> {
    let mut fields = vec![String::new()];
    let mut characters = row.chars().peekable();
    let mut quoted = false;
    while let Some(c) = characters.next() {
        let last = fields.last_mut()?;
        match c {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                last.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            other => last.push(other),
        }
    }
    (!quoted).then_some(fields)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a failed unwrap is the failed test
mod tests {
    use super::*;

    const SDN: &str = "36,\"AERO, \"\"X\"\" LTD.\",-0- ,\"CUBA] [SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n\
        7,\"DOE, John\",\"individual\",\"SDNT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB circa 1962; alt. DOB 03 May 1963; POB Ramleh, Israel; nationality Iraq; a.k.a. 'JD';\"\r\n\
        8,\"BROKEN\r\n\x1a";

    #[test]
    fn entries_aliases_addresses_and_comments_come_together() {
        let files = OfacCsv {
            alt: Some(b"7,12,\"aka\",\"DO, Jon\",-0- \n99,1,\"aka\",\"NOBODY\",-0- "),
            add: Some(b"36,25,-0- ,\"Havana\",\"Cuba\",-0- "),
            comments: Some(b"7,\" a.k.a. 'EL DOC'.\""),
            ..OfacCsv::new(SDN.as_bytes())
        };
        let list = parse_ofac_csv(&files).unwrap();
        assert_eq!(list.entities.len(), 2);
        let [aero, doe] = &list.entities[..] else { panic!("two entries") };
        assert_eq!(aero.names[0].text, "AERO, \"X\" LTD.");
        assert_eq!(aero.programs, ["CUBA", "SDGT"]);
        assert_eq!(aero.countries, ["Cuba"]);
        let names: Vec<&str> = doe.names.iter().map(|name| name.text.as_str()).collect();
        assert_eq!(names, ["DOE, John", "DO, Jon", "JD", "EL DOC"]);
        assert_eq!(doe.names[3].quality, AliasQuality::Weak);
        assert_eq!(doe.birth_dates.len(), 2);
        assert!(doe.birth_dates[0].circa);
        assert_eq!(doe.countries, ["Israel", "Iraq"]);
        let bad: Vec<_> = list.bad_rows.iter().map(|row| (row.file, row.line)).collect();
        assert_eq!(bad, [("sdn.csv", 3), ("alt.csv", 2)]);
    }

    #[test]
    fn a_file_without_entries_is_an_error() {
        for bytes in [&b""[..], b"\x1a", b"no,list", b"\xff\xfe\"\"\","] {
            let found = parse_ofac_csv(&OfacCsv::new(bytes));
            assert_eq!(found, Err(SanctionsError::Empty("sdn.csv")));
        }
    }
}
