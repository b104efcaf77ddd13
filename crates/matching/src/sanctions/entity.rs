//! One entry of a list: a person, body, vessel or aircraft with its names.

use bonafide_types::PartialDate;
use serde::{Deserialize, Serialize};

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum EntityKind {
    /// A natural person.
    Individual,
    /// A company, organisation, group or state body.
    Entity,
    /// A ship.
    Vessel,
    /// An aircraft.
    Aircraft,
}

impl EntityKind {
    /// Returns the kind that a list's own word names, whatever its case; OFAC leaves the word out
    /// (`-0-`) for bodies.
    ///
    /// ```
    /// use bonafide_matching::sanctions::EntityKind;
    ///
    /// assert_eq!(EntityKind::from_word("individual"), Some(EntityKind::Individual));
    /// assert_eq!(EntityKind::from_word("-0-"), Some(EntityKind::Entity));
    /// assert_eq!(EntityKind::from_word("submarine"), None);
    /// ```
    pub fn from_word(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "individual" | "person" => Some(Self::Individual),
            "" | "-0-" | "entity" | "organization" | "organisation" | "company" => {
                Some(Self::Entity)
            }
            "vessel" => Some(Self::Vessel),
            "aircraft" => Some(Self::Aircraft),
            _ => None,
        }
    }

    /// The word of the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::Entity => "entity",
            Self::Vessel => "vessel",
            Self::Aircraft => "aircraft",
        }
    }
}

/// How much an alias is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[non_exhaustive]
#[serde(rename_all = "snake_case")]
pub enum AliasQuality {
    /// The name under which the entry stands.
    Primary,
    /// Also, formerly or now known as.
    Strong,
    /// A broad or generic alias, by itself no ground for a hit (OFAC FAQ 122).
    Weak,
}

/// One name of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListedName {
    /// As the list writes it: `LAST, First` for persons of OFAC.
    pub text: String,
    /// How much it is worth.
    pub quality: AliasQuality,
}

impl ListedName {
    /// A name of a list.
    pub fn new(text: impl Into<String>, quality: AliasQuality) -> Self {
        Self { text: text.into(), quality }
    }
}

/// A date of birth as lists state it: exact, a year, about a year, or a span of years.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct ListedDate {
    /// What is known of it; the first year of a span.
    pub date: PartialDate,
    /// The last year of a span (`1962 to 1964`).
    pub until_year: Option<i16>,
    /// The list says `circa`.
    pub circa: bool,
}

impl ListedDate {
    /// Reads the forms of OFAC's remarks (`01 Jan 1970`, `Jan 1970`, `1970`, `circa 1970`,
    /// `1970 to 1972`) and ISO 8601 (`1970-01-31`, `1970-01`, `1970-XX-XX`).
    ///
    /// ```
    /// use bonafide_matching::sanctions::ListedDate;
    ///
    /// let date = ListedDate::parse("circa 1962").unwrap();
    /// assert!(date.circa);
    /// assert_eq!(date.date.to_string(), "1962-XX-XX");
    /// assert_eq!(ListedDate::parse("15 Jan 1955").unwrap().date.to_string(), "1955-01-15");
    /// assert_eq!(ListedDate::parse("1962 to 1964").unwrap().until_year, Some(1964));
    /// assert!(ListedDate::parse("unknown").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let bare = text.strip_prefix("circa").or_else(|| text.strip_prefix("Circa"));
        let (circa, bare) = (bare.is_some(), bare.unwrap_or(text).trim());
        if let Some((from, to)) = bare.split_once(" to ") {
            let (from, to) = (written_date(from)?, written_date(to)?);
            return Some(Self { date: from, until_year: to.year(), circa });
        }
        Some(Self { date: written_date(bare)?, until_year: None, circa })
    }
}

/// Reads a date of day, month word and year, any but the year missing, or an ISO date.
fn written_date(text: &str) -> Option<PartialDate> {
    let text = text.trim();
    if text.len() > 32 {
        return None;
    }
    if let Ok(date) = text.parse::<PartialDate>() {
        return Some(date);
    }
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    let (day, month, year) = match words.as_slice() {
        [year] => (None, None, *year),
        [month, year] => (None, Some(month_of(month)?), *year),
        [day, month, year] => (Some(day.parse::<i8>().ok()?), Some(month_of(month)?), *year),
        _ => return None,
    };
    let digits = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    let year = year.parse::<i16>().ok().filter(|_| digits)?;
    PartialDate::new(Some(year), month, day).ok()
}

fn month_of(word: &str) -> Option<i8> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let short = word.get(..3)?.to_ascii_lowercase();
    (1..).zip(MONTHS).find(|(_, month)| *month == short).map(|(number, _)| number)
}

/// One entry of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Entity {
    /// The list's own number or key; `ent_num` of OFAC.
    pub id: String,
    /// What it is.
    pub kind: EntityKind,
    /// The programmes under which it is listed, each once, in the list's order.
    pub programs: Vec<String>,
    /// The primary name first.
    pub names: Vec<ListedName>,
    /// Dates of birth, of persons.
    pub birth_dates: Vec<ListedDate>,
    /// Countries of citizenship, nationality, birth or address, as the list writes them.
    pub countries: Vec<String>,
}

impl Entity {
    /// An entry with its primary name and nothing else said yet.
    pub fn new(id: impl Into<String>, kind: EntityKind, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind,
            programs: Vec::new(),
            names: vec![ListedName::new(name, AliasQuality::Primary)],
            birth_dates: Vec::new(),
            countries: Vec::new(),
        }
    }

    /// Adds a name, unless it is empty or there already.
    pub fn add_name(&mut self, text: &str, quality: AliasQuality) {
        let text = text.trim();
        if !text.is_empty() && !self.names.iter().any(|name| name.text == text) {
            self.names.push(ListedName::new(text, quality));
        }
    }

    /// Adds a country, unless it is empty or there already.
    pub fn add_country(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() && !self.countries.iter().any(|known| known == text) {
            self.countries.push(text.to_owned());
        }
    }
}
