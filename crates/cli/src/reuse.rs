//! What two sessions of a run share: the same picture, document or portrait.
//!
//! Each session's fingerprints lie beside its result. When all are there an index is made of them, and each
//! session asks it. What is found depends on those files alone, so it is the same for any number of
//! threads and after any `--resume`; no result is changed by it. A share knows its own sessions only.

use std::collections::BTreeMap;
use std::fs;

use anyhow::Result;
use bonafide::forensics::duplicates::{DuplicateIndex, IndexBuilder, IndexError, Kind, Match};
use bonafide::input::SessionId;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::Serialize;

use crate::output::Output;

/// Two sessions that share something.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Reuse {
    /// The two ids, the lesser first.
    pub sessions: [String; 2],
    /// What they share.
    pub kind: Kind,
    /// How alike it is, 0 to 1.
    pub similarity: f64,
    /// Bits of 64 by which the hashes differ.
    pub distance: u32,
}

/// Everything that two sessions share, by their ids. Of a picture that very many sessions share, each
/// shows its sixteen nearest.
pub(crate) fn find(output: &Output, ids: &[SessionId]) -> Result<Vec<Reuse>> {
    let path = output.scratch("reuse");
    let mut builder = IndexBuilder::create(&path)?;
    for id in ids {
        for fingerprint in output.fingerprints(id) {
            builder.push(id.as_str(), &fingerprint)?;
        }
    }
    if builder.finish()? < 2 {
        fs::remove_file(&path)?;
        return Ok(Vec::new());
    }
    let index = DuplicateIndex::open(&path)?;
    let found: Result<Vec<Vec<Reuse>>, IndexError> =
        ids.par_iter().map(|id| of_session(&index, output, id)).collect();
    drop(index);
    fs::remove_file(&path)?;
    let mut all: BTreeMap<[String; 2], Reuse> = BTreeMap::new();
    for reuse in found?.into_iter().flatten() {
        let kept = all.entry(reuse.sessions.clone()).or_insert_with(|| reuse.clone());
        if (reuse.kind, -reuse.similarity, reuse.distance)
            < (kept.kind, -kept.similarity, kept.distance)
        {
            *kept = reuse;
        }
    }
    Ok(all.into_values().collect())
}

fn of_session(
    index: &DuplicateIndex,
    output: &Output,
    id: &SessionId,
) -> Result<Vec<Reuse>, IndexError> {
    let mut all = Vec::new();
    for fingerprint in output.fingerprints(id) {
        let matches = index.query(&fingerprint, Some(id.as_str()))?;
        let duplicates = matches.iter().filter(|found| found.is_duplicate());
        all.extend(duplicates.map(|found| reuse(index, id, found)));
    }
    Ok(all)
}

fn reuse(index: &DuplicateIndex, id: &SessionId, found: &Match) -> Reuse {
    let mut sessions = [id.to_string(), index.id(found.entry).unwrap_or_default().to_owned()];
    sessions.sort();
    let similarity = (found.similarity * 1e4).round() / 1e4;
    Reuse { sessions, kind: found.kind, similarity, distance: found.distance }
}

/// The sessions that share something with one, with blanks between.
pub(crate) fn others(reuse: &[Reuse], id: &str) -> String {
    let other = |[a, b]: &[String; 2]| match (a == id, b == id) {
        (true, _) => Some(b.clone()),
        (_, true) => Some(a.clone()),
        _ => None,
    };
    reuse.iter().filter_map(|reuse| other(&reuse.sessions)).collect::<Vec<_>>().join(" ")
}
