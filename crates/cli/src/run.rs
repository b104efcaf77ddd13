//! `bonafide run`: a folder of sessions to a folder of results.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use anyhow::{Context as _, Result, bail};
use bonafide::input::SessionId;
use bonafide::project::Redact;
use bonafide::{Artifacts, ConsentRule, Context, Engine, TestMode};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::args::{self, Progress, RunArgs, Shard};
use crate::exit::Exit;
use crate::folder::{self, Found};
use crate::interrupt;
use crate::models_install;
use crate::output::{Output, RunFacts, Summary};
use crate::progress::Meter;
use crate::reuse;
use crate::settings;
use crate::text::{self, say};

pub(crate) fn run(args: &RunArgs) -> Result<Exit> {
    let pages = args.html.then(|| args.redact.map_or_else(Redact::default, Redact::from));
    let output = Output::open(&args.output, args.shard)?.with_pages(pages);
    let found = mine(sessions(args)?, args.shard);
    let before = output.facts();
    let resumed_date = before.as_ref().filter(|_| args.resume).map(|facts| facts.as_of.parse());
    let mut cx = settings::context(&args.settings, resumed_date.and_then(Result::ok))?;
    cx.artifacts = match args.artifacts {
        args::Artifacts::None => Artifacts::None,
        args::Artifacts::Crops => Artifacts::Crops,
        args::Artifacts::All => Artifacts::All,
    };
    models_install::install_first(args.first, args.runtime.models.clone())?;
    let engine = settings::engine(&args.runtime, args.jobs.unwrap_or(0))?;
    tell_lacking(&engine);
    let facts = facts_of(&cx, &engine, pages);
    // A share clears away only its own sessions' results, so the others must be of the same run.
    let adds_to_others = args.resume || args.shard.is_some();
    if adds_to_others && before.as_ref().is_some_and(|earlier| *earlier != facts) {
        bail!(
            "{} was made with another date, other settings or another version; \
             give the same ones or another output folder",
            args.output.display()
        );
    }
    if found.is_empty() {
        tracing::warn!("no session was found");
        return Ok(Exit::NothingToDo);
    }
    let resumes = args.resume && before.is_some();
    if !resumes {
        output.forget(&found)?;
    }
    output.write_facts(&facts)?;
    let waiting = if resumes { not_done(&found, &output) } else { found.clone() };
    // Sessions in flight finish, no new one starts; a second signal ends the process at once: what is
    // written is whole either way.
    let interrupted = interrupt::flag()?;
    let unwritten = evaluate(&waiting, &engine, args.progress, &cx, &output, interrupted)?;
    if interrupted.load(Ordering::Relaxed) {
        say("interrupted: run again with --resume to go on");
        return Ok(Exit::Interrupted);
    }
    if unwritten > 0 {
        bail!("{unwritten} results could not be written; run again with --resume");
    }
    let ids: Vec<SessionId> = found.into_iter().map(|f| f.id).collect();
    let reuse =
        engine.install(|| reuse::find(&output, &ids)).context("reuse cannot be looked for")?;
    let summary = output.assemble(&ids, reuse)?;
    say(&summary.in_words());
    Ok(exit_of(&summary, args))
}

/// Results say it test by test; who starts a run should know before.
fn tell_lacking(engine: &Engine) {
    let lacking = engine.lacking();
    if !lacking.is_empty() {
        let what = lacking.join(", ");
        say(&format!(
            "not looked at, for want of networks: {what}; `bonafide models install` has them, \
             `bonafide doctor` says what is missing"
        ));
    }
}

/// The sessions of the input folder or of the list.
fn sessions(args: &RunArgs) -> Result<Vec<Found>> {
    if let Some(list) = &args.files_from {
        let found = folder::listed(&text::read_input(list)?);
        let mut folders =
            found.iter().map(|found| found.path.as_path()).filter(|path| path.is_dir());
        folders.try_for_each(|path| refuse_output_inside(path, &args.output))?;
        return Ok(found);
    }
    let Some(input) = &args.input else { bail!("IN or --files-from is needed") };
    refuse_output_inside(input, &args.output)?;
    folder::discover(input).context("the input folder cannot be read")
}

