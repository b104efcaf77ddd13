//! `bonafide bench`: how fast this machine is, by stage, session, threads and network.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use bonafide::inference::{Backend, BackendChoice};
use bonafide::input::SessionInput;
use bonafide::result::{ModelFacts, SessionResult, wire_name};
use bonafide::{Context, Engine};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use crate::args::{BenchArgs, RuntimeArgs};
use crate::bench_table;
use crate::eval::cannot_write;
use crate::exit::Exit;
use crate::machine::{self, Machine};
use crate::{folder, models, settings, text};

/// The form of the figures. It grows by addition only.
pub(crate) const SCHEMA_VERSION: &str = "bonafide.bench/1";
/// Inputs of a network that run together.
const BATCHES: [usize; 3] = [1, 4, 16];

/// Everything that was measured on a machine.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Figures {
    pub schema_version: String,
    pub program: String,
    pub machine: Machine,
    pub device: String,
    /// What ran the networks of sessions; none where none took part.
    pub runtime: Option<String>,
    pub models: Vec<ModelFacts>,
    /// Sessions that were evaluated over and over, and their pictures.
    pub sessions: usize,
    pub pictures: usize,
    /// Hash over the pictures, so that machines are compared on the same material only.
    pub material: String,
    /// Of all sessions on one thread, by name of the stage.
    pub stages_ms: BTreeMap<String, Spread>,
    pub threads: Vec<AtThreads>,
    pub networks: Vec<Network>,
}

/// Milliseconds of a session: median, ninety-fifth percentile, and mean.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Spread {
    pub p50: f64,
    pub p95: f64,
    pub mean: f64,
}

/// Sessions on so many threads.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AtThreads {
    pub threads: usize,
    pub sessions_per_second: f64,
    /// Seconds of processor time of one session; none where the system does not tell.
    pub cpu_seconds: Option<f64>,
    /// Greatest resident size of the process so far in MiB; none where the system does not tell.
    pub peak_mib: Option<f64>,
}

/// A network alone.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Network {
    pub id: String,
    pub runtime: String,
    pub device: String,
    pub batch: usize,
    pub items_per_second: f64,
}

