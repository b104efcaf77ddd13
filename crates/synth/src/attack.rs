//! Attacks on pictures of documents, with the truth about each: material to fit and measure
//! forensic checks on.
//!
//! A family is drawn whole from a seed: an invented document, what takes its picture, the first
//! compression, then one manipulation and the compression of the result. A manipulated picture
//! comes with its twin: the same capture without the manipulation, stored in the same way.

mod document;
mod family;
mod inpaint;
mod kind;
mod planes;
mod process;
mod recapture;
mod record;
mod retouch;
mod scene;
mod sensor;
mod splice;
mod stamp;
mod storage;
mod text;
mod texture;
mod tone;

pub use family::{AttackCase, attack_family, attack_plan};
pub use kind::{AttackLabel, Manipulation};
pub use record::{AttackRecord, CaptureDevice};
