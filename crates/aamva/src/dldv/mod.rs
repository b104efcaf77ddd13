//! The registry's reply: what the Driver's License Data Verification service (DLDV) answers, and
//! its folding into the seventeen `dmv_*_match` values.
//!
//! The service answers each datum of a request with an indicator, `true`, `false` or nothing; some
//! registries give the record itself instead, to be compared like a document.
//!
//! ```
//! use bonafide_aamva::dldv::{FoldPolicy, RegistryReply, Status, fold, ratio, status};
//!
//! let reply: RegistryReply = serde_json::from_str(
//!     r#"{"indicators": {"driverLicenseNumber": true, "personLastNameExact": false}}"#,
//! )?;
//! let RegistryReply::Indicators(indicators) = &reply else { unreachable!() };
//! let matches = fold(indicators, FoldPolicy::Exact);
//! assert_eq!(matches.last_name, Some(false));
//! assert_eq!(matches.first_name, None);
//! assert_eq!(status(&reply, &matches), Status::PartialMatch);
//! assert_eq!(ratio(&matches).map(|score| score.get()), Some(0.5));
//! # Ok::<(), serde_json::Error>(())
//! ```

mod fold;
mod reply;
mod scenario;

pub use bonafide_types::settings::{FoldPolicy, TestScenario};
pub use fold::{Counts, DmvMatches, Match, Status, counts, fold, ratio, status};
pub use reply::{Indicators, REASONS, RegistryReply};
pub use scenario::canned_reply;
