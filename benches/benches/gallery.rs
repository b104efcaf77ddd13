//! The nearest of a million encodings: both scans, on one thread and on all, and what opening costs.
#![allow(missing_docs)] // criterion's macros write functions without documentation

use std::hint::black_box;

use bonafide_face::gallery::{Gallery, GalleryBuilder, Scan, Search};
use bonafide_face::{EncoderId, Encoding};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use tempfile::TempDir;

const COUNT: usize = 1_000_000;
const DIMENSIONS: usize = 128;

/// Encodings without likeness, which is the worst that a bound can meet: all are about as far. The same
/// in every run (Marsaglia, Xorshift RNGs, 2003).
struct Strangers(u64);

impl Strangers {
    fn next(&mut self) -> Encoding {
        let values = (0..DIMENSIONS).map(|_| {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 >> 40) as f32 / (1 << 24) as f32 - 0.5
        });
        Encoding::new(encoder(), values.collect()).expect("a vector of random numbers")
    }
}

fn encoder() -> EncoderId {
    EncoderId("bench/1".to_owned())
}

fn written(folder: &TempDir) -> std::path::PathBuf {
    let path = folder.path().join("gallery.bfg");
    let mut builder = GalleryBuilder::create(&path, &encoder(), DIMENSIONS).expect("a file");
    let mut strangers = Strangers(1);
    for index in 0..COUNT {
        builder.push(&index.to_string(), &strangers.next()).expect("an encoding");
    }
    builder.finish().expect("a gallery");
    path
}

fn search(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = written(&folder);
    let mapped = Gallery::open(&path).expect("a gallery that was just written");
    let loaded = Gallery::load(&path).expect("a gallery that was just written");
    searches(c, "gallery/search mapped", &mapped);
    searches(c, "gallery/search loaded", &loaded);
    let mut group = c.benchmark_group("gallery/open");
    group.sample_size(10);
    group.throughput(Throughput::Elements(COUNT as u64));
    group.bench_function("one thread", |b| b.iter(|| Gallery::open(black_box(&path))));
    group.finish();
}

fn searches(c: &mut Criterion, name: &str, gallery: &Gallery) {
    let query = Strangers(2).next();
    let all = rayon::ThreadPoolBuilder::new().build().expect("threads");
    let mut group = c.benchmark_group(name);
    group.sample_size(20);
    for (name, scan, bytes) in [("f32", Scan::Float, 4), ("int8", Scan::Int8, 1)] {
        let mut search = Search::default();
        search.scan = scan;
        group.throughput(Throughput::Bytes((COUNT * DIMENSIONS * bytes) as u64));
        group.bench_function(BenchmarkId::new(name, "one thread"), |b| {
            b.iter(|| gallery.search(black_box(&query), &search));
        });
        let threads = format!("{} threads", all.current_num_threads());
        group.bench_function(BenchmarkId::new(name, threads), |b| {
            b.iter(|| all.install(|| gallery.search(black_box(&query), &search)));
        });
    }
    group.finish();
}

criterion_group!(benches, search);
criterion_main!(benches);
