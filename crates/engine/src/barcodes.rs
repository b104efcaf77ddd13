//! Barcodes of a session: which pictures are searched, which symbol counts, and what it says.

use std::collections::BTreeSet;

use bonafide_aamva as aamva;
use bonafide_barcode::{Options, Reader, Symbol, join_segments, read_pdf417};
use bonafide_imaging::Picture;
use bonafide_types::{DataSource, Document, DocumentType, Sensitive, Side, Slot};
use jiff::civil::Date;

use crate::barcode_overlay;
use crate::context::Artifacts;
use crate::intake::Intake;
use crate::result::{
    Artifact, ArtifactKind, BarcodeFacts, BarcodeJudgement, SourceDocument, SymbolFacts, wire_name,
};
use crate::seal::sha256_id;
use crate::zone_document::tenth;

/// What the search for barcodes gave.
#[derive(Default)]
pub(crate) struct BarcodeFindings {
    pub document: Option<SourceDocument>,
    /// Issue codes.
    pub notes: BTreeSet<String>,
    pub artifacts: Vec<Artifact>,
    /// Pictures with a symbol that only the fallback reader could read.
    pub by_fallback: BTreeSet<Slot>,
}

/// The first AAMVA symbol: on backs and pictures of unknown content, and on fronts when no back was
/// given (a searched picture without a symbol costs the most). Another AAMVA payload beside it is an
/// issue.
pub(crate) fn find(intake: &Intake, as_of: Date, artifacts: Artifacts) -> BarcodeFindings {
    let mut findings = BarcodeFindings::default();
    let is_back = |slot: &Slot| slot.is_document_side(Side::Back) || *slot == Slot::Unknown;
    let has_back = intake.pages.keys().any(is_back);
    let pages = intake.pages.iter().filter(|(slot, _)| {
        is_back(slot) || (!has_back && slot.document_type().is_some_and(DocumentType::has_registry))
    });
    let mut taken = Taken::default();
    for (slot, page) in pages {
        let symbols = read_pdf417(page.luma(), &Options::default());
        if artifacts == Artifacts::All {
            findings.artifacts.extend(artifact(*slot, page, &symbols));
        }
        findings.read(*slot, &symbols, as_of, &mut taken);
    }
    if findings.document.is_none() {
        findings.notes.extend(taken.refused.into_iter().map(str::to_owned));
    }
    findings
}

/// Which payload counts, and why others do not.
#[derive(Default)]
struct Taken {
    payload: Option<Sensitive<Vec<u8>>>,
    /// Issue codes.
    refused: BTreeSet<&'static str>,
}

/// What a symbol of a picture says, alone or together with others.
pub(crate) struct Statement<'a> {
    /// The symbol, or one of those that make up a file.
    pub symbol: &'a Symbol,
    /// The symbol's payload, or the whole file.
    pub payload: Sensitive<Vec<u8>>,
    /// Of how many symbols the file was put together; none of a symbol that is not part of a file
    /// or of one that is not whole.
    pub joined: Option<usize>,
}

impl Statement<'_> {
    /// Whether it is a part of a file of which other parts are missing.
    fn is_part(&self) -> bool {
        self.symbol.macro_segment.is_some() && self.joined.is_none()
    }

    /// The payload as AAMVA's, or the issue code of why it is none.
    fn aamva(&self) -> Result<aamva::Aamva, &'static str> {
        if self.is_part() {
            return Err("BARCODE INCOMPLETE");
        }
        aamva::parse(self.payload.expose()).map_err(|_| "BARCODE IS NOT AAMVA")
    }

    /// What the payload is judged against: the day, and the symbol where its reader tells enough and
    /// the payload is whole in it.
    pub(crate) fn context(&self, as_of: Date) -> aamva::Context {
        let context = aamva::Context::new(as_of);
        match &self.symbol.matrix {
            Some(matrix) if self.symbol.macro_segment.is_none() => {
                context.with_symbol(aamva::SymbolShape {
                    rows: matrix.rows,
                    columns: matrix.columns,
                    ec_level: matrix.ec_level,
                    compact: matrix.compact,
                    padding: matrix.padding,
                })
            }
            _ => context,
        }
    }
}

