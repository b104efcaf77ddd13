//! Whole sessions, from the bytes of files to sealed results, on one thread and on two.
#![allow(missing_docs)] // criterion's macros write functions without documentation

use bonafide::input::SessionInput;
use bonafide::{Context, Engine};
use bonafide_benches::{TWELVE_MEGAPIXELS, TWO_MEGAPIXELS, licence_session, sample_sessions};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use jiff::civil::date;
use rayon::iter::ParallelIterator;

/// The day by which the sample sessions are told.
fn context() -> Context {
    Context::on(date(2026, 6, 1))
}

fn one(c: &mut Criterion) {
    let engine = Engine::builder().threads(1).build().expect("a thread");
    let cx = context();
    let mut group = c.benchmark_group("session/one");
    group.sample_size(10);
    group.throughput(Throughput::Elements(1));
    for (name, size) in
        [("licence-2-megapixels", TWO_MEGAPIXELS), ("licence-12-megapixels", TWELVE_MEGAPIXELS)]
    {
        let session = licence_session(size);
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| engine.evaluate(&session, &cx));
        });
    }
    group.finish();
}

fn many(c: &mut Criterion) {
    let samples = sample_sessions();
    let sessions: Vec<SessionInput> =
        if samples.is_empty() { vec![licence_session(TWO_MEGAPIXELS); 8] } else { samples };
    let cx = context();
    let mut group = c.benchmark_group("session/many");
    group.sample_size(10);
    group.throughput(Throughput::Elements(sessions.len() as u64));
    for threads in [1, 2] {
        let engine = Engine::builder().threads(threads).build().expect("threads");
        group.bench_function(BenchmarkId::new("threads", threads), |b| {
            b.iter_batched(
                || sessions.clone(),
                |sessions| {
                    let results = || engine.evaluate_all(sessions, &cx).collect::<Vec<_>>();
                    engine.install(results)
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, one, many);
criterion_main!(benches);
