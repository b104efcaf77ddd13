//! Fingerprints of pictures, and lookups of hashes.

use std::hint::black_box;

use bonafide::forensics::Known;
use bonafide::forensics::duplicates::{Fingerprint, Hashes};
use bonafide::imaging::{Area, Limits, Picture, Rgb, RgbImage, encode_jpeg};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn hash(c: &mut Criterion) {
    // 2 megapixels, with a portrait.
    let drawn =
        RgbImage::from_fn(1732, 1155, |x, y| Rgb([x * y % 251, x % 256, y % 256].map(|v| v as u8)));
    let bytes = encode_jpeg(&drawn, 90).expect("it can be encoded");
    let picture = Picture::decode(&bytes, &Limits::default()).expect("it can be decoded");
    let portrait = Some(Area { x: 100.0, y: 300.0, width: 300.0, height: 400.0 });
    let known = Known { portrait, ..Known::default() };
    let _ = picture.luma();
    let mut group = c.benchmark_group("duplicates/hash");
    group.throughput(Throughput::Elements(1732 * 1155));
    group.bench_function("2 MP", |b| {
        b.iter(|| black_box(Fingerprint::of([0; 32], &picture, &known)));
    });
    group.finish();
}

fn lookup(c: &mut Criterion) {
    let mut state = 1_u64;
    let mut next = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state ^ (state >> 31)
    };
    let hashes: Vec<u64> = (0..1_000_000).map(|_| next()).collect();
    let index = Hashes::new(&hashes);
    let mut group = c.benchmark_group("duplicates/lookup");
    for radius in [4, 8] {
        group.bench_with_input(BenchmarkId::new("1 M", radius), &radius, |b, &radius| {
            b.iter(|| black_box(index.within(next(), radius, 16)));
        });
    }
    group.finish();
}

criterion_group!(benches, hash, lookup);
criterion_main!(benches);
