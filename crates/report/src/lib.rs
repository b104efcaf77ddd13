//! Results as HTML: one page a session, one index a batch, each a file that needs nothing else.
//!
//! Pure functions of results and [`Options`]: no file is opened, nothing is fetched, and the page that
//! is made fetches nothing either, which its own content security policy enforces. The page of a
//! session holds no script; that of a batch has one, small, to sort and filter.
//!
//! What a page shows of a person is decided when it is made: with [`Redact::Default`] values are
//! replaced by dots of the same length and pictures are left out, but for heat maps without the document
//! beneath, so that nothing hidden can be uncovered in the file. With [`Redact::None`] everything is shown.
//!
//! ```
//! use bonafide::input::{SessionId, SessionInput};
//! use bonafide::{Context, Engine};
//! use bonafide_report::{Artifacts, Batch, Options, batch_index, session_report};
//!
//! let engine = Engine::builder().threads(1).build()?;
//! let session = SessionInput::new(SessionId::new("visitor-17")?);
//! let result = engine.evaluate(&session, &Context::on(jiff::civil::date(2026, 6, 1)));
//! let page = session_report(&result, &Artifacts::none(), &Options::default());
//! assert!(page.starts_with("<!DOCTYPE html>") && page.contains("visitor-17"));
//!
//! let mut batch = Batch::default();
//! batch.add(&result);
//! assert!(batch_index(&batch).contains("1 session"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod artifacts;
mod batch;
mod difference;
mod index;
mod island;
mod mask;
mod page;
mod session;
mod view;
mod words;

pub use artifacts::{Artifacts, LARGEST_PICTURE};
pub use batch::{Batch, MOST_ROWS, Sharing};
pub use bonafide::project::Redact;
pub use index::batch_index;
pub use session::{Options, session_report};
