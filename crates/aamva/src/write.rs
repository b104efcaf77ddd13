//! Writes correct payloads: for tests, specimens and benchmarks.

use bonafide_types::{Field, FieldValue, Fields, Height, PartialDate, Weight};

use crate::aamva::Aamva;
use crate::date::Order;
use crate::element::{Designator, Element, ElementId, Name, Subfile};
use crate::error::NameError;
use crate::issuer::Iin;

/// A card to be written: version, issuer, subfiles with their elements in order.
///
/// ```
/// use bonafide_aamva::{Card, Designator, parse, write};
///
/// let card = Card::new(10, "636000".parse()?, Designator::DL)
///     .element("DAQ", "V64700019")?
///     .element("DCS", "NYSTROM")?
///     .subfile("ZV".parse()?)
///     .element("ZVA", "01")?;
/// let payload = write(&card);
/// assert!(payload.starts_with(b"@\n\x1e\rANSI 636000100002DL00410026ZV00670008DLDAQ"));
/// assert_eq!(parse(&payload)?.to_card(), Some(card));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    version: u8,
    jurisdiction_version: u8,
    iin: Iin,
    subfiles: Vec<Subfile>,
}

impl Card {
    /// Returns a card without elements. Versions above 99 are written as 99.
    pub fn new(version: u8, iin: Iin, designator: Designator) -> Self {
        let subfiles = vec![Subfile { designator, elements: Vec::new() }];
        Self { version: version.min(99), jurisdiction_version: 0, iin, subfiles }
    }

    /// Sets the jurisdiction version, 0 to 99; version 1 has none to write.
    #[must_use]
    pub fn jurisdiction_version(mut self, number: u8) -> Self {
        self.jurisdiction_version = number.min(99);
        self
    }

    /// Begins another subfile; further elements go into it.
    #[must_use]
    pub fn subfile(mut self, designator: Designator) -> Self {
        self.subfiles.push(Subfile { designator, elements: Vec::new() });
        self
    }

    /// Adds an element to the subfile begun last. Control characters of the value become spaces.
    ///
    /// # Errors
    /// [`NameError::Element`] if the name is not an element identifier.
    pub fn element(mut self, name: &str, value: &str) -> Result<Self, NameError> {
        let id: ElementId = name.parse()?;
        self.push(id, value);
        Ok(self)
    }

    fn push(&mut self, id: ElementId, value: &str) {
        let value = value.replace(char::is_control, " ");
        if let Some(subfile) = self.subfiles.last_mut() {
            subfile.elements.push(Element::new(id, value));
        }
    }

    /// Returns a card with the elements that the fields call for in this version. Fields that
    /// are not there are not written; a field without a value is written as `NONE`, blank in
    /// version 1. Issuing state and country follow from the issuer and are not written, apart from
    /// DCG. Values that are not in canonical form are written as they are.
    pub fn from_fields(fields: &Fields, version: u8, iin: Iin, designator: Designator) -> Self {
        let mut writer = FieldWriter {
            card: Self::new(version, iin, designator),
            fields,
            order: Order::of(version, iin.issuer().map_or("USA", |issuer| issuer.country)),
        };
        writer.write_all();
        writer.card
    }
}

impl Aamva {
    /// Returns the card that [`write`](crate::write()) makes this payload of, damage aside; `None` without an
    /// issuer and a version, as on a magnetic stripe.
    pub fn to_card(&self) -> Option<Card> {
        Some(Card {
            version: self.header().version?,
            jurisdiction_version: self.header().jurisdiction_version.unwrap_or(0),
            iin: self.header().iin?,
            subfiles: self.subfiles().to_vec(),
        })
    }
}

/// Writes a card as the payload of a PDF417 symbol, offsets and lengths right.
///
/// The text is ISO 8859-1 where that suffices, else UTF-8. Offsets and lengths beyond 9999 and
/// more than 99 subfiles do not fit the header and are written as 9999 and 99.
///
/// Source: AAMVA DL/ID Card Design Standard, Annex D, sections D.12.3 to D.12.5.
pub fn write(card: &Card) -> Vec<u8> {
    let latin = |e: &Element| e.value().chars().all(|c| u32::from(c) < 0x100);
    let latin = card.subfiles.iter().flat_map(|s| &s.elements).all(latin);
    let bodies: Vec<Vec<u8>> = card.subfiles.iter().map(|s| write_subfile(s, latin)).collect();
    let count = bodies.len();
    let jurisdiction = match card.version {
        0 | 1 => String::new(),
        _ => format!("{:02}", card.jurisdiction_version),
    };
    let numbers = format!("{}{:02}{jurisdiction}{:02}", card.iin, card.version, count.min(99));
    let mut payload = b"@\n\x1e\rANSI ".to_vec();
    payload.extend_from_slice(numbers.as_bytes());
    let mut offset = payload.len() + 10 * count;
    for (subfile, body) in card.subfiles.iter().zip(&bodies) {
        let (at, len) = (offset.min(9999), body.len().min(9999));
        payload.extend_from_slice(format!("{}{at:04}{len:04}", subfile.designator).as_bytes());
        offset += body.len();
    }
    payload.extend(bodies.into_iter().flatten());
    payload
}

/// Designator, elements separated by LF, CR at the end.
fn write_subfile(subfile: &Subfile, latin: bool) -> Vec<u8> {
    let mut bytes = subfile.designator.as_bytes().to_vec();
    for (index, element) in subfile.elements.iter().enumerate() {
        if index > 0 {
            bytes.push(b'\n');
        }
        bytes.extend_from_slice(element.id().as_bytes());
        if latin {
            bytes.extend(element.value().chars().map(|c| u8::try_from(c).unwrap_or(b'?')));
        } else {
            bytes.extend_from_slice(element.value().as_bytes());
        }
    }
    bytes.push(b'\r');
    bytes
}

