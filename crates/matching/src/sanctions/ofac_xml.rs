//! OFAC's XML: the standard form (`sdn.xml`, `consolidated.xml`) and the advanced one
//! (`sdn_advanced.xml`).
//!
//! Sources: OFAC, "SDN XML schema" (`sdnList`), and "Advanced sanctions data model" of the UN 1267/1988
//! Committee (`Sanctions`), as far as names, kinds, programmes, birth dates and countries go.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::entity::{AliasQuality, Entity, EntityKind, ListedDate};
use super::error::{BadRow, ParsedList, SanctionsError, sized, text_of};
use super::ofac_csv::take_remarks;

/// Most elements inside one another; the forms have 10.
const DEEPEST: usize = 64;
/// Most attributes of one element; the forms have 8.
const MOST_ATTRIBUTES: usize = 64;

/// Reads either form, told apart by the elements.
///
/// # Errors
/// When the XML is broken, nothing in it is an entry, or it is larger than any list.
///
/// ```
/// use bonafide_matching::sanctions::parse_ofac_xml;
///
/// let xml = br#"<sdnList><publshInformation><Publish_Date>08/09/2024</Publish_Date></publshInformation>
///   <sdnEntry><uid>7</uid><firstName>John</firstName><lastName>DOE</lastName><sdnType>Individual</sdnType>
///   <akaList><aka><category>weak</category><lastName>JD</lastName></aka></akaList></sdnEntry></sdnList>"#;
/// let list = parse_ofac_xml(xml)?;
/// assert_eq!(list.published.as_deref(), Some("2024-08-09"));
/// assert_eq!(list.entities[0].names[0].text, "DOE, John");
/// # Ok::<(), bonafide_matching::sanctions::SanctionsError>(())
/// ```
pub fn parse_ofac_xml(bytes: &[u8]) -> Result<ParsedList, SanctionsError> {
    const FORM: &str = "xml";
    let text = text_of(sized(FORM, bytes)?);
    let mut reader = Reader::from_str(&text);
    let mut walk = Walk::default();
    loop {
        let at = reader.buffer_position();
        let broken = SanctionsError::Broken { form: FORM, at };
        match reader.read_event() {
            Ok(Event::Start(start)) => {
                walk.open(Element::of(&start).ok_or_else(|| broken.clone())?);
                if walk.path.len() > DEEPEST {
                    return Err(broken);
                }
            }
            Ok(Event::Empty(start)) => {
                walk.open(Element::of(&start).ok_or(broken)?);
                walk.close();
            }
            Ok(Event::Text(text)) => walk.text.push_str(&text),
            Ok(Event::CData(text)) => walk.text.push_str(&text),
            Ok(Event::GeneralRef(name)) => walk.text.push_str(referred(&name)),
            Ok(Event::End(_)) => walk.close(),
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(_) => return Err(broken),
        }
    }
    if !walk.path.is_empty() {
        return Err(SanctionsError::Broken { form: FORM, at: text.len() as u64 });
    }
    walk.finish()
}

/// The five entities of XML; character references are passed over.
fn referred(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "apos" => "'",
        "quot" => "\"",
        _ => "",
    }
}

/// An open element.
struct Element {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    /// `None` with more attributes than any element of the forms has.
    fn of(start: &BytesStart<'_>) -> Option<Self> {
        let mut attributes = Vec::new();
        for attribute in start.attributes().flatten() {
            if attributes.len() == MOST_ATTRIBUTES {
                return None;
            }
            let name = attribute.key.local_name().as_ref().to_owned();
            attributes.push((name, attribute.value.into_owned()));
        }
        Some(Self { name: start.local_name().as_ref().to_owned(), attributes })
    }

    fn attribute(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }
}

/// A name being read.
#[derive(Default)]
struct Name {
    last: String,
    first: String,
    parts: Vec<String>,
    weak: bool,
    primary: bool,
}

impl Name {
    fn text(&self) -> String {
        match (self.last.trim(), self.first.trim()) {
            ("", "") => self.parts.join(" "),
            (last, "") => last.to_owned(),
            ("", first) => first.to_owned(),
            (last, first) => format!("{last}, {first}"),
        }
    }
}