pub(crate) fn bench(args: &BenchArgs) -> Result<Exit> {
    let budget = Duration::try_from_secs_f64(args.seconds).context("--seconds")?;
    let cx = settings::context(&args.settings, None)?;
    let sessions = sessions(&args.input, &cx)?;
    let engine = settings::engine(&args.runtime, 1)?;
    let results = warm(&engine, &sessions, &cx);
    let provenance = engine.provenance();
    let figures = Figures {
        schema_version: SCHEMA_VERSION.to_owned(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        machine: machine::facts(),
        device: provenance.device.clone(),
        runtime: provenance.execution_provider.clone(),
        models: provenance.models,
        sessions: sessions.len(),
        pictures: sessions.iter().map(|session| session.images.len()).sum(),
        material: material(&results),
        stages_ms: stages(&engine, &sessions, &cx, budget),
        threads: scaling(&args.runtime, &sessions, &cx, budget)?,
        networks: networks(&args.runtime, budget / 8),
    };
    if let Some(path) = &args.output {
        fs::write(path, serde_json::to_vec_pretty(&figures)?)
            .with_context(|| cannot_write(path))?;
    }
    let other = args.compare.as_deref().map(settings::json::<Figures>).transpose()?;
    if args.json {
        text::print_json(&figures)?;
    } else {
        text::print_text(bench_table::table(&figures, other.as_ref()))?;
    }
    Ok(Exit::Done)
}

/// All of a folder's sessions, in memory: what is measured is the engine, not the disk.
fn sessions(folder: &Path, cx: &Context) -> Result<Vec<SessionInput>> {
    let found =
        folder::discover(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    if found.is_empty() {
        bail!("{} holds no session", folder.display());
    }
    Ok(found.iter().map(|found| folder::read(found, cx.budget.picture.max_bytes)).collect())
}

/// Evaluates every session once, so that nothing is measured that happens only once.
fn warm(engine: &Engine, sessions: &[SessionInput], cx: &Context) -> Vec<SessionResult> {
    sessions.iter().map(|session| engine.evaluate(session, cx)).collect()
}

fn material(results: &[SessionResult]) -> String {
    let pictures = results.iter().flat_map(|result| &result.inputs);
    let hashes: Vec<&str> = pictures.filter_map(|input| input.sha256.as_deref()).collect();
    bonafide::seal::json_hash(&hashes)
}

/// Whole rounds over all sessions until the time is used up, at least one.
fn stages(
    engine: &Engine,
    sessions: &[SessionInput],
    cx: &Context,
    budget: Duration,
) -> BTreeMap<String, Spread> {
    let mut samples: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    let mut count = 0_usize;
    let started = Instant::now();
    while count == 0 || started.elapsed() < budget {
        for result in warm(engine, sessions, cx) {
            for (stage, ms) in result.timings_ms {
                samples.entry(stage).or_default().push(ms);
            }
        }
        count += sessions.len();
    }
    samples.into_iter().map(|(stage, samples)| (stage, spread(samples, count))).collect()
}

/// Sessions in which a stage had nothing to do count as 0.
fn spread(mut samples: Vec<f64>, sessions: usize) -> Spread {
    samples.resize(sessions.max(samples.len()).max(1), 0.0);
    samples.sort_by(f64::total_cmp);
    let at = |share: f64| samples[((samples.len() - 1) as f64 * share).round() as usize];
    let mean = samples.iter().sum::<f64>() / samples.len() as f64;
    Spread { p50: thousandth(at(0.5)), p95: thousandth(at(0.95)), mean: thousandth(mean) }
}

/// On one thread, two, four … up to all cores.
fn scaling(
    runtime: &RuntimeArgs,
    sessions: &[SessionInput],
    cx: &Context,
    budget: Duration,
) -> Result<Vec<AtThreads>> {
    let cores = machine::cores();
    let counts = std::iter::successors(Some(1), |threads| Some(threads * 2));
    let counts = counts.take_while(|threads| *threads < cores).chain([cores]);
    let measure = |threads| {
        let engine = settings::engine(runtime, threads)?;
        let (started, cpu_before) = (Instant::now(), machine::cpu_seconds());
        let mut evaluated = 0_usize;
        while evaluated == 0 || started.elapsed() < budget {
            // As many copies as there are threads, so that the end of a round leaves few idle.
            let round: Vec<&SessionInput> =
                std::iter::repeat_n(sessions, threads).flatten().collect();
            engine.install(|| {
                round.par_iter().for_each(|session| drop(engine.evaluate(session, cx)));
            });
            evaluated += round.len();
        }
        let cpu = machine::cpu_seconds().zip(cpu_before).map(|(after, before)| after - before);
        Ok(AtThreads {
            threads,
            sessions_per_second: thousandth(evaluated as f64 / started.elapsed().as_secs_f64()),
            cpu_seconds: cpu.map(|seconds| thousandth(seconds / evaluated as f64)),
            peak_mib: machine::peak_mib(),
        })
    };
    counts.map(measure).collect()
}

/// Every network with one input, on every runtime that is there.
fn networks(args: &RuntimeArgs, budget: Duration) -> Vec<Network> {
    let runtimes = [Backend::Rten, Backend::OnnxRuntime];
    runtimes.into_iter().flat_map(|backend| networks_on(args, backend, budget)).collect()
}

fn networks_on(args: &RuntimeArgs, backend: Backend, budget: Duration) -> Vec<Network> {
    let args = RuntimeArgs { runtime: BackendChoice::Only(backend), ..args.clone() };
    let Ok(models) = models::open(&args) else { return Vec::new() };
    let mut measured = Vec::new();
    for entry in models.entries().filter(|entry| models.is_there(&entry.id)) {
        let (Ok(model), Some(item)) = (models.open(&entry.id), entry.example()) else { continue };
        for batch in BATCHES {
            let items = vec![item.clone(); batch];
            // The first run is not counted: runtimes plan then.
            if model.run_batch(&items).is_err() {
                break;
            }
            let (started, mut count) = (Instant::now(), 0);
            while count == 0 || started.elapsed() < budget {
                count += model.run_batch(&items).map_or(batch, |answers| answers.len());
            }
            let seconds = started.elapsed().as_secs_f64();
            measured.push(Network {
                id: entry.id.clone(),
                runtime: wire_name(&model.backend()),
                device: model.device().to_string(),
                batch,
                items_per_second: thousandth(count as f64 / seconds),
            });
        }
    }
    measured
}

fn thousandth(value: f64) -> f64 {
    (value * 1e3).round() / 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_without_a_stage_count_as_nothing() {
        let found = spread(vec![4.0, 2.0], 4);
        assert!((found.mean - 1.5).abs() < 1e-9);
        assert!((found.p95 - 4.0).abs() < 1e-9);
    }
}
