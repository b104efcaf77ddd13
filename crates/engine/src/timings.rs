//! Milliseconds per stage.

use std::collections::BTreeMap;
use std::time::Instant;

/// Milliseconds per stage; no part of a result's hash.
#[derive(Default)]
pub(crate) struct Timings(BTreeMap<String, f64>);

impl Timings {
    /// Does the work and adds its time to that of the stage.
    pub(crate) fn measure<T>(&mut self, stage: &str, work: impl FnOnce() -> T) -> T {
        let span = tracing::debug_span!("stage", name = stage);
        let _entered = span.enter();
        let started = Instant::now();
        let done = work();
        let ms = started.elapsed().as_secs_f64() * 1e3;
        let sum = self.0.entry(stage.to_owned()).or_default();
        *sum = ((*sum + ms) * 1e3).round() / 1e3;
        done
    }

    pub(crate) fn finish(mut self) -> BTreeMap<String, f64> {
        let total: f64 = self.0.values().sum();
        self.0.insert("total".to_owned(), (total * 1e3).round() / 1e3);
        self.0
    }
}
