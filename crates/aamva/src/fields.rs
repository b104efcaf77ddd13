//! From elements to the fields of a document.

use bonafide_types::{EyeColor, Field, FieldValue, Fields, HairColor, PartialDate, Score, Sex};

use crate::date::{self, DateReading, Order};
use crate::deviation::{Deviation, DeviationKind};
use crate::dictionary::mandatory;
use crate::element::{Element, ElementId, Name, Subfile};
use crate::header::{FileType, Header, NEWEST_VERSION};
use crate::issuer::{Iin, Issuer};
use crate::lookup::Lookup;
use crate::name::{self, Parts};
use crate::value::{self, Canonical, is_placeholder};

/// Reads values out of elements and reports what stands against the standard.
pub(crate) struct Reader<'a> {
    header: &'a Header,
    subfiles: &'a [Subfile],
    lookup: &'a Lookup<'a>,
    version: u8,
    country: &'static str,
    order: Order,
    fields: Fields,
    deviations: &'a mut Vec<Deviation>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(
        header: &'a Header,
        subfiles: &'a [Subfile],
        lookup: &'a Lookup<'a>,
        deviations: &'a mut Vec<Deviation>,
    ) -> Self {
        let version = header.version.unwrap_or(NEWEST_VERSION).min(NEWEST_VERSION);
        let mut reader = Self {
            header,
            subfiles,
            lookup,
            version,
            country: "USA",
            order: Order::MonthFirst,
            fields: Fields::new(),
            deviations,
        };
        reader.country = reader.read_country();
        // Tracks are the same in both countries: the birth date has its year first.
        let year_first = reader.header.file_type == FileType::MagneticStripe;
        reader.order =
            if year_first { Order::YearFirst } else { Order::of(version, reader.country) };
        reader
    }

    /// Returns which way round the payload writes dates.
    pub(crate) fn order(&self) -> Order {
        self.order
    }

    /// Returns the 23 fields, as far as the payload has them.
    pub(crate) fn fields(mut self) -> Fields {
        self.verbatim(Field::DocumentNumber, &[b"DAQ"]);
        self.verbatim(Field::RefNumber, &[b"DCF"]);
        self.dates();
        self.issuer();
        self.names();
        self.address();
        self.description();
        self.codes(Field::Class, &[b"DCA", b"DAR"]);
        self.codes(Field::Restrictions, &[b"DCB", b"DAS"]);
        self.codes(Field::Mentions, &[b"DCD", b"DAT"]);
        if self.header.file_type != FileType::MagneticStripe {
            self.check_mandatory();
        }
        self.fields
    }

    fn element(&self, name: Name) -> Option<&'a Element> {
        self.lookup.by_name(name)
    }

    /// Returns the first of these elements that is not blank, or else the first there is.
    fn first_of(&self, names: &[Name]) -> Option<&'a Element> {
        let filled = names.iter().filter_map(|n| self.element(n)).find(|e| !e.is_blank());
        filled.or_else(|| names.iter().find_map(|n| self.element(n)))
    }

    fn report(&mut self, kind: DeviationKind, element: &Element) {
        self.deviations.push(Deviation::new(kind).of(element.id()));
    }

    /// Reports a value in another form than the standard's; a remark where it was understood.
    fn report_form(&mut self, kind: DeviationKind, element: &Element, understood: bool) {
        let deviation = Deviation::new(kind).of(element.id());
        self.deviations.push(if understood { deviation.understood() } else { deviation });
    }

    fn put(&mut self, field: Field, element: &Element, text: Option<String>) {
        let value = match text {
            Some(text) => FieldValue::read(text, Score::ONE),
            None => FieldValue::none(Score::ONE),
        };
        self.fields.insert(field, value.with_raw(element.raw()));
    }

    /// A number: nothing but its padding is taken off.
    fn verbatim(&mut self, field: Field, names: &[Name]) {
        let Some(element) = self.first_of(names) else { return };
        let text = element.value().trim();
        self.put(field, element, (!is_placeholder(text)).then(|| text.to_owned()));
    }

    fn text(&mut self, field: Field, names: &[Name]) {
        let Some(element) = self.first_of(names) else { return };
        self.put(field, element, filled(element).map(value::tidy));
    }

    /// Codes of the issuer, in which `NONE` is a value.
    fn codes(&mut self, field: Field, names: &[Name]) {
        let Some(element) = self.first_of(names) else { return };
        let codes = value::tidy(element.value());
        self.put(field, element, (!codes.is_empty()).then_some(codes));
    }

    fn dates(&mut self) {
        let birth = self.date(Field::BirthDate, b"DBB");
        self.date(Field::IssuedAt, b"DBD");
        if self.header.file_type == FileType::MagneticStripe {
            let Some(element) = self.element(b"DBA") else { return };
            let reading = date::read_stripe_expiry(element.value(), birth);
            self.put_date(Field::ExpiresAt, element, &reading);
        } else {
            self.date(Field::ExpiresAt, b"DBA");
        }
    }

    fn date(&mut self, field: Field, name: Name) -> Option<PartialDate> {
        let element = self.element(name)?;
        let reading = date::read(element.value(), self.order);
        self.put_date(field, element, &reading);
        reading.date
    }

    fn put_date(&mut self, field: Field, element: &Element, reading: &DateReading) {
        if let Some(kind) = reading.deviation {
            self.report(kind, element);
        }
        // What is no date is not a statement that there is none: the field stays out.
        if reading.date.is_some() || reading.deviation.is_none() {
            self.put(field, element, reading.date.map(|date| date.to_string()));
        }
    }

    /// Returns the country whose rules the payload follows, and keeps it as a field.
    fn read_country(&mut self) -> &'static str {
        let issuer = self.header.iin.and_then(Iin::issuer);
        let stated = self.element(b"DCG");
        if let Some(element) = stated.filter(|e| !is_placeholder(e.value())) {
            match value::country(element.value()) {
                Some(Canonical { text, standard }) => {
                    if !standard {
                        self.report(DeviationKind::UnknownCode, element);
                    }
                    if issuer.is_some_and(|issuer| issuer.country != text) {
                        self.report(DeviationKind::CountryConflict, element);
                    }
                    let rules = if text == "CAN" { "CAN" } else { "USA" };
                    self.put(Field::IssuingCountry, element, Some(text));
                    return rules;
                }
                None => self.report(DeviationKind::UnknownCode, element),
            }
        }
        let Some((iin, issuer)) = self.header.iin.zip(issuer) else { return "USA" };
        let value = FieldValue::read(issuer.country, Score::ONE).with_raw(iin.to_string());
        self.fields.insert(Field::IssuingCountry, value);
        issuer.country
    }

    fn issuer(&mut self) {
        let Some(iin) = self.header.iin else { return };
        if let Some(code) = iin.issuer().and_then(|issuer| issuer.jurisdiction) {
            let value = FieldValue::read(code, Score::ONE).with_raw(iin.to_string());
            self.fields.insert(Field::IssuingState, value);
        }
    }

    fn names(&mut self) {
        let whole = self.element(b"DAA").filter(|e| !is_placeholder(e.value()));
        let whole_parts = whole.map(|e| name::full(e.value()));
        let first = self.element(b"DAC");
        // Without an element for middle names, a comma in the first name separates them.
        let alone = self.element(b"DAD").is_none();
        let joined = first.filter(|e| alone && e.text().contains(','));
        let first = first.filter(|_| joined.is_none());
        let given = self.element(b"DCT").filter(|e| !is_placeholder(e.value()));
        let given = joined.or(given);
        let given_parts = given.map(|e| name::given(e.value()));
        if let (Some(element), Some(Parts { assumed: true, .. })) = (whole, &whole_parts) {
            self.report(DeviationKind::NameOrder, element);
        }
        let rows: [(Field, Option<Name>, Option<&Element>, Take); 4] = [
            (Field::LastName, Some(b"DDE"), self.first_of(&[b"DCS", b"DAB"]), |p| &p.last),
            (Field::FirstName, Some(b"DDF"), first, |p| &p.first),
            (Field::MiddleName, Some(b"DDG"), self.element(b"DAD"), |p| &p.middle),
            (Field::NameSuffix, None, self.first_of(&[b"DCU", b"DAE"]), |p| &p.suffix),
        ];
        for (field, flag, own, take) in rows {
            let is_given = matches!(field, Field::FirstName | Field::MiddleName);
            let from_given = given.zip(given_parts.as_ref()).filter(|_| is_given);
            let parts = from_given.or(whole.zip(whole_parts.as_ref()));
            self.name(field, own, parts.map(|(element, parts)| (element, take(parts))), flag);
        }
        self.suffix_of_family_name();
    }

    /// One name: its own element if it says anything, or else its part of a longer name.
    fn name(
        &mut self,
        field: Field,
        own: Option<&Element>,
        part: Option<(&Element, &String)>,
        flag: Option<Name>,
    ) {
        let part = part.filter(|_| own.is_none_or(Element::is_blank));
        match (part, own) {
            (Some((element, text)), _) => {
                let text = (!is_placeholder(text)).then(|| text.clone());
                self.put(field, element, text);
            }
            (None, Some(element)) => self.put(field, element, filled(element).map(value::tidy)),
            (None, None) => return,
        }
        let truncated = match flag.and_then(|flag| self.element(flag)).map(|e| e.value().trim()) {
            Some("T") => Some(true),
            Some("N") => Some(false),
            _ => None,
        };
        if let Some(value) = self.fields.get_mut(&field) {
            value.truncated = truncated;
        }
    }

    /// Takes a suffix out of the family name if no element holds one.
    fn suffix_of_family_name(&mut self) {
        let text = |field| self.fields.get(&field).and_then(FieldValue::text);
        if text(Field::NameSuffix).is_some() {
            return;
        }
        let Some((last, suffix)) = text(Field::LastName).and_then(name::split_suffix) else {
            return;
        };
        let (last, suffix) = (last.to_owned(), suffix.to_owned());
        let Some(family) = self.fields.get_mut(&Field::LastName) else { return };
        family.value = Some(last.into());
        let mut value = FieldValue::read(suffix, Score::ONE);
        value.raw.clone_from(&family.raw);
        self.fields.insert(Field::NameSuffix, value);
        let deviation = Deviation::new(DeviationKind::SuffixInFamilyName);
        self.deviations.push(deviation.of(ElementId::literal(b"DCS")));
    }

    fn address(&mut self) {
        self.text(Field::Street, &[b"DAG", b"DAL"]);
        self.text(Field::City, &[b"DAI", b"DAN"]);
        let state = value::state;
        self.converted(Field::State, &[b"DAJ", b"DAO"], DeviationKind::UnknownCode, state);
        let (code, form) = (value::postal_code, DeviationKind::PostalCodeForm);
        self.converted(Field::PostalCode, &[b"DAK", b"DAP"], form, code);
    }

    fn converted(
        &mut self,
        field: Field,
        names: &[Name],
        kind: DeviationKind,
        convert: fn(&str) -> Canonical,
    ) {
        let Some(element) = self.first_of(names) else { return };
        let text = filled(element).map(convert).map(|canonical| {
            let ruled = field != Field::State || self.has_tables();
            if !canonical.standard && ruled {
                self.report_form(kind, element, is_colour(field, &canonical.text));
            }
            canonical.text
        });
        self.put(field, element, text);
    }

    fn has_tables(&self) -> bool {
        self.header.iin.and_then(Iin::issuer).is_none_or(Issuer::has_tables)
    }

    fn description(&mut self) {
        self.sex();
        let code = DeviationKind::UnknownCode;
        self.converted(Field::EyeColor, &[b"DAY"], code, value::eye_colour);
        self.converted(Field::HairColor, &[b"DAZ"], code, value::hair_colour);
        let metric = self.country == "CAN";
        let heights: [(Name, Measure); 2] =
            [(b"DAU", if metric { METRIC_HEIGHT } else { HEIGHT }), (b"DAV", METRIC_HEIGHT)];
        self.measure(Field::Height, &heights, DeviationKind::HeightForm);
        let weights: [(Name, Measure); 3] =
            [(b"DAW", WEIGHT), (b"DAX", METRIC_WEIGHT), (b"DCE", value::weight_range)];
        self.measure(Field::Weight, &weights, DeviationKind::WeightForm);
    }

    fn sex(&mut self) {
        let Some(element) = self.element(b"DBC") else { return };
        // A separator turned into a letter may follow the code.
        let text = element.text();
        let code = text.get(..1).unwrap_or_default();
        match Sex::from_aamva(text).or_else(|| Sex::from_aamva(code)) {
            Some(sex) => {
                if text.len() > 1 {
                    self.report(DeviationKind::TrailingText, element);
                }
                self.put(Field::Gender, element, Some(sex.word().to_owned()));
            }
            None if is_placeholder(text) => self.put(Field::Gender, element, None),
            None => self.report(DeviationKind::UnknownCode, element),
        }
    }

    /// The first of several elements that holds a measure; one that holds something else is
    /// reported and passed over, a remark where a later one holds it.
    fn measure(&mut self, field: Field, sources: &[(Name, Measure)], kind: DeviationKind) {
        let mut blank = None;
        let mut odd = Vec::new();
        for (name, read) in sources {
            let Some(element) = self.element(name) else { continue };
            if is_placeholder(element.value()) {
                blank = blank.or(Some(element));
                continue;
            }
            let reading = read(element.value());
            // Version 1 has heights in feet and inches, without a unit.
            let plain = self.version <= 1 && field == Field::Height;
            if !reading.as_ref().is_some_and(|canonical| canonical.standard || plain) {
                odd.push(element);
            }
            if let Some(canonical) = reading {
                self.put(field, element, Some(canonical.text));
                break;
            }
        }
        let understood = self.fields.contains_key(&field);
        for element in odd {
            self.report_form(kind, element, understood);
        }
        if let Some(element) = blank.filter(|_| !understood) {
            self.put(field, element, None);
        }
    }

    fn check_mandatory(&mut self) {
        let driving = self.element(b"DCA").or_else(|| self.element(b"DAR"));
        let licence = self.subfiles.iter().any(|s| s.designator == crate::Designator::DL)
            || driving.is_some_and(|e| !is_placeholder(e.value()));
        for id in mandatory(self.version, licence) {
            if std::iter::once(id).chain(substitutes(id)).any(|id| self.lookup.get(id).is_some()) {
                continue;
            }
            let deviation = Deviation::new(DeviationKind::ElementMissing).of(id);
            let identifying = matches!(id.as_bytes(), b"DAQ" | b"DBB" | b"DCS" | b"DAA");
            self.deviations.push(if identifying { deviation.grave() } else { deviation });
        }
    }
}

