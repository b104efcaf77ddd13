//! The sessions of a batch, summed up one by one.

use std::collections::BTreeMap;

use bonafide::result::{SessionResult, wire_name};
use bonafide_types::Score;
use serde_json::{Value, json};

/// Most sessions that an index lists; the sums are over all. More would make the file too large to
/// open (about 150 bytes a session).
pub const MOST_ROWS: usize = 50_000;

/// Bins of the histogram of scores.
pub(crate) const BINS: usize = 10;

/// Most of the slowest sessions that are kept.
const SLOWEST: usize = 10;

/// What is kept of the results of a batch. Memory grows by a row a session, up to [`MOST_ROWS`].
/// Nothing in it is a personal value.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    pub(crate) sessions: usize,
    pub(crate) simulated: usize,
    pub(crate) rows: Vec<Row>,
    pub(crate) actions: BTreeMap<&'static str, usize>,
    pub(crate) rules: Names,
    pub(crate) issues: Names,
    pub(crate) types: Names,
    pub(crate) errors: Names,
    pub(crate) dates: BTreeMap<String, usize>,
    pub(crate) limits: BTreeMap<String, usize>,
    pub(crate) bins: [usize; BINS],
    pub(crate) unscored: usize,
    pub(crate) stages: BTreeMap<String, StageSum>,
    pub(crate) in_error: Vec<Failed>,
    pub(crate) errors_found: usize,
    pub(crate) slowest: Vec<(f64, String)>,
    pub(crate) sharings: Vec<Sharing>,
}

/// Two sessions that share a picture, a document or a face.
#[derive(Clone, Debug, PartialEq)]
pub struct Sharing {
    /// The ids of the two.
    pub sessions: [String; 2],
    /// What they share, in a word.
    pub what: String,
    /// How alike it is, 0 to 1.
    pub similarity: f64,
}

/// One session of the list; names are indices into the lists of the batch.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) action: &'static str,
    pub(crate) score: Option<f64>,
    pub(crate) document: usize,
    pub(crate) rule: usize,
    pub(crate) issues: Vec<usize>,
    pub(crate) error: Option<usize>,
    pub(crate) ms: f64,
    pub(crate) simulated: bool,
}

/// A session in error.
#[derive(Clone, Debug)]
pub(crate) struct Failed {
    pub(crate) id: String,
    pub(crate) code: String,
    pub(crate) stage: String,
    pub(crate) message: String,
}

/// Most sessions in error that are told with their message.
const MOST_FAILED: usize = 200;

/// Times of one stage over all sessions.
#[derive(Clone, Debug, Default)]
pub(crate) struct StageSum {
    pub(crate) sessions: usize,
    pub(crate) total: f64,
    pub(crate) longest: f64,
}

/// Names in the order in which they came, each with its count.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    places: BTreeMap<String, usize>,
    pub(crate) counted: Vec<(String, usize)>,
}

impl Names {
    /// Counts a name; returns its place.
    fn count(&mut self, name: &str) -> usize {
        let next = self.counted.len();
        let place = *self.places.entry(name.to_owned()).or_insert(next);
        match self.counted.get_mut(place) {
            Some((_, count)) => *count += 1,
            None => self.counted.push((name.to_owned(), 1)),
        }
        place
    }

    pub(crate) fn name(&self, place: usize) -> &str {
        self.counted.get(place).map_or("", |(name, _)| name)
    }

    /// The names, the most frequent first.
    pub(crate) fn by_count(&self) -> Vec<(&str, usize)> {
        let mut all: Vec<(&str, usize)> =
            self.counted.iter().map(|(name, count)| (name.as_str(), *count)).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        all
    }

    fn island(&self) -> Value {
        self.counted.iter().map(|(name, _)| name.as_str()).collect()
    }
}

impl Batch {
    /// Adds a session; the index lists sessions in the order in which they were added.
    pub fn add(&mut self, result: &SessionResult) {
        let decision = &result.decision;
        self.sessions += 1;
        self.simulated += usize::from(result.simulated);
        *self.actions.entry(decision.action.name()).or_default() += 1;
        *self.dates.entry(result.as_of.to_string()).or_default() += 1;
        *self.limits.entry(format!("{:.2}", decision.threshold.get())).or_default() += 1;
        let score = decision.score.map(Score::get);
        match score.and_then(|s| self.bins.get_mut(((s * BINS as f64) as usize).min(BINS - 1))) {
            Some(bin) => *bin += 1,
            None => self.unscored += 1,
        }
        let ms = result.timings_ms.get("total").copied().unwrap_or_default();
        self.time(result, ms);
        let row = Row {
            id: result.session_id.to_string(),
            action: decision.action.name(),
            score,
            document: self.types.count(result.document_type_e.name()),
            rule: self.rules.count(&wire_name(&decision.rule)),
            issues: decision.issues.iter().map(|issue| self.issues.count(issue)).collect(),
            error: self.fail(result),
            ms,
            simulated: result.simulated,
        };
        if self.rows.len() < MOST_ROWS {
            self.rows.push(row);
        }
    }

    /// Adds what two sessions share.
    pub fn share(&mut self, sharing: Sharing) {
        self.sharings.push(sharing);
    }

    fn time(&mut self, result: &SessionResult, total: f64) {
        for (stage, ms) in result.timings_ms.iter().filter(|(stage, _)| *stage != "total") {
            let sum = self.stages.entry(stage.clone()).or_default();
            sum.sessions += 1;
            sum.total += ms;
            sum.longest = sum.longest.max(*ms);
        }
        self.slowest.push((total, result.session_id.to_string()));
        self.slowest.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        self.slowest.truncate(SLOWEST);
    }

    fn fail(&mut self, result: &SessionResult) -> Option<usize> {
        let error = result.error.as_ref()?;
        let code = wire_name(&error.code);
        let place = self.errors.count(&code);
        self.errors_found += 1;
        if self.in_error.len() < MOST_FAILED {
            let (stage, message) = (error.stage.clone(), error.message.clone());
            self.in_error.push(Failed { id: result.session_id.to_string(), code, stage, message });
        }
        Some(place)
    }

    /// The rows for the script of the index.
    pub(crate) fn island(&self) -> Value {
        let row = |row: &Row| {
            json!([
                row.id,
                row.action,
                row.score,
                row.document,
                row.rule,
                row.issues,
                row.error,
                row.ms.round(),
                u8::from(row.simulated)
            ])
        };
        json!({
            "types": self.types.island(),
            "rules": self.rules.island(),
            "issues": self.issues.island(),
            "errors": self.errors.island(),
            "rows": self.rows.iter().map(row).collect::<Vec<Value>>(),
        })
    }
}
