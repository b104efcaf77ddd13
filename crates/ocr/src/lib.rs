//! The printed side of a document: its words, the fields they name, and words that should not be there.
//!
//! A picture of an upright document becomes a [`Print`]: lines of words, each word with its corners
//! and a probability for every character. What is made of the words never looks at pixels again.

mod classify;
mod fields;
mod fold;
mod print;
mod strip;
mod suspicious;

pub use classify::{Classification, Clue, Says, classify};
pub use fields::{Basis, Extraction, Hints, Relation, read_fields};
pub use print::{Line, Point, Print, Word};
pub use suspicious::{
    Doubt, Kind as WordKind, List, SuspiciousWord, WordLists, suspicious_words,
    suspicious_words_among,
};
