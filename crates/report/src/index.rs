//! The index of a batch.

use askama::Template;

use crate::batch::{BINS, Batch, Row};
use crate::island::island;
use crate::page::{percent, policy, style};
use crate::view::provenance::milliseconds;
use crate::words::{Badge, Tone, counted, four, in_words, title};

/// The script that sorts and filters.
const SCRIPT: &str = include_str!("../templates/index.js");

/// Rows that are there without a script.
const PLAIN_ROWS: usize = 200;

/// Issues that are shown without being asked for.
const FREQUENT: usize = 12;

/// Most rows of the lists of issues, shared pictures and errors.
const MOST_LISTED: usize = 200;

#[derive(Template)]
#[template(path = "index.html")]
struct Page {
    policy: String,
    style: String,
    script: &'static str,
    island: String,
    sessions: String,
    dates: String,
    simulated: usize,
    outcomes: Vec<Share>,
    issues: Vec<Share>,
    rarer: Vec<Share>,
    bins: Vec<Bin>,
    limits: String,
    unscored: usize,
    stages: Vec<StageRow>,
    slowest: Vec<Slow>,
    failed: Vec<FailedRow>,
    failed_more: usize,
    shared: Vec<SharedRow>,
    rows: Vec<PlainRow>,
    listed: usize,
    plain: usize,
    unlisted: usize,
    actions: Vec<&'static str>,
}

struct Share {
    badge: Badge,
    count: usize,
    percent: u8,
}

struct Bin {
    range: String,
    count: usize,
    height: u8,
}

struct StageRow {
    name: String,
    mean: String,
    longest: String,
    percent: u8,
}

struct Slow {
    id: String,
    href: String,
    time: String,
}

struct FailedRow {
    id: String,
    href: String,
    said: String,
}

struct SharedRow {
    sessions: Vec<(String, String)>,
    said: String,
}

struct PlainRow {
    id: String,
    href: String,
    badge: Badge,
    score: String,
    document: String,
    rule: String,
    issues: String,
    time: String,
    error: String,
}

/// The index of a batch: outcomes, issues, scores, slowest stages, sessions in error, and a list that
/// can be sorted and filtered offline.
///
/// One HTML document; it expects the page of session `ID` at `ID/report.html` beside it. Without a script
/// it is a plain list of the first 200 sessions. Size: about 150 bytes a session.
pub fn batch_index(batch: &Batch) -> String {
    let style = style();
    let dates: Vec<&str> = batch.dates.keys().take(3).map(String::as_str).collect();
    let more = if batch.dates.len() > 3 { " and others" } else { "" };
    let mut issues = issues(batch);
    let rarer = issues.split_off(issues.len().min(FREQUENT));
    let page = Page {
        policy: policy(&style, Some(SCRIPT)),
        style,
        script: SCRIPT,
        island: island(&batch.island()),
        sessions: counted(batch.sessions, "session", "sessions"),
        dates: dates.join(", ") + more,
        simulated: batch.simulated,
        outcomes: outcomes(batch),
        issues,
        rarer,
        bins: bins(batch),
        limits: limits(batch),
        unscored: batch.unscored,
        stages: stages(batch),
        slowest: slowest(batch),
        failed: failed(batch),
        failed_more: batch.errors_found.saturating_sub(batch.in_error.len()),
        shared: shared(batch),
        rows: batch.rows.iter().take(PLAIN_ROWS).map(|row| plain(batch, row)).collect(),
        listed: batch.rows.len(),
        plain: batch.rows.len().min(PLAIN_ROWS),
        unlisted: batch.sessions.saturating_sub(batch.rows.len()),
        actions: ACTIONS.map(|(name, _)| name).to_vec(),
    };
    page.render().expect("writing to a string does not fail")
}

/// Outcomes in the order in which they are shown.
const ACTIONS: [(&str, Tone); 4] =
    [("PASS", Tone::Good), ("FAIL", Tone::Bad), ("REVIEW", Tone::Doubt), ("PENDING", Tone::Off)];

fn share(count: usize, of: usize) -> u8 {
    percent(count as f64 / of.max(1) as f64).max(u8::from(count > 0))
}

fn outcomes(batch: &Batch) -> Vec<Share> {
    let outcome = |(name, tone): (&str, Tone)| {
        let count = batch.actions.get(name).copied().unwrap_or(0);
        Share { badge: Badge::new(tone, name), count, percent: share(count, batch.sessions) }
    };
    ACTIONS.into_iter().map(outcome).collect()
}