/// What the symbols of a picture say, in their order; a file whose segments are all there is one
/// statement, in the place of its first symbol.
pub(crate) fn statements(symbols: &[Symbol]) -> Vec<Statement<'_>> {
    let files = join_segments(symbols);
    let mut told = BTreeSet::new();
    let statement = |symbol| {
        let id = |symbol: &Symbol| symbol.macro_segment.as_ref().map(|s| s.file_id.clone());
        let file = files.iter().find(|f| f.complete && Some(&f.file_id) == id(symbol).as_ref());
        let Some(file) = file else {
            return Some(Statement { symbol, payload: symbol.payload.clone(), joined: None });
        };
        let (payload, joined) = (file.payload.clone(), Some(file.segments.len()));
        told.insert(&file.file_id).then_some(Statement { symbol, payload, joined })
    };
    symbols.iter().filter_map(statement).collect()
}

impl BarcodeFindings {
    /// Takes in what the symbols of a picture say.
    fn read(&mut self, slot: Slot, symbols: &[Symbol], as_of: Date, taken: &mut Taken) {
        if symbols.iter().any(|symbol| symbol.reader == Reader::Rxing) {
            self.by_fallback.insert(slot);
        }
        for said in statements(symbols) {
            match (said.aamva(), &taken.payload) {
                (Err(why), _) => _ = taken.refused.insert(why),
                (Ok(payload), None) => {
                    self.take(slot, &said, &payload, as_of);
                    taken.payload = Some(said.payload);
                }
                (Ok(_), Some(first)) if *first != said.payload => {
                    self.notes.insert("BARCODES DIFFER".to_owned());
                }
                (Ok(_), Some(_)) => {}
            }
        }
    }

    fn take(&mut self, slot: Slot, said: &Statement<'_>, payload: &aamva::Aamva, as_of: Date) {
        let report = payload.report();
        let judgement = aamva::validate(payload, said.payload.expose(), &said.context(as_of));
        self.notes.extend(issue_codes(&report, &judgement));
        let kind = payload.document_type();
        let document = Document::new(kind, DataSource::Barcode, slot.side(), payload.to_fields());
        let facts = BarcodeFacts {
            symbol: SymbolFacts::of(said.symbol, said.payload.expose()),
            joined: said.joined,
            judgement: Some(BarcodeJudgement::of(&judgement)),
            report,
        };
        self.document = Some(SourceDocument { document, barcode: Some(facts), mrz: None });
    }
}

impl SymbolFacts {
    /// What a symbol tells about itself, without its payload: that of the symbol, or of the file that
    /// was put together from it and others.
    pub fn of(symbol: &Symbol, payload: &[u8]) -> Self {
        let matrix = symbol.matrix.as_ref();
        Self {
            symbology: "pdf417".to_owned(),
            reader: wire_name(&symbol.reader),
            corners: symbol.corners.map(|p| [tenth(p.x), tenth(p.y)]),
            rotation: tenth(symbol.rotation) % 360.0,
            mirrored: symbol.mirrored,
            inverted: matrix.map(|m| m.inverted),
            rows: matrix.map(|m| m.rows),
            columns: matrix.map(|m| m.columns),
            compact: matrix.map(|m| m.compact),
            ec_level: symbol.ec_level.or(matrix.map(|m| m.ec_level)),
            codewords_corrected: matrix.map(|m| u32::from(m.corrected)),
            codewords_erased: matrix.map(|m| u32::from(m.erased)),
            padding: matrix.map(|m| m.padding),
            module_width: matrix.map(|m| hundredth(m.module)),
            row_height: matrix.map(|m| hundredth(m.row_height)),
            raw_sha256: sha256_id(payload),
        }
    }
}

/// A mean over the symbol is good to a hundredth of a pixel; more digits would only vary between
/// machines.
fn hundredth(x: f32) -> f64 {
    (f64::from(x) * 100.0).round() / 100.0
}

/// The overlay of a picture in which a symbol was read.
fn artifact(slot: Slot, picture: &Picture, symbols: &[Symbol]) -> Option<Artifact> {
    if symbols.is_empty() {
        return None;
    }
    Some(Artifact {
        name: format!("artifacts/{}_barcode.png", slot.name()),
        kind: ArtifactKind::BarcodeOverlay,
        storage_file_type_e: slot,
        content: Sensitive::new(barcode_overlay::png(picture.rgb(), symbols)?),
    })
}

