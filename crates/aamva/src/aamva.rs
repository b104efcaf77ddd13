//! The parsed payload.

use bonafide_types::{DocumentType, Field, FieldValue, Fields};

use crate::date::Order;
use crate::deviation::{Deviation, Severity};
use crate::element::{Designator, Element, ElementId, Subfile};
use crate::error::ParseError;
use crate::extended::{self, Extended};
use crate::fields::Reader;
use crate::header::{self, FileType, Header};
use crate::lookup::{self, Lookup};
use crate::report::{Report, Standard};
use crate::value::is_placeholder;
use crate::{magnetic, segment};

/// Most bytes read of a payload. A PDF417 symbol holds 1,850 characters; sets of symbols stay far
/// below this.
pub const MAX_PAYLOAD_BYTES: usize = 65_536;

/// Most deviations of the structure that are kept; a real payload has a handful. Those of the
/// values are bounded by the elements that are read.
const MAX_STRUCTURAL_DEVIATIONS: usize = 200;

/// So many elements make a payload without a header one of AAMVA's.
const HEADERLESS_MINIMUM: usize = 4;

/// A payload taken apart: its header, its subfiles with their elements in order, the fields they
/// give, and every departure from the standard that was read through.
///
/// `Debug` prints no value of an element.
#[derive(Clone, Debug, PartialEq)]
pub struct Aamva {
    header: Header,
    subfiles: Vec<Subfile>,
    fields: Fields,
    extended: Extended,
    deviations: Vec<Deviation>,
}

/// Reads the payload of a driver licence or identification card: the bytes of a PDF417 symbol or
/// the text of a magnetic stripe's tracks. Damage is read through and reported as [`Deviation`]s.
///
/// Source: AAMVA DL/ID-2000 (version 1) and DL/ID Card Design Standard 2003 to 2025 (versions 2 to
/// 11), Annex D; Annex F for magnetic stripes.
///
/// # Errors
/// [`ParseError`] if the bytes are not such a payload at all.
///
/// ```
/// use bonafide_types::Field;
///
/// let payload = b"@\n\x1e\rANSI 636000100001DL00310050\
///     DLDAQV64700019\nDCSNYSTROM\nDACASA\nDBB06061986\nDBA12102024\r";
/// let licence = bonafide_aamva::parse(payload)?;
/// assert_eq!(licence.header().version, Some(10));
/// let text = |field| licence.fields().get(&field).and_then(|value| value.text());
/// assert_eq!(text(Field::DocumentNumber), Some("V64700019"));
/// assert_eq!(text(Field::ExpiresAt), Some("2024-12-10"));
/// assert_eq!(text(Field::IssuingState), Some("VA"));
/// # Ok::<(), bonafide_aamva::ParseError>(())
/// ```
pub fn parse(payload: &[u8]) -> Result<Aamva, ParseError> {
    if payload.len() > MAX_PAYLOAD_BYTES {
        return Err(ParseError::TooLong { found: payload.len(), limit: MAX_PAYLOAD_BYTES });
    }
    if payload.iter().all(u8::is_ascii_whitespace) {
        return Err(ParseError::Empty);
    }
    let mut deviations = Vec::with_capacity(8);
    if let Some((header, body)) = header::read(payload, &mut deviations) {
        let subfiles = segment::cut(payload, body, &header, &mut deviations);
        if subfiles.iter().all(|subfile| subfile.elements.is_empty()) {
            return Err(ParseError::NoElements);
        }
        return Ok(Aamva::interpret(header, subfiles, deviations));
    }
    if let Some((header, subfiles)) = magnetic::read(payload, &mut deviations) {
        return Ok(Aamva::interpret(header, subfiles, deviations));
    }
    headerless(payload)
}

