//! Progress on standard error: a bar with time left on a terminal, JSON lines for supervisors.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::args::Progress;

/// How often JSON progress is written, at most.
const JSON_INTERVAL: Duration = Duration::from_secs(1);

/// Counts finished sessions; shared by all threads.
pub(crate) struct Meter {
    bar: Option<ProgressBar>,
    json: bool,
    total: u64,
    done: AtomicU64,
    started: Instant,
    next_ms: AtomicU64,
}

impl Meter {
    pub(crate) fn new(form: Progress, total: u64) -> Self {
        Self::of(form, total, "sessions")
    }

    /// Of other things than sessions.
    pub(crate) fn of(form: Progress, total: u64, what: &str) -> Self {
        let on_terminal = form == Progress::Auto && io::stderr().is_terminal();
        let bar = on_terminal.then(|| {
            let style = ProgressStyle::with_template(&format!(
                "{{bar:32}} {{pos}}/{{len}} {what}, {{per_sec}}, {{eta}} left"
            ));
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Self {
            bar,
            json: form == Progress::Json,
            total,
            done: AtomicU64::new(0),
            started: Instant::now(),
            next_ms: AtomicU64::new(0),
        }
    }

    /// One more session is finished.
    pub(crate) fn advance(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some(bar) = &self.bar {
            bar.set_position(done);
        }
        if self.json && (self.is_due() || done == self.total) {
            self.write_json(done);
        }
    }

    pub(crate) fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn is_due(&self) -> bool {
        let now = self.started.elapsed().as_millis() as u64;
        let due = self.next_ms.load(Ordering::Relaxed);
        let next = now + JSON_INTERVAL.as_millis() as u64;
        now >= due
            && self
                .next_ms
                .compare_exchange(due, next, Ordering::Relaxed, Ordering::Relaxed)
                .is_ok()
    }

    fn write_json(&self, done: u64) {
        let seconds = self.started.elapsed().as_secs_f64();
        let left = (self.total - done) as f64 * seconds / done.max(1) as f64;
        let line = serde_json::json!({
            "done": done, "total": self.total,
            "seconds": (seconds * 10.0).round() / 10.0, "seconds_left": (left * 10.0).round() / 10.0,
        });
        // A supervisor that went away must not stop the batch.
        let _ = writeln!(io::stderr(), "{line}");
    }
}
