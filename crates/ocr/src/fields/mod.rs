//! The fields that a page states, read from words and boxes alone.

mod address;
mod assignment;
mod date_roles;
mod date_text;
mod date_token;
mod expectation;
mod ground;
mod label;
mod names;
mod neighbour;
mod page;
pub(crate) mod piece;
mod reading;
mod value;
mod vocabulary;
pub(crate) mod words;

use std::collections::BTreeMap;

use bonafide_types::{DocumentType, Field, Fields, Side};
use jiff::civil::Date;

use crate::classify::{Classification, classify};
use crate::print::Print;

pub use neighbour::Relation;

/// What is known of a document from elsewhere. It helps to understand the print (which standard
/// numbers the fields, whether the month comes first); no value of a field is ever taken from it.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Hints {
    /// What the document is.
    pub document_type: Option<DocumentType>,
    /// Issuing country, alpha-3.
    pub country: Option<String>,
    /// Issuing state, two letters.
    pub state: Option<String>,
    /// Which side was read.
    pub side: Option<Side>,
    /// The day of the check: settles centuries of two-digit years. Without it only the order of the
    /// dates does.
    pub as_of: Option<Date>,
}

/// What the value of a field rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Basis {
    /// A label of it stands beside or above.
    Label(Relation),
    /// Its form and its place among the others, without a label.
    Form,
    /// A phrase that names a document type, a country or a state.
    Phrase,
}

/// The fields of one page.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Extraction {
    /// What was read, in canonical form, with confidence, raw text and box.
    pub fields: Fields,
    /// What each of them rests on.
    pub basis: BTreeMap<Field, Basis>,
    /// What the document is, by the same words.
    pub classification: Classification,
}

/// Reads the fields of a page from its words and boxes.
///
/// Labels (field numbers of the AAMVA and European card standards, words in seven languages) and
/// values near them are matched as one assignment: the whole choice of values for fields that
/// explains the page best, not the first match for each. Dates are given their roles together, by
/// labels and by what can be: birth before issue before expiry.
///
/// Values are in the canonical form of [`Field`]; the confidence is the recogniser's probability of
/// the characters times the evidence of label, place and form. At most 2000 words are looked at.
///
/// ```
/// use bonafide_ocr::{Hints, Print, read_fields};
///
/// assert!(read_fields(&Print::default(), &Hints::default()).fields.is_empty());
/// ```
pub fn read_fields(print: &Print, hints: &Hints) -> Extraction {
    let classification = classify(print);
    let page = page::Page::of(print, hints, &classification);
    let mut extraction = reading::read(&page);
    reading::add_phrases(&mut extraction, &classification, &page);
    extraction.classification = classification;
    extraction
}
