//! The file of an index: a line of facts, then the entries in the plain form, one a line.
//!
//! ```text
//! {"format":"bonafide.sanctions/1","name":"sdn","published":"2024-08-09","sha256":"…","entries":8976,"body_sha256":"…"}
//! {"id":"36","kind":"entity","name":"AEROCARIBBEAN AIRLINES", …}
//! ```
//! The tables of the search are not in it: they are made when it is opened, so that they are always
//! those of the program that opens it, and nothing in the file has to be trusted beyond its entries.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::{SanctionsError, sized};
use super::index::{ListFacts, SanctionsIndex};
use super::plain::{Line, parse_jsonl};

/// Form and version of the file; one that differs in the first line is refused.
const FORMAT: &str = "bonafide.sanctions/1";

#[derive(Serialize, Deserialize)]
struct Header {
    format: String,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    published: Option<String>,
    sha256: String,
    entries: usize,
    body_sha256: String,
}

/// Returns the lower-case hex SHA-256 of several files, one after the other.
///
/// ```
/// use bonafide_matching::sanctions::sources_sha256;
///
/// assert_eq!(sources_sha256(&[b"ab", b"c"]), sources_sha256(&[b"abc"]));
/// assert!(sources_sha256(&[b"abc"]).starts_with("ba7816bf"));
/// ```
pub fn sources_sha256(sources: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    for source in sources {
        hash.update(source);
    }
    hash.finalize().iter().fold(String::with_capacity(64), |mut hex, byte| {
        // Writing to a text cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

impl SanctionsIndex {
    /// The index as a file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for entity in self.entities() {
            // Texts and lists of texts always have a JSON form.
            let _ = serde_json::to_writer(&mut body, &Line::of(entity));
            body.push(b'\n');
        }
        let facts = self.facts();
        let header = Header {
            format: FORMAT.to_owned(),
            name: facts.name.clone(),
            published: facts.published.clone(),
            sha256: facts.sha256.clone(),
            entries: self.entities().len(),
            body_sha256: sources_sha256(&[&body]),
        };
        let mut file = serde_json::to_vec(&header).unwrap_or_default();
        file.push(b'\n');
        file.extend(body);
        file
    }

    /// Whether the bytes begin as a file of an index.
    pub fn is_index(bytes: &[u8]) -> bool {
        bytes.starts_with(br#"{"format":"bonafide.sanctions/"#)
    }

    /// Opens a file of an index. Cost: about 150 ms for 20,000 names on one core.
    ///
    /// # Errors
    /// When the bytes are no index of this version, or not as they were written.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SanctionsError> {
        let bytes = sized(FORMAT, bytes)?;
        let end = bytes.iter().position(|b| *b == b'\n').unwrap_or(bytes.len());
        let (first, body) = bytes.split_at(end);
        let header: Header =
            serde_json::from_slice(first).map_err(|_| SanctionsError::NotAnIndex(FORMAT))?;
        if header.format != FORMAT {
            return Err(SanctionsError::NotAnIndex(FORMAT));
        }
        let body = body.get(1..).unwrap_or_default();
        if sources_sha256(&[body]) != header.body_sha256 {
            return Err(SanctionsError::Damaged);
        }
        let entities = if header.entries == 0 { Vec::new() } else { parse_jsonl(body)?.entities };
        if entities.len() != header.entries {
            return Err(SanctionsError::Damaged);
        }
        let facts =
            ListFacts { name: header.name, published: header.published, sha256: header.sha256 };
        Ok(Self::build(facts, entities))
    }
}