/// An entry being read.
#[derive(Default)]
struct Draft {
    id: String,
    kind: Option<EntityKind>,
    name: Name,
    aliases: Vec<Name>,
    programs: Vec<String>,
    dates: Vec<ListedDate>,
    countries: Vec<String>,
    remarks: String,
    profile: String,
}

impl Draft {
    fn entity(mut self) -> Result<Entity, &'static str> {
        if let Some(at) = self.aliases.iter().position(|alias| alias.primary) {
            self.name = self.aliases.remove(at);
        }
        let name = self.name.text();
        if self.id.is_empty() || name.is_empty() {
            return Err("no number or no name");
        }
        let mut entity = Entity::new(self.id, self.kind.unwrap_or(EntityKind::Entity), name);
        for alias in &self.aliases {
            let quality = if alias.weak { AliasQuality::Weak } else { AliasQuality::Strong };
            entity.add_name(&alias.text(), quality);
        }
        entity.programs = self.programs;
        entity.birth_dates = self.dates;
        for country in &self.countries {
            entity.add_country(country);
        }
        take_remarks(&mut entity, &self.remarks);
        Ok(entity)
    }
}

#[derive(Default)]
struct Walk {
    path: Vec<Element>,
    text: String,
    draft: Draft,
    alias: Name,
    list: ParsedList,
    entries: usize,
    /// Of the advanced form: words of the reference values, by set and number.
    values: HashMap<(String, String), (String, String)>,
    /// Of the advanced form: which entry a profile is.
    profiles: HashMap<String, usize>,
    /// Of the advanced form: year, month and day of the period at hand, from and to.
    period: [[String; 3]; 2],
    issued: [String; 3],
}

impl Walk {
    fn open(&mut self, element: Element) {
        match element.name.as_str() {
            "sdnEntry" => self.draft = Draft::default(),
            "DistinctParty" => {
                let id = element.attribute("FixedRef").to_owned();
                self.draft = Draft { id, ..Draft::default() };
            }
            "Profile" if self.inside("DistinctParty") => {
                element.attribute("ID").clone_into(&mut self.draft.profile);
                self.draft.kind = self.kind_of(element.attribute("PartySubTypeID"));
            }
            "aka" => self.alias = Name::default(),
            "Alias" => {
                let is = |name: &str| element.attribute(name) == "true";
                let (weak, primary) = (is("LowQuality"), is("Primary"));
                self.alias = Name { weak, primary, ..Name::default() };
            }
            "DatePeriod" => self.period = Default::default(),
            _ => {}
        }
        self.path.push(element);
        self.text.clear();
    }

    fn inside(&self, name: &str) -> bool {
        self.path.iter().any(|element| element.name == name)
    }

    fn above(&self, steps: usize) -> &str {
        let at = self.path.len().checked_sub(steps);
        at.and_then(|at| self.path.get(at)).map_or("", |element| element.name.as_str())
    }

    fn close(&mut self) {
        let Some(element) = self.path.pop() else { return };
        let text = std::mem::take(&mut self.text);
        let text = text.trim();
        if self.inside("DistinctParty")
            || self.inside("ReferenceValueSets")
            || self.inside("SanctionsEntry")
            || matches!(element.name.as_str(), "DistinctParty" | "Comment")
            || self.above(1) == "DateOfIssue"
        {
            self.close_advanced(&element, text);
        } else {
            self.close_standard(&element, text);
        }
    }

    fn close_standard(&mut self, element: &Element, text: &str) {
        let own = self.above(1) == "sdnEntry";
        let draft = &mut self.draft;
        match element.name.as_str() {
            "uid" if own => text.clone_into(&mut draft.id),
            "lastName" if own => text.clone_into(&mut draft.name.last),
            "firstName" if own => text.clone_into(&mut draft.name.first),
            "sdnType" => draft.kind = EntityKind::from_word(text),
            "remarks" => text.clone_into(&mut draft.remarks),
            "program" if !draft.programs.iter().any(|known| known == text) => {
                draft.programs.push(text.to_owned());
            }
            "category" => self.alias.weak = text.eq_ignore_ascii_case("weak"),
            "lastName" => text.clone_into(&mut self.alias.last),
            "firstName" => text.clone_into(&mut self.alias.first),
            "aka" => draft.aliases.push(std::mem::take(&mut self.alias)),
            "dateOfBirth" => draft.dates.extend(ListedDate::parse(text)),
            "country" => draft.countries.push(text.to_owned()),
            "placeOfBirth" => {
                draft.countries.extend(text.rsplit(',').next().map(|c| c.trim().to_owned()));
            }
            "Publish_Date" => self.list.published = american_date(text),
            "sdnEntry" => self.take(),
            _ => {}
        }
    }

