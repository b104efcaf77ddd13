//! `bonafide duplicates`: indexes of pictures that were seen, written and asked.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use anyhow::{Context as _, Result, bail};
use bonafide::forensics::duplicates::{
    DuplicateIndex, Fingerprint, IndexBuilder, IndexError, Kind, THRESHOLD,
};
use bonafide::{Context, Engine, Fingerprints};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::Serialize;

use crate::args::{DuplicatesBuildArgs, DuplicatesQueryArgs, DuplicatesVerb};
use crate::exit::Exit;
use crate::folder::{self, Found};
use crate::interrupt;
use crate::settings;
use crate::text::{print_line, say};

/// The form of what is printed. It grows by addition only.
const SCHEMA_VERSION: &str = "bonafide.duplicates/1";
/// Sessions that are held at the same time.
const AT_A_TIME: usize = 64;

pub(crate) fn duplicates(verb: &DuplicatesVerb) -> Result<Exit> {
    match verb {
        DuplicatesVerb::Build(args) => build(args),
        DuplicatesVerb::Query(args) => query(args),
    }
}

#[derive(Serialize)]
struct Built {
    schema_version: &'static str,
    entries: usize,
    /// Ids without a picture that could be taken in.
    skipped: Vec<String>,
}

fn build(args: &DuplicatesBuildArgs) -> Result<Exit> {
    if args.jobs == Some(0) {
        bail!("--jobs: expected a number above 0");
    }
    let interrupted = interrupt::flag()?;
    let sessions = sessions(&args.inputs)?;
    let engine = settings::engine(&args.runtime, args.jobs.unwrap_or(0))?;
    let cx = Context::on(settings::today());
    let shown = || format!("{}", args.output.display());
    let mut builder = IndexBuilder::create(&args.output).with_context(shown)?;
    let mut built = Built { schema_version: SCHEMA_VERSION, entries: 0, skipped: Vec::new() };
    for some in sessions.chunks(AT_A_TIME) {
        if interrupted.load(Ordering::Relaxed) {
            say("interrupted: no index is written");
            return Ok(Exit::Interrupted);
        }
        let taken: Vec<Fingerprints> = engine
            .install(|| some.par_iter().map(|found| of_session(&engine, &cx, found)).collect());
        for (found, fingerprints) in some.iter().zip(taken) {
            push(&mut builder, found.id.as_str(), &fingerprints).with_context(shown)?;
            if fingerprints.is_empty() {
                say(&format!("{} is left out: no picture of a document could be read", found.id));
                built.skipped.push(found.id.to_string());
            }
        }
    }
    built.entries = builder.finish().with_context(shown)?;
    if args.json {
        print_line(serde_json::to_string(&built)?)?;
    } else {
        print_line(format_args!("{} pictures, {} left out", built.entries, built.skipped.len()))?;
    }
    Ok(match (built.entries, built.skipped.is_empty()) {
        (0, _) => Exit::NothingToDo,
        (_, true) => Exit::Done,
        (_, false) => Exit::SomeInError,
    })
}

fn push(
    builder: &mut IndexBuilder,
    id: &str,
    fingerprints: &Fingerprints,
) -> Result<(), IndexError> {
    fingerprints.values().try_for_each(|fingerprint| builder.push(id, fingerprint))
}

fn of_session(engine: &Engine, cx: &Context, found: &Found) -> Fingerprints {
    engine.fingerprints(&folder::read(found, cx.budget.picture.max_bytes), cx)
}

/// The sessions of folders, and pictures, in the order in which they are named.
fn sessions(inputs: &[PathBuf]) -> Result<Vec<Found>> {
    let mut sessions = Vec::new();
    for input in inputs {
        if input.as_os_str() == "-" {
            for line in BufReader::new(std::io::stdin()).lines() {
                let line = line.context("standard input cannot be read")?;
                if !line.trim().is_empty() {
                    sessions.extend(sessions_of(Path::new(line.trim()))?);
                }
            }
        } else {
            sessions.extend(sessions_of(input)?);
        }
    }
    Ok(sessions)
}

fn sessions_of(path: &Path) -> Result<Vec<Found>> {
    let cannot_be_read = || format!("{} cannot be read", path.display());
    if fs::metadata(path).with_context(cannot_be_read)?.is_dir() {
        return folder::discover(path).with_context(cannot_be_read);
    }
    Ok(vec![folder::loose(path)])
}

#[derive(Serialize)]
struct Answer<'a> {
    schema_version: &'static str,
    file: String,
    entries: usize,
    duplicate: bool,
    threshold: f64,
    matches: Vec<FoundMatch<'a>>,
}

#[derive(Serialize)]
struct FoundMatch<'a> {
    id: &'a str,
    /// Place in the index, from 0.
    index: usize,
    kind: Kind,
    similarity: f64,
    distance: u32,
    duplicate: bool,
}

fn query(args: &DuplicatesQueryArgs) -> Result<Exit> {
    let index =
        DuplicateIndex::open(&args.index).with_context(|| format!("{}", args.index.display()))?;
    let engine = settings::engine(&args.runtime, 1)?;
    let cx = Context::on(settings::today());
    let mut exit = Exit::Done;
    for path in &args.pictures {
        let fingerprints = of_session(&engine, &cx, &folder::loose(path));
        let Some(fingerprint) = fingerprints.into_values().next() else {
            say(&format!("{} cannot be read as a picture", path.display()));
            exit = Exit::SomeInError;
            continue;
        };
        let answer = answer(&index, path, &fingerprint)?;
        if args.json {
            print_line(serde_json::to_string(&answer)?)?;
        } else {
            print_words(&answer)?;
        }
    }
    Ok(exit)
}

fn answer<'a>(
    index: &'a DuplicateIndex,
    path: &Path,
    fingerprint: &Fingerprint,
) -> Result<Answer<'a>> {
    let found = index.query(fingerprint, None)?;
    let matches = found.iter().map(|found| FoundMatch {
        id: index.id(found.entry).unwrap_or_default(),
        index: found.entry,
        kind: found.kind,
        similarity: (found.similarity * 1e4).round() / 1e4,
        distance: found.distance,
        duplicate: found.is_duplicate(),
    });
    Ok(Answer {
        schema_version: SCHEMA_VERSION,
        file: path.display().to_string(),
        entries: index.len(),
        duplicate: found.iter().any(bonafide::forensics::duplicates::Match::is_duplicate),
        threshold: THRESHOLD,
        matches: matches.collect(),
    })
}

fn print_words(answer: &Answer<'_>) -> Result<()> {
    let word = if answer.duplicate { "seen before" } else { "not seen before" };
    print_line(format_args!("{}: {word}, among {} pictures", answer.file, answer.entries))?;
    for one in answer.matches.iter().filter(|one| one.duplicate) {
        // An id may hold what would steer a terminal.
        let (kind, id) = (one.kind.name(), one.id.escape_debug());
        print_line(format_args!("  {kind:<9} {:.4} {:>2}  {id}", one.similarity, one.distance))?;
    }
    Ok(())
}
