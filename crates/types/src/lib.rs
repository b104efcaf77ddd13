//! The vocabulary of bonafide: what a document, a field, a source, a verdict and a setting are.
//!
//! Everything here is data with its rules: validated on construction *and* on deserialisation, so
//! that a value that exists is a value that holds. Nothing reads a file, a clock or a pixel.
//!
//! | module | holds |
//! | --- | --- |
//! | [`number`] | [`Score`], [`Similarity`], [`Distance`], [`Tolerance`]: numbers that know their range |
//! | [`sensitive`] | [`Sensitive`]: personal data that does not print itself and is wiped on drop |
//! | [`date`] | [`PartialDate`]: civil dates whose parts may be unknown |
//! | [`codes`] | countries, subdivisions, sex, colours, height, weight |
//! | [`document`] | [`Document`] and [`DocumentType`] with its three spellings |
//! | [`field`] | the fields and their values |
//! | [`slot`] | what an uploaded image is (`storage_file_type_e`) |
//! | [`verdict`] | test identifiers, outcomes and the words on the wire |
//! | [`evidence`] | what a verdict rests on |
//! | [`settings`] | the 27 numbers, the requirements matrix, policy, simulation, switches |

pub mod codes;
pub mod date;
pub mod document;
pub mod evidence;
pub mod field;
pub mod number;
pub mod sensitive;
pub mod settings;
pub mod slot;
pub mod verdict;

pub use codes::{Country, EyeColor, HairColor, Height, Sex, Subdivision, Weight};
pub use date::{PartialDate, age_on};
pub use document::{DataSource, Document, DocumentType, Side};
pub use evidence::{Evidence, PixelBox};
pub use field::{Field, FieldValue, Fields};
pub use number::{Distance, OutOfRange, Score, Similarity, Tolerance};
pub use sensitive::Sensitive;
pub use settings::{ConfigError, Policy, Requirements, Settings, Simulate, Weights};
pub use slot::{PICTURE_EXTENSIONS, Slot};
pub use verdict::{Outcome, TestId, Verdict};
