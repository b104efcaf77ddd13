//! What a run leaves behind: one file per session, then the lists over all of them.
//!
//! Every file appears whole or not at all: it is written under another name and renamed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use bonafide::Fingerprints;
use bonafide::audit::AuditRecord;
use bonafide::decision::Action;
use bonafide::forensics::duplicates::Fingerprint;
use bonafide::input::SessionId;
use bonafide::project::Redact;
use bonafide::result::{SessionResult, wire_name};
use bonafide_report::{Artifacts, Batch, Options, Sharing, batch_index, session_report};
use serde::{Deserialize, Serialize};

use crate::args::Shard;
use crate::folder::Found;
use crate::reuse::Reuse;
use crate::text::private_file;

/// Where the results of a run go.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    root: PathBuf,
    shard: Option<Shard>,
    /// What the pages hide; none where no pages are asked for.
    pages: Option<Redact>,
}

/// What a run was made with, so that `--resume` does not mix settings.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RunFacts {
    pub schema: String,
    pub engine_version: String,
    pub as_of: String,
    pub settings_hash: String,
}

impl Output {
    pub(crate) fn open(root: &Path, shard: Option<Shard>) -> Result<Self> {
        fs::create_dir_all(root).context("the output folder cannot be made")?;
        Ok(Self { root: root.to_owned(), shard, pages: None })
    }

    /// Writes a page beside every result and an index over all, hiding this.
    pub(crate) fn with_pages(self, pages: Option<Redact>) -> Self {
        Self { pages, ..self }
    }