fn issues(batch: &Batch) -> Vec<Share> {
    let issue = |(name, count): (&str, usize)| Share {
        badge: Badge::new(Tone::Doubt, name),
        count,
        percent: share(count, batch.sessions),
    };
    batch.issues.by_count().into_iter().take(MOST_LISTED).map(issue).collect()
}

fn bins(batch: &Batch) -> Vec<Bin> {
    let most = batch.bins.iter().copied().max().unwrap_or(0);
    let bin = |(index, count): (usize, &usize)| Bin {
        range: format!("{:.1}–{:.1}", index as f64 / BINS as f64, (index + 1) as f64 / BINS as f64),
        count: *count,
        height: share(*count, most),
    };
    batch.bins.iter().enumerate().map(bin).collect()
}

fn limits(batch: &Batch) -> String {
    batch.limits.keys().take(5).cloned().collect::<Vec<String>>().join(", ")
}

/// The stages, the one that takes most in all first.
fn stages(batch: &Batch) -> Vec<StageRow> {
    let all: f64 = batch.stages.values().map(|sum| sum.total).sum();
    let mut stages: Vec<_> = batch.stages.iter().collect();
    stages.sort_by(|a, b| b.1.total.total_cmp(&a.1.total).then(a.0.cmp(b.0)));
    let row = |(name, sum): (&String, &crate::batch::StageSum)| StageRow {
        name: title(name),
        mean: milliseconds(sum.total / sum.sessions.max(1) as f64),
        longest: milliseconds(sum.longest),
        percent: percent(sum.total / all),
    };
    stages.into_iter().map(row).collect()
}

fn slowest(batch: &Batch) -> Vec<Slow> {
    let slow =
        |(ms, id): &(f64, String)| Slow { id: id.clone(), href: href(id), time: milliseconds(*ms) };
    batch.slowest.iter().map(slow).collect()
}

fn failed(batch: &Batch) -> Vec<FailedRow> {
    let row = |failed: &crate::batch::Failed| FailedRow {
        id: failed.id.clone(),
        href: href(&failed.id),
        said: format!(
            "{} ({}): {}",
            in_words(&failed.code),
            in_words(&failed.stage),
            failed.message
        ),
    };
    batch.in_error.iter().map(row).collect()
}

fn shared(batch: &Batch) -> Vec<SharedRow> {
    let row = |sharing: &crate::batch::Sharing| SharedRow {
        sessions: sharing.sessions.iter().map(|id| (id.clone(), href(id))).collect(),
        said: format!("{}, similarity {}", in_words(&sharing.what), four(sharing.similarity)),
    };
    batch.sharings.iter().take(MOST_LISTED).map(row).collect()
}

fn plain(batch: &Batch, row: &Row) -> PlainRow {
    let tone = ACTIONS.iter().find(|(name, _)| *name == row.action).map_or(Tone::Off, |(_, t)| *t);
    let issues: Vec<&str> = row.issues.iter().map(|place| batch.issues.name(*place)).collect();
    PlainRow {
        id: row.id.clone(),
        href: href(&row.id),
        badge: Badge::new(tone, row.action),
        score: row.score.map(four).unwrap_or_default(),
        document: in_words(batch.types.name(row.document)),
        rule: in_words(batch.rules.name(row.rule)),
        issues: issues.join(", "),
        time: whole_milliseconds(row.ms),
        error: row.error.map(|place| in_words(batch.errors.name(place))).unwrap_or_default(),
    }
}

/// As the script writes it.
fn whole_milliseconds(ms: f64) -> String {
    if ms.round() >= 1000.0 { milliseconds(ms.round()) } else { format!("{ms:.0} ms") }
}

/// Where the page of a session lies, with everything encoded that is not plain in a path.
fn href(id: &str) -> String {
    let mut path = String::from("./");
    for byte in id.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                path.push(char::from(byte));
            }
            _ => path.extend(['%', hex(byte >> 4), hex(byte & 15)]),
        }
    }
    path + "/report.html"
}

/// A digit of base 16.
fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap_or('0').to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_stay_in_the_folder() {
        assert_eq!(href("a-1_b.c"), "./a-1_b.c/report.html");
        assert_eq!(href("javascript:x/é"), "./javascript%3Ax%2F%C3%A9/report.html");
    }
}
