//! Every network for faces and liveness, alone: items a second at batches of 1, 8 and 32, on every
//! runtime that is there. Models that are not there are named on standard error.
#![allow(missing_docs)] // criterion's macros write functions without documentation

use std::hint::black_box;

use bonafide_benches::{runtimes, skipped};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

const STAGES: [&str; 6] = [
    "face_detector",
    "face_landmarks",
    "face_encoder",
    "face_age_gender",
    "face_expression",
    "liveness",
];
const BATCHES: [usize; 3] = [1, 8, 32];

fn networks(c: &mut Criterion) {
    let mut group = c.benchmark_group("networks");
    group.sample_size(10);
    for (runtime, models) in runtimes() {
        for entry in models
            .entries()
            .filter(|entry| entry.stage.as_deref().is_some_and(|stage| STAGES.contains(&stage)))
        {
            let model = match models.open(&entry.id) {
                Ok(model) => model,
                Err(error) => {
                    skipped(&format!("{runtime}/{}", entry.id), &error);
                    continue;
                }
            };
            let Some(item) = entry.example() else {
                skipped(&entry.id, &"it has several inputs");
                continue;
            };
            for batch in BATCHES {
                let items = vec![item.clone(); batch];
                group.throughput(Throughput::Elements(batch as u64));
                group.bench_with_input(
                    BenchmarkId::new(format!("{runtime}/{}", entry.id), batch),
                    &items,
                    |b, items| {
                        b.iter(|| model.run_batch(black_box(items)).expect("a network runs"));
                    },
                );
            }
        }
    }
    group.finish();
}

criterion_group!(benches, networks);
criterion_main!(benches);
