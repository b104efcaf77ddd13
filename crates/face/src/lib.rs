//! Faces in pictures: found, aligned, encoded, compared and searched.
//!
//! [`Faces`] opens the networks that a machine has (a detector, landmarks, an encoder, estimates) and
//! works by the recipe that the manifest names for each. An [`Encoding`] is bound to the encoder that
//! made it: the model's hash and the preparation of its input.

mod align;
mod blazeface;
mod detection;
mod detector;
mod encoder;
mod encoding;
mod error;
mod estimates;
mod estimators;
mod faces;
mod found;
pub mod gallery;
mod landmarks;
mod pixels;
mod portrait;
mod pose;
mod quality;
mod yunet;

pub use encoding::{EncoderId, EncoderMismatch, Encoding, EncodingError, match_level, similarity};
pub use error::FaceError;
pub use estimates::{Estimates, Expression, Gender, GenderEstimate};
use faces::opened;
pub use faces::{Choice, Faces, Turns};
pub use found::{Direction, Face, QuarterTurn};
pub use portrait::portrait;
pub use quality::FaceQuality;