/// Results inside the input folder would be taken for sessions by the next run.
fn refuse_output_inside(input: &Path, output: &Path) -> Result<()> {
    let input = input.canonicalize().context("the input folder cannot be read")?;
    if output.canonicalize()?.starts_with(&input) {
        bail!("the output folder lies in the input folder, where it would be taken for a session");
    }
    Ok(())
}

fn exit_of(summary: &Summary, args: &RunArgs) -> Exit {
    if args.require_verified && summary.verified < summary.sessions {
        Exit::NotVerified
    } else if summary.in_error > 0 {
        Exit::SomeInError
    } else {
        Exit::Done
    }
}

/// The sessions of a share. A session belongs to the share of its hash, so that sessions which come
/// or go do not move the others.
fn mine(found: Vec<Found>, shard: Option<Shard>) -> Vec<Found> {
    let Some(Shard { index, count }) = shard else { return found };
    let share = |id: &SessionId| {
        let hash = bonafide::seal::sha256_hex(id.as_str().as_bytes());
        u64::from_str_radix(&hash[..8], 16).unwrap_or(0) % u64::from(count) + 1
    };
    found.into_iter().filter(|f| share(&f.id) == u64::from(index)).collect()
}

fn not_done(found: &[Found], output: &Output) -> Vec<Found> {
    found.iter().filter(|f| output.existing(&f.id).is_none()).cloned().collect()
}

/// Evaluates sessions in parallel, each written as soon as it is done. Returns how many results
/// could not be written.
fn evaluate(
    waiting: &[Found],
    engine: &Engine,
    progress: Progress,
    cx: &Context,
    output: &Output,
    interrupted: &AtomicBool,
) -> Result<usize> {
    let meter = Meter::new(progress, waiting.len() as u64);
    let unwritten = AtomicUsize::new(0);
    engine.install(|| {
        waiting.par_iter().for_each(|found| {
            if interrupted.load(Ordering::Relaxed) {
                return;
            }
            let input = folder::read(found, cx.budget.picture.max_bytes);
            let (result, fingerprints) = engine.evaluate_and_fingerprint(&input, cx);
            if let Err(error) = output.write_result(&result, &fingerprints) {
                tracing::error!(id = %found.id, kind = %error.kind(), "a result was not written");
                unwritten.fetch_add(1, Ordering::Relaxed);
            }
            meter.advance();
        });
    });
    meter.finish();
    Ok(unwritten.into_inner())
}

/// Device and runtime are left out, so that shares may run on machines that differ in them.
fn facts_of(cx: &Context, engine: &Engine, pages: Option<Redact>) -> RunFacts {
    let seconds = cx.budget.time.map(|time| time.as_secs_f64());
    let limits = (&cx.budget.picture, seconds, cx.test_mode == TestMode::On);
    let leaves = (cx.artifacts.crops(), cx.artifacts == Artifacts::All, cx.encodings.included());
    let seen = cx.duplicates.as_ref().map(|index| (index.len(), index.checksum()));
    let pages = pages.map(|hides| format!("{hides:?}"));
    let consent = cx.consent == ConsentRule::Required;
    let made_with = (leaves, consent, engine.provenance().models, seen, pages);
    let lists = (cx.sanctions.as_ref().map(|index| index.facts().sha256.clone()), &cx.words);
    let settings =
        (&*cx.weights, &cx.weights_id, &*cx.requirements, &*cx.policy, limits, (made_with, lists));
    RunFacts {
        schema: bonafide::result::SCHEMA.to_owned(),
        engine_version: env!("CARGO_PKG_VERSION").to_owned(),
        as_of: cx.as_of.to_string(),
        settings_hash: bonafide::seal::json_hash(&settings),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn shards_cover_every_session_once() {
        let all: Vec<Found> = (0..100)
            .map(|i| Found { id: SessionId::new(format!("s{i}")).unwrap(), path: "x".into() })
            .collect();
        let mut seen = BTreeSet::new();
        for index in 1..=3 {
            for found in mine(all.clone(), Some(Shard { index, count: 3 })) {
                assert!(seen.insert(found.id));
            }
        }
        assert_eq!(seen.len(), 100);
    }
}
