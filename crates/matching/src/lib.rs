//! Comparators per field, document agreement and crosschecks.
//!
//! Text and numbers only: nothing here sees a pixel, reads a file or asks a clock, and it all
//! builds for `wasm32`. Every comparator is symmetric, gives 1 for identical values, stays in
//! `[0, 1]`, looks at no more than 256 characters, and states the evidence of its score.
//!
//! | call | answers |
//! | --- | --- |
//! | [`compare`] | how far the sources of a document agree, field by field |
//! | [`crosscheck`] | whether number, name and address agree between all sources |
//! | [`choose`] | which source's value stands for each field |
//! | [`compare_record`] | which fields a registry's record confirms |
//! | `compare_…` | one comparator, on two [`Operand`]s |
//! | [`name_similarity`] … | one comparator, on two plain texts |

mod address;
mod agreement;
mod alignment;
mod choice;
mod codes;
mod comparison;
mod confusable;
mod crosscheck;
mod date;
mod difference;
mod edits;
mod name;
mod number;
mod phi;
mod record;
pub mod sanctions;
mod similarity;
mod source;
mod versions;

pub use address::{compare_addresses, compare_places, compare_postal_codes, compare_streets};
pub use agreement::{
    CompareOptions, FieldComparison, MatchReport, NotCompared, PairScore, compare,
};
pub use alignment::{Pair, aligned};
pub use choice::{Candidate, Choice, choose};
pub use codes::{
    compare_code_sets, compare_countries, compare_eye_colors, compare_hair_colors, compare_heights,
    compare_sexes, compare_states, compare_weights,
};
pub use comparison::{Comparison, FieldEvidence, How, Operand};
pub use crosscheck::{Crosscheck, Crosschecks, crosscheck};
pub use date::compare_dates;
pub use name::{PreparedName, WordMatch, compare_names, compare_suffixes, is_placeholder};
pub use number::compare_numbers;
pub use phi::{FIELD_WEIGHTS, field_weight};
pub use record::{RecordMatch, compare_record};
pub use similarity::{address_similarity, date_similarity, name_similarity};
pub use source::SourceFields;
pub use versions::{Comparator, RARE_WORDS};