    /// The facts of the run that made what is in the folder, if there is one.
    pub(crate) fn facts(&self) -> Option<RunFacts> {
        let bytes = fs::read(self.root.join("run.json")).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    pub(crate) fn write_facts(&self, facts: &RunFacts) -> Result<()> {
        // Shards that start together all write it, so none writes over another's unfinished file.
        let share = self.shard.map(|s| format!("-{}", s.index)).unwrap_or_default();
        let unfinished = self.root.join(format!(".writing-run{share}.json"));
        write_by_way_of(&unfinished, &self.root.join("run.json"), |out| {
            serde_json::to_writer_pretty(&mut *out, facts)?;
            out.write_all(b"\n")
        })
        .context("run.json cannot be written")
    }

    /// Takes away what an earlier run left: lists and results of these sessions with their artifacts,
    /// and without shards those of every session. What `--resume` finds later is then of one run.
    pub(crate) fn forget(&self, found: &[Found]) -> Result<()> {
        let mut old: Vec<PathBuf> = found.iter().map(|f| self.result_path(&f.id)).collect();
        old.extend(LISTS.map(|(stem, extension)| self.list_path(stem, extension)));
        if self.shard.is_none() {
            for entry in fs::read_dir(&self.root).context("the output folder cannot be read")? {
                old.push(entry?.path().join("result.json"));
            }
        }
        let folders: Vec<PathBuf> =
            old.iter().filter_map(|p| p.parent()).map(Path::to_owned).collect();
        old.extend(folders.iter().map(|folder| folder.join(PAGE)));
        old.extend(folders.iter().flat_map(|folder| old_artifacts(folder)));
        old.extend(folders.iter().flat_map(|folder| fingerprint_files(folder)));
        for path in old {
            match fs::remove_file(path) {
                Err(error) if !is_absent(&error) => {
                    return Err(error).context("an earlier result cannot be removed");
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The result of a session that is already there and whole.
    pub(crate) fn existing(&self, id: &SessionId) -> Option<SessionResult> {
        let bytes = fs::read(self.result_path(id)).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Writes a result, and before it what it names and the fingerprints that reuse is found by.
    pub(crate) fn write_result(
        &self,
        result: &SessionResult,
        fingerprints: &Fingerprints,
    ) -> io::Result<()> {
        let path = self.result_path(&result.session_id);
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder)?;
        // Before the result, so that a result never names a file that is not there.
        for artifact in &result.artifacts {
            fs::create_dir_all(folder.join(ARTIFACTS))?;
            write_whole(&folder.join(&artifact.name), |out| {
                out.write_all(artifact.content.expose())
            })?;
        }
        for (slot, fingerprint) in fingerprints {
            fs::create_dir_all(folder.join(FINGERPRINTS))?;
            let name = format!("{}.{FINGERPRINT}", slot.name());
            write_whole(&folder.join(FINGERPRINTS).join(name), |out| {
                out.write_all(&fingerprint.to_bytes())
            })?;
        }
        if let Some(redact) = self.pages {
            let options = Options::default().with_redact(redact);
            let page = session_report(result, &Artifacts::of(result), &options);
            write_whole(&folder.join(PAGE), |out| out.write_all(page.as_bytes()))?;
        }
        write_whole(&path, |out| {
            serde_json::to_writer_pretty(&mut *out, result)?;
            out.write_all(b"\n")
        })
    }

    /// Writes `results.ndjson`, `audit.ndjson`, `summary.json` and `summary.csv`, and where pages are asked
    /// for `index.html`, from the sessions' own files, in the order of the ids. With a shard the names carry
    /// its number.
    pub(crate) fn assemble(&self, ids: &[SessionId], reuse: Vec<Reuse>) -> Result<Summary> {
        let mut summary = Summary { reuse, ..Summary::default() };
        let mut batch = self.pages.map(|_| Batch::default());
        // Both lists in one pass, so that each result is read once and only one is in memory.
        write_whole(&self.list_path("results", "ndjson"), |results| {
            write_whole(&self.list_path("audit", "ndjson"), |audit| {
                for id in ids {
                    let bytes = fs::read(self.result_path(id))?;
                    let result: SessionResult = serde_json::from_slice(&bytes)?;
                    write_line(results, &result)?;
                    write_line(audit, &AuditRecord::of(&result))?;
                    summary.add(&result);
                    if let Some(batch) = &mut batch {
                        batch.add(&result);
                    }
                }
                Ok(())
            })
        })
        .context("results.ndjson and audit.ndjson cannot be written")?;
        write_whole(&self.list_path("summary", "json"), |out| {
            serde_json::to_writer_pretty(&mut *out, &summary)?;
            out.write_all(b"\n")
        })
        .context("summary.json cannot be written")?;
        write_whole(&self.list_path("summary", "csv"), |out| summary.write_csv(out))
            .context("summary.csv cannot be written")?;
        #[cfg(feature = "parquet")]
        write_whole(&self.list_path("summary", "parquet"), |out| {
            crate::parquet_list::write(&summary.rows, out)
        })
        .context("summary.parquet cannot be written")?;
        if let Some(batch) = batch {
            self.write_index(batch, &summary.reuse).context("index.html cannot be written")?;
        }
        Ok(summary)
    }

    fn write_index(&self, mut batch: Batch, reuse: &[Reuse]) -> io::Result<()> {
        for Reuse { sessions, kind, similarity, .. } in reuse {
            let (sessions, what) = (sessions.clone(), wire_name(kind));
            batch.share(Sharing { sessions, what, similarity: *similarity });
        }
        let index = batch_index(&batch);
        write_whole(&self.list_path("index", "html"), |out| out.write_all(index.as_bytes()))
    }

    /// The fingerprints of a session, by slot.
    pub(crate) fn fingerprints(&self, id: &SessionId) -> Vec<Fingerprint> {
        let mut files = fingerprint_files(&self.root.join(id.as_str()));
        files.sort();
        let read = |path: PathBuf| Fingerprint::from_bytes(&fs::read(path).ok()?);
        files.into_iter().filter_map(read).collect()
    }

    /// A file of this run that is gone when the run has ended.
    pub(crate) fn scratch(&self, stem: &str) -> PathBuf {
        let share = self.shard.map(|s| format!("-{}", s.index)).unwrap_or_default();
        self.root.join(format!(".writing-{stem}{share}"))
    }

    fn result_path(&self, id: &SessionId) -> PathBuf {
        self.root.join(id.as_str()).join("result.json")
    }

    fn list_path(&self, stem: &str, extension: &str) -> PathBuf {
        let name = match self.shard {
            Some(Shard { index, count }) => format!("{stem}.part-{index}-of-{count}.{extension}"),
            None => format!("{stem}.{extension}"),
        };
        self.root.join(name)
    }
}

/// The lists that a run writes over its sessions.
const LISTS: [(&str, &str); 6] = [
    ("results", "ndjson"),
    ("audit", "ndjson"),
    ("summary", "json"),
    ("summary", "csv"),
    ("summary", "parquet"),
    ("index", "html"),
];

/// The page of a session.
const PAGE: &str = "report.html";

/// The folder of a session's artifacts; the names of artifacts begin with it.
const ARTIFACTS: &str = "artifacts";

/// The folder of a session's fingerprints, and their extension.
const FINGERPRINTS: &str = "fingerprints";
const FINGERPRINT: &str = "bfp";

fn fingerprint_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder.join(FINGERPRINTS)) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    paths.filter(|path| path.extension().is_some_and(|end| end == FINGERPRINT)).collect()
}

/// The artifacts in a session's folder: the files that end as the engine's names end.
fn old_artifacts(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder.join(ARTIFACTS)) else { return Vec::new() };
    let is_ours = |path: &PathBuf| {
        let name = path.to_string_lossy();
        [
            "_mrz.png",
            "_barcode.png",
            "portrait.jpg",
            "_cropped.jpg",
            "_manipulation.png",
            "_manipulation_map.png",
        ]
        .iter()
        .any(|ending| name.ends_with(ending))
    };
    entries.flatten().map(|entry| entry.path()).filter(is_ours).collect()
}

/// Nothing at the path, or a file where a folder would have to be.
fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

fn write_line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Writes a file under another name in the same folder, then renames it. The other name is always the
/// same, so that what a killed run left half written is written over by the next.
pub(crate) fn write_whole(
    path: &Path,
    content: impl FnOnce(&mut BufWriter<fs::File>) -> io::Result<()>,
) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    write_by_way_of(&path.with_file_name(format!(".writing-{name}")), path, content)
}

fn write_by_way_of(
    unfinished: &Path,
    path: &Path,
    content: impl FnOnce(&mut BufWriter<fs::File>) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::new(private_file(unfinished)?);
    content(&mut out)?;
    out.into_inner()?;
    fs::rename(unfinished, path)
}

/// Counts over the sessions of a run.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Summary {
    pub sessions: usize,
    pub verified: usize,
    /// Sessions in which something was pretended.
    pub simulated: usize,
    pub in_error: usize,
    pub actions: BTreeMap<&'static str, usize>,
    pub rules: BTreeMap<String, usize>,
    pub issues: BTreeMap<String, usize>,
    pub errors: BTreeMap<String, usize>,
    /// Pictures, documents and portraits that two sessions share; found when all were evaluated, so no
    /// result says it.
    pub reuse: Vec<Reuse>,
    #[serde(skip)]
    rows: Vec<Row>,
}