    fn close_advanced(&mut self, element: &Element, text: &str) {
        match element.name.as_str() {
            "PartyType" | "PartySubType" | "FeatureType" => {
                let key = (element.name.clone(), element.attribute("ID").to_owned());
                let parent = element.attribute("PartyTypeID").to_owned();
                self.values.insert(key, (text.to_owned(), parent));
            }
            "NamePartValue" => self.alias.parts.push(text.to_owned()),
            "Alias" => self.draft.aliases.push(std::mem::take(&mut self.alias)),
            "Year" | "Month" | "Day" => self.take_date_part(&element.name, text),
            "DatePeriod" => self.take_period(),
            "DistinctParty" => {
                let (profile, at) = (self.draft.profile.clone(), self.list.entities.len());
                self.take();
                if self.list.entities.len() > at {
                    self.profiles.insert(profile, at);
                }
            }
            "Comment" if self.inside("SanctionsMeasure") => self.take_program(text),
            _ => {}
        }
    }

    fn take_date_part(&mut self, name: &str, text: &str) {
        let part = match name {
            "Year" => 0,
            "Month" => 1,
            _ => 2,
        };
        if self.above(1) == "DateOfIssue" {
            text.clone_into(&mut self.issued[part]);
        } else if self.inside("Start") && self.above(1) == "From" {
            text.clone_into(&mut self.period[0][part]);
        } else if self.inside("End") && self.above(1) == "To" {
            text.clone_into(&mut self.period[1][part]);
        }
    }

    fn take_period(&mut self) {
        let feature = self.path.iter().rev().find(|element| element.name == "Feature");
        let number = feature.map_or("", |feature| feature.attribute("FeatureTypeID"));
        let key = ("FeatureType".to_owned(), number.to_owned());
        let birth = self.values.get(&key).is_some_and(|(word, _)| word == "Birthdate");
        let [from, to] = &self.period;
        let iso = |[y, m, d]: &[String; 3]| format!("{y:0>4}-{m:0>2}-{d:0>2}");
        let whole_year =
            from[0] == to[0] && iso(from).ends_with("-01-01") && iso(to).ends_with("-12-31");
        let text = match (from[0] == to[0] || to[0].is_empty(), whole_year) {
            (true, true) => from[0].clone(),
            (true, false) => iso(from),
            (false, _) => format!("{} to {}", from[0], to[0]),
        };
        if birth {
            self.draft.dates.extend(ListedDate::parse(&text));
        }
    }

    fn take_program(&mut self, text: &str) {
        let entry = self.path.iter().find(|element| element.name == "SanctionsEntry");
        let profile = entry.map_or("", |entry| entry.attribute("ProfileID"));
        let at = self.profiles.get(profile).copied();
        let entity = at.and_then(|at| self.list.entities.get_mut(at));
        if let Some(entity) =
            entity.filter(|e| !text.is_empty() && !e.programs.iter().any(|p| p == text))
        {
            entity.programs.push(text.to_owned());
        }
    }

    fn kind_of(&self, sub_type: &str) -> Option<EntityKind> {
        let value = |set: &str, number: &str| self.values.get(&(set.to_owned(), number.to_owned()));
        let (word, party_type) = value("PartySubType", sub_type)?;
        let word = EntityKind::from_word(word);
        word.or_else(|| EntityKind::from_word(&value("PartyType", party_type)?.0))
    }

    fn take(&mut self) {
        self.entries += 1;
        match std::mem::take(&mut self.draft).entity() {
            Ok(entity) => self.list.entities.push(entity),
            Err(reason) => {
                self.list.bad_rows.push(BadRow { file: "xml", line: self.entries, reason });
            }
        }
    }

    fn finish(mut self) -> Result<ParsedList, SanctionsError> {
        let [year, month, day] = &self.issued;
        if !year.is_empty() {
            self.list.published = Some(format!("{year:0>4}-{month:0>2}-{day:0>2}"));
        }
        if self.list.entities.is_empty() {
            Err(SanctionsError::Empty("xml"))
        } else {
            Ok(self.list)
        }
    }
}

