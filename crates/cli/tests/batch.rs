//! Batches: the same for any number of threads, resumable after the hardest stop, divisible.
#![allow(clippy::unwrap_used)] // a failed unwrap is a failed test

mod support;

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use support::{
    AS_OF, bonafide, copy_folder, json, multiplied, result, run, sample_sessions, stderr,
    untimed_lines,
};

#[test]
fn one_job_and_two_give_the_same_results() {
    let [one, two] = ["1", "2"].map(|jobs| {
        let out = tempfile::tempdir().unwrap();
        run(&sample_sessions(), out.path(), &["--jobs", jobs]);
        untimed_lines(out.path())
    });
    assert_eq!(one, two);
}

/// Counts the results that are there.
fn written(out: &std::path::Path) -> usize {
    let Ok(entries) = fs::read_dir(out) else { return 0 };
    entries.flatten().filter(|entry| entry.path().join("result.json").exists()).count()
}

fn start(input: &std::path::Path, out: &std::path::Path) -> std::process::Child {
    start_with(input, out, &[])
}

fn start_with(
    input: &std::path::Path,
    out: &std::path::Path,
    flags: &[&str],
) -> std::process::Child {
    let mut command: Command = bonafide();
    command.args(["run", "--as-of", AS_OF, "--jobs", "2", "-o"]).arg(out).args(flags).arg(input);
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn wait_for(out: &std::path::Path, results: usize) {
    let deadline = Instant::now() + Duration::from_mins(2);
    while written(out) < results {
        assert!(Instant::now() < deadline, "the run makes no progress");
        sleep(Duration::from_millis(2));
    }
}

#[cfg(unix)]
#[test]
fn killed_half_way_and_resumed_nothing_is_lost_or_doubled() {
    let input = multiplied(6);
    let sessions = fs::read_dir(input.path()).unwrap().count();
    let out = tempfile::tempdir().unwrap();
    let mut child = start(input.path(), out.path());
    wait_for(out.path(), sessions / 2);
    child.kill().unwrap(); // SIGKILL
    child.wait().unwrap();
    assert!(!out.path().join("results.ndjson").exists(), "the run was not over");

    let resumed = run(input.path(), out.path(), &["--resume"]);
    assert_eq!(resumed.status.code(), Some(1), "{}", stderr(&resumed));
    let whole = tempfile::tempdir().unwrap();
    run(input.path(), whole.path(), &[]);
    assert_eq!(untimed_lines(out.path()), untimed_lines(whole.path()));
    assert_eq!(untimed_lines(out.path()).len(), sessions);
}

/// Killed again and again at moments that no one chose, until the run is through. `BONAFIDE_KILLS` says how
/// often at most (8): with 100 it is what docs/promises.md reports.
#[cfg(unix)]
#[test]
fn killed_at_any_moment_nothing_is_lost_or_doubled() {
    let kills: u32 = std::env::var("BONAFIDE_KILLS").map_or(8, |count| count.parse().unwrap());
    let input = multiplied(if kills > 8 { 12 } else { 2 });
    let sessions = fs::read_dir(input.path()).unwrap().count();
    let out = tempfile::tempdir().unwrap();
    let (mut killed, mut seed) = (0, 0x9e37_79b9_u64);
    while killed < kills && !out.path().join("summary.csv").exists() {
        let mut child = start_with(input.path(), out.path(), &["--resume"]);
        // Milliseconds from a multiplicative generator (Knuth, TAOCP 2, section 3.3.4): any moment of a run,
        // reading models and writing lists among them.
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        sleep(Duration::from_millis((seed >> 33) % 3000));
        child.kill().unwrap();
        child.wait().unwrap();
        killed += 1;
    }
    let done = written(out.path());
    writeln!(std::io::stdout(), "killed {killed} times, {done} of {sessions} done by then")
        .unwrap();
    run(input.path(), out.path(), &["--resume"]);
    let whole = tempfile::tempdir().unwrap();
    run(input.path(), whole.path(), &[]);
    assert_eq!(untimed_lines(out.path()).len(), sessions);
    assert_eq!(untimed_lines(out.path()), untimed_lines(whole.path()));
    let unfinished: Vec<_> = fs::read_dir(out.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().starts_with(".writing"))
        .collect();
    assert!(unfinished.is_empty(), "{unfinished:?}");
}

#[cfg(unix)]
#[test]
fn interrupted_it_finishes_what_is_in_flight_and_can_be_resumed() {
    let input = multiplied(6);
    let sessions = fs::read_dir(input.path()).unwrap().count();
    let out = tempfile::tempdir().unwrap();
    let mut child = start(input.path(), out.path());
    wait_for(out.path(), 3);
    let signalled =
        Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status().unwrap();
    assert!(signalled.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let done = written(out.path());
    assert!((3..sessions).contains(&done), "{done} of {sessions}");
    for entry in fs::read_dir(out.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            json(&path.join("result.json")); // every result that is there is whole
        }
    }
    run(input.path(), out.path(), &["--resume"]);
    assert_eq!(untimed_lines(out.path()).len(), sessions);
}

#[test]
fn resuming_under_other_settings_is_refused() {
    let out = tempfile::tempdir().unwrap();
    run(&sample_sessions(), out.path(), &[]);
    let weights = out.path().join("weights.json");
    fs::write(&weights, r#"{"age_weight": 0.5}"#).unwrap();
    let flags = ["--resume", "--weights", weights.to_str().unwrap()];
    let share = ["--shard", "1/2", "--weights", weights.to_str().unwrap()];
    for flags in [&flags[..], &share] {
        let refused = run(&sample_sessions(), out.path(), flags);
        assert_eq!(refused.status.code(), Some(2));
        assert!(stderr(&refused).contains("other settings"), "{}", stderr(&refused));
    }
}

#[test]
fn resuming_takes_nothing_of_an_unknown_or_earlier_run() {
    let out = tempfile::tempdir().unwrap();
    run(&sample_sessions(), out.path(), &[]);
    // Without the facts of the run nobody knows by which date these results were judged.
    fs::remove_file(out.path().join("run.json")).unwrap();
    let later = bonafide()
        .args(["run", "--as-of", "2040-01-01", "--resume", "-o"])
        .arg(out.path())
        .arg(sample_sessions())
        .output();
    assert_eq!(later.unwrap().status.code(), Some(1));
    let judged = support::result(out.path(), "licence-back-is-zip");
    assert_eq!(judged["as_of"], "2026-06-01", "the session's own date stands");
    let facts = json(&out.path().join("run.json"));
    assert_eq!(facts["as_of"], "2040-01-01");

    // A fresh run leaves no result of sessions that are no longer there.
    let fewer = tempfile::tempdir().unwrap();
    support::copy_folder(
        &sample_sessions().join("licence-good"),
        &fewer.path().join("licence-good"),
    );
    run(fewer.path(), out.path(), &[]);
    assert_eq!(written(out.path()), 1);
}

#[test]
fn results_never_lie_among_the_sessions() {
    let input = tempfile::tempdir().unwrap();
    support::copy_folder(
        &sample_sessions().join("licence-good"),
        &input.path().join("licence-good"),
    );
    for output in [input.path().join("out"), input.path().to_owned()] {
        let refused = run(input.path(), &output, &[]);
        assert_eq!(refused.status.code(), Some(2));
        assert!(stderr(&refused).contains("input folder"), "{}", stderr(&refused));
    }
}

#[test]
fn shards_together_are_the_whole() {
    let whole = tempfile::tempdir().unwrap();
    run(&sample_sessions(), whole.path(), &[]);
    let out = tempfile::tempdir().unwrap();
    let mut lines = Vec::new();
    for index in 1..=4 {
        run(&sample_sessions(), out.path(), &["--shard", &format!("{index}/4")]);
        let part = out.path().join(format!("results.part-{index}-of-4.ndjson"));
        if let Ok(text) = fs::read_to_string(part) {
            lines.extend(text.lines().map(|l| {
                let mut value: serde_json::Value = serde_json::from_str(l).unwrap();
                value.as_object_mut().unwrap().remove("timings_ms");
                value
            }));
        }
    }
    lines.sort_by_key(|line| line["session_id"].as_str().unwrap().to_owned());
    assert_eq!(lines, untimed_lines(whole.path()));
}

#[test]
fn exit_codes_are_as_documented() {
    let out = tempfile::tempdir().unwrap();
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(run(empty.path(), out.path(), &[]).status.code(), Some(5));
    assert_eq!(run(&empty.path().join("none"), out.path(), &[]).status.code(), Some(2));
    assert_eq!(run(empty.path(), out.path(), &["--shard", "3/2"]).status.code(), Some(2));
    let unverified = run(&sample_sessions(), out.path(), &["--require-verified"]);
    assert_eq!(unverified.status.code(), Some(10));
    assert!(unverified.stdout.is_empty(), "data goes to files, words to standard error");
}

#[test]
fn barcodes_are_drawn_where_it_is_asked_for_and_forgotten_by_the_next_run() {
    let out = tempfile::tempdir().unwrap();
    run(&sample_sessions(), out.path(), &["--artifacts", "all"]);
    let overlay = out.path().join("licence-good/artifacts/driver_license_back_barcode.png");
    assert!(fs::read(&overlay).unwrap().starts_with(b"\x89PNG"));
    let named = result(out.path(), "licence-good")["artifacts"].clone();
    assert_eq!(named[0]["name"], "artifacts/driver_license_back_barcode.png");
    assert_eq!(named[0]["kind"], "barcode_overlay");
    run(&sample_sessions(), out.path(), &[]);
    assert!(!overlay.exists());
    assert_eq!(result(out.path(), "licence-good").get("artifacts"), None);
}

/// A real refusal of the registry is not turned into a pass by what a session says about itself.
#[test]
fn a_pretended_reply_needs_the_operator_and_is_counted() {
    let input = tempfile::tempdir().unwrap();
    let session = input.path().join("licence-dmv-not-found");
    copy_folder(&sample_sessions().join("licence-dmv-not-found"), &session);
    let path = session.join("session.json");
    let mut file = json(&path);
    file["settings"]["aamva_test_scenario"] = "TestCase02".into();
    fs::write(&path, file.to_string()).unwrap();

    let out = tempfile::tempdir().unwrap();
    let ran = run(input.path(), out.path(), &[]);
    assert_eq!(ran.status.code(), Some(1));
    let refused = result(out.path(), "licence-dmv-not-found");
    assert_eq!(refused["error"]["code"], "config_invalid");
    assert!(refused["error"]["message"].as_str().unwrap().contains("--test-mode"));
    assert_eq!(refused["decision"]["verified"], false);
    assert_eq!(json(&out.path().join("summary.json"))["simulated"], 0);

    let ran = run(input.path(), out.path(), &["--test-mode"]);
    assert!(stderr(&ran).contains("1 SIMULATED"), "{}", stderr(&ran));
    let issues = result(out.path(), "licence-dmv-not-found")["decision"]["issues"].clone();
    assert!(issues.as_array().unwrap().contains(&"REGISTRY REPLY SIMULATED".into()), "{issues}");
    assert_eq!(json(&out.path().join("summary.json"))["simulated"], 1);
    let csv = fs::read_to_string(out.path().join("summary.csv")).unwrap();
    let column = csv.lines().next().unwrap().split(',').position(|name| name == "simulated");
    assert_eq!(csv.lines().nth(1).unwrap().split(',').nth(column.unwrap()), Some("true"));

    let resumed = run(input.path(), out.path(), &["--resume"]);
    assert_eq!(resumed.status.code(), Some(2), "another mode is another run");
}
