//! The plain forms: one JSON object a line, and comma-separated values with a header.

use serde::{Deserialize, Serialize};

use super::entity::{AliasQuality, Entity, EntityKind, ListedDate, ListedName};
use super::error::{BadRow, ParsedList, SanctionsError, sized, text_of};
use super::ofac_csv::{programs_of, split, take_remarks};

/// One entry of the plain form. Members that are not known are passed over.
#[derive(Serialize, Deserialize)]
pub(super) struct Line {
    id: String,
    #[serde(alias = "type", default)]
    kind: String,
    name: String,
    #[serde(alias = "alts", default, skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<Alias>,
    #[serde(alias = "dobs", default, skip_serializing_if = "Vec::is_empty")]
    birth_dates: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    programs: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    program: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    countries: Vec<String>,
    /// As OFAC's: dates, countries and weak aliases are taken from them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    remarks: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Alias {
    Plain(String),
    Rated {
        name: String,
        #[serde(default)]
        weak: bool,
    },
}

impl Line {
    pub(super) fn of(entity: &Entity) -> Self {
        let primary = entity.names.first().map(|name| name.text.clone()).unwrap_or_default();
        let alias = |name: &ListedName| match name.quality {
            AliasQuality::Weak => Alias::Rated { name: name.text.clone(), weak: true },
            _ => Alias::Plain(name.text.clone()),
        };
        let date = |date: &ListedDate| {
            let circa = if date.circa { "circa " } else { "" };
            let until = date.until_year.map(|year| format!(" to {year:04}")).unwrap_or_default();
            format!("{circa}{}{until}", date.date)
        };
        Self {
            id: entity.id.clone(),
            kind: entity.kind.name().to_owned(),
            name: primary,
            aliases: entity.names.iter().skip(1).map(alias).collect(),
            birth_dates: entity.birth_dates.iter().map(date).collect(),
            programs: entity.programs.clone(),
            program: None,
            countries: entity.countries.clone(),
            remarks: None,
        }
    }

    pub(super) fn entity(self) -> Result<Entity, &'static str> {
        let id = self.id.trim();
        if id.is_empty() || self.name.trim().is_empty() {
            return Err("no id or no name");
        }
        let kind = EntityKind::from_word(&self.kind).ok_or("not a kind of entry")?;
        let mut entity = Entity::new(id, kind, self.name.trim());
        for alias in &self.aliases {
            match alias {
                Alias::Plain(name) | Alias::Rated { name, weak: false } => {
                    entity.add_name(name, AliasQuality::Strong);
                }
                Alias::Rated { name, weak: true } => entity.add_name(name, AliasQuality::Weak),
            }
        }
        entity.birth_dates =
            self.birth_dates.iter().filter_map(|date| ListedDate::parse(date)).collect();
        entity.programs = self.programs;
        if let Some(program) = &self.program {
            entity.programs.extend(programs_of(program));
        }
        for country in &self.countries {
            entity.add_country(country);
        }
        if let Some(remarks) = &self.remarks {
            take_remarks(&mut entity, remarks);
        }
        Ok(entity)
    }
}

/// Reads one JSON object a line: `id` and `name`; if known `kind` (`individual`, `entity`, `vessel`,
/// `aircraft`; without it `entity`), `aliases` (texts or `{"name", "weak"}`), `birth_dates`,
/// `programs`, `countries`, and `remarks` as OFAC writes them.
///
/// # Errors
/// When no line is an entry, or the file is larger than any list.
///
/// ```
/// use bonafide_matching::sanctions::parse_jsonl;
///
/// let list = parse_jsonl(br#"{"id": "7", "kind": "individual", "name": "DOE, John", "aliases": ["DO, Jon"]}"#)?;
/// assert_eq!(list.entities[0].names[1].text, "DO, Jon");
/// # Ok::<(), bonafide_matching::sanctions::SanctionsError>(())
/// ```
pub fn parse_jsonl(bytes: &[u8]) -> Result<ParsedList, SanctionsError> {
    let text = text_of(sized("jsonl", bytes)?);
    let mut list = ParsedList::default();
    for (line, row) in (1..).zip(text.lines()) {
        if row.trim().is_empty() {
            continue;
        }
        let entry = serde_json::from_str::<Line>(row).map_err(|_| "not an entry");
        match entry.and_then(Line::entity) {
            Ok(entity) => list.entities.push(entity),
            Err(reason) => list.bad_rows.push(BadRow { file: "jsonl", line, reason }),
        }
    }
    if list.entities.is_empty() { Err(SanctionsError::Empty("jsonl")) } else { Ok(list) }
}

/// Reads comma-separated values with a header that names the columns `id`, `name` and, if known,
/// `kind`, `aliases`, `weak_aliases`, `birth_dates`, `programs`, `countries`; several values of one
/// column are set apart by semicolons. Rows stand on one line.
///
/// # Errors
/// When the header lacks `id` or `name`, no row is an entry, or the file is larger than any list.
///
/// ```
/// use bonafide_matching::sanctions::parse_csv;
///
/// let list = parse_csv(b"id,name,kind,birth_dates\n7,\"DOE, John\",individual,1955-01-15;1956\n")?;
/// assert_eq!(list.entities[0].birth_dates.len(), 2);
/// # Ok::<(), bonafide_matching::sanctions::SanctionsError>(())
/// ```
pub fn parse_csv(bytes: &[u8]) -> Result<ParsedList, SanctionsError> {
    let text = text_of(sized("csv", bytes)?);
    let mut lines = (1..).zip(text.lines());
    let header = lines.next().and_then(|(_, row)| split(row)).unwrap_or_default();
    let column = |name: &str| header.iter().position(|h| h.trim().eq_ignore_ascii_case(name));
    let (Some(id), Some(name)) = (column("id"), column("name")) else {
        return Err(SanctionsError::Empty("csv"));
    };
    let columns =
        ["kind", "aliases", "weak_aliases", "birth_dates", "programs", "countries"].map(column);
    let mut list = ParsedList::default();
    for (line, row) in lines.filter(|(_, row)| !row.trim().is_empty()) {
        let entity = split(row).ok_or("a quotation mark is not closed").and_then(|row| {
            let text = |at: usize| row.get(at).map_or("", |text| text.trim());
            let [kind, aliases, weak, dates, programs, countries] =
                columns.map(|at| at.map_or("", &text));
            let many = |text: &str| -> Vec<String> {
                let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
                parts.map(str::to_owned).collect()
            };
            let rated = |name| Alias::Rated { name, weak: true };
            let plain = many(aliases).into_iter().map(Alias::Plain);
            let entry = Line {
                id: text(id).to_owned(),
                kind: kind.to_owned(),
                name: text(name).to_owned(),
                aliases: plain.chain(many(weak).into_iter().map(rated)).collect(),
                birth_dates: many(dates),
                programs: many(programs),
                program: None,
                countries: many(countries),
                remarks: None,
            };
            entry.entity()
        });
        match entity {
            Ok(entity) => list.entities.push(entity),
            Err(reason) => list.bad_rows.push(BadRow { file: "csv", line, reason }),
        }
    }
    if list.entities.is_empty() { Err(SanctionsError::Empty("csv")) } else { Ok(list) }
}
