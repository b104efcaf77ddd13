//! Screening of names against sanctions lists.
//!
//! Text in, findings out: nothing here opens a file or reads a clock. A list is read from bytes
//! ([`parse_ofac_csv`], [`parse_ofac_xml`], [`parse_jsonl`], [`parse_csv`]), made into a
//! [`SanctionsIndex`], and asked with [`SanctionsIndex::screen`].
//!
//! Two names are compared word by word, and each word counts by how rare it is on the list: of two
//! listed people called Mohammed, the one who shares the rare surname is the better hit. See
//! `docs/sanctions.md` for the method, its figures and its limits.

mod align;
mod entity;
mod error;
mod file;
mod index;
mod likeness;
mod ofac_csv;
mod ofac_xml;
mod parity;
mod plain;
mod qualify;
mod screen;
mod search;
#[cfg(test)]
mod tests;
mod vocabulary;
mod words;

pub use entity::{AliasQuality, Entity, EntityKind, ListedDate, ListedName};
pub use error::{BadRow, ParsedList, SanctionsError};
pub use file::sources_sha256;
pub use index::{ListFacts, SanctionsIndex};
pub use ofac_csv::{OfacCsv, parse_ofac_csv};
pub use ofac_xml::parse_ofac_xml;
pub use parity::ofac_search_score;
pub use plain::{parse_csv, parse_jsonl};
pub use qualify::{HitTag, ScreeningOutcome, judge};
pub use screen::{Hit, Query, ScreenOptions, Screening, WordEvidence, WordRelation};