/// `MM/DD/YYYY`.
fn american_date(text: &str) -> Option<String> {
    let mut parts = text.split('/');
    let (month, day, year) = (parts.next()?, parts.next()?, parts.next()?);
    let date = format!("{year:0>4}-{month:0>2}-{day:0>2}");
    date.parse::<bonafide_types::PartialDate>().ok().map(|date| date.to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a failed unwrap is the failed test
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn the_advanced_form_is_read() {
        let xml = br#"<Sanctions xmlns="x"><DateOfIssue><Year>2024</Year><Month>8</Month><Day>9</Day></DateOfIssue>
          <ReferenceValueSets><PartyTypeValues><PartyType ID="1">Individual</PartyType></PartyTypeValues>
          <PartySubTypeValues><PartySubType ID="4" PartyTypeID="1">Unknown</PartySubType></PartySubTypeValues>
          <FeatureTypeValues><FeatureType ID="8">Birthdate</FeatureType></FeatureTypeValues></ReferenceValueSets>
          <DistinctParties><DistinctParty FixedRef="7"><Profile ID="70" PartySubTypeID="4"><Identity>
          <Alias Primary="false" LowQuality="true"><DocumentedName><DocumentedNamePart><NamePartValue>JD</NamePartValue></DocumentedNamePart></DocumentedName></Alias>
          <Alias Primary="true" LowQuality="false"><DocumentedName><DocumentedNamePart><NamePartValue>DOE &amp; CO</NamePartValue></DocumentedNamePart>
          <DocumentedNamePart><NamePartValue>John</NamePartValue></DocumentedNamePart></DocumentedName></Alias></Identity>
          <Feature FeatureTypeID="8"><FeatureVersion><DatePeriod><Start><From><Year>1955</Year><Month>1</Month><Day>15</Day></From></Start>
          <End><To><Year>1955</Year><Month>1</Month><Day>15</Day></To></End></DatePeriod></FeatureVersion></Feature></Profile></DistinctParty></DistinctParties>
          <SanctionsEntries><SanctionsEntry ProfileID="70"><SanctionsMeasure><Comment>SDGT</Comment></SanctionsMeasure></SanctionsEntry></SanctionsEntries></Sanctions>"#;
        let list = parse_ofac_xml(xml).unwrap();
        assert_eq!(list.published.as_deref(), Some("2024-08-09"));
        let entity = &list.entities[0];
        assert_eq!((entity.id.as_str(), entity.kind), ("7", EntityKind::Individual));
        assert_eq!(entity.names[0].text, "DOE & CO John");
        assert_eq!(entity.names[1].quality, AliasQuality::Weak);
        assert_eq!(entity.birth_dates[0].date.to_string(), "1955-01-15");
        assert_eq!(entity.programs, ["SDGT"]);
    }

    #[test]
    fn broken_xml_is_an_error_with_its_place() {
        for bytes in [&b"<sdnList><sdnEntry></sdnList>"[..], b"<sdnList>", b"<a", b"<a b=></a>"] {
            assert!(parse_ofac_xml(bytes).is_err());
        }
        assert_eq!(parse_ofac_xml(b"<sdnList></sdnList>"), Err(SanctionsError::Empty("xml")));
    }

    /// RUSTSEC-2026-0194: looking for doubled attributes once took the square of their number.
    #[test]
    fn a_tag_of_endless_attributes_is_an_error_at_once() {
        let mut attributes = String::new();
        for n in 0..500_000 {
            write!(attributes, " a{n}=''").unwrap();
        }
        for end in ["/>", "></b>"] {
            let xml = format!("<sdnList><b{attributes}{end}</sdnList>");
            assert_eq!(
                parse_ofac_xml(xml.as_bytes()),
                Err(SanctionsError::Broken { form: "xml", at: 9 })
            );
        }
    }

    #[test]
    fn a_list_that_is_not_in_utf8_is_taken_for_latin_1() {
        let xml =
            b"<sdnList><sdnEntry><uid>7</uid><lastName>MU\xd1OZ</lastName></sdnEntry></sdnList>";
        assert_eq!(parse_ofac_xml(xml).unwrap().entities[0].names[0].text, "MU\u{d1}OZ");
    }
}
