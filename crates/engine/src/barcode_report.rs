//! One barcode explained: the symbol, every element and departure in words, and the judgement.

use bonafide_aamva::{self as aamva, Aamva, FileType, Judgement, Severity};
use bonafide_barcode::{MacroSegment, Symbol};
use bonafide_types::sensitive::exposed;
use bonafide_types::{Fields, Sensitive};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::barcodes::{self, statements};
use crate::result::SymbolFacts;

/// The form of these reports. It grows by addition only.
pub const SCHEMA: &str = "bonafide.barcode/1";

/// What a symbol, or a payload without one, says.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct BarcodeReport {
    /// [`SCHEMA`].
    pub schema_version: &'static str,
    /// The symbol; none where the payload alone was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub symbol: Option<SymbolFacts>,
    /// Its place in a file that is spread over several symbols, of which not all are there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub macro_segment: Option<MacroSegment>,
    /// Of a file that was put together from several symbols: how many. `symbol` is one
    /// of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joined: Option<usize>,
    /// Length of the payload in bytes.
    pub bytes: usize,
    /// Why the payload is none of AAMVA's; everything below is absent then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_aamva: Option<String>,
    /// What an AAMVA payload says.
    #[serde(flatten)]
    pub payload: Option<PayloadReport>,
}

/// An AAMVA payload, explained.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct PayloadReport {
    /// Its form and its departures from the standard.
    #[serde(flatten)]
    pub report: aamva::Report,
    /// What the payload calls itself.
    pub file_type: FileType,
    /// Who issues under its number, if that is on AAMVA's list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<IssuerReport>,
    /// The subfiles with all their elements.
    pub contents: Vec<SubfileReport>,
    /// The fields in canonical form.
    pub fields: Fields,
    /// Every departure and every finding of the judgement, a sentence each; a finding that is about
    /// a departure is not said twice.
    pub statements: Vec<Statement>,
    /// What is to be thought of the payload, with every check.
    pub judgement: Judgement,
}

/// An issuer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct IssuerReport {
    /// Its name.
    pub name: &'static str,
    /// The state or province, where it is one's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jurisdiction: Option<&'static str>,
    /// The country, ISO 3166-1 alpha-3.
    pub country: &'static str,
}

/// A subfile.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct SubfileReport {
    /// Its designator.
    pub designator: String,
    /// What such a subfile holds.
    pub meaning: &'static str,
    /// Where the header says that it begins, bytes from the start of the payload.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated_offset: Option<u16>,
    /// How many bytes the header says that it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated_length: Option<u16>,
    /// Its elements in order.
    pub elements: Vec<ElementReport>,
}

/// An element.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct ElementReport {
    /// Its identifier.
    pub id: String,
    /// What it means; none for the issuer's own elements and those that no version defines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<&'static str>,
    /// Its value as it stands, without padding.
    #[serde(serialize_with = "exposed")]
    pub value: Sensitive<String>,
    /// What the value stands for, where it does not speak for itself.
    #[serde(serialize_with = "exposed", skip_serializing_if = "Option::is_none")]
    pub says: Option<Sensitive<String>>,
}

/// One sentence about the payload, without personal values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[non_exhaustive]
pub struct Statement {
    /// How much it matters.
    pub severity: Severity,
    /// The sentence.
    pub words: String,
}

impl BarcodeReport {
    /// Explains the symbols of a picture on the day `as_of`; those that together make up a file are
    /// explained as one.
    pub fn of_symbols(symbols: &[Symbol], as_of: Date) -> Vec<Self> {
        statements(symbols).iter().map(|said| Self::of_statement(said, as_of)).collect()
    }

    fn of_statement(said: &barcodes::Statement<'_>, as_of: Date) -> Self {
        let payload = said.payload.expose();
        let segment = said.symbol.macro_segment.clone();
        Self {
            symbol: Some(SymbolFacts::of(said.symbol, payload)),
            macro_segment: segment.filter(|_| said.joined.is_none()),
            joined: said.joined,
            ..Self::new(payload, &said.context(as_of))
        }
    }

