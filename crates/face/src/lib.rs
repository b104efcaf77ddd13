//! Faces in pictures: found, aligned, encoded, compared and searched.
//!
//! [`Faces`] opens the networks that a machine has (a detector, landmarks, an encoder, estimates) and
//! works by the recipe that the manifest names for each. An [`Encoding`] is bound to the encoder that
//! made it: the model's hash and the preparation of its input.

mod encoding;
mod error;
mod estimates;
mod faces;
mod found;
pub mod gallery;
mod quality;

pub use encoding::{EncoderId, EncoderMismatch, Encoding, match_level, similarity};
pub use error::FaceError;
pub use estimates::{Estimates, Expression, Gender, GenderEstimate};
pub use faces::{Choice, Faces, Turns};
pub use found::{Direction, Face, QuarterTurn, portrait};
pub use quality::FaceQuality;
