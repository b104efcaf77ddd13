//! Machine-readable zones out of photographs, with a probability for every character.
//!
//! A network says where lines of a zone run, in whatever direction; every line is cut out along
//! its own axis and read by a second network; what was read is decoded under the grammar and the
//! check digits of ICAO Doc 9303.

mod attempt;
mod decode;
mod error;
mod locate;
mod reader;
mod reading;
mod recognise;
mod rectify;
mod strand;
mod zone;

pub use bonafide_imaging::Point;
pub use error::ReadError;
pub use reader::Reader;
pub use reading::{Outcome, ReadCharacter, ReadLine, ReadZone, Reading};
