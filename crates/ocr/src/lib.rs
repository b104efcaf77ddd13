//! The printed side of a document: its words, the fields they name, and words that should not be there.
//!
//! A picture of an upright document becomes a [`Print`]: lines of words, each word with its corners
//! and a probability for every character. What is made of the words never looks at pixels again.

mod print;

pub use print::{Line, Point, Print, Word};
