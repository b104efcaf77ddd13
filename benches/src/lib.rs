//! Inputs shared by the benchmarks: real sizes, made outside the measured loop, nobody's data.
//!
//! Pictures are drawn without fonts or files, so that a bench needs nothing but a compiler, and are
//! the same on every machine.

mod folder;
mod licence;
mod models;
mod photo;
mod symbol;

pub use folder::sample_sessions;
pub use licence::{licence_session, payload};
pub use models::{runtimes, skipped};
pub use photo::{TWELVE_MEGAPIXELS, TWO_MEGAPIXELS, photo};
pub use symbol::{Placing, Symbol, place, white};
