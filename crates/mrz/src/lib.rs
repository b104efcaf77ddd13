//! Machine-readable zones of ICAO Doc 9303 and their known deviations: parse, check, repair, write.
//!
//! Text and numbers only: no pixel, no file, no clock. Dates have two-digit years, so whoever asks
//! for a date says as of which day.
//!
//! | to | use |
//! | --- | --- |
//! | read lines as they are | [`parse`] |
//! | find a zone in other text | [`find`] |
//! | put optical confusions right, every change reported | [`repair`] |
//! | say in a result what was read | [`MrzReport`] |
//! | say what may stand where | [`Format::grammar`] |
//! | write a zone | [`write`](fn@write), [`transliterate`] |
//!
//! ```
//! use jiff::civil::date;
//!
//! // ICAO Doc 9303 Part 5, appendix B: a card whose number has more than nine characters.
//! let mrz = bonafide_mrz::parse(&[
//!     "I<UTOD23145890<7349<<<<<<<<<<<",
//!     "3407127M9507122UTO<<<<<<<<<<<2",
//!     "STEVENSON<<PETER<JOHN<<<<<<<<<",
//! ])?;
//! assert!(mrz.is_valid());
//! assert_eq!(mrz.document_number().to_string(), "D23145890734");
//! let birth = mrz.birth_date_on(date(2024, 8, 12)).map(|birth| birth.to_string());
//! assert_eq!(birth.as_deref(), Some("1934-07-12"));
//! # Ok::<(), bonafide_mrz::ParseError>(())
//! ```

mod check;
mod confusable;
mod date;
mod deviation;
mod error;
mod fields;
mod find;
mod format;
mod grammar;
mod layout;
mod name;
mod national_id;
mod number;
mod place;
mod raw;
mod repair;
mod report;
mod transliterate;
mod transliteration_table;
mod write;
mod zone;

pub use check::{Check, Group, check_digit};
pub use date::{birth_date_on, expiry_date_on};
pub use deviation::Deviation;
pub use error::{ParseError, WriteError};
pub use find::{Found, MAX_TEXT, find};
pub use format::Format;
pub use grammar::{Cell, CheckRule, Grammar, Kind, Role, RunOver};
pub use name::Name;
pub use number::{DocumentNumber, NumberForm};
pub use place::Place;
pub use repair::{Correction, Repaired, repair};
pub use report::MrzReport;
pub use transliterate::{Language, transliterate};
pub use write::{Content, write};
pub use zone::{Mrz, parse};