    /// Explains a payload of which no symbol is known.
    ///
    /// ```
    /// use bonafide::barcode_report::BarcodeReport;
    ///
    /// let payload = b"@\n\x1e\rANSI 636000100001DL00310021DLDAQV64\nDAYBRO\r";
    /// let report = BarcodeReport::of_payload(payload, jiff::civil::date(2026, 6, 1));
    /// let eye = &report.payload.unwrap().contents[0].elements[1];
    /// assert_eq!(eye.meaning, Some("eye colour"));
    /// assert_eq!(eye.says.as_ref().unwrap().expose(), "brown");
    /// ```
    pub fn of_payload(payload: &[u8], as_of: Date) -> Self {
        Self::new(payload, &aamva::Context::new(as_of))
    }

    fn new(bytes: &[u8], context: &aamva::Context) -> Self {
        let (payload, not_aamva) = match aamva::parse(bytes) {
            Ok(payload) => (Some(PayloadReport::of(&payload, bytes, context)), None),
            Err(error) => (None, Some(error.to_string())),
        };
        Self {
            schema_version: SCHEMA,
            symbol: None,
            macro_segment: None,
            joined: None,
            bytes: bytes.len(),
            not_aamva,
            payload,
        }
    }
}

impl PayloadReport {
    fn of(payload: &Aamva, bytes: &[u8], context: &aamva::Context) -> Self {
        let header = payload.header();
        let judgement = aamva::validate(payload, bytes, context);
        let issuer = header.iin.and_then(aamva::Iin::issuer).map(|issuer| IssuerReport {
            name: issuer.name,
            jurisdiction: issuer.jurisdiction,
            country: issuer.country,
        });
        Self {
            report: payload.report(),
            file_type: header.file_type,
            issuer,
            contents: contents(payload),
            fields: payload.to_fields(),
            statements: sentences(payload, &judgement),
            judgement,
        }
    }
}

fn contents(payload: &Aamva) -> Vec<SubfileReport> {
    let mut entries: Vec<&aamva::Entry> = payload.header().entries.iter().collect();
    let subfile = |subfile: &aamva::Subfile| {
        // Of several subfiles of one name each has an entry of its own, in the same order.
        let at = entries.iter().position(|entry| entry.designator == subfile.designator);
        let entry = at.map(|at| entries.remove(at));
        let element = |element: &aamva::Element| ElementReport {
            id: element.id().to_string(),
            meaning: aamva::element_meaning(element.id().as_str()),
            value: Sensitive::new(element.text().to_owned()),
            says: element.in_words(payload),
        };
        SubfileReport {
            designator: subfile.designator.to_string(),
            meaning: subfile.designator.meaning(),
            stated_offset: entry.and_then(|entry| entry.offset),
            stated_length: entry.and_then(|entry| entry.length),
            elements: subfile.elements.iter().map(element).collect(),
        }
    };
    payload.subfiles().iter().map(subfile).collect()
}