/// One issue code per kind of departure and per check of the judgement that a person should know of:
/// `BARCODE OFFSET MISMATCH`, `BARCODE FAILS BIRTH BEFORE ISSUE`; and `BARCODE SUSPICIOUS` of an
/// opinion that neither habit nor damage explains.
fn issue_codes(report: &aamva::Report, judgement: &aamva::Judgement) -> BTreeSet<String> {
    let words = |name: String| name.to_uppercase().replace('_', " ");
    let departures = report
        .deviations
        .iter()
        .filter(|deviation| deviation.severity > aamva::Severity::Info)
        .map(|deviation| format!("BARCODE {}", words(wire_name(&deviation.kind))));
    let failed = judgement
        .findings
        .iter()
        .filter(|finding| finding.severity > aamva::Severity::Info && finding.deviation.is_none())
        .map(|finding| format!("BARCODE FAILS {}", words(wire_name(&finding.check))));
    let suspicious = judgement.opinion == aamva::Opinion::Suspicious;
    let opinion = suspicious.then(|| "BARCODE SUSPICIOUS".to_owned());
    departures.chain(failed).chain(opinion).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use bonafide_imaging::Limits;
    use jiff::civil::date;

    use super::*;
    use crate::barcode_sessions::{back_png, segments};

    fn symbol() -> Symbol {
        let picture = Picture::decode(&back_png(), &Limits::default()).unwrap();
        read_pdf417(picture.luma(), &Options::default()).remove(0)
    }

    fn saying(payload: &[u8]) -> Symbol {
        let mut symbol = symbol();
        symbol.payload = Sensitive::new(payload.to_vec());
        symbol
    }

    fn found(symbols: &[Symbol]) -> (BarcodeFindings, Taken) {
        let (mut findings, mut taken) = (BarcodeFindings::default(), Taken::default());
        findings.read(Slot::IdCardBack, symbols, date(2012, 4, 1), &mut taken);
        (findings, taken)
    }

    #[test]
    fn a_divided_file_is_read_whole_and_hashed_whole() {
        let whole = symbol();
        let (findings, _) = found(&segments(&whole, 60));
        let facts = findings.document.unwrap().barcode.unwrap();
        assert_eq!(facts.joined, Some(2));
        assert_eq!(facts.symbol.raw_sha256, sha256_id(whole.payload.expose()));
        let (alone, _) = found(&[whole]);
        assert_eq!(alone.document.unwrap().barcode.unwrap().joined, None);
    }

    #[test]
    fn a_part_of_a_file_is_incomplete_and_not_foreign() {
        let (findings, taken) = found(&segments(&symbol(), 60)[..1]);
        assert!(findings.document.is_none());
        assert_eq!(taken.refused, ["BARCODE INCOMPLETE"].into());
        let (_, taken) = found(&[saying(b"https://example.org")]);
        assert_eq!(taken.refused, ["BARCODE IS NOT AAMVA"].into());
    }

    #[test]
    fn a_second_payload_is_an_issue_where_it_differs() {
        let differ = |symbols: &[Symbol]| found(symbols).0.notes.contains("BARCODES DIFFER");
        let first = symbol();
        let other = String::from_utf8(first.payload.expose().clone()).unwrap();
        let other = saying(other.replace("ERIKSSON", "LINDQVIST").as_bytes());
        assert!(differ(&[first.clone(), other.clone()]));
        assert!(!differ(&[first.clone(), first.clone()]));
        assert!(!differ(&[first.clone(), saying(b"https://example.org")]));
        let [one, two] = [&first, &other].map(|s| found(&[s.clone(), s.clone()]).0.document);
        assert_ne!(one.unwrap().document, two.unwrap().document);
    }

    #[test]
    fn a_habit_of_issuers_is_no_issue() {
        let payload = b"@\n\x1e\rANSI 636038080001DL00310060\
            DLDAQH868087743210\nDCSNYSTROM JR\nDAYBROWN\nDAZQQQ\nDBB19950104\r";
        let notes = found(&[saying(payload)]).0.notes;
        for kind in ["DATE ORDER", "SUFFIX IN FAMILY NAME"] {
            assert!(!notes.contains(&format!("BARCODE {kind}")), "{notes:?}");
        }
        assert!(notes.contains("BARCODE UNKNOWN CODE"), "the hair's: {notes:?}");
    }

    #[test]
    fn an_opinion_of_suspicion_is_an_issue() {
        // The date under 21 is not the birthday: one is worked out from the other.
        let payload = |until: &str| {
            format!(
                "@\n\x1e\rANSI 636038080001DL00310060\
                 DLDAQH868087743210\nDCSNYSTROM\nDBB01041995\nDDJ{until}\r"
            )
        };
        let suspicious = |until| {
            let (findings, _) = found(&[saying(payload(until).as_bytes())]);
            assert!(findings.document.is_some());
            findings.notes.contains("BARCODE SUSPICIOUS")
        };
        assert!(suspicious("01052017") && !suspicious("01042016") && !suspicious("01011900"));
    }
}
