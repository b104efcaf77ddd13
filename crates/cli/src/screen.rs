//! `bonafide screen` and `bonafide sanctions`: names against a list.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use bonafide::matching::sanctions::{
    EntityKind, Query, SanctionsIndex, ScreenOptions, Screening, ofac_search_score,
};
use bonafide::types::PartialDate;
use rayon::ThreadPoolBuilder;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::Serialize;

use crate::args::{SanctionsBuildArgs, SanctionsVerb, ScreenArgs};
use crate::eval::cannot_write;
use crate::exit::Exit;
use crate::interrupt;
use crate::progress::Meter;
use crate::sanctions_list::{Stated, load};
use crate::text::{print_json, print_line, private_file, read_input, say};

/// The form of what is printed. It grows by addition only.
const SCHEMA_VERSION: &str = "bonafide.screening/1";
/// Rows of a batch that are held at the same time.
const AT_A_TIME: usize = 4096;

#[derive(Serialize)]
struct Report<'a> {
    schema_version: &'static str,
    list: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a str>,
    sha256: &'a str,
    entries: usize,
    #[serde(flatten)]
    screening: &'a Screening,
    /// What the Treasury's own search would show for the first hit's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    ofac_search_score: Option<f64>,
}

pub(crate) fn sanctions(verb: &SanctionsVerb) -> Result<Exit> {
    let SanctionsVerb::Build(args) = verb;
    build(args)
}

fn build(args: &SanctionsBuildArgs) -> Result<Exit> {
    let stated =
        Stated { name: args.name.clone(), published: args.published.map(|date| date.to_string()) };
    let loaded = load(&args.source, &stated)?;
    let bytes = loaded.index.to_bytes();
    let part = args.output.with_extension("part");
    fs::write(&part, bytes).with_context(|| cannot_write(&part))?;
    fs::rename(&part, &args.output).with_context(|| cannot_write(&args.output))?;
    let (facts, index) = (loaded.index.facts(), &loaded.index);
    print_line(format_args!("list      {}", facts.name))?;
    print_line(format_args!("published {}", facts.published.as_deref().unwrap_or("not stated")))?;
    print_line(format_args!("sha256    {}", facts.sha256))?;
    print_line(format_args!("entries   {}", index.entities().len()))?;
    print_line(format_args!("names     {}", index.names()))?;
    print_line(format_args!("left out  {} rows", loaded.bad_rows))?;
    Ok(Exit::Done)
}

pub(crate) fn screen(args: &ScreenArgs) -> Result<Exit> {
    let options = options(args)?;
    let index = load(&args.list, &Stated::default())?.index;
    if let Some(batch) = &args.batch {
        return screen_batch(args, &index, &options, batch);
    }
    let query = Query::new(args.name.as_deref().unwrap_or_default());
    let query = qualified(query, args.dob.as_deref(), args.country.clone(), args.kind.as_deref())?;
    let found = index.screen(&query, &options);
    if args.json {
        print_json(&report(&index, &found, query.name))?;
    } else {
        print_words(&index, &found, query.name)?;
    }
    Ok(Exit::Done)
}

fn options(args: &ScreenArgs) -> Result<ScreenOptions> {
    let mut options = ScreenOptions::default();
    if let Some(threshold) = args.threshold {
        if !(0.0..=1.0).contains(&threshold) {
            bail!("--threshold: expected a number from 0 to 1");
        }
        options.threshold = threshold;
        options.floor = options.floor.min(threshold);
    }
    options.most = args.most;
    Ok(options)
}

fn qualified<'a>(
    mut query: Query<'a>,
    dob: Option<&str>,
    countries: Vec<String>,
    kind: Option<&str>,
) -> Result<Query<'a>> {
    if let Some(dob) = dob.map(str::trim).filter(|dob| !dob.is_empty()) {
        let date = dob.parse::<PartialDate>();
        query.birth_date = Some(date.context("the date of birth cannot be read")?);
    }
    if let Some(kind) = kind.filter(|kind| !kind.trim().is_empty()) {
        let known = EntityKind::from_word(kind);
        query.kind =
            Some(known.context("the type is none of individual, entity, vessel, aircraft")?);
    }
    query.countries = countries.into_iter().filter(|c| !c.trim().is_empty()).collect();
    Ok(query)
}

fn report<'a>(index: &'a SanctionsIndex, screening: &'a Screening, name: &str) -> Report<'a> {
    let facts = index.facts();
    let first = screening.hits.first();
    Report {
        schema_version: SCHEMA_VERSION,
        list: &facts.name,
        published: facts.published.as_deref(),
        sha256: &facts.sha256,
        entries: index.entities().len(),
        screening,
        ofac_search_score: first.map(|hit| two_decimals(ofac_search_score(name, &hit.listed_name))),
    }
}

