//! AAMVA driver licence and identification card payloads: parse, report deviations, write; DLDV replies.
//!
//! - [`parse`] reads the bytes of a PDF417 symbol (AAMVA versions 1 to 11, the 2025 edition) or the
//!   text of a magnetic stripe and returns an [`Aamva`]: header, subfiles, fields, deviations.
//! - [`validate`] judges a payload: every check is evidence with a severity, nothing is rejected.
//! - [`write`](write()) makes a correct payload of a given version out of a [`Card`].
//! - [`element_meaning`] says in words what a data element is.
//! - [`dldv`] takes the registry's reply and folds it into the `dmv_*_match` values.
//!
//! Damage is data: a wrong offset or a lost separator is a [`Deviation`], and reading goes on.
//! Nothing here sees a pixel, a file or a clock. Messages and deviations hold no personal values.

mod aamva;
mod date;
mod deviation;
mod dictionary;
pub mod dldv;
mod element;
mod error;
mod explain;
mod extended;
mod fields;
mod flat;
mod header;
mod issuer;
mod lookup;
mod magnetic;
mod name;
mod report;
mod run_together;
mod segment;
mod sentence;
mod validate;
mod value;
mod write;

pub use aamva::{Aamva, MAX_PAYLOAD_BYTES, parse};
pub use deviation::{Deviation, DeviationKind, Severity};
pub use dictionary::element_meaning;
pub use element::{Designator, Element, ElementId, Subfile};
pub use error::{NameError, ParseError};
pub use extended::{Compliance, Extended, Truncated, Truncation};
pub use flat::FlatValue;
pub use header::{Entry, FileType, Header, NEWEST_VERSION};
pub use issuer::{Iin, Issuer, issuers};
pub use report::{Report, Standard};
pub use validate::{
    Basis, CheckKind, CheckResult, CheckRow, Context, Fact, Finding, Judgement, NotMade, Opinion,
    SymbolShape, validate,
};
pub use value::is_placeholder;
pub use write::{Card, write};
