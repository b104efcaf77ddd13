//! Identity document processing: a session in, one explained, reproducible verdict out.
//!
//! A session is the pictures of a document, what the person states, what the registry answered, and
//! the settings to judge by. [`Engine::evaluate`] reads what can be read, compares the sources, and
//! decides as [`decision`] describes; [`project`] writes the result in the shapes of server APIs.
//!
//! The engine opens no files and no sockets, keeps no state between calls, and takes the date to
//! judge by from its caller. Equal inputs, settings and engine give an equal
//! [`result_hash`](result::SessionResult::result_hash) on any number of threads. A test that could
//! not run is `NOT_PERFORMED` with the reason, never passed.
//!
//! ```
//! use bonafide::input::{ImageInput, SessionId, SessionInput};
//! use bonafide::types::Slot;
//! use bonafide::{Context, Engine};
//!
//! let engine = Engine::builder().threads(1).build()?;
//! let mut session = SessionInput::new(SessionId::new("visitor-17")?);
//! session.images.push(ImageInput::new(Slot::DriverLicenseBack, b"not a picture".to_vec()));
//! let result = engine.evaluate(&session, &Context::on(jiff::civil::date(2026, 6, 1)));
//! assert!(!result.decision.verified);
//! assert_eq!(result.error.unwrap().stage, "decode");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod agreement;
mod attributes;
pub mod audit;
mod barcode_overlay;
pub mod barcode_report;
#[cfg(test)]
mod barcode_sessions;
mod barcodes;
mod canvas;
pub mod claims;
mod consent;
pub mod context;
pub mod decision;
mod document;
mod document_pictures;
mod document_view;
mod duplication;
mod engine;
mod equipment;
pub mod error;
mod examiner;
pub mod explain;
mod face_match;
mod face_result;
#[cfg(test)]
mod face_sessions;
mod faces;
pub mod input;
mod intake;
mod lettering;
mod live_person;
mod liveness_result;
mod notes;
mod outline;
mod overlay;
mod person;
#[cfg(test)]
mod print_sessions;
mod prints;
pub mod project;
mod proofing;
mod provenance;
mod redact;
mod registry;
mod replay;
mod requirements;
mod rescore;
pub mod result;
mod sanctions;
pub mod seal;
mod session;
pub mod session_file;
mod sides;
mod source_document;
mod sources;
mod timings;
pub mod wording;
mod zone_document;
pub mod zone_report;
#[cfg(test)]
mod zone_sessions;
mod zones;

pub use bonafide_aamva as aamva;
pub use bonafide_barcode as barcode;
pub use bonafide_face as face;
pub use bonafide_forensics as forensics;
pub use bonafide_imaging as imaging;
pub use bonafide_inference as inference;
pub use bonafide_liveness as liveness;
pub use bonafide_matching as matching;
pub use bonafide_mrz as mrz;
pub use bonafide_mrz_reader as mrz_reader;
pub use bonafide_ocr as ocr;
pub use bonafide_types as types;

pub use context::{Artifacts, Budget, ConsentRule, Context, Encodings, TestMode};
pub use duplication::Fingerprints;
pub use engine::{Engine, EngineBuilder, Proofing};
pub use redact::redacted;
pub use replay::{Difference, first_difference};
pub use rescore::{Changes, rescore};