/// As the Treasury shows it.
fn two_decimals(score: f64) -> f64 {
    (score * 100.0).round() / 100.0
}

/// A word of an enumeration as it is on the wire.
fn word(value: &impl Serialize) -> String {
    bonafide::result::wire_name(value)
}

fn print_words(index: &SanctionsIndex, found: &Screening, name: &str) -> Result<()> {
    let facts = index.facts();
    let published = facts.published.as_deref().unwrap_or("undated");
    print_line(format_args!(
        "{} (threshold {:.2}, list {} of {published}, {} entries)",
        word(&found.outcome),
        found.threshold.get(),
        facts.name,
        index.entities().len(),
    ))?;
    for hit in &found.hits {
        let tags: Vec<String> = hit.tags.iter().map(word).collect();
        print_line(format_args!(
            "{:.4} {:<9} {} {} [{}] {}",
            hit.similarity.get(),
            word(&hit.outcome),
            hit.entry_id,
            hit.listed_name,
            hit.programs.join(" "),
            tags.join(", "),
        ))?;
        if let Some(primary) = &hit.primary_name {
            print_line(format_args!("       listed as {primary}"))?;
        }
        print_line(format_args!("       {}", hit.in_words()))?;
        let theirs = ofac_search_score(name, &hit.listed_name);
        print_line(format_args!("       the Treasury's search would show {:.0}", theirs * 100.0))?;
    }
    Ok(())
}

/// One row of a batch; columns that are not known are passed over.
#[derive(serde::Deserialize)]
struct BatchRow {
    #[serde(default)]
    id: Option<String>,
    name: String,
    #[serde(default, alias = "birth_date")]
    dob: Option<String>,
    #[serde(default)]
    country: Option<String>,
    #[serde(default, alias = "type")]
    kind: Option<String>,
}

#[derive(Serialize)]
struct BatchResult {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    row: usize,
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    screening: Option<Screening>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

fn screen_batch(
    args: &ScreenArgs,
    index: &SanctionsIndex,
    options: &ScreenOptions,
    batch: &Path,
) -> Result<Exit> {
    let Some(output) = &args.output else { bail!("--batch needs --output") };
    let interrupted = interrupt::flag()?;
    let bytes = read_input(batch)?;
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(&bytes[..]);
    let rows: Vec<(usize, csv::Result<BatchRow>)> = (1..).zip(reader.deserialize()).collect();
    let pool = ThreadPoolBuilder::new().num_threads(args.jobs.unwrap_or(0)).build()?;
    let meter = Meter::of(args.progress, rows.len() as u64, "names");
    let mut file =
        std::io::BufWriter::new(private_file(output).with_context(|| cannot_write(output))?);
    let (mut matches, mut errors) = ([0_usize; 3], 0_usize);
    for some in rows.chunks(AT_A_TIME) {
        if interrupted.load(std::sync::atomic::Ordering::Relaxed) {
            say("interrupted: the rows that were screened are written");
            file.flush()?;
            return Ok(Exit::Interrupted);
        }
        let results: Vec<BatchResult> = pool.install(|| {
            let one = |(row, read): &(usize, csv::Result<BatchRow>)| {
                let result = screen_row(*row, read.as_ref().ok(), index, options, args);
                meter.advance();
                result
            };
            some.par_iter().map(one).collect()
        });
        for result in results {
            match &result.screening {
                Some(screening) => matches[screening.outcome as usize] += 1,
                None => errors += 1,
            }
            serde_json::to_writer(&mut file, &result)?;
            file.write_all(b"\n")?;
        }
    }
    file.flush()?;
    meter.finish();
    let [clear, potential, matched] = matches;
    say(&format!("{clear} clear, {potential} potential, {matched} match, {errors} rows in error"));
    Ok(if errors > 0 { Exit::SomeInError } else { Exit::Done })
}

fn screen_row(
    row: usize,
    read: Option<&BatchRow>,
    index: &SanctionsIndex,
    options: &ScreenOptions,
    args: &ScreenArgs,
) -> BatchResult {
    let failed =
        |id, error: &str| BatchResult { id, row, screening: None, error: Some(error.to_owned()) };
    // Messages of the reader may quote values.
    let Some(read) = read else { return failed(None, "the row cannot be read") };
    let countries = read.country.iter().cloned().collect();
    let kind = read.kind.as_deref().or(args.kind.as_deref());
    match qualified(Query::new(&read.name), read.dob.as_deref(), countries, kind) {
        Ok(query) => {
            let mut screening = index.screen(&query, options);
            screening.hits.retain(|hit| hit.similarity.get() >= options.threshold);
            BatchResult { id: read.id.clone(), row, screening: Some(screening), error: None }
        }
        Err(error) => failed(read.id.clone(), &error.to_string()),
    }
}
