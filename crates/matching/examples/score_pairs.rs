//! Scores the pairs of a measuring set: one JSON object `{"a": …, "b": …, "schema": …}` a line on
//! standard input, one row `{"index": 0, "score": 0.93}` a line on standard output.
//!
//! `cargo run --release -p bonafide-matching --example score_pairs -- names < name_pairs.jsonl`
#![allow(clippy::print_stdout, clippy::print_stderr)] // an example speaks on the terminal

use std::io::{BufRead, Error, stdin};

use bonafide_matching::{address_similarity, date_similarity, name_similarity};

fn main() -> Result<(), Error> {
    let kind = std::env::args().nth(1).unwrap_or_default();
    for (index, line) in stdin().lock().lines().enumerate() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
        let (a, b) = (text("a"), text("b"));
        let score = match kind.as_str() {
            "names" => name_similarity(&a, &b),
            "addresses" => address_similarity(&a, &b),
            "dates" => date_similarity(&a, &b),
            _ => return Err(Error::other("the first argument is names, addresses or dates")),
        };
        println!("{}", serde_json::json!({"index": index, "score": score.get()}));
    }
    Ok(())
}
