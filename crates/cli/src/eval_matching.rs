//! `bonafide eval names|addresses|dates`: pairs of a measuring set through the comparators.

use anyhow::{Context as _, Result};
use bonafide::matching::{address_similarity, date_similarity, name_similarity};
use bonafide::types::Similarity;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::args::{EvalArgs, EvalKind};
use crate::eval::rows_of;
use crate::exit::Exit;

/// A line of a pair file, as far as the comparators see it.
#[derive(Deserialize)]
struct Pair {
    a: String,
    b: String,
}

/// Scores both texts as they stand, as when one of them had been read from pixels.
pub(crate) fn eval(args: &EvalArgs) -> Result<Exit> {
    let (file, similarity): (_, fn(&str, &str) -> Similarity) = match args.kind {
        EvalKind::Addresses => ("address_pairs.jsonl", address_similarity),
        EvalKind::Dates => ("date_pairs.jsonl", date_similarity),
        _ => ("name_pairs.jsonl", name_similarity),
    };
    rows_of(args, file, |index, line| row(index, line, similarity).map(Some))?;
    Ok(Exit::Done)
}

fn row(index: usize, line: &str, similarity: fn(&str, &str) -> Similarity) -> Result<Value> {
    let pair: Pair = serde_json::from_str(line).context("not a pair")?;
    Ok(json!({"index": index, "score": similarity(&pair.a, &pair.b).get()}))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)] // a failed unwrap is the failed test
mod tests {
    use super::*;

    #[test]
    fn a_pair_becomes_a_row() {
        let line = r#"{"a": "Anna Berg", "b": "BERG, ANNA", "match": true, "kind": "made"}"#;
        let row = row(7, line, name_similarity).unwrap();
        assert_eq!(row, json!({"index": 7, "score": 1.0}));
        assert!(super::row(0, "{}", name_similarity).is_err());
    }
}
