//! Pictures: decoding files, and measuring what was captured.
#![allow(missing_docs)] // criterion's macros write functions without documentation

use std::hint::black_box;

use bonafide::imaging::{
    Limits, LocateOptions, Picture, encode_jpeg, encode_png, locate, quality, rectify,
};
use bonafide_benches::{TWELVE_MEGAPIXELS, TWO_MEGAPIXELS, photo};
use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// Files by name: the qualities that phones and scanners write.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    let (small, large) = (photo(TWO_MEGAPIXELS), photo(TWELVE_MEGAPIXELS));
    [
        ("jpeg/2-megapixels", encode_jpeg(&small, 90)),
        ("jpeg/12-megapixels", encode_jpeg(&large, 90)),
        ("png/2-megapixels", encode_png(&small)),
    ]
    .map(|(name, file)| (name, file.expect("a picture with pixels")))
    .into()
}

fn decode(c: &mut Criterion) {
    let limits = Limits::default();
    let mut group = c.benchmark_group("imaging/decode");
    group.sample_size(20);
    for (name, file) in files() {
        group.throughput(Throughput::Bytes(file.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), &file, |b, file| {
            b.iter(|| Picture::decode(black_box(file), &limits));
        });
    }
    group.finish();
}

/// Luma and pyramid are made when they are first asked for, so each round has a fresh picture.
fn measure(c: &mut Criterion) {
    let limits = Limits::default();
    let mut group = c.benchmark_group("imaging/quality");
    group.sample_size(20);
    for (name, file) in files().into_iter().filter(|(name, _)| name.starts_with("jpeg")) {
        let decoded = || Picture::decode(&file, &limits).expect("a file that was just written");
        let facts = decoded();
        let pixels = u64::from(facts.facts().width) * u64::from(facts.facts().height);
        group.throughput(Throughput::Elements(pixels));
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter_batched(decoded, |picture| quality(&picture), BatchSize::PerIteration);
        });
    }
    group.finish();
}

/// The search for a document's outline, and the crop.
fn outline(c: &mut Criterion) {
    let mut group = c.benchmark_group("imaging/document");
    group.sample_size(20);
    for (name, file) in files().into_iter().filter(|(name, _)| name.starts_with("jpeg")) {
        let picture = Picture::decode(&file, &Limits::default()).expect("a file just written");
        let _ = picture.rgb();
        let options = LocateOptions::default();
        group.bench_function(BenchmarkId::new("locate", name), |b| {
            b.iter(|| locate(black_box(&picture), &options));
        });
        if let Some(best) = locate(&picture, &options).first() {
            group.bench_function(BenchmarkId::new("rectify", name), |b| {
                b.iter(|| rectify(black_box(&picture), best, 1000));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, decode, measure, outline);
criterion_main!(benches);
