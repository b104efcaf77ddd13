//! The printed side of a document: its words, the fields they name, and words that should not be there.
//!
//! A picture of an upright document becomes a [`Print`]: lines of words, each word with its corners
//! and a probability for every character. What is made of the words never looks at pixels again.
//!
//! [`Reader`] finds lines by the network `print_detection` ([`lines_of_map`] is the way from its map of
//! probabilities to places), cuts each out and reads it by the network `print_recognition`. Both are
//! installed by `bonafide models install`; where they are not there, nothing is read.

mod alphabet;
mod band;
mod boxes;
mod classify;
mod ctc;
mod detect;
mod error;
mod fields;
mod fold;
mod fragment;
mod gaps;
mod marks;
mod order;
mod overprint;
mod plane;
mod print;
mod reader;
mod recognise;
mod rectangle;
mod straight;
mod strip;
mod suspicious;
mod words;

pub use bonafide_imaging::Point;
pub use boxes::{Found, lines_of_map};
pub use classify::{Classification, Clue, Says, classify};
pub use error::OcrError;
pub use fields::{Basis, Extraction, Hints, Relation, read_fields};
pub use print::{Line, Print, Word};
pub use reader::{Reader, ReaderOptions};
pub use rectangle::Rectangle;
pub use suspicious::{
    Doubt, Kind as WordKind, List, SuspiciousWord, WordLists, suspicious_words,
    suspicious_words_among,
};