/// A session in `summary.csv`.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub session_id: String,
    pub action: &'static str,
    pub rule: String,
    pub score: Option<f64>,
    pub coverage: f64,
    pub simulated: bool,
    pub document_type: &'static str,
    pub error: String,
    pub result_hash: String,
    /// The other sessions that share something, with blanks between.
    pub reuse: String,
}

impl Summary {
    fn add(&mut self, result: &SessionResult) {
        let decision = &result.decision;
        let rule = wire_name(&decision.rule);
        self.sessions += 1;
        self.verified += usize::from(decision.verified);
        self.simulated += usize::from(result.simulated);
        self.in_error += usize::from(result.error.is_some());
        *self.actions.entry(decision.action.name()).or_default() += 1;
        *self.rules.entry(rule.clone()).or_default() += 1;
        for issue in &decision.issues {
            *self.issues.entry(issue.clone()).or_default() += 1;
        }
        let error = result.error.as_ref().map(|e| wire_name(&e.code)).unwrap_or_default();
        if !error.is_empty() {
            *self.errors.entry(error.clone()).or_default() += 1;
        }
        self.rows.push(Row {
            session_id: result.session_id.to_string(),
            action: decision.action.name(),
            rule,
            score: decision.score.map(bonafide::types::Score::get),
            coverage: decision.coverage.get(),
            simulated: result.simulated,
            document_type: result.document_type_e.name(),
            error,
            result_hash: result.result_hash.clone(),
            reuse: crate::reuse::others(&self.reuse, result.session_id.as_str()),
        });
    }

    fn write_csv(&self, out: impl Write) -> io::Result<()> {
        let mut csv = csv::Writer::from_writer(out);
        for row in &self.rows {
            csv.serialize(row).map_err(io::Error::other)?;
        }
        csv.flush()
    }

    /// The line that a person reads at the end.
    pub(crate) fn in_words(&self) -> String {
        let of = |action: Action| self.actions.get(action.name()).copied().unwrap_or(0);
        let pretended = match self.simulated {
            0 => String::new(),
            count => format!("; {count} SIMULATED"),
        };
        let reused = match self.reuse.len() {
            0 => String::new(),
            count => format!("; {count} REUSED"),
        };
        format!(
            "{} sessions: {} passed, {} failed, {} to review, {} pending; {} with an error{pretended}{reused}",
            self.sessions,
            of(Action::Pass),
            of(Action::Fail),
            of(Action::Review),
            of(Action::Pending),
            self.in_error,
        )
    }
}