fn sentences(payload: &Aamva, judgement: &Judgement) -> Vec<Statement> {
    let departures = payload
        .deviations()
        .iter()
        .map(|d| Statement { severity: d.severity, words: d.in_words() });
    let findings = judgement
        .findings
        .iter()
        .filter(|finding| finding.deviation.is_none())
        .map(|finding| Statement { severity: finding.severity, words: finding.in_words() });
    departures.chain(findings).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use bonafide_barcode::{Options, read_pdf417};
    use bonafide_imaging::{Limits, Picture};
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::barcode_sessions::{back_png, segments};

    #[test]
    fn every_element_of_a_card_is_explained() {
        let picture = Picture::decode(&back_png(), &Limits::default()).unwrap();
        let symbols = read_pdf417(picture.luma(), &Options::default());
        let report = BarcodeReport::of_symbols(&symbols, date(2012, 4, 1)).remove(0);
        let parsed = aamva::parse(symbols[0].payload.expose()).unwrap();
        let payload = report.payload.as_ref().unwrap();
        assert_eq!(payload.contents.len(), parsed.subfiles().len());
        let elements = &payload.contents[0].elements;
        assert_eq!(elements.len(), parsed.subfiles()[0].elements.len());
        assert!(elements.iter().all(|element| element.meaning.is_some()));
        assert_eq!(payload.issuer.as_ref().unwrap().jurisdiction, Some("NY"));
        let birth = elements.iter().find(|element| element.id == "DBB").unwrap();
        assert_eq!(birth.value.expose(), "08121974");
        assert_eq!(birth.says.as_ref().unwrap().expose(), "1974-08-12, written month, day, year");
        let shown = format!("{report:?}");
        assert!(!shown.contains("ERIKSSON") && !shown.contains("1974"), "{shown}");
    }

    #[test]
    fn each_departure_and_finding_is_said_once() {
        // Issued before birth, and an eye colour of no table.
        let payload = b"@\n\x1e\rANSI 636038080001DL00310060\
            DLDAQH868087743210\nDCSNYSTROM\nDAYQQQ\nDBB01042020\nDBD01041995\r";
        let report = BarcodeReport::of_payload(payload, date(2024, 5, 1)).payload.unwrap();
        let said = |part: &str| report.statements.iter().filter(|s| s.words.contains(part)).count();
        assert_eq!(said("not born before the card was issued"), 1);
        assert_eq!(said("DAY, eye colour"), 1);
        assert_eq!(report.judgement.opinion, aamva::Opinion::Review);
        let of_deviations = report.report.deviations.len();
        let own = report.judgement.findings.iter().filter(|f| f.deviation.is_none()).count();
        assert_eq!(report.statements.len(), of_deviations + own);
    }

    #[test]
    fn segments_of_a_file_are_explained_as_one() {
        let picture = Picture::decode(&back_png(), &Limits::default()).unwrap();
        let whole = read_pdf417(picture.luma(), &Options::default()).remove(0);
        let bytes = whole.payload.expose().clone();
        let symbols = segments(&whole, 60);
        let reports = BarcodeReport::of_symbols(&symbols, date(2012, 4, 1));
        assert_eq!((reports.len(), reports[0].joined, reports[0].bytes), (1, Some(2), bytes.len()));
        let fields = &reports[0].payload.as_ref().unwrap().fields;
        assert_eq!(fields[&bonafide_types::Field::LastName].text(), Some("ERIKSSON"));
        // The hash is that of what is explained, not of one of its parts.
        let hash = |report: &BarcodeReport| report.symbol.as_ref().unwrap().raw_sha256.clone();
        assert_eq!(hash(&reports[0]), crate::seal::sha256_id(&bytes));

        let alone = BarcodeReport::of_symbols(&symbols[1..], date(2012, 4, 1));
        assert_eq!(alone[0].macro_segment.as_ref().unwrap().index, 0);
        assert_eq!(hash(&alone[0]), crate::seal::sha256_id(&bytes[..60]));
    }

    #[test]
    fn equal_designators_have_an_entry_each() {
        let payload = b"@\n\x1e\rANSI 636038100002DL00410012DL00540013\
            DLDAQH86886\rDLDCSNYSTROM\r";
        let report = BarcodeReport::of_payload(payload, date(2024, 5, 1)).payload.unwrap();
        let places: Vec<_> =
            report.contents.iter().map(|s| (s.stated_offset, s.stated_length)).collect();
        assert_eq!(places, [(Some(41), Some(12)), (Some(54), Some(13))]);
    }

    /// A departure that is a remark is one wherever it is told.
    #[test]
    fn a_habit_of_issuers_is_said_as_a_remark() {
        let payload = b"@\n\x1e\rANSI 636038080001DL00310060\
            DLDAQH868087743210\nDCSNYSTROM JR\nDAYBROWN\nDBB19950104\n";
        let report = BarcodeReport::of_payload(payload, date(2024, 5, 1)).payload.unwrap();
        for part in ["order of another country", "suffix stands in", "element DAY, eye colour"] {
            let said: Vec<_> =
                report.statements.iter().filter(|s| s.words.contains(part)).collect();
            assert_eq!(said.len(), 1, "{part}: {:?}", report.statements);
            assert_eq!(said[0].severity, Severity::Info, "{part}");
        }
    }

    #[test]
    fn what_is_not_aamva_says_why() {
        let report = BarcodeReport::of_payload(b"https://example.org", date(2024, 5, 1));
        assert!(report.not_aamva.is_some() && report.payload.is_none());
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(json["bytes"], 19);
        assert!(json.get("judgement").is_none());
    }

    proptest! {
        #[test]
        fn any_bytes_are_explained_without_a_panic(tail in proptest::collection::vec(any::<u8>(), 0..300)) {
            let mut payload = b"@\n\x1e\rANSI 636000100001DL".to_vec();
            payload.extend(tail);
            let report = BarcodeReport::of_payload(&payload, date(2024, 5, 1));
            prop_assert!(serde_json::to_string(&report).is_ok());
        }
    }
}
