//! Session folders: small complete stories, good and bad, in the folder convention of the batch
//! tool.

mod session_file;
mod stories;
mod studio;
mod zip;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::SynthError;
use crate::font::Fonts;

pub use self::stories::AS_OF;

/// What a session must come to, and why it was drawn.
#[derive(Clone, Debug, Serialize)]
pub struct Expected {
    /// `PASS`, `FAIL`, `REVIEW` or `PENDING`.
    pub action: &'static str,
    /// The rule that decides.
    pub fired_rule: &'static str,
    /// The reason in words.
    pub detail: &'static str,
    /// Issues that must be among those listed.
    pub issues: Vec<&'static str>,
    /// The story in a sentence.
    pub story: &'static str,
}

/// A session folder in memory.
#[derive(Clone, Debug)]
pub struct Session {
    /// Name of the folder.
    pub id: &'static str,
    /// File names with their content, in the order in which they were made.
    pub files: Vec<(String, Vec<u8>)>,
    /// What it must come to.
    pub expected: Expected,
}

/// Draws every session; the same font files give the same bytes.
///
/// # Errors
/// [`SynthError`] if a document cannot be drawn or written.
pub fn sessions(fonts: &Fonts) -> Result<Vec<Session>, SynthError> {
    stories::all(fonts)
}

/// The expectations of all sessions as one JSON object by session id, for the file that stands
/// beside the folder.
///
/// # Errors
/// [`SynthError::Json`], which the types rule out.
pub fn expectations(sessions: &[Session]) -> Result<Vec<u8>, SynthError> {
    let by_id: BTreeMap<&str, &Expected> =
        sessions.iter().map(|session| (session.id, &session.expected)).collect();
    let mut bytes = serde_json::to_vec_pretty(&by_id)?;
    bytes.push(b'\n');
    Ok(bytes)
}