/// Whether canonical text is the code of a colour of eyes or hair.
fn is_colour(field: Field, text: &str) -> bool {
    match field {
        Field::EyeColor => EyeColor::from_code(text).is_some(),
        Field::HairColor => HairColor::from_code(text).is_some(),
        _ => false,
    }
}

/// Takes one name out of a longer one.
type Take = fn(&Parts) -> &String;

/// Reads a measure out of the text of an element.
type Measure = fn(&str) -> Option<Canonical>;
const HEIGHT: Measure = |text| value::height(text, false);
const METRIC_HEIGHT: Measure = |text| value::height(text, true);
const WEIGHT: Measure = |text| value::weight(text, false);
const METRIC_WEIGHT: Measure = |text| value::weight(text, true);

/// Returns the text of an element unless it is a placeholder.
fn filled(element: &Element) -> Option<&str> {
    (!is_placeholder(element.value())).then(|| element.value())
}

/// Returns the elements of other editions that say the same.
fn substitutes(id: ElementId) -> impl Iterator<Item = ElementId> {
    let names: &[Name] = match id.as_bytes() {
        b"DCS" => &[b"DAB", b"DAA"],
        b"DCT" => &[b"DAC", b"DAA"],
        b"DAC" | b"DAD" => &[b"DCT", b"DAA"],
        b"DAA" => &[b"DAB", b"DCS"],
        b"DAR" => &[b"DCA"],
        b"DAS" => &[b"DCB"],
        b"DAT" => &[b"DCD"],
        b"DCA" => &[b"DAR"],
        b"DCB" => &[b"DAS"],
        b"DCD" => &[b"DAT"],
        b"DAU" => &[b"DAV"],
        b"DAG" => &[b"DAL"],
        _ => &[],
    };
    names.iter().map(|name| ElementId::literal(name))
}
