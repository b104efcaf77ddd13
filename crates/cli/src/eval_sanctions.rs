//! `bonafide eval sanctions` and `expected`: queries of a measuring set against its list, and recorded
//! scores of the Treasury's search.

use std::time::Instant;

use anyhow::Result;
use bonafide::matching::sanctions::{EntityKind, Query, ScreenOptions, ofac_search_score};
use serde::Deserialize;
use serde_json::json;

use crate::args::EvalArgs;
use crate::eval::rows_of;
use crate::exit::Exit;
use crate::sanctions_list::{Stated, load};
use crate::text::print_line;

/// Hits are wanted from here on, for curves well below any threshold.
const FLOOR: f64 = 0.3;
/// Scores of the Treasury's search below this are not shown by it.
const SHOWN_FROM: f64 = 0.5;

#[derive(Deserialize)]
struct Case {
    query: String,
    #[serde(default)]
    dob: Option<String>,
    #[serde(default, rename = "type")]
    kind: Option<String>,
}

pub(crate) fn sanctions(args: &EvalArgs) -> Result<Exit> {
    let started = Instant::now();
    let index = load(&args.set.join("sanctions_list.jsonl"), &Stated::default())?.index;
    let opened = started.elapsed().as_secs_f64() * 1e3;
    let mut options = ScreenOptions::default();
    options.floor = FLOOR;
    let default = ScreenOptions::default();
    let mut times = Vec::new();
    rows_of(args, "sanctions_queries.jsonl", |at, line| {
        let case: Case = serde_json::from_str(line)?;
        let mut query = Query::new(&case.query);
        if args.qualified {
            query.birth_date = case.dob.as_deref().and_then(|dob| dob.parse().ok());
            query.kind = case.kind.as_deref().and_then(EntityKind::from_word);
        }
        let hits = index.screen(&query, &options).hits;
        let started = Instant::now();
        std::hint::black_box(index.screen(&query, &default));
        times.push(started.elapsed().as_secs_f64() * 1e3);
        let hits =
            hits.iter().map(|hit| json!({"id": hit.entry_id, "score": hit.similarity.get()}));
        Ok(Some(json!({"index": at, "hits": hits.collect::<Vec<_>>()})))
    })?;
    times.sort_by(f64::total_cmp);
    let quantile =
        |q: f64| times.get(((times.len() as f64 * q) as usize).min(times.len().saturating_sub(1)));
    let (median, late) = (quantile(0.5).unwrap_or(&0.0), quantile(0.99).unwrap_or(&0.0));
    print_line(format_args!("names on the list        {}", index.names()))?;
    print_line(format_args!("list read and indexed    {opened:.0} ms"))?;
    print_line(format_args!("one query, p50 / p99     {median:.3} / {late:.3} ms"))?;
    Ok(Exit::Done)
}

#[derive(Deserialize)]
struct Recorded {
    #[serde(default)]
    a: Option<String>,
    #[serde(default)]
    b: Option<String>,
    engine: String,
}

/// Rows of other engines have no prediction: only the Treasury's search is stated to be met.
pub(crate) fn expected(args: &EvalArgs) -> Result<Exit> {
    rows_of(args, "expected_scores.jsonl", |at, line| {
        let case: Recorded = serde_json::from_str(line)?;
        let (Some(a), Some(b)) = (case.a, case.b) else { return Ok(None) };
        if !case.engine.starts_with("OFAC") {
            return Ok(None);
        }
        let score = ofac_search_score(&a, &b);
        let shown = Some((score * 100.0).round() / 100.0).filter(|_| score >= SHOWN_FROM);
        Ok(Some(json!({"index": at, "score": shown})))
    })?;
    Ok(Exit::Done)
}