/// Reads a payload whose header is gone, if it has elements enough to be one.
fn headerless(payload: &[u8]) -> Result<Aamva, ParseError> {
    let header = Header::empty(FileType::Missing);
    let mut deviations = vec![Deviation::new(crate::deviation::DeviationKind::HeaderMissing).at(0)];
    let subfiles = segment::cut(payload, 0, &header, &mut deviations);
    let known = |e: &&Element| crate::dictionary::define(e.id()).is_some();
    let count = subfiles.iter().flat_map(|s| &s.elements).filter(known).count();
    if count < HEADERLESS_MINIMUM {
        return Err(ParseError::NotAamva);
    }
    Ok(Aamva::interpret(header, subfiles, deviations))
}

impl Aamva {
    fn interpret(header: Header, subfiles: Vec<Subfile>, mut deviations: Vec<Deviation>) -> Self {
        deviations.truncate(MAX_STRUCTURAL_DEVIATIONS);
        let lookup = Lookup::new(&subfiles);
        let reader = Reader::new(&header, &subfiles, &lookup, &mut deviations);
        let order: Order = reader.order();
        let fields = reader.fields();
        let extended = extended::read(&subfiles, &lookup, order);
        Self { header, subfiles, fields, extended, deviations }
    }

    /// Returns the header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Returns the subfiles in the order of the payload, their elements with raw values.
    pub fn subfiles(&self) -> &[Subfile] {
        &self.subfiles
    }

    /// Returns the departures from the standard: of the structure first, then of the values.
    pub fn deviations(&self) -> &[Deviation] {
        &self.deviations
    }

    /// Returns the fields that the payload has. `raw` is the element's identifier and its value
    /// as it stands, or the issuer number where that is the source.
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Returns a copy of [`fields`](Self::fields).
    pub fn to_fields(&self) -> Fields {
        self.fields.clone()
    }

    /// Returns what the payload says beyond the fields.
    pub fn extended(&self) -> &Extended {
        &self.extended
    }

    /// Returns an element of the DL, ID or EN subfile: the first of this name that is not blank,
    /// or else the first; `None` if there is none or the name is not one.
    pub fn element(&self, name: &str) -> Option<&Element> {
        lookup::find(&self.subfiles, ElementId::from_bytes(name.as_bytes())?)
    }

    /// Returns the kind of document: by its subfile; an enhanced credential (EN) is a licence if
    /// it has a vehicle class. Permits are licences, see [`Extended::permit_indicator`].
    pub fn document_type(&self) -> DocumentType {
        let class = ["DCA", "DAR"].iter().filter_map(|name| self.element(name));
        let drives = class.into_iter().any(|e| !is_placeholder(e.value()));
        // A stripe has no subfiles, only what stands in its tracks.
        if self.header.file_type == FileType::MagneticStripe {
            return if drives { DocumentType::DriverLicense } else { DocumentType::Unknown };
        }
        let has = |designator| self.subfiles.iter().any(|s| s.designator == designator);
        if has(Designator::DL) || (has(Designator::EN) && drives) {
            DocumentType::DriverLicense
        } else if has(Designator::ID) || has(Designator::EN) {
            DocumentType::IdentificationCard
        } else {
            DocumentType::Unknown
        }
    }

    /// Whether the payload identifies someone: it has a document number, a name and a birth date.
    pub fn identifies_holder(&self) -> bool {
        let has = |field| self.fields.get(&field).and_then(FieldValue::text).is_some();
        let named = has(Field::LastName) || has(Field::FirstName);
        has(Field::DocumentNumber) && named && has(Field::BirthDate)
    }

    /// Returns the gravest severity among the deviations.
    pub fn worst(&self) -> Option<Severity> {
        self.deviations.iter().map(|d| d.severity).max()
    }

    /// Returns the report that goes into a result; it has no personal value.
    pub fn report(&self) -> Report {
        let stripe = self.header.file_type == FileType::MagneticStripe;
        Report {
            standard: if stripe { Standard::MagneticStripe } else { Standard::Aamva },
            aamva_version: self.header.version,
            jurisdiction_version: self.header.jurisdiction_version,
            iin: self.header.iin,
            subfiles: self.subfiles.iter().map(|s| s.designator).collect(),
            truncated: self.extended.truncated,
            deviations: self.deviations.clone(),
        }
    }
}