struct FieldWriter<'a> {
    card: Card,
    fields: &'a Fields,
    order: Order,
}

impl FieldWriter<'_> {
    fn write_all(&mut self) {
        let first = self.card.version <= 1;
        self.plain(Field::DocumentNumber, b"DAQ");
        self.names();
        self.plain(Field::Street, b"DAG");
        self.plain(Field::City, b"DAI");
        self.plain(Field::State, b"DAJ");
        self.with(Field::PostalCode, b"DAK", |text| format!("{:<11}", nine_digits(text)));
        self.plain(Field::Class, if first { b"DAR" } else { b"DCA" });
        self.plain(Field::Restrictions, if first { b"DAS" } else { b"DCB" });
        self.plain(Field::Mentions, if first { b"DAT" } else { b"DCD" });
        let order = self.order;
        for (field, id) in
            [(Field::IssuedAt, b"DBD"), (Field::BirthDate, b"DBB"), (Field::ExpiresAt, b"DBA")]
        {
            self.with(field, id, |text| date(text, order));
        }
        self.with(Field::Gender, b"DBC", |text| sex(text).to_owned());
        self.with(Field::Height, b"DAU", |text| height(text, first));
        self.weight();
        self.plain(Field::EyeColor, b"DAY");
        self.plain(Field::HairColor, b"DAZ");
        if !first {
            self.plain(Field::RefNumber, b"DCF");
            self.plain(Field::IssuingCountry, b"DCG");
        }
    }

    fn push(&mut self, id: Name, text: &str) {
        self.card.push(ElementId::literal(id), text);
    }

    fn plain(&mut self, field: Field, id: Name) {
        self.with(field, id, str::to_owned);
    }

    fn with(&mut self, field: Field, id: Name, convert: impl Fn(&str) -> String) {
        let Some(value) = self.fields.get(&field) else { return };
        let none = if self.card.version <= 1 { "" } else { "NONE" };
        let text = value.text().map_or_else(|| none.to_owned(), convert);
        self.push(id, &text);
    }

    fn names(&mut self) {
        let text = |field| self.fields.get(&field).and_then(FieldValue::text).unwrap_or_default();
        let middle = text(Field::MiddleName);
        let first = text(Field::FirstName);
        match self.card.version {
            0 | 1 => {
                let (last, suffix) = (text(Field::LastName), text(Field::NameSuffix));
                let full = format!("{last},{first},{middle},{suffix}");
                self.push(b"DAA", &full);
            }
            2 | 3 => {
                let comma = if middle.is_empty() { "" } else { "," };
                let given = format!("{first}{comma}{middle}");
                self.plain(Field::LastName, b"DCS");
                self.push(b"DCT", &given);
                self.plain(Field::NameSuffix, b"DCU");
            }
            _ => {
                self.name(Field::LastName, b"DCS", b"DDE");
                self.name(Field::FirstName, b"DAC", b"DDF");
                self.name(Field::MiddleName, b"DAD", b"DDG");
                self.plain(Field::NameSuffix, b"DCU");
            }
        }
    }

    fn name(&mut self, field: Field, id: Name, flag: Name) {
        self.plain(field, id);
        if let Some(value) = self.fields.get(&field) {
            let letter = value.truncated.map_or("U", |cut| if cut { "T" } else { "N" });
            self.push(flag, letter);
        }
    }

    fn weight(&mut self) {
        let text = self.fields.get(&Field::Weight).and_then(FieldValue::text);
        let Some(weight) = text.and_then(|text| text.parse::<Weight>().ok()) else { return };
        if let Some(code) = weight.range_code() {
            self.push(b"DCE", &code.to_string());
        } else if text.is_some_and(|text| text.ends_with("kg")) {
            self.push(b"DAX", &format!("{:03}", weight.to_kilograms().unwrap_or(0)));
        } else {
            self.push(b"DAW", &format!("{:03}", weight.to_pounds().unwrap_or(0)));
        }
    }
}

/// US codes have nine digits, zeros where the last four are not known; others go without spaces.
fn nine_digits(text: &str) -> String {
    let bare: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let zip = bare.len() == 5 && bare.bytes().all(|b| b.is_ascii_digit());
    if zip { format!("{bare}0000") } else { bare }
}

fn date(text: &str, order: Order) -> String {
    let Ok(date) = text.parse::<PartialDate>() else { return text.to_owned() };
    let (year, month) = (date.year().unwrap_or(0), date.month().unwrap_or(0));
    let day = date.day().unwrap_or(0);
    match order {
        Order::MonthFirst => format!("{month:02}{day:02}{year:04}"),
        Order::YearFirst => format!("{year:04}{month:02}{day:02}"),
    }
}

fn sex(text: &str) -> &str {
    match text {
        "male" => "1",
        "female" => "2",
        "unspecified" => "9",
        other => other,
    }
}

/// Feet and inches in version 1, later three digits and the unit.
fn height(text: &str, packed: bool) -> String {
    let Ok(height) = text.parse::<Height>() else { return text.to_owned() };
    if height.is_metric() {
        return format!("{:03} cm", height.to_centimetres());
    }
    let inches = height.to_inches();
    if packed { format!("{}{:02}", inches / 12, inches % 12) } else { format!("{inches:03} in") }
}
